"""The table: every operation, declared once, in one row.

Everything else is derived from these rows by looping over `OPERATIONS` and `FAMILIES`: the recording engine, gradients of
any order, forward mode, formulas, checks, compiled programs, the methods of a Value, the functions of the package and the
table in the README. `operation.py` says what the columns mean.

A derivative rule is run, never parsed: with floats it gives numbers, with Values a graph. It calls the rows of this very
table, so that it works for any operand. Convention at points without a derivative: the minimum-norm subgradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import chain
from math import inf, nan
from typing import Any

from .family import Family
from .operation import Domain, Operation, Point, input_names

# ---- functions that math does not have. Plain Python over floats: compilers take them as they stand. -----------------


def _sigmoid(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def _softplus(x: float) -> float:
    return (x if x > 0.0 else 0.0) + math.log1p(math.exp(-math.fabs(x)))


def _log_sigmoid(x: float) -> float:
    return (x if x < 0.0 else 0.0) - math.log1p(math.exp(-math.fabs(x)))


def _logaddexp(x: float, y: float) -> float:
    if x == y:  # also for two equal infinities, whose difference is nan
        return x + math.log(2.0)
    return (x if x > y else y) + math.log1p(math.exp(-math.fabs(x - y)))


def _relu(x: float) -> float:
    return 0.0 if x <= 0.0 else x  # this way round nan stays nan


def _sign(x: float) -> float:
    return 1.0 if x > 0.0 else -1.0 if x < 0.0 else x * 0.0


def _step(x: float) -> float:
    return 1.0 if x > 0.0 else 0.0 if x <= 0.0 else x


def _less(x: float, y: float) -> float:
    return 1.0 if x < y else 0.0


def _where(c: float, x: float, y: float) -> float:
    return x if c != 0.0 else y


def _xlogy(x: float, y: float) -> float:
    return 0.0 if x == 0.0 and y >= 0.0 else x * math.log(y)


def _power(x: float, y: float) -> float:
    # Python makes a complex number of these; a Value never is one. (1e-300 % 1 and inf % 1 do the right thing.)
    if -inf < x < 0.0 and y % 1.0 > 0.0:
        raise ValueError("a negative number has no real power with a fractional exponent")
    z: float = x**y
    return z


def _silu(x: float) -> float:
    if x >= 0.0:
        return x / (1.0 + math.exp(-x))
    h = math.exp(0.5 * x)  # in two halves: from -708 on exp(x) is subnormal, and x would multiply its error
    return x * h * h / (1.0 + h * h)


def _gelu(x: float) -> float:
    return 0.5 * x * math.erfc(-x * ROOT_HALF)


LN2, LN10 = math.log(2.0), math.log(10.0)
ROOT_HALF = math.sqrt(0.5)
TWO_OVER_ROOT_PI = 2.0 / math.sqrt(math.pi)
ROOT_HALF_OVER_ROOT_PI = math.sqrt(0.5 / math.pi)
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772  # Klambauer et al. 2017, appendix

# ---- domains --------------------------------------------------------------------------------------------------------

REAL = (-inf, inf)


def on(condition: str, *box: tuple[float, float], samples: Sequence[Any], **points: Sequence[Any]) -> Domain:
    """Write a Domain on one line."""
    return Domain(condition, box, tuple(samples), **{kind: tuple(listed) for kind, listed in points.items()})


_SPREAD = (-750.0, -40.0, -3.0, -1.0, -0.25, -1e-9, 1e-9, 0.25, 1.0, 3.0, 40.0, 750.0)
_TAME = (-40.0, -3.0, -1.0, -0.25, -1e-9, 0.0, 1e-9, 0.25, 1.0, 3.0, 40.0)
_SPREAD_OFF_ONE = (-750.0, -3.0, -1.001, -0.999, -0.25, 0.0, 1e-9, 0.25, 0.999, 1.001, 750.0)
_CORRELATION = (-0.999999, -0.5, -1e-9, 0.0, 1e-9, 0.25, 0.9)
_PAIRS = ((2.0, 3.0), (-1.5, 0.25), (0.0, 0.0), (1e-9, -1e9), (-3.0, -3.0), (40.0, 0.5))

NOWHERE = Domain("", (), ())
LINE = on("every x", REAL, samples=(*_SPREAD, 0.0))
KINKED = on("every x", REAL, samples=_SPREAD, kinks=(0.0,))
PLANE = on("every x and y", REAL, REAL, samples=_PAIRS)


def _many(count: int, kinks: Sequence[Point] = ()) -> Domain:
    ladder = (0.5, -1.5, 2.0, -0.25, 3.0, 1.0, -2.0)
    # every input is once the largest and once the smallest
    rows = [tuple(ladder[(start + i) % 7] + i * 0.125 for i in range(count)) for start in range(7)]
    return Domain("every x", (REAL,) * count, tuple(rows), kinks=tuple(kinks))


# ---- rules longer than a line ---------------------------------------------------------------------------------------


def _others(xs: Sequence[Any]) -> list[Any]:
    """Return, for each x, the product of all the others: prefix times suffix, never the whole product divided by x."""
    before: list[Any] = [1.0] * len(xs)
    after: list[Any] = [1.0] * len(xs)
    for i in range(1, len(xs)):
        before[i] = xs[0] if i == 1 else before[i - 1] * xs[i - 1]
        after[-i - 1] = xs[-1] if i == 1 else xs[-i] * after[-i]
    last = len(xs) - 1
    return [after[i] if i == 0 else before[i] if i == last else before[i] * after[i] for i in range(len(xs))]


def _ties(is_extreme: Callable[[Any, Any], Any]) -> Callable[..., Sequence[Any]]:
    """Return the rule of an extreme value: its derivative goes to the inputs that attain it, in equal parts."""

    def rule(out: Any, *xs: Any) -> Sequence[Any]:
        attained = [1.0 - is_extreme(out, x) for x in xs]
        total = sum(attained[1:], attained[0])
        return [one / total for one in attained]

    return rule


def _swap_pairs(out: Any, *pairs: Any) -> Sequence[Any]:
    swapped: list[Any] = [None] * len(pairs)
    swapped[0::2] = pairs[1::2]
    swapped[1::2] = pairs[0::2]
    return swapped


def _pull(out: Any, *pairs: Any) -> Sequence[Any]:
    pulls = [2.0 * (w - x) for w, x in zip(pairs[0::2], pairs[1::2], strict=True)]
    return list(chain.from_iterable((pull, -pull) for pull in pulls))


# ---- the table ------------------------------------------------------------------------------------------------------
# fmt: off
#                           name           function               derivatives of out by each input                                where it is defined
constant     = Operation("constant",    lambda: nan,              lambda out: (),                                                  NOWHERE, summary="A plain number met in an expression: backward passes skip it.")
parameter    = Operation("parameter",   lambda: nan,              lambda out: (),                                                  NOWHERE, summary="A weight: a leaf that training adjusts.")
variable     = Operation("variable",    lambda: nan,              lambda out: (),                                                  NOWHERE, summary="An argument of a function that is being differentiated.")
frozen       = Operation("frozen",      lambda: nan,              lambda out: (),                                                  NOWHERE, summary="A weight that training leaves alone.")
add          = Operation("add",         lambda x, y: x + y,       lambda out, x, y: (1.0, 1.0),                                    PLANE, text="{} + {}", summary="The sum.")
subtract     = Operation("subtract",    lambda x, y: x - y,       lambda out, x, y: (1.0, -1.0),                                   PLANE, text="{} - {}", summary="The difference.")
multiply     = Operation("multiply",    lambda x, y: x * y,       lambda out, x, y: (y, x),                                        PLANE, text="{} * {}", summary="The product.")
divide       = Operation("divide",      lambda x, y: x / y,       lambda out, x, y: (1.0 / y, -out / y),                           on("y is not 0", REAL, REAL, samples=((2.0, 3.0), (-1.5, 0.25), (0.0, -2.0), (1e-9, 1e9), (5.0, -1e-9)), outside=((1.0, 0.0), (0.0, -0.0))), text="{} / {}", summary="The quotient.")
negate       = Operation("negate",      lambda x: -x,             lambda out, x: (-1.0,),                                          LINE,  text="-{}", summary="The same number with the opposite sign.")
pow_         = Operation("pow",         _power,                   lambda out, x, y: (lambda: y * x ** (y - 1.0), lambda: xlogy(out, x)),  on("x > 0; at x = 0 y > 0, and at x < 0 only whole y, without a derivative by y", (0.0, 50.0), (-20.0, 20.0), samples=((2.0, 3.0), (0.5, -1.5), (1.0, 7.0), (3.0, 0.0), (1e-9, 0.5), (40.0, 2.5)), steep=((-2.0, 3.0), (0.0, 0.5), (0.0, 0.0)), outside=((0.0, -1.0), (-8.0, 1.0 / 3.0))), text="{} ** {}", summary="x to the power y, both of them variable.")
absolute     = Operation("abs",         math.fabs,                lambda out, x: (sign(x),),                                       KINKED, text="abs({})", mathml="<mrow><mo>|</mo>{}<mo>|</mo></mrow>", summary="The distance from 0; at 0 its derivative is taken as 0.")
sign         = Operation("sign",        _sign,                    lambda out, x: (0.0,),                                           KINKED, definition="x / abs(x) if x else x", summary="-1, 0 or 1.")
step         = Operation("step",        _step,                    lambda out, x: (0.0,),                                           KINKED, definition="1 if x > 0 else 0", summary="The threshold neuron's activation: 1 for x > 0, else 0. It has no slope to learn from.")
less         = Operation("less",        _less,                    lambda out, x, y: (0.0, 0.0),                                    on("every x and y", REAL, REAL, samples=((2.0, 3.0), (-1.5, -2.5), (1e-9, 0.0), (-40.0, 40.0)), kinks=((1.0, 1.0),)), definition="1 if x < y else 0", summary="1 where x < y, else 0: a comparison that can be drawn and compiled.")
where        = Operation("where",       _where,                   lambda out, c, x, y: (0.0, where(c, 1.0, 0.0), where(c, 0.0, 1.0)), on("every x, y and z", REAL, REAL, REAL, samples=((1.0, 2.0, 3.0), (-1.0, -0.5, 4.0)), kinks=((0.0, 5.0, 5.0), (0.0, 2.0, 3.0))), definition="y if x else z", summary="The second number where the first is not 0, else the third.")
sqrt         = Operation("sqrt",        math.sqrt,                lambda out, x: (0.5 / out,),                                     on("x >= 0", (0.0, inf), samples=(1e-100, 1e-9, 0.25, 1.0, 3.0, 1e100), steep=(0.0,), outside=(-1.0, -inf)), mathml="<msqrt>{}</msqrt>", summary="The square root.")
exp          = Operation("exp",         math.exp,                 lambda out, x: (out,),                                           on("x < 709.79, beyond which the result is no float", (-740.0, 709.0), samples=(*_TAME, -700.0, 700.0), outside=(710.0,)), mathml="<msup><mi>e</mi><mrow>{}</mrow></msup>", summary="e to the power x.")
log          = Operation("log",         math.log,                 lambda out, x: (1.0 / x,),                                       on("x > 0", (0.0, inf), samples=(1e-100, 1e-9, 0.25, 1.0, 3.0, 1e100), outside=(0.0, -1.0)), summary="The natural logarithm.")
xlogy        = Operation("xlogy",       _xlogy,                   lambda out, x, y: (lambda: log(y), lambda: x / y),                       on("y > 0; x = 0 allows y = 0", REAL, (0.0, inf), samples=((2.0, 3.0), (-1.5, 0.25), (0.0, 2.0), (1e-9, 1e9)), steep=((0.0, 0.0),), outside=((1.0, 0.0), (1.0, -1.0))), definition="x * log(y)", summary="x log y, which is 0 at x = 0: the terms of an entropy.")
sin          = Operation("sin",         math.sin,                 lambda out, x: (cos(x),),                                        on("every finite x", REAL, samples=_TAME, outside=(inf,)), summary="The sine of an angle in radians.")
cos          = Operation("cos",         math.cos,                 lambda out, x: (-sin(x),),                                       on("every finite x", REAL, samples=_TAME, outside=(inf,)), summary="The cosine of an angle in radians.")
tanh         = Operation("tanh",        math.tanh,                lambda out, x: (4.0 * sigmoid(2.0 * x) * sigmoid(-2.0 * x),),    LINE, summary="The hyperbolic tangent: between -1 and 1, slope 1 at 0.")
sigmoid      = Operation("sigmoid",     _sigmoid,                 lambda out, x: (out * sigmoid(-x),),                             LINE, definition="1 / (1 + exp(-x))", mathml="<mrow><mi>&#x3C3;</mi><mrow><mo>(</mo>{}<mo>)</mo></mrow></mrow>", summary="The logistic function: between 0 and 1, slope 1/4 at 0.")
log_sigmoid  = Operation("log_sigmoid", _log_sigmoid,             lambda out, x: (sigmoid(-x),),                                   LINE, definition="-log(1 + exp(-x))", summary="The logarithm of the sigmoid, exact where the sigmoid itself is 0 or 1.")
softplus     = Operation("softplus",    _softplus,                lambda out, x: (sigmoid(x),),                                    LINE, definition="log(1 + exp(x))", summary="A smooth relu.")
logaddexp    = Operation("logaddexp",   _logaddexp,               lambda out, x, y: (sigmoid(x - y), sigmoid(y - x)),              on("every x and y", REAL, REAL, samples=(*_PAIRS, (1000.0, 1001.0), (-1000.0, 1000.0))), definition="log(exp(x) + exp(y))", summary="The logarithm of a sum of exponentials, without overflow.")
relu         = Operation("relu",        _relu,                    lambda out, x: (step(x),),                                       KINKED, definition="x if x > 0 else 0", summary="The rectifier: x for x > 0, else 0; at 0 its derivative is taken as 0.")
square       = Operation("square",      lambda x: x * x,          lambda out, x: (2.0 * x,),                                       LINE, definition="x ** 2", summary="The number times itself.")
cbrt         = Operation("cbrt",        math.cbrt,                lambda out, x: (1.0 / (3.0 * out * out),),                       on("every x", REAL, samples=(-1e100, -8.0, -1e-9, 1e-100, 0.25, 3.0, 1e100), steep=(0.0,)), definition="sign(x) * abs(x) ** (1 / 3)", mathml="<mroot><mrow>{}</mrow><mn>3</mn></mroot>", summary="The cube root, also of negative numbers.")
expm1        = Operation("expm1",       math.expm1,               lambda out, x: (exp(x),),                                        on("x < 709.79, beyond which the result is no float", (-740.0, 709.0), samples=(*_TAME, -700.0, 700.0), outside=(710.0,)), definition="exp(x) - 1", summary="exp(x) - 1, exact near 0.")
log1p        = Operation("log1p",       math.log1p,               lambda out, x: (1.0 / (1.0 + x),),                               on("x > -1", (-1.0, inf), samples=(-0.999999, -0.5, -1e-9, 0.0, 1e-9, 3.0, 1e300), outside=(-1.0, -2.0)), definition="log(1 + x)", summary="log(1 + x), exact near 0.")
log2         = Operation("log2",        math.log2,                lambda out, x: (1.0 / (x * LN2),),                               on("x > 0", (0.0, inf), samples=(1e-100, 1e-9, 0.25, 1.0, 3.0, 1e100), outside=(0.0, -1.0)), definition="log(x) / log(2)", summary="The logarithm to base 2.")
log10        = Operation("log10",       math.log10,               lambda out, x: (1.0 / (x * LN10),),                              on("x > 0", (0.0, inf), samples=(1e-100, 1e-9, 0.25, 1.0, 3.0, 1e100), outside=(0.0, -1.0)), definition="log(x) / log(10)", summary="The logarithm to base 10.")
tan          = Operation("tan",         math.tan,                 lambda out, x: (1.0 + out * out,),                               on("every finite x", REAL, samples=(*_TAME, 1.57, -1.57), outside=(inf,)), summary="The tangent of an angle in radians.")
asin         = Operation("asin",        math.asin,                lambda out, x: (1.0 / sqrt((1.0 - x) * (1.0 + x)),),             on("-1 <= x <= 1", (-1.0, 1.0), samples=_CORRELATION, steep=(-1.0, 1.0), outside=(1.5, -2.0)), summary="The angle between -pi/2 and pi/2 whose sine is x.")
acos         = Operation("acos",        math.acos,                lambda out, x: (-1.0 / sqrt((1.0 - x) * (1.0 + x)),),            on("-1 <= x <= 1", (-1.0, 1.0), samples=_CORRELATION, steep=(-1.0, 1.0), outside=(1.5, -2.0)), summary="The angle between 0 and pi whose cosine is x.")
atan         = Operation("atan",        math.atan,                lambda out, x: (square(1.0 / hypot(1.0, x)),),                   LINE, summary="The angle between -pi/2 and pi/2 whose tangent is x.")
atan2        = Operation("atan2",       math.atan2,               lambda out, x, y: (y / hypot(x, y) / hypot(x, y), -x / hypot(x, y) / hypot(x, y)), on("x and y not both 0", REAL, REAL, samples=((2.0, 3.0), (-1.5, 0.25), (0.0, 2.0), (1e-9, 1e9), (40.0, -0.5)), steep=((0.0, 0.0),)), summary="The angle of the point (y, x), in its own quadrant.")
hypot        = Operation("hypot",       lambda x, y: math.hypot(x, y), lambda out, x, y: (x / out, y / out),                       on("every x and y", REAL, REAL, samples=((2.0, 3.0), (-1.5, 0.25), (0.0, 2.0), (1e-9, 1e9), (40.0, -0.5)), steep=((0.0, 0.0),)), definition="sqrt(x ** 2 + y ** 2)", summary="The distance of the point (x, y) from the origin.")
sinh         = Operation("sinh",        math.sinh,                lambda out, x: (cosh(x),),                                       on("abs(x) < 710.47, beyond which the result is no float", (-710.0, 710.0), samples=(*_TAME, -700.0, 700.0), outside=(711.0,)), summary="The hyperbolic sine.")
cosh         = Operation("cosh",        math.cosh,                lambda out, x: (sinh(x),),                                       on("abs(x) < 710.47, beyond which the result is no float", (-710.0, 710.0), samples=(*_TAME, -700.0, 700.0), outside=(711.0,)), summary="The hyperbolic cosine.")
asinh        = Operation("asinh",       math.asinh,               lambda out, x: (1.0 / hypot(1.0, x),),                           LINE, summary="The inverse of the hyperbolic sine.")
acosh        = Operation("acosh",       math.acosh,               lambda out, x: (1.0 / (sqrt(x - 1.0) * sqrt(x + 1.0)),),         on("x >= 1", (1.0, inf), samples=(1.000001, 1.25, 3.0, 40.0, 1e300), steep=(1.0,), outside=(0.5, -2.0)), summary="The inverse of the hyperbolic cosine.")
atanh        = Operation("atanh",       math.atanh,               lambda out, x: (1.0 / ((1.0 - x) * (1.0 + x)),),                 on("-1 < x < 1", (-1.0, 1.0), samples=_CORRELATION, outside=(1.0, -1.0, 2.0)), summary="The inverse of the hyperbolic tangent.")
erf          = Operation("erf",         math.erf,                 lambda out, x: (TWO_OVER_ROOT_PI * exp(-x * x),),                LINE, summary="The error function.")
erfc         = Operation("erfc",        math.erfc,                lambda out, x: (-TWO_OVER_ROOT_PI * exp(-x * x),),               LINE, summary="1 - erf(x), exact where erf(x) is 1.")
gelu         = Operation("gelu",        _gelu,                    lambda out, x: (0.5 * erfc(-x * ROOT_HALF) + x * (ROOT_HALF_OVER_ROOT_PI * exp(-0.5 * x * x)),), LINE, definition="x * erfc(-x / sqrt(2)) / 2", summary="x times the probability that a standard normal number is below x.")
silu         = Operation("silu",        _silu,                     lambda out, x: (sigmoid(x) + out * sigmoid(-x),),               LINE, definition="x / (1 + exp(-x))", summary="x times its sigmoid, also called swish.")
softsign     = Operation("softsign",    lambda x: x / (1.0 + math.fabs(x)), lambda out, x: (square(1.0 / (1.0 + absolute(x))),),   KINKED, definition="x / (1 + abs(x))", summary="Between -1 and 1 like tanh, which it approaches more slowly.")
hard_tanh    = Operation("hard_tanh",   lambda x: -1.0 if x < -1.0 else 1.0 if x > 1.0 else x, lambda out, x: (less(absolute(x), 1.0),),                   on("every x", REAL, samples=_SPREAD_OFF_ONE, kinks=(-1.0, 1.0)), definition="-1 if x < -1 else 1 if x > 1 else x", summary="x cut off at -1 and 1.")
selu         = Operation("selu",        lambda x: SELU_SCALE * (x if x > 0.0 else SELU_ALPHA * math.expm1(x)), lambda out, x: (SELU_SCALE * where(x, where(step(x), 1.0, SELU_ALPHA * exp(-relu(-x))), 1.0),), KINKED, definition=f"{SELU_SCALE!r} * (x if x > 0 else {SELU_ALPHA!r} * expm1(x))", summary="The self-normalising elu of Klambauer and others, 2017.")
floor        = Operation("floor",       lambda x: float(math.floor(x)), lambda out, x: (0.0,),                                     on("every finite x", (-1e9, 1e9), samples=(-40.5, -3.25, -0.5, -1e-9, 1e-9, 0.25, 2.75, 40.5), kinks=(-2.0, 0.0, 3.0), outside=(inf, nan)), mathml="<mrow><mo>&#x230A;</mo>{}<mo>&#x230B;</mo></mrow>", summary="The greatest whole number that is not above x.")
modulo       = Operation("modulo",      lambda x, y: x % y,       lambda out, x, y: (1.0, -floor((x - out) / y + 0.5)),            on("y is not 0", (-1e9, 1e9), (0.01, 1e3), samples=((7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (0.25, 3.0), (1e9, 0.7)), kinks=((6.0, 2.0), (0.0, 3.0)), outside=((1.0, 0.0),)), text="{} % {}", summary="What is left of x after the whole multiples of y; it has the sign of y.")
# fmt: on


# The textbook's form where the general one is clumsy, or (at 0 ** -1) undefined.
_POWER_RULES: dict[float, Callable[..., Sequence[Any]]] = {
    0.0: lambda out, x: (0.0,),
    1.0: lambda out, x: (1.0,),
    2.0: lambda out, x: (2.0 * x,),
}


def _power_row(exponent: float) -> Operation:
    c, whole = exponent, not exponent % 1.0 > 0.0  # inf and nan too: Python makes no complex numbers with them

    def root(x: float) -> float:
        if -inf < x < 0.0:
            raise ValueError("a negative number has no real power with a fractional exponent")
        y: float = x**c
        return y

    return Operation(
        "power",
        (lambda x: x**c) if whole else root,
        _POWER_RULES.get(c, lambda out, x: (c * x ** (c - 1.0),)),
        Domain(
            "every x" if whole and c >= 0 else "x is not 0" if whole else "x >= 0" if c > 0 else "x > 0",
            ((-50.0 if whole else 0.0, 50.0),),
            ((-3.0,), (-0.25,), (0.25,), (3.0,)) if whole else ((1e-9,), (0.25,), (3.0,)),
            steep=((0.0,),) if 0.0 < c < 1.0 else (),
            outside=(((0.0,),) if c < 0.0 else ()) + (() if whole else ((-1.0,),)),
        ),
        text="{} ** " + (repr(int(c)) if whole and -1e6 < c < 1e6 else repr(c)),
    )


def _linear_row(k: float) -> Operation:
    return Operation("linear", lambda x: k * x, lambda out, x: (k,), LINE, text=f"linear({{}}, {k!r})", definition=f"{k!r} * x")


def _leaky_relu_row(slope: float) -> Operation:
    at_kink = min(max(0.0, min(slope, 1.0)), max(slope, 1.0))  # the element nearest 0 between the two slopes
    return Operation(
        "leaky_relu",
        lambda x: x if x > 0.0 else slope * x,
        lambda out, x: (where(x, where(step(x), 1.0, slope), at_kink),),
        KINKED,
        text=f"leaky_relu({{}}, {slope!r})",
        definition=f"x if x > 0 else {slope!r} * x",
    )


def _elu_row(alpha: float) -> Operation:
    at_kink = min(max(0.0, min(alpha, 1.0)), max(alpha, 1.0))
    return Operation(
        "elu",
        lambda x: x if x > 0.0 else alpha * math.expm1(x),
        # -relu(-x) is x below 0 and 0 above, where exp(x) might overflow
        lambda out, x: (where(x, where(step(x), 1.0, alpha * exp(-relu(-x))), at_kink),),
        KINKED,
        text=f"elu({{}}, {alpha!r})",
        definition=f"x if x > 0 else {alpha!r} * expm1(x)",
    )


def _clip_row(low: float, high: float) -> Operation:
    if not low <= high:
        raise ValueError(f"clip needs low <= high, got low = {low!r} and high = {high!r}")
    ends = [end for end in dict.fromkeys((low, high)) if math.isfinite(end)]
    samples = {shift + end for end in ends or [0.0] for shift in (-40.0, -1e-3, 1e-3, 40.0)} - set(ends)
    return Operation(
        "clip",
        lambda x: low if x < low else high if x > high else x,
        lambda out, x: (less(low, x) * less(x, high),),
        on("every x", REAL, samples=sorted(samples), kinks=ends),
        text=f"clip({{}}, {low!r}, {high!r})",
        definition=f"{low!r} if x < {low!r} else {high!r} if x > {high!r} else x",
    )


def _weighted_sum_row(count: int) -> Operation:
    def function(*pairs: float) -> float:
        total = pairs[0] * pairs[1]
        for i in range(2, len(pairs), 2):
            total += pairs[i] * pairs[i + 1]
        return total

    text = " + ".join(["{} * {}"] * count)
    return Operation("weighted_sum", function, _swap_pairs, _many(2 * count), arity=2 * count, text=text)


def _squared_distance_row(count: int) -> Operation:
    def function(*pairs: float) -> float:
        total = (pairs[0] - pairs[1]) * (pairs[0] - pairs[1])
        for i in range(2, len(pairs), 2):
            total += (pairs[i] - pairs[i + 1]) * (pairs[i] - pairs[i + 1])
        return total

    text = " + ".join(["square({} - {})"] * count)
    return Operation("squared_distance", function, _pull, _many(2 * count), arity=2 * count, text=text)


def _product_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        total = xs[0]
        for i in range(1, len(xs)):
            total *= xs[i]
        return total

    text = " * ".join(["{}"] * count) if count > 1 else "product({})"
    definition = "x" if count == 1 else None
    return Operation(
        "product", function, lambda out, *xs: _others(xs), _many(count), arity=count, text=text, definition=definition
    )


def _mean_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        total = xs[0]
        for i in range(1, len(xs)):
            total += xs[i]
        return total / len(xs)

    names = " + ".join(input_names(count))
    return Operation(
        "mean", function, lambda out, *xs: (1.0 / count,) * count, _many(count), arity=count, definition=f"({names}) / {count}"
    )


def _logsumexp_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        most = xs[0]
        for i in range(1, len(xs)):
            most = most if most >= xs[i] or most != most else xs[i]
        ties, rest = -1.0, 0.0
        for i in range(len(xs)):
            if xs[i] == most:
                ties += 1.0
            else:
                rest += math.exp(xs[i] - most)
        return most + math.log1p(ties + rest)

    def softmax(out: Any, *xs: Any) -> Sequence[Any]:
        parts = [exp(x - out) for x in xs]
        total = mean(count)(*parts) * float(count)  # 1, but for the rounding of a large out
        return [part / total for part in parts]

    names = " + ".join([f"exp({name})" for name in input_names(count)])
    return Operation("logsumexp", function, softmax, _many(count), arity=count, definition=f"log({names})")


def _extreme(function: str, count: int) -> str:
    return f"{function}({', '.join(input_names(count))})" if count > 1 else "x"


def _maximum_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        most = xs[0]
        for i in range(1, len(xs)):
            most = most if most >= xs[i] or most != most else xs[i]
        return most

    kinks = [(1.0,) * count] if count > 1 else []
    return Operation(
        "maximum",
        function,
        _ties(lambda out, x: less(x, out)),
        _many(count, kinks),
        arity=count,
        definition=_extreme("max", count),
    )


def _minimum_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        least = xs[0]
        for i in range(1, len(xs)):
            least = least if least <= xs[i] or least != least else xs[i]
        return least

    kinks = [(1.0,) * count] if count > 1 else []
    return Operation(
        "minimum",
        function,
        _ties(lambda out, x: less(out, x)),
        _many(count, kinks),
        arity=count,
        definition=_extreme("min", count),
    )


def _softmax_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        most = xs[0]
        for i in range(1, len(xs)):
            most = most if most >= xs[i] or most != most else xs[i]
        total = 0.0
        for i in range(len(xs)):
            total += math.exp(xs[i] - most)
        return math.exp(xs[0] - most) / total

    def rule(out: Any, *xs: Any) -> Sequence[Any]:
        # y (1 - y) by its own input: 1 - y is the sum of the other shares, which does not cancel where y is almost 1
        shares = [softmax(count)(*xs[i:], *xs[:i]) for i in range(1, count)]
        return [out * sum(shares[1:], shares[0]), *[-out * share for share in shares]] if shares else [0.0]

    terms = [f"exp({name})" for name in input_names(count)]
    return Operation(
        "softmax",
        function,
        rule,
        _many(count),
        arity=count,
        definition=f"{terms[0]} / ({' + '.join(terms)})" if count > 1 else "1",
    )


def _hardmax_row(count: int) -> Operation:
    def function(*xs: float) -> float:
        most = xs[0]
        for i in range(1, len(xs)):
            most = most if most >= xs[i] or most != most else xs[i]
        tied = 0.0
        for i in range(len(xs)):
            tied += 1.0 if xs[i] == most else 0.0 if xs[i] < most else nan
        return (1.0 if xs[0] == most else 0.0) / tied

    kinks = [(1.0,) * count] if count > 1 else []
    definition = f"1 if {input_names(count)[0]} == {_extreme('max', count)} else 0" if count > 1 else "1"
    return Operation(
        "hardmax", function, lambda out, *xs: (0.0,) * count, _many(count, kinks), arity=count, definition=definition
    )


# fmt: off
#                              name                row                     parameters                samples
power            = Family("power",            _power_row,            {"exponent": None},       (2.0, 3.0, 1.0, 0.0, -1.0, -2.0, 0.5, 1.5, -0.5, 1.0 / 3.0),  summary="x to a constant power; x**2 is defined for negative x, and x**0 has derivative 0.")
linear           = Family("linear",           _linear_row,           {"k": 1.0},               (1.0, 2.0, -0.5),   summary="y = kx: its derivative is the same everywhere.")
leaky_relu       = Family("leaky_relu",       _leaky_relu_row,       {"slope": 0.01},          (0.01, 0.3),        summary="A rectifier that lets a little through below 0.")
elu              = Family("elu",              _elu_row,              {"alpha": 1.0},           (1.0, 0.5, 2.0),    summary="x above 0, and below it a curve that ends at -alpha (Clevert and others, 2015).")
clip             = Family("clip",             _clip_row,             {"low": -1.0, "high": 1.0}, ((-1.0, 1.0), (0.0, 6.0), (-inf, 2.0)), summary="x cut off at a lowest and a highest number.")
weighted_sum     = Family("weighted_sum",     _weighted_sum_row,     {"count": None},          (1, 2, 5),          inputs_per_count=2, summary="w1 x1 + w2 x2 + ..., added from left to right: a neuron's weighted input.")
squared_distance = Family("squared_distance", _squared_distance_row, {"count": None},          (1, 2, 5),          inputs_per_count=2, summary="(w1 - x1)^2 + (w2 - x2)^2 + ...: how far an input is from a prototype.")
product          = Family("product",          _product_row,          {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="The product of all inputs.")
logsumexp        = Family("logsumexp",        _logsumexp_row,        {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="The logarithm of the sum of exponentials: its derivatives are the softmax.")
mean             = Family("mean",             _mean_row,             {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="The average of all inputs.")
maximum          = Family("maximum",          _maximum_row,          {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="The largest input; inputs that tie share the derivative in equal parts.")
minimum          = Family("minimum",          _minimum_row,          {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="The smallest input; inputs that tie share the derivative in equal parts.")
softmax          = Family("softmax",          _softmax_row,          {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="The share of the first input in the exponentials of all: how much it wins over the others.")
hardmax          = Family("hardmax",          _hardmax_row,          {"count": None},          (1, 2, 5),          inputs_per_count=1, summary="1 where the first input is the largest, else 0: the winner takes all, and winners that tie share the 1 in equal parts.")
# fmt: on

# Rows without inputs say what kind of leaf a value is; nobody applies them, so they are not in the table.
OPERATIONS: dict[str, Operation] = {
    thing.name: thing for thing in list(globals().values()) if isinstance(thing, Operation) and thing.arity > 0
}
FAMILIES: dict[str, Family] = {thing.name: thing for thing in list(globals().values()) if isinstance(thing, Family)}


def rows() -> list[Operation]:
    """Return every row of the table, the sample rows of the families included: what tests and docs loop over."""
    return [*OPERATIONS.values(), *chain.from_iterable(family.rows for family in FAMILIES.values())]
