"""What came of trials, told: as facts for a file, as lines for a reader, as a table for the README."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping
from typing import Any

from .criteria import Figures, summary
from .running import Account, Outcome

Facts = dict[str, Any]


def facts(account: Account, *, each: bool = True) -> Facts:
    """Return what came of a member's trials as plain facts for a JSON file; ``each`` with the figures of every seed."""
    return {
        "name": account.name,
        "full_name": account.card.full_name,
        "paper": account.card.paper,
        "form": account.form,
        "date": account.date,
        "python": platform.python_version(),
        "met": account.met,
        "trials": [trial_facts(outcome, each=each) for outcome in account.outcomes],
    }


def trial_facts(outcome: Outcome, *, each: bool = False) -> Facts:
    """Return what came of one trial as plain facts."""
    told: Facts = {
        "role": outcome.role,
        "what": outcome.trial.what,
        "criterion": outcome.trial.criterion.words,
        "seeds": len(outcome.seeds),
        "met": outcome.met,
        "successes": outcome.trial.criterion.successes(outcome.results),
        "figures": spans(outcome.results),
        "seconds": round(outcome.seconds, 2),
        "cpu_seconds": round(outcome.cpu_seconds, 2),
    }
    if outcome.missing:
        told["missing"] = outcome.missing
    if each:
        told["each"] = [{"seed": seed, **figures} for seed, figures in zip(outcome.seeds, outcome.results, strict=False)]
    return told


def spans(results: list[Figures]) -> dict[str, dict[str, float]]:
    """Return for each figure its lowest, median and highest value over the seeds."""
    middle = summary(results, "median")
    columns = {name: [figures[name] for figures in results] for name in middle}
    return {name: {"lowest": min(of), "median": middle[name], "highest": max(of)} for name, of in columns.items()}


def verdict(trial: Mapping[str, Any]) -> str:
    """Return in a few words whether the criterion of a trial, given as facts, is met.

    >>> verdict({"role": "control", "met": True, "successes": 8, "seeds": 8, "criterion": "loss > 0.3, always"})
    'fails as it must, 8 of 8'
    """
    if "missing" in trial:
        return f"not run: {trial['missing']}"
    if trial["role"] == "task":
        words = "met" if trial["met"] else "NOT MET"
    else:
        words = "fails as it must" if trial["met"] else "DOES NOT FAIL"
    if trial["criterion"].endswith("only told"):
        words = "told"
    count = trial["successes"]
    return words if count is None else f"{words}, {count} of {trial['seeds']}"


def in_numbers(trial: Mapping[str, Any]) -> str:
    """Return the figures of a trial, given as facts: the median, and from lowest to highest where seeds differ.

    >>> in_numbers({"figures": {"loss": {"lowest": 0.25, "median": 0.5, "highest": 1.0}}})
    'loss 0.5 (0.25 to 1)'
    """
    return "; ".join(f"{name} {_span(**span)}" for name, span in trial["figures"].items())


def _span(lowest: float, median: float, highest: float) -> str:
    if lowest == highest:
        return f"{median:.4g}"
    return f"{median:.4g} ({lowest:.4g} to {highest:.4g})"


def table(members: Iterable[Mapping[str, Any]]) -> str:
    """Return the table of the README, a row for each trial of each member, given as facts."""
    rows = [
        "| member | trial | criterion | result | figures: median (lowest to highest) | CPU s | date |",
        "|---|---|---|---|---|---|---|",
    ]
    for member in members:
        name = f"**{member['name']}** {member['full_name']}"
        for trial in member["trials"]:
            what = trial["what"] if trial["role"] == "task" else f"control: {trial['what']}"
            cells = [name, what, trial["criterion"], verdict(trial), in_numbers(trial), f"{trial['cpu_seconds']:.1f}"]
            rows.append(f"| {' | '.join(cells)} | {member['date'] if name else ''} |")
            name = ""
    return "\n".join(rows)
