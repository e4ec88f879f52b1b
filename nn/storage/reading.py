"""Reading a network from a file. Every entry is checked before anything is made of it, and nothing is executed."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from autograd import Value
from autograd.operations import frozen, parameter
from nn.cells import Cell
from nn.groups import Competition
from nn.network import Network
from nn.neuron import AbstractNeuron, Neuron
from nn.preprocessing import Preprocessing, PreprocessingError
from nn.synapse import Synapse

from .checks import entry, finite, short
from .format import (
    CELL,
    COMPETITION,
    FILE,
    FORMAT,
    KINDS,
    LARGEST_FILE,
    MOST_SYNAPSES,
    NEURON,
    SYNAPSE,
    VERSION,
    WEIGHT,
    Keys,
    StorageError,
)  # fmt: skip
from .saved import Saved, check_fit, checked_classes
from .training_facts import read_training


def load(path: str | os.PathLike[str]) -> Network:
    """Return the network that `save` wrote to ``path``: the same structure, and the same weights to the last bit.

    Raises StorageError, naming the file and the entry, for anything that is no such file: not JSON, another format or version,
    unknown or missing keys, labels given twice, a synapse from or to a neuron that is not there, a weight that is not
    finite, a circle without a delay, more than a million synapses. Raises OSError where the file cannot be read.
    """
    return load_saved(path).network


def load_saved(path: str | os.PathLike[str]) -> Saved:
    """Return everything that `save` wrote to ``path``: the network, and preprocessing, classes, training and metadata with it.

    A training that was saved goes on as if it had never stopped:
    ``train(saved.network, ..., optimizer=saved.optimizer, resume=saved.history)``, with the settings that it had.

    Raises as `load` does.

    >>> import tempfile
    >>> from nn import feed_forward, save
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     saved = load_saved(save(feed_forward([2, 3], seed=0), f"{folder}/network.json", classes=["red", "green", "blue"]))
    >>> saved.classes, saved.predict([[0.5, -1.0]])
    (('red', 'green', 'blue'), ['green'])
    """
    try:
        facts = _parsed(path)
        network = _network(facts)
        preprocessing = Preprocessing.from_dict(facts["preprocessing"]) if "preprocessing" in facts else None
        classes = _classes(facts, preprocessing)
        check_fit(network, preprocessing, classes)
        optimizer, history = None, None
        if "training" in facts:
            weights = list(dict.fromkeys(synapse.weight for synapse in network.synapses))
            optimizer, history = read_training(facts["training"], weights)
        return Saved(network, preprocessing, classes, optimizer, history, facts.get("metadata", {}))
    except (StorageError, PreprocessingError) as error:
        raise StorageError(f"{os.fspath(path)}: {error}") from None


def load_metadata(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the ``metadata`` that were saved with a network, {} where there are none. Raises as `load` does for the file."""
    try:
        metadata: dict[str, Any] = _parsed(path).get("metadata", {})
    except StorageError as error:
        raise StorageError(f"{os.fspath(path)}: {error}") from None
    return metadata


def _classes(facts: dict[str, Any], preprocessing: Preprocessing | None) -> tuple[str, ...]:
    known = preprocessing.target_names if preprocessing is not None and preprocessing.has_classes else ()
    if "classes" not in facts:
        return known
    if known:
        raise StorageError('"classes" stand in the preprocessing, and must not stand in the file a second time')
    return checked_classes(facts["classes"])


def _parsed(path: str | os.PathLike[str]) -> dict[str, Any]:
    with Path(path).open("rb") as file:
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise StorageError(f"the file has more than {LARGEST_FILE} bytes")
    try:
        facts = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant, object_pairs_hook=_object)
    except UnicodeDecodeError as error:
        raise StorageError(f"the file is no text in UTF-8 (byte {error.start})") from None
    except RecursionError:
        raise StorageError("the file is no network: lists or objects are nested too deep") from None
    except json.JSONDecodeError as error:
        raise StorageError(f"the file is not valid JSON: {error}") from None
    except ValueError as error:  # a number with thousands of digits
        raise error if isinstance(error, StorageError) else StorageError(f"the file is not valid JSON: {error}") from None
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise StorageError(f'the file holds JSON, but no network: it must be an object with "format": "{FORMAT}"')
    if facts.get("version") != VERSION or facts["version"] is True:
        raise StorageError(f"the file has the format version {facts.get('version')!r}, and this chainrule reads {VERSION}")
    return entry(facts, "the file", FILE)


def _no_constant(name: str) -> float:
    raise StorageError(f"the file holds {name}, which is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    facts = dict(pairs)
    if len(facts) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise StorageError(f"the key {short(twice)} stands twice in one object")
    return facts


def _network(facts: dict[str, Any]) -> Network:
    if len(facts["synapses"]) > MOST_SYNAPSES:
        raise StorageError(f"the file has {len(facts['synapses'])} synapses, more than {MOST_SYNAPSES}")
    neurons = dict(_unique("neurons", "label", NEURON, facts["neurons"], _neuron))
    weights = dict(_unique("weights", "name", WEIGHT, facts.get("weights", []), _weight))
    for i, synapse in enumerate(facts["synapses"]):
        where = f"synapses[{i}]"
        entry(synapse, where, SYNAPSE)
        try:
            _synapse(synapse, neurons, weights)
        except (ValueError, TypeError) as error:
            raise StorageError(f"{where}: {error}") from None
    _groups(facts, neurons)
    unused = set(weights) - {synapse["weight"] for synapse in facts["synapses"] if isinstance(synapse["weight"], str)}
    if unused:
        raise StorageError(f"no synapse has the weight {short(min(unused))}")
    try:
        network = Network(*[[_found(label, neurons, key) for label in facts[key]] for key in ("inputs", "outputs")])
    except (ValueError, TypeError) as error:
        raise StorageError(str(error)) from None
    members = set(network.neurons)
    apart = [label for label, neuron in neurons.items() if neuron not in members]
    if apart:
        raise StorageError(f"no path leads from the neuron {short(apart[0])} to an output")
    return network


def _groups(facts: dict[str, Any], neurons: dict[str, AbstractNeuron]) -> None:
    makers: dict[str, tuple[Keys, Callable[..., None]]] = {"competitions": (COMPETITION, _competition), "cells": (CELL, _cell)}
    for section, (keys, make) in makers.items():
        for i, group in enumerate(facts.get(section, [])):
            where = f"{section}[{i}]"
            entry(group, where, keys)
            try:
                make(group, neurons)
            except (ValueError, TypeError) as error:
                raise StorageError(f"{where}: {error}") from None


def _competition(facts: dict[str, Any], neurons: dict[str, AbstractNeuron]) -> None:
    Competition([_found(label, neurons, "neuron") for label in facts["neurons"]], facts["rule"])


def _cell(facts: dict[str, Any], neurons: dict[str, AbstractNeuron]) -> None:
    cell = Cell(facts["label"], {name: _found(label, neurons, "neuron") for name, label in facts["neurons"].items()})
    for name, label in facts["neurons"].items():
        if cell[name].label != label:  # a part that was called otherwise
            cell[name].label = label


def _unique(
    section: str, key: str, keys: Keys, entries: Iterable[Any], make: Callable[[dict[str, Any]], Any]
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for i, facts in enumerate(entries):
        where = f"{section}[{i}]"
        name = entry(facts, where, keys)[key]
        if name in seen or not name:
            raise StorageError(f"{where}: the {key} {short(name)} is taken already" if name else f"{where}: the {key} is empty")
        seen.add(name)
        try:
            yield name, make(facts)
        except (ValueError, TypeError) as error:
            raise StorageError(f"{where}: {error}") from None


def _neuron(facts: dict[str, Any]) -> AbstractNeuron:
    kind = KINDS.get(facts["kind"])
    if kind is None:
        raise StorageError(f"the kind {short(facts['kind'])} is unknown: it may be {', '.join(KINDS)}")
    rows = {key: facts[key] for key in ("activation", "combine") if key in facts}
    if rows and kind is not Neuron:
        raise StorageError(f"a neuron of the kind {facts['kind']} has no {next(iter(rows))}")
    neuron = kind(facts["label"], **rows)  # type: ignore[call-arg] # only a Neuron has rows
    if "position" in facts:
        neuron.position = [finite(x, "a number in a position") for x in facts["position"]]
    return neuron


def _weight(facts: dict[str, Any]) -> Value:
    weight = Value(finite(facts["value"], "a weight"), facts["name"])
    weight.operation = parameter if facts.get("trainable", True) else frozen
    return weight


def _synapse(facts: dict[str, Any], neurons: dict[str, AbstractNeuron], weights: dict[str, Value]) -> None:
    source, target = (_found(facts[end], neurons, end) for end in ("source", "target"))
    named = isinstance(facts["weight"], str)
    if named and "trainable" in facts:
        raise StorageError("a named weight says itself whether it is trainable: write it there")
    weight = _found(facts["weight"], weights, "weight") if named else finite(facts["weight"], "a weight")
    Synapse(
        source, target, weight, delay=facts.get("delay", 0), ahead=facts.get("ahead", 0), trainable=facts.get("trainable", True)
    )


def _found(name: Any, things: dict[str, Any], role: str) -> Any:
    if not isinstance(name, str) or name not in things:
        raise StorageError(f"the {role.removesuffix('s')} {short(name)} is not in the file")
    return things[name]
