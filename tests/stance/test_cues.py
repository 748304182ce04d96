"""The dictionary coder, on sentences made for each rule, and its invariants on the corpus."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import load_statements
from analysis.errors import InputError
from analysis.stance.cues import COLUMNS, code_by_cues


def coded(text: str, *, speaker: str = "Peskov", quote: str = "") -> dict[str, str]:
    """Stances found in one statement: issue to "favor" or "against", with "?" if conditional."""
    table = code_by_cues(statement(text, speaker=speaker, quote=quote))
    marks = table["conditional"].map({True: "?", False: ""})
    return dict(zip(table["issue"], table["stance"] + marks, strict=True))


def statement(text: object, *, speaker: str = "Peskov", quote: object = "") -> pd.DataFrame:
    row = {"statement_id": "a", "speaker": speaker, "text": text, "quote": quote}
    return pd.DataFrame([row])


def test_shared_cue_beside_a_term() -> None:
    assert coded("He welcomed the truce.")["ceasefire"] == "favor"
    assert coded("He rejected the truce.")["ceasefire"] == "against"


def test_cue_in_another_clause_does_not_count() -> None:
    assert "ceasefire" not in coded("He welcomed the guests, and the truce was mentioned.")


def test_bare_mention_is_no_position() -> None:
    assert coded("The truce lasted three days.") == {}


def test_negation_turns_and_two_negations_cancel() -> None:
    assert coded("The talks were constructive.")["progress"] == "favor"
    assert coded("The talks were not constructive.")["progress"] == "against"
    assert coded("It is not without progress.")["progress"] == "favor"


def test_denial_turns_what_it_denies() -> None:
    assert coded("He denied that there was any progress.")["progress"] == "against"


def test_refusal_held_by_the_other_side_is_not_the_speakers() -> None:
    assert "ceasefire" not in coded("Ukraine rejected the truce.", speaker="Peskov")
    assert coded("Ukraine rejected the truce.", speaker="Zelensky")["ceasefire"] == "against"


def test_good_faith_belongs_to_the_side_that_is_named_nearest() -> None:
    found = coded("He said Moscow was stalling.", speaker="Zelensky")
    assert found["russia_good_faith"] == "against"
    assert "ukraine_good_faith" not in found


def test_we_stands_for_the_speakers_own_side() -> None:
    words = "We want peace."
    assert "russia_good_faith" in coded("", speaker="Peskov", quote=words)
    assert "ukraine_good_faith" in coded("", speaker="Zelensky", quote=words)


def test_condition_marks_the_stance() -> None:
    assert coded("He was ready for a truce if the attacks ended.")["ceasefire"] == "favor?"
    assert coded("He was ready for a truce.")["ceasefire"] == "favor"


def test_tie_is_no_position() -> None:
    assert "ceasefire" not in coded("He welcomed the truce; he rejected the truce.")


def test_curly_apostrophe_reads_as_a_straight_one() -> None:
    assert coded("It wasn’t constructive.") == coded("It wasn't constructive.") != {}


def test_evidence_stands_where_it_says() -> None:
    table = code_by_cues(statement("Moscow was hardly ready for a truce.", quote="no truce"))
    evidence = table.set_index("issue").loc["ceasefire", "evidence"]
    fields = {"text": "Moscow was hardly ready for a truce.", "quote": "no truce"}
    assert {e.role for e in evidence} >= {"favor", "issue", "negation"}
    assert all(fields[e.field][e.start : e.end] == e.words for e in evidence)


def test_score_is_the_smoothed_share_of_the_deciding_votes() -> None:
    table = code_by_cues(statement("He welcomed the truce."))
    assert table.loc[table["issue"] == "ceasefire", "score"].tolist() == [0.75]


@pytest.mark.parametrize("nothing", ["", None, float("nan"), "Сегодня", "🙂", "<script>"])
def test_text_without_a_position_gives_an_empty_table(nothing: object) -> None:
    table = code_by_cues(statement(nothing, quote=nothing))
    assert list(table.columns) == COLUMNS
    assert table.empty
    assert table["conditional"].dtype == bool


def test_very_long_text_is_coded() -> None:
    assert coded("Nothing was said. " * 5_000 + "He rejected the truce.")["ceasefire"] == "against"


def test_unknown_speaker_has_no_own_side() -> None:
    assert coded("He welcomed the truce.", speaker="Nobody Known")["ceasefire"] == "favor"


def test_missing_column_is_named() -> None:
    with pytest.raises(InputError, match="speaker"):
        code_by_cues(statement("x").drop(columns="speaker"))
    with pytest.raises(InputError, match="text"):
        code_by_cues(statement("x").drop(columns=["text", "quote"]))


def test_one_field_is_enough_and_the_input_is_left_alone() -> None:
    table = statement("He welcomed the truce.").drop(columns="quote")
    before = table.copy()
    assert code_by_cues(table)["stance"].tolist() == ["favor"]
    pd.testing.assert_frame_equal(table, before)


def test_corpus_codes_are_sound() -> None:
    statements = load_statements()
    stances = code_by_cues(statements)
    assert not stances.duplicated(["statement_id", "issue"]).any()
    assert stances["stance"].isin(["favor", "against"]).all()
    assert stances["score"].between(0.5, 1).all()
    rows = statements.set_index("statement_id")
    for row in stances.itertuples():
        assert row.evidence
        for e in row.evidence:
            assert rows.loc[row.statement_id, e.field][e.start : e.end] == e.words
    shuffled = code_by_cues(statements.sample(frac=1, random_state=1))
    key = ["statement_id", "issue"]
    pd.testing.assert_frame_equal(
        stances.sort_values(key, ignore_index=True), shuffled.sort_values(key, ignore_index=True)
    )


TEXTS = st.text(alphabet="abn’', .;—") | st.lists(
    st.sampled_from(
        [
            "he", "not", "no", "talks", "truce,", "ceasefire;", "peace.", "Moscow", "Kyiv", "we",
            "welcome", "reject", "if", "denied", "constructive", "ready for", "pressure", "isn’t",
            "sanctions", "“quote”", "—", "territory", "guarantees", "stalling", "Washington",
        ]
    ),
    max_size=30,
).map(" ".join)  # fmt: skip


@given(TEXTS, st.sampled_from(["Zelensky", "Witkoff", "X"]))
def test_any_text_is_coded_with_true_offsets(text: str, speaker: str) -> None:
    table = code_by_cues(statement(text, speaker=speaker, quote=text))
    assert set(table["stance"]) <= {"favor", "against"}
    for evidence in table["evidence"]:
        assert all(text[e.start : e.end] == e.words for e in evidence)
