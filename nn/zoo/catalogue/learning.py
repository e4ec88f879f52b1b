"""Learning inside a trial: `nn.train`, or another rule, without a bar, and with Ctrl-C ending the whole trial."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...history import History
from ...network import Network
from ...rules.history import RuleHistory
from ...rules.rule import Rule
from ...training import train


def learn(network: Network, inputs: Iterable[Any], targets: Iterable[Any], **settings: Any) -> History:
    """Train as `nn.train` does, which says what the settings are, and raise KeyboardInterrupt when it was interrupted.

    >>> from nn import feed_forward
    >>> from nn.optimizers import GradientDescent
    >>> descent = GradientDescent(learning_rate=0.1)
    >>> learn(feed_forward([1, 1], seed=0), [[1.0]], [1.0], loss="hinge", optimizer=descent, max_epochs=3).epochs
    3
    """
    history = train(network, inputs, targets, **{"progress": False, **settings})
    if history.stopped == "interrupted":
        raise KeyboardInterrupt
    return history


def taught(rule: Rule, network: Network, *data: Iterable[Any], **settings: Any) -> RuleHistory:
    """Learn by a rule, as its `learn` does with these inputs and targets, and raise KeyboardInterrupt when it was interrupted.

    >>> from nn import feed_forward, rules
    >>> taught(rules.LeastSquares(), feed_forward([1, 1], seed=0), [[1.0], [2.0]], [3.0, 5.0]).stopped
    'done'
    """
    history = rule.learn(network, *data, **{"progress": False, **settings})
    if history.stopped == "interrupted":
        raise KeyboardInterrupt
    return history
