"""chainrule's engine: numbers that remember how they were made, and the chain rule applied to what they remember.

>>> from autograd import Value
>>> x = Value(2.0, label="x")
>>> y = x**2 + 3 * x
>>> y.backward()
>>> x.grad
7.0
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .derivatives import derivative, grad, gradient, hessian, hvp, jacobian, jvp, value_and_grad
from .dual import Dual
from .errors import CycleError, GradientMismatch, NotDifferentiable, StaleGraph
from .facade import later, shown_by
from .family import Family
from .functions import *  # noqa: F403 - one function for each row of the table
from .functions import FUNCTIONS as _FUNCTIONS
from .one_step import Step
from .operation import Domain, Operation
from .steps import steps
from .symbol import Symbol
from .value import Value, zero_gradients

if TYPE_CHECKING:  # what is loaded when it is first asked for
    from .check import assert_gradients, gradcheck
    from .drawing import NoEngine, TooLarge, draw
    from .drawing.stepper import Stepper, step_through
    from .program import DataDependentGraph, NotFinite, Program, compile
    from .report import GradientReport
else:
    __getattr__ = later(
        __name__,
        {
            "check": "assert_gradients gradcheck",
            "drawing": "NoEngine TooLarge draw",
            "drawing.stepper": "Stepper step_through",
            "program": "DataDependentGraph NotFinite Program compile",
            "report": "GradientReport",
        },
    )

# In a notebook a Value is its graph. Value knows nothing of pictures, and drawing is loaded when the first one is shown.
Value._repr_mimebundle_ = shown_by("autograd.drawing")  # type: ignore[attr-defined]

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
    "Stepper",
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
    "step_through",
    "steps",
    "value_and_grad",
    "zero_gradients",
]
__all__ += list(_FUNCTIONS)
