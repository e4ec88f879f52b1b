"""The backward pass: one loop that applies the chain rule to the facts a graph stores.

For each node, from the output to the inputs, the gradient that arrived (upstream) times the local derivative by an input
is that input's contribution; an input that is used twice receives two, and they add up.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import NotDifferentiable, StaleGraph
from .operations import constant

if TYPE_CHECKING:
    from .value import Value

# What a value has in place of the sum of its inputs' versions when that sum is of no use.
ASSIGNED = -1  # the value itself was assigned
INPUT_ASSIGNED = -2  # an input was, before a pickle that does not hold versions


def run_backward(output: Value, seed: float) -> None:
    """Send ``seed`` back from ``output``: `Value.backward`, which says what it promises."""
    # A zero of this call's own marks what was seen: an identity test instead of a set of nodes, 6 instead of 13 ms for 33,000.
    zero = float("0")
    order: list[Value] = []  # recorded values, inputs before users
    leaves: list[Value] = []
    found: tuple[list[Value], list[float | None]] = ([], [])  # every recorded value, with the gradient it had
    leaf_before: list[float | None] = []
    try:
        _visit(output, zero, order, leaves, leaf_before, *found)
        output._grad = zero + seed
        _propagate(order)
        if any(leaf._grad - leaf._grad != 0.0 for leaf in leaves):  # type: ignore[operator]
            raise_if_singular(order)
        for leaf, before in zip(leaves, leaf_before, strict=True):
            if leaf.operation is constant:
                leaf._grad = None
            elif before is not None:
                leaf._grad += before  # type: ignore[operator]
    except BaseException:
        for nodes, gradients in (found, (leaves, leaf_before)):
            for node, before in zip(nodes, gradients, strict=False):
                node._grad = before
        raise


def _visit(  # noqa: PLR0917 - the lists of the one caller
    output: Value,
    zero: float,
    order: list[Value],
    leaves: list[Value],
    leaf_before: list[float | None],
    found: list[Value],
    found_before: list[float | None],
) -> None:
    """Find every value below ``output``; note its gradient and set it to ``zero``."""
    # Parallel lists and no pairs: 33,000 tuples wake the garbage collector (6 instead of 16 ms).
    stack: list[Any] = [output]
    push, pop = stack.append, stack.pop
    while stack:
        node = pop()
        if node is None:  # everything below the node under this mark is in the order
            order.append(pop())
            continue
        before = node._grad
        if before is zero:
            continue
        inputs = node.inputs
        if inputs:
            found_before.append(before)
            found.append(node)
            node._grad = zero
            push(node)
            push(None)
            for x in reversed(inputs):  # so that this is the order of `topological`, and sums agree to the bit with `gradient`
                if x._grad is not zero:
                    push(x)
        else:
            leaf_before.append(before)
            leaves.append(node)
            node._grad = zero


def _propagate(order: Sequence[Value]) -> None:
    # The general case alone would do. Per node, one input: 820 instead of 1,820 ns; two inputs, nearly every node of a plain
    # expression: 330 instead of 1,400 ns. The rest is the general case, 66 inputs: 5.1 instead of 7.2 us with one zip.
    for node in reversed(order):
        upstream: Any = node._grad
        inputs = node.inputs
        operation: Any = node.operation
        count = len(inputs)
        try:
            if count == 2:
                x, y = inputs
                if x._version + y._version != node._recorded:
                    raise_stale(node)
                by_x, by_y = operation.derivative(node._data, x._data, y._data)
                to_x, to_y = upstream * by_x, upstream * by_y
                x._grad += to_x
                y._grad += to_y
                continue
            if count == 1:
                (x,) = inputs
                if x._version != node._recorded:
                    raise_stale(node)
                (by_x,) = operation.derivative(node._data, x._data)
                x._grad += upstream * by_x
                continue
            if sum([x._version for x in inputs]) != node._recorded:
                raise_stale(node)
            local = operation.derivative(node._data, *[x._data for x in inputs])
            if len(local) != count:
                local = local_derivatives(node)  # which says so
        except (TypeError, ValueError, ArithmeticError):
            local = local_derivatives(node)
        for x, by_x in zip(inputs, local, strict=True):
            try:
                contribution = upstream * by_x
            except TypeError:  # an entry that is computed only when it is wanted
                contribution = upstream * _wanted(node, x, by_x)
            x._grad += contribution


def local_derivatives(node: Value) -> list[float]:
    """Return the derivatives of one recorded value by each of its inputs, as numbers; 0.0 by a constant that needs none.

    Raises NotDifferentiable where the rule cannot be computed.
    """
    if node.operation is None or not node.inputs:
        return []
    try:
        entries = node.operation.entries(node._data, [x._data for x in node.inputs])
    except (ValueError, ArithmeticError) as error:
        raise not_differentiable(node, f"its derivative is infinite or undefined here ({error})") from None
    return [_wanted(node, x, entry) if callable(entry) else entry for x, entry in zip(node.inputs, entries, strict=True)]


def _wanted(node: Value, x: Value, entry: Any) -> float:
    """Compute an entry of a rule that is a function, to be called where that derivative is wanted: not for a constant."""
    if not callable(entry):
        raise TypeError(f"the derivative of operation {name(node)} by {name(x)} must be a number, got {entry!r}")
    if x.operation is constant:
        return 0.0
    try:
        return entry()  # type: ignore[no-any-return]
    except (ValueError, ArithmeticError) as error:
        raise not_differentiable(node, f"its derivative by {name(x)} is infinite or undefined here ({error})") from None


def raise_if_singular(order: Sequence[Value]) -> None:
    """Raise NotDifferentiable at the first node, from the output on, whose local derivative is infinite or nan."""
    for node in reversed(order):
        for x, local in zip(node.inputs, local_derivatives(node), strict=True):
            if not isfinite(local) and x.operation is not constant:
                raise not_differentiable(node, f"its derivative by {name(x)} is {local!r}")


def check_fresh(order: Sequence[Value]) -> None:
    """Raise StaleGraph if any value in ``order`` was recorded from data that has been assigned since."""
    for node in order:
        if node.inputs and sum([x._version for x in node.inputs]) != node._recorded:
            raise_stale(node)


# ---- messages -------------------------------------------------------------------------------------------------------


def name(node: Value) -> str:
    """Return how a message names a value: its label, or its formula with the inputs' labels or numbers."""
    if node.label:
        return repr(node.label)
    if node.operation is None or not node.inputs:
        return repr(node._data)
    return f"{node.operation.label} at {', '.join(repr(x.label) if x.label else repr(x._data) for x in node.inputs[:4])}"


def not_differentiable(node: Value, reason: str) -> NotDifferentiable:
    """Return the error for a value whose derivative does not exist at the present data."""
    operation: Any = node.operation
    at = ", ".join(f"{x.label} = {x._data!r}" if x.label else repr(x._data) for x in node.inputs[:6])
    called = f"{node.label!r} = " if node.label else ""
    return NotDifferentiable(
        f"{called}{operation.label} has no finite derivative at ({at}): {reason}; "
        "move the point away from it, or use detach() on what needs no gradient",
        node,
    )


def raise_stale(node: Value) -> NoReturn:
    """Raise StaleGraph for a recorded value that no longer agrees with its inputs."""
    if node._recorded == ASSIGNED:
        changed = f"{name(node)} was assigned after it was recorded"
    else:
        moved = [x for x in node.inputs if x._version > 0 or node._recorded == INPUT_ASSIGNED]
        names = list(dict.fromkeys(map(name, moved)))
        listed = " or ".join(names if len(names) <= 4 else [*names[:3], "another of its inputs"])
        changed = f"{listed} was assigned after {name(node)} was recorded from it"
    raise StaleGraph(f"{changed}, so gradients would mix two points: call output.recompute(), or compute the output anew", node)
