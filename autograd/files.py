"""Writing files whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> Path:
    r"""Write ``content`` to ``path`` so that no reader ever finds a half-written file, and return the path.

    The content goes to a temporary file in the same folder, to the disk, and only then to its name. Whatever interrupts
    that (a full disk, Ctrl-C, a crash), a file that was there before is still there, whole; and nothing is left beside it,
    unless the process was killed. Text is written as UTF-8, its line ends as they are.

    A link is followed, and a file that is replaced keeps its permissions. What is no file, such as ``/dev/stdout``, is written
    to directly. Raises OSError where the folder does not exist or cannot be written to.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_atomically(f"{folder}/notes.txt", "x = 2\n").read_text()
    'x = 2\n'
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "cannot write a file where a folder is", os.fspath(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "cannot write into a folder that does not exist", str(target.parent))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return Path(path)
    # A name of its own length: the target's may already be as long as the file system allows.
    temporary = target.with_name(f".chainrule-{os.urandom(8).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Path(path)
