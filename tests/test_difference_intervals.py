from __future__ import annotations

from math import hypot

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analysis.clusters import Group
from analysis.compare import contrast, estimate
from analysis.difference_intervals import bootstrap_means, mean_difference, share_difference
from analysis.studentized import bell_mccaffrey


def group(name: str, sums: object, sizes: object) -> Group:
    sizes = np.array(sizes, dtype=float)
    return Group((name,), np.zeros(int(sizes.sum())), np.array(sums, dtype=float), sizes, 0)


def of_means(a: Group, b: Group, resamples: int = 20_000) -> tuple[float, float, str]:
    draws = bootstrap_means(a, resamples, 0), bootstrap_means(b, resamples, 0)
    return mean_difference(a, b, draws=draws, level=0.95)


def test_shares_by_hand() -> None:
    # Independent statements, whose interval is Jeffreys'.
    a, b = group("a", [1] * 6 + [0] * 14, [1] * 20), group("b", [1] * 3 + [0] * 27, [1] * 30)
    low_a, high_a = stats.beta.interval(0.9, 6.5, 14.5)
    low_b, high_b = stats.beta.interval(0.9, 3.5, 27.5)
    expected = (
        0.2 - hypot(0.3 - low_a, high_b - 0.1),
        0.2 + hypot(high_a - 0.3, 0.1 - low_b),
    )
    assert share_difference(a, b, level=0.9)[:2] == pytest.approx(expected)


def test_shares_of_none_have_a_width() -> None:
    none, all_of_it = group("a", [0] * 12, [2] * 12), group("b", [2] * 9, [2] * 9)
    low, high, _ = share_difference(none, none, level=0.95)
    assert low == pytest.approx(-high) and 0.1 < high < 0.3
    low, high, _ = share_difference(none, all_of_it, level=0.95)
    assert low == -1 and -1 < high < -0.6


counts = st.lists(
    st.integers(1, 9).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2, max_size=12,
)  # fmt: skip


@given(counts, counts)
def test_shares_stay_on_their_scale_and_hold_the_difference(
    one: list[tuple[int, int]], two: list[tuple[int, int]]
) -> None:
    a, b = group("a", *zip(*one, strict=True)), group("b", *zip(*two, strict=True))
    low, high, _ = share_difference(a, b, level=0.95)
    difference = a.sums.sum() / a.sizes.sum() - b.sums.sum() / b.sizes.sum()
    assert -1 - 1e-12 <= low <= difference <= high <= 1 + 1e-12
    turned = share_difference(b, a, level=0.95)
    assert turned[:2] == pytest.approx((-high, -low))


def test_contrast_of_booleans_comes_from_the_intervals_of_the_shares() -> None:
    rng = np.random.default_rng(5)
    data = pd.DataFrame(
        {"speaker": np.repeat(["A", "B"], 60), "occasion": np.arange(120) // 3,
         "harsh": rng.random(120) < np.repeat([0.1, 0.4], 60)}
    )  # fmt: skip
    sides = estimate(data, "harsh").set_index("speaker")
    row = contrast(data, "harsh", permutations=99).iloc[0]
    gaps = sides["estimate"] - sides["ci_low"], sides["ci_high"] - sides["estimate"]
    down, up = hypot(gaps[0]["A"], gaps[1]["B"]), hypot(gaps[1]["A"], gaps[0]["B"])
    assert row["ci_low"] == pytest.approx(row["difference"] - down)
    assert row["ci_high"] == pytest.approx(row["difference"] + up)
    numbers = contrast(data.assign(harsh=data["harsh"].astype(float)), "harsh", permutations=99)
    assert numbers.loc[0, "difference"] == row["difference"] and numbers.loc[0, "p"] == row["p"]
    assert numbers.loc[0, "ci_low"] != row["ci_low"]


def test_means_of_uneven_occasions_reach_as_far_as_bell_and_mccaffrey() -> None:
    rng = np.random.default_rng(1)
    sizes = np.array([*[1.0] * 18, 20.0, 20.0])
    a, b = (group(name, sizes * rng.normal(size=20), sizes) for name in ("a", "b"))
    draws = bootstrap_means(a, 4000, 0), bootstrap_means(b, 4000, 0)
    found = mean_difference(a, b, draws=draws, level=0.95)
    parts = [bell_mccaffrey(g.sums, g.sizes) for g in (a, b)]
    variance = sum(v for v, _ in parts)
    df = variance**2 / sum(v**2 / d for v, d in parts)
    assert df < 8  # of 38 that occasions of one size would have
    residuals = [g.sums - g.sums.sum() / g.sizes.sum() * g.sizes for g in (a, b)]
    drawn = sum((r**2).sum() for r in residuals) / sizes.sum() ** 2
    tail = stats.norm.cdf(stats.t.ppf(0.025, df) * (variance / drawn) ** 0.5)
    expected = np.quantile(draws[0] - draws[1], [tail, 1 - tail])
    assert found[:2] == pytest.approx(tuple(expected))


@pytest.mark.parametrize(
    ("counts", "note"), [((5, 30), "few occasions (5): t interval"), ((1001, 20), "")]
)
def test_t_where_the_bootstrap_is_of_no_use(counts: tuple[int, int], note: str) -> None:
    rng = np.random.default_rng(2)
    a, b = (group(n, rng.normal(size=k), np.ones(k)) for n, k in zip("ab", counts, strict=True))
    expected = stats.ttest_ind(a.sums, b.sums, equal_var=False).confidence_interval(0.95)
    assert of_means(a, b, resamples=9) == pytest.approx((expected.low, expected.high, note))
