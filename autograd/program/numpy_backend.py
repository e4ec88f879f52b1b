"""The backend on NumPy: whole groups of rows over whole batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .arrays import Array, array_of_rows, np
from .flat import Flat
from .grouping import Dense, Grid, Group, schedule
from .numpy_spellings import IN_PLACE, KEPT, SPELLINGS, spelled
from .recording import is_partial

# Of the lanes that are worked on at a time: 16 MiB. Smaller blocks stay in a nearer cache, but each of their matrix products
# has to wake the threads of NumPy's library, which on busy processors costs milliseconds.
_BLOCK_BYTES = 1 << 24


class NumpyBackend:
    """Runs a program with NumPy, a group of rows at a time, over blocks of samples that stay in the cache."""

    name = "numpy"
    kept = KEPT

    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.plan = plan = schedule(flat)
        self.shared = np.zeros(plan.shared_size)
        self.shared[: len(flat.constants)] = flat.constants
        self.width = max(64, _BLOCK_BYTES // (8 * max(1, plan.lane_count)))
        self.lanes = np.empty((plan.lane_count, 0))
        self.before, self.after = _steps(plan.before), _steps(plan.after)
        self.sample = [_product(group) if isinstance(group, Dense) else _step(group) for group in plan.sample]
        self.partial = [group for group in plan.sample if isinstance(group, Group) and is_partial(group.operation)]
        self.broadcast_to, self.broadcast_from = _columns(plan.broadcasts)
        self.grids = [_grid(grid) for grid in plan.grids]
        self.reduced = slice(min(plan.shared[s] for s, _ in flat.reductions), None) if flat.reductions else slice(0, 0)
        self.gradients = np.array([plan.shared[slot] for slot in flat.gradients or ()], dtype=np.intp)

    def array(self, numbers: Sequence[float]) -> Array:
        """Return the parameters as an array."""
        return np.array(numbers, dtype=float)

    def batch(self, given: Any, width: int) -> Array:
        """Return a batch as an array of rows."""
        return array_of_rows(given, width)

    def take(self, rows: Array, places: Sequence[int]) -> Array:
        """Return some rows of a batch."""
        return rows[list(places)]

    def values(self, parameters: Array, rows: Array) -> tuple[Array, bool]:
        """Return a value for each row, and whether one of them has to be looked at."""
        return self._run(parameters, rows)

    def direct(self, parameters: Any, left: Any, right: Any, split: int, kind: int) -> None:
        """Return None: rows are always looked at."""

    def value_and_gradients(self, parameters: Array, rows: Array) -> tuple[float, Array, bool]:
        """Return the mean value and its gradient, and whether one of the rows has to be looked at."""
        values, suspicious = self._run(parameters, rows)
        with np.errstate(all="ignore"):
            self.shared[self.reduced] /= len(rows)
            for step in self.after:
                step(self.shared)
            value: Array = values.sum() / len(rows)
            gradients = self.shared[self.gradients]
            after = [self.shared[g.start : g.start + g.size] for g in self.plan.after if is_partial(g.operation)]
            finite = all(bool(np.isfinite(found).all()) for found in (value, gradients, *after))
            return float(value), gradients, suspicious or not finite

    def _run(self, parameters: Array, rows: Array) -> tuple[Array, bool]:
        shared, flat = self.shared, self.flat
        shared[flat.parameters.start : flat.parameters.stop] = parameters
        values = np.empty((len(rows), len(flat.outputs)))
        outputs = [self.plan.lanes[slot] for slot in flat.outputs]
        suspicious = False
        with np.errstate(all="ignore"):
            try:
                for step in self.before:
                    step(shared)
                suspicious = any(not np.isfinite(shared[g.start : g.start + g.size]).all() for g in self.plan.before)
                shared[self.reduced] = 0.0
                for start in range(0, len(rows), self.width):
                    block = rows[start : start + self.width]
                    lanes = self._lanes(len(block))
                    lanes[: len(flat.inputs)] = block.T
                    for run in self.sample:
                        run(lanes, shared)
                    values[start : start + len(block)] = lanes[outputs].T
                    suspicious = suspicious or any(not np.isfinite(lanes[g.start : g.start + g.size]).all() for g in self.partial)
                    for grid in self.grids:
                        grid(lanes, shared)
            except (ValueError, ArithmeticError):  # a row that is computed by Python's own function
                return np.empty(0), True
        return values if len(outputs) > 1 else values[:, 0], suspicious

    def _lanes(self, count: int) -> Array:
        if self.lanes.shape[1] != count:
            self.lanes = np.empty((self.plan.lane_count, count))
        self.lanes[self.broadcast_to] = self.shared[self.broadcast_from, None]
        return self.lanes


# ---- groups as functions ----------------------------------------------------------------------------------------------


def _place(places: Sequence[int]) -> Any:
    """Return an index for places: a slice where they lie side by side, which NumPy need not copy."""
    first = places[0]
    if list(places) == list(range(first, first + len(places))):
        return slice(first, first + len(places))
    return np.array(places, dtype=np.intp)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Array, Array]:
    both = np.array(pairs, dtype=np.intp).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _step(group: Group) -> Callable[[Array, Array], None]:
    function, out = spelled(group.operation), slice(group.start, group.start + group.size)
    places = [_place(operand) for operand in group.operands]

    in_place = function is SPELLINGS.get(group.operation.name) and group.operation.name in IN_PLACE
    if in_place or (isinstance(function, np.ufunc) and len(places) == function.nin):

        def run_in_place(lanes: Array, _: Array) -> None:
            function(*[lanes[place] for place in places], out=lanes[out])

        return run_in_place

    def run(lanes: Array, _: Array) -> None:
        lanes[out] = function(*[lanes[place] for place in places])

    return run


def _steps(groups: Sequence[Group]) -> list[Callable[[Array], None]]:
    def on_shared(step: Callable[[Array, Array], None]) -> Callable[[Array], None]:
        return lambda shared: step(shared, shared)

    return [on_shared(_step(group)) for group in groups]


def _product(dense: Dense) -> Callable[[Array, Array], None]:
    weights = np.array(dense.weights, dtype=np.intp)
    sources, out = _place(dense.sources), slice(dense.start, dense.start + len(weights))

    def run(lanes: Array, shared: Array) -> None:
        np.matmul(shared[weights], lanes[sources], out=lanes[out])

    return run


def _grid(grid: Grid) -> Callable[[Array, Array], None]:
    targets = np.array(grid.targets, dtype=np.intp)
    lefts, rights = _place(grid.lefts), _place(grid.rights)
    once = len(np.unique(targets)) == targets.size

    def run(lanes: Array, shared: Array) -> None:
        product = lanes[lefts] @ lanes[rights].T
        if once:
            shared[targets] += product
        else:
            np.add.at(shared, targets, product)

    return run
