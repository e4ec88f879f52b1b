"""The page in a cell of a notebook: a picture, and the page in a frame that takes the picture's place where scripts run.

A viewer that is not trusted, or shows notebooks as they are, drops scripts and frames and keeps the picture. Where
scripts run the frame shows itself once its page is there, asks it how high it is, and tells it whether the notebook is light
or dark. The frame is a sandbox: the page can reach neither the notebook nor the network, and needs no kernel.
"""

from __future__ import annotations

from base64 import b64encode
from html import escape

from .resources import resource


def cell(page: str, picture: str, title: str) -> str:
    """Return the HTML of a cell that shows ``page``, or ``picture``, an SVG, where it cannot."""
    data = b64encode(picture.encode("utf-8")).decode("ascii")
    # In single quotes, since the page is full of double ones. Only these two characters end an attribute or begin a reference.
    inside = page.replace("&", "&amp;").replace("'", "&#39;")
    return (
        f'<div><img alt="{escape(title)}" style="max-width:100%" src="data:image/svg+xml;base64,{data}">'
        f'<iframe title="{escape(title)}" sandbox="allow-scripts" style="display:none;width:100%;height:640px;border:0" '
        f"onload=\"{escape(resource('host.js'))}\" srcdoc='{inside}'></iframe></div>"
    )
