"""The gradient as a rule: `train` with the interface of the others, on some of the synapses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ..history import History
from ..optimizers import Optimizer
from ..synapse import Synapse
from ..training import train
from .lesson import Lesson
from .rule import Rule


class Gradient(Rule):
    """Descent on the gradient of a loss: `train`, with the interface that all rules have.

    ``loss`` and ``optimizer`` are those of `train`, and so are further settings such as ``batch_size`` and ``target_loss``.
    Weights that are not the rule's stay as they are. The figures are ``loss``, and the metric where there is one.

    >>> from nn import feed_forward, optimizers
    >>> network = feed_forward([1, 1], initialiser="zeros")
    >>> rule = Gradient("mean_squared_error", optimizers.GradientDescent(0.1))
    >>> rule.learn(network, [[1.0], [2.0]], [2.0, 4.0], max_epochs=2, progress=False).epochs
    2
    """

    targets = "needed"
    sequences = True

    def __init__(
        self,
        loss: str | Callable[[Any, Any], Any],
        optimizer: Optimizer,
        *,
        synapses: Iterable[Synapse] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(synapses=synapses)
        self.loss, self.optimizer = loss, optimizer
        self._settings = settings

    def epochs(self, lesson: Lesson) -> Iterator[Mapping[str, float]]:
        """Go on with the training by one epoch each time; the working copy follows the weights."""
        history: History | None = None
        inputs = [sample.inputs for sample in lesson.samples]
        targets = [sample.target for sample in lesson.samples]
        others = {s.weight for s in lesson.network.synapses if s.trainable} - {s.weight for s in lesson.synapses}
        still = [next(s for s in lesson.network.synapses if s.weight is weight) for weight in others]
        seed = lesson.random.randrange(2**32)
        while history is None or history.stopped == "max_epochs":
            for synapse in still:
                synapse.trainable = False
            try:
                history = train(
                    lesson.network, inputs, targets, loss=self.loss, optimizer=self.optimizer, resume=history,
                    max_epochs=1 + (history.epochs if history else 0), seed=seed, progress=False, **self._settings,
                )  # fmt: skip
            finally:
                for synapse in still:
                    synapse.trainable = True
            if history.stopped == "interrupted":
                raise KeyboardInterrupt
            for synapse in lesson.synapses:
                lesson.weights[lesson.place(synapse)] = synapse.weight.data
            told = {"loss": history.losses[-1]}
            yield {**told, history.metric: history.metrics[-1]} if history.metrics else told
