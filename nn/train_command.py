"""``chainrule train``: a network of named neurons learns a column of a CSV file, is tested, drawn and saved."""

from __future__ import annotations

import csv
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import fields
from io import StringIO
from math import isfinite
from pathlib import Path
from typing import Any

from autograd import zero_gradients
from autograd.files import write_atomically

from .account import files as about_files
from .command_options import add_layout_options, for_the_shell, layers, layout, path, positive, share, source, whole, word
from .divergence import Diverged
from .drawing import draw
from .history import History
from .output_folder import OutputFolder
from .plotting import is_available as can_plot
from .plotting import plot_decision_boundary, save_learning_curve
from .preprocessing import NumberCoding
from .storage import save
from .table_training import FEW_ROWS, OPTIMIZERS, SHARE, Lesson, Settings, prepare
from .tables import TableError, read_csv
from .train_account import about_data, about_learning, about_network, about_test

Say = Callable[[str], None]
MOST_DRAWN = 3000  # synapses; beyond, a picture is a grey block, and takes long
CURVE, BOUNDARY, PICTURES = "learning.svg", "boundary.svg", ("network.svg", "gradients.svg")

_EPILOG = f"""What is not said is found out. The task is classification where the target column holds words, or
few different whole numbers; else regression. Numbers are standardised, words become one input each,
all of it learned from the rows to learn from and saved with the network. Without --test and
--validation a file of {FEW_ROWS} rows or more keeps {SHARE:.0%} of them for a test at the end, and {SHARE:.0%} of the rest
to see when learning should stop; the network then has the weights of its best epoch.

Ctrl-C ends the learning, not the command: the network reached is tested and saved.

examples:
  chainrule train wine.csv --target kind
  chainrule train houses.csv --target price --hidden 16,8 --activation relu --ignore address
  chainrule train - --target y --test 0 --out results < rows.csv"""


def add_train(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    default = Settings()
    parser: ArgumentParser = commands.add_parser(
        "train",
        help="learn a column of a CSV file; test, draw and save the network",
        description="Let a network of named neurons learn a column of a CSV file from the others, test it on rows that\n"
        "it has not seen, draw it and save it.",
        epilog=_EPILOG,
        formatter_class=formatter,
    )
    parser.add_argument("file", metavar="FILE.csv", help="the table, a row a line; - for standard input")
    parser.add_argument(
        "--target", required=True, type=word, metavar="COLUMN", help="the column to learn: its name, or its place from 0, or -1"
    )
    parser.add_argument("--task", choices=("classification", "regression"), help="what it is to learn (default: guessed)")
    parser.add_argument("--out", type=path, metavar="DIR", help="the folder for what it makes (default: chainrule-FILE)")

    group = parser.add_argument_group("the network")
    group.add_argument(
        "--hidden",
        type=layers,
        default=default.hidden,
        metavar="N,N",
        help="neurons of each hidden layer, 0 for none (default: 8)",
    )
    group.add_argument(
        "--activation", default=default.activation, metavar="NAME", help="of the hidden neurons: tanh, relu, ... (default: tanh)"
    )

    group = parser.add_argument_group("learning")
    group.add_argument(
        "--optimizer",
        choices=OPTIMIZERS,
        default=default.optimizer,
        metavar="NAME",
        help=f"{', '.join(OPTIMIZERS)} (default: adam)",
    )
    rates = "; ".join(f"{', '.join(names)} {rate:g}" for rate, names in _names_by_rate().items())
    group.add_argument("--learning-rate", type=positive, metavar="X", help=f"the size of its steps (default: {rates})")
    group.add_argument(
        "--epochs",
        type=whole(0),
        metavar="N",
        help="how often to go through the rows, at most (default: 200; by the number of rows)",
    )
    group.add_argument("--batch-size", type=whole(1), metavar="N", help="rows between two steps (default: 16; up to 256)")
    group.add_argument("--test", type=share, metavar="SHARE", help="rows kept for the test: a share, or how many (default: 0.2)")
    group.add_argument(
        "--validation", type=share, metavar="SHARE", help="of the rest, rows to see when to stop (default: 0.2 of it)"
    )
    group.add_argument(
        "--patience", type=whole(0), default=default.patience, metavar="N",
        help="stop after so many epochs without a lower validation loss, 0 for never (default: %(default)s)",
    )  # fmt: skip
    group.add_argument(
        "--seed", type=whole(0), default=default.seed, metavar="N", help="chooses rows, first weights and batches (default: 0)"
    )

    group = parser.add_argument_group("columns and cells")
    group.add_argument(
        "--ignore", type=word, action="append", default=[], metavar="COLUMN", help="leave a column out; repeatable"
    )
    group.add_argument(
        "--categorical", type=word, action="append", default=[], metavar="COLUMN", help="its numbers are words; repeatable"
    )
    group.add_argument(
        "--missing", choices=("error", "drop", "fill"), default="error",
        help="rows with a gap: refuse them, leave them out, or put the mean, or the commonest word, there (default: error)",
    )  # fmt: skip
    group.add_argument(
        "--unseen", choices=("error", "zeros"), default="error",
        help="words at prediction that were not learned: refuse them, or take them for none (default: error)",
    )  # fmt: skip
    group.add_argument(
        "--max-categories", type=whole(1), default=default.max_categories, metavar="N",
        help="different words that a column may hold (default: %(default)s)",
    )  # fmt: skip
    add_layout_options(parser)
    parser.set_defaults(run=run_train)


def _names_by_rate() -> dict[float, list[str]]:
    found: dict[float, list[str]] = {}
    for name, (_, rate) in OPTIMIZERS.items():
        found.setdefault(rate, []).append(name)
    return found


def run_train(options: Namespace, say: Say = print) -> int:
    """Run the command.

    Raises ValueError or OSError for a file or settings that will not do, ArithmeticError where the training loses its
    numbers, and KeyboardInterrupt for Ctrl-C before the first epoch is done; then nothing is left behind.
    """
    settings = Settings(**{field.name: getattr(options, field.name) for field in fields(Settings)})
    try:
        table = read_csv(
            source(options.file),
            options.target,
            task=options.task,
            ignore=options.ignore,
            categorical=options.categorical,
            missing=options.missing,
            **layout(options),
        )
        lesson = prepare(table, settings)
    except TableError as error:
        raise TableError(for_the_shell(str(error))) from None
    place = options.out or Path("chainrule-train" if options.file == "-" else f"chainrule-{path(options.file).stem}")
    with OutputFolder(place, stale=(*PICTURES, CURVE, BOUNDARY)) as folder:
        say(f"A network of named neurons learns {table.target} from {table.source}.\n")
        say(about_data(lesson, options.task))
        say(about_network(lesson))
        history = _learn(lesson)
        if history.stopped == "interrupted" and not history.epochs:
            raise KeyboardInterrupt
        say(about_learning(lesson, history))
        say(about_test(lesson))
        meanings = _save(lesson, folder.path)
    say(about_files(place, meanings, *_notes(lesson)))
    return 0


def _learn(lesson: Lesson) -> History:
    """Train the network. What is raised for a row names the file and the line."""
    try:
        return lesson.learn()
    except Diverged as error:
        validation = "validation loss" in str(error)
        text = re.sub(r"at row (\d+)", lambda found: f"at {_line(lesson, int(found[1]), validation=validation)}", str(error))
        raise Diverged(f"{lesson.table.source}: {text}", error.history) from None
    except (ValueError, ArithmeticError) as error:
        note = " ".join(getattr(error, "__notes__", []))
        row = re.search(r"at row (\d+)", note)
        if row is None:
            raise
        line = _line(lesson, int(row[1]), validation="validation" in note)
        raise ValueError(f"{lesson.table.source}: {line}: the network cannot compute this row: {error}") from None


def _line(lesson: Lesson, row: int, *, validation: bool) -> str:
    return f"line {lesson.parts['validation' if validation else 'learn'].lines[row]}"


# ---- files ----------------------------------------------------------------------------------------------------------


def _save(lesson: Lesson, folder: Path) -> list[tuple[str, str]]:
    """Write all files, and return what each of them holds."""
    network, history = lesson.network, lesson.history
    save(network, folder / "network.json", preprocessing=lesson.preprocessing, metadata=_metadata(lesson))
    meanings = [("network.json", "the trained network, for chainrule predict and show")]
    row = lesson.hardest(lesson.judged)
    data, line = lesson.data[lesson.judged], lesson.parts[lesson.judged].lines[row]
    if len(network.synapses) <= MOST_DRAWN:
        zero_gradients([synapse.weight for synapse in network.synapses])
        lesson.loss(network(data.inputs[row]), data.targets[row]).backward()
        draw(network).save(folder / "network.svg")
        draw(network, gradients=True).save(folder / "gradients.svg")
        meanings += [
            ("network.svg", f"its weights, and its answer to the hardest row, line {line}"),
            ("gradients.svg", "how that row's gradients flow back"),
        ]
    if history.epochs:
        write_atomically(folder / "learning.csv", _curve(history))
        meanings.append(("learning.csv", "loss and more, epoch by epoch"))
        if can_plot():
            save_learning_curve(history, folder / CURVE)
            meanings.append((CURVE, "the learning curve"))
    if can_plot() and _has_a_boundary(lesson):
        meanings.append(
            (BOUNDARY, f"what it answers, and the {'test rows' if lesson.judged == 'test' else 'rows it learned from'}")
        )
        _save_boundary(lesson, folder / BOUNDARY)
    return meanings


def _has_a_boundary(lesson: Lesson) -> bool:
    """Return whether the answer is a class, by two columns of numbers: then it is a map."""
    columns = lesson.preprocessing.columns
    return lesson.preprocessing.has_classes and len(columns) == 2 and all(isinstance(c, NumberCoding) for c in columns)


def _save_boundary(lesson: Lesson, file: Path) -> None:
    """Draw what the network answers, in the units of the file."""
    figure = plot_decision_boundary(
        lesson.network,
        *lesson.data[lesson.judged],
        class_names=lesson.preprocessing.target_names,
        units=[(c.shift, c.scale) for c in lesson.preprocessing.columns if isinstance(c, NumberCoding)],
    )
    figure.savefig(file)


def _curve(history: History) -> str:
    rows, text = history.rows(), StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _metadata(lesson: Lesson) -> dict[str, Any]:
    settings, history = lesson.settings, lesson.history
    return {
        "made by": "chainrule train",
        "learned from": Path(lesson.table.source).name,
        "task": lesson.table.task,
        "target": lesson.table.target,
        "rows": {name: len(part) for name, part in lesson.parts.items()},
        "settings": {
            "hidden": list(settings.hidden),
            "activation": settings.activation,
            "optimizer": settings.optimizer,
            "learning rate": settings.learning_rate,
            "batch size": settings.batch_size,
            "seed": settings.seed,
        },
        "epochs": history.epochs,
        "best epoch": history.best_epoch if "validation" in lesson.data and settings.patience else history.epochs,
        "scores": {name: {what: _json(x) for what, x in lesson.scores(name).items()} for name in lesson.data},
    }


def _json(x: float) -> float | str:
    return x if isfinite(x) else repr(x)


def _notes(lesson: Lesson) -> list[str]:
    notes = []
    if len(lesson.network.synapses) > MOST_DRAWN:
        notes.append(f"(no picture: {len(lesson.network.synapses):,} synapses are more than can be told apart)")
    if lesson.history.epochs and not can_plot():
        notes.append('(for the learning curve as a picture: pip install "chainrule[plot]")')
    return notes
