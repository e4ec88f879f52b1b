"""The colours can be read and told apart, also by those who see fewer of them."""

from itertools import combinations

import pytest

from autograd.drawing.palette import CELLS, DARK, LIGHT, PALETTES, Palette, cell_palette, mix, palette
from nn.plotting.figures import class_colour

Matrix = tuple[tuple[float, float, float], ...]

# Machado, Oliveira and Fernandes, "A physiologically-based model for simulation of color vision deficiency", IEEE Transactions
# on Visualization and Computer Graphics 15(6), 2009: severity 1.0, to be applied to linear RGB.
SIGHT: dict[str, Matrix] = {
    "normal": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# IEC 61966-2-1 (sRGB): linear RGB to CIE XYZ under D65.
TO_XYZ: Matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE = (0.95047, 1.0, 1.08883)

both = pytest.mark.parametrize("colours", PALETTES.values(), ids=PALETTES)


def linear(colour: str) -> list[float]:
    """A colour as linear RGB."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def times(matrix: Matrix, vector: list[float]) -> list[float]:
    return [sum(m * x for m, x in zip(row, vector, strict=True)) for row in matrix]


def contrast(text: str, ground: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    lighter, darker = sorted((times(TO_XYZ, linear(colour))[1] for colour in (text, ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, sight: Matrix) -> list[float]:
    """CIE L*a*b* of a colour as somebody sees it."""
    seen = [min(max(channel, 0.0), 1.0) for channel in times(sight, linear(colour))]
    ratios = [x / white for x, white in zip(times(TO_XYZ, seen), WHITE, strict=True)]
    fx, fy, fz = (r ** (1 / 3) if r > (6 / 29) ** 3 else r / (3 * (6 / 29) ** 2) + 4 / 29 for r in ratios)
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


def difference(first: str, second: str, sight: Matrix) -> float:
    """CIE76: the distance of two colours in L*a*b*."""
    return sum((a - b) ** 2 for a, b in zip(lab(first, sight), lab(second, sight), strict=True)) ** 0.5


def test_the_measures_are_those_of_the_standards() -> None:
    """Black on white has the largest contrast; the distance of red and green is a known one, and shrinks for a deutan."""
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert difference("#FF0000", "#00FF00", SIGHT["normal"]) == pytest.approx(170.6, abs=0.1)
    assert difference("#A04040", "#6B6B20", SIGHT["deutan"]) < 0.5 * difference("#A04040", "#6B6B20", SIGHT["normal"])


def grounds(colours: Palette) -> list[str]:
    return [colours.page, colours.card, *(paint.fill for paint in colours.roles.values())]


@both
def test_text_can_be_read_on_every_fill(colours: Palette) -> None:
    """Ink has a contrast of 7 at least, muted text and gradients 4.5."""
    for ground in grounds(colours):
        assert contrast(colours.ink, ground) >= 7.0
        assert contrast(colours.muted, ground) >= 4.5
        assert contrast(colours.gradient, ground) >= 4.5


@both
@pytest.mark.parametrize("sign", [1.0, -1.0, 0.0])
def test_numbers_on_wires_can_be_read(colours: Palette, sign: float) -> None:
    """A number in the colour of its sign has a contrast of 4.5 on the page, which the bare orange has not."""
    assert contrast(colours.sign_text(sign), colours.page) >= 4.5


@both
@pytest.mark.parametrize("sight", SIGHT)
def test_positive_negative_and_gradient_differ_for_everybody(colours: Palette, sight: str) -> None:
    """The three colours that carry meaning are 20 apart at least, for normal sight and for three kinds of colour blindness."""
    for first, second in combinations((colours.positive, colours.negative, colours.gradient), 2):
        assert difference(first, second, SIGHT[sight]) >= 20.0
    assert difference(colours.sign_text(1.0), colours.sign_text(-1.0), SIGHT[sight]) >= 20.0


@both
def test_a_role_stands_out_from_the_page_by_its_stroke(colours: Palette) -> None:
    """The border of every shape has a contrast of 3 on the page: what WCAG asks of graphics, where the fill has less."""
    for role, paint in colours.roles.items():
        assert contrast(paint.stroke, colours.page) >= 3.0, role


def test_a_sign_has_one_colour_and_zero_has_none() -> None:
    """Weights, activations and gradients share one scale; 0 and nan have the wires' colour."""
    assert ["#0072B2", "#D55E00"] == [LIGHT.by_sign(0.5), LIGHT.by_sign(-1e-300)]
    assert [DARK.wire] * 3 == [DARK.by_sign(x) for x in (0.0, -0.0, float("nan"))]


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("sight", SIGHT)
def test_the_classes_of_a_plot_differ_for_everybody(theme: str, sight: str) -> None:
    """Any two of seven classes are 20 apart at least, and all from the gradients' magenta; a mark is seen on the page."""
    classes, colours = [class_colour(theme, place) for place in range(7)], palette(theme)
    assert 7 == len(set(classes))
    assert min(difference(a, b, SIGHT[sight]) for a, b in combinations(classes, 2)) >= 20.0
    assert min(difference(each, colours.gradient, SIGHT[sight]) for each in classes) >= 20.0
    assert min(contrast(each, colours.page) for each in classes) >= 3.0


def test_colours_mix() -> None:
    """0 is the first, 1 the second, and every channel goes its own way."""
    assert ["#102030", "#304050", "#203040"] == [mix("#102030", "#304050", share) for share in (0.0, 1.0, 0.5)]


def test_an_unknown_theme_is_told_the_known_ones() -> None:
    """The message names both."""
    assert palette("light") is LIGHT
    with pytest.raises(ValueError, match=r"no theme 'sepia': choose 'light' or 'dark'"):
        palette("sepia")


# ---- cells of the zoo ------------------------------------------------------------------------------------------------

every_page = pytest.mark.parametrize("theme", PALETTES)
either_palette = pytest.mark.parametrize("name", CELLS)


@pytest.mark.parametrize("sight", SIGHT)
def test_the_safe_fills_of_cells_differ_for_everybody(sight: str) -> None:
    """Any two are 28 apart, so that a colour says its role without the symbol; the poster's are 6.6 at the least."""
    assert min(difference(a, b, SIGHT[sight]) for a, b in combinations(CELLS["safe"].values(), 2)) >= 28.0


def test_the_colours_of_the_poster_are_not_safe() -> None:
    """Why they are not the default: to a deutan its hidden and output cells are nearly the same."""
    assert difference(CELLS["poster"]["hidden"], CELLS["poster"]["output"], SIGHT["deutan"]) < 7.0


@every_page
@either_palette
def test_symbols_can_be_seen_on_every_fill(theme: str, name: str) -> None:
    """A symbol has a contrast of 4.5 on its fill, and a cell's border one of 3 on the page."""
    colours = cell_palette(theme, name)
    for role, paint in colours.roles.items():
        assert contrast(paint.symbol, paint.fill) >= 4.5, role
        assert contrast(paint.stroke, colours.page) >= 3.0, role


@every_page
@either_palette
def test_cells_have_the_fills_of_their_palette_on_either_page(theme: str, name: str) -> None:
    """The page and its ink are the theme's own."""
    colours = cell_palette(theme, name)
    assert CELLS[name] == {role: paint.fill for role, paint in colours.roles.items()}
    assert (palette(theme).page, palette(theme).ink) == (colours.page, colours.ink)


def test_an_unknown_palette_is_told_the_known_ones() -> None:
    """As with themes."""
    with pytest.raises(ValueError, match=r"no palette 'bright': choose 'safe' or 'poster'"):
        cell_palette("light", "bright")
    with pytest.raises(ValueError, match="no theme 'sepia'"):
        cell_palette("sepia", "safe")
