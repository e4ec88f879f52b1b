"""Learning rules: objects on synapses, with one interface; the gradient is one of them.

>>> from nn import rules, zoo
>>> network = zoo.build("p", inputs=2, activation="sign", initialiser="zeros")
>>> rules.Perceptron().learn(network, [[0, 0], [1, 1]], [-1, 1], seed=0, progress=False).stopped
'done'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.facade import later

if TYPE_CHECKING:
    from .gradient import Gradient
    from .hebb import Hebb
    from .history import RuleHistory
    from .kohonen import Kohonen
    from .least_squares import LeastSquares
    from .lesson import Lesson
    from .local import LocalRule
    from .perceptron import Perceptron
    from .rule import Rule
    from .smo import SMO
else:
    __getattr__ = later(
        __name__,
        {
            "gradient": "Gradient",
            "hebb": "Hebb",
            "history": "RuleHistory",
            "kohonen": "Kohonen",
            "least_squares": "LeastSquares",
            "lesson": "Lesson",
            "local": "LocalRule",
            "perceptron": "Perceptron",
            "rule": "Rule",
            "smo": "SMO",
        },
    )

__all__ = ["SMO", "Gradient", "Hebb", "Kohonen", "LeastSquares", "Lesson", "LocalRule", "Perceptron", "Rule", "RuleHistory"]
