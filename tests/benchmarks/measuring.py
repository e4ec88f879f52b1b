"""How speed and memory are measured: jobs take turns in one run, and what counts are ratios of medians."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROOT = Path(__file__).parent.parent.parent


class Figure(NamedTuple):
    """One line of the report: what was measured, what came out, what is asked for ("" if nothing), and whether it holds."""

    what: str
    found: str
    wanted: str = ""
    holds: bool = True


def timed(job: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a job returns and the seconds it takes, with the collector as users have it, and no garbage of other jobs."""
    gc.collect()
    start = time.perf_counter()
    result = job()
    return result, time.perf_counter() - start


def taking_turns(jobs: Mapping[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Return the median time of each job. They take turns, so that a slow moment of the machine meets all of them."""
    for job in jobs.values():
        job()
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            times[name].append(timed(job)[1])
    return {name: median(found) for name, found in times.items()}


def allocated(job: Callable[[], Any]) -> int:
    """Return how many bytes are in use more after a job than before it, what it returned included."""
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    kept = job()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return after - before


def import_seconds(modules: list[str], rounds: int) -> dict[str, float]:
    """Return how long importing each module takes in a fresh process, the process itself not counted."""

    def start(statement: str) -> Callable[[], Any]:
        return lambda: subprocess.run([sys.executable, "-c", statement], cwd=ROOT, check=True)

    found = taking_turns({"": start("pass")} | {name: start(f"import {name}") for name in modules}, rounds)
    return {name: found[name] - found[""] for name in modules}
