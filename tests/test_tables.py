"""Reading CSV: what people have, read as they mean it; what is wrong, named by file and line."""

import csv
import io
import os
import subprocess
import sys
from array import array
from pathlib import Path
from typing import Any

import pytest
from bad_tables import BAD
from hypothesis import given
from hypothesis import strategies as st

from nn import datasets
from nn.tables import MISSING, Table, TableError, read_csv, read_records
from nn.tables.cells import listed, shown

ROOT = Path(__file__).parent.parent
PLAIN = "a,b,y\n1,2,u\n3,4,v\n5.5,6,u\n7,8e1,v\n"


def read(text: str | bytes, target: str | int | None = "y", **options: Any) -> Table:
    """The table in a text, or in the bytes of a file."""
    return read_csv(io.BytesIO(text) if isinstance(text, bytes) else io.StringIO(text, newline=""), target, **options)


def cells(table: Table) -> dict[str, list[Any]]:
    """The cells of every column, the target's among them."""
    targets = [table.classes[i] for i in table.targets] if table.has_classes else list(table.targets)
    return {**{column.name: list(column.cells) for column in table.columns}, **({table.target: targets} if table.target else {})}


EXPECTED = {"a": [1.0, 3.0, 5.5, 7.0], "b": [2.0, 4.0, 6.0, 80.0], "y": ["u", "v", "u", "v"]}

# ---- one file in many dresses ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN.encode(), id="plain"),
        pytest.param(PLAIN.encode().rstrip(b"\n"), id="no line end at the end"),
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="lines of Windows"),
        pytest.param(PLAIN.replace("\n", "\r").encode(), id="lines of old Macs"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="UTF-8 with a mark"),
        pytest.param(PLAIN.encode("utf-16"), id="UTF-16"),
        pytest.param(b"\xfe\xff" + PLAIN.encode("utf-16-be"), id="UTF-16, big end first"),
        pytest.param(PLAIN.encode("utf-32"), id="UTF-32"),
        pytest.param(PLAIN.replace(",", ";").encode(), id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t").encode(), id="tabs"),
        pytest.param(PLAIN.replace(",", "|").encode(), id="bars"),
        pytest.param(PLAIN.replace(",", "   ").encode(), id="spaces, any number"),
        pytest.param(PLAIN.replace(",", ";").replace(".", ",").encode(), id="semicolons and decimal commas"),
        pytest.param(b"sep=;\r\n" + PLAIN.replace(",", ";").encode(), id="a spreadsheet's first line"),
        pytest.param(PLAIN.replace("\n", ",\n").encode(), id="a delimiter at the end of each line"),
        pytest.param(PLAIN.replace("\n", ",\n").replace("y,", "y").encode(), id="a delimiter at the end of each row"),
        pytest.param(PLAIN.replace("y", "y,,").encode(), id="delimiters at the end of the header"),
        pytest.param(b"\n\n" + PLAIN.replace("\n", "\n\n  \n").encode() + b",,\n,,\n", id="blank lines"),
        pytest.param(PLAIN.replace(",", " , ").encode(), id="spaces around cells"),
        pytest.param(('"' + PLAIN.replace(",", '","').replace("\n", '"\n"')).removesuffix('"').encode(), id="quotes everywhere"),
        pytest.param(PLAIN.replace("b", ' "b"', 1).replace("2", ' "2"', 1).encode(), id="a quote after a space"),
    ],
)
def test_a_file_reads_the_same_however_it_is_written(data: bytes) -> None:
    """Encoding, delimiter, line ends, decimal mark, quotes and blank lines are found out."""
    assert EXPECTED == cells(read(data))


def test_the_source_may_be_a_path_or_a_stream_of_text_or_bytes(tmp_path: Path) -> None:
    """All give the same; a stream is read from where it stands, and a pipe, which cannot be rewound, too."""
    path = tmp_path / "rows.csv"
    path.write_text(PLAIN, encoding="utf-8")
    with path.open("rb") as binary, path.open(encoding="utf-8") as text:
        for source in (path, str(path), binary, text, io.StringIO(PLAIN), io.StringIO("\ufeff" + PLAIN)):
            assert EXPECTED == cells(read_csv(source, "y"))
    program = "import sys; from nn.tables import read_csv; print(read_csv(sys.stdin.buffer, 'y')); read_csv(sys.stdin, 'y')"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, input=PLAIN, capture_output=True, text=True, check=False)
    assert "<Table: 4 rows of a, b; classes of y: u, v>\n" == ran.stdout
    assert "TableError: standard input: the file is empty" in ran.stderr  # it was read to its end
    assert EXPECTED == cells(read_csv(io.StringIO(PLAIN), "y", encoding="utf-16"))  # text has been decoded already
    assert "standard input" == read_csv(io.TextIOWrapper(NamedBytes(PLAIN.encode())), "y").source


class NamedBytes(io.BytesIO):
    """A stream that is called as Python's standard input is."""

    name = "<stdin>"


def test_windows_text_of_western_europe_is_recognised() -> None:
    """Not UTF-8, but plausible: umlauts, accents, quotes and currency. The table tells how it was read."""
    table = read("größe,b,y\n1,2,Señor “née”\n2,3,5 €\n".encode("cp1252"))
    assert ("cp1252", ("größe", "b"), ("5 €", "Señor “née”")) == (table.encoding, table.input_names, table.classes)
    assert ("имя", "b") == read("имя,b,y\n1,2,да\n2,3,нет\n".encode("cp1251"), encoding="cp1251").input_names


def test_cells_may_hold_delimiters_quotes_and_line_ends() -> None:
    """As the csv module writes them; the lines are those of the file."""
    table = read('a,y\n1,"x, ""y""\nz"\n2,"plain"\n\n3,"x, ""y""\nz"\n4,plain\n')
    assert ("plain", 'x, "y"\nz') == table.classes
    assert [2, 4, 6, 8] == list(table.lines)


words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1).map(str.strip)
proper = words.filter(lambda word: word.lower() not in {mark.lower() for mark in MISSING})


@given(
    rows=st.lists(st.tuples(st.floats(allow_nan=False, allow_infinity=False), proper, st.sampled_from(["u", "v"])), min_size=1),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_the_csv_module_writes_is_read_back(
    rows: list[tuple[float, str, str]], delimiter: str, quoting: Any, encoding: str
) -> None:
    """Numbers to the last bit, words to the last character, whatever they hold."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=quoting).writerows([("x", "word", "y"), *rows])
    table = read(text.getvalue().encode(encoding), delimiter=delimiter, decimal=".", categorical=["word"])
    numbers, written, kinds = zip(*rows, strict=True)
    assert array("d", numbers).tobytes() == table.columns[0].cells.tobytes()  # type: ignore[union-attr]
    assert (list(written), list(kinds)) == (table.columns[1].cells, cells(table)["y"])


tame = st.text("abcdefgh äé-_.!?", min_size=1).map(str.strip).filter(lambda word: word and any(map(str.isalpha, word)))


@given(
    rows=st.lists(
        st.tuples(st.floats(-1e6, 1e6), tame.filter(lambda word: word.lower() != "na"), st.sampled_from(["u", "v"])), min_size=2
    ),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_the_dress_of_usual_files_is_found_out(rows: list[tuple[float, str, str]], delimiter: str, end: str) -> None:
    """Nothing is said about delimiter, header and decimal mark, and all is right."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows([("x", "word", "y"), *rows])
    table = read(text.getvalue().encode(), "y", categorical=["word"])
    assert (delimiter, ".", ("x", "word")) == (table.delimiter, table.decimal, table.input_names)
    assert [list(column) for column in zip(*rows, strict=True)] == list(cells(table).values())


# ---- header ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("length,kind\n1,a\n2,b\n", True),
        ("1,a\n2,b\n", False),
        ("shape,kind\nround,a\nflat,b\nround,a\n", True),
        ("round,a\nflat,b\nround,a\n", False),
        ("?,a\nflat,b\n", False),
        ("length,2020\n1,a\n2,b\n", False),
        ("kind,length\nkind,1\nother,2\n", True),
        ("1,5;a\n2,5;b\n", False),
        ("x;a\n1,5;b\n2,5;a\n", True),
    ],
)
def test_a_header_is_words_over_numbers_or_words_that_do_not_come_again(text: str, *, header: bool) -> None:
    """Without a hint; header=True or False has the last word."""
    assert header == read_records(io.StringIO(text)).header
    assert not read_records(io.StringIO(text), header=False).header
    assert read_records(io.StringIO(text), header=True).header


def test_a_name_that_is_asked_for_makes_a_header() -> None:
    """Years are numbers, but the target is among them."""
    table = read("2019,2020,2021\n1,2,3\n4,5,6.5\n", "2021")
    assert ("2019", "2020") == table.input_names


def test_columns_without_a_header_are_numbered() -> None:
    """The target is then given by its place, as a number or as its text, from either end."""
    for place in (-1, 2, "2", "-1"):
        table = read("1,2,u\n3,4,v\n5,6,u\n", place)
        assert (("x1", "x2"), "x3", ("u", "v")) == (table.input_names, table.target, table.classes)
    assert "x1" == read("u,2,1\nv,3,4\n", -3).target


def test_a_delimiter_at_the_end_of_lines_without_a_header_is_no_column() -> None:
    """If all of them end so; a missing value at the end of some is one."""
    assert (("x1", "x2"), "x3") == (read("1,2,u,\n3,4,v,\n", -1).input_names, read("1,2,u,\n3,4,v,\n", -1).target)
    assert [3] == read("u,1,2\nv,3,4\nu,5,6\nv,7,\n", 0, missing="fill").columns[1].missing()


def test_the_names_of_the_rows_are_left_out() -> None:
    """R and pandas write them in a first column without a name: a count, or a word for each row."""
    for names in (("1", "2", "3"), ("0", "1", "2"), ("Mazda", "Fiat", "Volvo")):
        rows = zip(names, ("1,u", "2,v", "3,u"), strict=True)
        table = read('"","b","y"\n' + "".join(f'"{name}",{row}\n' for name, row in rows))
        assert (("b",), ("",)) == (table.input_names, table.ignored)


# ---- kinds of columns -----------------------------------------------------------------------------------------------


def test_columns_are_numbers_or_words() -> None:
    """What most of the cells say counts; 2020_01 is no number, though Python reads it as one."""
    table = read("a,b,c,d,y\n1,x,2020_01,1\n".replace(",1\n", ",1,u\n") + "2,y,2020_02,m,v\n3,x,2020_03,n,u\n")
    assert [True, False, False, False] == [column.is_number for column in table.columns]
    assert ["1", "m", "n"] == table.columns[3].cells


def test_missing_cells_have_no_say_in_what_a_column_holds() -> None:
    """Two numbers, two words and two gaps are words; of three numbers and two words, the words are errors."""
    table = read("a,y\n1,u\n2,v\nx,u\nz,v\nNA,u\nNA,v\n", missing="fill")
    assert ["1", "2", "x", "z", "", ""] == table.columns[0].cells
    with pytest.raises(TableError, match=r"column 'a' holds numbers, but not in line 3 \('x'\), line 5 \('z'\):"):
        read("a,y\n1,u\nx,v\n2,u\nz,v\n3,u\n")


def test_a_column_that_turns_to_words_late_is_read_again() -> None:
    """The first 5,000 rows are numbers, the next 6,000 words: as words all, the numbers as they were written."""
    table = read("a,y\n" + "01,u\n" * 5000 + "x,v\n" * 6000)
    assert ["01"] * 5000 + ["x"] * 6000 == table.columns[0].cells
    late = read("a,y\n" + "x,u\n" * 150 + "1,v\n" * 100)
    assert not late.columns[0].is_number


def test_a_column_may_be_declared_to_hold_words() -> None:
    """Codes made of digits keep their zeros."""
    assert ["007", "012"] == read("zip,y\n007,u\n012,v\n", categorical=["zip"]).columns[0].cells
    assert ["007", "012"] == read("zip,y\n007,u\n012,v\n", categorical=[0]).columns[0].cells


def test_thousands_may_be_parted() -> None:
    """By the mark that does not stand before the decimals."""
    assert [1234.5, 12.0] == list(read('a,y\n"1,234.5",u\n12,v\n').columns[0].cells)
    assert [1234.5, 1234567.0] == list(read("a;y\n1.234,5;u\n1.234.567;v\n").columns[0].cells)
    assert [1234.0, 2.0] == list(read("a;y\n1.234;u\n2;v\n", decimal=",").columns[0].cells)
    assert [1.234, 2.0] == list(read("a;y\n1.234;u\n2;v\n").columns[0].cells)
    assert ["1,5", "2,5"] == read('a,y\n"1,5",u\n"2,5",v\n').columns[0].cells  # a list of two, where commas part cells


def test_columns_can_be_left_out() -> None:
    """By name or place; a column that cannot be read does not matter then."""
    table = read("id,a,b,y\nx,1,1e999,u\n,2,,v\n", ignore=["id", 2])
    assert (("a",), ("id", "b")) == (table.input_names, table.ignored)


# ---- the target -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("targets", "task", "classes"),
    [
        (["u", "v"] * 3, None, ("u", "v")),
        (["10", "9", "2"] * 2, None, ("2", "9", "10")),
        (["1", "0", "1.0", "0"], None, ("0", "1")),
        (["1.5", "2.5"] * 3, None, ()),
        ([str(i) for i in range(10)], None, ()),
        (["1", "2", "3", "4", "5", "6", "1", "2", "3"], None, ()),
        (
            [*map(str, range(25)), *(f"w{i:02}" for i in range(25))],
            None,
            (*sorted(map(str, range(25))), *(f"w{i:02}" for i in range(25))),
        ),
        ([str(i) for i in range(21)] * 3, None, ()),
        ([str(i) for i in range(20)] * 3, None, tuple(map(str, range(20)))),
        (["1", "2"] * 3, "regression", ()),
        (["1.5", "2.5"] * 3, "classification", ("1.5", "2.5")),
        (["1", "2", "1", "2", "3", "A"], None, ("1", "2", "3", "A")),
    ],
)
def test_targets_are_classes_where_they_are_words_or_few_whole_numbers(
    targets: list[str], task: str | None, classes: tuple[str, ...]
) -> None:
    """Their order is that of the numbers, or of the alphabet; ``task`` has the last word."""
    table = read("a,y\n" + "".join(f"{i},{t}\n" for i, t in enumerate(targets)), task=task)
    assert (classes, "classification" if classes else "regression") == (table.classes, table.task)
    assert len(targets) == len(table.targets)


def test_a_table_needs_no_target() -> None:
    """All columns are inputs then."""
    table = read(PLAIN, None)
    assert (("a", "b", "y"), None, 4) == (table.input_names, table.task, len(table))


# ---- missing values -------------------------------------------------------------------------------------------------

GAPS = "a,b,y\n1,x,u\n,x,v\n3,?,u\n4,x,\nNaN,-,v\n6,x,u\n"


def test_missing_values_are_an_error_that_names_the_places() -> None:
    """The first five, in the order of the file, and how many more."""
    with pytest.raises(TableError) as error:
        read(GAPS + ",,v\n" * 10)
    places = "line 3, column 'a'; line 4, column 'b'; line 5, column 'y'; line 6, column 'a'; line 6, column 'b' and 20 more"
    assert f"the stream: values are missing: {places}: missing='drop'" in str(error.value)


def test_rows_with_a_missing_value_can_be_dropped() -> None:
    """The lines that were left out are known."""
    table = read(GAPS, missing="drop")
    assert ({"a": [1.0, 6.0], "b": ["x", "x"], "y": ["u", "u"]}, (3, 4, 5, 6)) == (cells(table), table.dropped)
    assert [2, 7] == list(table.lines)


def test_missing_values_can_be_kept_to_be_filled() -> None:
    """As nan and as an empty word; a target cannot be made up, so its row is left out."""
    table = read(GAPS, missing="fill")
    assert ["1.0", "nan", "3.0", "nan", "6.0"] == list(map(repr, table.columns[0].cells))
    assert ["x", "x", "", "", "x"] == table.columns[1].cells
    assert ((5,), True, [[1, 3], [2, 3]]) == (table.dropped, table.gaps_allowed, [c.missing() for c in table.columns])


def test_the_marks_of_a_missing_value_can_be_chosen() -> None:
    """Then no other is one, but for nothing at all."""
    text = "a,b,y\n-999,NA,u\n1,CH,v\n2,,u\n"
    table = read(text, missing="fill", missing_values=["-999"])
    assert (["nan", "1.0", "2.0"], ["NA", "CH", ""]) == (list(map(repr, table.columns[0].cells)), table.columns[1].cells)
    with pytest.raises(TableError, match="column 'a' holds numbers, but not in line 3 \\('nan'\\)"):
        read("a,y\n1,u\nnan,v\n3,u\n", missing_values=["-"])


def test_gaps_in_every_chunk_are_found() -> None:
    """Rows are read 4,096 at a time; what was met in the first chunk is known in the next, infinities and nan apart."""
    rows = [("NA" if i % 1000 == 0 else str(i)) + ",u\n" for i in range(10_000)]
    table = read("a,y\n" + "".join(rows), missing="fill")
    assert [i * 1000 for i in range(10)] == table.columns[0].missing()
    assert sum(range(10_000)) - sum(range(0, 10_000, 1000)) == sum(x for x in table.columns[0].cells if x == x)
    rows[9_000] = "inf,u\n"
    with pytest.raises(TableError, match=r"infinite numbers in line 9002 \('inf'\)"):
        read("a,y\n" + "".join(rows), missing="fill")


# ---- what a table can do --------------------------------------------------------------------------------------------


def test_a_table_of_numbers_unpacks_as_a_dataset_does() -> None:
    """Inputs and class indices, or rows of one number."""
    inputs, targets = read(PLAIN)
    assert (((1.0, 2.0), (3.0, 4.0), (5.5, 6.0), (7.0, 80.0)), (0, 1, 0, 1)) == (inputs, targets)
    data = read("a,y\n1,0.5\n2,1.5\n").dataset()
    assert (((0.5,), (1.5,)), ("y",), ("a",)) == (data.targets, data.target_names, data.input_names)


def test_the_file_of_iris_reads_as_iris() -> None:
    """The shipped file, through the front door."""
    table = datasets.read_csv(ROOT / "nn" / "data" / "iris.csv", target=-1)
    assert datasets.iris().inputs == table.dataset().inputs
    assert (datasets.iris().targets, datasets.iris().target_names) == (tuple(table.targets), table.classes)


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("a,b,y\n1,x,u\n2,z,v\n", {}, "column 'b' holds words: Preprocessing"),
        ("a,b,y\n1,2,u\n,4,v\n", {"missing": "fill"}, "line 3, column 'a': the value is missing: Preprocessing"),
    ],
)
def test_a_table_that_needs_preprocessing_says_so(text: str, options: dict[str, Any], message: str) -> None:
    """It is no Dataset yet."""
    with pytest.raises(TableError, match=message):
        read(text, **options).dataset()
    with pytest.raises(TableError, match="no column was named as the target"):
        list(read(PLAIN, None))


def test_a_table_splits_as_a_dataset_does() -> None:
    """The same rows by the same seed, stratified, with the lines of the file; three parts where three are asked for."""
    table = datasets.read_csv(ROOT / "nn" / "data" / "iris.csv", target=-1)
    data = datasets.iris()
    table_rows = [(*row, i) for row, i in zip(*data, strict=True)]
    for ours, theirs in zip(table.split(0.2, validation=30, seed=3), data.split(0.2, validation=30, seed=3), strict=True):
        assert (theirs.inputs, theirs.targets) == (ours.dataset().inputs, tuple(ours.targets))
        assert [(*row, i) for row, i in zip(*theirs, strict=True)] == [table_rows[line - 2] for line in ours.lines]
    assert [135, 15] == [len(part) for part in table.split(0.1, seed=0, stratified=False)]
    with pytest.raises(ValueError, match="numbers, not classes"):
        read("a,y\n1,0.5\n2,1.5\n").split(1, stratified=True)


def test_a_table_tells_what_it_is() -> None:
    """How many rows of what, and what is to be learned."""
    assert "<Table: 2 rows of a, b (words); target: y>" == repr(read("a,b,y\n1,x,0.5\n2,z,1.5\n"))
    assert "<Column 'b': 2 words>" == repr(read("a,b,y\n1,x,0.5\n2,z,1.5\n").columns[1])


# ---- what messages show ---------------------------------------------------------------------------------------------


def test_messages_show_cells_and_names_without_end_shortened() -> None:
    """Forty characters with their quotes, ten names, five places."""
    assert ("'" + "x" * 38 + "'", "'" + "x" * 35 + "...'") == (shown("x" * 38), shown("x" * 39))
    assert r"'a\nb'" == shown("a\nb")
    assert ("'0', '1'", "'0', " * 9 + "'0'", "'0', " * 9 + "'0' and 2 more") == (listed("01"), listed("0" * 10), listed("0" * 12))
    with pytest.raises(TableError, match="unknown target 'A': did you mean 'a'"):
        read(PLAIN, "A")


# ---- what cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    """The message names the file and says where."""
    data, message, options = BAD[name]
    path = tmp_path / f"{name}.csv"
    path.write_bytes(data)
    with pytest.raises(TableError, match=message) as error:
        read_csv(path, **{"target": "y", **options})
    assert str(error.value).startswith(f"{path}: ")
    assert 1 == len(str(error.value).splitlines())


edits = st.sampled_from(
    [b",", b"\n", b"\r", b'"', b";", b"\t", b" ", b"NA", b"1", b"1e400", b"\xff", "ü".encode(), b"\0", b"_", b"1,5"]
)


@given(st.sampled_from([data for data, _, _ in BAD.values() if len(data) < 1000]), st.lists(st.tuples(st.integers(0, 99), edits)))
def test_any_file_is_a_table_or_is_told_in_one_line(data: bytes, changes: list[tuple[int, bytes]]) -> None:
    """Bad files with more that is wrong: no other error comes up, and nothing has two lines."""
    for place, edit in changes:
        data = data[:place] + edit + data[place:]
    try:
        told = repr(len(read(data, -1, missing="fill")))
    except TableError as error:
        told = str(error)
    assert 1 == len(told.splitlines())


def test_what_is_no_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    """As everywhere in Python; the message names it."""
    with pytest.raises(FileNotFoundError, match="nowhere"):
        read_csv(tmp_path / "nowhere.csv")
    with pytest.raises(IsADirectoryError, match="expected a file, got a folder"):
        read_csv(tmp_path)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a file without an end")  # noqa: PTH110
def test_a_binary_stream_without_an_end_is_refused_at_once() -> None:
    """Before it is read into memory."""
    with pytest.raises(TableError, match="/dev/zero: this is a binary file"):
        read_csv("/dev/zero")


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"task": "clustering"}, ValueError, "task must be None or 'classification' or 'regression', got 'clustering'"),
        ({"missing": "ignore"}, ValueError, "missing must be 'error' or 'drop' or 'fill', got 'ignore'"),
        ({"missing_values": "NA"}, TypeError, r"must be a list of texts, got the text 'NA': write \['NA'\]"),
        ({"missing_values": [0]}, TypeError, "must be texts, as they stand in the file, got int 0"),
        ({"ignore": "a"}, TypeError, r"ignore must be a list of columns, got str 'a': write \['a'\]"),
        ({"ignore": [1.5]}, TypeError, "a column to ignore must be a column's name, or its place"),
        ({"target": True}, TypeError, "a target must be a column's name, or its place"),
        ({"delimiter": ", "}, ValueError, "delimiter must be one character"),
        ({"delimiter": 1}, TypeError, "delimiter must be one character, got int 1"),
        ({"decimal": "'"}, ValueError, "decimal must be '.' or ','"),
        ({"path": 3}, TypeError, "expected the path of a file, or an open file, got int 3"),
        ({"path": PLAIN.encode()}, TypeError, "expected the path of a file, or an open file, got bytes"),
    ],
)
def test_arguments_that_make_no_sense_are_refused(options: dict[str, Any], error: type[Exception], message: str) -> None:
    """The message says what to write."""
    with pytest.raises(error, match=message):
        read_csv(**{"path": io.StringIO(PLAIN), "target": "y", **options})


def test_a_delimiter_may_be_spelled() -> None:
    """As a shell lets one type it."""
    assert EXPECTED == cells(read(PLAIN.replace(",", "\t"), delimiter="tab"))
    assert EXPECTED == cells(read(PLAIN.replace(",", "\t"), delimiter="\\t"))
