# ruff: noqa: E501 - a case is a row of a table
"""Files that people have by mistake, for `chainrule train`, `predict` and `show`: what is wrong, and what is said of it.

Each case is the command's words, the bytes of the file FILE, and a pattern of the message behind the file's name. NETWORK stands
for a network that learned TABLE; in a case whose file is JSON the pattern speaks of the network.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple
from zipfile import ZipFile

TABLE = "length,width,colour,kind\n" + "".join(
    f"{1 + i % 7 / 4},{2 + i % 5 / 8},{'red' if i % 3 else 'blue'},{'a' if i % 2 else 'b'}\n" for i in range(24)
)


class Case(NamedTuple):
    """One bad file: what it is, the command with FILE in it, what FILE holds, and what is said."""

    name: str
    words: str
    data: bytes
    message: str


def _zipped() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def _with(line: int, text: str) -> bytes:
    """The good table with another line (counted from 1)."""
    lines = TABLE.splitlines()
    lines[line - 1] = text
    return ("\n".join(lines) + "\n").encode("utf-8")


def _names(repeated: int) -> bytes:
    """A table whose first column names its rows, or groups of them."""
    return ("name,kind\n" + "".join(f"n{i // repeated},{'ab'[i % 2]}\n" for i in range(150))).encode()


TRAIN = "train FILE --target kind"
LINE_5 = "1.75,2.375,red,a"  # what the good table has there
NUMBERS = "a,b,y\n" + "".join(f"{i},{i * i},{i / 4 + 0.125}\n" for i in range(12))

TABLES = [
    Case("an empty file", TRAIN, b"", "the file is empty"),
    Case("blank lines", TRAIN, b"\n\n  \n", "the file is empty|there are no rows"),
    Case("only a header", TRAIN, b"length,width,colour,kind\n", "there are no rows below the header"),
    Case("a row too short", TRAIN, _with(5, "1.75,2.375,red"), "the header names 4 columns, but line 5 has 3 cells"),
    Case("a row too long", TRAIN, _with(5, f"{LINE_5},more"), "the header names 4 columns, but line 5 has 5 cells"),
    Case("an image", TRAIN, b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "binary file|null character|byte 0x"),
    Case("a workbook", TRAIN, _zipped(), "a zip archive or an Excel workbook: unpack it, or save the sheet as CSV"),
    Case("a compressed table", TRAIN, gzip.compress(TABLE.encode()), "compressed by gzip: unpack it first"),
    Case("UTF-16 without a mark", TRAIN, TABLE.encode("utf-16-le"), "UTF-16 without a byte order mark: pass --encoding utf-16-le"),
    Case("a null character", TRAIN, _with(5, "1.75,2.\x00375,red,a"), "null character|binary file"),
    Case("Russian in Windows-1251", TRAIN, _with(5, "1,2,красный,a").replace("красный".encode(), "красный".encode("cp1251")),
         "line 5 holds the byte 0x.., which is not UTF-8, .*--encoding cp1251"),
    Case("a byte cut off", TRAIN, _with(5, "1,2,größe,a").replace("größe".encode(), "größe".encode()[:-1] + b"\xc3"), "line 5 holds the byte"),
    Case("the wrong encoding said", f"{TRAIN} --encoding ascii", _with(5, "1,2,größe,a"), "line 5 is not written in ascii"),
    Case("an unknown encoding said", f"{TRAIN} --encoding utf-9", TABLE.encode(), "the encoding 'utf-9' is unknown"),
    Case("a huge number", TRAIN, _with(5, "1e400,2.375,red,a"), r"column 'length' holds numbers too large for a float \(1.8e308\) in line 5"),
    Case("a number of 10,000 digits", TRAIN, _with(5, f"{'9' * 10_000},2.375,red,a"), "column 'length' holds numbers too large .* line 5"),
    Case("an infinite number", TRAIN, _with(5, "-inf,2.375,red,a"), "column 'length' holds infinite numbers in line 5"),
    Case("a missing number", TRAIN, _with(5, ",2.375,red,a"), "values are missing: line 5, column 'length': --missing drop leaves"),
    Case("a missing target", TRAIN, _with(5, "1.75,2.375,red,"), "values are missing: line 5, column 'kind'"),
    Case("gaps in every row", f"{TRAIN} --missing drop", b"a,kind\n" + b",x\n1,\n" * 3, "no row is left: each lacks a value"),
    Case("a column without values", TRAIN, b"a,b,kind\n" + b"1,,x\n2,,y\n" * 4, "column 'b' holds no value in any row: leave it out with --ignore"),
    Case("a word among numbers", TRAIN, _with(5, "1.7S,2.375,red,a"), r"column 'length' holds numbers, but not in line 5 \('1.7S'\)"),
    Case("two columns of one name", TRAIN, _with(1, "length,length,colour,kind"), "line 1: columns 1 and 2 are both called 'length'"),
    Case("a column without a name", TRAIN, _with(1, "length,,colour,kind"), "line 1: column 2 has no name"),
    Case("no such target", "train FILE --target species", TABLE.encode(), "unknown target 'species': there is 'length'"),
    Case("a target misspelt", "train FILE --target knid", TABLE.encode(), "unknown target 'knid': did you mean 'kind'"),
    Case("no such place", "train FILE --target 9", TABLE.encode(), "there is no target '9': the places are 0 to 3"),
    Case("an unknown column to ignore", f"{TRAIN} --ignore hight", TABLE.encode(), "unknown column to ignore 'hight'"),
    Case("only the target", TRAIN, b"kind\na\nb\na\n", "there is no column to learn from, only 'kind'"),
    Case("a single class", TRAIN, b"a,kind\n1,x\n2,x\n3,x\n", "every row to learn from is of the class 'x': there is nothing to tell apart"),
    Case("a target that never changes", "train FILE --target y", b"a,y\n1,2.5\n2,2.5\n3,2.5\n", "every row to learn from has 2.5 in the target"),
    Case("words to be learned as numbers", f"{TRAIN} --task regression", TABLE.encode(), r"column 'kind' holds numbers, but not in line 2 \('b'\)"),
    Case("names as a column", TRAIN, _names(1), "column 'name' holds 150 different words in 150 rows, .*leave it out with --ignore"),
    Case("too many words", f"{TRAIN} --max-categories 9", _names(3), r"than 9 different words stand in 'name' \(\d+\): .* --max-categories"),
    Case("a quote that is never closed", TRAIN, _with(5, '1.75,2.375,"red,a'), "lines 5 to 25: a quote is opened and never closed"),
    Case("a web page", TRAIN, b"<!DOCTYPE html>\n<html><body>404</body></html>\n", "this is a web page or XML"),
    Case("a network instead of a table", TRAIN, b'{"format": "chainrule network"}', "this is JSON, and a table is needed as CSV"),
    Case("one row", "train FILE --target y", b"a,y\n1,2.5\n", "every row to learn from has 2.5 in the target column 'y'"),
    Case("a test of all rows", "train FILE --target y --test 12", NUMBERS.encode(), "both parts need a row: test must be .* got 12 of 12 rows"),
    Case("an unseen word", "predict NETWORK FILE", _with(5, "1,2,green,a"), "line 5, column 'colour': 'green' is none of the categories that were"),
    Case("a column that is not there", "predict NETWORK FILE", b"length,colour\n1,red\n", "there is no column 'width': there is 'length', 'colour'"),
    Case("a word where a number was", "predict NETWORK FILE", _with(5, "long,2,red,a"), "line 5, column 'length': 'long' is no number"),
    Case("a huge number to predict from", "predict NETWORK FILE", _with(5, "1e999,2,red,a"), "line 5, column 'length': '1e999' is too large"),
    Case("a gap to predict from", "predict NETWORK FILE", _with(5, ",2,red,a"), "line 5, column 'length': the value is missing"),
    Case("no rows to predict from", "predict NETWORK FILE", b"length,width,colour\n", "there are no rows below the header"),
    Case("too few columns without a header", "predict NETWORK FILE --no-header", b"1,2\n3,4\n", "there is no header, and 2 columns for the 3"),
]  # fmt: skip


def _changed(*keys: Any, to: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def change(facts: dict[str, Any]) -> dict[str, Any]:
        at: Any = facts
        for key in keys[:-1]:
            at = at[key]
        at[keys[-1]] = to
        return facts

    return change


# What becomes of a good network's facts, or the bytes that stand in its place; and what is said.
NETWORKS: dict[str, tuple[bytes | Callable[[dict[str, Any]], Any], str]] = {
    "an empty file": (b"", "not valid JSON: Expecting value: line 1 column 1"),
    "half a file": (lambda facts: json.dumps(facts)[:-100].encode(), "not valid JSON: .* line 1 column"),
    "deep lists": (b"[" * 200_000, "nested too deep"),
    "deep metadata": (lambda facts: json.dumps(facts).replace("{", '{"metadata": ' + "[" * 99_999, 1).encode(), "nested too deep"),
    "a table instead of a network": (TABLE.encode(), "not valid JSON: Expecting value: line 1 column 1"),
    "an image": (b"\x89PNG\r\n\x1a\n\x00\xff", "no text in UTF-8"),
    "a list": (b"[1, 2, 3]", "JSON, but no network"),
    "a key twice": (b'{"format": "a", "format": "chainrule network"}', 'the key "format" stands twice'),
    "a newer version": (_changed("version", to=2), "format version 2, and this chainrule reads 1"),
    "an unknown key": (_changed("code", to="import os"), 'unknown key "code"'),
    "a weight that is NaN": (_changed("synapses", 0, "weight", to=float("nan")), "holds NaN, which is no number"),
    "a weight of 10**400": (_changed("synapses", 0, "weight", to=10**400), r"synapses\[0\]: a weight must be a finite number"),
    "a weight as text": (_changed("synapses", 3, "weight", to="0.5"), r'synapses\[3\]: the weight "0.5" is not in the file'),
    "a dangling synapse": (_changed("synapses", 2, "source", to="nowhere"), r'synapses\[2\]: the source "nowhere" is not in the file'),
    "a name twice": (_changed("neurons", 1, "label", to="length"), r'neurons\[1\]: the label "length" is taken already'),
    "an activation with code": (_changed("neurons", -1, "activation", to="__import__('os')"), r"neurons\[\d+\]: .*unknown activation"),
    "a scale of 0": (_changed("preprocessing", "inputs", 0, "scale", to=0), r"preprocessing.inputs\[0\].scale must be above 0, got 0"),
    "another number of words": (_changed("preprocessing", "inputs", 2, "categories", to=["red"]), "the preprocessing makes 3 inputs, and the netw"),
    "no format": (_changed("format", to="onnx"), "JSON, but no network"),
}  # fmt: skip
