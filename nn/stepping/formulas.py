"""The textbook's equations for a neuron, in MathML, read off the rows of the table that it computes with."""

from __future__ import annotations

from autograd import Family
from autograd.formulas import Written, mathml_name, mathml_template
from autograd.operations import multiply

WEIGHT, OUTPUT, DELTA = "<mi>w</mi>", "<mi>y</mi>", "<mi>δ</mi>"


def partial(above: str, below: str) -> str:
    """Return a derivative: the text of both is MathML."""
    return f"<mfrac><mrow><mo>∂</mo>{above}</mrow><mrow><mo>∂</mo>{below}</mrow></mfrac>"


def indexed(name: str, index: str) -> str:
    """Return a letter with an index."""
    return f"<msub><mi>{name}</mi><mi>{index}</mi></msub>"


def named(name: str) -> str:
    """Return the name of a value."""
    return mathml_name(name).text


def equal(left: str, *right: str) -> str:
    """Return an equation."""
    return f"<mrow>{left}<mo>=</mo>{''.join(right)}</mrow>"


def times(first: str, second: str) -> str:
    """Return a product."""
    return f"<mrow>{first}<mo>&#xD7;</mo>{second}</mrow>"


def summed(index: str, term: str) -> str:
    """Return a sum over an index."""
    return f"<munder><mo>∑</mo><mi>{index}</mi></munder>{term}"


def term(combine: Family, weight: str = WEIGHT, output: str = OUTPUT) -> str:
    """Return what a synapse brings to a neuron: the row for one pair, or the signal w * y."""
    row = combine(1) if combine.inputs_per_count == 2 else multiply
    return mathml_template(row).fill([Written(weight, 16, minus=False), Written(output, 16, minus=False)]).text


def combined(combine: Family) -> str:
    """Return how a neuron combines what its synapses bring."""
    one = term(combine, indexed("w", "i"), indexed("y", "i"))
    if adds_up(combine):
        return summed("i", one)
    return f"<mrow><munder><mi>{combine.name}</mi><mi>i</mi></munder><mo>(</mo>{one}<mo>)</mo></mrow>"


def adds_up(combine: Family) -> bool:
    """Return whether the terms are added: that is what the text of the row says."""
    return combine.inputs_per_count == 2 and " + " in combine(2).text
