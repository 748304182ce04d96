"""Doubts about scores: what each method is known to miss, and what was left out."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import score_doubts, score_sentiment, show_evidence
from analysis.errors import InputError

NEGATED = "This isn't a bad idea."
QUOTED = 'Orban called it "a disgrace", but we are happy.'
MIXED = "«Ми не віддамо ні метра землі, це жахливо.» It was a good answer of theirs, she said."


def doubts(*texts: str, method: str = "textblob") -> list[tuple[str, str, str]]:
    scored = score_sentiment(pd.DataFrame({"quote": texts}), method=method)
    found = score_doubts(scored)
    for row in found.itertuples():
        assert texts[row.row][row.start : row.end] == row.words
    return list(zip(found["kind"], found["words"].str.strip(), found["note"], strict=True))


def test_a_negation_that_textblob_misses() -> None:
    assert doubts(NEGATED) == [("negation_missed", "isn't", "bad")]


def test_the_network_reads_negations() -> None:
    assert doubts(NEGATED, method="news") == []


@pytest.mark.parametrize("method", ["vader", "news"])
def test_somebody_else_is_quoted(method: str) -> None:
    ((kind, words, _),) = doubts(QUOTED, method=method)
    assert (kind, words) == ("third_party", '"a disgrace"')


def test_what_is_not_english_is_named() -> None:
    ((kind, words, language),) = doubts(MIXED)
    assert (kind, language) == ("not_english", "uk")
    assert words == "«Ми не віддамо ні метра землі, це жахливо.»"


def test_statements_are_named_by_their_id() -> None:
    table = pd.DataFrame({"statement_id": ["a", "b"], "text": ["Fine.", NEGATED], "quote": ""})
    found = score_doubts(score_sentiment(table, on=["text", "quote"]), on=["text", "quote"])
    assert found["statement_id"].tolist() == ["b"]
    assert found["field"].tolist() == ["text"]


def test_nothing_to_doubt_and_no_columns() -> None:
    assert doubts("A good day.") == []
    with pytest.raises(InputError, match="probability"):
        score_doubts(pd.DataFrame({"quote": ["a"]}))


def test_shown_beside_the_evidence() -> None:
    scored = score_sentiment(pd.DataFrame({"quote": [NEGATED, "A good day."]}))
    shown = show_evidence(scored)
    assert "negation missed: isn" in shown._repr_html_()
    assert "negation missed: isn't" in str(shown)
    assert "doubts" not in str(show_evidence(scored.tail(1)))
