"""When things are seen: frames, and the style sheet that shows them in a loop.

A **frame** is what is seen after one step. Where a reader prefers reduced motion nothing moves, and the last frame is seen.
"""

from __future__ import annotations

SECONDS, REST = 1.6, 2.4  # a frame, and the last one's extra time


class Timeline:
    """Which frames a thing is seen in, as classes and their style sheet."""

    def __init__(self, frames: int) -> None:
        self.frames = frames
        self.seconds = SECONDS * frames + REST
        self._classes: dict[tuple[int, int, float], str] = {}

    def during(self, start: int, stop: int, *, faint: float = 0.0) -> str:
        """Return the class of what is seen from frame ``start`` on and no longer from frame ``stop`` on; else it is ``faint``."""
        if (start, stop) == (0, self.frames):
            return ""
        return self._classes.setdefault((start, stop, faint), f"{'f' if faint else 't'}{start}-{stop}")

    def sheet(self) -> str:
        """Return the style sheet of the classes that were asked for."""
        rules = []
        for (start, stop, faint), name in self._classes.items():
            stays = stop >= self.frames
            moments = [(0.0, faint)] * (start > 0) + [(self._percent(start), 1)] + [(self._percent(stop), faint)] * (not stays)
            keys = "".join(f"{percent:.4g}%{{opacity:{seen:g}}}" for percent, seen in moments)
            rules.append(f"@keyframes {name}{{{keys}}}.{name}{{animation:{name} {self.seconds:g}s step-end infinite")
            rules.append("}" if stays else f";opacity:{faint:g}}}")
        return "".join(rules) + "@media(prefers-reduced-motion:reduce){*{animation:none!important}}"

    def _percent(self, frame: int) -> float:
        return 100.0 * SECONDS * frame / self.seconds
