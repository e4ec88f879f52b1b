"""``chainrule step`` and ``chainrule draw``: a formula that was typed, or a saved network, as a page or a picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd import Stepper, Value, draw, step_through
from autograd.drawing import Drawing
from autograd.errors import ExpressionError

from .check_command import read_with_values
from .command_options import path
from .drawing import draw as draw_network
from .network import Network
from .neuron import listing
from .stepping import step_through as step_through_network
from .storage import load, load_saved

_STEP_EXAMPLE = """examples:
  chainrule step "tanh(x1*w1 + x2*w2 + b)**2" x1=2 w1=-0.3 x2=0.5 w2=1 b=0.4 --out step.html
  chainrule step "x * x" x=3 --out square.svg     an animation without a script
  chainrule step xor.json x1=1 x2=-1 --target 1   a saved network, neuron by neuron
  chainrule step iris.json ... --target setosa    by the name of a class, where the file has classes

The page needs no internet connection: open it in any browser. Arrow keys step, space plays, D goes one level deeper
into a network."""
_DRAW_EXAMPLE = """examples:
  chainrule draw "x * w + b" x=2 w=-0.3 b=0.4 --out graph.svg --local
  chainrule draw chainrule-tour/iris.json --out iris.svg --theme dark
  chainrule draw xor.json x1=1 x2=-1 --gradients --out flow.html
  chainrule draw xor.json x1=1 x2=-1 --neuron h2 --out h2.svg
  chainrule draw lstm/lstm-network.json --legend zoo --out lstm.svg

.svg, .html (a page that can be moved and enlarged) and .dot always work; .png and .pdf where Graphviz is installed."""


def add_step(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "step",
        help="step through the backpropagation of an expression or a network, as a page",
        description="Write a page that steps through an expression: forward, and then backward, one contribution at a time. "
        "Given a saved network, a number for each of its inputs and a target, it tells the way through that neuron by neuron.",
        epilog=_STEP_EXAMPLE,
        formatter_class=formatter,
    )
    parser.add_argument(
        "what", metavar="EXPRESSION|NETWORK.json", help='a formula in quotes, such as "tanh(x * w) ** 2", or a file'
    )
    _add_values(parser)
    parser.add_argument(
        "--out", type=path, default=Path("step.html"), metavar="FILE", help=".html or .svg (default: %(default)s)"
    )
    parser.add_argument(
        "--theme", choices=("auto", "light", "dark"), default="auto", help="colours (default: those of the reader)"
    )
    network = parser.add_argument_group("of a network")
    network.add_argument("--target", metavar="T", help="what the outputs should be: a number, 1,0,0 for several, or a class")
    network.add_argument("--loss", metavar="NAME", help="of nn.losses (default: mean_squared_error, of classes cross_entropy)")
    parser.set_defaults(run=run_step)


def add_draw(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "draw",
        help="draw the graph of an expression, or a saved network",
        description="Draw the computation graph of an expression with its gradients, or a network that was saved. Given a number "
        "for each of its inputs, a network makes a pass, and its outputs, or its gradients, are shown.",
        epilog=_DRAW_EXAMPLE,
        formatter_class=formatter,
    )
    parser.add_argument("what", metavar="EXPRESSION|NETWORK.json", help="a formula in quotes, or the file of a saved network")
    _add_values(parser)
    parser.add_argument("--out", type=path, required=True, metavar="FILE", help="where to: .svg, .html, .dot, .png or .pdf")
    parser.add_argument(
        "--theme",
        choices=("auto", "light", "dark"),
        default="auto",
        help="colours (default: those of a page's reader, else light)",
    )
    graph = parser.add_argument_group("of an expression, or a neuron")
    graph.add_argument("--local", action="store_true", help="local derivatives on the wires of an expression")
    graph.add_argument("--no-gradients", action="store_true", help="the numbers without their gradients")
    graph.add_argument("--depth", type=int, metavar="N", help="of an expression, only what is at most N steps before the result")
    network = parser.add_argument_group("of a network")
    network.add_argument("--neuron", metavar="LABEL", help="the computation in one neuron, for the inputs that are given")
    network.add_argument("--gradients", action="store_true", help="the gradients of the output (of several, of their sum)")
    network.add_argument("--no-legend", action="store_true", help="the picture alone")
    network.add_argument("--expand", metavar="CELL", action="append", help="a cell of which every neuron is drawn, or: all")
    network.add_argument("--legend", choices=("zoo",), help="glyphs of the Neural Network Zoo: what each neuron is, no numbers")
    network.add_argument("--palette", choices=("safe", "poster"), help="colours of that legend: for all eyes, or the poster's")
    network.add_argument("--labels", choices=("names", "kinds"), help="what stands below those glyphs (default: nothing)")
    parser.set_defaults(run=run_draw)


def _add_values(parser: ArgumentParser) -> None:
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="a value for every name in the formula")


def run_step(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command. Raises ExpressionError, ValueError, ArithmeticError or OSError; then nothing was written."""
    stepper = _network_stepped(options) if options.what.strip().endswith(".json") else _expression_stepped(options)
    say(f"{len(stepper.steps)} steps in {stepper.save(options.out)}")
    return 0


def _expression_stepped(options: Namespace) -> Stepper:
    for option, given in (("--target", options.target), ("--loss", options.loss)):
        if given is not None:
            raise ExpressionError(f"{option} belongs to a saved network, and {options.what!r} is an expression: leave it out")
    return step_through(_recorded(options.what, options.values), theme=options.theme)


def _network_stepped(options: Namespace) -> Stepper:
    saved = load_saved(path(options.what))
    if not options.values:
        raise ExpressionError(f"a pass needs a number for every input: {_example(saved.network)}")
    if options.target is None:
        raise ExpressionError(f"a loss needs a target: --target 1{',0' * (len(saved.network.outputs) - 1)}, or a class")
    usual = (
        "mean_squared_error" if not saved.classes else "cross_entropy" if saved.network.outputs[1:] else "binary_cross_entropy"
    )
    target = _target(options.target, saved.classes)
    inputs = _inputs(saved.network, options.values)
    return step_through_network(saved.network, inputs, target, options.loss or usual, theme=options.theme)


def _target(text: str, classes: tuple[str, ...]) -> float | list[float]:
    """Return a target that was typed. Raises ExpressionError for what is no number, and no class of the network."""
    if text in classes:
        return classes.index(text)
    try:
        numbers = [float(part) if "." in part or "e" in part.lower() else int(part) for part in text.split(",")]
    except ValueError:
        known = f", or one of {listing(classes)}" if classes else ""
        raise ExpressionError(f"--target is a number, or several with commas between them{known}; got {text!r}") from None
    return numbers if numbers[1:] else numbers[0]


def run_draw(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command. Raises what `run_step` does, and StorageError for a file that is no network."""
    drawing = _network_drawn(options) if options.what.strip().endswith(".json") else _expression_drawn(options)
    say(str(drawing.save(options.out)))
    return 0


def _expression_drawn(options: Namespace) -> Drawing:
    for option in ("neuron", "gradients", "no_legend", "expand", "legend", "palette", "labels"):
        if getattr(options, option):
            written = f"--{option.replace('_', '-')}"
            raise ExpressionError(f"{written} belongs to a saved network, and {options.what!r} is an expression: leave it out")
    output = _recorded(options.what, options.values)
    if not options.no_gradients:
        output.backward()
    return draw(
        output,
        gradients=not options.no_gradients,
        local_derivatives=options.local,
        depth=options.depth,
        theme=options.theme,
    )


def _network_drawn(options: Namespace) -> Drawing:
    for option, given in (("--local", options.local), ("--depth", options.depth is not None)):
        if given:
            raise ValueError(f"{option} belongs to an expression, and {options.what} is a saved network: leave it out")
    _refuse_together(options)
    network = load(path(options.what))
    expand: bool | list[str] = "all" in (options.expand or []) or options.expand or False
    if options.legend == "zoo":
        palette, labels = options.palette or "safe", options.labels or False
        return draw_network(network, legend="zoo", palette=palette, labels=labels, expand=expand, theme=options.theme)
    if options.values:
        outputs = network(_inputs(network, options.values))
        total = sum(outputs[1:], outputs[0])
        if options.gradients or (options.neuron and not options.no_gradients):
            total.backward()
    elif options.gradients or options.neuron:
        wanted = "--gradients" if options.gradients else "--neuron"
        raise ValueError(f"{wanted} needs a pass: give a number for every input, {_example(network)}")
    if options.neuron:
        if options.neuron not in network:
            raise ValueError(f"there is no neuron {options.neuron!r}: {listing([neuron.label for neuron in network])}")
        return draw_network(network[options.neuron], gradients=not options.no_gradients, theme=options.theme)
    legend = not options.no_legend
    return draw_network(network, gradients=options.gradients, legend=legend, expand=expand, theme=options.theme)


def _refuse_together(options: Namespace) -> None:
    """Raise ValueError for options of a network's picture that do not go together."""
    if options.legend != "zoo":
        for option, given in (("--palette", options.palette), ("--labels", options.labels)):
            if given:
                raise ValueError(f"{option} belongs to the zoo's legend: add --legend zoo, or leave it out")
    elif options.values or options.neuron or options.gradients or options.no_legend:
        raise ValueError(
            "--legend zoo shows what neurons are, and no numbers: leave out the values, --neuron, --gradients and --no-legend"
        )
    if options.neuron and options.expand:
        raise ValueError("--neuron draws one neuron, and --expand opens cells of a network: leave one of them out")


def _inputs(network: Network, assignments: list[str]) -> list[float]:
    """Return the numbers of the inputs, by their labels. Raises ValueError unless each is given once."""
    labels = [neuron.label for neuron in network.inputs]
    given: dict[str, float] = {}
    for assignment in assignments:
        label, equals, text = assignment.rpartition("=")
        try:
            given[label.strip()] = float(text)
        except ValueError:
            equals = ""
        if not equals:
            raise ValueError(f"an input is given as {_example(network)}, got {assignment!r}")
    strangers, missing = [name for name in given if name not in labels], [label for label in labels if label not in given]
    if strangers or missing:
        wrong = f"there is no input {strangers[0]!r}" if strangers else f"the input {missing[0]!r} is missing"
        raise ValueError(f"{wrong}: the network's inputs are {listing(labels)}")
    return [given[label] for label in labels]


def _example(network: Network) -> str:
    words = [f"{neuron.label}=0.5" for neuron in network.inputs[:2]]
    return " ".join(f'"{word}"' if " " in word or "(" in word else word for word in words) + " ..." * (len(network.inputs) > 2)


def _recorded(text: str, assignments: list[str]) -> Value:
    """Return the graph of an expression, its variables labelled. Raises ExpressionError where there is none to see."""
    expression, point = read_with_values(text, assignments)
    output = expression({name: Value(x, name) for name, x in zip(expression.variables, point, strict=True)})
    if not isinstance(output, Value) or not output.inputs:
        raise ExpressionError(f"{' '.join(text.split())!r} computes nothing from a variable: write something like 'x * x' x=3")
    return output
