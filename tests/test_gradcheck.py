"""gradcheck: no cry of wolf, no wrong derivative let by, and reports that read well."""

from __future__ import annotations

import functools
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from random_expressions import INPUTS, random_expression, run

import autograd
import nn
from autograd import (
    Domain,
    Dual,
    GradientMismatch,
    GradientReport,
    NotDifferentiable,
    Operation,
    Value,
    assert_gradients,
    derivative,
    grad,
    gradcheck,
    sqrt,
    tanh,
)
from autograd.operations import rows

ROWS = {row.label: row for row in rows()}
REPOSITORY = Path(__file__).parent.parent


def checked(f: Callable[..., Any], at: Any, **options: Any) -> GradientReport:
    """The report of a check, whether it passes or not."""
    try:
        return gradcheck(f, at, **options)
    except GradientMismatch as error:
        return error.report  # type: ignore[return-value]


def verdicts(report: GradientReport) -> set[str]:
    return {entry.verdict for entry in report.entries}


# ---- it does not cry wolf -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("label", ROWS)
def test_every_row_passes_at_every_sample_point(label: str) -> None:
    """Value, first and second derivatives, both modes, at every point that a row declares worth a test."""
    row = ROWS[label]
    report = gradcheck(row, [tuple(point) for point in row.domain.samples], order=2)
    assert verdicts(report) <= {"right", "unresolved"}
    assert {"reverse", "forward"} == {entry.mode for entry in report.entries}
    assert any(entry.verdict == "right" for entry in report.entries)


@pytest.mark.parametrize("label", [label for label, row in ROWS.items() if row.domain.kinks])
def test_every_kink_and_jump_of_a_row_is_said_to_be_one(label: str) -> None:
    """Not differentiable here: it passes, but not in silence; and raises where asked to."""
    row = ROWS[label]
    for point in row.domain.kinks:
        report = gradcheck(row, tuple(point), order=2)
        assert verdicts(report) <= {"right", "unresolved", "kink", "jump"}
        if label == "where" and point[1] == point[2]:
            assert not report.kinks  # both choices are the same number: there is no jump
            continue
        assert report.kinks
        assert "not differentiable here" in str(report)
        with pytest.raises(NotDifferentiable, match="not differentiable here"):
            gradcheck(row, tuple(point), order=2, kinks="raise")


@pytest.mark.parametrize("label", [label for label, row in ROWS.items() if row.domain.steep])
def test_every_steep_point_of_a_row_is_said_to_be_one(label: str) -> None:
    """An infinite or undefined derivative is refused by the engine, and the report says why; the other inputs are checked."""
    row = ROWS[label]
    for point in row.domain.steep:
        report = gradcheck(row, tuple(point), order=2)
        assert "not differentiable" in verdicts(report) <= {"right", "unresolved", "not differentiable"}
        assert "no finite derivative" in str(report)
        with pytest.raises(NotDifferentiable):
            gradcheck(row, tuple(point), kinks="raise")


def random_point(rng: random.Random, box: tuple[tuple[float, float], ...]) -> tuple[float, ...]:
    """A point of a row's box: anywhere, tiny or huge, hard by an edge, or hard by a whole number."""

    def coordinate(low: float, high: float) -> float:
        low, high = max(low, -1e3), min(high, 1e3)
        small = rng.choice([-1, 1]) * 10 ** rng.uniform(-15, 0)
        x = rng.choice(
            [
                rng.uniform(low, high),
                10 ** rng.uniform(-12, 6),
                low + abs(small),
                high - abs(small),
                rng.choice([-1, 1, 2]) + small,
            ]
        )
        return x if low < x < high else rng.uniform(low, high)

    return tuple(coordinate(*interval) for interval in box)


def test_the_table_passes_at_random_points_near_edges_and_kinks() -> None:
    """1,600 points, some of them a few ulps from where a row ends or breaks: nothing is called wrong that is right."""
    rng = random.Random(7)
    found, count = 0, 0
    for row in ROWS.values():
        for _ in range(20):
            point = random_point(rng, row.domain.box)
            if row.name == "modulo" and abs(point[1]) < 1e-6:
                continue  # hundreds of millions of teeth within one step of x
            try:
                row(*point)
            except (ValueError, ArithmeticError):
                continue
            report = checked(row, point, order=2)
            assert report.passed, f"{row.label} at {point}:\n{report}"
            found += len([entry for entry in report.entries if entry.verdict == "right"])
            count += len(report.entries)
    assert found > 0.8 * count


def test_random_expressions_pass() -> None:
    """250 expressions of the whole table: no derivative is called wrong, though the engine may refuse one."""
    rng = random.Random(11)
    right = 0
    for _ in range(250):
        expression, point, _ = random_expression(rng, whole=0.0)
        report = checked(lambda *inputs, expression=expression: run(expression, inputs), tuple(point), order=2)
        assert all(math.isnan(entry.analytic) for entry in report.wrong), f"{expression} at {point}:\n{report}"
        right += sum(entry.verdict == "right" for entry in report.entries)
    assert right > 250 * INPUTS * 5


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (lambda x: x.relu(), 1e-9),
        (lambda x: x.relu(), -1e-9),
        (lambda x: abs(x - 1), 1 + 1e-12),
        (autograd.log, 1e-9),
        (sqrt, 1e-15),
        (lambda x: sqrt(x - 1), 1 + 1e-12),
        (autograd.asin, 1 - 1e-12),
        (autograd.asin, 1 - 1e-15),
        (lambda x: 1 / (x - 2), 2 + 1e-9),
        (lambda x: tanh(1e9 * x), 0.0),
        (lambda x: tanh(1e9 * x), 1e-9),
        (lambda x: 1e10 + x - 1e10, 1.0),
        (lambda x: 1e10 + tanh(x) - 1e10, 0.3),
        (lambda x: x * x, 1e-200),
        (lambda x: x**3, 1e100),
        (lambda x: autograd.exp(-x * x), 30.0),
        (lambda x: autograd.sin(1e5 * x), 1.0),
        (lambda x: x**0.5 * x, 0.25),
        (autograd.exp, 709.7),
        (autograd.exp, -745.0),
    ],
)
def test_awkward_points_pass(f: Callable[[Any], Any], at: float) -> None:
    """Kinks and edges close by, huge and tiny numbers, steep curves, and noise from the numbers in between."""
    assert gradcheck(f, at, order=2).passed


def test_a_function_with_noise_is_not_resolved_and_says_so() -> None:
    """The sine that comes out of 1e14 + sin(x) - 1e14 has two digits: the report does not claim to have checked more."""
    report = gradcheck(lambda x: 1e14 + autograd.sin(x) - 1e14, 1.0)
    assert {"unresolved"} == verdicts(report)
    assert "1 not resolved by differences" in report.summary
    assert "differences cannot tell" in str(report)


def test_a_derivative_of_zero_is_right_where_differences_see_nothing() -> None:
    """They never see exactly nothing: small is measured by the scale on which the function moves."""
    report = gradcheck(lambda x, y: tanh(3 * x) + autograd.sin(y) / 7, (0.3, 1.1), order=2)
    mixed = [entry for entry in report.entries if entry.by == "∂²/∂x∂y"]
    assert [0.0, 0.0] == [entry.analytic for entry in mixed]
    assert {"right"} == verdicts(report)
    saturated = Operation("saturated", lambda x: 1e9 + 1e-3 * math.tanh(x), lambda out, x: (0.0,))
    assert {"unresolved"} == verdicts(gradcheck(saturated, 3.0))


# ---- it catches what is wrong ---------------------------------------------------------------------------------------------


def caught(f: Callable[..., Any], at: Any, **options: Any) -> GradientReport:
    """The report of a check that must fail."""
    with pytest.raises(GradientMismatch) as raised:
        gradcheck(f, at, **options)
    report = raised.value.report
    assert isinstance(report, GradientReport)
    assert str(report) == str(raised.value)
    return report


def test_a_wrong_sign_at_scale_1e_9_is_caught() -> None:
    """The tolerance is relative: a small function has no licence."""
    tiny = Operation("tiny", lambda x: 1e-9 * math.sin(x), lambda out, x: (-1e-9 * autograd.cos(x),))
    for f in (tiny, lambda x: 1 + tiny(x), lambda x: tiny(x) * 1e-200):
        assert ["operation tiny"] == [line[:14] for line in caught(f, 1.0).blame]


SOFTSIGN = Operation("half_right", lambda x: x / (1 + abs(x)), lambda out, x: (x / ((1 + abs(x)) * (1 + abs(x))),))


def test_softsigns_wrong_derivative_is_caught_where_it_is_wrong_by_luck_or_not() -> None:
    """The rule x / (1 + |x|)² in place of 1 / (1 + |x|)²: wrong at 0.5; at 1 only the second order tells."""
    caught(SOFTSIGN, 0.5)
    assert gradcheck(SOFTSIGN, 1.0).passed
    report = caught(SOFTSIGN, 1.0, order=2)
    assert ["∂²/∂x²"] == sorted({entry.by for entry in report.wrong})
    assert "to blame: operation half_right at (1.0): its own ∂²/∂x² is 0 by its rule, -0.25 by differences" in str(report)
    caught(SOFTSIGN, [1.0, 0.5])


def test_a_swapped_pair_of_partials_is_caught() -> None:
    """Both inputs are named by their labels."""
    swapped = Operation("swapped", lambda x, y: x * x * y, lambda out, x, y: (x * x, 2 * x * y))
    report = caught(lambda a, b: 3 * swapped(a, b), (2.0, 3.0))
    assert ["∂/∂a", "∂/∂b"] == sorted({entry.by for entry in report.wrong})
    assert "operation swapped at (2.0, 3.0): its own ∂/∂a is 4 by its rule, 12 by differences" in report.blame


def test_a_missing_factor_deep_inside_is_caught_and_blamed() -> None:
    """The row, its label and the numbers it met are named, in the middle of a long expression."""
    slack = Operation("slack", math.tanh, lambda out, x: (0.999 * (1 - out * out),))

    def f(x: Any) -> Any:
        y = x * 2 + 1
        for _ in range(20):
            y = y * 0.9 + 0.01
        hidden = slack(y)
        if isinstance(hidden, Value):
            hidden.label = "hidden"
        return autograd.exp(hidden) * 2

    report = caught(f, 0.4)
    assert 1 == len(report.blame)
    assert report.blame[0].startswith("operation slack (hidden) at (")


def test_a_missing_factor_in_one_neuron_of_a_network_is_caught_and_blamed() -> None:
    """The synapses into the neuron are wrong, the neuron is named with its row, and the innocent ones are right."""
    slack = Operation("slack", math.tanh, lambda out, x: (0.9 * (1 - out * out),))
    x1, x2 = nn.InputNeuron("x1"), nn.InputNeuron("x2")
    h1, h2, y = nn.Neuron("h1", activation="tanh"), nn.Neuron("h2", activation=slack), nn.Neuron("y")
    for source, target, weight in ((x1, h1, 0.3), (x2, h1, 0.2), (x1, h2, -0.7), (x2, h2, 0.4), (h1, y, 0.5), (h2, y, 1.5)):
        nn.Synapse(source, target, weight=weight)
    network = nn.Network(inputs=[x1, x2], outputs=[y])
    with pytest.raises(GradientMismatch) as raised:
        nn.gradcheck(network, [[0.5, -1.0], [1.0, 2.0]], [1.0, -1.0], nn.mean_squared_error)
    report = raised.value.report
    assert isinstance(report, GradientReport)
    assert ["∂/∂w[x1→h2]", "∂/∂w[x2→h2]"] == sorted(entry.by for entry in report.wrong)
    assert 6 == len(report.entries)
    assert 2 == len(report.blame)  # one for each row of the data
    assert all(line.startswith("operation slack (y[h2]) at (") for line in report.blame)


@pytest.mark.parametrize("cut", [lambda x: x.data if isinstance(x, Value) else x.primal, lambda x: x.detach()])
def test_a_derivative_that_forgets_a_path_is_caught(cut: Callable[[Any], Any]) -> None:
    """.data or .detach() in one of two paths: no row is to blame, and the report says what is."""
    report = caught(lambda x: x * x + cut(x) * x, 2.0)
    assert not report.blame
    assert "a path was lost" in str(report)


def test_a_convention_that_does_not_fit_is_blamed() -> None:
    """The square of |x| has a second derivative at 0, which the convention |x|' = 0 does not give: write square(x)."""
    report = caught(lambda x: abs(x) ** 2, 0.0, order=2)
    assert ["∂²/∂x²"] == sorted({entry.by for entry in report.wrong})
    assert ["operation abs at (0.0): it is not differentiable there, and what it gives instead is a convention"] == report.blame
    assert gradcheck(autograd.square, 0.0, order=2).passed


def test_a_wrong_rule_in_one_mode_only_is_caught_in_that_mode() -> None:
    """A rule that branches on the kind of its arguments: the table tells the modes apart."""
    odd = Operation("odd", lambda x: x * x, lambda out, x: (3 * x if isinstance(x, Value) else 2 * x,))
    assert {"reverse"} == {entry.mode for entry in caught(odd, 2.0).wrong}
    assert gradcheck(odd, 2.0, modes=("forward",)).passed


def test_a_derivative_that_is_nan_is_wrong() -> None:
    """And so is an infinite one, whatever the function looks like."""
    for bad in (math.nan, math.inf):
        broken = Operation("broken", lambda x: x, lambda out, x, bad=bad: (bad,), arity=1)
        report = checked(broken, 1.0)
        assert not report.passed
        report = caught(math.exp, 1.0, gradient=lambda x, bad=bad: bad)
        assert f"the derivative is {bad!r}" in str(report)


def test_a_rule_that_can_nowhere_be_computed_is_wrong() -> None:
    """A refusal at one point is a singularity; one at all points around is a mistake."""
    raising = Operation("raising", lambda x: x * x, lambda out, x: (1 / (0 * x),))
    report = caught(raising, 2.0)
    assert "no derivative by the rule, neither here nor around" in str(report)
    assert gradcheck(lambda x: sqrt(x**4), 0.0).kinks


def test_a_value_out_of_thin_air_is_caught() -> None:
    """A derivative that claims to be 0 where the function moves."""
    caught(lambda x: Value(x.data * 2) if isinstance(x, Value) else x * 2, 3.0)


@pytest.mark.parametrize("factor", [1 + 1e-5, 1 - 1e-5, 1 + 3e-6])
def test_a_small_factor_is_caught_at_ordinary_points(factor: float) -> None:
    """A few parts in a million are seen at the default settings."""
    near = Operation("near", math.exp, lambda out, x: (factor * out,))
    caught(near, 0.5)
    assert gradcheck(near, 0.5, rtol=1e-4).passed


def test_tolerances_are_what_they_say() -> None:
    """The tolerance rtol is relative to the derivative, atol is not."""
    off = Operation("off", lambda x: 3 * x, lambda out, x: (3.003,))
    caught(off, 1.0)
    caught(off, 1.0, rtol=0.9e-3)
    assert gradcheck(off, 1.0, rtol=1.1e-3).passed
    caught(off, 1.0, atol=0.002)
    assert gradcheck(off, 1.0, atol=0.004).passed


# ---- derivatives written by hand --------------------------------------------------------------------------------------------


def test_a_derivative_written_by_hand_is_checked() -> None:
    """A plain function of floats, its derivative right and wrong, at several points."""
    assert gradcheck(math.sin, [0.5, 1.0, -2.0], gradient=math.cos).passed
    report = caught(math.sin, [0.5, 1.0, -2.0], gradient=lambda x: -math.cos(x))
    assert 3 == len(report.wrong)
    assert {"by hand"} == {entry.mode for entry in report.entries}
    assert "a path was lost" not in str(report)


def test_a_gradient_by_hand_has_one_number_for_each_input() -> None:
    """Tuples, lists and dicts; the order of a dict's keys does not matter."""
    f = lambda x, y: math.sin(x) * y  # noqa: E731 - named to be read
    assert gradcheck(f, (1.0, 2.0), gradient=lambda x, y: (math.cos(x) * y, math.sin(x))).passed
    caught(f, (1.0, 2.0), gradient=lambda x, y: (math.sin(x), math.cos(x) * y))
    listed = lambda p: math.sin(p[0]) * p[1]  # noqa: E731 - named to be read
    assert gradcheck(listed, [1.0, 2.0], gradient=lambda p: [math.cos(p[0]) * p[1], math.sin(p[0])]).passed
    by_name = lambda p: math.sin(p["a"]) * p["b"]  # noqa: E731 - named to be read
    at = {"a": 1.0, "b": 2.0}
    assert gradcheck(by_name, at, gradient=lambda p: {"b": math.sin(p["a"]), "a": math.cos(p["a"]) * p["b"]}).passed
    with pytest.raises(TypeError, match=r"3 numbers for 2 inputs \(x, y\)"):
        gradcheck(f, (1.0, 2.0), gradient=lambda x, y: (1.0, 2.0, 3.0))
    with pytest.raises(TypeError, match="derivatives written by hand are numbers"):
        gradcheck(f, (1.0, 2.0), gradient=lambda x, y: np.array([1.0, 2.0]))


def test_the_slope_of_a_derivative_by_hand_is_checked_against_second_differences() -> None:
    """order=2: a small wriggle in a rule, below the tolerance itself, shows in its slope."""
    assert gradcheck(math.sin, 1.0, gradient=math.cos, order=2).passed
    assert gradcheck(lambda x, y: x * x * y, (1.0, 2.0), gradient=lambda x, y: (2 * x * y, x * x), order=2).passed
    wriggle = lambda x: math.cos(x) + 1e-7 * math.cos(100 * x)  # noqa: E731 - named to be read
    assert gradcheck(math.sin, 1.0, gradient=wriggle).passed
    report = caught(math.sin, 1.0, gradient=wriggle, order=2)
    assert ["∂²/∂x²"] == [entry.by for entry in report.wrong]
    # a rule that is right to seven digits, as a solver's may be, has a rough slope
    noisy = lambda x: math.cos(x) + 3e-8 * random.Random(repr(x)).gauss(0, 1)  # noqa: E731 - named to be read
    assert gradcheck(math.sin, [0.3, 0.5, 1.0, 1.2, 2.0], gradient=noisy, order=2).passed
    report = gradcheck(lambda x: max(x, 0.0), 0.0, gradient=lambda x: float(x > 0), order=2)
    assert ["kink"] == [entry.verdict for entry in report.entries]


# ---- points and arguments -----------------------------------------------------------------------------------------------------


def test_a_list_is_several_points_or_one_argument() -> None:
    """Whatever f takes: what works with the first element alone takes one point at a time."""
    assert 3 == len(gradcheck(tanh, [0.1, 0.2, 0.3]).places)
    assert 1 == len(gradcheck(lambda p: p[0] * p[1], [2.0, 3.0]).places)
    assert 2 == len(gradcheck(lambda p: p[0] * p[1], [[2.0, 3.0], [4.0, 5.0]]).places)
    assert 2 == len(gradcheck(lambda x, y: x * y, [(2.0, 3.0), (4.0, 5.0)]).places)
    assert 1 == len(gradcheck(lambda w: w[0][0] * w[1][1], [[1.0, 2.0], [3.0, 4.0]]).places)
    by_hand = gradcheck(lambda p: math.sin(p[0]) * p[1], [0.5, 3.0], gradient=lambda p: (math.cos(p[0]) * p[1], math.sin(p[0])))
    assert 1 == len(by_hand.places)


def test_arguments_are_nested_structures_and_inputs_are_named_by_their_place() -> None:
    """Dicts, lists and tuples of numbers, one inside the other."""
    report = gradcheck(lambda p, q: p["w"][0] * q + p["w"][1] * p["b"], ({"w": [1.0, 2.0], "b": 3.0}, 4.0))
    assert ["∂/∂p['w'][0]", "∂/∂p['w'][1]", "∂/∂p['b']", "∂/∂q"] == list(dict.fromkeys(entry.by for entry in report.entries))


def test_a_value_at_the_point_lends_its_label() -> None:
    """Numbers come from .data; the Values themselves are left alone."""
    w, b = Value(2.0, label="w"), Value(3.0)
    report = gradcheck(lambda x, y: x * y, (w, b))
    assert ["∂/∂w", "∂/∂y"] == list(dict.fromkeys(entry.by for entry in report.entries))
    assert (0.0, False) == (w.grad, w.reached)


@pytest.mark.parametrize("at", [2, True + 1, np.float64(2.0), np.float32(2.0), np.int64(2)])
def test_every_kind_of_number_is_a_point(at: Any) -> None:
    """Whole numbers and numpy scalars."""
    report = gradcheck(lambda x: x**3, at)
    assert 12.0 == report.entries[0].analytic


class Model:
    """Something with a method, a parameter and a default."""

    def __init__(self) -> None:
        self.w = 2.0

    def loss(self, x: Any, k: float = 3.0) -> Any:
        """A method to differentiate."""
        return tanh(self.w * x) * k

    def __call__(self, x: Any) -> Any:
        return self.loss(x)


def test_methods_partials_defaults_and_callable_objects() -> None:
    """Whatever can be called is checked, under the name it has."""
    model = Model()
    assert gradcheck(model.loss, 0.3).passed
    assert ["∂/∂x", "∂/∂k"] == list(dict.fromkeys(entry.by for entry in gradcheck(model.loss, (0.3, 2.0)).entries))
    assert "loss: the derivative agrees with differences" == gradcheck(functools.partial(model.loss, k=5.0), 0.3).summary
    assert gradcheck(model, 0.3).summary.startswith("Model:")
    assert gradcheck(functools.partial(autograd.atan2, 1.0), 2.0).entries[0].by == "∂/∂y"
    assert gradcheck(tanh, 0.3).summary.startswith("tanh:")
    assert gradcheck(ROWS["tanh"], 0.3).summary.startswith("tanh:")
    assert gradcheck(ROWS["leaky_relu(0.3)"], 0.3).summary.startswith("leaky_relu(0.3):")
    assert gradcheck(autograd.maximum, (1.0, 2.0, 3.0)).passed


def test_a_function_that_changes_what_it_is_given_is_checked_all_the_same() -> None:
    """Each call is given a list of its own."""

    def f(p: list[Any]) -> Any:
        p[0] = p[0] * p[0]
        p.append(1)
        return p[0] * p[1]

    at = [2.0, 3.0]
    assert gradcheck(f, at, order=2).passed
    assert [2.0, 3.0] == at


def test_a_function_that_is_never_twice_the_same_is_refused() -> None:
    """Differences of noise say nothing: seed the random numbers."""
    rng = random.Random(0)
    with pytest.raises(ValueError, match="the same at every call"):
        gradcheck(lambda x: x * rng.random(), 1.0)
    with pytest.raises(ValueError, match="the same at every call"):
        gradcheck(lambda x: x * rng.random(), 1.0, gradient=lambda x: 1.0)


def test_derivatives_inside_the_function_are_followed() -> None:
    """A function that differentiates another one is a function like any other."""
    assert gradcheck(grad(lambda x: x**4), 1.5, order=2).passed
    assert gradcheck(lambda x: x * derivative(lambda y: x * y**3)(x), 1.5, order=2).passed


def test_a_check_inside_a_derivative_in_progress_sees_only_its_own_inputs() -> None:
    """The x of an outer derivative, reverse or forward, is a constant to the check."""

    def outer(x: Any) -> Any:
        assert gradcheck(lambda y: x * y**2, 2.0, order=2).passed
        assert ["∂/∂y"] == list(dict.fromkeys(entry.by for entry in gradcheck(lambda y: x * y, 2.0).entries))
        return x * x

    assert 6.0 == grad(outer)(3.0)
    assert 6.0 == derivative(outer)(3.0)
    assert 2.0 == derivative(outer, 2)(3.0)


def test_functions_without_inputs_and_constant_functions() -> None:
    """Nothing to check, or derivative 0: both pass."""
    report = gradcheck(lambda: 3.0, ())
    assert report.passed
    assert "nothing to check" in str(report)
    assert gradcheck(lambda x: 3.0, 1.0, order=2).passed
    assert gradcheck(lambda x, y: x * x, (1.0, 2.0), order=2).passed


# ---- many inputs, many operations ------------------------------------------------------------------------------------------


def test_fifty_inputs_are_checked_and_the_one_that_is_wrong_is_found() -> None:
    """All 50 first derivatives; 1 of them forgets a path."""
    rng = random.Random(1)
    at = [rng.gauss(0, 1) for _ in range(50)]

    def f(p: list[Any]) -> Any:
        return tanh(sum(p[i] * p[i + 1] for i in range(49)) * 0.1)

    assert gradcheck(f, at).passed
    report = caught(lambda p: f(p) + p[7].detach() * 2, at)
    assert {"∂/∂p[7]"} == {entry.by for entry in report.wrong}
    lines = str(report).splitlines()
    assert "1 of 50 derivatives disagree" in lines[0]
    assert "... and 49 more: right" in lines
    assert len(lines) < 8


def test_second_derivatives_of_twelve_inputs() -> None:
    """78 second derivatives in two modes, found within a second or so."""
    at = [0.1 * (i + 1) for i in range(12)]
    report = gradcheck(lambda p: tanh(sum(p[i] * p[(i + 1) % 12] for i in range(12))), at, order=2)
    assert (12 + 78) * 2 == len(report.entries)
    assert f"all {12 + 78} derivatives agree" in report.summary


def test_a_thousand_operations_in_a_row() -> None:
    """A deep chain is checked, and a fault in its middle is found."""
    faulty = Operation("faulty", lambda x: 1.001 * x, lambda out, x: (1.0,))

    def chain(x: Any, *, wrong: bool) -> Any:
        for i in range(1000):
            x = faulty(x) if wrong and i == 500 else autograd.sin(x) + 0.5
        return x

    assert gradcheck(functools.partial(chain, wrong=False), 0.7, order=2).passed
    report = checked(lambda x: chain(x * 1e-3, wrong=True) + faulty(x), 0.7)
    assert any(line.startswith("operation faulty at") for line in report.blame)


# ---- errors -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"order": 3}, "order must be 1 or 2, got 3"),
        ({"kinks": "ignore"}, 'kinks must be "report" or "raise"'),
        ({"modes": ("backward",)}, "modes must be a tuple"),
        ({"modes": ()}, "modes must be a tuple"),
        ({"modes": "reverse"}, "modes must be a tuple"),
        ({"rtol": -1.0}, "rtol and atol must be 0 or more"),
        ({"atol": math.nan}, "rtol and atol must be 0 or more"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: dict[str, Any], message: str) -> None:
    """The message says what is allowed and what was given."""
    with pytest.raises(ValueError, match=message):
        gradcheck(tanh, 1.0, **options)


@pytest.mark.parametrize(
    ("f", "at", "error", "message"),
    [
        (tanh, [], ValueError, "at is an empty list"),
        (tanh, math.nan, ValueError, r"finite numbers to start from, got self = nan|got x = nan"),
        (tanh, math.inf, ValueError, "finite numbers"),
        (lambda x: x * math.inf, 1.0, ValueError, "f is inf at x = 1.0"),
        (lambda x: x * math.nan, 1.0, ValueError, "f is nan at x = 1.0"),
        (autograd.log, -1.0, ValueError, "log has no value"),
        (lambda x: (x, x), 1.0, TypeError, "one result at a time"),
        (lambda x: None, 1.0, TypeError, "one result at a time"),
        (tanh, "1", TypeError, "arguments are numbers"),
        (tanh, np.array([1.0]), TypeError, "ndarray"),
        (lambda x, y: x * y, 1.0, TypeError, "missing 1 required positional argument: 'y'"),
        (lambda p: p["a"], {"a": None}, TypeError, r"\['a'\]"),
        (math.sin, 1.0, TypeError, r"autograd\.sin"),
    ],
)
def test_what_cannot_be_checked_says_why(f: Any, at: Any, error: type[Exception], message: str) -> None:
    """Points that are none, functions without a value there, results that are no number."""
    with pytest.raises(error, match=message):
        gradcheck(f, at)


def test_an_error_of_the_function_comes_through() -> None:
    """A mistake in f is no matter of differences."""
    with pytest.raises(KeyError, match="missing"):
        gradcheck(lambda p: p["missing"], {"a": 1.0})


# ---- the report ---------------------------------------------------------------------------------------------------------------


def test_a_report_reads_as_a_table() -> None:
    """A verdict in one line, a row for each derivative, modes that agree in one row, numbers under their heads."""
    wrong = Operation("wrong", lambda x, y: x * y, lambda out, x, y: (y, 2 * x))
    lines = str(caught(wrong, (2.0, 3.0))).splitlines()
    assert "wrong: 1 of 2 derivatives disagree with differences" == lines[0]
    assert ["mode", "derivative", "differences", "apart", "by", "error", "bar", "step", "verdict"] == lines[1].split()
    assert ["∂/∂x", "reverse,", "forward", "3", "3", "0"] == lines[2].split()[:6]
    assert "right" == lines[2].split()[-1]
    assert ["∂/∂y", "reverse,", "forward", "4", "2", "2.0e+00"] == lines[3].split()[:6]
    assert "WRONG" == lines[3].split()[-1]
    assert "to blame: operation wrong at (2.0, 3.0): its own ∂/∂y is 4 by its rule, 2 by differences" == lines[4]
    for head in ("derivative", "differences", "apart by", "error bar", "step"):
        end = lines[1].index(head) + len(head)
        assert all(line[end - 1] != " " and line[end : end + 2].strip() == "" for line in lines[2:4])
    assert all(line == line.rstrip() for line in lines)


def test_a_report_of_several_points_says_which() -> None:
    """A column for the point, and the point itself where something is wrong."""
    report = caught(SOFTSIGN, [1.0, 0.5])
    lines = str(report).splitlines()
    assert "half_right at 2 points: 1 of 2 derivatives disagree with differences" == lines[0]
    assert "point" == lines[1].split()[0]
    assert ["1", "2"] == [line.split()[0] for line in lines[2:4]]
    assert "point 2: x = 0.5" in lines
    assert [0, 1] == sorted({entry.point for entry in report.entries})


def test_a_report_is_true_if_it_passed() -> None:
    """Entries are facts: which derivative, what is claimed, what differences say, how far apart, and the verdict."""
    report = gradcheck(lambda x: x**2, 3.0)
    assert report
    assert "<GradientReport: f: the derivative agrees with differences>" == repr(report)
    entry = report.entries[0]
    assert ("∂/∂x", "reverse", 6.0, "right", 0) == (entry.by, entry.mode, entry.analytic, entry.verdict, entry.point)
    assert abs(entry.numeric - 6.0) == entry.error <= entry.estimate.error
    assert not caught(SOFTSIGN, 0.5)


def test_a_kink_is_listed_with_the_slopes_on_both_sides() -> None:
    """It passes if the derivative lies between them, and fails if it does not."""
    report = gradcheck(lambda x: x.relu() if isinstance(x, Value) else autograd.relu(x), 0.0)
    assert "f: no derivative is wrong: 1 not differentiable here" == report.summary
    assert "∂/∂x: not differentiable here: slopes 0 on the left and 1 on the right" in str(report)
    between = Operation("between", abs, lambda out, x: (0.5,))
    assert gradcheck(between, 0.0).kinks
    beyond = Operation("beyond", abs, lambda out, x: (1.5,))
    assert "kink" == checked(beyond, 0.0).entries[0].estimate.kind
    caught(beyond, 0.0)


def test_a_jump_is_listed() -> None:
    """A step at its threshold."""
    report = gradcheck(autograd.step, 0.0)
    assert {"jump"} == verdicts(report)
    assert "the function jumps" in str(report)


def test_a_function_with_values_on_one_side_is_checked_there() -> None:
    """An edge of the domain, where the derivative exists from one side: x**1.5 at 0."""
    report = gradcheck(lambda x: x**1.5, 0.0)
    assert report.passed
    assert "edge" == report.entries[0].estimate.kind


def test_a_staircase_is_named() -> None:
    """Floor of a million and a half, seen from afar."""
    report = gradcheck(autograd.floor, 1_000_000.5)
    assert "a staircase of tiny steps: slope 0 on one, 1 over many" in str(report)


class Text(HTMLParser):
    """The text of some HTML, and its tags."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        """Note a tag."""
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.texts.append(data)


def test_a_notebook_shows_a_table_with_everything_escaped() -> None:
    """Labels are text, not markup; what is wrong is coloured."""
    x = Value(0.5, label="<img src=x onerror=alert(1)>")
    html = caught(SOFTSIGN, x)._repr_html_()
    reader = Text()
    reader.feed(html)
    assert "img" not in reader.tags
    assert {"table", "tr", "th", "td"} <= set(reader.tags)
    assert "∂/∂<img src=x onerror=alert(1)>" in reader.texts
    assert "WRONG" in reader.texts
    assert "color:#D55E00" in html
    assert any(text.startswith("to blame: operation half_right") for text in reader.texts)
    empty = gradcheck(lambda: 3.0, ())._repr_html_()
    assert "nothing to check" in empty
    assert "<table" not in empty


TEST_FILE = """
from autograd import Operation, assert_gradients

wrong = Operation("wrong", lambda x: x * x, lambda out, x: (3 * x,))

def test_right():
    assert_gradients(lambda x: x**3, [1.0, -2.0], order=2)

def test_wrong():
    assert_gradients(wrong, 2.0)
"""


def test_pytest_shows_the_table_as_the_message_and_no_line_of_ours(tmp_path: Path) -> None:
    """A failing assert_gradients points at the line of the test, with the report below it."""
    file = tmp_path / "test_mine.py"
    file.write_text(TEST_FILE, encoding="utf-8", newline="\n")
    command = [sys.executable, "-X", "utf8", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)]
    finished = subprocess.run(
        command,
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "COLUMNS": "160"},
    )
    assert 1 == finished.returncode
    shown = finished.stdout
    assert ">       assert_gradients(wrong, 2.0)" in shown or ">   assert_gradients(wrong, 2.0)" in shown
    assert "GradientMismatch: wrong: the derivative disagrees with differences" in shown
    assert "WRONG" in shown
    assert "to blame: operation wrong at (2.0)" in shown
    assert "autograd/check.py" not in shown.replace("\\", "/").split("short test summary")[0]
    assert "1 failed, 1 passed" in shown


def test_assert_gradients_raises_an_assertion_with_the_table() -> None:
    """And returns nothing where all is well; every option of gradcheck is taken."""
    assert assert_gradients(tanh, 0.5) is None  # type: ignore[func-returns-value]
    with pytest.raises(AssertionError, match="half_right: the derivative disagrees"):
        assert_gradients(SOFTSIGN, 0.5)
    with pytest.raises(AssertionError):
        assert_gradients(SOFTSIGN, 1.0, order=2)
    with pytest.raises(NotDifferentiable):
        assert_gradients(abs, 0.0, kinks="raise")


def test_a_users_own_row_is_checked_like_ours() -> None:
    """With a domain that lists its points, the check is one line."""
    bump = Operation(
        "bump",
        lambda x: math.exp(-x * x),
        lambda out, x: (-2 * x * out,),
        Domain("every x", ((-math.inf, math.inf),), ((-2.0,), (0.0,), (0.5,))),
    )
    assert bump.domain is not None
    assert gradcheck(bump, list(bump.domain.samples), order=2).passed
    assert 3 == len(gradcheck(bump, list(bump.domain.samples)).places)


class Pair(NamedTuple):
    """A structure with names."""

    a: Any
    b: Any


def test_named_tuples_are_arguments() -> None:
    """One argument that is a named tuple, or a tuple of two arguments: what f takes decides."""
    assert gradcheck(lambda p: p.a * p.b**2, (Pair(2.0, 3.0),), order=2).passed
    assert gradcheck(lambda p: p.a * p.b**2, Pair(2.0, 3.0)).passed
    assert gradcheck(lambda x, y: x * y, Pair(2.0, 3.0)).passed


def test_a_dual_or_a_value_of_ones_own_may_be_part_of_the_function() -> None:
    """They are constants to the check."""
    w, moving = Value(2.0, label="w"), Dual(2.0, 1.0)
    assert gradcheck(lambda x: w * x**2, 3.0, order=2).passed
    assert gradcheck(lambda x: moving * x**2, 3.0, order=2).passed
    assert 0.0 == w.grad
