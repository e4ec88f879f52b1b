"""Networks in files: readable, versioned JSON, with one neuron or synapse a line.

Every weight is written so that reading it gives the same number to the last bit. What two synapses share, and what has a name of
your own, stands once among the ``weights`` and is named by the synapses. Nothing in a file is executed: a neuron's
activation and combine are looked up in the table of operations.
"""

from __future__ import annotations

from .format import StorageError
from .reading import load, load_metadata, load_saved
from .saved import Saved
from .writing import save

__all__ = ["Saved", "StorageError", "load", "load_metadata", "load_saved", "save"]
