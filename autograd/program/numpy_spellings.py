"""Rows of the table in NumPy's words: by name, as faster spellings. A row without one is computed by its own function.

What is spelled here agrees with the row's own function to the last digits, saturated ends included; a test compares them.
"""

from __future__ import annotations

from collections.abc import Callable

from ..operation import Operation, number
from ..operations import FAMILIES, SELU_ALPHA, SELU_SCALE
from .arrays import Array, np
from .recording import is_ours
from .slopes import slope_of


def _step(x: Array, out: Array | None = None) -> Array:
    out = np.greater(x, 0.0, out=np.empty(np.shape(x)) if out is None else out)  # heaviside takes 20 times as long
    if np.isnan(np.sum(x)):  # also of infinities that cancel
        np.putmask(out, np.isnan(x), np.nan)
    return out


def _sigmoid(x: Array) -> Array:
    e = np.exp(-np.abs(x))
    return np.where(x < 0.0, e, 1.0) / (1.0 + e)


def _sigmoid_slope(_: Array, x: Array) -> Array:
    e = np.exp(-np.abs(x))
    return e / np.square(1.0 + e)


def _tanh_slope(_: Array, x: Array) -> Array:
    e = np.exp(-2.0 * np.abs(x))
    return 4.0 * e / np.square(1.0 + e)


def _softplus(x: Array) -> Array:
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))


def _silu(x: Array) -> Array:
    h = np.exp(-0.5 * np.abs(x))  # in two halves: from -708 on exp(x) is subnormal, and x would multiply its error
    return np.where(x < 0.0, x * h * h, x) / (1.0 + h * h)


def _elu(x: Array, alpha: float) -> Array:
    return np.where(x > 0.0, x, alpha * np.expm1(np.minimum(x, 0.0)))


def _xlogy(x: Array, y: Array) -> Array:
    return np.where((x == 0.0) & (y >= 0.0), 0.0, x * np.log(y))


def _weighted_sum(*pairs: Array) -> Array:
    total = pairs[0] * pairs[1]
    for i in range(2, len(pairs), 2):
        total += pairs[i] * pairs[i + 1]
    return total


def _logsumexp(*xs: Array) -> Array:
    rows = np.stack(np.broadcast_arrays(*xs))
    most = np.maximum.reduce(rows, axis=0)
    ties = rows == most
    rows -= most
    np.exp(rows, out=rows)
    np.putmask(rows, ties, 0.0)  # also where an infinity took away another
    return most + np.log1p(np.add.reduce(ties, axis=0) - 1.0 + np.add.reduce(rows, axis=0))


def _squared_distance(*pairs: Array) -> Array:
    total = np.square(pairs[0] - pairs[1])
    for i in range(2, len(pairs), 2):
        total += np.square(pairs[i] - pairs[i + 1])
    return total


def _softmax(*xs: Array) -> Array:
    most = _folded(np.maximum)(*xs)
    shares = [np.exp(x - most) for x in xs]
    return shares[0] / _folded(np.add)(*shares)


def _hardmax(*xs: Array) -> Array:
    most = _folded(np.maximum)(*xs)
    return (xs[0] == most) / _folded(np.add)(*[np.where(x == most, 1.0, np.where(x < most, 0.0, x)) for x in xs])


def _folded(function: Callable[[Array, Array], Array]) -> Callable[..., Array]:
    def fold(*xs: Array) -> Array:
        found = xs[0]
        for x in xs[1:]:
            found = function(found, x)
        return found

    return fold


# fmt: off
SPELLINGS: dict[str, Callable[..., Array]] = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "negate": np.negative,
    "pow": np.power, "power": np.power, "abs": np.abs, "sign": np.sign, "square": np.square, "sqrt": np.sqrt, "cbrt": np.cbrt,
    "step":        _step,
    "less":        np.less,
    "where":       lambda c, x, y: np.where(c != 0.0, x, y),
    "exp": np.exp, "expm1": np.expm1, "log": np.log, "log1p": np.log1p, "log2": np.log2, "log10": np.log10, "xlogy": _xlogy,
    "sin": np.sin, "cos": np.cos, "tan": np.tan, "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan,
    "atan2": np.arctan2, "hypot": np.hypot,
    "sinh": np.sinh, "cosh": np.cosh, "tanh": np.tanh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "sigmoid":     _sigmoid,
    "log_sigmoid": lambda x: -_softplus(-x),
    "softplus":    _softplus,
    "logaddexp":   np.logaddexp,
    "relu":        lambda x, out=None: np.maximum(x, 0.0, out=out),
    "leaky_relu":  lambda x, slope: np.where(x > 0.0, x, slope * x),
    "elu":         _elu,
    "selu":        lambda x: SELU_SCALE * _elu(x, SELU_ALPHA),
    "silu":        _silu,
    "softsign":    lambda x: x / (1.0 + np.abs(x)),
    "hard_tanh":   lambda x: np.clip(x, -1.0, 1.0),
    "clip":        np.clip,
    "linear":      np.multiply,
    "floor": np.floor, "modulo": np.mod,
    "weighted_sum": _weighted_sum, "squared_distance": _squared_distance,
    "product":     _folded(np.multiply),
    "logsumexp":   _logsumexp,
    "maximum":     _folded(np.maximum),
    "minimum":     _folded(np.minimum),
    "mean":        lambda *xs: _folded(np.add)(*xs) / len(xs),
    "softmax": _softmax, "hardmax": _hardmax,
}
# Those, besides NumPy's own functions, that can write their result in its place.
IN_PLACE = frozenset({"step", "relu"})
# Slopes that are not written out by their rule, since they are faster in one formula.
SLOPES: dict[str, Callable[..., Array]] = {"tanh": _tanh_slope, "sigmoid": _sigmoid_slope}
# fmt: on
KEPT = frozenset((name, 0) for name in SLOPES)


def spelled(operation: Operation) -> Callable[..., Array]:
    """Return a function on arrays for a row: NumPy's, where there is one, or else the row's own, number by number."""
    kept = slope_of(operation)
    if kept is not None and kept[0].name in SLOPES:
        return SLOPES[kept[0].name]
    spelling = SPELLINGS.get(operation.name)
    if spelling is None or not is_ours(operation):
        return one_by_one(operation)
    if operation.family is None or FAMILIES[operation.family].counts:
        return spelling
    parameters = operation.parameter if isinstance(operation.parameter, tuple) else (operation.parameter,)
    return lambda *xs: spelling(*xs, *parameters)


def one_by_one(operation: Operation) -> Callable[..., Array]:
    """Return the row's own function on arrays, called by Python for each number."""
    function = operation.function
    called = np.frompyfunc(lambda *xs: number(function(*xs), f"a number as the result of {operation.name}"), operation.arity, 1)
    return lambda *xs: called(*xs).astype(float)
