from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np
import pytest
from scipy import stats

from analysis import resampling
from analysis.resampling import (
    MANY_CLUSTERS,
    _subsets,
    _subsets_by_keys,
    bootstrap_counts,
    bootstrap_sums,
    expanded_interval,
    generator,
    relabeled_sums,
    relabelings,
)

Draw = Callable[[int, int, int, np.random.Generator], np.ndarray]


def test_generator_belongs_to_its_name_and_seed() -> None:
    first = generator(0, "Zelensky").random(4)
    assert (generator(0, "Zelensky").random(4) == first).all()
    assert (generator(1, "Zelensky").random(4) != first).any()
    assert (generator(0, "Peskov").random(4) != first).any()
    # Two names are not one name made of both.
    assert generator(0, "a", "bc").random() != generator(0, "ab", "c").random()


def test_generator_is_the_same_in_every_process_and_release() -> None:
    # Python's own hash() would differ from run to run.
    assert generator(0, "Zelensky").integers(0, 1000, 3).tolist() == [591, 42, 781]


def test_bootstrap_sums_draw_as_many_clusters_as_there_are() -> None:
    sums = bootstrap_sums(np.ones((7, 2)), resamples=5, rng=generator(0))
    assert sums.shape == (5, 2)
    assert (sums == 7).all()


def test_bootstrap_sums_keep_the_columns_of_a_cluster_together() -> None:
    column = np.arange(9.0)
    sums = bootstrap_sums(np.column_stack([column, 2 * column]), resamples=50, rng=generator(0))
    np.testing.assert_allclose(sums[:, 1], 2 * sums[:, 0])
    assert len(np.unique(sums[:, 0])) > 10


def test_blocks_do_not_change_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    clusters = np.arange(24.0).reshape(12, 2)
    whole = bootstrap_sums(clusters, resamples=40, rng=generator(3))
    relabeled = list(relabeled_sums(clusters, 5, permutations=100, rng=generator(3)))
    monkeypatch.setattr(resampling, "BLOCK_CELLS", 36)
    np.testing.assert_array_equal(bootstrap_sums(clusters, resamples=40, rng=generator(3)), whole)
    parts = list(relabeled_sums(clusters, 5, permutations=100, rng=generator(3)))
    assert len(parts) > 1
    np.testing.assert_array_equal(np.concatenate(parts), np.concatenate(relabeled))


def test_expanded_interval_equals_t_interval_for_normal_draws() -> None:
    count = 12
    draws = stats.norm.ppf((np.arange(200_000) + 0.5) / 200_000) * ((count - 1) / count) ** 0.5
    widen = (count / (count - 1)) ** 0.5
    low, high = expanded_interval(draws, level=0.95, df=count - 1, widen=widen)
    assert low == pytest.approx(stats.t.ppf(0.025, count - 1), abs=0.002)
    assert high == pytest.approx(stats.t.ppf(0.975, count - 1), abs=0.002)


def test_expanded_interval_leaves_out_undefined_draws() -> None:
    draws = np.array([np.nan, 1.0, 2.0, 3.0])
    assert expanded_interval(draws, level=0.9, df=50, widen=1) == expanded_interval(
        draws[1:], level=0.9, df=50, widen=1
    )
    assert np.isnan(expanded_interval(draws[:1], level=0.9, df=50, widen=1)).all()


def test_all_relabelings_where_there_are_few() -> None:
    clusters = np.array([[1.0], [2.0], [4.0], [8.0], [16.0]])
    assert relabelings(5, 2, 10) == 10
    assert relabelings(5, 2, 9) is None
    found = np.concatenate(list(relabeled_sums(clusters, 2, permutations=10, rng=generator(0))))
    expected = sorted(a + b for a, b in combinations(clusters[:, 0], 2))
    assert sorted(found[:, 0]) == expected


def test_random_relabelings_choose_the_right_number_evenly() -> None:
    identity = np.column_stack([np.eye(10), np.ones(10)])
    found = np.concatenate(list(relabeled_sums(identity, 4, permutations=5000, rng=generator(1))))[
        :
    ]
    drawn = np.concatenate(list(relabeled_sums(identity, 4, permutations=200, rng=generator(1))))
    assert found.shape == (210, 11)
    assert drawn.shape == (200, 11)
    assert (drawn[:, 10] == 4).all()
    assert set(np.unique(drawn[:, :10])) == {0.0, 1.0}
    assert abs(drawn[:, :10].mean(axis=0) - 0.4).max() < 0.15


@pytest.mark.parametrize("draw", [_subsets, _subsets_by_keys])
@pytest.mark.parametrize(("count", "size"), [(6, 1), (6, 3), (6, 5), (9, 2), (2, 1)])
def test_every_relabeling_is_as_likely_as_any_other(draw: Draw, count: int, size: int) -> None:
    drawn = draw(1500 * count, count, size, generator(0, "uniform"))
    assert (drawn.sum(axis=1) == size).all()
    found, times = np.unique(drawn, axis=0, return_counts=True)
    assert len(found) == comb(count, size)
    assert stats.chisquare(times).pvalue > 0.001


@pytest.mark.parametrize("size", [3, 400, 1300, 1997])
def test_relabelings_of_many_clusters(size: int) -> None:
    count = MANY_CLUSTERS * 2
    marks = np.column_stack([np.ones(count), np.arange(count) < count // 4])
    blocks = list(relabeled_sums(marks, size, permutations=500, rng=generator(0, "many")))
    assert len(blocks) > 1
    found = np.concatenate(blocks)
    assert (found[:, 0] == size).all()
    expected = stats.hypergeom(count, count // 4, size)
    assert stats.kstest(found[:, 1] + 0.0, expected.cdf).statistic < 0.06 + expected.pmf(
        int(expected.median())
    )
    assert found[:, 1].mean() == pytest.approx(expected.mean(), abs=4 * expected.std() / 500**0.5)
    assert found[:, 1].std() == pytest.approx(expected.std(), rel=0.15)


def test_bootstrap_counts_are_those_of_the_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    clusters = np.arange(14.0).reshape(7, 2) ** 2
    sums = bootstrap_sums(clusters, resamples=30, rng=generator(5))
    for cells in (resampling.BLOCK_CELLS, 20):
        monkeypatch.setattr(resampling, "BLOCK_CELLS", cells)
        counts = np.concatenate(list(bootstrap_counts(7, resamples=30, rng=generator(5))))
        np.testing.assert_array_equal(counts @ clusters, sums)
