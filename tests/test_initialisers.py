import math
import pickle
import statistics
from random import Random

import pytest

from nn import BiasNeuron, InputNeuron, Network, Neuron, Synapse, connect, feed_forward, initialisers

NAMES = ["uniform", "normal", "xavier", "he", "lecun", "zeros"]


def weights(network: Network, *, of_biases: bool) -> list[float]:
    """The numbers of the weights that come from biases, or of those that do not."""
    return [s.weight.data for s in network.synapses if isinstance(s.source, BiasNeuron) == of_biases]


def test_the_names_are_those_of_the_classes() -> None:
    """There is no second list."""
    assert NAMES == list(initialisers.BY_NAME)


@pytest.mark.parametrize("name", NAMES)
def test_an_initialiser_is_meant_by_its_name_its_class_or_an_object(name: str) -> None:
    """All three are the same, and it pickles."""
    kind = getattr(initialisers, name)
    meant = [initialisers.resolve(thing) for thing in (name, kind, kind())]
    assert meant[0] == meant[1] == meant[2] == pickle.loads(pickle.dumps(meant[0]))
    drawn = [[w.data for w in feed_forward([2, 3, 1], initialiser=thing, seed=3).parameters()] for thing in (name, kind, kind())]
    assert drawn[0] == drawn[1] == drawn[2]


@pytest.mark.parametrize(
    ("name", "expected", "is_uniform"),
    [
        ("uniform", 1 / math.sqrt(3), True),
        ("normal", 1.0, False),
        ("xavier", math.sqrt(2 / (30 + 20)), True),
        ("he", math.sqrt(2 / 30), False),
        ("lecun", math.sqrt(1 / 30), False),
    ],
)
def test_weights_have_the_deviation_of_the_paper(name: str, expected: float, *, is_uniform: bool) -> None:
    """For a layer of 30 inputs and 20 neurons; means of 0, both signs, and the shape of the distribution."""
    generator = Random(1)
    draws = [initialisers.resolve(name).draw(generator, 30, 20) for _ in range(20_000)]
    assert expected == pytest.approx(statistics.pstdev(draws), rel=0.02)
    assert 0.0 == pytest.approx(statistics.fmean(draws), abs=0.03 * expected)
    within = sum(abs(x) <= math.sqrt(3) * expected for x in draws) / len(draws)
    assert (1.0 if is_uniform else 0.9167) == pytest.approx(within, abs=0.01)


def test_fans_are_counted_in_the_network_and_without_biases() -> None:
    """Each weight is drawn for how many its target hears and its source speaks to; a neuron outside does not count."""
    seen = []

    def remember(_: Random, fan_in: int, fan_out: int) -> float:
        seen.append((fan_in, fan_out))
        return 0.5

    network = feed_forward([3, 4, 2], initialiser=remember)
    assert [(3, 4)] * 12 + [(4, 2)] * 8 == seen
    assert ({0.5}, {0.0}) == (set(weights(network, of_biases=False)), set(weights(network, of_biases=True)))
    seen.clear()
    x1, x2, h, y, outside = InputNeuron(), InputNeuron(), Neuron(), Neuron(), Neuron()
    connect([x1, x2, h, outside], outside, delay=1)
    connect([x1, x2], h)
    connect([x1, h], y)
    Synapse(h, h, delay=1)
    Network([x1, x2], [y], initialiser=remember)
    assert [(3, 2), (3, 1), (3, 2), (2, 2), (2, 2)] == seen


@pytest.mark.parametrize("name", NAMES)
def test_biases_start_at_0_where_the_papers_have_them(name: str) -> None:
    """One distribution for all, uniform or normal, is for the biases as well."""
    biases = weights(feed_forward([2, 5, 1], initialiser=name, seed=0), of_biases=True)
    assert (name in {"uniform", "normal"}) == all(bias != 0.0 for bias in biases)
    assert (name in {"uniform", "normal"}) == any(bias != 0.0 for bias in biases)


def test_parameters_of_the_distributions() -> None:
    """Bounds, mean and deviation, gain and slope."""
    generator = Random(0)
    draws = [initialisers.uniform(2.0, 3.0).draw(generator, 1, 1) for _ in range(1000)]
    assert 2.0 <= min(draws) < 2.1
    assert 2.9 < max(draws) <= 3.0
    draws = [initialisers.normal(5.0, 0.1).draw(generator, 1, 1) for _ in range(1000)]
    assert (5.0, 0.1) == pytest.approx((statistics.fmean(draws), statistics.pstdev(draws)), rel=0.1)
    assert [2.0 * x for x in fixed(initialisers.xavier())] == pytest.approx(fixed(initialisers.xavier(gain=2.0)))
    assert [x / math.sqrt(2) for x in fixed(initialisers.he())] == pytest.approx(fixed(initialisers.he(slope=1.0)))
    assert [0.0] * 3 == fixed(initialisers.zeros())


def fixed(initialiser: initialisers.Initialiser) -> list[float]:
    """Three numbers of one seed."""
    generator = Random(9)
    return [initialiser.draw(generator, 4, 2) for _ in range(3)]


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: initialisers.uniform(1.0, 1.0), ValueError, "uniform needs low < high, got 1.0 and 1.0"),
        (lambda: initialisers.uniform(high=math.inf), ValueError, "high of uniform must be finite, got inf"),
        (lambda: initialisers.normal(0.0, 0.0), ValueError, "normal needs a deviation above 0, got 0.0"),
        (lambda: initialisers.normal("0"), TypeError, "expected a number as mean of normal, got str"),
        (lambda: initialisers.xavier(-1), ValueError, "xavier needs a gain above 0, got -1"),
        (lambda: initialisers.he(math.nan), ValueError, "slope of he must be finite, got nan"),
        (lambda: initialisers.resolve("kaiming"), ValueError, "unknown initialiser 'kaiming': take uniform, normal, xavier, he"),
        (lambda: initialisers.resolve(0.1), TypeError, "initialiser must be a name .*got float 0.1"),
        (lambda: initialisers.resolve(None), TypeError, "initialiser must be a name"),
        (lambda: feed_forward([1, 1], initialiser=lambda *_: "1"), TypeError, "a number as the result of an initialiser"),
    ],
)
def test_what_is_no_initialiser_is_an_error(make: object, error: type[Exception], message: str) -> None:
    """It says which parameter, what was given, and what there is."""
    with pytest.raises(error, match=message):
        make()


def test_zeros_keep_a_layer_alike() -> None:
    """Nothing breaks the symmetry: all neurons of a layer get the same gradient."""
    network = feed_forward([2, 3, 1], initialiser="zeros", activation="sigmoid")
    network([1.0, -2.0])[0].backward()
    assert 1 == len({neuron.delta for neuron in network.hidden[0]})
    assert {0.0} == {weight.data for weight in network.parameters()}
