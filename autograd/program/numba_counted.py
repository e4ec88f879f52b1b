"""Rows with any number of operands, and chains, for Numba: one row after the other, over all lanes. And what is looked at."""

from __future__ import annotations

import math
from typing import Any

from . import numba_header as at
from .arrays import PROBABILITIES, SIGNS
from .numba_functions import exp
from .numba_opcodes import (
    HEADER,
    LOGSUMEXP,
    MAXIMUM,
    MEAN,
    PRODUCT,
    SOFTMAX,
    SQUARED_DISTANCE,
    WEIGHTED_SUM,
)
from .numba_tools import get, kernel, put

FLAG = 0  # the first float says whether something was not finite
LARGEST = 1.7976931348623157e308
_HALF = (1 << 32) - 1  # of a number that holds two places


@kernel
def _logsumexp(code: Any, f: Any, operands: int, n: int, base: int, stride: int, out: int) -> None:
    """Compute the logarithm of a sum of exponentials, over all lanes: first the largest, then the sum of the others."""
    rest = get(code, at.LANES) + get(code, at.SCRATCH) * stride
    for lane in range(stride):
        put(f, out + lane, get(f, base + get(code, operands) * stride + lane))
        put(f, rest + lane, 0.0)
    for j in range(1, n):
        x = base + get(code, operands + j) * stride
        for lane in range(stride):
            most, here = get(f, out + lane), get(f, x + lane)
            put(f, out + lane, here if here > most or here != here else most)
    for j in range(n):
        x = base + get(code, operands + j) * stride
        for lane in range(stride):
            most, here = get(f, out + lane), get(f, x + lane)
            part = exp(here - most)
            put(f, rest + lane, get(f, rest + lane) + (0.0 if here == most else part))
    for lane in range(stride):
        most, ties = get(f, out + lane), -1.0
        for j in range(n):
            ties += 1.0 if get(f, base + get(code, operands + j) * stride + lane) == most else 0.0
        put(f, out + lane, most + math.log1p(ties + get(f, rest + lane)))


@kernel
def _share(op: int, code: Any, f: Any, here: int, operands: int, stride: int, n: int) -> float:
    """Return the share of the first operand: in the exponentials of all, or, of the largest, in 1."""
    first = get(f, here + get(code, operands) * stride)
    most = first
    for j in range(1, n):
        x = get(f, here + get(code, operands + j) * stride)
        most = most if most >= x or most != most else x
    total = 0.0
    for j in range(n):
        x = get(f, here + get(code, operands + j) * stride)
        total += exp(x - most) if op == SOFTMAX else 1.0 if x == most else 0.0 if x < most else x
    if op == SOFTMAX:
        return exp(first - most) / total
    return (1.0 if first == most else 0.0) / total


@kernel
def counted(code: Any, f: Any, pc: int, base: int, stride: int) -> int:
    """Run rows with any number of operands, one row after the other."""
    op, rows, n = get(code, pc), get(code, pc + 1), get(code, pc + 2)
    place = pc + HEADER
    for _ in range(rows):
        out = base + get(code, place) * stride
        operands = place + 1
        if op == LOGSUMEXP:
            _logsumexp(code, f, operands, n, base, stride, out)
            place = operands + n
            continue
        if op == WEIGHTED_SUM and stride == 1:
            total = 0.0
            for j in range(0, n, 2):
                total += get(f, base + get(code, operands + j)) * get(f, base + get(code, operands + j + 1))
            put(f, out, total)
        elif op <= SQUARED_DISTANCE:  # the opcode after WEIGHTED_SUM
            for j in range(0, n, 2):
                x, y = base + get(code, operands + j) * stride, base + get(code, operands + j + 1) * stride
                _add_pairs(op, f, out, stride, x, y, j)
        elif op >= SOFTMAX:
            for lane in range(stride):
                put(f, out + lane, _share(op, code, f, base + lane, operands, stride, n))
        else:
            for j in range(n):
                _add_one(op, f, out, stride, base + get(code, operands + j) * stride, j)
            if op == MEAN:
                for lane in range(stride):
                    put(f, out + lane, get(f, out + lane) / n)
        place = operands + n
    return place


@kernel
def _add_pairs(op: int, f: Any, out: int, stride: int, x: int, y: int, j: int) -> None:
    """Add products, or squared differences, to what is there; the first ones begin."""
    for lane in range(stride):
        a, b = get(f, x + lane), get(f, y + lane)
        before = get(f, out + lane) if j else 0.0
        put(f, out + lane, before + (a * b if op == WEIGHTED_SUM else (a - b) * (a - b)))


@kernel
def _add_one(op: int, f: Any, out: int, stride: int, x: int, j: int) -> None:
    """Take one more operand in: a factor, a term, or a number that may be the largest or smallest; the first ones begin."""
    if j == 0:
        for lane in range(stride):
            put(f, out + lane, get(f, x + lane))
    elif op == PRODUCT:
        for lane in range(stride):
            put(f, out + lane, get(f, out + lane) * get(f, x + lane))
    elif op == MEAN:
        for lane in range(stride):
            put(f, out + lane, get(f, out + lane) + get(f, x + lane))
    elif op == MAXIMUM:
        for lane in range(stride):
            total, here = get(f, out + lane), get(f, x + lane)
            put(f, out + lane, total if total >= here or total != total else here)
    else:
        for lane in range(stride):
            total, here = get(f, out + lane), get(f, x + lane)
            put(f, out + lane, total if total <= here or total != total else here)


@kernel
def chain(code: Any, f: Any, pc: int, base: int, stride: int) -> Any:
    """Run rows a * b + c * d one after the other. The places of a and b, and those of c and d, are the halves of a number."""
    count, out, nothing = get(code, pc + 1), base + get(code, pc + 2) * stride, get(code, pc + 3)
    place = pc + HEADER
    for k in range(count):
        x, y = get(code, place + 2 * k), get(code, place + 2 * k + 1)
        a, b, c, d = x & _HALF, x >> 32, y & _HALF, y >> 32
        if stride == 1:
            put(f, out + k, get(f, base + a) * get(f, base + b) + get(f, base + c) * get(f, base + d))
        elif y == nothing:
            _products(f, out + k * stride, base + a * stride, base + b * stride, stride)
        else:
            _two_products(f, out + k * stride, base + a * stride, base + b * stride, base + c * stride, base + d * stride, stride)
    return place + 2 * count


@kernel
def _products(f: Any, out: int, a: int, b: int, stride: int) -> None:
    for lane in range(stride):
        put(f, out + lane, get(f, a + lane) * get(f, b + lane))


@kernel
def _two_products(f: Any, out: int, a: int, b: int, c: int, d: int, stride: int) -> None:
    for lane in range(stride):
        put(f, out + lane, get(f, a + lane) * get(f, b + lane) + get(f, c + lane) * get(f, d + lane))


@kernel
def check(f: Any, start: int, n: int) -> None:
    """Raise the flag if one of n numbers is not finite."""
    bad = 0
    for k in range(n):
        x = get(f, start + k)
        bad |= 0 if -LARGEST <= x <= LARGEST else 1
    if bad:
        put(f, FLAG, 1.0)


@kernel
def fits(array: Any, kind: int) -> bool:
    """Return whether all numbers are of a kind: `arrays.fits`, for a few numbers in no time."""
    width, bad = array.shape[1], 0
    for i in range(array.shape[0]):
        total = 0.0
        for j in range(width):
            x = get(array, i * width + j)
            total += x
            bad |= 0 if (math.fabs(x) == 1.0 if kind == SIGNS else 0.0 <= x <= 1.0) else 1
        bad |= 1 if kind == PROBABILITIES and math.fabs(total - 1.0) > 1e-6 else 0
    return bad == 0
