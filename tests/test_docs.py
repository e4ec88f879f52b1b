"""The documentation builds without a warning, holds the course and every public name, and needs no network."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from browser import Browser, browser

import autograd
import nn
from notebooks import NOTEBOOKS, ROOT, read


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    specification = importlib.util.spec_from_file_location("build", ROOT / ".docs" / "build.py")
    assert specification is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)  # type: ignore[union-attr]
    return module


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site, by the one command; a warning while it is built is an error."""
    folder = tmp_path_factory.mktemp("docs") / "site"
    command = [sys.executable, "-W", "error", str(ROOT / ".docs" / "build.py"), str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (0, f"{folder / 'index.html'}\n", "") == (done.returncode, done.stdout, done.stderr)
    return folder


def test_the_course_is_in_the_documentation(builder: ModuleType, site: Path) -> None:
    """Each notebook is a page with its pictures and steppers; the front page leads to them."""
    for notebook in NOTEBOOKS:
        page = (site / "notebooks" / f"{notebook.stem}.html").read_text(encoding="utf-8")
        stored = notebook.read_text(encoding="utf-8")
        assert page.count("<iframe") == stored.count("<iframe")
        assert page.count("data:image/png;base64") == stored.count('"image/png": "')
        texts = [cell.source for cell in read(notebook).cells if cell.cell_type == "markdown"]
        assert "$" in "".join(texts)
        assert "$" not in "".join(map(builder.markdown, texts)), "a formula that was not set"
    assert 'href="1_derivative.html"' in (site / "notebooks" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("package", [autograd, nn], ids=lambda package: package.__name__)
def test_every_public_name_is_in_the_reference(site: Path, package: ModuleType) -> None:
    """What `from package import ...` offers has an entry of its own; modules have pages of their own."""
    page = (site / "api" / f"{package.__name__}.html").read_text(encoding="utf-8")
    for name in package.__all__:
        if isinstance(getattr(package, name), ModuleType):
            assert (site / "api" / package.__name__ / f"{name}.html").is_file(), name
        else:
            assert f'id="{name}"' in page, name


def test_every_readme_is_in_the_documentation(site: Path) -> None:
    """The design of each package is a page, beside the README of the project, its changes, and how to contribute."""
    readmes = [path for folder in ("autograd", "nn", "tests", "notebooks") for path in (ROOT / folder).rglob("README.md")]
    assert len(readmes) > 10
    for path in readmes:
        assert (site / path.relative_to(ROOT)).with_name("index.html").is_file()
    for name in ("index.html", "CHANGELOG.html", "github/CONTRIBUTING.html"):
        assert (site / name).is_file()


def test_a_doubtful_page_fails_the_build(builder: ModuleType, tmp_path: Path) -> None:
    """A link that leads nowhere, in a source or in a page, and anything that would be loaded from elsewhere."""
    with pytest.raises(SystemExit, match="leads nowhere"):
        builder.relinked('<a href="nowhere.md">x</a>', "README.md", set())
    page = tmp_path / "page.html"
    for text, fault in [
        ('<a href="gone.html">x</a>', "leads nowhere"),
        ('<img src="https://example.org/x.png">', "without a network"),
        ('<link rel="stylesheet" href="//example.org/x.css">', "without a network"),
    ]:
        page.write_text(text, encoding="utf-8")
        with pytest.raises(SystemExit, match=fault):
            builder.check(tmp_path)
    page.write_text('<a href="page.html#x">x</a> <a href="https://example.org">x</a>', encoding="utf-8")
    builder.check(tmp_path)


def test_markdown_is_set_as_a_reader_expects(builder: ModuleType) -> None:
    """Formulas are MathML, code is coloured, headings can be linked to, and a dollar in code stays one."""
    page = builder.markdown(
        "## What it's for\n\n$x^2$ and `$5`\n\n$$\\frac{a}{b}$$\n\n```python\nx = 1\n```\n\n|a|b|\n|-|-|\n|1|2|\n"
    )
    assert '<h2 id="what-its-for">' in page
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in page
    assert "<mfrac>" in page
    assert "<code>$5</code>" in page
    assert '<span class="mi">1</span>' in page
    assert "<td>1</td>" in page


def test_the_addresses_of_pages(builder: ModuleType) -> None:
    """READMEs are the pages of their folders; links follow them, and what is no page is put on a shelf."""
    assert "index.html" == builder.place("README.md")
    assert "nn/zoo/index.html" == builder.place("nn/zoo/README.md")
    assert "github/CONTRIBUTING.html" == builder.place(".github/CONTRIBUTING.md")
    wanted: set[str] = set()
    page = builder.relinked('<a href="../nn/README.md#training">x</a> <a href="graph.py">y</a>', "autograd/README.md", wanted)
    assert '<a href="../nn/index.html#training">x</a> <a href="../files/autograd/graph.py.html">y</a>' == page
    assert {"autograd/graph.py"} == wanted


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with browser(tmp_path_factory.mktemp("profile")) as started:
        yield started


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_work_offline(site: Path, reader: Browser, theme: str) -> None:
    """In a browser without a network: in style, no picture missing, nothing wider than the page, no script that fails."""
    own = (site / "style.css").as_uri()
    for name in ("index.html", "notebooks/2_chain_rule.html", "api/nn/losses.html"):
        reader.open(site / name, theme=theme)
        seen = reader.run("""
          const images = [...document.images].filter((image) => image.offsetParent);
          return {
            dark: getComputedStyle(document.body).backgroundColor === "rgb(18, 22, 28)",
            broken: images.filter((image) => !image.complete || !image.naturalWidth).length,
            wide: document.documentElement.scrollWidth > innerWidth,
          };
        """)
        assert {"dark": theme == "dark", "broken": 0, "wide": False} == seen, name
        found = [trouble for trouble in reader.troubles() if own not in trouble and not trouble.endswith((".svg", ".js"))]
        assert [] == found, name
