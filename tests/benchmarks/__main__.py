"""Run every benchmark and print one table: ``python -m tests.benchmarks [name ...]``.

A benchmark is a module in this folder with a function ``figures``. What is slow on a slow machine is no failure of a test;
so these are run by hand, and figures that fall short are marked.
"""

from __future__ import annotations

import importlib
import platform
import sys
from pathlib import Path

if __name__ == "__main__":
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))
    modules = {name: importlib.import_module(f"{__package__}.{name}") for name in names}
    benchmarks = {name: module.figures for name, module in modules.items() if hasattr(module, "figures")}
    for name in sys.argv[1:]:
        if name not in benchmarks:
            sys.exit(f"there is no benchmark {name!r}: choose from {', '.join(benchmarks)}")
    print(f"Python {platform.python_version()} on {platform.machine()}, {platform.system()}")
    print(f"{'':50} {'found':>24}   wanted")
    for name in sys.argv[1:] or benchmarks:
        for figure in benchmarks[name]():
            mark = "" if figure.holds else "   <- falls short"
            print(f"{figure.what:50} {figure.found:>24}   {figure.wanted}{mark}", flush=True)
