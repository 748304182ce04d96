from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.agreement import krippendorff_alpha, label_agreement
from analysis.errors import InputError
from analysis.statements import load_labels, load_statements, load_tone_labels

NAN = np.nan
# The four observers and twelve units of Krippendorff (2011).
PUBLISHED = pd.DataFrame(
    {
        "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        "C": [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    }
)


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_published_example(level: str, alpha: float) -> None:
    assert krippendorff_alpha(PUBLISHED, level=level) == pytest.approx(alpha, abs=0.0005)


def test_two_coders_by_hand() -> None:
    # Ten units, binary: the example of Krippendorff (2011), section A.
    ratings = pd.DataFrame({"a": list("0100000000"), "b": list("1110010100")})
    assert krippendorff_alpha(ratings) == pytest.approx(0.095, abs=0.0005)


def test_ordered_categories_are_ranks() -> None:
    scale = pd.CategoricalDtype(["negative", "neutral", "positive"], ordered=True)
    words = pd.DataFrame(
        {
            "a": ["negative", "neutral", "positive", "positive", None],
            "b": ["negative", "positive", "positive", "neutral", "neutral"],
        }
    ).astype(scale)
    numbers = words.apply(lambda c: c.cat.codes.where(c.notna()).astype(float))
    expected = krippendorff_alpha(numbers, level="ordinal")
    assert krippendorff_alpha(words, level="ordinal") == pytest.approx(expected)
    assert krippendorff_alpha(words, level="nominal") != pytest.approx(expected)


@given(
    st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 3))] * 3), min_size=1, max_size=12),
    st.sampled_from(["nominal", "ordinal", "interval"]),
)
@settings(max_examples=50, deadline=None)
def test_against_pairs_counted_one_by_one(rows, level: str) -> None:
    ratings = pd.DataFrame(rows, columns=list("abc"), dtype=float)
    units = [[v for v in row if v is not None] for row in rows]
    units = [u for u in units if len(u) > 1]
    everything = [v for u in units for v in u]
    tally = {v: everything.count(v) for v in everything}

    def distance(c: int, k: int) -> float:
        if level == "nominal":
            return float(c != k)
        if level == "interval":
            return float((c - k) ** 2)
        low, high = min(c, k), max(c, k)
        between = sum(n for v, n in tally.items() if low <= v <= high)
        return (between - (tally[c] + tally[k]) / 2) ** 2

    n = len(everything)
    observed = sum(
        distance(u[i], u[j]) / (len(u) - 1)
        for u in units for i in range(len(u)) for j in range(len(u)) if i != j
    )  # fmt: skip
    expected = sum(distance(c, k) for c in everything for k in everything)
    found = krippendorff_alpha(ratings, level=level)
    if expected == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(1 - (n - 1) * observed / expected)


def test_undefined_alpha_is_nan() -> None:
    assert np.isnan(krippendorff_alpha(pd.DataFrame({"a": [1, 1], "b": [1, 1]})))
    assert np.isnan(krippendorff_alpha(pd.DataFrame({"a": [1, NAN], "b": [NAN, 2]})))
    assert np.isnan(krippendorff_alpha(pd.DataFrame({"a": [], "b": []})))


def test_levels_need_their_values() -> None:
    words = pd.DataFrame({"a": ["x", "y"], "b": ["x", "x"]})
    with pytest.raises(InputError, match="one of nominal, ordinal, interval"):
        krippendorff_alpha(words, level="ratio")
    with pytest.raises(InputError, match="ordered categories"):
        krippendorff_alpha(words, level="ordinal")
    with pytest.raises(InputError, match="'interval' needs numbers"):
        krippendorff_alpha(words.astype("category"), level="interval")


def coded() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    labels = pd.DataFrame(
        {
            "statement_id": ["s0", "s1", "s1", "s3"],
            "issue": ["talks", "talks", "pressure", "talks"],
            "coder_a": ["favor", "none", "against", ""],
            "coder_b": ["favor", "against", "against", ""],
        }
    )
    tones = pd.DataFrame(
        {
            "statement_id": ["s0", "s1", "s2", "s3"],
            "tone": ["positive", "neutral", "negative", "neutral"],
            "coder_a": ["positive", "neutral", "negative", ""],
            "coder_b": ["positive", "negative", "negative", ""],
        }
    )
    statements = pd.DataFrame({"statement_id": ["s0", "s1", "s2", "s3"], "occasion": list("wxyz")})
    return labels, tones, statements


def test_label_agreement_by_hand() -> None:
    labels, tones, statements = coded()
    found = label_agreement(labels, tones, statements).set_index(["measure", "issue"])
    grid = pd.DataFrame(
        {  # s0, s1, s2 for talks, then for pressure
            "a": ["favor", "none", "none", "none", "against", "none"],
            "b": ["favor", "against", "none", "none", "against", "none"],
        }
    )
    row = found.loc[("stance", "")]
    assert row["estimate"] == pytest.approx(krippendorff_alpha(grid))
    assert row["agreement"] == pytest.approx(5 / 6)
    assert (row["n"], row["n_occasions"]) == (6, 3)
    assert found.loc[("stance", "talks"), "estimate"] == pytest.approx(krippendorff_alpha(grid[:3]))
    assert found.loc[("stance", "pressure"), "note"].startswith("no disagreement")
    ranks = pd.DataFrame({"a": [2, 1, 0], "b": [2, 0, 0]})
    expected = krippendorff_alpha(ranks, level="ordinal")
    assert found.loc[("tone", ""), "estimate"] == pytest.approx(expected)
    assert found.loc[("tone", ""), "n"] == 3


def test_label_agreement_without_statements_has_no_interval() -> None:
    labels, tones, statements = coded()
    bare = label_agreement(labels, tones)
    full = label_agreement(labels, tones, statements)
    assert bare["estimate"].equals(full["estimate"])
    assert bare[["ci_low", "ci_high"]].isna().all(axis=None)
    fewer = label_agreement(labels, tones, statements[:2])
    assert fewer.loc[0, "n"] == 4


def test_unknown_codes_are_refused() -> None:
    labels, tones, _ = coded()
    with pytest.raises(InputError, match="tone must be one of negative, neutral, positive"):
        label_agreement(labels, tones.assign(coder_a="warm"))
    with pytest.raises(InputError, match="coder_b"):
        label_agreement(labels.drop(columns="coder_b"), tones)


def test_agreement_of_the_bundled_labels() -> None:
    statements = load_statements()
    found = label_agreement(load_labels(), load_tone_labels(), statements, resamples=500)
    stance, tone = found.iloc[0], found.iloc[-1]
    assert (stance["n"], tone["n"]) == (3600, 360)
    assert stance["estimate"] == pytest.approx(0.95, abs=0.01)
    assert tone["estimate"] == pytest.approx(0.96, abs=0.01)
    assert (found["ci_low"] <= found["estimate"]).all()
    assert (found["estimate"] <= found["ci_high"]).all()
    shuffled = label_agreement(
        load_labels().sample(frac=1, random_state=1),
        load_tone_labels().sample(frac=1, random_state=2),
        statements.sample(frac=1, random_state=3),
        resamples=500,
    )
    pd.testing.assert_frame_equal(shuffled, found, check_exact=True)
