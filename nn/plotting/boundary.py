"""Decision boundaries: where the answer of a network changes, over two of its inputs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd.drawing.palette import Palette, mix
from autograd.operation import number
from nn.network import Network
from nn.prediction import compute

from .figures import MARKS, SMALL, class_colour, colour_scale, drawing, rows_and_columns
from .plane import Grid, Plane, answers, middle, plane, rows_and_classes, scores, span

if TYPE_CHECKING:
    from .recorder import Recorder


class _Settings(NamedTuple):
    along: Sequence[str] | None
    extent: Any
    threshold: float | None
    class_names: Sequence[str] | None
    units: Sequence[tuple[float, float]] | None
    resolution: int
    theme: str


@dataclass(frozen=True)
class _Task:
    """What is drawn, whatever the weights are."""

    network: Network
    plane: Plane
    rows: list[list[float]]
    classes: list[int]  # what each row is, where that was told
    names: list[str]
    threshold: float
    resolution: int
    theme: str
    units: Sequence[tuple[float, float]]

    def raw(self, place: int, x: float) -> float:
        """Return an input as a reader knows it, where the network is given it shifted and scaled."""
        shift, scale = self.units[place]
        return shift + scale * x


def plot_decision_boundary(
    network: Network,
    inputs: Iterable[Iterable[float]] | None = None,
    targets: Iterable[Any] | None = None,
    *,
    along: Sequence[str] | None = None,
    extent: Any = None,
    threshold: float | None = None,
    class_names: Sequence[str] | None = None,
    units: Sequence[tuple[float, float]] | None = None,
    contours: Sequence[float] = (),
    circled: Iterable[Sequence[float]] = (),
    resolution: int = 100,
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure of what a network answers over two of its inputs, and of the line where the answer changes.

    With one output the line is where it is ``threshold``, by default the middle of the output's activation (0.5 for sigmoid and
    step, 0 for tanh and for logits); with several, where another output becomes the largest. The rows of ``inputs`` are drawn
    as marks, those that are answered wrongly with a ring. ``targets`` are as for `nn.train`: classes from 0, or two numbers.

    ``along`` names the two inputs to draw over where there are more; the others are held at their mean. ``extent`` is
    ((left, right), (bottom, top)), by default around the rows. ``class_names`` go into the legend, lower class first. ``units``
    holds (shift, scale) of each input whose axis is to show shift + scale * x. The network is asked at ``resolution`` squared
    points, with its weights as they are, and the latest pass through its neurons stays.

    ``contours`` are further answers of one output, whose lines are drawn dashed, and ``circled`` are points to be circled: -1 and
    1, and the support vectors, show a margin.

    Raises ValueError, saying what to do, for a network with one input or with more than two, for targets that are no classes,
    where the network gives no number anywhere, for contours of several outputs, and for points that do not fit; ImportError
    without matplotlib.

    >>> from nn import feed_forward, datasets
    >>> figure = plot_decision_boundary(feed_forward([2, 4, 1], seed=0), *datasets.xor())  # doctest: +SKIP
    """
    settings = _Settings(along, extent, threshold, class_names, units, resolution, theme)
    task = _task(network, inputs, targets, settings)
    weights = [w.data for w in network._planned().weights]
    with drawing(5.2, 4.4, theme) as (figure, colours):
        axes = figure.subplots()
        found = _scores(task, weights)
        _draw(axes, task, weights, found, _most(task, found), colours, size=30.0)
        _emphasise(axes, task, found, contours, circled, colours)
        axes.set_title(_title(task, weights), fontsize=SMALL, color=colours.muted)
        _legend(figure, axes, task, colours)
        return figure


def plot_boundary_over_training(
    recorder: Recorder,
    inputs: Iterable[Iterable[float]] | None = None,
    targets: Iterable[Any] | None = None,
    *,
    epochs: Sequence[int] | None = None,
    columns: int | None = None,
    along: Sequence[str] | None = None,
    extent: Any = None,
    threshold: float | None = None,
    class_names: Sequence[str] | None = None,
    units: Sequence[tuple[float, float]] | None = None,
    resolution: int = 60,
    theme: str = "light",
) -> Any:
    """Return a matplotlib Figure with a decision boundary for each of the epochs whose weights a `Recorder` kept.

    ``epochs`` chooses among them, by default at most nine, spread evenly over those that were kept, the first and the last among
    them; epoch 0 is before the training. The other arguments, and what is raised, are those of `plot_decision_boundary`;
    ValueError, too, for an epoch that was not kept.
    """
    chosen = recorder.chosen(epochs)
    settings = _Settings(along, extent, threshold, class_names, units, resolution, theme)
    task = _task(recorder.network, inputs, targets, settings)
    lines, columns = rows_and_columns(len(chosen), columns)
    with drawing(2.3 * columns + 0.4, 2.2 * lines + 0.8, theme) as (figure, colours):
        panels = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
        found = [_scores(task, recorder.weights[epoch]) for epoch in chosen]
        most = max(_most(task, of_epoch) for of_epoch in found)
        for i, axes in enumerate(panels.flat):
            if i >= len(chosen):
                axes.set_visible(False)
                continue
            weights = recorder.weights[chosen[i]]
            _draw(axes, task, weights, found[i], most, colours, size=11.0)
            axes.set_title(_title(task, weights, f"epoch {chosen[i]}" if chosen[i] else "before"), fontsize=SMALL)
            if i + columns < len(chosen):
                axes.set_xlabel("")
            else:
                axes.tick_params(labelbottom=True)
            if i % columns:
                axes.set_ylabel("")
        _legend(figure, panels[0, 0], task, colours)
        return figure


def _task(network: Network, inputs: Any, targets: Any, settings: _Settings) -> _Task:
    rows, classes = rows_and_classes(network, inputs, targets)
    if index(settings.resolution) < 2:
        raise ValueError(f"resolution must be 2 points or more, got {settings.resolution!r}")
    limit = middle(network.outputs[0].activation)
    if settings.threshold is not None:
        limit = number(settings.threshold, "a number as threshold")
    names = _class_names(network, settings.class_names, limit)
    units = [(0.0, 1.0)] * len(network.inputs) if settings.units is None else list(settings.units)
    shown = plane(network, rows, settings.along, settings.extent)
    return _Task(network, shown, rows, classes, names, limit, index(settings.resolution), settings.theme, units)


def _class_names(network: Network, given: Sequence[str] | None, limit: float) -> list[str]:
    labels = [neuron.label for neuron in network.outputs]
    found = labels if len(labels) > 1 else [f"{labels[0]} below {limit:g}", f"{labels[0]} above {limit:g}"]
    if given is not None and len(given) != len(found):
        raise ValueError(f"class_names must be {len(found)} names, got {len(given)}")
    return found if given is None else list(map(str, given))


def _scores(task: _Task, weights: Sequence[float]) -> list[Grid]:
    return scores(answers(task.network, weights, task.plane, task.resolution), task.threshold)


def _most(task: _Task, found: Sequence[Grid]) -> float:
    """Return the score at which the colours are fullest: where one output ends, else the largest that was found."""
    low, high = span(task.network.outputs[0].activation)
    if len(found) == 1 and isfinite(high - low) and high > low:
        return max(high - task.threshold, task.threshold - low)
    return max(abs(z) for grid in found for line in grid for z in line if z == z) or 1.0


def _draw(
    axes: Any, task: _Task, weights: Sequence[float], found: Sequence[Grid], most: float, colours: Palette, *, size: float
) -> None:
    right, upwards = _ticks(task)
    if len(found) == 1:
        levels = [(i / 10.0 - 1.0) * most for i in range(21)]
        scale = colour_scale(colours.page, class_colour(task.theme, 0), class_colour(task.theme, 1), 0.5)
        axes.contourf(right, upwards, found[0], levels=levels, cmap=scale, extend="both")
    else:
        for k, score in enumerate(found):
            numbers = [z for line in score for z in line if z == z]
            if max(numbers) > 0.0:
                tint = mix(colours.page, class_colour(task.theme, k), 0.28)
                axes.contourf(right, upwards, score, levels=[0.0, max(numbers) * 2.0], colors=[tint])
    for score in found:
        numbers = [z for line in score for z in line if z == z]
        if min(numbers) < 0.0 < max(numbers):
            axes.contour(right, upwards, score, levels=[0.0], colors=[colours.ink], linewidths=1.4 if size > 20 else 1.0)
    _points(axes, task, weights, colours, size)
    axes.set_xlabel(task.plane.names[0])
    axes.set_ylabel(task.plane.names[1])
    axes.set_xlim(right[0], right[-1])
    axes.set_ylim(upwards[0], upwards[-1])


def _emphasise(
    axes: Any, task: _Task, found: Sequence[Grid], contours: Sequence[float], circled: Iterable[Sequence[float]], colours: Palette
) -> None:
    """Draw further contours of one output, dashed, and rings around points."""
    if len(contours):
        if len(found) > 1:
            raise ValueError(f"contours are answers of one output, and the network has {len(found)}: leave them out")
        right, upwards = _ticks(task)
        levels = sorted({number(level, "a number among contours") - task.threshold for level in contours})
        axes.contour(right, upwards, found[0], levels=levels, colors=[colours.ink], linewidths=0.9, linestyles="dashed")
    points = [list(point) for point in circled]
    for point in points:
        if len(point) != len(task.network.inputs):
            raise ValueError(f"a circled point has a number for each of {len(task.network.inputs)} inputs, got {point!r}")
    if points:
        across, up = ([task.raw(i, point[i]) for point in points] for i in task.plane.places)
        axes.scatter(across, up, s=95.0, facecolors="none", edgecolors=colours.ink, linewidths=1.0, zorder=4)


def _ticks(task: _Task) -> list[list[float]]:
    """Return where the network was asked along each axis, as a reader knows it."""
    ticks = zip(task.plane.places, task.plane.ticks(task.resolution), strict=True)
    return [[task.raw(place, x) for x in along] for place, along in ticks]


def _points(axes: Any, task: _Task, weights: Sequence[float], colours: Palette, size: float) -> None:
    a, b = task.plane.places
    wrong, thin = _wrong(task, weights), (1.0 if size > 20.0 else 0.55)
    for k in sorted(set(task.classes)) if task.classes else [-1]:
        members = [i for i in range(len(task.rows)) if not task.classes or task.classes[i] == k]
        axes.scatter(
            [task.raw(a, task.rows[i][a]) for i in members],
            [task.raw(b, task.rows[i][b]) for i in members],
            s=size,
            marker=MARKS[k % len(MARKS)] if k >= 0 else "o",
            color=class_colour(task.theme, k) if k >= 0 else colours.ink,
            edgecolors=[colours.ink if i in wrong else colours.page for i in members],
            linewidths=[1.4 * thin if i in wrong else 0.6 * thin for i in members],
            label=task.names[k] if k >= 0 else "rows",
            zorder=3,
        )


def _wrong(task: _Task, weights: Sequence[float]) -> set[int]:
    """Return the rows that are answered wrongly, or not at all."""
    plan, wrong = task.network._planned(), set[int]()
    for i, wanted in enumerate(task.classes):
        try:
            (found,) = compute(plan, list(weights), [task.rows[i]])
        except (ValueError, ArithmeticError):
            wrong.add(i)
            continue
        answer = int(found[0] > task.threshold) if len(found) == 1 else max(range(len(found)), key=found.__getitem__)
        if answer != wanted or not all(map(isfinite, found)):
            wrong.add(i)
    return wrong


def _title(task: _Task, weights: Sequence[float], begin: str = "") -> str:
    parts = [begin] if begin else []
    if task.classes:
        wrong = len(_wrong(task, weights))
        parts.append(f"{wrong} of {len(task.rows)} wrong" + ("" if begin or not wrong else ", ringed"))
    held = "" if begin else task.plane.held(task.network)
    return ", ".join(part for part in [*parts, held] if part)


def _legend(figure: Any, axes: Any, task: _Task, colours: Palette) -> None:
    handles, labels = axes.get_legend_handles_labels()
    if task.classes and handles:
        made = figure.legend(handles, labels, loc="outside lower left", ncols=min(len(labels), 4), handletextpad=0.2)
        for handle in made.legend_handles:
            handle.set_sizes([24.0])
            handle.set_edgecolor(colours.page)
