"""Exercises: what a reader answered, and what there is to say about it.

An exercise is a cell with ``...`` where the answer goes, and a cell that checks it. A check never raises: an answer that is open,
of the wrong kind, or a function that fails is told apart in words, as is each mistake that people make.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import isclose, isfinite
from numbers import Real
from typing import Any, NamedTuple

OPEN = "Not answered yet. Put your answer in place of the ... above, run that cell, and then this one."

ROUGH = "is right as far as it goes: write three digits, or let Python calculate it"


class Verdict(NamedTuple):
    """What is said about an answer, and whether it is right. It shows itself as one line of text."""

    right: bool
    text: str
    sign: str

    def __repr__(self) -> str:
        return f"{self.sign} {self.text}"


def right(text: str) -> Verdict:
    """Return praise."""
    return Verdict(right=True, text=text, sign="✓")


def wrong(text: str) -> Verdict:
    """Return what is wrong, and what to think of next."""
    return Verdict(right=False, text=text, sign="✗")


def still_open() -> Verdict:
    """Return what to do with an exercise that nobody has answered."""
    return Verdict(right=False, text=OPEN, sign="○")


def close(x: float, y: float, tolerance: float = 1e-6) -> bool:
    """Return whether x is meant to be y: a reader types three digits or more."""
    return isclose(x, y, rel_tol=tolerance, abs_tol=tolerance) or rounded(x, y, range(3, 17))


def rounded(given: float, expected: float, digits: Iterable[int]) -> bool:
    """Return whether a number is another one, rounded to some count of digits: 0.667 is 2/3, to three.

    >>> rounded(0.667, 2 / 3, range(3, 17)), rounded(0.66, 2 / 3, [2, 3]), rounded(10.0, 8.0, [1])
    (True, False, False)
    """
    return expected != round(expected) and any(isclose(given, float(f"{expected:.{n - 1}e}"), rel_tol=1e-12) for n in digits)


def not_a_number(answer: object) -> str | None:
    """Return why an answer cannot be taken as a number, or None."""
    if hasattr(answer, "data") and hasattr(answer, "backward"):
        return f"That is a Value, {answer!r}. The answer is a plain number: its .data, or its .grad?"
    if isinstance(answer, bool) or not isinstance(answer, Real):
        return f"The answer is a number, and {answer!r} is none ({type(answer).__name__})."
    if not isfinite(float(answer)):
        return f"{answer} is not a finite number. Is something divided by 0?"
    return None


def number(
    answer: object,
    expected: float,
    praise: str,
    mistakes: Mapping[float, str],
    hint: str,
    tolerance: float = 1e-6,
) -> Verdict:
    """Check a number. ``mistakes`` says for numbers that come out when a thing is overlooked which thing it was."""
    if answer is ...:
        return still_open()
    if said := not_a_number(answer):
        return wrong(said)
    given = float(answer)  # type: ignore[arg-type]
    if close(given, expected, tolerance):
        return right(praise)
    for value, explanation in mistakes.items():
        if close(given, value, tolerance):
            return wrong(explanation)
    if rounded(given, expected, [2]):
        return wrong(f"{given:g} {ROUGH}.")
    if close(given, -expected, tolerance):
        return wrong(f"The size is right, the sign is not. {hint}")
    return wrong(f"Not {given:g}. {hint}")


def numbers(
    answer: object,
    expected: Mapping[str, float],
    praise: str,
    mistakes: Mapping[str, Mapping[float, str]],
    tolerance: float = 1e-6,
) -> Verdict:
    """Check several numbers in a dict. ``mistakes`` has, for a name, numbers and what to say of them."""
    if answer is ... or (isinstance(answer, dict) and all(x is ... for x in answer.values())):
        return still_open()
    if not isinstance(answer, dict):
        return wrong(f"The answer is a dict with a number for each of {', '.join(expected)}; {answer!r} is none.")
    if set(answer) != set(expected):
        return wrong(f"The dict should have a number for each of {', '.join(expected)}, and nothing else.")
    faults = []
    for name, value in expected.items():
        given = answer[name]
        if given is ...:
            faults.append(f"{name} is still open.")
        elif said := not_a_number(given):
            faults.append(f"{name}: {said}")
        elif not close(float(given), value, tolerance):
            known = next((text for x, text in mistakes.get(name, {}).items() if close(float(given), x, tolerance)), None)
            sign = "the size is right, the sign is not" if close(float(given), -value, tolerance) else "not this number"
            rough = known is None and rounded(float(given), value, [2])
            faults.append(f"{name} = {given:g}" + (f" {ROUGH}." if rough else f": {known or sign + '.'}"))
    good = len(expected) - len(faults)
    return right(praise) if not faults else wrong(f"{good} of {len(expected)} are right. " + " ".join(faults))


class Mistake(NamedTuple):
    """A function that readers write in place of the right one, and what to say to them."""

    function: Callable[..., float]
    explanation: str


def function(
    answer: object,
    expected: Callable[..., float],
    points: Iterable[tuple[Any, ...]],
    praise: str,
    mistakes: Iterable[Mistake] = (),
    tolerance: float = 1e-6,
) -> Verdict:
    """Check a function by calling it at ``points``, and comparing with ``expected`` and with the known ``mistakes``."""
    if answer is ...:
        return still_open()
    if not callable(answer):
        return wrong(f"The answer is a function, and {answer!r} is none ({type(answer).__name__}).")
    wanted, given, places = [], [], list(points)
    for place in places:
        try:
            result = answer(*place)
        except Exception as error:  # noqa: BLE001 - whatever a reader's function raises
            return wrong(f"At {shown(place)} the function raises {type(error).__name__}: {error}")
        if result is ...:
            return still_open()
        if result is None:
            return wrong("The function returns nothing: its last line wants a return.")
        if said := not_a_number(result):
            return wrong(f"At {shown(place)}: {said}")
        given.append(float(result))  # type: ignore[arg-type]
        wanted.append(expected(*place))
    if all(close(x, y, tolerance) for x, y in zip(given, wanted, strict=True)):
        return right(praise)
    for mistake in mistakes:
        if all(close(x, mistake.function(*place), tolerance) for x, place in zip(given, places, strict=True)):
            return wrong(mistake.explanation)
    worst = next(i for i, (x, y) in enumerate(zip(given, wanted, strict=True)) if not close(x, y, tolerance))
    return wrong(f"At {shown(places[worst])} the function gives {given[worst]:.6g}; it should be {wanted[worst]:.6g}.")


def shown(place: tuple[Any, ...]) -> str:
    """Return arguments as a reader would write them.

    >>> shown((2.0,)), shown((abs, 1))
    ('2', 'abs, 1')
    """
    return ", ".join(
        f"{x:g}" if isinstance(x, Real) else getattr(x, "__name__", repr(x)).replace("<lambda>", "a function") for x in place
    )


def choice(answer: object, options: Mapping[str, str], expected: str) -> Verdict:
    """Check one of several words. ``options`` has what to say of each."""
    if answer is ...:
        return still_open()
    known = {name.casefold(): name for name in options}
    name = known.get(str(answer).strip().casefold())
    if name is None:
        return wrong(f"The answer is one of {', '.join(map(repr, options))}, and {answer!r} is none of them.")
    return right(options[name]) if name == expected else wrong(options[name])


def several(answer: object, options: Mapping[str, str], expected: set[str], praise: str) -> Verdict:
    """Check a set of words, some of which belong to it. ``options`` has what to say of a word that is missing or too many."""
    if answer is ...:
        return still_open()
    if isinstance(answer, str) or not isinstance(answer, Iterable):
        return wrong(f"The answer is a set of words, as in {{{', '.join(map(repr, list(options)[:2]))}}}; {answer!r} is none.")
    given = {str(word).strip() for word in answer}
    if strange := given - set(options):
        return wrong(f"{', '.join(sorted(map(repr, strange)))}: not among {', '.join(map(repr, options))}.")
    if given == expected:
        return right(praise)
    faults = [f"{name!r} is missing: {options[name]}" for name in options if name in expected - given]
    faults += [f"{name!r} does not belong there: {options[name]}" for name in options if name in given - expected]
    return wrong(" ".join(faults))


def assigned(
    answer: object,
    expected: Mapping[str, str],
    options: Iterable[str],
    praise: str,
    mistakes: Mapping[str, Mapping[str, str]],
) -> Verdict:
    """Check a dict with one of ``options`` for each name. ``mistakes`` has, for a name, what to say of a wrong word."""
    if answer is ... or (isinstance(answer, dict) and all(word is ... for word in answer.values())):
        return still_open()
    known = {word.casefold(): word for word in options}
    if not isinstance(answer, dict):
        return wrong(f"The answer is a dict with a word for each of {', '.join(expected)}; {answer!r} is none.")
    if set(answer) != set(expected):
        return wrong(f"The dict should have a word for each of {', '.join(expected)}, and nothing else.")
    faults = []
    for name, word in expected.items():
        given = known.get(str(answer[name]).strip().casefold())
        if answer[name] is ...:
            faults.append(f"{name} is still open.")
        elif given is None:
            faults.append(f"{name}: {answer[name]!r} is none of {', '.join(map(repr, known.values()))}.")
        elif given != word:
            faults.append(f"{name} is not {given!r}: {mistakes[name][given]}")
    good = len(expected) - len(faults)
    return right(praise) if not faults else wrong(f"{good} of {len(expected)} are right. " + " ".join(faults))
