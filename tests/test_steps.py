"""Backpropagation as data: the steps are the engine's own facts, lazily told."""

import gc
import math
import random
import tracemalloc

import pytest

import autograd
from autograd import NotDifferentiable, Operation, StaleGraph, Value, step_through, steps
from autograd.graph import topological
from autograd.operations import FAMILIES, constant
from autograd.value import record


def lecture_graph() -> Value:
    a, b, c, f = (Value(x, label) for x, label in ((2.0, "a"), (-3.0, "b"), (10.0, "c"), (-2.0, "f")))
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    output = d * f
    output.label = "L"
    return output


RECIPES = (
    lambda a, b: a * b,
    lambda a, b: a + b,
    lambda a, b: a - 0.5,
    lambda a, b: a.tanh(),
    lambda a, b: b.sin(),
    lambda a, b: autograd.maximum(a, b, a),
)


def random_graph(seed: int, size: int = 40) -> Value:
    generator = random.Random(seed)
    values = [Value(generator.uniform(-2, 2), f"x{i}") for i in range(4)]
    for _ in range(size):
        values.append(generator.choice(RECIPES)(generator.choice(values), generator.choice(values)))
    return values[-1] + values[-2] * values[-3]


def test_the_story_is_each_operation_forward_and_then_each_contribution_backward() -> None:
    """One entry per operation, one per contribution, in an order in which everything is known when it is used."""
    story = steps(lecture_graph())
    assert [step.name for step in story.forward] == ["e", "d", "L"]
    assert [(step.name, step.operand_name) for step in story.backward] == [
        ("L", "d"), ("L", "f"), ("d", "e"), ("d", "c"), ("e", "a"), ("e", "b"),
    ]  # fmt: skip
    assert [step.index for step in story] == list(range(len(story))) == list(range(9))
    assert {step.phase for step in story.forward} == {"forward"}


def test_facts_of_one_contribution() -> None:
    """∂L/∂a += ∂L/∂e * ∂e/∂a, in numbers."""
    step = steps(lecture_graph())[7]
    assert (step.upstream, step.local, step.contribution, step.before, step.after) == (-2.0, -3.0, 6.0, 0.0, 6.0)
    assert (step.phase, step.position) == ("backward", 0)
    assert step.node.label == "e"
    assert step.operand is step.node.inputs[0]


@pytest.mark.parametrize("seed", range(30))
def test_the_last_step_into_a_value_holds_the_gradient_of_the_engine(seed: int) -> None:
    """To the bit, and every contribution is upstream times local, every after is before plus contribution."""
    output = random_graph(seed)
    told: dict[Value, float] = {}
    for step in steps(output).backward:
        assert step.operand is not None
        assert step.contribution == step.upstream * step.local
        assert step.before == told.get(step.operand, 0.0)
        assert step.after == step.before + step.contribution
        told[step.operand] = step.after
    output.backward()
    for node in topological(output):
        if node.operation is not constant and node is not output:
            assert node.grad == told[node]


def test_a_value_used_twice_gets_two_steps_and_the_second_adds() -> None:
    """Y = x * x: x already holds what the first path brought."""
    x = Value(3.0, "x")
    first, second = steps(x * x).backward
    assert (first.position, second.position) == (0, 1)
    assert (first.before, first.after, second.before, second.after) == (0.0, 3.0, 3.0, 6.0)
    assert "already holds" not in first.sentence
    assert "x already holds 3 from another path; gradients of all paths add up: 3 + 3 = 6." in second.sentence


def test_a_first_contribution_of_zero_still_came_first() -> None:
    """The second path is told as a second path even when the first brought 0."""
    x = Value(-1.0, "x")
    output = x.relu() + x
    assert [step.sentence.count("already holds") for step in steps(output).backward if step.operand is x] == [0, 1]


def test_no_gradient_changes() -> None:
    """Neither reading the story nor what the graph holds already changes the other."""
    output = lecture_graph()
    untouched = [step.after for step in steps(output)]
    assert not any(node.reached for node in topological(output))
    output.backward()
    output.backward()
    held = [node.grad for node in topological(output)]
    assert [step.after for step in steps(output)] == untouched
    assert [node.grad for node in topological(output)] == held


def test_constants_are_written_down_and_get_no_step() -> None:
    """A plain number in an expression is part of the formula."""
    x = Value(0.5, "x")
    story = steps((x * 2 + 1) ** 2)
    assert [step.formula for step in story.forward] == ["v1 = x * 2", "v2 = v1 + 1", "v3 = v2 ** 2"]
    assert [step.operand_name for step in story.backward] == ["v2", "v1", "x"]


def test_formulas_come_from_the_table_so_a_new_row_explains_itself() -> None:
    """A user's own operation is told like ours."""
    cube = Operation("cube", lambda x: x * x * x, lambda out, x: (3 * x * x,))
    x = Value(2.0, "x")
    forward, backward = steps(cube(x))
    assert forward.formula == "v1 = cube(x)"
    assert backward.formula == "∂v1/∂x = 3 * x * x"
    assert "<mi>x</mi>" in backward.formula_mathml
    assert backward.formula_mathml.startswith("<math>")


def test_a_rule_for_numbers_only_is_told_in_numbers() -> None:
    """A rule that cannot be run on symbols still has a number."""
    own = Operation("own_sine", math.sin, lambda out, x: (math.cos(x),))
    assert steps(own(Value(0.0, "x")))[1].formula == "∂v1/∂x = 1"


def test_every_step_explains_itself_in_words() -> None:
    """No step of a graph with every kind of row fails to be told."""
    x, w = Value(0.5, "x"), Value(-0.25, "w")
    output = autograd.weighted_sum(x, w, w, 2.0).tanh() * autograd.maximum(x, w) / (x**w) - abs(w) + autograd.mean(x, w, 3.0)
    for step in steps(output):
        assert step.sentence
        assert step.explain().startswith(f"step {step.index + 1} of ")
        assert repr(step).startswith("<Step")
        assert step.formula_mathml.startswith("<math>")


def test_names_of_values_without_a_label_avoid_the_labels_in_use() -> None:
    """v1 may be taken."""
    x, taken = Value(1.0, "x"), Value(2.0, "v1")
    assert [step.name for step in steps((x + taken) * x).forward] == ["v2", "v3"]


def test_the_sequence_can_be_indexed_sliced_and_is_as_long_as_it_says() -> None:
    """A sequence like any other."""
    story = steps(lecture_graph())
    assert [step.index for step in story[2:5]] == [2, 3, 4]
    assert story[-1].index == len(story) - 1
    assert [step.index for step in story.backward[-2:]] == [7, 8]
    assert len(story.backward) + len(story.forward) == len(story)
    with pytest.raises(IndexError, match="there are 9 steps"):
        story[9]
    with pytest.raises(TypeError, match="'str' object cannot be interpreted as an integer"):
        story["a"]  # type: ignore[call-overload]


def test_a_leaf_alone_has_no_story() -> None:
    """Nothing was computed, nothing passes."""
    assert list(steps(Value(1.0))) == []


def test_stale_graphs_singular_points_and_other_things_are_refused() -> None:
    """The errors are those of backward."""
    x = Value(2.0, "x")
    output = x * x
    x.data = 3.0
    with pytest.raises(StaleGraph, match="'x'"):
        steps(output)
    root = Value(0.0).sqrt()
    assert steps(root).forward[0].after == 0.0
    with pytest.raises(NotDifferentiable, match="sqrt"):
        steps(root).backward[0]
    with pytest.raises(TypeError, match="takes the output of a graph"):
        steps(3.0)  # type: ignore[arg-type]


def test_a_story_that_was_begun_does_not_tell_of_two_points() -> None:
    """After an assignment a forward step is refused, and one that was asked for before has no more words; the others stay."""
    a, b = Value(2.0, "a"), Value(3.0, "b")
    product = a * b
    product.label = "c"
    output = product.tanh()
    story = steps(output)
    begun, kept = story[0], step_through(output).steps[0]
    told = begun.sentence
    assert told == kept.sentence == "c = a * b = 2 * 3 = 6."
    a.data = 7.0
    for ask in (lambda: story[0], lambda: begun.sentence, begun.explain, lambda: list(story)):
        with pytest.raises(StaleGraph, match="'a' was assigned after 'c'"):
            ask()
    assert "c = a * b" == begun.formula
    assert told == kept.sentence
    assert output.data == story[1].after


def test_a_step_equals_itself_asked_for_again() -> None:
    """It is a fact, and no new one each time; steps of another story are others."""
    story = steps(lecture_graph())
    assert list(story) == list(story)
    assert {story[2]} == {story[2], story[-7]}
    assert story[1] != story[2]
    assert story[1] != steps(story.output)[1]
    assert story[1] != "a step"
    assert 4 == story.index(story.backward[1])
    assert story[5] in story


def test_an_operation_of_very_many_inputs_has_words_too() -> None:
    """The largest of 1,000: no rule is written that nobody would read to its end."""
    values = [Value(0.1 * i, f"x{i}") for i in range(1000)]
    output = autograd.maximum(*values)
    story = steps(output)
    assert 2000 < len(story[0].formula_mathml)
    for step in (story[1], story[-1]):
        assert len(step.formula) < 200
        assert len(step.formula_mathml) < 5000
        assert step.explain().count("\n") == 5
    assert "x999 gets 1." in story[-1].sentence


def test_a_graph_of_any_depth_is_told_without_recursion_and_lazily() -> None:
    """Words take no memory until they are asked for: 60,000 contributions hold 40 bytes each, and no Step."""
    x = Value(0.5, "x")
    output = x
    for _ in range(20_000):
        output = output * 0.5 + x
    gc.collect()
    tracemalloc.start()
    story = steps(output)
    assert len(story) == 40_000 + 60_000
    before_reading = tracemalloc.get_traced_memory()[0]
    assert story[-1].after == pytest.approx(2.0)
    after_reading = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert before_reading < 1_000_000
    assert after_reading < 8_000_000


@pytest.mark.parametrize("family", ["product", "weighted_sum", "squared_distance", "maximum"])
def test_an_operation_with_two_thousand_inputs_is_told(family: str) -> None:
    """Its text as a sum or product would be nested deeper than Python's stack: it is written as a call of all its inputs."""
    xs = [Value(1.0 + i / 10_000, f"x{i}") for i in range(2000)]
    out = record(FAMILIES[family](2000 if family in {"product", "maximum"} else 1000), tuple(xs))
    told = steps(out)
    assert told[0].formula.startswith(f"v1 = {family}(x0, x1, ")
    assert told[0].formula_mathml.count("<mi>x</mi>") == 2000
    assert told[-1].operand is not None
    assert f"∂v1/∂{told[-1].operand_name}" in told[-1].explain()
