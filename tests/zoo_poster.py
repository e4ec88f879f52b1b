"""Draw the poster of the zoo's README into `.github/posters`, for light and dark pages.

Run `python tests/zoo_poster.py` after adding a member to the zoo or changing how one is drawn; `test_zoo_poster.py` fails while a
file is not what the code draws. Tooltips are left out: a page shows these files as images, which have none.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from autograd.files import write_atomically  # noqa: E402 - a script finds the packages beside it
from nn import zoo  # noqa: E402

THEMES = ("light", "dark")
_TOOLTIP = re.compile(r"<title>[^<]*</title>")


def drawn(theme: str) -> str:
    """Return the poster as it stands in its file."""
    return _TOOLTIP.sub("", zoo.poster(theme=theme, title="").svg())


def file_of(theme: str) -> Path:
    """Return where the poster is kept."""
    return ROOT / ".github" / "posters" / f"zoo-{theme}.svg"


if __name__ == "__main__":
    for page in THEMES:
        file_of(page).parent.mkdir(exist_ok=True)
        print(write_atomically(file_of(page), drawn(page)).relative_to(ROOT))
