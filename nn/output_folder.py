"""A folder that is filled as a whole or not at all."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self


class OutputFolder:
    """While this context is open, files go to ``path``, a hidden folder inside; they move to their place when it ends well.

    Where it ends with an exception nothing is left, neither files nor folders that were made for them; what was there
    before stays. ``stale`` are names that earlier runs may have left, and that are removed unless they are written again.

    Raises OSError, before anything is done, where the folder cannot be made or written to.

    >>> with tempfile.TemporaryDirectory() as there:
    ...     with OutputFolder(Path(there) / "results") as folder:
    ...         _ = (folder.path / "notes.txt").write_text("done")
    ...     [file.name for file in folder.place.iterdir()]
    ['notes.txt']
    """

    def __init__(self, place: Path, stale: Iterable[str] = ()) -> None:
        self.place = place
        self._stale = list(stale)
        self._made: list[Path] = []

    def __enter__(self) -> Self:
        missing = [folder for folder in (self.place, *self.place.parents) if not folder.exists()]
        try:
            for folder in reversed(missing):
                folder.mkdir()
                self._made.append(folder)
            _check_folder(self.place)
            self.path = Path(tempfile.mkdtemp(prefix=".chainrule-", dir=self.place))
        except BaseException:
            self._remove_made()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        try:
            if error is None:
                self._move()
                self._made = []
        finally:
            shutil.rmtree(self.path, ignore_errors=True)
            self._remove_made()

    def _move(self) -> None:
        files = sorted(self.path.iterdir())
        for file in files:
            if (self.place / file.name).is_dir():
                raise IsADirectoryError(errno.EISDIR, "cannot write a file where a folder is", str(self.place / file.name))
        for file in files:
            file.replace(self.place / file.name)
        for name in {*self._stale} - {file.name for file in files}:
            (self.place / name).unlink(missing_ok=True)

    def _remove_made(self) -> None:
        for folder in reversed(self._made):
            try:
                folder.rmdir()
            except OSError:  # somebody has put something there
                return


def _check_folder(place: Path) -> None:
    if not place.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "expected a folder, got a file", str(place))
