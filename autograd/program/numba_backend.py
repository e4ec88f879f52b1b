"""The backend on Numba: the kernels run a whole program, without Python in between."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from math import isfinite
from typing import Any

from . import numba_header as at
from . import numba_kernels as kernels
from .arrays import Array, array_of_rows, np
from .flat import Flat
from .grouping import Group
from .numba_code import encode
from .numba_opcodes import SLOPES
from .numba_tools import is_on_disk
from .numpy_spellings import one_by_one
from .slopes import Kept
from .threads import pool, thread_count

_ALONE = 4  # up to so many samples, one after the other
_LANE_BYTES = 3 << 17  # of the lanes that are worked on at a time: they stay in a cache of half a megabyte and more
_WIDEST = 128
_THREAD_WORK = 6_000_000  # samples times numbers in the code: about 0.25 ms, against 0.05 to wake a thread
_ALL = kernels.BEFORE | kernels.SAMPLES | kernels.AFTER


def announce() -> None:
    """Say what takes so long, the first time on a machine."""
    if not is_on_disk(kernels.run):
        sys.stderr.write("chainrule: compiling the kernels, about ten seconds, once: they are kept on disk\n")


class NumbaBackend:
    """Runs a program with kernels that are compiled once and kept on disk."""

    name = "numba"
    kept: Kept = frozenset((name, by) for name, count in SLOPES.items() for by in range(count))

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        code = encode(flat)
        self.code = np.array(code.numbers, dtype=np.int64)
        self.start = np.array(code.floats)
        self.lane_count = code.lane_count
        fitting = _LANE_BYTES // (8 * max(1, code.lane_count)) // 8 * 8
        self.widest = min(_WIDEST, max(8, fitting))
        self.foreign = {
            name: [(pc, group, one_by_one(group.operation)) for pc, group in found] for name, found in code.foreign.items()
        }
        self.is_pure = not any(code.foreign.values())
        self.threads = thread_count()
        self.work = len(code.numbers)  # of a sample: grows with rows and weights
        self.gradient_count = len(flat.gradients or ())
        self.floats: dict[int, Array] = {}

    def array(self, numbers: Sequence[float]) -> Array:
        """Return the parameters as an array."""
        return np.array(numbers, dtype=float)

    def batch(self, given: Any, width: int) -> Array:
        """Return a batch as an array of rows."""
        return np.ascontiguousarray(array_of_rows(given, width))

    def take(self, rows: Array, places: Sequence[int]) -> Array:
        """Return some rows of a batch."""
        return rows[list(places)]

    def values(self, parameters: Array, rows: Array) -> tuple[Array, bool]:
        """Return a value for each row, and whether one of them has to be looked at."""
        several = len(self.flat.outputs)
        values = np.empty(len(rows) * several)
        mean = self._run(parameters, rows, values, np.empty(self.gradient_count)) if len(rows) else 0.0
        return values if several == 1 else values.reshape(-1, several), not isfinite(mean)

    def value_and_gradients(self, parameters: Array, rows: Array) -> tuple[float, Array, bool]:
        """Return the mean value and its gradient, and whether one of the rows has to be looked at."""
        gradients = np.empty(self.gradient_count)
        mean = self._run(parameters, rows, np.empty(len(rows)), gradients)
        return mean, gradients, not isfinite(mean)

    def _run(self, parameters: Array, rows: Array, values: Array, gradients: Array) -> float:
        count = len(rows)
        stride = 1 if count <= _ALONE else min(self.widest, -(-count // 8) * 8)
        floats = self.floats.get(stride)
        if floats is None:
            announce()
            floats = np.concatenate([self.start, np.zeros(self.lane_count * stride)])
            self.floats = {1: self.floats[1]} if 1 in self.floats else {}  # not one for each size of a last batch
            self.floats[stride] = floats
        flat_rows = rows.reshape(-1)
        threads = min(self.threads, count * self.work // _THREAD_WORK, -(-count // stride))
        if self.is_pure and threads > 1:
            return self._run_on_threads(floats, parameters, flat_rows, values, gradients, stride, count, threads)
        if self.is_pure:
            found: float = kernels.run(self.code, floats, parameters, flat_rows, values, gradients, stride, 0, count, _ALL)
            return found
        return self._run_with_foreign(floats, parameters, flat_rows, values, gradients, stride, count)

    def _run_on_threads(
        self,
        floats: Array,
        parameters: Array,
        rows: Array,
        values: Array,
        gradients: Array,
        stride: int,
        count: int,
        threads: int,
    ) -> float:
        """Run a share of the samples on each thread, and add up the sums in the order of the shares: always the same bits."""
        code, begin = self.code, kernels.BEFORE | kernels.SAMPLES
        share = -(-count // (threads * stride)) * stride
        starts = list(range(0, count, share))
        own = [floats, *[self.floats.setdefault(-stride * i, floats.copy()) for i in range(1, len(starts))]]
        waiting = [
            pool().submit(
                kernels.run, code, f, parameters, rows, values, gradients, stride, first, min(count, first + share), begin
            )
            for f, first in zip(own[1:], starts[1:], strict=True)
        ]
        kernels.run(code, floats, parameters, rows, values, gradients, stride, 0, starts[1], begin)
        sums = slice(int(code[at.SUMS]), int(code[at.SUMS] + code[at.SUM_COUNT]))
        for done, f in zip(waiting, own[1:], strict=True):
            done.result()
            floats[sums] += f[sums]
            floats[0] = max(floats[0], f[0])  # the flag
        mean: float = kernels.run(code, floats, parameters, rows, values, gradients, stride, 0, count, kernels.AFTER)
        return mean

    # ---- rows that the kernels do not know --------------------------------------------------------------------------

    def _run_with_foreign(
        self, floats: Array, parameters: Array, rows: Array, values: Array, gradients: Array, stride: int, count: int
    ) -> float:
        code = self.code
        shared, lanes = int(code[at.SHARED]), int(code[at.LANES])
        try:
            kernels.run(code, floats, parameters, rows, values, gradients, stride, 0, count, kernels.BEFORE)
            if self.foreign["before"]:
                self._stage("before", at.BEFORE, at.BEFORE_END, floats, shared, 1, 1)
                kernels.spread(code, floats, stride)
            for first in range(0, count, stride):
                size = min(stride, count - first)
                kernels.load(code, floats, rows, first, size, stride)
                self._stage("sample", at.SAMPLE, at.SAMPLE_END, floats, lanes, stride, size)
                kernels.collect(code, floats, values, first, size, stride)
            kernels.average(code, floats, count)
            self._stage("after", at.AFTER, at.AFTER_END, floats, shared, 1, 1)
            kernels.take(code, floats, gradients)
        except (ValueError, ArithmeticError):  # of a function that Python computes
            return float("nan")
        mean: float = kernels.mean(code, floats, values)
        return mean

    def _stage(self, name: str, start: int, end: int, floats: Array, base: int, stride: int, size: int) -> None:
        pc = int(self.code[start])
        for place, group, function in self.foreign[name]:
            kernels.execute(self.code, floats, pc, place, base, stride)
            pc = place
            self._foreign(group, function, floats[base:].reshape(-1, stride) if stride > 1 else floats[base:, None], size)
        kernels.execute(self.code, floats, pc, int(self.code[end]), base, stride)

    def _foreign(self, group: Group, function: Any, lanes: Array, size: int) -> None:
        found = function(*[lanes[places, :size] for places in group.operands])
        out = lanes[group.start : group.start + group.size]
        out[:, :size] = found
        out[:, size:] = found[:, -1:]
