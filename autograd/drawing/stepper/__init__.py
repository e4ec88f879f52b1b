"""Stepping through a graph on a page: forward, then backward, one contribution of the chain rule at a time.

>>> from autograd import Value, step_through
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> product = a * b
>>> product.label = "c"
>>> stepper = step_through(product)
>>> stepper.steps[1].sentence
'c moves -3 times as fast as a. a gets -3.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .stepper import Stepper

if TYPE_CHECKING:
    from ...value import Value

__all__ = ["Stepper", "step_through"]


def step_through(output: Value, *, theme: str = "auto", title: str = "") -> Stepper:
    """Return the story of the graph that ``output`` was made by, to be stepped through in a notebook or a browser.

    In a notebook it shows itself. ``.save("page.html")`` writes a page that needs nothing else: no network, no Python, no
    library. ``.save("loop.svg")`` writes an animation without a script, for a README or a slide. ``.steps`` are the facts.

    The page tells the forward phase and then the backward phase; ``Value.grad`` is neither read nor changed. Above 60 values
    it shows one part of the graph at a time, a neuron, say, beside a map of all. ``theme`` is "light" or "dark", or "auto"
    for what the reader's system or notebook prefers; ``title`` is the page's heading.

    Raises StaleGraph where a value was assigned after it was recorded, NotDifferentiable where a derivative is infinite or
    undefined, TooLarge above 5,000 values, ValueError for another theme, and TypeError for anything but a Value.

    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> stepper = step_through(x * x, theme="dark", title="A value that is used twice")
    >>> [step.after for step in stepper.steps.backward]
    [3.0, 6.0]
    """
    return Stepper(output, theme, title)
