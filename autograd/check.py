"""Derivatives checked against differences of the function itself.

An **entry** is one derivative in question: by which input, what the engine (or a rule written by hand) says, what the
differences say and how surely, and the verdict. A **report** is the entries of a check; it reads as a table. When an entry
is wrong, every recorded row is checked alone, and the rows that fail are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from inspect import Parameter, signature
from typing import Any, NamedTuple

from .blame import blame, noise_of
from .comparison import MODES, Problem, Settings, compare
from .derivatives import arguments_of, gradient
from .differences import slope
from .dual import Dual
from .errors import GradientMismatch, NotDifferentiable
from .operation import Operation, input_names, number
from .report import GradientReport
from .structures import leaves, rebuild, walk
from .value import Value

RTOL = 1e-6


def gradcheck(
    f: Callable[..., Any],
    at: Any,
    *,
    gradient: Callable[..., Any] | None = None,
    order: int = 1,
    modes: Sequence[str] = MODES,
    rtol: float = RTOL,
    atol: float = 0.0,
    kinks: str = "report",
) -> GradientReport:
    """Compare the derivatives of ``f`` with differences of ``f``, and return a report.

    ``at`` is the point: a number, or a tuple of the arguments of ``f`` (numbers or nested lists, tuples and dicts), or a list
    of several such points. (A list that ``f`` takes as its one argument is one point.) ``gradient`` is a derivative written by
    hand, of a plain function of floats: it takes the arguments of ``f`` and returns one number, or one for each input.
    ``order=2`` checks second derivatives too, against second differences of ``f``, never against differences of a gradient.

    A derivative is right if it differs from the differences by no more than ``rtol`` of its size, plus ``atol``, plus the
    differences' own error bar. At a kink it must lie between the slopes on both sides; the report says so and passes, unless
    ``kinks="raise"``.

    Raises GradientMismatch, whose text is the report, where a derivative is wrong; NotDifferentiable at a kink if asked to;
    TypeError and ValueError for arguments that make no sense.

    The method is that of ``differences.py``: Richardson extrapolation with an error bar, step chosen by Lepski's rule.

    >>> import autograd
    >>> gradcheck(lambda x, y: autograd.tanh(x) * y, (0.5, 2.0)).passed
    True
    >>> gradcheck(abs, 0.0).kinks[0].verdict
    'kink'
    """
    validate(order, modes, kinks, rtol, atol)
    report = GradientReport(_title(f))
    settings = Settings(order, tuple(modes), rtol, atol)
    for i, arguments in enumerate(_points(f, at)):
        problem = _by_hand(f, gradient, arguments) if gradient is not None else _by_engine(f, arguments)
        report.add(i, compare(problem, settings), partial(problem.blame, settings) if problem.blame else None)
    return finish(report, kinks)


def assert_gradients(f: Callable[..., Any], at: Any, **options: Any) -> None:
    """Assert that the derivatives of ``f`` agree with its differences: `gradcheck` for a test, with the same options.

    Raises AssertionError (a GradientMismatch) with the table of the report as its message.

    >>> assert_gradients(lambda x: x**3, [1.0, -2.0], order=2)
    """
    __tracebackhide__ = True
    gradcheck(f, at, **options)


def finish(report: GradientReport, kinks: str) -> GradientReport:
    """Raise what the report calls for, or return it."""
    if report.wrong:
        raise GradientMismatch(str(report), report)
    if kinks == "raise" and report.kinks:
        raise NotDifferentiable(str(report))
    return report


# ---- problems from functions ----------------------------------------------------------------------------------------------


def _by_engine(f: Callable[..., Any], arguments: tuple[Any, ...]) -> Problem:
    at = [_plain(x) for x in leaves(arguments)]
    variables = [Value(x) for x in at]
    for variable, label in zip(variables, _names(f, arguments), strict=True):
        variable.label = label
    output = _scalar(f(*rebuild(arguments, list(variables))))

    def value(numbers: list[float]) -> float:
        return _data(_scalar(f(*rebuild(arguments, [Value(x) for x in numbers]))))

    def reverse() -> list[Any]:
        return list(gradient(output, variables)) if isinstance(output, Value) else [0.0] * len(at)

    def reverse_twice(i: int, j: int) -> Any:
        return gradient(reverse()[i], [variables[j]])[0] if isinstance(output, Value) else 0.0

    def forward() -> list[Any]:
        return [_moved(f, arguments, at, {i: 1}).tangent_of(1) for i in range(len(at))]

    def forward_twice(i: int, j: int) -> Any:
        return _moved(f, arguments, at, {i: 1}, {j: 1}).tangent_of(2)

    return Problem(
        value,
        [variable.label for variable in variables],
        at,
        {"reverse": reverse, "forward": forward},
        {"reverse": reverse_twice, "forward": forward_twice},
        noise_of(output) if isinstance(output, Value) else 0.0,
        (lambda settings: blame(output, settings)) if isinstance(output, Value) else None,
    )


class _Moved(NamedTuple):
    output: Any

    def tangent_of(self, levels: int) -> Any:
        x = self.output
        for level in range(levels, 0, -1):
            x = x.tangent if isinstance(x, Dual) and x.level == -level else 0.0
        return x


def _moved(f: Callable[..., Any], arguments: tuple[Any, ...], at: list[float], *directions: dict[int, int]) -> _Moved:
    """Run f on Duals. Levels below 0 are ours: derivatives that f takes inside are above them."""
    points: list[Any] = list(at)
    for depth, direction in enumerate(directions, start=1):
        points = [Dual(x, float(direction.get(i, 0)), -depth) for i, x in enumerate(points)]
    return _Moved(_scalar(f(*rebuild(arguments, points))))


def _by_hand(f: Callable[..., Any], rule: Callable[..., Any], arguments: tuple[Any, ...]) -> Problem:
    at = [_plain(x) for x in leaves(arguments)]
    names = _names(f, arguments)

    def value(numbers: list[float]) -> float:
        return number(f(*rebuild(arguments, list(numbers))), "a number as the result of f")

    def claimed(numbers: list[float]) -> list[float]:
        found = [number(x) for x in leaves(rule(*rebuild(arguments, list(numbers))))]
        if len(found) != len(at):
            raise TypeError(f"gradient returned {len(found)} numbers for {len(at)} inputs ({', '.join(names)})")
        return found

    def second(i: int, j: int) -> float:
        # What a rule written by hand says about curvature is the slope of the rule; it is still compared with f alone.
        return slope(lambda x: claimed([*at[:j], x, *at[j + 1 :]])[i], at[j]).value

    return Problem(value, names, at, {"by hand": lambda: list(claimed(at))}, {"by hand": second}, 0.0, None)


def _title(f: Callable[..., Any]) -> str:
    title = f.label if isinstance(f, Operation) else getattr(f, "__name__", type(f).__name__)
    return "f" if title == "<lambda>" else title


def _names(f: Callable[..., Any], arguments: tuple[Any, ...]) -> list[str]:
    """Name every input: a Value by its label, any other by the parameter of f and its place in it."""
    parameters = input_names(f.arity) if isinstance(f, Operation) else _parameters(f)
    names = []
    for i, argument in enumerate(arguments):
        stem = parameters[i] if i < len(parameters) else f"x{i + 1}"
        for path, leaf in walk(argument):
            names.append(leaf.label if isinstance(leaf, Value) and leaf.label else stem + path)
    return names


def _parameters(f: Callable[..., Any]) -> list[str]:
    try:
        return [p.name for p in signature(f).parameters.values() if p.kind is not Parameter.VAR_POSITIONAL]
    except (TypeError, ValueError):
        return []


def _points(f: Callable[..., Any], at: Any) -> list[tuple[Any, ...]]:
    if not isinstance(at, list):
        return [arguments_of(f, at)]
    if not at:
        raise ValueError("at is an empty list: give a point, or a list of points")
    try:
        f(*rebuild(arguments_of(f, at[0]), [Value(_plain(x)) for x in leaves(at[0])]))
    except Exception:  # noqa: BLE001 - whatever f raises: then the first element is no point, and the list may be one
        try:
            f(rebuild(at, [Value(_plain(x)) for x in leaves(at)]))
        except Exception:  # noqa: BLE001 - neither; the check itself says what is wrong
            return [arguments_of(f, point) for point in at]
        return [(at,)]
    return [arguments_of(f, point) for point in at]


def _scalar(output: Any) -> Any:
    if isinstance(output, (Value, Dual)):
        return output
    return number(output, "one number as the result of the function (check one result at a time)")


def _data(output: Any) -> float:
    return output.data if isinstance(output, Value) else float(output)


def _plain(x: Any) -> float:
    return x.data if isinstance(x, Value) else number(x)


def validate(order: int, modes: Sequence[str], kinks: str, rtol: float, atol: float) -> None:
    """Raise ValueError for an option of a check that makes no sense."""
    if order not in {1, 2}:
        raise ValueError(f"order must be 1 or 2, got {order!r}")
    if kinks not in {"report", "raise"}:
        raise ValueError(f'kinks must be "report" or "raise", got {kinks!r}')
    if isinstance(modes, str) or not modes or not set(modes) <= set(MODES):
        raise ValueError(f"modes must be a tuple out of {MODES}, got {modes!r}")
    if not (rtol >= 0.0 and atol >= 0.0):
        raise ValueError(f"rtol and atol must be 0 or more, got {rtol!r} and {atol!r}")
