from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import position, shares
from analysis.errors import InputError

KINDS = ["favor", "against", "none"]
TURNED = {"favor": "against", "against": "favor", "none": "none"}


def corpus(
    seed: int = 0, speakers: str = "AB", occasions: int = 40
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Statements, the machine's stances (half of what is against is heard as favor), labels."""
    rng = np.random.default_rng(seed)
    rows = []
    for speaker in speakers:
        occasion = np.repeat(np.arange(occasions), rng.integers(1, 6, occasions))
        stance = rng.choice(KINDS, len(occasion), p=[0.3, 0.2, 0.5])
        turned = (stance == "against") & (rng.random(len(occasion)) < 0.5)
        columns = {"speaker": speaker, "label": stance, "stance": np.where(turned, "favor", stance)}
        rows.append(pd.DataFrame({"occasion": [f"{speaker}{o}" for o in occasion], **columns}))
    table = pd.concat(rows, ignore_index=True)
    table["statement_id"] = [f"s{i:04}" for i in range(len(table))]
    table["issue"], table["conditional"] = "talks", False
    statements = table[["statement_id", "speaker", "occasion"]]
    kept = ["statement_id", "issue", "stance", "conditional"]
    labels = table.assign(stance=table["label"])
    return statements, table.loc[table["stance"] != "none", kept], labels[kept]


def hand() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, list[str]]:
    """Ten statements; all six coded as favor, of which one of three labeled ones is against."""
    ids = [f"s{i}" for i in range(10)]
    statements = pd.DataFrame({"statement_id": ids, "speaker": "A", "occasion": ids})
    table = {"issue": "talks", "conditional": False}
    coded = pd.DataFrame({"statement_id": ids[:6], "stance": "favor", **table})
    stances = ["favor", "favor", "against"]
    labels = pd.DataFrame({"statement_id": ids[:3], "stance": stances, **table})
    return statements, coded, labels, [*ids[:3], *ids[8:]]


def test_by_hand() -> None:
    statements, coded, labels, labeled = hand()
    row = position(coded, statements, labels=labels, labeled=labeled).iloc[0]
    # Of the 5 labeled 2 are in favor, all of them coded so, and 3 of 5 are coded so; of all 6 in
    # 10. The slope of the labels on the codes is 2/3, and that the sample drew is what all have:
    # in favor are 2 in 5. Against is 1 in 5; no code is, so that the labels speak alone.
    assert row["estimate"] == pytest.approx(math.log((4 + 0.5) / (2 + 0.5)))
    counts = ["favor", "against", "conditional", "n", "n_occasions", "n_labeled"]
    assert row[counts].tolist() == [6, 0, 0, 6, 6, 5]
    assert row[["labeled_favor", "labeled_against"]].tolist() == [2, 1]
    assert row["uncorrected"] == math.log(6.5 / 0.5)
    assert row["note"] == "few labeled occasions (3)"
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


def test_columns_and_groups() -> None:
    statements, coded, labels = corpus()
    options = {"labels": labels, "labeled": statements.sample(60, random_state=1)}
    found = position(coded, statements, **options)
    assert found.columns.tolist() == [
        "speaker", "issue", "estimate", "ci_low", "ci_high", "favor", "against", "conditional",
        "n", "n_occasions", "n_labeled", "labeled_favor", "labeled_against", "uncorrected", "note",
    ]  # fmt: skip
    plain = position(coded, statements)
    same = ["speaker", "issue", "favor", "against", "conditional", "n", "n_occasions"]
    pd.testing.assert_frame_equal(found[same], plain[same])
    assert found["uncorrected"].tolist() == plain["estimate"].tolist()
    turned = position(coded, statements, by=["issue", "speaker"], **options)
    pd.testing.assert_frame_equal(turned[found.columns], found)
    for by in ("issue", "speaker"):
        assert position(coded, statements, by=by, **options)[by].is_unique


@given(st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_labels_of_everything_give_their_position(seed: int) -> None:
    statements, coded, labels = corpus(seed)
    found = position(coded, statements, labels=labels, labeled=statements)
    plain = position(labels, statements)
    assert found["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())
    for end in ("ci_low", "ci_high"):
        assert found[end].to_numpy() == pytest.approx(plain[end].to_numpy(), abs=0.08)


@given(st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_a_perfect_coder_gives_the_plain_position(seed: int) -> None:
    statements, _, labels = corpus(seed)
    sample = statements.groupby("speaker").sample(50, random_state=seed)
    found = position(labels, statements, labels=labels, labeled=sample)
    plain = position(labels, statements)
    assert found["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())
    ratio = (found["ci_high"] - found["ci_low"]) / (plain["ci_high"] - plain["ci_low"])
    assert ratio.between(0.95, 1.9).all()


def test_it_finds_the_truth_that_the_machine_misses() -> None:
    parts = [corpus(i, "A") for i in range(90)]
    named = [
        [table.assign(statement_id=f"{i:03}" + table["statement_id"]) for table in part]
        for i, part in enumerate(parts)
    ]
    statements, coded, labels = (pd.concat(tables) for tables in zip(*named, strict=True))
    statements = statements.assign(speaker=statements["statement_id"].str[:3])
    sample = statements.sample(frac=0.3, random_state=1)
    found = position(coded, statements, labels=labels, labeled=sample)
    truth = math.log(0.3 / 0.2)
    held = (found["ci_low"] <= truth) & (truth <= found["ci_high"])
    assert 0.92 <= held.mean() <= 1
    assert found["estimate"].median() == pytest.approx(truth, abs=0.15)
    assert found["uncorrected"].median() > truth + 0.6


@given(st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_turning_the_issue_round_turns_the_position_round(seed: int) -> None:
    statements, coded, labels = corpus(seed)
    sample = statements.sample(80, random_state=seed)
    there = position(coded, statements, labels=labels, labeled=sample)
    coded, labels = (t.assign(stance=t["stance"].map(TURNED)) for t in (coded, labels))
    back = position(coded, statements, labels=labels, labeled=sample)
    assert back["estimate"].to_numpy() == pytest.approx(-there["estimate"].to_numpy())
    assert back["ci_low"].to_numpy() == pytest.approx(-there["ci_high"].to_numpy())


def test_where_labels_say_too_little_the_note_says_so() -> None:
    statements, coded, labels, labeled = hand()
    options = {"labels": labels, "labeled": labeled}
    silent = position(coded, statements, labels=labels, labeled=labeled[3:]).iloc[0]
    assert silent["note"] == "no labeled position"
    assert np.isnan(silent["estimate"]) and silent["uncorrected"] == math.log(13)
    one = position(coded, statements, **{**options, "labeled": labeled[2:]}).iloc[0]
    assert one["note"] == "one labeled occasion"
    assert one["estimate"] < 0 and np.isnan(one["ci_low"])
    other = pd.concat([statements, statements.assign(statement_id="x", speaker="B")[:1]])
    more = pd.concat([coded, coded[:1].assign(statement_id="x")])
    found = position(more, other, **options)
    assert found["note"].tolist()[1] == "no labels"
    # What the machine has overlooked altogether has a row too.
    missed = position(coded[:0], statements, **options).iloc[0]
    assert (missed["n"], missed["labeled_favor"]) == (0, 2) and np.isnan(missed["uncorrected"])


def test_labels_of_one_side_are_worth_no_more_than_themselves() -> None:
    statements, coded, labels = corpus(5, "A", occasions=200)
    favor = coded.assign(stance="favor")
    sample = statements.sample(30, random_state=2)
    found = position(favor, statements, labels=labels.assign(stance="favor"), labeled=sample).iloc[
        0
    ]
    assert found["note"] == "unanimous: the outer end rests on the prior"
    plain = position(favor, statements).iloc[0]
    assert found["ci_low"] < plain["ci_low"] - 1


def test_oversampled_statements_are_weighed_back() -> None:
    statements, coded, labels = corpus(1, "A", occasions=700)
    against = statements["statement_id"].isin(labels.loc[labels["stance"] == "against"].iloc[:, 0])
    table = statements.assign(p=np.where(against, 0.9, 0.2), occasion=statements["statement_id"])
    drawn = table[np.random.default_rng(0).random(len(table)) < table["p"]]
    truth = position(labels, statements).loc[0, "estimate"]
    options = {"labels": labels, "labeled": drawn}
    row = position(coded, table, **options, labeling_probability="p").iloc[0]
    assert row["ci_low"] < truth < row["ci_high"]
    assert position(coded, table, **options).iloc[0]["ci_high"] < truth


@given(st.randoms(use_true_random=False))
@settings(max_examples=4, deadline=None)
def test_row_order_and_other_groups_change_nothing(shuffle) -> None:
    statements, coded, labels = corpus(3)
    sample = statements.sample(70, random_state=1)
    mixed = []
    for table in (statements, coded, labels, sample):
        order = list(range(len(table)))
        shuffle.shuffle(order)
        mixed.append(table.iloc[order])
    for function in (position, shares):
        found = function(mixed[1], mixed[0], labels=mixed[2], labeled=mixed[3])
        right = function(coded, statements, labels=labels, labeled=sample)
        pd.testing.assert_frame_equal(found, right, check_exact=True)
        own = statements[statements["speaker"] == "B"]
        alone = function(coded, own, labels=labels, labeled=sample)
        kept = right[right["speaker"] == "B"].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, kept, check_exact=True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"labeled": None}, "those labeled as taking no position too"),
        ({"labeled": ["zz"]}, "no statement is labeled; compare"),
        ({"labeled": ["s0", "s0"]}, "'s0' is there twice"),
        ({"labeling_probability": "p"}, "needs the column p"),
        ({"labels": pd.DataFrame({"statement_id": ["s0"]})}, "issue"),
        ({"by": "month"}, "needs the column month"),
    ],
)
@pytest.mark.parametrize("function", [position, shares])
def test_bad_input_gets_one_line(function, options: dict, words: str) -> None:
    statements, coded, labels, labeled = hand()
    with pytest.raises(InputError, match=words) as error:
        function(coded, statements, **{"labels": labels, "labeled": labeled, **options})
    assert "\n" not in str(error.value)


def test_labels_need_all_statements() -> None:
    statements, coded, labels, labeled = hand()
    with pytest.raises(InputError, match="needs statements too"):
        position(coded.merge(statements), labels=labels, labeled=labeled)
    with pytest.raises(InputError, match="position: labeled= without labels="):
        position(coded.merge(statements), labeled=labeled)
    with pytest.raises(InputError, match="shares: labeled= and labeling_probability= without"):
        shares(coded, statements, labeled=statements, labeling_probability="p")


# shares


def test_shares_by_hand() -> None:
    statements, coded, labels, labeled = hand()
    found = shares(coded, statements, labels=labels, labeled=labeled)
    assert found.columns.tolist() == [
        "speaker", "issue", "stance", "conditional", "count", "estimate", "ci_low", "ci_high", "n",
        "n_occasions", "n_labeled", "labeled_count", "uncorrected", "note",
    ]  # fmt: skip
    rows = found.set_index(["stance", "conditional"])
    assert rows["estimate"].round(9).tolist() == [0.4, 0, 0.2, 0]
    assert rows["count"].tolist() == [6, 0, 0, 0]
    assert rows["labeled_count"].tolist() == [2, 0, 1, 0]
    assert rows.loc[("favor", False), "uncorrected"] == 0.6
    assert (rows["note"] == "few labeled occasions (5)").all()
    # No label is conditional: what five labels leave open.
    assert rows.loc[("favor", True), "ci_low"] == 0
    assert 0.3 < rows.loc[("favor", True), "ci_high"] < 0.5


def test_shares_with_labels_of_everything() -> None:
    statements, coded, labels = corpus(2)
    found = shares(coded, statements, labels=labels, labeled=statements)
    plain = shares(labels, statements)
    for column, off in (("estimate", 1e-9), ("ci_low", 0.015), ("ci_high", 0.015)):
        assert found[column].to_numpy() == pytest.approx(plain[column].to_numpy(), abs=off)
    bare = shares(coded, statements, labels=labels, labeled=statements[:1])
    assert bare["note"].unique().tolist() == [
        "one labeled occasion",
        "no labels",
    ]
    assert bare["ci_low"].isna().all()
