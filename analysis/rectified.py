"""Means, shares and logits of codes, rectified by labels of some of the statements.

Prediction-powered inference (Angelopoulos, Bates, Fannjiang, Jordan & Zrnic 2023, "Prediction-
powered inference", Science 382) with the codes' weight tuned from the data (Angelopoulos, Duchi &
Zrnic 2023, "PPI++", arXiv 2311.01453). For a mean it is the regression estimator of double
sampling (Cochran 1977, chapter 12). With known labeling probabilities the labels are weighted by
their inverse, as in design-based supervised learning (Egami, Hinck, Stewart & Wei 2023, NeurIPS).
What is added here is the variance for statements that cluster in occasions.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np
from scipy.special import stdtrit

from analysis.clusters import FEW_OCCASIONS, occasion_sums
from analysis.proportions import jeffreys_interval, worth
from analysis.resampling import Array

NAN = float("nan")
NO_LABELS = "no labels"
ONE_OCCASION = "one labeled occasion"  # charts print it where the interval would stand
UNSEEN_ERRORS = 2  # labels that are taken to have missed an error: see `rectify`


class Rectified(NamedTuple):
    """A mean of codes, corrected by labels.

    Attributes
    ----------
    estimate : float
        On the labels' scale; NaN without labels.
    weight : float
        Of the codes: 1 takes them at face value before the correction, 0 leaves the labels alone.
    influence : array of shape (occasions,)
        How far each occasion moves the estimate; the sum of squares is the variance.
    floor : float
        Variance on top, for errors of the coder that too few labels may not have shown.
    labeled : int
        Occasions with a labeled statement.
    voices : float
        Labels that it rests on, if those of one occasion are a single voice (Kish 1965).
    alike : bool
        Whether all labels are the same.
    """

    estimate: float
    weight: float
    influence: Array
    floor: float
    labeled: int
    voices: float
    alike: bool

    @property
    def variance(self) -> float:
        """Cluster-robust variance of the estimate."""
        return float((self.influence**2).sum()) + self.floor


def rectify(
    occasions: np.ndarray, count: int, codes: Array, labels: Array, weights: Array
) -> Rectified:
    """Correct the mean of codes by the labels that some of the statements have.

    Parameters
    ----------
    occasions : array of int, shape (n,)
        Occasion of each statement, from 0 to `count` - 1.
    count : int
        Number of occasions.
    codes : array of shape (n,)
        What the machine says of each statement.
    labels : array of shape (n,)
        What was labeled; not looked at where the weight is 0.
    weights : array of shape (n,)
        One over the probability of being labeled, on any scale; 0 for statements without a label.

    Notes
    -----
    The estimate is weight × mean(codes of all) + mean(label - weight × code over the labeled). It
    is right for any weight if the labeled were drawn at random, however wrong the codes. The
    weight with the least variance is the slope of labels on codes; where all labels or all their
    codes are equal there is no slope, and the weight is 1.

    Variance: an occasion's influence has a part from its labels' residuals and one from its codes,
    added before they are squared since both parts share the occasion. Each is divided by
    sqrt(1 - the occasion's share), the bias reduction of Bell & McCaffrey (2002) for a mean, as
    one long interview pulls the mean toward itself and its residual toward 0.

    A coder's errors are rare, so that a small sample of labels shows too few of them more often
    than too many, and the interval is narrowest when the estimate is worst. The floor adds two
    labels that the codes miss by a standard deviation, spread as unevenly over the occasions as
    the labels are; it falls with the square of their number and is 0 if all are labeled.
    """
    known = weights > 0
    held = occasion_sums(occasions, count, weights)
    labeled = int(np.count_nonzero(held))
    if labeled == 0:
        return Rectified(NAN, NAN, np.zeros(count), 0.0, 0, 0.0, True)
    y, f, w = labels[known], codes[known], weights[known]
    total, n = float(w.sum()), len(codes)
    y_mean, f_mean = float((w * y).sum()) / total, float((w * f).sum()) / total
    y_spread = float((w * (y - y_mean) ** 2).sum()) / total
    f_spread = float((w * (f - f_mean) ** 2).sum()) / total
    mean, weight = float(codes.sum()) / n, 1.0
    tiny = 1e-20 * max(1.0, y_mean**2, f_mean**2)
    if min(y_spread, f_spread) > tiny:
        weight = float((w * (y - y_mean) * (f - f_mean)).sum()) / total / f_spread
    estimate = y_mean + weight * (mean - f_mean)
    residuals, deviations = np.zeros(n), weight * (codes - mean)
    residuals[known] = w * (y - y_mean - weight * (f - f_mean))
    influence = _pull(occasion_sums(occasions, count, residuals), held)
    influence += _pull(occasion_sums(occasions, count, deviations), occasion_sums(occasions, count))
    spread = max(y_spread, float((deviations**2).sum()) / n)
    voices = kish_size(held)
    floor = UNSEEN_ERRORS * (1 - len(y) / n) * spread / (kish_size(w) * voices)
    return Rectified(estimate, weight, influence, floor, labeled, voices, y_spread <= tiny)


def kish_size(weights: Array) -> float:
    """How many equal weights these are worth (Kish 1965); 0 for none."""
    return float(weights.sum()) ** 2 / max(float((weights**2).sum()), 1e-300)


def mean_interval(mean: Rectified, *, level: float) -> tuple[float, float, str]:
    """Interval of a rectified mean, and a note on it.

    Student's t with as many degrees of freedom as there are labeled occasions, less one.
    """
    if mean.labeled < 2:
        return NAN, NAN, ONE_OCCASION if mean.labeled else NO_LABELS
    reach = float(-stdtrit(mean.labeled - 1, (1 - level) / 2)) * sqrt(mean.variance)
    return mean.estimate - reach, mean.estimate + reach, few_labels(mean.labeled)


def share_interval(share: Rectified, *, size: int, level: float) -> tuple[float, float, str]:
    """Interval of a rectified share, and a note on it: Jeffreys' at the effective sample size.

    As :func:`analysis.proportions.share_interval`. The share counts as at least 0 and at most 1.
    """
    if share.labeled < 2:
        return NAN, NAN, ONE_OCCASION if share.labeled else NO_LABELS
    estimate = min(max(share.estimate, 0.0), 1.0)
    sample = share_size(
        estimate, share.variance, size=size, voices=share.voices, alike=share.alike,
        df=share.labeled - 1, level=level,
    )  # fmt: skip
    low, high = jeffreys_interval(estimate, sample, level=level)
    low, high = (0.0 if estimate == 0 else low), (1.0 if estimate == 1 else high)
    return min(low, estimate), max(high, estimate), few_labels(share.labeled)


def share_size(
    share: float,
    variance: float,
    *,
    size: float,
    voices: float,
    alike: bool,
    df: int,
    level: float,
) -> float:
    """How many independent labels a rectified share is worth.

    Parameters
    ----------
    share : float
        Rectified, 0 to 1.
    variance : float
        Of the share.
    size : float
        Statements it is a share of: no more can be known of it than if all were labeled.
    voices : float
        Labels that it rests on, those of one occasion being a single voice.
    alike : bool
        Whether these labels are all the same. Such labels cannot tell how often the codes miss
        what is rare: the share is then worth no more than they are.
    df : int
        Degrees of freedom of the variance.
    level : float
        Confidence of the interval that is to be made.

    Notes
    -----
    See :func:`analysis.proportions.effective_size`. The variance of a share at 0 or 1 is not
    nothing: it is compared with that of a share moved inward by half a label.
    """
    found = size
    if variance > 1e-20:
        inner = (share * voices + 0.5) / (voices + 1) if share in (0.0, 1.0) else share
        found = worth(inner, variance, size=max(size, 2.0), df=df, level=level)
    return min(found, size, voices if alike else size)


def few_labels(labeled: int) -> str:
    """Note on an interval that rests on labels of few occasions; empty otherwise."""
    return f"few labeled occasions ({labeled})" if labeled < FEW_OCCASIONS else ""


def _pull(sums: Array, sizes: Array) -> Array:
    total = sizes.sum()
    parts = sizes / total
    # An occasion that holds everything leaves no interval, whatever stands here.
    return sums / total / np.sqrt(np.where(parts < 1, 1 - parts, 1.0))
