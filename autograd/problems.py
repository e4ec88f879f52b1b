"""Functions made into problems of the check: by the engine's own derivatives, or by a derivative written by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import Parameter, signature
from math import isfinite
from typing import Any

from .blame import blame, noise_of
from .comparison import Problem
from .derivatives import gradient
from .differences import Estimate, slope
from .dual import Dual, plain
from .errors import NotDifferentiable
from .operation import Operation, input_names, number
from .structures import leaves, rebuild, walk
from .trials import Line
from .value import Value


def by_engine(f: Callable[..., Any], arguments: tuple[Any, ...]) -> Problem:
    """Return the problem whose claims are the engine's derivatives of ``f``, in both modes."""
    names, at = names_of(f, arguments), numbers_of(arguments)
    variables = [Value(x, label) for x, label in zip(at, names, strict=True)]
    output = _ours(f(*rebuild(arguments, list(variables))))
    found: dict[Any, list[Any]] = {}

    def value(numbers: list[float]) -> float:
        return plain(_ours(f(*rebuild(arguments, [Value(x) for x in numbers]))))

    _require_value(f, plain(output), value(at), names, at)

    def reverse() -> list[Any]:
        if "reverse" not in found:
            found["reverse"] = _gradient(output, variables)
        return found["reverse"]

    def reverse_twice(i: int, j: int) -> Any:
        if i not in found:
            by_i = reverse()[i]
            found[i] = [by_i] * len(at) if isinstance(by_i, NotDifferentiable) else _gradient(by_i, variables)
        return found[i][j]

    def forward() -> list[Any]:
        return [_or_refusal(lambda i=i: _moved(f, arguments, at, i)) for i in range(len(at))]  # type: ignore[misc]

    def forward_twice(i: int, j: int) -> Any:
        return _moved(f, arguments, at, i, j)

    return Problem(
        value,
        names,
        at,
        {"reverse": reverse, "forward": forward},
        {"reverse": reverse_twice, "forward": forward_twice},
        noise_of(output) if isinstance(output, Value) else 0.0,
        (lambda settings: blame(output, settings)) if isinstance(output, Value) else None,
        lambda numbers: by_engine(f, rebuild(arguments, list(numbers))),
    )


def by_hand(f: Callable[..., Any], rule: Callable[..., Any], arguments: tuple[Any, ...]) -> Problem:
    """Return the problem whose claims are those of ``rule``, a derivative of a plain function written by hand."""
    names, at = names_of(f, arguments), numbers_of(arguments)
    places = [path for path, _ in walk(arguments[0] if len(arguments) == 1 else arguments)]

    def value(numbers: list[float]) -> float:
        return number(f(*rebuild(arguments, list(numbers))), "one number as the result of the function")

    def claimed(numbers: list[float]) -> list[float]:
        result = rule(*rebuild(arguments, list(numbers)))
        by_place = {path: number(x) for path, x in walk(result, what="derivatives written by hand")}
        if len(by_place) != len(at):
            raise TypeError(
                f"gradient= returned {len(by_place)} numbers for {len(at)} inputs ({', '.join(names)}): "
                "it must return one for each, in their order"
            )
        # A dict may list its keys in another order than the argument does.
        return [by_place[place] for place in places] if set(by_place) == set(places) else list(by_place.values())

    def second(i: int, j: int) -> Estimate:
        # What a rule written by hand says about curvature is the slope of the rule; it is still compared with f alone.
        found = slope(Line(lambda x: claimed([*at[:j], x, *at[j + 1 :]])[i], at[j]))
        if found.kind not in {"smooth", "edge"}:
            raise NotDifferentiable("the derivative written by hand has no slope here")
        return found

    _require_value(f, value(at), value(at), names, at)
    return Problem(value, names, at, {"by hand": lambda: list(claimed(at))}, {"by hand": second}, 0.0, None)


def title_of(f: Callable[..., Any]) -> str:
    """Return what a report calls a function."""
    if isinstance(f, Operation):
        return f.label
    if isinstance(f, partial):
        return title_of(f.func)
    title: str = getattr(f, "__name__", type(f).__name__)
    return "f" if title == "<lambda>" else title


def names_of(f: Callable[..., Any], arguments: tuple[Any, ...]) -> list[str]:
    """Name every input: a Value by its label, any other by the parameter of f and its place in it."""
    parameters = input_names(f.arity) if isinstance(f, Operation) else _parameters(f)
    names = []
    for i, argument in enumerate(arguments):
        stem = parameters[i] if i < len(parameters) else f"x{i + 1}"
        for path, leaf in walk(argument):
            names.append(leaf.label if isinstance(leaf, Value) and leaf.label else stem + path)
    return names


def numbers_of(structure: Any) -> list[float]:
    """Return the numbers of a structure, those inside Values included."""
    return [x.data if isinstance(x, Value) else number(x) for x in leaves(structure)]


def _parameters(f: Callable[..., Any]) -> list[str]:
    try:
        parameters = signature(f).parameters.values()
    except (TypeError, ValueError):
        return []
    return [p.name for p in parameters if p.kind in {Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD}]


def _require_value(f: Callable[..., Any], once: float, again: float, names: list[str], at: list[float]) -> None:
    point = ", ".join(f"{label} = {x!r}" for label, x in zip(names[:6], at, strict=False))
    if not all(map(isfinite, at)):
        raise ValueError(f"differences need finite numbers to start from, got {point}")
    if not isfinite(once):
        raise ValueError(f"{title_of(f)} is {once!r} at {point}: there is no derivative to check")
    if once != again:
        raise ValueError(
            f"{title_of(f)} is {once!r} at {point}, and at the next call {again!r}: "
            "differences need a function that is the same at every call; seed its random numbers inside it"
        )


def _ours(output: Any) -> Any:
    """Return the result of f without the tangents of a derivative in progress around the check."""
    while isinstance(output, Dual) and output.level >= 0:
        output = output.primal
    if isinstance(output, (Value, Dual)):
        return output
    return number(output, "one number as the result of the function (check one result at a time)")


def _gradient(output: Any, variables: list[Value]) -> list[Any]:
    """Return the gradient, with a NotDifferentiable in place of each derivative that is refused."""
    if not isinstance(output, Value):
        return [0.0] * len(variables)
    try:
        return list(gradient(output, variables))
    except NotDifferentiable:  # by one of the variables; the others are asked one by one
        return [_or_refusal(lambda x=x: gradient(output, [x])[0]) for x in variables]  # type: ignore[misc]


def _or_refusal(compute: Callable[[], Any]) -> Any:
    try:
        return compute()
    except NotDifferentiable as error:
        return error


def _moved(f: Callable[..., Any], arguments: tuple[Any, ...], at: list[float], *moving: int) -> Any:
    """Return the derivative of f by the inputs that are moving, one after the other, in forward mode.

    Levels below 0 are ours: derivatives that f takes inside are above them.
    """
    points: list[Any] = list(at)
    for level, index in enumerate(moving, start=1):
        points = [Dual(x, float(i == index), -level) for i, x in enumerate(points)]
    found = _ours(f(*rebuild(arguments, points)))
    for level in range(len(moving), 0, -1):
        found = found.tangent if isinstance(found, Dual) and found.level == -level else 0.0
    return found
