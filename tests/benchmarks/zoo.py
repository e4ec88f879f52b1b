"""The zoo in full: every member's tasks and controls over the seeds that its card names, kept, and the table made of it.

``python -m tests.benchmarks.zoo [name ...]`` takes about five minutes for all members. What comes of it is kept in
tests/data/zoo.json with its date, and the table in nn/zoo/README.md is written anew from that file; without any run,
``python -m tests.benchmarks.zoo --table`` writes the table only.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from nn import zoo
from nn.zoo.catalogue.registry import resolve
from nn.zoo.catalogue.telling import facts, in_numbers, table, trial_facts, verdict

from .measuring import ROOT

KEPT = ROOT / "tests" / "data" / "zoo.json"
README = ROOT / "nn" / "zoo" / "README.md"
BEGIN, END = "<!-- made by: python -m tests.benchmarks.zoo -->", "<!-- end -->"


def kept() -> dict[str, Any]:
    """Return what came of the latest full run of each member, by name."""
    members: dict[str, Any] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return members


def readme(members: dict[str, Any]) -> str:
    """Return the README with the table of these members in its place."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{table(members.values())}\n\n{END}{after}"


def _write(path: Path, text: str) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="\n")
    new.replace(path)


def _run(name: str) -> dict[str, Any]:
    def told(outcome: Any) -> None:
        trial = trial_facts(outcome)
        print(f"{name:6}{trial['what']}: {trial['criterion']}: {verdict(trial)}, {trial['cpu_seconds']:.1f} s", flush=True)
        print(f"      {in_numbers(trial)}", flush=True)

    account = zoo.run(name, progress=sys.stderr.isatty(), told=told)
    missing = [outcome.missing for outcome in account.outcomes if outcome.missing]
    if missing:
        sys.exit(f"{name} was not run, so nothing of it is kept: {missing[0]}")
    return facts(account, each=False)


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--table"]
    chosen = [resolve(word) for word in words] or ([] if "--table" in sys.argv else zoo.names())
    for member in chosen:
        found = {**kept(), member: _run(member)}
        _write(
            KEPT, json.dumps({name: found[name] for name in zoo.names() if name in found}, indent=1, ensure_ascii=False) + "\n"
        )
    _write(README, readme(kept()))
