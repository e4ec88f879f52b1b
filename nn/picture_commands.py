"""``chainrule step`` and ``chainrule draw``: a formula that was typed, or a saved network, as a page or a picture."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograd import Value, draw, step_through
from autograd.errors import ExpressionError

from .check_command import read_with_values
from .command_options import path
from .drawing import draw as draw_network
from .storage import load

_STEP_EXAMPLE = """examples:
  chainrule step "tanh(x1*w1 + x2*w2 + b)**2" x1=2 w1=-0.3 x2=0.5 w2=1 b=0.4 --out step.html
  chainrule step "x * x" x=3 --out square.svg     an animation without a script

The page needs no network connection: open it in any browser. Arrow keys step, space plays."""
_DRAW_EXAMPLE = """examples:
  chainrule draw "x * w + b" x=2 w=-0.3 b=0.4 --out graph.svg --local
  chainrule draw chainrule-tour/iris.json --out iris.svg --theme dark

.svg and .dot always work; .png and .pdf where Graphviz is installed."""


def add_step(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "step",
        help="step through the backpropagation of an expression, as a page",
        description="Write a page that steps through an expression: forward, and then backward, one contribution at a time.",
        epilog=_STEP_EXAMPLE,
        formatter_class=formatter,
    )
    parser.add_argument("expression", metavar="EXPRESSION", help='a formula in quotes, such as "tanh(x * w) ** 2"')
    _add_values(parser)
    parser.add_argument(
        "--out", type=path, default=Path("step.html"), metavar="FILE", help=".html or .svg (default: %(default)s)"
    )
    parser.add_argument(
        "--theme", choices=("auto", "light", "dark"), default="auto", help="colours (default: those of the reader)"
    )
    parser.set_defaults(run=run_step)


def add_draw(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "draw",
        help="draw the graph of an expression, or a saved network",
        description="Draw the computation graph of an expression with its gradients, or a network that was saved.",
        epilog=_DRAW_EXAMPLE,
        formatter_class=formatter,
    )
    parser.add_argument("what", metavar="EXPRESSION|NETWORK.json", help="a formula in quotes, or the file of a saved network")
    _add_values(parser)
    parser.add_argument("--out", type=path, required=True, metavar="FILE", help="where to: .svg, .dot, .png or .pdf")
    parser.add_argument("--local", action="store_true", help="show local derivatives on the wires of an expression")
    parser.add_argument("--theme", choices=("light", "dark"), default="light", help="colours (default: %(default)s)")
    parser.set_defaults(run=run_draw)


def _add_values(parser: ArgumentParser) -> None:
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="a value for every name in the formula")


def run_step(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command. Raises ExpressionError, ValueError, ArithmeticError or OSError; then nothing was written."""
    stepper = step_through(_recorded(options.expression, options.values), theme=options.theme)
    say(f"{len(stepper.steps)} steps in {stepper.save(options.out)}")
    return 0


def run_draw(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command. Raises what `run_step` does, and StorageError for a file that is no network."""
    if options.what.strip().endswith(".json"):
        if options.values:
            raise ExpressionError(f"a saved network takes no values, got {options.values[0]!r}: leave them out")
        drawing = draw_network(load(path(options.what)), theme=options.theme)
    else:
        output = _recorded(options.what, options.values)
        output.backward()
        drawing = draw(output, local_derivatives=options.local, theme=options.theme)
    say(str(drawing.save(options.out)))
    return 0


def _recorded(text: str, assignments: list[str]) -> Value:
    """Return the graph of an expression, its variables labelled. Raises ExpressionError where there is none to see."""
    expression, point = read_with_values(text, assignments)
    output = expression({name: Value(x, name) for name, x in zip(expression.variables, point, strict=True)})
    if not isinstance(output, Value) or not output.inputs:
        raise ExpressionError(f"{' '.join(text.split())!r} computes nothing from a variable: write something like 'x * x' x=3")
    return output
