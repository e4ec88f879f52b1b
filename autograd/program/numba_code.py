"""From groups to the code that the kernels interpret: see `numba_kernels.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..operation import Operation
from . import numba_header as at
from .chains import MINUS_ONE, UNITS, ZERO, Chain
from .flat import Flat
from .grouping import Dense, Grid, Group, schedule_quickest
from .numba_opcodes import CHAIN, CHECK, COUNTED, DENSE, FIRST_COUNTED, OPCODES, SCATTERED, SLOPES
from .recording import is_ours, is_partial
from .slopes import slope_of

TILE = 4  # rows of a matrix product that are computed together
_SHORT = 0.5  # segments a row, beyond which there are none
_FLOATS = 2  # the flag, and a parameter for those that have none


@dataclass
class Code:
    """A program for the kernels.

    ``foreign`` are groups that the kernels do not know, with the place in the code before which they run.
    """

    numbers: list[int]
    floats: list[float]
    lane_count: int
    foreign: dict[str, list[tuple[int, Group]]] = field(default_factory=dict)


def opcode(operation: Operation) -> int | None:
    """Return the opcode of a row, or None for one that the kernels do not know."""
    return OPCODES.get(operation.name) if is_ours(operation) else None


def encode(flat: Flat) -> Code:
    """Return the code of a flat program."""
    return _Encoder(flat).code()


class _Encoder:
    def __init__(self, flat: Flat) -> None:
        self.flat = flat
        self.plan = schedule_quickest(flat, TILE)
        self.numbers = [0] * at.SIZE
        self.parameters: list[float] = [0.0, 0.0]
        self.gather: list[int] = []  # shared places of weights, in the order in which the tiles read them
        self.targets: list[int] = []  # shared places that sums over the batch are added to
        self.laid_out: dict[tuple[int, ...], int] = {}  # where the same weights, and sums, are already
        self.summed: dict[tuple[int, ...], int] = {}
        self.foreign: dict[str, list[tuple[int, Group]]] = {}
        self.most_scattered = 0
        # a place in the lanes that is 0, one for what nobody reads, and the same among the shared numbers
        self.zero, self.unused = self.plan.lane_count, self.plan.lane_count + 1
        self.shared_zero, self.shared_unused = self.plan.shared_size, self.plan.shared_size + 1
        self.plan.broadcasts.append((self.zero, self.shared_zero))

    def code(self) -> Code:
        flat, plan, numbers = self.flat, self.plan, self.numbers
        numbers[at.WIDTH] = len(flat.inputs)
        numbers[at.SCRATCH] = self.unused
        numbers[at.OUTPUT_COUNT] = len(flat.outputs)
        numbers[at.PARAMETERS], numbers[at.PARAMETER_COUNT] = flat.parameters.start, len(flat.parameters)
        numbers[at.REDUCED] = min([plan.shared[slot] for slot, _ in flat.reductions], default=0)
        numbers[at.REDUCED_COUNT] = len(flat.reductions)
        # Products read their weights from a copy in the order of the tiles: where it begins is known once all floats are.
        products: list[int] = []
        numbers[at.BEFORE], numbers[at.BEFORE_END] = self.stage("before", plan.before, products)
        numbers[at.SAMPLE], numbers[at.SAMPLE_END] = self.stage("sample", plan.sample, products)
        numbers[at.AFTER], numbers[at.AFTER_END] = self.stage("after", plan.after, products)
        grids: list[int] = []
        numbers[at.GRIDS], numbers[at.GRID_COUNT] = len(numbers), len(plan.grids)
        for grid in plan.grids:
            grids.append(len(numbers) + 2)
            self.grid(grid)
        numbers[at.BROADCASTS], numbers[at.BROADCAST_COUNT] = (
            self.part([x for pair in plan.broadcasts for x in pair]),
            len(plan.broadcasts),
        )
        numbers[at.GATHER], numbers[at.GATHER_COUNT] = self.part(self.gather), len(self.gather)
        alone = self.alone()
        added = [
            x
            for k, target in enumerate(self.targets)
            if target not in alone and target != self.shared_unused
            for x in (k, target)
        ]
        numbers[at.TARGETS], numbers[at.TARGET_COUNT] = self.part(added), len(added) // 2
        numbers[at.SUM_COUNT] = len(self.targets)
        numbers[at.OUTPUTS] = self.part([plan.lanes[slot] for slot in flat.outputs])
        numbers[at.SHARED] = len(self.parameters)
        numbers[at.GATHERED] = numbers[at.SHARED] + plan.shared_size + 2
        numbers[at.SUMS] = numbers[at.GATHERED] + len(self.gather)
        numbers[at.COLLECTED] = numbers[at.SUMS] + len(self.targets)
        numbers[at.LANES] = numbers[at.COLLECTED] + 4 * self.most_scattered
        numbers[at.GRADIENTS] = self.part(
            [
                numbers[at.SUMS] + alone[place] if place in alone else numbers[at.SHARED] + place
                for place in [plan.shared[slot] for slot in flat.gradients or ()]
            ]
        )
        for place in products:
            numbers[place] += numbers[at.GATHERED]
        for place in grids:
            numbers[place] += numbers[at.SUMS]
        floats = [*self.parameters, *flat.constants]
        floats += [0.0] * (numbers[at.LANES] - len(floats))
        for slot, x in UNITS.items():
            if slot in plan.shared:
                floats[numbers[at.SHARED] + plan.shared[slot]] = x
        return Code(numbers, floats, plan.lane_count + 2, self.foreign)

    def alone(self) -> dict[int, int]:
        """Return the shared places that are one sum over the batch, and which: a gradient that nothing else reads is taken there.

        That is nearly every weight: adding up all sums in their places took 0.5 of the 3 microseconds of a 2-16-16-1 network.
        """
        read = {place for group in self.plan.after for operand in group.operands for place in operand}
        counts = Counter(self.targets)
        return {
            target: k
            for k, target in enumerate(self.targets)
            if counts[target] == 1 and target not in read and target != self.shared_unused
        }

    def part(self, places: Sequence[int]) -> int:
        """Add places to the code and return where they begin."""
        self.numbers += places
        return len(self.numbers) - len(places)

    def stage(self, name: str, groups: Iterable[Group | Dense | Chain], products: list[int]) -> tuple[int, int]:
        plan, numbers, start = self.plan, self.numbers, len(self.numbers)
        groups = list(groups)
        slopes = self.slopes(groups)
        together = {id(group) for found in slopes.values() for group, _ in found}
        unused = self.unused if name == "sample" else self.shared_unused
        checks: list[tuple[int, int]] = []
        self.foreign[name] = []
        for group in groups:
            if isinstance(group, Dense):
                products.append(len(numbers) + 3)
                self.dense(group)
                continue
            if isinstance(group, Chain):
                nothing = plan.lanes[ZERO] | plan.lanes[MINUS_ONE] << 32  # beside a single product
                numbers += (CHAIN, len(group.rows), group.start, nothing)
                numbers += [x | y << 32 for row in group.rows for x, y in row]
                continue
            op = opcode(group.operation)
            if id(group) in together:
                continue  # computed with the values
            if op is None:
                self.foreign[name].append((len(numbers), group))
            elif op >= FIRST_COUNTED:
                numbers += (op, group.size, group.operation.arity, 0)
                for i, places in enumerate(zip(*group.operands, strict=True)):
                    numbers += (group.start + i, *places)
            else:
                more = [self.beside(slopes.get((group.start, k), []), group.size, unused) for k in range(2)]
                count = SLOPES.get(group.operation.name, 0)
                self.segments(op, group, more[:count])
            if is_partial(group.operation):
                checks.append((group.start, group.size))
        if checks:
            numbers += (CHECK, len(checks), 0, 0)
            for first, size in checks:
                numbers += (first, size, 0, 0, 0, 0)
        return start, len(numbers)

    # ---- slopes come with their values ----------------------------------------------------------------------------

    def slopes(self, groups: list[Group | Dense | Chain]) -> dict[tuple[int, int], list[tuple[Group, list[int]]]]:
        """Return, for the first place of a group and each input, the groups of its slopes, with the rows they belong to."""
        home: dict[int, tuple[int, int]] = {}  # result place: first place of its group, row
        for group in groups:
            if isinstance(group, Group):
                for i in range(group.size):
                    home[group.start + i] = group.start, i
        found: dict[tuple[int, int], list[tuple[Group, list[int]]]] = {}
        for group in groups:
            kept = slope_of(group.operation) if isinstance(group, Group) else None
            if kept is None or not isinstance(group, Group) or opcode(kept[0]) is None:
                continue
            homes = [home[out] for out in group.operands[0]]
            starts = {start for start, _ in homes}
            for start in starts:
                found.setdefault((start, kept[1]), []).append((group, [i if first == start else -1 for first, i in homes]))
        return found

    def beside(self, found: list[tuple[Group, list[int]]], size: int, unused: int) -> list[int]:
        """Return where the slopes of the rows of a group go."""
        places = [unused] * size
        for group, rows in found:
            for k, i in enumerate(rows):
                if i >= 0:
                    places[i] = group.start + k
        return places

    # ---- instructions ---------------------------------------------------------------------------------------------

    def segments(self, op: int, group: Group, more: list[list[int]]) -> None:
        """Write an instruction: rows whose results and operands go on side by side share a segment.

        Where hardly any do, it has a column of places for each operand. (A random graph of 10,000 operations: 0.2 to 0.1 ms.)
        """
        results = list(range(group.start, group.start + group.size))
        columns = [results, *group.operands, *more] if not more else [results, *self.two(group.operands), *more]
        segments: list[list[int]] = []
        for row in zip(*columns, strict=True):
            last = segments[-1] if segments else None
            if last is not None and all(x == first + last[1] for x, first in zip(row, (last[0], *last[2:]), strict=True)):
                last[1] += 1
            else:
                segments.append([row[0], 1, *row[1:]])
        p, q = self.parameters_of(group.operation)
        if len(segments) > _SHORT * group.size:
            self.most_scattered = max(self.most_scattered, group.size)
            self.numbers += (op + SCATTERED, group.size, p, q, len(columns) - 1, group.start)
            for column in columns[1:]:
                self.numbers += column
            return
        self.numbers += (op, len(segments), p, q)
        for segment in segments:
            self.numbers += (*segment, *[segment[2]] * (6 - len(segment)))

    def two(self, operands: list[list[int]]) -> list[list[int]]:
        """Return two columns of operands: slopes stand behind them."""
        return operands if len(operands) == 2 else [operands[0], operands[0]]

    def parameters_of(self, operation: Operation) -> tuple[int, int]:
        """Return where the parameters of a row of a family lie among the floats."""
        given = {"hard_tanh": (-1.0, 1.0), "selu": (1.6732632423543772,)}.get(operation.name, ())
        if operation.family is not None and operation.name not in COUNTED:
            given = operation.parameter if isinstance(operation.parameter, tuple) else (operation.parameter,)
        if not given:
            return 1, 1
        first = len(self.parameters)
        self.parameters += given
        return first, first + len(given) - 1

    def dense(self, dense: Dense) -> None:
        weights = dense.weights
        tiles = -(-len(weights) // TILE)
        gather: list[int] = []
        for first in range(0, TILE * tiles, TILE):
            rows = [weights[i] if i < len(weights) else None for i in range(first, first + TILE)]
            for j in range(len(dense.sources)):
                gather += [row[j] if row is not None else self.shared_zero for row in rows]
        # the steps of a recurrent network share their weights: 20 steps of 16 neurons take 19 instead of 58 us
        place = self.laid_out.setdefault(tuple(gather), len(self.gather))
        if place == len(self.gather):
            self.gather += gather
        self.numbers += (DENSE, tiles, len(dense.sources), place, dense.start, *dense.sources)

    def grid(self, grid: Grid) -> None:
        lefts = [*grid.lefts, *[self.zero] * (-len(grid.lefts) % 4)]
        rights = [*grid.rights, *[self.zero] * (-len(grid.rights) % 2)]
        targets: list[int] = []
        for j in range(0, len(lefts), 4):
            for k in range(0, len(rights), 2):
                for i in range(j, j + 4):
                    for r in range(k, k + 2):
                        inside = i < len(grid.lefts) and r < len(grid.rights)
                        targets.append(grid.targets[i][r] if inside else self.shared_unused)
        place = self.summed.setdefault(tuple(targets), len(self.targets))
        if place == len(self.targets):
            self.targets += targets
        self.numbers += (len(lefts) // 4, len(rights) // 2, place, *lefts, *rights)
