"""What a neuron is in the legend of the Neural Network Zoo is read off what it does; each rule has a case that just misses it."""

import pytest
from seen import inputs, kinds, layer

from autograd import Value
from nn import BiasNeuron, Cell, InputNeuron, Network, Neuron, Synapse, connect, feed_forward
from nn.directions import component_numbers
from nn.drawing.zoo.kinds import KINDS
from nn.drawing.zoo.picture import zoo_of
from nn.neuron import AbstractNeuron

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


@pytest.mark.parametrize(("change", "kind"), [("skip", "match input-output"), ("untie", "output"), ("add", "output")])
def test_a_tied_output_shares_all_its_weights(change: str, kind: str) -> None:
    """All but that of a synapse from the input itself, which is a skip; one other weight, or one more, and it is not tied."""
    x, h, y = layer("x", 1, "tanh"), layer("h", 2), Neuron("y")
    given = InputNeuron("given")
    connect(given, h)
    for synapse in given.outgoing:
        Synapse(synapse.target, y, weight=synapse.weight)
    connect(given, x)
    for synapse in given.outgoing[2:]:
        Synapse(x[0], y, weight=synapse.weight)
    if change == "skip":
        Synapse(given, y)
    elif change == "untie":
        y.incoming[0].weight = Value(0.1)
    else:
        extra = Neuron("extra")
        connect(h[0], extra)
        connect(extra, y)
    assert kind == kinds(Network([given], [y], seed=0))["y"]


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


def memory_cell(x: InputNeuron, name: str, *, exposed: bool, peephole: bool = False) -> Cell:
    """c_t = i x_t + f c_(t-1), said as it is where it is ``exposed``, and else as o tanh(c_t); gates by `gate=`."""
    i, f, o, c = Neuron("i", "sigmoid"), Neuron("f", "sigmoid"), Neuron("o", "sigmoid"), Neuron("c")
    connect([x, BiasNeuron()], [i, f, o])
    Synapse(x, c, weight=1.0, gate=i)
    Synapse(c, c, weight=1.0, delay=1, gate=f)
    if peephole:
        Synapse(c, f, delay=1)
    if exposed:
        return Cell(name, {"i": i, "f": f, "c": c})
    squashed, y = Neuron(activation="tanh"), Neuron(combine="product")
    connect([squashed, o], y, weight=1.0)
    connect(c, squashed)
    connect(y, [i, f], delay=1)
    return Cell(name, {"i": i, "f": f, "o": o, "c": c, "squashed": squashed, "y": y})


@pytest.mark.parametrize("peephole", [False, True])
@pytest.mark.parametrize(("exposed", "kind"), [(False, "memory"), (True, "gated memory")])
def test_a_cell_is_one_glyph(*, exposed: bool, peephole: bool, kind: str) -> None:
    """A memory, or a gated memory where others hear the state itself; its own gates may look at it. The state's gate is in it."""
    x, y = InputNeuron("x"), Neuron("y")
    cell = memory_cell(x, "cell", exposed=exposed, peephole=peephole)
    connect(cell.output, y)
    network = Network([x], [y], seed=0)
    found = kinds(network)
    assert kind == found["cell"]
    (gate,) = [
        neuron
        for neuron in network.neurons
        if isinstance(neuron, Neuron) and cell["f"] in sources(neuron) and cell["c"] in sources(neuron)
    ]
    assert gate.label not in found
    assert "hidden" == found["x·i→c"]  # a product of the cell's gate with something outside stays outside
    opened = zoo_of(network, expanded=[cell])
    assert {neuron.label for neuron in network.neurons if not isinstance(neuron, BiasNeuron)} == {
        u.label for u in opened.units.units
    }


def sources(neuron: Neuron) -> set[AbstractNeuron]:
    """Who a neuron listens to."""
    return {synapse.source for synapse in neuron.incoming}


def test_cells_that_listen_to_one_another_within_a_step_stand_in_one_column() -> None:
    """As those of a GRU do, by way of the reset gate; a cell behind them stands in the next one."""
    x, a, b, h, y = InputNeuron("x"), layer("a", 2), layer("b", 2), Neuron("h"), Neuron("y")
    connect(x, [a[0], b[0], h])
    connect(a[0], b[1])
    connect(b[0], a[1])
    first, second = Cell("a", {"in": a[0], "out": a[1]}), Cell("b", {"in": b[0], "out": b[1]})
    connect([first.output, second.output, h], y)
    places = {unit.label: place for unit, place in zoo_of(Network([x], [y], seed=0)).places.items()}
    assert {"x": 0.0, "a": 1.0, "b": 1.0, "h": 1.0, "y": 2.0} == {label: column for label, (column, _) in places.items()}


def test_a_cell_that_says_several_numbers_is_a_capsule() -> None:
    """Others hear more than one part of it; one part makes a cell what a neuron would be."""
    x, parts, y = InputNeuron("x"), layer("p", 3), Neuron("y")
    connect(x, parts)
    connect(parts[:2], y)
    connect(parts[2], parts[0])
    Cell("cell", {"a": parts[0], "b": parts[1], "c": parts[2]})
    assert "capsule" == kinds(Network([x], [y], seed=0))["cell"]
    for synapse in parts[1].outgoing:
        synapse.remove()
    assert "hidden" == kinds(Network([x], [y], seed=0))["cell"]


def test_who_hears_itself_at_a_later_step_is_recurrent_too() -> None:
    """The half of a bidirectional network that reads a sequence backwards."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    connect(x, h)
    Synapse(h, h, ahead=1)
    connect(h, y)
    network = Network([x], [y], seed=0)
    assert "recurrent" == kinds(network)["h"]
    assert ["h"] == [unit.label for unit in zoo_of(network).units.loops]


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
    assert list(reversed(chain)) == list(component_numbers(chain, chain.__getitem__))
    assert 20_001 == len(set(component_numbers(chain, chain.__getitem__).values()))
    ring = {i: [(i + 1) % 20_000] for i in range(20_000)}
    assert 1 == len(set(component_numbers(ring, ring.__getitem__).values()))
