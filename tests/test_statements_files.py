"""Statements in files: faults with their lines, and round trips."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.evidence import SentimentEvidence, StanceEvidence
from analysis.statements import (
    MEDIA,
    load_statements,
    save_statements,
)

HEADER = "statement_id,speaker,text"
TODAY = dt.date(2026, 2, 24)


def frame(**columns):
    rows = max((len(cells) for cells in columns.values()), default=2)
    base = {"statement_id": ["a", "b", "c"][:rows], "speaker": "Zelensky", "text": "Peace."}
    return pd.DataFrame(base | columns)


def faults_of(source, **options):
    with pytest.raises(InputError) as caught:
        load_statements(source, today=TODAY, **options)
    return caught.value.faults


def only_fault(source, **options):
    (fault,) = faults_of(source, **options)
    return fault


@pytest.mark.parametrize(
    "text",
    [
        "Ніхто не чекає легкого шляху",
        "Никто не ждёт лёгкого пути, he said",
        "x" * 100_000,
        "😀🕊️",
        "<script>alert('peace')</script>",
        '=HYPERLINK("evil")',
        " spaces kept ",
    ],
)
def test_any_text_comes_through_every_format_as_it_is(tmp_path, text):
    for suffix in ("csv", "jsonl", "parquet"):
        path = tmp_path / f"s.{suffix}"
        save_statements(load_statements(frame(text=[text])), path)
        assert load_statements(path)["text"].tolist() == [text]


def test_no_rows_in_a_file(tmp_path):
    (tmp_path / "s.csv").write_text(HEADER + "\n")
    assert "no records" in only_fault(tmp_path / "s.csv").problem


def test_all_faults_at_once_with_their_lines(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(
        "statement_id,speaker,said_on,text,medium\n"
        "a,Z,18.03.2025,x,interview\n"
        'b,Z,2025-01-01,"two\nlines",radio\n'
        "b,Z,2030-01-01,x,\n"
        "c,Z\n"
    )
    with pytest.raises(InputError) as caught:
        load_statements(path, today=TODAY)
    places = [(f.row, f.column) for f in caught.value.faults]
    assert places == [(2, "said_on"), (3, "medium"), (5, "statement_id"), (5, "said_on"), (6, "")]
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{path}: 5 faults, nothing was loaded"
    assert lines[1].startswith(f"  {path}, line 2, column 'said_on': '18.03.2025' is not a date")


def test_jsonl_faults_have_their_lines(tmp_path):
    path = tmp_path / "mine.jsonl"
    good = {"statement_id": "a", "speaker": "Z", "text": "x"}
    lines = [good, good | {"text": ["x"], "statement_id": "b"}, good, ["no object"]]
    path.write_text("\n\n".join(map(json.dumps, lines)) + "\n{broken")
    assert [(f.row, f.column) for f in faults_of(path)] == [
        (3, "text"), (5, "statement_id"), (7, ""), (8, ""),
    ]  # fmt: skip


def test_cp1251_with_semicolons(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_bytes((HEADER + "\na,Песков,Мы готовы\n").replace(",", ";").encode("cp1251"))
    with pytest.raises(InputError, match="looks like cp1251"):
        load_statements(path)
    assert load_statements(path, encoding="cp1251")["speaker"].tolist() == ["Песков"]


EVIDENCE = [
    [SentimentEvidence("quote", 0, 8, "not good", -0.35, 0.6, "not", "")],
    [
        StanceEvidence("text", 3, 8, "peace", "issue"),
        StanceEvidence("text", 9, 11, "no", "negation"),
    ],
    [],
]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_scored_statements_come_back_whole(tmp_path, suffix):
    scored = load_statements(frame(text=["a", "b", "c"])).assign(
        polarity=[-0.35, np.nan, 1 / 3],
        subjectivity=[0.6, np.nan, 0.0],
        unscored=["", "empty", ""],
        evidence=EVIDENCE,
    )
    save_statements(scored, tmp_path / f"s.{suffix}")
    again = load_statements(tmp_path / f"s.{suffix}")
    pd.testing.assert_frame_equal(again[scored.columns], scored)
    assert [type(item) for item in again["evidence"][1]] == [StanceEvidence] * 2


def test_damaged_evidence_is_a_fault(tmp_path):
    path = tmp_path / "s.csv"
    path.write_text(HEADER + ',evidence\na,Z,x,"[{""words"": 1}]"\nb,Z,x,{broken\nc,Z,x,[]\n')
    assert [(f.row, f.column) for f in faults_of(path)] == [(2, "evidence"), (3, "evidence")]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_corpus_round_trip(tmp_path, suffix):
    statements = load_statements()
    for name in ("one", "two"):
        save_statements(statements, tmp_path / f"{name}.{suffix}")
    again = load_statements(tmp_path / f"one.{suffix}")
    pd.testing.assert_frame_equal(again, statements)
    assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


WORDS = st.text(
    st.one_of(st.sampled_from("=+-@\t\r\n'\",; їЯé😀"), st.characters(exclude_categories=["Cs"])),
    max_size=15,
)
DAYS = st.dates(dt.date(1900, 1, 1), TODAY).map(str)


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(WORDS, WORDS, WORDS, st.one_of(st.just(""), DAYS), st.sampled_from(["", *MEDIA])),
        min_size=1, max_size=5,
    )
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_round_trip_of_random_statements(tmp_path, suffix, rows):
    table = pd.DataFrame(rows, columns=["speaker", "text", "quote", "said_on", "medium"])
    statements = load_statements(table.assign(statement_id=[f"s{n}" for n in range(len(rows))]))
    save_statements(statements, tmp_path / f"s.{suffix}")
    pd.testing.assert_frame_equal(load_statements(tmp_path / f"s.{suffix}"), statements)
