"""A Dual is a number that carries a tangent: forward mode.

An operation on Duals computes its result and, by the same rule of the table that backpropagation uses, how fast the result
moves when the inputs move. Each use of forward mode has a level of its own; numbers of an outer level are constants to an
inner one, which is what keeps nested derivatives apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from types import FunctionType
from typing import Any, ClassVar

from .errors import NotDifferentiable
from .functions import Methods, foreign
from .operation import Operand, Operation, number

# The tangent of what does not move at all. A tangent that is 0 by its numbers is another thing: under a cube root it would have
# to be multiplied by infinity, which must not pass for 0.
STILL = float("0")


class Dual(Methods):
    """A number together with its tangent, the derivative along one direction.

    ``primal`` and ``tangent`` are floats, or operands of another kind or a lower level. ``level`` tells nested derivatives
    apart: an operation on several levels works at the highest, where the others are constants. Source: Clifford 1873; Siskind
    and Pearlmutter, Nesting forward-mode AD in a functional framework, 2008.

    Raises NotDifferentiable where a derivative that is needed is infinite or undefined.

    >>> x = Dual(3.0, 1.0)
    >>> y = x * x + 1
    >>> y.primal, y.tangent
    (10.0, 6.0)
    """

    __slots__ = ("level", "primal", "tangent")
    __array_ufunc__ = None
    rank: ClassVar[int] = 2
    holds: ClassVar[str] = "primal"

    primal: Any
    tangent: Any
    level: int

    def __init__(self, primal: Any, tangent: Any = 0.0, level: int = 0) -> None:
        self.primal = primal if isinstance(primal, Operand) else number(primal)
        self.tangent = tangent if isinstance(tangent, Operand) else number(tangent, "a number as the tangent") or STILL
        self.level = level

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> Dual:
        """Apply ``operation`` at the highest level among the operands."""
        level = max(x.level for x in operands if type(x) is Dual)
        moving = [type(x) is Dual and x.level == level for x in operands]
        primals = [x.primal if moves else _plain_or_operand(x) for x, moves in zip(operands, moving, strict=True)]
        out = operation(*primals)
        wanted = [moves and x.tangent is not STILL for x, moves in zip(operands, moving, strict=True)]
        if not any(wanted):
            return dual(out, STILL, level)
        tangent: Any = 0.0
        for x, local in zip(operands, _locals(operation, out, primals, wanted), strict=True):
            if local is not None and not _is_zero(local):
                moved = x.tangent if _is_one(local) else local if _is_one(x.tangent) else local * x.tangent
                tangent = moved if _is_zero(tangent) else tangent + moved
        return dual(out, tangent, level)

    @property
    def data(self) -> float:
        """The plain number at the bottom, without any tangent."""
        return plain(self)

    def detach(self) -> Any:
        """Return the primal alone: a number that does not move."""
        return self.primal

    def __repr__(self) -> str:
        return f"Dual({self.primal!r}, {self.tangent!r})"

    def __lt__(self, other: Any) -> bool:
        return NotImplemented if _strange(other) else bool(self.primal < _primal(other))

    def __le__(self, other: Any) -> bool:
        return NotImplemented if _strange(other) else bool(self.primal <= _primal(other))

    def __gt__(self, other: Any) -> bool:
        return NotImplemented if _strange(other) else bool(self.primal > _primal(other))

    def __ge__(self, other: Any) -> bool:
        return NotImplemented if _strange(other) else bool(self.primal >= _primal(other))


def plain(x: Any) -> float:
    """Return the number at the bottom of an operand: of a Dual's primal, of a Value's data.

    >>> plain(Dual(Dual(2.0, 1.0), 0.0, level=1))
    2.0
    """
    bottom = _bottom(x)
    return number(x) if bottom is None else bottom


def dual(primal: Any, tangent: Any, level: int) -> Dual:
    """Return a Dual of numbers as they are: a tangent of 0.0 is one that came out as 0, and not the rest that `STILL` is."""
    made = object.__new__(Dual)
    made.primal = primal
    made.tangent = tangent
    made.level = level
    return made


def _plain_or_operand(x: Any) -> Any:
    return x if type(x) is float or isinstance(x, Operand) else number(x)


def _is_zero(x: Any) -> bool:
    return type(x) is float and x == 0.0


def _is_one(x: Any) -> bool:
    return type(x) is float and x == 1.0


def _strange(other: Any) -> bool:
    return not isinstance(other, Operand) and foreign(other)


def _primal(other: Any) -> Any:
    """Return what stands against the primal of a Dual in a comparison: levels below are looked through in turn."""
    if type(other) is Dual:
        return other.primal
    return other if isinstance(other, Operand) else number(other)


def _locals(operation: Operation, out: Any, primals: list[Any], wanted: list[bool]) -> list[Any]:
    """Return the local derivatives by the wanted inputs, None for the others."""
    try:
        found = [
            (entry() if type(entry) is FunctionType else entry) if wants else None
            for entry, wants in zip(operation.entries(out, primals), wanted, strict=True)
        ]
    except (ValueError, ArithmeticError) as error:
        raise _no_derivative(operation, primals, str(error)) from None
    for entry in found:
        bottom = entry if type(entry) is float or entry is None else _bottom(entry)
        if bottom is not None and not isfinite(bottom):
            raise _no_derivative(operation, primals, f"it is {bottom!r}")
    return found


def _bottom(x: Any) -> float | None:
    """Return the number at the bottom of a derivative, None where there is none, as in a formula."""
    while type(x) is Dual:
        x = x.primal
    return x if type(x) is float else getattr(x, "data", None)


def _no_derivative(operation: Operation, primals: list[Any], reason: str) -> NotDifferentiable:
    at = ", ".join(str(x if (bottom := _bottom(x)) is None else bottom) for x in primals[:6])
    return NotDifferentiable(f"{operation.label} has no finite derivative at ({at}): {reason}; move the point away from it")
