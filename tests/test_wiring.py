import math

import pytest

from autograd import Value
from autograd.operations import FAMILIES
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, connect_pairs, disconnect, feed_forward


def test_feed_forward_joins_every_layer_to_the_one_before() -> None:
    """And to a bias neuron of its own: w, then the bias, for each neuron of a layer."""
    network = feed_forward([2, 3, 2], activation="relu", output_activation="sigmoid", seed=0)
    (hidden,) = network.hidden
    assert (2, 3, 2, 2) == tuple(map(len, (network.inputs, hidden, network.outputs, network.biases)))
    assert 3 * (2 + 1) + 2 * (3 + 1) == len(network.synapses) == len(network.parameters())
    for layer, before, bias in ((hidden, network.inputs, network.biases[0]), (network.outputs, hidden, network.biases[1])):
        for neuron in layer:
            assert [*before, bias] == [synapse.source for synapse in neuron.incoming]
            assert neuron.bias.source is bias
    assert {"relu"} == {neuron.activation.name for neuron in hidden}
    assert {"sigmoid"} == {neuron.activation.name for neuron in network.outputs}


def test_feed_forward_computes_the_textbook_s_equations() -> None:
    """Y = W2 tanh(W1 x + b1) + b2, from the numbers of the synapses."""
    network = feed_forward([2, 3, 1], seed=7, initialiser="normal")
    w = {synapse.weight.label: synapse.weight.data for synapse in network.synapses}
    x1, x2 = 0.3, -0.8
    h = [math.tanh(w[f"w[x1→h{j}]"] * x1 + w[f"w[x2→h{j}]"] * x2 + w[f"w[b1→h{j}]"] * 1.0) for j in (1, 2, 3)]
    expected = w["w[h1→y]"] * h[0] + w["w[h2→y]"] * h[1] + w["w[h3→y]"] * h[2] + w["w[b2→y]"] * 1.0
    assert [[expected]] == network.predict([[x1, x2]])


def test_feed_forward_can_do_without_biases_and_hidden_layers() -> None:
    """The smallest network is one synapse."""
    network = feed_forward([1, 1], bias=False)
    assert ([], [], 1) == (network.biases, network.hidden, len(network.synapses))
    assert [0.0] == [y.data for y in feed_forward([3, 4, 1], bias=False)([0.0, 0.0, 0.0])]


def test_the_same_seed_gives_the_same_network() -> None:
    """Another one another; none at all, a new one each time."""
    weights = [[w.data for w in feed_forward([2, 3, 1], seed=seed).parameters()] for seed in (0, 0, 1, None, None)]
    assert weights[0] == weights[1]
    assert 4 == len({tuple(listed) for listed in weights})


def test_the_weights_of_a_seed_are_the_same_everywhere() -> None:
    """Pinned: a change of the order of drawing, or of the platform's library, would show here."""
    weights = [w.data for w in feed_forward([2, 2, 1], seed=0).parameters()]
    assert [0.8436577925009958, 0.6318566641080297, 0.0] == weights[:3]
    normal = [w.data for w in feed_forward([2, 2, 1], seed=0, initialiser="normal").parameters()]
    assert [-0.18386822109325826, 0.0325041290775818, 0.6988276932539805] == normal[:3]


def test_labels_name_the_groups() -> None:
    """Any of the three; what is not named is numbered."""
    labels = {"inputs": ["width", "length"], "hidden": [["edge", ""], ["area"]], "outputs": ["price"]}
    network = feed_forward([2, 2, 1, 1], labels=labels, bias=False)
    assert ["width", "length", "edge", "h2", "area", "price"] == [neuron.label for neuron in network]
    assert "w[area→price]" == network["price"].incoming[0].weight.label
    assert ["a", "y"] == [neuron.label for neuron in feed_forward([1, 1], labels={"inputs": ["a"]}, bias=False)]


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ({"inputs": ["a"]}, ValueError, "a layer of 2 neurons needs 2 labels, got 1: a"),
        ({"outputs": ["a", "b"]}, ValueError, "a layer of 1 neurons needs 1 labels, got 2: a, b"),
        ({"hidden": ["a", "b", "c"]}, ValueError, "needs a list of labels for each of 1 hidden layers"),
        ({"hidden": ["abc"]}, TypeError, "the labels of a layer must be a list of strings, got 'abc'"),
        ({"inputs": "ab"}, TypeError, "the labels of a layer must be a list of strings, got 'ab'"),
        ({"inputs": ["a", "a"]}, ValueError, "two neurons of the network have the label 'a'"),
        ({"inputs": ["a", 1]}, TypeError, "the label of a neuron must be a string, got int 1"),
        ({"targets": ["a"]}, ValueError, "labels may name 'inputs', 'hidden' and 'outputs', got 'targets'"),
    ],
)
def test_labels_that_do_not_fit_are_an_error(labels: dict, error: type[Exception], message: str) -> None:
    """Too few, too many, twice, or for something that is not there."""
    with pytest.raises(error, match=message):
        feed_forward([2, 3, 1], labels=labels)


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ([], ValueError, "at least two layers"),
        ([2], ValueError, r"at least two layers, inputs and outputs, of 1 neuron or more, got \[2\]"),
        ([2, 0, 1], ValueError, "of 1 neuron or more"),
        ([2, -1], ValueError, "of 1 neuron or more"),
        ([2, 1.5], TypeError, "float"),
        (3, TypeError, r"sizes must be a list of whole numbers such as \[2, 3, 1\], got 3"),
        ("231", TypeError, "sizes must be a list"),
    ],
)
def test_sizes_that_make_no_network_are_an_error(sizes: object, error: type[Exception], message: str) -> None:
    """A network has inputs and outputs, and no layer is empty."""
    with pytest.raises(error, match=message):
        feed_forward(sizes)


def test_unknown_names_are_errors_of_feed_forward_too() -> None:
    """Activations and initialisers are looked up before anything is joined."""
    with pytest.raises(ValueError, match="unknown activation 'rele': did you mean 'relu'"):
        feed_forward([2, 3, 1], activation="rele")
    with pytest.raises(ValueError, match="unknown activation 'sofmax'"):
        feed_forward([2, 3, 1], output_activation="sofmax")
    with pytest.raises(ValueError, match="unknown initialiser 'kaiming': take uniform, normal, xavier, he, lecun, zeros"):
        feed_forward([2, 3, 1], initialiser="kaiming")
    with pytest.raises(TypeError):
        feed_forward([2, 3, 1], seed="0")
    assert "leaky_relu(0.3)" == feed_forward([1, 1, 1], activation=FAMILIES["leaky_relu"](0.3)).hidden[0][0].activation.label


# ---- connect and disconnect -----------------------------------------------------------------------------------------


def test_connect_joins_groups_target_by_target() -> None:
    """Each target listens to all sources, in their order; a neuron alone is a group of one."""
    sources, targets = [InputNeuron("x1"), InputNeuron("x2"), BiasNeuron("b")], [Neuron("h1"), Neuron("h2")]
    synapses = connect(sources, targets, weight=0.5, trainable=False)
    assert [(s, t) for t in targets for s in sources] == [(synapse.source, synapse.target) for synapse in synapses]
    assert [synapse for target in targets for synapse in target.incoming] == synapses
    assert len({id(synapse.weight) for synapse in synapses}) == 6
    assert {(0.5, False)} == {(synapse.weight.data, synapse.trainable) for synapse in synapses}
    (single,) = connect(targets[0], targets[1], delay=2)
    assert (2, targets[0], targets[1]) == (single.delay, single.source, single.target)
    assert [] == connect([], targets) == connect(sources, [])


def test_connect_shares_a_value_among_all() -> None:
    """A Value is one weight for every synapse."""
    shared = Value(0.5, label="shared")
    synapses = connect([InputNeuron(), InputNeuron()], [Neuron()], shared)
    assert [shared, shared] == [synapse.weight for synapse in synapses]
    assert "shared" == shared.label


def test_connect_joins_all_or_nothing() -> None:
    """A synapse that cannot be made takes back those before it."""
    x1, x2, h1, h2 = InputNeuron("x1"), InputNeuron("x2"), Neuron("h1"), Neuron("h2")
    there = Synapse(x2, h2)
    with pytest.raises(ValueError, match="from input neuron 'x2' to neuron 'h2' already"):
        connect([x1, x2], [h1, h2])
    assert ((), (), (there,), (), (there,)) == (x1.outgoing, h1.incoming, h2.incoming, h1.outgoing, x2.outgoing)


def test_disconnect_removes_what_joins_two_groups() -> None:
    """Whatever its delay, and nothing else."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    first, late, other = Synapse(x, y), Synapse(x, y, delay=1), Synapse(h, y)
    kept = Synapse(x, h)
    assert [first, late] == disconnect([x], [y])
    assert ((other,), (kept,)) == (y.incoming, h.incoming)
    assert [] == disconnect(x, y)
    assert [kept, other] == disconnect([x, h], [h, y])


def test_a_pruned_network_goes_on() -> None:
    """An input that is no longer needed may stay in the list."""
    network = feed_forward([2, 2, 1], seed=0)
    disconnect(network.inputs[1], network.hidden[0])
    assert ([[[0.0]]] * 2, 7) == ([network.predict([[0.0, x]]) for x in (1.0, 2.0)], len(network.parameters()))
    assert 7 == len(Network(network.inputs, network.outputs).synapses)


def test_one_gate_for_all_and_a_look_ahead() -> None:
    """What Synapse takes, connect takes; a mistake half-way leaves nothing behind."""
    gate, sources, targets = InputNeuron("g"), [InputNeuron("a"), InputNeuron("b")], [Neuron("c"), Neuron("d")]
    assert ["a·g→c", "b·g→c", "a·g→d", "b·g→d"] == [synapse.source.label for synapse in connect(sources, targets, gate=gate)]
    assert [1, 1] == [synapse.ahead for synapse in connect(sources, targets[0], ahead=1)]
    other = Neuron("e")
    with pytest.raises(ValueError, match="no synapse can end at"):
        connect(sources, [other, sources[0]], gate=gate)
    assert ((), 5, 4) == (other.incoming, len(sources[0].outgoing) + len(sources[1].outgoing) - 1, len(gate.outgoing))


def test_pairs_join_one_to_one() -> None:
    """With weight 1, frozen, they are a residual: what the sources say is added."""
    network = feed_forward([2, 2, 2], activation="relu", seed=1)
    before = network.predict([[0.5, -1.0]])
    synapses = connect_pairs(network.inputs, network.outputs, weight=1.0, trainable=False)
    assert [("x1", "y1"), ("x2", "y2")] == [(synapse.source.label, synapse.target.label) for synapse in synapses]
    assert 12 == len(network.parameters())
    assert [[before[0][0] + 0.5, before[0][1] - 1.0]] == [
        [pytest.approx(y, rel=1e-15) for y in row] for row in network.predict([[0.5, -1.0]])
    ]
    delayed = connect_pairs(network.outputs, network.outputs, delay=2)
    assert [2, 2] == [synapse.delay for synapse in delayed]


def test_pairs_are_joined_all_or_none() -> None:
    """As many sources as targets, and none of them joined already."""
    x, y = [InputNeuron("x1"), InputNeuron("x2")], [Neuron("y1"), Neuron("y2")]
    with pytest.raises(ValueError, match="as many sources as targets, got 2 and 1"):
        connect_pairs(x, y[:1])
    Synapse(x[1], y[1], weight=0.5)
    with pytest.raises(ValueError, match="there is a synapse from input neuron 'x2' to neuron 'y2' already"):
        connect_pairs(x, y)
    assert () == y[0].incoming
