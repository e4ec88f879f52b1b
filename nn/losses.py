"""Losses: one number that says how far the outputs of one sample are from its targets.

A loss is a function ``f(outputs, targets)``. ``outputs`` are what a network returns, ``targets`` a list of as many numbers; for
a single output a plain number will do. Given Values it gives a Value, given floats (as ``predict`` returns them) a float. The
loss of several samples is the mean of theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from itertools import chain
from math import inf
from typing import Any

from autograd.operation import Operand, number
from autograd.operations import (
    absolute,
    clip,
    divide,
    logsumexp,
    mean,
    multiply,
    negate,
    relu,
    softplus,
    squared_distance,
    subtract,
    weighted_sum,
)


def named(loss: str | Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return the loss of a name; a function, of this module or your own, is returned as it is.

    Raises ValueError for an unknown name, and TypeError for what is neither a name nor a function.

    >>> named("huber") is huber
    True
    """
    return by_name(loss, "loss", LOSSES)


def by_name(given: Any, kind: str, known: Iterable[Callable[..., Any]]) -> Callable[..., Any]:
    """Return what is ``given`` where that is a function, or the ``known`` one that it names."""
    if callable(given):
        return given  # type: ignore[no-any-return]
    functions = {function.__name__: function for function in known}
    if not isinstance(given, str):
        raise TypeError(f"{kind} must be a function or its name, got {type(given).__name__} {given!r}")
    if given in functions:
        return functions[given]
    close = get_close_matches(given, functions, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there is {', '.join(functions)}"
    raise ValueError(f"unknown {kind} {given!r}: {hint}")


def mean_squared_error(outputs: Any, targets: Any) -> Any:
    """Return the mean over the outputs of (y - t)^2.

    Raises ValueError unless there are as many targets as outputs, TypeError for what is no number.

    >>> mean_squared_error([0.5, 2.0], [1.0, 0.0])
    2.125
    """
    ys, ts = _pairs(outputs, targets)
    total = squared_distance(len(ys))(*chain.from_iterable(zip(ys, ts, strict=True)))
    return total if len(ys) == 1 else divide(total, float(len(ys)))


def mean_absolute_error(outputs: Any, targets: Any) -> Any:
    """Return the mean over the outputs of abs(y - t): outliers count for no more than their distance.

    Its derivative by an output is -1 or 1, and 0 where output and target are equal.

    Raises ValueError unless there are as many targets as outputs, TypeError for what is no number.

    >>> mean_absolute_error([0.5, 2.0], [1.0, 0.0])
    1.25
    """
    ys, ts = _pairs(outputs, targets)
    return _mean([absolute(subtract(y, t)) for y, t in zip(ys, ts, strict=True)])


def huber(outputs: Any, targets: Any, *, delta: float = 1.0) -> Any:
    """Return the mean over the outputs of r^2 / 2 where abs(r) <= delta, and delta (abs(r) - delta / 2) beyond; r = y - t.

    Around the target it is half a squared error, far away it grows as an absolute error does: outliers pull no harder than
    ``delta`` (Huber, Robust estimation of a location parameter, Annals of Mathematical Statistics 35, 1964). To train
    with another delta: ``train(..., loss=lambda outputs, targets: huber(outputs, targets, delta=2.0))``.

    Raises ValueError unless delta > 0 and there are as many targets as outputs, TypeError for what is no number.

    >>> huber([0.5], [0.0]), huber([-3.0], [0.0]), huber([-3.0], [0.0], delta=2.0)
    (0.125, 2.5, 4.0)
    """
    limit = number(delta, "a number as delta")
    if not 0.0 < limit < inf:
        raise ValueError(f"the delta of huber must be positive and finite, got {delta!r}")
    ys, ts = _pairs(outputs, targets)
    bounded, terms = clip(-limit, limit), []
    for y, t in zip(ys, ts, strict=True):
        residual = subtract(y, t)
        # with c = r cut off at -delta and delta, both branches are c (r - c / 2), and so are their derivatives
        cut = bounded(residual)
        terms.append(multiply(cut, subtract(residual, multiply(0.5, cut))))
    return _mean(terms)


def hinge(outputs: Any, targets: Any) -> Any:
    """Return the mean over the outputs of max(0, 1 - t y), for targets of -1 and +1.

    It is 0 where the output has the right sign and is at least 1 in size (Cortes and Vapnik, Support-vector networks, 1995).

    Raises ValueError for a target other than -1 and 1 and unless there are as many targets as outputs.

    >>> hinge([0.25, -3.0], [1, -1])
    0.375
    """
    ys, ts = _pairs(outputs, targets)
    for t in ts:
        if not isinstance(t, Operand) and t not in {-1.0, 1.0}:
            raise ValueError(f"hinge needs targets of -1 or 1, got {t!r}: write 2 * t - 1 for a target t of 0 or 1")
    return _mean([relu(subtract(1.0, multiply(t, y))) for y, t in zip(ys, ts, strict=True)])


def binary_cross_entropy(outputs: Any, targets: Any) -> Any:
    """Return the mean over the outputs of -t log(p) - (1 - t) log(1 - p), in nats, with p the sigmoid of the output.

    Each output is a logit of its own: any number, of a linear neuron; positive means yes. A target is 0 or 1, or a
    probability between. With the identities -log sigmoid(z) = softplus(-z) and -log(1 - sigmoid(z)) = softplus(z) it is
    exact for logits of any size, and to the last digits where the answer is almost certain.

    Raises ValueError for a target outside [0, 1] and unless there are as many targets as outputs, TypeError for what is no
    number.

    >>> binary_cross_entropy([0.0], [1]), binary_cross_entropy([1000.0, -1000.0], [0, 0])
    (0.6931471805599453, 500.0)
    >>> binary_cross_entropy([40.0], [1])
    4.248354255291589e-18
    """
    ys, ts = _pairs(outputs, targets)
    return _mean([_yes_or_no(y, t) for y, t in zip(ys, ts, strict=True)])


def _yes_or_no(logit: Any, target: Any) -> Any:
    if not isinstance(target, Operand):
        if not 0.0 <= target <= 1.0:
            raise ValueError(f"binary_cross_entropy needs targets between 0 and 1, got {target!r}: "
                             "write (t + 1) / 2 for a target t of -1 or 1")  # fmt: skip
        if target in {0.0, 1.0}:
            return softplus(logit if target == 0.0 else negate(logit))
    # a sum of two positive terms; the shorter softplus(z) - t z would cancel
    return weighted_sum(2)(target, softplus(negate(logit)), subtract(1.0, target), softplus(logit))


def cross_entropy(outputs: Any, targets: Any) -> Any:
    """Return -log of the probability that the softmax of the outputs gives to the right class, in nats.

    The outputs are logits, one for each class: any numbers, of linear neurons. ``targets`` is the index of the right class,
    counted from 0, or a list with the probability of each class, p: then the result is the sum of -p_i log softmax_i.

    Raises ValueError for fewer than two outputs, for an index that is no whole number or out of range, and for probabilities
    that are outside [0, 1], do not sum to 1, or are not as many as the outputs.

    With L the logarithm of the sum of the other classes' exponentials, -log softmax_c = log(1 + exp(L - z_c)): exact for
    logits of any size, and to the last digits where the right class is almost certain.

    >>> cross_entropy([0.0, 0.0], 1)
    0.6931471805599453
    >>> cross_entropy([1000.0, -1000.0], 1), cross_entropy([40.0, 0.0], 0)
    (2000.0, 4.248354255291589e-18)
    """
    logits = _outputs(outputs)
    if len(logits) < 2:
        raise ValueError("cross_entropy needs an output for each class, at least two, got 1")
    ts = _listed(targets)
    if len(ts) == 1:
        return _right_class(logits, _class_index(ts[0], len(logits)))
    _check_count(logits, ts)
    plain = [p for p in ts if not isinstance(p, Operand)]
    if len(plain) == len(ts):
        if not (all(0.0 <= p <= 1.0 for p in plain) and abs(sum(plain) - 1.0) <= 1e-6):
            raise ValueError(f"cross_entropy needs probabilities between 0 and 1 that sum to 1, or a class index, got {ts}")
        if 1.0 in plain:
            return _right_class(logits, plain.index(1.0))
    return subtract(_log_sum_exp(logits), weighted_sum(len(ts))(*chain.from_iterable(zip(ts, logits, strict=True))))


def _right_class(logits: list[Any], right: int) -> Any:
    others = _log_sum_exp(logits[:right] + logits[right + 1 :])
    return softplus(subtract(others, logits[right]))


def _log_sum_exp(logits: list[Any]) -> Any:
    return logits[0] if len(logits) == 1 else logsumexp(len(logits))(*logits)


def _class_index(target: Any, count: int) -> int:
    if isinstance(target, Operand):
        raise TypeError("cross_entropy needs a class index as a plain number, got a Value: pass a list of probabilities")
    if not target.is_integer():
        raise ValueError(f"cross_entropy needs a class index, a whole number, or {count} probabilities, got {target!r}")
    if not 0 <= target < count:
        raise ValueError(f"cross_entropy has {count} outputs, so a class index is 0 to {count - 1}, got {target:g}")
    return int(target)


def _mean(terms: list[Any]) -> Any:
    return terms[0] if len(terms) == 1 else mean(len(terms))(*terms)


# ---- arguments ------------------------------------------------------------------------------------------------------


def _listed(things: Any) -> list[Any]:
    if isinstance(things, Operand):
        return [things]
    listed = list(things) if isinstance(things, Iterable) and not isinstance(things, (str, bytes)) else [things]
    return [x if isinstance(x, Operand) else number(x) for x in listed]


def _outputs(outputs: Any) -> list[Any]:
    listed = _listed(outputs)
    if not listed:
        raise ValueError("a loss needs at least one output, got none")
    return listed


def _check_count(outputs: list[Any], targets: list[Any]) -> None:
    if len(outputs) != len(targets):
        raise ValueError(f"there must be as many targets as outputs, {len(outputs)}, got {len(targets)}: {targets}")


def _pairs(outputs: Any, targets: Any) -> tuple[list[Any], list[Any]]:
    ys, ts = _outputs(outputs), _listed(targets)
    _check_count(ys, ts)
    return ys, ts


LOSSES = (mean_squared_error, mean_absolute_error, huber, hinge, binary_cross_entropy, cross_entropy)
