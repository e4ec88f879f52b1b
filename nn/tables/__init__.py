"""Tables: CSV files as people have them, read with every problem named by its line.

`read_csv` returns a `Table`: named columns of numbers or words, and the one to learn. `nn.preprocessing` makes datasets of it.
"""

from __future__ import annotations

from .cells import MISSING, TableError
from .reading import read_csv
from .records import Records, read_records
from .table import Column, Table

__all__ = ["MISSING", "Column", "Records", "Table", "TableError", "read_csv", "read_records"]
