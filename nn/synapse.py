"""Synapses.

A **synapse** leads from a source to a target and has a **weight**, a Value: two synapses may share one. A weight without a
number is **uninitialised**: the first network over its synapse draws one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from math import isnan, nan
from typing import Any, ClassVar, NoReturn

from autograd import Operation, Value
from autograd.changes import note_change
from autograd.operation import number
from autograd.operations import constant, frozen, parameter

from .copying import Circuit, blank, circuit_of, forget_circuit
from .neuron import AbstractNeuron, BiasNeuron

# Leaf rows for weights that wait for the first Network to draw them, and what they become then.
uninitialised = Operation("uninitialised", lambda: nan, lambda out: (), summary="A weight that no network has initialised yet.")
uninitialised_frozen = Operation("uninitialised_frozen", lambda: nan, lambda out: (), summary="The same, to be frozen.")
_INITIALISED: dict[Operation | None, Operation] = {uninitialised: parameter, uninitialised_frozen: frozen}
_FROZEN: dict[Operation | None, Operation] = {parameter: frozen, uninitialised: uninitialised_frozen}
_THAWED: dict[Operation | None, Operation] = {frozen: parameter, uninitialised_frozen: uninitialised}


class Synapse:
    """A connection from one neuron to another, with a weight.

    ``weight`` is a number, or a Value, which other synapses may share; left out, the first Network over this synapse draws it.
    A Value becomes a parameter, which training adjusts, unless it is frozen already; ``trainable=False`` freezes it. Being
    frozen belongs to the Value: all that share it see it. With ``delay=d`` the target reads what the source's output was d steps
    ago.

    Raises ValueError where no synapse may end (an input or a bias neuron), for a second synapse with the same source, target
    and delay, for a delay below 0, for a delayed bias, and for a weight that is the result of a computation; TypeError
    for what is no neuron and no number. Then nothing has been joined.

    >>> from nn import InputNeuron, Neuron
    >>> x, y = InputNeuron("x"), Neuron("y")
    >>> synapse = Synapse(x, y, weight=0.5)
    >>> synapse
    Synapse(x→y, weight=0.5)
    >>> synapse.weight.label
    'w[x→y]'
    """

    __slots__ = ("_source", "_target", "_delay", "_weight", "_label_given", "__weakref__")
    _copied: ClassVar[tuple[str, ...]] = ("_delay", "_weight", "_label_given")

    def __init__(
        self,
        source: AbstractNeuron,
        target: AbstractNeuron,
        weight: float | Value | None = None,
        *,
        delay: int = 0,
        trainable: bool = True,
    ) -> None:
        for neuron, role in ((source, "source"), (target, "target")):
            if not isinstance(neuron, AbstractNeuron):
                raise TypeError(f"the {role} of a synapse must be a neuron, got {type(neuron).__name__} {neuron!r}")
        if isinstance(delay, bool) or not isinstance(delay, int):
            raise TypeError(f"delay must be a whole number of steps, got {type(delay).__name__} {delay!r}")
        if delay < 0:
            raise ValueError(f"delay must be 0 or more steps, got {delay}")
        if not target.receives:
            raise ValueError(f"no synapse can end at {target}: its output does not depend on other neurons")
        if delay and isinstance(source, BiasNeuron):
            raise ValueError(f"a synapse from {source} cannot have a delay, got {delay}: its output is 1 at every step")
        if (source, delay) in target._incoming:
            after = f" with delay {delay}" if delay else ""
            raise ValueError(f"there is a synapse from {source} to {target}{after} already: change its weight instead")
        self._source = source
        self._target = target
        self._delay = delay
        self._label_given = ""
        self._weight = _weight(weight, f"the weight of a synapse from {source} to {target}")
        if trainable is not True:
            self.trainable = trainable
        self._label_weight()
        self._changing()
        target._incoming[source, delay] = self
        source._outgoing[self] = None

    def _changing(self) -> None:
        for neuron in (self._source, self._target):
            forget_circuit(neuron)
            neuron._changes += 1
        note_change()

    def _label_weight(self) -> None:
        source, target = self._source._label, self._target._label
        if source and target and self._weight.label in ("", self._label_given):
            after = f", t-{self._delay}" if self._delay else ""
            self._weight.label = self._label_given = f"w[{source}→{target}{after}]"

    def remove(self) -> None:
        """Take the synapse away; networks see it at their next call. Raises ValueError when it has been removed already.

        >>> from nn import InputNeuron, Neuron
        >>> x, y = InputNeuron("x"), Neuron("y")
        >>> Synapse(x, y, weight=0.5).remove()
        >>> y.incoming
        ()
        """
        if self not in self._source._outgoing:
            raise ValueError(f"{self} has been removed already")
        self._changing()
        del self._target._incoming[self._source, self._delay]
        del self._source._outgoing[self]

    @property
    def source(self) -> AbstractNeuron:
        """The neuron whose output this synapse carries."""
        return self._source

    @property
    def target(self) -> AbstractNeuron:
        """The neuron that it carries it to."""
        return self._target

    @property
    def delay(self) -> int:
        """How many steps ago the output was made that the target reads."""
        return self._delay

    @property
    def weight(self) -> Value:
        """The weight w_ij, a leaf Value; nan until a network has initialised it.

        A number that is assigned becomes its ``data``, for every synapse that shares it; a Value takes its place.
        """
        return self._weight

    @weight.setter
    def weight(self, weight: float | Value) -> None:
        if isinstance(weight, Value):
            self._weight = _weight(weight, f"the weight of {self}")
            self._label_weight()
            self._target._changes += 1
        else:
            self._weight.data = number(weight, f"a number or a Value as the weight of {self}")
            self._weight.operation = _INITIALISED.get(self._weight.operation, self._weight.operation)
        note_change()

    @property
    def gradient(self) -> float:
        """The derivative of what was differentiated by the weight, dE/dw_ij, added up over backward passes since zeroing."""
        return self._weight.grad

    @property
    def trainable(self) -> bool:
        """Whether training adjusts the weight; a property of the weight, and so of every synapse that shares it."""
        return self._weight.operation in (parameter, uninitialised)

    @trainable.setter
    def trainable(self, trainable: bool) -> None:
        if not isinstance(trainable, bool):
            raise TypeError(f"trainable must be True or False, got {trainable!r}")
        row = self._weight.operation
        self._weight.operation = (_THAWED if trainable else _FROZEN).get(row, row)
        note_change()

    def __repr__(self) -> str:
        facts = [f"{self._source._label or '?'}→{self._target._label or '?'}"]
        facts.append(f"weight={'uninitialised' if self._weight.operation in _INITIALISED else repr(self._weight.data)}")
        facts += [f"delay={self._delay}"] if self._delay else []
        facts += [] if self.trainable else ["trainable=False"]
        return f"Synapse({', '.join(facts)})"

    def __copy__(self) -> NoReturn:
        raise TypeError(f"{self} cannot be copied without its neurons: copy.deepcopy copies all that it joins")

    def __reduce__(self) -> tuple[Any, ...]:
        if self not in self._source._outgoing:
            raise TypeError(f"{self} has been removed and joins nothing: there is nothing to copy")
        return blank, (Synapse,), circuit_of(self._source)

    def __setstate__(self, circuit: Circuit) -> None:
        """Leave everything to the circuit, which fills in all its neurons and synapses."""


def _weight(weight: float | Value | None, what: str) -> Value:
    if not isinstance(weight, Value):
        value = Value(nan if weight is None else number(weight, f"a number or a Value as {what}"))
        value.operation = uninitialised if weight is None else parameter
        return value
    if weight.inputs or weight.operation is constant:
        made = f"the result of {weight.operation.label}" if weight.inputs and weight.operation else "a constant of a graph"
        raise ValueError(
            f"{what} must be a leaf, which training can adjust, got {weight!r}, {made}: pass a number, or value.detach()"
        )
    weight.operation = weight.operation or parameter
    return weight


def unique_names(weights: Iterable[Value]) -> dict[Value, str]:
    """Return a name for each weight, its label; where several have the same, the later ones get a number.

    >>> list(unique_names([Value(1.0, "w"), Value(2.0, "w"), Value(3.0, "v")]).values())
    ['w', 'w 2', 'v']
    """
    names: dict[Value, str] = {}
    taken: set[str] = set()
    counts: Counter[str] = Counter()
    for weight in dict.fromkeys(weights):
        name = weight.label
        while name in taken:
            counts[weight.label] += 1
            name = f"{weight.label} {counts[weight.label] + 1}"
        names[weight] = name
        taken.add(name)
    return names


def initialise(weight: Value, draw: Callable[[], float]) -> None:
    """Give a weight its first number, unless somebody assigned one: from here on it is a parameter, or frozen."""
    if isnan(weight.data):
        weight.data = draw()
    weight.operation = _INITIALISED[weight.operation]


def is_uninitialised(weight: Value) -> bool:
    """Return whether a weight still waits for the first network to draw it."""
    return weight.operation in _INITIALISED
