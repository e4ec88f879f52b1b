"""A network is a view of neurons: which are given, which are asked for, and in what order those between them fire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from operator import index
from random import Random
from typing import TYPE_CHECKING, Any

from autograd import Value
from autograd.operations import parameter

from .cells import Cell
from .copying import blank
from .ends import checked_ends
from .groups import Competition
from .initialisers import Draw, Initialiser, first_number, resolve
from .neuron import AbstractNeuron, BiasNeuron, Neuron, listing
from .passes import forget, step, whole
from .plan import Plan, make_plan
from .prediction import compute, is_row, listed
from .synapse import Synapse, initialise, is_uninitialised, unique_names

if TYPE_CHECKING:
    from .compiling import NetworkProgram


class Network:
    """The neurons that lead from ``inputs`` to ``outputs``, and the passes through them.

    A network owns nothing: several may share neurons and weights (an encoder is the first half of an autoencoder). Any neuron
    but a bias may be listed as an input; a Neuron that is listed there is given its output, and what leads to it is not
    part of this network, unless it is among the outputs as well: then it is **fed back**, given what it said a step ago,
    which synapses with ``delay=1`` read, and asked for what it says now. Neurons and synapses that are added or removed later
    are seen at the next call.

    Weights that have no number yet are drawn by ``initialiser`` (see nn.initialisers) from ``seed``, in the order of
    ``synapses``; neurons without a label get one: x1, x2, ... for inputs, h1, h2, ... for hidden ones, y (or y1, y2, ...) for
    outputs, b1, b2, ... for biases.

    Raises ValueError, naming the neuron, for an input that the outputs need and that is not listed, for a neuron that nothing
    leads to, and for a label that two neurons have; CycleError for a circle of synapses without a delay; TypeError for what
    is no neuron.

    >>> from nn import BiasNeuron, InputNeuron, Neuron, Synapse
    >>> x1, x2, y = InputNeuron("x1"), InputNeuron("x2"), Neuron("y")
    >>> synapses = Synapse(x1, y, weight=0.5), Synapse(x2, y, weight=-1.0), Synapse(BiasNeuron(), y, weight=0.25)
    >>> network = Network([x1, x2], [y])
    >>> (out,) = network([3.0, 1.0])
    >>> out.backward()
    >>> y.output.data, y.delta, [synapse.gradient for synapse in network.synapses]
    (0.75, 1.0, [3.0, 1.0, 1.0])
    """

    __slots__ = ("_inputs", "_outputs", "_initialiser", "_generator", "_plan", "_past", "__weakref__")

    _inputs: list[AbstractNeuron]
    _outputs: list[Neuron]
    _initialiser: Initialiser | Draw
    _generator: Random
    _plan: Plan | None
    _past: dict[AbstractNeuron, list[Any]]  # the state: outputs of earlier steps, the latest first

    def __init__(
        self,
        inputs: Sequence[AbstractNeuron],
        outputs: Sequence[Neuron],
        *,
        initialiser: str | Initialiser | Draw = "xavier",
        seed: int | None = None,
    ) -> None:
        self._inputs, self._outputs = checked_ends(inputs, outputs)
        self._initialiser = resolve(initialiser)
        self._generator = Random(None if seed is None else index(seed))
        self._past = {}
        self._plan = None
        self._planned()

    def _planned(self) -> Plan:
        plan = self._plan
        if plan is None or not plan.holds():
            plan = make_plan(self._inputs, self._outputs)
            for synapse, fan_in, fan_out in plan.fans():
                if is_uninitialised(synapse.weight):
                    bias = isinstance(synapse.source, BiasNeuron)
                    initialise(
                        synapse.weight, partial(first_number, self._initialiser, self._generator, fan_in, fan_out, bias=bias)
                    )
            self._past = {memory.neuron: self._past.get(memory.neuron, []) for memory in plan.memory}
            self._plan = plan
        return plan

    # ---- what is in it ------------------------------------------------------------------------------------------

    @property
    def inputs(self) -> list[AbstractNeuron]:
        """The neurons that are given their outputs, in the order of a row of input."""
        return list(self._inputs)

    @property
    def hidden(self) -> list[list[Neuron]]:
        """The groups between: ``hidden[k]`` holds the neurons whose longest path from an input, without delays, is k + 1."""
        return [list(group) for group in self._planned().hidden]

    @property
    def outputs(self) -> list[Neuron]:
        """The neurons that are asked for."""
        return list(self._outputs)

    @property
    def biases(self) -> list[BiasNeuron]:
        """The bias neurons."""
        return list(self._planned().biases)

    @property
    def cells(self) -> list[Cell]:
        """The cells that have a neuron in the network, in the order of ``neurons``."""
        return list(self._planned().cells)

    @property
    def competitions(self) -> list[Competition]:
        """The groups of neurons that compete, in the order of ``neurons``."""
        return list(self._planned().competitions)

    @property
    def neurons(self) -> list[AbstractNeuron]:
        """All neurons: the inputs, the biases, then the others in the order in which they fire."""
        return list(self._planned().neurons)

    @property
    def synapses(self) -> list[Synapse]:
        """All synapses, by target in the order in which the targets fire, then in the order in which they were made."""
        return list(self._planned().synapses)

    def parameters(self) -> list[Value]:
        """Return the trainable weights, each once, in the order of ``synapses``."""
        return [weight for weight in self._planned().weights if weight.operation is parameter]

    def gradients(self) -> dict[str, float]:
        """Return the gradient vector by name: dE/dw of every trainable weight, in the order of ``parameters()``.

        The names are the labels of the weights; where two are equal, the later one gets a number.

        >>> from nn import feed_forward, mean_squared_error
        >>> network = feed_forward([2, 1], bias=False, initialiser="zeros")
        >>> mean_squared_error(network([1.0, 2.0]), 0.5).backward()
        >>> network.gradients()
        {'w[x1→y]': -1.0, 'w[x2→y]': -2.0}
        """
        return {name: weight.grad for weight, name in unique_names(self.parameters()).items()}

    def __getitem__(self, label: str) -> AbstractNeuron:
        for neuron in self._planned().neurons:
            if neuron.label == label:
                return neuron
        labels = listing([neuron.label for neuron in self])
        raise KeyError(f"no neuron of the network has the label {label!r}: it has {labels}")

    def __contains__(self, thing: object) -> bool:
        """Whether the network has this neuron, this synapse, or a neuron with this label."""
        plan = self._planned()
        return thing in plan.neurons or thing in plan.synapses or any(thing == neuron.label for neuron in plan.neurons)

    def __iter__(self) -> Iterator[AbstractNeuron]:
        return iter(self.neurons)

    def __len__(self) -> int:
        """Return the number of neurons."""
        return len(self._planned().neurons)

    def __repr__(self) -> str:
        try:
            plan = self._planned()
        except ValueError as error:
            return f"Network({len(self._inputs)} inputs, {len(self._outputs)} outputs, broken: {error})"
        sizes = "-".join(map(str, [len(self._inputs), *map(len, plan.hidden), len(self._outputs)]))
        return f"Network({sizes}, {len(plan.synapses)} synapses, {len(self.parameters())} parameters)"

    # ---- passes -------------------------------------------------------------------------------------------------

    def __call__(self, inputs: Iterable[float | Value]) -> list[Value]:
        """Make one step: give the inputs, let every neuron fire, and return the outputs as Values.

        Delayed synapses read what the steps before have left; this one leaves its outputs to the next. An input may be a Value,
        say an output of another network: gradients then flow on into it.

        Raises ValueError for the wrong number of inputs, TypeError for what is no number, and what the operations raise,
        such as OverflowError; then no neuron keeps a pass, and the state is as it was.
        """
        plan = self._planned()
        plan.check_step()
        slots = step(plan, self._past, inputs)
        self._past = plan.remember(self._past, slots)
        return list(plan.pick_outputs(slots))

    def reset(self) -> None:
        """Clear the state: at the next step delayed synapses read 0."""
        self._past = {}

    def detach_state(self) -> None:
        """Cut the state off from the graph that made it: gradients of later steps end here, and earlier steps are freed.

        Truncated backpropagation through time (Williams and Peng 1990).
        """
        self._past = {neuron: [value.detach() for value in past] for neuron, past in self._past.items()}

    def run(self, sequence: Iterable[Iterable[float | Value]], *, truncate: int | None = None) -> list[list[Value]]:
        """Reset, make one step for each row of ``sequence``, and return the outputs of every step.

        Gradients flow back through all steps, or, with ``truncate=k``, to the beginning of their stretch of k steps.

        Raises ValueError unless k is at least 1, and what a step raises.

        >>> from nn import InputNeuron, Neuron, Synapse
        >>> x, total = InputNeuron("x"), Neuron("total")
        >>> synapses = Synapse(x, total, weight=1.0), Synapse(total, total, weight=1.0, delay=1)
        >>> [y.data for [y] in Network([x], [total]).run([[1.0], [2.0], [3.0]])]
        [1.0, 3.0, 6.0]
        """
        plan = self._planned()
        plan.check_truncation(truncate)
        self.reset()
        if plan.ahead is not None:
            return [list(plan.pick_outputs(slots)) for slots in whole(plan, sequence)]
        outputs = []
        for t, inputs in enumerate(sequence):
            if truncate is not None and t and t % truncate == 0:
                self.detach_state()
            outputs.append(self(inputs))
        return outputs

    def predict(self, rows: Iterable[Any]) -> list[Any]:
        """Return the outputs for each row as floats: a list of rows, the same numbers to the bit as a recorded pass.

        Nothing is recorded, which takes about a third of the time, and no pass and no state is left behind. Each row is a
        fresh start: delayed synapses read 0. A row that holds rows is a sequence, and gives a list with the outputs of every
        step.

        Raises what a step raises, with a note that says in which row.

        >>> from nn import feed_forward
        >>> network = feed_forward([2, 3, 1], initialiser="zeros")
        >>> network.predict([[0.0, 1.0], [1.0, 1.0]])
        [[0.0], [0.0]]
        """
        plan = self._planned()
        self.reset()
        forget(plan)
        weights = [weight.data for weight in plan.weights]
        results: list[Any] = []
        for i, row in enumerate(listed(rows)):
            things = listed(row)
            is_sequence = len(things) > 0 and is_row(things[0])
            sequence = [listed(x) for x in things] if is_sequence else [things]
            try:
                if not is_sequence:
                    plan.check_step()
                outputs = compute(plan, weights, sequence)
            except (ValueError, TypeError, ArithmeticError) as error:
                named = self._recorded_error(plan, sequence, error)
                named.add_note(f"in row {i} of predict()")
                raise named from None
            results.append(outputs if is_sequence else outputs[0])
        return results

    def compile(
        self, loss: str | Callable[[Any, Any], Any], backend: str = "auto", *, truncate: int | None = None
    ) -> NetworkProgram:
        """Return this network and a loss as a program, which runs over whole batches and follows the network.

        ``loss`` is a function of nn.losses, its name, or your own that does not branch on its numbers. ``backend`` is ``python``,
        ``numpy`` or ``numba``; ``auto`` takes the fastest that is installed (``pip install "chainrule[fast]"``). ``truncate`` is
        that of `run`, for samples that are sequences.

        Raises ValueError for an unknown loss or backend and for a number of steps below 1, ImportError for a backend that is not
        installed.

        >>> from nn import feed_forward, mean_squared_error
        >>> network = feed_forward([2, 1], initialiser="zeros")
        >>> program = network.compile(mean_squared_error, backend="python")
        >>> program.value_and_gradients([[1.0, 2.0], [3.0, 4.0]], [[1.0], [0.0]])
        (0.5, [-1.0, -2.0, -1.0])
        """
        from .compiling import NetworkProgram  # programs are loaded when somebody wants one

        self._planned().check_truncation(truncate)
        return NetworkProgram(self, loss, backend, truncate)

    def _recorded_error(self, plan: Plan, sequence: list[Any], error: Exception) -> Exception:
        """Return what recording the same steps raises: that names the neuron."""
        try:
            self.run(sequence)
        except (ValueError, TypeError, ArithmeticError) as named:
            return named
        finally:
            self.reset()
            forget(plan)
        return error

    def __reduce__(self) -> tuple[Any, ...]:
        return blank, (Network,), (self._inputs, self._outputs, self._initialiser, self._generator)

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self._inputs, self._outputs, self._initialiser, self._generator = state
        self._past = {}
        self._plan = None
