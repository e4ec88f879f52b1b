"""A training as facts that a file can hold, and back: all that it needs to go on as if it had never stopped.

The weights stand elsewhere in the file; here they are counted, each once, in the order of the synapses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from math import isfinite
from random import Random
from typing import Any

from autograd import Value
from nn.history import History
from nn.optimizers import BY_NAME, Optimizer
from nn.resuming import EpochPart, TrainingState

from .checks import entry, finite, short, whole
from .format import HISTORY, PART, TRAINING, StorageError

_NUMBERS = 625  # of the generator's state: Matsumoto and Nishimura's 624, and the place of the next one
# What of a history may be no finite number, since a user's function computed it, or a sum was beyond a float.
_MAY_BE_ANY = {"metrics", "validation_metrics", "gradient_norms", "penalties"}
_SPELLED = {"nan": float("nan"), "inf": float("inf"), "-inf": float("-inf")}


def training_facts(history: History, weights: Sequence[Value]) -> dict[str, Any]:
    """Return what a file holds of a training. Raises StorageError, naming the entry, for what it cannot hold."""
    state = history.state if isinstance(history, History) else None
    if state is None:
        raise StorageError(f"training must be the History of a training, as train() returns it, got {history!r}")
    facts: dict[str, Any] = {
        "optimizer": _optimizer_facts(state.optimizer),
        "random": list(state.random[1]),
        "history": {f.name: _spelled(getattr(history, f.name), f.name) for f in fields(history) if f.name != "state"},
    }
    memory = state.optimizer.memory(weights)
    if any(entry is not None for entry in memory):
        facts["memory"] = [_memory_facts(numbers, weight) for numbers, weight in zip(memory, weights, strict=True)]
    if state.weights is not None:
        facts["weights"] = [state.weights.get(weight, weight.data) for weight in weights]
    if state.best:
        facts["best"] = state.best
    if state.validation is not None:
        facts["validation"] = list(state.validation)
    if state.part is not None:
        facts["part"] = {name: fact for name, fact in vars(state.part).items() if fact or name not in {"outputs", "targets"}}
    return facts


def read_training(facts: Any, weights: Sequence[Value]) -> tuple[Optimizer, History]:
    """Return the optimizer, which remembers what it did of these weights, and the history of a training.

    Raises StorageError, naming the entry, for what no training has left behind.
    """
    entry(facts, "training", TRAINING)
    optimizer = _optimizer(facts["optimizer"])
    memory = facts.get("memory", [None] * len(weights))
    for key in ("memory", "weights"):
        if key in facts and len(facts[key]) != len(weights):
            raise StorageError(f"training.{key} has {len(facts[key])} entries, and the network has {len(weights)} weights")
    remembered = [_memory(numbers, f"training.memory[{i}]") for i, numbers in enumerate(memory)]
    try:
        optimizer.remember(weights, remembered)
    except ValueError as error:
        raise StorageError(f"training.memory: {error}") from None
    history = _history(facts["history"])
    rows = facts.get("validation")
    latest = facts.get("weights")
    history.state = TrainingState(
        optimizer=optimizer,
        random=_random(facts["random"]),
        weights=None if latest is None else dict(zip(weights, _numbers(latest, "training.weights"), strict=True)),
        best=whole(facts.get("best", 0), "training.best", most=history.epochs),
        validation=None if rows is None else _rows(rows),
        part=_part(facts["part"]) if "part" in facts else None,
    )
    return optimizer, history


# ---- the optimizer --------------------------------------------------------------------------------------------------


def _optimizer_facts(optimizer: Optimizer) -> dict[str, Any]:
    name = next((name for name, kind in BY_NAME.items() if type(optimizer) is kind), None)
    if name is None:
        raise StorageError(f"the optimizer is a {type(optimizer).__name__}, and a file holds only those of nn.optimizers")
    return {"kind": name, **{f.name: getattr(optimizer, f.name) for f in fields(optimizer) if f.init}}


def _memory_facts(numbers: dict[str, float] | None, weight: Value) -> dict[str, float] | None:
    for letter, x in (numbers or {}).items():
        if not isfinite(x):
            raise StorageError(f"what the optimizer remembers of {weight.label} is {letter} = {x!r}: a file holds finite numbers")
    return numbers


def _optimizer(facts: dict[str, Any]) -> Optimizer:
    kind = BY_NAME.get(facts["kind"]) if isinstance(facts.get("kind"), str) else None
    if kind is None:
        raise StorageError(f"the optimizer {short(facts.get('kind'))} is unknown: it may be {', '.join(BY_NAME)}")
    settings = {key: fact for key, fact in facts.items() if key != "kind"}
    known = {f.name: f.type for f in fields(kind) if f.init}
    for key, fact in settings.items():
        if key in known:
            if known[key] != "bool" or type(fact) is not bool:  # true is no number
                settings[key] = finite(fact, f"training.optimizer.{key}")
        else:
            raise StorageError(f"training.optimizer has the unknown key {short(key)}: a {kind.__name__} has {', '.join(known)}")
    for key in known:
        if key not in settings:
            raise StorageError(f'training.optimizer has no "{key}"')
    try:
        return kind(**settings)
    except (ValueError, TypeError) as error:
        raise StorageError(f"training.optimizer: {error}") from None


def _memory(numbers: Any, where: str) -> dict[str, float] | None:
    if numbers is None:
        return None
    if not isinstance(numbers, dict):
        raise StorageError(f"{where} must be an object or null, got {short(numbers)}")
    return {letter: finite(x, f"{where}.{letter}") for letter, x in numbers.items()}


# ---- everything else ------------------------------------------------------------------------------------------------


def _spelled(fact: Any, name: str) -> Any:
    """Return a fact of a history as JSON can hold it."""
    if not isinstance(fact, list):
        return fact
    if name in _MAY_BE_ANY:
        return [x if isfinite(x) else repr(float(x)) for x in fact]
    for i, x in enumerate(fact):
        if not isfinite(x):
            raise StorageError(f"{name}[{i}] of the history is {x!r}: a file holds finite numbers only")
    return list(fact)


def _history(facts: Any) -> History:
    entry(facts, "training.history", HISTORY)
    found: dict[str, Any] = {}
    for key, fact in facts.items():
        where = f"training.history.{key}"
        if isinstance(fact, list):
            found[key] = [
                _SPELLED[x] if key in _MAY_BE_ANY and isinstance(x, str) and x in _SPELLED else finite(x, f"{where}[{i}]")
                for i, x in enumerate(fact)
            ]
        else:
            found[key] = finite(fact, where) if key == "seconds" else fact
    epochs = len(found["losses"])
    for key, fact in found.items():
        if isinstance(fact, list) and len(fact) not in {0, epochs}:
            raise StorageError(f"training.history.{key} has {len(fact)} entries, and there were {epochs} epochs")
    return History(**found)


def _random(facts: list[Any]) -> tuple[Any, ...]:
    if len(facts) != _NUMBERS:
        raise StorageError(f"training.random must hold {_NUMBERS} whole numbers, got {len(facts)}")
    numbers = [whole(x, f"training.random[{i}]", most=2**32 - 1) for i, x in enumerate(facts[:-1])]
    state = (3, (*numbers, whole(facts[-1], f"training.random[{_NUMBERS - 1}]", most=_NUMBERS - 1)), None)
    try:
        Random(0).setstate(state)
    except (ValueError, TypeError) as error:
        raise StorageError(f"training.random is no state of a generator: {error}") from None
    return state


def _rows(facts: list[Any]) -> tuple[int, ...]:
    rows = tuple([whole(x, f"training.validation[{i}]") for i, x in enumerate(facts)])
    if not rows or any(after <= before for before, after in pairwise(rows)):
        raise StorageError("training.validation must hold the places of rows, in order, each once")
    return rows


def _part(facts: Any) -> EpochPart:
    entry(facts, "training.part", PART)
    return EpochPart(
        size=whole(facts["size"], "training.part.size", least=1),
        batches=whole(facts["batches"], "training.part.batches", least=1),
        loss=finite(facts["loss"], "training.part.loss"),
        penalty=finite(facts["penalty"], "training.part.penalty"),
        norm=finite(facts["norm"], "training.part.norm"),
        outputs=[_numbers(row, f"training.part.outputs[{i}]") for i, row in enumerate(facts.get("outputs", []))],
        targets=[_target(t, f"training.part.targets[{i}]") for i, t in enumerate(facts.get("targets", []))],
    )


def _target(fact: Any, where: str) -> Any:
    if isinstance(fact, list):
        return _numbers(fact, where)
    return fact if type(fact) is int else finite(fact, where)


def _numbers(facts: Any, where: str) -> list[float]:
    if not isinstance(facts, list):
        raise StorageError(f"{where} must be a list of numbers, got {short(facts)}")
    return [finite(x, f"{where}[{i}]") for i, x in enumerate(facts)]
