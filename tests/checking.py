"""What the tests of gradcheck share: reports of checks that pass or fail, and a row that is wrong in an interesting way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autograd import GradientMismatch, GradientReport, Operation, gradcheck
from autograd.operations import rows

ROWS = {row.label: row for row in rows()}

# right at 1 by luck, to first order, and wrong everywhere else
SOFTSIGN = Operation("half_right", lambda x: x / (1 + abs(x)), lambda out, x: (x / ((1 + abs(x)) * (1 + abs(x))),))


def checked(f: Callable[..., Any], at: Any, **options: Any) -> GradientReport:
    """The report of a check, whether it passes or not."""
    try:
        return gradcheck(f, at, **options)
    except GradientMismatch as error:
        return error.report  # type: ignore[return-value]


def caught(f: Callable[..., Any], at: Any, **options: Any) -> GradientReport:
    """The report of a check that must fail."""
    with pytest.raises(GradientMismatch) as raised:
        gradcheck(f, at, **options)
    report = raised.value.report
    assert isinstance(report, GradientReport)
    assert str(report) == str(raised.value)
    return report


def verdicts(report: GradientReport) -> set[str]:
    return {entry.verdict for entry in report.entries}
