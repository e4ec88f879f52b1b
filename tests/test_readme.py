"""The Python in every README is run, in order, as one program per file; what it prints after ``>>>`` is compared."""

import doctest
import re
from pathlib import Path

import pytest

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
