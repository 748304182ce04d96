from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.clusters import ratio_variance
from analysis.compare import contrast, estimate, position, shares
from analysis.contrasts import holm
from analysis.errors import InputError
from analysis.proportions import effective_size, jeffreys_interval, share_interval


def table(**speakers: list[list[float]]) -> pd.DataFrame:
    """Statements from lists of values, one list an occasion."""
    rows = [
        (speaker, f"{speaker}-{i}", value)
        for speaker, occasions in speakers.items()
        for i, values in enumerate(occasions)
        for value in values
    ]
    data = pd.DataFrame(rows, columns=["speaker", "occasion", "polarity"])
    return data.assign(statement_id=[f"s{i}" for i in range(len(data))])


def simulated(seed: int = 0, speakers: tuple[str, ...] = ("A", "B"), k: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return table(
        **{
            s: [list(rng.normal(rng.normal(), 1, rng.integers(1, 5))) for _ in range(k)]
            for s in speakers
        }
    )


def stance_table(speaker: str, occasions: list[tuple[int, int]]) -> pd.DataFrame:
    """Positions on one issue: (favor, against) in each occasion."""
    rows = [
        (speaker, "talks", stance, False, f"{speaker}-{i}")
        for i, pair in enumerate(occasions)
        for stance, count in zip(("favor", "against"), pair, strict=True)
        for _ in range(count)
    ]
    columns = ["speaker", "issue", "stance", "conditional", "occasion"]
    return pd.DataFrame(rows, columns=columns)


# estimate


def test_estimate_by_hand() -> None:
    data = table(A=[[0.0, 1.0], [0.5]], B=[[1.0]])
    data.loc[len(data)] = ["B", "B-0", np.nan, "last"]
    found = estimate(data).set_index("speaker")
    assert found.columns.tolist() == [
        "measure", "estimate", "ci_low", "ci_high", "n", "n_occasions", "n_unscored", "note"
    ]  # fmt: skip
    assert found.loc["A", "estimate"] == 0.5
    assert found.loc["A", ["n", "n_occasions", "n_unscored"]].tolist() == [3, 2, 0]
    assert found.loc["B", ["n", "n_occasions", "n_unscored"]].tolist() == [1, 1, 1]
    assert found.loc["B", "note"] == "one occasion: no interval"
    assert np.isnan(found.loc["B", ["ci_low", "ci_high"]].astype(float)).all()


def test_estimate_of_many_independent_statements_is_the_t_interval() -> None:
    values = np.random.default_rng(1).normal(0.1, 0.3, 400)
    row = estimate(table(A=[[v] for v in values]), resamples=20_000).iloc[0]
    low, high = stats.t.interval(0.95, 399, values.mean(), stats.sem(values))
    assert row["ci_low"] == pytest.approx(low, abs=0.002)
    assert row["ci_high"] == pytest.approx(high, abs=0.002)


def test_contrast_agrees_with_scipy_bootstrap_of_clusters() -> None:
    data = simulated(3, k=40)
    sides = [
        data[data["speaker"] == name].groupby("occasion")["polarity"].agg(["sum", "size"])
        for name in ("A", "B")
    ]
    rng = np.random.default_rng(1)
    draws = [
        stats.bootstrap(
            (side["sum"].to_numpy(), side["size"].to_numpy()),
            lambda s, m, axis: s.sum(axis=axis) / m.sum(axis=axis),
            paired=True, n_resamples=20_000, method="percentile", rng=rng,
        ).bootstrap_distribution
        for side in sides
    ]  # fmt: skip
    row = contrast(data, resamples=20_000, permutations=9).iloc[0]
    low, high = np.quantile(draws[0] - draws[1], [0.025, 0.975])
    # The expanded interval is wider by about one part in forty at either end.
    assert row["ci_low"] == pytest.approx(low, abs=0.04 * (high - low))
    assert row["ci_high"] == pytest.approx(high, abs=0.04 * (high - low))
    assert row["ci_high"] - row["ci_low"] > high - low


def test_clustering_widens_the_interval() -> None:
    data = table(A=[[v] * 5 for v in np.random.default_rng(0).normal(size=20)])
    widths = [
        float((e["ci_high"] - e["ci_low"]).iloc[0])
        for e in (estimate(data), estimate(data, cluster="statement_id"))
    ]
    assert widths[0] > 1.9 * widths[1]


def test_few_occasions_take_the_t_interval() -> None:
    data = table(A=[[0.0], [0.2], [0.4]])
    row = estimate(data).iloc[0]
    low, high = stats.t.interval(0.95, 2, 0.2, stats.sem([0.0, 0.2, 0.4]))
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((low, high))
    assert row["note"] == "few occasions (3): t interval"


def test_equal_values_are_noted() -> None:
    row = estimate(table(A=[[0.1, 0.1]] * 9)).iloc[0]
    assert row["note"] == "all values equal: the interval has no width"
    assert row["ci_low"] == row["ci_high"] == pytest.approx(0.1)


def test_nothing_scored() -> None:
    row = estimate(table(A=[[np.nan], [np.nan]])).iloc[0]
    assert np.isnan(row["estimate"])
    assert (row["n"], row["n_occasions"], row["n_unscored"]) == (0, 0, 2)
    assert row["note"] == "no scored statements"


def test_booleans_are_shares_with_an_interval_even_if_rare() -> None:
    data = table(A=[[0], [0], [1], [0, 0]], B=[[0]] * 10)
    row_a, row_b = estimate(data.assign(hit=data["polarity"] == 1), "hit").to_dict("records")
    assert row_a["estimate"] == 0.2
    assert 0 < row_a["ci_low"] < 0.2 < row_a["ci_high"] < 1
    assert row_b["ci_low"] == 0
    assert row_b["ci_high"] == pytest.approx(stats.beta.ppf(0.975, 0.5, 10.5))


def test_groups_of_several_columns_and_of_none() -> None:
    data = simulated()
    data["month"] = np.where(np.arange(len(data)) % 2, "2025-01", "2025-02")
    found = estimate(data, by=["speaker", "month"])
    assert found[["speaker", "month"]].to_numpy().tolist() == [
        ["A", "2025-01"], ["A", "2025-02"], ["B", "2025-01"], ["B", "2025-02"]
    ]  # fmt: skip
    overall = estimate(data, by=[]).iloc[0]
    assert overall["estimate"] == pytest.approx(data["polarity"].mean())
    assert overall["n_occasions"] == 24


def test_an_occasion_that_two_speakers_share_counts_for_each() -> None:
    data = simulated().assign(occasion="Geneva")
    assert estimate(data)["n_occasions"].tolist() == [1, 1]


def test_unnamed_speakers_are_no_group() -> None:
    data = simulated()
    more = pd.DataFrame({"speaker": ["", None], "occasion": ["x", "y"], "polarity": [1.0, 1.0]})
    pd.testing.assert_frame_equal(estimate(pd.concat([data, more])), estimate(data))


@given(st.randoms(use_true_random=False), st.integers(0, 3))
@settings(max_examples=15, deadline=None)
def test_row_order_index_and_others_change_nothing(shuffle, seed: int) -> None:
    data = simulated(seed, ("A", "B"), k=9)
    order = list(range(len(data)))
    shuffle.shuffle(order)
    mixed = data.iloc[order].set_index(pd.Index([0] * len(data)))
    before = mixed.copy()
    pd.testing.assert_frame_equal(estimate(mixed), estimate(data), check_exact=True)
    pd.testing.assert_frame_equal(
        contrast(mixed, permutations=99), contrast(data, permutations=99), check_exact=True
    )
    pd.testing.assert_frame_equal(mixed, before)
    third = pd.concat([simulated(9, ("0 first", "C")), data])
    kept = estimate(third).query("speaker in ['A', 'B']").reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, estimate(data), check_exact=True)


def test_unscored_rows_change_counts_only() -> None:
    data = simulated()
    gaps = pd.concat([data, data.assign(polarity=np.nan)])
    pd.testing.assert_frame_equal(
        estimate(gaps).drop(columns="n_unscored"), estimate(data).drop(columns="n_unscored")
    )
    pd.testing.assert_frame_equal(contrast(gaps), contrast(data))


def test_seed_changes_the_interval_and_nothing_else() -> None:
    one, two = (estimate(simulated(k=16), seed=seed) for seed in (1, 2))
    assert one["estimate"].equals(two["estimate"])
    assert (one["ci_low"] != two["ci_low"]).all()
    assert one["ci_low"].to_numpy() == pytest.approx(two["ci_low"].to_numpy(), abs=0.1)


@pytest.mark.parametrize(
    ("change", "options", "words"),
    [
        (lambda d: d.drop(columns="polarity"), {}, "needs the column polarity; the table has"),
        (lambda d: d.drop(columns="occasion"), {}, "pass cluster='statement_id'"),
        (lambda d: d.drop(columns="speaker"), {}, "speaker"),
        (lambda d: d.assign(polarity="good"), {}, "numbers or booleans in the column polarity"),
        (lambda d: d.assign(polarity=np.inf), {}, "infinite"),
        (lambda d: d.assign(occasion=""), {}, "rows have no occasion"),
        (lambda d: d, {"level": 95}, "between 0 and 1"),
        (lambda d: d, {"resamples": 0}, "1 or more"),
        (lambda d: d, {"seed": -1}, "0 or more"),
    ],
)
@pytest.mark.parametrize("function", [estimate, contrast])
def test_bad_input_gets_one_line(function, change, options, words: str) -> None:
    with pytest.raises(InputError, match=words) as error:
        function(change(simulated()), **options)
    assert "\n" not in str(error.value)


def test_empty_tables_keep_their_columns() -> None:
    data = simulated()
    assert estimate(data[:0]).columns.equals(estimate(data).columns)
    one = contrast(data[data["speaker"] == "A"])
    assert len(one) == 0
    assert one.columns.equals(contrast(data).columns)


# contrast


def studentized(a: list[list[float]], b: list[list[float]]) -> float:
    sides = [(np.array([sum(o) for o in x]), np.array([float(len(o)) for o in x])) for x in (a, b)]
    means = [s.sum() / m.sum() for s, m in sides]
    return abs(means[0] - means[1]) / math.sqrt(sum(ratio_variance(s, m) for s, m in sides))


@pytest.mark.parametrize("seed", range(8))
def test_permutation_p_is_exact_on_small_data(seed: int) -> None:
    rng = np.random.default_rng(seed)
    occasions = [list(rng.normal(i < 2, 1, rng.integers(1, 4))) for i in range(8)]
    a, b = occasions[:2], occasions[2:]
    observed = studentized(a, b)
    statistics = [
        studentized(
            [occasions[i] for i in first], [occasions[i] for i in range(8) if i not in first]
        )
        for first in combinations(range(8), 2)
    ]
    assert len(statistics) == 28
    row = contrast(table(A=a, B=b)).iloc[0]
    assert row["p"] == pytest.approx(np.mean([s >= observed - 1e-12 for s in statistics]))


def test_sampled_permutation_p_is_never_zero() -> None:
    data = table(A=[[v] for v in range(12)], B=[[v + 100.0] for v in range(12)])
    assert contrast(data, permutations=99).loc[0, "p"] == 1 / 100


def test_interval_of_a_difference_is_expanded() -> None:
    rng = np.random.default_rng(8)
    a, b = rng.normal(size=9), rng.normal(size=9)
    row = contrast(table(A=[[v] for v in a], B=[[v] for v in b]), resamples=50_000).iloc[0]
    draws = [rng.choice(x, (50_000, 9)).mean(axis=1) for x in (a, b)]
    df = stats.ttest_ind(a, b, equal_var=False).df
    tail = stats.norm.cdf(stats.t.ppf(0.025, df) * math.sqrt(9 / 8))
    low, high = np.quantile(draws[0] - draws[1], [tail, 1 - tail])
    width = high - low
    assert row["ci_low"] == pytest.approx(low, abs=0.015 * width)
    assert row["ci_high"] == pytest.approx(high, abs=0.015 * width)


def test_speakers_are_resampled_independently() -> None:
    values = [[v] for v in np.random.default_rng(0).normal(size=20)]
    twins = estimate(table(A=values, B=values))
    assert twins.loc[0, "estimate"] == twins.loc[1, "estimate"]
    assert twins.loc[0, "ci_low"] != twins.loc[1, "ci_low"]


def test_contrast_by_hand() -> None:
    row = contrast(table(A=[[1.0, 3.0], [2.0]], B=[[0.0], [1.0]])).iloc[0]
    assert row["difference"] == 1.5
    assert (row["estimate_a"], row["estimate_b"]) == (2.0, 0.5)
    assert row[["n_a", "n_b", "n_occasions_a", "n_occasions_b", "n", "n_occasions"]].tolist() == [
        3, 2, 2, 2, 5, 4
    ]  # fmt: skip
    # Pooled variance (2 + 0.5) / 3; exact correction for 3 degrees of freedom.
    correction = math.gamma(1.5) / (math.sqrt(1.5) * math.gamma(1.0))
    assert row["effect_size"] == pytest.approx(1.5 / math.sqrt(2.5 / 3) * correction)


def test_few_occasions_take_welchs_t() -> None:
    a, b = [0.1, 0.4, 0.9, 0.3], [-0.5, 0.2, -0.1]
    row = contrast(table(A=[[v] for v in a], B=[[v] for v in b])).iloc[0]
    interval = stats.ttest_ind(a, b, equal_var=False).confidence_interval(0.95)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high))


def test_large_independent_samples_agree_with_welch() -> None:
    rng = np.random.default_rng(5)
    a, b = rng.normal(0.2, 1, 150), rng.normal(0, 2, 90)
    data = table(A=[[v] for v in a], B=[[v] for v in b])
    row = contrast(data, resamples=10_000).iloc[0]
    test = stats.ttest_ind(a, b, equal_var=False)
    interval = test.confidence_interval(0.95)
    assert row["p"] == pytest.approx(test.pvalue, abs=0.02)
    assert row["ci_low"] == pytest.approx(interval.low, abs=0.03)
    assert row["ci_high"] == pytest.approx(interval.high, abs=0.03)


def test_contrast_of_many_occasions() -> None:
    rng = np.random.default_rng(7)
    data = pd.DataFrame(
        {"speaker": np.repeat(["A", "B"], [1900, 1100]), "occasion": np.arange(3000),
         "polarity": np.append(rng.normal(0, 0.1, 1900), rng.normal(0.01, 0.2, 1100))}
    )  # fmt: skip
    row = contrast(data, permutations=1999).iloc[0]
    test = stats.ttest_ind(data["polarity"][:1900], data["polarity"][1900:], equal_var=False)
    assert row["p"] == pytest.approx(test.pvalue, abs=0.03)
    interval = test.confidence_interval(0.95)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx((interval.low, interval.high))
    assert row["note"] == ""
    again = contrast(data.sample(frac=1, random_state=1), permutations=1999)
    pd.testing.assert_frame_equal(again, contrast(data, permutations=1999), check_exact=True)


@given(st.integers(0, 50), st.sampled_from([3, 9]))
@settings(max_examples=12, deadline=None)
def test_swapping_a_pair_flips_the_sign(seed: int, k: int) -> None:
    data = simulated(seed, k=k)
    one = contrast(data, pairs=[("A", "B")], permutations=99).iloc[0]
    two = contrast(data, pairs=[("B", "A")], permutations=99).iloc[0]
    assert two["difference"] == -one["difference"]
    assert (two["ci_low"], two["ci_high"]) == (-one["ci_high"], -one["ci_low"])
    assert two["effect_size"] == -one["effect_size"]
    assert two["p"] == one["p"]
    assert (two["estimate_a"], two["n_a"]) == (one["estimate_b"], one["n_b"])


def test_a_third_speaker_changes_the_adjustment_only() -> None:
    two = contrast(simulated(2))
    three = contrast(pd.concat([simulated(2), simulated(7, ("C",))]))
    assert three[["speaker_a", "speaker_b"]].to_numpy().tolist() == [
        ["A", "B"], ["A", "C"], ["B", "C"]
    ]  # fmt: skip
    same = [c for c in two if c != "p_adjusted"]
    pd.testing.assert_frame_equal(three[same][:1], two[same], check_exact=True)
    assert three["p_adjusted"].to_numpy() == pytest.approx(holm(three["p"]))


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    found = holm([0.02, np.nan, 0.03])
    assert found[[0, 2]] == pytest.approx([0.04, 0.04])
    assert np.isnan(found[1])
    assert holm([]).size == 0


def test_degenerate_groups_are_noted() -> None:
    data = table(A=[[0.1], [0.2]], B=[[0.5, 0.6]], C=[[np.nan]])
    rows = contrast(data).set_index(["speaker_a", "speaker_b"])
    assert rows.loc[("A", "B"), "note"] == "one occasion of B: no interval, no test"
    assert rows.loc[("A", "B"), "difference"] == pytest.approx(-0.4)
    assert rows.loc[("A", "C"), "note"] == "no scored statements of C"
    assert rows[["p", "p_adjusted", "ci_low"]].isna().all(axis=None)


def test_no_spread_at_all() -> None:
    same = contrast(table(A=[[0.3]] * 4, B=[[0.3]] * 4)).iloc[0]
    assert (same["difference"], same["p"]) == (0, 1)
    apart = contrast(table(A=[[0.3]] * 4, B=[[0.1]] * 4)).iloc[0]
    # Of 70 relabelings, the observed one and its mirror image are as extreme.
    assert apart["p"] == pytest.approx(2 / 70)
    assert np.isnan(apart["effect_size"])
    assert "no spread between occasions" in apart["note"]


def test_unknown_pairs_are_named() -> None:
    with pytest.raises(InputError, match="no statements of 'Lavrov'; there are A, B"):
        contrast(simulated(), pairs=[("A", "Lavrov")])
    with pytest.raises(InputError, match="paired with itself"):
        contrast(simulated(), pairs=[("A", "A")])
    with pytest.raises(InputError, match="permutations"):
        contrast(simulated(), permutations=0)


# proportions, position, shares


def test_jeffreys_against_scipy() -> None:
    low, high = jeffreys_interval(0.3, 20, level=0.9)
    assert (low, high) == pytest.approx(stats.beta.interval(0.9, 6.5, 14.5))


def test_effective_size() -> None:
    ones = np.ones(20)
    independent = (np.arange(20) < 6).astype(float)
    assert effective_size(independent, ones, level=0.95) == pytest.approx(20)
    # In between: the design effect and the ratio of the t quantiles, by hand.
    hits, sizes = np.array([3.0, 1.0, 0.0, 2.0, 3.0, 1.0]), np.full(6, 3.0)
    share = 10 / 18
    variance = 6 / 5 * ((hits - share * 3) ** 2).sum() / 18**2
    ratio = stats.t.ppf(0.975, 17) / stats.t.ppf(0.975, 5)
    expected = 18 * share * (1 - share) / 17 / variance * ratio**2
    assert 6 < expected < 18
    assert effective_size(hits, sizes, level=0.95) == pytest.approx(expected)
    # Occasions that speak with one voice are worth no more than one statement each.
    voices = np.array([4.0, 0.0, 4.0, 4.0, 0.0, 4.0, 0.0, 4.0])
    assert effective_size(voices, np.full(8, 4.0), level=0.95) == pytest.approx(8)
    assert effective_size(np.array([9.0, 1.0]), np.array([9.0, 1.0]), level=0.95) == 100 / 82
    # Occasions that are all alike are worth no more than their statements.
    assert effective_size(np.full(5, 1.0), np.full(5, 2.0), level=0.95) == 10


def test_share_interval_starts_at_zero_and_has_a_width() -> None:
    low, high = share_interval(np.zeros(8), np.ones(8), level=0.95)
    assert (low, high) == pytest.approx((0, stats.beta.ppf(0.975, 0.5, 8.5)))
    low, high = share_interval(np.ones(8), np.ones(8), level=0.95)
    assert (low, high) == pytest.approx((stats.beta.ppf(0.025, 8.5, 0.5), 1))


def test_position_of_independent_statements_is_jeffreys() -> None:
    row = position(stance_table("A", [(1, 0)] * 7 + [(0, 1)] * 3)).iloc[0]
    assert row["estimate"] == pytest.approx(math.log(7.5 / 3.5))
    ends = stats.beta.interval(0.95, 7.5, 3.5)
    assert (row["ci_low"], row["ci_high"]) == pytest.approx([math.log(e / (1 - e)) for e in ends])
    assert row[["favor", "against", "conditional", "n", "n_occasions"]].tolist() == [
        7,
        3,
        0,
        10,
        10,
    ]
    assert row["note"] == ""


def test_position_of_a_unanimous_speaker_has_a_width() -> None:
    row = position(stance_table("A", [(5, 0), (5, 0)])).iloc[0]
    low, high = stats.beta.interval(0.95, 2.5, 0.5)
    assert row["ci_low"] == pytest.approx(math.log(low / (1 - low)))
    assert row["ci_high"] == pytest.approx(math.log(high / (1 - high)))
    assert row["note"].startswith("unanimous")


def test_position_of_one_occasion() -> None:
    row = position(stance_table("A", [(3, 1)])).iloc[0]
    assert row["estimate"] == pytest.approx(math.log(3.5 / 1.5))
    assert np.isnan(row["ci_low"])
    assert row["note"] == "one occasion: no interval"


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)).filter(any), min_size=2, max_size=8),
    st.sampled_from([0.5, 0.95, 0.999]),
)
@settings(max_examples=60, deadline=None)
def test_position_interval_holds_the_estimate_and_mirrors(pairs, level: float) -> None:
    row = position(stance_table("A", pairs), level=level).iloc[0]
    turned = position(stance_table("A", [p[::-1] for p in pairs]), level=level).iloc[0]
    assert np.isfinite([row["ci_low"], row["ci_high"]]).all()
    assert row["ci_low"] <= row["estimate"] <= row["ci_high"]
    assert row["ci_low"] < row["ci_high"]
    assert turned["estimate"] == pytest.approx(-row["estimate"])
    assert turned["ci_low"] == pytest.approx(-row["ci_high"])


def corpus() -> tuple[pd.DataFrame, pd.DataFrame]:
    statements = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(8)],
            "speaker": ["A"] * 4 + ["B"] * 4,
            "occasion": ["a1", "a1", "a2", "a3", "b1", "b1", "b2", "b2"],
        }
    )
    stances = pd.DataFrame(
        {
            "statement_id": ["s0", "s2", "s4", "s4", "s7", "gone"],
            "issue": ["talks", "talks", "talks", "pressure", "talks", "talks"],
            "stance": ["favor", "favor", "against", "none", "favor", "favor"],
            "conditional": [True, False, False, None, True, False],
        }
    )
    return stances, statements


def test_position_joins_statements_and_drops_none() -> None:
    stances, statements = corpus()
    found = position(stances, statements)
    assert found[["speaker", "issue", "favor", "against", "conditional"]].to_numpy().tolist() == [
        ["A", "talks", 2, 0, 1],
        ["B", "talks", 1, 1, 1],
    ]
    joined = stances.merge(statements, on="statement_id").iloc[::-1]
    pd.testing.assert_frame_equal(position(joined), found)


def test_shares_by_hand() -> None:
    stances, statements = corpus()
    found = shares(stances, statements)
    assert found.columns.tolist() == [
        "speaker", "issue", "stance", "conditional", "count", "estimate", "ci_low", "ci_high", "n",
        "n_occasions", "note",
    ]  # fmt: skip
    cells = found.set_index(["speaker", "stance", "conditional"])
    assert cells["count"].to_dict() == {
        ("A", "favor", False): 1, ("A", "favor", True): 1,
        ("A", "against", False): 0, ("A", "against", True): 0,
        ("B", "favor", False): 0, ("B", "favor", True): 1,
        ("B", "against", False): 1, ("B", "against", True): 0,
    }  # fmt: skip
    assert (found["issue"] == "talks").all()
    assert (found["estimate"] == found["count"] / 4).all()
    assert found.loc[found["count"] == 0, "ci_low"].eq(0).all()
    assert (found["ci_low"] <= found["estimate"]).all()
    assert (found["ci_high"] > found["estimate"]).all()
    assert found.groupby("speaker")["n_occasions"].first().tolist() == [3, 2]
    mixed = shares(stances.iloc[::-1], statements.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(mixed, found)


def test_shares_of_one_occasion_and_of_nothing() -> None:
    stances, statements = corpus()
    one = shares(stances, statements.assign(occasion="x"))
    assert one["ci_low"].isna().all()
    assert (one["note"] == "one occasion: no interval").all()
    assert shares(stances[:0], statements).columns.equals(one.columns)


def test_stance_tables_that_cannot_be_used() -> None:
    stances, statements = corpus()
    with pytest.raises(InputError, match="needs the column occasion"):
        position(stances, statements.drop(columns="occasion"))
    with pytest.raises(InputError, match="found neutral"):
        position(stances.assign(stance="neutral"), statements)
    with pytest.raises(InputError, match="s0 has two stances on talks"):
        shares(pd.concat([stances, stances]), statements)
    with pytest.raises(InputError, match="statement_id 's0' is there twice"):
        shares(stances, pd.concat([statements, statements]))
    with pytest.raises(InputError, match="conditional must hold booleans"):
        shares(stances.assign(conditional="false"), statements)
    with pytest.raises(InputError, match="needs the column conditional"):
        position(stances.drop(columns="conditional"), statements)


def test_no_interval_goes_beyond_the_scale_of_its_score():
    table = pd.DataFrame(
        {"speaker": list("AABB"), "occasion": list("wxyz"), "polarity": [-0.9, 0.9, -0.8, 0.9]}
    )
    found = estimate(table)
    assert (found["ci_low"] == -1).all()
    assert (found["ci_high"] == 1).all()
    row = contrast(table).iloc[0]
    assert (row["ci_low"], row["ci_high"]) == (-2, 2)
    # Not of the score's scale, whatever the column's name.
    assert estimate(table.assign(polarity=table["polarity"] * 9))["ci_high"].max() > 1
    assert estimate(table.assign(other=table["polarity"]), "other")["ci_high"].max() > 1
