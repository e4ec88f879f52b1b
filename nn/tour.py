"""The tour: a network of named neurons learns Fisher's irises, is tested, checked, drawn and saved."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from operator import eq
from pathlib import Path
from typing import Any

from autograd import GradientReport, Value, zero_gradients
from autograd import draw as draw_graph

from .account import block, confusions
from .check import gradcheck
from .dataset import Dataset
from .datasets import iris
from .drawing import draw
from .history import History
from .losses import cross_entropy
from .metrics import accuracy
from .network import Network
from .optimizers import Adam
from .plotting import is_available as can_plot
from .plotting import save_learning_curve
from .stepping import step_through
from .storage import save
from .synapse import Synapse
from .training import train
from .wiring import feed_forward

HIDDEN = 6
TEST_ROWS = 60
TARGET_LOSS = 0.07  # nats a flower, reached after 30 to 150 epochs
MAX_EPOCHS = 150

Say = Callable[[str], None]


def add_tour(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    summary = "train a network on Fisher's iris data, check every derivative, draw and save it"
    parser: ArgumentParser = commands.add_parser(
        "tour",
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.\nTakes a few seconds, and needs no files and no connection.",
        formatter_class=formatter,
    )
    out, seed = Path("chainrule-tour"), 0
    parser.add_argument("--out", type=Path, default=out, metavar="DIR", help=f"the folder for what it makes (default: {out})")
    parser.add_argument(
        "--seed", type=int, default=seed, metavar="N", help=f"chooses test flowers, first weights and batches (default: {seed})"
    )
    parser.set_defaults(run=run_tour)


def run_tour(options: Namespace, say: Say = print) -> int:
    """Run the command. Raises what `tour` raises."""
    tour(options.out, seed=options.seed, say=say)
    return 0


def new_network(data: Dataset, seed: int | None) -> Network:
    """Return an untrained network: an input for each measurement, six tanh neurons, an output (a logit) for each species."""
    sizes = [len(data.input_names), HIDDEN, len(data.target_names)]
    return feed_forward(sizes, activation="tanh", seed=seed, labels={"inputs": data.input_names, "outputs": data.target_names})


def teach(network: Network, data: Dataset, seed: int | None, *, progress: bool) -> History:
    """Train the network with the tour's settings; tests/benchmarks/learning.py says what they reach."""
    return train(
        network,
        data.inputs,
        data.targets,
        loss=cross_entropy,
        optimizer=Adam(learning_rate=0.01),
        batch_size=10,
        max_epochs=MAX_EPOCHS,
        target_loss=TARGET_LOSS,
        metric=accuracy,
        seed=seed,
        progress=progress,
    )


def tour(folder: Path, *, seed: int = 0, progress: bool = True, say: Say) -> None:
    """Train, test, check, draw and save, telling all of it through ``say``, and leave the files in ``folder``.

    Raises OSError where the folder cannot be written to, GradientMismatch if a derivative should be wrong, KeyboardInterrupt
    when the training is interrupted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    learn_from, test_on = iris().split(test=TEST_ROWS, seed=seed)
    network = new_network(learn_from, seed)
    say("A network of named neurons learns to tell Fisher's irises apart.\n")
    say(_about_network(network, learn_from))
    say(block("data", f"{len(learn_from.inputs)} flowers to learn from, {len(test_on.inputs)} to be tested on (seed {seed})"))

    history = teach(network, learn_from, seed, progress=progress)
    if history.stopped == "interrupted":
        raise KeyboardInterrupt
    say(_about_learning(history))
    outputs = network.predict(test_on.inputs)
    say(_about_test(outputs, test_on))
    say(_about_check(gradcheck(network, test_on.inputs, test_on.targets, cross_entropy)))

    errors = [cross_entropy(row, target) for row, target in zip(outputs, test_on.targets, strict=True)]
    hardest = errors.index(max(errors))
    error, steepest = _look_at(network, test_on, hardest)
    say(_about_flower(test_on, hardest, errors[hardest], steepest))
    files = _draw(network, error, steepest, folder)
    told = step_through(network, test_on.inputs[hardest], test_on.targets[hardest], cross_entropy)
    files[told.save(folder / "steps.html")] = "the same pass, forward and back, step by step"
    if can_plot():
        files[save_learning_curve(history, folder / "learning.svg")] = "the loss and the accuracy over the epochs"
    facts = {"trained on": learn_from.source, "seed": seed, "test accuracy": accuracy(outputs, test_on.targets)}
    files[save(network, folder / "iris.json", metadata=facts)] = "the trained network, to read and for nn.load()"
    say(_about_files(files, folder))


def _look_at(network: Network, data: Dataset, row: int) -> tuple[Value, Synapse]:
    """Make one pass forward and back for one flower; return its error and the synapse from an input with the largest gradient."""
    zero_gradients([synapse.weight for synapse in network.synapses])
    error: Value = cross_entropy(network(data.inputs[row]), data.targets[row])
    error.label = "E"
    error.backward()
    candidates = [synapse for neuron in network.inputs for synapse in neuron.outgoing]
    return error, max(candidates, key=lambda synapse: abs(synapse.gradient))


def _draw(network: Network, error: Value, steepest: Synapse, folder: Path) -> dict[Path, str]:
    """Write the pictures, and return what each file shows."""
    hidden = steepest.target.label
    pictures = {
        "network.svg": (draw(network), "what was learned: weights, and that flower's outputs"),
        "gradients.svg": (draw(network, gradients=True), "how that flower's gradients flow back"),
        "neuron.svg": (draw(steepest.target), f"the computation in the neuron {hidden}, for that flower"),
        "graph.html": (draw_graph(error), "all numbers behind its error, neuron by neuron"),
    }
    return {drawing.save(folder / name): meaning for name, (drawing, meaning) in pictures.items()}


# ---- what is said ---------------------------------------------------------------------------------------------------


def _about_network(network: Network, data: Dataset) -> str:
    hidden, biases = network.hidden[0], len(network.biases)
    return block(
        "network",
        f"{len(network) - biases} neurons and {biases} bias neurons, {len(network.synapses)} synapses",
        f"{', '.join(data.input_names)} (cm)",
        f"→ {hidden[0].label} to {hidden[-1].label} ({hidden[0].activation.label}) → {', '.join(data.target_names)}",
    )


def _about_learning(history: History) -> str:
    reached = f"until the loss was at most {TARGET_LOSS}" if history.stopped == "target_loss" else "as many as were allowed"
    return block(
        "learning",
        f"{history.epochs} epochs in {history.seconds:.1f} s, {reached}",
        f"loss {history.losses[0]:.4g} → {history.losses[-1]:.4g}, "
        f"accuracy {history.metrics[0]:.0%} → {history.metrics[-1]:.0%}",
    )  # fmt: skip


def _about_test(outputs: Sequence[Sequence[float]], data: Dataset) -> str:
    targets = _classes(data)
    found = [max(range(len(row)), key=row.__getitem__) for row in outputs]
    right = sum(map(eq, targets, found))
    return block(
        "test",
        f"{right} of {len(targets)} flowers recognised, {right / len(targets):.1%}",
        *confusions(data.target_names, targets, found),
    )


def _about_check(report: GradientReport) -> str:
    worst = max(report.entries, key=lambda entry: entry.error)
    return block(
        "check",
        f"all {len(report.entries)} derivatives agree with central differences; the largest",
        f"difference is {worst.error:.1e}, at {worst.by.removeprefix('∂/∂')}, where dE/dw is {worst.analytic:.4g}",
    )


def _about_flower(data: Dataset, row: int, error: float, steepest: Synapse) -> str:
    source, target = steepest.source, steepest.target
    output: Any = source.output
    name = data.target_names[_classes(data)[row]]
    return block(
        "one flower",
        f"the hardest one tested, a {name}: E = {error:.4g}; its steepest synapse:",
        f"dE/d{steepest.weight.label} = output × delta = {output.data:.4g} × {target.delta:.4g} = {steepest.gradient:.4g}",
    )


def _about_files(files: dict[Path, str], folder: Path) -> str:
    return block("files", f"in {folder}", *[f"{path.name:<15}{meaning}" for path, meaning in files.items()])


def _classes(data: Dataset) -> list[int]:
    return [target for target in data.targets if isinstance(target, int)]
