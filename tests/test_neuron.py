import math

import pytest

from autograd import Family, Operation, Value
from autograd.operations import FAMILIES, OPERATIONS, constant, leaky_relu
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse
from nn.lookup import activation_names, activation_row, combine_names, spelling

triple = Operation("triple", lambda x: 3 * x, lambda out, x: (3.0,))


def one_neuron(combine: str | Family = "weighted_sum", activation: str | Operation = "linear") -> Network:
    """A neuron y with the weights 0.5, -2.0 and 3.0 on the inputs x1, x2 and x3."""
    inputs, y = [InputNeuron(f"x{i}") for i in (1, 2, 3)], Neuron("y", activation, combine)
    for x, weight in zip(inputs, (0.5, -2.0, 3.0), strict=True):
        Synapse(x, y, weight)
    return Network(inputs, [y])


# ---- combine and activation -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("combine", "expected"),
    [
        ("weighted_sum", 0.5 * 2 - 2 * 3 + 3 * 4),
        ("squared_distance", (0.5 - 2) ** 2 + (-2 - 3) ** 2 + (3 - 4) ** 2),
        ("product", (0.5 * 2) * (-2 * 3) * (3 * 4)),
        ("mean", (0.5 * 2 - 2 * 3 + 3 * 4) / 3),
        ("maximum", 3 * 4),
        ("minimum", -2 * 3),
    ],
)
def test_a_neuron_combines_what_its_synapses_bring(combine: str, expected: float) -> None:
    """Weighted sum and squared distance meet each weight with an output; the others work on the signals w * y."""
    network = one_neuron(combine)
    (output,) = network([2.0, 3.0, 4.0])
    assert expected == output.data == network["y"].weighted_input.data
    output.backward()
    assert [synapse.gradient for synapse in network.synapses] == pytest.approx(differences(network, [2.0, 3.0, 4.0]))


def differences(network: Network, row: list[float]) -> list[float]:
    """Central differences of the one output by each weight."""
    found = []
    for weight in network.parameters():
        at, (low, high) = weight.data, (weight.data - 1e-6, weight.data + 1e-6)
        weight.data = low
        [[below]] = network.predict([row])
        weight.data = high
        [[above]] = network.predict([row])
        weight.data = at
        found.append((above - below) / (high - low))
    return found


def test_every_count_of_the_table_is_a_combine() -> None:
    """There is no second list: a family that takes a count is a combine, and the tests above know all of them."""
    names = ["weighted_sum", "squared_distance", "product", "logsumexp", "mean", "maximum", "minimum", "softmax", "hardmax"]
    assert names == combine_names()
    assert set(combine_names()) == {name for name, family in FAMILIES.items() if family.counts}


def test_every_operation_on_one_number_is_an_activation() -> None:
    """Each is found by name; families stand for their row with the default parameters."""
    for name in activation_names():
        row = Neuron(activation=name).activation
        assert row.arity == 1
        assert row is OPERATIONS.get(name) or row is FAMILIES[name]()
    assert {name for name, row in OPERATIONS.items() if row.arity == 1} <= set(activation_names())


def test_an_activation_may_be_spelled_with_a_parameter() -> None:
    """As an operation writes itself; so what a file or a command line holds is enough."""
    for row in (leaky_relu(0.2), FAMILIES["linear"](-2.0), FAMILIES["power"](2.0), OPERATIONS["tanh"]):
        assert activation_row(row.label, "it") is row
        assert activation_row(spelling(row), "it") is row
    assert activation_row(" leaky_relu( 0.2 ) ", "it") is leaky_relu(0.2)
    assert activation_row("linear()", "it") is FAMILIES["linear"](1.0)


def test_an_activation_may_be_an_operation_of_your_own() -> None:
    """It is recorded, differentiated and predicted like ours."""
    network = one_neuron(activation=triple)
    (output,) = network([2.0, 0.0, 0.0])
    output.backward()
    assert (3.0, 3.0, 6.0) == (output.data, network["y"].delta, network.synapses[0].gradient)
    assert [[3.0]] == network.predict([[2.0, 0.0, 0.0]])
    assert Neuron(activation=FAMILIES["leaky_relu"]).activation is leaky_relu(0.01)


@pytest.mark.parametrize(
    ("activation", "message"),
    [
        ("thanh", r"neuron 'h1' has an unknown activation 'thanh': did you mean 'tanh'\?"),
        ("!", r"neuron 'h1' has an unknown activation '!': the table has .*relu.*tanh"),
        ("multiply", "neuron 'h1' must have one input, but multiply has 2"),
        ("weighted_sum", "neuron 'h1' must have one input, but weighted_sum has a count"),
        ("weighted_sum(2)", "neuron 'h1' must have one input, but weighted_sum has a count"),
        ("power", r"neuron 'h1' has the activation 'power': write power\(exponent\) with numbers"),
        ("leaky_relu(a)", r"neuron 'h1' has the activation 'leaky_relu\(a\)': write leaky_relu\(slope=0.01\)"),
        ("leaky_relu(1, 2)", r"write leaky_relu\(slope=0.01\)"),
        ("tanh(2)", r"neuron 'h1' has the activation 'tanh\(2\)', but tanh has no parameter"),
        (OPERATIONS["add"], "neuron 'h1' must have one input, but add has 2"),
    ],
)
def test_an_activation_that_does_not_exist_is_an_error(activation: object, message: str) -> None:
    """It names the neuron, says what was given, and what there is."""
    with pytest.raises(ValueError, match=message):
        Neuron("h1", activation)


@pytest.mark.parametrize("activation", [math.tanh, None, 3])
def test_an_activation_that_is_no_operation_is_a_type_error(activation: object) -> None:
    """A function of math has no derivative."""
    with pytest.raises(TypeError, match="the activation of neuron 'h1' must be a name such as 'tanh' or an Operation, got"):
        Neuron("h1", activation)


def test_a_combine_that_does_not_exist_is_an_error() -> None:
    """It names the neuron, and the combine that was meant."""
    with pytest.raises(ValueError, match=r"neuron 'h1' has an unknown combine 'produkt': did you mean 'product'\?"):
        Neuron("h1", combine="produkt")
    with pytest.raises(ValueError, match="unknown combine 'tanh': the table has hardmax, logsumexp, maximum, mean"):
        Neuron("h1", combine="tanh")
    with pytest.raises(TypeError, match="the combine of neuron 'h1' must be a name such as 'product' or a Family"):
        Neuron("h1", combine=OPERATIONS["tanh"])


def test_activation_and_combine_can_be_changed() -> None:
    """A network sees it at its next call."""
    network = one_neuron()
    network["y"].activation = "relu"
    network["y"].combine = "minimum"
    assert ([0.0], "relu") == ([y.data for y in network([2.0, 3.0, 4.0])], network["y"].activation.name)
    with pytest.raises(ValueError, match="unknown activation"):
        network["y"].activation = "no"
    with pytest.raises(ValueError, match="unknown combine"):
        network["y"].combine = "no"
    assert ("relu", "minimum") == (network["y"].activation.name, network["y"].combine.name)


# ---- the latest pass ------------------------------------------------------------------------------------------------


def test_a_neuron_is_two_nodes_of_the_graph() -> None:
    """Its weighted input is one sum over pairs of weights and outputs, and its output one activation of that."""
    network = one_neuron(activation="tanh")
    y = network["y"]
    network([2.0, 3.0, 4.0])
    assert y.output.inputs == (y.weighted_input,)
    expected = [x for synapse in y.incoming for x in (synapse.weight, synapse.source.output)]
    assert expected == list(y.weighted_input.inputs)
    assert ("weighted_sum", "tanh") == (y.weighted_input.operation.name, y.output.operation.name)
    assert ("x[y]", "y[y]", "w[x1→y]", "x1") == tuple(
        value.label for value in (y.weighted_input, y.output, *y.weighted_input.inputs[:2])
    )


def test_without_a_pass_there_is_nothing_to_see() -> None:
    """Before the first pass the latest one is None."""
    for neuron in (InputNeuron("x"), Neuron("h")):
        assert (None, None, None) == (neuron.weighted_input, neuron.output, neuron.delta)


def test_delta_is_none_until_a_backward_pass_reaches_the_neuron() -> None:
    """None is not 0: a neuron that does not matter has a delta of 0 only where a backward pass came by."""
    network = one_neuron()
    (output,) = network([2.0, 3.0, 4.0])
    assert network["y"].delta is None
    output.backward()
    assert (1.0, 0.5) == (network["y"].delta, network["x1"].delta)
    network([2.0, 3.0, 4.0])
    assert network["y"].delta is None


def test_a_bias_neuron_always_gives_1() -> None:
    """Before, during and after every pass; it is a constant, so nothing flows into it."""
    bias, x, y = BiasNeuron(), InputNeuron("x"), Neuron("y")
    Synapse(x, y, weight=1.0)
    synapse = Synapse(bias, y, weight=0.25)
    assert 1.0 == bias.output.data
    network = Network([x], [y])
    (output,) = network([2.0])
    output.backward()
    assert (2.25, 1.0, None, None) == (output.data, synapse.gradient, bias.weighted_input, bias.delta)
    assert (1.0, "1", constant) == (bias.output.data, bias.output.label, bias.output.operation)
    bias.output.data = 5.0
    assert [[2.25]] == network.predict([[2.0]])
    assert (2.25, 1.0) == (network([2.0])[0].data, bias.output.data)


def test_an_output_cannot_be_set() -> None:
    """A bias's value is a weight; another neuron's output comes from a pass."""
    with pytest.raises(AttributeError, match=r"the output of bias neuron without a label is always 1: .* weight of its synapse"):
        BiasNeuron().output = Value(2.0)
    with pytest.raises(AttributeError, match="the output of neuron 'h1' comes from a pass of its network"):
        Neuron("h1").output = Value(2.0)


def test_a_neuron_knows_its_bias() -> None:
    """It is the synapse that comes from a BiasNeuron."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y)
    assert y.bias is None
    synapse = Synapse(BiasNeuron(), y, weight=0.1)
    assert y.bias is synapse
    assert x.bias is None


# ---- labels ---------------------------------------------------------------------------------------------------------


def test_labels_of_weights_and_of_recorded_values_follow_the_neurons() -> None:
    """A neuron that is renamed takes along what is called after it."""
    x, y = InputNeuron(), Neuron()
    synapse = Synapse(x, y, weight=1.0)
    loop = Synapse(y, y, weight=0.5, delay=2)
    assert "" == synapse.weight.label
    x.label, y.label = "in", "out"
    assert ("w[in→out]", "w[out→out, t-2]") == (synapse.weight.label, loop.weight.label)
    network = Network([x], [y])
    network([1.0])
    y.label = "answer"
    assert ("w[in→answer]", "w[answer→answer, t-2]") == (synapse.weight.label, loop.weight.label)
    network([1.0])
    assert ("in", "x[answer]", "y[answer]") == (x.output.label, y.weighted_input.label, y.output.label)


def test_a_label_that_a_user_gave_to_a_weight_stays() -> None:
    """Whether it was there from the beginning, or given later."""
    x, y = InputNeuron("x"), Neuron("y")
    slope = Synapse(x, y, weight=Value(2.0, label="slope"))
    offset = Synapse(BiasNeuron("one"), y, weight=1.0)
    assert "w[one→y]" == offset.weight.label
    offset.weight.label = "offset"
    y.label = "z"
    Network([x], [y])
    assert ("slope", "offset") == (slope.weight.label, offset.weight.label)


@pytest.mark.parametrize("kind", [Neuron, InputNeuron, BiasNeuron])
def test_a_label_is_a_string(kind: type) -> None:
    """A number or a Value in its place is a mistake, at once or later."""
    with pytest.raises(TypeError, match=r"the label of a neuron must be a string, got float 0.5"):
        kind(0.5)
    neuron = kind("a")
    with pytest.raises(TypeError, match="must be a string, got NoneType None"):
        neuron.label = None
    assert "a" == neuron.label


def test_neurons_say_what_they_are() -> None:
    """With the label, and what is not the default."""
    assert "Neuron('h1', activation='tanh')" == repr(Neuron("h1", "tanh"))
    assert "Neuron(activation='linear', combine='maximum')" == repr(Neuron(combine="maximum"))
    assert ["InputNeuron()", "BiasNeuron('b')"] == [repr(InputNeuron()), repr(BiasNeuron("b"))]
    assert ["neuron 'h1'", "input neuron without a label"] == [str(Neuron("h1")), str(InputNeuron())]
