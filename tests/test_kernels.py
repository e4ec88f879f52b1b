"""Kernels where things are not as they should be: nowhere to keep them, a full disk, no compiling at all."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
tools = pytest.importorskip("autograd.program.numba_tools", exc_type=ImportError)


def twice(x: float) -> float:
    """Return 2 x."""
    return 2.0 * x


def test_kernels_run_where_there_is_no_folder_to_keep_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources that may not be written beside, and no home: a container often has neither."""
    from numba.core import caching

    assert tools.can_be_kept(tools.called_kernel(twice))
    monkeypatch.setattr(caching.CompileResultCacheImpl, "_locator_classes", [])
    kernel = tools.called_kernel(twice)
    assert not tools.can_be_kept(kernel)
    assert not tools.is_on_disk(kernel)
    assert kernel(4.0) == 8.0


def test_kernels_run_where_they_cannot_be_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full when it comes to writing does not stop a training."""
    from numba.core import caching

    tried = []

    def save(*_: Any) -> None:
        tried.append(True)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "_save_index", save)
    monkeypatch.setattr(caching.IndexDataCacheFile, "_load_index", lambda _: {})
    assert tools.called_kernel(twice)(4.0) == 8.0
    assert tried


def test_without_compiling_the_next_fastest_backend_runs() -> None:
    """NUMBA_DISABLE_JIT is set by people who debug their own kernels; asked for by name, the backend says what is wrong."""
    code = """
from autograd import Value, compile
x = Value(3.0, "x")
print(compile(x * x, [x])([[2.0]]), compile(x * x, [x]).backend)
try:
    compile(x * x, [x], backend="numba")
except ImportError as error:
    print(error)
"""
    found = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = found.stdout.splitlines()
    assert first == "[4.0] numpy"
    assert second.startswith("the numba backend does not run here: NUMBA_DISABLE_JIT is set")
