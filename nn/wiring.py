"""Wiring: how groups of neurons are joined. Everything here could be written out with Neuron and Synapse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from operator import index
from typing import Any

from autograd import Family, Operation, Value

from .initialisers import Draw, Initialiser
from .network import Network
from .neuron import AbstractNeuron, BiasNeuron, InputNeuron, Neuron, listing
from .synapse import Synapse

Group = AbstractNeuron | Iterable[AbstractNeuron]


def connect(
    sources: Group,
    targets: Group,
    weight: float | Value | None = None,
    *,
    delay: int = 0,
    ahead: int = 0,
    trainable: bool = True,
    gate: AbstractNeuron | None = None,
) -> list[Synapse]:
    """Join every source to every target, and return the synapses: target by target, in the order of the sources.

    Sources and targets are neurons or lists of them. A number becomes a weight of its own in each synapse; a Value is shared by
    all of them; without either, each is drawn by the first network. One gate opens and closes all of them. Raises what Synapse
    raises; then nothing is joined.

    >>> from nn import InputNeuron, Neuron
    >>> inputs, layer = [InputNeuron("x1"), InputNeuron("x2")], [Neuron("h1"), Neuron("h2")]
    >>> connect(inputs, layer, weight=0.5)[1]
    Synapse(x2→h1, weight=0.5)
    """
    synapses: list[Synapse] = []
    listed = _group(sources)
    try:
        for target in _group(targets):
            synapses.extend(
                Synapse(source, target, weight, delay=delay, ahead=ahead, trainable=trainable, gate=gate) for source in listed
            )
    except BaseException:
        for synapse in synapses:
            for joined in (synapse,) if gate is None else (synapse, *synapse.source.incoming):
                joined.remove()
        raise
    return synapses


def connect_pairs(
    sources: Iterable[AbstractNeuron],
    targets: Iterable[AbstractNeuron],
    weight: float | Value | None = None,
    *,
    delay: int = 0,
    trainable: bool = True,
) -> list[Synapse]:
    """Join the first source to the first target, the second to the second, and so on, and return the synapses.

    With ``weight=1.0, trainable=False`` that is a residual connection: what the sources say is added to what the targets hear
    (He, Zhang, Ren and Sun, Deep residual learning for image recognition, 2015).

    Raises ValueError unless there are as many sources as targets, and what Synapse raises; then nothing is joined.

    >>> from nn import InputNeuron, Neuron
    >>> connect_pairs([InputNeuron("x1"), InputNeuron("x2")], [Neuron("h1"), Neuron("h2")], weight=1.0, trainable=False)
    [Synapse(x1→h1, weight=1.0, trainable=False), Synapse(x2→h2, weight=1.0, trainable=False)]
    """
    listed, wanted = _group(sources), _group(targets)
    if len(listed) != len(wanted):
        raise ValueError(f"pairs need as many sources as targets, got {len(listed)} and {len(wanted)}")
    synapses: list[Synapse] = []
    try:
        for source, target in zip(listed, wanted, strict=True):
            synapses.append(Synapse(source, target, weight, delay=delay, trainable=trainable))
    except BaseException:
        for synapse in synapses:
            synapse.remove()
        raise
    return synapses


def disconnect(sources: Group, targets: Group) -> list[Synapse]:
    """Remove every synapse that leads from one of the sources to one of the targets, whatever its delay, and return them.

    >>> from nn import InputNeuron, Neuron
    >>> x, y = InputNeuron("x"), Neuron("y")
    >>> connect(x, y, weight=0.5) == disconnect(x, y)
    True
    >>> y.incoming
    ()
    """
    listed = set(_group(sources))
    synapses = [synapse for target in _group(targets) for synapse in target.incoming if synapse.source in listed]
    for synapse in synapses:
        synapse.remove()
    return synapses


def _group(group: Group) -> list[AbstractNeuron]:
    return [group] if isinstance(group, AbstractNeuron) else list(group)


def feed_forward(
    sizes: Sequence[int],
    *,
    activation: str | Operation | Family = "tanh",
    output_activation: str | Operation | Family = "linear",
    bias: bool = True,
    initialiser: str | Initialiser | Draw = "xavier",
    seed: int | None = None,
    labels: Mapping[str, Sequence[Any]] | None = None,
) -> Network:
    """Return a fully connected network: each layer listens to the whole layer before it, and to a bias neuron of its own.

    ``sizes`` counts the neurons of each layer, from the inputs to the outputs. ``labels`` names neurons:
    ``{"inputs": [...], "hidden": [[...], ...], "outputs": [...]}``, any of the three; the others are called x1, x2, ...;
    h1, h2, ... through all hidden layers; and y, or y1, y2, .... The weights follow from ``seed``.

    Raises ValueError for fewer than two sizes, a size below 1, labels of the wrong number or given twice, and unknown names.

    >>> network = feed_forward([2, 3, 1], seed=0, labels={"outputs": ["temperature"]})
    >>> network
    Network(2-3-1, 13 synapses, 13 parameters)
    >>> [neuron.label for neuron in network]
    ['x1', 'x2', 'b1', 'b2', 'h1', 'h2', 'h3', 'temperature']
    """
    counts = _sizes(sizes)
    names = _layer_labels(counts, labels or {})
    layers: list[list[Any]] = [[InputNeuron(label) for label in names[0]]]
    layers += [[Neuron(label, activation) for label in layer] for layer in names[1:-1]]
    layers += [[Neuron(label, output_activation) for label in names[-1]]]
    for before, layer in pairwise(layers):
        connect([*before, BiasNeuron()] if bias else before, layer)
    return Network(layers[0], layers[-1], initialiser=initialiser, seed=seed)


def _sizes(sizes: Sequence[int]) -> list[int]:
    if not isinstance(sizes, Iterable) or isinstance(sizes, (str, bytes)):
        raise TypeError(f"sizes must be a list of whole numbers such as [2, 3, 1], got {sizes!r}")
    counts = [index(size) for size in sizes]
    if len(counts) < 2 or min(counts) < 1:
        raise ValueError(f"sizes must hold at least two layers, inputs and outputs, of 1 neuron or more, got {counts}")
    return counts


def _layer_labels(counts: list[int], labels: Mapping[str, Sequence[Any]]) -> list[list[str]]:
    parts: dict[str, Any] = {"inputs": [], "hidden": [], "outputs": [], **labels}
    if len(parts) > 3:
        raise ValueError(f"labels may name 'inputs', 'hidden' and 'outputs', got {', '.join(map(repr, labels))}")
    hidden = list(parts["hidden"]) or [[] for _ in counts[1:-1]]
    if len(hidden) != len(counts) - 2:
        raise ValueError(f"labels['hidden'] needs a list of labels for each of {len(counts) - 2} hidden layers, got {hidden!r}")
    for layer in (parts["inputs"], *hidden, parts["outputs"]):
        if isinstance(layer, str):
            raise TypeError(f"the labels of a layer must be a list of strings, got {layer!r}")
    layers = [
        list(layer) or [""] * count for layer, count in zip([parts["inputs"], *hidden, parts["outputs"]], counts, strict=True)
    ]
    for layer, count in zip(layers, counts, strict=True):
        if len(layer) != count:
            raise ValueError(f"a layer of {count} neurons needs {count} labels, got {len(layer)}: {listing([*map(str, layer)])}")
    return layers
