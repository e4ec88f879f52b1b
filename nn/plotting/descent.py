"""Descent as a path: on a curve over one parameter, or on the contours of a loss over two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from math import inf, isfinite, nan
from typing import Any

from autograd import Value, zero_gradients
from autograd.drawing.palette import Palette, mix
from autograd.operation import number
from nn.optimizers import GradientDescent, Optimizer

from .figures import MARKS, class_colour, drawing, open_axes

Point = tuple[float, ...]
Loss = Callable[..., Any]


def descend(loss: Loss, start: Sequence[float] | float, optimizer: Optimizer | float, steps: int = 20) -> list[Point]:
    """Return the points that an optimizer passes through on a function of one or more parameters, the start first.

    ``optimizer`` is one of nn.optimizers, or a learning rate of plain gradient descent. The path ends early, at the last point,
    where the loss or its gradient is no finite number. Raises TypeError where the loss returns no Value.

    >>> descend(lambda w: (w - 3.0) ** 2, 0.0, 0.25, steps=3)
    [(0.0,), (1.5,), (2.25,), (2.625,)]
    """
    rule = GradientDescent(optimizer) if isinstance(optimizer, (int, float)) else optimizer
    at = [start] if isinstance(start, (int, float)) else list(start)
    parameters = [Value(x, f"w{i + 1}") for i, x in enumerate(at)]
    path: list[Point] = [tuple(w.data for w in parameters)]
    for _ in range(steps):
        zero_gradients(parameters)
        try:
            error = loss(*parameters)
            if not isinstance(error, Value):
                raise TypeError(f"the loss must return a Value made of its parameters, got {type(error).__name__} {error!r}")
            error.backward()
        except (ValueError, ArithmeticError):
            if len(path) == 1:
                raise
            break
        if not isfinite(error.data) or not all(isfinite(w.grad) for w in parameters):
            break
        rule.step(parameters)
        path.append(tuple(w.data for w in parameters))
    return path


def plot_descent(
    loss: Loss,
    paths: Mapping[str, Sequence[Any]] | Sequence[Any],
    *,
    extent: Any = None,
    names: Sequence[str] | None = None,
    resolution: int = 90,
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure of paths on a function: on its curve over one parameter, or on its contours over two.

    ``loss`` takes one or two numbers and gives one; ``paths`` are lists of points, as `descend` returns them, by name. A hollow
    mark is where a path starts; steps that lead out of the picture leave it. ``extent`` is (left, right), or ((left, right),
    (bottom, top)); by default it is around the lowest point found and wide enough for every start. Contours lie so that as much
    of the picture is between any two. ``names`` are those of the parameters, by default the function's own.

    Raises ValueError for no paths, and for points with more than two parameters; ImportError without matplotlib.
    """
    named = {name: _points(path) for name, path in (paths if isinstance(paths, Mapping) else {"": paths}).items()}
    if not named or not all(named.values()):
        raise ValueError("there is no path to draw: make one with nn.plotting.descend(loss, start, learning_rate)")
    (count, *more) = {len(point) for path in named.values() for point in path}
    if more or count > 2:
        raise ValueError(f"a path must have points of one or two parameters each, got {max([count, *more])}")
    height = _height(loss)
    intervals = _extent(height, named, extent, count)
    labels = _names(loss, names, count)
    wide = len(named) if count == 2 else 1
    with drawing(5.6 if wide == 1 else 2.9 * wide + 0.5, 4.2 if wide == 1 else 3.4, theme) as (figure, colours):
        panels = figure.subplots(1, wide, sharex=True, sharey=True, squeeze=False)[0]
        if count == 1:
            _curve(panels[0], height, named, intervals[0], colours, theme)
        else:
            _contours(panels, height, named, intervals, max(2, resolution), colours)
            panels[0].set_ylabel(labels[1])
        for axes in panels:
            axes.set_xlabel(labels[0])
        if count == 1:
            panels[0].set_ylabel("loss")
        return figure


def _points(path: Sequence[Any]) -> list[Point]:
    """Return the finite points at the beginning of a path."""
    listed = [(number(p),) if isinstance(p, (int, float)) else tuple(number(x) for x in p) for p in path]
    for i, point in enumerate(listed):
        if not all(map(isfinite, point)):
            return listed[:i]
    return listed


def _height(loss: Loss) -> Callable[..., float]:
    def height(*point: float) -> float:
        try:
            found = loss(*point)
        except (ValueError, ArithmeticError):
            return nan
        y = found.data if isinstance(found, Value) else number(found)
        return y if isfinite(y) else nan

    return height


def _names(loss: Loss, names: Sequence[str] | None, count: int) -> list[str]:
    if names is not None:
        if len(names) != count:
            raise ValueError(f"there are {count} parameters, got {len(names)} names for them")
        return list(names)
    try:
        found = list(signature(loss).parameters)
    except (TypeError, ValueError):
        found = []
    return found if len(found) == count else [f"w{i + 1}" for i in range(count)]


def _extent(height: Callable[..., float], named: dict[str, list[Point]], extent: Any, count: int) -> list[tuple[float, float]]:
    if extent is not None:
        wanted = "(left, right)" if count == 1 else "((left, right), (bottom, top))"
        try:
            given = [(number(low), number(high)) for low, high in (extent if count == 2 else [extent])]
        except (TypeError, ValueError):
            given = []
        if len(given) != count or any(not -inf < low < high < inf for low, high in given):
            raise ValueError(f"extent must be {wanted}, low before high, got {extent!r}")
        return given
    heights = {point: height(*point) for path in named.values() for point in path}
    best = min((p for p, y in heights.items() if y == y), key=heights.__getitem__, default=next(iter(named.values()))[0])
    reach = max(abs(path[0][i] - best[i]) for path in named.values() for i in range(count)) or 1.0
    return [(x - 1.3 * reach, x + 1.3 * reach) for x in best]


def _curve(
    axes: Any,
    height: Callable[..., float],
    named: dict[str, list[Point]],
    interval: tuple[float, float],
    colours: Palette,
    theme: str,
) -> None:
    low, high = interval
    xs = [low + (high - low) * i / 400 for i in range(401)]
    ys = [height(x) for x in xs]
    axes.plot(xs, ys, color=colours.ink, linewidth=1.4, zorder=1)
    finite = [y for y in ys if y == y] or [0.0, 1.0]
    for k, (name, path) in enumerate(named.items()):
        _path(axes, [(x, height(x)) for (x,) in path], class_colour(theme, k), MARKS[k], name, colours)
    margin = 0.06 * (max(finite) - min(finite) or 1.0)
    axes.set_xlim(low, high)
    axes.set_ylim(min(finite) - margin, max(finite) + margin)
    if any(named):
        axes.legend(loc="best")
    open_axes(axes, sides="bottom left")


def _contours(
    panels: Any,
    height: Callable[..., float],
    named: dict[str, list[Point]],
    intervals: list[tuple[float, float]],
    resolution: int,
    colours: Palette,
) -> None:
    (left, right), (bottom, top) = intervals
    xs, ys = ([a + (b - a) * i / (resolution - 1) for i in range(resolution)] for a, b in ((left, right), (bottom, top)))
    grid = [[height(x, y) for x in xs] for y in ys]
    numbers = sorted(z for line in grid for z in line if z == z)
    if not numbers:
        raise ValueError("the loss has no finite value anywhere in the picture: choose another extent")
    levels = sorted({numbers[round(share * (len(numbers) - 1))] for share in [0.01, 0.04, *(k / 11 for k in range(1, 11))]})
    shades = [mix(colours.page, colours.wire, 0.55 * (1.0 - i / len(levels))) for i in range(len(levels) + 1)]
    edges = [numbers[0] - 1.0, *levels, numbers[-1] + 1.0]
    for axes, (name, path) in zip(panels, named.items(), strict=True):
        axes.contourf(xs, ys, grid, levels=edges, colors=shades)
        axes.contour(xs, ys, grid, levels=levels, colors=[colours.wire], linewidths=0.6)
        _path(axes, path, colours.positive, "o", name, colours)
        axes.set_title(name, fontsize=9.5)
        axes.set_xlim(left, right)
        axes.set_ylim(bottom, top)


def _path(axes: Any, points: Sequence[Point], ink: str, mark: str, name: str, colours: Palette) -> None:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    # the marks' rims lie below all of the path: around each mark, they would whiten the places where many lie close together
    axes.plot(xs, ys, mark, color=colours.page, markersize=5.0, markeredgewidth=0, zorder=2.9)
    axes.plot(xs, ys, color=ink, marker=mark, markersize=3.5, markeredgewidth=0, linewidth=1.3, label=name or None, zorder=3)
    start = {"markerfacecolor": colours.page, "markersize": 6.5, "markeredgewidth": 1.4}
    axes.plot(xs[:1], ys[:1], mark, color=ink, zorder=4, **start)
