"""Statistics of sums over occasions, such as an F1 of counts, and their bootstrap intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analysis.resampling import Array, bootstrap_counts, bootstrap_sums, expanded_interval

NAN = float("nan")


def sums_by_occasion(values: Array, codes: np.ndarray, occasions: int) -> Array:
    """Sum rows of any shape in each occasion.

    Parameters
    ----------
    values : array of shape (n, ...)
        A row a statement.
    codes, occasions
        The occasion of each row and how many there are, from `analysis.clusters.occasion_codes`.

    Returns
    -------
    array of shape (occasions, ...)
    """
    sums = np.zeros((occasions, *values.shape[1:]))
    np.add.at(sums, codes, values)
    return sums


def statistic_interval(
    sums: Array,
    statistic: Callable[[Array], Array],
    *,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> tuple[float, float, float, str]:
    """A statistic of sums, its interval over occasions, and a note on it.

    Parameters
    ----------
    sums : array of shape (occasions, ...)
        A row of sums each.
    statistic : callable
        From sums of shape (resamples, ...) or (...) to one value each; NaN where not defined.
    level, resamples, rng
        See `bootstrap_sums` and `expanded_interval`.

    Returns
    -------
    estimate, ci_low, ci_high : float
        NaN where not defined; no interval of one occasion.
    note : str
        ``"not defined"``, or what is to be known about the interval; empty where nothing.

    Notes
    -----
    Expanded percentiles of a bootstrap of whole occasions (Hesterberg 2015); resamples that leave
    the statistic undefined are left out.
    """

    def draws() -> Array:
        drawn = bootstrap_sums(sums.reshape(len(sums), -1), resamples=resamples, rng=rng)
        return statistic(drawn.reshape(-1, *sums.shape[1:]))

    return _interval(float(statistic(sums.sum(axis=0))), draws, len(sums), level=level)


def counts_interval(
    occasions: int,
    statistic: Callable[[Array], Array],
    *,
    level: float,
    resamples: int,
    rng: np.random.Generator,
) -> tuple[float, float, float, str]:
    """Interval of a statistic that is not made of sums, such as a rank correlation.

    Parameters
    ----------
    occasions : int
        How many there are.
    statistic : callable
        From how often each occasion counts, of shape (resamples, occasions) or (occasions,), to
        one value each; NaN where not defined. It is given a block of resamples at a time.
    level, resamples, rng
        As for `statistic_interval`, which is the same bootstrap, and so is what is returned.
    """

    def draws() -> Array:
        blocks = bootstrap_counts(occasions, resamples=resamples, rng=rng)
        return np.concatenate([statistic(counts) for counts in blocks])

    return _interval(float(statistic(np.ones(occasions))), draws, occasions, level=level)


def _interval(
    estimate: float, draws: Callable[[], Array], occasions: int, *, level: float
) -> tuple[float, float, float, str]:
    if np.isnan(estimate):
        return NAN, NAN, NAN, "not defined"
    if occasions < 2:
        return estimate, NAN, NAN, "one occasion: no interval"
    widen = (occasions / (occasions - 1)) ** 0.5
    low, high = expanded_interval(draws(), level=level, df=occasions - 1, widen=widen)
    note = "the interval has no width: all resamples agree" if low == high else ""
    return estimate, low, high, note


def f1_parts(counts: Array, classes: int) -> tuple[Array, Array]:
    """Numerators and denominators of the F1 of the first `classes` classes.

    Parameters
    ----------
    counts : array of shape (..., labels, codes)
        Label by code; the classes come first in both.

    Returns
    -------
    hits, sizes : array of shape (..., classes)
        F1 is ``ratio(hits, sizes)``: twice the right ones over those labeled and those coded.
    """
    hits = np.stack([2 * counts[..., k, k] for k in range(classes)], axis=-1)
    sizes = [counts[..., k, :].sum(-1) + counts[..., :, k].sum(-1) for k in range(classes)]
    return hits, np.stack(sizes, axis=-1)


def ratio(part: Array, whole: Array) -> Array:
    """Divide, with NaN where the whole is 0."""
    return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)
