"""What a neuron computes, looked up in the table of operations by name.

An **activation** is any row with one input: ``tanh``, or ``leaky_relu(0.2)`` where the row has a parameter. A **combine** is any
entry of the table that takes a count of inputs: one that takes pairs is given each weight beside the output it meets
(``weighted_sum``, ``squared_distance``), one that takes single numbers is given the signals w * y (``product``, ``maximum``,
``softmax``). Nothing is listed here: a new row of the table is a new activation, a new count a new combine.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from autograd import Family, Operation
from autograd.operations import FAMILIES, OPERATIONS

# A row as `Operation.label` spells it: tanh, leaky_relu(0.2).
_SPELLED = re.compile(r"\s*(\w+)\s*(?:\(\s*([^()]*?)\s*\))?\s*")


def activation_names() -> list[str]:
    """Return the names that a neuron's ``activation`` may have without a parameter.

    >>> {"linear", "tanh", "sigmoid", "relu", "step", "leaky_relu"} <= set(activation_names())
    True
    """
    rows = [name for name, row in OPERATIONS.items() if row.arity == 1]
    return rows + [name for name, family in FAMILIES.items() if not family.counts and None not in family.parameters.values()]


def combine_names() -> list[str]:
    """Return the names that a neuron's ``combine`` may have.

    >>> combine_names()
    ['weighted_sum', 'squared_distance', 'product', 'logsumexp', 'mean', 'maximum', 'minimum', 'softmax', 'hardmax']
    """
    return [name for name, family in FAMILIES.items() if family.counts]


def activation_row(activation: object, whose: str) -> Operation:
    """Return the row that ``activation`` names: a name, a name with parameters, an Operation, or a family with defaults.

    Raises ValueError for a name that is not in the table, TypeError for anything else; ``whose`` says whose it is.

    >>> activation_row("leaky_relu(0.2)", "neuron 'h1'")
    Operation(leaky_relu(0.2))
    >>> activation_row("thanh", "neuron 'h1'")
    Traceback (most recent call last):
    ValueError: neuron 'h1' has an unknown activation 'thanh': did you mean 'tanh'?
    """
    if isinstance(activation, str):
        row = _spelled(activation, whose)
    elif isinstance(activation, Family):
        row = _with_parameters(activation, [], activation.name, whose)
    elif isinstance(activation, Operation):
        row = activation
    else:
        raise TypeError(
            f"the activation of {whose} must be a name such as 'tanh' or an Operation, got "
            f"{type(activation).__name__} {getattr(activation, '__name__', activation)!r}"
        )
    if row.arity != 1:
        raise ValueError(f"the activation of {whose} must have one input, but {row.label} has {row.arity}")
    return row


def _spelled(text: str, whose: str) -> Operation:
    spelled = _SPELLED.fullmatch(text)
    name, parameters = (spelled[1], spelled[2]) if spelled else (text, None)
    if name in FAMILIES:
        return _with_parameters(FAMILIES[name], parameters.split(",") if parameters else [], text, whose)
    if name not in OPERATIONS:
        raise ValueError(f"{whose} has an unknown activation {text!r}: {_advice(name, activation_names())}")
    if parameters is not None:
        raise ValueError(f"{whose} has the activation {text!r}, but {name} has no parameter: write {name!r}")
    return OPERATIONS[name]


def _with_parameters(family: Family, parameters: list[str], text: str, whose: str) -> Operation:
    if family.counts:
        raise ValueError(f"the activation of {whose} must have one input, but {family.name} has a count of them")
    try:
        return family(*map(float, parameters))
    except (TypeError, ValueError):
        wanted = ", ".join(name if default is None else f"{name}={default!r}" for name, default in family.parameters.items())
        raise ValueError(f"{whose} has the activation {text!r}: write {family.name}({wanted}) with numbers") from None


def spelling(row: Operation) -> str:
    """Return the shortest text that names a row of the table.

    >>> spelling(FAMILIES["linear"](1.0)), spelling(FAMILIES["linear"](2.0))
    ('linear', 'linear(2.0)')
    """
    family = FAMILIES.get(row.name)
    default = family is not None and None not in family.parameters.values() and family() is row
    return row.name if default else row.label


def combine_family(combine: object, whose: str) -> Family:
    """Return the family that ``combine`` names: a name, or a Family that takes a count.

    Raises ValueError for a name that is not in the table, TypeError for anything else; ``whose`` says whose it is.

    >>> combine_family("product", "neuron 'h1'")
    Family(product)
    """
    family = FAMILIES.get(combine) if isinstance(combine, str) else combine
    if isinstance(family, Family) and family.counts and family.inputs_per_count <= 2:
        return family
    if not isinstance(combine, str):
        raise TypeError(
            f"the combine of {whose} must be a name such as 'product' or a Family that takes a count of numbers or pairs, got "
            f"{type(combine).__name__} {combine!r}"
        )
    raise ValueError(f"{whose} has an unknown combine {combine!r}: {_advice(combine, combine_names())}")


def _advice(name: str, names: list[str]) -> str:
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]!r}?" if close else f"the table has {', '.join(sorted(names))}"
