"""Writing tables: formulas, atomicity and round trips."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.saving import csv_text, guard, write_table
from analysis.tables import read_table, unguard


def write(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


@pytest.mark.parametrize("start", list("=+-@\t\r"))
def test_formulas_are_guarded(start):
    cell = f"{start}SUM(A1)"
    assert guard(cell) == f"'{cell}" and unguard(guard(cell)) == cell
    assert unguard(guard(f"'{cell}")) == f"'{cell}"


def test_other_cells_are_not_guarded():
    for cell in ("peace", "'tis", "", " =1", "a=b", "''"):
        assert guard(cell) == cell and unguard(cell) == cell


def test_numbers_are_not_guarded():
    frame = pd.DataFrame({"-text": ["-0.5"], "number": [-0.5], "whole": [-3], "no": [np.nan]})
    assert csv_text(frame) == "'-text,number,whole,no\n'-0.5,-0.5,-3,\n"


def test_dates_lists_and_missing_values_in_csv():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2025-03-18", None]),
            "time": pd.to_datetime(["2025-03-18T10:30", None]),
            "list": [[{"words": "hope", "polarity": 0.5}], []],
            "flag": pd.array([True, None], dtype="boolean"),
        }
    )
    assert csv_text(frame).splitlines()[1:] == [
        '2025-03-18,2025-03-18T10:30:00,"[{""words"": ""hope"", ""polarity"": 0.5}]",True',
        ",,[],",
    ]


def test_writing_is_whole_or_not_at_all(tmp_path, monkeypatch):
    path = write(tmp_path / "t.csv", "before\n")

    def fail(*_args):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_table(pd.DataFrame({"a": ["after"]}), path)
    assert path.read_text() == "before\n"
    assert [p.name for p in tmp_path.iterdir()] == ["t.csv"]


def test_what_cannot_be_written_is_said(tmp_path):
    frame = pd.DataFrame({"a": ["x"]})
    with pytest.raises(InputError, match=r"name it \.csv"):
        write_table(frame, tmp_path / "t.txt")
    with pytest.raises(InputError, match="there is no folder"):
        write_table(frame, tmp_path / "no" / "t.csv")
    with pytest.raises(InputError, match="cannot be written"):
        write_table(pd.DataFrame({"a": [np.inf]}), tmp_path / "t.jsonl")
    with pytest.raises(InputError, match="cannot be written"):
        write_table(pd.DataFrame({"a": ["\ud83d"]}, dtype="object"), tmp_path / "t.csv")
    with pytest.raises(InputError, match="Parquet cannot hold column 'a'"):
        write_table(pd.DataFrame({"a": ["x", 1]}, dtype="object"), tmp_path / "t.parquet")
    assert not list(tmp_path.iterdir())


# Everything but lone surrogates, with the characters that break tables drawn often.
TEXTS = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\",;\ufeff\u2028 їЯé😀\0"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
NAMES = st.lists(
    st.text("abcXYZ_ї=-' ", min_size=1, max_size=6).map(str.strip).filter(bool),
    min_size=1, max_size=4, unique=True,
)  # fmt: skip


@st.composite
def tables(draw):
    names = draw(NAMES)
    length = draw(st.integers(1, 5))
    column = st.lists(TEXTS, min_size=length, max_size=length)
    return pd.DataFrame({name: draw(column) for name in names}, dtype="str")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".jsonl", ".parquet"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(frame=tables())
def test_round_trip(tmp_path, suffix, frame):
    path = tmp_path / f"t{suffix}"
    write_table(frame, path)
    table = read_table(path)
    assert not table.faults
    pd.testing.assert_frame_equal(table.frame, frame)


@settings(max_examples=100, deadline=None)
@given(frame=tables())
def test_no_text_cell_of_a_csv_starts_a_formula(frame):
    rows = csv.reader(io.StringIO(csv_text(frame), newline=""))
    assert not [
        cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")
    ]


def test_jsonl_is_plain_json(tmp_path):
    write_table(pd.DataFrame({"a": ["=1"], "b": [-0.5], "c": [None]}), tmp_path / "t.jsonl")
    assert json.loads((tmp_path / "t.jsonl").read_text()) == {"a": "=1", "b": -0.5, "c": None}
