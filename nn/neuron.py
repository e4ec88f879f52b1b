"""Neurons.

A **neuron** has an output. An InputNeuron is given it from outside; a BiasNeuron's is always 1; a Neuron computes it: it
combines what its incoming synapses bring into its **weighted input** x_j, and its **activation** makes the output y_j of that.
Neurons do not fire by themselves: a Network orders them and makes the passes that ``weighted_input``, ``output`` and ``delta``
describe.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from autograd import Family, Operation, Value
from autograd.changes import note_change
from autograd.operation import number
from autograd.operations import constant

from .copying import Circuit, blank, circuit_of
from .lookup import activation_row, combine_family, spelling

if TYPE_CHECKING:
    from .cells import Cell
    from .groups import Competition
    from .synapse import Synapse


class AbstractNeuron:
    """Abstract: what an InputNeuron, a BiasNeuron and a Neuron have in common.

    ``incoming`` and ``outgoing`` are the synapses that end and begin here, in the order in which they were made.
    """

    __slots__ = (
        "_label", "_named", "_incoming", "_outgoing", "_weighted_input", "_output", "_changes", "_circuit",
        "_competition", "_cell", "_position", "__weakref__",
    )  # fmt: skip
    _copied: ClassVar[tuple[str, ...]] = ("_label", "_named", "_position")
    kind: ClassVar[str]  # how messages call it
    receives: ClassVar[bool] = False  # whether synapses may end here
    fixed: ClassVar[float | None] = None  # the output, where it never changes

    _label: str
    _named: bool  # whether the label is the user's, and not a network's
    _incoming: dict[tuple[AbstractNeuron, int], Synapse]
    _outgoing: dict[Synapse, None]
    _weighted_input: Value | None
    _output: Value | None
    _changes: int  # how often what a network has to know about this neuron changed
    _circuit: Circuit | None
    _competition: Competition | None
    _cell: Cell | None
    _position: tuple[float, ...] | None

    def _begin(self, label: str) -> None:
        self._label = _checked_label(label)
        self._named = label != ""
        self._incoming = {}
        self._outgoing = {}
        self._changes = 0
        self._circuit = None
        self._competition = None
        self._cell = None
        self._position = None
        self._forget()

    def _forget(self) -> None:
        """Leave the latest pass behind. A fixed output is made anew: assigning its data spoils one pass at the most."""
        self._weighted_input = self._output = None
        if self.fixed is not None:
            self._output = Value(self.fixed, f"{self.fixed:g}")
            self._output.operation = constant

    # ---- facts --------------------------------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The neuron's name, unique in its network. A network gives one to a neuron without; a label of yours stays."""
        return self._label

    @label.setter
    def label(self, label: str) -> None:
        self._rename(_checked_label(label), named=label != "")

    def _changed(self) -> None:
        self._changes += 1
        note_change()

    def _rename(self, label: str, *, named: bool) -> None:
        self._label, self._named = label, named
        self._changed()
        for synapse in (*self.incoming, *self.outgoing):
            synapse._label_weight()

    @property
    def incoming(self) -> tuple[Synapse, ...]:
        """The synapses that end here."""
        return tuple(self._incoming.values())

    @property
    def outgoing(self) -> tuple[Synapse, ...]:
        """The synapses that begin here."""
        return tuple(self._outgoing)

    @property
    def bias(self) -> Synapse | None:
        """The synapse that comes from a BiasNeuron, or None: its weight is the value of the bias."""
        return next((synapse for synapse in self._incoming.values() if isinstance(synapse.source, BiasNeuron)), None)

    @property
    def competition(self) -> Competition | None:
        """The neurons among which this one shares out 1, itself included; None where it answers alone. `compete` makes one."""
        return self._competition

    @property
    def cell(self) -> Cell | None:
        """The cell that this neuron is a part of, or None."""
        return self._cell

    @property
    def position(self) -> tuple[float, ...] | None:
        """Where the neuron lies among its neighbours, such as (row, column) on a map; None where that means nothing.

        A network computes the same wherever neurons lie; a learning rule may ask who is near whom, and pictures show it.
        """
        return self._position

    @position.setter
    def position(self, position: Iterable[float] | None) -> None:
        self._position = None if position is None else _checked_position(position, str(self))

    # ---- the latest pass ----------------------------------------------------------------------------------------

    @property
    def weighted_input(self) -> Value | None:
        """What the activation was given in the latest pass, x_j; None without a pass, and where the output is given."""
        return self._weighted_input

    @property
    def output(self) -> Value | None:
        """The neuron's output in the latest pass, y_j; None where there is no pass. A BiasNeuron's is always 1."""
        return self._output

    @output.setter
    def output(self, _: object) -> NoReturn:
        raise AttributeError(
            f"the output of {self} is always 1: a bias has its value in the weight of its synapse"
            if self.fixed is not None
            else f"the output of {self} comes from a pass of its network and cannot be set: call network([...])"
        )

    @property
    def delta(self) -> float | None:
        """The derivative of what was differentiated by the weighted input, dE/dx_j; None where no backward pass came by.

        A neuron that is given its output from outside has no weighted input: there it is the derivative by the output, dE/dy_j.
        """
        value = self._output if self._weighted_input is None else self._weighted_input
        return value.grad if value is not None and value.reached else None

    # ---- messages and copies --------------------------------------------------------------------------------------

    def __str__(self) -> str:
        """Return how a message calls this neuron."""
        return f"{self.kind} {self._label!r}" if self._label else f"{self.kind} without a label"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._label!r})" if self._label else f"{type(self).__name__}()"

    def __copy__(self) -> NoReturn:
        raise TypeError(f"{self} cannot be copied without its synapses: copy.deepcopy copies all that it is joined to")

    def __reduce__(self) -> tuple[Any, ...]:
        return blank, (type(self),), circuit_of(self)

    def __setstate__(self, circuit: Circuit) -> None:
        """Leave everything to the circuit, which fills in all its neurons and synapses."""


class InputNeuron(AbstractNeuron):
    """A neuron that is given its output from outside, one number of the network's input.

    In a pass ``output`` is that number as a Value, and ``delta`` is the derivative by it. No synapse ends here.

    >>> InputNeuron("x1")
    InputNeuron('x1')
    """

    __slots__ = ()
    kind = "input neuron"

    def __init__(self, label: str = "") -> None:
        self._begin(label)


class BiasNeuron(AbstractNeuron):
    """A neuron whose output is always 1: the bias of a neuron is the weight of the synapse that leads there from here.

    One may serve a whole layer. No synapse ends here, and the output cannot be set.

    >>> from nn import Synapse
    >>> y = Neuron("y")
    >>> bias = Synapse(BiasNeuron(), y, weight=0.5)
    >>> y.bias is bias, bias.source.output.data
    (True, 1.0)
    """

    __slots__ = ()
    kind = "bias neuron"
    fixed = 1.0

    def __init__(self, label: str = "") -> None:
        self._begin(label)


class Neuron(AbstractNeuron):
    """A neuron that computes its output: ``activation`` of what ``combine`` makes of the incoming synapses.

    ``combine`` is ``weighted_sum`` (of w_i * y_i), ``squared_distance`` (the sum of (w_i - y_i)^2), or, on the signals
    w_i * y_i, ``product``, ``mean``, ``maximum`` or ``minimum``. ``activation`` is any operation on one number: its name, with a
    parameter as in ``"leaky_relu(0.2)"`` if it has one, or an Operation of your own.

    Raises ValueError for a name that is not in the table of operations, TypeError for what is no name and no operation.

    >>> Neuron("h1", activation="tanh")
    Neuron('h1', activation='tanh')
    >>> Neuron("h1", activation="leaky_relu", combine="mean")
    Neuron('h1', activation='leaky_relu', combine='mean')
    """

    __slots__ = ("_activation", "_combine")
    _copied = (*AbstractNeuron._copied, "_activation", "_combine")
    kind = "neuron"
    receives = True

    _activation: Operation
    _combine: Family

    def __init__(
        self, label: str = "", activation: str | Operation | Family = "linear", combine: str | Family = "weighted_sum"
    ) -> None:
        self._begin(label)
        self._activation = activation_row(activation, str(self))
        self._combine = combine_family(combine, str(self))

    @property
    def activation(self) -> Operation:
        """The row of the table that makes the output of the weighted input; its ``label`` is the name with parameters.

        In a competition it is the row of its rule, which takes the rivals' weighted inputs as well, and cannot be assigned.
        """
        return self._activation if self._competition is None else self._competition.rule(len(self._competition))

    @activation.setter
    def activation(self, activation: str | Operation | Family) -> None:
        if self._competition is not None:
            raise ValueError(f"{self} is in a competition, whose rule makes its output: assign the rule, or dissolve it first")
        self._activation = activation_row(activation, str(self))
        self._changed()

    @property
    def combine(self) -> Family:
        """The family of the table that makes the weighted input of weights and outputs; its ``name`` is the name."""
        return self._combine

    @combine.setter
    def combine(self, combine: str | Family) -> None:
        self._combine = combine_family(combine, str(self))
        self._changed()

    def __repr__(self) -> str:
        label = f"{self._label!r}, " if self._label else ""
        combine = "" if self._combine.name == "weighted_sum" else f", combine={self._combine.name!r}"
        if self._competition is not None:
            return f"Neuron({label}competition={self._competition.rule.name!r}{combine})"
        return f"Neuron({label}activation={spelling(self._activation)!r}{combine})"


def listing(labels: Sequence[str]) -> str:
    """Return labels for a message: all of them, or, of more than eight, the first and the last.

    >>> listing(["x1", "x2"]), listing([f"x{i}" for i in range(1, 65)])
    ('x1, x2', 'x1, x2, x3, x4, x5, x6, ..., x64')
    """
    return ", ".join(labels if len(labels) <= 8 else [*labels[:6], "...", labels[-1]])


def _checked_position(position: object, who: str) -> tuple[float, ...]:
    if isinstance(position, (str, bytes)) or not isinstance(position, Iterable):
        raise TypeError(f"the position of {who} must be some numbers such as (row, column), got {position!r}")
    numbers = tuple(number(x, f"a number in the position of {who}") for x in position)
    if not numbers or not all(map(isfinite, numbers)):
        raise ValueError(f"the position of {who} must be finite numbers, one at least, got {position!r}")
    return numbers


def _checked_label(label: object) -> str:
    if not isinstance(label, str):
        raise TypeError(f"the label of a neuron must be a string, got {type(label).__name__} {label!r}")
    return label
