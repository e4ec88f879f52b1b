"""``chainrule check``: the derivatives of a formula that was typed, and whether they agree with its differences."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from math import isfinite, isnan
from typing import Any

from autograd import Dual, GradientMismatch, GradientReport, Symbol, gradcheck
from autograd.errors import ExpressionError
from autograd.expressions import Expression, read

_EXAMPLES = """examples:
  chainrule check "tanh(x * w + b)" x=0.5 w=-2 b=1
  chainrule check "x ** x" x=1.3 --order 2
  chainrule check "relu(x)" x=0          (not differentiable here: the report says so)

In an expression: numbers, names, + - * / % **, brackets, the functions of the table of operations, and pi, e, tau, inf."""


def add_check(commands: Any, formatter: Any) -> None:
    """Add the command to the parser of all commands."""
    parser: ArgumentParser = commands.add_parser(
        "check",
        help="check the derivatives of an expression against differences",
        description="Compute an expression and its derivatives, and compare them with differences of the expression.",
        epilog=_EXAMPLES,
        formatter_class=formatter,
    )
    parser.add_argument("expression", help='a formula in quotes, such as "tanh(x * w) ** 2"')
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE", help="the point: a value for every name in the formula")
    parser.add_argument("--order", type=int, choices=(1, 2), default=1, help="also check second derivatives (default: 1)")
    parser.add_argument("--rtol", type=float, default=1e-6, help="relative tolerance (default: %(default)s)")
    parser.add_argument("--kinks", choices=("report", "raise"), default="report", help="what a kink means (default: report)")
    parser.set_defaults(run=run_check)


def run_check(options: Namespace, say: Callable[[str], None] = print) -> int:
    """Run the command: 0 if all derivatives agree, 1 if not (or at a kink, where that is asked for).

    Raises ExpressionError, ValueError or ArithmeticError for input that cannot be read or computed; then nothing was said.
    """
    expression, point = read_with_values(options.expression, options.values)
    names = expression.variables
    rows = [("f", repr(float(expression(dict(zip(names, point, strict=True))))), "")]
    try:
        report = gradcheck(_function(expression), tuple(point), order=options.order, rtol=options.rtol)
    except GradientMismatch as mismatch:
        if not isinstance(mismatch.report, GradientReport):
            raise
        report = mismatch.report
    for name in names:
        entry = next(entry for entry in report.entries if entry.by == f"∂/∂{name}")
        value = "not differentiable here" if isnan(entry.analytic) else repr(entry.analytic)
        rows.append((f"∂f/∂{name}", value, derivative_text(expression, name)))
    say(f"f{'(' + ', '.join(names) + ')' if names else ''} = {' '.join(expression.text.split())}")
    if names:
        say(f"at {', '.join(f'{name} = {value:.10g}' for name, value in zip(names, point, strict=True))}")
    say("")
    widths = [max(len(row[i]) for row in rows) for i in range(2)]
    for label, number, formula in rows:
        shown = f"{label.ljust(widths[0])} = {number.ljust(widths[1])}" + (f"  = {formula}" if formula else "")
        say(shown.rstrip())
    say("")
    say(str(report))
    return 0 if report.passed and not (options.kinks == "raise" and report.kinks) else 1


def read_with_values(text: str, assignments: Sequence[str]) -> tuple[Expression, list[float]]:
    """Read an expression and the values of its variables, in their order.

    Raises ExpressionError, in one line, for an assignment that is none, and for a variable without a value or too many.

    >>> read_with_values("x * w", ["w=2", "x=pi"])
    (Expression('x * w'), [3.141592653589793, 2.0])
    """
    values: dict[str, float] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip()
        if not equals or not name.isidentifier():
            raise ExpressionError(f"{assignment!r} is no value: write NAME=VALUE, such as x=0.5")
        if name in values:
            raise ExpressionError(f"{name} has two values: write {name}=... once")
        values[name] = _constant(name, value)
    expression = read(text, values)
    missing = [name for name in expression.variables if name not in values]
    if missing:
        raise ExpressionError(f"no value for {', '.join(missing)}: add {' '.join(f'{name}=1' for name in missing)}")
    unknown = [name for name in values if name not in expression.variables]
    if unknown:
        there = ", ".join(expression.variables) or "none"
        raise ExpressionError(f"there is no {', '.join(unknown)} in the expression: its names are {there}")
    return expression, [values[name] for name in expression.variables]


def _constant(name: str, text: str) -> float:
    expression = read(text)
    if expression.variables:
        raise ExpressionError(f"the value of {name} must be a number, got {text!r}")
    try:
        value = float(expression({}))
    except (ValueError, ArithmeticError) as error:
        raise ExpressionError(f"the value of {name}, {text!r}, is no number: {error}") from None
    if not isfinite(value):
        raise ExpressionError(f"the value of {name} must be finite, got {text!r}")
    return value


def derivative_text(expression: Expression, name: str, longest: int = 100) -> str:
    """Return the derivative of an expression by one variable as a formula, or "" where it is too long to read.

    >>> derivative_text(read("sin(x) * y"), "x")
    'y * cos(x)'
    """
    symbols: dict[str, Any] = {each: Symbol(each) for each in expression.variables}
    moved = expression({**symbols, name: Dual(symbols[name], 1.0)})
    tangent = moved.tangent if isinstance(moved, Dual) else 0.0
    try:
        text = tangent.text if isinstance(tangent, Symbol) else f"{tangent:.10g}"
    except OverflowError:
        return ""
    return text if len(text) <= longest else ""


def _function(expression: Expression) -> Callable[..., Any]:
    from inspect import Parameter, Signature

    def f(*arguments: Any) -> Any:
        return expression(dict(zip(expression.variables, arguments, strict=True)))

    # so that the report calls the inputs by their names
    f.__signature__ = Signature([Parameter(name, Parameter.POSITIONAL_ONLY) for name in expression.variables])  # type: ignore[attr-defined]
    return f
