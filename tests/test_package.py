"""The house: what lies where, who may import whom, and what is installed.

The layers are those of the table HOUSE. A module that is missing there fails the test: give it its place first.
"""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("autograd", "nn")
TOP_LEVEL = {"pyproject.toml", "README.md", "README.ru.md", "LICENSE", "CHANGELOG.md", *PACKAGES, "tests", "notebooks"}

# From the ground up. A name stands for a module, or for a sub-package with all its modules.
HOUSE = {
    "autograd": [
        "changes errors facade files graph operation family operations formulas functions structures",
        "copying backprop value dual symbol tokens expressions",
        "derivatives lifting differences trials report comparison blame problems check one_step steps program",
        "drawing",
    ],
    "nn": [
        "neuron synapse groups cells lookup copying",
        """network ends labels directions instructions plan passes prediction matrices board updates wiring memory_cells grids
           convolution losses initialisers samples tracing compiling compiled_samples""",
        """check least_squares readout reservoirs splitting dataset generated_datasets sequences generated_sequences
           sequence_files sklearn_data tables datasets preprocessing
           optimizers penalties schedules clipping metrics progress interruption divergence evaluation history
           resuming flat_steps loop training storage rules""",
        "drawing plotting stepping zoo",
        """account output_folder command_options table_training check_command picture_commands tour train_account train_command
           predict_command
           zoo_command show_command cli __main__""",
    ],
}
# Three readings of one table: none of them needs another.
STRANGERS = {"autograd.value", "autograd.dual", "autograd.symbol"}
# Distributions that are imported by another name than they are installed by.
DISTRIBUTIONS = {"PIL": "pillow", "sklearn": "scikit-learn"}


class Import(NamedTuple):
    """One import: the module it stands in, the module it asks for, where to look, and whether it runs (or is for types only)."""

    importer: str
    imported: str
    place: str
    runs: bool


def module_name(path: Path) -> str:
    """The dotted name of a source file, ``autograd.drawing`` for ``autograd/drawing/__init__.py``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py*") if path.suffix in {".py", ".pyi"})
MODULES = {module_name(path) for path in SOURCES}


def imports_of(path: Path, source: str) -> Iterator[Import]:
    """Every import in a file, those inside functions and for type checkers as well."""
    name = module_name(path)
    package = (name if path.stem == "__init__" else name.rpartition(".")[0]).split(".")
    tree = ast.parse(source)
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test).removeprefix("typing.") == "TYPE_CHECKING"
        for statement in node.body
        for inner in ast.walk(statement)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parents = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            submodules = [f"{base}.{alias.name}" for alias in node.names]
            targets = [submodule if submodule in MODULES else base for submodule in submodules]
        else:
            continue
        place = f"{path.relative_to(ROOT).as_posix()}:{node.lineno}"
        runs = path.suffix == ".py" and node not in for_types
        yield from (Import(name, target, place, runs) for target in targets)


IMPORTS = [found for path in SOURCES for found in imports_of(path, path.read_text(encoding="utf-8"))]
INTERNAL = [found for found in IMPORTS if found.imported.split(".")[0] in PACKAGES]


def layer(module: str) -> int:
    """The layer of a module of ours; the package itself, a facade over everything in it, stands above all layers."""
    package, _, inside = module.partition(".")
    layers = HOUSE[package]
    if not inside:
        return len(layers)
    for height, names in enumerate(layers):
        if inside.split(".")[0] in names.split():
            return height
    pytest.fail(f"{module} has no place in HOUSE: decide its layer in tests/test_package.py")


def forbidden(found: Import) -> str | None:
    """Why an import of ours breaks the house, or None where it does not."""
    importer, imported = found.importer, found.imported
    above, below = importer.split(".")[0], imported.split(".")[0]
    if importer == imported or importer in PACKAGES:
        return "autograd knows nothing of nn" if (above, below) == ("autograd", "nn") else None
    if (above, below) == ("autograd", "nn"):
        return "autograd knows nothing of nn"
    if {importer, imported} <= STRANGERS:
        return "Value, Dual and Symbol never import one another"
    if above == below and layer(imported) > layer(importer):
        return "imports only point down"
    if imported.startswith("autograd.drawing") and layer(importer) < layer("autograd.drawing"):
        return "drawing is imported by no one below"
    return None


def test_the_top_level_holds_only_what_belongs_there() -> None:
    """A checkout's first view is the packages, the tests, the course and a few files."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("no git here, or no checkout")
    command = [git, "-c", f"safe.directory={ROOT.as_posix()}", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    top = {line.split("/")[0].strip('"') for line in listed.splitlines()}
    assert {name for name in top if not name.startswith(".")} <= TOP_LEVEL


def test_every_module_has_its_layer() -> None:
    """A new module is given its place in the house before it is used."""
    for module in sorted(MODULES):
        layer(module)


def test_imports_point_down() -> None:
    """No module imports from a layer above its own, and autograd knows nothing of nn."""
    assert [] == [f"{found.place}: imports {found.imported}: {reason}" for found in INTERNAL if (reason := forbidden(found))]


def test_no_two_modules_import_one_another() -> None:
    """Inside a layer, too, there is an order: no circle of imports, however lazy. Only a type checker may see one."""
    graph: dict[str, set[str]] = {}
    for found in INTERNAL:
        if found.runs and found.importer != found.imported:
            graph.setdefault(found.importer, set()).add(found.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("imports in a circle: " + " <- ".join(error.args[1]))


@pytest.mark.parametrize(
    ("path", "source", "reason"),
    [
        ("autograd/graph.py", "from autograd.value import Value", "point down"),
        ("autograd/graph.py", "def f():\n    from .value import Value", "point down"),
        ("autograd/graph.py", "if TYPE_CHECKING:\n    from .value import Value", "point down"),
        ("autograd/value.py", "from . import dual", "one another"),
        ("autograd/value.py", "import autograd", "point down"),
        ("autograd/steps.py", "import nn.losses", "nothing of nn"),
        ("autograd/__init__.py", "from nn import Neuron", "nothing of nn"),
        ("autograd/steps.py", "from autograd.drawing.dot import write", "point down"),
        ("nn/neuron.py", "from autograd.drawing import draw", "no one below"),
        ("nn/losses.py", "from nn.training import train", "point down"),
        ("nn/drawing.py", "from autograd.drawing import draw", None),
        ("nn/training.py", "from autograd import Value\nfrom nn.network import Network", None),
        ("nn/__init__.py", "from nn.cli import main", None),
    ],
)
def test_the_rule_of_the_house_catches(path: str, source: str, reason: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule above is tried on imports that break it, and on some that do not."""
    monkeypatch.setattr(sys.modules[__name__], "MODULES", MODULES | {"autograd.dual", "autograd.value"})
    found = [why for statement in imports_of(ROOT / path, source) if (why := forbidden(statement))]
    assert (reason is None and found == []) or (reason is not None and len(found) == 1 and reason in found[0])


def third_party() -> dict[str, set[str]]:
    """The modules of others that are imported, and the files that do."""
    users: dict[str, set[str]] = {}
    for found in IMPORTS:
        root = found.imported.split(".")[0]
        if root not in sys.stdlib_module_names and root not in PACKAGES:
            users.setdefault(root, set()).add(found.place.rpartition(":")[0])
    return users


def test_each_dependency_is_imported_in_one_file() -> None:
    """A library is known to one leaf file, so that it can be replaced, or missing, in one place."""
    assert {} == {name: files for name, files in third_party().items() if len(files) != 1}


def test_each_dependency_is_declared() -> None:
    """What is imported stands in pyproject.toml, as a dependency or in an extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(name for extra in ("fast", "plot", "data", "notebook", "png") for name in extras[extra]),
    ]
    assert {DISTRIBUTIONS.get(name, name) for name in third_party()} <= {
        requirement.split(">=")[0].split("==")[0].split("[")[0] for requirement in wanted
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_loads_nobody_elses_modules(package: str) -> None:
    """An import stays quick because it brings in the standard library and nothing else."""
    program = f"import sys; before = set(sys.modules); import {package}; print(*sorted(set(sys.modules) - before))"
    command = [sys.executable, "-c", program]
    loaded = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert package in loaded
    assert set() == {name.split(".")[0] for name in loaded} - set(sys.stdlib_module_names) - set(PACKAGES)


def test_autograd_does_not_load_nn() -> None:
    """The engine stands without the networks."""
    program = "import sys, autograd; print(any(name.split('.')[0] == 'nn' for name in sys.modules))"
    assert (
        "False"
        == subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    )


@pytest.mark.parametrize("folder", sorted({path.parent.relative_to(ROOT).as_posix() for path in SOURCES}))
def test_every_package_explains_itself(folder: str) -> None:
    """Each package has a README.md: why it is so."""
    assert (ROOT / folder / "README.md").is_file()


WITH_TABLES = [
    path
    for folder in ("autograd", "nn")
    for path in sorted((ROOT / folder).rglob("README.md"))
    if "\n| file |" in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("path", WITH_TABLES, ids=lambda path: path.parent.relative_to(ROOT).as_posix())
def test_a_table_of_files_lists_each_and_no_other(path: Path) -> None:
    """Who looks for an idea finds its file; a README that was forgotten when a file came or went is told so."""
    rows = "\n".join(line.split("|")[1] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| "))
    listed = set(re.findall(r"`([\w.*/]+)`", rows))
    here = {found.name for found in path.parent.glob("*.py")} - {"__init__.py"}
    here |= {f"{found.name}/" for found in path.parent.iterdir() if (found / "__init__.py").exists()}
    assert [] == sorted(name for name in here if not any(fnmatch(name, pattern) for pattern in listed))
    assert [] == sorted(name for name in listed if name.endswith(".py") and not list(path.parent.glob(name)))


@pytest.mark.parametrize("package", PACKAGES)
def test_the_packages_are_typed(package: str) -> None:
    """Type checkers of users see our annotations."""
    assert (ROOT / package / "py.typed").is_file()


def test_the_command_tells_the_version_of_the_project() -> None:
    """pyproject.toml is the one place where the version stands."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    try:
        installed = metadata.version("chainrule")
    except metadata.PackageNotFoundError:
        pytest.skip("chainrule is not installed here")
    assert installed == version
    command = [sys.executable, "-m", "nn.cli", "--version"]
    assert f"chainrule {version}" == subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
