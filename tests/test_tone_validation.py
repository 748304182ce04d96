from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from analysis import label_agreement, load_labels, load_statements, load_tone_labels
from analysis.agreement import TONE_VALUES, krippendorff_alpha
from analysis.errors import InputError
from analysis.tone_validation import COLUMNS, MEASURES, tone_confusion, tone_quality

NEGATIVE, NEUTRAL, POSITIVE = TONE_VALUES


def tables(
    pairs: list[tuple[str, str | None]], polarity: list[float] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scored statements and labels from (label, class) pairs, two statements an occasion."""
    ids = [f"s{i:03}" for i in range(len(pairs))]
    places = {NEGATIVE: -0.5, NEUTRAL: 0.0, POSITIVE: 0.5, None: np.nan}
    scored = pd.DataFrame(
        {
            "statement_id": ids,
            "speaker": ["A" if i % 4 < 2 else "B" for i in range(len(pairs))],
            "occasion": [f"o{i // 2:03}" for i in range(len(pairs))],
            "sentiment": [tone for _, tone in pairs],
            "polarity": polarity or [places[tone] for _, tone in pairs],
        }
    )
    return scored, pd.DataFrame({"statement_id": ids, "tone": [label for label, _ in pairs]})


def figures(result: pd.DataFrame, column: str = "estimate") -> pd.Series:
    return result.set_index("measure")[column]


# Labels 3 negative, 4 neutral, 3 positive; one neutral and one positive have no score.
PAIRS = [
    (NEGATIVE, NEGATIVE), (NEGATIVE, NEGATIVE), (NEGATIVE, POSITIVE), (NEUTRAL, NEUTRAL),
    (NEUTRAL, POSITIVE), (NEUTRAL, NEGATIVE), (NEUTRAL, None), (POSITIVE, POSITIVE),
    (POSITIVE, POSITIVE), (POSITIVE, None),
]  # fmt: skip


def test_worked_by_hand() -> None:
    found = figures(tone_quality(*tables(PAIRS)))
    # F1 = 2 hits / (labeled + scored): what has no score is labeled and not found.
    assert found["f1_negative"] == pytest.approx(2 * 2 / (3 + 3))
    assert found["f1_neutral"] == pytest.approx(2 * 1 / (4 + 1))
    assert found["f1_positive"] == pytest.approx(2 * 2 / (3 + 4))
    assert found["macro_f1"] == pytest.approx((2 / 3 + 2 / 5 + 4 / 7) / 3)
    assert found["accuracy"] == pytest.approx(5 / 10)


def test_the_worked_example_of_scikit_learn() -> None:
    # The documentation of sklearn.metrics.f1_score: classes 0.8, 0.0, 0.0, macro 0.26.
    true, coded = [0, 1, 2, 0, 1, 2], [0, 2, 1, 0, 0, 1]
    pairs = [(TONE_VALUES[t], TONE_VALUES[c]) for t, c in zip(true, coded, strict=True)]
    found = figures(tone_quality(*tables(pairs)))
    assert found[[f"f1_{tone}" for tone in TONE_VALUES]].tolist() == [0.8, 0.0, 0.0]
    assert found["macro_f1"] == pytest.approx(0.8 / 3)


def test_what_no_score_counts_as() -> None:
    scored, labels = tables(PAIRS)
    missed, neutral, drop = (
        tone_quality(scored, labels, unscored=how) for how in ("missed", "neutral", "drop")
    )
    assert figures(neutral)["f1_neutral"] == pytest.approx(2 * 2 / (4 + 3))
    assert figures(neutral)["accuracy"] == pytest.approx(6 / 10)
    assert figures(drop)["f1_neutral"] == pytest.approx(2 * 1 / (3 + 1))
    assert figures(drop)["accuracy"] == pytest.approx(5 / 8)
    for result, n in ((missed, 10), (neutral, 10), (drop, 8)):
        assert figures(result, "n")[["macro_f1", "accuracy"]].tolist() == [n, n]
        assert figures(result, "n_unscored").tolist() == [2, 0, 1, 1, 2, 2, 2]
    assert figures(missed, "n")[["f1_negative", "f1_neutral", "f1_positive"]].tolist() == [3, 4, 3]
    assert figures(drop, "n")[["f1_negative", "f1_neutral", "f1_positive"]].tolist() == [3, 3, 2]
    # No score has no place in an order: only as neutral does it count there.
    ordered = ["spearman", "alpha"]
    assert figures(missed, "n")[ordered].tolist() == [8, 8]
    assert figures(missed, "note")[ordered].str.contains("2 without a score left out").all()
    assert figures(neutral, "n")[ordered].tolist() == [10, 10]
    assert figures(missed)[ordered].tolist() == figures(drop)[ordered].tolist()


def test_a_method_that_scores_the_easy_ones_only_looks_no_better() -> None:
    labels = [NEGATIVE, NEUTRAL, POSITIVE] * 4
    shirks = tables([(label, label if i < 6 else None) for i, label in enumerate(labels)])
    # Half of each class found, nothing wrong: F1 = 2 * 2 / (4 + 2).
    assert figures(tone_quality(*shirks))["macro_f1"] == pytest.approx(2 / 3)
    assert figures(tone_quality(*shirks, unscored="drop"))["macro_f1"] == 1


def test_spearman_is_scipys_and_alpha_is_krippendorffs() -> None:
    random = np.random.default_rng(0)
    pairs = [tuple(random.choice(TONE_VALUES, 2)) for _ in range(40)]
    polarity = random.choice([-1, -0.5, 0, 0.2, 0.7], 40).tolist()
    scored, labels = tables(pairs, polarity)
    found = figures(tone_quality(scored, labels))
    order = labels["tone"].map(TONE_VALUES.index)
    assert found["spearman"] == pytest.approx(spearmanr(polarity, order)[0])
    some = scored.assign(sentiment=scored["sentiment"].where(scored.index > 9))
    some["polarity"] = some["polarity"].where(some.index > 9)
    expected = spearmanr(some["polarity"].dropna(), order[10:])[0]
    assert figures(tone_quality(some, labels))["spearman"] == pytest.approx(expected)
    expected = spearmanr(some["polarity"].fillna(0), order)[0]
    neutral = figures(tone_quality(some, labels, unscored="neutral"))
    assert neutral["spearman"] == pytest.approx(expected)
    scale = pd.CategoricalDtype(TONE_VALUES, ordered=True)
    ratings = pd.DataFrame(pairs, columns=["a", "b"]).astype(scale)
    assert found["alpha"] == pytest.approx(krippendorff_alpha(ratings, level="ordinal"))


def test_a_second_coder_is_judged_like_a_method() -> None:
    labels = load_tone_labels()
    coder = load_statements().merge(labels.rename(columns={"coder_b": "sentiment"}))
    truth = labels[["statement_id", "coder_a"]].rename(columns={"coder_a": "tone"})
    truth = truth[truth["tone"] != ""]
    found = tone_quality(coder, truth, unscored="drop", resamples=200).set_index("measure")
    known = label_agreement(load_labels(), labels)
    known = known[known["measure"] == "tone"].iloc[0]
    assert found.loc["alpha", "estimate"] == pytest.approx(known["estimate"])
    assert found.loc["accuracy", "estimate"] == pytest.approx(known["agreement"])
    assert found.loc["alpha", "n"] == known["n"]
    assert np.isnan(found.loc["spearman", "estimate"])
    assert found.loc["spearman", "note"] == "not defined: nothing scored"


def test_groups_shape_and_intervals() -> None:
    scored, labels = tables(PAIRS * 5)
    whole = tone_quality(scored, labels, by="speaker")
    assert list(whole) == ["speaker", *COLUMNS]
    assert list(whole["speaker"].unique()) == ["A", "B"]
    assert list(whole["measure"]) == [*MEASURES] * 2
    assert (whole["ci_low"] <= whole["estimate"]).all()
    assert (whole["estimate"] <= whole["ci_high"]).all()
    assert (whole["ci_low"] < whole["ci_high"]).all()
    # A group's numbers depend on itself only, and nothing depends on the order of rows.
    alone = tone_quality(scored[scored["speaker"] == "A"], labels, by="speaker")
    pd.testing.assert_frame_equal(whole[whole["speaker"] == "A"], alone)
    shuffled = scored.sample(frac=1, random_state=3), labels.sample(frac=1, random_state=4)
    pd.testing.assert_frame_equal(whole, tone_quality(*shuffled, by="speaker"))
    narrow = tone_quality(scored, labels, by="speaker", level=0.5)
    gap = (whole["ci_high"] - whole["ci_low"]) - (narrow["ci_high"] - narrow["ci_low"])
    assert (gap > 0).all()


def test_intervals_resample_occasions_not_statements() -> None:
    # Ten occasions, each all right or all wrong: as ten draws, however many statements.
    pairs = [(TONE_VALUES[i % 3], TONE_VALUES[(i + i // 30 % 2) % 3]) for i in range(300)]
    scored, labels = tables(pairs)
    occasions = scored.assign(occasion=[f"o{i // 30}" for i in range(300)])
    wide = tone_quality(occasions, labels).set_index("measure").loc["accuracy"]
    free = tone_quality(scored, labels, cluster="statement_id").set_index("measure").loc["accuracy"]
    assert wide["estimate"] == free["estimate"] == 0.5
    assert wide["n_occasions"] == 10 and free["n_occasions"] == 300
    assert wide["ci_high"] - wide["ci_low"] > 4 * (free["ci_high"] - free["ci_low"])


def test_what_is_not_defined_says_why() -> None:
    one = tone_quality(*tables(PAIRS[:2])).set_index("measure")
    assert one.loc["f1_negative", ["estimate", "n_occasions"]].tolist() == [1, 1]
    assert one.loc["f1_negative", "note"] == "one occasion: no interval"
    assert one.loc["macro_f1", "note"] == (
        "not defined: nothing labeled or scored neutral or positive"
    )
    assert one.loc["alpha", "note"] == "not defined: labels or scores are all the same"
    few = tone_quality(*tables(PAIRS))
    assert few["note"].str.contains(r"few occasions \(\d\): the interval is too narrow").all()


def test_confusion_counts_every_label() -> None:
    counts = tone_confusion(*tables(PAIRS))
    assert list(counts.index) == TONE_VALUES and list(counts.columns) == [*TONE_VALUES, "no score"]
    assert counts.to_numpy().tolist() == [[2, 0, 1, 0], [1, 1, 1, 1], [0, 0, 2, 1]]


def test_bad_input_is_one_clear_line() -> None:
    scored, labels = tables(PAIRS)
    for bad, said in (
        ({"scored": scored.drop(columns="occasion")}, "tone_quality needs the column occasion"),
        ({"by": "party"}, "tone_quality needs the column party"),
        ({"unscored": "wrong"}, "unscored must be one of missed, neutral, drop; it is 'wrong'"),
        ({"level": 95}, "level must lie between 0 and 1"),
        ({"scored": scored.assign(polarity="high")}, "tone_quality needs numbers"),
    ):
        given_ = {"scored": scored, **bad}
        with pytest.raises(InputError, match=said):
            tone_quality(given_.pop("scored"), labels, **given_)


tones = st.sampled_from(TONE_VALUES)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(tones, st.one_of(st.none(), tones)), min_size=1, max_size=12))
def test_it_agrees_with_its_own_confusion(pairs: list[tuple[str, str | None]]) -> None:
    scored, labels = tables(pairs)
    found = figures(tone_quality(scored, labels, resamples=5))
    counts = tone_confusion(scored, labels)
    hits = np.diag(counts)
    sizes = counts.sum(axis=1) + counts[TONE_VALUES].sum(axis=0)
    with np.errstate(invalid="ignore"):
        f1 = 2 * hits / sizes.to_numpy()
    assert found["macro_f1"] == pytest.approx(f1.mean(), nan_ok=True)
    assert found["accuracy"] == pytest.approx(hits.sum() / len(pairs))
