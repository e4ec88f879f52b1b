"""Derivatives as values: gradients that are graphs themselves, and can be differentiated again."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite
from types import FunctionType
from typing import Any

from .backprop import check_fresh, name, not_differentiable
from .graph import topological
from .value import Value


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
    if isinstance(inputs, Value):
        raise TypeError("inputs must be a list of Values: write gradient(output, [x])")
    wanted = list(inputs)
    for thing in (output, *wanted):
        if type(thing) is not Value:
            raise TypeError(f"gradient() takes Values, got {type(thing).__name__} {thing!r}")
    order = topological(output)
    check_fresh(order)
    depends = set(wanted)
    for node in order:
        if any(x in depends for x in node.inputs):
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
    found = [adjoint.get(x, 0.0) for x in wanted]
    return [x if isinstance(x, Value) else Value(x) for x in found]


def _symbolic_locals(node: Value, depends: set[Value]) -> list[Any]:
    operation: Any = node.operation
    try:
        entries = [
            (entry() if x in depends else 0.0) if type(entry) is FunctionType else entry
            for x, entry in zip(node.inputs, operation.derivative(node, *node.inputs), strict=True)
        ]
    except (ValueError, ArithmeticError) as error:
        raise not_differentiable(node, f"its derivative is infinite or undefined here ({error})") from None
    for x, entry in zip(node.inputs, entries, strict=True):
        if x in depends and not isfinite(entry.data if isinstance(entry, Value) else entry):
            raise not_differentiable(node, f"its derivative by {name(x)} is infinite or undefined")
    return entries
