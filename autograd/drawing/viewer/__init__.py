"""A picture as a page of its own: it can be moved, enlarged and asked, in a browser or in a cell of a notebook."""

from __future__ import annotations

from .page import write_page

__all__ = ["write_page"]
