"""What holds for every test."""

import signal
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No test is timed: a slow machine is no failure. (On CI Hypothesis chooses its own profile, which is repeatable as well.)
if settings.get_current_profile_name() == "default":
    settings.register_profile("patient", deadline=None)
    settings.load_profile("patient")

# A shell that runs the tests in the background has them, and all that they start, ignore Ctrl-C, which is tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def the_recursion_limit_of_python() -> Iterator[None]:
    """Deep graphs are tested under the limit that users have: who raises it (mypy does) raises it for one test only."""
    limit = sys.getrecursionlimit()
    yield
    sys.setrecursionlimit(limit)
