"""Draw the pictures of README.md into `.github/pictures`, each for light and dark pages.

Run `python tests/readme_pictures.py` after changing how something is drawn; `test_readme_pictures.py` fails while a picture is
not what the code draws. Tooltips are left out: a page shows these files as images, which have none, and their last digits depend
on the machine.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from autograd import Value, draw, step_through, tanh  # noqa: E402 - a script finds the packages beside it
from autograd.files import write_atomically  # noqa: E402
from nn import datasets, feed_forward, optimizers, train  # noqa: E402
from nn import draw as draw_network  # noqa: E402

FOLDER = ROOT / ".github" / "pictures"
_TOOLTIP = re.compile(r"<title>[^<]*</title>")


def graph(theme: str) -> str:
    """The first graph of the README, with its gradients and local derivatives."""
    w, x, b = Value(0.5, label="w"), Value(3.0, label="x"), Value(-1.0, label="b")
    error = (w * x + b - 2.0) ** 2
    error.label = "E"
    error.backward()
    return draw(error, local_derivatives=True, theme=theme).svg()


def steps(theme: str) -> str:
    """The animation: a value that is used twice, so that its gradient visibly accumulates."""
    x, w = Value(0.5, label="x"), Value(-1.5, label="w")
    y = tanh(w * x)
    y.label = "y"
    error = y * y
    error.label = "E"
    return step_through(error, theme=theme).svg()


def network(theme: str) -> str:
    """The network that has learned XOR, after a pass of its second row."""
    trained, xor = feed_forward([2, 3, 1], activation="tanh", seed=0), datasets.xor()
    adam = optimizers.Adam(learning_rate=0.05)
    train(
        trained,
        xor.inputs,
        xor.targets,
        loss="mean_squared_error",
        optimizer=adam,
        max_epochs=1000,
        target_loss=0.001,
        progress=False,
        compile=False,  # the same numbers whatever backends are installed
    )
    trained(xor.inputs[1])
    return draw_network(trained, theme=theme).svg()


PICTURES: dict[str, Callable[[str], str]] = {"graph": graph, "steps": steps, "network": network}
THEMES = ("light", "dark")


def drawn(name: str, theme: str) -> str:
    """Return a picture as it stands in its file."""
    return _TOOLTIP.sub("", PICTURES[name](theme))


def file_of(name: str, theme: str) -> Path:
    """Return where a picture is kept."""
    return FOLDER / f"{name}-{theme}.svg"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for wanted in PICTURES:
        for page in THEMES:
            print(write_atomically(file_of(wanted, page), drawn(wanted, page)).relative_to(ROOT))
