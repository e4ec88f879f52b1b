"""The two packages offer their names, some of them only when asked."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_every_name_that_is_promised_is_there(package: str) -> None:
    """``__all__`` holds, and a name that is loaded late is what its module calls so."""
    module = importlib.import_module(package)
    for name in module.__all__:
        assert getattr(module, name) is not None
    assert len(set(module.__all__)) == len(module.__all__)


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_type_checkers_see_the_names_that_are_loaded_late(package: str) -> None:
    """The block for type checkers imports exactly what ``__getattr__`` offers."""
    tree = ast.parse((ROOT / package / "__init__.py").read_text(encoding="utf-8"))
    (switch,) = [node for node in tree.body if isinstance(node, ast.If)]
    for_types = {
        alias.name: (statement.module or alias.name)
        for statement in switch.body
        if isinstance(statement, ast.ImportFrom)
        for alias in statement.names
    }
    module = importlib.import_module(package)
    assert for_types.keys() <= set(module.__all__)
    for name, home in for_types.items():
        origin = importlib.import_module(f"{package}.{home}")
        assert module.__getattr__(name) is (origin if home == name else getattr(origin, name))


@pytest.mark.parametrize("package", ["autograd", "nn"])
def test_a_name_that_is_not_there_is_an_attribute_error(package: str) -> None:
    """As with any module, so that hasattr and getattr with a default work."""
    module = importlib.import_module(package)
    assert not hasattr(module, "no_such_name")
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'no_such_name'"):
        module.no_such_name  # noqa: B018


def test_importing_loads_no_check_no_picture_and_no_training() -> None:
    """What is not used takes no time; and steps stays the function, whoever imports its module first."""
    code = (
        "import sys, autograd, nn\n"
        "homes = ('autograd.check', 'autograd.drawing', 'autograd.program', 'nn.training')\n"
        "late = [m for m in sys.modules if m.startswith(homes)]\n"
        "assert not late, late\n"
        "import autograd.drawing, autograd.check\n"
        "assert callable(autograd.steps) and callable(autograd.gradcheck)\n"
        "from nn import train\n"
        "assert callable(train)\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True, cwd=ROOT)
