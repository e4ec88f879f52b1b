"""Arguments on their way into a function that is differentiated, and results on their way out.

On the way in every number that is differentiated by is replaced by a variable of our own. On the way out a result becomes a
float again, unless the caller gave Values, or a derivative around this one is in progress and still needs the graph.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .dual import Dual, dual
from .operation import Operand, Operation, number
from .operations import constant, variable
from .structures import leaves, map_leaves, rebuild
from .value import Value, record

# A Value that a function is differentiated by passes through this, so that other uses of it are not differentiated along.
_argument = Operation("argument", lambda x: x, lambda out, x: (1.0,), text="{}")
_past_argument = Operation("argument", lambda x: x, lambda out, x: (1.0,), text="{}")  # of a derivative that is done


def lift(arguments: tuple[Any, ...], indices: tuple[int, ...]) -> tuple[list[Any], list[Value]]:
    """Put a variable of our own in place of each number that is differentiated by; return arguments and variables."""
    lifted = list(arguments)
    variables: list[Value] = []
    if len(set(indices)) < len(indices):
        raise ValueError(f"argnum names an argument twice: {indices}")
    for index in indices:
        if not isinstance(index, int) or not 0 <= index < len(arguments):
            raise TypeError(f"argnum {index!r} asks for an argument that is not there: f was called with {len(arguments)}")
        pairs = [_variable(x) for x in leaves(arguments[index])]
        lifted[index] = rebuild(arguments[index], [operand for operand, _ in pairs])
        variables += [own for _, own in pairs]
    return lifted, variables


def finish(variables: list[Value]) -> None:
    """Mark the variables of a derivative as done: nobody differentiates by them any more."""
    for own in variables:
        own.operation = _past_argument if own.inputs else constant


def _variable(x: Any) -> tuple[Any, Value]:
    """Return an operand equal to ``x`` for the function, and the Value inside it to differentiate by.

    A Value is passed through a node of its own, so that other uses of it are not differentiated along. Inside a Dual the
    innermost number becomes the variable: the tangent of the result is then a graph too, and its gradient is the tangent of
    the gradient.
    """
    if type(x) is Value:
        own = record(_argument, (x,))
        return own, own
    if type(x) is Dual:
        primal, own = _variable(x.primal)
        return dual(primal, x.tangent, x.level), own
    own = Value(number(x))
    own.operation = variable
    return own, own


def settled(results: Any, given: Any, own: Iterable[Value] = ()) -> Any:
    """Return results as the caller expects them: Values if Values were given; floats if numbers were.

    Numbers that depend on a variable of a derivative in progress around this one stay what they are: it still needs them.
    """
    inputs = leaves(given)
    if any(type(x) is Value for x in inputs):
        return map_leaves(lambda y: y if isinstance(y, Operand) else Value(y), results)
    values = [y for x in leaves(results) for y in _values_in(x)]
    if any(isinstance(x, Operand) for x in inputs) or _in_progress(values, set(own)):
        return results
    return map_leaves(_without_values, results)


def _values_in(x: Any) -> list[Value]:
    if type(x) is Dual:
        return _values_in(x.primal) + _values_in(x.tangent)
    return [x] if type(x) is Value else []


def _without_values(x: Any) -> Any:
    if type(x) is Dual:
        return dual(_without_values(x.primal), _without_values(x.tangent), x.level)
    return x.data if type(x) is Value else x if isinstance(x, Operand) else number(x)


def _in_progress(values: list[Value], own: set[Value]) -> bool:
    """Return whether the values depend on a variable of another derivative than the one with the variables ``own``."""
    seen: set[Value] = set()
    stack = list(values)
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            if node.operation in {variable, _argument} and node not in own:
                return True
            stack += node.inputs
    return False
