"""What is saved beside the weights: preprocessing, classes, and a training that goes on; and files that a crash cannot break."""

import json
import subprocess
import sys
from io import StringIO
from itertools import product
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from test_resuming import EVERYTHING, OPTIMIZERS, pressing, taught, told, weights

from nn import Network, feed_forward, load, load_saved, save
from nn.history import History
from nn.optimizers import Adam, GradientDescent, Optimizer
from nn.preprocessing import NumberCoding, Preprocessing
from nn.storage import StorageError, load_metadata
from nn.tables import read_csv
from nn.training import train

ROOT = Path(__file__).parent.parent
NUMBERS = Preprocessing((NumberCoding("a"),), (NumberCoding("y"), NumberCoding("z")))
NOWHERE = Preprocessing((NumberCoding("a", shift=nan),))
CSV = "length,colour,kind\n1.5,red,a\n2.25,blue,b\n3,red,a\n4,blue,b\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.json"


def learned() -> Preprocessing:
    return Preprocessing.fit(read_csv(StringIO(CSV), target="kind"))


# ---- preprocessing and classes ----------------------------------------------------------------------------------------


def test_a_preprocessing_comes_back_and_predicts_from_cells(path: Path) -> None:
    """Means, deviations and words to the last bit: rows of a table in, names of classes out."""
    network = feed_forward([3, 2], seed=1)
    saved = load_saved(save(network, path, preprocessing=learned()))
    assert learned() == saved.preprocessing
    assert ("a", "b") == saved.classes
    rows = [["2", "blue"], {"colour": "red", "length": 9.5, "more": "no matter"}]
    expected = learned().decode(network.predict(learned().inputs(rows)))
    assert expected == saved.predict(rows)
    assert {"a", "b"} >= set(expected)


def test_a_network_without_preprocessing_takes_numbers_by_the_names_of_its_inputs(path: Path) -> None:
    """And gives numbers, or, where classes were saved, their names."""
    network = feed_forward([2, 2], seed=1, labels={"inputs": ["width", "height"]})
    rows: list[Any] = [[1.0, -2.0], {"height": 5.0, "width": "3"}]
    outputs = network.predict([[1.0, -2.0], [3.0, 5.0]])
    assert outputs == load_saved(save(network, path)).predict(rows)
    named = load_saved(save(network, path, classes=["no", "yes"]))
    assert (["no", "yes"], None) == (list(named.classes), named.preprocessing)
    assert [["no", "yes"][row[1] > row[0]] for row in outputs] == named.predict(rows)


def test_two_classes_may_share_an_output(path: Path) -> None:
    """Its sign tells them apart."""
    network = feed_forward([1, 1], initialiser=lambda *_: 1.0)
    assert ["no", "yes"] == load_saved(save(network, path, classes=["no", "yes"])).predict([[-1.0], [2.0]])


@pytest.mark.parametrize(
    ("sizes", "settings", "message"),
    [
        ([2, 2], {"preprocessing": "learned"}, "the preprocessing makes 3 inputs, and the network has 2"),
        ([3, 3], {"preprocessing": "learned"}, "there are 2 classes, and the network has 3 outputs"),
        ([3, 2], {"preprocessing": "learned", "classes": ["b", "a"]}, "the classes b, a are not those of the preprocessing"),
        ([1, 1], {"preprocessing": NUMBERS}, "the preprocessing has 2 targets, and the network has 1 outputs"),
        ([1, 1], {"preprocessing": NOWHERE}, r"preprocessing.inputs\[0\].shift must be a finite"),
        ([2, 2], {"classes": ["a", "b", "c"]}, "there are 3 classes, and the network has 2 outputs"),
        ([2, 2], {"classes": ["a", "a"]}, r"classes\[1\]: the name 'a' is taken already"),
        ([2, 2], {"classes": ["a", 1]}, r"classes\[1\] must be a name, got 1"),
        ([2, 2], {"classes": "ab"}, "two classes or more, got 1"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_network_is_not_saved(sizes: list[int], settings: dict[str, Any], message: str, path: Path) -> None:
    """One line, and no file."""
    settings = {key: learned() if value == "learned" else value for key, value in settings.items()}
    with pytest.raises(StorageError, match=message):
        save(feed_forward(sizes, seed=0), path, **settings)
    assert not path.exists()


# ---- a training that goes on ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_training_goes_on_from_a_file_as_if_it_had_never_stopped(name: str, path: Path) -> None:
    """Weights and history have the bits of an uninterrupted training, for every optimizer, with all settings at once."""
    twin = feed_forward([2, 4, 1], seed=0)
    whole = taught(twin, optimizer=OPTIMIZERS[name](), **EVERYTHING)
    network = feed_forward([2, 4, 1], seed=0)
    history = taught(network, optimizer=OPTIMIZERS[name](), **EVERYTHING | {"max_epochs": 3})
    saved = load_saved(save(network, path, training=history))
    assert told(history) == told(saved.history)  # type: ignore[arg-type]
    assert repr(history.state.optimizer) == repr(saved.optimizer)  # type: ignore[union-attr]
    history = taught(saved.network, optimizer=saved.optimizer, resume=saved.history, **EVERYTHING)
    assert told(whole) == told(history)
    assert weights(twin) == weights(saved.network)


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill ends the process there")
@pytest.mark.parametrize(("at", "some"), [(2, {}), (9, {}), (12, {"penalty": None}), (15, {"metric": None})])
def test_so_does_one_that_ctrl_c_stopped_in_the_middle_of_an_epoch(at: int, some: dict[str, Any], path: Path) -> None:
    """The batches that were done, and what they added up to, stand in the file; also where it is nothing."""
    settings = EVERYTHING | {"validation": None, "compile": False} | some
    network, twin = feed_forward([2, 4, 1], seed=0), feed_forward([2, 4, 1], seed=0)
    whole = taught(twin, **settings)
    history = taught(network, loss=pressing(at), **settings)
    assert "interrupted" == history.stopped
    saved = load_saved(save(network, path, training=history))
    assert told(whole) == told(taught(saved.network, optimizer=saved.optimizer, resume=saved.history, **settings))
    assert weights(twin) == weights(saved.network)


@pytest.mark.parametrize("first", [2, 4])
def test_so_does_one_that_had_the_best_weights(first: int, path: Path) -> None:
    """The file holds the best weights, with which the network predicts, and the latest, with which training goes on."""
    settings: Any = {"validation": ([[1.0, 0.0]], [0.3]), "seed": 0, "patience": 3, "max_epochs": 30}
    network, twin = feed_forward([2, 1], seed=0), feed_forward([2, 1], seed=0)
    whole = taught(twin, optimizer=GradientDescent(0.25), **settings)
    history = taught(network, optimizer=GradientDescent(0.25), **settings | {"max_epochs": first})
    saved = load_saved(save(network, path, training=history))
    assert weights(network) == weights(saved.network)
    assert told(whole) == told(taught(saved.network, optimizer=saved.optimizer, resume=saved.history, **settings))
    assert weights(twin) == weights(saved.network)


def test_shared_and_frozen_weights_are_remembered_each_once(path: Path) -> None:
    """Memory stands in the file in the order of the weights, not of the synapses."""
    network = feed_forward([2, 2, 1], seed=0)
    shared = network["h1"].incoming[0].weight
    network["h2"].incoming[0].weight = shared
    network["h2"].incoming[1].trainable = False
    history = taught(network, max_epochs=2)
    saved = load_saved(save(network, path, training=history))
    before = history.state.optimizer.memory(w.weight for w in network.synapses)  # type: ignore[union-attr]
    assert before == saved.optimizer.memory(w.weight for w in saved.network.synapses)  # type: ignore[union-attr]
    assert None in before


def test_a_metric_that_is_no_number_comes_back_so(path: Path) -> None:
    """A figure of your own may be nan or infinite; JSON has no such numbers, so they stand there as words."""
    network = feed_forward([2, 1], seed=0)
    answers = iter([nan, inf, -inf, 0.5])
    history = taught(network, metric=lambda outputs, targets: next(answers), max_epochs=4)
    found = load_saved(save(network, path, training=history)).history.metrics  # type: ignore[union-attr]
    assert ["nan", "inf", "-inf", "0.5"] == [repr(x) for x in found]


def test_the_memory_stands_a_weight_a_line(path: Path) -> None:
    """As synapses do, and by the letters of the equations."""
    network = feed_forward([2, 1], seed=0)
    save(network, path, training=taught(network, max_epochs=1, optimizer=Adam(0.5)))
    text = path.read_text(encoding="utf-8")
    assert 3 == text.count('\n      {"t": 1.0, "m": ')
    assert '\n    "optimizer": {"kind": "Adam", "learning_rate": 0.5, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-08},' in text


def test_an_optimizer_of_your_own_cannot_be_saved(path: Path) -> None:
    """A file holds names and numbers, no code."""

    class Mine(Optimizer):
        def _moved(self, w: float, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
            return w - self.learning_rate * g, memory

    network = feed_forward([2, 1], seed=0)
    with pytest.raises(StorageError, match="the optimizer is a Mine, and a file holds only those of"):
        save(network, path, training=taught(network, optimizer=Mine(0.1), max_epochs=1))
    for wrong in (History(), "history"):
        with pytest.raises(StorageError, match="training must be the History of a training"):
            save(network, path, training=wrong)  # type: ignore[arg-type]
    assert not path.exists()


def test_a_memory_beyond_a_float_cannot_be_saved(path: Path) -> None:
    """Adam squares a gradient of 1e200; it says which weight's."""
    network = feed_forward([1, 1], bias=False, initialiser="zeros")
    loss = lambda outputs, target: outputs[0] * 1e200  # noqa: E731
    history = train(network, [[1.0]], [0.0], loss=loss, optimizer=Adam(), max_epochs=1, progress=False)
    with pytest.raises(StorageError, match=r"what the optimizer remembers of w\[x1→y\] is v = inf"):
        save(network, path, training=history)


# ---- what is refused when loading -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The facts of a file that has everything a file may have."""
    path = tmp_path_factory.mktemp("full") / "network.json"
    network = feed_forward([3, 2, 2], seed=0)
    rows, targets = learned()(read_csv(StringIO(CSV), target="kind"))
    settings: Any = {"loss": "cross_entropy", "validation": 1, "patience": 2, "batch_size": 1, "seed": 0, "metric": "accuracy"}
    history = train(network, rows, targets, optimizer=Adam(), max_epochs=3, progress=False, **settings)
    state = history.state
    assert state is not None
    state.weights = {synapse.weight: 0.5 for synapse in network.synapses}
    save(network, path, preprocessing=learned(), training=history, metadata={"author": "me"})
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    part = {"size": 1, "batches": 1, "loss": 0.5, "penalty": 0.0, "norm": 1.0, "outputs": [[0.5, 0.25]], "targets": [1]}
    facts["training"]["part"] = part
    return facts


def broken(facts: dict[str, Any], keys: tuple[Any, ...], to: Any) -> dict[str, Any]:
    copy = json.loads(json.dumps(facts))
    at = copy
    for key in keys[:-1]:
        at = at[key]
    if to is KeyError:
        del at[keys[-1]]
    else:
        at[keys[-1]] = to
    return copy  # type: ignore[no-any-return]


BAD: list[tuple[tuple[Any, ...], Any, str]] = [
    (("preprocessing",), [], '"preprocessing" of the file must be an object, got a list'),
    (("preprocessing", "inputs", 0, "scale"), 0, r"preprocessing.inputs\[0\].scale must be above 0"),
    (("preprocessing", "inputs", 0, "shift"), "1", r"preprocessing.inputs\[0\].shift must be a finite number"),
    (("preprocessing", "inputs", 1, "categories"), ["red"], "the preprocessing makes 2 inputs, and the network has 3"),
    (("preprocessing", "targets", 0, "classes"), ["a", "a"], r"preprocessing.targets\[0\].classes holds 'a' twice"),
    (("preprocessing", "targets", 0, "classes"), ["a", "b", "c"], "there are 3 classes, and the network has 2 outputs"),
    (("preprocessing", "code"), "import os", "preprocessing has the unknown key 'code'"),
    (("classes",), ["a", "b"], '"classes" stand in the preprocessing'),
    (("training",), 1, '"training" of the file must be an object, got 1'),
    (("training", "more"), 1, 'training has the unknown key "more"'),
    (
        ("training", "optimizer", "kind"),
        "Adams",
        'the optimizer "Adams" is unknown: it may be GradientDescent, RMSProp, Adam, AdamW',
    ),
    (("training", "optimizer", "kind"), KeyError, "the optimizer null is unknown"),
    (("training", "optimizer", "kind"), "AdamW", 'training.optimizer has no "weight_decay"'),
    (("training", "optimizer", "beta1"), 2, r"training.optimizer: beta1 must be at least 0 and below 1, got 2\.0"),
    (("training", "optimizer", "beta1"), True, "training.optimizer.beta1 must be a number, got true"),
    (("training", "optimizer", "code"), "x", 'training.optimizer has the unknown key "code": a Adam has learning_rate, beta1'),
    (("training", "memory", 0), {"v": 1.0}, "training.memory: Adam remembers t, m, v of a parameter, got v"),
    (("training", "memory", 0, "m"), "0", r'training.memory\[0\].m must be a number, got "0"'),
    (("training", "memory", 1), [1, 2, 3], r"training.memory\[1\] must be an object or null, got a list"),
    (("training", "memory"), [], r"training.memory has 0 entries, and the network has 14 weights"),
    (("training", "weights"), [1.0], r"training.weights has 1 entries, and the network has 14 weights"),
    (("training", "random"), [1, 2], "training.random must hold 625 whole numbers, got 2"),
    (("training", "random", 3), -1, r"training.random\[3\] must be a whole number, from 0 to 4294967295, got -1"),
    (("training", "random", 624), 625, r"training.random\[624\] must be a whole number, from 0 to 624, got 625"),
    (("training", "best"), 9, "training.best must be a whole number, from 0 to 3, got 9"),
    (("training", "validation"), [2, 1], "training.validation must hold the places of rows, in order, each once"),
    (("training", "validation"), [1, 1], "training.validation must hold the places of rows, in order, each once"),
    (("training", "validation"), [-1], r"training.validation\[0\] must be a whole number, at least 0, got -1"),
    (("training", "history", "losses"), KeyError, 'training.history has no "losses"'),
    (("training", "history", "losses", 1), None, r"training.history.losses\[1\] must be a number, got null"),
    (("training", "history", "losses", 1), "nan", r'training.history.losses\[1\] must be a number, got "nan"'),
    (("training", "history", "metrics"), [0.5], "training.history.metrics has 1 entries, and there were 3 epochs"),
    (("training", "part", "batches"), 0, "training.part.batches must be a whole number, at least 1, got 0"),
    (("training", "part", "outputs"), [1], r"training.part.outputs\[0\] must be a list of numbers, got 1"),
    (("training", "part", "targets"), ["a"], r'training.part.targets\[0\] must be a number, got "a"'),
]


@pytest.mark.parametrize(("keys", "to", "message"), BAD)
def test_a_bad_entry_is_named_in_one_line(keys: tuple[Any, ...], to: Any, message: str, full: dict[str, Any], path: Path) -> None:
    """The message names the file and the place."""
    path.write_text(json.dumps(broken(full, keys, to)), encoding="utf-8")
    with pytest.raises(StorageError, match=message) as raised:
        load(path)
    assert str(raised.value).startswith(f"{path}: ")
    assert "\n" not in str(raised.value)


def test_the_full_file_is_good(full: dict[str, Any], path: Path) -> None:
    """What is broken above and below works when it is whole."""
    path.write_text(json.dumps(full), encoding="utf-8")
    saved = load_saved(path)
    assert saved.history is not None
    assert saved.history.state is not None
    assert saved.history.state.part is not None
    assert {"author": "me"} == saved.metadata == load_metadata(path)


def places(facts: Any, keys: tuple[Any, ...] = ()) -> Any:
    """Go through every place of a file, and of a long list the first and the last two."""
    if keys:
        yield keys
    if isinstance(facts, dict):
        for key, fact in facts.items():
            yield from places(fact, (*keys, key))
    if isinstance(facts, list):
        for i in dict.fromkeys((*range(min(3, len(facts))), *range(max(0, len(facts) - 2), len(facts)))):
            yield from places(facts[i], (*keys, i))


def test_whatever_stands_in_any_place_the_file_loads_or_is_refused(full: dict[str, Any], path: Path) -> None:
    """Each place of a full file, filled with things of many kinds or emptied: a network or a StorageError, and nothing else."""
    fillings = (None, True, -1, 1e300, 10**400, "", "x", [], [[]], {}, {"x": 1}, KeyError)
    refused = 0
    # every fifth pair: each place meets two or three of the twelve, and neighbours meet others
    for keys, to in list(product(places(full), fillings))[::5]:
        path.write_text(json.dumps(broken(full, keys, to)), encoding="utf-8")
        try:
            assert isinstance(load_saved(path).network, Network)
        except StorageError as error:
            refused += "\n" not in str(error)
    assert refused > 300


# ---- crashes ----------------------------------------------------------------------------------------------------------

# Forks 100 children that save two networks in turn, kills each after a random time, and reads what is there.
KILLING = """
import os, random, signal, sys, time
from pathlib import Path
from nn import feed_forward, load, save

path, kills = Path(sys.argv[1]), int(sys.argv[2])
networks = [feed_forward([6, 10, 4], seed=seed) for seed in (1, 2)]
save(networks[0], path)
began = time.perf_counter()
save(networks[0], path)
once = time.perf_counter() - began
first = [[synapse.weight.data for synapse in network.synapses] for network in networks]
generator, seen = random.Random(0), set()
for _ in range(kills):
    child = os.fork()
    if not child:
        try:
            while True:
                for network in networks:
                    save(network, path)
        finally:
            os._exit(1)
    time.sleep(generator.uniform(0.0, 3.0 * once))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the child ended by itself"
    seen.add(first.index([synapse.weight.data for synapse in load(path).synapses]))
assert seen == {0, 1}, seen
print("readable", len(list(path.parent.glob(".chainrule-*.tmp"))) > 0)
"""


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="needs fork")
def test_kill_9_while_saving_leaves_a_readable_network(tmp_path: Path) -> None:
    """At 100 random moments; some of them in the middle of writing, as what is left of temporary files shows."""
    command = [sys.executable, "-c", KILLING, str(tmp_path / "network.json"), "100"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (0, "readable True\n", "") == (done.returncode, done.stdout, done.stderr)
