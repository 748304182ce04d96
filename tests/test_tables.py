"""Reading tables: formats, encodings and the places of faults."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.tables import read_table

ROW = "a,Zelensky,Peace\n"
HEADER = "statement_id,speaker,text\n"


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_reads_any_separator_with_and_without_a_byte_order_mark(tmp_path, separator, mark):
    text = mark + (HEADER + ROW).replace(",", separator)
    table = read_table(write(tmp_path / "t.csv", text))
    assert table.frame.to_dict("records") == [
        {"statement_id": "a", "speaker": "Zelensky", "text": "Peace"}
    ]
    assert table.rows == [2] and table.unit == "line"


def test_separator_is_found_where_texts_hold_the_others(tmp_path):
    text = 'statement_id;speaker;text\na;Peskov;"one, two; three, four, five"\n'
    table = read_table(write(tmp_path / "t.csv", text))
    assert table.frame["text"].tolist() == ["one, two; three, four, five"]


def test_lines_are_those_of_an_editor(tmp_path):
    text = HEADER + '\n"a",Z,"two\nlines"\r\n\n"b",Z,x\n'
    assert read_table(write(tmp_path / "t.csv", text)).rows == [3, 6]


def test_cells_stay_as_printed(tmp_path):
    table = read_table(write(tmp_path / "t.csv", "a,b,c,d\n007,NA,1e3, x \n"))
    assert table.frame.iloc[0].tolist() == ["007", "NA", "1e3", " x "]


def test_ragged_and_broken_rows_are_listed_and_the_rest_is_read(tmp_path):
    text = HEADER + ROW + "b,Z\n" + 'c,Z,"x"y"\n' + "d,Z,x,y\n" + "e,Z,fine\n"
    table = read_table(write(tmp_path / "t.csv", text))
    assert table.frame["statement_id"].tolist() == ["a", "e"]
    assert [fault.row for fault in table.faults] == [3, 4, 5]
    assert "has 2 cells, the header has 3" in table.faults[0].problem
    assert "quoting" in table.faults[1].problem


def test_a_quote_left_open_is_placed_at_its_start(tmp_path):
    table = read_table(write(tmp_path / "t.csv", HEADER + ROW + 'b,Z,"open\n' + ROW))
    assert [fault.row for fault in table.faults] == [3]
    assert len(table.frame) == 1


def test_a_cell_of_a_million_characters_is_read_and_the_limit_left_alone(tmp_path):
    before = csv.field_size_limit()
    table = read_table(write(tmp_path / "t.csv", HEADER + "a,Z," + "x" * 1_000_000 + "\n"))
    assert len(table.frame["text"][0]) == 1_000_000
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("header", "said"),
    [("a,a,b", "stands twice"), ("a,,b", "has no name"), ('"a', "cannot be read")],
)
def test_unusable_headers(tmp_path, header, said):
    with pytest.raises(InputError, match=said):
        read_table(write(tmp_path / "t.csv", header + "\n1,2,3\n"))


def test_cp1251_is_recognised_and_can_be_passed(tmp_path):
    text = HEADER + "a,Пєсков,Ніхто не чекає легкого шляху\n"
    path = write(tmp_path / "t.csv", text.encode("cp1251"))
    with pytest.raises(InputError, match="not UTF-8, looks like cp1251: save as UTF-8") as caught:
        read_table(path)
    assert "encoding='cp1251'" in str(caught.value) and caught.value.faults[0].row == 2
    assert read_table(path, encoding="cp1251").frame["speaker"][0] == "Пєсков"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("Orbán said so: déjà vu".encode("cp1252"), "looks like cp1252"),
        ("text\nx".encode("utf-16"), "looks like utf-16"),
        ("statement_id,text\n".encode("utf-16-le"), "looks like UTF-16"),
        ("Ніхто не чекає легкого шляху".encode() + b"\xff", "damaged bytes"),
    ],
)
def test_other_encodings_are_named(tmp_path, raw, said):
    with pytest.raises(InputError, match=said):
        read_table(write(tmp_path / "t.csv", raw))


def test_wrong_and_unknown_encodings_passed(tmp_path):
    path = write(tmp_path / "t.csv", "a\nЇ\n")
    with pytest.raises(InputError, match="unknown encoding 'cp9999'"):
        read_table(path, encoding="cp9999")
    with pytest.raises(InputError, match="not ascii"):
        read_table(path, encoding="ascii")


@pytest.mark.parametrize("name", ["t.csv", "t.jsonl", "t.parquet"])
def test_empty_file(tmp_path, name):
    with pytest.raises(InputError, match="the file is empty"):
        read_table(write(tmp_path / name, b""))


@pytest.mark.parametrize("blank", ["\ufeff", "\n\n", "  \n"])
def test_blank_file_is_empty(tmp_path, blank):
    with pytest.raises(InputError, match="the file is empty"):
        read_table(write(tmp_path / "t.csv", blank))


def test_missing_file_names_the_nearest(tmp_path):
    write(tmp_path / "statements.csv", HEADER)
    with pytest.raises(InputError, match=r"did you mean 'statements\.csv'"):
        read_table(tmp_path / "statments.csv")
    with pytest.raises(InputError, match="check the path"):
        read_table(tmp_path / "nowhere" / "statements.csv")


def test_folder_and_unknown_suffix(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "folder.csv")
    with pytest.raises(InputError, match="save the sheet as CSV"):
        read_table(tmp_path / "t.xlsx")
    with pytest.raises(InputError, match="one JSON object a line"):
        read_table(tmp_path / "t.json")
    with pytest.raises(InputError, match=r"\(no suffix\)"):
        read_table(tmp_path / "statements")


def test_broken_jsonl_lines_are_listed(tmp_path):
    lines = ['{"a": 1}', "{broken", "", "[1, 2]", '{"a": "\\ud83d"}', "[" * 100_000, '{"a": 2}']
    table = read_table(write(tmp_path / "t.jsonl", "\n".join(lines)))
    assert table.frame["a"].tolist() == [1, 2] and table.rows == [1, 7]
    assert [fault.row for fault in table.faults] == [2, 4, 5, 6]
    said = " | ".join(fault.problem for fault in table.faults)
    for words in ("not JSON", "not a JSON object", "surrogate"):
        assert words in said


def test_jsonl_keeps_line_separators_inside_texts(tmp_path):
    text = '{"a": "one\u2028two\u0085"}\r\n'
    assert read_table(write(tmp_path / "t.jsonl", text)).frame["a"].tolist() == [
        "one\u2028two\u0085"
    ]


def test_not_a_parquet_file(tmp_path):
    with pytest.raises(InputError, match="not a Parquet file"):
        read_table(write(tmp_path / "t.parquet", HEADER + ROW))


def test_a_frame_is_taken_by_position_and_left_alone():
    frame = pd.DataFrame({"a": [1, 2]}, index=["x", "x"])
    table = read_table(frame)
    assert table.rows == [1, 2] and table.unit == "record" and list(table.frame.index) == [0, 1]
    assert list(frame.index) == ["x", "x"]


@settings(max_examples=100, deadline=None)
@given(raw=st.binary(max_size=80), suffix=st.sampled_from([".csv", ".jsonl", ".parquet"]))
def test_any_bytes_are_read_or_refused_in_words(tmp_path_factory, raw, suffix):
    path = write(tmp_path_factory.mktemp("bytes") / f"t{suffix}", raw)
    try:
        table = read_table(path)
    except InputError as error:
        assert str(error)
    else:
        assert len(table.rows) == len(table.frame)
