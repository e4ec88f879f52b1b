"""Threads for kernels that give up Python's lock: made on first use, and anew in a process that was forked.

A **crew** is a few threads that wait for work, each at a lock of its own: handing over a share and waiting for it takes a third
of what a pool of futures takes, and a run over 1,000 samples is only ten times that long.
"""

from __future__ import annotations

import os
from _thread import LockType, allocate_lock
from collections.abc import Callable
from threading import Thread
from typing import Any

Job = Callable[[], Any]


def thread_count() -> int:
    """Return how many threads a program may use: CHAINRULE_THREADS, or the processors that this process may run on."""
    given = os.environ.get("CHAINRULE_THREADS", "")
    if given:
        if not given.isdigit() or int(given) < 1:
            raise ValueError(f"CHAINRULE_THREADS must be a number of threads, 1 or more, got {given!r}")
        return int(given)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Worker:
    """A thread that waits for a job, does it, and waits for the next."""

    def __init__(self) -> None:
        self.job: Job | None = None
        self.error: BaseException | None = None
        self.given, self.done = _locked(), _locked()
        Thread(target=self._work, name="chainrule", daemon=True).start()

    def _work(self) -> None:
        while True:
            self.given.acquire()
            try:
                if self.job is not None:
                    self.job()
            except BaseException as error:  # noqa: BLE001 - raised where somebody waits
                self.error = error
            self.job = None  # what it holds is not kept alive
            self.done.release()

    def start(self, job: Job) -> None:
        """Begin with a job."""
        self.job = job
        self.given.release()

    def wait(self) -> None:
        """Wait until the job is done; raise what it raised, or an interrupt that came meanwhile."""
        interrupt: BaseException | None = None
        while True:
            try:
                self.done.acquire()
                break
            except KeyboardInterrupt as problem:  # the job is still at work on what the caller holds
                interrupt = problem
        error, self.error = interrupt or self.error, None
        if error is not None:
            raise error


def _locked() -> LockType:
    lock = allocate_lock()
    lock.acquire()
    return lock


_crews: dict[int, list[Worker]] = {}  # by process: threads do not survive a fork
_busy: dict[int, LockType] = {}


def together(jobs: list[Job]) -> None:
    """Do all jobs, the first one here and the others each on a thread of their own, and return when all are done.

    Raises what one of them raises. Two threads of the user's that come at once take turns.
    """
    here = os.getpid()
    if here not in _crews:
        _crews.clear()
        _busy.clear()
        _busy[here] = allocate_lock()
        _crews[here] = []
    crew = _crews[here]
    with _busy[here]:
        while len(crew) < len(jobs) - 1:
            crew.append(Worker())
        workers = crew[: len(jobs) - 1]
        for worker, job in zip(workers, jobs[1:], strict=True):
            worker.start(job)
        problem: BaseException | None = None
        try:
            jobs[0]()
        except BaseException as error:  # noqa: BLE001 - raised when nobody is at work any more
            problem = error
        for worker in workers:
            try:
                worker.wait()
            except BaseException as error:  # noqa: BLE001
                problem = problem or error
        if problem is not None:
            raise problem
