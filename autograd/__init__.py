"""chainrule's engine: numbers that remember how they were made, and the chain rule applied to what they remember.

>>> from autograd import Value
>>> x = Value(2.0, label="x")
>>> y = x**2 + 3 * x
>>> y.backward()
>>> x.grad
7.0
"""

from __future__ import annotations

from .check import assert_gradients, gradcheck
from .derivatives import derivative, grad, gradient, hessian, hvp, jacobian, jvp, value_and_grad
from .drawing import NoEngine, TooLarge, draw
from .dual import Dual
from .errors import CycleError, GradientMismatch, NotDifferentiable, StaleGraph
from .functions import *  # noqa: F403 - one function for each row of the table
from .functions import FUNCTIONS as _FUNCTIONS
from .operation import Domain, Family, Operation
from .program import DataDependentGraph, NotFinite, Program, compile
from .report import GradientReport
from .steps import Step, steps
from .symbol import Symbol
from .value import Value, zero_gradients

__all__ = [
    "CycleError",
    "DataDependentGraph",
    "Domain",
    "Dual",
    "Family",
    "GradientMismatch",
    "GradientReport",
    "NoEngine",
    "NotDifferentiable",
    "NotFinite",
    "Operation",
    "Program",
    "StaleGraph",
    "TooLarge",
    "Step",
    "Symbol",
    "Value",
    "assert_gradients",
    "compile",
    "derivative",
    "grad",
    "gradcheck",
    "draw",
    "gradient",
    "hessian",
    "hvp",
    "jacobian",
    "jvp",
    "steps",
    "value_and_grad",
    "zero_gradients",
]
__all__ += list(_FUNCTIONS)
