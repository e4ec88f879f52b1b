"""The pictures of the README are what the code draws, and the README shows them."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from readme_pictures import FOLDER, PICTURES, ROOT, THEMES, drawn, file_of

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_what_the_code_draws(name: str, theme: str) -> None:
    """Byte for byte; `python tests/readme_pictures.py` draws them anew."""
    assert drawn(name, theme) == file_of(name, theme).read_text(encoding="utf-8")


def test_the_readme_shows_every_picture_on_light_and_dark_pages() -> None:
    """For each a dark source, then the light image with words for those who do not see it; and no picture is left over."""
    shown = re.findall(
        r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="([^"]+)">\s*'
        r'<img src="([^"]+)" alt="[^"]{20,}"[^>]*>\s*</picture>',
        README,
    )
    assert sorted(
        (file_of(name, "dark").relative_to(ROOT).as_posix(), file_of(name, "light").relative_to(ROOT).as_posix())
        for name in PICTURES
    ) == sorted(shown)
    assert {path.name for path in FOLDER.iterdir()} == {file_of(name, theme).name for name in PICTURES for theme in THEMES}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_shows_as_an_image(path: Path) -> None:
    """Well-formed, small, and nothing that a code-hosting site would not show: no script, no link, no style from elsewhere."""
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own file
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert len(text) < 30_000
    assert not re.search(r"<script|href|@import|url\(", text)
