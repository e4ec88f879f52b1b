"""The operations as functions and as methods, made by looping over the table.

`functions.pyi` lists them for editors and type checkers; it is generated, and a test fails when it is stale.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from inspect import Parameter, Signature
from typing import Any, ClassVar, NoReturn, Self

from .family import Family
from .operation import Operand, Operation, input_names, number
from .operations import FAMILIES, OPERATIONS

# Python's notation of an operator, as the rows' texts write it, and the method that Python calls for it.
INFIX = {"{} + {}": "add", "{} - {}": "sub", "{} * {}": "mul", "{} / {}": "truediv", "{} ** {}": "pow", "{} % {}": "mod"}
PREFIX = {"-{}": "__neg__", "abs({})": "__abs__"}


class Methods(Operand):
    """Abstract: an operand with Python's operators and a method for every operation on one number."""

    __slots__ = ()
    holds: ClassVar[str]  # the attribute with the plain number, for messages

    def __pos__(self) -> Self:
        return self

    # An operand is an object of its graph: it equals itself, and what would lose its derivative without a word is refused.
    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Operand):
            return False
        try:
            number(other)
        except TypeError:
            return NotImplemented
        kind = type(self).__name__
        raise TypeError(f"a {kind} equals only itself, so == with the number {other!r} is always False: compare numbers, "
                        f"such as the {kind}'s .{self.holds}")  # fmt: skip

    def __float__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} is not a float, and turning it into one would lose its derivative: "
                        f"write .{self.holds} for what it holds, or autograd.sin(x) instead of math.sin(x)")  # fmt: skip

    __int__ = __index__ = __complex__ = __float__

    def __bool__(self) -> NoReturn:
        raise TypeError(f"the truth of a {type(self).__name__} is not defined: compare it, as in x > 0, or use .{self.holds}")


def _method(operation: Operation) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        return self.apply(operation, (self,))

    return method


def _family_method(family: Family) -> Callable[..., Any]:
    def method(self: Any, *parameters: float, **named: float) -> Any:
        return self.apply(family(*parameters_of(family, parameters, named)), (self,))

    return method


def _function(operation: Operation) -> Callable[..., Any]:
    def function(*operands: Any) -> Any:
        return operation(*operands)

    return function


def _family_function(family: Family) -> Callable[..., Any]:
    def function(x: Any, *parameters: float, **named: float) -> Any:
        return family(*parameters_of(family, parameters, named))(x)

    return function


def _counting_function(family: Family) -> Callable[..., Any]:
    def function(*operands: Any) -> Any:
        count, rest = divmod(len(operands), family.inputs_per_count)
        if rest or not count:
            wanted = "at least one number" if family.inputs_per_count == 1 else "pairs of numbers w1, x1, w2, x2, ..."
            raise TypeError(f"{family.name} takes {wanted}, got {len(operands)}")
        return family(count)(*operands)

    return function


def parameters_of(family: Family, given: tuple[float, ...], named: dict[str, float]) -> list[Any]:
    """Return the parameters of a family in their order, defaults filled in. Raises TypeError for one it does not have."""
    names = list(family.parameters)
    if len(given) > len(names) or (set(named) - set(names[len(given) :])):
        raise TypeError(f"{family.name} takes the parameters {', '.join(names)}, got {given} {named or ''}".rstrip())
    values = {**family.parameters, **dict(zip(names, given, strict=False)), **named}
    return list(values.values())


def foreign(other: Any) -> bool:
    """Return whether Python should ask ``other``'s own class for the operation, or raise a TypeError that says what to pass."""
    try:
        number(other)
    except TypeError:
        if isinstance(other, (str, bytes, complex, list, tuple, dict, type(None))) or hasattr(other, "__array__"):
            raise
        return True
    return False


def _operator(operation: Operation, *, swapped: bool) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if not isinstance(other, Operand) and foreign(other):
            return NotImplemented
        return operation(other, self) if swapped else operation(self, other)

    return method


def _plus_on_the_right(self: Any, other: Any) -> Any:
    if type(other) is int and other == 0:  # sum() starts from 0
        return self
    return _operator(OPERATIONS["add"], swapped=True)(self, other)


@lru_cache(maxsize=256)
def _whole_power(exponent: int) -> Operation:
    return FAMILIES["power"](exponent)


def _to_the_power(self: Any, exponent: Any) -> Any:
    if type(exponent) is int:  # nearly always the 2 in x**2: 1.1 instead of 3.8 us
        return self.apply(_whole_power(exponent), (self,))
    if isinstance(exponent, Operand):
        return OPERATIONS["pow"](self, exponent)
    return NotImplemented if foreign(exponent) else FAMILIES["power"](exponent)(self)


def _power_function(x: Any, y: Any) -> Any:
    if isinstance(x, Operand) and not isinstance(y, Operand):
        return FAMILIES["power"](number(y))(x)
    return OPERATIONS["pow"](x, y)


# Where Python's notation means more than one row: a constant exponent has a row of its own, and sum() begins with 0.
_SPECIAL = {"__radd__": _plus_on_the_right, "__pow__": _to_the_power}


def _named(function: Callable[..., Any], name: str, doc: str, parameters: list[Parameter]) -> Callable[..., Any]:
    function.__name__ = name
    function.__qualname__ = name
    function.__doc__ = doc
    function.__signature__ = Signature(parameters)  # type: ignore[attr-defined] # what help() and notebooks show
    return function


def signature_of(thing: Operation | Family) -> list[Parameter]:
    """Return the parameters of the function that applies an operation, or a row of a family."""
    if isinstance(thing, Operation):
        return [Parameter(name, Parameter.POSITIONAL_ONLY) for name in input_names(thing.arity)]
    if thing.counts:
        return [Parameter("xs", Parameter.VAR_POSITIONAL)]
    given = [
        Parameter(name, Parameter.POSITIONAL_OR_KEYWORD, default=Parameter.empty if value is None else value)
        for name, value in thing.parameters.items()
    ]
    return [Parameter("x", Parameter.POSITIONAL_ONLY), *given]


def _document(thing: Operation | Family) -> str:
    row = thing.rows[-1] if isinstance(thing, Family) else thing
    where = f" Defined for {row.domain.condition}." if row.domain and row.domain.condition else ""
    return f"{thing.summary}{where}"


def _install() -> None:
    me = Parameter("self", Parameter.POSITIONAL_ONLY)
    for name, row in OPERATIONS.items():
        document, parameters = _document(row), signature_of(row)
        globals()[name] = _named(_power_function if name == "pow" else _function(row), name, document, parameters)
        if row.arity == 1:
            setattr(Methods, name, _named(_method(row), name, document, [me]))
        if row.text in INFIX:
            stem = INFIX[row.text]
            setattr(Methods, f"__{stem}__", _operator(row, swapped=False))
            setattr(Methods, f"__r{stem}__", _operator(row, swapped=True))
        if row.text in PREFIX:
            setattr(Methods, PREFIX[row.text], _method(row))
    for name, method in _SPECIAL.items():
        setattr(Methods, name, method)
    for name, family in FAMILIES.items():
        document, parameters = _document(family), signature_of(family)
        if family.counts:
            globals()[name] = _named(_counting_function(family), name, document, parameters)
        else:
            globals()[name] = _named(_family_function(family), name, document, parameters)
            setattr(Methods, name, _named(_family_method(family), name, document, [me, *parameters[1:]]))


_install()

FUNCTIONS: tuple[str, ...] = (*OPERATIONS, *FAMILIES)
__all__ = list(FUNCTIONS)
