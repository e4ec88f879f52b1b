"""What must hold for every member of the zoo, at several sizes; a file that is dropped into nn/zoo is checked as well."""

import pickle
from collections.abc import Iterator
from itertools import chain
from math import fsum, isfinite
from pathlib import Path
from random import Random
from typing import Any

import pytest
from test_program_networks import INSTALLED, check

import nn
from autograd import Operation, Value, zero_gradients
from autograd.drawing import Drawing
from nn import BiasNeuron, Network, Neuron, Synapse, mean_squared_error, zoo

MEMBERS = zoo.names()
SIZES = [
    (name, sizes)
    for name in MEMBERS
    for sizes in [{}, *[given for given in (zoo.card(name).poster, *zoo.card(name).sizes) if given]]
]
every_member = pytest.mark.parametrize("name", MEMBERS)
MOST = 90  # weights, of networks that are checked against differences


def small_enough() -> list[tuple[str, Any]]:
    """Return the members at sizes that have few weights; every member at one of them at least."""
    counted = {(name, i): len(zoo.build(name, **sizes, seed=0).parameters()) for i, (name, sizes) in enumerate(SIZES)}
    least = {name: min(count for (member, _), count in counted.items() if member == name) for name in MEMBERS}
    return [SIZES[i] for (name, i), count in counted.items() if count <= max(MOST, least[name])]


# Of 9,900 synapses and three sequences the Python source alone takes 10 s to be compiled, and says nothing new.
LIGHT = [(name, sizes) for name, sizes in SIZES if len(zoo.build(name, **sizes, seed=0).synapses) <= 2000]
SMALL = small_enough()
at_small_sizes = pytest.mark.parametrize(("name", "sizes"), SMALL, ids=[f"{name}-{sizes}" for name, sizes in SMALL])
at_light_sizes = pytest.mark.parametrize(("name", "sizes"), LIGHT, ids=[f"{name}-{sizes}" for name, sizes in LIGHT])
at_every_size = pytest.mark.parametrize(("name", "sizes"), SIZES, ids=[f"{name}-{sizes}" for name, sizes in SIZES])


def by_gradient(name: str) -> bool:
    """Whether a gradient comes through: a threshold, for one, lets none through, and its networks learn by other rules."""
    network = zoo.build(name, seed=0)
    rows = {neuron.activation for neuron in network.neurons if isinstance(neuron, Neuron)}
    return bool(network.parameters()) and not any(is_flat(row) for row in rows)


def is_flat(activation: Operation) -> bool:
    slopes = []
    for x in (-1.3, -0.2, 0.4, 1.7):
        values = [Value(x + 0.01 * i) for i in range(activation.arity)]  # of one neuron, or of all that compete
        activation(*values).backward()
        slopes += [value.grad for value in values]
    return not any(slopes)


def in_time(network: Network) -> bool:
    """Whether something is read from another step, so that data are sequences."""
    return any(synapse.delay or synapse.ahead for synapse in network.synapses)


def data(network: Network, count: int = 3, seed: int = 0) -> tuple[list[Any], list[Any]]:
    """Return rows of inputs and targets, or, for a network in time, sequences of one to three steps."""
    draw = Random(seed)

    def numbers(of: int) -> list[float]:
        return [draw.uniform(-1.0, 1.0) for _ in range(of)]

    widths = len(network.inputs), len(network.outputs)
    if not in_time(network):
        return [numbers(widths[0]) for _ in range(count)], [numbers(widths[1]) for _ in range(count)]
    steps = [1 + i % 3 for i in range(count)]
    return [[numbers(widths[0]) for _ in range(n)] for n in steps], [[numbers(widths[1]) for _ in range(n)] for n in steps]


def recorded(network: Network, rows: list[Any]) -> list[Any]:
    """Return the outputs that recorded passes give, as ``predict`` lays them out."""
    found: list[Any] = []
    for row in rows:
        steps = network.run(row if in_time(network) else [row])
        numbers = [[y.data for y in outputs] for outputs in steps]
        found.append(numbers if in_time(network) else numbers[0])
    return found


def weights(network: Network) -> dict[str, float]:
    return {weight.label: weight.data for weight in network.parameters()}


with_gradient = pytest.mark.parametrize("name", [name for name in MEMBERS if by_gradient(name)])


def test_every_member_is_compiled_and_copied() -> None:
    """At one size at least."""
    assert set(MEMBERS) == {name for name, _ in LIGHT} == {name for name, _ in SMALL}


# ---- building and firing ----------------------------------------------------------------------------------------------


@at_every_size
def test_it_builds_and_fires_and_predicts_what_it_records(name: str, sizes: dict[str, Any]) -> None:
    """Finite numbers, the same to the bit either way."""
    network = zoo.build(name, **sizes, seed=0)
    rows, _ = data(network)
    predicted = network.predict(rows)
    assert recorded(network, rows) == predicted
    flat = [y for row in predicted for y in (chain.from_iterable(row) if in_time(network) else row)]
    assert flat
    assert all(map(isfinite, flat))


@every_member
def test_the_seed_chooses_the_weights(name: str) -> None:
    """The same seed the same network, another seed another one, unless all begin at 0."""
    first, again, other = (weights(zoo.build(name, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other or not any(first.values())


@every_member
def test_labels_tell_neurons_and_weights_apart(name: str) -> None:
    """No two neurons and no two trainable weights are called alike."""
    network = zoo.build(name, seed=0)
    assert len(network.neurons) == len({neuron.label for neuron in network.neurons})
    assert len(network.parameters()) == len(weights(network))


@with_gradient
def test_every_weight_is_heard(name: str) -> None:
    """No synapse hangs in the air: each trainable weight moves some output for some rows."""
    network = zoo.build(name, seed=0)
    rows, targets = data(network, count=12, seed=3)
    total: dict[str, float] = dict.fromkeys(weights(network), 0.0)
    for row, target in zip(rows, targets, strict=True):
        zero_gradients(network.parameters())
        steps = network.run(row) if in_time(network) else [network(row)]
        for outputs, wanted in zip(steps, target if in_time(network) else [target], strict=True):
            mean_squared_error(outputs, wanted).backward()
        for weight in network.parameters():
            total[weight.label] += abs(weight.grad)
    assert [] == [label for label, moved in total.items() if not moved]


# ---- gradients --------------------------------------------------------------------------------------------------------


@at_small_sizes
def test_its_gradients_agree_with_differences(name: str, sizes: dict[str, Any]) -> None:
    """Of every trainable weight; through time where there is time."""
    network = zoo.build(name, **sizes, seed=0)
    report = nn.gradcheck(network, *data(network, count=2), mean_squared_error)
    assert report.passed
    assert len(network.parameters()) == len(report.entries)


def textbook_synapses(network: Network) -> Iterator[Synapse]:
    """Yield the synapses for which the textbook's equations are said: unshared, undelayed, into weighted sums."""
    shared = [synapse.weight for synapse in network.synapses]
    for synapse in network.synapses:
        target = synapse.target
        assert isinstance(target, Neuron)
        plain = target.combine.name == "weighted_sum" and not synapse.delay and not synapse.ahead
        if plain and shared.count(synapse.weight) == 1:
            yield synapse


@at_every_size
def test_the_textbook_s_equations_hold(name: str, sizes: dict[str, Any]) -> None:
    """For one row: dE/dw_ij = y_i dE/dx_j to the bit, and dE/dy_j = sum_k w_jk dE/dx_k to 1e-12 of its terms."""
    network = zoo.build(name, **sizes, seed=0)
    (row,), (target,) = data(network, count=1)
    (outputs,) = network.run(row if in_time(network) else [row])
    zero_gradients([synapse.weight for synapse in network.synapses])
    mean_squared_error(outputs, target[0] if in_time(network) else target).backward()
    for synapse in textbook_synapses(network):
        source, delta = synapse.source.output, synapse.target.delta
        assert source is not None
        if delta is not None:
            assert source.data * delta == synapse.gradient, synapse
    inside = set(network.synapses)
    for neuron in network.neurons:
        leaving = [synapse for synapse in neuron.outgoing if synapse in inside and not synapse.delay and not synapse.ahead]
        sums = all(isinstance(s.target, Neuron) and s.target.combine.name == "weighted_sum" for s in leaving)
        if not sums or neuron in network.outputs or isinstance(neuron, BiasNeuron) or neuron.output is None:
            continue
        if isinstance(neuron, Neuron) and neuron.competition is not None:
            continue  # its answer is made by several
        terms = [synapse.weight.data * (synapse.target.delta or 0.0) for synapse in leaving]
        assert abs(neuron.output.grad - fsum(terms)) <= 1e-12 * fsum(map(abs, terms)), neuron


@at_light_sizes
def test_eager_equals_compiled(name: str, sizes: dict[str, Any]) -> None:
    """Loss and gradients, on every backend that is installed."""
    network = zoo.build(name, **sizes, seed=0)
    for backend in INSTALLED:
        check(network, mean_squared_error, *data(network), backend)


# ---- copies, files and pictures ---------------------------------------------------------------------------------------


@at_light_sizes
def test_files_and_pickles_give_it_back(name: str, sizes: dict[str, Any], tmp_path: Path) -> None:
    """To the bit, with the same names, and the same weights shared and frozen."""
    network = zoo.build(name, **sizes, seed=0)
    rows, targets = data(network)
    predicted = network.predict(rows)
    nn.save(network, tmp_path / "member.json")
    gradients = network.compile(mean_squared_error, "python").value_and_gradients(rows, targets)
    for copy in (nn.load(tmp_path / "member.json"), pickle.loads(pickle.dumps(network))):
        assert predicted == copy.predict(rows)
        assert [str(neuron) for neuron in network] == [str(neuron) for neuron in copy]
        assert weights(network) == weights(copy)
        assert gradients == copy.compile(mean_squared_error, "python").value_and_gradients(rows, targets)


@every_member
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_drawn(name: str, theme: str) -> None:
    """With its numbers, and in the legend of the zoo, as both formats."""
    card = zoo.card(name)
    network = zoo.build(name, **card.poster, seed=0)
    (row,), _ = data(network, count=1)
    network.run(row if in_time(network) else [row])
    for drawing in (nn.draw(network, theme=theme), nn.draw(network, legend="zoo", theme=theme, **card.drawing)):
        assert isinstance(drawing, Drawing)
        assert drawing.svg().startswith("<svg")
        assert "digraph" in drawing.source or "graph" in drawing.source


@with_gradient
def test_it_learns_like_any_other_network(name: str) -> None:
    """A few steps of gradient descent make the loss smaller."""
    network = zoo.build(name, **zoo.card(name).poster, seed=0)
    rows, targets = data(network)
    settings: Any = {"loss": "mean_squared_error", "max_epochs": 20, "progress": False}
    history = nn.train(network, rows, targets, optimizer=nn.optimizers.GradientDescent(learning_rate=0.01), **settings)
    assert history.losses[-1] < history.losses[0]


# ---- cards ------------------------------------------------------------------------------------------------------------


@every_member
def test_its_file_says_what_it_is(name: str) -> None:
    """The docstring begins with its name and has the years of its papers; the builder explains its sizes."""
    card, module = zoo.card(name), vars(nn.zoo)[name]
    assert module.__doc__.lower().startswith(f"{name}: ")
    years = [word.strip(";,") for word in card.paper.split() if word.strip(";,").isdigit()]
    assert years
    assert all(year in module.__doc__ for year in years)
    assert card.build.__doc__
    assert card.build.__module__ == module.__name__
    assert card.full_name
    assert card.sizes, "other sizes than the card's are checked: name some"


@every_member
def test_its_card_has_tasks_and_controls_in_both_forms(name: str) -> None:
    """A task proves something because a control fails; both have a fast form or another trial that has."""
    card = zoo.card(name)
    for trials in (card.tasks, card.controls):
        assert any(trial.fast and trial.criterion.least for trial in trials)
    assert all(trial.criterion.of in {1, trial.seeds} for trial in [*card.tasks, *card.controls])


@every_member
def test_its_tasks_are_done_and_its_controls_fail(name: str) -> None:
    """The fast form: the criteria hold for the pinned seeds, the controls' too, and a seed gives the same figures again."""
    account = zoo.run(name, fast=True)
    if any(outcome.missing for outcome in account.outcomes):
        pytest.skip(next(outcome.missing for outcome in account.outcomes if outcome.missing))
    assert [] == [f"{outcome.trial.what}: {outcome.results}" for outcome in account.outcomes if not outcome.met]
    quickest = min(account.outcomes, key=lambda outcome: outcome.cpu_seconds)
    assert quickest.results[0] == quickest.trial.run(quickest.seeds[0]).figures
