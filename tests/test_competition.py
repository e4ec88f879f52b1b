"""Competition: neurons that share out 1 among themselves, in one place of the engine."""

import copy
import math
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_network import networks, sequences

from autograd import CycleError, Operation, Value
from autograd.family import Family
from autograd.operations import OPERATIONS
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
    save,
)
from nn.tracing import Shape

NUMBERS = st.floats(-30, 30)


def _centred(count: int) -> Operation:
    slopes = (1.0 - 1.0 / count, *[-1.0 / count] * (count - 1))
    return Operation("centred", lambda *xs: xs[0] - sum(xs) / len(xs), lambda out, *xs: slopes, arity=count)


centred = Family("centred", _centred, {"count": None}, (1, 2), inputs_per_count=1)


def contest(count: int = 3, rule: Any = "softmax", seed: int = 0) -> Network:
    """Two inputs, and outputs that compete."""
    inputs, outputs = [InputNeuron(), InputNeuron()], [Neuron() for _ in range(count)]
    connect([*inputs, BiasNeuron()], outputs)
    compete(outputs, rule)
    return Network(inputs, outputs, seed=seed)


def shares(numbers: list[float]) -> list[float]:
    """Softmax by the definition, with as many digits as a float has."""
    exponentials = [math.exp(x - max(numbers)) for x in numbers]
    return [e / math.fsum(exponentials) for e in exponentials]


# ---- what it computes -------------------------------------------------------------------------------------------------


@given(numbers=st.lists(NUMBERS, min_size=1, max_size=6))
def test_softmax_is_what_the_books_say(numbers: list[float]) -> None:
    """y_j = exp(x_j) / sum of exp(x_k), with dy_j/dx_k = y_j (d_jk - y_k), also where all but one vanish."""
    x = InputNeuron()
    neurons = [Neuron() for _ in numbers]
    for neuron, number in zip(neurons, numbers, strict=True):
        Synapse(x, neuron, number)
    compete(neurons)
    outputs = Network([x], neurons)([1.0])
    expected = shares(numbers)
    assert expected == pytest.approx([y.data for y in outputs], rel=1e-14)
    for j, y in enumerate(outputs):
        y.backward()
        for k, neuron in enumerate(neurons):
            rest = math.fsum(expected[:j] + expected[j + 1 :])
            slope = expected[j] * rest if j == k else -expected[j] * expected[k]
            assert slope == pytest.approx(neuron.delta, rel=1e-13, abs=1e-300)


def test_the_winner_takes_all() -> None:
    """Hardmax: 1 for the largest, 0 for the others, in equal parts where several tie; nothing flows back."""
    x = InputNeuron()
    neurons = [Neuron() for _ in range(3)]
    synapses = [Synapse(x, neuron, weight) for neuron, weight in zip(neurons, (1.0, 3.0, 2.0), strict=True)]
    compete(neurons, "hardmax")
    network = Network([x], neurons)
    assert [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]] == network.predict([[1.0], [-1.0], [0.0]])
    network([1.0])[1].backward()
    assert [0.0, 0.0, 0.0] == [synapse.gradient for synapse in synapses]


def test_shares_add_up_to_one_however_large_the_numbers_are() -> None:
    """No exponential overflows, and the smallest share keeps its digits."""
    network = contest(3)
    found = network.predict([[1e300, -1e300], [700.0, 800.0], [0.0, 0.0]])
    assert [1.0, 1.0, 1.0] == pytest.approx([sum(row) for row in found], rel=1e-15)


def test_nan_stays_nan() -> None:
    """In every share, and whoever wins."""
    for rule in ("softmax", "hardmax"):
        assert all(math.isnan(y.data) for y in contest(3, rule)([math.nan, 1.0]))


def test_weighted_input_output_and_delta_are_the_textbook_s() -> None:
    """x_j is the sum before, y_j the share, and the gradient of a weight is y_i dE/dx_j to the bit."""
    network = contest(4)
    mean_squared_error(network([0.5, -1.0]), [0.0, 1.0, 0.0, 0.0]).backward()
    assert shares([y.weighted_input.data for y in network.outputs]) == pytest.approx(
        [y.output.data for y in network.outputs], rel=1e-14
    )
    for synapse in network.synapses:
        assert synapse.gradient == synapse.source.output.data * synapse.target.delta


def test_one_neuron_alone_always_wins() -> None:
    """Its share is 1, and nothing flows back."""
    network = contest(1)
    (y,) = network([2.0, 3.0])
    y.backward()
    assert (1.0, 0.0) == (y.data, network.synapses[0].gradient)


def test_a_rule_of_one_s_own() -> None:
    """Any family that takes a count of numbers: here the distance from the mean."""
    network = contest(3, centred)
    assert 0.0 == pytest.approx(sum(y.data for y in network([1.0, 2.0])))
    assert gradcheck(network, [1.0, 2.0], [0.0, 0.5, 1.0], mean_squared_error).passed
    with pytest.raises(StorageError, match="the rule of <Competition of 3 by centred: y1, y2, y3> is not in the table"):
        save(network, "never written")


# ---- in networks ------------------------------------------------------------------------------------------------------


@given(network=networks(["linear", "tanh"], delays=2), data=st.data())
def test_wherever_a_group_stands_recorded_predicted_and_compiled_agree(network: Network, data: st.DataObject) -> None:
    """Any neurons of any network that do not depend on each other compete: the same numbers on all ways, or the same error."""
    fired = [neuron for neuron in network.neurons if isinstance(neuron, Neuron) and "tanh" != neuron.activation.name]
    group = data.draw(st.lists(st.sampled_from(fired), unique=True)) if fired else []
    if not group:
        return
    compete(group, data.draw(st.sampled_from(["softmax", "hardmax"])))
    sequence = sequences(network, data, 3)
    try:
        recorded = [[y.data for y in step] for step in network.run(sequence)]
    except (CycleError, ArithmeticError, ValueError) as error:
        with pytest.raises(type(error)):
            network.predict([sequence])
        return
    assert repr(recorded) == repr(network.predict([sequence])[0])


def test_a_compiled_contest_has_the_recorded_gradients() -> None:
    """On every backend, within 1e-12 of their size."""
    network, rows, targets = contest(4), [[0.5, -1.0], [2.0, 0.25]], [[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]
    for row, target in zip(rows, targets, strict=True):
        mean_squared_error(network(row), target).backward(0.5)
    expected = list(network.gradients().values())
    for backend in ("python", "numpy", "numba"):
        _, found = network.compile(mean_squared_error, backend).value_and_gradients(rows, targets)
        assert expected == pytest.approx(found, rel=1e-12)


def test_gradients_agree_with_differences() -> None:
    """First and second derivatives, in a hidden group that others read."""
    x, group, y = InputNeuron(), [Neuron() for _ in range(3)], Neuron(activation="tanh")
    connect([x, BiasNeuron()], group)
    connect(group, y)
    compete(group)
    assert gradcheck(Network([x], [y], seed=1), [[0.5], [-2.0]], [0.3, 1.0], mean_squared_error, order=2).passed


def test_a_group_fires_together() -> None:
    """At the depth of its deepest member, and a network that wants one output has all that it depends on."""
    x, deep, first, second = InputNeuron("x"), Neuron("deep"), Neuron("first"), Neuron("second")
    Synapse(x, first, 1.0)
    Synapse(x, deep, 1.0)
    Synapse(deep, second, 1.0)
    compete([first, second])
    network = Network([x], [first])
    assert [[deep], [second]] == network.hidden
    assert [first.competition] == network.competitions
    assert 3 == len(network._planned().passed)  # each once, however many ask for the group
    assert [[0.5]] == network.predict([[1.0]])


def test_who_competes_with_what_it_depends_on_is_a_circle() -> None:
    """The share of the second needs the weighted input of the first, which needs the share."""
    x, first, second = InputNeuron("x"), Neuron("first"), Neuron("second")
    Synapse(x, first, 1.0)
    Synapse(first, second, 1.0)
    compete([first, second])
    with pytest.raises(CycleError, match="first -> "):
        Network([x], [second])


def test_a_member_without_synapses_is_named() -> None:
    """Also where the network asks for another one."""
    x, first, second = InputNeuron("x"), Neuron("first"), Neuron("second")
    Synapse(x, first, 1.0)
    compete([first, second])
    with pytest.raises(ValueError, match="neuron 'second' has no incoming synapses"):
        Network([x], [first])


def test_a_network_is_given_a_whole_group_or_none_of_it() -> None:
    """The others would have to know a weighted input that is not computed."""
    x, first, second, y = InputNeuron("x"), Neuron("first"), Neuron("second"), Neuron("y")
    connect(x, [first, second], 1.0)
    connect([first, second], y, 1.0)
    compete([first, second])
    with pytest.raises(ValueError, match="neuron 'first' competes with neuron 'second', and is among the inputs"):
        Network([first, x], [y])
    assert [[5.0]] == Network([first, second], [y]).predict([[2.0, 3.0]])


# ---- groups -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda h: compete([]), ValueError, "a competition needs at least one neuron, got none"),
        (lambda h: compete([h, h]), ValueError, "neuron 'h' is listed twice in a competition"),
        (compete, TypeError, "a competition is made of a list of neurons, got Neuron"),
        (lambda h: compete([h, 1.0]), TypeError, "a competition is made of neurons, got float"),
        (lambda h: compete([h, InputNeuron("x")]), TypeError, "input neuron 'x' cannot compete: it has no weighted input"),
        (lambda h: compete([h, Neuron("t", "tanh")]), ValueError, "neuron 't' has the activation 'tanh'"),
        (lambda h: compete([h], "softmaxx"), ValueError, "unknown rule 'softmaxx' of a competition: there is 'softmax'"),
        (lambda h: compete([h], "weighted_sum"), ValueError, "unknown rule 'weighted_sum'"),
        (lambda h: compete([h], 3), TypeError, "the rule of a competition must be a name such as 'softmax', got int 3"),
        (lambda h: compete([h], OPERATIONS["tanh"]), TypeError, "must be a name such as 'softmax', got Operation"),
    ],
)
def test_what_is_no_competition(make: Any, error: type[Exception], message: str) -> None:
    """It is named, and nothing has changed."""
    h = Neuron("h")
    with pytest.raises(error, match=message):
        make(h)
    assert h.competition is None


def test_a_neuron_is_in_one_competition() -> None:
    """A second one is an error until the first is dissolved; the neurons then answer alone again."""
    first, second, third = Neuron("first"), Neuron("second"), Neuron("third")
    group = compete([first, second])
    with pytest.raises(ValueError, match="neuron 'second' is in a competition already, <Competition of 2 by softmax: first"):
        compete([third, second])
    assert third.competition is None
    group.dissolve()
    assert compete([third, second]).neurons == (third, second)
    with pytest.raises(ValueError, match="has been dissolved already"):
        group.dissolve()


def test_networks_see_a_change_of_the_group() -> None:
    """A new rule and the end of it, at the next call."""
    network = contest(2)
    group = network.competitions[0]
    soft = network.predict([[1.0, 2.0]])[0]
    group.rule = "hardmax"
    assert {0.0, 1.0} == set(network.predict([[1.0, 2.0]])[0])
    group.dissolve()
    x1, x2 = network.predict([[1.0, 2.0]])[0]
    assert shares([x1, x2]) == pytest.approx(soft)


def test_the_activation_of_a_member_is_the_rule() -> None:
    """It is read there and cannot be assigned; the neuron says so itself."""
    first, second = Neuron("first"), Neuron("second")
    compete([first, second])
    assert ("softmax(2)", "Neuron('first', competition='softmax')") == (first.activation.label, repr(first))
    with pytest.raises(ValueError, match="neuron 'first' is in a competition, whose rule makes its output"):
        first.activation = "tanh"


# ---- copies and files -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_copies_compete_among_themselves(copied: Any) -> None:
    """A copy has a group of its own, whichever of network, neuron and group was copied."""
    network = contest(3, "hardmax")
    other = copied(network)
    assert network.predict([[1.0, 2.0]]) == other.predict([[1.0, 2.0]])
    other.competitions[0].rule = "softmax"
    assert "hardmax" == network.competitions[0].rule.name
    member, group = copied(network.outputs[0]), copied(network.competitions[0])
    assert [3, 3] == [len(member.competition), len(group)]
    assert all(neuron.competition is group for neuron in group)


def test_copies_follow_a_group_beyond_its_synapses() -> None:
    """Two neurons that nothing joins but the competition travel together."""
    first, second = Neuron("first"), Neuron("second")
    compete([first, second])
    assert ["first", "second"] == [neuron.label for neuron in copy.deepcopy(first).competition]


def test_a_file_keeps_the_group(tmp_path: Path) -> None:
    """The same bits come back, and the same bytes when that is saved again."""
    for rule in ("softmax", "hardmax"):
        network, path = contest(3, rule), tmp_path / f"{rule}.json"
        found = load(save(network, path))
        assert network.predict([[1.0, 2.0]]) == found.predict([[1.0, 2.0]])
        assert (rule, ["y1", "y2", "y3"]) == (found.competitions[0].rule.name, [n.label for n in found.competitions[0]])
        assert path.read_bytes() == save(found, tmp_path / "again.json").read_bytes()


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ('{"rule": "softmaxx", "neurons": ["y1"]}', "competitions.0.: unknown rule 'softmaxx'"),
        ('{"rule": "softmax", "neurons": ["y1", "y9"]}', 'competitions.0.: the neuron "y9" is not in the file'),
        ('{"rule": "softmax", "neurons": ["y1", "y1"]}', "competitions.0.: neuron 'y1' is listed twice"),
        ('{"rule": "softmax", "neurons": []}', "competitions.0.: a competition needs at least one neuron"),
        ('{"rule": "softmax", "neurons": ["x1"]}', "competitions.0.: input neuron 'x1' cannot compete"),
        ('{"rule": "softmax"}', 'competitions.0. has no "neurons"'),
        ('{"rule": 1, "neurons": ["y1"]}', '"rule" of competitions.0. must be a string, got 1'),
        ('{"rule": "softmax", "neurons": ["y1"], "speed": 1}', 'competitions.0. has the unknown key "speed"'),
        ('["y1"]', "competitions.0. must be an object"),
    ],
)
def test_a_bad_entry_of_a_file_is_named(entry: str, message: str, tmp_path: Path) -> None:
    """With the section and its place."""
    network = contest(2)
    network.competitions[0].dissolve()
    path = save(network, tmp_path / "network.json")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip().removesuffix("}").rstrip() + f',\n  "competitions": [{entry}]\n}}\n', encoding="utf-8")
    with pytest.raises(StorageError, match=message):
        load(path)


def test_outputs_can_be_values_of_a_bigger_graph() -> None:
    """What competes is recorded like anything else: recompute runs it again at a new point."""
    network = contest(2)
    x = Value(1.0)
    y, _ = network([x, 2.0])
    before = y.data
    x.data = 3.0
    y.recompute()
    assert before != y.data == network.predict([[3.0, 2.0]])[0][0]


def test_a_program_computes_each_share_once() -> None:
    """The derivatives of a share are shares of its rivals, which are there: four neurons, four softmax rows."""
    network = contest(4)
    program = network.compile(mean_squared_error, "python")
    program.value_and_gradients([[0.5, -1.0]], [[1.0, 0.0, 0.0, 0.0]])
    rows = [row.operation.name for row in program.program(Shape(None, (4,)))._written_out().sample]
    assert 4 == rows.count("softmax")
