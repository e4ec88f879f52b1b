"""The page in a cell of a notebook: a picture, and the page in a frame that takes the picture's place where scripts run.

A viewer that is not trusted, or shows notebooks as they are, drops scripts and frames and keeps the picture. Where
scripts run the frame shows itself once its page is there, asks it how high it is, and tells it whether the notebook is light
or dark. The frame is a sandbox: the page can reach neither the notebook nor the network, and needs no kernel.
"""

from __future__ import annotations

from html import escape

from ..svg import image
from .resources import resource


def cell(page: str, picture: str, title: str) -> str:
    """Return the HTML of a cell that shows ``page``, or ``picture``, an SVG, where it cannot."""
    # In single quotes, since the page is full of double ones. Only these two characters end an attribute or begin a reference.
    inside = page.replace("&", "&amp;").replace("'", "&#39;")
    return (
        f"<div>{image(picture, title)}"
        f'<iframe title="{escape(title)}" sandbox="allow-scripts" style="display:none;width:100%;height:640px;border:0" '
        f"onload=\"{escape(resource('host.js'))}\" srcdoc='{inside}'></iframe></div>"
    )
