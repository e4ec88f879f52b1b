"""Reading a network from a file. Every entry is checked before anything is made of it, and nothing is executed."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from math import isfinite
from pathlib import Path
from typing import Any

from autograd import Value
from autograd.operations import frozen, parameter
from nn.network import Network
from nn.neuron import AbstractNeuron, Neuron
from nn.synapse import Synapse

from .format import FILE, FORMAT, KINDS, LARGEST_FILE, MOST_SYNAPSES, NEURON, SYNAPSE, VERSION, WEIGHT, Keys, StorageError


def load(path: str | os.PathLike[str]) -> Network:
    """Return the network that `save` wrote to ``path``: the same structure, and the same weights to the last bit.

    Raises StorageError, naming the file and the entry, for anything that is no such file: not JSON, another format or version,
    unknown or missing keys, labels given twice, a synapse from or to a neuron that is not there, a weight that is not
    finite, a circle without a delay, more than a million synapses. Raises OSError where the file cannot be read.
    """
    try:
        return _network(_parsed(path))
    except StorageError as error:
        raise StorageError(f"{os.fspath(path)}: {error}") from None


def load_metadata(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Return the ``metadata`` that were saved with a network, {} where there are none. Raises as `load` does for the file."""
    try:
        metadata: dict[str, Any] = _parsed(path).get("metadata", {})
    except StorageError as error:
        raise StorageError(f"{os.fspath(path)}: {error}") from None
    return metadata


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
    return _entry(facts, "the file", FILE)


def _no_constant(name: str) -> float:
    raise StorageError(f"the file holds {name}, which is no number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    facts = dict(pairs)
    if len(facts) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise StorageError(f"the key {_short(twice)} stands twice in one object")
    return facts


def _entry(entry: Any, where: str, keys: Keys) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise StorageError(f"{where} must be an object, got {_short(entry)}")
    for key, fact in entry.items():
        if key not in keys:
            raise StorageError(f"{where} has the unknown key {_short(key)}: it may have {', '.join(keys)}")
        types, _, wanted = keys[key]
        if type(fact) not in types:  # not isinstance: true is no number
            raise StorageError(f'"{key}" of {where} must be {wanted}, got {_short(fact)}')
    for key, (_, required, _) in keys.items():
        if required and key not in entry:
            raise StorageError(f'{where} has no "{key}"')
    return entry


def _short(fact: Any) -> str:
    kinds: dict[type, str] = {dict: "an object", list: "a list"}
    text = kinds.get(type(fact)) or json.dumps(fact, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _network(facts: dict[str, Any]) -> Network:
    if len(facts["synapses"]) > MOST_SYNAPSES:
        raise StorageError(f"the file has {len(facts['synapses'])} synapses, more than {MOST_SYNAPSES}")
    neurons = dict(_unique("neurons", "label", NEURON, facts["neurons"], _neuron))
    weights = dict(_unique("weights", "name", WEIGHT, facts.get("weights", []), _weight))
    for i, entry in enumerate(facts["synapses"]):
        where = f"synapses[{i}]"
        _entry(entry, where, SYNAPSE)
        try:
            _synapse(entry, neurons, weights)
        except (ValueError, TypeError) as error:
            raise StorageError(f"{where}: {error}") from None
    unused = set(weights) - {entry["weight"] for entry in facts["synapses"] if isinstance(entry["weight"], str)}
    if unused:
        raise StorageError(f"no synapse has the weight {_short(min(unused))}")
    try:
        network = Network(*[[_found(label, neurons, key) for label in facts[key]] for key in ("inputs", "outputs")])
    except (ValueError, TypeError) as error:
        raise StorageError(str(error)) from None
    members = set(network.neurons)
    apart = [label for label, neuron in neurons.items() if neuron not in members]
    if apart:
        raise StorageError(f"no path leads from the neuron {_short(apart[0])} to an output")
    return network


def _unique(
    section: str, key: str, keys: Keys, entries: Iterable[Any], make: Callable[[dict[str, Any]], Any]
) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for i, entry in enumerate(entries):
        where = f"{section}[{i}]"
        name = _entry(entry, where, keys)[key]
        if name in seen or not name:
            raise StorageError(f"{where}: the {key} {_short(name)} is taken already" if name else f"{where}: the {key} is empty")
        seen.add(name)
        try:
            yield name, make(entry)
        except (ValueError, TypeError) as error:
            raise StorageError(f"{where}: {error}") from None


def _neuron(entry: dict[str, Any]) -> AbstractNeuron:
    kind = KINDS.get(entry["kind"])
    if kind is None:
        raise StorageError(f"the kind {_short(entry['kind'])} is unknown: it may be {', '.join(KINDS)}")
    rows = {key: entry[key] for key in ("activation", "combine") if key in entry}
    if rows and kind is not Neuron:
        raise StorageError(f"a neuron of the kind {entry['kind']} has no {next(iter(rows))}")
    return kind(entry["label"], **rows)  # type: ignore[call-arg] # only a Neuron has rows


def _weight(entry: dict[str, Any]) -> Value:
    weight = Value(_finite(entry["value"]), entry["name"])
    weight.operation = parameter if entry.get("trainable", True) else frozen
    return weight


def _synapse(entry: dict[str, Any], neurons: dict[str, AbstractNeuron], weights: dict[str, Value]) -> None:
    source, target = (_found(entry[end], neurons, end) for end in ("source", "target"))
    named = isinstance(entry["weight"], str)
    if named and "trainable" in entry:
        raise StorageError("a named weight says itself whether it is trainable: write it there")
    weight = _found(entry["weight"], weights, "weight") if named else _finite(entry["weight"])
    Synapse(source, target, weight, delay=entry.get("delay", 0), trainable=entry.get("trainable", True))


def _finite(x: float) -> float:
    try:
        number = float(x)
    except OverflowError:
        number = float("inf")
    if not isfinite(number):
        raise StorageError("a weight must be a finite number, and this one is beyond the range of a float")
    return number


def _found(name: Any, things: dict[str, Any], role: str) -> Any:
    if not isinstance(name, str) or name not in things:
        raise StorageError(f"the {role.removesuffix('s')} {_short(name)} is not in the file")
    return things[name]
