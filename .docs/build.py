"""Builds the documentation: a folder of pages that needs no network and no server.

    python .docs/build.py [FOLDER]        by default .docs/site; open its index.html

In it are the READMEs of the project and of every package, the course with its pictures and steppers, and the reference, which
pdoc reads from the docstrings. Anything doubtful is an error: a warning, a link that leads nowhere, a page that asks for the
network.
"""

from __future__ import annotations

import argparse
import html
import importlib
import posixpath
import re
import shutil
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, get_type_hints

import jinja2
import latex2mathml.converter
import mistune
import nbformat
import pdoc
import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

HERE = Path(__file__).parent
ROOT = HERE.parent
TOP = ["README.md", "README.ru.md", "CHANGELOG.md", ".github/CONTRIBUTING.md"]
FOLDERS = ["autograd", "nn", "tests", "notebooks"]
IMAGES = {".svg", ".png"}

LINK = re.compile(r'(?<![\w-])(href|src|srcset)="([^"]*)"')
INSIDE = re.compile(r"srcdoc='[^']*'|<pre>.*?</pre>", re.DOTALL)  # other pages, and code


# ---- Markdown and notebooks as HTML ----------------------------------------------------------------------------------------


def coloured(code: str, language: str) -> str:
    """Return code as HTML, its words in the colours of pygments' style sheet; as it is where the language is unknown."""
    try:
        lexer = get_lexer_by_name({"python": "pycon" if ">>>" in code else "python"}.get(language, language or "text"))
    except ClassNotFound:
        lexer = get_lexer_by_name("text")
    shown: str = pygments.highlight(code, lexer, HtmlFormatter(nowrap=True))
    return f"<pre>{shown}</pre>\n"


class Renderer(mistune.HTMLRenderer):
    """Markdown with headings that can be linked to, colours in code, and formulas as MathML, which browsers know."""

    def __init__(self) -> None:
        super().__init__(escape=False)

    def heading(self, text: str, level: int, **_: Any) -> str:
        """Name a heading as code-hosting sites do."""
        words = re.sub(r"<[^>]+>", "", text).lower()
        name = re.sub(r"[^\w -]", "", html.unescape(words)).strip().replace(" ", "-")
        return f'<h{level} id="{html.escape(name)}">{text}</h{level}>\n'

    def block_code(self, code: str, info: str | None = None) -> str:
        """Colour a block of code."""
        return coloured(code, (info or "").split()[0] if info else "")

    def inline_math(self, text: str) -> str:
        """Set a formula within a line."""
        return str(latex2mathml.converter.convert(text))

    def block_math(self, text: str) -> str:
        """Set a formula on a line of its own."""
        return f"<p>{latex2mathml.converter.convert(text, display='block')}</p>\n"


def markdown(text: str) -> str:
    """Return Markdown as HTML."""
    rendered = mistune.create_markdown(renderer=Renderer(), plugins=["math", "table", "strikethrough"])(text)
    return str(rendered)


def notebook(path: Path) -> str:
    """Return a notebook as HTML, with the outputs that are stored in it."""
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(markdown(cell.source))
        else:
            parts += [f'<div class="cell">{coloured(cell.source, "python")}</div>', *map(output, cell.outputs)]
    return "\n".join(parts)


def output(shown: Any) -> str:
    """Return what a cell prints or shows, in the richest form that there is."""
    if shown.output_type == "stream":
        return f'<div class="output"><pre>{html.escape(shown.text)}</pre></div>'
    if "text/html" in shown.data:
        return f'<div class="output">{shown.data["text/html"]}</div>'
    if "image/png" in shown.data:
        width = shown.metadata.get("image/png", {}).get("width", "")
        data = shown.data["image/png"].replace("\n", "")
        return f'<div class="output"><img alt="plot" width="{width}" src="data:image/png;base64,{data}"></div>'
    return f'<div class="output"><pre>{html.escape(shown.data["text/plain"])}</pre></div>'


# ---- pages -----------------------------------------------------------------------------------------------------------------


def sources() -> list[Path]:
    """Return every file that becomes a page, relative to the project."""
    found = [Path(name) for name in TOP if (ROOT / name).exists()]
    for folder in FOLDERS:
        found += sorted(path.relative_to(ROOT) for path in (ROOT / folder).rglob("README*.md"))
    return found + sorted(path.relative_to(ROOT) for path in (ROOT / "notebooks").glob("*.ipynb"))


def place(source: str) -> str:
    """Return where a source's page is in the site.

    >>> place("README.md"), place("nn/README.md"), place(".github/CONTRIBUTING.md"), place("notebooks/1_derivative.ipynb")
    ('index.html', 'nn/index.html', 'github/CONTRIBUTING.html', 'notebooks/1_derivative.html')
    """
    path = source.removeprefix(".")
    if path.endswith("README.md"):
        return path.removesuffix("README.md") + "index.html"
    return re.sub(r"\.(md|ipynb)$", ".html", path)


def relinked(page: str, source: str, wanted: set[str]) -> str:
    """Let links to sources lead to their pages, and note in ``wanted`` other files of the project that are linked to."""
    here = posixpath.dirname(source)

    def follow(found: re.Match[str]) -> str:
        name, target = found[1], html.unescape(found[2])
        address, hash_, fragment = target.partition("#")
        if not address or re.match(r"[a-z]+:", address):
            return found[0]
        aimed = posixpath.normpath(posixpath.join(here, address))
        if (ROOT / aimed).is_dir():
            aimed += "/README.md" if (ROOT / aimed / "README.md").exists() else "/__init__.py"
        if not (ROOT / aimed).is_file():
            raise SystemExit(f"{source}: a link to {target} leads nowhere")
        if aimed.endswith((".md", ".ipynb")):
            new = place(aimed)
        else:
            wanted.add(aimed)
            new = shelf(aimed)
        start = posixpath.dirname(place(source)) or "."
        return f'{name}="{html.escape(posixpath.relpath(new, start) + hash_ + fragment)}"'

    kept: list[str] = []
    bare = INSIDE.sub(lambda found: kept.append(found[0]) or "\0", page)  # type: ignore[func-returns-value]
    return re.sub("\0", lambda _: kept.pop(0), LINK.sub(follow, bare))


def shelf(name: str) -> str:
    """Return where a file that is no page goes: a picture as it is, the text of others on a page.

    >>> shelf(".github/pictures/graph.svg"), shelf("notebooks/course/plots.py")
    ('files/github/pictures/graph.svg', 'files/notebooks/course/plots.py.html')
    """
    return "files/" + name.removeprefix(".") + ("" if Path(name).suffix in IMAGES else ".html")


class Site:
    """The folder that is written, and the frame around each page."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        frames = jinja2.Environment(loader=jinja2.FileSystemLoader(HERE), autoescape=True, undefined=jinja2.StrictUndefined)
        self.frame = frames.get_template("page.html.jinja2")
        notebooks = [str(path) for path in sources() if path.suffix == ".ipynb"]
        self.course = {place(name): heading(ROOT / name) for name in notebooks}

    def write(self, where: str, title: str, content: str, kind: str = "text") -> None:
        """Write a page into the frame."""
        path = self.folder / where
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * where.count("/")
        page = self.frame.render(title=title, content=content, up=up, here=where, course=self.course, kind=kind)
        path.write_text(page + "\n", encoding="utf-8", newline="\n")


def heading(path: Path) -> str:
    """Return the title of a notebook or a Markdown file."""
    text = nbformat.read(path, as_version=4).cells[0].source if path.suffix == ".ipynb" else path.read_text(encoding="utf-8")
    found = re.search(r"^# (.+)$", text, re.MULTILINE)
    return found[1] if found else path.stem


def write_pages(site: Site) -> None:
    """Write the READMEs, the course, and the files that they link to."""
    wanted: set[str] = set()
    for source in sources():
        name = source.as_posix()
        path = ROOT / source
        is_notebook = path.suffix == ".ipynb"
        content = notebook(path) if is_notebook else markdown(path.read_text(encoding="utf-8"))
        content = relinked(content, name, wanted)
        site.write(place(name), heading(path), content, "notebook" if is_notebook else "text")
    for name in sorted(wanted):
        if Path(name).suffix in IMAGES:
            (site.folder / shelf(name)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, site.folder / shelf(name))
            continue
        language = {".py": "python", ".pyi": "python", ".toml": "toml"}.get(Path(name).suffix, "text")
        code = coloured((ROOT / name).read_text(encoding="utf-8"), language)
        site.write(shelf(name), name, f"<h1>{html.escape(name)}</h1>\n{code}", "code")


# ---- the reference ---------------------------------------------------------------------------------------------------------


def write_reference(folder: Path) -> None:
    """Let pdoc read the docstrings of what users import. A warning is an error."""
    sys.path.insert(0, str(ROOT))
    modules = ["autograd", "nn", "nn.plotting"]
    for name in modules:  # which grows meanwhile: a module among the public names of another has a page of its own
        module = importlib.import_module(name)
        # what is loaded when it is first asked for, pdoc would not see
        public = [getattr(module, each) for each in getattr(module, "__all__", ())]
        modules += [each.__name__ for each in public if isinstance(each, ModuleType) and each.__name__ not in modules]
        for thing in [*public, *vars(module).values()]:
            if isinstance(thing, type) and issubclass(thing, tuple) and hasattr(thing, "_fields"):
                # a NamedTuple's constructor does not know the module in which its annotations were written
                thing.__new__.__annotations__ = get_type_hints(thing)
    pdoc.render.configure(docformat="google", template_directory=HERE / "reference")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdoc.pdoc(*(spec for name in sorted(modules) for spec in (name, f"!{name}[.].*")), output_directory=folder)


# ---- the whole -------------------------------------------------------------------------------------------------------------


def check(folder: Path) -> None:
    """Raise SystemExit for a link within the site that leads nowhere, and for anything that a page would load from elsewhere."""
    for page in sorted(folder.rglob("*.html")):
        text = INSIDE.sub("", page.read_text(encoding="utf-8"))
        for name, target in LINK.findall(re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)):
            address = html.unescape(target).partition("#")[0]
            loads = name != "href" or f'rel="stylesheet" href="{target}"' in text
            if loads and re.match(r"(https?:)?//", address):
                raise SystemExit(f"{page.relative_to(folder)} loads {target}, which is not there without a network")
            if address and not re.match(r"[a-z]+:", address) and not (page.parent / address).is_file():
                raise SystemExit(f"{page.relative_to(folder)}: a link to {target} leads nowhere")


def build(folder: Path) -> None:
    """Write the site, whole or not at all: into a new folder, which then takes the place of the one before."""
    partial = folder.with_name(folder.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    write_pages(Site(partial))
    write_reference(partial / "api")
    shutil.copy(HERE / "style.css", partial)
    check(partial)
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the documentation.")
    parser.add_argument("folder", nargs="?", type=Path, default=HERE / "site")
    chosen = parser.parse_args().folder
    build(chosen)
    print(chosen / "index.html")
