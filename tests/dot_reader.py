"""A small reader of DOT as the graphviz package writes it: one statement a line. No engine is needed to read a picture back."""

import html
import re
from dataclasses import dataclass, field

_NODE = re.compile(r"^\t(\w+) \[(.*)\]$")
_EDGE = re.compile(r"^\t(\w+)(?::(\w+))?(?::(\w+))? -> (\w+)(?::(\w+))?(?::(\w+))? \[(.*)\]$")
_DEFAULT = re.compile(r"^\t(graph|node|edge) \[(.*)\]$")
_ATTRIBUTE = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|[\w.#-]+)')


@dataclass
class Edge:
    """An edge: its ends, the ports they use, its attributes."""

    source: str
    target: str
    target_port: str
    attributes: dict[str, str]


@dataclass
class Read:
    """What a DOT text says."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    defaults: dict[str, dict[str, str]] = field(default_factory=dict)
    clusters: list[dict[str, str]] = field(default_factory=list)
    home: dict[str, int] = field(default_factory=dict)  # of nodes that stand in a cluster: which one


def attributes(text: str) -> dict[str, str]:
    """Read `a=1 b="2" c=<html>`; what is left over is an error."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        html_like = re.compile(r"(\w+)=<").match(text, at)
        if html_like:
            depth, end = 1, html_like.end()
            while depth:
                depth += {"<": 1, ">": -1}.get(text[end], 0)
                end += 1
            found[html_like[1]] = text[html_like.end() - 1 : end]
        else:
            plain = _ATTRIBUTE.match(text, at)
            assert plain, f"no attribute at {text[at : at + 60]!r}"
            found[plain[1]] = re.sub(r'\\"', '"', plain[2][1:-1]) if plain[2].startswith('"') else plain[2]
            end = plain.end()
        at = end + 1
    return found


def read(source: str) -> Read:
    """Read a whole text; a line that is none of the known statements is an error."""
    result = Read()
    lines = source.splitlines()
    assert lines[0].startswith("digraph ")
    assert lines[-1] == "}"
    inside = False
    for line in lines[1:-1]:
        if line.startswith("\tsubgraph cluster_"):
            inside = True
            result.clusters.append({})
        elif line == "\t}":
            inside = False
        elif inside:
            line = line.removeprefix("\t")  # noqa: PLW2901 - a statement is one wherever it stands
            if match := _DEFAULT.match(line):
                result.clusters[-1] = attributes(match[2])
            else:
                match = _NODE.match(line)
                assert match, line
                result.nodes[match[1]] = attributes(match[2])
                result.home[match[1]] = len(result.clusters) - 1
        elif match := _DEFAULT.match(line):
            result.defaults[match[1]] = attributes(match[2])
        elif match := _EDGE.match(line):
            result.edges.append(Edge(match[1], match[4], match[5] or "", attributes(match[7])))
        elif match := _NODE.match(line):
            assert match[1] not in result.nodes
            result.nodes[match[1]] = attributes(match[2])
        else:
            raise AssertionError(f"not a statement: {line!r}")
    return result


def texts(label: str) -> list[str]:
    """The pieces of text of an HTML-like label, decoded as Graphviz does it."""
    pieces = [html.unescape(piece).replace("\\\\", "\\") for piece in re.findall(r"<font[^>]*>([^<]*)</font>", label)]
    assert "<" not in re.sub(r"</?(table|tr|td|font|b)\b[^<>]*>", "", label.removeprefix("<").removesuffix(">"))
    return pieces


def tooltip(attribute: str) -> list[str]:
    """The lines of a tooltip, decoded as Graphviz does it: four backslashes make one, one and an n a new line; entities."""
    decoded = re.sub(r"\\{4}|\\n", lambda match: "\\" if len(match[0]) == 4 else "\n", attribute)
    return [html.unescape(line) for line in decoded.split("\n")]
