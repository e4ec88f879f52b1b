"""An interpreter of groups, compiled once for all programs.

A program is one array of whole numbers, its **code**, and one array of floats. The code begins with a header: where things
are. An instruction is four numbers (opcode, count, and where its two parameters lie among the floats) and then ``count``
**segments**: runs of rows whose results and operands lie side by side, so that one loop does all rows in all lanes.
``numba_code.py`` writes it.
"""

from __future__ import annotations

from typing import Any

from . import numba_header as at
from .arrays import ANY, np
from .numba_counted import FLAG, LARGEST, chain, check, counted, fits
from .numba_opcodes import (
    CHAIN,
    CHECK,
    DENSE,
    FIRST_COUNTED,
    FIRST_LIBRARY,
    FIRST_SIMPLE,
    FIRST_SMOOTH,
    HEADER,
    SCATTERED,
    SEGMENT,
)
from .numba_rows import library, simple, smooth
from .numba_tools import (
    WIDTH,
    called_kernel,
    get,
    grid_tile,
    kernel,
    part_of_kernel,
    product_tile,
    put,
    single_grid,
    single_product,
)

BEFORE, SAMPLES, AFTER = 1, 2, 4


@kernel
def _dense(code: Any, f: Any, pc: int, base: int, stride: int) -> Any:
    """Run a matrix product, in tiles of 4 rows and 8 lanes, or, for a single sample, of 4 rows."""
    tiles, count, weights, start = get(code, pc + 1), get(code, pc + 2), get(code, pc + 3), get(code, pc + 4)
    sources = pc + 5
    for tile in range(tiles):
        first = weights + tile * 4 * count
        out = base + (start + 4 * tile) * stride
        if stride > 1:
            for lane in range(0, stride, WIDTH):
                product_tile(f, code, first, sources, count, base + lane, stride, out + lane)
        else:
            single_product(f, code, first, sources, count, base, out)
    return sources + count


@part_of_kernel
def execute(code: Any, f: Any, pc: int, end: int, base: int, stride: int) -> None:
    """Run instructions on numbers from ``base`` on, ``stride`` lanes at each place."""
    while pc < end:
        op, count = get(code, pc), get(code, pc + 1)
        if op == DENSE:
            pc = _dense(code, f, pc, base, stride)
        elif op == CHAIN:
            pc = chain(code, f, pc, base, stride)
        elif FIRST_COUNTED <= op < SCATTERED:
            pc = counted(code, f, pc, base, stride)
        else:
            p, q = get(f, get(code, pc + 2)), get(f, get(code, pc + 3))
            scattered, columns, start = op >= SCATTERED, 0, 0
            if scattered:
                op -= SCATTERED
                columns, start = get(code, pc + 4), get(code, pc + 5)
                pc += 2
            pc += HEADER
            done, scratch = 0, get(code, at.COLLECTED)
            while done < count:
                if not scattered:
                    out, n = base + get(code, pc) * stride, get(code, pc + 1) * stride
                    a, b = base + get(code, pc + 2) * stride, base + get(code, pc + 3) * stride
                    c, d = base + get(code, pc + 4) * stride, base + get(code, pc + 5) * stride
                    pc += SEGMENT
                    done += 1
                elif stride > 1:
                    out, n = base + (start + done) * stride, stride
                    a = base + get(code, pc + done) * stride
                    b = base + get(code, pc + done + min(1, columns - 1) * count) * stride
                    c = base + get(code, pc + done + min(2, columns - 1) * count) * stride
                    d = base + get(code, pc + done + min(3, columns - 1) * count) * stride
                    done += 1
                else:  # a single sample: collect the operands side by side, so that one loop does all rows
                    for k in range(min(columns, 3) * count):
                        put(f, scratch + k, get(f, base + get(code, pc + k)))
                    out, n, a = base + start, count, scratch
                    b, c, d = a + min(1, columns - 1) * n, a + min(2, columns - 1) * n, a + min(3, columns - 1) * n
                    done = count
                if op >= FIRST_LIBRARY:
                    library(op, f, out, n, a, b, p)
                elif op >= FIRST_SIMPLE:
                    simple(op, f, out, n, a, b, c, p, q)
                elif op == CHECK:
                    check(f, out, n)
                else:
                    smooth(op, f, out, n, a, b, c, d, p)
            if scattered:
                if stride == 1 and FIRST_SMOOTH <= op < FIRST_SIMPLE:  # slopes go where they belong
                    for k in range(2 * count, columns * count):
                        put(f, base + get(code, pc + k), get(f, scratch + k))
                pc += columns * count


@kernel
def _grids(code: Any, f: Any, stride: int, lanes: int) -> None:
    """Add up, over the lanes, the products that the derivatives by shared numbers are sums of."""
    pc, base = get(code, at.GRIDS), get(code, at.LANES)
    for _ in range(get(code, at.GRID_COUNT)):
        lefts, rights, out = get(code, pc), get(code, pc + 1), get(code, pc + 2)
        left, right = pc + 3, pc + 3 + 4 * lefts
        pc = right + 2 * rights
        for j in range(lefts):
            for k in range(rights):
                if stride > 1:
                    grid_tile(f, code, left + 4 * j, right + 2 * k, base, stride, lanes, out)
                else:
                    single_grid(f, code, left + 4 * j, right + 2 * k, base, out)
                out += 8


@part_of_kernel
def spread(code: Any, f: Any, stride: int) -> None:
    """Lay out shared numbers: weights for products, numbers for the lanes; and set sums over the batch to 0."""
    shared, lanes = get(code, at.SHARED), get(code, at.LANES)
    start = shared + get(code, at.REDUCED)
    for k in range(get(code, at.REDUCED_COUNT)):
        put(f, start + k, 0.0)
    start, places = get(code, at.GATHERED), get(code, at.GATHER)
    for k in range(get(code, at.GATHER_COUNT)):
        put(f, start + k, get(f, shared + get(code, places + k)))
    start = get(code, at.SUMS)
    for k in range(get(code, at.SUM_COUNT)):
        put(f, start + k, 0.0)
    pc = get(code, at.BROADCASTS)
    for _ in range(get(code, at.BROADCAST_COUNT)):
        out, x = lanes + get(code, pc) * stride, get(f, shared + get(code, pc + 1))
        for lane in range(stride):
            put(f, out + lane, x)
        pc += 2


@part_of_kernel
def load(code: Any, f: Any, left: Any, right: Any, first: int, count: int, stride: int) -> None:
    """Put samples into the lanes; lanes without one repeat the last, so that they do nothing that no sample does."""
    base = get(code, at.LANES)
    _load(f, left, base, first, count, stride)
    _load(f, right, base + left.shape[1] * stride, first, count, stride)


@kernel
def _load(f: Any, rows: Any, base: int, first: int, count: int, stride: int) -> None:
    width = rows.shape[1]
    for j in range(width):
        out = base + j * stride
        for lane in range(count):
            put(f, out + lane, get(rows, (first + lane) * width + j))
        for lane in range(count, stride):
            put(f, out + lane, get(rows, (first + count - 1) * width + j))


@part_of_kernel
def collect(code: Any, f: Any, values: Any, first: int, count: int, stride: int) -> None:
    """Take the values of the output out of the lanes, and add up what the gradients need."""
    base = get(code, at.LANES)
    outputs, several = get(code, at.OUTPUTS), get(code, at.OUTPUT_COUNT)
    for j in range(several):
        out = base + get(code, outputs + j) * stride
        for lane in range(count):
            put(values, (first + lane) * several + j, get(f, out + lane))
    if get(code, at.GRID_COUNT) > 0:
        if count < stride:  # lanes without a sample must not count
            pc = get(code, at.GRIDS)
            for _ in range(get(code, at.GRID_COUNT)):
                lefts, rights = get(code, pc), get(code, pc + 1)
                for j in range(4 * lefts):
                    left = base + get(code, pc + 3 + j) * stride
                    for lane in range(count, stride):
                        put(f, left + lane, 0.0)
                pc += 3 + 4 * lefts + 2 * rights
        _grids(code, f, stride, stride)


@part_of_kernel
def average(code: Any, f: Any, count: int) -> None:
    """Divide the sums over the batch by the count of samples, and add up those that belong together."""
    shared, sums, places = get(code, at.SHARED), get(code, at.SUMS), get(code, at.TARGETS)
    share = 1.0 / count
    for k in range(get(code, at.SUM_COUNT)):
        put(f, sums + k, get(f, sums + k) * share)
    for k in range(get(code, at.TARGET_COUNT)):
        target = shared + get(code, places + 2 * k + 1)
        put(f, target, get(f, target) + get(f, sums + get(code, places + 2 * k)))


@part_of_kernel
def take(code: Any, f: Any, gradients: Any) -> None:
    """Take the gradients from where they are; one that is not finite raises the flag."""
    places = get(code, at.GRADIENTS)
    for k in range(len(gradients)):
        put(gradients, k, get(f, get(code, places + k)))
    bad = 0
    for k in range(len(gradients)):
        x = get(gradients, k)
        bad |= 0 if -LARGEST <= x <= LARGEST else 1
    if bad:
        put(f, FLAG, 1.0)


@part_of_kernel
def mean(code: Any, f: Any, values: Any) -> Any:
    """Return the mean of the first outputs; nan if it, or anything that was checked, is not finite."""
    total, several = 0.0, get(code, at.OUTPUT_COUNT)
    for k in range(0, len(values), several):
        total += get(values, k)
    total /= len(values) // several
    return total if get(f, FLAG) == 0.0 else total * 0.0 / 0.0


@called_kernel
def run(
    code: Any,
    f: Any,
    parameters: Any,
    left: Any,
    right: Any,
    values: Any,
    gradients: Any,
    stride: int,
    split: int,
    kind: int,
    first: int,
    last: int,
    stages: int,
) -> Any:
    """Run the stages of a program that are asked for, on the samples from first to last, ``stride`` at a time.

    A sample is a row of ``left``, ``split`` numbers, and then one of ``right``, which are of a ``kind`` (see arrays.py).
    Return the mean value, or nan to have something looked at: also arrays that do not fit. `execute` is called in one place only,
    since each would hold a copy of the whole interpreter.
    """
    if (
        left.shape[1] != split
        or split + right.shape[1] != get(code, at.WIDTH)
        or left.shape[0] != right.shape[0]
        or last > left.shape[0]
        or len(parameters) != get(code, at.PARAMETER_COUNT)
        or (kind != ANY and not fits(right, kind))
    ):
        return np.nan
    shared, lanes = get(code, at.SHARED), get(code, at.LANES)
    stage, count = BEFORE if stages & BEFORE else SAMPLES if stages & SAMPLES else AFTER, 0
    if stage == BEFORE:
        put(f, FLAG, 0.0)
        start = shared + get(code, at.PARAMETERS)
        for k in range(len(parameters)):
            put(f, start + k, get(parameters, k))
    while True:
        pc, end, base, width = get(code, at.BEFORE), get(code, at.BEFORE_END), shared, 1
        if stage == SAMPLES:
            count = min(stride, last - first)
            load(code, f, left, right, first, count, stride)
            pc, end, base, width = get(code, at.SAMPLE), get(code, at.SAMPLE_END), lanes, stride
        elif stage == AFTER:
            average(code, f, last)
            pc, end = get(code, at.AFTER), get(code, at.AFTER_END)
        execute(code, f, pc, end, base, width)
        if stage == BEFORE:
            spread(code, f, stride)
            stage = SAMPLES if stages & SAMPLES else AFTER
        elif stage == SAMPLES:
            collect(code, f, values, first, count, stride)
            first += count
            stage = SAMPLES if first < last else AFTER
        else:
            take(code, f, gradients)
            return mean(code, f, values)
        if not stages & stage:
            return 0.0
