"""``chainrule step`` and ``chainrule draw``: pages and pictures of formulas and of saved networks."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from nn import feed_forward, save, zoo
from nn.cli import main


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.strip()


def test_step_writes_a_page_with_every_name_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The example of the help, as a page that needs nothing else."""
    page = tmp_path / "step.html"
    words = ["tanh(x1*w1 + x2*w2 + b)**2", "x1=2", "w1=-0.3", "x2=0.5", "w2=1", "b=0.4"]
    assert main(["step", *words, "--out", str(page)]) == 0
    assert said(capsys) == f"16 steps in {page}"
    text = page.read_text(encoding="utf-8")
    assert all(name in text for name in ("x1", "w1", "x2", "w2"))
    assert "https:" not in text


def test_step_writes_an_animation_by_its_suffix(tmp_path: Path) -> None:
    """An SVG without a script."""
    picture = tmp_path / "square.svg"
    assert main(["step", "x * x", "x=3", "--out", str(picture)]) == 0
    root = ET.fromstring(picture.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    assert root.tag.endswith("svg")
    assert not list(root.iter("{http://www.w3.org/2000/svg}script"))


def test_step_tells_a_saved_network_neuron_by_neuron(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A number for each input and a target; of several outputs with commas; by the name of a class where there are classes."""
    page, plain, sorted_out = tmp_path / "step.html", tmp_path / "net.json", tmp_path / "classes.json"
    save(feed_forward([2, 3, 2], seed=0), plain)
    save(feed_forward([2, 3, 2], seed=0), sorted_out, classes=["red", "blue"])
    assert main(["step", str(plain), "x1=0.5", "x2=-1", "--target", "1,0", "--out", str(page)]) == 0
    assert said(capsys).endswith(f"steps in {page}")
    assert 'aria-pressed="true"' in page.read_text(encoding="utf-8")
    assert main(["step", str(plain), "x1=0.5", "x2=-1", "--target", "1", "--loss", "cross_entropy", "--out", str(page)]) == 0
    expected = page.read_text(encoding="utf-8")
    assert main(["step", str(sorted_out), "x2=-1", "x1=0.5", "--target", "blue", "--out", str(page)]) == 0
    assert expected == page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["net.json", "x1=1", "x2=2"], "a loss needs a target: --target 1,0, or a class"),
        (["net.json", "--target", "1"], "a pass needs a number for every input: x1=0.5 x2=0.5"),
        (["net.json", "x1=1", "--target", "1,0"], "the input 'x2' is missing: the network's inputs are x1, x2"),
        (["net.json", "x1=1", "x2=2", "--target", "one"], "--target is a number, or several with commas between them; got 'one'"),
        (["net.json", "x1=1", "x2=2", "--target", "1"], "there must be as many targets as outputs, 2, got 1"),
        (["net.json", "x1=1", "x2=2", "--target", "1,0", "--loss", "hing"], "unknown loss 'hing': did you mean 'hinge'?"),
        (["x * x", "x=1", "--target", "1"], "--target belongs to a saved network, and 'x * x' is an expression: leave it out"),
        (["missing.json", "x=1", "--target", "1"], "missing.json"),
    ],
    ids=lambda words: " ".join(words) if isinstance(words, list) else "",
)
def test_step_says_what_a_network_needs(
    words: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line that names what is missing or wrong, exit code 2, and no page."""
    monkeypatch.chdir(tmp_path)
    save(feed_forward([2, 3, 2], seed=0), "net.json")
    assert main(["step", *words]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert 1 == error.count("\n")
    assert ["net.json"] == [path.name for path in tmp_path.iterdir()]


def test_draw_shows_values_and_gradients_of_an_expression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """2 * 3 + 1: the gradients are there, since the command has run backward."""
    picture = tmp_path / "graph.svg"
    assert main(["draw", "x * w + b", "x=2", "w=3", "b=1", "--out", str(picture), "--local"]) == 0
    assert said(capsys) == str(picture)
    text = picture.read_text(encoding="utf-8")
    assert "∂" in text
    assert ">7<" in text


def test_draw_shows_a_saved_network(tmp_path: Path) -> None:
    """A file that ends in .json is a network."""
    network, picture = tmp_path / "net.json", tmp_path / "net.dot"
    save(feed_forward([2, 3, 1], seed=0), network)
    assert main(["draw", str(network), "--out", str(picture), "--theme", "dark"]) == 0
    assert "x1" in picture.read_text(encoding="utf-8")


@pytest.fixture
def xor(tmp_path: Path) -> str:
    """The file of a 2-3-1 network."""
    return str(save(feed_forward([2, 3, 1], seed=0), tmp_path / "xor.json"))


@pytest.mark.parametrize(
    ("words", "there", "missing"),
    [
        ([], ["hidden", "positive weight"], ["∂E/∂w", ">0.5<"]),
        (["x1=0.5", "x2=-1"], ["positive weight", ">0.5<", ">−1<"], ["∂E/∂w"]),
        (["x1=0.5", "x2=-1", "--gradients"], ["positive ∂E/∂w", ">1<"], ["positive weight"]),
        (["x1=0.5", "x2=-1", "--neuron", "h2"], ["tanh(x[h2])", "w[x1→h2]", ">grad<"], ["h3"]),
        (["x1=0.5", "x2=-1", "--neuron", "h2", "--no-gradients"], ["tanh(x[h2])"], [">grad<"]),
        (["--no-legend"], ["hidden"], ["positive weight"]),
    ],
    ids=" ".join,
)
def test_draw_makes_a_pass_of_a_saved_network(
    words: list[str], there: list[str], missing: list[str], xor: str, tmp_path: Path
) -> None:
    """Given its inputs, its outputs are shown, its gradients, or one of its neurons."""
    picture = tmp_path / "picture.svg"
    assert main(["draw", xor, *words, "--out", str(picture)]) == 0
    text = picture.read_text(encoding="utf-8")
    assert [] == [word for word in there if word not in text]
    assert [] == [word for word in missing if word in text]


def test_draw_shows_a_saved_network_in_the_zoos_legend(tmp_path: Path) -> None:
    """In either palette, with labels, and with its cells opened; in the ordinary picture they are opened as well."""
    network = str(save(zoo.build("lstm", hidden=2, seed=0), tmp_path / "lstm.json"))

    def drawn(*words: str) -> str:
        picture = tmp_path / "picture.svg"
        assert main(["draw", network, *words, "--out", str(picture)]) == 0
        return picture.read_text(encoding="utf-8")

    folded, poster = drawn("--legend", "zoo"), drawn("--legend", "zoo", "--palette", "poster", "--labels", "kinds")
    assert "lstm1: memory" in folded
    assert "#0099FF" in poster
    assert poster.count(">memory<") > folded.count(">memory<")
    assert "lstm2.state: " in drawn("--legend", "zoo", "--expand", "all")
    one = drawn("--expand", "lstm1")
    assert ("'lstm1.state'" in one, "'lstm2.state'" in one) == (True, False)


def test_draw_writes_a_page(tmp_path: Path) -> None:
    """One that follows its reader, or not."""
    for theme, follows in (("auto", "yes"), ("dark", "no")):
        page = tmp_path / f"{theme}.html"
        assert main(["draw", "x * w", "x=2", "w=3", "--theme", theme, "--out", str(page)]) == 0
        assert f'data-follows="{follows}"' in page.read_text(encoding="utf-8")


def test_draw_shows_a_part_of_an_expression(tmp_path: Path) -> None:
    """Only what is near the result, or without gradients."""
    picture = tmp_path / "graph.svg"
    assert main(["draw", "tanh(x * w) + 1", "x=2", "w=3", "--depth", "1", "--no-gradients", "--out", str(picture)]) == 0
    text = picture.read_text(encoding="utf-8")
    assert "2 of 5 values" in text
    assert ">grad<" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x1=1"], "the input 'x2' is missing: the network's inputs are x1, x2"),
        (["x1=1", "x2=1", "x3=1"], "there is no input 'x3'"),
        (["x1=one", "x2=1"], "an input is given as x1=0.5 x2=0.5, got 'x1=one'"),
        (["1"], "an input is given as x1=0.5 x2=0.5, got '1'"),
        (["--gradients"], "--gradients needs a pass"),
        (["--neuron", "h1"], "--neuron needs a pass"),
        (["x1=1", "x2=1", "--neuron", "h9"], "there is no neuron 'h9': x1, x2, b1, b2, h1, h2, h3, y"),
        (["--local"], "--local belongs to an expression"),
        (["--depth", "2"], "--depth belongs to an expression"),
        (["--palette", "poster"], "--palette belongs to the zoo's legend: add --legend zoo"),
        (["--labels", "kinds"], "--labels belongs to the zoo's legend"),
        (["--legend", "zoo", "--gradients"], "--legend zoo shows what neurons are, and no numbers"),
        (["x1=1", "x2=1", "--legend", "zoo"], "--legend zoo shows what neurons are, and no numbers"),
        (["--expand", "lstm1"], "expand has 'lstm1', which is no cell of the network and no label of one: it has no cells"),
        (["x1=1", "x2=1", "--neuron", "h1", "--expand", "all"], "--neuron draws one neuron, and --expand opens cells"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_a_network_does_not_take_is_told(
    words: list[str], said: str, xor: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was wrong, and what to write."""
    assert main(["draw", xor, *words, "--out", str(tmp_path / "no.svg")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "no.svg").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["step", "x +", "x=1"],
        ["step", "x", "x=1"],
        ["step", "2 + 3"],
        ["step", "x * y", "x=1"],
        ["step", "log(x)", "x=-1"],
        ["step", "sqrt(x)", "x=0"],
        ["step", "x * x", "x=1", "--out", "page.pdf"],
        ["step", "x * x", "x=1", "--out", "no/such/folder/page.html"],
        ["draw", "x * x", "x=1", "--out", "picture.bmp"],
        ["draw", "x * x", "x=1", "--neuron", "h1", "--out", "picture.svg"],
        ["draw", "x * x", "x=1", "--depth", "-1", "--out", "picture.svg"],
        ["draw", "x * x", "x=1", "--legend", "zoo", "--out", "picture.svg"],
        ["draw", "x * x", "x=1", "--expand", "all", "--out", "picture.svg"],
        ["draw", "missing.json", "--out", "picture.svg"],
        ["draw", "missing.json", "x=1", "--out", "picture.svg"],
    ],
    ids=" ".join,
)
def test_what_will_not_do_is_one_line_and_no_file(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, and nothing left behind."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("chainrule: ")
    assert captured.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
