"""Groups of neurons that belong together in some respect, held by their members.

A group is found from any of its members, is copied and saved with them, and ends when it is dissolved. What it means is said
where it is defined: a `Competition` lets its members share out 1 among themselves, a `Cell` is a subgraph with a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from autograd import Family
from autograd.operations import FAMILIES

from .copying import Circuit, blank, circuit_of, forget_circuit
from .neuron import AbstractNeuron, Neuron


class Group:
    """Abstract: neurons that belong together. A neuron is in one group of a kind at the most."""

    __slots__ = ("_members", "__weakref__")
    _copied: ClassVar[tuple[str, ...]] = ()
    kind: ClassVar[str]  # how messages call it
    slot: ClassVar[str]  # where a member holds it

    _members: dict[str, AbstractNeuron]

    def _join(self, members: dict[str, AbstractNeuron]) -> None:
        """Make ``members`` this group's. Raises ValueError where one is in another; then nothing has changed."""
        if not members:
            raise ValueError(f"{self.kind} needs at least one neuron, got none")
        seen: set[AbstractNeuron] = set()
        for neuron in members.values():
            if neuron in seen:
                raise ValueError(f"{neuron} is listed twice in {self.kind}")
            seen.add(neuron)
            other = getattr(neuron, self.slot)
            if other is not None:
                raise ValueError(f"{neuron} is in {self.kind} already, {other!r}: dissolve that first")
        self._hold(members)
        self._changing()

    def _hold(self, members: dict[str, AbstractNeuron]) -> None:
        self._members = members
        for neuron in members.values():
            setattr(neuron, self.slot, self)

    def _changing(self) -> None:
        for neuron in self._members.values():
            forget_circuit(neuron)
            neuron._changed()

    def dissolve(self) -> None:
        """End the group: its neurons stay as they are otherwise. Raises ValueError when it has been dissolved already.

        >>> from nn import Neuron, compete
        >>> h1, h2 = Neuron("h1"), Neuron("h2")
        >>> compete([h1, h2]).dissolve()
        >>> h1.competition is None, h1.activation
        (True, Operation(linear(1.0)))
        """
        if any(getattr(neuron, self.slot) is not self for neuron in self._members.values()):
            raise ValueError(f"{self} has been dissolved already")
        self._changing()
        for neuron in self._members.values():
            setattr(neuron, self.slot, None)

    @property
    def neurons(self) -> tuple[AbstractNeuron, ...]:
        """The members, in the order in which they were given."""
        return tuple(self._members.values())

    def members(self) -> list[tuple[str, AbstractNeuron]]:
        """Return the members with what the group calls them."""
        return list(self._members.items())

    def __iter__(self) -> Iterator[AbstractNeuron]:
        return iter(self._members.values())

    def __len__(self) -> int:
        """Return the number of members."""
        return len(self._members)

    def __contains__(self, neuron: object) -> bool:
        return isinstance(neuron, AbstractNeuron) and getattr(neuron, self.slot) is self

    def __reduce__(self) -> tuple[Any, ...]:
        return blank, (type(self),), circuit_of(self.neurons[0])

    def __setstate__(self, circuit: Circuit) -> None:
        """Leave everything to the circuit, which fills in all its neurons, synapses and groups."""


class Competition(Group):
    """Neurons that share out 1 among themselves by their weighted inputs; `compete` makes one.

    With ``softmax`` the output of neuron j is y_j = exp(x_j) / sum of exp(x_k) over the group, with the derivatives
    dy_j/dx_k = y_j (d_jk - y_k). With ``hardmax`` the winner takes all: 1 for the largest weighted input, 0 for the others,
    in equal parts where several tie, with derivative 0.
    """

    __slots__ = ("_rule",)
    _copied = ("_rule",)
    kind = "a competition"
    slot = "_competition"

    _rule: Family

    def __init__(self, neurons: Iterable[Neuron], rule: str | Family = "softmax") -> None:
        listed = _listed(neurons, self.kind)
        self._rule = _rule(rule)
        for neuron in listed:
            if not isinstance(neuron, Neuron):
                raise TypeError(f"{neuron} cannot compete: it has no weighted input")
            if neuron._competition is None and neuron.activation is not FAMILIES["linear"](1.0):
                raise ValueError(
                    f"{neuron} has the activation {neuron.activation.label!r}, and in a competition the rule takes its place: "
                    "leave it linear"
                )
        self._join({str(i): neuron for i, neuron in enumerate(listed)})

    @property
    def rule(self) -> Family:
        """The family of the table whose row makes the outputs; its ``name`` is the name."""
        return self._rule

    @rule.setter
    def rule(self, rule: str | Family) -> None:
        self._rule = _rule(rule)
        for neuron in self:
            neuron._changed()

    def rivals(self, neuron: AbstractNeuron) -> tuple[AbstractNeuron, ...]:
        """Return the members, beginning with ``neuron`` and going round: the order in which its row takes them.

        Going round, the row of each member adds the same terms as the derivative rules of the others: a program has them once.
        """
        members = self.neurons
        place = next(i for i, member in enumerate(members) if member is neuron)
        return members[place:] + members[:place]

    def __repr__(self) -> str:
        return f"<Competition of {len(self)} by {self._rule.name}: {', '.join(neuron.label or '?' for neuron in self)}>"


def compete(neurons: Iterable[Neuron], rule: str | Family = "softmax") -> Competition:
    """Let neurons compete: their outputs are shares of 1, by the weighted inputs of all of them. Return the group.

    ``rule`` is ``softmax``, ``hardmax`` (the winner takes all), or a family of your own that takes a count of numbers: its row is
    given the neuron's own weighted input first, then its rivals'. It takes the place of the activations. The group stays as it
    is when networks are made of its neurons, and all of them fire together: each needs what leads to all.

    Outputs that compete by softmax are probabilities. `cross_entropy` takes the numbers before it, logits, so train on outputs
    that do not compete, or with a loss of probabilities.

    Raises ValueError for no neurons, one that is listed twice or is in another competition, and one with an activation of
    its own; TypeError for what is no neuron with a weighted input, and no rule. Then nothing has changed.

    Softmax: Boltzmann 1868, Bridle 1990.

    >>> from nn import InputNeuron, Network, Neuron, Synapse
    >>> x, neurons = InputNeuron("x"), [Neuron("small"), Neuron("large")]
    >>> synapses = [Synapse(x, neuron, weight=w) for neuron, w in zip(neurons, (0.0, 1.0))]
    >>> compete(neurons)
    <Competition of 2 by softmax: small, large>
    >>> Network([x], neurons).predict([[0.0], [1.0]])
    [[0.5, 0.5], [0.2689414213699951, 0.7310585786300049]]
    """
    return Competition(neurons, rule)


def _rule(rule: str | Family) -> Family:
    family = FAMILIES.get(rule) if isinstance(rule, str) else rule
    if isinstance(family, Family) and family.inputs_per_count == 1:
        return family
    if isinstance(rule, (str, Family)):
        name = rule if isinstance(rule, str) else rule.name
        raise ValueError(f"unknown rule {name!r} of a competition: there is 'softmax' and 'hardmax'")  # noqa: TRY004 - or a name
    raise TypeError(f"the rule of a competition must be a name such as 'softmax', got {type(rule).__name__} {rule!r}")


def _listed(neurons: object, kind: str) -> list[Any]:
    if isinstance(neurons, (AbstractNeuron, str)) or not isinstance(neurons, Iterable):
        raise TypeError(f"{kind} is made of a list of neurons, got {type(neurons).__name__} {neurons!r}")
    listed = list(neurons)
    for neuron in listed:
        if not isinstance(neuron, AbstractNeuron):
            raise TypeError(f"{kind} is made of neurons, got {type(neuron).__name__} {neuron!r}")
    return listed
