from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.label_samples import label_values, label_weights, matched

IDS = ["s1", "s2", "s3"]


def test_values_are_numbers_booleans_or_tones() -> None:
    numbers = pd.DataFrame({"statement_id": IDS, "polarity": [0.5, np.nan, -1]})
    assert label_values(numbers, "polarity", where="f").to_dict() == {"s1": 0.5, "s3": -1.0}
    flags = pd.DataFrame({"statement_id": IDS, "hit": [True, False, True]})
    assert label_values(flags, "hit", where="f").tolist() == [1, 0, 1]
    tones = pd.DataFrame({"statement_id": IDS, "tone": ["negative", "neutral", "positive"]})
    assert label_values(tones, "polarity", where="f").tolist() == [-1, 0, 1]
    # The column of the value's own name comes first.
    assert label_values(tones.assign(polarity=0.1), "polarity", where="f").tolist() == [0.1] * 3


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({"statement_id": IDS, "score": [1, 2, 3]}, "name the column of the labels polarity"),
        ({"statement_id": IDS, "tone": ["good", "neutral", None]}, "here is 'good'"),
        ({"statement_id": ["s1", "s1"], "polarity": [0, 1]}, "'s1' is there twice"),
        ({"statement_id": IDS, "polarity": ["a", "b", "c"]}, "numbers or booleans"),
        ({"polarity": [1.0]}, "statement_id"),
    ],
)
def test_values_that_cannot_be_used_get_one_line(labels: dict, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        label_values(pd.DataFrame(labels), "polarity", where="f")
    assert "\n" not in str(error.value) and str(error.value).startswith("f: labels")


def test_weights_are_one_over_the_probability() -> None:
    table = pd.DataFrame({"statement_id": IDS, "p": [0.5, 0.1, 1]})
    assert label_weights(table, "p", where="f").to_dict() == {"s1": 2, "s2": 10, "s3": 1}
    assert label_weights(table, None, where="f").tolist() == [1, 1, 1]
    assert label_weights(table["statement_id"], None, where="f").index.tolist() == IDS
    assert label_weights(set(IDS), None, where="f").sort_index().index.tolist() == IDS


@pytest.mark.parametrize("chance", [0, -0.1, 1.1, np.nan])
def test_a_probability_must_be_one(chance: float) -> None:
    table = pd.DataFrame({"statement_id": IDS, "p": [0.5, chance, 1]})
    with pytest.raises(InputError, match="that of s2 is"):
        label_weights(table, "p", where="f")


def test_samples_that_are_none() -> None:
    with pytest.raises(InputError, match="needs the column p"):
        label_weights(IDS, "p", where="f")
    with pytest.raises(InputError, match="'s1' is there twice"):
        label_weights(["s1", "s1"], None, where="f")
    with pytest.raises(InputError, match="it is the text 's1'"):
        label_weights("s1", None, where="f")
    ids, weights = pd.Series(["x", "y"]), pd.Series({"s1": 1.0, "x": 2.0})
    np.testing.assert_array_equal(matched(ids, weights, where="f"), [2, np.nan])
    with pytest.raises(InputError, match="f: no statement is labeled; compare"):
        matched(ids, weights[:1], where="f")
