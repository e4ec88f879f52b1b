"""What a training leaves behind besides the weights."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(eq=False, repr=False)
class History:
    """How a training went, epoch by epoch.

    ``losses`` holds the loss of each finished epoch: the mean over its samples, each taken when it was the sample's turn, before
    the weights moved on. ``metrics`` holds the metric in the same way, if there was one, and ``metric`` its name.
    ``stopped`` says why it ended: ``"target_loss"`` (reached), ``"max_epochs"``, ``"callback"`` (one returned True) or
    ``"interrupted"`` (Ctrl-C; the weights are those reached by then); it is empty while the training runs.

    >>> History(losses=[1.5, 0.25], stopped="max_epochs", seconds=2.0)
    <History: 2 epochs in 2.0 s; loss 1.5 → 0.25; stopped by max_epochs>
    """

    losses: list[float] = field(default_factory=list)
    metrics: list[float] = field(default_factory=list)
    metric: str = ""
    stopped: str = ""
    seconds: float = 0.0

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return len(self.losses)

    def summary(self) -> str:
        """Return the latest loss and metric in a few words."""
        facts = [f"loss {self.losses[-1]:.4g}"] if self.losses else []
        facts += [f"{self.metric} {self.metrics[-1]:.4g}"] if self.metrics else []
        return ", ".join(facts)

    def __repr__(self) -> str:
        facts = [f"{self.epochs} epoch{'' if self.epochs == 1 else 's'} in {self.seconds:.1f} s"]
        for name, numbers in (("loss", self.losses), (self.metric, self.metrics)):
            if numbers:
                facts.append(f"{name} {numbers[0]:.4g}" + (f" → {numbers[-1]:.4g}" if len(numbers) > 1 else ""))
        facts.append(f"stopped by {self.stopped}" if self.stopped else "still running")
        return f"<History: {'; '.join(facts)}>"
