"""Synapses that read later steps: networks that go through a sequence in both directions."""

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_network import sequences, simulate

from autograd import CycleError
from nn import (
    BiasNeuron,
    InputNeuron,
    Network,
    Neuron,
    StorageError,
    Synapse,
    compete,
    connect,
    gradcheck,
    load,
    mean_squared_error,
    optimizers,
    save,
    step_through,
    train,
)
from nn.directions import components

NUMBERS = st.floats(-2, 2)


def bidirectional(size: int = 2, seed: int = 0) -> Network:
    """A bidirectional recurrent network: one layer that remembers, one that looks ahead, and an output that reads both."""
    x, bias, y = InputNeuron("x"), BiasNeuron(), Neuron("y")
    forwards = [Neuron(f"f{i}", "tanh") for i in range(size)]
    backwards = [Neuron(f"b{i}", "tanh") for i in range(size)]
    connect([x, bias], forwards)
    connect(forwards, forwards, delay=1)
    connect([x, bias], backwards)
    connect(backwards, backwards, ahead=1)
    connect([*forwards, *backwards], y)
    return Network([x], [y], seed=seed)


def test_a_synapse_reads_a_later_step() -> None:
    """What the source's output will be; 0 beyond the end."""
    x, y = InputNeuron("x"), Neuron("y")
    synapse = Synapse(x, y, 1.0, ahead=2)
    network = Network([x], [y])
    assert [[3.0], [4.0], [0.0], [0.0]] == network.predict([[[1.0], [2.0], [3.0], [4.0]]])[0]
    assert (0, 2, "w[x→y, t+2]", "Synapse(x→y, weight=1.0, ahead=2)") == (
        synapse.delay,
        synapse.ahead,
        synapse.weight.label,
        repr(synapse),
    )


def test_a_loop_ahead_runs_backwards() -> None:
    """The sum of all that is still to come, written as a neuron."""
    x, y = InputNeuron("x"), Neuron("y")
    Synapse(x, y, 1.0)
    loop = Synapse(y, y, 0.5, ahead=1)
    network = Network([x], [y])
    outputs = network.run([[1.0], [2.0], [4.0]])
    assert [3.0, 4.0, 4.0] == [y.data for [y] in outputs]
    outputs[0][0].backward()  # y1 = 1 + w (2 + 4 w)
    assert 6.0 == loop.gradient


@st.composite
def timed_networks(draw: st.DrawFn) -> Network:
    """Any topology, with synapses that read earlier and later steps anywhere."""
    inputs = [InputNeuron() for _ in range(draw(st.integers(1, 2)))]
    neurons = [Neuron(activation=draw(st.sampled_from(["linear", "tanh"]))) for _ in range(draw(st.integers(1, 6)))]
    sources: list[Any] = [*inputs, BiasNeuron()]
    for neuron in neurons:
        for source in draw(st.lists(st.sampled_from(sources), min_size=1, max_size=3, unique=True)):
            Synapse(source, neuron, draw(NUMBERS))
        sources.append(neuron)
    for _ in range(draw(st.integers(1, 4))):
        source, target = draw(st.sampled_from([*inputs, *neurons])), draw(st.sampled_from(neurons))
        when = draw(st.sampled_from([-2, -1, 1, 2]))
        if (source, when) not in target._incoming:
            Synapse(source, target, draw(NUMBERS), delay=max(when, 0), ahead=max(-when, 0))
    return Network(inputs, neurons) if draw(st.booleans()) else Network(inputs, neurons[-1:])


def mixed(network: Network, steps: int) -> bool:
    """Whether some output at some step depends on itself, by a walk over neurons and steps that knows of no directions."""
    nodes = {(neuron, t): [] for neuron in network.neurons for t in range(steps)}
    for synapse in network.synapses:
        for t in range(steps):
            if synapse.source not in network.inputs and 0 <= t - synapse.delay + synapse.ahead < steps:
                nodes[synapse.target, t].append((synapse.source, t - synapse.delay + synapse.ahead))
    return any(len(found) > 1 for found in components(nodes, nodes.__getitem__))


@given(data=st.data())
def test_any_network_computes_what_its_neurons_say(data: st.DataObject) -> None:
    """By the plain definition, a recursion over neurons and steps; recorded, predicted and compiled alike."""
    try:
        network = data.draw(timed_networks())
    except CycleError:
        return
    assert not mixed(network, 9)
    sequence = sequences(network, data, 4)
    expected = simulate(network, sequence)
    assert expected == network.predict([sequence])[0] == [[y.data for y in step] for step in network.run(sequence)]
    network.reset()
    targets = [None, [0.5] * len(network.outputs), None, [1.0] * len(network.outputs)]
    report = gradcheck(network, [sequence], [targets], mean_squared_error)
    assert report.passed
    _, gradients = network.compile(mean_squared_error, "python").value_and_gradients([sequence], [targets])
    analytic = [entry.analytic for entry in report.entries]
    assert analytic == pytest.approx(gradients, rel=1e-9, abs=1e-12)


def test_a_bidirectional_network_is_a_network_like_any_other() -> None:
    """Gradients against differences, and every backend with the same ones."""
    network = bidirectional()
    rows = [[[0.5], [-1.0], [0.25]], [[1.0], [2.0]]]
    targets = [[[1.0], None, [0.0]], [[0.5], [-0.5]]]
    assert gradcheck(network, rows, targets, mean_squared_error).passed
    found = [
        network.compile(mean_squared_error, name).value_and_gradients(rows, targets) for name in ("python", "numpy", "numba")
    ]
    for value, gradients in found[1:]:
        assert value == pytest.approx(found[0][0], rel=1e-12)
        assert list(gradients) == pytest.approx(list(found[0][1]), rel=1e-11)


def test_it_knows_what_comes_later() -> None:
    """Tell at the first step what the last one will be: it can be learned, and by one direction it cannot."""
    rows = [[[a], [b], [c]] for a in (-1.0, 1.0) for b in (-1.0, 1.0) for c in (-1.0, 1.0)]
    targets = [[row[2], None, row[0]] for row in rows]
    settings: Any = {"loss": "mean_squared_error", "max_epochs": 300, "progress": False}
    history = train(bidirectional(), rows, targets, optimizer=optimizers.Adam(0.05), **settings)
    assert history.losses[-1] < 0.01
    assert "python" == history.backend
    settings["max_epochs"] = 20
    losses = [
        train(bidirectional(), rows, targets, optimizer=optimizers.GradientDescent(0.1), **settings, compile=compiled).losses
        for compiled in (True, False)
    ]
    assert losses[0] == pytest.approx(losses[1], rel=1e-9)


def test_step_by_step_it_cannot_run() -> None:
    """A step, a plain row to predict or to learn from: the synapse is named, and what to call instead."""
    network = bidirectional()
    message = r"the synapse from neuron 'b0' to neuron 'b0' reads 1 step\(s\) ahead, so the network needs a whole sequence"
    settings: Any = {"loss": "mean_squared_error", "optimizer": optimizers.Adam(), "max_epochs": 1, "progress": False}
    for use in (
        lambda: network([1.0]),
        lambda: network.predict([[1.0]]),
        lambda: train(network, [[1.0]], [1.0], **settings),
        lambda: train(network, [[1.0]], [1.0], **settings, compile=False),
        lambda: network.compile(mean_squared_error, "python").value_and_gradients([[1.0]], [1.0]),
        lambda: train(network, [[[1.0]]], [[1.0]], validation=([[1.0]], [1.0]), **settings, compile=False),
        lambda: gradcheck(network, [1.0], 1.0, mean_squared_error),
        lambda: step_through(network, [1.0], 1.0),
    ):
        with pytest.raises(ValueError, match=message):
            use()


def test_truncation_has_no_meaning_there() -> None:
    """It cuts what flows back to earlier steps."""
    with pytest.raises(ValueError, match="this network reads later ones as well: leave it out"):
        bidirectional().run([[1.0], [2.0]], truncate=1)


def test_a_sequence_without_steps_and_with_one() -> None:
    """Nothing, and what an end without neighbours gives."""
    network = bidirectional()
    assert [] == network.run([])
    assert [[y.data for [y] in network.run([[0.5]])]] == [[y for [y] in network.predict([[[0.5]]])[0]]]


def test_the_latest_pass_is_that_of_the_last_step() -> None:
    """What weighted_input, output and delta tell after a run; and nothing after a run that raised."""
    network = bidirectional()
    outputs = network.run([[0.5], [1.0]])
    assert network["y"].output is outputs[-1][0]
    assert 1.0 == network["x"].output.data
    with pytest.raises(ValueError, match="the network has 1 inputs"):
        network.run([[0.5], [1.0, 2.0]])
    network["f0"].activation = "log"
    with pytest.raises(ValueError, match="log has no value"):
        network.run([[-500.0], [-500.0]])
    assert network["y"].output is None


def test_who_reads_both_ways_in_one_circle_is_named() -> None:
    """There is no order in which such neurons could be made."""
    x, a, b = InputNeuron("x"), Neuron("a"), Neuron("b")
    Synapse(x, a, 1.0)
    Synapse(a, b, 1.0, delay=1)
    Synapse(b, a, 1.0, ahead=1)
    with pytest.raises(CycleError, match=r"both at earlier and at later steps: [ab], [ab]; take the delay or the look"):
        Network([x], [b])


def test_directions_change_as_often_as_needed() -> None:
    """Forwards, backwards over what was found, forwards again: a summary of summaries."""
    x, chain = InputNeuron("x"), [Neuron(f"h{i}") for i in range(4)]
    for i, (source, target) in enumerate(zip([x, *chain[:-1]], chain, strict=True)):
        Synapse(source, target, 1.0)
        Synapse(target, target, 1.0, **({"ahead": 1} if i % 2 else {"delay": 1}))
    network = Network([x], [chain[-1]])
    sequence = [[1.0], [2.0], [3.0]]
    assert simulate(network, sequence) == network.predict([sequence])[0]
    assert [False, True, False, True] == [part.backwards for part in network._planned().parts]


def test_a_group_that_competes_goes_one_way() -> None:
    """A member that reads ahead takes the others with it."""
    x, first, second = InputNeuron("x"), Neuron("first"), Neuron("second")
    connect(x, [first, second], 0.5)
    Synapse(first, first, 0.5, ahead=1)
    compete([first, second])
    network = Network([x], [first, second])
    sequence = [[1.0], [-2.0], [3.0]]
    found = network.predict([sequence])[0]
    assert found == [[y.data for y in step] for step in network.run(sequence)]
    assert [1.0, 1.0, 1.0] == pytest.approx([sum(step) for step in found])
    assert found[0][0] != found[0][1]


@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"delay": -1}, ValueError, "delay must be 0 or more steps, got -1: to read a later step write ahead=1"),
        ({"ahead": -2}, ValueError, "ahead must be 0 or more steps, got -2: to read an earlier step write delay=2"),
        ({"ahead": 1.0}, TypeError, "ahead must be a whole number of steps, got float 1.0"),
        ({"ahead": True}, TypeError, "ahead must be a whole number of steps, got bool True"),
        ({"ahead": 1, "delay": 1}, ValueError, "reads an earlier step or a later one, got delay=1 and ahead=1"),
    ],
)
def test_what_is_no_step(settings: Any, error: type[Exception], message: str) -> None:
    """It is named."""
    x, y = InputNeuron("x"), Neuron("y")
    with pytest.raises(error, match=message):
        Synapse(x, y, **settings)
    assert () == x.outgoing


def test_the_same_twice_and_a_bias() -> None:
    """Reading ahead is another synapse than reading back, and a bias is the same at every step."""
    x, y, bias = InputNeuron("x"), Neuron("y"), BiasNeuron("b")
    for settings in ({}, {"delay": 1}, {"ahead": 1}):
        Synapse(x, y, 1.0, **settings)  # type: ignore[arg-type] # any of them
    with pytest.raises(ValueError, match="a synapse from input neuron 'x' to neuron 'y' with ahead 1 already"):
        Synapse(x, y, ahead=1)
    with pytest.raises(ValueError, match="a synapse from bias neuron 'b' cannot have a look ahead, got 1"):
        Synapse(bias, y, ahead=1)


def test_a_gate_of_what_comes_later() -> None:
    """The look ahead is on the source's side."""
    x, g, y = InputNeuron("x"), InputNeuron("g"), Neuron("y")
    Synapse(x, y, 1.0, gate=g, ahead=1)
    assert [[2.0], [30.0], [0.0]] == Network([x, g], [y]).predict([[[1.0, 1.0], [2.0, 10.0], [3.0, 100.0]]])[0]


def test_copies_and_files_look_ahead(tmp_path: Path) -> None:
    """The same bits come back; a file that says both is refused."""
    network, sequence = bidirectional(), [[[0.5], [1.0], [-1.0]]]
    path = save(network, tmp_path / "network.json")
    for other in (copy.deepcopy(network), pickle.loads(pickle.dumps(network)), load(path)):
        assert network.predict(sequence) == other.predict(sequence)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"ahead": 1', '"ahead": 1, "delay": 1'), encoding="utf-8")
    with pytest.raises(StorageError, match="reads an earlier step or a later one"):
        load(path)


def test_a_long_chain_of_components() -> None:
    """No recursion: ten thousand neurons, each with a loop."""
    x, chain = InputNeuron(), [Neuron() for _ in range(10_000)]
    for source, target in zip([x, *chain[:-1]], chain, strict=True):
        Synapse(source, target, 1.0)
    Synapse(chain[0], chain[0], 0.5, ahead=1)
    Synapse(chain[-1], chain[-1], 0.5, delay=1)
    assert [[2.0], [2.0]] == Network([x], [chain[-1]]).predict([[[1.5], [1.0]]])[0]
