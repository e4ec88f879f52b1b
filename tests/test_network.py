import gc
import math
import weakref
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd import CycleError, StaleGraph, Value, zero_gradients
from autograd.operations import OPERATIONS, parameter
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, feed_forward, mean_squared_error
from nn.lookup import activation_names, combine_names


def chain(*weights: float, delay: int = 0) -> Network:
    """A chain of linear neurons: x, h1, h2, ..., y."""
    neurons: list = [InputNeuron(), *[Neuron() for _ in weights]]
    for (before, after), weight in zip(pairwise(neurons), weights, strict=True):
        Synapse(before, after, weight, delay=delay)
    return Network(neurons[:1], neurons[-1:])


def running_sum() -> Network:
    """One linear neuron that adds its input to what it was a step ago."""
    x, total = InputNeuron("x"), Neuron("total")
    Synapse(x, total, weight=1.0)
    Synapse(total, total, weight=1.0, delay=1)
    return Network([x], [total])


# ---- random networks ------------------------------------------------------------------------------------------------

EVERYWHERE = [
    name
    for name in activation_names()
    if name not in OPERATIONS or OPERATIONS[name].domain.condition.startswith(("every x", "every finite x"))
]
SLOPED = [name for name in EVERYWHERE if name not in OPERATIONS or not OPERATIONS[name].domain.steep]
BOUNDED = ["tanh", "sigmoid", "sin"]  # so that third derivatives are, too, and central differences are good
NUMBERS = st.floats(-2, 2)


@st.composite
def networks(
    draw: st.DrawFn,
    activations: Sequence[str] = tuple(EVERYWHERE),
    combines: Sequence[str] = tuple(combine_names()),
    delays: int = 0,
) -> Network:
    """Any topology of up to three inputs and six neurons, with skips, biases, several outputs, and delays if wanted."""
    inputs = [InputNeuron() for _ in range(draw(st.integers(1, 3)))]
    sources: list = [*inputs, BiasNeuron()]
    neurons = [
        Neuron(activation=draw(st.sampled_from(activations)), combine=draw(st.sampled_from(combines)))
        for _ in range(draw(st.integers(1, 6)))
    ]
    for neuron in neurons:
        for source in draw(st.lists(st.sampled_from(sources), min_size=1, max_size=5, unique=True)):
            Synapse(source, neuron, draw(NUMBERS))
        sources.append(neuron)
    for _ in range(draw(st.integers(0, 3)) if delays else 0):
        source, target, delay = (
            draw(st.sampled_from(inputs + neurons)),
            draw(st.sampled_from(neurons)),
            draw(st.integers(1, delays)),
        )
        if (source, delay) not in [(synapse.source, synapse.delay) for synapse in target.incoming]:
            Synapse(source, target, draw(NUMBERS), delay=delay)
    loose = [neuron for neuron in neurons if not any(synapse.delay == 0 for synapse in neuron.outgoing)]
    return Network(
        inputs, [*loose, *draw(st.lists(st.sampled_from(neurons), max_size=1).map(lambda found: set(found) - set(loose)))]
    )


def sequences(network: Network, data: st.DataObject, steps: int) -> list[list[float]]:
    """Random inputs for so many steps."""
    count = len(network.inputs)
    return data.draw(st.lists(st.lists(NUMBERS, min_size=count, max_size=count), min_size=steps, max_size=steps))


def simulate(network: Network, sequence: list[list[float]]) -> list[list[float]]:
    """The outputs of all steps by the definition: a recursion over neurons and steps that knows nothing of plans."""
    known: dict = {}

    def output(neuron: object, step: int) -> float:
        if not 0 <= step < len(sequence):
            return 0.0
        if isinstance(neuron, BiasNeuron):
            return 1.0
        if neuron in network.inputs:
            return sequence[step][network.inputs.index(neuron)]
        if (neuron, step) not in known:
            pairs = [
                (synapse.weight.data, output(synapse.source, step - synapse.delay + synapse.ahead)) for synapse in neuron.incoming
            ]
            if neuron.combine.inputs_per_count == 2:
                operands = [number for pair in pairs for number in pair]
            else:
                operands = [w * y for w, y in pairs]
            known[neuron, step] = neuron.activation(neuron.combine(len(pairs))(*operands))
        return known[neuron, step]

    return [[output(neuron, step) for neuron in network.outputs] for step in range(len(sequence))]


@given(network=networks(delays=3), data=st.data())
def test_a_network_computes_what_its_neurons_say(network: Network, data: st.DataObject) -> None:
    """Whatever the topology and the delays: the same bits recorded, predicted, and by the plain definition."""
    sequence = sequences(network, data, 4)
    try:
        expected = simulate(network, sequence)
    except (ValueError, ArithmeticError) as error:
        for steps in (network.run, lambda rows: network.predict([rows])):
            with pytest.raises(type(error)):
                steps(sequence)
        return
    assert bits(expected) == bits([[y.data for y in outputs] for outputs in network.run(sequence)])
    assert [bits(expected), bits(expected[:2])] == [bits(steps) for steps in network.predict([sequence, sequence[:2]])]
    assert bits(expected[:1]) == bits(network.predict([sequence[0]]))


def bits(steps: list[list[float]]) -> list[list[str]]:
    """The numbers of some steps, to the bit: -0.0 is not 0.0, and nan is nan."""
    return [[y.hex() for y in outputs] for outputs in steps]


@given(network=networks(activations=SLOPED, combines=["weighted_sum"]), data=st.data())
def test_a_gradient_is_the_source_s_output_times_the_target_s_delta(network: Network, data: st.DataObject) -> None:
    """dE/dw_ij = y_i dE/dx_j, to the bit; and a neuron's dE/dy_j is the sum over its outgoing synapses of w_jk dE/dx_k."""
    (row,) = sequences(network, data, 1)
    try:
        outputs = network(row)
        mean_squared_error(outputs, [0.5] * len(outputs)).backward()
    except ArithmeticError:  # cosh of cosh of cosh
        assume(False)
    for synapse in network.synapses:
        assert synapse.gradient == synapse.source.output.data * synapse.target.delta
    for neuron in network.neurons:
        if neuron not in network.outputs and neuron.output.reached:
            terms = [s.weight.data * s.target.delta for s in neuron.outgoing if s in network]
            assert math.fsum(terms) == pytest.approx(neuron.output.grad, rel=0, abs=1e-12 * math.fsum(map(abs, terms)) + 5e-324)


@given(
    network=networks(activations=BOUNDED, combines=["weighted_sum", "squared_distance", "product", "mean"], delays=2),
    data=st.data(),
)
def test_gradients_agree_with_central_differences(network: Network, data: st.DataObject) -> None:
    """Through time as well: the derivative of the last step's outputs by every weight."""
    sequence = sequences(network, data, 3)

    def error() -> Value:
        outputs = network.run(sequence)[-1]
        return mean_squared_error(outputs, [0.25] * len(outputs))

    recorded = error()
    recorded.backward()
    for weight in network.parameters():
        at, h = weight.data, 1e-5
        weight.data = at + h
        above = error().data
        weight.data = at - h
        below = error().data
        weight.data = at
        size = max(abs(above), abs(below), abs(weight.grad), 1.0)
        assert weight.grad == pytest.approx((above - below) / (2 * h), rel=1e-4, abs=1e-4 * size)


@given(network=networks(delays=2))
def test_neurons_fire_after_what_they_listen_to(network: Network) -> None:
    """Depth orders neurons and hidden groups; synapses come by target; each neuron and each parameter is listed once."""
    position = {neuron: i for i, neuron in enumerate(network.neurons)}
    assert len(position) == len(network) == len(network.neurons)
    for synapse in network.synapses:
        assert synapse.delay or position[synapse.source] < position[synapse.target]
    targets = [position[synapse.target] for synapse in network.synapses]
    assert sorted(targets) == targets
    assert [s for neuron in network.neurons for s in neuron.incoming] == network.synapses
    grouped = [*network.inputs, *network.biases, *[neuron for group in network.hidden for neuron in group], *network.outputs]
    assert set(grouped) == set(network.neurons)
    assert len(grouped) == len(network)
    depth: dict = dict.fromkeys([*network.inputs, *network.biases], 0)
    for neuron in network.neurons:
        if neuron not in depth:
            depth[neuron] = 1 + max([depth[s.source] for s in neuron.incoming if not s.delay], default=0)
    for k, group in enumerate(network.hidden):
        assert [k + 1] * len(group) == [depth[neuron] for neuron in group]
    assert len({neuron.label for neuron in network}) == len(network)
    assert all(network[neuron.label] is neuron for neuron in network)


# ---- what a network is ----------------------------------------------------------------------------------------------


def test_the_example_of_the_design() -> None:
    """A loss, a backward pass, and everything that can be read off afterwards, by hand."""
    a, b, out = InputNeuron("x1"), InputNeuron("x2"), Neuron("y", activation="tanh")
    Synapse(a, out, weight=0.5)
    Synapse(b, out, weight=-1.0)
    Synapse(BiasNeuron(), out, weight=0.1)
    network = Network(inputs=[a, b], outputs=[out])
    mean_squared_error(network([1.0, 2.0]), [0.5]).backward()
    x = 0.5 * 1.0 + -1.0 * 2.0 + 0.1 * 1.0
    y = math.tanh(x)
    delta = 2 * (y - 0.5) * (1 - y) * (1 + y)
    assert (x, y) == (out.weighted_input.data, out.output.data)
    assert [delta] * 3 == pytest.approx([out.delta, network.synapses[0].gradient, network.synapses[1].gradient / 2])
    assert (a.delta, b.delta) == pytest.approx((0.5 * delta, -1.0 * delta))


def test_groups_of_a_free_topology() -> None:
    """A skip, an output in the middle, a neuron that listens to a bias only, and one that only looks back."""
    x, bias = InputNeuron("x"), BiasNeuron()
    first, constant, memory, second, middle, last = (
        Neuron(label) for label in ["first", "constant", "memory", "second", "middle", "last"]
    )
    for source, target in ((x, first), (bias, constant), (first, second), (x, second), (first, middle), (middle, last)):
        Synapse(source, target)
    Synapse(last, memory, delay=1)
    connect([second, constant, memory], last)
    network = Network([x], [last, middle])
    assert [{first, constant, memory}, {second}] == [set(group) for group in network.hidden]
    assert ([x], [bias], [last, middle]) == (network.inputs, network.biases, network.outputs)
    assert (8, 10, 10) == (len(network), len(network.synapses), len(network.parameters()))
    assert {"first", "constant", "memory", "second"} == {n.label for group in network.hidden for n in group}
    assert [middle.label, last.label] == [n.label for n in network if n in network.outputs]


def test_a_hidden_group_can_be_empty() -> None:
    """The index is the depth, also where only an output has it."""
    x, middle, after, last = InputNeuron(), Neuron(), Neuron(), Neuron()
    for source, target in pairwise((x, middle, after, last)):
        Synapse(source, target)
    assert [[], [after]] == Network([x], [middle, last]).hidden


def test_what_is_in_a_network() -> None:
    """Neurons by identity or label, synapses by identity."""
    network = feed_forward([2, 3, 1], seed=0)
    other = feed_forward([2, 3, 1], seed=0)
    assert all(thing in network for thing in (*network.neurons, *network.synapses, "h3", "b1"))
    assert not any(thing in network for thing in (*other.neurons, *other.synapses, "h4", 3, None))
    assert network["h3"] is network.hidden[0][2]
    with pytest.raises(KeyError, match=r"no neuron of the network has the label 'h4': it has x1, x2, b1, b2, h1, h2, h3, y"):
        network["h4"]
    assert "Network(2-3-1, 13 synapses, 13 parameters)" == repr(network)
    assert list(network) == network.neurons
    for listed in (network.neurons, network.hidden[0], network.outputs, network.synapses, network.parameters()):
        listed.clear()  # a list of one's own
    assert 8 == len(network.neurons)
    assert "Network(2-3-1, 13 synapses, 13 parameters)" == repr(network)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_wrong_number_of_inputs_is_an_error(count: int) -> None:
    """It names the inputs; nothing is truncated or filled up."""
    network = feed_forward([2, 1])
    for call in (network, lambda row: network.predict([row]), lambda row: network.run([row])):
        with pytest.raises(ValueError, match=rf"the network has 2 inputs \(x1, x2\), got {count}"):
            call([0.5] * count)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (0.5, r"a list of numbers, one for each input, got float 0.5: write \[0.5\]"),
        ("0.5", "got str"),
        (Value(1.0), "got Value"),
        (["0.5"], "float"),
        ([None], "None"),
        ([[0.5]], "list"),
    ],
)
def test_a_row_is_a_list_of_numbers(row: object, message: str) -> None:
    """Anything else says what to write instead."""
    with pytest.raises(TypeError, match=message):
        chain(1.0)(row)


def test_rows_may_be_arrays() -> None:
    """Rows and numbers of numpy are taken as they come."""
    numpy = pytest.importorskip("numpy")
    network = feed_forward([2, 3, 1], seed=0)
    rows = numpy.array([[0.5, 1.0], [2.0, -1.0]])
    expected = network.predict(rows.tolist())
    assert expected == network.predict(rows) == [[y.data for y in network(row)] for row in rows]
    assert [expected] == network.predict(rows.reshape(1, 2, 2))
    assert type(network.predict(rows)[0][0]) is float


def test_an_input_may_be_a_value() -> None:
    """So networks can be chained, and gradients flow from one into the other."""
    first, second = chain(2.0), chain(3.0)
    x = Value(5.0)
    (y,) = second(first([x]))
    y.backward()
    assert (30.0, 6.0, 3.0) == (y.data, x.grad, second.inputs[0].delta)
    assert first.outputs[0].output is second.inputs[0].output
    assert (2.0 * 3.0, 15.0) == (first.inputs[0].delta, first.synapses[0].gradient)


def test_networks_may_share_neurons() -> None:
    """The halves of an autoencoder are networks of the same neurons: what one learns the others know."""
    whole = feed_forward([3, 2, 3], seed=0)
    code = whole.hidden[0]
    encoder, decoder = Network(whole.inputs, code), Network(code, whole.outputs)
    row = [0.5, -1.0, 2.0]
    outputs = decoder(encoder(row))
    assert whole.predict([row]) == [[y.data for y in outputs]]
    outputs = decoder(encoder(row))
    assert [*encoder.parameters(), *decoder.parameters()] == whole.parameters()
    assert ((2, 0, 3), code) == (tuple(map(len, (decoder.inputs, decoder.hidden, decoder.outputs))), decoder.inputs)
    mean_squared_error(outputs, row).backward()
    assert code[0].delta == code[0].weighted_input.grad  # given to the decoder, and still what the encoder computed
    gradients = [weight.grad for weight in whole.parameters()]
    zero_gradients(whole.parameters())
    mean_squared_error(whole(row), row).backward()
    assert gradients == [weight.grad for weight in whole.parameters()]
    decoder([1.0, 2.0])
    assert (1.0, None) == (code[0].output.data, code[0].weighted_input)


def test_a_second_network_does_not_draw_weights_again() -> None:
    """Weights that have a number keep it."""
    network = feed_forward([2, 3, 1], seed=0)
    before = [weight.data for weight in network.parameters()]
    again = Network(network.inputs, network.outputs, initialiser="zeros", seed=1)
    assert before == [weight.data for weight in again.parameters()]


# ---- errors of construction -----------------------------------------------------------------------------------------


def test_an_input_that_is_needed_must_be_listed() -> None:
    """Also where it is needed only by an earlier step."""
    x1, x2, y, memory = InputNeuron("x1"), InputNeuron("x2"), Neuron("y"), Neuron("memory")
    Synapse(x1, y)
    Synapse(x2, y)
    with pytest.raises(ValueError, match="input neuron 'x2', which neuron 'y' needs, is not among the inputs of the network"):
        Network([x1], [y])
    y.incoming[1].remove()
    Synapse(x2, memory)
    Synapse(memory, y, delay=1)
    with pytest.raises(ValueError, match="input neuron 'x2', which neuron 'memory' needs, is not among the inputs"):
        Network([x1], [y])
    assert [[0.0]] == Network([x1, x2], [y], initialiser="zeros").predict([[1.0, 1.0]])


def test_a_neuron_that_nothing_leads_to_is_an_error() -> None:
    """It is named, by its label or by where it leads."""
    x, lonely, y = InputNeuron("x"), Neuron(), Neuron("y")
    Synapse(x, y)
    Synapse(lonely, y)
    with pytest.raises(ValueError, match="neuron without a label that leads to neuron 'y' has no incoming synapses: connect it"):
        Network([x], [y])
    lonely.label = "lonely"
    with pytest.raises(ValueError, match="neuron 'lonely' has no incoming synapses"):
        Network([x], [y])


def test_a_cycle_needs_a_delay() -> None:
    """Without one the error names the circle, each the input of the next."""
    x, a, b, y = InputNeuron("x"), Neuron("a"), Neuron("b"), Neuron("y")
    for source, target in ((x, a), (a, b), (b, a), (b, y)):
        Synapse(source, target)
    with pytest.raises(
        CycleError, match=r"circle: (a -> b -> a|b -> a -> b); give one of the synapses between them delay=1"
    ) as caught:
        Network([x], [y])
    assert {a, b} == set(caught.value.cycle)
    b.outgoing[0].remove()
    Synapse(b, a, delay=1)
    assert [[a], [b]] == Network([x], [y]).hidden


def test_a_neuron_cannot_listen_to_itself_at_once() -> None:
    """One step later it can."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y)
    loop = Synapse(y, y)
    with pytest.raises(CycleError, match="y -> y"):
        Network([x], [y])
    loop.remove()
    Synapse(y, y, delay=1)
    Network([x], [y])


@pytest.mark.parametrize(
    ("inputs", "outputs", "error", "message"),
    [
        ([BiasNeuron("b")], [Neuron("y")], ValueError, "bias neuron 'b' cannot be an input of a network: its output is always 1"),
        ([], [InputNeuron("x")], ValueError, "input neuron 'x' cannot be an output of a network: it is given, not computed"),
        ([InputNeuron("x")], [], ValueError, "a network needs at least one output"),
        (InputNeuron("x"), [Neuron("y")], TypeError, r"inputs must be a list of neurons, got InputNeuron\('x'\)"),
        ([], Neuron("y"), TypeError, "outputs must be a list of neurons"),
        ([0.5], [Neuron("y")], TypeError, "inputs must be neurons, got float 0.5"),
        ([], None, TypeError, "outputs must be a list"),
    ],
)
def test_what_cannot_be_a_network(inputs: object, outputs: object, error: type[Exception], message: str) -> None:
    """Each mistake is named."""
    with pytest.raises(error, match=message):
        Network(inputs, outputs)


def test_a_neuron_is_listed_once() -> None:
    """Twice among the inputs, twice among the outputs, and in both."""
    network = chain(1.0)
    x, y = network.inputs[0], network.outputs[0]
    for inputs, outputs in (([x, x], [y]), ([x], [y, y])):
        with pytest.raises(ValueError, match=r"is listed twice among the (in|out)puts"):
            Network(inputs, outputs)
    with pytest.raises(ValueError, match=r"neuron 'y' cannot be an input and an output of a network: .* nothing reads that"):
        Network([x, y], [y])


def test_a_network_may_do_without_inputs() -> None:
    """Driven by a bias: a clock."""
    y = Neuron("y")
    Synapse(BiasNeuron(), y, weight=1.0)
    Synapse(y, y, weight=-1.0, delay=1)
    network = Network([], [y])
    assert [[1.0], [0.0], [1.0]] == [[y.data for y in outputs] for outputs in network.run([[], [], []])]


# ---- labels ---------------------------------------------------------------------------------------------------------


def test_neurons_without_a_label_get_one() -> None:
    """Inputs x1, x2; hidden ones h1, h2, ... through all groups; outputs y1, y2; biases b1, b2. Labels of yours stay."""
    network = feed_forward([2, 2, 2, 2])
    assert ["x1", "x2", "b1", "b2", "b3", "h1", "h2", "h3", "h4", "y1", "y2"] == [neuron.label for neuron in network]
    x, h, y = InputNeuron(), Neuron("y"), Neuron()
    Synapse(x, h)
    Synapse(h, y)
    assert ["x1", "y", "y2"] == [neuron.label for neuron in Network([x], [y])]


def test_labels_must_be_unique() -> None:
    """Two neurons that a user called alike are an error, at once or when it happens."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    Synapse(x, h)
    Synapse(h, y)
    network = Network([x], [y])
    h.label = "x"
    with pytest.raises(ValueError, match="two neurons of the network have the label 'x': labels must be unique, rename one"):
        network([1.0])
    assert "broken: two neurons" in repr(network)


def test_labels_that_two_networks_gave_are_told_apart() -> None:
    """Joined networks both have an h1: the second gets another number, a user's never changes."""
    first, second = feed_forward([1, 2, 1], seed=0), feed_forward([1, 2, 1], seed=1)
    mine = second.hidden[0][1]
    mine.label = "mine"
    z = Neuron("z")
    connect([*first.outputs, *second.outputs], z)
    joined = Network([*first.inputs, *second.inputs], [z])
    labels = [neuron.label for neuron in joined]
    assert len(labels) == len(set(labels)) == 13
    assert mine.label == "mine"
    assert ["h1", "h2"] == [neuron.label for neuron in first.hidden[0]]
    assert first["h1"] in joined
    assert second["mine"] is mine
    assert [["x1", "b1", "b2", "h1", "h2", "y"], 6] == [[neuron.label for neuron in first], len({n.label for n in second})]
    for synapse in joined.synapses:
        assert f"w[{synapse.source.label}→{synapse.target.label}]" == synapse.weight.label


def test_a_user_s_label_goes_before_one_that_was_given() -> None:
    """Calling a neuron h1 makes room for it."""
    network = feed_forward([1, 2, 1])
    network.hidden[0][1].label = "h1"
    assert ["h2", "h1"] == [neuron.label for neuron in network.neurons if neuron in network.hidden[0]]


# ---- changes of structure -------------------------------------------------------------------------------------------


def test_a_change_of_structure_is_seen_at_the_next_call() -> None:
    """A synapse that is added or removed, a neuron that comes in between."""
    network = chain(2.0)
    (x,), (y,) = network.inputs, network.outputs
    assert [[6.0]] == network.predict([[3.0]])
    Synapse(BiasNeuron(), y, weight=0.5)
    assert ([[6.5]], 3, 2) == (network.predict([[3.0]]), len(network), len(network.parameters()))
    h = Neuron(activation="square")
    Synapse(x, h, weight=1.0)
    assert [[]] == [network.hidden]
    Synapse(h, y, weight=1.0)
    assert ([[15.5]], [[h]], "h1") == (network.predict([[3.0]]), network.hidden, h.label)
    x.outgoing[0].remove()
    assert [[9.5]] == network.predict([[3.0]]) == [[network([3.0])[0].data]]
    h.incoming[0].remove()
    with pytest.raises(ValueError, match="neuron 'h1' has no incoming synapses"):
        network([3.0])
    Synapse(x, h, weight=2.0)
    assert [[36.5]] == network.predict([[3.0]])


def test_a_synapse_that_comes_later_is_drawn_too() -> None:
    """By the network's initialiser, from where its generator stands: the same seed, the same weight."""

    def grown() -> list[float]:
        network = feed_forward([2, 1], seed=5)
        h = Neuron()
        connect(network.inputs, h)
        connect(h, network.outputs)
        return [weight.data for weight in network.parameters()]

    assert grown() == grown()
    assert all(math.isfinite(weight) for weight in grown())
    assert 6 == len(set(grown()))


# ---- passes ---------------------------------------------------------------------------------------------------------


def test_a_pass_that_fails_leaves_no_pass_behind() -> None:
    """Half of a pass would be a mixture of two; the error names the neuron and the numbers, and the state is as it was."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y", activation="exp")
    Synapse(x, h, weight=1.0)
    Synapse(h, y, weight=1.0)
    Synapse(h, y, weight=1.0, delay=1)
    network = Network([x], [y])
    network([1.0])
    with pytest.raises(OverflowError, match=r"'x\[y\]' = 1001.0"):
        network([1000.0])
    assert [None] * 6 == [fact for neuron in (x, h, y) for fact in (neuron.output, neuron.weighted_input)]
    assert math.exp(3.0) == network([2.0])[0].data


def test_an_interruption_leaves_no_pass_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control-C in the middle of a step is like an error."""
    network = feed_forward([1, 2, 1])
    network([0.5])

    def interrupted(*_: float) -> float:
        raise KeyboardInterrupt

    monkeypatch.setattr(OPERATIONS["tanh"], "function", interrupted)
    with pytest.raises(KeyboardInterrupt):
        network([0.5])
    assert [None] * 4 == [neuron.output for neuron in (*network.inputs, *network.hidden[0], *network.outputs)]


def test_a_graph_is_freed_with_the_last_who_holds_it() -> None:
    """A pass lasts until the next; older graphs are freed at once, without the garbage collector."""
    network = feed_forward([2, 3, 1])
    gc.collect()
    gc.disable()
    try:
        old = weakref.ref(network([1.0, 2.0])[0])
        assert old() is not None
        network([1.0, 2.0])
        assert old() is None
    finally:
        gc.enable()


def test_a_weight_that_moves_makes_an_old_pass_stale() -> None:
    """Gradients never mix two points."""
    network = chain(2.0, 3.0)
    (y,) = network([1.0])
    network.synapses[0].weight.data = 5.0
    with pytest.raises(StaleGraph, match=r"w\[x1→h1\]"):
        y.backward()


# ---- predict --------------------------------------------------------------------------------------------------------


def test_predict_leaves_nothing_behind() -> None:
    """No pass, no state, no gradient; and it does not read the state that was there."""
    network = running_sum()
    network([5.0])[0].backward()
    before = [weight.grad for weight in network.parameters()]
    assert [[1.0], [1.0]] == network.predict([[1.0], [1.0]])
    assert [None] * 4 == [fact for n in network for fact in (n.output, n.weighted_input)]
    assert before == [weight.grad for weight in network.parameters()]
    assert 1.0 == network([1.0])[0].data


def test_predict_takes_rows_and_sequences() -> None:
    """A row of rows is a sequence; each starts afresh."""
    network = running_sum()
    assert [[[1.0], [3.0]], [[5.0]]] == network.predict([[[1.0], [2.0]], [[5.0]]])
    assert [[[1.0], [3.0]], [5.0]] == network.predict([[[1], [2]], [5]])
    assert [] == network.predict([])
    assert [[1.0], [2.0]] == network.predict(iter([(1.0,), [2.0]]))


def test_predict_says_in_which_row_what_went_wrong() -> None:
    """With the neuron, as a recorded step does; and it leaves nothing behind then either."""
    network = chain(2.0)
    network.outputs[0].activation = "log"
    with pytest.raises(ValueError, match=r"log has no value .*'x\[y\]' = -2.0") as caught:
        network.predict([[1.0], [-1.0]])
    assert ["in row 1 of predict()"] == caught.value.__notes__
    assert network.outputs[0].output is None
    with pytest.raises(TypeError, match="float") as wrong:
        network.predict([["1"]])
    assert ["in row 0 of predict()"] == wrong.value.__notes__
    with pytest.raises(TypeError, match="Value") as recorded:
        network.predict([[Value(1.0)]])
    assert ["in row 0 of predict()"] == recorded.value.__notes__
    for rows in ([1.0], 1.0, "1"):
        with pytest.raises(TypeError, match="expected a list of"):
            network.predict(rows)


# ---- delays ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", [1, 2, 5])
def test_a_delayed_synapse_reads_what_was(delay: int) -> None:
    """0 at first, then the source's output of so many steps ago."""
    network = chain(1.0, delay=delay)
    sequence = [float(i) for i in range(1, 9)]
    expected = ([0.0] * delay + sequence)[: len(sequence)]
    assert expected == [y.data for [y] in network.run([[x] for x in sequence])]
    assert len(network._past[network.inputs[0]]) == delay


def test_a_source_is_remembered_for_the_longest_delay() -> None:
    """Whoever asks first, and however often."""
    x, y = InputNeuron("x"), Neuron("y")
    for delay, weight in ((3, 100.0), (1, 1.0), (2, 10.0)):
        Synapse(x, y, weight, delay=delay)
    assert [0.0, 1.0, 12.0, 123.0, 234.0] == [y.data for [y] in Network([x], [y]).run([[1.0], [2.0], [3.0], [4.0], [5.0]])]


def test_what_is_not_there_yet_is_a_constant() -> None:
    """The first reading is 0 and takes no gradient, also where its label would be looked for."""
    network = chain(2.0, delay=1)
    (y,) = network([3.0])
    y.backward()
    nothing = y.inputs[0].inputs[1]
    assert (0.0, "constant", False) == (nothing.data, nothing.operation.name, nothing.reached)
    assert 0.0 == network.synapses[0].gradient


def test_a_step_goes_on_from_the_one_before_until_reset() -> None:
    """network(x) is one step; run resets first."""
    network = running_sum()
    assert [1.0, 3.0] == [network([x])[0].data for x in (1.0, 2.0)]
    network.reset()
    assert [5.0] == [network([x])[0].data for x in (5.0,)]
    assert [1.0, 2.0] == [y.data for [y] in network.run([[1.0], [1.0]])]
    assert 3.0 == network([1.0])[0].data


def test_two_networks_keep_their_own_state() -> None:
    """They may share neurons, but each makes its own steps."""
    network = running_sum()
    other = Network(network.inputs, network.outputs)
    network([1.0])
    assert (10.0, 3.0) == (other([10.0])[0].data, network([2.0])[0].data)


def by_hand(w: float, u: float, xs: list[float], *, truncate: int) -> tuple[float, float]:
    """dh_T/dw and dh_T/du of h_t = tanh(w x_t + u h_(t-1)), forwards in time, restarted every ``truncate`` steps."""
    h = by_w = by_u = 0.0
    for t, x in enumerate(xs):
        if t % truncate == 0:
            by_w = by_u = 0.0
        before, h = h, math.tanh(w * x + u * h)
        slope = (1 - h) * (1 + h)
        by_w, by_u = slope * (x + u * by_w), slope * (before + u * by_u)
    return by_w, by_u


@pytest.mark.parametrize("truncate", [None, 1, 2, 3, 100])
def test_gradients_flow_through_time_until_they_are_cut(truncate: int | None) -> None:
    """Backpropagation through time against the forward recursion of the same derivatives."""
    x, h = InputNeuron("x"), Neuron("h", activation="tanh")
    w, u = Synapse(x, h, weight=0.7), Synapse(h, h, weight=-0.9, delay=1)
    xs = [0.5, -1.0, 2.0, 0.3, 0.8]
    ((*_, (last,))) = Network([x], [h]).run([[value] for value in xs], truncate=truncate)
    last.backward()
    expected = by_hand(0.7, -0.9, xs, truncate=truncate or len(xs))
    assert expected == pytest.approx((w.gradient, u.gradient), rel=1e-12)


def test_truncation_frees_the_steps_before() -> None:
    """What was cut off is no longer held by anybody."""
    network = running_sum()
    first = weakref.ref(network([1.0])[0])
    network([1.0])
    assert first() is not None
    network.detach_state()
    network([1.0])
    network([1.0])
    assert first() is None
    assert 5.0 == network([1.0])[0].data


@pytest.mark.parametrize("truncate", [0, -1, True, 1.5, "2"])
def test_a_stretch_has_at_least_one_step(truncate: object) -> None:
    """Anything else is an error, and no step is made."""
    network = running_sum()
    network([1.0])
    with pytest.raises((ValueError, TypeError)):
        network.run([[1.0]], truncate=truncate)
    assert 2.0 == network([1.0])[0].data


def test_a_longer_delay_that_comes_later_finds_what_is_still_there() -> None:
    """The state outlives a change of structure as far as it was kept."""
    network = chain(1.0, delay=1)
    (x,), (y,) = network.inputs, network.outputs
    network([1.0])
    Synapse(x, y, weight=100.0, delay=2)
    assert [1.0, 102.0] == [network([value])[0].data for value in (2.0, 3.0)]
    for synapse in y.incoming:
        synapse.remove()
    Synapse(x, y, weight=1.0)
    assert (7.0, {}) == (network([7.0])[0].data, network._past)


def test_the_weights_of_delayed_synapses_are_parameters() -> None:
    """In the order of the synapses, as all others."""
    network = running_sum()
    assert [synapse.weight for synapse in network.synapses] == network.parameters()
    assert all(weight.operation is parameter for weight in network.parameters())


# ---- size -----------------------------------------------------------------------------------------------------------


def test_a_chain_of_ten_thousand_neurons_is_a_network_like_any_other() -> None:
    """No recursion: built, run, differentiated."""
    network = chain(*[1.0] * 10_000)
    (y,) = network([2.0])
    y.backward()
    assert (2.0, 1.0, 9_999, [[2.0]]) == (y.data, network.inputs[0].delta, len(network.hidden), network.predict([[2.0]]))


def test_gradients_are_there_by_name() -> None:
    """Trainable weights in the order of parameters(); a shared one once, and equal labels told apart."""
    x1, x2, x3, y = InputNeuron("x1"), InputNeuron("x2"), InputNeuron("x3"), Neuron("y")
    shared = Value(1.0)
    Synapse(x1, y, shared)
    Synapse(x2, y, shared)
    Synapse(x3, y, 1.0, trainable=False)
    Synapse(x3, y, Value(1.0, label="same"), delay=1)
    Synapse(x2, y, Value(1.0, label="same"), delay=1)
    network = Network([x1, x2, x3], [y])
    for outputs in network.run([[1.0, 2.0, 3.0]] * 2):
        outputs[0].backward()
    assert {"w[x1→y]": 6.0, "same": 3.0, "same 2": 2.0} == network.gradients()
    assert list(network.gradients().values()) == [weight.grad for weight in network.parameters()]
