"""A recording is a flat list of rows being made: what a graph is lowered to, and what its derivatives are added to.

Every number has a **slot**, counted from 0. A slot is a constant, a leaf that is filled in later (a parameter, an input, a sum
over the batch), or a row: an operation of the table and the slots of its inputs. A slot is **fixed** where its number is known,
**shared** where it is the same for every sample of a batch, and **own** where each sample has its own.

A **Traced** is the operand that stands for a slot. Functions, losses and the derivative rules of the table are run with it, and
what they do is recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, NoReturn

from ..functions import Methods
from ..operation import Operand, Operation, number
from ..operations import FAMILIES, OPERATIONS, linear
from ..value import Value
from .errors import no_number

FIXED, SHARED, OWN = 0, 1, 2


class Recording:
    """Rows in the order in which they can be computed, and what is known of each slot."""

    def __init__(self) -> None:
        self.operations: list[Operation | None] = []
        self.inputs: list[tuple[int, ...]] = []
        self.kinds: list[int] = []
        self.numbers: dict[int, float] = {}  # of the fixed slots
        self.labels: dict[int, str] = {}
        self.slots: dict[Value, int] = {}  # where the Values are that were met
        self.detached: set[int] = set()  # slots that no derivative goes through
        self._fixed: dict[float | str, int] = {}

    def leaf(self, kind: int, label: str = "") -> int:
        """Add a slot that is filled in later."""
        return self._add(None, (), kind, label)

    def constant(self, x: float) -> int:
        """Return the slot of a number; equal numbers have the same."""
        key = x if x != 0.0 and x == x else repr(x)  # -0.0 is another number than 0.0, and nan equals nothing
        slot = self._fixed.get(key)
        if slot is None:
            slot = self._fixed[key] = self._add(None, (), FIXED, "")
            self.numbers[slot] = x
        return slot

    def row(self, operation: Operation, inputs: tuple[int, ...], label: str = "") -> int:
        """Add a row; one of the table whose inputs are all known becomes a constant, by the function eager uses."""
        kinds = self.kinds
        kind = max([kinds[x] for x in inputs])
        if kind == FIXED:
            # A row of the user's may draw random numbers: it is computed at every call.
            if is_ours(operation):
                try:
                    return self.constant(operation.function(*[self.numbers[x] for x in inputs]))
                except (ValueError, ArithmeticError):
                    pass  # to be raised when, and if, the program runs
            kind = SHARED
        return self._add(operation, inputs, kind, label)

    def detach(self, slot: int) -> int:
        """Return a slot with the same number, through which no derivative goes."""
        same = self.row(linear(1.0), (slot,))
        if self.kinds[same] != FIXED:
            self.detached.add(same)
        return same

    def _add(self, operation: Operation | None, inputs: tuple[int, ...], kind: int, label: str) -> int:
        slot = len(self.operations)
        self.operations.append(operation)
        self.inputs.append(inputs)
        self.kinds.append(kind)
        if label:
            self.labels[slot] = label
        return slot

    def value(self, output: Value) -> int:
        """Record everything a Value was made from, down to Values that are known; other leaves become constants."""
        slots = self.slots
        stack: list[Any] = [output]
        while stack:
            node = stack.pop()
            if node is None:
                node = stack.pop()
                if node not in slots:
                    slots[node] = self.row(node.operation, tuple([slots[x] for x in node.inputs]), node.label)
            elif node not in slots:
                inputs = node.inputs
                if inputs:
                    stack += (node, None)
                    stack += inputs[::-1]
                else:
                    slots[node] = self.constant(node._data)
        return slots[output]

    def cut(self, count: int) -> None:
        """Forget all slots but the first ``count``: those of the backward pass, once it is in a flat program."""
        del self.operations[count:], self.inputs[count:], self.kinds[count:]
        for slots in (self.numbers, self.labels):
            for slot in [slot for slot in slots if slot >= count]:
                del slots[slot]
        self._fixed = {key: slot for key, slot in self._fixed.items() if slot < count}

    def operand(self, thing: Any) -> int:
        """Return the slot of a Traced of this recording, a Value or a number."""
        if type(thing) is Traced:
            if thing.recording is not self:
                raise ValueError("an operand of one traced function was used in another: return it, or pass it as an argument")
            return thing.slot
        return self.value(thing) if type(thing) is Value else self.constant(number(thing))


def is_ours(operation: Operation) -> bool:
    """Return whether a row is one of the table: its function always gives the same number for the same inputs."""
    return OPERATIONS.get(operation.name) is operation or operation.family in FAMILIES


def is_partial(operation: Operation) -> bool:
    """Return whether an operation may have no value for some finite inputs, as far as its domain says."""
    domain = operation.domain
    return domain is None or bool(domain.outside) or bool(domain.steep) or not domain.condition.startswith("every")


class Traced(Methods):
    """The operand that stands for a slot of a recording. It has no number: comparing it raises DataDependentGraph."""

    __slots__ = ("recording", "slot")
    __array_ufunc__ = None
    rank: ClassVar[int] = 1  # above a Value, which it takes in; below a Dual, which may hold it
    holds: ClassVar[str] = "slot"

    recording: Recording
    slot: int

    def __init__(self, recording: Recording, slot: int) -> None:
        self.recording = recording
        self.slot = slot

    @staticmethod
    def apply(operation: Operation, operands: Sequence[Any]) -> Traced:
        """Record ``operation`` on Traceds, Values and numbers."""
        recording: Recording = next(x.recording for x in operands if type(x) is Traced)
        return Traced(recording, recording.row(operation, tuple([recording.operand(x) for x in operands])))

    def detach(self) -> Traced:
        """Return an operand with the same number, through which no derivative goes."""
        return Traced(self.recording, self.recording.detach(self.slot))

    @property
    def data(self) -> NoReturn:
        """Refuse: there is no number yet."""
        no_number("reads the data of a traced number")

    def _refuse_comparison(self, _: object) -> NoReturn:
        no_number("compares a traced number")

    __lt__ = __le__ = __gt__ = __ge__ = _refuse_comparison
    __hash__ = Operand.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other or (False if isinstance(other, Operand) else no_number("compares a traced number"))

    def __bool__(self) -> NoReturn:  # noqa: PLE0304 - never returns
        no_number("asks whether a traced number is true")

    def _refuse_number(self) -> NoReturn:
        no_number("turns a traced number into a plain one")

    __float__ = __int__ = __index__ = __complex__ = _refuse_number
    __round__ = __trunc__ = __floor__ = __ceil__ = _refuse_number

    def __repr__(self) -> str:
        label = self.recording.labels.get(self.slot, "")
        return f"Traced({label!r})" if label else f"Traced(slot {self.slot})"


def traced(recording: Recording, slots: Iterable[int]) -> list[Traced]:
    """Return the operands that stand for slots."""
    return [Traced(recording, slot) for slot in slots]
