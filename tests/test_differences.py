"""Differences of a function: the error bar covers the truth, and corners, jumps, edges and noise are told apart."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from math import inf, isfinite, nan

import pytest

from autograd.differences import curvature, mixed, slope
from autograd.trials import Line, Trial, doubling, settled

Function = Callable[[float], float]

# a function with its first and second derivative, and points on all its scales
SMOOTH: dict[str, tuple[Function, Function, Function, tuple[float, ...]]] = {
    "cube": (lambda x: x**3, lambda x: 3 * x * x, lambda x: 6 * x, (-1e9, -2.0, -1e-12, 1e-300, 0.7, 1e5)),
    "exp": (math.exp, math.exp, math.exp, (-745.0, -700.0, -30.0, -1.0, 0.0, 1e-9, 1.0, 50.0, 700.0, 709.7)),
    "sine": (math.sin, math.cos, lambda x: -math.sin(x), (0.0, 1e-15, 0.5, math.pi / 2, 100.0, 1e6)),
    "log": (math.log, lambda x: 1 / x, lambda x: -1 / x / x, (1e-300, 1e-9, 0.3, 1.0, 1e9, 1e300)),
    "root": (
        math.sqrt,
        lambda x: 0.5 / math.sqrt(x),
        lambda x: -0.25 / x / math.sqrt(x),
        (1e-200, 1e-9, 0.5, 2.0, 1e100),
    ),
    "asin": (
        math.asin,
        lambda x: 1 / math.sqrt((1 - x) * (1 + x)),
        lambda x: x / ((1 - x) * (1 + x)) ** 1.5,
        (0.0, 0.5, 0.999, 1 - 1e-9, 1 - 1e-12, 1e-12 - 1),
    ),
    "tanh": (
        math.tanh,
        lambda x: 1 / math.cosh(x) ** 2,
        lambda x: -2 * math.tanh(x) / math.cosh(x) ** 2,
        (-20.0, -1.0, 1e-9, 0.0, 3.0, 40.0, 300.0),
    ),
    "tiny": (lambda x: 1e-9 * math.sin(x), lambda x: 1e-9 * math.cos(x), lambda x: -1e-9 * math.sin(x), (0.0, 1.0, 50.0)),
    "steep": (
        lambda x: math.tanh(1e9 * x),
        lambda x: 1e9 / math.cosh(min(1e9 * x, 350.0)) ** 2,
        lambda x: -2e18 * math.tanh(1e9 * x) / math.cosh(min(1e9 * x, 350.0)) ** 2,
        (0.0, 1e-9, 3e-9),
    ),
    "line": (lambda x: 3 * x + 1, lambda x: 3.0, lambda x: 0.0, (-5.0, 0.0, 1e-9, 1e12)),
    "constant": (lambda x: 7.0, lambda x: 0.0, lambda x: 0.0, (-5.0, 0.0, 1e-9, 1e12)),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_the_error_bar_of_a_slope_covers_the_truth(name: str) -> None:
    """On every scale, near edges, and where the function is nearly flat, to the last digits of a float."""
    f, first, _, points = SMOOTH[name]
    for x in points:
        found = slope(Line(f, x))
        assert found.kind in {"smooth", "edge"}
        assert abs(found.value - first(x)) <= found.error + 1e-15 * abs(first(x)) + 5e-324, (x, found)


@pytest.mark.parametrize("name", SMOOTH)
def test_the_error_bar_of_a_curvature_covers_the_truth(name: str) -> None:
    """Second differences are less sharp, and their bars say so."""
    f, _, second, points = SMOOTH[name]
    for x in points:
        if not isfinite(second(x)):
            continue
        found = curvature(Line(f, x))
        assert found.kind in {"smooth", "edge"}
        assert abs(found.value - second(x)) <= found.error + 1e-15 * abs(second(x)) + 5e-324, (x, found)


@pytest.mark.parametrize(
    ("name", "x", "first", "second"), [("exp", 1.0, 1e-11, 1e-7), ("log", 1e-9, 1e-9, 1e-6), ("sine", 100.0, 1e-9, 1e-6)]
)
def test_the_error_bar_is_narrow_too(name: str, x: float, first: float, second: float) -> None:
    """An error bar that is always wide enough would be of no use: relative to the derivative, at ordinary points."""
    f, d, dd, _ = SMOOTH[name]
    assert slope(Line(f, x)).error <= first * abs(d(x))
    assert curvature(Line(f, x)).error <= second * abs(dd(x))


def test_error_bars_hold_at_random_points_of_random_polynomials() -> None:
    """300 polynomials with known derivatives, roots and clusters of roots included."""
    rng = random.Random(3)
    for _ in range(300):
        roots = [rng.choice([rng.uniform(-2, 2), 1.0, 0.0]) for _ in range(rng.randint(1, 5))]
        x = rng.choice([rng.uniform(-3, 3), 1.0, 0.0, 1.0 + 1e-6])

        def f(t: float, roots: list[float] = roots) -> float:
            return math.prod(t - root for root in roots)

        truth = sum(math.prod(x - other for k, other in enumerate(roots) if k != i) for i in range(len(roots)))
        found = slope(Line(f, x))
        assert abs(found.value - truth) <= found.error + 1e-15 * abs(truth), (roots, x, truth, found)


# ---- what is no smooth point ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "left", "right"),
    [
        (abs, 0.0, -1.0, 1.0),
        (lambda x: max(x, 0.0), 0.0, 0.0, 1.0),
        (lambda x: max(x, 0.3 * x), 0.0, 0.3, 1.0),
        (lambda x: abs(x - 1), 1.0, -1.0, 1.0),
        (lambda x: abs(x - 1e6), 1e6, -1.0, 1.0),
        (lambda x: 1e-9 * abs(x - 1), 1.0, -1e-9, 1e-9),
        (lambda x: 1e9 * abs(x) + x, 0.0, 1 - 1e9, 1 + 1e9),
        (lambda x: math.exp(x) + 1e-3 * abs(x - 2), 2.0, math.exp(2) - 1e-3, math.exp(2) + 1e-3),
        (lambda x: min(max(x, -1.0), 1.0), -1.0, 0.0, 1.0),
    ],
)
def test_a_kink_is_recognised_with_the_slopes_on_both_sides(f: Function, x: float, left: float, right: float) -> None:
    """Large and small corners, at 0 and elsewhere."""
    found = slope(Line(f, x))
    assert "kink" == found.kind
    assert math.isclose(left, found.left, rel_tol=1e-6, abs_tol=1e-9 * abs(right))
    assert math.isclose(right, found.right, rel_tol=1e-6, abs_tol=1e-9 * abs(left))


@pytest.mark.parametrize("distance", [1e-3, 1e-6, 1e-9, 1e-12])
def test_a_kink_close_by_is_none_here(distance: float) -> None:
    """Small steps see only one side of a corner nearby: at 0 and at 1."""
    for sign in (1, -1):
        found = slope(Line(lambda x: max(x, 0.0), sign * distance))
        assert ("smooth", max(sign, 0)) == (found.kind, round(found.value))
        found = slope(Line(lambda x: abs(x - 1), 1 + sign * distance))
        assert ("smooth", sign) == (found.kind, round(found.value))


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: 1.0 if x > 0 else 0.0, 0.0),
        (math.floor, 3.0),
        (lambda x: math.floor(x) + x, -2.0),
        (lambda x: x if x != 2 else 9.0, 2.0),
    ],
)
def test_a_jump_is_recognised_with_the_slopes_beside_it(f: Function, x: float) -> None:
    """A step, a floor, a saw tooth, and a single point out of place."""
    found = slope(Line(f, x))
    assert "jump" == found.kind
    beside = f(x + 1e-3) - f(x + 2e-3)
    assert math.isclose(-beside / 1e-3, found.right, rel_tol=1e-6, abs_tol=1e-6)


@pytest.mark.parametrize("power", [1.01, 1.1, 1.5, 1.9, 3.0])
def test_a_slow_approach_to_slope_zero_is_no_kink(power: float) -> None:
    """|x|**1.1 has slope 0 at 0, though its differences are slow to say so."""
    found = slope(Line(lambda x: abs(x) ** power, 0.0))
    assert "smooth" == found.kind
    assert abs(found.value) <= found.error


def test_a_function_that_is_right_on_one_side_only_has_an_edge() -> None:
    """x**1.5 at 0 from the right, arccosine's square root at 1 from the left; log at 0 has nothing."""
    found = slope(Line(lambda x: x * math.sqrt(x), 0.0))
    assert "edge" == found.kind
    assert abs(found.value) <= found.error
    found = slope(Line(lambda x: (1 - x) * math.sqrt(1 - x) - 2 * x, 1.0))
    assert "edge" == found.kind
    assert abs(found.value + 2.0) <= found.error < 0.1
    nothing = slope(Line(lambda x: math.log(x * -abs(x)), 0.0))
    assert ("none", inf) == (nothing.kind, nothing.error)


def test_a_corner_of_the_slope_is_a_kink_of_the_curvature() -> None:
    """The slope of x |x| is 0 at 0, and its curvature jumps there, whatever was expected."""
    for expected in (nan, 0.0):
        found = curvature(Line(lambda x: x * abs(x), 0.0), expected=expected, tolerance=1e-9)
        assert "kink" == found.kind
        assert math.isclose(-2.0, found.left, rel_tol=1e-6)
        assert math.isclose(2.0, found.right, rel_tol=1e-6)


def test_a_curvature_on_one_side_is_an_edge() -> None:
    """x**2 sqrt(x) at 0 has values on the right only."""
    found = curvature(Line(lambda x: 3 * x * x + x**3 * math.sqrt(x), 0.0))
    assert "edge" == found.kind
    assert abs(found.value - 6.0) <= found.error < 0.1


# ---- noise ----------------------------------------------------------------------------------------------------------------


def test_rounding_inside_a_function_widens_the_bar() -> None:
    """1e10 + x - 1e10 moves in steps of 2e-6: told or not, the bar covers the slope 1 and is honest about the rest."""
    for noise in (0.0, 2e10):
        found = slope(Line(lambda x: 1e10 + math.sin(x) - 1e10, 1.0, noise))
        assert abs(found.value - math.cos(1.0)) <= found.error < 0.3
        assert found.error > 1e-6


def test_random_noise_is_measured() -> None:
    """A function that is right to 1e-8 only, as a solver's result may be: the bar covers the truth at nearly every seed."""
    missed = 0
    for seed in range(40):

        def f(x: float, seed: int = seed) -> float:
            return math.exp(x) + 1e-8 * random.Random(repr((seed, x))).gauss(0, 1)

        found = slope(Line(f, 0.5))
        assert found.error < 1e-2
        missed += abs(found.value - math.exp(0.5)) > found.error
    assert missed <= 2


def test_single_precision_is_measured() -> None:
    """A function that computes in 32 bits."""
    import numpy as np

    found = slope(Line(lambda x: float(np.sin(np.float32(x)) * np.float32(3)), 0.7))
    assert abs(found.value - 3 * math.cos(0.7)) <= found.error < 0.1


def test_a_staircase_of_tiny_steps_is_called_one() -> None:
    """The floor of a million and a half: slope 0 on a step, 1 over many; differences cannot know which is meant."""
    found = slope(Line(math.floor, 1_000_000.5))
    assert "stairs" == found.kind
    assert 0.0 == found.left
    assert math.isclose(1.0, found.right, rel_tol=1e-3)
    assert "smooth" == slope(Line(math.floor, 2.5)).kind


def test_tiny_numbers_below_the_smallest_normal_one_count_as_noise() -> None:
    """exp(-745) is one unit of 5e-324: nothing can be said about its slope, and nothing is."""
    found = slope(Line(math.exp, -745.0))
    assert abs(found.value - math.exp(-745.0)) <= found.error


# ---- mixed ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "y", "truth"),
    [
        (lambda x, y: x * y * y, 2.0, 3.0, 6.0),
        (lambda x, y: math.exp(x * y), 0.5, -1.0, math.exp(-0.5) * 0.5),
        (lambda x, y: x**y, 2.0, 1e-12, 0.5),
        (math.hypot, 3.0, 4.0, -12 / 125),
        (lambda x, y: x * 1e9 * y, 1e-9, 1e9, 1e9),
        (lambda x, y: x + y, 1.0, 2.0, 0.0),
        (lambda x, y: math.log(x) * y, 1e-6, 1.0, 1e6),
    ],
)
def test_a_mixed_second_derivative_has_an_honest_bar(
    f: Callable[[float, float], float], x: float, y: float, truth: float
) -> None:
    """Two inputs on scales of their own."""
    lines = Line(lambda p: f(p, y), x), Line(lambda q: f(x, q), y)
    steps = (slope(lines[0]).step, slope(lines[1]).step)
    found = mixed(f, *lines, steps)
    assert abs(found.value - truth) <= found.error
    assert found.error <= 1e-3 * max(abs(truth), 1e-3)


def test_a_mixed_derivative_where_there_are_no_values_is_none() -> None:
    """A function with a value at one point only."""

    def f(x: float, y: float) -> float:
        if (x, y) != (1.0, 1.0):
            raise ValueError
        return 1.0

    assert "none" == mixed(f, Line(lambda x: f(x, 1.0), 1.0), Line(lambda y: f(1.0, y), 1.0)).kind


# ---- how it is done -------------------------------------------------------------------------------------------------------


def test_an_expected_value_saves_work_and_changes_no_verdict() -> None:
    """Six values in place of a hundred where the expectation is met; the full search where it is not."""
    for expected, at_most in ((math.cos(1.0), 9), (-math.cos(1.0), 500)):
        line = Line(math.sin, 1.0)
        found = slope(line, expected=expected, tolerance=1e-7)
        assert abs(found.value - math.cos(1.0)) <= found.error
        assert len(line._known) <= at_most
        assert (len(line._known) > 20) == (expected < 0)


def test_an_expectation_that_is_met_by_a_poor_difference_is_looked_into() -> None:
    """Three moderate steps see sin(500 x) badly: that they agree with a loose expectation does not end the search."""
    truth = 500 * math.cos(500.0)
    found = slope(Line(lambda x: math.sin(500 * x), 1.0), expected=truth, tolerance=10.0)
    assert abs(found.value - truth) <= found.error < 1e-3


def test_a_corner_is_seen_though_the_expectation_is_met() -> None:
    """0 is what central differences of |x| give at 0."""
    assert "kink" == slope(Line(abs, 0.0), expected=0.0, tolerance=1e-9).kind


def test_values_are_computed_once() -> None:
    """A line remembers what it has asked; a value that is none is asked no second time either."""
    calls: list[float] = []

    def f(x: float) -> float:
        calls.append(x)
        if x < 0:
            raise ValueError
        return inf if x > 9 else x

    line = Line(f, 1.0)
    assert [2.0, 2.0] == [line(2.0), line(2.0)]
    assert not any(map(isfinite, (line(-1.0), line(-1.0), line(10.0))))
    assert [2.0, -1.0, 10.0] == calls


def test_other_errors_of_the_function_come_through() -> None:
    """Only arithmetic has no value; a TypeError is a mistake."""
    with pytest.raises(TypeError):
        slope(Line(lambda x: "1" + x, 1.0))  # type: ignore[operator, arg-type]


def test_steps_are_exact_and_reach_from_few_ulps_to_the_size_of_x() -> None:
    """Powers of two, so that x + h and x - h are floats."""
    for x in (1.0, -3.7, 1e-9, 1e300, 0.1):
        for steps in Line(abs, x).ladders():
            if steps[-1] <= abs(x):
                assert all(x + h - x == h and x - (x - h) == h for h in steps)
    assert Line(abs, 1.0).ladders()[0][0] <= 4 * math.ulp(1.0)
    assert 0.25 == Line(abs, 1.0).ladders()[-1][-1]
    assert 0.25 == Line(abs, 1e-30).ladders()[-1][-1]
    assert [1.0, 2.0, 4.0] == doubling(1.0, 4.0)


def test_settled_believes_the_narrowest_of_the_first_run_that_agrees() -> None:
    """Later trials that contradict it have outgrown the neighbourhood, and the last two before them are under suspicion."""
    run = [Trial(1.0, 10.0 / 2**i, float(i)) for i in range(8)]
    beyond = [Trial(5.0, 1e-9, 8.0)]
    assert run[5] == settled([*run, *beyond])
    assert run[7] == settled(run)
    assert settled([]) is None


def test_settled_doubts_what_never_agrees() -> None:
    """Without a run that agrees the bar covers the others."""
    found = settled([Trial(float(i), 1e-9, float(i)) for i in range(6)])
    assert found is not None
    assert found.error >= 1.0
