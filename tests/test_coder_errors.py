from __future__ import annotations

import pandas as pd
import pytest

from analysis import code_by_cues
from analysis.coder_errors import disagreements, same_order
from analysis.errors import InputError
from analysis.statements import load_labels, load_statements
from analysis.validation import confusion

STATEMENTS = pd.DataFrame(
    {"statement_id": ["s0", "s1", "s2", "s3"], "speaker": list("ABAB"), "text": list("wxyz")}
)


def stances(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["statement_id", "issue", "stance"])


LABELS = stances(
    ("s0", "talks", "favor"), ("s1", "talks", "against"), ("s2", "talks", "none"),
    ("s2", "pressure", "favor"), ("gone", "talks", "favor"),
)  # fmt: skip
CODED = stances(
    ("s3", "talks", "against"), ("s1", "talks", "favor"), ("s0", "talks", "favor"),
    ("s2", "talks", "favor"),
)  # fmt: skip


def test_disagreements_by_hand() -> None:
    found = disagreements(CODED, LABELS, STATEMENTS)
    shown = found[["statement_id", "issue", "error", "label", "code", "text"]]
    assert shown.to_numpy().tolist() == [
        ["s1", "talks", "turned", "against", "favor", "x"],
        ["s2", "pressure", "missed", "favor", "none", "y"],
        ["s2", "talks", "added", "none", "favor", "y"],
        ["s3", "talks", "added", "none", "against", "z"],
    ]  # fmt: skip


def test_disagreements_add_up_to_the_confusion_table() -> None:
    statements, labels = load_statements(), load_labels()
    coded = code_by_cues(statements)
    counts = disagreements(coded, labels, statements)["error"].value_counts()
    table = confusion(coded, labels, statements)
    assert counts["turned"] == table.loc["favor", "against"] + table.loc["against", "favor"]
    assert counts["missed"] == table.loc[["favor", "against"], "none"].sum()
    assert counts["added"] == table.loc["none", ["favor", "against"]].sum()


def test_no_disagreement() -> None:
    assert disagreements(LABELS, LABELS, STATEMENTS).empty


def positions(**places: tuple[float, float, float]) -> pd.DataFrame:
    rows = [("talks", speaker, *place) for speaker, place in places.items()]
    return pd.DataFrame(rows, columns=["issue", "speaker", "estimate", "ci_low", "ci_high"])


def test_order_by_hand() -> None:
    first = positions(A=(2, 1, 3), B=(0, -1, 0.5), C=(0, -1, 1.5), D=(9, 8, 10))
    second = positions(C=(0, -1, 1), B=(0, -1, 1), A=(-1, -2, 3), E=(0, 0, 0))
    found = same_order(first, second)
    assert found.to_numpy().tolist() == [
        ["talks", "A", "B", 2, -1, False, True],
        ["talks", "A", "C", 2, -1, False, False],
        ["talks", "B", "C", 0, 0, True, False],
    ]
    # A tie is no order: it agrees with a tie only.
    assert not same_order(positions(A=(1, 0, 2), B=(1, 0, 2)), second)["same"].any()


def test_order_without_an_interval_is_not_apart() -> None:
    nan = float("nan")
    first = positions(A=(2, nan, nan), B=(-2, -3, -1))
    row = same_order(first, first).iloc[0]
    assert row["same"] and not row["apart"]


def test_order_of_nothing_common_is_an_empty_table() -> None:
    found = same_order(positions(A=(1, 0, 2)), positions(B=(1, 0, 2)))
    assert found.empty and found["same"].dtype == bool


def test_two_positions_of_a_speaker_are_refused() -> None:
    twice = pd.concat([positions(A=(1, 0, 2))] * 2)
    with pytest.raises(InputError, match="two positions"):
        same_order(twice, positions(A=(1, 0, 2)))
