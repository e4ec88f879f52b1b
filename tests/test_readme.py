"""The Python in every README is run, in order, as one program per file; what it prints after ``>>>`` is compared."""

import doctest
import re
from pathlib import Path

import pytest

from tests.benchmarks import report

ROOT = Path(__file__).parent.parent
FENCED = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
READMES = sorted(
    path
    for path in [
        *ROOT.glob("README*.md"),
        *(p for folder in ("autograd", "nn", "tests", "notebooks") for p in ROOT.glob(f"{folder}/**/README*.md")),
    ]
    if FENCED.search(path.read_text(encoding="utf-8"))
)


def run_blocks(text: str, name: str) -> None:
    """Run the blocks of Python in a Markdown text one after another in one namespace."""
    namespace: dict[str, object] = {"__name__": "__main__"}
    for block in FENCED.finditer(text):
        line = text.count("\n", 0, block.start(1))
        if ">>>" not in block[1]:
            exec(compile("\n" * line + block[1], name, "exec"), namespace)  # noqa: S102 - our own README
            continue
        test = doctest.DocTestParser().get_doctest(block[1], {}, name, name, line)
        test.globs = namespace
        report: list[str] = []
        doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append, clear_globs=False)
        assert not report, "".join(report)


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_readme_shows_is_what_comes_out(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader who types a README's code sees what it says; the files that it writes go elsewhere."""
    monkeypatch.chdir(tmp_path)
    run_blocks(path.read_text(encoding="utf-8"), path.name)


def test_a_readme_that_lies_is_caught() -> None:
    """A block with a wrong answer, and one that raises, both fail; a later block knows the names of an earlier one."""
    run_blocks("```python\nx = 1\n```\n\n```python\n>>> x + 1\n2\n```\n", "right")
    with pytest.raises(AssertionError, match=r"line 2[\s\S]*Expected:\s+3\s+Got:\s+2"):
        run_blocks("```python\n>>> 1 + 1\n3\n```\n", "wrong")
    with pytest.raises(ZeroDivisionError):
        run_blocks("```python\n1 / 0\n```\n", "raising")


def test_the_readme_begins_with_two_commands() -> None:
    """CI runs them from there: the first ends with the tour, the second with the tests."""
    block = re.search(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert block is not None
    first, second = block[1].splitlines()
    assert first.endswith("chainrule tour")
    assert second.endswith("pytest")


# ---- the Russian README, and the figures that both quote -------------------------------------------------------------------

ENGLISH, RUSSIAN = ROOT / "README.md", ROOT / "README.ru.md"
ANY_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMENT = re.compile(r"[ ]{2,}# .*$", re.MULTILINE)  # the words for readers of one language


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the blocks of code of a text, each with its language, without their comments."""
    return [(block[1], COMMENT.sub("", block[2])) for block in ANY_FENCED.finditer(text)]


def linked(text: str) -> list[str]:
    """Return where the links and pictures of a text lead, in order."""
    return [found for found in re.findall(r'(?:\]\(|src="|srcset=")([^)"]+)', text) if not found.startswith("README")]


def test_both_readmes_have_the_same_content() -> None:
    """Heading by heading, code by code, link by link and picture by picture; only the words differ."""
    english, russian = ENGLISH.read_text(encoding="utf-8"), RUSSIAN.read_text(encoding="utf-8")
    assert blocks(english) == blocks(russian)
    assert linked(english) == linked(russian)
    assert re.findall("^#+ ", english, re.MULTILINE) == re.findall("^#+ ", russian, re.MULTILINE)
    assert len(re.findall("^- ", english, re.MULTILINE)) == len(re.findall("^- ", russian, re.MULTILINE))


def test_a_readme_that_falls_behind_is_caught() -> None:
    """Another number in the code is seen, another comment is not."""
    text = "```python\nx = 1  # one\n```\n"
    assert blocks(text) == blocks(text.replace("one", "один"))
    assert blocks(text) != blocks(text.replace("1", "2"))


def test_the_readmes_quote_the_latest_figures() -> None:
    """What was measured last is what the READMEs say: ``python -m tests.benchmarks.report --quote`` writes it there."""
    text = report.RESULTS.read_text(encoding="utf-8")
    for path, part in ((report.WHOLE_IN, text), *((path, report.columns(text)) for path in report.COLUMNS_IN)):
        readme = path.read_text(encoding="utf-8")
        assert report.quoted(part, readme) == readme
        assert part.count("\n| ") >= 9


def test_links_of_the_readmes_lead_somewhere() -> None:
    """Every file that a README of the project links to is there."""
    for path in [ENGLISH, RUSSIAN, *ROOT.glob("*/README.md"), *ROOT.glob("*/*/README.md"), ROOT / ".github" / "CONTRIBUTING.md"]:
        for link in linked(path.read_text(encoding="utf-8")):
            if "://" not in link and not link.startswith("#"):
                assert (path.parent / link.partition("#")[0]).exists(), f"{path.relative_to(ROOT)} links to {link}"
