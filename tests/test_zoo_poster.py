"""The members of the zoo on one page, in the legend of the Neural Network Zoo."""

from xml.etree import ElementTree as ET

import pytest
from dot_reader import read
from seen import overlapping
from zoo_poster import ROOT, THEMES, drawn, file_of

from autograd.drawing import NothingToDraw
from nn import draw, feed_forward, zoo
from nn.drawing.zoo import draw_sheet


def test_everybody_is_on_the_poster() -> None:
    """With all that the member's own picture shows, and each kind once in the legend."""
    poster = zoo.poster()
    shown = [shape.tooltip for shape in poster.picture.shapes if shape.key.startswith("p")]
    alone = []
    for name in zoo.names():
        card = zoo.card(name)
        picture = draw(card.build(**card.poster or card.sizes[0], seed=0), legend="zoo", **card.drawing).picture
        alone += [shape.tooltip for shape in picture.shapes if shape.key.startswith("n")]
    assert sorted(alone) == sorted(shown)
    kinds = [shape.key for shape in poster.picture.shapes if shape.key.startswith("kind")]
    assert len(kinds) == len(set(kinds)) == len({told[0].rpartition(": ")[2] for told in shown})
    texts = {caption.line.text for caption in poster.picture.captions}
    assert {zoo.card(name).short_name or name.upper() for name in zoo.names()} | {
        zoo.card(name).full_name for name in zoo.names()
    } <= texts


def test_nothing_on_the_poster_lies_on_something_else() -> None:
    """Glyphs, names and legend, with labels too."""
    assert [] == overlapping(zoo.poster(labels=True).picture)


def test_a_panel_stands_below_its_name() -> None:
    """In the middle of it."""
    picture = zoo.poster(["drn", "p"]).picture
    names = {caption.line.text: caption.at[0] for caption in picture.captions if caption.line.bold}
    for i, name in enumerate(["DRN", "P"]):
        across = [shape.centre[0] for shape in picture.shapes if shape.key.startswith(f"p{i}")]
        assert names[name] == pytest.approx((min(across) + max(across)) / 2)


def test_members_may_be_chosen_in_an_order() -> None:
    """By name or alias; the keys of their parts differ, and both formats hold all of them."""
    poster = zoo.poster(["Elman network", "p"], palette="poster", theme="dark", title='<&>"')
    names = [caption.line.text for caption in poster.picture.captions if caption.line.bold]
    assert ['<&>"', "RNN", "P"] == names
    keys = [shape.key for shape in poster.picture.shapes]
    assert len(keys) == len(set(keys))
    ends = {(path.source, path.target) for path in poster.picture.paths}
    assert {"p0", "p1"} == {end[:2] for pair in ends for end in pair}
    assert ends == {(edge.source, edge.target) for edge in read(poster.source).edges}
    root = ET.fromstring(poster.svg())  # noqa: S314 - our own picture
    assert set(keys) == {group.get("data-key") for group in root.findall(".//{*}g") if group.get("data-key") in keys}
    assert "<Drawing of 2 networks>" == repr(poster)


def test_a_wide_network_has_a_row_of_its_own_and_says_what_it_leaves_out() -> None:
    """Panels that do not fit beside one another stand below; a remark names the panel it is about."""
    deep, large = feed_forward([1, *[1] * 30, 1], seed=0), feed_forward([40, 1], seed=0)
    picture = draw_sheet([("deep", "", deep, {}), ("large", "many inputs", large, {})]).picture
    first, second = ([shape.centre for shape in picture.shapes if shape.key.startswith(f"p{i}")] for i in range(2))
    assert max(y for _, y in first) < min(y for _, y in second)
    assert ["large: 21 of 41 neurons drawn"] == [entry.text for entry in picture.legend[0]]


@pytest.mark.parametrize("theme", THEMES)
def test_the_poster_of_the_readme_is_what_the_code_draws(theme: str) -> None:
    """Byte for byte; `python tests/zoo_poster.py` draws it anew."""
    assert drawn(theme) == file_of(theme).read_text(encoding="utf-8"), "run python tests/zoo_poster.py"
    assert f"../../.github/posters/{file_of(theme).name}" in (ROOT / "nn" / "zoo" / "README.md").read_text(encoding="utf-8")


def test_names_that_nobody_has_and_no_names() -> None:
    """The registry's own message, and a reason."""
    with pytest.raises(ValueError, match="there is no 'perceptrum' in the zoo: did you mean 'p'"):
        zoo.poster(["perceptrum"])
    with pytest.raises(NothingToDraw, match="no networks"):
        zoo.poster([])
