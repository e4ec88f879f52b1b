"""What all members of the zoo have in common: what a card says, how members are found, how their trials are run and told."""

from .card import Card, Result, Trial
from .criteria import Criterion, each, figure, in_the_middle, on_average, only_told
from .learning import learn, taught
from .sizes import stages

__all__ = [
    "Card",
    "Criterion",
    "Result",
    "Trial",
    "each",
    "figure",
    "in_the_middle",
    "learn",
    "on_average",
    "only_told",
    "stages",
    "taught",
]
