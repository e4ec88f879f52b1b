import math
from fractions import Fraction

import pytest

from autograd import Value
from autograd.operations import constant, frozen, parameter
from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse


def test_a_weight_is_a_leaf_that_training_adjusts() -> None:
    """A number becomes a Value of its own, whose row says that it is a parameter."""
    x, y = InputNeuron("x"), Neuron("y")
    synapse = Synapse(x, y, weight=Fraction(1, 2))
    assert (0.5, (), parameter, 0.0) == (
        synapse.weight.data,
        synapse.weight.inputs,
        synapse.weight.operation,
        synapse.gradient,
    )
    assert (x, y, 0) == (synapse.source, synapse.target, synapse.delay)
    assert ((synapse,), (synapse,), (), ()) == (x.outgoing, y.incoming, x.incoming, y.outgoing)


def test_synapses_may_share_a_value() -> None:
    """The gradient then adds up over all of them, and each sees it."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    shared = Value(0.5)
    first, second = Synapse(x1, y, shared), Synapse(x2, y, shared)
    assert first.weight is second.weight is shared
    network = Network([x1, x2], [y])
    assert [shared] == network.parameters()
    network([2.0, 3.0])[0].backward()
    assert (5.0, 5.0, "w[x1→y]") == (first.gradient, second.gradient, shared.label)


def test_a_weight_that_has_not_been_drawn_can_be_shared() -> None:
    """The first network draws one number for all of them."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    first = Synapse(x1, y)
    second = Synapse(x2, y, weight=first.weight)
    assert math.isnan(first.weight.data)
    assert "Synapse(x1→y, weight=uninitialised)" == repr(first)
    Network([x1, x2], [y], seed=1)
    assert first.weight is second.weight
    assert parameter is first.weight.operation
    assert not math.isnan(first.weight.data)


def test_a_number_that_is_assigned_before_the_first_network_stays() -> None:
    """A network draws only what nobody has chosen, however it was chosen."""
    x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    first, second = Synapse(x1, y), Synapse(x2, y, trainable=False)
    first.weight = 0.25
    second.weight.data = 0.75
    Network([x1, x2], [y])
    assert (0.25, 0.75) == (first.weight.data, second.weight.data)
    assert (parameter, frozen) == (first.weight.operation, second.weight.operation)


def test_being_frozen_belongs_to_the_weight() -> None:
    """All synapses that share it see it, and making one more does not thaw it."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    first = Synapse(x, h, weight=0.5, trainable=False)
    second = Synapse(h, y, weight=first.weight)
    assert (frozen, False, False) == (first.weight.operation, first.trainable, second.trainable)
    network = Network([x], [y])
    assert [] == network.parameters()
    second.trainable = True
    assert (True, [first.weight]) == (first.trainable, network.parameters())
    first.trainable = False
    assert "Synapse(x→h, weight=0.5, trainable=False)" == repr(first)
    network([1.0])[0].backward()
    assert 1.0 == first.gradient  # frozen for training; its gradient can still be looked at
    with pytest.raises(TypeError, match="trainable must be True or False, got 1"):
        first.trainable = 1


def test_a_frozen_weight_is_drawn_as_well() -> None:
    """A random layer that is never trained: frozen stays frozen when the network draws the number."""
    x, y = InputNeuron("x"), Neuron("y")
    synapse = Synapse(x, y, trainable=False)
    assert not synapse.trainable
    synapse.trainable = True
    assert synapse.trainable
    synapse.trainable = False
    Network([x], [y], seed=0)
    assert (frozen, False) == (synapse.weight.operation, math.isnan(synapse.weight.data))


def test_the_result_of_a_computation_cannot_be_a_weight() -> None:
    """Training adjusts leaves; what was computed would only be computed again."""
    x, y = InputNeuron("x"), Neuron("y")
    a = Value(2.0)
    product = a * 3
    for weight, reason in ((product, "the result of multiply"), (product.inputs[1], "a constant of a graph")):
        with pytest.raises(ValueError, match=rf"from input neuron 'x' to neuron 'y' must be a leaf, .* got Value.*{reason}"):
            Synapse(x, y, weight=weight)
    assert () == y.incoming
    assert constant is product.inputs[1].operation
    synapse = Synapse(x, y, weight=1.0)
    with pytest.raises(ValueError, match="must be a leaf"):
        synapse.weight = product
    assert 1.0 == synapse.weight.data


@pytest.mark.parametrize("weight", ["0.5", 1j, [0.5]])
def test_a_weight_is_a_number_or_a_value(weight: object) -> None:
    """Anything else is a TypeError that says whose weight it is."""
    x, y = InputNeuron("x"), Neuron("y")
    with pytest.raises(TypeError, match="a number or a Value as the weight of a synapse from input neuron 'x' to neuron 'y'"):
        Synapse(x, y, weight=weight)
    synapse = Synapse(x, y, weight=1.0)
    with pytest.raises(TypeError, match=r"a number or a Value as the weight of Synapse\(x→y, weight=1.0\)"):
        synapse.weight = weight


def test_a_weight_can_be_changed_and_replaced() -> None:
    """A number goes into the Value, for all that share it; a Value takes its place, and networks see that."""
    x, h, y = InputNeuron("x"), Neuron("h"), Neuron("y")
    first, second = Synapse(x, h, weight=2.0), Synapse(h, y, weight=3.0)
    network = Network([x], [y])
    second.weight = first.weight
    assert ([first.weight], [[4.0]]) == (network.parameters(), network.predict([[1.0]]))
    second.weight = 5.0
    assert (5.0, [[25.0]]) == (first.weight.data, network.predict([[1.0]]))
    second.weight = Value(1.0)
    assert ("w[h→y]", [first.weight, second.weight]) == (second.weight.label, network.parameters())


# ---- what cannot be joined ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (BiasNeuron("b"), "no synapse can end at bias neuron 'b': its output does not depend on other neurons"),
        (InputNeuron("x2"), "no synapse can end at input neuron 'x2'"),
    ],
)
def test_what_is_given_from_outside_has_no_incoming_synapses(target: object, message: str) -> None:
    """Not a bias, and not an input."""
    x = InputNeuron("x1")
    with pytest.raises(ValueError, match=message):
        Synapse(x, target)
    assert () == x.outgoing


def test_a_second_synapse_between_the_same_neurons_is_an_error() -> None:
    """It names both. With another delay it is another synapse."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, weight=1.0)
    with pytest.raises(ValueError, match="there is a synapse from input neuron 'x' to neuron 'y' already"):
        Synapse(x, y, weight=2.0)
    late = Synapse(x, y, weight=2.0, delay=1)
    with pytest.raises(ValueError, match="from input neuron 'x' to neuron 'y' with delay 1 already"):
        Synapse(x, y, delay=1)
    assert (2, "Synapse(x→y, weight=2.0, delay=1)") == (len(y.incoming), repr(late))
    assert x.outgoing == y.incoming


@pytest.mark.parametrize(
    ("delay", "error", "message"),
    [
        (-1, ValueError, "delay must be 0 or more steps, got -1"),
        (1.0, TypeError, "whole number"),
        (True, TypeError, "whole"),
    ],
)
def test_a_delay_is_a_number_of_steps(delay: object, error: type[Exception], message: str) -> None:
    """Whole and not negative."""
    with pytest.raises(error, match=message):
        Synapse(InputNeuron("x"), Neuron("y"), delay=delay)


def test_a_bias_cannot_come_late() -> None:
    """It is 1 at every step, also at those before the first."""
    with pytest.raises(ValueError, match="a synapse from bias neuron 'b' cannot have a delay, got 1"):
        Synapse(BiasNeuron("b"), Neuron("y"), delay=1)


def test_only_neurons_can_be_joined() -> None:
    """The message says which end was no neuron."""
    with pytest.raises(TypeError, match="the source of a synapse must be a neuron, got str 'x'"):
        Synapse("x", Neuron("y"))
    with pytest.raises(TypeError, match="the target of a synapse must be a neuron, got Value"):
        Synapse(InputNeuron("x"), Value(1.0))


def test_a_synapse_can_be_removed_once() -> None:
    """Neither neuron has it any more, and the others keep their order."""
    inputs, y = [InputNeuron(f"x{i}") for i in range(3)], Neuron("y")
    synapses = [Synapse(x, y, weight=1.0) for x in inputs]
    synapses[1].remove()
    assert ((synapses[0], synapses[2]), ()) == (y.incoming, inputs[1].outgoing)
    with pytest.raises(ValueError, match=r"Synapse\(x1→y, weight=1.0\) has been removed already"):
        synapses[1].remove()
    again = Synapse(inputs[1], y, weight=1.0)
    assert (synapses[0], synapses[2], again) == y.incoming


def test_the_facts_of_a_synapse_cannot_be_assigned() -> None:
    """Both neurons know it: to lead elsewhere it is another synapse."""
    synapse = Synapse(InputNeuron("x"), Neuron("y"))
    for fact in ("source", "target", "delay", "gradient"):
        with pytest.raises(AttributeError):
            setattr(synapse, fact, None)
