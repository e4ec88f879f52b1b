"""Whether anything was assigned since somebody looked: one token for the whole process.

What is assigned throws the token away: a Value's data, whether a weight is frozen, what a network knows of its neurons. Who has
looked at everything keeps the token that was there: as long as it is the `latest` one, nothing has changed, whatever
there is to look at. (For the 337 weights of a 2-16-16-1 network 0.04 instead of 15 microseconds.)

No lock is needed: the token is made before looking, so what is assigned meanwhile throws it away again.
"""

from __future__ import annotations

latest: list[object] = [None]  # the one token, None until somebody asks


def note_change() -> None:
    """Throw the token away."""
    latest[0] = None


def token() -> object:
    """Return the token to keep, taken before looking at anything.

    >>> seen = token()
    >>> seen is latest[0]
    True
    >>> note_change()
    >>> seen is latest[0]
    False
    """
    found = latest[0]
    if found is None:
        found = latest[0] = object()
    return found
