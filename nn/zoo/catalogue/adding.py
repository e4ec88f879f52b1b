"""The adding problem as a trial: what LSTM and GRU are compared with a simple recurrent network on, with the same budget."""

from __future__ import annotations

from typing import Any

from ...generated_sequences import adding_problem
from ...network import Network
from ...optimizers import Adam
from .card import Result
from .learning import learn

LENGTH, EPOCHS = 30, 40
BUDGET = f"{EPOCHS} epochs of 2,000 sequences at the most"


def learns_to_add(network: Network, seed: int) -> Result:
    """Learn from 2,000 sequences, and measure the squared error of the last step on 500 others."""
    history = learn(
        network,
        *adding_problem(2000, LENGTH, seed),
        loss="mean_squared_error",
        optimizer=Adam(learning_rate=0.02),
        batch_size=32,
        max_epochs=EPOCHS,
        target_loss=0.002,
        clip=1.0,
        seed=seed,
    )
    rows, targets = _test(seed)
    errors = [(outputs[-1][0] - target[-1][0]) ** 2 for outputs, target in zip(network.predict(rows), targets, strict=True)]
    figures = {
        "test MSE": sum(errors) / len(errors),
        "epochs": float(history.epochs),
        "weights": float(len(network.parameters())),
    }
    return Result(figures, network)


def always_one(seed: int) -> Result:
    """Say 1, the mean of the sum, whatever the sequence: the error is its variance, 1/6."""
    _, targets = _test(seed)
    errors = [(1.0 - target[-1][0]) ** 2 for target in targets]
    return Result({"test MSE": sum(errors) / len(errors)})


def _test(seed: int) -> tuple[Any, Any]:
    rows, targets = adding_problem(500, LENGTH, 1_000_000 + seed)
    return rows, targets
