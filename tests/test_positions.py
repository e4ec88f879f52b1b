"""Where neurons lie among their neighbours: kept, copied, saved, and drawn."""

import copy
import json
import pickle
from pathlib import Path

import pytest

import nn
from nn import InputNeuron, Network, Neuron, StorageError, Synapse, draw, zoo
from nn.drawing.zoo.picture import zoo_of


def chain(positions: list[tuple[float, ...] | None]) -> Network:
    """Neurons that hear one input."""
    x, neurons = InputNeuron("x"), [Neuron(f"m{i}") for i in range(len(positions))]
    for neuron, position in zip(neurons, positions, strict=True):
        neuron.position = position
        Synapse(x, neuron, 1.0)
    return Network([x], neurons)


def test_a_position_is_some_numbers_or_none() -> None:
    """Floats, whatever they were given as; anything else is refused by name, and nothing changes."""
    neuron = Neuron("m")
    assert neuron.position is None
    neuron.position = [1, 2]
    assert (1.0, 2.0) == neuron.position
    for wrong, error in (((), ValueError), ((float("nan"),), ValueError), ("ab", TypeError), (3, TypeError), (("a",), TypeError)):
        with pytest.raises(error, match="position of neuron 'm'"):
            neuron.position = wrong  # type: ignore[assignment]
    assert (1.0, 2.0) == neuron.position
    neuron.position = None
    assert neuron.position is None


def test_copies_and_files_keep_positions(tmp_path: Path) -> None:
    """And a network computes the same wherever its neurons lie."""
    network = chain([(0.0, 1.5), None, (2.0,)])
    nn.save(network, tmp_path / "network.json")
    for other in (nn.load(tmp_path / "network.json"), pickle.loads(pickle.dumps(network)), copy.deepcopy(network)):
        assert [None, (0.0, 1.5), None, (2.0,)] == [neuron.position for neuron in other.neurons]
        assert network.predict([[2.0]]) == other.predict([[2.0]])
    facts = json.loads((tmp_path / "network.json").read_text(encoding="utf-8"))
    assert "position" not in facts["neurons"][0]


@pytest.mark.parametrize("position", [[], ["a"], [1e999], "ab"])
def test_a_file_with_another_position_is_refused(position: object, tmp_path: Path) -> None:
    """The entry is named."""
    path = nn.save(chain([(0.0,)]), tmp_path / "network.json")
    path.write_text(path.read_text(encoding="utf-8").replace("[0.0]", json.dumps(position)), encoding="utf-8")
    with pytest.raises(StorageError, match=r"position|no number"):
        nn.load(path)


def test_a_map_is_drawn_as_it_lies() -> None:
    """Rows downwards, columns to the right, the nearest neighbours one apart, whatever the units are."""
    network = chain([(0.0, 0.0), (0.0, 0.5), (0.5, 0.0), (1.0, 1.0)])
    places = {unit.label: spot for unit, spot in zoo_of(network).places.items()}
    column, row = places["m0"]
    assert [(column + 1, row), (column, row + 1), (column + 2, row + 2)] == [places[f"m{i}"] for i in (1, 2, 3)]
    kinds = {unit.label: kind.name for unit, kind in zoo_of(network).kinds.items()}
    assert {"x": "input", "m0": "hidden", "m1": "hidden", "m2": "hidden", "m3": "hidden"} == kinds


def test_who_lies_nowhere_or_where_another_lies_stands_in_a_column() -> None:
    """A block needs a place for each; positions of three numbers have none on a page."""
    for positions in ([(0.0, 0.0), None], [(0.0, 0.0), (0.0, 0.0)], [(0.0, 0.0, 1.0), (1.0, 1.0, 1.0)]):
        places = {unit.label: spot for unit, spot in zoo_of(chain(positions)).places.items()}  # type: ignore[arg-type]
        assert places["m0"][0] == places["m1"][0]


def test_a_map_of_hundreds_is_drawn_whole() -> None:
    """A column of as many would show its ends only."""
    drawing = draw(zoo.build("kn", inputs=2, rows=12, columns=12, seed=0), legend="zoo")
    assert 146 == sum(shape.key.startswith("n") for shape in drawing.picture.shapes)


def test_what_is_fed_back_is_a_backfed_input_in_a_circle() -> None:
    """Though it is asked for as well, and its weights are those of the way back."""
    network = zoo.build("hn", neurons=6)
    found = zoo_of(network)
    assert {"backfed input"} == {kind.name for kind in found.kinds.values()}
    assert 6 == len(set(found.places.values()))
    assert 1 < len({round(column, 6) for column, _ in found.places.values()})
    columns = [shape.centre[0] for shape in draw(network).picture.shapes if shape.key.startswith("n")]
    assert 1 == len(set(columns)), "and once in the plain picture"
