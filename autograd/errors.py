"""Errors named by meaning: what was wrong, what was given, what to do instead."""

from __future__ import annotations


class NotDifferentiable(ArithmeticError):
    """A derivative that was asked for is infinite or undefined at this point.

    Examples are ``sqrt`` at 0 and the derivative of ``(-2)**y`` by ``y``. ``node`` is the recorded value whose
    derivative it is, or None where no graph was recorded.
    """

    def __init__(self, message: str, node: object = None) -> None:
        super().__init__(message)
        self.node = node


class StaleGraph(RuntimeError):
    """A value was assigned after the graph that uses it was recorded.

    Its derivatives would mix two points. ``output.recompute()`` runs the recorded graph again; recording the
    expression anew does as well. ``node`` is the recorded value that no longer agrees with its inputs.
    """

    def __init__(self, message: str, node: object = None) -> None:
        super().__init__(message)
        self.node = node


class CycleError(ValueError):
    """A graph that must have an order runs in a circle. ``cycle`` lists its nodes, each the input of the next."""

    def __init__(self, message: str, cycle: list[object]) -> None:
        super().__init__(message)
        self.cycle = cycle


class GradientMismatch(AssertionError):
    """A derivative disagrees with differences of its function. The text is the report's table; ``report`` is the report."""

    def __init__(self, message: str, report: object = None) -> None:
        super().__init__(message)
        self.report = report


class ExpressionError(ValueError):
    """A text is no expression that can be read. The message is one line: what was found, where, and what to write."""
