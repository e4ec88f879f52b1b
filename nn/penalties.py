"""Penalties on weights: what a large weight costs, added to the loss that is minimised.

A penalty is a function ``f(network)`` that returns a Value; its gradients come from the engine, as those of a loss do. Only
trainable weights count, each once however many synapses share it. The weights of biases are left out unless ``biases=True``,
as in the textbooks: a bias shifts a neuron's answer without making it steeper (Bishop, Pattern Recognition and Machine Learning,
2006, section 5.5; Goodfellow, Bengio and Courville, Deep Learning, 2016, section 7.1).

>>> from nn import feed_forward, mean_squared_error
>>> network = feed_forward([1, 1], initialiser=lambda *_: 3.0)
>>> error = mean_squared_error(network([1.0]), [2.0]) + l2(0.5)(network)
>>> error.data
3.25
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from autograd import Value
from autograd.operation import number
from autograd.operations import absolute, multiply, weighted_sum

from .network import Network
from .neuron import BiasNeuron


@dataclass(frozen=True)
class Penalty:
    """Abstract: a cost of weights. Raises ValueError unless ``strength`` is at least 0 and finite."""

    strength: float
    biases: bool = False

    def __post_init__(self) -> None:
        name = type(self).__name__
        if not 0.0 <= number(self.strength, f"a number as the strength of {name}") < inf:
            raise ValueError(f"the strength of {name} must be at least 0 and finite, got {self.strength!r}")
        if not isinstance(self.biases, bool):
            raise TypeError(f"biases must be True or False, got {self.biases!r}")

    def __call__(self, network: Network) -> Value:
        """Return what the weights of ``network`` cost, 0 where there are none."""
        weights = self.weights(network)
        return self._cost(weights) if weights else Value(0.0)

    def weights(self, network: Network) -> list[Value]:
        """Return the weights that count, in the order of ``network.parameters()``."""
        weights = network.parameters()
        if self.biases:
            return weights
        carrying = {synapse.weight for synapse in network.synapses if not isinstance(synapse.source, BiasNeuron)}
        return [weight for weight in weights if weight in carrying]

    def _cost(self, weights: list[Value]) -> Value:
        raise NotImplementedError


# These are written like the functions they are used as: penalty=nn.penalties.l2(0.01).


@dataclass(frozen=True)
class l2(Penalty):  # noqa: N801
    """Return strength / 2 times the sum of w^2, whose derivative is strength times w: weights decay (ridge regression).

    Hoerl and Kennard, Ridge regression, Technometrics 12, 1970; as weight decay Krogh and Hertz, 1991. The factor one half is
    that of Bishop and of Goodfellow et al., and makes the strength the ``weight_decay`` of PyTorch's SGD.

    >>> from nn import feed_forward
    >>> network = feed_forward([2, 1], initialiser=lambda *_: 3.0)
    >>> l2(0.5)(network).data
    4.5
    """

    def _cost(self, weights: list[Value]) -> Value:
        squares: Value = weighted_sum(len(weights))(*[weight for weight in weights for _ in range(2)])
        cost: Value = multiply(0.5 * self.strength, squares)
        return cost


@dataclass(frozen=True)
class l1(Penalty):  # noqa: N801
    """Return strength times the sum of abs(w), which pulls all weights alike, and small ones to about 0 (the lasso).

    Its derivative is strength times the sign of w, and 0 where w is 0. Tibshirani, Regression shrinkage and selection via
    the lasso, 1996. Descent by gradients leaves weights swinging around 0 by a step; none becomes 0 exactly.

    >>> from nn import feed_forward
    >>> network = feed_forward([2, 1], initialiser=lambda *_: -3.0)
    >>> l1(0.5)(network).data
    3.0
    """

    def _cost(self, weights: list[Value]) -> Value:
        terms = [term for weight in weights for term in (self.strength, absolute(weight))]
        cost: Value = weighted_sum(len(weights))(*terms)
        return cost
