from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.clusters import ratio_interval, ratio_variance
from analysis.resampling import generator
from analysis.studentized import LEAST_ERROR, bell_mccaffrey, bootstrap_t, t_reach


def by_matrices(values: list[np.ndarray]) -> tuple[float, float]:
    """Bell & McCaffrey for a mean from the definition: a row a statement, one column of ones."""
    n = sum(map(len, values))
    spans = np.split(np.arange(n), np.cumsum([len(v) for v in values])[:-1])
    y = np.concatenate(values)
    left = np.eye(n) - np.full((n, n), 1 / n)  # what takes the mean away
    weights = []
    for span in spans:
        own = left[np.ix_(span, span)]
        roots, sides = np.linalg.eigh(own)
        adjusted = sides @ np.diag(np.maximum(roots, 1e-12) ** -0.5) @ sides.T
        weights.append(left[:, span] @ adjusted @ np.ones(len(span)) / n)
    stacked = np.column_stack(weights)
    variance = float(((stacked.T @ y) ** 2).sum())
    inner = stacked.T @ stacked
    return variance, float(np.trace(inner) ** 2 / (inner**2).sum())


@pytest.mark.parametrize("sizes", [[1, 1], [9, 1], [3, 3, 3, 3], [1, 2, 7, 12, 1, 1]])
def test_bell_mccaffrey_is_the_matrix_formula(sizes: list[int]) -> None:
    rng = np.random.default_rng(sum(sizes))
    values = [rng.normal(size=size) for size in sizes]
    found = bell_mccaffrey(np.array([v.sum() for v in values]), np.array(sizes, dtype=float))
    assert found == pytest.approx(by_matrices(values))


def test_bell_mccaffrey_of_equal_sizes_is_the_plain_variance() -> None:
    sums, sizes = np.array([0.3, -1.0, 2.0, 0.5, 0.0]), np.full(5, 3.0)
    variance, df = bell_mccaffrey(sums, sizes)
    assert variance == pytest.approx(ratio_variance(sums, sizes))
    assert df == pytest.approx(4)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=30))
def test_uneven_occasions_have_fewer_degrees_of_freedom(sizes: list[int]) -> None:
    _, df = bell_mccaffrey(np.arange(len(sizes), dtype=float), np.array(sizes, dtype=float))
    assert 1 - 1e-9 <= df <= len(sizes) - 1 + 1e-9


def test_bootstrap_t_by_hand() -> None:
    rng = np.random.default_rng(2)
    sizes = rng.integers(1, 6, 20).astype(float)
    sums = sizes * rng.exponential(size=20)
    ratio = sums.sum() / sizes.sum()
    least = LEAST_ERROR * ratio_variance(sums, sizes) ** 0.5
    draws = []
    for _ in range(20_000):
        at = rng.integers(0, 20, 20)
        error = ratio_variance(sums[at], sizes[at]) ** 0.5
        draws.append((sums[at].sum() / sizes[at].sum() - ratio) / max(error, least))
    variance, df = bell_mccaffrey(sums, sizes)
    stretch = variance**0.5 * stats.t.ppf(0.95, df) / stats.t.ppf(0.95, 19)
    low, high = (ratio - np.quantile(draws, q) * stretch for q in (0.95, 0.05))
    found = bootstrap_t(sums, sizes, level=0.9, resamples=20_000, rng=generator(0, "test"))
    assert found == pytest.approx((low, high), abs=0.03 * (high - low))


def test_bootstrap_t_of_normal_values_is_the_t_interval() -> None:
    values = stats.norm.ppf((np.arange(60) + 0.5) / 60)
    low, high = bootstrap_t(
        values, np.ones(60), level=0.95, resamples=40_000, rng=generator(0, "test")
    )
    expected = t_reach(59, level=0.95) * stats.sem(values)
    assert (low, high) == pytest.approx((-expected, expected), abs=0.03 * expected)


def test_bootstrap_t_reaches_to_where_rare_values_may_lie_and_not_beyond() -> None:
    rare = np.zeros(24)
    rare[:2] = 1.0
    low, high = bootstrap_t(rare, np.ones(24), level=0.95, resamples=2000, rng=generator(0, "test"))
    share = 2 / 24
    assert share - low < 0.1 < high - share
    assert high < 0.4  # without the least error: 80, since 1 resample in 8 has none


@given(st.data(), st.integers(16, 40), st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_the_estimate(data: st.DataObject, count: int, seed: int) -> None:
    floats = st.floats(-1, 1).map(lambda value: round(value, 2))
    sizes = np.array(data.draw(st.lists(st.integers(1, 12), min_size=count, max_size=count)), float)
    sums = sizes * data.draw(st.lists(floats, min_size=count, max_size=count))
    low, high, _ = ratio_interval(
        sums, sizes, level=0.95, resamples=200, rng=generator(seed, "test")
    )
    assert low <= sums.sum() / sizes.sum() + 1e-12
    assert high >= sums.sum() / sizes.sum() - 1e-12


def test_which_interval_for_how_many_occasions() -> None:
    rng = np.random.default_rng(4)

    def both(count: int) -> tuple[tuple[float, float, str], tuple[float, float, str]]:
        sizes = rng.integers(1, 5, count).astype(float)
        sums = sizes * rng.exponential(size=count)
        found = ratio_interval(sums, sizes, level=0.95, resamples=99, rng=generator(0, "test"))
        variance, df = bell_mccaffrey(sums, sizes)
        reach, ratio = t_reach(df, level=0.95) * variance**0.5, sums.sum() / sizes.sum()
        note = f"few occasions ({count}): t interval" if count < 16 else ""
        return found, (ratio - reach, ratio + reach, note)

    for count in (2, 15, 1001):
        found, t_interval = both(count)
        assert found == pytest.approx(t_interval)
    for count in (16, 1000):
        found, t_interval = both(count)
        assert found[2] == ""
        assert found[0] != pytest.approx(t_interval[0], rel=1e-6)
        assert found[:2] == pytest.approx(t_interval[:2], rel=0.4)
