"""Functions for Numba that run over lanes without a branch, so that LLVM makes vector instructions of them.

exp by the textbook: x = k ln 2 + r with a whole k and |r| <= ln 2 / 2, and e^r - 1 by its Taylor polynomial of degree 13, whose
remainder is below 1e-17 of it. Over lanes exp and tanh cost about 2 ns a number; those of the C library 10 to 20.
"""

from __future__ import annotations

from math import copysign, fabs

from .numba_tools import kernel, power_of_two

_PER_LN2 = 1.4426950408889634
_LN2, _LN2_REST = 0.6931471803691238, 1.9082149292705877e-10  # 33 bits, so that k times it is exact, and what is left
_ROUND = 6755399441055744.0  # 1.5 * 2**52: adding and subtracting it rounds to a whole number
_C = [1.0]
for _n in range(1, 14):
    _C.append(_C[-1] / _n)
_C2, _C3, _C4, _C5, _C6, _C7, _C8, _C9, _C10, _C11, _C12, _C13 = _C[2:]
_LOWEST = -746.0  # e to that power is 0
_HIGHEST = 710.0  # and to that, infinite


@kernel
def split(x: float) -> tuple[float, float, float]:
    """Return e^r - 1 and two powers of 2 whose product is 2^k: one alone could not hold the smallest and the largest."""
    k = (x * _PER_LN2 + _ROUND) - _ROUND
    r = (x - k * _LN2) - k * _LN2_REST
    r2 = r * r
    r4 = r2 * r2
    low = (_C2 + _C3 * r) + r2 * (_C4 + _C5 * r)
    high = (_C6 + _C7 * r) + r2 * (_C8 + _C9 * r) + r4 * ((_C10 + _C11 * r) + r2 * (_C12 + _C13 * r))
    half = (k * 0.5 + _ROUND) - _ROUND
    return r + r2 * (low + r4 * high), power_of_two(half), power_of_two(k - half)


@kernel
def exp(x: float) -> float:
    """Return e^x: 0 far below, infinity above 709.78."""
    x = max(x, _LOWEST)
    x = min(x, _HIGHEST)
    p, s, t = split(x)
    return (s + s * p) * t


@kernel
def decay(x: float) -> float:
    """Return e^-|x|."""
    y = -fabs(x)
    p, s, t = split(max(y, _LOWEST))
    return (s + s * p) * t


@kernel
def expm1_below(x: float) -> float:
    """Return e^x - 1 for x <= 0, exact near 0; above, 0."""
    y = min(x, 0.0)
    p, s, t = split(max(y, _LOWEST))
    scale = s * t
    return scale * p + (scale - 1.0)


@kernel
def tanh_and_slope(x: float) -> tuple[float, float]:
    """Return tanh x and its derivative, of one e^(-2|x|); neither cancels where it is small."""
    y = -2.0 * fabs(x)
    p, s, t = split(max(y, _LOWEST))
    scale = s * t
    less_one = scale * p + (scale - 1.0)  # e^(-2|x|) - 1
    over = 1.0 / (2.0 + less_one)
    return copysign(less_one * over, x), 4.0 * ((s + s * p) * t) * over * over


@kernel
def sigmoid_and_slope(x: float) -> tuple[float, float]:
    """Return 1 / (1 + e^-x) and its derivative."""
    e = decay(x)
    over = 1.0 / (1.0 + e)
    return (e if x < 0.0 else 1.0) * over, e * over * over


@kernel
def log1p_below(e: float) -> float:
    """Return log(1 + e) for 0 <= e <= 1: twice the series of atanh at s = e / (2 + e) <= 1/3."""
    s = e / (2.0 + e)
    z = s * s
    z2 = z * z
    z4 = z2 * z2
    a = (1.0 / 3 + z / 5) + z2 * (1.0 / 7 + z / 9)
    b = (1.0 / 11 + z / 13) + z2 * (1.0 / 15 + z / 17)
    c = (1.0 / 19 + z / 21) + z2 * (1.0 / 23 + z / 25)
    d = (1.0 / 27 + z / 29) + z2 * (1.0 / 31 + z / 33)
    return 2.0 * s + 2.0 * s * (z * (a + z4 * (b + z4 * (c + z4 * d))))


@kernel
def softplus_and_slope(x: float) -> tuple[float, float]:
    """Return log(1 + e^x) and its derivative."""
    e = decay(x)
    return (max(x, 0.0)) + log1p_below(e), (e if x < 0.0 else 1.0) / (1.0 + e)


@kernel
def logaddexp_and_slopes(x: float, y: float) -> tuple[float, float, float]:
    """Return log(e^x + e^y) and its derivatives."""
    d = 0.0 if x == y else x - y  # equal infinities have a difference of nan
    e = decay(d)
    over = 1.0 / (1.0 + e)
    larger = x if d > 0.0 else y
    return larger + log1p_below(e), (e if d < 0.0 else 1.0) * over, (1.0 if d < 0.0 else e) * over


@kernel
def silu(x: float) -> float:
    """Return x / (1 + e^-x), in two halves: from -708 on the exponential is subnormal, and x would multiply its error."""
    h = decay(0.5 * x)
    return (x * h * h if x < 0.0 else x) / (1.0 + h * h)
