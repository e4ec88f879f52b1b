"""Threads for kernels that give up Python's lock: made on first use, and anew in a process that was forked."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

_pools: dict[int, ThreadPoolExecutor] = {}  # by process: threads do not survive a fork


def thread_count() -> int:
    """Return how many threads a program may use: CHAINRULE_THREADS, or the processors that this process may run on."""
    given = os.environ.get("CHAINRULE_THREADS", "")
    if given:
        if not given.isdigit() or int(given) < 1:
            raise ValueError(f"CHAINRULE_THREADS must be a number of threads, 1 or more, got {given!r}")
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool() -> ThreadPoolExecutor:
    """Return the threads of this process."""
    here = os.getpid()
    if here not in _pools:
        _pools.clear()
        _pools[here] = ThreadPoolExecutor(max_workers=64, thread_name_prefix="chainrule")
    return _pools[here]
