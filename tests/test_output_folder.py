"""A folder that is filled as a whole or not at all."""

import os
import sys
from pathlib import Path

import pytest

from nn.output_folder import OutputFolder


def listed(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def test_files_come_to_their_place_when_all_are_there(tmp_path: Path) -> None:
    """Until then the place shows none of them; folders on the way are made."""
    place = tmp_path / "a" / "b"
    with OutputFolder(place) as folder:
        (folder.path / "one.txt").write_text("1")
        (folder.path / "two.txt").write_text("2")
        assert [folder.path] == list(place.iterdir())
    assert ["a", "a/b", "a/b/one.txt", "a/b/two.txt"] == listed(tmp_path)


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    """Neither files nor folders, also for Ctrl-C."""
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), OutputFolder(tmp_path / "a" / "b") as folder:  # noqa: PT012
            (folder.path / "one.txt").write_text("1")
            raise error
        assert [] == listed(tmp_path)


def test_what_was_there_before_stays_when_it_fails(tmp_path: Path) -> None:
    """And is replaced when it does not; other files are none of its business."""
    (tmp_path / "one.txt").write_text("old")
    (tmp_path / "other.txt").write_text("other")
    with pytest.raises(ValueError, match="no"), OutputFolder(tmp_path, stale=["one.txt"]) as folder:  # noqa: PT012
        (folder.path / "one.txt").write_text("new")
        raise ValueError("no")
    assert ("old", ["one.txt", "other.txt"]) == ((tmp_path / "one.txt").read_text(), listed(tmp_path))
    with OutputFolder(tmp_path) as folder:
        (folder.path / "one.txt").write_text("new")
    assert ("new", ["one.txt", "other.txt"]) == ((tmp_path / "one.txt").read_text(), listed(tmp_path))


def test_stale_files_of_earlier_runs_go(tmp_path: Path) -> None:
    """Those that were not written again."""
    for name in ("one.txt", "two.txt", "three.txt"):
        (tmp_path / name).write_text("old")
    with OutputFolder(tmp_path, stale=["one.txt", "two.txt", "four.txt"]) as folder:
        (folder.path / "one.txt").write_text("new")
    assert ["one.txt", "three.txt"] == listed(tmp_path)


def test_a_file_in_the_way_is_named_before_anything_is_done(tmp_path: Path) -> None:
    """As the folder itself, as one on the way, and as a folder where a file should go."""
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "deeper"):
        with pytest.raises(OSError, match="file"), OutputFolder(place):
            pytest.fail("it was opened")
    (tmp_path / "one.txt").mkdir()
    with pytest.raises(IsADirectoryError, match=r"one\.txt"), OutputFolder(tmp_path) as folder:  # noqa: PT012
        (folder.path / "a.txt").write_text("")
        (folder.path / "one.txt").write_text("")
    assert ["file", "one.txt"] == listed(tmp_path)


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    """Before anything is done."""
    place = tmp_path / "closed"
    place.mkdir(mode=0o500)
    with pytest.raises(PermissionError, match="closed"), OutputFolder(place):
        pytest.fail("it was opened")
