"""What an operation is.

An **operation** is one row of a table of derivatives: a name, a function on floats, and the derivatives of its result
by each of its inputs. An **operand** is anything an operation can be applied to besides plain numbers:
a Value records it, a Dual carries a tangent through it, a Symbol writes it down. A **domain** says where a row is
defined, and lists the points at which it deserves a test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any, ClassVar

Point = tuple[float, ...]


def number(x: Any, what: str = "a number") -> float:
    """Return ``x`` as a float, or raise a TypeError that says what to pass.

    int, bool, Fraction and numpy scalars are numbers; strings, complex numbers, arrays and operands are not.

    >>> number(True), number(3)
    (1.0, 3.0)
    """
    if type(x) is float:
        return x
    if isinstance(x, Real):
        return float(x)
    # numpy's bool_ is no Real; a 0-dimensional array is an array, not a scalar.
    numpy = sys.modules.get("numpy")
    if numpy is not None and isinstance(x, numpy.generic) and x.dtype.kind in "biuf":
        return float(x)
    if isinstance(x, str):
        advice = f"write float({x!r}) if it holds a number; a name goes into label="
    elif isinstance(x, complex):
        advice = "pass its .real or .imag part"
    elif hasattr(x, "__array__") or isinstance(x, (list, tuple)):
        advice = "make one Value per element: [Value(x) for x in ...]"
    elif isinstance(x, Operand):
        advice = "it already is one; use .detach() for a copy without history, or .data for its number"
    else:
        advice = "pass an int or a float"
    raise TypeError(f"expected {what}, got {type(x).__name__} {_short(x)}: {advice}")


def _short(x: object) -> str:
    text = " ".join(repr(x).split())
    return text if len(text) <= 40 else text[:37] + "..."


class Operand:
    """Abstract: an object that operations can be applied to.

    ``rank`` decides who handles an operation on operands of several kinds: the highest one wraps the others.
    """

    __slots__ = ()
    rank: ClassVar[int]

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> Any:
        """Apply ``operation`` to ``operands``: operands of this kind or of a lower rank, and plain numbers."""
        raise NotImplementedError


@dataclass(frozen=True)
class Domain:
    """Where an operation is defined, and the points that deserve a test.

    ``condition`` is a phrase such as "x > 0"; ``box`` holds one interval (low, high) an input, inside which the row
    is defined and smooth apart from its kinks. ``samples`` are points where value and derivatives exist (on both sides of
    every kink, saturation and edge); at ``kinks`` the value exists and the derivative follows the convention; at
    ``steep`` points the value exists and the derivative is infinite or undefined; at ``outside`` points there is no value.
    """

    condition: str
    box: tuple[tuple[float, float], ...]
    samples: tuple[Point, ...]
    kinks: tuple[Point, ...] = ()
    steep: tuple[Point, ...] = ()
    outside: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        for kind in ("samples", "kinks", "steep", "outside"):
            points = tuple(_point(point) for point in getattr(self, kind))
            for point in points:
                if len(point) != len(self.box):
                    raise ValueError(f"{kind}: {point} has {len(point)} numbers, the box has {len(self.box)} intervals")
            object.__setattr__(self, kind, points)


def _point(x: float | Iterable[float]) -> Point:
    return tuple(map(float, x)) if isinstance(x, Iterable) else (float(x),)


class Operation:
    """One row of the table: a function of numbers together with its derivatives.

    ``function`` takes floats and returns a float. ``derivative`` takes the result and then the inputs, and returns a
    tuple with the derivative of the result by each input; it is ordinary arithmetic that is run with floats, Values, Duals
    or Symbols, so it must not branch on its arguments (use ``where``, ``step``, ``less``). An entry may be a function
    without arguments: it is then computed only when that derivative is wanted.

    ``text`` is the formula with a ``{}`` for each input, in Python's notation; without one it is ``name({}, ...)``.
    ``definition`` is the textbook definition in terms of other functions, where ``text`` alone says nothing new (x, y, z
    name the inputs). ``mathml`` overrides what is derived from ``text``. ``summary`` is the sentence of the docs.

    An operation is applied by calling it. On plain numbers it gives a number.

    >>> cube = Operation("cube", lambda x: x * x * x, lambda out, x: (3 * x * x,), summary="The third power.")
    >>> cube(2)
    8.0
    >>> from autograd import Value
    >>> x = Value(2.0)
    >>> y = cube(x)
    >>> y.backward()
    >>> y.data, x.grad
    (8.0, 12.0)

    Raises TypeError when called with the wrong number of inputs or with something that is no number, and whatever the
    function raises outside its domain.
    """

    __slots__ = (
        "name", "function", "derivative", "arity", "text", "definition", "mathml", "domain", "summary",
        "family", "parameter", "_module", "__weakref__",
    )  # fmt: skip

    def __init__(
        self,
        name: str,
        function: Callable[..., float],
        derivative: Callable[..., Sequence[Any]],
        domain: Domain | None = None,
        *,
        text: str | None = None,
        definition: str | None = None,
        mathml: str | None = None,
        summary: str = "",
        arity: int | None = None,
    ) -> None:
        if not name.isidentifier():
            raise ValueError(f"an operation's name must be an identifier such as 'cube', got {name!r}")
        self.name = name
        self.function = function
        self.derivative = derivative
        self.arity = _arity(name, derivative) if arity is None else arity
        self.text = text if text is not None else f"{name}({', '.join(['{}'] * self.arity)})"
        if self.text.count("{}") != self.arity:
            raise ValueError(
                f"operation {name!r} has {self.arity} inputs, but its text {self.text!r} names {self.text.count('{}')}"
            )
        if domain is not None and len(domain.box) != self.arity:
            raise ValueError(f"operation {name!r} has {self.arity} inputs, but its domain has {len(domain.box)} intervals")
        self.definition = definition if definition is not None else self.text.format(*input_names(self.arity))
        self.mathml = mathml
        self.domain = domain
        self.summary = summary
        self.family: str | None = None
        self.parameter: Any = None
        self._module = sys._getframe(1).f_globals.get("__name__", "")

    def __call__(self, *operands: Any) -> Any:
        """Apply the operation: to plain numbers, giving a number, or to operands, giving one of their kind."""
        highest: type[Operand] | None = None
        for operand in operands:
            if isinstance(operand, Operand) and (highest is None or operand.rank > highest.rank):
                highest = type(operand)
        if len(operands) != self.arity:
            raise TypeError(f"{self.name} takes {self.arity} inputs, got {len(operands)}")
        if highest is not None:
            return highest.apply(self, operands)
        return compute(self, [number(x) for x in operands])

    def __repr__(self) -> str:
        return f"Operation({self.label})"

    def entries(self, out: Any, operands: Sequence[Any]) -> Sequence[Any]:
        """Run the derivative rule: one entry for each input, some of them functions, to be called where they are wanted.

        Raises TypeError if the rule returns another number of entries, and what the rule raises.
        """
        entries = self.derivative(out, *operands)
        if len(entries) != len(operands):
            raise TypeError(
                f"the derivative of operation {self.label} returned {len(entries)} entries for {len(operands)} inputs: "
                "it must return a tuple with one entry per input"
            )
        return entries

    @property
    def label(self) -> str:
        """The name, with its parameter where the row belongs to a family: ``tanh``, ``power(2.0)``."""
        if self.family is None:
            return self.name
        parameters = self.parameter if isinstance(self.parameter, tuple) else (self.parameter,)
        return f"{self.family}({', '.join(map(repr, parameters))})"

    # A row is a fact of the table: copies are the row itself, and pickles name it.
    def __copy__(self) -> Operation:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Operation:
        return self

    def __reduce__(self) -> tuple[Callable[..., Operation], tuple[Any, ...]]:
        if self.family is not None:
            return _from_family, (self._module, self.family, self.parameter)
        for name, thing in vars(sys.modules.get(self._module, object)).items():
            if thing is self:
                return _from_module, (self._module, name)
        import pickle

        raise pickle.PicklingError(
            f"operation {self.name!r} cannot be found again by name: assign it to a module-level variable of {self._module!r}"
        )


def compute(operation: Operation, numbers: Sequence[float], labels: Sequence[str] = ()) -> float:
    """Return the operation's result; what its function raises is raised with the operation and its inputs in the message."""
    try:
        return number(operation.function(*numbers), f"a number as the result of {operation.name}")
    except (ValueError, ArithmeticError) as error:
        raise undefined(operation, numbers, error, labels) from None


def undefined(operation: Operation, numbers: Sequence[float], error: Exception, labels: Sequence[str] = ()) -> Exception:
    """Return the error for inputs at which an operation has no value: of the same kind, and with more to say."""
    condition = operation.domain.condition if operation.domain else ""
    advice = f"; it needs {condition}: check its inputs" if condition and not condition.startswith("every") else ""
    named = ", ".join(f"{label!r} = {x!r}" for label, x in zip(labels, numbers, strict=False) if label)
    formula = operation.text.format(*[f"({x!r})" if x < 0 and "(" not in operation.text else repr(x) for x in numbers])
    message = f"{operation.name} has no value at {formula}{f' ({named})' if named else ''}: {error}{advice}"
    try:
        return type(error)(message)
    except TypeError:  # an error class of the user's own that takes other arguments
        error.add_note(message)
        return error


def input_names(count: int) -> list[str]:
    """Return the names of a row's inputs: x, y, z, and x1, x2, ... where there are more."""
    return list("xyz"[:count]) if count <= 3 else [f"x{i + 1}" for i in range(count)]


def _arity(name: str, derivative: Callable[..., Any]) -> int:
    code = getattr(derivative, "__code__", None)
    if code is None or code.co_flags & 0x04:  # 0x04: it takes *args
        raise TypeError(f"operation {name!r}: say arity=..., the number of inputs, since its derivative takes any number")
    return int(code.co_argcount) - 1


def _from_module(module: str, name: str) -> Operation:
    import importlib

    operation = getattr(importlib.import_module(module), name)
    if not isinstance(operation, Operation):
        raise TypeError(f"{module}.{name} is no longer an operation but {type(operation).__name__}")
    return operation


def _from_family(module: str, name: str, parameter: Any) -> Operation:
    import importlib

    parameters = parameter if isinstance(parameter, tuple) else (parameter,)
    row: Operation = getattr(importlib.import_module(module), name)(*parameters)
    return row
