"""``chainrule zoo``: the architectures of the literature, listed, or one of them tried and drawn."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from inspect import signature
from typing import Any

from . import zoo
from .account import block, counted, files
from .command_options import path, whole, word
from .drawing import draw
from .network import Network
from .output_folder import OutputFolder
from .storage import save
from .zoo.catalogue.registry import resolve
from .zoo.catalogue.running import Outcome
from .zoo.catalogue.telling import facts, in_numbers, trial_facts, verdict

_EXAMPLES = """examples:
  chainrule zoo                         every architecture: its paper, its task, and what is asked
  chainrule zoo --out zoo               the same, and all of them drawn on one page
  chainrule zoo ff --out ff             run its tasks and its controls, and draw it
  chainrule zoo rnn --seeds 3

The full form takes up to two minutes, for digits up to five. A network in the folder is an ordinary one:
chainrule draw ff/ff-network.json --out ff.svg"""

Say = Callable[[str], None]


def add_zoo(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "zoo",
        help="the architectures of the literature: list them, or try one",
        description="List the architectures of the zoo; or run the tasks of one, and the controls that must fail, and draw it.",
        epilog=_EXAMPLES,
        formatter_class=formatter,
    )
    parser.add_argument(
        "name", nargs="?", type=word, metavar="NAME", help="a member: its short name, such as rnn, or its full one"
    )
    parser.add_argument("--out", type=path, metavar="DIR", help="the folder for pictures, figures and the network that learned")
    form = parser.add_mutually_exclusive_group()
    form.add_argument(
        "--seeds", type=whole(1), metavar="N", help="run each trial for N seeds (default: as many as its card names)"
    )
    form.add_argument("--fast", action="store_true", help="run a few pinned seeds only, in seconds")
    parser.set_defaults(run=run_zoo)


def run_zoo(options: Namespace, say: Say = print) -> int:
    """Run the command: 0 if every criterion is met and every control fails as it must, 1 if not.

    Raises ValueError for a name that nobody has and for options without a name, OSError where the folder cannot be written to.
    """
    if options.name is None:
        if options.seeds is not None or options.fast:
            raise ValueError("say which member is to be run: chainrule zoo NAME; without a name the command lists them all")
        _list(options, say)
        return 0
    account = _tried(options, say) if options.out is None else _kept(options, say)
    return 0 if account.met else 1


def _list(options: Namespace, say: Say) -> None:
    names = zoo.names()
    for name in names:
        say(_entry(name))
    say(f"\n{counted(len(names), 'member')}; to run one: chainrule zoo {names[0]} --out DIR")
    if options.out is not None:
        with OutputFolder(options.out) as folder:
            zoo.poster().save(folder.path / "zoo.svg")
        say(files(options.out, [("zoo.svg", "all of them on one page")]))


def _entry(name: str) -> str:
    """Return a member's lines in the catalogue."""
    card = zoo.card(name)
    trials = [f"{trial.what}: {trial.criterion.words}" for trial in card.tasks]
    return block(name, f"{card.full_name} ({card.paper})", *trials)


def _tried(options: Namespace, say: Say) -> zoo.Account:
    """Run the trials of a member, telling each as it is done."""
    card = zoo.card(options.name)
    say(block("member", card.full_name, card.paper))
    say(block("network", *_network(card.build)))
    account = zoo.run(
        options.name,
        fast=options.fast,
        seeds=options.seeds,
        progress=sys.stderr.isatty(),
        told=lambda outcome: say(_about(outcome)),
    )
    say(block("result", _sentence(account)))
    return account


def _network(build: Callable[..., Network]) -> list[str]:
    """Return what the builder makes when it is given no sizes, and the sizes that it takes."""
    sizes = [f"{name}={size.default!r}" for name, size in signature(build).parameters.items()]
    try:
        made = repr(build(seed=0)).removeprefix("Network(").removesuffix(")")
    except ImportError as error:  # the trials that need it will say so, too
        made = str(error)
    return [made, f"sizes: {', '.join(sizes)}"]


def _about(outcome: Outcome) -> str:
    trial = trial_facts(outcome)
    asked = f"{trial['what']}: {trial['criterion']}"
    if outcome.missing:
        return block(outcome.role, asked, verdict(trial))
    return block(outcome.role, asked, f"{verdict(trial)}, in {trial['seconds']:.1f} s", in_numbers(trial))


def _sentence(account: zoo.Account) -> str:
    if missing := [outcome for outcome in account.outcomes if outcome.missing]:
        return f"{len(missing)} of {counted(len(account.outcomes), 'trial')} could not be run"
    tasks = [outcome.met for outcome in account.outcomes if outcome.role == "task"]
    controls = [outcome.met for outcome in account.outcomes if outcome.role == "control"]
    words = "every criterion is met" if all(tasks) else f"{tasks.count(False)} of {counted(len(tasks), 'task')} not met"
    if not controls:
        return words
    failing = "the controls fail as they must" if all(controls) else f"{counted(controls.count(False), 'control')} did not fail"
    return f"{words}, {'and' if all(tasks) == all(controls) else 'but'} {failing}"


def _kept(options: Namespace, say: Say) -> zoo.Account:
    """Run the trials of a member, and leave its picture, its figures and its network in a folder."""
    name = resolve(options.name)
    stem, network_file = f"{name}-zoo", f"{name}-network.json"
    names = [f"{stem}.{ending}" for ending in ("svg", "txt", "json")]
    lines: list[str] = []

    def told(text: str) -> None:
        lines.append(text)
        say(text)

    with OutputFolder(options.out, stale=[*names, network_file]) as folder:
        account = _tried(options, told)
        card = account.card
        draw(card.build(**card.poster, seed=0), legend="zoo", **card.drawing).save(folder.path / names[0])
        (folder.path / names[1]).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
        told_facts = json.dumps(facts(account), indent=1, ensure_ascii=False) + "\n"
        (folder.path / names[2]).write_text(told_facts, encoding="utf-8", newline="\n")
        meanings = list(zip(names, ("the network at the size of the poster", "what is said here", "all figures"), strict=True))
        if account.network is not None:
            save(account.network, folder.path / network_file, metadata={"zoo": name, "task": card.tasks[0].what})
            meanings.append((network_file, "the network of the first success, for chainrule draw and nn.load()"))
    say(files(options.out, meanings))
    return account
