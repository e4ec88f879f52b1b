"""Run every benchmark and print one table: ``python -m tests.benchmarks [name ...]``.

A benchmark is a module in this folder with a function ``figures``. What is slow on a slow machine is no failure of a test;
so these are run by hand, and figures that fall short are marked.
"""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path
from typing import Any

HELPERS = {"measuring", "report"}


def benchmarks(names: list[str]) -> dict[str, Any]:
    """Return the benchmarks of these names. One that asks for something that is not installed is left out, and says so."""
    found = {}
    for name in names:
        try:
            module = importlib.import_module(f"{__package__}.{name}")
        except ImportError as missing:
            print(f"{name}: left out: {missing}")
            continue
        if hasattr(module, "figures"):
            found[name] = module.figures
    return found


def main() -> None:
    """Run what the command line names, or everything."""
    folder = Path(__file__).parent
    known = sorted(path.stem for path in folder.glob("*.py") if not path.stem.startswith("_") and path.stem not in HELPERS)
    for name in sys.argv[1:]:
        if name not in known:
            sys.exit(f"there is no benchmark {name!r}: choose from {', '.join(known)}")
    print(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}")
    print(f"{'':58} {'found':>36}   wanted")
    for figures in benchmarks(sys.argv[1:] or known).values():
        for figure in figures():
            mark = "" if figure.holds else "   <- falls short"
            print(f"{figure.what:58} {figure.found:>36}   {figure.wanted}{mark}", flush=True)


if __name__ == "__main__":
    main()
