"""The poster: a picture of the members of the zoo on one page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...drawing.zoo import draw_sheet
from .registry import card, names, resolve

if TYPE_CHECKING:
    from autograd.drawing import Drawing


def poster(
    members: Iterable[str] | None = None,
    *,
    theme: str = "auto",
    palette: str = "safe",
    labels: bool | str = False,
    title: str = "chainrule: the zoo",
) -> Drawing:
    """Return a picture of the members on one page, each at the sizes it has on the poster of the Neural Network Zoo.

    Who is not on that poster, or looks otherwise there, is drawn at the first of the other sizes on its card.

    ``members`` are names, in the order in which they are to be drawn; without them it is everybody, from the smallest to the
    largest. ``theme``, ``palette`` and ``labels`` are those of `nn.draw` in that legend.

    Raises ValueError for a name that nobody has, NothingToDraw for no names.

    >>> poster(["p", "ff", "rnn"])
    <Drawing of 3 networks>
    """
    networks = []
    for name in names() if members is None else map(resolve, members):
        its = card(name)
        sizes = its.poster or next(iter(its.sizes), {})
        networks.append((its.short_name or name.upper(), its.full_name, its.build(**sizes, seed=0), its.drawing))
    if members is None:
        networks.sort(key=lambda panel: len({neuron.cell or neuron for neuron in panel[2]}))
    return draw_sheet(networks, theme=theme, palette=palette, labels=labels, title=title)
