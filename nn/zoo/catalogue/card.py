"""A card: what a member of the zoo is, and how it is tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...network import Network
from .arguments import checked
from .criteria import Criterion


class Result(NamedTuple):
    """What came of one seed: figures by name, and the network they were measured on, where there is one to look at."""

    figures: Mapping[str, float]
    network: Network | None = None


@dataclass(frozen=True)
class Trial:
    """A task, or a control: a function that gives a result for a seed, and what is asked of its figures.

    Nothing is said of how anything is learned. ``seeds`` is how many the full form runs, counted from 0, and ``fast`` are
    those of the fast form, which takes seconds. A control asks for the failure: "accuracy < 0.6".
    """

    what: str
    run: Callable[[int], Result]
    criterion: Criterion
    seeds: int = 1
    fast: Sequence[int] = (0,)


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a member of the zoo says of itself.

    ``build`` makes the network from sizes, all of which have defaults, and a ``seed``. ``poster`` are the sizes at which it
    looks as on the poster of the Neural Network Zoo (van Veen and Leijnen, 2016 and 2019), ``sizes`` are others that are
    checked. ``drawing`` are options of `nn.draw` in the zoo's legend that no synapse tells, such as ``{"reconstructs": True}``
    where the outputs are trained to equal the inputs. ``aliases`` are other names by which people may ask for it, and
    ``short_name`` is how a picture writes its name where capitals alone would be wrong.
    """

    full_name: str
    paper: str
    build: Callable[..., Network]
    tasks: Sequence[Trial]
    controls: Sequence[Trial]
    poster: Mapping[str, Any] = field(default_factory=dict)
    sizes: Sequence[Mapping[str, Any]] = ()
    drawing: Mapping[str, Any] = field(default_factory=dict)
    aliases: Sequence[str] = ()
    short_name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "build", checked(self.build))
