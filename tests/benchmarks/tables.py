"""What ``chainrule train`` reaches on real tables, with nothing said but the target: wine, breast cancer, diabetes, as CSV.

``python -m tests.benchmarks.tables`` takes about a minute; tests/test_learning.py takes two seeds of it. Needs scikit-learn.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from nn import datasets
from nn.cli import main
from nn.table_training import Settings, prepare
from nn.tables import read_csv

from .measuring import Figure

SEEDS = 10
LONGEST = 60.0  # seconds, every sample recorded


class Goal(NamedTuple):
    """A table of scikit-learn's, its score on the test rows, and what is asked of its mean over the seeds."""

    name: str
    score: str
    least: float


GOALS = [Goal("wine", "accuracy", 0.95), Goal("breast_cancer", "accuracy", 0.95), Goal("diabetes", "R2", 0.40)]


def write_table(name: str, folder: Path) -> Path:
    """Write one of the data sets as a CSV file whose last column is called target."""
    data: datasets.Dataset = getattr(datasets, name)()
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text)
        writer.writerow([*data.input_names, "target"])
        for row, target in zip(*data, strict=True):
            writer.writerow([*row, data.target_names[target] if data.has_classes else target[0]])
    return file


def score(goal: Goal, table: Path, seed: int) -> float:
    """Return what the command reaches on its own test rows, by what it saved."""
    out = table.with_suffix("")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        code = main(["train", str(table), "--target", "target", "--seed", str(seed), "--out", str(out)])
    if code:
        raise RuntimeError(f"chainrule train ended with {code}")
    metadata = json.loads((out / "network.json").read_text(encoding="utf-8"))["metadata"]
    return float(metadata["scores"]["test"][goal.score])


def seconds_recorded(table: Path, seed: int = 0) -> float:
    """Return how long the training takes where every sample is recorded and nothing compiled."""
    lesson = prepare(read_csv(table, target="target"), Settings(seed=seed))
    began = perf_counter()
    lesson.learn(progress=False, compile=False)
    return perf_counter() - began


def figures() -> Iterator[Figure]:
    """Measure everything, one line after the other."""
    with tempfile.TemporaryDirectory() as folder:
        for goal in GOALS:
            table = write_table(goal.name, Path(folder))
            began = perf_counter()
            scores = [score(goal, table, seed) for seed in range(SEEDS)]
            each = (perf_counter() - began) / SEEDS
            mean = sum(scores) / SEEDS
            what = f"chainrule train {goal.name}.csv: test {goal.score}, {SEEDS} seeds of {each:.1f} s"
            yield Figure(what, f"{mean:.3f}, lowest {min(scores):.3f}", f">= {goal.least}", holds=mean >= goal.least)
            slow = seconds_recorded(table)
            yield Figure(f"{goal.name}, every sample recorded", f"{slow:.1f} s", f"< {LONGEST:.0f} s", holds=slow < LONGEST)


if __name__ == "__main__":
    for figure in figures():
        print(f"{figure.what:<70}{figure.found:>24}   {figure.wanted}{'' if figure.holds else '   <- falls short'}", flush=True)
