"""Graphviz's language: documents, HTML-like labels, and text that means nothing to Graphviz.

The one file that knows the graphviz package. Attributes come in a fixed order and names count up from 0, so the same picture
gives the same bytes. Fonts are named exactly, since every engine maps these two to metric twins.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import graphviz

from .text import clean

SANS, MONO = "Arial", "Courier New"
_TOOLTIP = 1000  # characters of a line


class Document:
    """A directed graph being written. Attributes may be numbers; those that are None are left out."""

    def __init__(self, name: str, graph: dict[str, object], node: dict[str, object], edge: dict[str, object]) -> None:
        self._dot: Any = graphviz.Digraph(
            name, graph_attr=_attributes(graph), node_attr=_attributes(node), edge_attr=_attributes(edge)
        )
        self._clusters: dict[str, Any] = {}

    def node(self, key: str, label: str, *, cluster: str | None = None, **attributes: object) -> None:
        """Add a node, to a cluster if one is named. ``label`` is the content of an HTML-like label."""
        home = self._dot if cluster is None else self._clusters[cluster]
        home.node(key, f"<{label}>" if label else "", _attributes=_attributes(attributes))

    def edge(self, source: str, target: str, label: str = "", **attributes: object) -> None:
        """Add an edge; source and target may name ports, as in ``v2:i0:w``."""
        self._dot.edge(source, target, f"<{label}>" if label else None, _attributes=_attributes(attributes))

    def cluster(self, key: str, **attributes: object) -> None:
        """Add a cluster. An empty one needs a ``bb``, and is a rectangle behind everything else: no engine computes its box."""
        self._clusters[key] = graphviz.Digraph(f"cluster_{key}", graph_attr=_attributes(attributes))

    @property
    def source(self) -> str:
        """The text."""
        whole = self._dot.copy()
        body, whole.body = whole.body, []
        for cluster in self._clusters.values():
            whole.subgraph(cluster)
        whole.body += body
        return str(whole.source)


def _attributes(attributes: dict[str, object]) -> dict[str, str]:
    given = {name: value for name, value in attributes.items() if value is not None}
    return {
        name: f"{value:.6g}" if isinstance(value, float) else value if isinstance(value, str) else str(value)
        for name, value in given.items()
    }


def _plain(text: str) -> str:
    plain: str = graphviz.nohtml(text)  # or a tooltip such as <b> would be taken for HTML
    return plain


def font(text: str, colour: str, size: float, face: str = SANS, *, bold: bool = False) -> str:
    """Return text for an HTML-like label. The text may be anything."""
    shown = entities(text) or "&#160;"  # Graphviz takes a font with nothing in it for a mistake
    set_text = f'<font face="{face}" color="{colour}" point-size="{size:g}">{shown}</font>'
    return f"<b>{set_text}</b>" if bold else set_text


def table(rows: str, padding: int = 0, **attributes: object) -> str:
    """Return a table without lines; ``rows`` is HTML."""
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<table border="0" cellborder="0" cellspacing="0" cellpadding="{padding}"{extra}>{rows}</table>'


def entities(text: str) -> str:
    r"""Return text for an HTML-like label, with whatever means something to HTML or to Graphviz as an entity."""
    # Graphviz replaces \N and the like by the node's name even here, after decoding; two backslashes make one.
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\\", "&#92;&#92;")):
        text = text.replace(character, entity)
    return text


def quoted(lines: Iterable[str]) -> str:
    r"""Return lines, each of which may be anything, for a tooltip."""
    # A tooltip is decoded twice, so four backslashes make one; an entity in it is decoded, so the ampersand is one itself.
    texts = (clean(line[:_TOOLTIP]).replace("&", "&amp;").replace("\\", "\\" * 4) for line in lines)
    return _plain("\\n".join(texts))
