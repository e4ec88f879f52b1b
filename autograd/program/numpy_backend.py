"""The backend on NumPy: whole groups of rows over whole batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .arrays import Array, array_of_rows, fits, np
from .chains import Chain
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
        factors = Factors(len(flat.inputs), dict(plan.broadcasts))
        self.sample = [
            _product(group, factors) if isinstance(group, Dense) else _step(group)
            for group in plan.sample
            if not isinstance(group, Chain)  # there are none: they were not asked for
        ]
        self.grids = [_grid(grid, factors) for grid in plan.grids]
        self.partial = [group for group in plan.sample if isinstance(group, Group) and is_partial(group.operation)]
        self.outputs = [plan.lanes[slot] for slot in flat.outputs]
        read = {place for group in plan.sample if isinstance(group, Group) for operand in group.operands for place in operand}
        self.read = sorted(place for place in read | factors.read | set(self.outputs) if place < len(flat.inputs))
        self.stretches = factors.stretches
        self.broadcast_to, self.broadcast_from = _columns(plan.broadcasts)
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
        return self._run(parameters, rows, rows[:, :0])

    def direct(self, parameters: Array, left: Any, right: Any, split: int, kind: int) -> tuple[float, Array] | None:
        """Return mean value and gradient for rows in two arrays; None where they have to be looked at.

        (Joining them first takes 0.15 ms of the 0.9 that the digits take.)
        """
        array = type(parameters)
        if right is None:
            right = left[:, :0] if type(left) is array and left.ndim == 2 else None
        if type(left) is not array or type(right) is not array or left.ndim != 2 or right.ndim != 2:
            return None
        fitting = (
            left.dtype == right.dtype == float
            and len(left) == len(right) > 0
            and left.shape[1] == split
            and split + right.shape[1] == len(self.flat.inputs)
            and fits(right, kind)
            and not any(first < split < last for first, last in self.stretches)
        )
        if not fitting:
            return None
        value, gradients, suspicious = self._differentiated(parameters, left, right)
        return None if suspicious else (value, gradients)

    def value_and_gradients(self, parameters: Array, rows: Array) -> tuple[float, Array, bool]:
        """Return the mean value and its gradient, and whether one of the rows has to be looked at."""
        return self._differentiated(parameters, rows, rows[:, :0])

    def _differentiated(self, parameters: Array, left: Array, right: Array) -> tuple[float, Array, bool]:
        values, suspicious = self._run(parameters, left, right)
        with np.errstate(all="ignore"):
            self.shared[self.reduced] /= len(left)
            for step in self.after:
                step(self.shared)
            value: Array = values.sum() / len(left)
            gradients = self.shared[self.gradients]
            after = [self.shared[g.start : g.start + g.size] for g in self.plan.after if is_partial(g.operation)]
            finite = all(bool(np.isfinite(found).all()) for found in (value, gradients, *after))
            return float(value), gradients, suspicious or not finite

    def _run(self, parameters: Array, left: Array, right: Array) -> tuple[Array, bool]:
        shared, flat = self.shared, self.flat
        shared[flat.parameters.start : flat.parameters.stop] = parameters
        values = np.empty((len(left), len(flat.outputs)))
        suspicious = False
        with np.errstate(all="ignore"):
            try:
                for step in self.before:
                    step(shared)
                suspicious = any(not np.isfinite(shared[g.start : g.start + g.size]).all() for g in self.plan.before)
                shared[self.reduced] = 0.0
                for start in range(0, len(left), self.width):
                    rows = Rows(left[start : start + self.width], right[start : start + self.width])
                    count = len(rows.left)
                    lanes = self._lanes(count)
                    rows.spread(self.read, lanes)
                    for run in self.sample:
                        run(lanes, shared, rows)
                    for i, place in enumerate(self.outputs):
                        values[start : start + count, i] = lanes[place]
                    suspicious = suspicious or any(not np.isfinite(lanes[g.start : g.start + g.size]).all() for g in self.partial)
                    for grid in self.grids:
                        grid(lanes, shared, rows)
            except (ValueError, ArithmeticError):  # a row that is computed by Python's own function
                return np.empty(0), True
        return values if len(flat.outputs) > 1 else values[:, 0], suspicious

    def _lanes(self, count: int) -> Array:
        if self.lanes.shape[1] != count:
            self.lanes = np.empty((self.plan.lane_count, count))
        self.lanes[self.broadcast_to] = self.shared[self.broadcast_from, None]
        return self.lanes


class Rows(NamedTuple):
    """Samples in two arrays side by side. Their columns are the first lanes, in which only those are laid out that are read."""

    left: Array
    right: Array

    def columns(self, first: int, last: int) -> Array:
        """Return some columns, one a row, as a view: a matrix product takes it as it lies."""
        split = self.left.shape[1]
        return self.left[:, first:last].T if last <= split else self.right[:, first - split : last - split].T

    def spread(self, places: Sequence[int], lanes: Array) -> None:
        """Lay out columns in the lanes."""
        split = self.left.shape[1]
        for place in places:
            lanes[place] = self.left[:, place] if place < split else self.right[:, place - split]


class Factors:
    """What matrix products read: inputs as they lie, lanes side by side, or numbers that are the same for all samples.

    ``stretches`` are the inputs that are read as they lie, ``read`` what has to be in the lanes.
    """

    def __init__(self, inputs: int, constants: dict[int, int]) -> None:
        self.inputs, self.constants = inputs, constants
        self.stretches: list[tuple[int, int]] = []
        self.read: set[int] = set()

    def parts(self, places: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return which of the places are lanes of their own, as they lie, and which hold the same for all samples."""
        order = sorted(range(len(places)), key=places.__getitem__)
        return [j for j in order if places[j] not in self.constants], [j for j in order if places[j] in self.constants]

    def taken(self, places: Sequence[int]) -> Callable[[Array, Rows], Array]:
        """Return what takes lanes, one a row."""
        index = _place(places)
        if isinstance(index, slice) and index.stop <= self.inputs:
            first, last = index.start, index.stop
            self.stretches.append((first, last))
            return lambda _, rows: rows.columns(first, last)
        self.read.update(places)
        return lambda lanes, _: lanes[index]


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


def _step(group: Group) -> Callable[..., None]:
    function, out = spelled(group.operation), slice(group.start, group.start + group.size)
    places = [_place(operand) for operand in group.operands]

    in_place = function is SPELLINGS.get(group.operation.name) and group.operation.name in IN_PLACE
    if in_place or (isinstance(function, np.ufunc) and len(places) == function.nin):

        def run_in_place(lanes: Array, *_: Any) -> None:
            function(*[lanes[place] for place in places], out=lanes[out])

        return run_in_place

    def run(lanes: Array, *_: Any) -> None:
        lanes[out] = function(*[lanes[place] for place in places])

    return run


def _steps(groups: Sequence[Group]) -> list[Callable[[Array], None]]:
    def on_shared(step: Callable[[Array, Array], None]) -> Callable[[Array], None]:
        return lambda shared: step(shared, shared)

    return [on_shared(_step(group)) for group in groups]


def _table(places: Sequence[Sequence[int]]) -> Callable[[Array], Array]:
    """Return what takes a table of numbers out of an array: as a view, where its rows and columns lie evenly in it."""
    table = np.array(places, dtype=np.intp)
    rows, columns = table.shape
    down = int(table[1, 0] - table[0, 0]) if rows > 1 else 0
    across = int(table[0, 1] - table[0, 0]) if columns > 1 else 0
    first = int(table[0, 0])
    even = first + down * np.arange(rows)[:, None] + across * np.arange(columns)
    if not (table == even).all() or (rows > 1 and down == 0) or (columns > 1 and across == 0):
        return lambda numbers: numbers[table]
    strides = 8 * down, 8 * across
    return lambda numbers: np.ndarray((rows, columns), float, numbers, 8 * first, strides)


def _product(dense: Dense, factors: Factors) -> Callable[[Array, Array, Rows], None]:
    """Return a matrix product; what is the same for all samples, such as a bias, is added to it afterwards."""
    own, fixed = factors.parts(dense.sources)
    sources, out = factors.taken([dense.sources[j] for j in own]), slice(dense.start, dense.start + len(dense.weights))
    weights = _table([[row[j] for j in own] for row in dense.weights])
    biases = [(_table([[row[j]] for row in dense.weights]), factors.constants[dense.sources[j]]) for j in fixed]
    multiply = np.matmul if len(own) > 1 else np.multiply  # of a column and a row: half the time

    def run(lanes: Array, shared: Array, rows: Rows) -> None:
        found = lanes[out]
        multiply(weights(shared), sources(lanes, rows), out=found)
        for bias, place in biases:
            found += bias(shared) * shared[place]

    return run


def _grid(grid: Grid, factors: Factors) -> Callable[[Array, Array, Rows], None]:
    """Return sums over the batch of products; those with what is the same for all samples are sums of one factor."""
    own, fixed = factors.parts(grid.rights)
    order = sorted(range(len(grid.lefts)), key=grid.lefts.__getitem__)
    lefts, targets = factors.taken([grid.lefts[i] for i in order]), [grid.targets[i] for i in order]
    products = []
    if own:
        products.append((_sums([[row[j] for j in own] for row in targets]), factors.taken([grid.rights[j] for j in own])))
    sums = [(_sums([[row[j]] for row in targets]), factors.constants[grid.rights[j]]) for j in fixed]

    def run(lanes: Array, shared: Array, rows: Rows) -> None:
        left = lefts(lanes, rows)
        for add, rights in products:
            add(shared, left @ rights(lanes, rows).T)
        for add, place in sums:
            add(shared, left.sum(axis=1, keepdims=True) * shared[place])

    return run


def _sums(targets: Sequence[Sequence[int]]) -> Callable[[Array, Array], None]:
    """Return what adds a table of numbers to the places of its sums."""
    places = np.array(targets, dtype=np.intp)
    if len(np.unique(places)) != places.size:
        return lambda shared, found: np.add.at(shared, places, found)

    def add(shared: Array, found: Array) -> None:
        shared[places] += found

    return add
