"""Steps of an optimizer on the flat numbers of a program: all weights at once, instead of one Value after the other.

The update rules are ordinary arithmetic, and do to an array what they do to each of its numbers, to the bit. During an epoch the
program's numbers are the weights; at its end, and whenever something else has to look at them, they are stored in the Values.
(An epoch of 45 batches over the 2,410 weights of 64-32-10 takes 20 ms instead of 400.)
"""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, isfinite
from typing import TYPE_CHECKING, Any

from autograd import Value
from autograd.program import Program

from .clipping import Clip
from .optimizers import BY_NAME, Optimizer
from .resuming import EpochPart
from .samples import Sample

if TYPE_CHECKING:
    from .loop import Training


class FlatSteps:
    """A training's steps on the numbers of one program, for one epoch: what `flat_steps` returns."""

    def __init__(self, training: Training, program: Program, parameters: Sequence[Value], memory: tuple[Any, ...]) -> None:
        self.training, self.program, self.parameters = training, program, parameters
        self.memory: tuple[Any, ...] | None = memory  # None: Values were moved meanwhile
        places = {weight: i for i, weight in enumerate(program.parameters)}
        chosen = [places[weight] for weight in parameters]
        self.chosen: Any = slice(None) if chosen == list(range(len(places))) else chosen
        self.moved = False  # whether the numbers have gone on from what is stored
        self.learned = False  # whether the gradients of the batch at hand are in the program

    def learn_from(self, batch: list[Sample], part: EpochPart) -> bool:
        """Compute the gradients of a batch and note what it came to.

        Return False for a batch that has to be looked at: then nothing has changed, and the weights are where everybody sees
        them.
        """
        training, program = self.training, self.program
        if self.memory is None:
            self.memory = _memory(training.optimizer, program, self.parameters)
        compiled = training.compiled if self.memory is not None else None
        found = compiled and compiled.learn(batch, with_outputs=training.metric is not None, to_weights=False)
        slopes = [] if found is None else program.gradients[self.chosen].tolist()
        norm = hypot(*slopes)
        self.learned = bool(found) and isfinite(norm)
        if not found or not self.learned:
            self.store()
            return False
        if training.clip is not None:
            held = [_Slope(x) for x in slopes]
            training.clip(held)  # type: ignore[arg-type]
            program.gradients[self.chosen] = [one.grad for one in held]
        part.loss, part.norm = part.loss + found[0], part.norm + norm
        part.outputs += found[1]
        part.targets += found[2]
        return True

    def step(self) -> bool:
        """Move all parameters once; return False where the gradients are in the weights, whose turn it is then."""
        if not self.learned or self.memory is None:
            self.memory = None
            return False
        from autograd.program.arrays import np  # the program has arrays

        numbers, slopes = self.program.data, self.program.gradients
        with np.errstate(all="ignore"):  # as floats do it
            moved, self.memory = self.training.optimizer._moved(numbers[self.chosen], slopes[self.chosen], self.memory)
        numbers[self.chosen] = moved
        self.moved = True
        return True

    def store(self) -> None:
        """Write weights, gradients and what the optimizer remembers to where everybody looks for them."""
        if not self.moved:
            return
        self.moved = False
        self.program.store()
        count = len(self.parameters)
        columns = [x.tolist() if hasattr(x, "tolist") else [x] * count for x in self.memory or ()]
        if columns:
            self.training.optimizer._memory.update(zip(self.parameters, zip(*columns, strict=True), strict=True))

    def weights(self) -> dict[Value, float]:
        """Return all weights as they are."""
        return dict(zip(self.program.parameters, map(float, self.program.data), strict=True))


class _Slope:
    """What a clip changes of a Value."""

    __slots__ = ("grad",)

    def __init__(self, grad: float) -> None:
        self.grad = grad


def flat_steps(training: Training, parameters: Sequence[Value]) -> FlatSteps | None:
    """Return the steps of a training on its program, or None where they have to be made one Value after the other.

    That is where there is not one program with arrays for all samples, where a penalty reads the weights, the rule or the clip
    is somebody's own, or parameters have not moved equally often.
    """
    program = training.compiled.only if training.compiled is not None and not training.penalties else None
    if program is None or program.backend == "python" or not parameters:
        return None
    optimizer, clip = training.optimizer, training.clip
    if type(optimizer) not in BY_NAME.values() or not (clip is None or isinstance(clip, Clip)):
        return None
    memory = _memory(optimizer, program, parameters)
    return None if memory is None else FlatSteps(training, program, parameters, memory)


def _memory(optimizer: Optimizer, program: Program, parameters: Sequence[Value]) -> tuple[Any, ...] | None:
    nothing = (0.0,) * len(optimizer.remembers)
    remembered = [optimizer._memory.get(weight, nothing) for weight in parameters]
    columns: list[Any] = []
    for letter, column in zip(optimizer.remembers, zip(*remembered, strict=True), strict=False):
        if letter != "t":
            columns.append(program.array(column))
        elif len(set(column)) == 1:  # the number of steps: one for all
            columns.append(column[0])
        else:
            return None
    return tuple(columns)
