"""A Value is a number that remembers how it was made.

It stores facts: its data, the operation that made it, the inputs in their order, and a gradient. Backpropagation
reads these facts and the table of operations; nothing else is stored, so a graph can be drawn, stepped through, saved, and
is freed as soon as nobody holds it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, NoReturn, final

from .backprop import ASSIGNED, local_derivatives, run_backward
from .changes import latest as _latest
from .copying import deep_copy, leaf_facts, recorded_facts, shallow_copy
from .functions import INFIX, Methods, foreign
from .graph import topological
from .operation import Operand, Operation, compute, number, undefined
from .operations import OPERATIONS, constant

_new = object.__new__


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Value, Value | float], bool]:
    def method(self: Value, other: Any) -> bool:
        if type(other) is Value:
            return compare(self._data, other._data)
        # The number as it is: Python compares a float exactly with an int or Fraction that is no float itself.
        if type(other) is float or type(other) is int:
            return compare(self._data, other)
        return NotImplemented if isinstance(other, Operand) or foreign(other) else bool(compare(self._data, other))

    return method


@final
class Value(Methods):
    """A number that records the operations applied to it, and the gradient that flows back.

    ``data`` is the number, ``label`` a name for messages and pictures. ``operation`` is the row of the table that made
    this value and ``inputs`` what it was made from, in order and with duplicates. A leaf has no inputs; its operation is
    None, or one of the rows ``constant``, ``parameter``, ``frozen``, which say what kind of leaf it is. ``grad`` is the
    gradient, 0.0 until a backward pass has ``reached`` the value.

    Raises TypeError for anything that is no real number: strings, complex numbers, None, arrays.

    >>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    >>> c = a * b + 10
    >>> c.backward()
    >>> c.data, a.grad, b.grad
    (4.0, -3.0, 2.0)
    """

    # 88 bytes an object with the header of the garbage collector; one more slot would still fit in pymalloc's 96.
    __slots__ = ("_data", "_grad", "_recorded", "_version", "inputs", "label", "operation", "__weakref__")
    __array_ufunc__ = None  # makes numpy hand scalar * value over to us
    rank: ClassVar[int] = 0
    holds: ClassVar[str] = "data"

    _data: float
    _grad: float | None  # None: not reached
    _version: int  # how often data was assigned
    _recorded: int  # the sum of the inputs' versions when this was recorded; negative: see backprop.py
    operation: Operation | None
    inputs: tuple[Value, ...]
    label: str

    def __init__(self, data: float, label: str = "") -> None:
        self._data = number(data)
        self._grad = None
        self._version = 0
        self._recorded = 0
        self.operation = None
        self.inputs = ()
        self.label = label

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("Value cannot be subclassed: keep what belongs to it beside it, as a neuron keeps its weights, "
                        "or make an Operation of your own")  # fmt: skip

    # ---- facts --------------------------------------------------------------------------------------------------

    @property
    def data(self) -> float:
        """The number itself. Assigning it makes every graph recorded from this value stale."""
        return self._data

    @data.setter
    def data(self, value: float) -> None:
        self._data = number(value)
        self._version += 1
        _latest[0] = None
        if self.inputs:
            self._recorded = ASSIGNED

    @property
    def grad(self) -> float:
        """The gradient that backward passes have accumulated here; 0.0 where none came by."""
        return 0.0 if self._grad is None else self._grad

    @grad.setter
    def grad(self, value: float) -> None:
        gradient = number(value)
        # Zeroing what was never reached leaves it unreached: a picture goes on showing a dot.
        if gradient != 0.0 or self._grad is not None:
            self._grad = gradient

    @property
    def reached(self) -> bool:
        """Whether a backward pass has come by since the gradient was last cleared."""
        return self._grad is not None

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        return f"Value(data={self._data!r}, grad={self.grad!r}{label})"

    def detach(self) -> Value:
        """Return a leaf with the same data and label, cut off from the graph.

        >>> (Value(2.0) * 3).detach().inputs
        ()
        """
        return Value(self._data, self.label)

    # ---- recording ----------------------------------------------------------------------------------------------

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> Value:
        """Record ``operation`` on Values and plain numbers; numbers become constants of the graph."""
        return record(operation, tuple([x if type(x) is Value else _constant(number(x)) for x in operands]))

    # ---- backpropagation ----------------------------------------------------------------------------------------

    def backward(self, seed: float = 1.0) -> None:
        """Add to every leaf's ``grad`` the derivative of this value by that leaf, times ``seed``.

        Gradients of inner nodes start anew at each call; leaves accumulate, so that calling twice gives exactly twice.

        Raises NotDifferentiable, naming the node, where a derivative that is needed is infinite or undefined, and StaleGraph
        where a value was assigned after it was recorded. A pass that raises leaves every gradient as it was.

        The chain rule, applied from the output to the inputs: Linnainmaa 1970; Rumelhart, Hinton and Williams 1986.

        >>> x = Value(3.0)
        >>> y = x * x
        >>> y.backward()
        >>> y.backward()
        >>> x.grad
        12.0
        """
        run_backward(self, number(seed, "a number as the seed"))

    def recompute(self) -> Value:
        """Run the recorded graph again from the present data of its leaves, and return this value.

        Inner nodes that were assigned get their computed data back; gradients stay. Raises what the operations raise;
        then nothing has changed.

        >>> x = Value(2.0)
        >>> y = x * 10
        >>> x.data = 3.0
        >>> y.recompute().data
        30.0
        """
        fresh: dict[Value, float] = {}
        for node in topological(self):
            if node.inputs:
                numbers = [fresh.get(x, x._data) for x in node.inputs]
                fresh[node] = compute(node.operation, numbers, [x.label for x in node.inputs])
        for node, data in fresh.items():
            if data != node._data or (data == 0.0 and repr(data) != repr(node._data)):  # -0.0 is another number
                node._data = data
                node._version += 1
            node._recorded = sum([x._version for x in node.inputs])
        return self

    # ---- comparing the numbers -------------------------------------------------------------------------------------

    __lt__, __le__ = _comparison(operator.lt), _comparison(operator.le)
    __gt__, __ge__ = _comparison(operator.gt), _comparison(operator.ge)

    # ---- copies -------------------------------------------------------------------------------------------------

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        return deep_copy(self, memo)

    def __copy__(self) -> Value:
        return shallow_copy(self)

    def __reduce__(self) -> tuple[Any, ...]:
        return recorded_facts(self) if self.inputs else leaf_facts(self)

    # ---- the names that lecture code written for micrograd reads ---------------------------------------------------

    @property
    def _prev(self) -> set[Value]:
        return set(self.inputs)

    @property
    def _op(self) -> str:
        return (
            ""
            if self.operation is None or not self.inputs
            else self.operation.text.replace("{}", "").replace(" ", "").partition("(")[0]
        )

    def _backward(self) -> None:
        """Apply the chain rule at this one node, on top of what its inputs have accumulated."""
        for x, local in zip(self.inputs, local_derivatives(self), strict=True):
            x._grad = x.grad + self.grad * local


# ---- recording ------------------------------------------------------------------------------------------------------


def _constant(data: float) -> Value:
    value = Value(data)
    value.operation = constant
    return value


def record(operation: Operation, inputs: tuple[Value, ...]) -> Value:
    """Apply ``operation`` to Values and record it. Raises what the function raises, saying which node and why."""
    try:
        data = operation.function(*[x._data for x in inputs])
    except (ValueError, ArithmeticError) as error:
        raise _undefined(operation, inputs, error) from None
    node = _new(Value)
    node._data = data if type(data) is float else number(data, f"a number as the result of {operation.name}")
    node._grad = None
    node._version = 0
    node._recorded = sum([x._version for x in inputs])
    node.operation = operation
    node.inputs = inputs
    node.label = ""
    return node


def _undefined(operation: Operation, inputs: Sequence[Value], error: Exception) -> Exception:
    return undefined(operation, [x._data for x in inputs], error, [x.label for x in inputs])


# `record` for an infix operator, written out from the row's text: nearly every node of a plain expression is made here.
# Through `record` 1.1 microseconds a node, through the row's function 0.49, like this 0.42.
_RECORDER = """
def method(self, other):
    if type(other) is not Value:
        other = _operand(other)
        if other is NotImplemented:
            return other
    try:
        data = {expression}
    except (ValueError, ArithmeticError) as error:
        raise _undefined(operation, {inputs}, error) from None
    node = _new(Value)
    node._data = data
    node._grad = None
    node._version = 0
    node._recorded = self._version + other._version
    node.operation = operation
    node.inputs = {inputs}
    node.label = ""
    return node
"""


def _operand(other: Any) -> Any:
    if type(other) is int or type(other) is float:  # x * 2: 480 instead of 1,010 ns
        return _constant(float(other))
    return NotImplemented if isinstance(other, Operand) or foreign(other) else _constant(number(other))


def _recorder(operation: Operation, *, swapped: bool) -> Callable[[Value, Any], Value]:
    x, y = ("other", "self") if swapped else ("self", "other")
    source = _RECORDER.format(expression=operation.text.format(f"{x}._data", f"{y}._data"), inputs=f"({x}, {y})")
    namespace = {**globals(), "operation": operation}
    exec(compile(source, f"<the recorder of {operation.name}>", "exec"), namespace)  # noqa: S102 - our own text, from the table
    method: Callable[[Value, Any], Value] = namespace["method"]
    return method


def _install() -> None:
    for row in OPERATIONS.values():
        if row.text in INFIX and row.name != "pow":
            setattr(Value, f"__{INFIX[row.text]}__", _recorder(row, swapped=False))
            if row.name != "add":
                setattr(Value, f"__r{INFIX[row.text]}__", _recorder(row, swapped=True))


_install()


def zero_gradients(values: Iterable[Value]) -> None:
    """Set the gradient of every given Value back to 0 and mark it as not reached.

    >>> x = Value(2.0)
    >>> (x * x).backward()
    >>> zero_gradients([x])
    >>> x.grad, x.reached
    (0.0, False)
    """
    for value in values:
        value._grad = None
