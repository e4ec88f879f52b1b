"""Update schedules, settling, and the energy."""

from itertools import pairwise
from random import Random
from typing import Any

import pytest

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, rules, updates, zoo
from nn.board import Board
from nn.updates import Alternating, Asynchronous, Synchronous, Topological, energy, settle

TEXT: Any = ["a", 1.0]


def pair() -> Network:
    """Two neurons that want to agree."""
    network = zoo.build("hn", neurons=2)
    network.synapses[0].weight = 1.0
    return network


def hopfield(size: int, seed: int) -> Network:
    """Symmetric whole weights at random, and biases."""
    random = Random(seed)
    network = zoo.build("hn", neurons=size)
    for synapse in network.synapses:
        synapse.weight = float(random.randint(-5, 5))
    bias = BiasNeuron()
    for neuron in network.outputs:
        Synapse(bias, neuron, float(random.randint(-3, 3)))
    return network


def row_of(size: int, random: Random) -> list[float]:
    return [random.choice((-1.0, 1.0)) for _ in range(size)]


def energy_by_hand(network: Network, state: list[float]) -> float:
    """From the synapses, one by one."""
    said = dict(zip(network.outputs, state, strict=True))
    total = 0.0
    for synapse in network.synapses:
        if isinstance(synapse.source, BiasNeuron):
            total -= synapse.weight.data * said[synapse.target]  # type: ignore[index]
        else:
            total -= 0.5 * synapse.weight.data * said[synapse.source] * said[synapse.target]  # type: ignore[index]
    return total


def test_a_synchronous_round_is_the_network_s_own_step() -> None:
    """Where everybody hears what was said a step ago: the same numbers to the bit, round by round."""
    network = zoo.build("hn", neurons=9, activation="tanh", seed=3)
    row = row_of(9, Random(0))
    settling = settle(network, row, Synchronous(), max_rounds=5)
    assert (5, row) == (settling.rounds, settling.states[0])
    for before, after in pairwise(settling.states):
        assert [after] == network.predict([before])


def test_the_topological_schedule_is_the_network_s_own_step_with_hidden_neurons_too() -> None:
    """Undelayed synapses carry what is new, within the round."""
    v, h = Neuron("v", activation="tanh"), Neuron("h", activation="tanh")
    Synapse(v, h, 1.5, delay=1)
    Synapse(h, v, -0.7)
    network = Network([v], [v])
    settling = settle(network, [0.3], Topological(), max_rounds=3)
    assert ["h", "v"] == [neuron.label for neuron in settling.neurons]
    for before, after in pairwise(settling.states):
        assert [[after[1]]] == network.predict([[before[1]]])
    together = settle(network, [0.3], Synchronous(), max_rounds=1)
    assert settling.states[1] != together.states[1]


@pytest.mark.parametrize("seed", range(10))
def test_one_at_a_time_the_energy_never_rises(seed: int) -> None:
    """Computed from the synapses after every turn, to the bit, with biases and ties; and it always settles."""
    network = hopfield(12, seed)
    random = Random(seed)
    for _ in range(5):
        row = row_of(12, random)
        settling = settle(network, row, Asynchronous(random.randrange(100)), firings=True)
        assert settling.converged
        state = list(row)
        energies = [energy_by_hand(network, state)]
        place = {neuron: i for i, neuron in enumerate(settling.neurons)}
        for turn in settling.firings:
            assert state[place[turn.neuron]] == turn.before
            state[place[turn.neuron]] = turn.after
            energies.append(energy_by_hand(network, state))
            assert energies[-1] == turn.energy
        assert energies == settling.energies
        assert all(after <= before for before, after in pairwise(energies))
        assert state == settling.state
        assert energies[-1] == energy(network, state)
        assert [state] == network.predict([state]), "a state that nobody leaves"


def test_all_at_once_the_energy_may_rise_and_states_come_again() -> None:
    """Two neurons that want to agree, but both change: a cycle of two (Goles and Olivos 1981)."""
    network = pair()
    settling = settle(network, [1.0, -1.0], Synchronous())
    assert ([1.0, -1.0], [-1.0, 1.0], [1.0, -1.0]) == tuple(settling.states)
    assert (2, False) == (settling.period, settling.converged)
    assert "a cycle of 2 rounds" in repr(settling)
    alternately = settle(network, [1.0, -1.0], Alternating([[neuron] for neuron in network.outputs]))
    assert (1, 1.0) == (alternately.period, abs(sum(alternately.state)) / 2)


@pytest.mark.parametrize("seed", range(10))
def test_synchronous_symmetric_networks_end_in_a_state_or_in_a_cycle_of_two(seed: int) -> None:
    """Goles and Olivos 1981; an odd number of inputs to a sign leaves no ties."""
    network = zoo.build("hn", neurons=11, seed=seed)
    assert settle(network, row_of(11, Random(seed)), Synchronous(), max_rounds=500).period in {1, 2}


def test_energies_of_groups_are_computed_anew() -> None:
    """After each group, whole, and so at the end of a round."""
    network = hopfield(6, 1)
    settling = settle(network, row_of(6, Random(1)), Synchronous(), max_rounds=4)
    assert [energy_by_hand(network, state) for state in settling.states] == settling.energies


def test_the_seed_chooses_the_order() -> None:
    """The same seed the same turns; every neuron once a round."""
    network = hopfield(8, 2)
    row = row_of(8, Random(5))
    first, again, other = (settle(network, row, Asynchronous(seed), firings=True).firings for seed in (1, 1, 2))
    assert first == again
    assert [turn.neuron for turn in first[:8]] != [turn.neuron for turn in other[:8]]
    assert set(network.outputs) == {turn.neuron for turn in first[:8]} == {turn.neuron for turn in first[-8:]}


def test_inputs_that_are_only_given_stay() -> None:
    """A neuron that hears a given input and itself settles to what that input asks for."""
    x, s = InputNeuron("x"), Neuron("s", activation="sign")
    Synapse(x, s, 3.0)
    Synapse(s, s, 1.0, delay=1)
    network = Network([x, s], [s])
    assert [-1.0] == settle(network, [-1.0, 1.0]).state
    assert -(0.5 * 1.0 * 1.0) - 3.0 * -1.0 * 1.0 == energy(network, [-1.0, 1.0])
    turns = settle(network, [-1.0, 1.0], Asynchronous(0), firings=True)
    assert [2.5, -3.5, -3.5] == turns.energies


def test_neurons_that_compete_fire_by_what_their_rivals_hear() -> None:
    """The winner of a competition in a circle stays the winner."""
    network = zoo.build("kn", inputs=1, rows=1, columns=3, seed=0)
    settling = settle(network, [0.4])
    assert settling.converged
    assert network.predict([[0.4]]) == [settling.state[-3:]]
    assert [] == settling.energies


def test_what_has_no_energy_says_why() -> None:
    """Different weights, one direction only, products, two synapses between the same neurons."""
    a, b = Neuron("a", activation="sign"), Neuron("b", activation="sign")
    Synapse(a, b, 1.0, delay=1)
    back = Synapse(b, a, 2.0, delay=1)
    network = Network([a, b], [a, b])
    with pytest.raises(ValueError, match=r"there is no energy: .* have different weights"):
        energy(network, [1, 1])
    assert [] == settle(network, [1, 1]).energies
    back.weight = 1.0
    assert -1.0 == energy(network, [1, 1])
    extra = Synapse(b, a, 1.0)
    with pytest.raises(ValueError, match="is not the only one between its neurons"):
        energy(network, [1, 1])
    extra.remove()
    a.combine = "product"
    with pytest.raises(ValueError, match="neuron 'a' is no weighted sum"):
        energy(network, [1, 1])
    c, d = Neuron("c"), Neuron("d")
    Synapse(c, d, 1.0, delay=1)
    Synapse(d, d, 1.0, delay=1)
    Synapse(d, c, 1.0, delay=1)
    c.incoming[0].remove()
    Synapse(BiasNeuron(), c, 1.0)
    with pytest.raises(ValueError, match="has no counterpart that leads back"):
        energy(Network([c, d], [c, d]), [1, 1])


def test_a_board_is_made_once_for_many_rows() -> None:
    """With the weights of then."""
    network = pair()
    board = Board(network)
    assert settle(board, [1, -1]).states == settle(network, [1, -1]).states
    network.synapses[0].weight = -1.0
    assert settle(board, [1, 1]).converged
    assert not settle(network, [1, 1]).converged


def test_settling_stops_where_it_is_told_to() -> None:
    """No rounds, few rounds; a network without circles is done after two."""
    network = pair()
    assert ([[1.0, -1.0]], 0, "not settled") == (
        (found := settle(network, [1, -1], max_rounds=0)).states,
        found.rounds,
        repr(found).split(", ")[1].split(";")[0],
    )
    assert 0.0 == found.overlap([1, 1])
    assert 1.0 == found.overlap([1, -1])
    assert 2 == settle(zoo.build("ff", seed=0), [1.0, 0.5], Topological()).rounds


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda n: settle(n, [1]), ValueError, "the network has 2 inputs"),
        (lambda n: settle(n, TEXT), TypeError, "a number for neuron 's1'"),
        (lambda n: settle(n, [1, 1], TEXT), TypeError, "updates must be a schedule such as nn.updates.Asynchronous"),
        (lambda n: settle(n, [1, 1], max_rounds=-1), ValueError, "max_rounds must be 0 or more"),
        (lambda n: settle(n, [1, 1], Alternating([n.outputs[:1]])), ValueError, "neuron 's2' is in none of the groups"),
        (lambda n: settle(n, [1, 1], Alternating([n.outputs, n.outputs])), ValueError, "is twice in the groups"),
        (lambda n: settle(n, [1, 1], Alternating([[Neuron("z")]])), ValueError, "'z' is in a group of the schedule, and is not"),
        (lambda n: settle(n, [1, 1]).overlap([1]), ValueError, "a pattern has 2 numbers"),
    ],
)
def test_what_does_not_fit_is_refused(wrong: Any, error: type[Exception], message: str) -> None:
    """By name, before anything fires."""
    with pytest.raises(error, match=message):
        wrong(pair())


def test_longer_memories_are_refused() -> None:
    """A board knows only what was said last."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0, delay=2)
    with pytest.raises(ValueError, match="reads what was said 2 steps ago"):
        updates.settle(Network([x], [y]), [1.0])


def test_a_hopfield_network_completes_what_it_remembers() -> None:
    """From a third of it turned around; its mirror image is remembered as well, which nobody stored."""
    network = zoo.build("hn", neurons=20)
    pattern = row_of(20, Random(0))
    rules.Hebb().learn(network, [pattern], progress=False)
    start = [-s if i < 7 else s for i, s in enumerate(pattern)]
    assert 1.0 == settle(network, start, Asynchronous(0)).overlap(pattern)
    assert -1.0 == settle(network, [-s for s in start], Asynchronous(0)).overlap(pattern)
