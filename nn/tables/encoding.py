"""From bytes to text: what a file is, and how its characters are written.

A file that says how it is written (a byte order mark) is believed. Otherwise it is UTF-8, which text in another encoding
practically never satisfies by accident; where it is not, Windows-1252 is tried, the encoding of spreadsheets in Western
Europe and America, and taken only where the result looks like text in such a language. Any other encoding must be named.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
import shutil
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple

from .cells import TableError

Source = str | os.PathLike[str] | IO[str] | IO[bytes]

# The longer marks first: UTF-32's begins as UTF-16's does.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# How files begin that people take for tables.
_OTHER_FILES = (
    (b"PK\x03\x04", "a zip archive or an Excel workbook: unpack it, or save the sheet as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook: save the sheet as CSV"),
    (b"\x1f\x8b", "compressed by gzip: unpack it first"),
    (b"BZh91AY", "compressed by bzip2: unpack it first"),
    (b"\xfd7zXZ", "compressed by xz: unpack it first"),
    (b"(\xb5/\xfd", "compressed by zstd: unpack it first"),
    (b"PAR1\x15", "a Parquet file: write it as CSV"),
    (b"\x93NUMPY", "an array of NumPy: write it with numpy.savetxt(..., delimiter=',')"),
    (b"SQLite format 3\x00", "an SQLite database: export the table as CSV"),
    (b"%PDF-", "a PDF document: a table is needed as CSV"),
    (b"{\\rtf", "a document of a word processor: a table is needed as plain text, CSV"),
)
_WEB_PAGE = re.compile(rb"\s*<(!doctype html|html|\?xml)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(\{\s*"[^"]*"\s*:|\[\s*[\[{])')

_HEAD = 1 << 16
_IN_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Characters beyond ASCII come one or two at a time in the languages of Western Europe; Russian or Chinese, read as Windows-1252,
# is made of them. (A space that does not break may come often.)
_STRANGE_WORD = re.compile(r"[^\x00-\x7f\xa0]{4}")


class Text(NamedTuple):
    """The text of a source, as UTF-8 without a mark; what it is called in messages, and how it was written."""

    name: str
    data: bytes
    encoding: str


def read_text(source: Source, encoding: str | None = None) -> Text:
    r"""Return the text of a file, or of an open stream (of text or of bytes) from where it stands to its end.

    Raises TableError for what is no text, or not in the encoding; OSError where a file cannot be read; TypeError for no source.

    >>> read_text(BytesIO("größe;1\n".encode("cp1252")))
    Text(name='the stream', data=b'gr\xc3\xb6\xc3\x9fe;1\n', encoding='cp1252')
    """
    if hasattr(source, "read"):
        name = _name(source)
        data, is_text = _all_of(source, name, encoding)
    elif isinstance(source, (str, os.PathLike)):
        name = os.fspath(source)
        if Path(source).is_dir():
            raise IsADirectoryError(errno.EISDIR, "expected a file, got a folder", name)
        with Path(source).open("rb") as file:
            data, is_text = _all_of(file, name, encoding)
    else:
        raise TypeError(f"expected the path of a file, or an open file, got {type(source).__name__} {source!r}")
    found = "utf-8" if is_text else encoding or _encoding(name, data)
    data = _recoded(name, data, found)
    if b"\0" in data:
        raise TableError(f"{name}: line {_line(data, data.index(0))} holds a null character, so this is no text")
    return Text(name, data, found)


def _line(data: bytes, place: int) -> int:
    return data.count(b"\n", 0, place) + 1


def _name(stream: Any) -> str:
    name = getattr(stream, "name", None)
    if name in {0, "<stdin>"}:
        return "standard input"
    return name if isinstance(name, str) else "the stream"


def _all_of(stream: Any, name: str, encoding: str | None) -> tuple[bytes, bool]:
    """Return all bytes of a stream, and whether it was one of text. A binary file is refused before the rest is read."""
    try:
        head = stream.read(_HEAD)
        if isinstance(head, str):
            return (head + stream.read()).encode("utf-8"), True
    except UnicodeError as error:
        raise TableError(f"{name}: the text cannot be read ({error}): open the file in its encoding, or as bytes") from None
    _refuse_other_files(name, head, is_said=encoding is not None)
    data = BytesIO()
    data.write(head)
    shutil.copyfileobj(stream, data, 1 << 20)
    return data.getvalue(), False


def _refuse_other_files(name: str, head: bytes, *, is_said: bool) -> None:
    """Raise TableError for a file of another kind; with null characters only where its encoding ``is_said`` or marked."""
    for beginning, what in _OTHER_FILES:
        if head.startswith(beginning):
            raise TableError(f"{name}: this is {what}")
    if _WEB_PAGE.match(head):
        raise TableError(f"{name}: this is a web page or XML, and a table is needed as CSV: was the page saved and not the file?")
    if _JSON.match(head):
        raise TableError(f"{name}: this is JSON, and a table is needed as CSV")
    if is_said or _marked(head):
        return
    nulls = head.count(0)
    if nulls:
        sides = head[0::2].count(0), head[1::2].count(0)
        if nulls == max(sides) and nulls * 3 > len(head):
            order = "le" if sides[1] else "be"
            raise TableError(f"{name}: this looks like UTF-16 without a byte order mark: pass encoding='utf-16-{order}'")
        raise TableError(f"{name}: this is a binary file, and a table is needed as CSV")


def _marked(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _encoding(name: str, data: bytes) -> str:
    marked = _marked(data)
    if marked:
        return marked
    try:
        data if data.isascii() else data.decode("utf-8")
    except UnicodeDecodeError as error:
        _check_windows(name, data, error)
        return "cp1252"
    return "utf-8"


def _check_windows(name: str, data: bytes, error: UnicodeDecodeError) -> None:
    """Raise TableError unless what is not UTF-8 can be believed to be Windows-1252."""
    broken = f"{name}: line {_line(data, error.start)} holds the byte 0x{data[error.start]:02x}, which is not UTF-8"
    if _IN_UTF_8.search(data):
        raise TableError(f"{broken}, though other lines are: correct it, or pass the encoding of the file, encoding='...'")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not text or _STRANGE_WORD.search(text):
        raise TableError(f"{broken}, and not Western European either: pass the encoding of the file, such as encoding='cp1251'")


def _recoded(name: str, data: bytes, encoding: str) -> bytes:
    """Return ``data`` as UTF-8 without a byte order mark."""
    try:
        text = data.decode(encoding)
        if codecs.lookup(encoding).name in {"ascii", "utf-8", "utf-8-sig"}:
            return data.removeprefix(codecs.BOM_UTF8)
        return text.removeprefix("\ufeff").encode("utf-8")
    except LookupError:
        raise TableError(
            f"{name}: the encoding {encoding!r} is unknown: write 'utf-8', 'utf-16' or 'cp1252', for example"
        ) from None
    except UnicodeError as error:
        before = data[: getattr(error, "start", 0)].decode(encoding, errors="ignore")
        line = before.count("\n") + 1
        raise TableError(f"{name}: line {line} is not written in {encoding}: {getattr(error, 'reason', error)}") from None
