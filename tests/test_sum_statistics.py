from __future__ import annotations

import numpy as np
import pytest

from analysis.resampling import generator
from analysis.sum_statistics import (
    counts_interval,
    f1_parts,
    ratio,
    statistic_interval,
    sums_by_occasion,
)


def mean(sums: np.ndarray) -> np.ndarray:
    return ratio(sums[..., 0], sums[..., 1])


def interval(sums: np.ndarray) -> tuple[float, float, float, str]:
    return statistic_interval(sums, mean, level=0.95, resamples=500, rng=generator(0, "test"))


def test_rows_are_summed_by_occasion() -> None:
    values = np.arange(12, dtype=float).reshape(3, 2, 2)
    sums = sums_by_occasion(values, np.array([1, 0, 1]), 3)
    assert sums.tolist() == [[[4, 5], [6, 7]], [[8, 10], [12, 14]], [[0, 0], [0, 0]]]


def test_f1_of_counts() -> None:
    counts = np.array([[3.0, 1.0, 0.0], [0.0, 0.0, 2.0]])
    hits, sizes = f1_parts(counts, 2)
    assert hits.tolist() == [6, 0] and sizes.tolist() == [4 + 3, 2 + 1]
    assert np.isnan(ratio(np.array(0.0), np.array(0.0)))


def test_the_interval_holds_the_estimate_and_narrows_with_occasions() -> None:
    widths = []
    for occasions in (10, 90):
        sums = np.tile([[1.0, 2.0], [2.0, 2.0]], (occasions // 2, 1))
        estimate, low, high, note = interval(sums)
        assert estimate == 0.75 and low < estimate < high and note == ""
        widths.append(high - low)
    # As the root of their number, and more for few: the t of 9 and of 89 degrees of freedom.
    assert widths[0] / widths[1] == pytest.approx(3 * 2.262 / 1.987 * (10 / 9) ** 0.5, rel=0.15)


def test_what_has_no_interval_says_why() -> None:
    assert interval(np.array([[1.0, 2.0]]))[3] == "one occasion: no interval"
    assert np.isnan(interval(np.array([[1.0, 2.0]]))[1])
    estimate, _, _, note = interval(np.zeros((3, 2)))
    assert np.isnan(estimate) and note == "not defined"
    estimate, low, high, note = interval(np.ones((3, 2)))
    assert low == estimate == high and note.startswith("the interval has no width")


def test_counts_give_the_interval_of_the_sums_they_are_made_of() -> None:
    values = np.random.default_rng(6).normal(size=(30, 2)) + 2
    options = {"level": 0.95, "resamples": 300}
    of_sums = statistic_interval(
        values, lambda s: s[..., 0] / s[..., 1], rng=generator(0, "test"), **options
    )
    of_counts = counts_interval(
        30,
        lambda c: (c @ values[:, 0]) / (c @ values[:, 1]),
        rng=generator(0, "test"),
        **options,
    )
    assert of_counts == pytest.approx(of_sums)


def test_counts_of_one_occasion_and_of_what_is_not_defined() -> None:
    options = {"level": 0.95, "resamples": 9, "rng": generator(0, "test")}
    one = counts_interval(1, lambda c: c.sum(axis=-1), **options)
    assert one[0] == 1 and one[3] == "one occasion: no interval"
    assert counts_interval(9, lambda c: c.sum(axis=-1) * np.nan, **options)[3] == "not defined"
