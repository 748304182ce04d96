"""Intervals of proportions among clustered statements."""

from __future__ import annotations

from scipy.special import betaincinv, stdtrit

from analysis.resampling import Array
from analysis.studentized import bell_mccaffrey


def effective_size(hits: Array, sizes: Array, *, level: float) -> float:
    """How many independent statements the clustered ones are worth.

    Parameters
    ----------
    hits, sizes : array of shape (occasions,)
        Statements counted and statements in all, in each of two or more occasions.
    level : float
        Confidence of the interval that is to be made.

    Notes
    -----
    n divided by the design effect: the cluster-robust variance over that of independent
    statements, corrected for the degrees of freedom of the former (Korn & Graubard 1998,
    "Confidence intervals for proportions with small expected number of positive counts", Survey
    Methodology 24). Both are Bell & McCaffrey's, which fit occasions of uneven sizes too. Kept
    between n (every statement for itself) and n² / sum of sizes² (each occasion a single voice:
    Kish 1965), which is also the answer where all statements agree and the data cannot tell how
    much those of one occasion hang together.
    """
    n = float(sizes.sum())
    share = float(hits.sum()) / n
    fewest = n**2 / float((sizes**2).sum())
    if share in (0.0, 1.0):
        return fewest
    variance, df = bell_mccaffrey(hits, sizes)
    if variance <= 1e-20:  # every occasion has the same share
        return n
    found = worth(share, variance, size=n, df=df, level=level)
    return min(max(found, fewest), n)


def worth(share: float, variance: float, *, size: float, df: float, level: float) -> float:
    """Size of a sample of independent statements whose share would vary as much.

    Parameters
    ----------
    share, variance : float
        Share, strictly between 0 and 1, and its variance.
    size : float
        Statements that it is a share of, more than one.
    df : float
        Degrees of freedom of the variance.
    level : float
        Confidence of the interval that is to be made.
    """
    found = size * share * (1 - share) / (size - 1) / variance
    tail = (1 - level) / 2
    return found * float(stdtrit(size - 1, tail) / stdtrit(df, tail)) ** 2


def jeffreys_interval(share: float, size: float, *, level: float) -> tuple[float, float]:
    """Equal-tailed interval from Jeffreys' prior Beta(1/2, 1/2), strictly inside 0 and 1.

    Parameters
    ----------
    share : float
        Proportion observed.
    size : float
        Number of independent observations, whole or not.
    level : float
        Confidence.

    Notes
    -----
    Brown, Cai & DasGupta (2001), "Interval estimation for a binomial proportion", Statistical
    Science 16.
    """
    hits, misses = share * size + 0.5, (1 - share) * size + 0.5
    tail = (1 - level) / 2
    # The upper end as one minus the misses' lower end keeps its digits close to 1.
    return float(betaincinv(hits, misses, tail)), 1 - float(betaincinv(misses, hits, tail))


def share_interval(hits: Array, sizes: Array, *, level: float) -> tuple[float, float]:
    """Interval of sum(hits) / sum(sizes) over two or more occasions.

    Jeffreys' interval at the effective size. It has a width even where none or all were counted;
    there it begins at 0 or ends at 1, as Brown, Cai & DasGupta advise. For independent statements
    it is the ordinary Jeffreys interval. Parameters are those of `effective_size`.
    """
    share = float(hits.sum() / sizes.sum())
    size = effective_size(hits, sizes, level=level)
    low, high = jeffreys_interval(share, size, level=level)
    return (0.0 if share == 0 else min(low, share)), (1.0 if share == 1 else max(high, share))
