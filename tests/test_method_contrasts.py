"""Differences by method and text, and which conclusions hold under all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis import conclusions, contrast, contrast_by_method, score_sentiment
from analysis.contrasts import holm
from analysis.errors import InputError

LEXICONS = ("textblob", "vader")


def statements() -> pd.DataFrame:
    good, bad, dull = "a good day of theirs", "a bad day of theirs", "the hall of theirs"
    quotes = {
        "A": [good] * 9 + [bad],
        "B": [bad] * 9 + [good],
        "C": [dull, good, bad, good, bad] * 2,
    }
    rows = [(who, f"o{i}", quote) for who, texts in quotes.items() for i, quote in enumerate(texts)]
    table = pd.DataFrame(rows, columns=["speaker", "occasion", "quote"])
    return table.assign(text=[good, bad] * 15)


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return contrast_by_method(statements(), methods=LEXICONS, permutations=999)


def test_each_pair_text_and_method_is_a_contrast(found: pd.DataFrame) -> None:
    assert len(found) == 3 * 2 * 2
    keys = found[["speaker_a", "speaker_b", "on", "method"]].values.tolist()
    assert keys[:4] == [["A", "B", on, m] for on in ("quote", "text") for m in LEXICONS]
    scored = score_sentiment(statements(), on="text", method="vader")
    one = contrast(scored, permutations=999)
    rows = found[(found["on"] == "text") & (found["method"] == "vader")]
    for column in ("difference", "ci_low", "ci_high", "p", "effect_size", "n_a", "n_occasions"):
        assert rows[column].tolist() == one[column].tolist()


def test_p_is_adjusted_for_all_rows_shown(found: pd.DataFrame) -> None:
    assert found["p_adjusted"].tolist() == holm(found["p"].to_numpy()).tolist()
    # With adjustment within a text and method this would be at most three times as large.
    assert (found["p_adjusted"] / found["p"]).max() > 3


def test_apart_and_direction(found: pd.DataFrame) -> None:
    clear = (found["ci_low"] > 0) | (found["ci_high"] < 0)
    assert found["apart"].equals(clear & (found["p_adjusted"] < 0.05))
    first = found.iloc[0]
    assert first["apart"] and first["direction"] == "A more positive"
    assert (found.loc[~found["apart"], "direction"] == "not apart").all()
    turned = contrast_by_method(
        statements(), on="quote", methods=["vader"], pairs=[("B", "A")], permutations=999
    )
    assert turned.loc[0, "direction"] == "A more positive"
    assert turned.loc[0, "difference"] < 0


def test_effect_size_has_the_interval_of_the_difference(found: pd.DataFrame) -> None:
    rows = found[found["difference"] != 0]
    unit = rows["effect_size"] / rows["difference"]
    assert np.allclose(rows["effect_low"], rows["ci_low"] * unit)
    assert np.allclose(rows["effect_high"], rows["ci_high"] * unit)
    assert (rows["effect_low"] < rows["effect_size"]).all()
    assert found.loc[found["difference"] == 0, "effect_low"].isna().all()


def test_same_statements_keeps_those_that_all_score() -> None:
    table = statements()
    table.loc[table.index[0], "text"] = ""
    options = {"methods": LEXICONS, "permutations": 99}
    own = contrast_by_method(table, **options)
    same = contrast_by_method(table, same_statements=True, **options)
    of = {
        on: own[(own["speaker_a"] == "A") & (own["on"] == on)]["n_a"].unique() for on in own["on"]
    }
    assert (of["quote"].tolist(), of["text"].tolist()) == ([10], [9])
    pairs = same.groupby(["speaker_a", "speaker_b"])[["n_a", "n_b"]].nunique()
    assert (pairs == 1).all(axis=None)
    # A lost a text, C's "the hall" has no scored word.
    row = same[(same["speaker_a"] == "A") & (same["speaker_b"] == "C")].iloc[0]
    assert (row["n_a"], row["n_b"]) == (9, 8)


def test_bad_input_gets_one_clear_line() -> None:
    table = statements()
    for options, said in (
        ({"methods": ["afinn"]}, "no sentiment method 'afinn'"),
        ({"on": []}, "names no column"),
        ({"on": ["words"]}, "words"),
        ({"pairs": [("A", "Z")], "methods": ["vader"], "on": "quote"}, "no statements of 'Z'"),
        ({"level": 95}, "level must lie"),
    ):
        with pytest.raises(InputError, match=said):
            contrast_by_method(table, **options)
    with pytest.raises(InputError, match="contrast_by_method returns"):
        conclusions(table)
    twice = made((0.2, True))
    with pytest.raises(InputError, match="two rows"):
        conclusions(pd.concat([twice, twice]))


def made(*rows: tuple[float, bool]) -> pd.DataFrame:
    """Rows of one pair, a difference and whether it is apart; NaN where there is no test."""
    table = pd.DataFrame(rows, columns=["difference", "apart"])
    table = table.assign(speaker_a="A", speaker_b="B", on="quote")
    table["method"] = [f"m{i}" for i in range(len(rows))]
    table["p"] = table["difference"].where(table["difference"].isna(), 0.01)
    half = np.where(table["apart"], 0.05, 0.5)
    table["ci_low"], table["ci_high"] = table["difference"] - half, table["difference"] + half
    ahead = np.where(table["difference"] > 0, "A more positive", "B more positive")
    table["direction"] = np.where(table["apart"], ahead, "not apart")
    return table


@pytest.mark.parametrize(
    ("rows", "said", "direction", "counts"),
    [
        ([(0.2, True), (0.1, True)], "holds", "A more positive", [2, 2, 2, 2]),
        ([(-0.2, True), (-0.1, True)], "holds", "B more positive", [2, 2, 2, 2]),
        ([(0.2, True), (0.1, False)], "holds in 1 of 2", "A more positive", [1, 2, 1, 2]),
        ([(0.2, True), (-0.1, False)], "holds in 1 of 2", "A more positive", [1, 2, 1, 1]),
        ([(0.2, True), (-0.1, True), (0.1, False)], "depends: opposite answers", "", [2, 3, 2, 2]),
        ([(0.2, False), (-0.1, False)], "never apart", "", [0, 2, 0, 1]),
        ([(0.2, True), (np.nan, False)], "holds", "A more positive", [1, 1, 1, 1]),
        ([(np.nan, False)], "not tested", "", [0, 0, 0, 0]),
    ],
)
def test_conclusions(rows: list, said: str, direction: str, counts: list[int]) -> None:
    row = conclusions(made(*rows)).iloc[0]
    assert (row["conclusion"], row["direction"]) == (said, direction)
    assert row[["n_apart", "n_compared", "n_intervals", "n_leaning"]].tolist() == counts


def test_conclusions_name_where_they_hold(found: pd.DataFrame) -> None:
    table = conclusions(found)
    assert table[["speaker_a", "speaker_b"]].values.tolist() == [["A", "B"], ["A", "C"], ["B", "C"]]
    first = table.iloc[0]
    assert first["conclusion"] == "holds in 2 of 4"
    assert first["apart_in"] == "textblob on own words, vader on own words"
    assert first["not_apart_in"] == "textblob on reported text, vader on reported text"
