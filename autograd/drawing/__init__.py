"""Pictures of computation graphs, and what other pictures are made with.

>>> from autograd import Value, draw
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> draw(a * b)
<Drawing of 3 values>
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .drawing import Drawing
from .errors import NoEngine, NothingToDraw, TooLarge

if TYPE_CHECKING:
    from ..value import Value

__all__ = ["Drawing", "NoEngine", "NothingToDraw", "TooLarge", "draw"]


def draw(
    output: Value,
    *,
    gradients: bool = True,
    local_derivatives: bool = False,
    depth: float | None = None,
    focus: Value | Iterable[Value] | None = None,
    theme: str = "light",
) -> Drawing:
    """Return a picture of the graph that ``output`` was made by, one card per Value, data flowing from left to right.

    A card shows the value's label, how it was made, its data, and with ``gradients`` its gradient: a dot until a backward pass
    has reached it. ``local_derivatives`` writes on each wire the derivative of its end by its start. ``theme`` is "light"
    or "dark".

    Up to 60 values are drawn all; of a larger graph the 60 nearest to the output, and the picture says so. ``depth`` is how
    many steps to go back from the output, up to 300 values; ``math.inf`` asks for all. ``focus``, a Value or several, draws only
    those with their neighbours within ``depth`` steps (1 if it is not given).

    Raises StaleGraph where a value was assigned after it was recorded, TooLarge where more than 300 values are asked for,
    ValueError for a focus outside of the graph, and for another theme.

    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x
    >>> y.label = "y"
    >>> y.backward()
    >>> drawing = draw(y, local_derivatives=True, theme="dark")
    >>> drawing.source.count("->")
    2
    """
    # On first use: importing autograd should not take longer because it can draw.
    from ..value import Value
    from .graph import describe
    from .palette import palette

    if not isinstance(output, Value):
        raise TypeError(f"draw takes a Value, the output of a computation; got {type(output).__name__}")
    colours = palette(theme)
    graph = describe(output, gradients=gradients, local_derivatives=local_derivatives, depth=depth, focus=focus)

    def dot() -> str:
        from .dot_graph import write

        return write(graph, colours)

    def svg() -> str:
        from .svg_graph import write

        return write(graph, colours)

    shown, total = len(graph.cards), graph.total
    counted = "1 value" if total == 1 else f"{total:,} values"
    return Drawing(graph, dot=dot, svg=svg, layout="dot", summary=counted if shown == total else f"{shown:,} of {counted}")
