"""What the builders of the zoo are given: sizes that mean nothing are refused by name, in every member alike."""

import inspect
import math
from collections.abc import Iterator
from typing import Any

import pytest

from nn import zoo

BAD: dict[str, list[tuple[object, type[Exception], str]]] = {
    "int": [
        (0, ValueError, "must be 1 at least, got 0"),
        (-2, ValueError, "must be 1 at least, got -2"),
        (2.0, TypeError, "must be a whole number, got float 2.0"),
        ("3", TypeError, "must be a whole number, got str '3'"),
        (True, TypeError, "must be a whole number, got bool True"),
        (None, TypeError, "must be a whole number, got NoneType None"),
        ([3], TypeError, "must be a whole number, got list"),
    ],
    "Sequence[int]": [
        (0, ValueError, "must be 1 at least, got 0"),
        ([2, -1], ValueError, "must be 1 at least, got -1"),
        ([2.5], TypeError, "must be a whole number, got float 2.5"),
        ("33", TypeError, "must be a whole number for each layer, got str '33'"),
        (3.0, TypeError, "must be a whole number for each layer, got float 3.0"),
        (None, TypeError, "must be a whole number for each layer, got NoneType None"),
        ([True], TypeError, "must be a whole number, got bool True"),
    ],
    "float": [
        ("1", TypeError, "must be a number, got str '1'"),
        (math.nan, ValueError, "must be a finite number, got nan"),
        (math.inf, ValueError, "must be a finite number, got inf"),
        (True, TypeError, "must be a number, got bool True"),
    ],
    "bool": [(1, TypeError, "must be True or False, got int 1")],
    "Extent": [
        (None, TypeError, "must be a whole number or a list of them"),
        ("8", TypeError, "must be a whole number or a list"),
    ],
    "int | Sequence[int]": [(2.5, TypeError, "must be a whole number or a list of them, got float 2.5")],
    "int | Sequence[Sequence[float]]": [
        (0, ValueError, "must be 1 at least, got 0"),
        ([0.5], TypeError, "must be a list of numbers, got float 0.5"),
        ([["a", "b"]], TypeError, "must be a number, got str 'a'"),
    ],
}


def sizes(*kinds: str) -> Iterator[tuple[str, str, str, Any]]:
    """Yield every size of these kinds that any member takes: member, name, kind, default."""
    for member in zoo.names():
        for name, parameter in inspect.signature(zoo.card(member).build).parameters.items():
            if str(parameter.annotation) in kinds:
                yield member, name, str(parameter.annotation), parameter.default


@pytest.mark.parametrize(("member", "size", "kind"), [case[:3] for case in sizes(*BAD)])
def test_a_size_that_means_nothing_is_refused_by_name(member: str, size: str, kind: str) -> None:
    """It says what was expected and what was given; nobody hears of a range or of an iterable."""
    for value, error, words in BAD[kind]:
        with pytest.raises(error) as caught:
            zoo.build(member, **{size: value})
        assert size in str(caught.value)
        assert words in str(caught.value)


def test_there_are_sizes_of_every_kind() -> None:
    """So the test above has something to do."""
    assert set(BAD) == {kind for _, _, kind, _ in sizes(*BAD)}


@pytest.mark.parametrize(("member", "size"), [case[:2] for case in sizes("Sequence[int]")])
def test_one_number_is_one_layer(member: str, size: str) -> None:
    """Of so many neurons."""
    one, listed = (zoo.build(member, seed=0, **{size: value}) for value in (2, [2]))
    assert str(listed) == str(one)
    assert [w.data for w in listed.parameters()] == [w.data for w in one.parameters()]


@pytest.mark.parametrize("member", [member for member, *_ in sizes("str")])
def test_an_unknown_activation_is_told(member: str) -> None:
    """Also where the sizes make a network that has no use for it."""
    for name, parameter in inspect.signature(zoo.card(member).build).parameters.items():
        if name in {"activation", "output_activation"}:
            with pytest.raises(ValueError, match=r"unknown activation 'tanhh': did you mean 'tanh'\?"):
                zoo.build(member, **{name: "tanhh"})
            assert isinstance(parameter.default, str)


def test_a_network_that_is_all_transposed_convolutions_has_one_at_least() -> None:
    """Without layers others are what remains of them, linear networks."""
    with pytest.raises(ValueError, match=r"channels needs one stage at least, such as \[1\], got none"):
        zoo.build("dn", channels=[])
    assert "Network(2-1, " in str(zoo.build("dff", hidden=[]))


def test_centres_fit_the_inputs() -> None:
    """And a Gaussian has a width."""
    with pytest.raises(ValueError, match="a centre has a number for each of 2 inputs, got 3 in centre 2"):
        zoo.build("rbf", centres=[[0.0, 1.0], [0.0, 1.0, 2.0]])
    for width in (0, -1.0):
        with pytest.raises(ValueError, match="width must be above 0"):
            zoo.build("rbf", width=width)


def test_a_size_that_a_member_does_not_have_is_told_with_the_nearest() -> None:
    """And so are numbers of positions."""
    with pytest.raises(TypeError, match=r"lstm has no size 'hiden': did you mean hidden\?"):
        zoo.build("lstm", hiden=3)
    assert "Network(2-3-1" in str(zoo.card("ff").build(2, 3, seed=0))
    with pytest.raises(TypeError, match="too many positional arguments"):
        zoo.card("ff").build(2, 3, 1, "tanh")
