"""Names of a package that are loaded when they are first asked for, so that importing it takes no time for what is not used."""

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
