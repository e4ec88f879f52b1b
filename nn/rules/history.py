"""What a learning rule leaves behind besides the weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(eq=False, repr=False)
class RuleHistory:
    """How a rule learned, epoch by epoch.

    ``figures`` holds what the rule told of each finished epoch, by name, such as ``{"errors": 2, "updates": 2}``; which names
    there are is the rule's, and the same in every epoch. ``history["errors"]`` is one of them over the epochs.

    ``stopped`` says why it ended: ``"done"`` (the rule had nothing more to learn), ``"max_epochs"``, ``"callback"`` (one returned
    True) or ``"interrupted"`` (Ctrl-C); it is empty while the rule learns. ``rule`` is the rule, in words.

    >>> history = RuleHistory("Perceptron()", [{"errors": 3}, {"errors": 0}], stopped="done")
    >>> history
    <RuleHistory of Perceptron(): 2 epochs in 0.0 s; errors 3 → 0; done>
    >>> history["errors"], history.epochs
    ([3, 0], 2)
    """

    rule: str
    figures: list[Mapping[str, float]] = field(default_factory=list)
    stopped: str = ""
    seconds: float = 0.0

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return len(self.figures)

    @property
    def names(self) -> list[str]:
        """What was told of each epoch."""
        return list(self.figures[0]) if self.figures else []

    def __getitem__(self, name: str) -> list[float]:
        if name not in self.names:
            raise KeyError(f"the rule told nothing of {name!r}: it told of {', '.join(self.names) or 'no epoch'}")
        return [figures[name] for figures in self.figures]

    def total(self, name: str) -> float:
        """Return the sum of a figure over the epochs, such as the number of all updates; 0 before any.

        >>> RuleHistory("Perceptron()", [{"updates": 3}, {"updates": 2}]).total("updates")
        5
        """
        return sum(self[name]) if self.figures else 0

    def rows(self) -> list[dict[str, float]]:
        """Return a row for each epoch, for a table or a plot of your own.

        >>> RuleHistory("Perceptron()", [{"errors": 3}]).rows()
        [{'epoch': 1, 'errors': 3}]
        """
        return [{"epoch": i, **figures} for i, figures in enumerate(self.figures, start=1)]

    def summary(self) -> str:
        """Return the latest figures in a few words."""
        return ", ".join(f"{name} {self.figures[-1][name]:.4g}" for name in self.names)

    def __repr__(self) -> str:
        facts = [f"{self.epochs} epoch{'' if self.epochs == 1 else 's'} in {self.seconds:.1f} s"]
        for name in self.names:
            first, last = self.figures[0][name], self.figures[-1][name]
            facts.append(f"{name} {first:.4g}" + (f" → {last:.4g}" if self.epochs > 1 else ""))
        facts.append(_REASONS.get(self.stopped, "still learning"))
        return f"<RuleHistory of {self.rule}: {'; '.join(facts)}>"


_REASONS: dict[str, Any] = {
    "done": "done",
    "max_epochs": "stopped by max_epochs",
    "callback": "stopped by a callback",
    "interrupted": "interrupted",
}
