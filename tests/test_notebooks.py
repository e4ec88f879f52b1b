"""The course runs whole, what is stored is what comes out, and every notebook has the form of a lesson."""

import base64
import copy
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

import notebooks as course
from notebooks import NOTEBOOKS, ROOT, VARIES, code_of, differences, read, same_picture, same_text, tags

NAMES = [path.name for path in NOTEBOOKS]
TAGS = {"exercise", "check", VARIES}
LARGEST = 1_500_000  # bytes

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)


def sources(notebook: Any, kind: str) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


# ---- what is stored --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All notebooks, run now: each in its own kernel, two at a time."""
    folder = tmp_path_factory.mktemp("notebooks")
    command = [sys.executable, "-m", "tests.notebooks", "--into", str(folder)]
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONWARNINGS"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.fail(f"a notebook does not run\n{done.stderr[-6000:]}", pytrace=False)
    return folder


@each
def test_a_notebook_says_what_comes_out_when_it_is_run(path: Path, fresh: Path) -> None:
    """Texts, pictures and steppers are those of this version of the library: run ``python -m tests.notebooks`` after a change."""
    assert [] == differences(read(path), read(fresh / path.name)), "run python -m tests.notebooks, and look at what changed"


@each
def test_a_notebook_was_run_after_its_code_changed(path: Path) -> None:
    """Its metadata hold a fingerprint of the code that ran, and the cells were run once, in order."""
    notebook = read(path)
    assert code_of(notebook) == notebook.metadata.get("chainrule", {}).get("code"), "run python -m tests.notebooks"
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert list(range(1, len(counts) + 1)) == counts


@each
def test_a_notebook_is_small_and_holds_nothing_of_a_machine(path: Path) -> None:
    """Under 1.5 MB; valid; no times, no paths, no version of Python; written as the runner writes it."""
    text = path.read_text(encoding="utf-8")
    assert path.stat().st_size < LARGEST
    notebook = read(path)
    nbformat.validate(notebook)
    assert nbformat.writes(notebook).rstrip("\n") + "\n" == text
    assert {"kernelspec": course.KERNEL, "language_info": course.LANGUAGE} == {
        key: found for key, found in notebook.metadata.items() if key != "chainrule"
    }
    for cell in notebook.cells:
        assert set(cell.metadata) <= {"tags"}, cell.id
        assert set(tags(cell)) <= TAGS, cell.id
        assert re.fullmatch(r"[a-z][a-z0-9-]*", cell.id), "an id is a name, so that a change of a cell reads as one"
    assert str(ROOT) not in text
    assert str(Path.home()) + "/" not in text


# ---- a lesson --------------------------------------------------------------------------------------------------------------


@each
def test_a_notebook_begins_with_a_question_and_ends_with_a_summary(path: Path) -> None:
    """The title has the notebook's number, the question is in bold, and the last cell sums up."""
    texts = sources(read(path), "markdown")
    number = path.name.partition("_")[0]
    title, question = texts[0].split("\n\n")[:2]
    assert title.startswith(f"# {number} · ")
    assert re.fullmatch(r"\*\*[^*]+\?\*\*", question.replace("\n", " "))
    assert texts[-1].startswith("## Summary")


@each
def test_a_notebook_has_two_or_three_exercises_with_a_check(path: Path) -> None:
    """An exercise is stored open: its check says what to do. A check stands right after its exercise."""
    notebook = read(path)
    headings = [line for text in sources(notebook, "markdown") for line in text.splitlines() if line.startswith("### Exercise")]
    assert 2 <= len(headings) <= 3
    assert [f"### Exercise {i}" for i in range(1, len(headings) + 1)] == headings
    marked = [mark for cell in notebook.cells for mark in tags(cell) if mark != VARIES]
    assert ["exercise", "check"] * len(headings) == marked
    for cell in notebook.cells:
        if "exercise" in tags(cell):
            assert "..." in cell.source
        if "check" in tags(cell):
            assert "○ Not answered yet" in cell.outputs[0].data["text/plain"]


@each
def test_a_notebook_takes_ten_to_twenty_minutes(path: Path) -> None:
    """At 200 words a minute, half a minute for a cell of code, and three minutes for an exercise."""
    notebook = read(path)
    words = sum(len(text.split()) for text in sources(notebook, "markdown"))
    exercises = sum("exercise" in tags(cell) for cell in notebook.cells)
    minutes = words / 200 + 0.3 * len(sources(notebook, "code")) + 2 * exercises
    assert 10 <= minutes <= 22, f"{minutes:.0f} minutes: {words} words"


@each
def test_nothing_went_wrong_in_a_notebook(path: Path) -> None:
    """No error, and no warning, is stored."""
    for cell in read(path).cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", cell.id
            assert output.get("name") != "stderr", (cell.id, output)


SEEN = re.compile(r'<img [^>]*src="data:image/(?:svg\+xml|png);base64,|<table')
LOST = re.compile(r"<(script|iframe|style|object|video|canvas)\b", re.IGNORECASE)  # what code-hosting sites take out


@each
def test_every_output_is_seen_on_a_site_that_only_shows_notebooks(path: Path) -> None:
    """What needs a script or a frame has a picture beside it; the project's own pictures are drawn, not pasted."""
    pictures = 0
    for cell in read(path).cells:
        if cell.cell_type == "markdown":
            assert "attachments" not in cell
            assert not re.search(r"!\[|<img|https?://(?!docs\.|en\.wikipedia|arxiv|doi)", cell.source), cell.source
            continue
        for output in cell.outputs:
            data = output.get("data", {})
            if page := data.get("text/html", ""):
                assert SEEN.search(page) or not LOST.search(page), cell.id
            pictures += "image/png" in data or "<img" in page
    assert pictures >= 3


@each
def test_links_lead_somewhere(path: Path) -> None:
    """Every relative link is a file that is there."""
    for text in sources(read(path), "markdown"):
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
            assert target.startswith("https://") or (path.parent / target).exists(), target


@each
def test_lines_of_code_fit_on_a_page(path: Path) -> None:
    """A site shows about a hundred characters of a cell."""
    long = [line for text in sources(read(path), "code") for line in text.splitlines() if len(line) > 100]
    assert [] == long


def test_the_readme_lists_the_course_in_order() -> None:
    """Each notebook once, by its number, with its title."""
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\d+\. \[(.+?)\]\((\w+\.ipynb)\)", text, re.MULTILINE)
    titles = [sources(read(path), "markdown")[0].splitlines()[0].partition(" · ")[2] for path in NOTEBOOKS]
    assert list(zip(titles, NAMES, strict=True)) == listed
    assert [str(i) for i in range(1, len(NAMES) + 1)] == [name.partition("_")[0] for name in NAMES]


# ---- the check itself ------------------------------------------------------------------------------------------------------


def a_notebook(*outputs: Any, source: str = "f(2)", mark: str = "") -> Any:
    cell = nbformat.v4.new_code_cell(source, id="a", execution_count=1, outputs=list(outputs))
    cell.metadata = {"tags": [mark]} if mark else {}
    return nbformat.v4.new_notebook(cells=[cell])


def shows(**data: str) -> Any:
    return nbformat.v4.new_output("display_data", {kind.replace("_", "/"): text for kind, text in data.items()})


def prints(text: str) -> Any:
    return nbformat.v4.new_output("stream", name="stdout", text=text)


def test_what_a_notebook_no_longer_says_is_found() -> None:
    """Another number, another word, another kind of output, a cell that was not run, other code."""
    stored = a_notebook(prints("slope 9.0\n"))
    assert [] == differences(stored, copy.deepcopy(stored))
    assert ["cell 1, 'f(2)': stdout: 'slope 9.0\\n' in the file, 'slope 9.1\\n' when it is run"] == differences(
        stored, a_notebook(prints("slope 9.1\n"))
    )
    assert "display_data: text/plain" in differences(stored, a_notebook(shows(text_plain="slope 9.0\n")))[0]
    assert "nothing" in differences(stored, a_notebook())[0]
    assert ["the cells themselves differ"] == differences(stored, a_notebook(prints("slope 9.0\n"), source="f(3)"))
    stored.cells[0].execution_count = None
    assert ["cell 1, 'f(2)': was not run"] == differences(stored, a_notebook(prints("slope 9.0\n")))


def test_a_timing_may_vary_and_a_missing_one_may_not() -> None:
    """A cell that is tagged shows the same kinds of things, and its numbers are the machine's."""
    stored = a_notebook(prints("3.1 ms\n"), mark=VARIES)
    assert [] == differences(stored, a_notebook(prints("4.8 ms\n"), mark=VARIES))
    assert [] != differences(stored, a_notebook(mark=VARIES))
    assert [] != differences(a_notebook(prints("3.1 ms\n")), a_notebook(prints("4.8 ms\n")))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("0.1", "0.10000000000000001", True),
        ("x = −3.0000000001", "x = −3.0000000002", True),
        ("2.5", "−2.5", False),
        ("1e-9", "1e-8", False),
        ("0x1.8000000000000p+1", "0x1.8000000000001p+1", True),
        ("0x1.8000000000000p+1", "0x1.9000000000000p+1", False),
        ("3 neurons", "3 synapses", False),
        ("inf", "nan", False),
    ],
)
def test_texts_are_compared_by_words_and_numbers(one: str, two: str, same: bool) -> None:  # noqa: FBT001
    """The last digits are a platform's own, and inside an embedded picture too."""
    assert same == same_text(one, two)
    inside = [f'<img src="data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}">' for text in (one, two)]
    assert same == same_text(*inside)


def test_a_plot_may_move_by_a_pixel_and_not_by_a_curve_or_a_colour() -> None:
    """Another font or version of matplotlib is no other picture; another function is, and so is another colour."""
    from course import plots

    def drawn(f: Any, width: float = 7.2, colour: str = plots.BLUE) -> str:
        figure = plots.plot("a curve", width=width)
        plots.curve(figure.panels[0], f, -2, 2, colour=colour)
        return base64.b64encode(figure._repr_png_()[0]).decode()

    one = drawn(lambda x: x**3 - x)
    assert same_picture(one, drawn(lambda x: x**3 - x, width=7.22))
    assert not same_picture(one, drawn(lambda x: x**3 - 2 * x))
    assert not same_picture(one, drawn(lambda x: x**3 - x, colour="#007F3B")), "a green as bright as the blue"


def test_running_again_changes_nothing_that_says_the_same(tmp_path: Path) -> None:
    """The stored output stays where the fresh one says the same, so that a run without a change is no change of the file."""
    stored, again = a_notebook(prints("9.00000000001\n")), a_notebook(prints("9.0\n"))
    course.settle(stored, again)
    assert "9.00000000001\n" == again.cells[0].outputs[0].text
    changed = a_notebook(prints("8.0\n"))
    course.settle(stored, changed)
    assert "8.0\n" == changed.cells[0].outputs[0].text
    course.write(again, tmp_path / "a.ipynb")
    assert json.loads((tmp_path / "a.ipynb").read_text(encoding="utf-8"))["cells"][0]["id"] == "a"
    assert ["a.ipynb"] == [path.name for path in tmp_path.iterdir()]
