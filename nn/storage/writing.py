"""Writing a network to a file."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from autograd import Value
from autograd.files import write_atomically
from autograd.operations import FAMILIES, frozen
from nn.cells import Cell
from nn.groups import Competition
from nn.history import History
from nn.lookup import activation_row, combine_family
from nn.network import Network
from nn.neuron import AbstractNeuron, Neuron
from nn.preprocessing import Preprocessing, PreprocessingError
from nn.synapse import Synapse, unique_names

from .format import FILE, FORMAT, KINDS, MOST_SYNAPSES, VERSION, StorageError
from .saved import check_fit, checked_classes
from .training_facts import training_facts

_BY_LINE = {"neurons", "weights", "synapses", "competitions", "cells", "memory"}
_LEFT_OUT = {"metadata", "weights", "competitions", "cells"}  # where there are none


def save(
    network: Network,
    path: str | os.PathLike[str],
    *,
    metadata: Mapping[str, Any] | None = None,
    preprocessing: Preprocessing | None = None,
    classes: Iterable[str] | None = None,
    training: History | None = None,
) -> Path:
    """Write the structure and the weights of ``network`` to ``path`` as JSON, and return the path.

    The file is written whole or not at all: one that was there before stays until the new one is complete. ``metadata`` may
    hold anything that JSON can, for people to read. ``preprocessing`` is what was learned about the columns of a table, and
    ``classes`` the names of the outputs' classes where it does not know them. ``training``, the History that `train` returned,
    keeps its optimizer's memory and its random state, so that it can be resumed. `load_saved` gives all of it back. The state
    that delayed synapses read, the gradients and the latest pass are not written.

    Raises StorageError, naming the weight or the neuron, for a weight that is infinite or nan, an activation, combine or
    optimizer of your own, more than a million synapses, a preprocessing that does not fit the network, and metadata that JSON
    cannot hold; OSError where the file cannot be written.

    >>> import tempfile
    >>> from nn import feed_forward
    >>> from nn.storage import load
    >>> network = feed_forward([2, 3, 1], seed=0)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     copy = load(save(network, f"{folder}/network.json"))
    >>> copy.predict([[0.5, -1.0]]) == network.predict([[0.5, -1.0]])
    True
    """
    facts = _facts(network)
    facts["metadata"] = dict(metadata or {})
    facts |= _learned(network, preprocessing, classes)
    if training is not None:
        facts["training"] = training_facts(training, list(dict.fromkeys(synapse.weight for synapse in network.synapses)))
    ordered = {key: facts[key] for key in FILE if facts.get(key) or (key in facts and key not in _LEFT_OUT)}
    return write_atomically(path, _written(ordered))


def _learned(network: Network, preprocessing: Preprocessing | None, classes: Iterable[str] | None) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    names = () if classes is None else checked_classes(classes)
    if preprocessing is not None:
        facts["preprocessing"] = preprocessing.to_dict()
        known = preprocessing.target_names if preprocessing.has_classes else ()
        if names and known and names != known:
            raise StorageError(f"the classes {', '.join(names)} are not those of the preprocessing, {', '.join(known)}")
        try:
            Preprocessing.from_dict(facts["preprocessing"])
        except PreprocessingError as error:
            raise StorageError(str(error)) from None
        names = known or names
    check_fit(network, preprocessing, names)
    if names and not (preprocessing is not None and preprocessing.has_classes):
        facts["classes"] = list(names)
    return facts


def _facts(network: Network) -> dict[str, Any]:
    synapses = network.synapses
    if len(synapses) > MOST_SYNAPSES:
        raise StorageError(f"a file holds at most {MOST_SYNAPSES} synapses, and the network has {len(synapses)}")
    names, members = _weight_names(synapses), set(network.neurons)
    return {
        "format": FORMAT,
        "version": VERSION,
        "inputs": [neuron.label for neuron in network.inputs],
        "outputs": [neuron.label for neuron in network.outputs],
        "neurons": [_neuron_facts(neuron) | _position_facts(neuron) for neuron in network.neurons],
        "weights": [{"name": name, **_weight_facts(weight)} for weight, name in names.items()],
        "synapses": [_synapse_facts(synapse, names) for synapse in synapses],
        "competitions": [_competition_facts(competition) for competition in network.competitions],
        "cells": [_cell_facts(cell, members) for cell in network.cells],
    }


def _competition_facts(competition: Competition) -> dict[str, Any]:
    rule = competition.rule
    if FAMILIES.get(rule.name) is not rule:
        raise StorageError(f"the rule of {competition!r} is not in the table of operations, and a file holds only what it names")
    return {"rule": rule.name, "neurons": [neuron.label for neuron in competition]}


def _cell_facts(cell: Cell, members: set[AbstractNeuron]) -> dict[str, Any]:
    """Return the parts of a cell that the network has: the names of all, and the labels."""
    return {"label": cell.label, "neurons": {name: neuron.label for name, neuron in cell.members() if neuron in members}}


def _position_facts(neuron: AbstractNeuron) -> dict[str, Any]:
    return {} if neuron.position is None else {"position": list(neuron.position)}


def _neuron_facts(neuron: AbstractNeuron) -> dict[str, Any]:
    kind = next((kind for kind, made in KINDS.items() if type(neuron) is made), None)
    if kind is None:
        raise StorageError(f"{neuron} is a {type(neuron).__name__}, which a file cannot hold")
    if not isinstance(neuron, Neuron):
        return {"label": neuron.label, "kind": kind}
    if neuron.competition is not None:  # whose rule stands there
        return {"label": neuron.label, "kind": kind, "combine": neuron.combine.name}
    activation, combine = neuron.activation.label, neuron.combine.name
    for role, row, name, look_up in (
        ("activation", neuron.activation, activation, activation_row),
        ("combine", neuron.combine, combine, combine_family),
    ):
        if not _is_found(name, row, look_up):
            raise StorageError(
                f"the {role} of {neuron}, {name}, is not in the table of operations, and a file holds only what it names"
            )
    if _is_found(neuron.activation.name, neuron.activation, activation_row):
        activation = neuron.activation.name  # its parameters are the usual ones: linear, and not linear(1.0)
    return {"label": neuron.label, "kind": kind, "activation": activation, "combine": combine}


def _is_found(name: str, row: object, look_up: Any) -> bool:
    try:
        return look_up(name, "") is row
    except ValueError:
        return False


def _weight_names(synapses: list[Synapse]) -> dict[Value, str]:
    """Return a unique name for each weight that needs one: it is shared, or its label is not the automatic one."""
    uses = Counter(synapse.weight for synapse in synapses)
    return unique_names(s.weight for s in synapses if uses[s.weight] > 1 or s.weight.label != s._label_given)


def _weight_facts(weight: Value) -> dict[str, Any]:
    if not isfinite(weight.data):
        raise StorageError(f"the weight {weight.label} is {weight.data!r}: a file holds finite numbers only")
    return {"value": weight.data, **({"trainable": False} if weight.operation is frozen else {})}


def _synapse_facts(synapse: Synapse, names: dict[Value, str]) -> dict[str, Any]:
    facts: dict[str, Any] = {"source": synapse.source.label, "target": synapse.target.label}
    if synapse.weight in names:
        facts["weight"] = names[synapse.weight]
    else:
        of_weight = _weight_facts(synapse.weight)
        facts |= {"weight": of_weight.pop("value"), **of_weight}
    return facts | {key: steps for key, steps in (("delay", synapse.delay), ("ahead", synapse.ahead)) if steps}


def _written(facts: dict[str, Any]) -> str:
    try:
        try:
            return _lines(facts, ensure_ascii=False)
        except UnicodeEncodeError:  # half a character in a label: JSON can hold it, UTF-8 cannot
            return _lines(facts, ensure_ascii=True)
    except (TypeError, ValueError, RecursionError) as error:
        raise StorageError(f"the metadata cannot be written as JSON: {error}") from None


def _lines(facts: dict[str, Any], *, ensure_ascii: bool) -> str:
    def written(fact: Any) -> str:
        return json.dumps(fact, ensure_ascii=ensure_ascii, allow_nan=False)

    def listing(facts: dict[str, Any], margin: str) -> list[str]:
        """Return an entry for each key, lists of objects with a line for each."""
        entries = []
        for key, fact in facts.items():
            if key == "training":
                inner = ",\n".join(listing(fact, margin + "  "))
                entries.append(f"{margin}{written(key)}: {{\n{inner}\n{margin}}}")
            elif key in _BY_LINE and fact:
                rows = ",\n".join(f"{margin}  {written(entry)}" for entry in fact)
                entries.append(f"{margin}{written(key)}: [\n{rows}\n{margin}]")
            else:
                entries.append(f"{margin}{written(key)}: {written(fact)}")
        return entries

    text = "{\n" + ",\n".join(listing(facts, "  ")) + "\n}\n"
    text.encode("utf-8")
    return text
