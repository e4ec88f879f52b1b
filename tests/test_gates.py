"""Gates: a gated synapse is a product neuron between, and nothing else knows about it."""

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import CycleError
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, gradcheck, load, mean_squared_error, save
from nn.lookup import combine_names

NUMBERS = st.floats(-3, 3)


def gated(combine: str = "weighted_sum", **settings: Any) -> Network:
    """Two inputs, of which the second is the gate of the first on its way to the output."""
    x, g, y = InputNeuron("x"), InputNeuron("g"), Neuron("y", combine=combine)
    Synapse(x, y, 2.0, gate=g, **settings)
    return Network([x, g], [y])


def test_a_gate_multiplies_what_passes() -> None:
    """The target receives w times source times gate: nothing at 0, everything at 1."""
    assert [[0.0], [6.0], [-3.0]] == gated().predict([[3.0, 0.0], [3.0, 1.0], [3.0, -0.5]])


@pytest.mark.parametrize("combine", combine_names())
@given(x=NUMBERS, w=NUMBERS)
def test_an_open_gate_is_no_gate(combine: str, x: float, w: float) -> None:
    """Where the gate is 1 the target has the bits that it has without: whatever it combines."""
    source, other, plain, through = InputNeuron(), InputNeuron(), Neuron(combine=combine), Neuron(combine=combine)
    Synapse(source, plain, w)
    Synapse(source, through, w, gate=other)
    connect(other, [plain, through], 0.5)
    first, second = Network([source, other], [plain, through]).predict([[x, 1.0]])[0]
    assert first == second


def test_the_product_neuron_is_there_to_be_seen() -> None:
    """With a label, frozen weights of 1, and a place in the order; the synapse that was made leads from it to the target."""
    network = gated()
    product = network["x·g→y"]
    assert isinstance(product, Neuron)
    assert ("product", [[product]]) == (product.combine.name, network.hidden)
    assert [("x", 1.0, False), ("g", 1.0, False)] == [(s.source.label, s.weight.data, s.trainable) for s in product.incoming]
    (synapse,) = network["y"].incoming
    assert (product, 2.0, True, "w[x·g→y→y]") == (synapse.source, synapse.weight.data, synapse.trainable, synapse.weight.label)
    assert [synapse.weight] == network.parameters()


def test_the_gradient_of_a_gated_weight() -> None:
    """dE/dw is source times gate times delta; the gate's own derivative is w times source."""
    network = gated()
    network([3.0, 0.25])[0].backward()
    assert (0.75, 6.0, 0.5) == (network["y"].incoming[0].gradient, network["g"].delta, network["x"].delta)


def test_a_delay_is_on_the_source_s_side() -> None:
    """The gate of this step lets through what the source was: with delay=1 nothing at first."""
    sequence = [[1.0, 5.0], [2.0, 10.0], [3.0, 100.0]]
    assert [[0.0], [20.0], [400.0]] == gated(delay=1).predict([sequence])[0]


def test_a_memory_cell_is_a_gated_loop() -> None:
    """A sum that keeps itself through a gate: with the gate open it adds up, closed it forgets."""
    x, keep, total = InputNeuron("x"), InputNeuron("keep"), Neuron("total")
    Synapse(x, total, 1.0)
    Synapse(total, total, 1.0, delay=1, gate=keep)
    network = Network([x, keep], [total])
    assert [[1.0], [3.0], [4.0], [5.5]] == network.predict([[[1.0, 1.0], [2.0, 1.0], [4.0, 0.0], [3.5, 0.5]]])[0]


def test_what_is_given_besides_reaches_the_synapse() -> None:
    """A frozen weight, a shared one, and one that the network draws."""
    assert [] == gated(trainable=False).parameters()
    x, g, y = InputNeuron(), Neuron(), Neuron()
    first = Synapse(x, g)
    second = Synapse(x, y, first.weight, gate=g)
    network = Network([x], [y], seed=0)
    assert second.weight is first.weight
    assert [first.weight] == network.parameters()
    assert gradcheck(network, [0.5], [1.0], mean_squared_error).passed


def test_without_labels_the_network_names_the_product() -> None:
    """As it names any hidden neuron, and also where two products would have the same label."""
    x, g, y = InputNeuron(), InputNeuron(), Neuron()
    Synapse(x, y, 1.0, gate=g)
    assert "h1" == Network([x, g], [y]).hidden[0][0].label
    first, second, target = InputNeuron("a"), InputNeuron("b"), Neuron("c")
    Synapse(first, target, 1.0, gate=second)
    Synapse(first, target, 1.0, gate=second, delay=1)
    assert {"a·b→c", "h2"} == {neuron.label for neuron in Network([first, second], [target]).hidden[0]}


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda x, y: Synapse(x, y, gate=y), ValueError, "cannot be the target itself"),
        (lambda x, y: Synapse(x, y, gate=x), ValueError, 'cannot be the source itself: to square its output, .* "square"'),
        (lambda x, y: Synapse(x, y, gate=BiasNeuron("one")), ValueError, "cannot be bias neuron 'one': its output is always 1"),
        (lambda x, y: Synapse(x, y, gate=0.5), TypeError, "the gate of a synapse from .* must be a neuron, got float 0.5"),
        (lambda x, y: Synapse(x, y, math_value(), gate=Neuron("g")), ValueError, "must be a leaf"),
        (lambda x, y: Synapse(x, y, "a", gate=Neuron("g")), TypeError, "expected a number or a Value"),
        (lambda x, y: Synapse(y, x, gate=Neuron("g")), ValueError, "no synapse can end at input neuron 'x'"),
        (lambda x, y: Synapse(x, y, trainable=1, gate=Neuron("g")), TypeError, "trainable must be True or False"),
    ],
)
def test_what_is_no_gate(make: Any, error: type[Exception], message: str) -> None:
    """It is named, and nothing is joined: no product neuron is left behind."""
    x, y = InputNeuron("x"), Neuron("y")
    with pytest.raises(error, match=message):
        make(x, y)
    assert ((), ()) == (x.outgoing, y.incoming)


def math_value() -> Any:
    from autograd import Value

    return Value(1.0) * 2.0


def test_the_same_gated_synapse_twice_is_an_error() -> None:
    """Another gate, another delay, or none at all make another synapse."""
    x, g, other, y = InputNeuron("x"), InputNeuron("g"), InputNeuron("other"), Neuron("y")
    for settings in ({"gate": g}, {"gate": g, "delay": 1}, {"gate": other}, {}):
        Synapse(x, y, 1.0, **settings)  # type: ignore[arg-type] # any of them
    for settings in ({"gate": g}, {"gate": g, "delay": 1}):
        with pytest.raises(ValueError, match="from input neuron 'x' through input neuron 'g' to neuron 'y' already"):
            Synapse(x, y, 1.0, **settings)  # type: ignore[arg-type] # any of them
    assert 4 == len(y.incoming)


def test_a_gate_that_waits_for_its_target_is_a_circle() -> None:
    """The network says so, as of any other circle."""
    x, g, y = InputNeuron("x"), Neuron("g"), Neuron("y")
    Synapse(y, g, 1.0)
    Synapse(x, y, 1.0, gate=g)
    with pytest.raises(CycleError, match="give one of the synapses between them delay=1"):
        Network([x], [y])


def test_a_gate_may_be_its_source_at_another_step() -> None:
    """What x is now times what it was before."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0, delay=1, gate=x)
    assert [[0.0], [6.0], [15.0]] == Network([x], [y]).predict([[[2.0], [3.0], [5.0]]])[0]


def test_copies_and_files_have_the_gate(tmp_path: Path) -> None:
    """It is neurons and synapses like all others."""
    network, sequence = gated(delay=1), [[[1.0, 5.0], [2.0, 10.0]]]
    for other in (copy.deepcopy(network), pickle.loads(pickle.dumps(network)), load(save(network, tmp_path / "network.json"))):
        assert network.predict(sequence) == other.predict(sequence)
        assert ["x", "g"] == [synapse.source.label for synapse in other["x·g→y"].incoming]


def test_gated_networks_compile() -> None:
    """The same gradients on every backend, through time."""
    x, keep, total = InputNeuron("x"), Neuron("keep", "sigmoid"), Neuron("total")
    connect([x, BiasNeuron()], [keep, total])
    Synapse(total, total, delay=1, gate=keep)
    network = Network([x], [total], seed=3)
    sequence, targets = [[0.5], [-1.0], [2.0]], [None, [0.25], [1.0]]
    assert gradcheck(network, [sequence], [targets], mean_squared_error).passed
    values = [network.compile(mean_squared_error, name).value_and_gradients([sequence], [targets]) for name in BACKENDS]
    for value, gradients in values[1:]:
        assert value == pytest.approx(values[0][0], rel=1e-12)
        assert list(values[0][1]) == pytest.approx(list(gradients), rel=1e-12)


BACKENDS = ("python", "numpy", "numba")
