"""Student's t over clusters: a standard error that fits few and uneven ones, and a bootstrap-t."""

from __future__ import annotations

from math import sqrt

import numpy as np
from scipy.special import stdtrit

from analysis.resampling import Array, bootstrap_sums

LEAST_ERROR = 1 / 3  # a resample's standard error counts as no less than this part of the data's


def bell_mccaffrey(sums: Array, sizes: Array) -> tuple[float, float]:
    """Variance of sum(sums) / sum(sizes) over clusters, and its degrees of freedom.

    Parameters
    ----------
    sums, sizes : array of shape (clusters,)
        Numerator and denominator (above 0) in each of two or more clusters.

    Notes
    -----
    Bell & McCaffrey (2002, "Bias reduction in standard errors for linear regression with
    multi-stage samples", Survey Methodology 28), for a mean: a cluster's residual is weighed by
    what it took from its own variance by pulling the mean to itself, and the degrees of freedom
    are Satterthwaite's for independent statements. These are clusters - 1 where all have the same
    size, in which case the variance is that of `analysis.clusters.ratio_variance`, and fewer where
    some clusters are much larger than others.
    """
    total = sizes.sum()
    part = sizes / total
    residuals = sums - sums.sum() / total * sizes
    variance = (residuals**2 / (1 - part)).sum() / total**2
    pull = part**2 / (1 - part)
    df = 1 / ((part**2).sum() + pull.sum() ** 2 - (pull**2).sum())
    return float(variance), float(df)


def t_reach(df: float, *, level: float) -> float:
    """How many standard errors Student's t interval reaches to either side."""
    return float(-stdtrit(df, (1 - level) / 2))


def bootstrap_t(
    sums: Array, sizes: Array, *, level: float, resamples: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Interval of sum(sums) / sum(sizes) that leans to where a skewed score may yet lie.

    Parameters
    ----------
    sums, sizes : array of shape (clusters,)
        Numerator and denominator in each cluster; the ratios must not be all the same.
    level, resamples, rng
        See `analysis.resampling.bootstrap_sums`.

    Notes
    -----
    The bootstrap-t (Efron & Tibshirani 1993, section 12.5): the distance of each resample from the
    data, in the resample's own cluster-robust standard errors, takes the place of Student's t.
    Without the few clusters that carry a rare value a resample has almost no error, and its
    distance no bound; so its error counts as a third of the data's at least. The interval is
    stretched as Bell & McCaffrey's t interval is beside the plain one.
    """
    count, total = len(sums), sizes.sum()
    ratio = sums.sum() / total
    residuals = sums - ratio * sizes
    columns = [residuals, sizes, residuals**2, residuals * sizes, sizes**2]
    drawn = bootstrap_sums(np.column_stack(columns), resamples=resamples, rng=rng)
    r, m, rr, rm, mm = drawn.T
    distance = r / m
    factor = count / (count - 1)
    plain = factor * float((residuals**2).sum()) / total**2
    squares = factor * (rr - 2 * distance * rm + distance**2 * mm) / m**2
    studentized = distance / np.sqrt(np.maximum(squares, LEAST_ERROR**2 * plain))
    tail = (1 - level) / 2
    low, high = np.quantile(studentized, [tail, 1 - tail])
    variance, df = bell_mccaffrey(sums, sizes)
    stretch = sqrt(variance) * t_reach(df, level=level) / t_reach(count - 1, level=level)
    return float(ratio - high * stretch), float(ratio - low * stretch)
