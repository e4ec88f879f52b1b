"""``chainrule predict``: rows in, the same rows with what a saved network says of them out."""

from __future__ import annotations

import csv
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from io import StringIO
from itertools import count
from math import exp
from typing import Any

from autograd.files import write_atomically
from autograd.operations import sigmoid

from .command_options import add_layout_options, for_the_shell, layout, path, source
from .preprocessing import Preprocessing
from .storage import Saved, load_saved
from .table_training import predict_rows, with_unseen
from .tables import Records, TableError, read_records

_EPILOG = """The columns are found by their names, in any order; others are passed on as they are. A file without a
header has the columns the network learned from, in their order. Rows come out in their order, parted as in
the file, with a column more for what the network says. An error leaves nothing written.

examples:
  chainrule predict chainrule-wine/network.json new.csv > answers.csv
  cat new.csv | chainrule predict network.json - --probabilities | column -s, -t"""


def add_predict(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "predict",
        help="what a saved network says of the rows of a CSV file",
        description="Write the rows of a CSV file to standard output, each with what a saved network says of it.",
        epilog=_EPILOG,
        formatter_class=formatter,
    )
    parser.add_argument("network", type=path, metavar="NETWORK.json", help="a network that was saved by train, or by nn.save()")
    parser.add_argument("file", metavar="FILE.csv", help="the rows; - for standard input")
    parser.add_argument("--out", type=path, metavar="FILE", help="write to a file, whole or not at all")
    parser.add_argument("--only", action="store_true", help="only what the network says, without the columns of the file")
    parser.add_argument("--probabilities", action="store_true", help="a column more for each class, with its probability")
    parser.add_argument("--unseen", choices=("error", "zeros"), help="words that were not learned (default: as it was trained)")
    add_layout_options(parser)
    parser.set_defaults(run=run_predict)


def run_predict(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command. Raises ValueError or OSError for files that will not do; then nothing has been written."""
    saved = load_saved(options.network)
    columns = saved.columns if options.unseen is None else with_unseen(saved.columns, options.unseen)
    if options.probabilities and not columns.has_classes:
        raise ValueError(f"{options.network}: the network tells no classes apart, so there are no probabilities")
    names = [coding.name for coding in columns.columns]
    try:
        records = read_records(source(options.file), names=names, missing_values=columns.missing_values, **layout(options))
        text = predicted(saved, columns, records, only=options.only, probabilities=options.probabilities)
    except TableError as error:
        raise TableError(for_the_shell(str(error))) from None
    if options.out is not None:
        write_atomically(options.out, text)
    else:
        _write(text, say)
    return 0


def predicted(saved: Saved, columns: Preprocessing, records: Records, *, only: bool = False, probabilities: bool = False) -> str:
    """Return the records as CSV, each with what the network says of it.

    Raises TableError, naming the line, for a cell that does not fit what was learned or a row that the network cannot compute.
    """
    rows = list(records)
    outputs = predict_rows(saved.network, columns.inputs(records), [f"{records.source}: line {line}" for line, _ in rows])
    answers: list[list[Any]] = [answer if isinstance(answer, list) else [answer] for answer in columns.decode(outputs)]
    names = [f"predicted {coding.name}" for coding in columns.targets] or [f"predicted {n.label}" for n in saved.network.outputs]
    if probabilities:
        (target,) = columns.targets
        names += [f"probability of {name}" for name in target.names]
        answers = [[*answer, *_probabilities(row)] for answer, row in zip(answers, outputs, strict=True)]
    told = [[_written(cell, records.decimal) for cell in answer] for answer in answers]
    text = StringIO()
    writer = csv.writer(text, delimiter=records.delimiter, lineterminator="\n")
    if records.header:
        kept = [] if only else list(records.names)
        writer.writerow([*kept, *[_unlike(name, kept) for name in names]])
    writer.writerows(answer if only else [*cells, *answer] for (_, cells), answer in zip(rows, told, strict=True))
    return text.getvalue()


def _probabilities(logits: list[float]) -> list[float]:
    """Return the probability of each class: the softmax of its logits, or of a single one, for two classes, its sigmoid.

    >>> _probabilities([0.0]), _probabilities([1000.0, 0.0, 1000.0])
    ([0.5, 0.5], [0.5, 0.0, 0.5])
    """
    if len(logits) == 1:
        return [float(sigmoid(-logits[0])), float(sigmoid(logits[0]))]
    largest = max(logits)
    weights = [exp(z - largest) for z in logits]
    total = sum(weights)
    return [weight / total for weight in weights]


def _written(cell: Any, decimal: str) -> str:
    return cell if isinstance(cell, str) else f"{cell:.10g}".replace(".", decimal)


def _unlike(name: str, taken: list[str]) -> str:
    """Return a name for a column that no other column has."""
    return next(each for each in (name if i == 1 else f"{name} {i}" for i in count(1)) if each not in taken)


def _write(text: str, say: Callable[[str], None]) -> None:
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None or sys.stdout.isatty():
        say(text.removesuffix("\n"))
    else:  # a file or a pipe gets UTF-8, whatever the console's encoding lacks
        sys.stdout.flush()
        buffer.write(text.encode("utf-8"))
        buffer.flush()
