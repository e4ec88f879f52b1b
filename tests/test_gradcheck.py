"""gradcheck lets no wrong derivative by: the engine's, a row's, one written by hand."""

from __future__ import annotations

import functools
import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from checking import SOFTSIGN, caught, checked

import autograd
import nn
from autograd import (
    GradientMismatch,
    GradientReport,
    Operation,
    Value,
    gradcheck,
    sqrt,
    tanh,
)


def test_a_wrong_sign_at_scale_1e_9_is_caught() -> None:
    """The tolerance is relative: a small function has no licence."""
    tiny = Operation("tiny", lambda x: 1e-9 * math.sin(x), lambda out, x: (-1e-9 * autograd.cos(x),))
    for f in (tiny, lambda x: 1 + tiny(x), lambda x: tiny(x) * 1e-200):
        assert ["operation tiny"] == [line[:14] for line in caught(f, 1.0).blame]


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


# ---- derivatives written by hand --------------------------------------------------------------------------------------


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


# ---- many inputs, many operations -------------------------------------------------------------------------------------


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
