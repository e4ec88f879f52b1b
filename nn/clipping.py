"""Clipping: gradients cut down before the optimizer's step, where a single steep place would throw the weights far away.

A clip is an object that is called with the parameters and changes their gradients in place.

>>> from autograd import Value
>>> a, b = Value(1.0), Value(1.0)
>>> (3.0 * a + 4.0 * b).backward()
>>> by_norm(2.5)([a, b])
>>> a.grad, b.grad
(1.5, 2.0)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot, inf

from autograd import Value
from autograd.operation import number


def gradient_norm(parameters: Iterable[Value]) -> float:
    """Return the length of the gradient vector, the root of the sum of (dE/dw)^2; infinite where one is infinite or nan.

    >>> a, b = Value(1.0), Value(1.0)
    >>> (3.0 * a + 4.0 * b).backward()
    >>> gradient_norm([a, b])
    5.0
    """
    norm = hypot(*[parameter.grad for parameter in parameters])
    return norm if norm == norm else inf


@dataclass(frozen=True)
class Clip:
    """Abstract: a bound for gradients. Raises ValueError unless ``largest`` is positive and finite."""

    largest: float

    def __post_init__(self) -> None:
        if not 0.0 < number(self.largest, "a number to clip gradients at") < inf:
            raise ValueError(f"gradients are clipped at a positive, finite number, got {self.largest!r}")

    def __call__(self, parameters: Iterable[Value]) -> None:
        """Cut the gradients of ``parameters`` down, those beyond the bound."""
        raise NotImplementedError


# These are written like the functions they are used as: clip=nn.clipping.by_norm(1.0).


@dataclass(frozen=True)
class by_norm(Clip):  # noqa: N801
    """Shorten the gradient vector of all parameters together to the length ``largest``; its direction stays.

    Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013, algorithm 1.
    """

    def __call__(self, parameters: Iterable[Value]) -> None:
        """Shorten the gradient vector if it is longer."""
        listed = list(dict.fromkeys(parameters))
        longest = max([abs(parameter.grad) for parameter in listed], default=0.0)
        if longest == 0.0:
            return
        parts = [parameter.grad / longest for parameter in listed]
        length = hypot(*parts)  # of the vector divided by its longest part: the length itself may be beyond a float
        if length * longest > self.largest:
            for parameter, part in zip(listed, parts, strict=True):
                parameter.grad = part / length * self.largest


@dataclass(frozen=True)
class by_value(Clip):  # noqa: N801
    """Cut each derivative off at -``largest`` and ``largest``; the direction of the vector may change.

    Mikolov, Statistical language models based on neural networks, 2012, section 3.2.
    """

    def __call__(self, parameters: Iterable[Value]) -> None:
        """Cut off every derivative that is beyond the bound."""
        for parameter in parameters:
            if abs(parameter.grad) > self.largest:
                parameter.grad = self.largest if parameter.grad > 0.0 else -self.largest
