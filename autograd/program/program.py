"""A Program: a recorded graph that runs over whole batches, and owns a flat copy of its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from ..changes import latest, token
from ..value import Value
from .backends import Backend, make
from .batches import rows_of_floats
from .errors import NotFinite
from .flat import Flat
from .fusing import fuse
from .parts import Parts
from .python_backend import straight
from .python_source import write
from .recording import Recording
from .replay import culprit, recorded


class Program:
    """A function of batches: what `compile` returns, which says how to get one.

    ``parameters`` are the Values that the gradients are taken by, and ``data`` is the flat copy of their numbers that the
    program computes with: a list, or a numpy array where the backend has them. It may be written to. ``backend`` names what
    runs the program, ``source`` shows it as equations.
    """

    def __init__(  # noqa: PLR0917 - what compiling found out, in its order
        self,
        recording: Recording,
        output: int,
        inputs: Sequence[int],
        parameters: Sequence[tuple[Value, int]],
        backend: str,
        others: Sequence[int] = (),
        split: int | None = None,
        kind: int = 0,
    ) -> None:
        fuse(recording, [output, *others])
        recording.slots = {}  # the Values that were recorded are not kept alive
        self.parameters = [value for value, _ in parameters]
        self._width = len(inputs)
        self._split = self._width if split is None else split
        self._kind = kind
        self._parts = Parts(recording, output, [*inputs], [slot for _, slot in parameters], [*others])
        self._make(backend)
        self.load()

    def _make(self, backend: str) -> None:
        parts = self._parts
        self._forward = parts.forward([parts.output])
        self._values: Backend = make(self._forward, backend)
        self._others = make(parts.forward(parts.others), self.backend) if parts.others else None
        self._both: Backend | None = None
        self._function: Any = None
        self.gradients: Any = None

    @property
    def backend(self) -> str:
        """The name of what runs the program: ``python``, ``numpy`` or ``numba``."""
        return self._values.name

    @property
    def inputs(self) -> int:
        """How many numbers a row of a batch has."""
        return self._width

    def __repr__(self) -> str:
        rows = self._forward.row_count
        return f"<Program: {self._width} inputs, {len(self.parameters)} parameters, {rows} operations, on {self.backend}>"

    # ---- running ------------------------------------------------------------------------------------------------

    def __call__(self, batch: Any = ((),)) -> Any:
        """Return the value of the output for each row of ``batch``: a list for a list of rows, an array for an array.

        (The python backend has no arrays: there it is a list.)

        Raises what the eager engine raises for a row, naming the node, with a note that says which row; ValueError and
        TypeError for a batch that does not fit.
        """
        backend = self._values
        rows = backend.batch(batch, self._width)
        self._refresh()
        values, suspicious = backend.values(self.data, rows)
        if suspicious:
            self._explain(backend, rows, values=True)
            if not len(values):  # nobody raises when asked alone
                return [float(recorded(self._forward, self.data, row)[0].data) for row in rows_of_floats(rows, self._width)]
        return _in_kind(values, batch)

    def value_and_gradients(self, batch: Any = ((),)) -> tuple[float, Any]:
        """Return the mean of the output over the rows of ``batch``, and its derivatives in the order of the parameters.

        The derivatives are a list for a list of rows, an array for an array.

        Raises what the eager engine raises for a row, naming the node, with a note that says which row; NotFinite, naming
        operation and row, for a mean or a gradient that is infinite or nan; ValueError for a batch without rows.
        """
        found = self.direct(batch)
        if found is not None:
            return found
        backend = self._both or self._differentiated()
        value, gradients = self.run(backend.batch(batch, self._width))
        return value, _in_kind(gradients, batch)

    def direct(self, batch: Any, others: Any = None) -> tuple[float, Any] | None:
        """Return `value_and_gradients` of arrays that fit as they are, without a look at them; None where it takes one.

        ``others`` is an array with the last numbers of each row, where the program was made for two: ``split`` of the inputs
        are then in the first one, and the others are of a ``kind`` (see arrays.py).
        """
        if self._both is None:
            return None
        if self._token is not latest[0]:
            self._refresh()
        found = self._both.direct(self.data, batch, others, self._split, self._kind)
        if found is not None:
            self.gradients = found[1]
        return found

    # ---- running over rows that were prepared -----------------------------------------------------------------------

    def prepare(self, batch: Any) -> Any:
        """Return a batch, checked, in the form that the backend reads: for `run` and `outputs`."""
        return self._values.batch(batch, self._width)

    def side_by_side(self, inputs: Any, others: Any) -> Any | None:
        """Return two arrays as one batch that is prepared, for backends that have arrays; None for others of another kind."""
        from .arrays import fits, side_by_side

        return side_by_side(inputs, others, self._width) if fits(others, self._kind) else None

    def array(self, numbers: Sequence[float]) -> Any:
        """Return numbers in the kind that ``data`` has: a list, or an array."""
        return self._values.array(numbers)

    def take(self, rows: Any, places: Sequence[int]) -> Any:
        """Return some of the rows that were prepared."""
        return self._values.take(rows, places)

    def values(self, rows: Any) -> list[float] | None:
        """Return the value of the output for each row that was prepared; None where one may be no number, or must raise."""
        self._refresh()
        values, suspicious = self._values.values(self.data, rows)
        if suspicious:
            return None
        listed: list[float] = values if isinstance(values, list) else values.tolist()
        return listed

    def outputs(self, rows: Any) -> list[list[float]]:
        """Return the other outputs, those the program was made with, for each row that was prepared."""
        values, _ = self.raw_outputs(rows)
        listed: list[Any] = values if isinstance(values, list) else values.tolist()
        return listed if listed and isinstance(listed[0], list) else [[x] for x in listed]

    def raw_outputs(self, rows: Any) -> tuple[Any, bool]:
        """Return the other outputs as the backend gives them, and whether one of the rows has to be looked at."""
        if self._others is None:
            raise ValueError("this program has no other outputs")
        self._refresh()
        return self._others.values(self.data, rows)

    def run(self, rows: Any) -> tuple[float, Any]:
        """Return mean and gradient over rows that were prepared: `value_and_gradients`, in the backend's own kind."""
        backend = self._both or self._differentiated()
        if not len(rows):
            raise ValueError("the mean over a batch needs at least one row, got none")
        self._refresh()
        value, gradients, suspicious = backend.value_and_gradients(self.data, rows)
        if suspicious:
            self._explain(backend, rows, values=False)
            if not isfinite(value) or not all(map(isfinite, gradients)):
                raise NotFinite(
                    f"the mean over {len(rows)} rows or its gradient is too large for a float: scale the data or the loss"
                )
        self.gradients = gradients
        return value, gradients

    def _differentiated(self) -> Backend:
        if self._both is None:
            self._both = make(self._parts.differentiated(self._values.kept), self.backend)
        return self._both

    # ---- parameters ---------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Read the numbers of the parameters. A call does so by itself after one was assigned."""
        self._token = token()  # taken before looking
        self._versions = self._version_sum()
        self.data = self._values.array([value._data for value in self.parameters])

    def store(self) -> None:
        """Write the numbers of the program back to the parameters, and the gradients of the latest batch as their grad."""
        for value, x in zip(self.parameters, map(float, self.data), strict=True):
            if x != value._data:  # assigning makes recorded graphs stale, so what has not changed is left alone
                value.data = x
        if self.gradients is not None:
            for value, gradient in zip(self.parameters, self.gradients, strict=True):
                value._grad = float(gradient)  # also 0.0: the pass came by
        self._token = token()
        self._versions = self._version_sum()

    def _version_sum(self) -> int:
        return sum([value._version for value in self.parameters])

    def _refresh(self) -> None:
        if self._token is not latest[0]:  # something was assigned since, somewhere
            self._token = token()
            if self._version_sum() != self._versions:
                self.load()

    # ---- copies and pickles -----------------------------------------------------------------------------------------

    def __getstate__(self) -> dict[str, Any]:
        """Copies and pickles take rows, parameters and the program's own numbers along, and are made anew."""
        kept = ("parameters", "_width", "_split", "_kind", "_parts")
        return {name: self.__dict__[name] for name in kept} | {"backend": self.backend, "data": [*map(float, self.data)]}

    def __setstate__(self, state: dict[str, Any]) -> None:
        backend, data = state.pop("backend"), state.pop("data")
        self.__dict__.update(state)
        try:
            self._make(backend)
        except ImportError:  # it was pickled where more is installed
            self._make("auto")
        self.load()
        self.data = self.array(data)

    # ---- reading ------------------------------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """The program as Python: the equations of the forward and the backward pass, named after the graph's labels."""
        return write(self._written_out())[0]

    @property
    def function(self) -> Any:
        """The program as a Python function of rows and parameters; `inspect.getsource` shows it."""
        if self._function is None:
            self._function = straight(self._written_out())
        return self._function

    def _written_out(self) -> Flat:
        """Return the rows without slopes: with every derivative rule in full."""
        both = self._differentiated()
        return self._parts.differentiated() if both.kept else both.flat

    def inspect(self, row: Sequence[float] = ()) -> Value:
        """Return the output for one row as a recorded Value, with the program's numbers as leaves: to draw, or to step through.

        Raises what the recorded operations raise, and ValueError or TypeError for a row that does not fit.

        >>> from autograd import compile
        >>> w, x = Value(3.0, "w"), Value(0.0, "x")
        >>> loss = compile((w * x - 1.0) ** 2, [x], [w], backend="python").inspect([1.0])
        >>> loss.backward()
        >>> {leaf.label: leaf.grad for leaf in loss.inputs[0].inputs[0].inputs}
        {'w': 4.0, 'x': 12.0}
        """
        ((*numbers,),) = rows_of_floats([list(row)], self._width)
        return recorded(self._forward, [float(x) for x in self.data], numbers)[0]

    # ---- what went wrong ------------------------------------------------------------------------------------------

    def _explain(self, backend: Backend, rows: Any, *, values: bool) -> None:
        """Raise what the eager engine raises for the first row that is to blame; return if it raises for none."""
        for i in range(len(rows)):
            row = rows[i : i + 1]
            if values:
                *_, suspicious = backend.values(self.data, row)
            else:
                *_, suspicious = backend.value_and_gradients(self.data, row)
            if suspicious:
                try:
                    self._replay([float(x) for x in row[0]], i, values=values)
                except (ValueError, ArithmeticError) as error:
                    if not isinstance(error, NotFinite):
                        error.add_note(f"in row {i} of the batch")
                    raise

    def _replay(self, row: list[float], i: int, *, values: bool) -> None:
        output, parameters, everything = recorded(self._forward, [float(x) for x in self.data], row)
        if values:
            return
        output.backward()
        for value in (output, *parameters):
            bad = value.data if value is output else value.grad
            if not isfinite(bad):
                what = "the value" if value is output else f"the derivative by {value.label or 'a parameter'}"
                why = culprit(everything) or "every number of the forward pass is finite"
                raise NotFinite(f"{what} is {bad!r} in row {i} of the batch: {why}", i)


def _in_kind(numbers: Any, batch: Any) -> Any:
    """Return numbers as a list, unless they and the batch are arrays."""
    return numbers if type(numbers) is type(batch) or type(numbers) is list else numbers.tolist()
