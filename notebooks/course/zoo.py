"""The exercises of 10_zoo.ipynb, and the table in which it says what came of a member's trials."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from autograd.drawing import Drawing
from nn import rules, zoo
from nn.drawing.zoo import draw_sheet
from nn.zoo.catalogue.telling import facts, verdict

from .answers import Verdict, assigned, not_a_number, numbers, right, shown, still_open, wrong

RECORDED = Path(__file__).parents[2] / "tests" / "data" / "zoo.json"  # what the full runs gave: nn/zoo/README.md


class Results:
    """What came of the trials of some members, as a table: rounded, as the last digits are a platform's own."""

    def __init__(self, members: Iterable[Mapping[str, Any]]) -> None:
        self.rows = [
            (
                zoo.card(member["name"]).short_name or member["name"].upper(),
                trial["what"] if trial["role"] == "task" else f"control: {trial['what']}",
                trial["criterion"],
                verdict(trial),
                "; ".join(
                    f"{name} {_rounded(span['median'])}" for name, span in trial["figures"].items() if name in trial["criterion"]
                ),
            )
            for member in members
            for trial in member["trials"]
        ]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {what}: {said} ({figures})" for name, what, _, said, figures in self.rows)

    def _repr_markdown_(self) -> str:
        head = "| | trial | asked for | result | figures |\n|---|---|---|---|---|\n"
        return head + "\n".join(f"| **{name}** | {' | '.join(cells)} |" for name, *cells in self.rows)


def _rounded(x: float) -> str:
    return f"{x:.0f}" if x == round(x) or abs(x) >= 100 else f"{x:.3f}"


def tried(*members: str) -> Results:
    """Run the tasks and the controls of these members now, for one seed or a few."""
    return Results(facts(zoo.run(name, fast=True)) for name in members)


def recorded(*members: str) -> Results:
    """Return what the full runs of these members gave, over all their seeds."""
    known = json.loads(RECORDED.read_text(encoding="utf-8"))
    return Results(known[name] for name in members)


# ---- the exercises ---------------------------------------------------------------------------------------------------------


def counts(answer: object) -> Verdict:
    """Check the synapses of DFF 3-5-4-2 and of RNN 3-4-2, and the weights of HN with 10 neurons."""
    return numbers(
        answer,
        {"dff": 54, "rnn": 42, "hn": 45},
        "Right. The deep one has 4·5 + 6·4 + 5·2, the recurrent one 4·4 + 5·2 and 4·4 more from the step before, and the "
        "Hopfield network one weight for each *pair*, 10·9 / 2, on 90 synapses.",
        {
            "dff": {
                43: "the bias neurons are missing. Each hidden and each output neuron has one more synapse.",
                52: "the outputs have biases, too.",
                120: "layers are joined one to the next, and added: not 3 · 5 · 4 · 2.",
                14: "that is the number of neurons.",
            },
            "rnn": {
                26: "that is the network without memory. Each hidden neuron also hears all hidden ones, one step before.",
                30: "a hidden neuron hears *all four*, one step before, and not itself alone.",
                36: "the bias neurons are missing.",
                38: "a hidden neuron hears itself, too.",
            },
            "hn": {
                90: "that is the number of synapses. Both directions of a pair share one weight.",
                100: "no neuron hears itself, and both directions of a pair share one weight.",
                50: "no neuron hears itself: 10 · 9, and two directions to a weight.",
                55: "no neuron hears itself: the pairs are those of two *different* neurons.",
                10: "that is the number of neurons. There is a weight for each pair.",
            },
        },
    )


def with_feature(feature: Any) -> tuple[list[list[float]], list[float]]:
    """Return the four rows of XOR, of -1 and 1, each with a third input made of the two, and what is wanted."""
    corners = [(a, b) for a in (-1.0, 1.0) for b in (-1.0, 1.0)]
    return [[a, b, float(feature(a, b))] for a, b in corners], [-a * b for a, b in corners]


def third_input(answer: object) -> Verdict:
    """Check a function of two inputs: whether a perceptron that hears it as well can tell XOR.

    Four points in space can be parted in any way unless they lie in a plane; these do where f(1, 1) + f(-1, -1) is
    f(1, -1) + f(-1, 1).
    """
    if answer is ...:
        return still_open()
    if not callable(answer):
        return wrong(f"The answer is a function of a and b, and {answer!r} is none ({type(answer).__name__}).")
    values = {}
    for place in ((-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)):
        try:
            values[place] = answer(*place)
        except Exception as error:  # noqa: BLE001 - whatever a reader's function raises
            return wrong(f"At {shown(place)} the function raises {type(error).__name__}: {error}")
        if values[place] is ...:
            return still_open()
        if values[place] is None:
            return wrong("The function returns nothing: its last line wants a return.")
        if said := not_a_number(float(values[place]) if isinstance(values[place], bool) else values[place]):
            return wrong(f"At {shown(place)}: {said}")
    low, rising, falling, high = map(float, values.values())
    if low == rising == falling == high:
        return wrong(f"It says {low:g} for every row. That is a second bias.")
    if abs(low + high - rising - falling) < 1e-9:
        what = "It depends on a alone" if low == rising and falling == high else "It depends on b alone"
        if low not in (falling, rising):
            what = "It is a sum of a part for a and a part for b"
        return wrong(f"{what}: the four rows still lie in a plane, and what a line could not part, no plane parts here.")
    inputs, targets = with_feature(answer)
    network = zoo.build("p", inputs=3, activation="sign", initialiser="zeros")
    history = rules.Perceptron().learn(network, inputs, targets, max_epochs=1000, seed=0, progress=False)
    if [said for [said] in network.predict(inputs)] != targets:
        return wrong(
            "Now a plane parts them, but so narrowly, at this size, that 1000 epochs do not find it. What is not needed in it?"
        )
    updates = history.total("updates")
    return right(
        f"Right: all four rows after {updates:g} updates. A hidden layer finds such a thing by itself: a coding in which a plane "
        "is enough."
    )


_OPTIONS = ("dff", "drn", "ae", "sae", "rnn", "esn", "lstm", "gru")
_SEEN = {
    "A": "in A all is green between yellow and orange: nothing is recurrent, and nothing is given back. Look at the arcs.",
    "B": "B has blue cells without a ring or a triangle, in a circle: recurrent, and not in layers.",
    "C": "the rings in the orange cells of C say *match input-output*: what comes out is to equal what goes in.",
    "D": "the triangles in D say *gated memory*.",
}


def quiz() -> Drawing:
    """Return four members of the zoo without their names."""
    networks = [
        ("A", zoo.build("drn", inputs=2, width=3, depth=4, outputs=1, seed=0), {}),
        ("B", zoo.build("esn", inputs=2, reservoir=6, connectivity=0.4, outputs=2, seed=0), {}),
        ("C", zoo.build("sae", inputs=3, hidden=5, seed=0), {"reconstructs": True}),
        ("D", zoo.build("gru", inputs=3, hidden=(3,), outputs=2, seed=0), {}),
    ]
    return draw_sheet([(name, "who is this?", network, options) for name, network, options in networks], title="Four members")


def who(answer: object) -> Verdict:
    """Check which members of the zoo the four pictures of `quiz` show."""
    near = {
        "A": {"dff": "in A every second layer also hears the layer two before it: the arcs."},
        "B": {"rnn": "in a layer of an RNN each hears each. In B most links are missing, and they were drawn at random."},
        "C": {"ae": "an autoencoder squeezes its inputs through a narrow layer. In C the code is wider than the input."},
        "D": {"lstm": "an LSTM cell has a ring for its memory, and a state apart from what it says. D has triangles."},
    }
    return assigned(
        answer,
        {"A": "drn", "B": "esn", "C": "sae", "D": "gru"},
        _OPTIONS,
        "Right, all four: arcs over two layers, a random reservoir, a wide code that gives back its inputs, and gated memories.",
        {name: {**dict.fromkeys(_OPTIONS, _SEEN[name]), **known} for name, known in near.items()},
    )
