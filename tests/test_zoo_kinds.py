"""What a neuron is in the legend of the Neural Network Zoo is read off what it does; each rule has a case that just misses it."""

from itertools import pairwise

import pytest

from autograd import Value
from autograd.operations import frozen
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, feed_forward
from nn.drawing.zoo.circles import circles
from nn.drawing.zoo.kinds import KINDS
from nn.drawing.zoo.picture import zoo_of


def inputs(count: int) -> list[InputNeuron]:
    return [InputNeuron(f"x{i}") for i in range(count)]


def layer(name: str, count: int, activation: str = "linear", combine: str = "weighted_sum") -> list[Neuron]:
    return [Neuron(f"{name}{i}", activation, combine) for i in range(count)]


def slide(sources: list[InputNeuron] | list[Neuron], targets: list[Neuron], kernel: list[Value], start: int) -> None:
    """Each target hears its neighbourhood through the same kernel; at the borders a part of it."""
    for place, target in enumerate(targets):
        for offset, weight in enumerate(kernel):
            if 0 <= place + start + offset < len(sources):
                Synapse(sources[place + start + offset], target, weight=weight)


def values(*numbers: float) -> list[Value]:
    return [Value(number) for number in numbers]


def kinds(network: Network, *, reconstructs: bool = False) -> dict[str, str]:
    """The kind of every neuron that is drawn."""
    zoo = zoo_of(network, reconstructs=reconstructs)
    return {unit.label: zoo.kinds[unit].name for unit in zoo.units.units}


# ---- inputs and outputs ----------------------------------------------------------------------------------------------


def test_inputs_hidden_and_outputs() -> None:
    """What is given, what is asked for, and what is between; a bias is not drawn."""
    assert {"x1": "input", "h1": "hidden", "h2": "hidden", "y": "output"} == kinds(feed_forward([1, 2, 1], seed=0))


def test_an_output_is_an_output_even_where_others_hear_it() -> None:
    """Also when it is recurrent: its arc says that."""
    x, y, z = InputNeuron("x"), Neuron("y"), Neuron("z")
    connect(x, y)
    connect(y, z)
    Synapse(y, y, delay=1)
    assert {"x": "input", "y": "output", "z": "output"} == kinds(Network([x], [y, z], seed=0))


def test_an_output_that_is_trained_to_equal_an_input_matches_it() -> None:
    """No synapse tells that, so it has to be said, and as many outputs as inputs are needed for it."""
    assert "match input-output" == kinds(feed_forward([2, 1, 2], seed=0), reconstructs=True)["y2"]
    assert "output" == kinds(feed_forward([2, 1, 2], seed=0))["y2"]
    assert "output" == kinds(feed_forward([2, 1, 3], seed=0), reconstructs=True)["y2"]


@pytest.mark.parametrize("swapped", [False, True])
def test_a_tied_output_matches_its_input_by_itself(*, swapped: bool) -> None:
    """It listens with the weights with which the input at its place speaks; at another place, or sharing less, it does not."""
    x, h, y = inputs(2), layer("h", 2), layer("y", 2)
    down = {(s.source, s.target): s.weight for s in connect(x, h)}
    for source, output in zip(x, reversed(y) if swapped else y, strict=True):
        for code in h:
            Synapse(code, output, weight=down[source, code])
    found = kinds(Network(x, y, seed=0))
    assert ("output" if swapped else "match input-output") == found["y0"]
    assert "hidden" == found["h0"]


def test_an_output_that_hears_an_input_is_not_tied_to_it() -> None:
    """The one synapse between them is no weight used twice."""
    assert {"x1": "input", "y": "output"} == kinds(feed_forward([1, 1], bias=False, seed=0))


def test_a_given_neuron_that_the_network_computes_too_is_fed_back() -> None:
    """As in a Hopfield network; the code of an autoencoder is not, in the network of the decoder alone."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    connect(x, h)
    connect(h, y)
    assert "input" == kinds(Network([h], [y], seed=0))["h"]
    Synapse(y, h, delay=1)
    assert "backfed input" == kinds(Network([h], [y], seed=0))["h"]


# ---- what remembers --------------------------------------------------------------------------------------------------


def test_who_hears_itself_at_an_earlier_step_is_recurrent() -> None:
    """Directly, or by way of its layer; hearing another layer's past is no recurrence."""
    x, h, g, k, y = InputNeuron("x"), layer("h", 2), Neuron("g"), Neuron("k"), Neuron("y")
    connect(x, h)
    Synapse(h[0], h[1], delay=1)
    Synapse(h[1], h[0], delay=1)
    connect([x, *h], g)
    Synapse(x, g, delay=3)
    connect(g, k)
    Synapse(k, k, delay=2)
    connect(k, y)
    found = kinds(Network([x], [y], seed=0))
    assert {"x": "input", "h0": "recurrent", "h1": "recurrent", "g": "hidden", "k": "recurrent", "y": "output"} == found


def gated_state(*, activation: str = "linear", combine: str = "product", heard: bool = False) -> Network:
    """c_t = g x_t + f c_(t-1), and an output that hears tanh of c; where it is ``heard`` the gate f hears c too."""
    x, f, kept, c = InputNeuron("x"), Neuron("f", "sigmoid"), Neuron("kept", combine=combine), Neuron("c", activation)
    squashed, y = Neuron("squashed", "tanh"), Neuron("y")
    connect(x, f)
    connect(f, kept)
    Synapse(c, kept, weight=1.0, delay=1)
    connect([x, kept], c)
    connect(c, squashed)
    connect(squashed, y)
    if heard:
        Synapse(c, f, delay=1)
    return Network([x], [y], seed=0)


def test_a_number_that_goes_round_through_a_gate_is_a_memory() -> None:
    """A product makes the gate; where something squashes the number on its way round, it is no carousel."""
    assert "memory" == kinds(gated_state())["c"]
    assert "recurrent" == kinds(gated_state(combine="weighted_sum"))["kept"]
    assert "hidden" == kinds(gated_state(combine="weighted_sum"))["c"]
    assert "hidden" == kinds(gated_state(activation="tanh"))["c"]


def test_a_memory_that_its_gates_listen_to_is_a_gated_memory() -> None:
    """What others hear of it at the next step is the state itself."""
    assert "gated memory" == kinds(gated_state(heard=True))["c"]


# ---- what is moved along ---------------------------------------------------------------------------------------------


def test_kernels_look_at_the_inputs_and_convolutions_at_them() -> None:
    """Weights that neighbours use at other places; who looks at the inputs is a kernel, also at the border."""
    x, k, c, y = inputs(5), layer("k", 5), layer("c", 4), Neuron("y")
    slide(x, k, values(0.1, 0.2, 0.3), -1)
    slide(k, c, values(0.5, 0.6), 0)
    connect(c, y)
    found = kinds(Network(x, [y], seed=0))
    assert {"kernel"} == {found[f"k{i}"] for i in range(5)}
    assert {"convolution or pool"} == {found[f"c{i}"] for i in range(4)}


def test_backwards_those_who_write_to_the_outputs_are_kernels() -> None:
    """A deconvolution makes more of its inputs; the last step, which makes no more, is the kernel."""
    x, c, k, y = inputs(2), layer("c", 3), layer("k", 4), layer("y", 4)
    slide(x, c, values(0.1, 0.2), -1)
    slide(c, k, values(0.1, 0.2), -1)
    slide(k, y, values(0.1, 0.2, 0.3), -1)
    found = kinds(Network(x, y, seed=0))
    assert {"convolution or pool"} == {found[f"c{i}"] for i in range(3)}
    assert {"kernel"} == {found[f"k{i}"] for i in range(4)}


def test_who_speaks_only_to_a_convolution_is_a_part_of_it() -> None:
    """A fully connected layer that a kernel then runs over is an image itself."""
    x, c, k, y = inputs(2), layer("c", 4), layer("k", 3), Neuron("y")
    connect(x, c)
    slide(c, k, values(0.1, 0.2), 0)
    connect(k, y)
    assert {"convolution or pool"} == {name for label, name in kinds(Network(x, [y], seed=0)).items() if label[0] in "ck"}


@pytest.mark.parametrize("combine", ["maximum", "minimum", "mean"])
def test_who_gathers_numbers_into_one_pools(combine: str) -> None:
    """Of a single number there is nothing to gather."""
    x, y = inputs(2), Neuron("y")
    pool, alone = Neuron("p", combine=combine), Neuron("q", combine=combine)
    connect(x, pool)
    connect(x[0], alone)
    connect([pool, alone], y)
    found = kinds(Network(x, [y], seed=0))
    assert ("convolution or pool", "hidden") == (found["p"], found["q"])


def test_weights_that_are_shared_otherwise_make_no_convolution() -> None:
    """One weight for a whole layer, ones that only add, gates with a common weight, and layers of different depth."""
    x, h, sums, gates, y = inputs(4), layer("h", 2), layer("s", 2), layer("g", 2, combine="product"), Neuron("y")
    one = Value(1.0)
    one.operation = frozen
    connect(x, h, weight=Value(0.3))
    connect(x[:2], sums[0], weight=one)
    connect(x[2:], sums[1], weight=one)
    common = Value(0.7)
    connect(x[:2], gates[0], weight=common)
    connect(x[2:], gates[1], weight=common)
    connect([*h, *sums, *gates], y)
    assert {"input", "hidden", "output"} == set(kinds(Network(x, [y], seed=0)).values())


def test_a_single_shared_weight_is_not_enough() -> None:
    """All that a neuron listens with is moved along, or nothing is."""
    x, h, y = inputs(4), layer("h", 2), Neuron("y")
    for neuron, (first, second) in zip(h, pairwise(x[:3]), strict=True):
        Synapse(first, neuron, weight=0.1)
        Synapse(second, neuron, weight=0.2)
    shared = Value(0.5)
    Synapse(x[3], h[0], weight=shared)
    Synapse(x[0], h[1], weight=shared)
    connect(h, y)
    assert {"input", "hidden", "output"} == set(kinds(Network(x, [y], seed=0)).values())


# ---- the table -------------------------------------------------------------------------------------------------------


def test_every_glyph_is_another_one() -> None:
    """No two kinds have the same colour and symbol, and the last one takes whatever is left."""
    assert len(KINDS) == len({(kind.role, kind.symbol) for kind in KINDS}) == len({kind.name for kind in KINDS})
    assert "hidden" == KINDS[-1].name


def test_the_kinds_do_not_depend_on_names() -> None:
    """Every neuron called after another kind is what it was."""
    x, h, y = InputNeuron("memory"), Neuron("output"), Neuron("recurrent")
    connect([x, BiasNeuron("input")], h)
    connect(h, y)
    assert {"memory": "input", "output": "hidden", "recurrent": "output"} == kinds(Network([x], [y], seed=0))


def test_circles_are_found_without_recursion() -> None:
    """A chain of 20,000 has none, and what is led to comes first; a ring of as many is one."""
    chain = {i: [i + 1] for i in range(20_000)} | {20_000: []}
    assert list(reversed(chain)) == list(circles(chain, chain.__getitem__))
    assert 20_001 == len(set(circles(chain, chain.__getitem__).values()))
    ring = {i: [(i + 1) % 20_000] for i in range(20_000)}
    assert 1 == len(set(circles(ring, ring.__getitem__).values()))
