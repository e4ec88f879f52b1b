"""The learning curve: what is drawn is what the history tells."""

import subprocess
import sys
from importlib.util import find_spec
from io import BytesIO
from math import inf
from pathlib import Path
from typing import Any

import pytest

from autograd.drawing.palette import palette
from nn.history import History
from nn.plotting import is_available, learning_curve, save_learning_curve
from nn.plotting.figures import MARKS, class_colour

ROOT = Path(__file__).parent.parent
FULL = History(
    losses=[1.0, 0.5, 0.25, 0.125],
    metrics=[0.5, 0.6, 0.7, 0.8],
    metric="mean_absolute_error",
    validation_losses=[1.0, 0.75, 0.5, 0.6],
    validation_metrics=[0.4, 0.5, 0.6, 0.5],
)


def lines(axes: Any) -> dict[str, list[float]]:
    return {line.get_label(): list(line.get_ydata()) for line in axes.lines if not line.get_label().startswith("_")}


def test_the_curves_are_the_numbers_of_the_history() -> None:
    """Losses above, the metric below, both by epochs that count from 1; a line at the best epoch."""
    pytest.importorskip("matplotlib")
    above, below = FULL.plot().axes
    assert {"learned from": FULL.losses, "validation": FULL.validation_losses} == lines(above)
    assert {"learned from": FULL.metrics, "validation": FULL.validation_metrics} == lines(below)
    assert [1, 2, 3, 4] == list(above.lines[0].get_xdata())
    assert ("loss", "mean absolute error") == (above.get_title("left"), below.get_title("left"))
    assert [3, 3] == list(above.lines[-1].get_xdata())
    assert ["best: epoch 3"] == [text.get_text() for text in above.texts]
    assert "epoch" == below.get_xlabel()


def test_without_validation_and_metric_there_is_one_curve() -> None:
    """Of any length; one epoch is a dot."""
    pytest.importorskip("matplotlib")
    for losses in ([1.0, 0.5], [1.0]):
        (axes,) = learning_curve(History(losses=losses)).axes
        assert {"learned from": losses} == lines(axes)
        assert 0 == len(axes.texts)
        assert ("o" if len(losses) == 1 else "None") == str(axes.lines[0].get_marker())


@pytest.mark.parametrize(("losses", "scale"), [([1.0, 1e-3], "log"), ([1.0, 0.5], "linear"), ([1.0, 0.0], "linear")])
def test_a_loss_that_falls_far_is_shown_by_its_logarithm(losses: list[float], scale: str) -> None:
    """Zero has none."""
    pytest.importorskip("matplotlib")
    assert scale == learning_curve(History(losses=losses)).axes[0].get_yscale()


@pytest.mark.parametrize(("suffix", "beginning"), [(".svg", b"<?xml"), (".png", b"\x89PNG"), (".pdf", b"%PDF")])
def test_it_is_written_to_a_file_the_same_bytes_each_time(suffix: str, beginning: bytes, tmp_path: Path) -> None:
    """As pictures of networks are."""
    pytest.importorskip("matplotlib")
    first, second = (save_learning_curve(FULL, tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert first.startswith(beginning)
    assert first == second


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_that_of_all_our_pictures(theme: str) -> None:
    """Page, ink and the colours of the lines."""
    colours = pytest.importorskip("matplotlib.colors")
    figure, expected = FULL.plot(theme=theme), palette(theme)
    axes = figure.axes[0]
    found = [
        figure.get_facecolor(),
        axes.get_facecolor(),
        axes._left_title.get_color(),
        *(line.get_color() for line in axes.lines[:2]),
    ]
    assert [expected.page, expected.page, expected.ink, expected.positive, expected.negative] == [
        colours.to_hex(colour).upper() for colour in found
    ]
    with pytest.raises(ValueError, match="there is no theme 'sepia'"):
        FULL.plot(theme="sepia")


def test_a_learning_rate_that_changes_has_a_curve() -> None:
    """One that stays says nothing; a loss that was lost leaves a gap."""
    pytest.importorskip("matplotlib")
    history = History(losses=[1.0, inf, 0.5], learning_rates=[0.1, 0.05, 0.01])
    loss, rate = history.plot().axes
    assert ("loss", "learning rate") == (loss.get_title("left"), rate.get_title("left"))
    assert [0.1, 0.05, 0.01] == list(rate.lines[0].get_ydata())
    assert [False, True, False] == [y != y for y in loss.lines[0].get_ydata()]
    assert 1 == len(History(losses=[1.0, 0.5], learning_rates=[0.1, 0.1]).plot().axes)


def test_the_settings_of_the_user_neither_change_nor_show_through(tmp_path: Path) -> None:
    """Drawing, saving and showing alike; the backend is not even chosen."""
    mpl = pytest.importorskip("matplotlib")
    expected = [save_learning_curve(FULL, tmp_path / f"expected.{kind}").read_bytes() for kind in ("svg", "png")]
    with mpl.rc_context(
        {"font.size": 30.0, "axes.facecolor": "red", "svg.fonttype": "path", "svg.hashsalt": "x", "savefig.dpi": 7}
    ):
        before = dict(dict.items(mpl.rcParams))
        assert expected == [save_learning_curve(FULL, tmp_path / f"found.{kind}").read_bytes() for kind in ("svg", "png")]
        FULL.plot()._repr_png_()
        assert before == dict(dict.items(mpl.rcParams))


def test_classes_have_the_colours_of_the_sign_scale_and_none_that_means_gradient() -> None:
    """And a mark each; a colour that comes again has another mark."""
    for theme in ("light", "dark"):
        chosen, colours = [class_colour(theme, k) for k in range(10)], palette(theme)
        assert [colours.negative, colours.positive] == chosen[:2]
        assert not {colours.gradient, colours.gradient_line} & set(chosen)
        assert 10 == len(set(zip(chosen, MARKS, strict=False)))
        assert 7 == len(set(chosen))


def test_a_figure_without_a_suffix_is_a_png_and_a_stream_is_written_to(tmp_path: Path) -> None:
    """As matplotlib does it; a file is whole or not there at all."""
    pytest.importorskip("matplotlib")
    figure, stream = FULL.plot(), BytesIO()
    figure.savefig(tmp_path / "curve")
    figure.savefig(stream, format="svg")
    assert ["curve.png"] == [path.name for path in tmp_path.iterdir()]
    assert stream.getvalue().startswith(b"<?xml")
    with pytest.raises(ValueError, match="xyz"):
        figure.savefig(tmp_path / "curve.xyz")
    assert ["curve.png"] == [path.name for path in tmp_path.iterdir()]


def test_it_shows_itself_in_a_notebook() -> None:
    """Whatever backend is chosen, and without a list of open figures that would fill up."""
    pytest.importorskip("matplotlib")
    data, size = FULL.plot()._repr_png_()
    assert data.startswith(b"\x89PNG")
    assert {"width": 614, "height": 509} == size  # 96 to the inch: twice as many are in the picture
    assert "matplotlib.pyplot" not in sys.modules


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_in_a_notebook_has_half_the_bytes_and_looks_the_same(theme: str) -> None:
    """97 of 100 pixels are exactly as they were, the page and the lines among them, and few are off by more than 8 of 255."""
    pytest.importorskip("matplotlib")
    from PIL import Image, ImageChops

    figure, stream = FULL.plot(theme=theme), BytesIO()
    figure.savefig(stream, format="png", dpi=192)
    data, _ = figure._repr_png_()
    assert len(data) < len(stream.getvalue()) / 2
    with Image.open(BytesIO(data)) as small, Image.open(stream) as whole:
        shown, exact = small.convert("RGB"), whole.convert("RGB")
        assert exact.getpixel((0, 0)) == shown.getpixel((0, 0))
        off = [0] * 256
        for each in ImageChops.difference(shown, exact).split():
            off = [most + now for most, now in zip(off, each.histogram(), strict=True)]
        assert off[0] / sum(off) > 0.97
        assert sum(off[9:]) / sum(off) < 0.001


def test_before_the_first_epoch_there_is_no_curve() -> None:
    """An empty picture would be a puzzle."""
    with pytest.raises(ValueError, match="no learning curve before the first epoch"):
        History().plot()


def test_without_matplotlib_one_line_says_what_to_install() -> None:
    """In an environment where it cannot be imported."""
    assert is_available() == (find_spec("matplotlib") is not None)
    program = (
        "import sys; sys.modules['matplotlib'] = sys.modules['matplotlib.figure'] = None\n"
        "from nn import History\n"
        "try:\n    History(losses=[1.0]).plot()\nexcept ImportError as error:\n    print(error)"
    )
    found = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert 'figures are drawn by matplotlib: pip install "chainrule[plot]"\n' == found
