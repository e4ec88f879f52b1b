"""The rows of the table for Numba: each runs over a stretch of numbers that lie side by side.

Functions of exponentials come with their slopes, which are made of the same exponential.
"""

from __future__ import annotations

import math
from typing import Any

from ..operations import ROOT_HALF, SELU_SCALE
from . import numba_opcodes as codes
from .arrays import np
from .numba_functions import (
    exp,
    expm1_below,
    log1p_below,
    logaddexp_and_slopes,
    sigmoid_and_slope,
    silu,
    softplus_and_slope,
    tanh_and_slope,
)
from .numba_tools import get, kernel, put


@kernel
def smooth(op: int, f: Any, out: int, n: int, a: int, b: int, more: int, last: int, p: float) -> None:
    """Run functions made of exponentials, and their slopes with them, over n numbers."""
    if op == codes.TANH:
        for k in range(n):
            y, slope = tanh_and_slope(get(f, a + k))
            put(f, out + k, y)
            put(f, more + k, slope)
    elif op == codes.SIGMOID:
        for k in range(n):
            y, slope = sigmoid_and_slope(get(f, a + k))
            put(f, out + k, y)
            put(f, more + k, slope)
    elif op == codes.SOFTPLUS:
        for k in range(n):
            y, slope = softplus_and_slope(get(f, a + k))
            put(f, out + k, y)
            put(f, more + k, slope)
    elif op == codes.LOGADDEXP:
        for k in range(n):
            y, slope, other = logaddexp_and_slopes(get(f, a + k), get(f, b + k))
            put(f, out + k, y)
            put(f, more + k, slope)
            put(f, last + k, other)
    elif op == codes.EXP:
        for k in range(n):
            put(f, out + k, exp(get(f, a + k)))
    elif op == codes.SILU:
        for k in range(n):
            put(f, out + k, silu(get(f, a + k)))
    elif op == codes.LOG_SIGMOID:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, (min(0.0, x)) - log1p_below(exp(-math.fabs(x))))
    else:
        for k in range(n):
            x = get(f, a + k)
            y = x if x > 0.0 else p * expm1_below(x)
            put(f, out + k, SELU_SCALE * y if op == codes.SELU else y)


@kernel
def simple(op: int, f: Any, out: int, n: int, a: int, b: int, c: int, p: float, q: float) -> None:
    """Run arithmetic and functions without exponentials over n numbers."""
    if op == codes.MULTIPLY:
        for k in range(n):
            put(f, out + k, get(f, a + k) * get(f, b + k))
    elif op == codes.ADD:
        for k in range(n):
            put(f, out + k, get(f, a + k) + get(f, b + k))
    elif op == codes.SUBTRACT:
        for k in range(n):
            put(f, out + k, get(f, a + k) - get(f, b + k))
    elif op == codes.DIVIDE:
        for k in range(n):
            put(f, out + k, get(f, a + k) / get(f, b + k))
    elif op == codes.NEGATE:
        for k in range(n):
            put(f, out + k, -get(f, a + k))
    elif op == codes.SQUARE:
        for k in range(n):
            put(f, out + k, get(f, a + k) * get(f, a + k))
    elif op == codes.RELU:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, max(0.0, x))
    elif op == codes.STEP:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, 1.0 if x > 0.0 else max(0.0, x))
    elif op == codes.LESS:
        for k in range(n):
            put(f, out + k, 1.0 if get(f, a + k) < get(f, b + k) else 0.0)
    elif op == codes.WHERE:
        for k in range(n):
            x, y = get(f, b + k), get(f, c + k)
            put(f, out + k, x if get(f, a + k) != 0.0 else y)
    elif op == codes.ABS:
        for k in range(n):
            put(f, out + k, math.fabs(get(f, a + k)))
    elif op == codes.SIGN:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, 1.0 if x > 0.0 else -1.0 if x < 0.0 else x)
    elif op == codes.LINEAR:
        for k in range(n):
            put(f, out + k, p * get(f, a + k))
    elif op == codes.LEAKY_RELU:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, x if x > 0.0 else p * x)
    elif op == codes.CLIP or op == codes.HARD_TANH:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, p if x < p else min(x, q))
    elif op == codes.SOFTSIGN:
        for k in range(n):
            x = get(f, a + k)
            put(f, out + k, x / (1.0 + math.fabs(x)))
    else:
        for k in range(n):
            put(f, out + k, math.sqrt(get(f, a + k)))


@kernel
def library(op: int, f: Any, out: int, n: int, a: int, b: int, p: float) -> None:
    """Run functions of the C library over n numbers."""
    for k in range(n):
        put(f, out + k, _library(op, get(f, a + k), get(f, b + k), p))


@kernel
def _library(op: int, x: float, y: float, p: float) -> Any:
    if op == codes.LOG:
        return math.log(x)
    if op == codes.LOG1P:
        return math.log1p(x)
    if op == codes.LOG2:
        return math.log2(x)
    if op == codes.LOG10:
        return math.log10(x)
    if op == codes.EXPM1:
        return math.expm1(x)
    if op == codes.SIN:
        return math.sin(x)
    if op == codes.COS:
        return math.cos(x)
    if op == codes.TAN:
        return math.tan(x)
    if op == codes.ASIN:
        return math.asin(x)
    if op == codes.ACOS:
        return math.acos(x)
    if op == codes.ATAN:
        return math.atan(x)
    if op == codes.ATAN2:
        return math.atan2(x, y)
    if op == codes.HYPOT:
        return math.hypot(x, y)
    if op == codes.SINH:
        return math.sinh(x)
    if op == codes.COSH:
        return math.cosh(x)
    if op == codes.ASINH:
        return math.asinh(x)
    if op == codes.ACOSH:
        return math.acosh(x)
    if op == codes.ATANH:
        return math.atanh(x)
    if op == codes.ERF:
        return math.erf(x)
    if op == codes.ERFC:
        return math.erfc(x)
    if op == codes.GELU:
        return 0.5 * x * math.erfc(-x * ROOT_HALF)
    if op == codes.CBRT:
        return np.cbrt(x)
    if op == codes.FLOOR:
        return np.floor(x)
    if op == codes.MODULO:
        return x % y
    if op == codes.POW:
        return x**y
    if op == codes.POWER:
        return x**p
    return 0.0 if x == 0.0 and y >= 0.0 else x * math.log(y)
