"""The zoo: the architectures of the literature, each in a short file, built out of neurons and synapses.

>>> from nn import zoo
>>> zoo.build("ff", inputs=2, hidden=3, outputs=1, seed=0)
Network(2-3-1, 13 synapses, 13 parameters)
>>> "rnn" in zoo.names()
True

A file in this folder is a member; nobody has to be told of it. What members have in common is in ``catalogue``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.facade import later

if TYPE_CHECKING:
    from .catalogue.card import Card, Result, Trial
    from .catalogue.poster import poster
    from .catalogue.registry import build, card, names
    from .catalogue.running import Account, run
else:
    __getattr__ = later(
        __name__,
        {
            "catalogue.card": "Card Result Trial",
            "catalogue.poster": "poster",
            "catalogue.registry": "build card names",
            "catalogue.running": "Account run",
        },
    )

__all__ = ["Account", "Card", "Result", "Trial", "build", "card", "names", "poster", "run"]
