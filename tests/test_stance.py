"""The stance coding as users meet it: the whole corpus, and input that cannot be coded."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis import code_stance, explain_abstentions, load_codebook, load_statements
from analysis.errors import InputError
from analysis.stance.code import COLUMNS

KEY = ["statement_id", "issue"]


@pytest.fixture(scope="module")
def stances() -> pd.DataFrame:
    return code_stance(load_statements())


def test_corpus_codes_are_sound(stances: pd.DataFrame) -> None:
    statements = load_statements().set_index("statement_id")
    assert list(stances.columns) == COLUMNS
    assert len(stances) and not stances.duplicated(KEY).any()
    assert stances["stance"].isin(["favor", "against"]).all()
    assert stances["conditional"].dtype == bool
    assert stances["score"].between(0, 1).all()
    assert (stances["statement_id"].map(statements["speaker"]) == stances["speaker"]).all()
    for row in stances.itertuples():
        assert row.evidence
        for e in row.evidence:
            assert statements.loc[row.statement_id, e.field][e.start : e.end] == e.words != ""


def test_what_decides_is_said(stances: pd.DataFrame) -> None:
    assert stances["decisive"].dtype == "boolean"
    assert stances["decisive"].notna().all()
    assert set(stances["decisive"]) == {True, False}
    row = pd.DataFrame([{"statement_id": "a", "speaker": "Peskov", "text": "x"}])
    found = pd.DataFrame([{"statement_id": "a", "issue": "talks", "stance": "favor"}])
    told = code_stance(row, coder=lambda statements, *, codebook: found)
    assert told["decisive"].isna().all(), "a coder that does not tell"


def test_corpus_codes_stand_in_the_order_of_statements_and_issues(stances: pd.DataFrame) -> None:
    places = {key: number for number, key in enumerate(load_statements()["statement_id"])}
    issues = load_codebook().names
    order = [(places[row.statement_id], issues.index(row.issue)) for row in stances.itertuples()]
    assert order == sorted(order)


def test_the_order_of_the_rows_changes_nothing(stances: pd.DataFrame) -> None:
    shuffled = code_stance(load_statements().sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(
        stances.sort_values(KEY, ignore_index=True), shuffled.sort_values(KEY, ignore_index=True)
    )


@pytest.mark.parametrize("function", [code_stance, explain_abstentions])
def test_missing_column_is_named(function) -> None:
    row = pd.DataFrame([{"statement_id": "a", "speaker": "Peskov", "text": "x"}])
    for column in row:
        with pytest.raises(InputError, match=rf"^{function.__name__} needs .*{column}") as caught:
            function(row.drop(columns=column))
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("function", [code_stance, explain_abstentions])
def test_statement_that_stands_twice_is_named(function) -> None:
    row = pd.DataFrame([{"statement_id": "a-1", "speaker": "Peskov", "text": "x"}])
    with pytest.raises(InputError, match="statement_id 'a-1' is there twice"):
        function(pd.concat([row, row]))
