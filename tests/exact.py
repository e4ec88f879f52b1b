"""Values and derivatives of a row with as many digits as needed, from its `definition` alone, by mpmath.

Derivatives are central differences. Their steps are so small that what they leave out is beyond any double, and digits
are added until their rounding is, too.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

from mpmath import mp, mpf

from autograd import Operation
from autograd.operation import input_names
from autograd.operations import OPERATIONS

NAMES = {name: getattr(mp, name) for name in OPERATIONS if hasattr(mp, name)} | {"abs": abs, "max": max, "min": min}
NAMES |= {"square": lambda x: x * x}
NAMES |= {"inf": mpf("inf"), "number": mpf}
NOTHING = mpf(10) ** -330  # no double is that small


class _Exactly(ast.NodeTransformer):
    """Makes the numbers of a definition exact: the 1 / 3 in it is a third."""

    def visit_Constant(self, node: ast.Constant) -> ast.Call:
        return ast.Call(ast.Name("number", ast.Load()), [node], [])


class Exact:
    """A row in exact arithmetic. Positions in ``by`` say by which inputs to differentiate: (), (0,), (0, 1).

    >>> float(Exact(OPERATIONS["tanh"])((1.0,), (0, 0)))
    -0.6397000084492245
    """

    def __init__(self, row: Operation) -> None:
        tree = ast.fix_missing_locations(_Exactly().visit(ast.parse(row.definition, mode="eval")))
        code, names = compile(tree, row.label, "eval"), input_names(row.arity)
        self.function: Callable[..., Any] = lambda *xs: eval(code, NAMES, dict(zip(names, xs, strict=True)))  # noqa: S307 - ours
        self.known: dict[tuple[Any, ...], Any] = {}  # what was computed around the latest point: derivatives share it
        self.point: tuple[float, ...] = ()

    def __call__(self, point: tuple[float, ...], by: tuple[int, ...] = ()) -> Any:
        """Return the value or derivative at a point."""
        if point != self.point:
            self.point = point
            self.known.clear()
        # Small enough not to reach a kink, and powers of 2, so that the points around are exact, too.
        shrink = 84
        found = self._settled(by, shrink)
        while by and max(map(abs, point)) > 1e6 and shrink < 1000:  # a sine may oscillate within the step
            shrink += 60
            before, found = found, self._settled(by, shrink)
            if abs(found - before) <= max(abs(found) * mpf(10) ** -18, NOTHING):
                break
        return found

    def _settled(self, by: tuple[int, ...], shrink: int) -> Any:
        steps = [mpf(2) ** (math.frexp(x)[1] - shrink) for x in self.point]
        mp.dps = 100
        while True:
            terms, divisor = self._terms(steps, by)
            found = mp.fsum(terms) / divisor
            rounding = max(1, *map(abs, terms)) * mpf(10) ** (3 - mp.dps) / divisor
            if rounding <= abs(found) * mpf(10) ** -18 or abs(found) + rounding < NOTHING:
                return found
            if mp.dps > 10_000:
                raise ArithmeticError(f"no derivative settles at {self.point}")
            mp.dps *= 2

    def _terms(self, steps: list[Any], by: tuple[int, ...]) -> tuple[list[Any], Any]:
        def at(*signs: tuple[int, int]) -> Any:
            key = (mp.dps, *signs, *steps)
            if key not in self.known:
                moved = [mpf(x) for x in self.point]
                for i, sign in signs:
                    moved[i] += sign * steps[i]
                self.known[key] = self.function(*moved)
            return self.known[key]

        if not by:
            return [at()], 1
        if len(by) == 1:
            return [at((by[0], 1)), -at((by[0], -1))], 2 * steps[by[0]]
        i, j = by
        if i == j:
            return [at((i, 1)), -2 * at(), at((i, -1))], steps[i] ** 2
        corners = [(a, b) for a in (1, -1) for b in (1, -1)]
        return [a * b * at((i, a), (j, b)) for a, b in corners], 4 * steps[i] * steps[j]
