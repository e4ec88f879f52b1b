"""Preprocessing: learned from the training part, applied to all others, kept as JSON, and turned back."""

import json
import math
import statistics
import struct
from fractions import Fraction
from io import StringIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import datasets
from nn.preprocessing import CategoryCoding, ClassCoding, NumberCoding, Preprocessing, PreprocessingError, Standardiser
from nn.preprocessing.standardiser import mean_and_deviation
from nn.tables import Table, TableError, read_csv, read_records

FLOWERS = "length,colour,kind\n1,red,a\n3,blue,b\n2,red,a\n6,blue,b\n"
NAMES = "".join(f"w{i},{'ab'[i % 2]}\n" for i in range(101))
PRICES = "rooms,town,price\n1,Ulm,100\n2,Jena,300.5\n3,Ulm,200\n"


def table(text: str, target: str | None = "kind", **options: Any) -> Table:
    """The table in a text."""
    return read_csv(StringIO(text), target, **options)


def learned(text: str, target: str = "kind", missing: str = "error", **options: Any) -> Preprocessing:
    """What all rows of a text teach."""
    return Preprocessing.fit(table(text, target, missing=missing), **options)


# ---- what is learned ------------------------------------------------------------------------------------------------


def test_numbers_are_standardised_and_words_become_one_input_each() -> None:
    """The mean is 3, the standard deviation that of a population; categories in alphabetical order."""
    preprocessing = learned(FLOWERS)
    data = preprocessing(table(FLOWERS))
    deviation = statistics.pstdev([1, 3, 2, 6])
    assert ("length", "colour=blue", "colour=red") == data.input_names == preprocessing.input_names
    assert [((x - 3) / deviation, blue, 1.0 - blue) for x, blue in ((1, 0.0), (3, 1.0), (2, 0.0), (6, 1.0))] == list(data.inputs)
    assert ((0, 1, 0, 1), ("a", "b")) == (data.targets, data.target_names)


def test_only_the_training_part_is_learned_from() -> None:
    """Other rows change nothing: the test part is coded by the mean and the words of the training part."""
    whole = table(FLOWERS + "1000,red,a\n")
    training, test = whole.take([0, 1, 2, 3]), whole.take([4])
    preprocessing = Preprocessing.fit(training)
    assert learned(FLOWERS) == preprocessing
    assert 997 / statistics.pstdev([1, 3, 2, 6]) == preprocessing(test).inputs[0][0]


def test_targets_that_are_numbers_are_standardised_and_turned_back() -> None:
    """Predictions come in the unit of the file."""
    preprocessing = learned(PRICES, "price")
    data = preprocessing(table(PRICES, "price"))
    targets = [row[0] for row in data.targets if isinstance(row, tuple)]
    assert (0.0, 1.0) == (pytest.approx(statistics.fmean(targets)), pytest.approx(statistics.pstdev(targets)))
    assert [100.0, 300.5, 200.0] == pytest.approx(preprocessing.decode(data.targets))
    assert (("price",), False) == (data.target_names, preprocessing.has_classes)


def test_classes_are_turned_back_into_their_names() -> None:
    """The largest output, or the sign of a single one."""
    preprocessing = learned(FLOWERS)
    assert ["b", "a"] == preprocessing.decode([[0.1, 0.9], [3.0, -1.0]])
    assert ["b", "a"] == preprocessing.decode([[0.1], [-3.0]])
    with pytest.raises(ValueError, match="2 classes, so as many outputs, got 3"):
        preprocessing.decode([[1, 2, 3]])
    with pytest.raises(ValueError, match="1 targets, so as many outputs, got 2"):
        learned(PRICES, "price").decode([[1, 2]])


def test_a_dataset_is_learned_from_as_a_table_is() -> None:
    """Iris: standardised inputs and classes; with several targets each is turned back."""
    data = datasets.iris()
    train, test = data.split(test=60, seed=0)
    preprocessing = Preprocessing.fit(train)
    assert [list(row) for row in preprocessing(test).inputs] == Standardiser(train.inputs)(test.inputs)
    assert (test.targets, data.target_names) == (preprocessing(test).targets, preprocessing.target_names)
    rows = datasets.Dataset([[1], [2]], [[1, 10], [3, 30]], ["x"], ["u", "v"])
    assert [[1.0, 10.0], [3.0, 30.0]] == Preprocessing.fit(rows).decode(Preprocessing.fit(rows)(rows).targets)


def test_numbers_can_be_left_as_they_are() -> None:
    """standardise=False codes words only."""
    preprocessing = learned(PRICES, "price", standardise=False)
    assert ((1.0, 0.0, 1.0), (100.0,)) == tuple(part[0] for part in preprocessing(table(PRICES, "price")))


def test_a_column_that_never_changes_is_only_shifted() -> None:
    """Ten times 0.1 has the mean 0.1 and no deviation, in floats as well."""
    preprocessing = learned("a,kind\n" + "0.1,u\n0.1,v\n" * 5)
    assert NumberCoding("a", shift=0.1, scale=1.0) == preprocessing.columns[0]
    assert ([0.1], [1.0]) == (Standardiser([[0.1]] * 10).means, Standardiser([[0.1]] * 10).scales)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_mean_and_deviation_are_exact_for_numbers_of_any_size(numbers: list[float]) -> None:
    """Against fractions; the largest floats do not overflow, and the smallest do not vanish."""
    mean, deviation = mean_and_deviation(numbers)
    exact = sum(map(Fraction, numbers)) / len(numbers)
    largest = max(map(abs, numbers))
    assert abs(Fraction(mean) - exact) <= Fraction(largest) / 2**52 + Fraction(5e-324)
    variance = sum((Fraction(x) - exact) ** 2 for x in numbers) / len(numbers)
    assert abs(Fraction(deviation) ** 2 - variance) <= Fraction(largest) ** 2 / 2**50 + Fraction(5e-324) * Fraction(largest)
    assert (deviation == 0.0) == (min(numbers) == max(numbers)) or deviation < 1e-300


def test_standardised_columns_agree_with_numpy() -> None:
    """Mean and deviation of the measurements of iris."""
    rows = datasets.iris().inputs
    standardise = Standardiser(rows)
    assert np.mean(rows, axis=0).tolist() == pytest.approx(standardise.means, rel=1e-14)
    assert np.std(rows, axis=0).tolist() == pytest.approx(standardise.scales, rel=1e-14)


# ---- rows that come later -------------------------------------------------------------------------------------------


def test_rows_may_be_texts_or_numbers_by_place_or_by_name() -> None:
    """As they come from a file, a form or a program; other names are passed over."""
    preprocessing = learned(FLOWERS)
    row = preprocessing.inputs([["3", "red"]])[0]
    assert [0.0, 0.0, 1.0] == row
    assert [row] * 4 == preprocessing.inputs(
        [(3, " red "), ["3.0", "red"], {"colour": "red", "kind": None, "length": np.float64(3)}, np.array(["3", "red"])]
    )


@pytest.mark.parametrize(
    "text",
    [
        "length,colour\n3,red\n",
        "kind;colour;length\nb;red;3,0\n",
        "3,red\n",
        "colour\tid\tlength\nred\t1\t3\n",
    ],
)
def test_the_columns_of_a_file_are_found_by_name(text: str) -> None:
    """In any order, among others, with the decimal mark of that file; without a header they stand in their order."""
    preprocessing = learned(FLOWERS)
    names = [coding.name for coding in preprocessing.columns]
    assert [[0.0, 0.0, 1.0]] == preprocessing.inputs(read_records(StringIO(text), names=names))


def test_categories_that_are_numbers_are_found_however_they_are_written() -> None:
    """A column of 1, 2 and L in training may hold only numbers later."""
    preprocessing = learned("size,kind\n1,a\n2,b\nL,a\nM,b\n")
    assert preprocessing.inputs([["1"], ["2"]]) == preprocessing.inputs(table("size\n1.0\n2\n", None))
    assert preprocessing.inputs([["1"], ["2"]]) == preprocessing.inputs([["1.0"], ["2e0"]])
    assert ((0.0, 1.0, 0.0, 0.0), 1) == tuple(part[0] for part in preprocessing(table("size,kind\n2,b\n3,b\n").take([0])))


def test_classes_are_matched_by_name_not_by_place() -> None:
    """A test file in which one class is missing has other indices."""
    preprocessing = learned("x,kind\n1,a\n2,b\n3,c\n")
    assert (2, 1) == preprocessing(table("x,kind\n1,c\n2,b\n")).targets


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (
            [["1", "mauve"]],
            TableError,
            "row 0, column 'colour': 'mauve' is none of the categories .* 'blue', 'red'",
        ),
        ([[1, "red"], ["wide", "red"]], TableError, "row 1, column 'length': 'wide' is no number"),
        ([["", "red"]], TableError, "row 0, column 'length': the value is missing"),
        ([[1, "?"]], TableError, "row 0, column 'colour': the value is missing"),
        ([[math.nan, "red"]], TableError, "row 0, column 'length': the value is missing"),
        ([[None, "red"]], TableError, "row 0, column 'length': the value is missing"),
        ([["1e400", "red"]], TableError, "row 0, column 'length': '1e400' is too large for a float"),
        ([[math.inf, "red"]], TableError, "row 0, column 'length': inf is not finite"),
        ([[1]], TableError, "row 0 has 1 cells, and must have 2: 'length', 'colour'"),
        ([{"length": 1, "color": "red"}], TableError, "row 0 has no 'colour': did you mean 'color'"),
        (["1,red"], TypeError, "row 0 must be a list of cells, got str '1,red'"),
        ([1.5], TypeError, "row 0 must be a list of cells, got float 1.5"),
        ([[[1], "red"]], TypeError, "row 0, column 'length': expected a number, got list"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(rows: Any, error: type[Exception], message: str) -> None:
    """The row, the column, the value, and what was learned."""
    with pytest.raises(error, match=message):
        learned(FLOWERS).inputs(rows)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("length,colour\n1,red\n2,mauve\n", "the stream: line 3, column 'colour': 'mauve' is none of the categories"),
        ("length,color\n1,red\n", "the stream: there is no column 'colour': did you mean 'color'"),
        ("1,2,red\n", "the stream: there is no header, and 3 columns for the 2 that are needed: 'length', 'colour'"),
        ("length,colour\n1\n", "the stream: the header names 2 columns, but line 2 has 1 cell"),
    ],
)
def test_a_file_that_does_not_fit_is_named_with_its_line(text: str, message: str) -> None:
    """The same for the rows to predict."""
    with pytest.raises(TableError, match=message):
        learned(FLOWERS).inputs(read_records(StringIO(text), names=["length", "colour"]))


def test_a_table_that_does_not_fit_is_named_with_its_line() -> None:
    """Columns, cells and classes of a test part from elsewhere."""
    for text, target, message in [
        ("length,colour,kind\n1,red,a\n3,mauve,b\n", "kind", "line 3, column 'colour': 'mauve' is none"),
        ("length,colour,kind\n1,red,a\n3,red,c\n", "kind", "line 3, column 'kind': 'c' is none of the classes"),
        ("length,kind\n1,a\n2,b\n", "kind", "there is no column 'colour'"),
        (FLOWERS, None, "the target must be 'kind', got none"),
    ]:
        with pytest.raises(TableError, match=f"^the stream: {message}"):
            learned(FLOWERS)(table(text, target))


def test_unseen_words_can_be_zeros() -> None:
    """Where that was chosen when learning."""
    assert [[0.0, 0.0, 0.0]] == learned(FLOWERS, unseen="zeros").inputs([[3, "mauve"]])


def test_a_number_too_far_away_is_refused() -> None:
    """Standardised it would be infinite."""
    with pytest.raises(TableError, match=r"row 0, column 'a': 1e\+300 is too far"):
        learned("a,kind\n1e-300,u\n2e-300,v\n").inputs([[1e300]])


# ---- gaps -----------------------------------------------------------------------------------------------------------

GAPS = "length,colour,kind\n1,red,a\n,blue,b\n2,red,a\n6,,b\nNA,red,a\n"


def test_gaps_are_filled_with_the_mean_and_the_most_frequent_word_of_the_training_part() -> None:
    """Here of the first four rows: a mean of 3, and red; rows that come later are filled as well."""
    whole = table(GAPS + "900,blue,a\n" * 9, missing="fill")
    preprocessing = Preprocessing.fit(whole.take([0, 1, 2, 3]))
    coded = preprocessing(whole.take([1, 3, 4])).inputs
    assert ([0.0, 0.0], [1.0, 1.0]) == ([row[0] for row in coded[::2]], [row[2] for row in coded[1:]])
    assert [[0.0, 0.0, 1.0]] == preprocessing.inputs([["?", ""]])


def test_gaps_are_foreseen_only_where_they_were_asked_for() -> None:
    """A table without gaps teaches what to put there if it was read so; ``fill`` has the last word."""
    assert [[0.0, 1.0, 0.0]] == learned(FLOWERS + "3,blue,b\n", missing="fill").inputs([["", ""]])
    assert [[0.0, 1.0, 0.0]] == learned(FLOWERS + "3,blue,b\n", fill=True).inputs([["", ""]])
    with pytest.raises(TableError, match="the value is missing"):
        learned(FLOWERS, fill=False).inputs([["", "red"]])


def test_the_marks_of_a_missing_value_are_kept() -> None:
    """What was a gap in training is one in prediction."""
    preprocessing = Preprocessing.fit(table("a,kind\n1,u\n3,v\n-999,u\n", missing="fill", missing_values=["-999"]))
    again = Preprocessing.from_dict(json.loads(json.dumps(preprocessing.to_dict())))
    assert [[0.0], [0.0]] == again.inputs([["-999"], ["2"]])


# ---- what cannot be learned -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("x,kind\n1,a\n2,a\n", {}, "every row to learn from is of the class 'a'"),
        (
            "x,kind\n" + NAMES,
            {},
            r"more than 100 .* words stand in 'x' \(101\)",
        ),
        ("x,kind\n1,a\n2,b\n3,c\n", {"max_categories": 2}, "the target 'kind' has 3 classes, more than 2: say task='regression'"),
        ("x=1,x,kind\n1,1,a\n2,k,b\n", {}, "the name 'x=1' would stand for 2 columns"),
    ],
)
def test_what_cannot_be_learned_is_named(text: str, options: dict[str, Any], message: str) -> None:
    """And what to do."""
    with pytest.raises(ValueError, match=message):
        learned(text, **options)


def test_as_many_words_as_max_categories_are_fine() -> None:
    """A hundred inputs by default; one class more than it is refused above, as many are not."""
    assert 100 == len(learned("x,kind\n" + "".join(NAMES.splitlines(keepends=True)[:100])).input_names)
    assert ("a", "b") == learned(FLOWERS, max_categories=2).target_names


def test_a_part_without_a_value_teaches_nothing() -> None:
    """The training part may have only gaps where the table has values."""
    for text in ("a,kind\n1,u\n,v\n,u\n", "a,kind\nx,u\n,v\n,u\n"):
        with pytest.raises(TableError, match="the stream: column 'a' holds no value to learn from"):
            Preprocessing.fit(table(text, missing="fill").take([1, 2]))
    with pytest.raises(TableError, match="the dataset: column 'a' holds infinite numbers"):
        Preprocessing.fit(datasets.Dataset([[1], [math.inf]], [0, 1], ["a"], ["u", "v"]))
    with pytest.raises(TableError, match="the dataset: there are no rows"):
        Preprocessing.fit(datasets.Dataset([], [0.5][:0], ["a"], ["u"]))
    with pytest.raises(ValueError, match="unseen must be 'error' or 'zeros', got 'ignore'"):
        learned(FLOWERS, unseen="ignore")


# ---- as JSON --------------------------------------------------------------------------------------------------------

names = st.text(min_size=1)
floats = st.floats(allow_nan=False, allow_infinity=False)
scales = st.floats(min_value=5e-324, allow_infinity=False)
numbers = st.builds(NumberCoding, names, floats, scales, st.none() | floats)
categories = st.lists(names, min_size=1, unique=True).flatmap(
    lambda words: st.builds(
        CategoryCoding, names, st.just(tuple(words)), st.none() | st.sampled_from(words), st.sampled_from(["error", "zeros"])
    )
)
classes = st.builds(ClassCoding, names, st.lists(names, min_size=2, unique=True).map(tuple))


def bits(coded: Any) -> Any:
    """Floats as their bits, so that -0.0 and 0.0 are two things."""
    if isinstance(coded, dict):
        return {key: bits(fact) for key, fact in coded.items()}
    if isinstance(coded, list):
        return [bits(fact) for fact in coded]
    return struct.pack("<d", coded) if isinstance(coded, float) else coded


@given(
    columns=st.lists(numbers | categories, min_size=1, unique_by=lambda coding: coding.name),
    targets=st.lists(numbers, unique_by=lambda coding: coding.name) | classes.map(lambda coding: [coding]),
    marks=st.lists(st.text()),
)
def test_a_preprocessing_comes_back_from_json_to_the_bit(columns: Any, targets: Any, marks: list[str]) -> None:
    """Whatever was learned, through text."""
    try:
        preprocessing = Preprocessing(tuple(columns), tuple(targets), tuple(marks))
    except ValueError:
        return  # two inputs by one name
    again = Preprocessing.from_dict(json.loads(json.dumps(preprocessing.to_dict(), allow_nan=False)))
    assert preprocessing == again
    assert bits(preprocessing.to_dict()) == bits(again.to_dict())


def facts() -> Any:
    """A preprocessing with each kind of coding, as JSON."""
    return json.loads(json.dumps(learned(FLOWERS, missing="fill").to_dict()))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ([], None, "preprocessing must be an object, got None"),
        (["extra"], 1, "preprocessing has the unknown key 'extra': it has 'inputs', 'targets', 'missing_values'"),
        (["inputs"], {}, r"preprocessing.inputs must be a list, got \{\}"),
        (["inputs"], [], "preprocessing: there must be a column of inputs, got none"),
        (
            ["inputs", 0],
            5,
            r"preprocessing.inputs\[0\] must be an object whose 'kind' is 'number' or .*, got 5",
        ),
        (["inputs", 0, "kind"], "numbers", r"preprocessing.inputs\[0\] must be an object whose 'kind'"),
        (["inputs", 0, "kind"], [], r"preprocessing.inputs\[0\] must be an object whose 'kind'"),
        (["inputs", 0, "mean"], 1.0, r"preprocessing.inputs\[0\] has the unknown key 'mean'"),
        (["inputs", 0, "name"], "", r"preprocessing.inputs\[0\].name must not be empty"),
        (["inputs", 0, "name"], 3, r"preprocessing.inputs\[0\].name must be a text, got 3"),
        (["inputs", 0, "name"], "colour", "preprocessing: the name 'colour' would stand for 2 columns"),
        (["inputs", 0, "shift"], math.nan, r"preprocessing.inputs\[0\].shift must be a finite number, got nan"),
        (["inputs", 0, "shift"], math.inf, r"preprocessing.inputs\[0\].shift must be a finite number, got inf"),
        (["inputs", 0, "shift"], 10**400, r"preprocessing.inputs\[0\].shift must be a finite number, got 1000"),
        (["inputs", 0, "shift"], True, r"preprocessing.inputs\[0\].shift must be a finite number, got True"),
        (["inputs", 0, "shift"], "1", r"preprocessing.inputs\[0\].shift must be a finite number, got '1'"),
        (["inputs", 0, "scale"], 0, r"preprocessing.inputs\[0\].scale must be above 0, got 0"),
        (["inputs", 0, "scale"], -1.0, r"preprocessing.inputs\[0\].scale must be above 0, got -1.0"),
        (["inputs", 0, "fill"], "mean", r"preprocessing.inputs\[0\].fill must be a finite number, got 'mean'"),
        (["inputs", 1, "categories"], [], r"preprocessing.inputs\[1\].categories must hold 1 or more names, got 0"),
        (["inputs", 1, "categories"], "red", r"preprocessing.inputs\[1\].categories must be a list, got 'red'"),
        (["inputs", 1, "categories"], ["red", 1], r"preprocessing.inputs\[1\].categories\[1\] must be a text, got 1"),
        (["inputs", 1, "categories"], ["red", "red"], r"preprocessing.inputs\[1\].categories holds 'red' twice"),
        (["inputs", 1, "fill"], "green", r"preprocessing.inputs\[1\].fill must be one of the categories, got 'green'"),
        (["inputs", 1, "unseen"], [], r"preprocessing.inputs\[1\].unseen must be 'error' or 'zeros', got \[\]"),
        (["targets", 0, "classes"], ["a"], r"preprocessing.targets\[0\].classes must hold 2 or more names, got 1"),
        (["targets", 0], {"kind": "category"}, r"preprocessing.targets\[0\] has no 'name'"),
        (["missing_values"], "NA", "preprocessing.missing_values must be a list, got 'NA'"),
        (["missing_values", 0], None, r"preprocessing.missing_values\[0\] must be a text, got None"),
    ],
)
def test_facts_that_are_no_preprocessing_are_named(path: list[Any], value: Any, message: str) -> None:
    """The entry, what it must be, and what it is; nothing is guessed."""
    changed = {"root": facts()}
    entry: Any = changed
    keys = ["root", *path]
    for key in keys[:-1]:
        entry = entry[key]
    entry[keys[-1]] = value
    with pytest.raises(PreprocessingError, match=f"^{message}"):
        Preprocessing.from_dict(changed["root"])


def test_each_key_must_be_there_and_kinds_must_be_in_their_place() -> None:
    """Classes are no inputs, categories no targets, and classes stand alone."""
    for section in ("inputs", "targets", "missing_values"):
        changed = facts()
        del changed[section]
        with pytest.raises(PreprocessingError, match=f"preprocessing has no '{section}'"):
            Preprocessing.from_dict(changed)
    swapped = facts()
    swapped["inputs"], swapped["targets"] = swapped["targets"], swapped["inputs"]
    with pytest.raises(PreprocessingError, match=r"preprocessing.inputs\[0\] must not be of the kind 'class'"):
        Preprocessing.from_dict(swapped)
    swapped["inputs"] = facts()["inputs"]
    with pytest.raises(PreprocessingError, match=r"preprocessing.targets\[1\] must not be of the kind 'category'"):
        Preprocessing.from_dict(swapped)
    swapped["targets"] = [*facts()["targets"], {**facts()["inputs"][0]}]
    with pytest.raises(PreprocessingError, match="preprocessing: the targets must be the classes of one column, or numbers"):
        Preprocessing.from_dict(swapped, "preprocessing")
