from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import estimate
from analysis.errors import InputError

TONES = np.array(["negative", "neutral", "positive"])


def scored(seed: int = 0, speakers: str = "AB", occasions: int = 25) -> pd.DataFrame:
    """Statements with the true tone and a machine that hears too much that is negative."""
    rng = np.random.default_rng(seed)
    parts = []
    for speaker in speakers:
        occasion = np.repeat(np.arange(occasions), rng.integers(1, 6, occasions))
        latent = 0.5 * rng.normal(size=occasions)[occasion] + rng.normal(size=len(occasion))
        truth = np.digitize(latent, [-0.4, 0.6]) - 1.0
        heard = np.where(rng.random(len(occasion)) < 0.2, -1.0, truth)
        columns = {"speaker": speaker, "truth": truth, "polarity": 0.8 * heard}
        parts.append(pd.DataFrame({"occasion": [f"{speaker}{o}" for o in occasion], **columns}))
    table = pd.concat(parts, ignore_index=True)
    return table.assign(statement_id=[f"s{i:03}" for i in range(len(table))])


def sample(data: pd.DataFrame, share: float = 0.4, seed: int = 1) -> pd.DataFrame:
    drawn = data.sample(frac=share, random_state=seed)
    return drawn[["statement_id"]].assign(polarity=drawn["truth"])


def test_the_table_says_what_it_rests_on() -> None:
    data = scored()
    found = estimate(data, labels=sample(data))
    assert found.columns.tolist() == [
        "speaker", "measure", "estimate", "ci_low", "ci_high", "n", "n_occasions", "n_unscored",
        "n_labeled", "uncorrected", "note",
    ]  # fmt: skip
    plain = estimate(data)
    same = ["speaker", "measure", "n", "n_occasions", "n_unscored", "note"]
    pd.testing.assert_frame_equal(found[same], plain[same])
    assert found["uncorrected"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())
    assert found["n_labeled"].sum() == len(sample(data))


def test_by_hand() -> None:
    # Slope of labels on codes 1/2 among the labeled, of whom half hear 1; of all, 3 in 4.
    data = pd.DataFrame({"polarity": [0.0, 0, 1, 1, 1, 1, 1, 1], "speaker": "A"})
    data["occasion"] = data["statement_id"] = [f"s{i}" for i in range(8)]
    labels = data[:4].assign(tone=["neutral", "positive", "positive", "positive"])
    row = estimate(data, labels=labels[["statement_id", "tone"]]).iloc[0]
    assert row["estimate"] == pytest.approx(0.75 + 0.5 * (0.75 - 0.5))
    assert (row["uncorrected"], row["n"], row["n_labeled"]) == (0.75, 8, 4)
    assert row["ci_high"] == 1  # where the scale ends
    assert row["note"] == "few labeled occasions (4)"


@given(st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_labels_of_everything_give_the_mean_of_the_labels(seed: int) -> None:
    data = scored(seed)
    found = estimate(data, labels=sample(data, 1.0))
    plain = estimate(data, "truth")
    assert found["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())
    width, usual = (table["ci_high"] - table["ci_low"] for table in (found, plain))
    assert width.to_numpy() == pytest.approx(usual.to_numpy(), rel=0.15)


@given(st.integers(0, 1000))
@settings(max_examples=6, deadline=None)
def test_a_perfect_coder_gives_the_plain_estimate(seed: int) -> None:
    data = scored(seed)
    labels = sample(data).assign(polarity=lambda t: t["statement_id"].map(codes(data)))
    found, plain = estimate(data, labels=labels), estimate(data)
    assert found["estimate"].to_numpy() == pytest.approx(plain["estimate"].to_numpy())
    # Not narrower, and wider only because few labels do not show that the coder is perfect.
    ratio = (found["ci_high"] - found["ci_low"]) / (plain["ci_high"] - plain["ci_low"])
    assert ratio.between(0.9, 1.5).all()


def codes(data: pd.DataFrame) -> pd.Series:
    return data.set_index("statement_id")["polarity"]


def test_it_finds_the_truth_that_the_machine_misses() -> None:
    """Many corpora at once, a speaker each: the interval holds what it promises."""
    corpora = pd.concat([scored(i, "A").assign(speaker=f"{i:03}") for i in range(150)])
    data = corpora.assign(statement_id=[f"{i:05}" for i in range(len(corpora))])
    truth = scored(99, "A", 50_000)["truth"].mean()
    found = estimate(data, labels=sample(data, 0.3))
    held = (found["ci_low"] <= truth) & (truth <= found["ci_high"])
    assert 0.92 <= held.mean() <= 0.99
    assert found["estimate"].mean() == pytest.approx(truth, abs=0.03)
    assert abs(found["uncorrected"].mean() - truth) > 0.1


def test_oversampled_statements_are_weighed_back() -> None:
    corpora = pd.concat([scored(i, "A") for i in range(60)])
    data = corpora.assign(statement_id=[f"{i:05}" for i in range(len(corpora))], speaker="A")
    chance = np.where(data["truth"] < 0, 0.9, 0.2)
    drawn = data.assign(p=chance)[np.random.default_rng(0).random(len(data)) < chance]
    labels = drawn[["statement_id", "p"]].assign(polarity=drawn["truth"])
    options = {"labels": labels, "cluster": "statement_id"}
    right = estimate(data, **options, labeling_probability="p").iloc[0]
    assert right["ci_low"] < data["truth"].mean() < right["ci_high"]
    assert estimate(data, **options).iloc[0]["ci_high"] < data["truth"].mean()


def test_what_could_not_be_scored_is_not_left_out() -> None:
    data = scored(speakers="A")
    labels = sample(data, 1.0)
    data.loc[data["truth"] == 1, "polarity"] = np.nan
    row = estimate(data, labels=labels).iloc[0]
    assert row["n_unscored"] == (data["truth"] == 1).sum()
    assert (row["n"], row["estimate"]) == (len(data), pytest.approx(data["truth"].mean()))
    assert row["uncorrected"] == pytest.approx(estimate(data, resamples=9).loc[0, "estimate"])
    nothing = estimate(data.assign(polarity=np.nan), labels=labels[:40]).iloc[0]
    expected = labels[:40]["polarity"].mean()
    assert nothing["estimate"] == pytest.approx(expected) and np.isnan(nothing["uncorrected"])


def test_booleans_are_shares() -> None:
    data = scored()
    data = data.assign(marked=data["polarity"] < 0)
    drawn = data.sample(frac=0.4, random_state=3)
    labels = drawn[["statement_id"]].assign(marked=drawn["truth"] < 0)
    found = estimate(data, "marked", labels=labels)
    assert found["estimate"].between(0.05, 0.6).all()
    assert (found["estimate"] < found["uncorrected"]).all()
    assert ((found["ci_low"] > 0) & (found["ci_high"] < 1)).all()
    # As a mean of numbers the interval is symmetric, as a share it is not.
    numbers = estimate(data.assign(marked=data["marked"] * 1.0), "marked", labels=labels)
    assert (numbers["ci_low"] < found["ci_low"]).all()
    never = labels.assign(marked=False)
    rare = estimate(data.assign(marked=False), "marked", labels=never).iloc[0]
    assert (rare["estimate"], rare["ci_low"]) == (0, 0) and 0.02 < rare["ci_high"] < 0.3


def test_groups_without_labels_or_with_one_occasion() -> None:
    data = scored(speakers="ABC", occasions=8)
    first = data[(data["speaker"] == "A") | (data["occasion"] == "B0")]
    found = estimate(data, labels=sample(first, 1.0)).set_index("speaker")
    assert found["note"].tolist() == [
        "",
        "one labeled occasion",
        "no labels",
    ]
    assert found["estimate"].isna().tolist() == [False, False, True]
    assert found["ci_low"].isna().tolist() == [False, True, True]
    assert found["uncorrected"].notna().all()


def test_the_scale_ends_the_interval_where_it_is_known() -> None:
    data = scored(speakers="A")
    labels = sample(data, 0.1).assign(polarity=1.0)
    row = estimate(data.assign(polarity=1.0), labels=labels).iloc[0]
    assert row[["estimate", "ci_low", "ci_high"]].tolist() == [1, 1, 1]
    assert row["note"] == "all labels and codes equal: the interval has no width"
    beyond = estimate(data, labels=labels.assign(polarity=7.0)).iloc[0]
    assert beyond["estimate"] > 6


@given(st.randoms(use_true_random=False))
@settings(max_examples=4, deadline=None)
def test_row_order_and_other_groups_change_nothing(shuffle) -> None:
    data = scored(4)
    labels = sample(data)
    order, others = list(range(len(data))), list(range(len(labels)))
    shuffle.shuffle(order), shuffle.shuffle(others)
    mixed = data.iloc[order].set_index(pd.Index([0] * len(data)))
    before = mixed.copy()
    found = estimate(mixed, labels=labels.iloc[others])
    pd.testing.assert_frame_equal(found, estimate(data, labels=labels), check_exact=True)
    pd.testing.assert_frame_equal(mixed, before)
    alone = estimate(data[data["speaker"] == "B"], labels=labels)
    pd.testing.assert_frame_equal(alone, found[1:].reset_index(drop=True), check_exact=True)


def test_groups_of_several_columns_and_of_none() -> None:
    data = scored().assign(month=lambda t: np.where(t.index % 2, "01", "02"))
    found = estimate(data, by=["month", "speaker"], labels=sample(data))
    assert found[["month", "speaker"]].to_numpy().tolist() == [
        ["01", "A"], ["01", "B"], ["02", "A"], ["02", "B"]
    ]  # fmt: skip
    assert estimate(data, by=[], labels=sample(data))["n"].tolist() == [len(data)]


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        ({}, {"labels": pd.DataFrame({"statement_id": ["zz"], "polarity": [1]})}, "compare the"),
        ({"statement_id": "s1"}, {}, "'s1' is there twice"),
        ({"occasion": ""}, {}, "rows have no occasion"),
        ({"polarity": "good"}, {}, "numbers or booleans"),
        ({}, {"labeling_probability": "p"}, "needs the column p"),
        ({}, {"level": 95}, "between 0 and 1"),
        ({}, {"labels": None, "labeling_probability": "p"}, "without labels="),
    ],
)
def test_bad_input_gets_one_line(change: dict, options: dict, words: str) -> None:
    data = scored()
    with pytest.raises(InputError, match=words) as error:
        estimate(data.assign(**change), **{"labels": sample(data), **options})
    assert "\n" not in str(error.value)
