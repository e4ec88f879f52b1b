"""What a package offers and loads when it is first asked for, so that importing it takes no time for what is not used.

Names are looked up `later`, and objects are `shown_by` modules that they know nothing of: a renderer asks.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def later(package: str, names: Mapping[str, str]) -> Callable[[str], Any]:
    """Return the ``__getattr__`` of a package: a name is looked up in its module, or is the module, and stays in the package.

    ``names`` maps each module to the names it offers, separated by blanks ("" for the module itself).

    >>> look_up = later("autograd", {"graph": "topological"})
    >>> look_up("topological").__module__
    'autograd.graph'
    """
    homes = {name: module for module, offered in names.items() for name in (offered.split() or [module])}

    def look_up(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(f"{package}.{homes[name]}")
        thing = module if name == homes[name] else getattr(module, name)
        setattr(sys.modules[package], name, thing)
        return thing

    return look_up


def shown_by(module: str) -> Callable[..., dict[str, str]]:
    """Return the method that notebooks ask what an object looks like: ``module.show(object)`` says so.

    It is given to a class by the package that holds both, so that the class needs no import of what draws it.

    >>> from autograd import Value
    >>> sorted(shown_by("autograd.drawing")(Value(3.0, label="x")))
    ['image/svg+xml', 'text/html', 'text/plain']
    """

    def _repr_mimebundle_(self: Any, **_: Any) -> dict[str, str]:
        """Show the object as a picture, and as text where there are no pictures."""
        shown: dict[str, str] = import_module(module).show(self)
        return shown

    return _repr_mimebundle_
