"""What PyTorch computes, for tests that compare with it; ``python tests/torch_reference.py`` writes data/torch_reference.json.

A 2-4-1 network with tanh and a linear output learns eight rows by mean squared error, all rows in one batch, in double
precision, by each optimizer for 100 steps; its weights after 1, 10 and 100 steps are kept. So are the rates of schedules over
40 epochs of a made-up loss, and losses with their derivatives. Nothing here imports chainrule.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

STORED = Path(__file__).parent / "data" / "torch_reference.json"
STEPS = (1, 10, 100)
# Numbers that a float holds exactly, so that both sides begin with the same bits.
ROWS = [[-1.0, 0.5], [0.25, 1.5], [2.0, -0.75], [1.0, 1.0], [-0.5, -2.0], [0.0, 0.125], [1.75, 0.375], [-1.5, 1.25]]
TARGETS = [0.5, -1.0, 1.25, 0.0, 0.75, -0.25, 1.0, -0.625]
HIDDEN = [[0.5, -0.25], [-0.75, 0.125], [0.375, 1.0], [-1.25, -0.5]]
HIDDEN_BIASES = [0.0, 0.25, -0.125, 0.5]
OUTPUT = [0.75, -0.5, 0.25, 1.0]
OUTPUT_BIAS = -0.25
PLATEAU = [5.0 / (1 + i) if i < 12 else 0.42 + 0.01 * (i % 3) for i in range(40)]
LOGITS = [-1000.0, -40.0, -2.5, -0.5, 0.0, 0.75, 3.0, 40.0, 1000.0]


def optimizers(torch: Any) -> dict[str, Callable[[Any], Any]]:
    """Return every optimizer that is compared, by the expression that makes ours."""
    optim = torch.optim
    return {
        "GradientDescent(0.1)": lambda ws: optim.SGD(ws, lr=0.1),
        "GradientDescent(0.05, momentum=0.9)": lambda ws: optim.SGD(ws, lr=0.05, momentum=0.9),
        "GradientDescent(0.05, momentum=0.9, nesterov=True)": lambda ws: optim.SGD(ws, lr=0.05, momentum=0.9, nesterov=True),
        # not lr=0.01 with alpha=0.95: where s is tiny, dividing by its root makes 1e-16 grow to 1e-5 within 60 steps
        "RMSProp(0.001, decay=0.95)": lambda ws: optim.RMSprop(ws, lr=0.001, alpha=0.95, eps=1e-8),
        "RMSProp(0.01, decay=0.99)": lambda ws: optim.RMSprop(ws, lr=0.01, alpha=0.99, eps=1e-8),
        "RMSProp(0.001, decay=0.9, momentum=0.5)": lambda ws: optim.RMSprop(ws, lr=0.001, alpha=0.9, eps=1e-8, momentum=0.5),
        "Adam(0.05)": lambda ws: optim.Adam(ws, lr=0.05),
        "Adam(0.05, beta1=0.8, beta2=0.95, epsilon=0.001)": lambda ws: optim.Adam(ws, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
        "AdamW(0.05)": lambda ws: optim.AdamW(ws, lr=0.05),
        "AdamW(0.05, weight_decay=0.5)": lambda ws: optim.AdamW(ws, lr=0.05, weight_decay=0.5),
    }


def compute() -> dict[str, Any]:
    """Return everything that is compared."""
    import torch

    torch.set_default_dtype(torch.float64)
    sgd = torch.optim.SGD
    decay = {"penalty=l2(0.125, biases=True)": lambda ws: sgd(ws, lr=0.1, weight_decay=0.125)}
    return {
        "torch": torch.__version__.partition("+")[0],
        "optimizers": {name: _trajectory(torch, make) for name, make in optimizers(torch).items()},
        "penalties": {name: _trajectory(torch, make) for name, make in decay.items()},
        "clipping": {"clip=by_value(0.125)": _trajectory(torch, lambda ws: sgd(ws, lr=0.1), clip_value=0.125)},
        "trained by a schedule": {"cosine(100, lowest=0.1)": _trajectory(torch, lambda ws: sgd(ws, lr=0.1), cosine=True)},
        "schedules": _rates(torch),
        "losses": _losses(torch),
    }


def _trajectory(torch: Any, make: Callable[[Any], Any], *, clip_value: float | None = None, cosine: bool = False) -> Any:
    ws = [torch.tensor(w, requires_grad=True) for w in (HIDDEN, HIDDEN_BIASES, OUTPUT, OUTPUT_BIAS)]
    optimizer = make(ws)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100, eta_min=0.01) if cosine else None
    rows, targets = torch.tensor(ROWS), torch.tensor(TARGETS)
    found: dict[str, Any] = {}
    for step in range(1, max(STEPS) + 1):
        optimizer.zero_grad()
        outputs = torch.tanh(rows @ ws[0].T + ws[1]) @ ws[2] + ws[3]
        loss = torch.nn.functional.mse_loss(outputs, targets)
        loss.backward()
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_(ws, clip_value)
        optimizer.step()
        if schedule is not None:
            schedule.step()
        if step in STEPS:
            found[str(step)] = {"loss": loss.item(), "weights": _by_label(*[w.tolist() for w in ws])}
    return found


def _by_label(hidden: list[list[float]], hidden_biases: list[float], output: list[float], output_bias: float) -> dict[str, float]:
    """Return the weights by the labels that nn gives to them."""
    weights = {f"w[x{j + 1}→h{i + 1}]": hidden[i][j] for i in range(4) for j in range(2)}
    weights |= {f"w[b1→h{i + 1}]": hidden_biases[i] for i in range(4)}
    weights |= {f"w[h{i + 1}→y]": output[i] for i in range(4)}
    return weights | {"w[b2→y]": output_bias}


def first_weights() -> dict[str, float]:
    """Return the weights before the first step."""
    return _by_label(HIDDEN, HIDDEN_BIASES, OUTPUT, OUTPUT_BIAS)


def _rates(torch: Any) -> dict[str, list[float]]:
    rules = torch.optim.lr_scheduler
    makers = {
        "step(7, 0.5)": lambda o: rules.StepLR(o, step_size=7, gamma=0.5),
        "exponential(0.9)": lambda o: rules.ExponentialLR(o, gamma=0.9),
        "cosine(30, lowest=0.05)": lambda o: rules.CosineAnnealingLR(o, T_max=30, eta_min=0.05),
        "warm_up(8)": lambda o: rules.LinearLR(o, start_factor=0.125, end_factor=1.0, total_iters=7),
        "on_plateau(0.5, patience=3)": lambda o: rules.ReduceLROnPlateau(o, factor=0.5, patience=3),
        "on_plateau(0.1, patience=0, threshold=0.01, lowest=0.02)": lambda o: rules.ReduceLROnPlateau(
            o, factor=0.1, patience=0, threshold=0.01, min_lr=0.02
        ),
    }
    found = {}
    for name, make in makers.items():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        schedule, rates = make(optimizer), []
        for epoch in range(31 if name.startswith("cosine") else 40):  # beyond T_max PyTorch's cosine rises again
            rates.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            schedule.step(*([PLATEAU[epoch]] if name.startswith("on_plateau") else []))
        found[name] = rates
    return found


def _losses(torch: Any) -> dict[str, list[list[float]]]:
    """Return loss and derivative at each logit, against a target."""
    functions = torch.nn.functional
    cases = {
        "mean_absolute_error": (functions.l1_loss, 0.75),
        "mean_squared_error": (functions.mse_loss, 0.75),
        "huber": (functions.huber_loss, 0.75),
        "binary_cross_entropy of 0": (functions.binary_cross_entropy_with_logits, 0.0),
        "binary_cross_entropy of 1": (functions.binary_cross_entropy_with_logits, 1.0),
        "binary_cross_entropy of 0.25": (functions.binary_cross_entropy_with_logits, 0.25),
    }
    found = {}
    for name, (function, target) in cases.items():
        rows = []
        for logit in LOGITS:
            z = torch.tensor([logit], requires_grad=True)
            loss = function(z, torch.tensor([target]))
            loss.backward()
            rows.append([logit, target, loss.item(), z.grad.item()])
        found[name] = rows
    return found


if __name__ == "__main__":
    STORED.parent.mkdir(exist_ok=True)
    STORED.write_text(json.dumps(compute(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    sys.stdout.write(f"{STORED}\n")
