"""``chainrule show``: what a saved network is made of, and what it has learned."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from typing import Any

from .account import block, counted
from .command_options import path
from .lookup import spelling
from .network import Network
from .neuron import AbstractNeuron, Neuron, listing
from .preprocessing import CategoryCoding, ClassCoding, NumberCoding, Preprocessing
from .storage import Saved, load_saved

MOST = 60  # neurons, and synapses, that are listed without --all
_EPILOG = """example:
  chainrule show chainrule-wine/network.json --all | less"""


def add_show(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "show",
        help="the neurons and synapses of a saved network, and what it has learned",
        description="Tell what a saved network is made of, neuron by neuron and synapse by synapse, and what it has learned.",
        epilog=_EPILOG,
        formatter_class=formatter,
    )
    parser.add_argument("network", type=path, metavar="NETWORK.json", help="a network that was saved by train, or by nn.save()")
    parser.add_argument("--all", action="store_true", help=f"all neurons and synapses, however many (default: the first {MOST})")
    parser.set_defaults(run=run_show)


def run_show(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command. Raises StorageError or OSError for a file that will not do; then nothing was said."""
    saved = load_saved(options.network)
    most = None if options.all else MOST
    say(_about_network(saved))
    for text in (*_about_columns(saved), *_about_training(saved), *_about_author(saved.metadata)):
        say(text)
    say("")
    say(_table("neurons", list(_neurons(saved.network)), most))
    say("")
    say(_table("synapses", list(_synapses(saved.network)), most))
    return 0


def _about_network(saved: Saved) -> str:
    network = saved.network
    sizes = "-".join(map(str, [len(network.inputs), *map(len, network.hidden), len(network.outputs)]))
    frozen = len({synapse.weight for synapse in network.synapses}) - len(network.parameters())
    shared = len(network.synapses) - len({synapse.weight for synapse in network.synapses})
    facts = [
        f"{counted(len(network) - len(network.biases), 'neuron')} ({sizes})",
        counted(len(network.biases), "bias neuron"),
        counted(len(network.synapses), "synapse"),
        counted(len(network.parameters()), "parameter"),
        *([f"{frozen:,} frozen"] if frozen else []),
        *([f"{shared:,} of the synapses share a weight with another"] if shared else []),
    ]
    return block("network", ", ".join(facts))


def _about_columns(saved: Saved) -> Iterator[str]:
    if saved.preprocessing is None:
        yield block("inputs", listing([neuron.label for neuron in saved.network.inputs]))
        yield block("outputs", listing([neuron.label for neuron in saved.network.outputs]))
        if saved.classes:
            yield block("classes", listing(saved.classes))
        return
    preprocessing: Preprocessing = saved.preprocessing
    width = max(len(coding.name) for coding in (*preprocessing.columns, *preprocessing.targets))
    for head, codings in (("inputs", preprocessing.columns), ("target", preprocessing.targets)):
        if codings:
            yield block(head, *[f"{coding.name:<{width}}  {_about_coding(coding)}" for coding in codings])


def _about_coding(coding: NumberCoding | CategoryCoding | ClassCoding) -> str:
    if isinstance(coding, ClassCoding):
        return f"one of {len(coding.classes)} classes: {listing(coding.classes)}"
    gap = "" if coding.fill is None else f"; {_shown(coding.fill)} where it is missing"
    if isinstance(coding, CategoryCoding):
        unseen = "; others are none of them" if coding.unseen == "zeros" else ""
        return f"one of {len(coding.categories)} words: {listing(coding.categories)}{unseen}{gap}"
    if (coding.shift, coding.scale) == (0.0, 1.0):
        return f"a number as it is{gap}"
    return f"(x - {coding.shift:.6g}) / {coding.scale:.6g}{gap}".replace("- -", "+ ")


def _shown(fill: float | str) -> str:
    return fill if isinstance(fill, str) else f"{fill:.6g}"


def _about_training(saved: Saved) -> Iterator[str]:
    history = saved.history
    if history is None:
        return
    lines = [f"{counted(history.epochs, 'epoch')}, stopped by {history.stopped or 'nothing'}; it can be resumed"]
    if history.epochs:
        lines.append(f"{history.summary()}; optimizer {saved.optimizer!r}")
    yield block("training", *lines)


def _about_author(metadata: dict[str, Any]) -> Iterator[str]:
    lines = list(_flat(metadata)) if metadata else []
    if lines:
        width = max(len(name) for name, _ in lines)
        yield block("metadata", *[f"{name:<{width}}  {text}" for name, text in lines])


def _flat(fact: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Go through facts that anybody may have written, as deep as they are nested, a line for each."""
    waiting = [(name, fact)]
    while waiting:
        name, fact = waiting.pop()
        if isinstance(fact, dict) and fact:
            waiting += [(f"{name}, {key}" if name else key, value) for key, value in reversed(fact.items())]
        else:
            text = f"{fact:.6g}" if isinstance(fact, float) else str(fact)
            yield " ".join(name.split()), text if len(text) <= 200 else f"{text[:197]}..."


def _neurons(network: Network) -> Iterator[tuple[str, ...]]:
    outputs = set(network.outputs)
    for neuron in network:
        kind = "output" if neuron in outputs else "hidden" if isinstance(neuron, Neuron) else neuron.kind.removesuffix(" neuron")
        yield neuron.label, kind, _computing(neuron), f"{len(neuron.incoming)} in, {len(neuron.outgoing)} out"


def _computing(neuron: AbstractNeuron) -> str:
    if not isinstance(neuron, Neuron):
        return "always 1" if neuron.fixed is not None else ""
    activation = spelling(neuron.activation)
    return activation if neuron.combine.name == "weighted_sum" else f"{activation} of {neuron.combine.name}"


def _synapses(network: Network) -> Iterator[tuple[str, ...]]:
    uses: dict[Any, int] = {}
    for synapse in network.synapses:
        uses[synapse.weight] = uses.get(synapse.weight, 0) + 1
    for synapse in network.synapses:
        notes = [
            *([f"{counted(synapse.delay, 'step')} later"] if synapse.delay else []),
            *([f"{counted(synapse.ahead, 'step')} earlier"] if synapse.ahead else []),
            *(["frozen"] if not synapse.trainable else []),
            *([f"shared: {synapse.weight.label}"] if uses[synapse.weight] > 1 else []),
        ]
        yield f"{synapse.source.label} → {synapse.target.label}", f"{synapse.weight.data: .6g}", ", ".join(notes)


def _table(head: str, rows: list[tuple[str, ...]], most: int | None) -> str:
    shown = rows if most is None or len(rows) <= most else rows[:most]
    widths = [max(len(row[i]) for row in shown) for i in range(len(shown[0]))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    more = len(rows) - len(shown)
    return "\n".join([head, *[f"  {line}" for line in lines], *([f"  ... and {more:,} more: --all shows them"] if more else [])])
