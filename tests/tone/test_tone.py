"""What the tone network says, and which words made it say so."""

from __future__ import annotations

from math import isnan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.speakers import load_speakers
from analysis.tone.engine import mentions, score

TEXTS = ("The talks failed and we are bitterly disappointed.", "We meet in the hall on Tuesday.",
         "This was a superb and generous offer.")  # fmt: skip


def test_negative_neutral_positive() -> None:
    found = [score([text], ["quote"]) for text in TEXTS]
    assert [one.category for one in found] == [0, 1, 2]
    assert found[0].polarity < -0.3 < found[1].polarity < 0.3 < found[2].polarity
    for one in found:
        assert 1 / 3 <= one.probability <= 1
        assert one.evidence == []
        assert isnan(one.subjectivity)


@pytest.mark.parametrize("text", TEXTS)
def test_shares_add_up_to_the_polarity(text: str) -> None:
    found = score([text], ["quote"], explain=True)
    total = found.baseline + sum(item.polarity for item in found.evidence)
    assert total == pytest.approx(found.polarity, abs=2e-3)
    assert [item.words for item in found.evidence] == text.split()
    for item in found.evidence:
        assert text[item.start : item.end] == item.words
        assert item.field == "quote"


def test_the_word_that_matters_has_the_largest_share() -> None:
    text = "We had a horrible meeting in Geneva."
    evidence = score([text], ["quote"], explain=True).evidence
    assert min(evidence, key=lambda item: item.polarity).words == "horrible"


def test_negation_turns_a_word() -> None:
    plain, negated = (
        score([text], ["quote"]).polarity
        for text in ("It was a productive meeting.", "It was not a productive meeting.")
    )
    assert plain > 0.3 > -0.2 > negated


def test_the_target_decides() -> None:
    text = "Anna praised the generous Danes and condemned the cruel Spartans."
    found = {}
    for name in ("Danes", "Spartans"):
        start = text.index(name)
        spans = [[(start, start + len(name))]]
        found[name] = score([text], ["text"], targets=spans, explain=True)
        assert name not in [item.words for item in found[name].evidence]
    assert found["Danes"].polarity > 0 > found["Spartans"].polarity


def test_fields_are_scored_together_and_kept_apart_in_evidence() -> None:
    found = score(["He rejected it.", "an insult"], ["text", "quote"], explain=True)
    assert [(e.field, e.words) for e in found.evidence] == [
        ("text", "He"), ("text", "rejected"), ("text", "it."), ("quote", "an"), ("quote", "insult"),
    ]  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_any_text_gets_a_score_or_none(text: str) -> None:
    found = score([text], ["quote"])
    if any(map(str.isalpha, text)) and found.category >= 0:
        assert -1 <= found.polarity <= 1
        assert found.polarity == score([text], ["quote"]).polarity
    else:
        assert isnan(found.polarity)


def test_no_words_no_score() -> None:
    for text in ("  ", "12.5 % ?!"):
        found = score([text], ["quote"])
        assert isnan(found.polarity)
        assert found.category == -1


def test_mentions_of_a_target() -> None:
    registry = load_speakers()
    text = "Volodymyr Zelenskyy met Friedrich Merz; Merz thanked Zelensky’s team."
    assert [text[a:b] for a, b in mentions(text, "Zelensky", registry)] == [
        "Volodymyr Zelenskyy", "Zelensky",
    ]  # fmt: skip
    assert [text[a:b] for a, b in mentions(text, "Friedrich Merz", registry)] == [
        "Friedrich Merz", "Merz",
    ]  # fmt: skip
    assert mentions(text, "Trump", registry) == []
    assert mentions(text, " ", registry) == []
