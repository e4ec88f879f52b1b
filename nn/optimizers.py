"""Optimizers: rules by which a parameter follows its gradient downhill.

An optimizer is an object with hyper-parameters and ``step(parameters)``, which reads every parameter's gradient and assigns its
data. What a rule remembers (a velocity, moving averages) is kept by the optimizer for each parameter, so one
optimizer belongs to one training. In the equations w is a parameter, g its gradient, α the learning rate; every line is
computed once a step, from the top.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite, sqrt

from autograd import Value
from autograd.operation import number
from autograd.operations import frozen


class Optimizer:
    """Abstract: an update rule. A subclass says how one parameter moves."""

    learning_rate: float

    def step(self, parameters: Iterable[Value]) -> None:
        """Move every parameter once, by the gradient it holds. Gradients stay: zero them before the next backward pass.

        A parameter that no backward pass has reached since its gradient was cleared is left as it is, and so is what the rule
        remembers of it (as in PyTorch, where its gradient is None); a frozen one never moves; one that is listed twice
        moves once.

        Raises TypeError for anything that is no Value; then nothing has moved.
        """
        listed = list(dict.fromkeys(parameters))
        for thing in listed:
            if type(thing) is not Value:
                raise TypeError(f"step() moves Values, such as network.parameters(), got {type(thing).__name__} {thing!r}")
        for parameter in listed:
            if parameter.reached and parameter.operation is not frozen:
                parameter.data = self._moved(parameter, parameter.data, parameter.grad)

    def _moved(self, parameter: Value, w: float, g: float) -> float:
        """Return where ``parameter`` goes from w, given its gradient g."""
        raise NotImplementedError


@dataclass(eq=False)
class GradientDescent(Optimizer):
    """Follow the gradient downhill, with a momentum μ if wanted.

    Plain: ``w ← w - α g``. With momentum (Polyak 1964) a velocity v, 0 at first, is remembered; with ``nesterov`` (Nesterov
    1983, in the form of Sutskever et al. 2013) the step looks ahead along it::

        v ← μ v + g
        w ← w - α v                 with momentum
        w ← w - α (g + μ v)         with nesterov as well

    Polyak and Sutskever keep α inside the velocity (v ← μ v - α g; w ← w + v). As long as α does not change, the
    weights are the same; where it does, a new α acts on the whole velocity here, as in PyTorch (``torch.optim.SGD``).

    Raises ValueError unless α > 0, 0 <= μ < 1, and μ > 0 where ``nesterov`` is asked for.

    >>> w = Value(1.0)
    >>> optimizer = GradientDescent(learning_rate=0.25)
    >>> (w * w).backward()
    >>> optimizer.step([w])
    >>> w.data
    0.5
    """

    learning_rate: float
    momentum: float = 0.0
    nesterov: bool = False
    _velocity: dict[Value, float] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.learning_rate = _positive("learning_rate", self.learning_rate)
        self.momentum = _fraction("momentum", self.momentum)
        if not isinstance(self.nesterov, bool):
            raise TypeError(f"nesterov must be True or False, got {self.nesterov!r}")
        if self.nesterov and self.momentum == 0.0:
            raise ValueError("nesterov looks ahead along the velocity, so it needs momentum > 0, for example momentum=0.9")

    def _moved(self, parameter: Value, w: float, g: float) -> float:
        if self.momentum == 0.0:
            return w - self.learning_rate * g
        v = self._velocity[parameter] = self.momentum * self._velocity.get(parameter, 0.0) + g
        return w - self.learning_rate * (g + self.momentum * v if self.nesterov else v)


@dataclass(eq=False)
class Adam(Optimizer):
    """Follow moving averages of the gradient, scaled by its size (Kingma and Ba 2014, algorithm 1).

    Of each parameter the mean m of its gradients and v of their squares are remembered, both 0 at first, and the number t of its
    steps; dividing by 1 - β^t makes up for the start at 0::

        t ← t + 1
        m ← β1 m + (1 - β1) g
        v ← β2 v + (1 - β2) g²
        w ← w - α (m / (1 - β1^t)) / (√(v / (1 - β2^t)) + ε)

    The paper and PyTorch (``torch.optim.Adam``) agree on this; the "efficient" order of the paper's section 2, which adds
    ε before the correction, is not used.

    Raises ValueError unless α > 0, 0 <= β1 < 1, 0 <= β2 < 1 and ε > 0.

    >>> w = Value(1.0)
    >>> optimizer = Adam(learning_rate=0.25)
    >>> (w * w).backward()
    >>> optimizer.step([w])
    >>> round(w.data, 6)
    0.75
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    _moments: dict[Value, tuple[int, float, float]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        self.learning_rate = _positive("learning_rate", self.learning_rate)
        self.beta1 = _fraction("beta1", self.beta1)
        self.beta2 = _fraction("beta2", self.beta2)
        self.epsilon = _positive("epsilon", self.epsilon)

    def _moved(self, parameter: Value, w: float, g: float) -> float:
        t, m, v = self._moments.get(parameter, (0, 0.0, 0.0))
        t += 1
        m = self.beta1 * m + (1.0 - self.beta1) * g
        v = self.beta2 * v + (1.0 - self.beta2) * (g * g)
        self._moments[parameter] = t, m, v
        mean = m / (1.0 - self.beta1**t)
        scale = sqrt(v / (1.0 - self.beta2**t)) + self.epsilon
        return w - self.learning_rate * (mean / scale)


def _positive(name: str, given: float) -> float:
    x = number(given, f"a number as {name}")
    if not (x > 0.0 and isfinite(x)):
        raise ValueError(f"{name} must be positive and finite, got {given!r}")
    return x


def _fraction(name: str, given: float) -> float:
    x = number(given, f"a number as {name}")
    if not 0.0 <= x < 1.0:
        raise ValueError(f"{name} must be at least 0 and below 1, got {given!r}")
    return x
