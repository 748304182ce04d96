from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.tone_pairs import NO_SCORE, labeled_tones

SCORED = pd.DataFrame(
    {"statement_id": ["b", "a", "c"], "sentiment": ["positive", None, "neutral"], "place": "xyz"}
)
LABELS = pd.DataFrame(
    {"statement_id": ["a", "d", "b"], "tone": ["neutral", "positive", "negative"]}
)


def test_rows_in_both_tables_sorted_by_id() -> None:
    rows = labeled_tones(SCORED, LABELS, where="here")
    assert list(rows.table["statement_id"]) == ["a", "b"]
    assert rows.label.tolist() == [1, 0]
    assert rows.tone.tolist() == [NO_SCORE, 2]


def test_text_and_categories_are_read_alike_and_empty_is_no_score() -> None:
    scale = pd.CategoricalDtype(["negative", "neutral", "positive"], ordered=True)
    whole = labeled_tones(SCORED, LABELS, where="here").tone
    categories = SCORED.astype({"sentiment": scale})
    empty = SCORED.fillna({"sentiment": ""})
    for table in (categories, empty):
        assert np.array_equal(labeled_tones(table, LABELS, where="here").tone, whole)


def test_rows_without_a_group_are_left_out() -> None:
    table = SCORED.assign(speaker=["A", None, "B"])
    assert labeled_tones(table, LABELS, by=["speaker"], where="here").label.tolist() == [0]


@pytest.mark.parametrize(
    ("scored", "labels", "said"),
    [
        (SCORED.drop(columns="sentiment"), LABELS, "needs the column sentiment"),
        (SCORED, LABELS.drop(columns="tone"), "tone_labels needs the column tone"),
        (SCORED.replace("positive", "good"), LABELS, "here: a tone is one of .*'good'"),
        (SCORED, LABELS.replace("positive", "good"), "tone_labels: a tone is one of .*'good'"),
        (pd.concat([SCORED, SCORED]), LABELS, "'b' is there twice"),
        (SCORED, pd.concat([LABELS, LABELS]), "tone_labels: statement_id 'a' is there twice"),
        (SCORED.assign(statement_id=[1, 2, 3]), LABELS, "no statement has a tone label"),
    ],
)
def test_bad_tables_get_one_clear_line(scored, labels, said: str) -> None:
    with pytest.raises(InputError, match=said) as caught:
        labeled_tones(scored, labels, where="here")
    assert "\n" not in str(caught.value)
