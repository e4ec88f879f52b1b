"""``chainrule check``: an expression, its derivatives, and whether differences agree."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter

import pytest

from autograd.errors import ExpressionError
from autograd.expressions import read
from nn.check_command import add_check, derivative_text, read_with_values
from nn.cli import main


def run(*arguments: str) -> tuple[int, str]:
    parser = ArgumentParser()
    add_check(parser.add_subparsers(), RawDescriptionHelpFormatter)
    options = parser.parse_args(["check", *arguments])
    lines: list[str] = []
    return options.run(options, lines.append), "\n".join(lines)


def test_it_prints_value_derivatives_formulas_and_the_report() -> None:
    """Everything that a reader wants to see of a formula at a point."""
    code, text = run("x ** 2 * w", "x=3", "w=-2")
    assert code == 0
    assert "f(x, w) = x ** 2 * w\nat x = 3, w = -2" in text
    assert "∂f/∂x = -12.0  = w * (2 * x)" in text
    assert "∂f/∂w = 9.0    = x ** 2" in text
    assert "derivatives agree with differences" in text


def test_second_derivatives_on_request() -> None:
    """--order 2 adds them to the report."""
    assert "∂²/∂x²" not in run("x ** x", "x=1.3")[1]
    code, text = run("x ** x", "x=1.3", "--order", "2")
    assert code == 0
    assert "∂²/∂x²" in text


def test_a_kink_is_said_and_fails_only_on_request() -> None:
    """Relu at 0 is no failure, and no silence either."""
    code, text = run("relu(x)", "x=0")
    assert code == 0
    assert "not differentiable here: slopes 0 on the left and 1 on the right" in text
    assert run("relu(x)", "x=0", "--kinks", "raise")[0] == 1
    assert "∂f/∂x = not differentiable here" in run("sqrt(x)", "x=0")[1]


def test_a_number_alone_has_nothing_to_check() -> None:
    """An expression without names has a value."""
    assert run("2 + 3") == (0, "f = 2 + 3\n\nf = 5.0\n\nf: nothing to check, the function has no inputs")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("x * y", "x=1"), "no value for y: add y=1"),
        (("x", "x=1", "y=2"), "there is no y in the expression: its names are x"),
        (("x", "x"), "write NAME=VALUE"),
        (("x", "x=1", "x=2"), "x has two values"),
        (("x", "x=y"), "must be a number"),
        (("x", "x=1/0"), "is no number"),
        (("x", "x=inf"), "must be finite"),
        (("x", "3=1"), "write NAME=VALUE"),
        (("x +", "x=1"), "ends at column"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_printed(arguments: tuple[str, ...], message: str) -> None:
    """What was wrong, and what to write."""
    with pytest.raises(ExpressionError, match=message) as caught:
        run(*arguments)
    assert "\n" not in str(caught.value)


def test_a_point_outside_the_domain_says_so() -> None:
    """The message is the engine's."""
    with pytest.raises(ValueError, match=r"log has no value at log\(-1\.0\)"):
        run("log(x)", "x=-1")


def test_values_may_be_constant_expressions() -> None:
    """x=pi/2 is a value."""
    assert read_with_values("x", ["x=pi/2"])[1] == [1.5707963267948966]


def test_a_formula_that_is_too_long_to_read_is_left_out() -> None:
    """A derivative of ten nested functions explains nothing."""
    assert derivative_text(read("x * y"), "x") == "y"
    assert derivative_text(read("tanh(" * 10 + "x" + ")" * 10), "x") == ""


def test_the_command_passes_its_options_on(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit codes: 0 agreed, 1 not, 2 cannot be read; a formula that begins with a minus is no option."""
    assert main(["check", "-x ** 2", "x=3", "--order", "2"]) == 0
    out = capsys.readouterr().out
    assert "f(x) = -x ** 2" in out
    assert "∂²/∂x²" in out
    assert main(["check", "-x", "x=-3"]) == 0
    assert main(["check", "abs(x)", "x=0", "--kinks", "raise"]) == 1
    capsys.readouterr()
    for arguments in (["x ^ 2", "x=1"], ["log(x)", "x=-1"], ["exp(x)", "x=1000"], ["x"], ["x.y", "x=1"]):
        assert main(["check", *arguments]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("chainrule: ")
        assert captured.err.count("\n") == 1
