"""Linear algebra: the one file that knows SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def least_squares(rows: Sequence[Sequence[float]], targets: Sequence[Sequence[float]], ridge: float = 0.0) -> list[list[float]]:
    """Return W, a list of coefficients for each column of the targets, that makes ``rows`` times W nearest to ``targets``.

    Nearest in the sum of squares plus ``ridge`` times the sum of W^2. Where several are equally near it is the shortest, with
    singular values below the rounding of the largest taken as 0 (Golub and Van Loan, Matrix computations, 4th edition 2013, 5.5).
    Rows and targets are lists or arrays.

    Raises ImportError where SciPy is not installed.

    >>> [[round(w, 12) for w in column] for column in least_squares([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]], [[3.0], [5.0], [7.0]])]
    [[2.0, 1.0]]
    """
    try:
        from scipy import linalg
    except ImportError as error:
        raise ImportError('least squares are computed by SciPy: pip install "chainrule[fast]"') from error
    count, outputs = len(rows[0]), len(targets[0])
    root = ridge**0.5
    penalty = [[root if i == j else 0.0 for j in range(count)] for i in range(count)] if ridge else []
    solution: Any = linalg.lstsq([*rows, *penalty], [*targets, *[[0.0] * outputs for _ in penalty]])[0]
    columns: list[list[float]] = solution.T.tolist()
    return columns


def eigenvalues(rows: Sequence[Sequence[float]]) -> list[complex]:
    """Return the eigenvalues of a square matrix, the largest in size first.

    Raises ImportError where SciPy is not installed.

    >>> [round(z.real, 12) for z in eigenvalues([[0.0, 2.0], [2.0, 0.0]])] in ([2.0, -2.0], [-2.0, 2.0])
    True
    """
    try:
        from scipy import linalg
    except ImportError as error:
        raise ImportError('eigenvalues are computed by SciPy: pip install "chainrule[fast]"') from error
    found: list[complex] = linalg.eigvals(rows).tolist()
    return sorted(found, key=abs, reverse=True)
