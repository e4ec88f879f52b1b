import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Value
from autograd.graph import topological
from nn import feed_forward, gradcheck, losses, optimizers, step_through, train
from nn.losses import binary_cross_entropy, cross_entropy, hinge, huber, mean_absolute_error, mean_squared_error

# One target for each output.
PAIRED = [mean_squared_error, mean_absolute_error, huber, hinge, binary_cross_entropy]
LOGITS = st.lists(st.floats(-50, 50), min_size=2, max_size=5)


def values(*numbers: float) -> list[Value]:
    """Outputs, as a network returns them."""
    return [Value(number) for number in numbers]


def recorded(loss: Value) -> int:
    """How many operations a loss records."""
    return sum(bool(node.inputs) for node in topological(loss))


# ---- mean squared error ---------------------------------------------------------------------------------------------


def test_mean_squared_error_is_the_mean_over_the_outputs() -> None:
    """(y - t)^2, and its derivative 2 (y - t) / n."""
    outputs = values(0.5, 2.0, -1.0)
    loss = mean_squared_error(outputs, [1.0, 0.0, -1])
    loss.backward()
    assert ((0.25 + 4.0) / 3, 2) == (loss.data, recorded(loss))
    assert [2 * -0.5 / 3, 2 * 2.0 / 3, 0.0] == pytest.approx([y.grad for y in outputs], rel=1e-15)


def test_a_single_output_takes_a_plain_number() -> None:
    """With or without the brackets, on both sides; one output records one operation."""
    for outputs in (values(0.5), Value(0.5)):
        for targets in (2.0, [2.0], (2,)):
            assert (2.25, 1) == (mean_squared_error(outputs, targets).data, recorded(mean_squared_error(outputs, targets)))


def test_a_target_may_be_a_value() -> None:
    """Two networks can be compared with one another; the gradient goes both ways."""
    y, t = Value(1.0), Value(4.0)
    mean_squared_error([y], [t]).backward()
    assert (-6.0, 6.0) == (y.grad, t.grad)


# ---- mean absolute error and huber -------------------------------------------------------------------------------------


def test_mean_absolute_error_counts_distances() -> None:
    """The mean of abs(y - t), whose derivative is a sign, and 0 where output and target are equal."""
    outputs = values(0.5, 2.0, -1.0, 3.0)
    loss = mean_absolute_error(outputs, [1.0, 0.0, -1, 3.5])
    loss.backward()
    assert (0.5 + 2.0 + 0.0 + 0.5) / 4 == loss.data
    assert [-0.25, 0.25, 0.0, -0.25] == [y.grad for y in outputs]


@pytest.mark.parametrize("delta", [0.5, 1.0, 2.0])
def test_huber_is_a_square_near_the_target_and_a_line_beyond(delta: float) -> None:
    """Both branches, and the two points where they meet, against the definition; and so its derivative, r cut off."""
    residuals = [-1e200, -3.0, -2.0, -1.0, -0.5, -1e-9, 0.0, 0.25, 0.5, 1.0, 2.0, 40.0]
    for r in residuals:
        y = Value(r + 0.0)
        loss = huber([y], [0.0], delta=delta)
        loss.backward()
        expected = r * r / 2 if abs(r) <= delta else delta * (abs(r) - delta / 2)
        assert expected == pytest.approx(loss.data, rel=1e-15)
        assert max(-delta, min(delta, r)) == pytest.approx(y.grad, rel=1e-15)


def test_huber_is_the_mean_over_the_outputs() -> None:
    """1/8 and 5/2, with the usual delta of 1."""
    assert (0.125 + 2.5) / 2 == huber(values(0.5, -3.0), [0.0, 0.0]).data


@pytest.mark.parametrize("delta", [0.0, -1.0, math.nan, math.inf])
def test_huber_needs_a_delta_above_0(delta: float) -> None:
    """And a finite one: an infinite delta is half a squared error, which has a name."""
    with pytest.raises(ValueError, match="the delta of huber must be positive and finite, got"):
        huber(values(0.5), [1.0], delta=delta)


# ---- hinge ----------------------------------------------------------------------------------------------------------


def test_hinge_is_0_beyond_the_margin() -> None:
    """max(0, 1 - t y): right and sure, right and unsure, wrong."""
    assert [0.0, 0.75, 1.5] == [hinge(values(y), t).data for y, t in ((-3.0, -1), (0.25, 1), (-0.5, 1))]
    outputs = values(2.0, 0.5, 0.5, -0.5)
    loss = hinge(outputs, [1, 1, -1, -1])
    loss.backward()
    assert (0.0 + 0.5 + 1.5 + 0.5) / 4 == loss.data
    assert [0.0, -0.25, 0.25, 0.25] == [y.grad for y in outputs]


@pytest.mark.parametrize("target", [0, 2, 0.5, math.nan])
def test_hinge_knows_two_targets(target: float) -> None:
    """-1 and 1; 0 and 1 is another loss's."""
    with pytest.raises(ValueError, match=r"hinge needs targets of -1 or 1, got .*: write 2 \* t - 1 for a target t of 0 or 1"):
        hinge(values(0.5), target)


# ---- binary cross entropy ---------------------------------------------------------------------------------------------


def exact_binary(logit: float, target: float) -> mpmath.mpf:
    """-t log(p) - (1 - t) log(1 - p), with 500 digits, enough for exp(-1000)."""
    with mpmath.workdps(500):
        p = 1 / (1 + mpmath.exp(-mpmath.mpf(logit)))
        return -(target * mpmath.log(p) if target else 0) - ((1 - target) * mpmath.log(1 - p) if target != 1 else 0)


@pytest.mark.parametrize("logit", [-1000.0, -40.0, -3.0, -1e-9, 0.0, 0.25, 3.0, 40.0, 1000.0])
@pytest.mark.parametrize("target", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_binary_cross_entropy_is_exact_to_the_last_digits(logit: float, target: float) -> None:
    """For logits of any size, and where the answer is almost certain; and so is its derivative, sigmoid minus target."""
    y = Value(logit)
    loss = binary_cross_entropy([y], [target])
    loss.backward()
    assert float(exact_binary(logit, target)) == pytest.approx(loss.data, rel=1e-14, abs=5e-324)
    with mpmath.workdps(500):
        slope = 1 / (1 + mpmath.exp(-mpmath.mpf(logit))) - target
    # with a target between, two derivatives of opposite signs add up: the measure is their size
    assert float(slope) == pytest.approx(y.grad, rel=1e-14, abs=0.0 if target in {0.0, 1.0} else 1e-15)


def test_binary_cross_entropy_judges_each_output_alone() -> None:
    """Several yes-or-no questions: the mean over them, one operation for a sure no."""
    assert (1, 2) == (recorded(binary_cross_entropy(values(0.5), 0)), recorded(binary_cross_entropy(values(0.5), 1)))
    loss = binary_cross_entropy(values(0.0, 1000.0, -1000.0), [1, 0, 0])
    assert (math.log(2.0) + 1000.0 + 0.0) / 3 == loss.data


def test_a_yes_may_be_a_value() -> None:
    """The probability that another network gives: dE/dt = -z."""
    y, t = Value(1.5), Value(0.25)
    binary_cross_entropy([y], [t]).backward()
    assert -1.5 == pytest.approx(t.grad, rel=1e-15)


@pytest.mark.parametrize("target", [-1, 2, 1.0000001, math.nan])
def test_binary_cross_entropy_knows_targets_between_0_and_1(target: float) -> None:
    """-1 and 1 are another loss's."""
    with pytest.raises(ValueError, match=r"binary_cross_entropy needs targets between 0 and 1, got .*: write \(t \+ 1\) / 2"):
        binary_cross_entropy(values(0.5), target)


# ---- cross entropy --------------------------------------------------------------------------------------------------


def exact(logits: list[float], probabilities: list[float]) -> mpmath.mpf:
    """- sum p_i log softmax_i, with 60 digits."""
    with mpmath.workdps(60):
        total = mpmath.fsum(mpmath.exp(z) for z in logits)
        return mpmath.fsum(-p * mpmath.log(mpmath.exp(z) / total) for p, z in zip(probabilities, logits, strict=True) if p)


@given(LOGITS, st.data())
def test_cross_entropy_of_a_class_is_exact_to_the_last_digits(logits: list[float], data: st.DataObject) -> None:
    """Also where the right class is almost certain and the loss tiny; and so is its gradient, softmax minus target."""
    right = data.draw(st.integers(0, len(logits) - 1))
    probabilities = [float(i == right) for i in range(len(logits))]
    expected = exact(logits, probabilities)
    outputs = values(*logits)
    loss = cross_entropy(outputs, right)
    assert float(expected) == pytest.approx(loss.data, rel=1e-14)
    loss.backward()
    with mpmath.workdps(60):
        total = mpmath.fsum(mpmath.exp(z) for z in logits)
        gradient = [mpmath.exp(z) / total for z in logits]
        gradient[right] = -mpmath.fsum(p for i, p in enumerate(gradient) if i != right)
    assert [float(g) for g in gradient] == pytest.approx([y.grad for y in outputs], rel=1e-13)


@given(LOGITS, st.data())
def test_cross_entropy_of_probabilities(logits: list[float], data: st.DataObject) -> None:
    """Against many digits, to the size of its terms; the gradient is softmax minus probability."""
    weights = data.draw(st.lists(st.floats(0, 1), min_size=len(logits), max_size=len(logits)).filter(lambda w: sum(w) > 0.1))
    probabilities = [w / sum(weights) for w in weights]
    outputs = values(*logits)
    loss = cross_entropy(outputs, probabilities)
    assert float(exact(logits, probabilities)) == pytest.approx(loss.data, rel=1e-13, abs=1e-13 * max(map(abs, logits)))
    loss.backward()
    total = sum(math.exp(z) for z in logits)
    expected = [math.exp(z) / total - p for z, p in zip(logits, probabilities, strict=True)]
    assert expected == pytest.approx([y.grad for y in outputs], rel=1e-9, abs=1e-13)


def test_cross_entropy_is_stable_for_large_logits() -> None:
    """Nothing overflows, and nothing is lost."""
    assert [0.0, 2000.0, math.log(2.0)] == [
        cross_entropy(values(*z), 0).data for z in ((1000.0, -1000.0), (-1000.0, 1000.0), (1000.0, 1000.0))
    ]
    outputs = values(-1000.0, 1000.0, 0.0)
    loss = cross_entropy(outputs, [0.25, 0.25, 0.5])
    loss.backward()
    assert (1000.0, [-0.25, 0.75, -0.5]) == (loss.data, [y.grad for y in outputs])


def test_a_class_can_be_given_in_four_ways() -> None:
    """An index, the same as a float or in a list, or as probabilities with one 1: the same bits."""
    losses = [cross_entropy(values(0.5, -1.0, 2.0), target).data for target in (2, 2.0, [2], [0, 0, 1])]
    assert 1 == len(set(losses))
    numpy = pytest.importorskip("numpy")
    assert losses[0] == cross_entropy(values(0.5, -1.0, 2.0), numpy.int64(2)).data
    assert losses[0] == cross_entropy(values(0.5, -1.0, 2.0), numpy.array([0.0, 0.0, 1.0])).data


def test_cross_entropy_records_three_operations_however_many_classes_there_are() -> None:
    """The others' logarithm of a sum of exponentials, a difference, a softplus: a picture of it stays readable."""
    assert [2, 3, 3] == [recorded(cross_entropy(values(*range(n)), 1)) for n in (2, 3, 10)]
    assert 3 == recorded(cross_entropy(values(0.0, 1.0, 2.0), [0.5, 0.25, 0.25]))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        (3, "cross_entropy has 3 outputs, so a class index is 0 to 2, got 3"),
        (-1, "a class index is 0 to 2, got -1"),
        (0.5, "needs a class index, a whole number, or 3 probabilities, got 0.5"),
        (math.nan, "a whole number, or 3 probabilities, got nan"),
        ([0.5, 0.5], r"as many targets as outputs, 3, got 2: \[0.5, 0.5\]"),
        ([0.5, 0.5, 0.5], "probabilities between 0 and 1 that sum to 1, or a class index"),
        ([1.5, -0.5, 0.0], "probabilities between 0 and 1"),
        ([math.nan, 0.5, 0.5], "probabilities between 0 and 1"),
        ([], "as many targets as outputs, 3, got 0"),
    ],
)
def test_a_target_that_is_no_class_is_an_error(target: object, message: str) -> None:
    """It says what was given and what there is."""
    with pytest.raises(ValueError, match=message):
        cross_entropy(values(0.5, -1.0, 2.0), target)


def test_cross_entropy_needs_an_output_for_each_class() -> None:
    """The softmax of one output is always 1."""
    with pytest.raises(ValueError, match="cross_entropy needs an output for each class, at least two, got 1"):
        cross_entropy(values(0.5), 0)
    with pytest.raises(TypeError, match="a class index as a plain number, got a Value"):
        cross_entropy(values(0.5, 1.0), Value(1.0))


def test_probabilities_may_be_values() -> None:
    """Those of a teacher network, say; what is a number is checked, what is recorded is not."""
    teacher = values(0.25, 0.75)
    loss = cross_entropy(values(0.0, 0.0), teacher)
    loss.backward()
    assert (math.log(2), [0.0, 0.0]) == (loss.data, [p.grad for p in teacher])


# ---- all of them ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", [*PAIRED, cross_entropy])
def test_on_plain_numbers_a_loss_is_a_plain_number(loss: object) -> None:
    """What predict returns can be judged without recording, to the same bits."""
    network = feed_forward([2, 3, 3], seed=0)
    targets = {hinge: [1, -1, 1], cross_entropy: 1}.get(loss, [0.5, 0.25, 1.0])
    plain = loss(network.predict([[1.0, 2.0]])[0], targets)
    assert type(plain) is float
    assert plain == loss(network([1.0, 2.0]), targets).data


@pytest.mark.parametrize("loss", PAIRED)
@pytest.mark.parametrize(("outputs", "targets"), [(2, []), (2, [1]), (2, [1, 1, 1]), (1, [1, 1])])
def test_there_are_as_many_targets_as_outputs(loss: object, outputs: int, targets: list[int]) -> None:
    """Nothing is repeated or left out."""
    with pytest.raises(ValueError, match=f"as many targets as outputs, {outputs}, got {len(targets)}"):
        loss(values(*[0.0] * outputs), targets)


@pytest.mark.parametrize("loss", [*PAIRED, cross_entropy])
def test_what_is_no_number_is_a_type_error(loss: object) -> None:
    """A text, None, a nested list; and there must be an output."""
    for targets in ("1", ["1", "1"], None, [[1, 1]]):
        with pytest.raises(TypeError, match="expected a number"):
            loss(values(0.0, 0.0), targets)
    with pytest.raises(TypeError, match="expected a number"):
        loss("ab", [1, 1])
    with pytest.raises(ValueError, match="a loss needs at least one output, got none"):
        loss([], [])


@pytest.mark.parametrize("loss", losses.LOSSES)
def test_a_loss_may_be_given_by_its_name_wherever_one_is_taken(loss: Callable[[Any, Any], Any]) -> None:
    """Training, programs, gradient checks and stepping: the same numbers as with the function."""
    name = loss.__name__
    assert loss is losses.named(name) is losses.named(loss) is getattr(losses, name)
    target: Any = {cross_entropy: 1, hinge: [1.0, -1.0]}.get(loss, [1.0, 0.0])
    network = feed_forward([2, 3, 2], activation="tanh", seed=0)
    by_name, by_function = (network.compile(each, "python").value_and_gradients([[0.5, -1.0]], [target]) for each in (name, loss))
    assert by_function == by_name
    assert gradcheck(network, [0.5, -1.0], target, name).passed
    stepped = step_through(network, [0.5, -1.0], target, name).steps.forward[-1].after
    assert by_function[0] == pytest.approx(stepped, rel=1e-12)


@pytest.mark.parametrize(("asked", "error", "message"), [
    ("hubber", ValueError, "unknown loss 'hubber': did you mean 'huber'"),
    ("zzz", ValueError, "unknown loss 'zzz': there is mean_squared_error, .*, cross_entropy"),
    (3, TypeError, "loss must be a function or its name, got int 3"),
])  # fmt: skip
def test_what_is_no_loss_is_told(asked: Any, error: type[Exception], message: str) -> None:
    """By all who take one, before anything is computed."""
    network = feed_forward([2, 1], seed=0)
    for ask in (
        lambda: losses.named(asked),
        lambda: network.compile(asked),
        lambda: gradcheck(network, [[1.0, 2.0]], [1.0], asked),
        lambda: step_through(network, [1.0, 2.0], 1.0, asked),
        lambda: train(network, [[1.0, 2.0]], [1.0], loss=asked, optimizer=optimizers.Adam(), max_epochs=1, progress=False),
    ):
        with pytest.raises(error, match=message):
            ask()
