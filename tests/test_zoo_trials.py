"""How trials are judged, run and told."""

from collections.abc import Callable

import pytest

import nn
from nn import zoo
from nn.zoo.catalogue import each, figure, in_the_middle, learn, on_average, only_told, running
from nn.zoo.catalogue.card import Card, Result, Trial
from nn.zoo.catalogue.criteria import Condition, Criterion
from nn.zoo.catalogue.telling import facts, in_numbers, table, trial_facts, verdict

# ---- criteria ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "words", "holding", "failing"),
    [
        (figure("loss") < 0.5, "loss < 0.5", 0.4, 0.5),
        (figure("loss") <= 0.5, "loss ≤ 0.5", 0.5, 0.6),
        (figure("loss") > 0.5, "loss > 0.5", 0.6, 0.5),
        (figure("loss") >= 1e-12, "loss ≥ 1e-12", 1e-12, 0.0),
        ((figure("loss") > 0) & (figure("loss") < 1), "loss > 0 and loss < 1", 0.5, 1.0),
        ((figure("loss") > 0) & (figure("loss") < 1), "loss > 0 and loss < 1", 0.5, 0.0),
    ],
)
def test_conditions_word_what_they_ask(condition: Condition, words: str, holding: float, failing: float) -> None:
    """And nan never holds."""
    assert words == condition.words
    assert (True, False, False) == tuple(condition.holds({"loss": x}) for x in (holding, failing, float("nan")))


@pytest.mark.parametrize(
    ("criterion", "losses", "met", "successes"),
    [
        (each(figure("loss") < 1), [0, 0, 0], True, 3),
        (each(figure("loss") < 1), [0, 2, 0], False, 2),
        (each(figure("loss") < 1, 2, of=3), [0, 2, 0], True, 2),
        (each(figure("loss") < 1, 2, of=3), [2, 2, 0], False, 1),
        (each(figure("loss") < 1, 2, of=3), [0], True, 1),  # two thirds of one seed are one
        (each(figure("loss") < 1, 2, of=3), [2], False, 0),
        (each(figure("loss") < 1, 95, of=100), [0] * 19 + [2], True, 19),
        (each(figure("loss") < 1, 95, of=100), [0] * 18 + [2] * 2, False, 18),
        (on_average(figure("loss") < 1), [0, 2.5, 0], True, None),
        (on_average(figure("loss") < 1), [0, 2.5, 1], False, None),
        (in_the_middle(figure("loss") < 1), [0, 99, 0], True, None),
        (in_the_middle(figure("loss") < 1), [0, 1, 2], False, None),
        (only_told(figure("loss") < 1), [99, 0, 99], True, 1),
        (each(figure("loss") < 1), [], False, 0),
        (on_average(figure("loss") < 1), [], False, None),
    ],
)
def test_criteria_count_seeds_or_take_the_middle(
    criterion: Criterion, losses: list[float], *, met: bool, successes: int | None
) -> None:
    """The same share of other numbers of seeds, rounded up; nothing is no result."""
    results = [{"loss": loss} for loss in losses]
    assert (met, successes) == (criterion.met(results), criterion.successes(results))


def test_criteria_word_themselves() -> None:
    """How often, or of what."""
    loss = figure("loss") < 1
    assert "loss < 1, always" == each(loss).words
    assert "loss < 1, 6 of 10 seeds" == each(loss, 6, of=10).words
    assert "loss < 1, on average" == on_average(loss).words
    assert "loss < 1, in the median" == in_the_middle(loss).words
    assert "loss < 1, only told" == only_told(loss).words


# ---- trials -----------------------------------------------------------------------------------------------------------

NETWORK = nn.feed_forward([1, 1], seed=0)


def member(monkeypatch: pytest.MonkeyPatch, **trials: Callable[[int], Result]) -> None:
    """Put another card in the place of ff: a task and a control, five seeds each, 3 and 4 in the fast form."""
    condition = {"task": figure("loss") < 1, "control": figure("loss") > 1}
    lists = {
        role: [Trial(f"the {role}", trial, each(condition[role], 3, of=5), seeds=5, fast=(3, 4))]
        for role, trial in trials.items()
    }
    card = Card(full_name="f", paper="p", build=nn.feed_forward, tasks=lists["task"], controls=lists.get("control", []))
    monkeypatch.setattr(running, "card", lambda _: card)


def loss(of: Callable[[int], float]) -> Callable[[int], Result]:
    return lambda seed: Result({"loss": of(seed)}, NETWORK)


def test_forms_run_the_seeds_they_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """All that the card names, its pinned ones, or as many as are asked for."""
    member(monkeypatch, task=loss(lambda seed: seed / 10))
    forms = [zoo.run("ff"), zoo.run("ff", fast=True), zoo.run("ff", seeds=2)]
    assert [[0, 1, 2, 3, 4], [3, 4], [0, 1]] == [list(account.outcomes[0].seeds) for account in forms]
    assert ["full", "fast", "2 seeds"] == [account.form for account in forms]
    assert [{"loss": 0.3}, {"loss": 0.4}] == forms[1].outcomes[0].results
    assert all(account.met and account.network is NETWORK for account in forms)
    with pytest.raises(ValueError, match="at least 1 seed, got 0"):
        zoo.run("ff", seeds=0)


@pytest.mark.parametrize(
    ("task", "control", "met", "said"),
    [
        (0.0, 2.0, True, ["met, 5 of 5", "fails as it must, 5 of 5"]),
        (2.0, 2.0, False, ["NOT MET, 0 of 5", "fails as it must, 5 of 5"]),
        (0.0, 0.0, False, ["met, 5 of 5", "DOES NOT FAIL, 0 of 5"]),
    ],
)
def test_a_member_holds_where_tasks_are_met_and_controls_fail(
    task: float, control: float, *, met: bool, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A control that does what it must not is as bad as a task that is not done."""
    member(monkeypatch, task=loss(lambda _: task), control=loss(lambda _: control))
    told: list[str] = []
    account = zoo.run("ff", told=lambda outcome: told.append(verdict(trial_facts(outcome))))
    assert (met, said) == (account.met, told)
    assert (account.network is NETWORK) == (task < 1)


def test_what_is_not_installed_is_told_and_is_no_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other trials are run all the same."""

    def missing(_: int) -> Result:
        raise ImportError("digits() reads the data that comes with scikit-learn")

    member(monkeypatch, task=missing, control=loss(lambda _: 2.0))
    account = zoo.run("ff")
    assert [False, True] == [outcome.met for outcome in account.outcomes]
    told = facts(account)["trials"][0]
    assert "not run: digits() reads the data that comes with scikit-learn" == verdict(told)
    assert ("", None) == (in_numbers(told), account.network)


def test_what_is_missing_half_way_is_no_success_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the seeds before it came to."""

    def run(seed: int) -> Result:
        if seed == 4:
            raise ImportError("gone")
        return Result({"loss": 0.0})

    member(monkeypatch, task=run)
    (outcome,) = zoo.run("ff").outcomes
    assert (4, "gone", False) == (len(outcome.results), outcome.missing, outcome.met)


def test_the_network_that_is_kept_is_that_of_the_first_success(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a failure's, not a later one's, not the control's."""
    networks = [nn.feed_forward([1, 1], seed=seed) for seed in range(5)]
    member(
        monkeypatch,
        task=lambda seed: Result({"loss": float(seed < 2)}, networks[seed]),
        control=lambda _: Result({"loss": 2.0}, NETWORK),
    )
    assert zoo.run("ff").network is networks[2]


def test_what_a_trial_raises_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault is no failure of the architecture; nor is Ctrl-C in a training."""
    member(monkeypatch, task=loss(lambda _: 1 / 0))
    with pytest.raises(ZeroDivisionError):
        zoo.run("ff")

    def interrupted(_: nn.History) -> None:
        raise KeyboardInterrupt

    member(
        monkeypatch,
        task=lambda seed: learn(  # type: ignore[arg-type,return-value]
            nn.feed_forward([1, 1], seed=seed),
            [[1.0]],
            [1.0],
            loss="hinge",
            optimizer=nn.optimizers.Adam(),
            max_epochs=9,
            callbacks=[interrupted],
        ),
    )
    with pytest.raises(KeyboardInterrupt):
        zoo.run("ff")


def test_facts_tell_every_seed_and_the_table_every_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    """From lowest to highest, with the median."""
    member(monkeypatch, task=loss(float), control=loss(lambda _: 2.0))
    account = zoo.run("ff")
    told = facts(account)
    assert {"lowest": 0.0, "median": 2.0, "highest": 4.0} == told["trials"][0]["figures"]["loss"]
    assert [{"seed": seed, "loss": float(seed)} for seed in range(5)] == told["trials"][0]["each"]
    assert "each" not in facts(account, each=False)["trials"][0]
    assert (1, False, "loss 2 (0 to 4)") == (told["trials"][0]["successes"], told["met"], in_numbers(told["trials"][0]))
    first, second = table([told]).splitlines()[2:]
    assert first.startswith("| **ff** f | the task | loss < 1, 3 of 5 seeds | NOT MET, 1 of 5 | loss 2 (0 to 4) |")
    assert second.startswith("|  | control: the control | loss > 1, 3 of 5 seeds | fails as it must, 5 of 5 | loss 2 |")
