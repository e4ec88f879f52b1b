"""The legend: which kinds of cells there are, how each is drawn, and what a unit has to do to be one.

The colour says what a unit is for, the symbol in it how it behaves, as on the posters "The Neural Network Zoo" (Fjodor van Veen
and Stefan Leijnen, The Asimov Institute, 2016 and 2019). The first row whose question a unit answers with yes is its kind. A
further kind is a further row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autograd.drawing.diagram import Symbol
from autograd.drawing.palette import Role

from .anatomy import Anatomy
from .units import Unit


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of the legend. ``why`` completes the sentence "It is drawn so because it ..."."""

    name: str
    role: Role
    symbol: Symbol
    is_it: Callable[[Anatomy, Unit], bool]
    why: str


# fmt: off
KINDS = (
    Kind("backfed input", "input", "ring", Anatomy.is_fed_back,
         "is given from outside, and computed from other neurons of the network as well"),
    Kind("match input-output", "output", "ring", Anatomy.matches_an_input,
         "is asked for, and is to equal the input at its place"),
    Kind("output", "output", "none", Anatomy.is_output,
         "is what the network is asked for"),
    Kind("input", "input", "none", Anatomy.is_input,
         "is given from outside"),
    Kind("gated memory", "recurrent", "triangle", Anatomy.lends_its_state,
         "keeps a number from step to step through a gate, and what others hear is that number itself"),
    Kind("memory", "recurrent", "ring", Anatomy.keeps_a_state,
         "keeps a number of its own from step to step, through a gate"),
    Kind("kernel", "kernel", "none", Anatomy.scans,
         "looks at some of the inputs, or writes to some of the outputs, with weights that its neighbours use at other places"),
    Kind("convolution or pool", "kernel", "ring", Anatomy.convolves_or_pools,
         "shares its weights with neighbours that use them at other places, or gathers several numbers into one"),
    Kind("recurrent", "recurrent", "none", Anatomy.hears_itself,
         "hears what it, or a neuron that it leads to, has said at an earlier step, or says at a later one"),
    Kind("capsule", "hidden", "square", Anatomy.says_several_numbers,
         "is a cell that says several numbers at once, a vector"),
    Kind("hidden", "hidden", "none", lambda *_: True,
         "computes something between what is given and what is asked for, or says it by its place on a map"),
)
# fmt: on


def kind_of(anatomy: Anatomy, unit: Unit) -> Kind:
    """Return what a unit is."""
    return next(kind for kind in KINDS if kind.is_it(anatomy, unit))
