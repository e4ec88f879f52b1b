"""The story as an animated SVG: no script, so that it plays in an ``<img>``, in a README, in slides.

The picture is the page's, with everything in it that it ever shows, each thing for as long as it is true. Like the page it
replays the story's tables and computes nothing.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from copy import deepcopy

from .. import numbers
from ..svg import MONO, SANS
from ..text import cut, width
from .chapters import divide
from .colours import colour_sheet
from .phrases import Phrase, join
from .picture import draw_chapter
from .story import Backward, Forward, Story
from .timeline import Timeline

SVG = "http://www.w3.org/2000/svg"
_MARGIN, _LINE, _SIZE = 16.0, 20.0, 13.0  # of the lines below the picture
_LINES = 5
_STYLE = f"""
.under{{stroke:var(--page);stroke-width:3}}
.ring{{fill:none;stroke:var(--gradient-line);stroke-width:3}}
.ring.under{{stroke:var(--page)}}
.ring.receiver{{stroke-dasharray:7 4}}
.ring.computed{{stroke:var(--ink)}}
.carried{{stroke:var(--gradient-line);opacity:.6}}
.flow{{stroke:var(--gradient-line);stroke-width:3;stroke-dasharray:7 5;animation:march .6s linear infinite}}
.inflow{{stroke:var(--ink);stroke-width:2.2;stroke-dasharray:6 4;animation:march .6s linear infinite reverse}}
@keyframes march{{to{{stroke-dashoffset:60}}}}
.given rect{{fill:var(--gradient)}}
.given text{{fill:var(--page);font:bold 11px {MONO};text-anchor:middle}}
.line{{font:{_SIZE}px {SANS};fill:var(--ink)}}
.line.head{{fill:var(--muted)}}
.line.sum{{font-family:{MONO};fill:var(--gradient)}}
.bar{{fill:var(--gradient-line);transform-box:fill-box;animation:bar linear infinite}}
@keyframes bar{{from{{transform:scaleX(0)}}}}
"""


def animate(story: Story, theme: str) -> str:
    """Return the animation of a story, all of it in one picture."""
    ET.register_namespace("", SVG)
    (whole,) = divide([[x for _, x in operands] for operands in story.inputs], (), len(story.inputs))
    root = ET.fromstring(draw_chapter(story, whole))  # noqa: S314 - our own SVG
    timeline = Timeline(len(story.tables["steps"]) + 1)
    _Film(story, root, timeline).shoot()
    style = ET.Element(_tag("style"))
    style.text = colour_sheet(theme) + _STYLE + timeline.sheet()
    root.insert(0, style)
    return ET.tostring(root, encoding="unicode") + "\n"


class _Film:
    """Adds to the picture ``root`` what is seen for a while. The parts of the picture are described in `svg_graph`."""

    def __init__(self, story: Story, root: ET.Element, timeline: Timeline) -> None:
        self.story, self.root, self.timeline = story, root, timeline
        self.steps: list[Forward | Backward] = story.tables["steps"]
        self.groups = {group.get("id", ""): group for group in root.iter(_tag("g"))}

    def shoot(self) -> None:
        """Go through the story once."""
        end = self.timeline.frames
        gradients: list[list[tuple[int, int]]] = [[] for _ in self.story.cards]  # from which frame on, and which number
        for frame, step in enumerate(self.steps, 1):
            if isinstance(step, Forward):
                self._ring(step.node, "computed", frame)
                for position, _ in self.story.inputs[step.node]:
                    self._wire(f"e{step.node}_{position}", "inflow", frame, frame + 1)
                continue
            if not any(gradients):
                gradients[self.story.tables["output"]].append((frame, self.story.tables["one"]))
            gradients[step.operand].append((frame, step.after))
            self._ring(step.node, "now", frame)
            self._ring(step.operand, "receiver", frame)
            self._wire(f"e{step.node}_{step.position}", "flow", frame, frame + 1)
            self._wire(f"e{step.node}_{step.position}", "carried", frame + 1, end)
            self._given(step, frame)
        for node, history in enumerate(gradients):
            self._numbers(node, "data", [(self.story.tables["made"][node], self.story.tables["data"][node])])
            self._numbers(node, "grad", history)
            self._time(self.groups[f"n{node}"], self.story.tables["made"][node], end, faint=0.45)
        self._captions()

    def _short(self, number: int) -> str:
        short: str = self.story.tables["numbers"][number][0]
        return short

    def _numbers(self, node: int, name: str, history: list[tuple[int, int]]) -> None:
        """Replace a number on a card by all that it ever is, and by a dot before."""
        group, original = next(
            (group, text) for group in self.groups[f"n{node}"].iter(_tag("g")) for text in group if text.get("class") == name
        )
        group.remove(original)
        states = [(0, numbers.UNREACHED), *((frame, self._short(number)) for frame, number in history)]
        for (start, text), stop in zip(states, [*(frame for frame, _ in history), self.timeline.frames], strict=True):
            if start < stop:
                copy = deepcopy(original)
                copy.text = text
                self._time(copy, start, stop)
                group.append(copy)

    def _ring(self, node: int, kind: str, frame: int) -> None:
        group = self.groups[f"n{node}"]
        for name in ("ring under", f"ring {kind}"):
            ring = _shape(next(group.iter(_tag("rect"))), name)
            self._time(ring, frame, frame + 1)
            group.append(ring)

    def _wire(self, key: str, kind: str, start: int, stop: int) -> None:
        if start < stop:
            group = self.groups[key]
            shown = ET.SubElement(group, _tag("g"))  # the dashes in it have a movement of their own
            self._time(shown, start, stop)
            way = next(group.iter(_tag("path")))
            shown.extend([_shape(way, "under"), _shape(way, kind)])

    def _given(self, step: Backward, frame: int) -> None:
        box = next(self.groups[f"n{step.operand}"].iter(_tag("rect")))
        x, y, wide, high = (float(box.get(name, "0")) for name in ("x", "y", "width", "height"))
        text = _added(self._short(step.contribution)) if step.first else _sum(*map(self._short, (step.before, step.contribution)))
        size = width(text, 11.0, monospace=True) + 12.0
        left = x + wide - 6.0 - size
        given = ET.SubElement(self.root, _tag("g"), {"class": "given"})
        self._time(given, frame, frame + 1)
        ET.SubElement(given, _tag("rect"), _attributes(x=left, y=y + high - 7, width=size, height=18, rx=9))
        ET.SubElement(given, _tag("text"), _attributes(x=left + size / 2, y=y + high + 6)).text = text

    def _captions(self) -> None:
        """Say below the picture what each frame shows, under a bar that grows."""
        x, y, wide, high = map(float, self.root.get("viewBox", "").split())
        below = _LINE * _LINES
        self.root.set("viewBox", f"{x:g} {y:g} {wide:g} {high + below:g}")
        self.root.set("height", f"{high + below:g}")
        page = next(self.root.iter(_tag("rect")))
        page.set("height", f"{high + below:g}")
        room = wide - 2 * _MARGIN
        bar = ET.SubElement(self.root, _tag("rect"), _attributes(x=x + _MARGIN, y=y + high - 4, width=room, height=3, rx=1.5))
        bar.set("class", "bar")
        bar.set("style", f"animation-duration:{self.timeline.seconds:g}s")
        for frame in range(self.timeline.frames):
            caption = ET.SubElement(self.root, _tag("g"))
            self._time(caption, frame, frame + 1)
            for i, (text, kind) in enumerate(self._lines(frame, room), 1):
                line = ET.SubElement(caption, _tag("text"), _attributes(x=x + _MARGIN, y=y + high + _LINE * i - 1))
                line.set("class", f"line {kind}".strip())
                line.text = text

    def _lines(self, frame: int, room: float) -> Iterable[tuple[str, str]]:
        if frame == 0:
            yield f"{len(self.steps)} steps", "head"
            text: str = self.story.tables["start"]
        else:
            step = self.steps[frame - 1]
            phase = "forward" if isinstance(step, Forward) else "backward"
            yield f"step {frame} of {len(self.steps)}, {phase}", "head"
            text = self._said(step.sentence)
            if isinstance(step, Backward):
                upstream, local, contribution, before, after = (self._short(number) for number in step[3:8])
                output, receiver = (self.story.tables["names"][place] for place in (self.story.tables["output"], step.operand))
                yield f"{_product(upstream, local)} = {contribution},  ∂{output}/∂{receiver}: {before} → {after}", "sum"
        yield from ((line, "") for line in _wrapped(text, room))

    def _said(self, phrase: Phrase) -> str:
        return join(self.story.tables["patterns"], self.story.tables["words"], phrase)

    def _time(self, element: ET.Element, start: int, stop: int, *, faint: float = 0.0) -> None:
        element.set("class", f"{element.get('class', '')} {self.timeline.during(start, stop, faint=faint)}".strip())


def _added(number: str) -> str:
    return number if number.startswith(numbers.MINUS) else f"+{number}"


def _sum(first: str, second: str) -> str:
    return f"{first} {_added(second)[0]} {_added(second)[1:]}"


def _product(first: str, second: str) -> str:
    return f"{first} × ({second})" if second.startswith(numbers.MINUS) else f"{first} × {second}"


def _wrapped(text: str, room: float) -> list[str]:
    """Break a text into at most three lines that are no wider than ``room``."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if width(longer, _SIZE) <= room or not lines[-1]:
            lines[-1] = cut(longer, room, _SIZE)
        else:
            lines.append(cut(word, room, _SIZE))
    return lines if len(lines) <= 3 else [*lines[:2], cut(" ".join(lines[2:]), room, _SIZE)]


def _tag(name: str) -> str:
    return f"{{{SVG}}}{name}"


def _attributes(**lengths: float) -> dict[str, str]:
    return {name: f"{length:.1f}".removesuffix(".0") for name, length in lengths.items()}


def _shape(element: ET.Element, name: str) -> ET.Element:
    """Return the outline of an element, to be painted by its class."""
    kept = {key: value for key, value in element.items() if key in {"x", "y", "width", "height", "rx", "d"}}
    return ET.Element(element.tag, kept | {"class": name})
