"""Derivatives of functions and of recorded values, of any order.

`gradient` differentiates what was recorded, and its result is a graph again. The others take functions: reverse mode runs
them on fresh Values, forward mode on Duals, and either can be put into the other. Arguments are numbers or nested lists,
tuples and dicts of numbers, and results have the same structure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from inspect import signature
from itertools import count
from math import isfinite
from types import FunctionType
from typing import Any

from .backprop import check_fresh, name, not_differentiable
from .dual import STILL, Dual, dual
from .graph import topological
from .lifting import finish, lift, settled
from .operation import Operand, number
from .structures import leaves, map_leaves, rebuild, walk
from .value import Value

_levels = count(1)  # of forward-mode derivatives; the later one is always the inner one


def gradient(output: Value, inputs: Iterable[Value]) -> list[Value]:
    """Return the derivative of ``output`` by each of ``inputs``, as Values that can be differentiated again.

    ``inputs`` may be leaves or inner values of the graph; one that ``output`` does not depend on has derivative 0. No
    ``grad`` changes. The rules of the table are run on the recorded values themselves, so the result is a graph of the same
    kind (reverse mode over a recorded graph; Griewank and Walther, Evaluating Derivatives, 2008, chapter 3).

    Raises NotDifferentiable where a needed derivative is infinite or undefined, StaleGraph where a value was assigned
    after it was recorded, and TypeError for anything but Values.

    >>> x = Value(3.0)
    >>> (slope,) = gradient(x**3, [x])
    >>> (curvature,) = gradient(slope, [x])
    >>> slope.data, curvature.data
    (27.0, 18.0)
    """
    if isinstance(inputs, Operand):
        raise TypeError("inputs must be a list of Values: write gradient(output, [x])")
    wanted = list(inputs)
    for thing in (output, *wanted):
        if type(thing) is not Value:
            raise TypeError(f"gradient() takes Values, got {type(thing).__name__} {thing!r}")
    return [x if isinstance(x, Value) else Value(x) for x in _gradient(output, wanted)]


def _gradient(output: Value, wanted: list[Value]) -> list[Any]:
    order = topological(output)
    check_fresh(order)
    depends = set(wanted)
    for node in order:
        if not depends.isdisjoint(node.inputs):
            depends.add(node)
    # A plain float stands for a constant: products with 1.0 and 0.0 then add nothing to the graph.
    adjoint: dict[Value, Any] = {output: 1.0}
    for node in reversed(order):
        if node not in depends or node not in adjoint or not node.inputs:
            continue
        upstream = adjoint[node]
        for x, local in zip(node.inputs, _symbolic_locals(node, depends), strict=True):
            if x in depends and not (type(local) is float and local == 0.0):
                contribution = local if type(upstream) is float and upstream == 1.0 else upstream * local
                adjoint[x] = adjoint[x] + contribution if x in adjoint else contribution
    # The derivative of w * x by w is x, but must not be that very object: it would move when the caller assigns x.
    recorded = set(order)
    found = [adjoint.get(x, STILL) for x in wanted]
    return [1.0 * x if isinstance(x, Value) and x in recorded else x for x in found]


def _symbolic_locals(node: Value, depends: set[Value]) -> list[Any]:
    operation: Any = node.operation
    try:
        entries = [
            (entry() if x in depends else 0.0) if type(entry) is FunctionType else entry
            for x, entry in zip(node.inputs, operation.entries(node, node.inputs), strict=True)
        ]
    except (ValueError, ArithmeticError) as error:
        raise not_differentiable(node, f"its derivative is infinite or undefined here ({error})") from None
    for x, entry in zip(node.inputs, entries, strict=True):
        if x in depends and not isfinite(entry._data if type(entry) is Value else entry):
            raise not_differentiable(node, f"its derivative by {name(x)} is infinite or undefined")
    return entries


# ---- reverse mode on functions ----------------------------------------------------------------------------------------


def grad(f: Callable[..., Any], argnum: int | tuple[int, ...] = 0) -> Callable[..., Any]:
    """Return the function that computes the gradient of ``f``, a function with one number as its result.

    ``argnum`` says by which argument (a tuple of numbers: by several). The gradient has the structure of that argument;
    called with numbers it holds floats, with Values Values that can be differentiated again.

    Raises TypeError if the result of ``f`` is no single number, or an argument is no nested structure of numbers; and
    NotDifferentiable where a derivative is infinite or undefined.

    >>> grad(lambda x, y: x * y + x)(2.0, 5.0)
    6.0
    >>> grad(lambda p: p["w"] ** 2 + p["b"])({"w": 3.0, "b": 1.0})
    {'w': 6.0, 'b': 1.0}
    """
    with_value = value_and_grad(f, argnum)

    def gradient_of_f(*arguments: Any, **named: Any) -> Any:
        return with_value(*arguments, **named)[1]

    return gradient_of_f


def value_and_grad(f: Callable[..., Any], argnum: int | tuple[int, ...] = 0) -> Callable[..., tuple[Any, Any]]:
    """Return the function that computes the value of ``f`` and its gradient: see `grad`.

    >>> value_and_grad(lambda x: x**3)(2.0)
    (8.0, 12.0)
    """
    several = argnum if isinstance(argnum, tuple) else (argnum,)

    def value_and_gradient_of_f(*arguments: Any, **named: Any) -> tuple[Any, Any]:
        lifted, own = lift(arguments, several)
        try:
            output = f(*lifted, **named)
            if not isinstance(output, Operand):
                output = _scalar(output)
            given = [arguments[index] for index in several]
            value, by_argument = settled((output, rebuild(given, _gradient_of(output, own))), given, own)
        finally:
            finish(own)
        return value, tuple(by_argument) if isinstance(argnum, tuple) else by_argument[0]

    return value_and_gradient_of_f


def jacobian(f: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return the function that computes all derivatives of all results of ``f`` by one argument.

    The Jacobian has the structure of the result, and in place of each of its numbers the structure of the argument.

    >>> jacobian(lambda p: [p[0] * p[1], p[0] + p[1]])([2.0, 3.0])
    [[3.0, 2.0], [1.0, 1.0]]
    """

    def jacobian_of_f(*arguments: Any, **named: Any) -> Any:
        lifted, own = lift(arguments, (argnum,))
        try:
            output = f(*lifted, **named)
            given = arguments[argnum]
            leaves(output, "results")  # raises for what is no structure of numbers
            rows = map_leaves(lambda result: rebuild(given, _gradient_of(result, own)), output)
            return settled(rows, given, own)
        finally:
            finish(own)

    return jacobian_of_f


def hessian(f: Callable[..., Any], argnum: int = 0) -> Callable[..., Any]:
    """Return the function that computes all second derivatives of ``f``, a function with one number as its result.

    The Hessian has the structure of the argument, and in place of each of its numbers that structure again.

    >>> hessian(lambda p: p[0] ** 2 * p[1])([2.0, 3.0])
    [[6.0, 4.0], [4.0, 0.0]]
    """
    return jacobian(grad(f, argnum), argnum)


# ---- forward mode -----------------------------------------------------------------------------------------------------


def jvp(f: Callable[..., Any], at: Any, direction: Any) -> tuple[Any, Any]:
    """Return the value of ``f`` and its derivative along ``direction``: the Jacobian times a vector, in forward mode.

    ``at`` is the argument of ``f``, or the tuple of its arguments, and ``direction`` has the same structure.

    Raises TypeError if the two structures differ, NotDifferentiable where a derivative is infinite or undefined.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    arguments = arguments_of(f, at)
    along = direction if arguments is at else (direction,)
    tangents = dict(walk(along, what="directions"))  # by place: a dict may list its keys in another order
    places = dict(walk(arguments))
    if tangents.keys() != places.keys():
        odd = min(tangents.keys() ^ places.keys())
        place = (odd if arguments is at else odd.removeprefix("[0]")) or "the top"
        raise TypeError(
            f"direction must have the structure of at: only {'at' if odd in places else 'direction'} has a number at {place}"
        )
    level = next(_levels)
    moving = [Dual(x, tangents[place], level) for place, x in places.items()]
    output = f(*rebuild(arguments, moving))
    leaves(output, "results")
    value = map_leaves(lambda y: y.primal if _is_at(y, level) else y if isinstance(y, Operand) else number(y), output)
    tangent = map_leaves(lambda y: y.tangent if _is_at(y, level) else 0.0, output)
    pair: tuple[Any, Any] = settled((value, tangent), (arguments, along))
    return pair


def hvp(f: Callable[..., Any], at: Any, direction: Any) -> Any:
    """Return the Hessian of ``f`` times ``direction``, without the Hessian: forward over reverse (Pearlmutter 1994).

    ``at`` and ``direction`` are as for `jvp`, and the result has the structure of ``at``.

    >>> hvp(lambda p: p[0] ** 2 * p[1], [2.0, 3.0], [1.0, 0.0])
    [6.0, 4.0]
    """
    arguments = arguments_of(f, at)
    if arguments is at:
        return jvp(grad(f, tuple(range(len(arguments)))), at, direction)[1]
    return jvp(grad(f), (at,), (direction,))[1]


def derivative(f: Callable[[Any], Any], order: int = 1) -> Callable[[Any], Any]:
    """Return the function that computes the derivative, of any order, of a function of one number.

    Raises ValueError for an order that is no whole number from 0 on.

    >>> derivative(lambda x: x**3, order=2)(2.0)
    12.0
    """
    if isinstance(order, bool) or not isinstance(order, int) or order < 0:
        raise ValueError(f"order must be a whole number, 0 or more, got {order!r}")

    def derivative_of_f(x: Any) -> Any:
        return _nested(f, x, order)

    return derivative_of_f


def _nested(f: Callable[[Any], Any], x: Any, order: int) -> Any:
    if order == 0:
        return f(x if isinstance(x, Operand) else number(x))
    return jvp(lambda inner: _nested(f, inner, order - 1), (x,), (1.0,))[1]


# ---- parts of the above ----------------------------------------------------------------------------------------------


def _gradient_of(output: Any, variables: list[Value]) -> list[Any]:
    if type(output) is Value:
        return _gradient(output, variables)
    if type(output) is Dual:
        primals, tangents = _gradient_of(output.primal, variables), _gradient_of(output.tangent, variables)
        return [dual(p, t, output.level) for p, t in zip(primals, tangents, strict=True)]
    number(output, "a number as the result of the function")
    return [STILL] * len(variables)


def _scalar(output: Any) -> float:
    try:
        return number(output)
    except TypeError:
        raise TypeError(
            f"a gradient needs a function whose result is one number, got {type(output).__name__}: use jacobian"
        ) from None


def _is_at(y: Any, level: int) -> bool:
    return type(y) is Dual and y.level == level


def arguments_of(f: Callable[..., Any], at: Any) -> tuple[Any, ...]:
    """Return the arguments that ``at`` stands for: a tuple is all of them if f takes that many, anything else is the only one."""
    if isinstance(at, tuple):
        try:
            signature(f).bind(*at)
        except TypeError:
            return (at,)
        except ValueError:  # a function without a signature
            return at
        return at
    return (at,)
