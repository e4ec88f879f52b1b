"""Running a member's trials, and what is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any

from ...network import Network
from ...progress import ProgressBar
from .card import Card, Trial
from .criteria import Figures
from .registry import card, resolve


@dataclass
class Outcome:
    """What came of one trial: the figures of each seed, or why it could not be run."""

    role: str  # "task" or "control"
    trial: Trial
    seeds: Sequence[int]
    results: list[Figures]
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    missing: str = ""  # what is not installed

    @property
    def met(self) -> bool:
        """Whether its criterion is met: for a control, whether it fails as it must."""
        return not self.missing and self.trial.criterion.met(self.results)


@dataclass
class Account:
    """What came of all trials of a member. ``network`` is that of the first success of the first task."""

    name: str
    card: Card
    form: str  # "full", "fast", or "<n> seeds"
    date: str
    outcomes: list[Outcome]
    network: Network | None = None

    @property
    def met(self) -> bool:
        """Whether every criterion is met, that of the controls too."""
        return all(outcome.met for outcome in self.outcomes)


def run(
    name: str,
    *,
    fast: bool = False,
    seeds: int | None = None,
    progress: bool = False,
    told: Callable[[Outcome], Any] = lambda _: None,
) -> Account:
    """Run the tasks and the controls of a member, and return what came of them.

    The full form runs the seeds that the card names; ``fast`` runs its few pinned seeds in seconds; ``seeds`` that many from
    0, for each trial. Figures follow from the seed, for each backend of programs: two backends agree to about 1e-12 at
    every step, and what a long training makes of that may differ. ``progress`` shows on standard error how many seeds are
    done, and ``told`` is called with each outcome when it is there.

    Raises ValueError for a name that nobody has, and for fewer than one seed; what a trial raises. A trial that needs a package
    that is not installed says so in its outcome.

    >>> account = run("ff", fast=True)
    >>> account.met, [outcome.role for outcome in account.outcomes][-1]
    (True, 'control')
    """
    if seeds is not None and seeds < 1:
        raise ValueError(f"a trial needs at least 1 seed, got {seeds}")
    member = resolve(name)
    its = card(member)
    form = f"{seeds} seeds" if seeds is not None else "fast" if fast else "full"
    account = Account(member, its, form, datetime.now(UTC).date().isoformat(), [])
    for role, trial in trials(its):
        chosen = range(seeds) if seeds is not None else trial.fast if fast else range(trial.seeds)
        if chosen:
            account.outcomes.append(_tried(account, role, trial, list(chosen), progress=progress))
            told(account.outcomes[-1])
    return account


def trials(its: Card) -> Iterator[tuple[str, Trial]]:
    """Yield the role and the trial, tasks first."""
    yield from (("task", trial) for trial in its.tasks)
    yield from (("control", trial) for trial in its.controls)


def _tried(account: Account, role: str, trial: Trial, seeds: list[int], *, progress: bool) -> Outcome:
    outcome = Outcome(role, trial, seeds, [])
    began, cpu = perf_counter(), process_time()
    with ProgressBar(len(seeds), 1, shown=progress, what="seed") as bar:
        for done, seed in enumerate(seeds, start=1):
            try:
                result = trial.run(seed)
            except ImportError as error:
                outcome.missing = str(error)
                break
            outcome.results.append(result.figures)
            if account.network is None and role == "task" and trial.criterion.condition.holds(result.figures):
                account.network = result.network
            bar.epoch_done(min(done + 1, len(seeds)), trial.what)
            bar.batch_done()
    outcome.seconds, outcome.cpu_seconds = perf_counter() - began, process_time() - cpu
    return outcome
