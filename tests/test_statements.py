"""Loading and checking statements; files are in test_statements_files.py."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.statements import (
    MEDIA,
    STATEMENTS,
    load_statements,
)

CONTRACT = [
    "statement_id", "speaker", "said_on", "said_on_precision", "text", "quote", "venue", "medium",
    "publisher", "url", "occasion", "confidence", "note",
]  # fmt: skip
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


def test_bundled_corpus_has_the_columns_of_the_contract():
    statements = load_statements()
    assert list(statements.columns) == CONTRACT
    assert statements["said_on"].dtype == "datetime64[us]"
    texts = statements.drop(columns="said_on")
    assert set(texts.dtypes.astype(str)) == {"str"} and not texts.isna().any(axis=None)
    assert statements.index.equals(pd.RangeIndex(len(statements)))


def test_three_columns_are_enough():
    statements = load_statements(frame())
    assert list(statements.columns) == CONTRACT
    assert statements["said_on"].isna().all() and (statements["quote"] == "").all()
    assert statements["occasion"].tolist() == ["a", "b"]
    assert statements["said_on_precision"].tolist() == ["", ""]


def test_extra_columns_rows_and_the_frame_itself_survive():
    given_ = frame(zip=["007", "08"], number=[1, 2]).set_index(pd.Index(["x", "x"]))
    before = given_.copy(deep=True)
    statements = load_statements(given_)
    assert list(statements.columns) == [*CONTRACT, "zip", "number"]
    assert statements["zip"].tolist() == ["007", "08"] and statements["number"].tolist() == [1, 2]
    pd.testing.assert_frame_equal(given_, before)
    pd.testing.assert_frame_equal(load_statements(statements), statements)


def test_missing_and_empty_texts_are_no_fault():
    statements = load_statements(frame(text=["Peace.", None, np.nan], quote=["", pd.NA, "x"]))
    assert statements["text"].tolist() == ["Peace.", "", ""]
    assert statements["quote"].tolist() == ["", "", "x"]


def test_one_speaker_and_a_speaker_never_seen():
    statements = load_statements(frame(speaker=["Dr. No", "Dr. No"]))
    assert statements["speaker"].tolist() == ["Dr. No", "Dr. No"]
    assert load_statements(frame(speaker=["", ""]))["occasion"].tolist() == ["a", "b"]


def test_days_months_and_what_their_precision_is():
    days = ["2025-03-18", "2025-04", " 2025-05-01 "]
    statements = load_statements(frame(said_on=days))
    assert statements["said_on"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-03-18", "2025-04-01", "2025-05-01",
    ]  # fmt: skip
    assert statements["said_on_precision"].tolist() == ["day", "month", "day"]
    assert statements["occasion"][0] == "zelensky-2025-03-18"


def test_dates_of_other_types():
    stamps = pd.to_datetime(["2025-03-18T23:30", None]).tz_localize("Europe/Kyiv")
    for cells in (stamps, [dt.date(2025, 3, 18), None], [dt.datetime(2025, 3, 18, 9), pd.NaT]):
        said_on = load_statements(frame(said_on=cells))["said_on"]
        assert said_on[0] == pd.Timestamp("2025-03-18") and pd.isna(said_on[1])


def test_given_occasion_is_kept_and_only_empty_ones_are_filled():
    cells = {"occasion": ["briefing 7", ""], "said_on": ["2025-03-18"] * 2}
    statements = load_statements(frame(speaker=["Zelensky", "Von der  Leyen"], **cells))
    assert statements["occasion"].tolist() == ["briefing 7", "von-der-leyen-2025-03-18"]


@pytest.mark.parametrize(
    "cell", ["18.03.2025", "03/18/2025", "2025-02-30", "2025-13", "May", "20250318"]
)
def test_other_forms_of_dates_are_faults(cell):
    fault = only_fault(frame(said_on=["2025-01-01", cell]))
    assert (fault.row, fault.column, fault.unit) == (2, "said_on", "record")
    assert repr(cell) in fault.problem and "2025-03-18" in fault.remedy


def test_dates_in_the_future():
    fault = only_fault(frame(said_on=["2026-02-24", "2026-02-25"]))
    assert fault.row == 2 and "2026-02-25 is in the future" in fault.problem
    assert len(load_statements(frame(said_on=["2026-02-24"]), today=TODAY)) == 1
    tomorrow = dt.date.today() + dt.timedelta(days=1)
    with pytest.raises(InputError, match="in the future"):
        load_statements(frame(said_on=[tomorrow]))


def test_a_month_is_not_a_day():
    fault = only_fault(frame(said_on=["2025-04"], said_on_precision=["day"]))
    assert fault.column == "said_on_precision" and fault.row == 1


@pytest.mark.parametrize(
    ("column", "word", "said"),
    [
        ("medium", "breifing", "did you mean 'briefing'"),
        ("medium", "Interview", "did you mean 'interview'"),
        ("medium", "smoke signals", "write one of: briefing, interview"),
        ("said_on_precision", "week", "write one of: day, month"),
        ("confidence", "hihg", "did you mean 'high'"),
    ],
)
def test_words_outside_a_vocabulary(column, word, said):
    fault = only_fault(frame(**{column: ["", word]}))
    assert (fault.row, fault.column) == (2, column) and said in fault.remedy


def test_every_medium_is_allowed():
    media = ["", *MEDIA]
    ids = [str(n) for n in range(len(media))]
    assert load_statements(frame(statement_id=ids, medium=media))["medium"].tolist() == media


def test_duplicate_and_empty_ids():
    first, second = faults_of(frame(statement_id=["a", " a ", ""]))
    assert first.row == 2 and "'a' stands already at record 1" in first.problem
    assert second.row == 3 and "empty" in second.problem


def test_missing_columns_and_the_likely_one():
    missing = {f.column: f.remedy for f in faults_of(pd.DataFrame({"id": ["a"], "Text": ["x"]}))}
    assert list(missing) == ["statement_id", "speaker", "text"]
    assert missing["text"] == "rename 'Text' to 'text'" and "add it" in missing["speaker"]


def test_limits_of_length_are_those_asked_for_and_those_of_the_corpus(tmp_path):
    long = frame(text=["x" * 401], quote=["word " * 16])
    assert len(load_statements(long)) == 1
    quote, text = faults_of(long, max_quote_words=15, max_text_chars=400)
    assert "16 words, at most 15" in quote.problem and "401 characters" in text.problem
    words = load_statements()["quote"].str.split().map(len).max()
    with pytest.raises(InputError, match="words, at most"):
        load_statements(max_quote_words=words - 1)


def test_duplicate_columns_in_a_frame():
    twice = pd.DataFrame(
        [["a", "Z", "x", "y"]], columns=["statement_id", "speaker", "text", "text"]
    )
    assert "stands twice" in only_fault(twice).problem


@pytest.mark.parametrize("columns", [[], ["statement_id", "speaker", "text"]])
def test_no_rows(columns):
    assert "no records" in only_fault(pd.DataFrame(columns=columns)).problem


@pytest.mark.parametrize("cell", [["a"], {"a": 1}, ("a",), b"a"])
def test_nested_values_where_a_text_is_expected(cell):
    table = pd.DataFrame({"statement_id": ["a"], "speaker": ["Z"], "text": [cell]}, dtype="object")
    fault = only_fault(table)
    assert fault.column == "text" and "not a text" in fault.problem


def test_half_a_character_in_a_frame():
    table = pd.DataFrame(
        {"statement_id": ["a"], "speaker": ["Z"], "text": ["\ud83d"]}, dtype=object
    )
    assert "half of a character" in only_fault(table).problem


def test_numbers_as_identifiers():
    assert load_statements(frame(statement_id=[17, 18]))["statement_id"].tolist() == ["17", "18"]
    given_ = frame(statement_id=[17.0, 18.5])
    assert load_statements(given_)["statement_id"].tolist() == ["17", "18.5"]


def test_declared_columns_are_the_contracts():
    assert [column.name for column in STATEMENTS if column.added or column.required] == CONTRACT
