"""What is noted while a network learns, to be drawn afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nn.network import Network

from .layers import Layer, Spread, layers, spread

if TYPE_CHECKING:
    from nn.history import History


class Recorder:
    """A callback of `nn.train` that notes, epoch by epoch, what becomes of a network's weights and gradients.

    Make one just before the training, and pass it on: ``train(..., callbacks=[recorder])``. ``weights`` holds all weights of some
    epochs, by the number of the epoch, 0 for those before the training: by default of epochs 1, 2, 5, 10, 20, 50, ..., and of the
    latest; ``epochs`` names others, and the latest is kept all the same. ``weight_spreads`` and ``gradient_spreads`` hold, of
    every epoch and for each of ``layers``, how the weights and the sizes |dE/dw| are spread. Gradients are those of the
    epoch's last batch, as the optimizer got them: with penalties, and clipped. It costs one sorting of the weights an epoch.

    It works alike whether the training is compiled or not, and over a training that is resumed. Raises ValueError for epochs
    below 0.

    >>> from nn import feed_forward, optimizers, train
    >>> network = feed_forward([2, 3, 1], seed=0)
    >>> recorder = Recorder(network)
    >>> settings = dict(loss="mean_squared_error", optimizer=optimizers.Adam(), max_epochs=7, progress=False)
    >>> history = train(network, [[0.0, 1.0], [1.0, 1.0]], [0.0, 1.0], callbacks=[recorder], **settings)
    >>> list(recorder.weights), len(recorder.gradient_spreads)
    ([0, 1, 2, 5, 7], 7)
    """

    def __init__(self, network: Network, epochs: Sequence[int] | None = None) -> None:
        if epochs is not None and any(epoch < 0 for epoch in epochs):
            raise ValueError(f"epochs count from 1, and 0 is before the training, got {min(epochs)}")
        self.network = network
        self.layers: list[Layer] = layers(network)
        self.weights: dict[int, list[float]] = {0: self._weights()}
        self.weight_spreads: dict[int, list[Spread]] = {}
        self.gradient_spreads: dict[int, list[Spread]] = {}
        self._wanted = None if epochs is None else set(epochs)
        self._latest = 0

    def __call__(self, history: History) -> None:
        """Note the epoch that was just finished."""
        epoch = history.epochs
        if (
            not self.weight_spreads and epoch > 1
        ):  # a training that goes on: what was noted first are the weights before this epoch
            self.weights = {epoch - 1: self.weights.pop(0)}
            self._latest = epoch - 1
        if self._latest and not self._is_wanted(self._latest) and self._latest != min(self.weights):
            del self.weights[self._latest]
        self.weights[epoch] = self._weights()
        self._latest = epoch
        self.weight_spreads[epoch] = [spread(w.data for w in layer.weights) for layer in self.layers]
        self.gradient_spreads[epoch] = [spread(abs(w.grad) for w in layer.weights) for layer in self.layers]

    def chosen(self, epochs: Sequence[int] | None, most: int = 9) -> list[int]:
        """Return the epochs to draw: those that are named, or as many as ``most`` of those that were kept.

        Raises ValueError for an epoch whose weights were not kept.
        """
        kept = sorted(self.weights)
        if epochs is None:
            places = {round(i * (len(kept) - 1) / (most - 1)) for i in range(most)} if len(kept) > most else range(len(kept))
            return [kept[i] for i in sorted(places)]
        missing = [epoch for epoch in epochs if epoch not in self.weights]
        if missing or not epochs:
            raise ValueError(
                f"epochs must be some of those whose weights were kept ({', '.join(map(str, kept))}), got {list(epochs)}: "
                "name others beforehand, Recorder(network, epochs=[...])"
            )
        return sorted(set(epochs))

    def _weights(self) -> list[float]:
        return [w.data for w in self.network._planned().weights]

    def _is_wanted(self, epoch: int) -> bool:
        if self._wanted is not None:
            return epoch in self._wanted
        return str(epoch).rstrip("0") in {"1", "2", "5"}

    def __repr__(self) -> str:
        noted = len(self.weight_spreads)
        return f"<Recorder: {noted} epoch{'' if noted == 1 else 's'}, weights of {', '.join(map(str, sorted(self.weights)))}>"
