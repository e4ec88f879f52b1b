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
from .neuron import AbstractNeuron, BiasNeuron, Neuron

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
    ago. With ``ahead=d`` it reads what the source's output will be d steps later, which takes a whole sequence:
    `Network.run`, `Network.predict` and `train` work on those.

    With ``gate=g`` the source's output is multiplied by the output of the neuron g on its way: a product neuron of its own
    stands between, called ``source·gate→target``, and this synapse leads from there to the target.

    Raises ValueError where no synapse may end (an input or a bias neuron), for a second synapse with the same source, target,
    delay and gate, for a delay or a look ahead below 0, for both, for a delayed bias, for a gate that is the target, a bias
    or the source itself, and for a weight that is the result of a computation; TypeError for what is no neuron and no
    number. Then nothing has been joined.

    >>> from nn import InputNeuron, Neuron
    >>> x, y = InputNeuron("x"), Neuron("y")
    >>> synapse = Synapse(x, y, weight=0.5)
    >>> synapse
    Synapse(x→y, weight=0.5)
    >>> synapse.weight.label
    'w[x→y]'
    >>> gated = Synapse(x, y, weight=2.0, gate=Neuron("g"))
    >>> gated.source, [synapse.source.label for synapse in gated.source.incoming]
    (Neuron('x·g→y', activation='linear', combine='product'), ['x', 'g'])
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
        ahead: int = 0,
        trainable: bool = True,
        gate: AbstractNeuron | None = None,
    ) -> None:
        for neuron, role in ((source, "source"), (target, "target")):
            if not isinstance(neuron, AbstractNeuron):
                raise TypeError(f"the {role} of a synapse must be a neuron, got {type(neuron).__name__} {neuron!r}")
        when = _when(delay, ahead)
        if not target.receives:
            raise ValueError(f"no synapse can end at {target}: its output does not depend on other neurons")
        if when and isinstance(source, BiasNeuron):
            word = "a delay" if when > 0 else "a look ahead"
            raise ValueError(f"a synapse from {source} cannot have {word}, got {abs(when)}: its output is 1 at every step")
        if gate is not None:
            _check_gate(source, target, when, gate)
        elif (source, when) in target._incoming:
            after = f" with {_timing(when)}" if when else ""
            raise ValueError(f"there is a synapse from {source} to {target}{after} already: change its weight instead")
        self._label_given = ""
        self._weight = _weight(weight, f"the weight of a synapse from {source} to {target}")
        if trainable is not True:
            self.trainable = trainable
        if gate is not None:
            source, when = _gated(source, target, when, gate), 0
        self._source = source
        self._target = target
        self._delay = when
        self._label_weight()
        self._changing()
        target._incoming[source, when] = self
        source._outgoing[self] = None

    def _changing(self) -> None:
        for neuron in (self._source, self._target):
            forget_circuit(neuron)
            neuron._changed()

    def _label_weight(self) -> None:
        source, target = self._source._label, self._target._label
        if source and target and self._weight.label in ("", self._label_given):
            after = f", t{-self._delay:+}" if self._delay else ""
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
        """How many steps ago the output was made that the target reads; 0 for the step at hand, and for a later one."""
        return max(self._delay, 0)

    @property
    def ahead(self) -> int:
        """How many steps later the output will be made that the target reads; 0 for the step at hand, and for an earlier one."""
        return max(-self._delay, 0)

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
            self._target._changed()
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
        facts += [_timing(self._delay, "=")] if self._delay else []
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


def _when(delay: int, ahead: int) -> int:
    """Return how many steps ago a synapse reads; below 0, how many steps later."""
    for name, steps in (("delay", delay), ("ahead", ahead)):
        if isinstance(steps, bool) or not isinstance(steps, int):
            raise TypeError(f"{name} must be a whole number of steps, got {type(steps).__name__} {steps!r}")
        if steps < 0:
            advice = (
                f": to read a later step write ahead={-steps}"
                if name == "delay"
                else f": to read an earlier step write delay={-steps}"
            )
            raise ValueError(f"{name} must be 0 or more steps, got {steps}{advice}")
    if delay and ahead:
        raise ValueError(f"a synapse reads an earlier step or a later one, got delay={delay} and ahead={ahead}: make two of them")
    return delay - ahead


def _timing(when: int, sign: str = " ") -> str:
    return f"delay{sign}{when}" if when > 0 else f"ahead{sign}{-when}"


def _check_gate(source: AbstractNeuron, target: AbstractNeuron, when: int, gate: object) -> None:
    what = f"the gate of a synapse from {source} to {target}"
    if not isinstance(gate, AbstractNeuron):
        raise TypeError(f"{what} must be a neuron, got {type(gate).__name__} {gate!r}")
    if isinstance(gate, BiasNeuron):
        raise ValueError(  # noqa: TRY004 - it is a neuron, of a kind that does not fit
            f"{what} cannot be {gate}: its output is always 1, which lets everything through"
        )
    if gate is target:
        raise ValueError(f"{what} cannot be the target itself, whose output is made of what comes through the gate")
    if gate is source and not when:
        raise ValueError(f'{what} cannot be the source itself: to square its output, use a neuron with the activation "square"')
    wanted = {(source, when), (gate, 0)}
    for synapse in target.incoming:
        between = synapse.source
        if isinstance(between, Neuron) and between.combine.name == "product" and between._incoming.keys() == wanted:
            raise ValueError(f"there is a synapse from {source} through {gate} to {target} already: change its weight instead")


def _gated(source: AbstractNeuron, target: AbstractNeuron, when: int, gate: AbstractNeuron) -> Neuron:
    """Return a product neuron that multiplies the output of the source by that of the gate."""
    between = Neuron(combine="product")
    if source.label and target.label and gate.label:
        between._rename(f"{source.label}·{gate.label}→{target.label}", named=False)
    delay, ahead = max(when, 0), max(-when, 0)
    Synapse(source, between, 1.0, delay=delay, ahead=ahead, trainable=False)
    Synapse(gate, between, 1.0, trainable=False)
    return between


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
