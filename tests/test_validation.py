from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.validation import confusion, krippendorff_alpha, label_agreement, validate

STATEMENTS = pd.DataFrame(
    {
        "statement_id": [f"s{i}" for i in range(6)],
        "speaker": list("AAABBB"),
        "occasion": ["a1", "a1", "a2", "b1", "b2", "b3"],
    }
)


def pairs(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["statement_id", "issue", "stance"])


LABELS = pairs(
    ("s0", "talks", "favor"), ("s1", "talks", "against"), ("s2", "pressure", "favor"),
    ("s3", "talks", "favor"), ("s4", "talks", "none"), ("gone", "talks", "favor"),
)  # fmt: skip
CODED = pairs(
    ("s0", "talks", "favor"), ("s1", "talks", "favor"), ("s3", "talks", "favor"),
    ("s4", "talks", "against"), ("elsewhere", "talks", "favor"),
)  # fmt: skip


def test_validate_by_hand() -> None:
    row = validate(CODED, LABELS, STATEMENTS).iloc[0]
    # Right: s0, s3. Coded wrongly: s1 (turned round), s4. Missed: s1, s2.
    assert row[["tp", "fp", "fn", "n", "n_occasions"]].tolist() == [2, 2, 2, 4, 4]
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.5, 0.5)
    assert 0 <= row["ci_low"] <= 0.5 <= row["ci_high"] <= 1


def test_validate_by_groups() -> None:
    by_stance = validate(CODED, LABELS, STATEMENTS, by="stance").set_index("stance")
    assert by_stance.loc["favor", ["tp", "fp", "fn"]].tolist() == [2, 1, 1]
    assert by_stance.loc["against", ["tp", "fp", "fn"]].tolist() == [0, 1, 1]
    assert by_stance.loc["against", "f1"] == 0
    by_speaker = validate(CODED, LABELS, STATEMENTS, by="speaker").set_index("speaker")
    assert by_speaker.loc["A", ["tp", "fp", "fn"]].tolist() == [1, 1, 2]
    assert by_speaker.loc["A", "f1"] == pytest.approx(2 / 5)
    assert by_speaker.loc["B", ["tp", "fp", "fn"]].tolist() == [1, 1, 0]
    by_issue = validate(CODED, LABELS, STATEMENTS, by="issue").set_index("issue")
    assert by_issue.loc["pressure", "note"].startswith("nothing coded: no precision")
    assert np.isnan(by_issue.loc["pressure", "precision"])
    assert by_issue.loc["pressure", ["recall", "f1"]].tolist() == [0, 0]
    both = validate(CODED, LABELS, STATEMENTS, by=["speaker", "issue"])
    assert both[["tp", "fp", "fn"]].sum().tolist() == [2, 2, 2]


def test_what_is_not_defined_is_nan_with_a_note() -> None:
    nothing = validate(CODED[:0], LABELS[:0], STATEMENTS).iloc[0]
    assert np.isnan(nothing["f1"])
    assert nothing["note"] == "nothing coded and nothing labeled"
    assert len(validate(CODED[:0], LABELS[:0], STATEMENTS, by="issue")) == 0
    unlabeled = validate(CODED, LABELS[:0], STATEMENTS).iloc[0]
    assert np.isnan(unlabeled["recall"])
    assert "recall is not defined" in unlabeled["note"]
    perfect = validate(LABELS, LABELS, STATEMENTS).iloc[0]
    assert perfect["f1"] == perfect["ci_low"] == perfect["ci_high"] == 1
    assert "no width" in perfect["note"]
    one = validate(CODED, LABELS, STATEMENTS.assign(occasion="x")).iloc[0]
    assert np.isnan(one["ci_low"])
    assert "one occasion" in one["note"]


@given(st.data())
@settings(max_examples=15, deadline=None)
def test_confusion_and_validation_agree(data: st.DataObject) -> None:
    ids = [f"s{i}" for i in range(30)]
    statements = pd.DataFrame({"statement_id": ids, "occasion": [f"o{i // 2}" for i in range(30)]})
    stance = st.sampled_from(["favor", "against", "none"])
    sides = [
        pairs(*[(i, issue, data.draw(stance)) for i in ids for issue in ("talks", "pressure")])
        for _ in range(2)
    ]
    coded, labels = sides
    row = validate(coded, labels, statements, resamples=200).iloc[0]
    table = confusion(coded, labels, statements)
    assert table.to_numpy().sum() == 60
    right = table.loc["favor", "favor"] + table.loc["against", "against"]
    assert row["tp"] == right
    assert row["fp"] == table[["favor", "against"]].to_numpy().sum() - right
    assert row["fn"] == table.loc[["favor", "against"]].to_numpy().sum() - right
    swapped = validate(labels, coded, statements, resamples=200).iloc[0]
    assert (swapped["precision"], swapped["recall"]) == pytest.approx(
        (row["recall"], row["precision"]), nan_ok=True
    )
    mixed = validate(
        coded.sample(frac=1, random_state=1), labels[::-1], statements[::-1], resamples=200
    )
    assert mixed.iloc[0].equals(row)


def test_confusion_by_hand() -> None:
    table = confusion(CODED, LABELS, STATEMENTS)
    assert table.index.tolist() == table.columns.tolist() == ["favor", "against", "none"]
    assert (table.index.name, table.columns.name) == ("label", "coded")
    assert table.to_numpy().tolist() == [[2, 0, 1], [1, 0, 0], [0, 1, 7]]
    talks = confusion(CODED, LABELS, STATEMENTS, issue="talks")
    assert talks.to_numpy().tolist() == [[2, 0, 0], [1, 0, 0], [0, 1, 2]]
    with pytest.raises(InputError, match="no issue 'weather' in stances or labels, only pressure"):
        confusion(CODED, LABELS, STATEMENTS, issue="weather")


def test_bad_input_gets_one_line() -> None:
    with pytest.raises(InputError, match="validate: stances needs the column stance"):
        validate(CODED.drop(columns="stance"), LABELS, STATEMENTS)
    with pytest.raises(InputError, match="pass cluster='statement_id'"):
        validate(CODED, LABELS, STATEMENTS.drop(columns="occasion"))
    with pytest.raises(InputError, match="needs the column outlet"):
        validate(CODED, LABELS, STATEMENTS, by="outlet")
    with pytest.raises(InputError, match="two stances"):
        validate(pd.concat([CODED, CODED]), LABELS, STATEMENTS)
    independent = validate(
        CODED, LABELS, STATEMENTS.drop(columns="occasion"), cluster="statement_id"
    )
    assert independent.loc[0, "n_occasions"] == 5


def test_the_face_of_the_module() -> None:
    assert krippendorff_alpha(pd.DataFrame({"a": [1, 2], "b": [1, 2]})) == 1
    assert callable(label_agreement)
