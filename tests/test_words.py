"""The evidence of many statements, added up by word."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import load_statements, score_sentiment
from analysis.errors import InputError
from analysis.words import COLUMNS, scored_words


def scored(*texts: str) -> pd.DataFrame:
    return score_sentiment(pd.DataFrame({"speaker": "A", "quote": texts}))


def test_words_are_added_up_whatever_their_case() -> None:
    table = scored_words(scored("A good plan. Good!", "a good day", "a bad day")).set_index("word")
    assert table.loc["good", "count"] == 2
    assert table.loc["good", "n_statements"] == 2
    assert table.loc["bad", "polarity"] == pytest.approx(-0.7)
    assert table["polarity"].is_monotonic_decreasing


def test_every_piece_of_evidence_is_counted_once() -> None:
    table = score_sentiment(load_statements())
    words = scored_words(table)
    assert words["count"].sum() == table["evidence"].map(len).sum()
    assert set(words["speaker"]) == {"Zelensky", "Peskov", "Witkoff"}
    shuffled = scored_words(table.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(words, shuffled)


def test_nothing_scored_gives_an_empty_table() -> None:
    assert list(scored_words(scored("", "Москва")).columns) == ["speaker", *COLUMNS]
    assert scored_words(scored("")).empty


def test_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="evidence"):
        scored_words(pd.DataFrame({"speaker": ["A"]}))
