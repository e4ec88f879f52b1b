"""Optimizers: each rule by hand on short sequences, and what holds for all of them."""

import copy
import pickle
from fractions import Fraction
from math import sqrt

import pytest

from autograd import Value, zero_gradients
from autograd.operations import frozen
from nn.optimizers import BY_NAME, Adam, AdamW, GradientDescent, Optimizer, RMSProp

RULES = {
    "plain": lambda: GradientDescent(0.25),
    "momentum": lambda: GradientDescent(0.25, momentum=0.5),
    "nesterov": lambda: GradientDescent(0.25, momentum=0.5, nesterov=True),
    "rmsprop": lambda: RMSProp(0.25),
    "rmsprop with momentum": lambda: RMSProp(0.25, momentum=0.5),
    "adam": lambda: Adam(0.25),
    "adamw": lambda: AdamW(0.25, weight_decay=1e-6),
}


@pytest.fixture(params=RULES)
def optimizer(request: pytest.FixtureRequest) -> Optimizer:
    return RULES[request.param]()


def path(optimizer: Optimizer, gradients: list[float], start: float = 1.0) -> list[float]:
    """Where a parameter comes by when its gradients are these."""
    w, places = Value(start), []
    for gradient in gradients:
        zero_gradients([w])
        (w * gradient).backward()
        optimizer.step([w])
        places.append(w.data)
    return places


def test_gradient_descent_goes_against_the_gradient() -> None:
    """The rule is w - α g: 1 - 0.25 * 2, and so on; every number is exact in binary."""
    assert [0.5, 1.5, 1.5] == path(GradientDescent(0.25), [2.0, -4.0, 0.0])


def test_momentum_keeps_half_of_the_velocity() -> None:
    """v: 2, then 0.5 * 2 - 4 = -3, then 0.5 * -3 + 0 = -1.5; w moves by -0.25 v."""
    assert [0.5, 1.25, 1.625] == path(GradientDescent(0.25, momentum=0.5), [2.0, -4.0, 0.0])


def test_nesterov_looks_half_a_velocity_ahead() -> None:
    """With v as above, g + 0.5 v is 3, then -5.5, then -0.75; w moves by -0.25 of that."""
    assert [0.25, 1.625, 1.8125] == path(GradientDescent(0.25, momentum=0.5, nesterov=True), [2.0, -4.0, 0.0])


def test_a_new_learning_rate_acts_on_the_whole_velocity() -> None:
    """PyTorch's momentum: v is 2, then 0.5 * 2 + 2 = 3; the second step is 0.5 * 3, not 0.25 * 1 + 0.5 * 2."""
    optimizer = GradientDescent(0.25, momentum=0.5)
    w = Value(1.0)
    (w * 2.0).backward()
    optimizer.step([w])
    optimizer.learning_rate = 0.5
    optimizer.step([w])
    assert 1.0 - 0.25 * 2.0 - 0.5 * 3.0 == w.data


def test_adam_follows_the_equations_of_the_paper() -> None:
    """β1 = 0.5 and β2 = 0.75 keep m, v and both corrections exact: three steps written out as fractions."""
    # g   m                 v                   1 - β1^t   1 - β2^t
    # 2   1                 1                   1/2        1/4
    # -4  1/2 - 2 = -3/2    3/4 + 4 = 19/4      3/4        7/16
    # 0   -3/4              57/16               7/8        37/64
    means = [Fraction(2), Fraction(-3, 2) / Fraction(3, 4), Fraction(-3, 4) / Fraction(7, 8)]
    squares = [Fraction(4), Fraction(19, 4) / Fraction(7, 16), Fraction(57, 16) / Fraction(37, 64)]
    expected, w = [], 1.0
    for mean, square in zip(means, squares, strict=True):
        w -= 0.1 * float(mean) / (sqrt(square) + 0.01)
        expected.append(w)
    assert expected == pytest.approx(path(Adam(0.1, 0.5, 0.75, 0.01), [2.0, -4.0, 0.0]), rel=1e-15)


def test_rmsprop_divides_by_the_root_of_the_mean_square() -> None:
    """ρ = 0.75 keeps s exact: 4/4, then 3/4 + 16/4, then 3/4 of that; ε is added to the root."""
    squares = [Fraction(1), Fraction(19, 4), Fraction(57, 16)]
    expected, w = [], 1.0
    for g, s in zip([2.0, -4.0, 0.0], squares, strict=True):
        w -= 0.1 * (g / (sqrt(s) + 0.01))
        expected.append(w)
    assert expected == path(RMSProp(0.1, decay=0.75, epsilon=0.01), [2.0, -4.0, 0.0])


def test_the_momentum_of_rmsprop_gathers_scaled_gradients() -> None:
    """With s as above and v: 2/√1, then half of it - 4/√(19/4), then half of that; w moves by -α v."""
    first, second = 2.0 / (1.0 + 0.01), -4.0 / (sqrt(19 / 4) + 0.01)
    velocities = [first, 0.5 * first + second, 0.5 * (0.5 * first + second)]
    expected, w = [], 1.0
    for v in velocities:
        w -= 0.1 * v
        expected.append(w)
    assert expected == path(RMSProp(0.1, decay=0.75, momentum=0.5, epsilon=0.01), [2.0, -4.0, 0.0])


def test_adamw_shrinks_the_weight_beside_the_step_of_adam() -> None:
    """The paper's line 12 with our α λ for its λ: the fractions of Adam above, and w (1 - α λ)."""
    directions = [Fraction(2), Fraction(-2), Fraction(-6, 7)]
    squares = [Fraction(4), Fraction(76, 7), Fraction(57, 16) / Fraction(37, 64)]
    expected, w = [], 1.0
    for mean, square in zip(directions, squares, strict=True):
        w = w * (1.0 - 0.1 * 0.5) - 0.1 * float(mean) / (sqrt(square) + 0.01)
        expected.append(w)
    assert expected == pytest.approx(path(AdamW(0.1, 0.5, 0.75, 0.01, weight_decay=0.5), [2.0, -4.0, 0.0]), rel=1e-15)


def test_adamw_without_decay_is_adam() -> None:
    """To the bit."""
    gradients = [2.0, -4.0, 0.0, 1e-3]
    assert path(Adam(0.1), gradients) == path(AdamW(0.1, weight_decay=0.0), gradients)


@pytest.mark.parametrize("gradient", [1e-6, 3.0, -1e150])
def test_the_first_step_of_adam_is_the_learning_rate_whatever_the_gradient(gradient: float) -> None:
    """After the correction for the start at 0 the mean is g and the scale |g|: only the sign is left."""
    assert [pytest.approx(0.1 if gradient < 0.0 else -0.1, rel=0.02)] == path(Adam(0.1), [gradient], start=0.0)


def test_every_rule_finds_the_bottom_of_a_bowl(optimizer: Optimizer) -> None:
    """(x - 3)² + 10 (y + 1)² has its minimum at (3, -1)."""
    optimizer.learning_rate = 0.02 if isinstance(optimizer, GradientDescent) else 0.1
    x, y = Value(0.0), Value(0.0)
    for i in range(600):
        if isinstance(optimizer, RMSProp):  # whose steps do not become smaller by themselves
            optimizer.learning_rate = 0.1 * 0.98**i
        zero_gradients([x, y])
        ((x - 3) ** 2 + 10 * (y + 1) ** 2).backward()
        optimizer.step([x, y])
    assert (3.0, -1.0) == pytest.approx((x.data, y.data), abs=1e-3)


def test_each_parameter_has_a_memory_of_its_own(optimizer: Optimizer) -> None:
    """Two parameters with equal gradients and equal data go one way, however they are mixed with others."""
    a, b, other = Value(1.0), Value(1.0), Value(-5.0)
    for gradient in (1.0, -0.25, 2.0):
        zero_gradients([a, b, other])
        (a * gradient + b * gradient + other * 7.0).backward()
        optimizer.step([a, other, b])
    assert a.data == b.data != 1.0


def test_a_step_leaves_the_gradients_alone(optimizer: Optimizer) -> None:
    """Zeroing is the caller's: what a step has used can still be drawn."""
    w = Value(1.0)
    (w * 2.0).backward()
    optimizer.step([w])
    assert 2.0 == w.grad


def test_what_no_backward_pass_has_reached_stays(optimizer: Optimizer) -> None:
    """Neither the parameter nor its memory changes: the next step is as if nothing had been in between."""
    w, twin, other = Value(1.0), Value(1.0), Value(1.0)
    same = copy.deepcopy(optimizer)
    (w * 2.0).backward()
    (twin * 2.0).backward()
    optimizer.step([w])
    same.step([twin])
    zero_gradients([w])
    for _ in range(3):
        other.backward()
        optimizer.step([w, other])
    assert w.data == twin.data
    w.backward()
    zero_gradients([twin])
    twin.backward()
    optimizer.step([w])
    same.step([twin])
    assert w.data == twin.data


def test_a_gradient_of_exactly_zero_is_a_gradient() -> None:
    """With momentum a parameter rolls on when its gradient is 0, as long as a backward pass has been there."""
    assert [0.5, 0.25] == path(GradientDescent(0.25, momentum=0.5), [2.0, 0.0])


def test_a_frozen_value_never_moves(optimizer: Optimizer) -> None:
    """Frozen belongs to the Value, so it does not matter who lists it."""
    w = Value(1.0)
    w.operation = frozen
    (w * 2.0).backward()
    optimizer.step([w])
    assert 1.0 == w.data


def test_a_parameter_listed_twice_moves_once(optimizer: Optimizer) -> None:
    """A shared weight that comes by two synapses is one parameter."""
    once, twice = Value(1.0), Value(1.0)
    (once * 2.0 + twice * 2.0).backward()
    optimizer.step([once])
    optimizer.step([twice, twice])
    assert once.data == twice.data != 1.0


def test_a_step_over_nothing_is_fine(optimizer: Optimizer) -> None:
    """A network without parameters trains to nothing, not to an error."""
    optimizer.step([])
    optimizer.step(iter(()))


def test_what_is_no_value_is_refused_before_anything_moves(optimizer: Optimizer) -> None:
    """Half a step would be worse than none."""
    w = Value(1.0)
    w.backward()
    with pytest.raises(TypeError, match=r"moves Values.*got float 2\.0"):
        optimizer.step([w, 2.0])  # type: ignore[list-item]
    assert 1.0 == w.data


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))])
def test_a_copy_goes_on_where_the_original_stands(duplicate: object, optimizer: Optimizer) -> None:
    """Parameters and optimizer copied together keep knowing each other."""
    w = Value(1.0)
    for _ in range(3):
        w.backward()
        optimizer.step([w])
    copied, other = duplicate((w, optimizer))  # type: ignore[operator]
    for value, rule in ((w, optimizer), (copied, other)):
        value.backward()
        rule.step([value])
    assert w.data == copied.data


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GradientDescent(0.0), "learning_rate must be positive and finite, got 0"),
        (lambda: GradientDescent(-0.1), "learning_rate must be positive"),
        (lambda: GradientDescent(float("nan")), "learning_rate must be positive and finite, got nan"),
        (lambda: GradientDescent(float("inf")), "learning_rate must be positive and finite, got inf"),
        (lambda: GradientDescent(0.1, momentum=1.0), r"momentum must be at least 0 and below 1, got 1\.0"),
        (lambda: GradientDescent(0.1, momentum=-0.5), "momentum must be at least 0"),
        (lambda: GradientDescent(0.1, nesterov=True), "needs momentum > 0"),
        (lambda: Adam(0.0), "learning_rate must be positive"),
        (lambda: Adam(beta1=1.0), "beta1 must be at least 0 and below 1"),
        (lambda: Adam(beta2=float("nan")), "beta2 must be at least 0 and below 1, got nan"),
        (lambda: Adam(epsilon=0.0), "epsilon must be positive"),
        (lambda: RMSProp(decay=1.0), "decay must be at least 0 and below 1"),
        (lambda: RMSProp(momentum=-0.1), "momentum must be at least 0"),
        (lambda: AdamW(beta2=1.0), "beta2 must be at least 0 and below 1"),
        (lambda: AdamW(weight_decay=-0.1), r"weight_decay must be at least 0 and finite, got -0\.1"),
        (lambda: AdamW(weight_decay=float("inf")), "weight_decay must be at least 0 and finite, got inf"),
    ],
)
def test_a_hyper_parameter_out_of_range_is_named(make: object, message: str) -> None:
    """The message names the hyper-parameter, its range and what was given."""
    with pytest.raises(ValueError, match=message):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("make", [lambda: GradientDescent("0.1"), lambda: Adam(beta1=None), lambda: GradientDescent(0.1, 0.5, 1)])
def test_a_hyper_parameter_of_the_wrong_type_is_a_type_error(make: object) -> None:
    """A string that looks like a number is no number."""
    with pytest.raises(TypeError):
        make()  # type: ignore[operator]


def test_an_optimizer_tells_its_settings() -> None:
    """The settings, and nothing of what it remembers."""
    optimizer = GradientDescent(0.1, momentum=0.5)
    path(optimizer, [1.0])
    assert "GradientDescent(learning_rate=0.1, momentum=0.5, nesterov=False)" == repr(optimizer)
    assert "Adam(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08)" == repr(Adam())
    assert "RMSProp(learning_rate=0.001, decay=0.9, momentum=0.0, epsilon=1e-08)" == repr(RMSProp())
    assert "AdamW(learning_rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-08, weight_decay=0.01)" == repr(AdamW())


# ---- what is remembered, told and taken over ----------------------------------------------------------------------------


def test_what_is_remembered_is_told_by_the_letters_of_the_equations(optimizer: Optimizer) -> None:
    """Nothing before a step; then a number for each letter, but for plain descent, which has no memory."""
    w, other = Value(1.0), Value(2.0)
    assert [None, None] == optimizer.memory([w, other])
    (w * 2.0).backward()
    optimizer.step([w])
    told, untouched = optimizer.memory([w, other])
    assert untouched is None
    assert told is None or optimizer.remembers == tuple(told)
    assert (told is None) == (isinstance(optimizer, GradientDescent) and optimizer.momentum == 0.0)


def test_another_optimizer_goes_on_with_what_was_remembered(optimizer: Optimizer) -> None:
    """For other Values that stand where the first ones stood: the same bits from there on."""
    ws, twins = [Value(1.0), Value(-2.0)], [Value(1.0), Value(-2.0)]
    for gradient in (2.0, -1.0):
        zero_gradients(ws)
        (ws[0] * gradient + ws[1] * 3.0).backward()
        optimizer.step(ws)
    for w, twin in zip(ws, twins, strict=True):
        twin.data = w.data
    successor = copy.deepcopy(optimizer)
    successor.remember(twins, optimizer.memory(ws))
    for values, rule in ((ws, optimizer), (twins, successor)):
        zero_gradients(values)
        (values[0] * 0.5 + values[1]).backward()
        rule.step(values)
    assert [w.data for w in ws] == [twin.data for twin in twins]


def test_a_memory_that_does_not_fit_is_refused() -> None:
    """Another number of parameters, other letters, no number: nothing has changed then."""
    w, adam = Value(1.0), Adam()
    adam.remember([w], [{"t": 1.0, "m": 0.5, "v": 0.25}])
    for memory, error, message in (
        ([], ValueError, "1 parameters, and 0 of them"),
        ([{"v": 1.0}], ValueError, "Adam remembers t, m, v of a parameter, got v"),
        ([{"t": 1.0, "m": "x", "v": 0.0}], TypeError, "expected a number"),
    ):
        with pytest.raises(error, match=message):
            adam.remember([w], memory)  # type: ignore[arg-type]
    assert [{"t": 1.0, "m": 0.5, "v": 0.25}] == adam.memory([w])


def test_every_optimizer_has_a_name() -> None:
    """Files and commands find it by that."""
    assert ["GradientDescent", "RMSProp", "Adam", "AdamW"] == list(BY_NAME)
