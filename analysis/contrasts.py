"""Differences between groups: interval, permutation test and effect size of each pair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import combinations
from math import exp, lgamma, sqrt
from typing import Any

import numpy as np
import pandas as pd

from analysis.clusters import Group, is_yes_no, require_options, scale_of, scored_groups
from analysis.difference_intervals import bootstrap_means, mean_difference, share_difference
from analysis.errors import InputError
from analysis.resampling import Array, generator, relabeled_sums, relabelings

NAN = float("nan")
COLUMNS = [
    "measure", "difference", "ci_low", "ci_high", "p", "p_adjusted", "effect_size", "estimate_a",
    "estimate_b", "n_a", "n_b", "n_occasions_a", "n_occasions_b", "n", "n_occasions", "note",
]  # fmt: skip


def contrast(
    data: pd.DataFrame,
    value: str = "polarity",
    *,
    by: str = "speaker",
    cluster: str = "occasion",
    pairs: Iterable[tuple[Any, Any]] | None = None,
    level: float = 0.95,
    resamples: int = 2000,
    permutations: int = 9999,
    seed: int = 0,
) -> pd.DataFrame:
    """Difference in the mean of a score between two speakers, for every pair of them.

    Parameters
    ----------
    data : DataFrame
        One row a statement, with the columns `value`, `by` and `cluster`. Not modified.
    value : str
        Column of numbers or booleans; NaN is left out.
    by : str
        The column whose groups are compared. Rows without a group are left out.
    cluster : str
        What was sampled, and what the permutations relabel.
    pairs : iterable of (a, b), optional
        Pairs to compare; all by default. The adjustment of p is over the pairs of one call.
    level : float
        Confidence of the interval of the difference. Not adjusted for the number of pairs.
    resamples, permutations : int
        Bootstrap resamples, and the most relabelings to try.
    seed : int
        Of both. A pair's unadjusted result depends on its own two groups and the seed only.

    Returns
    -------
    DataFrame
        One row a pair: ``speaker_a``, ``speaker_b`` (named after `by`), ``measure``,
        ``difference`` (a minus b), ``ci_low``, ``ci_high``, ``p`` (two-sided), ``p_adjusted``
        (Holm 1979), ``effect_size`` (Hedges' g, the sign of the difference), ``estimate_a``,
        ``estimate_b``, ``n_a``, ``n_b``, ``n_occasions_a``, ``n_occasions_b``, ``n``,
        ``n_occasions`` and ``note``. No rows where there are fewer than two groups.

    Raises
    ------
    InputError
        As for :func:`analysis.estimate`; or a pair names a group that is not there.

    Notes
    -----
    *Interval*: both groups' occasions are drawn with replacement; Hesterberg's expanded percentile,
    with Bell & McCaffrey's standard errors and degrees of freedom
    (:func:`analysis.studentized.bell_mccaffrey`). Where a group has fewer than eight occasions or
    more than 1000, Student's t with the same. The difference of two shares (booleans) takes its
    interval from those of the shares as :func:`analysis.estimate` has them, by squaring and adding
    (Newcombe 1998, "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17; Zou & Donner 2008, same journal 27), and has a width even where
    neither group holds any. In simulations (``benchmarks/coverage.py``) 95 % intervals cover 93 to
    97 in 100 where both have 24 occasions or more, also of uneven sizes; 92 to 94 of a score that
    is 0 in nine statements of ten.

    *p*: the groups' labels of whole occasions are permuted. The difference is divided by its
    cluster-robust standard error, which keeps the test valid, in large samples, where the groups
    differ in spread or in the size of their occasions (Chung & Romano 2013, Annals of Statistics
    41). All relabelings are tried where there are at most `permutations`; else that many random
    ones, with p = (b + 1) / (permutations + 1), never 0 (Phipson & Smyth 2010). In the same
    simulations p is below 0.05 in 4 to 6 of 100 cases where there is no difference.

    *Hedges' g*: the difference over the pooled standard deviation of statements, times the exact
    correction for small samples (Hedges 1981).
    """
    require_options(level, resamples, seed)
    if permutations < 1:
        raise InputError(f"The number of permutations must be 1 or more; it is {permutations}")
    groups = {g.key[0]: g for g in scored_groups(data, value, [by], cluster, where="contrast")}
    yes_no = is_yes_no(data[value])
    means = {name: bootstrap_means(group, resamples, seed) for name, group in groups.items()}
    rows = []
    for a, b in combinations(groups, 2) if pairs is None else pairs:
        _require_pair(a, b, groups)
        # Every pair is worked out in one direction, so that swapping it flips signs and no more.
        turned = str(a) > str(b)
        one, two = (b, a) if turned else (a, b)
        interval = partial(share_difference, level=level)
        if not yes_no:
            interval = partial(mean_difference, draws=(means[one], means[two]), level=level)
        difference, low, high, effect, note = _difference(groups[one], groups[two], interval)
        if turned:
            difference, low, high, effect = -difference, -high, -low, -effect
        p = permutation_p(groups[one], groups[two], permutations, seed)
        sides = groups[a], groups[b]
        n, occasions = [len(g.values) for g in sides], [len(g.sums) for g in sides]
        rows.append(
            (a, b, value, difference, low, high, p, NAN, effect, *map(_mean, sides), *n,
             *occasions, sum(n), sum(occasions), note)
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=[f"{by}_a", f"{by}_b", *COLUMNS])
    least, greatest = scale_of(value, groups.values())
    ends = ["ci_low", "ci_high"]
    table[ends] = table[ends].clip(least - greatest, greatest - least)
    table["p_adjusted"] = holm(table["p"].to_numpy(dtype=float))
    return table


def holm(p: Sequence[float] | Array) -> Array:
    """Adjust p-values for their number by Holm's step-down method; NaN counts as no test.

    Holm (1979), "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 6.
    """
    values = np.asarray(p, dtype=float)
    adjusted = np.full(values.shape, NAN)
    tests = np.flatnonzero(~np.isnan(values))
    order = tests[np.argsort(values[tests], kind="stable")]
    factors = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(values[order] * factors), 1.0)
    return adjusted


def _require_pair(a: object, b: object, groups: dict[Any, Group]) -> None:
    for name in (a, b):
        if name not in groups:
            raise InputError(
                f"contrast: no statements of {name!r}; there are {', '.join(map(str, groups))}"
            )
    if a == b:
        raise InputError(f"contrast: {a!r} is paired with itself; name two different groups")


def _mean(group: Group) -> float:
    return float(group.sums.sum() / group.sizes.sum()) if len(group.sums) else NAN


def _difference(
    a: Group, b: Group, interval: Callable[[Group, Group], tuple[float, float, str]]
) -> tuple[float, float, float, float, str]:
    """Difference, its interval, Hedges' g and a note."""
    empty = [str(g.key[0]) for g in (a, b) if not len(g.values)]
    if empty:
        return NAN, NAN, NAN, NAN, f"no scored statements of {', '.join(empty)}"
    difference = _mean(a) - _mean(b)
    effect = _hedges_g(a.values, b.values, difference)
    single = [str(g.key[0]) for g in (a, b) if len(g.sums) == 1]
    if single:
        note = f"one occasion of {', '.join(single)}: no interval, no test"
        return difference, NAN, NAN, effect, note
    low, high, note = interval(a, b)
    return difference, low, high, effect, note


def _hedges_g(a: Array, b: Array, difference: float) -> float:
    df = len(a) + len(b) - 2
    if df < 2:
        return NAN
    squares = ((a - a.mean()) ** 2).sum() + ((b - b.mean()) ** 2).sum()
    spread = sqrt(float(squares) / df)
    if spread <= 1e-10 * max(1.0, abs(difference)):
        return NAN  # no spread to measure the difference by
    correction = exp(lgamma(df / 2) - lgamma((df - 1) / 2)) / sqrt(df / 2)
    return difference / spread * correction


def permutation_p(a: Group, b: Group, permutations: int, seed: int) -> float:
    """Two-sided p of the difference between two groups' means, as `contrast` describes it.

    Parameters
    ----------
    a, b : Group
        As `analysis.clusters.scored_groups` gives them. The order matters to the random numbers.
    permutations, seed : int
        The most relabelings to try; NaN where a group has fewer than two occasions.
    """
    first, second = len(a.sums), len(b.sums)
    if min(first, second) < 2:
        return NAN
    sums, sizes = np.concatenate([a.sums, b.sums]), np.concatenate([a.sizes, b.sizes])
    # About the common mean: the squares below then lose no digits. What rounding leaves of equal
    # values is no spread.
    crumb = 1e-12 * float(np.abs(sums).max())
    sums = sums - sums.sum() / sizes.sum() * sizes
    sums[np.abs(sums) <= crumb] = 0.0
    clusters = np.column_stack([sums, sizes, sums**2, sums * sizes, sizes**2])
    total = clusters.sum(axis=0)
    observed = clusters[:first].sum(axis=0)[None]
    reached = _studentized(observed, total, first, second)[0] * (1 - 1e-9)
    rng = generator(seed, "permutation", *a.key, *b.key)
    as_far = sum(
        int((_studentized(block, total, first, second) >= reached).sum())
        for block in relabeled_sums(clusters, first, permutations=permutations, rng=rng)
    )
    ways = relabelings(first + second, first, permutations)
    return as_far / ways if ways is not None else (as_far + 1) / (permutations + 1)


def _studentized(sums: Array, total: Array, first: int, second: int) -> Array:
    """Absolute difference in means over its cluster-robust standard error, for each relabeling."""
    mean_a, variance_a = _moments(sums, first)
    mean_b, variance_b = _moments(total - sums, second)
    difference, variance = np.abs(mean_a - mean_b), variance_a + variance_b
    # Rounding leaves crumbs where there is no spread; they must not be divided by.
    crumb = 1e-12 * float(total[2] / total[1] ** 2)
    flat = variance <= crumb
    studentized = difference / np.sqrt(np.where(flat, 1.0, variance))
    return np.where(flat, np.where(difference > 1e-6 * sqrt(crumb), np.inf, 0.0), studentized)


def _moments(sums: Array, count: int) -> tuple[Array, Array]:
    s, m, ss, sm, mm = sums.T
    mean = s / m
    squares = ss - 2 * mean * sm + mean**2 * mm
    return mean, count / (count - 1) * squares / m**2
