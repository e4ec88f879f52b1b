"""A Symbol is a number that prints itself.

It records the same facts as a Value, without data: an operation and its inputs, or a name, or a number. Rules of the table
that are run with Symbols give formulas, which is where the sentences of the stepper, the table in the README and the
source of compiled programs come from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

from .formulas import (
    Template,
    Written,
    mathml_name,
    mathml_number,
    mathml_template,
    text_template,
    written_name,
    written_number,
)
from .functions import Methods
from .graph import topological
from .operation import Operation, number

_LONGEST = 100_000  # characters: a value used twice is written twice, so a short graph can have an endless formula


class Symbol(Methods):
    """A named number, or a formula made of them.

    ``operation`` and ``inputs`` say how it was made; ``name`` is the name of a variable ("" otherwise) and ``number`` the
    number of a constant (None otherwise). A name is any text, such as ``x``, ``w[1]`` or the label of a value. Raises TypeError
    for a name that is no text or blank, and when mixed with Values: a formula holds no numbers that change.

    >>> x, y = Symbol("x"), Symbol("y")
    >>> str((x + 2) * -y)
    '(x + 2) * (-y)'
    >>> ((x + 2) * -y).evaluate({"x": 1.0, "y": 3.0})
    -9.0
    """

    __slots__ = ("inputs", "name", "number", "operation")
    __array_ufunc__ = None  # makes numpy hand scalar * symbol over to us
    rank: ClassVar[int] = 1
    holds: ClassVar[str] = "evaluate(...)"

    operation: Operation | None
    inputs: tuple[Symbol, ...]
    name: str
    number: float | None

    def __init__(self, name: str) -> None:
        if not isinstance(name, str) or not name.strip():
            raise TypeError(f"a Symbol needs a name such as 'x', got {name!r}")
        self.operation = None
        self.inputs = ()
        self.name = name
        self.number = None

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> Symbol:
        """Write down ``operation`` on Symbols and plain numbers."""
        return _symbol("", None, operation, tuple([x if type(x) is Symbol else _number(x) for x in operands]))

    @property
    def variables(self) -> list[str]:
        """The names in the formula, each once, in the order in which they appear."""
        return list(dict.fromkeys(node.name for node in topological(self) if node.name))

    @property
    def text(self) -> str:
        """The formula in Python's notation, numbers in as many digits as they need."""
        return self._written(text_template, written_name, written_number)

    @property
    def mathml(self) -> str:
        """The formula as a MathML ``<math>`` element."""
        return f"<math>{self._written(mathml_template, mathml_name, mathml_number)}</math>"

    def evaluate(self, values: Mapping[str, Any]) -> Any:
        """Return the formula's number for the given values of its variables; they may be operands of another kind too.

        Raises KeyError that lists what is missing, and what the operations raise.

        >>> Symbol("x").exp().evaluate({"x": 0.0})
        1.0
        """
        missing = [name for name in self.variables if name not in values]
        if missing:
            raise KeyError(f"no value for {', '.join(missing)}: evaluate takes a dict with every variable of the formula")
        found: dict[Symbol, Any] = {}
        for node in topological(self):
            if node.operation is not None:
                found[node] = node.operation(*[found[x] for x in node.inputs])
            else:
                found[node] = values[node.name] if node.name else node.number
        return found[self]

    def _written(
        self,
        template: Callable[[Operation], Template],
        variable: Callable[[str], Written],
        constant: Callable[[float], Written],
    ) -> str:
        written: dict[Symbol, Written] = {}
        for node in topological(self):
            if node.operation is not None:
                written[node] = template(node.operation).fill([written[x] for x in node.inputs])
            else:
                written[node] = constant(node.number) if node.number is not None else variable(node.name)
            if len(written[node].text) > _LONGEST:
                raise OverflowError(f"this formula is longer than {_LONGEST:,} characters: write parts of it, its .inputs")
        return written[self].text

    def _no_order(self, other: Any) -> NoReturn:  # noqa: ARG002 - whatever it is compared with
        raise TypeError("a Symbol has no number to compare: call .evaluate first, or write the choice with where, step or less")

    __lt__ = __le__ = __gt__ = __ge__ = _no_order

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Symbol({self.text!r})"

    def _repr_html_(self) -> str:
        return self.mathml


def _symbol(name: str, value: float | None, operation: Operation | None, inputs: tuple[Symbol, ...]) -> Symbol:
    symbol = object.__new__(Symbol)
    symbol.name = name
    symbol.number = value
    symbol.operation = operation
    symbol.inputs = inputs
    return symbol


def _number(x: Any) -> Symbol:
    return _symbol("", number(x, "a number or a Symbol"), None, ())
