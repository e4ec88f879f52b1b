"""Optimizers: rules by which a parameter follows its gradient downhill.

An optimizer is an object with hyper-parameters and ``step(parameters)``, which reads every parameter's gradient and assigns its
data. What a rule remembers (a velocity, moving averages) is kept by the optimizer for each parameter, so one
optimizer belongs to one training. In the equations w is a parameter, g its gradient, α the learning rate; every line is
computed once a step, from the top, and everything that is remembered is 0 at first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite, sqrt
from typing import ClassVar

from autograd import Value
from autograd.operation import number
from autograd.operations import frozen


@dataclass(eq=False)
class Optimizer:
    """Abstract: an update rule. A subclass says how one parameter moves, and what is remembered of it.

    ``remembers`` are the letters of what is remembered, as in the equations. Hyper-parameters may be assigned between steps.
    """

    learning_rate: float
    remembers: ClassVar[tuple[str, ...]] = ()
    _memory: dict[Value, tuple[float, ...]] = field(default_factory=dict, init=False, repr=False)

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
        memory, nothing = self._memory, (0.0,) * len(self.remembers)
        for parameter in listed:
            if parameter.reached and parameter.operation is not frozen:
                parameter.data, remembered = self._moved(parameter.data, parameter.grad, memory.get(parameter, nothing))
                if remembered:
                    memory[parameter] = remembered

    def _moved(self, w: float, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
        """Return where a parameter goes from w, given its gradient g, and what is remembered of it from now on.

        A rule of this file is also given arrays, with the numbers of all parameters: see flat_steps.py.
        """
        raise NotImplementedError

    def memory(self, parameters: Iterable[Value]) -> list[dict[str, float] | None]:
        """Return what is remembered of each parameter, by the letters of the equations; None where it is nothing yet.

        >>> w = Value(1.0)
        >>> optimizer = GradientDescent(learning_rate=0.25, momentum=0.5)
        >>> (w * w).backward()
        >>> optimizer.step([w])
        >>> optimizer.memory([w])
        [{'v': 2.0}]
        """
        found = [self._memory.get(parameter) for parameter in parameters]
        return [None if numbers is None else dict(zip(self.remembers, numbers, strict=True)) for numbers in found]

    def remember(self, parameters: Iterable[Value], memory: Sequence[Mapping[str, float] | None]) -> None:
        """Take over what `memory` returned, for as many parameters in the same order, in place of what was remembered.

        Raises ValueError where the numbers of parameters or the letters differ; then nothing has changed.
        """
        listed = list(parameters)
        if len(listed) != len(memory):
            raise ValueError(f"there are {len(listed)} parameters, and {len(memory)} of them would be remembered")
        for entry in memory:
            if entry is not None and set(entry) != set(self.remembers):
                letters = ", ".join(self.remembers) or "nothing"
                raise ValueError(f"{type(self).__name__} remembers {letters} of a parameter, got {', '.join(entry) or 'nothing'}")
        self._memory = {
            parameter: tuple([number(entry[letter]) for letter in self.remembers])
            for parameter, entry in zip(listed, memory, strict=True)
            if entry is not None
        }


@dataclass(eq=False)
class GradientDescent(Optimizer):
    """Follow the gradient downhill, with a momentum μ if wanted.

    Plain: ``w ← w - α g``. With momentum (Polyak 1964) a velocity v is remembered; with ``nesterov`` (Nesterov 1983, in
    the form of Sutskever et al. 2013) the step looks ahead along it::

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
    remembers = ("v",)

    def __post_init__(self) -> None:
        self.learning_rate = _positive("learning_rate", self.learning_rate)
        self.momentum = _fraction("momentum", self.momentum)
        if not isinstance(self.nesterov, bool):
            raise TypeError(f"nesterov must be True or False, got {self.nesterov!r}")
        if self.nesterov and self.momentum == 0.0:
            raise ValueError("nesterov looks ahead along the velocity, so it needs momentum > 0, for example momentum=0.9")

    def _moved(self, w: float, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
        if self.momentum == 0.0:
            return w - self.learning_rate * g, ()
        (v,) = memory
        v = self.momentum * v + g
        return w - self.learning_rate * (g + self.momentum * v if self.nesterov else v), (v,)


@dataclass(eq=False)
class RMSProp(Optimizer):
    """Divide the gradient by the root of a moving average of its square (Tieleman and Hinton 2012, lecture 6.5).

    Of each parameter the mean s of its squared gradients is remembered, and a velocity v where there is a momentum μ::

        s ← ρ s + (1 - ρ) g²
        w ← w - α g / (√s + ε)

        v ← μ v + g / (√s + ε)      with momentum, in place of the second line
        w ← w - α v

    The lecture has ρ = 0.9, no ε and no equation for the momentum; both are added as in PyTorch (``torch.optim.RMSprop``, whose
    ρ is called alpha and is 0.99).

    Raises ValueError unless α > 0, 0 <= ρ < 1, 0 <= μ < 1 and ε > 0.

    >>> w = Value(1.0)
    >>> optimizer = RMSProp(learning_rate=0.25, decay=0.75)
    >>> (w * w).backward()
    >>> optimizer.step([w])
    >>> round(w.data, 6)
    0.5
    """

    learning_rate: float = 0.001
    decay: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-8
    remembers = ("s", "v")

    def __post_init__(self) -> None:
        self.learning_rate = _positive("learning_rate", self.learning_rate)
        self.decay = _fraction("decay", self.decay)
        self.momentum = _fraction("momentum", self.momentum)
        self.epsilon = _positive("epsilon", self.epsilon)

    def _moved(self, w: float, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
        s, v = memory
        s = self.decay * s + (1.0 - self.decay) * (g * g)
        v = self.momentum * v + g / (_root(s) + self.epsilon)
        return w - self.learning_rate * v, (s, v)


@dataclass(eq=False)
class Adam(Optimizer):
    """Follow moving averages of the gradient, scaled by its size (Kingma and Ba 2014, algorithm 1).

    Of each parameter the mean m of its gradients and v of their squares are remembered, and the number t of its
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
    remembers = ("t", "m", "v")

    def __post_init__(self) -> None:
        _check_adam(self)

    def _moved(self, w: float, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
        direction, memory = _adaptive(self, g, memory)
        return w - self.learning_rate * direction, memory


@dataclass(eq=False)
class AdamW(Optimizer):
    """Adam with a decay λ of the weights beside its step, not inside it (Loshchilov and Hutter 2019, algorithm 2).

    With t, m and v as in `Adam`, of the plain gradient::

        w ← w - α λ w
        w ← w - α (m / (1 - β1^t)) / (√(v / (1 - β2^t)) + ε)

    A penalty on the weights is divided by their own √v, and so hardly acts on those with large gradients; this decay acts on
    all alike, biases included. As in PyTorch (``torch.optim.AdamW``) it is multiplied by α, so that it follows a schedule; the
    paper multiplies its λ by the schedule's factor alone: its λ is our α λ.

    Raises ValueError unless α > 0, 0 <= β1 < 1, 0 <= β2 < 1, ε > 0 and λ >= 0.

    >>> w = Value(1.0)
    >>> optimizer = AdamW(learning_rate=0.25, weight_decay=0.5)
    >>> (w * w).backward()
    >>> optimizer.step([w])
    >>> round(w.data, 6)
    0.625
    """

    learning_rate: float = 0.001
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01
    remembers = ("t", "m", "v")

    def __post_init__(self) -> None:
        _check_adam(self)
        self.weight_decay = number(self.weight_decay, "a number as weight_decay")
        if not 0.0 <= self.weight_decay < inf:
            raise ValueError(f"weight_decay must be at least 0 and finite, got {self.weight_decay!r}")

    def _moved(self, w: float, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
        direction, memory = _adaptive(self, g, memory)
        w -= self.learning_rate * self.weight_decay * w
        return w - self.learning_rate * direction, memory


def _adaptive(rule: Adam | AdamW, g: float, memory: tuple[float, ...]) -> tuple[float, tuple[float, ...]]:
    """Return the direction of Adam's step, before α, and what is remembered."""
    t, m, v = memory
    t += 1.0
    m = rule.beta1 * m + (1.0 - rule.beta1) * g
    v = rule.beta2 * v + (1.0 - rule.beta2) * (g * g)
    mean = m / (1.0 - rule.beta1**t)
    scale = _root(v / (1.0 - rule.beta2**t)) + rule.epsilon
    return mean / scale, (t, m, v)


def _root(x: float) -> float:
    if type(x) is float:
        return sqrt(x)
    from autograd.program.arrays import np  # x is one of its arrays

    root: float = np.sqrt(x)
    return root


BY_NAME: dict[str, type[Optimizer]] = {kind.__name__: kind for kind in Optimizer.__subclasses__()}

# ---- arguments ------------------------------------------------------------------------------------------------------


def _check_adam(rule: Adam | AdamW) -> None:
    rule.learning_rate = _positive("learning_rate", rule.learning_rate)
    rule.beta1 = _fraction("beta1", rule.beta1)
    rule.beta2 = _fraction("beta2", rule.beta2)
    rule.epsilon = _positive("epsilon", rule.epsilon)


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
