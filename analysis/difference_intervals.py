"""Intervals of the difference between two groups, over their occasions."""

from __future__ import annotations

from math import hypot, sqrt

import numpy as np

from analysis.clusters import FEW_OCCASIONS, Group, ratio_variance
from analysis.proportions import share_interval
from analysis.resampling import (
    MANY_CLUSTERS,
    Array,
    bootstrap_sums,
    expanded_interval,
    generator,
)
from analysis.studentized import bell_mccaffrey, t_reach


def bootstrap_means(group: Group, resamples: int, seed: int) -> Array:
    """Means of resamples; none of too few occasions to draw from, or so many as to need none.

    Returns
    -------
    array of shape (resamples,) or (0,)
    """
    if not FEW_OCCASIONS <= len(group.sums) <= MANY_CLUSTERS:
        return np.empty(0)
    clusters = np.column_stack([group.sums, group.sizes])
    sums = bootstrap_sums(clusters, resamples=resamples, rng=generator(seed, *group.key))
    return sums[:, 0] / sums[:, 1]


def mean_difference(
    a: Group, b: Group, *, draws: tuple[Array, Array], level: float
) -> tuple[float, float, str]:
    """Interval of the mean of `a` less that of `b`, and a note on it.

    Parameters
    ----------
    a, b : Group
        Of two occasions each, or more.
    draws : pair of arrays
        From `bootstrap_means`; where one is empty, Student's t takes its place.
    level : float
        Confidence.

    Notes
    -----
    The skewness of the two sides largely cancels, so that percentiles serve; a bootstrap-t, which
    the mean of one group needs, covers no better here. They are expanded (Hesterberg 2015) to Bell
    & McCaffrey's standard errors, with Satterthwaite's degrees of freedom of their sum.
    """
    difference = _mean(a) - _mean(b)
    counts = np.array([len(a.sums), len(b.sums)])
    plain = np.array([ratio_variance(g.sums, g.sizes) for g in (a, b)])
    if plain.sum() <= 1e-20 * max(1.0, difference**2):
        return difference, difference, "no spread between occasions: the interval has no width"
    variances, dfs = np.array([bell_mccaffrey(g.sums, g.sizes) for g in (a, b)]).T
    total = float(variances.sum())
    df = total**2 / float((variances**2 / dfs).sum())
    if not (draws[0].size and draws[1].size):
        reach = t_reach(df, level=level) * sqrt(total)
        few = counts.min() < FEW_OCCASIONS
        note = f"few occasions ({counts.min()}): t interval" if few else ""
        return difference - reach, difference + reach, note
    # The bootstrap's variance lacks the factor k / (k - 1), and what uneven occasions add.
    widen = sqrt(total / float((plain * (counts - 1) / counts).sum()))
    low, high = expanded_interval(draws[0] - draws[1], level=level, df=df, widen=widen)
    return low, high, ""


def share_difference(a: Group, b: Group, *, level: float) -> tuple[float, float, str]:
    """Interval of the share of `a` less that of `b`, and a note (none) on it.

    Parameters
    ----------
    a, b : Group
        Of booleans, and of two occasions each, or more.
    level : float
        Confidence.

    Notes
    -----
    Made of the intervals of the two shares by squaring and adding (Newcombe 1998, "Interval
    estimation for the difference between independent proportions", Statistics in Medicine 17; Zou
    & Donner 2008, the same, 27). It has a width even where neither group holds any.
    """
    share_a, share_b = _mean(a), _mean(b)
    low_a, high_a = share_interval(a.sums, a.sizes, level=level)
    low_b, high_b = share_interval(b.sums, b.sizes, level=level)
    down = hypot(share_a - low_a, high_b - share_b)
    up = hypot(high_a - share_a, share_b - low_b)
    return share_a - share_b - down, share_a - share_b + up, ""


def _mean(group: Group) -> float:
    return float(group.sums.sum() / group.sizes.sum())
