"""Files are written whole or not at all."""

import os
import stat
import sys
from pathlib import Path

import pytest

from autograd.files import write_atomically

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="permissions and links of POSIX")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_text_is_written_as_utf_8_and_its_line_ends_are_kept(tmp_path: Path) -> None:
    """The same bytes on every system."""
    path = tmp_path / "a.txt"
    assert path == write_atomically(path, "σ\nb\r\n")
    assert path.read_bytes() == b"\xcf\x83\nb\r\n"
    assert names(tmp_path) == {"a.txt"}


def test_bytes_replace_what_was_there(tmp_path: Path) -> None:
    """An old, longer file leaves nothing behind."""
    path = tmp_path / "a.bin"
    path.write_bytes(b"a long old file")
    write_atomically(str(path), b"\x00new")
    assert path.read_bytes() == b"\x00new"


@pytest.mark.parametrize("step", ["fsync", "replace"])
@pytest.mark.parametrize("interruption", [OSError, KeyboardInterrupt])
def test_an_interrupted_write_leaves_the_old_file_whole_and_nothing_beside_it(
    step: str, interruption: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a full disk nor Ctrl-C costs the file that was there."""
    path = tmp_path / "a.txt"
    path.write_text("old")

    def interrupted(*_: object) -> None:
        raise interruption

    monkeypatch.setattr(os if step == "fsync" else Path, step, interrupted)
    with pytest.raises(interruption):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == {"a.txt"}


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message names the folder, not the temporary file."""
    with pytest.raises(FileNotFoundError, match=r"folder that does not exist.*missing"):
        write_atomically(tmp_path / "missing" / "a.txt", "x")


def test_a_folder_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    """Writing to a folder's name is refused before anything is written."""
    with pytest.raises(IsADirectoryError, match="where a folder is"):
        write_atomically(tmp_path, "x")
    assert names(tmp_path) == set()


def test_a_name_as_long_as_the_file_system_allows_can_be_written(tmp_path: Path) -> None:
    """The temporary name is no longer than the target's."""
    path = tmp_path / ("x" * 255)
    if sys.platform == "win32":
        path = tmp_path / ("x" * 60)
    write_atomically(path, "long")
    assert path.read_text() == "long"


@POSIX
def test_permissions_are_those_of_any_new_file_and_are_kept_when_it_is_replaced(tmp_path: Path) -> None:
    """A temporary file's private permissions do not stick to the result."""
    plain, written = tmp_path / "plain", tmp_path / "written"
    plain.write_text("")
    write_atomically(written, "x")
    assert stat.S_IMODE(plain.stat().st_mode) == stat.S_IMODE(written.stat().st_mode)
    written.chmod(0o640)
    write_atomically(written, "y")
    assert stat.S_IMODE(written.stat().st_mode) == 0o640


@POSIX
def test_a_link_is_followed(tmp_path: Path) -> None:
    """The file behind the link gets the content; the link stays a link."""
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    write_atomically(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"


@POSIX
def test_what_is_no_file_is_written_to_and_stays_what_it_is() -> None:
    """/dev/null is still a device afterwards."""
    write_atomically("/dev/null", "x")
    assert not Path("/dev/null").is_file()
