"""Run the benchmark of programs and write its table: ``python -m tests.benchmarks.report``, about three minutes.

The table goes to ``results.md`` beside this file, with the day, the machine and what was installed, and from there between two
marks into the READMEs that quote it: whole, or the columns that a first minute needs. Run it on a machine with nothing else to
do; ``--quote`` measures nothing and quotes what was measured last.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from .measuring import ROOT, Figure
from .programs import Comparison, comparisons, first_gradient, growth, lines, spelled

RESULTS = Path(__file__).parent / "results.md"
WHOLE_IN = ROOT / "autograd" / "program" / "README.md"
COLUMNS_IN = (ROOT / "README.md", ROOT / "README.ru.md")
COLUMNS = ("value and gradient", "numba", "numpy", "NumPy by hand", "PyTorch", "jax.jit", "CasADi")
BEGIN, END = "<!-- written by python -m tests.benchmarks.report -->", "<!-- to here -->"
WAYS = ("numba", "numpy", "python", "eager", "NumPy by hand", "PyTorch", "jax.jit", "CasADi", "XAD", "micrograd")


def machine() -> str:
    """Say what it ran on, and what else was at work: a load of 0 before the start is a quiet machine."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    load = f", load before the start {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} processors, {platform.system()}{load}"


def versions() -> str:
    """Say what was installed."""
    found = [f"Python {platform.python_version()}"]
    for name in ("numba", "numpy", "torch", "jax", "casadi", "xad", "micrograd"):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"no {name}")
    return ", ".join(found)


def table(measured: Iterable[Comparison]) -> Iterator[str]:
    """Yield a table in Markdown: a row for each case, a column for each way, and ratios with what was asked."""
    listed = list(measured)
    ways = [way for way in WAYS if any(way in one.times for one in listed)]
    yield "| value and gradient | " + " | ".join(ways) + " | times faster |"
    yield "|---" * (len(ways) + 2) + "|"
    for one in listed:
        cells = [spelled(one.times[way]) if way in one.times else "" for way in ways]
        yield f"| {one.what} | " + " | ".join(cells) + f" | {ratios(one)} |"


def ratios(one: Comparison) -> str:
    """Write how many times faster ours is than each peer, and what was asked where it was not reached."""
    told = []
    for (ours, peer), limit in one.wanted.items():
        if ours in one.times and peer in one.times:
            found = one.times[peer] / one.times[ours]
            told.append(f"{ours}: {found:.3g} x {peer}{'' if found >= limit else f' (asked: {limit:g})'}")
    return "; ".join(told)


def report() -> str:
    """Measure, tell about it as it goes, and return the whole text."""
    started, where = datetime.now(UTC), machine()
    measured, others = [], []
    for one in comparisons():
        measured.append(one)
        for figure in lines(one):
            tell(figure)
    for figure in (*first_gradient(), *growth()):
        others.append(figure)
        tell(figure)
    head = (
        f"Measured on {started:%Y-%m-%d}: {where}. {versions()}. Medians of rounds that take turns, float64, value and gradient "
        "of a mean over the batch; each way at its better count of threads."
    )
    text = [
        head,
        "",
        *table(measured),
        "",
        "| | found | asked |",
        "|---|---|---|",
        *[f"| {figure.what.strip()} | {figure.found.strip()} | {figure.wanted} |" for figure in others],
    ]
    return "\n".join(text) + "\n"


def tell(figure: Figure) -> None:
    """Print one line."""
    print(f"{figure.what:58} {figure.found:>36}   {figure.wanted}{'' if figure.holds else '   <- falls short'}", flush=True)


def quoted(text: str, into: str) -> str:
    """Return a text with what stands between the two marks replaced."""
    before, found, rest = into.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"the text lacks the marks {BEGIN!r} and {END!r}")
    return f"{before}{BEGIN}\n{text}{END}{after}"


def columns(text: str) -> str:
    """Return the head of a report and its first table, with only those columns that the project's README quotes."""
    table, _, _ = text.partition("\n\n| | found")
    head, _, _ = text.partition("\n")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")]
    chosen = [rows[0].index(name) for name in COLUMNS if name in rows[0]]
    return f"{head}\n\n" + "".join(f"| {' | '.join(row[k] for k in chosen)} |\n" for row in rows)


def quote(text: str) -> None:
    """Put a report into the READMEs that quote it."""
    for path, part in ((WHOLE_IN, text), *((path, columns(text)) for path in COLUMNS_IN)):
        path.write_text(quoted(part, path.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        print(f"quoted in {path.relative_to(ROOT)}")


if __name__ == "__main__":
    if sys.argv[1:] != ["--quote"]:
        if missing := [peer for peer in ("torch", "jax", "casadi", "xad") if "no " + peer in versions()]:
            print(f"left out, since they are not installed: {', '.join(missing)}", file=sys.stderr)
        RESULTS.write_text(report(), encoding="utf-8", newline="\n")
        print(f"written to {RESULTS.relative_to(ROOT)}")
    quote(RESULTS.read_text(encoding="utf-8"))
