"""The backend on Numba: the kernels run a whole program, without Python in between."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache
from math import isfinite
from typing import Any

from . import numba_header as at
from . import numba_kernels as kernels
from .arrays import ANY, Array, array_of_rows, np
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
_empty = np.empty
_ALL = kernels.BEFORE | kernels.SAMPLES | kernels.AFTER


@lru_cache
def runner() -> Any:
    """Return the kernel that runs programs, loaded or compiled. From then on it raises TypeError for arrays of other kinds.

    Otherwise an array that may not be written to, say, would have everything compiled once more.
    """
    if not is_on_disk(kernels.run):  # the first time on a machine: say what takes so long
        sys.stderr.write("chainrule: compiling the kernels, about ten seconds, once: they are kept on disk\n")
    kernel: Any = kernels.run
    row, rows = "float64[::1]", "float64[:, ::1]"
    kernel.compile(f"(int64[::1], {row}, {row}, {rows}, {rows}, {row}, {row}, int64, int64, int64, int64, int64, int64)")
    kernel.disable_compile()
    return kernel


class NumbaBackend:
    """Runs a program with kernels that are compiled once and kept on disk."""

    name = "numba"
    kept: Kept = frozenset((name, by) for name, count in SLOPES.items() for by in range(count))

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        code = encode(flat)
        self.run = runner()
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
        self.ready: dict[int, tuple[Array, Array, Array, int]] = {}  # what a run over so many samples needs

    def array(self, numbers: Sequence[float]) -> Array:
        """Return the parameters as an array."""
        return np.array(numbers, dtype=float)

    def batch(self, given: Any, width: int) -> Array:
        """Return a batch as an array of rows, of the kind that the kernels are compiled for."""
        return np.require(array_of_rows(given, width), float, ("C", "W", "A"))

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

    def direct(self, parameters: Array, left: Any, right: Any, split: int, kind: int) -> tuple[float, Array] | None:
        """Return mean value and gradient for rows whose first ``split`` numbers are in one array, the others in a second.

        None, after next to no time, where the rows have to be looked at: they do not fit, those of the second array are not of
        their kind, a number is not finite, or so many rows were not run before. (A sample of a 2-16-16-1 network takes 2.6
        microseconds, 22 when rows, weights and frozen ones were looked at in every call.)
        """
        array = type(parameters)
        if type(left) is not array or (type(right) is not array and right is not None):
            return None
        try:
            floats, values, nothing, stride = self.ready[len(left)]
            gradients = _empty(self.gradient_count)
            mean = self.run(
                self.code, floats, parameters, left, nothing if right is None else right, values, gradients,
                stride, split, kind, 0, len(left), _ALL,
            )  # fmt: skip
        except (KeyError, TypeError):  # TypeError: numbers of another kind, or in another order
            return None
        return (mean, gradients) if mean == mean else None

    def _run(self, parameters: Array, rows: Array, values: Array, gradients: Array) -> float:
        count, width = rows.shape
        stride = 1 if count <= _ALONE else min(self.widest, -(-count // 8) * 8)
        floats = self.floats.get(stride)
        if floats is None:
            floats = np.concatenate([self.start, np.zeros(self.lane_count * stride)])
            self.floats = {1: self.floats[1]} if 1 in self.floats else {}  # not one for each size of a last batch
            self.floats[stride] = floats
            self.ready = {}
        threads = min(self.threads, count * self.work // _THREAD_WORK, -(-count // stride))
        nothing = np.empty((count, 0))
        if self.is_pure and threads > 1:
            return self._run_on_threads(floats, parameters, rows, nothing, values, gradients, stride, threads)
        if self.is_pure:
            self.ready[count] = floats, np.empty(count * len(self.flat.outputs)), nothing, stride
            mean: float = self.run(
                self.code, floats, parameters, rows, nothing, values, gradients, stride, width, ANY, 0, count, _ALL
            )
            return mean
        return self._run_with_foreign(floats, parameters, rows, nothing, values, gradients, stride)

    def _run_on_threads(
        self,
        floats: Array,
        parameters: Array,
        rows: Array,
        nothing: Array,
        values: Array,
        gradients: Array,
        stride: int,
        threads: int,
    ) -> float:
        """Run a share of the samples on each thread, and add up the sums in the order of the shares: always the same bits."""
        code, begin, (count, width) = self.code, kernels.BEFORE | kernels.SAMPLES, rows.shape
        share = -(-count // (threads * stride)) * stride
        starts = list(range(0, count, share))
        own = [floats, *[self.floats.setdefault(-stride * i, floats.copy()) for i in range(1, len(starts))]]

        def run(f: Array, first: int, stages: int = begin) -> float:
            last = count if stages == kernels.AFTER else min(count, first + share)
            found: float = self.run(
                code, f, parameters, rows, nothing, values, gradients, stride, width, ANY, first, last, stages
            )
            return found

        waiting = [pool().submit(run, f, first) for f, first in zip(own[1:], starts[1:], strict=True)]
        run(floats, 0)
        sums = slice(int(code[at.SUMS]), int(code[at.SUMS] + code[at.SUM_COUNT]))
        for done, f in zip(waiting, own[1:], strict=True):
            done.result()
            floats[sums] += f[sums]
            floats[0] = max(floats[0], f[0])  # the flag
        return run(floats, 0, kernels.AFTER)

    # ---- rows that the kernels do not know --------------------------------------------------------------------------

    def _run_with_foreign(
        self, floats: Array, parameters: Array, rows: Array, nothing: Array, values: Array, gradients: Array, stride: int
    ) -> float:
        code, (count, width) = self.code, rows.shape
        shared, lanes = int(code[at.SHARED]), int(code[at.LANES])
        try:
            self.run(code, floats, parameters, rows, nothing, values, gradients, stride, width, ANY, 0, count, kernels.BEFORE)
            if self.foreign["before"]:
                self._stage("before", at.BEFORE, at.BEFORE_END, floats, shared, 1, 1)
                kernels.spread(code, floats, stride)
            for first in range(0, count, stride):
                size = min(stride, count - first)
                kernels.load(code, floats, rows, nothing, first, size, stride)
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
