from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.clusters import ratio_variance
from analysis.rectified import (
    NO_LABELS,
    ONE_OCCASION,
    Rectified,
    few_labels,
    kish_size,
    mean_interval,
    rectify,
    share_interval,
    share_size,
)

SEEDS = st.integers(0, 10_000)


def drawn(seed: int, *, share: float = 0.4, occasions: int = 12, error: float = 0.5) -> dict:
    """A corpus with codes and labels, and labels of a random part."""
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 6, occasions)
    occasion = np.repeat(np.arange(occasions), sizes)
    truth = rng.normal(size=occasions)[occasion] + rng.normal(size=len(occasion))
    codes = truth + error * rng.normal(size=len(occasion)) + error
    known = rng.random(len(occasion)) < share
    known[:3] = True
    return {
        "occasions": occasion, "count": occasions, "codes": codes,
        "labels": np.where(known, truth, np.nan), "weights": known.astype(float),
    }  # fmt: skip


def rebuilt(data: dict, **changes: object) -> Rectified:
    return rectify(**{**data, **changes})


def test_by_hand() -> None:
    codes = np.array([0.0, 0, 1, 1, 1, 1, 1, 1])
    labels = np.array([0.0, 1, 1, 1, *[np.nan] * 4])
    found = rectify(np.arange(8), 8, codes, labels, (~np.isnan(labels)).astype(float))
    # Labels 0.75, their codes 0.5, all codes 0.75; slope of labels on codes 1/2.
    assert found.weight == 0.5
    assert found.estimate == 0.75 + 0.5 * (0.75 - 0.5)
    a = np.array([-0.5, 0.5, 0, 0, 0, 0, 0, 0]) / 4 / np.sqrt(1 - 1 / 4)
    b = 0.5 * (codes - 0.75) / 8 / np.sqrt(1 - 1 / 8)
    assert found.influence == pytest.approx(a + b)
    # Half labeled, labels' variance 3/16, four labels in four occasions.
    assert found.floor == pytest.approx(2 * 0.5 * 3 / 16 / (4 * 4))
    assert found.variance == pytest.approx(((a + b) ** 2).sum() + found.floor)
    assert (found.labeled, found.voices, found.alike) == (4, 4, False)
    low, high, note = mean_interval(found, level=0.95)
    reach = stats.t.ppf(0.975, 3) * found.variance**0.5
    assert (low, high) == pytest.approx((found.estimate - reach, found.estimate + reach))
    assert note == "few labeled occasions (4)"


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_labels_of_everything_give_their_mean_and_its_usual_variance(seed: int) -> None:
    data = drawn(seed, share=1.0, occasions=40)
    found = rebuilt(data)
    assert found.estimate == pytest.approx(data["labels"].mean())
    assert found.floor == 0
    sums = np.bincount(data["occasions"], data["labels"])
    usual = ratio_variance(sums, np.bincount(data["occasions"]).astype(float))
    assert found.variance == pytest.approx(usual, rel=0.06)
    # Then the codes do not matter at all.
    other = rebuilt(data, codes=np.sin(99 * data["codes"]))
    assert other.estimate == pytest.approx(found.estimate)
    assert other.influence == pytest.approx(found.influence)


@given(SEEDS)
@settings(max_examples=25, deadline=None)
def test_a_perfect_coder_gives_the_mean_of_the_codes(seed: int) -> None:
    data = drawn(seed, error=0.0, occasions=40)
    found = rebuilt(data)
    assert found.estimate == pytest.approx(data["codes"].mean())
    assert found.weight == pytest.approx(1)
    sums = np.bincount(data["occasions"], data["codes"])
    usual = ratio_variance(sums, np.bincount(data["occasions"]).astype(float))
    assert (found.influence**2).sum() == pytest.approx(usual, rel=0.06)
    assert found.floor > 0  # few labels do not prove that it is perfect


@given(SEEDS, st.floats(-5, 5), st.floats(0.1, 3) | st.floats(-3, -0.1))
@settings(max_examples=25, deadline=None)
def test_bias_and_scale_of_the_codes_change_nothing(seed: int, bias: float, scale: float) -> None:
    data = drawn(seed)
    found, other = rebuilt(data), rebuilt(data, codes=bias + scale * data["codes"])
    assert other.estimate == pytest.approx(found.estimate)
    assert other.weight == pytest.approx(found.weight / scale)
    assert other.variance == pytest.approx(found.variance)
    heavier = rebuilt(data, weights=3 * data["weights"])
    assert heavier.estimate == pytest.approx(found.estimate)
    assert heavier.variance == pytest.approx(found.variance)


def test_weights_stand_for_statements() -> None:
    # A statement labeled with half the probability counts double.
    labels = np.array([0.0, 1.0, np.nan])
    found = rectify(np.arange(3), 3, np.zeros(3), labels, np.array([1.0, 2.0, 0.0]))
    assert found.estimate == pytest.approx(2 / 3)


def test_no_slope_no_tuning() -> None:
    weights = np.array([1.0, 1, 0, 0])
    alike = rectify(np.arange(4), 4, np.array([0.0, 1, 1, 1]), np.ones(4), weights)
    assert (alike.weight, alike.alike) == (1.0, True)
    assert alike.estimate == 1 + 0.75 - 0.5
    assert alike.variance > 0  # the plain slope of 0 would leave an interval without width
    flat = rectify(np.arange(4), 4, np.array([1.0, 1, 0, 0]), np.array([0.0, 1, 9, 9]), weights)
    assert (flat.weight, flat.estimate) == (1.0, 0.5 + 0.5 - 1)


def test_statements_of_one_occasion_are_no_independent_labels() -> None:
    data = drawn(3, occasions=30)
    apart = rebuilt(data, occasions=np.arange(len(data["codes"])), count=len(data["codes"]))
    assert rebuilt(data).voices < apart.voices == data["weights"].sum()
    copies = {k: np.repeat(v, 4) if k != "count" else v for k, v in data.items()}
    # The same statements four times over teach nothing new.
    assert rebuilt(copies).influence == pytest.approx(rebuilt(data).influence)


def test_without_labels_there_is_nothing() -> None:
    none = rectify(np.arange(3), 3, np.ones(3), np.full(3, np.nan), np.zeros(3))
    assert np.isnan(none.estimate) and none.labeled == 0
    assert mean_interval(none, level=0.95)[2] == NO_LABELS
    assert share_interval(none, size=3, level=0.95)[2] == NO_LABELS
    one = rectify(np.array([0, 0, 1]), 2, np.ones(3), np.ones(3), np.array([1.0, 1, 0]))
    for *ends, note in (
        mean_interval(one, level=0.95),
        share_interval(one, size=3, level=0.95),
    ):
        assert np.isnan(ends).all() and note == ONE_OCCASION


def test_share_size_is_bounded() -> None:
    options = {"size": 100.0, "voices": 20.0, "df": 200, "level": 0.95}
    independent = 0.2 * 0.8 / 50
    size = share_size(0.2, independent, alike=False, **options)
    expected = 50 * 100 / 99 * (stats.t.ppf(0.025, 99) / stats.t.ppf(0.025, 200)) ** 2
    assert size == pytest.approx(expected)
    assert share_size(0.2, independent, alike=True, **options) == 20
    assert share_size(0.2, 1e-9, alike=False, **options) == 100
    assert share_size(0.2, 0.0, alike=False, **options) == 100
    assert 0 < share_size(0.0, 0.001, alike=False, **options) < 100


def test_share_interval_ends_at_nought_and_one() -> None:
    spread = np.full(10, 0.01)
    below = Rectified(-0.02, 0.5, spread, 0.0, 10, 10.0, False)
    low, high, note = share_interval(below, size=50, level=0.95)
    assert (low, note) == (0.0, "") and 0 < high < 0.5
    above = below._replace(estimate=1.2)
    assert share_interval(above, size=50, level=0.95)[:2] == pytest.approx((1 - high, 1.0))


def test_small_helpers() -> None:
    assert kish_size(np.array([1.0, 1.0, 0.0])) == 2
    assert kish_size(np.array([3.0, 1.0])) == pytest.approx(1.6)
    assert kish_size(np.zeros(2)) == 0
    assert few_labels(7) == "few labeled occasions (7)"
    assert few_labels(8) == ""
