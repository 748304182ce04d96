"""What a selection keeps, its order, its numbers and its sentence, on a table worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis as parley
from analysis.evidence import SentimentEvidence, StanceEvidence
from analysis.selection import ORDERS, Selection, view_selection
from analysis.selection_page import statements_html

#        id   speaker day           medium       polarity
ROWS = [
    ("a1", "Ann", "2025-01-01", "interview", 0.5),
    ("a2", "Ann", "2025-02-01", "speech", -0.5),
    ("a3", "Ann", "", "", 0.0),
    ("b1", "Bob", "2025-03-01", "interview", np.nan),
    ("b2", "Bob", "2025-04-01", "speech", 0.25),
    ("x1", "", "2025-04-02", "speech", 1.0),
]
STANCES = pd.DataFrame(
    [
        ("a1", "ceasefire", "favor", False),
        ("a2", "ceasefire", "against", True),
        ("b1", "ceasefire", "favor", True),
        ("b1", "talks", "favor", False),
    ],
    columns=["statement_id", "issue", "stance", "conditional"],
)


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    columns = ["statement_id", "speaker", "said_on", "medium", "polarity"]
    table = pd.DataFrame(ROWS, columns=columns).drop(columns="polarity")
    return parley.load_statements(table.assign(text="A truce, then a second truce."))


@pytest.fixture(scope="module")
def scored(statements: pd.DataFrame) -> pd.DataFrame:
    return statements.assign(polarity=[row[-1] for row in ROWS])


def ids(view) -> list[str]:
    return list(view.statements["statement_id"])


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ({}, ["b2", "b1", "a2", "a1", "a3"]),  # newest first, without a day last, no unnamed
        ({"order": "oldest first"}, ["a1", "a2", "b1", "b2", "a3"]),
        ({"order": "highest first"}, ["a1", "b2", "a3", "a2", "b1"]),  # without a score last
        ({"order": "lowest first"}, ["a2", "a3", "b2", "a1", "b1"]),
        ({"speakers": ("Ann",)}, ["a2", "a1", "a3"]),
        ({"media": ("speech", "")}, ["b2", "a2", "a3"]),
        ({"first": "2025-02-01"}, ["b2", "b1", "a2"]),
        ({"last": dt.date(2025, 2, 1)}, ["a2", "a1"]),
        ({"first": "2025-02-01", "last": "2025-03-01"}, ["b1", "a2"]),
        ({"issues": ("ceasefire",)}, ["b1", "a2", "a1"]),
        ({"issues": ("ceasefire", "talks"), "speakers": ("Bob",)}, ["b1"]),
    ],
)
def test_statements_kept_and_their_order(statements, scored, choice, kept):
    view = view_selection(statements, Selection(**choice), scored=scored, stances=STANCES)
    assert ids(view) == kept


def test_tone_is_that_of_the_statements_kept(statements, scored):
    view = view_selection(statements, Selection(speakers=("Ann",)), scored=scored)
    (row,) = view.numbers.to_dict("records")
    assert (row["speaker"], row["estimate"], row["n"], row["n_occasions"]) == ("Ann", 0.0, 3, 3)
    assert view.summary == (
        "3 of 6 statements chosen (Ann 3), from 3 occasions; 1 without a speaker's name left out."
    )


def test_positions_have_a_row_for_each_statement_and_issue(statements):
    choice = Selection("positions", order="lowest first")
    view = view_selection(statements, choice, stances=STANCES)
    rows = view.statements[["statement_id", "issue", "stance"]].to_numpy().tolist()
    assert rows[0] == ["a2", "ceasefire", "against"]
    assert rows[1][0] == rows[2][0] == "b1" and rows[3][0] == "a1"
    counts = view.numbers.set_index(["speaker", "issue"])[["favor", "against", "conditional"]]
    assert counts.loc[("Ann", "ceasefire")].tolist() == [1, 1, 1]
    assert counts.loc[("Bob", "talks")].tolist() == [1, 0, 0]
    assert view.summary.endswith("; 4 positions in 3 statements.")


def test_shares_are_of_all_statements_of_the_speaker(statements):
    choice = Selection("shares", issues=("ceasefire",))
    view = view_selection(statements, choice, stances=STANCES)
    numbers = view.numbers.set_index(["speaker", "stance"])
    assert numbers.loc[("Ann", "favor"), "estimate"] == pytest.approx(1 / 3)
    assert numbers.loc[("Bob", "favor"), ["count", "conditional", "n"]].tolist() == [1, 1, 2]
    assert numbers.loc[("Ann", "against"), ["count", "conditional"]].tolist() == [1, 1]
    assert numbers.loc[("Ann", "favor"), ["count", "conditional"]].tolist() == [1, 0]
    assert set(view.parts["conditional"]) == {False, True}


def test_codes_without_words_are_shown_with_the_terms_of_the_issue(statements):
    choice = Selection("positions", issues=("ceasefire",), speakers=("Bob",))
    view = view_selection(statements, choice, stances=STANCES)
    (found,) = view.statements["evidence"]
    assert [(e.field, e.words, e.role) for e in found] == [("text", "truce", "issue")] * 2
    assert "terms of the issue" in view.marked
    own = [[StanceEvidence("text", 2, 7, "truce", "favor")]] * 4
    view = view_selection(statements, choice, stances=STANCES.assign(evidence=own))
    assert view.statements["evidence"].tolist() == own[:1]
    assert view.marked == "the words that weighed most"


def test_scores_bring_the_words_that_were_scored(statements, scored):
    found = [[SentimentEvidence("text", 2, 7, "truce", 0.5, 0.5)]] * len(scored)
    marked = view_selection(statements, Selection(), scored=scored.assign(evidence=found)).marked
    assert marked == "the words that were scored"
    assert view_selection(statements, Selection(), scored=scored).marked == ""


def test_scores_of_some_statements_only(statements):
    found = [[SentimentEvidence("text", 2, 7, "truce", 0.5, 0.5)]] * 2
    some = statements.head(2).assign(polarity=0.5, probability=np.nan, unscored="", evidence=found)
    view = view_selection(statements, Selection(order="oldest first"), scored=some)
    assert view.statements["polarity"].notna().tolist() == [True, True, False, False, False]
    assert view.summary.endswith("; 3 without a score.")
    assert "Statements 1 to 5 of 5" in statements_html(view)


@pytest.mark.parametrize("measure", ["tone", "positions", "shares"])
def test_nothing_fits(statements, scored, measure):
    choice = Selection(measure, first="2030-01-01")
    view = view_selection(statements, choice, scored=scored, stances=STANCES)
    assert view.numbers.empty and view.statements.empty
    assert view.summary.startswith("No statement fits these choices")
    assert "1 without a day left out" in view.summary


@pytest.mark.parametrize("measure", ["positions", "shares"])
def test_statements_without_a_position(statements, measure):
    choice = Selection(measure, issues=("talks",), speakers=("Ann",))
    view = view_selection(statements, choice, stances=STANCES)
    assert view.numbers.empty
    assert "None of them takes a position" in view.summary


@pytest.mark.parametrize(
    ("choice", "complaint"),
    [
        ({"measure": "mood"}, "no measure 'mood'; there are tone, positions, shares"),
        ({"order": "any"}, "no order 'any'"),
        ({"speakers": ("Eve",)}, "no speaker 'Eve'; there are"),
        ({"issues": ("fish",)}, "no issue 'fish'"),
        ({"first": "soon"}, "'soon' is no day"),
    ],
)
def test_a_choice_that_there_is_not(statements, scored, choice, complaint):
    with pytest.raises(parley.InputError, match=complaint):
        view_selection(statements, Selection(**choice), scored=scored, stances=STANCES)


def test_tables_that_a_measure_needs(statements):
    with pytest.raises(parley.InputError, match="needs scored="):
        view_selection(statements, Selection())
    with pytest.raises(parley.InputError, match="needs stances="):
        view_selection(statements, Selection("positions"))


def test_a_selection_is_printed_as_the_code_that_makes_it():
    assert str(Selection()) == "Selection()"
    choice = Selection("shares", issues=("talks",), first=dt.date(2025, 1, 2))
    assert str(choice) == "Selection(measure='shares', issues=('talks',), first='2025-01-02')"
    assert eval(str(choice)) == Selection("shares", issues=("talks",), first="2025-01-02")


@settings(max_examples=12, deadline=None)
@given(
    order=st.sampled_from(ORDERS),
    speakers=st.sets(st.sampled_from(["Ann", "Bob"])),
    media=st.sets(st.sampled_from(["interview", "speech", ""])),
    shuffle=st.integers(0, 99),
)
def test_the_order_of_the_rows_changes_nothing(statements, scored, order, speakers, media, shuffle):
    choice = Selection(speakers=tuple(speakers), media=tuple(media), order=order)
    mixed = statements.sample(frac=1, random_state=shuffle)
    one = view_selection(statements, choice, scored=scored)
    other = view_selection(mixed, choice, scored=scored)
    pd.testing.assert_frame_equal(one.statements, other.statements)
    pd.testing.assert_frame_equal(one.numbers, other.numbers)
    assert one.summary == other.summary
