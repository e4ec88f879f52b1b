"""The Mackey-Glass series: against another solver, its chaos, and what is refused."""

from statistics import fmean, pstdev

import pytest

from nn.datasets import mackey_glass


def euler(tau: float, first: float, count: int, step: float) -> list[float]:
    """The series by Euler's rule, from its constant past on, once in a unit of time."""
    delay, each = round(tau / step), round(1.0 / step)
    x = [first] * (delay + 1)
    for _ in range(count * each):
        x.append(x[-1] + step * (0.2 * x[-1 - delay] / (1.0 + x[-1 - delay] ** 10) - 0.1 * x[-1]))
    return x[delay::each]


def series(n: int = 1000, tau: float = 17.0, seed: int = 0) -> list[float]:
    return [x for (x,) in mackey_glass(n, tau, seed).inputs[0]]


def test_it_is_what_another_solver_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Euler's rule with steps of a thousandth, for as long as chaos lets them agree."""
    monkeypatch.setattr("nn.generated_sequences._BEGINNING", 0)
    found = series(60)
    expected = euler(17.0, found[0], 60, 0.001)
    assert max(abs(a - b) for a, b in zip(found, expected, strict=False)) < 2e-4
    assert 1.1 <= found[0] <= 1.3


def test_it_has_the_known_shape() -> None:
    """Between 0.4 and 1.4, with a mean of 0.93 and a deviation of 0.22 (Jaeger and Haas 2004, as others before them)."""
    x = series(4000)
    assert 0.35 < min(x) < 0.5
    assert 1.25 < max(x) < 1.4
    assert fmean(x) == pytest.approx(0.93, abs=0.02)
    assert pstdev(x) == pytest.approx(0.225, abs=0.02)


def test_it_is_chaotic_at_17_and_not_at_10() -> None:
    """At a delay of 10 it repeats itself; at 17 two beginnings part."""
    calm = series(300, 10.0)
    period = min(range(30, 80), key=lambda k: max(abs(a - b) for a, b in zip(calm, calm[k:], strict=False)))
    assert max(abs(a - b) for a, b in zip(calm, calm[period:], strict=False)) < 0.05
    wild = series(1000)
    assert min(max(abs(a - b) for a, b in zip(wild, wild[k:], strict=False)) for k in range(30, 300)) > 0.1
    assert max(abs(a - b) for a, b in zip(series(500, seed=1), series(500, seed=2), strict=True)) > 0.2


def test_the_target_is_the_next_step_and_the_seed_gives_it_again() -> None:
    """One sequence; a longer one begins with a shorter one."""
    data = mackey_glass(20, seed=3)
    assert (1, (20,)) == (len(data), data.lengths)
    assert data.inputs[0][1:] == data.targets[0][:-1]
    assert series(20, seed=3) == series(40, seed=3)[:20] != series(20, seed=4)


def test_what_does_not_fit_is_refused() -> None:
    """Numbers below those that make sense, and what is no number."""
    for n in (0, -1):
        with pytest.raises(ValueError, match="n must be at least 1"):
            mackey_glass(n)
    for tau in (0.0, 0.05, -1.0, float("nan"), float("inf")):
        with pytest.raises(ValueError, match=r"tau is a time from 0\.1 to a million"):
            mackey_glass(5, tau)
    with pytest.raises(TypeError, match="n must be a whole number, got float"):
        mackey_glass(5.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="a number as tau"):
        mackey_glass(5, "late")  # type: ignore[arg-type]
