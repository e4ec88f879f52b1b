"""Activations, paths of descent and errors of differences: what is drawn is what was computed."""

import itertools
from math import inf, isfinite, nan, pi, sqrt
from typing import Any

import pytest

from autograd import Operation, derivative, exp
from autograd import sqrt as root
from autograd.operations import leaky_relu
from nn.lookup import activation_names, activation_row
from nn.optimizers import Adam
from nn.plotting import (
    descend,
    difference_errors,
    plot_activation_gallery,
    plot_activations,
    plot_descent,
    plot_difference_errors,
)
from nn.plotting.tracing import Dot, corners, derivative_formula, slope, trace, value_range


def row(name: str) -> Operation:
    return activation_row(name, "the test")


# ---- tracing --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", activation_names())
def test_a_trace_is_the_function_and_never_leads_through_a_jump(name: str) -> None:
    """Every point drawn is one of the row's; between neighbours of a line the function goes no detour."""
    activation = row(name)
    for function, exact in ((activation.function, activation.function), (slope(activation), derivative(activation))):
        found = trace(function, -4.0, 4.0, corners(activation))
        assert found.pieces
        for piece in found.pieces:
            for x, y in piece[:: max(1, len(piece) // 12)]:
                assert exact(x) == y
            for (x0, y0), (x1, y1) in itertools.pairwise(piece):
                assert x0 < x1
                steep = abs(y1 - y0) > 0.5 and max(abs(y0), abs(y1)) < 4.0
                if steep:  # then there are numbers between, as there are none in a jump
                    between = [exact(x0 + (x1 - x0) * k / 8.0) for k in range(1, 8)]
                    assert any(min(y0, y1) < y < max(y0, y1) for y in between)


def test_jumps_have_a_filled_end_where_the_value_is_and_a_hollow_one_where_it_is_not() -> None:
    """sign(0) = 0 lies between both; floor has a jump at each whole number, also at those that its row does not list."""
    assert [Dot(0.0, 0.0, True), Dot(0.0, 1.0, False)] == trace(row("step").function, -1.0, 1.0).dots
    assert [Dot(0.0, -1.0, False), Dot(0.0, 0.0, True), Dot(0.0, 1.0, False)] == trace(
        row("sign").function, -1.0, 1.0, [0.0]
    ).dots
    assert {Dot(0.3, -1.0, False), Dot(0.3, 0.0, True), Dot(0.3, 1.0, False)} == set(
        trace(lambda x: row("sign")(x - 0.3), -1.0, 1.0).dots
    )
    dots = trace(row("floor").function, -2.5, 2.5).dots
    assert [(float(x), float(x)) for x in range(-2, 3)] == [(dot.x, dot.y) for dot in dots if dot.filled]
    assert [(float(x), x - 1.0) for x in range(-2, 3)] == [(dot.x, dot.y) for dot in dots if not dot.filled]
    assert [Dot(0.0, 0.0, True), Dot(0.0, 1.0, False)] == trace(slope(row("relu")), -1.0, 1.0, [0.0]).dots


def test_an_edge_of_the_domain_ends_the_line_where_it_is() -> None:
    """With a dot where there is a value, without one where the function goes off to infinity."""
    found = trace(row("asin").function, -4.0, 4.0)
    assert [Dot(-1.0, -pi / 2, True), Dot(1.0, pi / 2, True)] == [
        Dot(d.x, pytest.approx(d.y, abs=1e-5), d.filled) for d in found.dots
    ]
    assert [-pi / 2, pi / 2] == pytest.approx([dot.y for dot in found.dots], abs=1e-5)
    assert [(-4.0, -1.0), (1.0, 4.0)] == [(pytest.approx(a, abs=1e-9), pytest.approx(b, abs=1e-9)) for a, b in found.gaps]
    logarithm = trace(row("log").function, -4.0, 4.0)
    assert 1 == len(logarithm.pieces)
    assert -20.0 > logarithm.pieces[0][0][1]


def test_a_pole_parts_a_line() -> None:
    """The tangent, at both right angles."""
    found = trace(row("tan").function, -4.0, 4.0)
    assert 3 == len(found.pieces)
    assert [-pi / 2, pi / 2] == pytest.approx([piece[-1][0] for piece in found.pieces[:2]], abs=1e-6)
    assert [] == found.dots


def test_a_function_without_any_value_leaves_nothing() -> None:
    """And no exception."""

    def nowhere(_: float) -> float:
        raise ValueError("nowhere")

    assert ([], []) == (trace(nowhere, 0.0, 1.0).pieces, trace(lambda _: nan, 0.0, 1.0).pieces)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("step", (0.0, 1.0)), ("linear", (-inf, inf)), ("sigmoid", (0.0, 1.0)), ("tanh", (-1.0, 1.0)), ("relu", (0.0, inf)),
        ("sqrt", (0.0, inf)), ("exp", (0.0, inf)), ("log", (-inf, inf)), ("sin", (-1.0, 1.0)), ("cos", (-1.0, 1.0)),
        ("atanh", (-inf, inf)), ("acosh", (0.0, inf)), ("cosh", (1.0, inf)), ("acos", (0.0, 3.14159)), ("erfc", (0.0, 2.0)),
        ("softsign", (-1.0, 1.0)), ("silu", (-0.27846, inf)), ("clip(0, 6)", (0.0, 6.0)), ("elu(2)", (-2.0, inf)),
        ("log_sigmoid", (-inf, 0.0)), ("log1p", (-inf, inf)), ("cbrt", (-inf, inf)), ("asinh", (-inf, inf)), ("tan", (-inf, inf)),
    ],
)  # fmt: skip
def test_the_range_is_found(name: str, expected: tuple[float, float]) -> None:
    """From the row's numbers alone."""
    assert expected == value_range(row(name))


def test_the_formula_of_a_derivative_is_the_rule_itself() -> None:
    """Y stands for the result."""
    assert ["y", "0", "step(x)", "y * sigmoid(-x)"] == [derivative_formula(row(n)) for n in ("exp", "step", "relu", "sigmoid")]
    assert "2" == derivative_formula(row("linear(2)"))


# ---- activations ----------------------------------------------------------------------------------------------------


def test_the_five_of_the_textbooks_stand_side_by_side_on_one_scale() -> None:
    """Functions above, derivatives below."""
    pytest.importorskip("matplotlib")
    figure = plot_activations()
    above, below = figure.axes[:5], figure.axes[5:]
    names = [axes.get_title("left").partition("\n")[0] for axes in above]
    assert ["step", "linear", "sigmoid", "tanh", "relu"] == names
    for line in (above, below):
        assert 1 == len({axes.get_ylim() for axes in line}) == len({axes.get_xlim() for axes in line})
    for name, function, slopes in zip(names, above, below, strict=True):
        for axes, exact in ((function, row(name).function), (slopes, derivative(row(name)))):
            drawn = [(x, y) for line in axes.lines if len(line.get_xdata()) > 2 for x, y in line.get_xydata().tolist()]
            assert all(y == exact(x) for x, y in drawn if x not in {0.0, 1.0} or len(drawn) > 100)
    assert "y′ = step(x)" == below[-1].get_title("left")


def test_the_gallery_shows_every_activation_of_the_table_and_a_row_of_your_own() -> None:
    """A row that is added appears by itself: the names are those that a neuron may have."""
    pytest.importorskip("matplotlib")
    assert activation_names() == [axes.get_title("left") for axes in plot_activation_gallery().axes if axes.get_visible()]
    bent = Operation("bent", lambda x: (sqrt(x * x + 1.0) - 1.0) / 2.0 + x, lambda out, x: (x / (2.0 * root(x * x + 1.0)) + 1.0,))
    figure = plot_activation_gallery([bent, leaky_relu(0.3)])
    assert ["bent", "leaky_relu(0.3)"] == [axes.get_title("left") for axes in figure.axes]
    assert "y = bent(x)" == figure.axes[0].get_xlabel()
    assert "y′ = x / (2 × sqrt(x × x + 1)) + 1" == figure.axes[0].texts[0].get_text().replace("\n", " ")


def test_unknown_activations_and_empty_intervals_are_refused() -> None:
    """With what to write instead."""
    with pytest.raises(ValueError, match="did you mean 'tanh'"):
        plot_activations(["thanh"])
    with pytest.raises(ValueError, match="there is no activation to draw"):
        plot_activations([])
    with pytest.raises(ValueError, match=r"from low to high, got 1\.0 to -1\.0"):
        plot_activation_gallery(low=1.0, high=-1.0)


# ---- descent --------------------------------------------------------------------------------------------------------


def bowl(w1: Any, w2: Any) -> Any:
    return w1**2 + 8.0 * w2**2


def test_a_path_is_that_of_the_optimizer() -> None:
    """W <- w - α dE/dw, by hand; any optimizer, in any number of dimensions."""
    assert [(2.0, 1.0), (1.6, -0.6), (1.28, 0.36)] == [pytest.approx(p) for p in descend(bowl, (2.0, 1.0), 0.1, steps=2)]
    assert [(1.0,), (0.99,)] == [pytest.approx(p) for p in descend(lambda w: w * w, 1.0, Adam(0.01), steps=1)]
    assert 4 == len(descend(lambda a, b, c: a * a + b * c, (1.0, 2.0, 3.0), 0.1, steps=3))


def test_a_path_ends_where_there_are_no_more_numbers() -> None:
    """The logarithm of a negative number; an overflow."""
    assert [(1.0,), (-1.0,)] == descend(lambda w: 2.0 * w.log(), 1.0, 1.0, steps=5)
    assert all(isfinite(w) for (w,) in descend(lambda w: w**4, 3.0, 1.0, steps=50))
    with pytest.raises(TypeError, match="must return a Value made of its parameters, got float"):
        descend(lambda w: 1.0, 1.0, 0.1)


def test_paths_are_drawn_on_the_contours() -> None:
    """A panel for each, on one scale wide enough for every start; one that is too fast leaves the picture."""
    pytest.importorskip("matplotlib")
    paths = {"slow": descend(bowl, (2.0, 1.0), 0.02), "fast": descend(bowl, (2.0, 1.0), 0.13)}
    figure = plot_descent(bowl, paths, resolution=12)
    assert ["slow", "fast"] == [axes.get_title("left") for axes in figure.axes]
    for axes, path in zip(figure.axes, paths.values(), strict=True):
        assert path == [tuple(p) for p in axes.lines[0].get_xydata().tolist()]
        assert axes.get_xlim()[0] < 2.0 < axes.get_xlim()[1] < 10.0
    assert ("w1", "w2") == (figure.axes[0].get_xlabel(), figure.axes[0].get_ylabel())


def test_a_path_over_one_parameter_lies_on_the_curve() -> None:
    """And several lie on the same one."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_descent(lambda w: (w - 1.0) ** 2, {"0.1": descend(lambda w: (w - 1.0) ** 2, -1.0, 0.1, 4)}).axes
    curve, path = axes.lines[:2]
    assert 401 == len(curve.get_xdata())
    for line in (curve, path):
        assert all(y == (x - 1.0) ** 2 for x, y in line.get_xydata().tolist())
    assert "w" == axes.get_xlabel()


def test_a_path_is_not_whitened_where_its_marks_lie_densely() -> None:
    """Along a hundred marks in a row, each closer to the next than it is wide, every pixel is of the path's colour."""
    pytest.importorskip("matplotlib")
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    dense = [(0.5 + 0.005 * i, 1.0) for i in range(100)]
    figure = plot_descent(bowl, [(0.0, 0.0), *dense], extent=((-1.0, 2.0), (-1.0, 2.0)), resolution=12)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    pixels = memoryview(canvas.buffer_rgba()).tolist()
    along = [figure.axes[0].transData.transform(p) for p in dense[2:-2]]
    (left, y), (right, _) = along[0], along[-1]
    seen = {tuple(pixels[-1 - int(y)][x]) for x in range(int(left), int(right))}
    assert 1 == len(seen), "the rim of one mark lies over the next"


@pytest.mark.parametrize(
    ("paths", "settings", "message"),
    [
        ({}, {}, "there is no path to draw"),
        ({"a": []}, {}, "there is no path to draw"),
        ({"a": [(1.0, 2.0, 3.0)]}, {}, "points of one or two parameters each, got 3"),
        ({"a": [(1.0,), (1.0, 2.0)]}, {}, "points of one or two parameters each, got 2"),
        ([(1.0, 2.0)], {"extent": (0.0, 1.0)}, r"extent must be \(\(left, right\), \(bottom, top\)\)"),
        ([(1.0, 2.0)], {"extent": ((0.0, 1.0), (1.0, 0.0))}, "low before high"),
        ([(1.0, 2.0)], {"names": ["w"]}, "there are 2 parameters, got 1 names"),
    ],
)
def test_paths_that_cannot_be_drawn(paths: Any, settings: dict[str, Any], message: str) -> None:
    """Each says what is wanted."""
    with pytest.raises(ValueError, match=message):
        plot_descent(bowl, paths, **settings)


# ---- differences ----------------------------------------------------------------------------------------------------


def test_errors_of_differences_fall_by_the_step_and_by_its_square() -> None:
    """A tenth of the step, a tenth of the error and a hundredth (Taylor), until rounding takes over."""
    errors = {name: dict(pairs) for name, pairs in difference_errors(exp, 0.0).items()}
    assert 10.0 == pytest.approx(errors["forward"][1e-2] / errors["forward"][1e-3], rel=0.02)
    assert 100.0 == pytest.approx(errors["central"][1e-2] / errors["central"][1e-3], rel=0.02)
    assert errors["forward"][1e-15] > 1e-2 > errors["forward"][1e-8]
    assert len(difference_errors(root, 0.5)["central"]) < len(difference_errors(root, 0.5)["forward"])  # x - h < 0


def test_the_errors_are_drawn_as_they_are() -> None:
    """Both axes by powers of ten; a difference that is exact has no place there."""
    pytest.importorskip("matplotlib")
    (axes,) = plot_difference_errors(exp, 0.0).axes
    drawn = {line.get_label(): line.get_xydata().tolist() for line in axes.lines if not line.get_label().startswith("_")}
    assert {name: [list(p) for p in pairs if p[1] > 0.0] for name, pairs in difference_errors(exp, 0.0).items()} == drawn
    assert ("log", "log") == (axes.get_xscale(), axes.get_yscale())
