"""Differences in position: the figures by hand, the test, and what it refuses."""

from __future__ import annotations

from math import hypot, log

import numpy as np
import pandas as pd
import pytest
from made_specifications import stances

from analysis import contrast, contrast_positions, position
from analysis.contrasts import holm
from analysis.errors import InputError
from analysis.position_contrasts import difference


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return contrast_positions(*stances(), permutations=499)


def test_the_interval_joins_the_positions_own(found: pd.DataFrame) -> None:
    labels, statements = stances()
    sides = position(
        labels.assign(conditional=False).merge(statements), by=["speaker", "issue"]
    ).set_index(["speaker", "issue"])
    for row in found.itertuples():
        a, b = sides.loc[(row.speaker_a, row.issue)], sides.loc[(row.speaker_b, row.issue)]
        assert (row.position_a, row.position_b) == (a["estimate"], b["estimate"])
        assert row.difference == a["estimate"] - b["estimate"]
        assert row.difference == pytest.approx(
            log((row.favor_a + 0.5) / (row.against_a + 0.5))
            - log((row.favor_b + 0.5) / (row.against_b + 0.5))
        )
        below = hypot(a["estimate"] - a["ci_low"], b["ci_high"] - b["estimate"])
        assert row.ci_low == pytest.approx(row.difference - below)
        above = hypot(a["ci_high"] - a["estimate"], b["estimate"] - b["ci_low"])
        assert row.ci_high == pytest.approx(row.difference + above)
        assert (row.n_a, row.n_occasions_b) == (a["n"], b["n_occasions"])
        assert row.n == row.favor_a + row.against_a + row.favor_b + row.against_b
    assert len(found) == 3 * 2


def test_p_is_that_of_the_share_in_favor(found: pd.DataFrame) -> None:
    assert found["p_adjusted"].tolist() == holm(found["p"].to_numpy()).tolist()
    labels, statements = stances()
    taken = labels[(labels["issue"] == "talks") & (labels["stance"] != "none")].merge(statements)
    shares = contrast(taken.assign(favor=taken["stance"] == "favor"), "favor", permutations=9999)
    exact = contrast_positions(labels, statements, permutations=9999)
    talks = exact[exact["issue"] == "talks"]
    # Other random numbers, the same test.
    assert talks["p"].tolist() == pytest.approx(shares["p"].tolist(), abs=0.02)


def test_turning_a_pair_turns_the_difference(found: pd.DataFrame) -> None:
    turned = contrast_positions(*stances(), pairs=[("B", "A")], permutations=499)
    straight = found[(found["speaker_a"] == "A") & (found["speaker_b"] == "B")]
    assert turned["difference"].tolist() == (-straight["difference"]).tolist()
    assert turned["ci_low"].tolist() == pytest.approx((-straight["ci_high"]).tolist())
    assert turned["p"].tolist() == straight["p"].tolist()


def test_the_order_of_rows_does_not_matter(found: pd.DataFrame) -> None:
    labels, statements = stances()
    mixed = contrast_positions(
        labels.sample(frac=1, random_state=1), statements.sample(frac=1, random_state=2),
        permutations=499,
    )  # fmt: skip
    pd.testing.assert_frame_equal(mixed, found)


def test_unanimous_speakers_keep_a_width() -> None:
    rows = [(who, f"{who}{i}", "talks", "favor") for who in "AB" for i in range(6)]
    table = pd.DataFrame(rows, columns=["speaker", "occasion", "issue", "stance"])
    same = contrast_positions(table).iloc[0]
    assert (same["difference"], same["p"]) == (0, 1)
    assert same["ci_low"] < -1 and same["ci_high"] > 1
    table.loc[table["speaker"] == "B", "stance"] = "against"
    apart = contrast_positions(table).iloc[0]
    assert apart["ci_low"] > 0
    # Of 924 ways to deal twelve occasions, two part them wholly.
    assert apart["p"] == pytest.approx(2 / 924)


def test_one_occasion_has_no_interval_and_no_test() -> None:
    rows = [("A", "a", "favor"), ("A", "a", "favor"), ("B", "b", "against"), ("B", "c", "favor")]
    table = pd.DataFrame(rows, columns=["speaker", "occasion", "stance"]).assign(issue="talks")
    row = contrast_positions(table).iloc[0]
    assert np.isnan(row[["ci_low", "ci_high", "p"]].astype(float)).all()
    assert row["note"] == "one occasion of A: no interval, no test"
    assert difference(1.0, np.nan, np.nan, 0.5, 0.0, 1.0)[0] == 0.5


def test_an_issue_needs_both_speakers() -> None:
    rows = [("A", "a", "talks"), ("A", "b", "talks"), ("B", "c", "pressure")]
    table = pd.DataFrame(rows, columns=["speaker", "occasion", "issue"]).assign(stance="favor")
    assert contrast_positions(table).empty


def test_bad_input_gets_one_clear_line() -> None:
    labels, statements = stances()
    for call, message in (
        (lambda: contrast_positions(labels, statements, pairs=[("A", "Z")]), "'Z' takes no posit"),
        (lambda: contrast_positions(labels), "speaker"),
        (lambda: contrast_positions(labels, statements, level=95), "level must lie"),
        (lambda: contrast_positions(labels, statements, cluster="day"), "day"),
    ):
        with pytest.raises(InputError, match=message):
            call()
