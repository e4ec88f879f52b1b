"""Small data sets to learn on, and `read_csv` and `read_sequences` for your own.

`dataset.py` says what a `Dataset` is, `sequences.py` what `Sequences` are.
"""

from __future__ import annotations

from .dataset import Dataset
from .generated_datasets import circles, parity, spirals, two_moons, xor
from .generated_sequences import adding_problem, mackey_glass
from .sequence_files import read_sequences
from .sequences import Sequences
from .sklearn_data import breast_cancer, diabetes, digits, wine
from .tables import read_csv

__all__ = [
    "Dataset",
    "Sequences",
    "xor",
    "parity",
    "circles",
    "two_moons",
    "spirals",
    "adding_problem",
    "mackey_glass",
    "iris",
    "digits",
    "wine",
    "breast_cancer",
    "diabetes",
    "read_csv",
    "read_sequences",
]


def iris() -> Dataset:
    """Return Fisher's 150 irises: length and width of sepal and petal in cm; three species, 50 of each, in Fisher's order.

    Measured by Anderson (1935), published by Fisher (The use of multiple measurements in taxonomic problems, Annals of
    Eugenics 7, 1936). The numbers are Fisher's, which the UCI repository's copy has two rows wrong of: ``nn/data/README.md``.

    >>> flowers = iris()
    >>> flowers.inputs[0], flowers.target_names[flowers.targets[0]]
    ((5.1, 3.5, 1.4, 0.2), 'setosa')
    """
    import csv
    from importlib import resources

    text = resources.files("nn").joinpath("data", "iris.csv").read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    species = list(dict.fromkeys(row[-1] for row in rows))
    return Dataset(
        [[float(x) for x in row[:-1]] for row in rows],
        [species.index(row[-1]) for row in rows],
        header[:-1],
        species,
        "R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936",
    )
