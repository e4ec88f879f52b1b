import copy
import pickle
import sys
from collections.abc import Callable
from itertools import pairwise

import pytest

from autograd import Operation, Value
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, feed_forward, initialisers
from nn.synapse import uninitialised

halve = Operation("halve", lambda x: x / 2, lambda out, x: (0.5,))


def pickled(thing: object) -> object:
    """A copy through pickle."""
    return pickle.loads(pickle.dumps(thing))


COPIES = pytest.mark.parametrize("copied", [copy.deepcopy, pickled])


@COPIES
def test_a_copy_of_a_network_computes_and_learns_the_same(copied: Callable) -> None:
    """The same outputs and gradients to the bit, with weights of its own."""
    network = feed_forward([2, 3, 2], activation="leaky_relu(0.3)", seed=0)
    twin = copied(network)
    row = [0.3, -0.7]
    for each in (network, twin):
        each(row)[1].backward()
    assert [w.grad for w in network.parameters()] == [w.grad for w in twin.parameters()]
    assert network.predict([row]) == twin.predict([row])
    assert [n.label for n in network] == [n.label for n in twin]
    assert repr(network.synapses) == repr(twin.synapses)
    assert [repr(n) for n in network] == [repr(n) for n in twin]
    assert not {id(thing) for thing in (*network.neurons, *network.synapses, *network.parameters())} & {
        id(thing) for thing in (*twin.neurons, *twin.synapses, *twin.parameters())
    }
    for mine, its in zip(network.neurons, twin.neurons, strict=True):
        assert [s.weight.label for s in mine.incoming] == [s.weight.label for s in its.incoming]
        assert [s.weight.label for s in mine.outgoing] == [s.weight.label for s in its.outgoing]


@COPIES
def test_a_copy_leaves_the_latest_pass_and_the_state_behind(copied: Callable) -> None:
    """And the original keeps both."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, weight=1.0)
    Synapse(y, y, weight=1.0, delay=1)
    network = Network([x], [y])
    network([1.0])[0].backward()
    twin = copied(network)
    assert [None] * 3 == [twin["y"].weighted_input, twin["y"].output, twin["y"].delta]
    assert (1.0, 1.0, 3.0) == (y.delta, twin([1.0])[0].data, network([2.0])[0].data)
    bias = copied(BiasNeuron("b"))
    assert 1.0 == bias.output.data


@COPIES
def test_what_is_shared_stays_shared(copied: Callable) -> None:
    """Neurons between two networks, weights between two synapses, and a weight that is held beside them."""
    whole = feed_forward([2, 1, 2], activation="linear", seed=0, bias=False)
    whole.synapses[2].weight = whole.synapses[0].weight
    encoder = Network(whole.inputs, whole.hidden[0])
    shared = whole.synapses[0].weight
    two, one, weight, neuron = copied((whole, encoder, shared, whole.hidden[0][0]))
    assert two.hidden[0][0] is one.outputs[0] is neuron
    assert two.synapses[0] is one.synapses[0]
    assert two.synapses[0].weight is two.synapses[2].weight is weight
    weight.data = 10.0
    assert [[10.0]] == one.predict([[1.0, 0.0]])
    assert shared.data != 10.0


@COPIES
def test_a_neuron_takes_along_what_it_is_joined_to(copied: Callable) -> None:
    """From any neuron, or any synapse, the whole circuit is copied, and can be made a network again."""
    network = feed_forward([2, 3, 1], seed=0)
    expected = network.predict([[1.0, 2.0]])
    neuron = copied(network["h2"])
    inputs = [synapse.source for synapse in neuron.incoming[:2]]
    assert expected == Network(inputs, [neuron.outgoing[0].target]).predict([[1.0, 2.0]])
    synapse = copied(network.synapses[-1])
    assert "Synapse(b2→y, weight=0.0)" == repr(synapse)
    assert synapse is synapse.target.incoming[-1] is synapse.source.outgoing[0]
    assert [s.source.label for s in network["y"].incoming] == [s.source.label for s in synapse.target.incoming]


@COPIES
def test_a_copy_can_be_changed_and_copied_again(copied: Callable) -> None:
    """New synapses and removed ones are part of the next copy."""
    network = feed_forward([1, 2, 1], seed=0)
    twin = copied(network)
    Synapse(twin["x1"], twin["y"], weight=1.0)
    twin["h1"].outgoing[0].remove()
    again = copied(twin)
    for each in (twin, again):
        assert ["h2", "b2", "x1"] == [synapse.source.label for synapse in each["y"].incoming]
        assert (5, False) == (len(each.synapses), "h1" in each)
    assert twin.predict([[0.5]]) == again.predict([[0.5]]) != network.predict([[0.5]])
    assert 7 == len(network.synapses)


@COPIES
def test_a_chain_of_ten_thousand_neurons_is_copied_without_recursion(copied: Callable) -> None:
    """Whole, by its first neuron, or by its last synapse."""
    neurons: list = [InputNeuron("x"), *[Neuron(f"n{i}") for i in range(10_000)]]
    for before, after in pairwise(neurons):
        Synapse(before, after, weight=1.0)
    assert sys.getrecursionlimit() <= 1000
    network = Network(neurons[:1], neurons[-1:])
    assert [[2.0]] == copied(network).predict([[2.0]])
    end = copied(neurons[-1].incoming[0]).target
    count = 0
    while end.incoming:
        end, count = end.incoming[0].source, count + 1
    assert ("x", 10_000) == (end.label, count)


@COPIES
def test_facts_that_are_not_the_default_are_copied(copied: Callable) -> None:
    """Combines, own operations, frozen and uninitialised weights, delays, labels that were chosen."""
    x, h, y = InputNeuron("in"), Neuron("h", activation=halve, combine="maximum"), Neuron()
    Synapse(x, h, weight=Value(2.0, label="mine"), trainable=False)
    waiting = Synapse(h, y, delay=3)
    h2 = copied(h)
    (frozen,), (late,) = h2.incoming, h2.outgoing
    assert (halve, "maximum", "mine", False) == (h2.activation, h2.combine.name, frozen.weight.label, frozen.trainable)
    assert (3, uninitialised, True) == (late.delay, late.weight.operation, late.trainable)
    x2, y2 = frozen.source, late.target
    network = Network([x2], [y2], seed=0)
    y2.label = x2.label
    with pytest.raises(ValueError, match="two neurons of the network have the label"):
        Network([x2], [y2])
    y2.label = "out"
    assert ("mine", "w[h→out, t-3]") == (frozen.weight.label, late.weight.label)
    assert network.parameters() == [late.weight]
    assert uninitialised is waiting.weight.operation


@COPIES
def test_a_copy_draws_from_where_the_generator_stood(copied: Callable) -> None:
    """What grows later grows alike."""
    network = feed_forward([2, 1], initialiser=initialisers.normal(5.0, 0.1), seed=3)
    twin = copied(network)
    for each in (network, twin):
        h = Neuron("h")
        Synapse(each["x1"], h)
        Synapse(h, each["y"])
    assert [w.data for w in network.parameters()] == [w.data for w in twin.parameters()]


def test_a_shallow_copy_of_a_network_is_another_view() -> None:
    """The same neurons, and a state of its own. A neuron has no shallow copy: its synapses know only one."""
    network = feed_forward([2, 3, 1], seed=0)
    view = copy.copy(network)
    assert (network.neurons, network.parameters()) == (view.neurons, view.parameters())
    for thing in (network["h1"], network.synapses[0]):
        with pytest.raises(TypeError, match=r"cannot be copied without its (synapses|neurons): copy.deepcopy copies all"):
            copy.copy(thing)


def test_a_removed_synapse_joins_nothing_that_could_be_copied() -> None:
    """It says so."""
    synapse = Synapse(InputNeuron("x"), Neuron("y"), weight=1.0)
    synapse.remove()
    with pytest.raises(TypeError, match=r"Synapse\(x→y, weight=1.0\) has been removed and joins nothing"):
        copy.deepcopy(synapse)
