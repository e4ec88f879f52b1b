"""The palette as variables of CSS, so that one picture is light or dark as its reader is."""

from __future__ import annotations

from dataclasses import fields

from ..palette import LIGHT, PALETTES, Paint, Palette


def _variables(colours: Palette) -> dict[str, str]:
    """Return every colour of a palette by the name of its variable."""
    plain = {field.name.replace("_", "-"): getattr(colours, field.name) for field in fields(colours) if field.name != "roles"}
    fills = {f"{role}-fill": paint.fill for role, paint in colours.roles.items()}
    return plain | fills | {f"{role}-stroke": paint.stroke for role, paint in colours.roles.items()}


def variable_palette() -> Palette:
    """Return a palette that says ``var(--ink)`` where others say ``#1F2933``."""
    roles = {role: Paint(f"var(--{role}-fill)", f"var(--{role}-stroke)") for role in LIGHT.roles}
    plain = {field.name: f"var(--{field.name.replace('_', '-')})" for field in fields(LIGHT) if field.name != "roles"}
    return Palette(roles=roles, **plain)


def colour_sheet(theme: str) -> str:
    """Return the style sheet that sets the variables: of one theme, or, for "auto", of the one that the reader prefers.

    A page may still be forced to be light or dark, by ``data-theme`` on its root.
    """
    light, dark = ("".join(f"--{name}:{colour};" for name, colour in _variables(PALETTES[key]).items()) for key in PALETTES)
    if theme != "auto":
        return f":root{{{dark if theme == 'dark' else light}}}"
    forced = f':root[data-theme="dark"]{{{dark}}}'
    return f':root{{{light}}}@media(prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}{forced}'
