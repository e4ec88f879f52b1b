"""The command ``chainrule``."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from .check_command import add_check
from .picture_commands import add_draw, add_step
from .predict_command import add_predict
from .show_command import add_show
from .tour import add_tour
from .train_command import add_train
from .zoo_command import add_zoo

FAILED = 2  # wrong use and bad files
INTERRUPTED = 130  # what a shell says of a program that Ctrl-C has ended
# Each adds its parser, and sets run(options, say) -> exit code.
COMMANDS = (add_tour, add_train, add_predict, add_show, add_check, add_step, add_draw, add_zoo)


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(FAILED, f"{self.prog}: {' '.join(message.split())} (try {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, those of the shell where there are none, and return its exit code.

    Wrong use, a file or a number that will not do: one line on standard error, exit code 2.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console that has no arrows shows a question mark, not a traceback
            stream.reconfigure(errors="replace")
    try:
        with _ended_in_order():
            words = sys.argv[1:] if arguments is None else arguments
            options = _parser().parse_args([_protected(word) for word in words])
            code: int = options.run(options, _say)
    except KeyboardInterrupt:
        print("\nchainrule: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:  # whoever reads a pipe has seen enough, as in `chainrule tour | head -3`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except (OSError, ValueError, ArithmeticError) as error:
        print(f"chainrule: {_one_line(error)}", file=sys.stderr)
        return FAILED
    return code


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a process that is told to end (by `kill`, `timeout`, a terminal that closes) clean up what it has begun to write."""

    def leave(number: int, _: object) -> NoReturn:
        raise SystemExit(128 + number)  # as a shell tells it

    before: dict[int, Any] = {}
    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:
                before[number] = signal.signal(number, leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _protected(word: str) -> str:
    """Keep argparse from taking the formula -x**2 for options: a blank in front means nothing to who reads formulas."""
    return f" {word}" if word.startswith("-") and not word.startswith("--") and word not in {"-", "-h"} else word


def _say(text: str) -> None:
    print(text, flush=True)  # beside a progress bar, and into a pipe that may close


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="chainrule",
        description="See backpropagation: a scalar autograd engine, and networks of named neurons to draw, check and train.",
    )
    parser.add_argument("--version", action="version", version=f"chainrule {_version()}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in COMMANDS:
        add(commands, argparse.RawDescriptionHelpFormatter)
    return parser


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("chainrule")
    except metadata.PackageNotFoundError:
        return "(not installed)"


def _one_line(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    return " ".join(str(error).split()) or type(error).__name__


if __name__ == "__main__":
    raise SystemExit(main())
