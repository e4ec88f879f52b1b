"""How wrong a finite difference is, by its step: truncation on one side, rounding on the other."""

from __future__ import annotations

from collections.abc import Callable
from math import nan
from typing import Any

from autograd import derivative
from autograd.drawing.numbers import short
from autograd.operation import number

from .figures import SMALL, drawing, open_axes

_STEPS = [10.0 ** (-k / 4.0) for k in range(65)]  # 1 to 1e-16


def difference_errors(function: Callable[[float], Any], at: float) -> dict[str, list[tuple[float, float]]]:
    """Return, for forward and for central differences, the step h and the error against the derivative, from h = 1 to 1e-16.

    The error is relative, absolute where the derivative is 0. Steps that leave the domain are left out.

    >>> from autograd import exp
    >>> errors = difference_errors(exp, 0.0)
    >>> min(errors["forward"], key=lambda pair: pair[1])[0] < 1e-6 < min(errors["central"], key=lambda pair: pair[1])[0]
    True
    """
    x = number(at)
    exact = float(derivative(function)(x))
    scale = abs(exact) or 1.0

    def error(approximate: Callable[[float], float], h: float) -> float:
        try:
            return abs(approximate(h) - exact) / scale
        except (ValueError, ArithmeticError):
            return nan

    rules: dict[str, Callable[[float], float]] = {
        "forward": lambda h: (float(function(x + h)) - float(function(x))) / h,
        "central": lambda h: (float(function(x + h)) - float(function(x - h))) / (2.0 * h),
    }
    return {name: [(h, e) for h in _STEPS if (e := error(rule, h)) == e] for name, rule in rules.items()}


def plot_difference_errors(function: Callable[[float], Any], at: float, *, theme: str = "light") -> Any:
    """Return a matplotlib Figure of the error of finite differences against their step, both as powers of ten.

    From the right the error falls with the step, by h for forward and by h squared for central differences (truncation); further
    left it grows again, since ever fewer digits of f(x + h) - f(x) are left (rounding). The best steps are near the square root,
    and the cube root, of 2.2e-16. An error of exactly 0 has no logarithm and is left out. Raises what the function raises at the
    point itself, ImportError without matplotlib.
    """
    errors = difference_errors(function, at)
    with drawing(6.0, 3.8, theme) as (figure, colours):
        axes = figure.subplots()
        styles = {"forward": (colours.negative, "s", 2.0**-26), "central": (colours.positive, "o", 2.0 ** (-52 / 3))}
        for name, pairs in errors.items():
            ink, mark, best = styles[name]
            shown = [(h, e) for h, e in pairs if e > 0.0]
            axes.plot(
                [h for h, _ in shown], [e for _, e in shown], color=ink, marker=mark, markersize=3.0, linewidth=1.2, label=name
            )
            axes.axvline(best, color=ink, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
            root = "√ε" if name == "forward" else "∛ε"
            axes.annotate(
                root, (best, 1.0), xycoords=("data", "axes fraction"), xytext=(3, -2), textcoords="offset points", va="top",
                color=ink, fontsize=SMALL,
            )  # fmt: skip
        axes.set_xscale("log")
        axes.set_yscale("log")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(lambda x, _: short(x))
        axes.minorticks_off()
        axes.grid(visible=True)
        axes.set_title("error of the difference", fontsize=9.5)
        axes.set_xlabel("step h:   ← rounding          truncation →")
        axes.legend(loc="lower left")
        open_axes(axes)
        return figure
