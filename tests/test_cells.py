"""Cells: named subgraphs that go with their neurons wherever these go."""

import copy
import pickle
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from nn import BiasNeuron, Cell, InputNeuron, Network, Neuron, StorageError, Synapse, connect, load, save


def with_cell() -> tuple[Network, Cell]:
    """An input, a cell of a sum and its tanh with a bias of its own, and an output."""
    x, bias, total, squashed, y = InputNeuron("x"), BiasNeuron(), Neuron(), Neuron(activation="tanh"), Neuron("y")
    connect([x, bias], total, 0.5)
    Synapse(total, squashed, 1.0)
    Synapse(squashed, total, 0.25, delay=1)
    Synapse(squashed, y, 2.0)
    return Network([x], [y]), Cell("unit", {"bias": bias, "sum": total, "squashed": squashed})


def test_a_cell_names_its_parts() -> None:
    """label.name, and they are found by name in the cell and by label in the network."""
    network, cell = with_cell()
    assert ["unit.bias", "unit.sum", "unit.squashed"] == [neuron.label for neuron in cell]
    assert network["unit.sum"] is cell["sum"]
    assert "w[unit.squashed→unit.sum, t-1]" == cell.synapses[1].weight.label
    with pytest.raises(KeyError, match="the cell 'unit' has no part 'gate': it has bias, sum, squashed"):
        cell["gate"]
    cell.label = "first"
    assert ["first.bias", "first.sum", "first.squashed"] == [neuron.label for neuron in cell.neurons]
    assert "Cell('first': bias, sum, squashed)" == repr(cell)


def test_what_leads_in_out_and_around() -> None:
    """Its own synapses, those from outside and those to outside: what a picture of one glyph needs."""
    network, cell = with_cell()
    assert [cell] == network.cells
    assert [("x", "unit.sum")] == [(s.source.label, s.target.label) for s in cell.entering]
    assert [("unit.squashed", "y")] == [(s.source.label, s.target.label) for s in cell.leaving]
    assert {("unit.bias", "unit.sum"), ("unit.squashed", "unit.sum"), ("unit.sum", "unit.squashed")} == {
        (s.source.label, s.target.label) for s in cell.synapses
    }
    assert cell.output is network["unit.squashed"]
    assert (3, True, False) == (len(cell), cell["sum"] in cell, network["y"] in cell)


def test_a_cell_changes_no_number() -> None:
    """It is a way of seeing."""
    network, cell = with_cell()
    sequence = [[[1.0], [2.0]]]
    expected = network.predict(sequence)
    cell.dissolve()
    assert ([], None) == (network.cells, network["unit.sum"].cell)
    assert expected == network.predict(sequence)


def test_a_network_of_a_part_of_a_cell_has_that_part() -> None:
    """Networks are views: one may ask for what is inside a cell."""
    network, cell = with_cell()
    total = cell["sum"]
    assert isinstance(total, Neuron)
    assert [cell] == Network(network.inputs, [total]).cells


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda h: Cell("", {"h": h}), ValueError, "the label of a cell must not be empty"),
        (lambda h: Cell(1, {"h": h}), TypeError, "the label of a cell must be a string, got int 1"),
        (lambda h: Cell("c", {}), ValueError, "a cell needs at least one neuron, got none"),
        (lambda h: Cell("c", [h]), TypeError, "must be a mapping from names to neurons .*, got list"),
        (lambda h: Cell("c", {"h": 1.0}), TypeError, "'h' of a cell must be a neuron, got float 1.0"),
        (lambda h: Cell("c", {"": h}), ValueError, "the name of a part of a cell must not be empty"),
        (lambda h: Cell("c", {1: h}), TypeError, "the name of a part of a cell must be a string, got int 1"),
        (lambda h: Cell("c", {"a": h, "b": h}), ValueError, "neuron 'h' is listed twice in a cell"),
        (lambda h: Cell("c", {"a": h, "x": InputNeuron("x")}), ValueError, "input neuron 'x' cannot be a part of a cell"),
    ],
)
def test_what_is_no_cell(make: Any, error: type[Exception], message: str) -> None:
    """It is named, and nothing has changed."""
    h = Neuron("h")
    with pytest.raises(error, match=message):
        make(h)
    assert (None, "h") == (h.cell, h.label)


def test_a_neuron_is_in_one_cell() -> None:
    """Until that is dissolved."""
    shared = Neuron("shared")
    cell = Cell("first", {"shared": shared})
    with pytest.raises(ValueError, match=r"neuron 'first\.shared' is in a cell already, Cell\('first': shared\)"):
        Cell("second", {"other": Neuron(), "shared": shared})
    cell.dissolve()
    assert "second.shared" == Cell("second", {"shared": shared})["shared"].label


def test_two_cells_of_a_network_have_different_labels() -> None:
    """Like neurons."""
    x, y, parts = InputNeuron("x"), Neuron("y"), [Neuron(), Neuron()]
    connect(x, parts, 1.0)
    connect(parts, y, 1.0)
    Cell("same", {"a": parts[0]})
    Cell("same", {"b": parts[1]})
    with pytest.raises(ValueError, match="two cells of the network have the label 'same'"):
        Network([x], [y])


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_copies_have_cells_of_their_own(copied: Any) -> None:
    """With the same names, whether the network, a part or the cell was copied."""
    network, cell = with_cell()
    (other,) = copied(network).cells
    assert other is not cell
    assert ("unit", ["bias", "sum", "squashed"]) == (other.label, [name for name, _ in other.members()])
    assert all(neuron.cell is other for neuron in other)
    found = copied(cell)
    assert found["sum"].cell is found
    assert "unit" == copied(cell["sum"]).cell.label


def test_a_file_keeps_the_cells(tmp_path: Path) -> None:
    """With labels of the user's own; the same bytes when it is saved again. Of a cell that is there in part, the part."""
    network, cell = with_cell()
    cell["sum"].label = "total"
    path = save(network, tmp_path / "network.json")
    found = load(path)
    assert ("unit", {"bias": "unit.bias", "sum": "total", "squashed": "unit.squashed"}) == (
        found.cells[0].label,
        {name: neuron.label for name, neuron in found.cells[0].members()},
    )
    assert path.read_bytes() == save(found, tmp_path / "again.json").read_bytes()
    total = cell["sum"]
    assert isinstance(total, Neuron)
    total.incoming[-1].remove()
    part = load(save(Network(network.inputs, [total]), path))
    assert ["bias", "sum"] == [name for name, _ in part.cells[0].members()]


def test_a_bad_cell_of_a_file_is_named(tmp_path: Path) -> None:
    """With its place."""
    network, _ = with_cell()
    path = save(network, tmp_path / "network.json")
    text = path.read_text(encoding="utf-8")
    for old, new, message in (
        ('"sum": "unit.sum"', '"sum": "y9"', 'cells.0.: the neuron "y9" is not in the file'),
        ('"label": "unit", ', "", 'cells.0. has no "label"'),
        ('"label": "unit", ', '"label": "", ', "cells.0.: the label of a cell must not be empty"),
        ('{"bias": "unit.bias", "sum"', '{"bias": "x", "sum"', "cells.0.: input neuron 'x' cannot be a part"),
    ):
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(StorageError, match=message):
            load(path)


def test_a_cell_of_ten_thousand_neurons_is_copied() -> None:
    """In linear time, and without recursion."""
    chain = [Neuron() for _ in range(10_000)]
    for source, target in pairwise(chain):
        Synapse(source, target, 1.0)
    cell = copy.deepcopy(Cell("long", {str(i): neuron for i, neuron in enumerate(chain)}))
    assert (10_000, "long.9999", 9_999) == (len(cell), cell.output.label, len(cell.synapses))
