"""Pictures of computation graphs, and what other pictures are made with.

>>> from autograd import Value, draw
>>> a, b = Value(2.0, label="a"), Value(-3.0, label="b")
>>> draw(a * b)
<Drawing of 3 values>
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from .drawing import Drawing
from .errors import NoEngine, NothingToDraw, TooLarge

if TYPE_CHECKING:
    from ..value import Value
    from .graph import Graph
    from .grouping import Grouping
    from .palette import Palette

__all__ = ["Drawing", "NoEngine", "NothingToDraw", "TooLarge", "draw", "drawing_of", "show"]


def show(thing: Any, drawn: Callable[[Any], Drawing] | None = None) -> dict[str, str]:
    """Return what a notebook shows of an object: its picture, and its text where there is none. A display never raises."""
    text = repr(thing)
    try:
        return (drawn or draw)(thing)._repr_mimebundle_() | {"text/plain": text}
    except NothingToDraw:
        return {"text/plain": text}
    except Exception as error:  # noqa: BLE001 - a cell must show something
        return {"text/plain": f"{text}\n(no picture: {error})"}


def draw(
    output: Value,
    *,
    gradients: bool = True,
    local_derivatives: bool = False,
    depth: float | None = None,
    focus: Value | Iterable[Value] | None = None,
    group: Grouping | None = None,
    collapse: bool | None = None,
    theme: str = "auto",
) -> Drawing:
    """Return a picture of the graph that ``output`` was made by, one card per Value, data flowing from left to right.

    A card shows the value's label, how it was made, its data, and with ``gradients`` its gradient: a dot until a backward pass
    has reached it. ``local_derivatives`` writes on each wire the derivative of its end by its start. ``theme`` is "light",
    "dark", or "auto": as the reader's system or notebook is where the picture can follow it, and light on paper.

    Up to 60 values are drawn all; up to 300 if they fall into groups, each on a panel of its own. Above that a card stands for
    a group, with the numbers of the value that the group leads to. Where there are no groups the 60 values nearest to the
    output are drawn. The picture says what it left out, and can be moved and enlarged in a notebook and as .html.

    ``group`` says which group each value belongs to: a dict from Values to names, or a function that returns a name or None. By
    default labels say so: what was computed for one labelled value alone belongs to it, so that the neurons of a network, which
    label what they compute, are groups; the rows of a batch share theirs. In graphs without labels parts that end
    in a function are groups. ``collapse=True`` draws a card for each group whatever the size, ``collapse=False`` never.
    Where a card stands for a group, wires have no local derivatives.

    ``depth`` is how many steps to go back from the output, up to 300 values; ``math.inf`` asks for all. ``focus``, a Value or
    several, draws only those with their neighbours within ``depth`` steps (1 if it is not given).

    Raises StaleGraph where a value was assigned after it was recorded, TooLarge where more than 300 values are asked for,
    ValueError for a focus outside of the graph, for options that exclude each other, and for another theme, TypeError for what
    is no Value and no way to group.

    >>> from autograd import Value
    >>> x = Value(3.0, label="x")
    >>> y = x * x
    >>> y.label = "y"
    >>> y.backward()
    >>> drawing = draw(y, local_derivatives=True, theme="dark")
    >>> drawing.source.count("->")
    2
    >>> first, second = (sum(value * i for i in range(1, 100)) for value in (x, y))
    >>> draw(first * second)
    <Drawing of 59 of 397 values>
    >>> draw(first * second, group={first: "first sum", second: "second sum"})
    <Drawing of 397 values in 4 cards>
    """
    # On first use: importing autograd should not take longer because it can draw.
    from ..value import Value
    from .palette import paper
    from .reading import describe

    if not isinstance(output, Value):
        raise TypeError(f"draw takes a Value, the output of a computation; got {type(output).__name__}")
    paper(theme)  # an unknown theme is told before anything is read
    for name, option in (("gradients", gradients), ("local_derivatives", local_derivatives)):
        if not isinstance(option, bool):
            raise TypeError(f"{name} is True or False, got {option!r}")
    graph = describe(
        output,
        gradients=gradients,
        local_derivatives=local_derivatives,
        depth=depth,
        focus=focus,
        group=group,
        collapse=collapse,
    )
    return drawing_of(graph, theme)


def drawing_of(graph: Graph, theme: str) -> Drawing:
    """Return the picture of the facts of a computation graph.

    Raises ValueError for any theme but "auto", "light" and "dark".
    """
    from .palette import paper

    colours = paper(theme)

    def dot() -> str:
        from .dot_graph import write

        return write(graph, colours)

    def svg() -> str:
        return repaint(colours)

    def repaint(colours: Palette) -> str:
        from .svg_graph import write

        return write(graph, colours)

    layout = "nop2" if graph.clusters else "dot"
    return Drawing(graph, dot=dot, svg=svg, layout=layout, summary=graph.summary, theme=theme, repaint=repaint)
