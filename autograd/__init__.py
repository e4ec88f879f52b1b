"""chainrule's engine: numbers that remember how they were made, and the chain rule applied to what they remember.

>>> from autograd import Value
>>> x = Value(2.0, label="x")
>>> y = x**2 + 3 * x
>>> y.backward()
>>> x.grad
7.0
"""

from __future__ import annotations

from .derivatives import gradient
from .drawing import NoEngine, TooLarge, draw
from .errors import CycleError, NotDifferentiable, StaleGraph
from .functions import *  # noqa: F403 - one function for each row of the table
from .functions import FUNCTIONS as _FUNCTIONS
from .operation import Domain, Family, Operation
from .value import Value, zero_gradients

__all__ = [
    "CycleError",
    "Domain",
    "Family",
    "NoEngine",
    "NotDifferentiable",
    "Operation",
    "StaleGraph",
    "TooLarge",
    "Value",
    "draw",
    "gradient",
    "zero_gradients",
]
__all__ += list(_FUNCTIONS)
