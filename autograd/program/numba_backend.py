"""The backend on Numba: the kernels run a whole program, without Python in between."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import lru_cache
from math import isfinite, nan
from typing import Any

from . import numba_header as at
from . import numba_kernels as kernels
from .arrays import ANY, Array, array_of_rows, np
from .flat import Flat
from .grouping import Group
from .numba_code import encode
from .numba_opcodes import SLOPES
from .numba_tools import can_be_kept, is_on_disk
from .numpy_spellings import one_by_one
from .slopes import Kept
from .threads import thread_count, together

_ALONE = 4  # up to so many samples, one after the other
_LANE_BYTES = 3 << 17  # of the lanes that are worked on at a time: they stay in a cache of half a megabyte and more
_WIDEST = 128
_THREAD_WORK = 4_000_000  # samples times numbers in the code: about 0.2 ms, against 0.05 to wake a thread
Share = tuple[Array, int, int]
_empty = np.empty
_ALL = kernels.BEFORE | kernels.SAMPLES | kernels.AFTER


@lru_cache
def runner() -> Any:
    """Return the kernel that runs programs, loaded or compiled. From then on it raises TypeError for arrays of other kinds.

    Otherwise an array that may not be written to, say, would have everything compiled once more.
    """
    kernel: Any = kernels.run
    if not hasattr(kernel, "compile"):
        raise ImportError("NUMBA_DISABLE_JIT is set, and the kernels are nothing without being compiled")
    if not is_on_disk(kernel):  # the first time on a machine: say what takes so long
        kept = (
            "once: they are kept on disk"
            if can_be_kept(kernel)
            else "in every process: NUMBA_CACHE_DIR may name a folder for them"
        )
        sys.stderr.write(f"chainrule: compiling the kernels, some seconds, {kept}\n")
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
        self.ready: dict[int, tuple[Array, list[Share] | None, Array, Array, int]] = {}  # what a run over so many samples needs

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
            floats, shares, values, nothing, stride = self.ready[len(left)]
            gradients = _empty(self.gradient_count)
            others = nothing if right is None else right
            if shares is None:
                mean = self.run(
                    self.code, floats, parameters, left, others, values, gradients, stride, split, kind, 0, len(left), _ALL
                )
            else:
                mean = self._on_threads(shares, parameters, left, others, values, gradients, stride, split, kind)
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
        nothing = np.empty((count, 0))
        if not self.is_pure:
            return self._run_with_foreign(floats, parameters, rows, nothing, values, gradients, stride)
        shares = self._shares(floats, count, stride)
        self.ready[count] = floats, shares, np.empty(count * len(self.flat.outputs)), nothing, stride
        if shares is not None:
            return self._on_threads(shares, parameters, rows, nothing, values, gradients, stride, width, ANY)
        mean: float = self.run(
            self.code, floats, parameters, rows, nothing, values, gradients, stride, width, ANY, 0, count, _ALL
        )
        return mean

    def _shares(self, floats: Array, count: int, stride: int) -> list[Share] | None:
        """Return the samples that each thread runs, and the numbers that it has for itself; None where one thread does it."""
        threads = min(self.threads, count * self.work // _THREAD_WORK, -(-count // stride))
        if threads < 2:
            return None
        size = -(-count // (threads * stride)) * stride
        starts = range(0, count, size)
        for i in range(1, len(starts)):
            if -stride * i not in self.floats:
                self.floats[-stride * i] = floats.copy()
        own = [floats, *[self.floats[-stride * i] for i in range(1, len(starts))]]
        return [(f, first, min(count, first + size)) for f, first in zip(own, starts, strict=True)]

    def _on_threads(
        self,
        shares: list[Share],
        parameters: Array,
        left: Array,
        right: Array,
        values: Array,
        gradients: Array,
        stride: int,
        split: int,
        kind: int,
    ) -> float:
        """Run a share of the samples on each thread, and add up the sums in the order of the shares: always the same bits."""
        code, begin, count = self.code, kernels.BEFORE | kernels.SAMPLES, len(left)
        given = code, parameters, left, right, values, gradients, stride, split, kind
        found = [0.0] * len(shares)

        def job(i: int, stages: int = begin) -> Callable[[], None]:
            f, first, last = shares[i]

            def run() -> None:
                code, *others = given
                found[i] = self.run(code, f, *others, first, last if stages == begin else count, stages)

            return run

        together([job(i) for i in range(len(shares))])
        floats, first, size = shares[0][0], int(code[at.SUMS]), int(code[at.SUM_COUNT])
        for f, _, _ in shares[1:]:
            floats[first : first + size] += f[first : first + size]
            floats[0] = max(floats[0], f[0])  # the flag
        if any(x != x for x in found):  # arrays that do not fit
            return nan
        job(0, kernels.AFTER)()
        return found[0]

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
