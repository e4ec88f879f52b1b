"""What can be wrong with a picture."""

from __future__ import annotations


class NoEngine(RuntimeError):
    """A picture was asked for in a format that needs Graphviz, and none was found that can write it."""


class TooLarge(ValueError):
    """So much of a graph was asked for that nobody could read the picture."""


class NothingToDraw(ValueError):
    """The numbers that a picture would show do not exist yet: no forward pass, or no backward pass, has computed them."""
