"""Preprocessing: what is learned from the training part of a data set, applied to every row that comes later.

`Preprocessing` knows the columns of a table: it standardises numbers, codes words, fills gaps, turns predictions back, and goes
into the file with the network. `Standardiser` is the small brother for rows of numbers.
"""

from __future__ import annotations

from .codings import CategoryCoding, ClassCoding, NumberCoding
from .facts import PreprocessingError
from .preprocessing import Preprocessing
from .standardiser import Standardiser

__all__ = ["CategoryCoding", "ClassCoding", "NumberCoding", "Preprocessing", "PreprocessingError", "Standardiser"]
