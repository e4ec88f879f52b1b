"""Graphviz, wherever it may be: turning DOT text into SVG, PNG or PDF.

The ladder: the program ``dot`` on the PATH, then two wheels that pip can install, ``graphviz-pure`` (a program of its own;
SVG and PNG, with its own fonts) and ``pygraphviz`` (a library; all formats). Nothing is looked for before a picture is asked for.
"""

from __future__ import annotations

import shutil
import subprocess
import sysconfig
from collections.abc import Callable

from .errors import NoEngine

FORMATS = ("svg", "png", "pdf")
DPI = 144  # of a PNG: sharp on a slide and on a dense screen


def render(source: str, format: str, layout: str) -> bytes:
    """Return the picture of a DOT text. ``layout`` is Graphviz's: dot, or nop2 for a picture whose positions are given.

    Raises NoEngine, saying what was tried and what to install.
    """
    failures: list[str] = []
    for name, engine in ENGINES.items():
        try:
            return engine(source, format, layout)
        except NoEngine as failure:
            failures.append(f"{name}: {failure}")
    tried = "; ".join(failures)
    raise NoEngine(
        f"no Graphviz engine here can write {format.upper()} ({tried}). Install one of these: Graphviz itself, whose program is "
        "called dot (https://graphviz.org/download, or your system's package manager); the wheel graphviz-pure (pip install "
        "graphviz-pure; SVG and PNG only); the wheel pygraphviz (pip install 'pygraphviz>=2.0.4'; all formats). "
        "A drawing can always be saved as .dot"
    )


def _dot(source: str, format: str, layout: str) -> bytes:
    program = shutil.which("dot")
    if program is None:
        raise NoEngine("not on the PATH")
    return _run(program, source, format, layout)


def _graphviz_pure(source: str, format: str, layout: str) -> bytes:
    # The wheel puts it beside python, which is not on the PATH where a virtual environment was not activated.
    program = shutil.which("graphviz-pure") or shutil.which("graphviz-pure", path=sysconfig.get_path("scripts"))
    if program is None:
        raise NoEngine("not installed")
    return _run(program, source, format, layout)


def _run(program: str, source: str, format: str, layout: str) -> bytes:
    command = [program, f"-K{layout}", f"-T{format}", *([f"-Gdpi={DPI}"] if format == "png" else [])]
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # on Windows a notebook would flash a console
    try:
        done = subprocess.run(  # noqa: S603 - the program was found by its name, and the text goes through stdin
            command, input=source.encode(), capture_output=True, check=False, creationflags=hidden
        )
    except OSError as error:  # also where Python runs in a browser and cannot start programs
        raise NoEngine(f"{program} could not be started ({error})") from None
    if done.returncode != 0 or not done.stdout:
        said = " ".join(done.stderr.decode("utf-8", "replace").split())[-300:]
        raise NoEngine(f"{program} failed with status {done.returncode}{f' ({said})' if said else ''}")
    return done.stdout


def _pygraphviz(source: str, format: str, layout: str) -> bytes:
    try:
        import pygraphviz
    except ImportError as error:
        raise NoEngine(f"not installed ({error})" if not isinstance(error, ModuleNotFoundError) else "not installed") from None
    try:
        graph = pygraphviz.AGraph(string=source)
        if format == "png":
            graph.graph_attr["dpi"] = str(DPI)
        return bytes(graph.draw(format=format, prog=layout))
    except Exception as error:  # noqa: BLE001 - whatever a C library finds wrong, the next engine may do better
        raise NoEngine(f"failed ({error})") from None


ENGINES: dict[str, Callable[[str, str, str], bytes]] = {
    "dot": _dot,
    "graphviz-pure": _graphviz_pure,
    "pygraphviz": _pygraphviz,
}
