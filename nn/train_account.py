"""What ``chainrule train`` says: short blocks on data, network, learning and test."""

from __future__ import annotations

from collections import Counter

from .account import block, confusions, counted
from .history import History
from .lookup import spelling
from .neuron import listing
from .preprocessing import CategoryCoding
from .table_training import FEW_ROWS, Lesson
from .tables import Table
from .tables.cells import read_number


def about_data(lesson: Lesson, said: str | None) -> str:
    """Return the block about the rows: of what they are made, what each part is for, and the task with the reason for it."""
    table, parts = lesson.table, lesson.parts
    numbers = sum(column.is_number for column in table.columns)
    words = len(table.columns) - numbers
    kinds = [counted(numbers, "column") + " of numbers"] if numbers else []
    if words:
        coded = sum(len(c.names) for c in lesson.preprocessing.columns if isinstance(c, CategoryCoding))
        kinds.append(f"{counted(words, 'column')} of words, coded as {counted(coded, 'input')}")
    uses = {"learn": "to learn from", "validation": "to see when to stop", "test": "to be tested on"}
    if len(parts) > 1:
        use = [f"{len(parts[name])} {what}" for name, what in uses.items() if name in parts]
        split = f"{', '.join(use)} (seed {lesson.settings.seed})"
    else:
        split = "all of them to learn from" + (", none for a test: they are few" if len(table) < FEW_ROWS else "")
    left_out = [f"left out: {listing(table.ignored)}"] if any(table.ignored) else []
    if table.dropped:
        left_out.append(f"left out: {counted(len(table.dropped), 'row')} with gaps")
    return block("data", f"{counted(len(table), 'row')}: {' and '.join(kinds)}", split, *left_out, _about_task(table, said))


def _about_task(table: Table, said: str | None) -> str:
    if table.has_classes:
        counts = Counter(table.targets)
        classes = [f"{name} ({counts[i]})" for i, name in enumerate(table.classes)]
        numbers = all(read_number(name) is not None for name in table.classes)
        why = "" if said else f", since there are {len(classes)} different {'whole numbers' if numbers else 'words'}"
        return f"classification{why}: {listing(classes)}"
    why = "" if said else f", since there are {len(set(table.targets))} different numbers"
    return f"regression{why}: {min(table.targets):g} to {max(table.targets):g}"


def about_network(lesson: Lesson) -> str:
    """Return the block about the neurons, by group."""
    network = lesson.network
    biases = len(network.biases)
    hidden = [f"{group[0].label} to {group[-1].label} ({spelling(group[0].activation)})" for group in network.hidden]
    outputs = listing([neuron.label for neuron in network.outputs])
    if len(lesson.preprocessing.target_names) == 2 and lesson.preprocessing.has_classes:
        outputs += f" (above 0; else {lesson.preprocessing.target_names[0]})"
    return block(
        "network",
        f"{len(network) - biases} neurons and {counted(biases, 'bias neuron')}, {counted(len(network.synapses), 'synapse')}",
        listing([neuron.label for neuron in network.inputs]),
        " → ".join(["", *hidden, outputs]).strip(),
    )


def about_learning(lesson: Lesson, history: History) -> str:
    """Return the block about the training: how long, why it ended, and how the loss fell."""
    settings = lesson.settings
    reasons = {
        "patience": f"until there was no lower validation loss for {counted(settings.patience, 'epoch')}",
        "target_loss": "until the loss was low enough",
        "interrupted": "until Ctrl-C",
        "max_epochs": "as many as were allowed",
    }
    lines = [f"{counted(history.epochs, 'epoch')} in {history.seconds:.1f} s, {reasons.get(history.stopped, history.stopped)}"]
    best = history.best_epoch if history.validation_losses and settings.patience else history.epochs
    if best and history.epochs:
        if best < history.epochs:
            lines.append(f"the network has the weights of its best epoch, {best}")
        lines.append(f"loss {history.losses[0]:.4g} → {history.losses[best - 1]:.4g}")
        if history.validation_losses:
            lines[-1] += (
                f", of the validation rows {history.validation_losses[0]:.4g} → {history.validation_losses[best - 1]:.4g}"
            )
    return block("learning", *lines)


def about_test(lesson: Lesson) -> str:
    """Return the block about the test rows, or, without any, about those that were learned from."""
    part = lesson.judged
    scores, rows = lesson.scores(part), len(lesson.parts[part])
    of = counted(rows, "row") if part == "test" else f"the {counted(rows, 'row')} it learned from"
    if lesson.preprocessing.has_classes:
        names = lesson.preprocessing.target_names
        wanted = [target for target in lesson.data[part].targets if isinstance(target, int)]
        found = [names.index(name) for name in lesson.preprocessing.decode(lesson.outputs(part))]
        right = round(scores["accuracy"] * rows)
        lines = [
            f"{right} of {of} recognised, {scores['accuracy']:.1%}",
            f"(the commonest class would be right for {scores['accuracy of guessing']:.1%})",
            *confusions(names, wanted, found),
        ]
    else:
        lines = [f"{of}: R² = {scores['R2']:.3f}" if "R2" in scores else of]
        lines.append(f"{lesson.table.target} is missed by {scores['mean absolute error']:.4g} on average")
        lines.append(f"(always guessing the mean would miss it by {scores['mean absolute error of guessing']:.4g})")
    return block("test" if part == "test" else "result", *lines)
