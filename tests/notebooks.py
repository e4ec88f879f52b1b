"""Runs the course: every notebook whole, in a kernel of its own, two at a time, and keeps what came out in the file.

    python -m tests.notebooks               run all and write them
    python -m tests.notebooks 1_ 3          those whose names begin so
    python -m tests.notebooks --into DIR    leave the files as they are and write the results there

What is written has the same bytes each time: no clock, no version of Python, ids of cells as they are. An output that says the
same as the one before (a number may differ in its tenth digit, a plot in a pixel) is left as it was.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import math
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"), key=lambda path: (int(path.name.partition("_")[0]), path.name))
# What Numba's backend says on standard error where its kernels are not on disk yet; it says nothing the next time.
FIRST_TIME = "chainrule: compiling the kernels, some seconds, once: they are kept on disk\n"
VARIES = "varies"  # the tag of a cell whose output depends on the machine: timings

Notebook = Any
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"}

NUMBER = re.compile(r"[-+−]?(?:0x[01]\.[0-9a-f]+p[-+]\d+|\d+\.?\d*(?:e[-+−]?\d+)?)", re.IGNORECASE)
COLOURS = re.compile(r"\x1b\[[\d;]*m")
EMBEDDED = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]*)")


class NotebookFails(Exception):
    """A cell raised: its code, and what it raised."""


def read(path: Path) -> Notebook:
    return nbformat.read(path, as_version=4)


def write(notebook: Notebook, path: Path) -> None:
    """Write a notebook by way of a temporary name, so that an interruption leaves the one before."""
    partial = path.with_suffix(".part")
    partial.write_text(nbformat.writes(notebook).rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    partial.replace(path)


def code_of(notebook: Notebook) -> str:
    """Return a fingerprint of all code, by which a notebook is recognised that was not run again after a change."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps(sources).encode("utf-8")).hexdigest()[:16]


def tags(cell: Any) -> list[str]:
    found: list[str] = cell.metadata.get("tags", [])
    return found


def run(path: Path) -> Notebook:
    """Return the notebook with what its cells show when they are run in order. Raises NotebookFails where a cell raises."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = read(path)
    for cell in notebook.cells:
        cell.metadata = {"tags": tags(cell)} if tags(cell) else {}
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # not: "running without encryption"
        resources={"metadata": {"path": str(FOLDER)}},
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise NotebookFails(f"{path.name}: {COLOURS.sub('', str(error))}") from None
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("text") != FIRST_TIME]
    notebook.metadata = {"kernelspec": KERNEL, "language_info": LANGUAGE, "chainrule": {"code": code_of(notebook)}}
    return nbformat.from_dict(notebook)


def settle(stored: Notebook, fresh: Notebook) -> None:
    """Put the stored outputs back where the fresh ones say the same."""
    before = {cell.id: cell for cell in stored.cells}
    for cell in fresh.cells:
        known = before.get(cell.id)
        if cell.cell_type == "code" and known is not None and known.source == cell.source and not differences_of(known, cell):
            cell.outputs = known.outputs


# ---- does a fresh output say what the stored one says? ---------------------------------------------------------------------


def differences(stored: Notebook, fresh: Notebook) -> list[str]:
    """Return what is not as it is in the stored notebook, in words; nothing where it says the same."""
    if [cell.source for cell in stored.cells] != [cell.source for cell in fresh.cells]:
        return ["the cells themselves differ"]
    return [
        f"cell {number}, {cell.source.splitlines()[0]!r}: {found}"
        for number, (cell, again) in enumerate(zip(stored.cells, fresh.cells, strict=True), 1)
        if cell.cell_type == "code"
        for found in differences_of(cell, again)
    ]


def differences_of(stored: Any, fresh: Any) -> list[str]:
    """Return what differs between two runs of a cell. One that is tagged ``varies`` has to show the same kinds of things only."""
    if stored.execution_count is None and stored.source:
        return ["was not run"]
    one, two = ([kinds(output) for output in cell.outputs] for cell in (stored, fresh))
    if one != two:
        return [f"shows {one or 'nothing'} in the file, and {two or 'nothing'} when it is run"]
    if VARIES in tags(fresh):
        return []
    return [
        f"{kind}: {mark}"
        for output, again in zip(stored.outputs, fresh.outputs, strict=True)
        for kind, mark in different_parts(output, again)
    ]


def kinds(output: Any) -> str:
    if output.output_type == "stream":
        return str(output.name)
    return output.output_type + ": " + ", ".join(sorted(output.get("data", {})))


def different_parts(stored: Any, fresh: Any) -> Iterator[tuple[str, str]]:
    if stored.output_type == "stream":
        parts = [(stored.name, stored.text, fresh.text)]
    elif stored.output_type == "error":
        parts = [("error", stored.evalue, fresh.evalue)]
    else:
        parts = [(kind, stored.data[kind], fresh.data[kind]) for kind in sorted(stored.data)]
    for kind, before, now in parts:
        if kind == "image/png":
            if not same_picture(before, now):
                yield kind, "another picture"
        elif not same_text(before, now):
            yield kind, where(str(before), str(now))


def same_text(one: str, two: str) -> bool:
    """Return whether two texts are the same but for the last digits of numbers, which are those of a platform's exp and log."""
    if one == two:
        return True
    one, two = (EMBEDDED.sub(lambda found: base64.b64decode(found[1]).decode("utf-8"), str(text)) for text in (one, two))
    if NUMBER.split(one) != NUMBER.split(two):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(two), strict=True)
    return all(a == b or math.isclose(value(a), value(b), rel_tol=1e-9, abs_tol=1e-15) for a, b in pairs)


def value(number: str) -> float:
    plain = number.replace("−", "-")
    return float.fromhex(plain) if "0x" in plain.lower() else float(plain)


def where(one: str, two: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return f"{one[max(0, at - 20) : at + 60]!r} in the file, {two[max(0, at - 20) : at + 60]!r} when it is run"


def same_picture(one: str, two: str) -> bool:
    """Return whether two PNG files look the same from afar: another version of matplotlib or of a font moves pixels."""
    if one == two:
        return True
    from PIL import Image

    blurred = []
    for data in (one, two):
        with Image.open(io.BytesIO(base64.b64decode(data))) as image:
            blurred.append(image.convert("RGB").resize((64, 48), Image.Resampling.BOX).tobytes())
    apart = [abs(a - b) for a, b in zip(*blurred, strict=True)]
    return sum(apart) / len(apart) < 1.0 and max(apart) < 40


# ---- the command -----------------------------------------------------------------------------------------------------------


def surroundings(folder: str) -> dict[str, str]:
    """What a kernel finds: this checkout, and nobody's settings."""
    ours = dict.fromkeys(("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"), folder)
    return {**ours, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "JUPYTER_PLATFORM_DIRS": "1"}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.notebooks", description="Run the notebooks of the course.")
    parser.add_argument("names", nargs="*", help="beginnings of names; all, if none are given")
    parser.add_argument("--into", type=Path, help="a folder for the results, instead of the files themselves")
    given = parser.parse_args(arguments)
    wanted = [path for path in NOTEBOOKS if not given.names or path.name.startswith(tuple(given.names))]
    if not wanted:
        parser.error(
            f"no notebook's name begins with {' or '.join(given.names)}: there are {', '.join(p.name for p in NOTEBOOKS)}"
        )
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(surroundings(folder))
        with ThreadPoolExecutor(2) as two_at_a_time:
            try:
                for path, notebook in zip(wanted, two_at_a_time.map(run, wanted), strict=True):
                    if given.into is None:
                        settle(read(path), notebook)
                    write(notebook, (given.into or FOLDER) / path.name)
                    print(path.name, flush=True)
            except NotebookFails as error:
                two_at_a_time.shutdown(cancel_futures=True)
                sys.exit(str(error))
    return 0


if __name__ == "__main__":
    sys.exit(main())
