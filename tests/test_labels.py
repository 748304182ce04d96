"""Loading labels and events."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.labels import labeled_stances
from analysis.statements import load_events, load_labels, load_statements, load_tone_labels


def frame(**columns):
    rows = max((len(cells) for cells in columns.values()), default=2)
    base = {"statement_id": ["a", "b", "c"][:rows], "speaker": "Zelensky", "text": "Peace."}
    return pd.DataFrame(base | columns)


def test_labels_are_checked():
    table = pd.DataFrame(
        {
            "statement_id": ["a", "a", "b", "zzz"],
            "issue": ["talks", "talks", "talks", "talks"],
            "stance": ["favor", "against", "favour", "none"],
            "conditional": ["true", "", "perhaps", False],
        }
    )
    with pytest.raises(InputError) as caught:
        load_labels(table, statements=frame())
    assert [(f.row, f.column) for f in caught.value.faults] == [
        (2, "issue"), (3, "stance"), (3, "conditional"), (4, "statement_id"),
    ]  # fmt: skip
    labels = load_labels(table.iloc[[0, 3]])
    assert labels["conditional"].tolist() == [True, False]
    assert labels["coder_a"].tolist() == ["", ""]


def test_tone_labels_are_checked():
    table = pd.DataFrame({"statement_id": ["a", "a", "zzz"], "tone": ["positive", "", "glad"]})
    with pytest.raises(InputError) as caught:
        load_tone_labels(table, statements=frame())
    assert sorted((f.row, f.column) for f in caught.value.faults) == [
        (2, "statement_id"), (2, "tone"), (3, "statement_id"), (3, "tone"),
    ]  # fmt: skip


def test_events_are_checked_and_in_order():
    table = pd.DataFrame({"date": ["2025-05-02", "2025-05-01"], "name": ["Later", "Sooner"]})
    events = load_events(table)
    assert events["name"].tolist() == ["Sooner", "Later"] and events["end_date"].isna().all()
    with pytest.raises(InputError, match="is before the date"):
        load_events(table.assign(end_date=["2025-05-01", ""]))
    with pytest.raises(InputError, match="is empty"):
        load_events(table.assign(name=["", "x"]))


def test_labels_become_a_stances_table() -> None:
    statements, labels = load_statements(), load_labels()
    stances = labeled_stances(labels, statements)
    assert list(stances) == ["statement_id", "speaker", "issue", "stance", "conditional"]
    assert len(stances) == (labels["stance"] != "none").sum()
    assert set(stances["stance"]) == {"favor", "against"}
    speaker = statements.set_index("statement_id")["speaker"]
    assert (stances["speaker"] == stances["statement_id"].map(speaker)).all()


def test_labels_of_other_statements_are_left_out() -> None:
    statements = load_statements().head(20)
    stances = labeled_stances(load_labels(), statements)
    assert 0 < len(stances) < 60
    assert set(stances["statement_id"]) <= set(statements["statement_id"])
