"""Seeded resampling of whole clusters: bootstrap and permutation, the same for any row order.

A cluster is an occasion: an interview or a briefing whose statements are not independent of one
another. Everything here works on one row of sums a cluster, so that a resample costs a look-up
and an addition for each cluster however many statements it holds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, stdtrit

Array = NDArray[np.float64]

BLOCK_CELLS = 2**21  # cells of one index or label matrix: 16 MiB
MANY_CLUSTERS = 1000  # above this, intervals need no bootstrap and relabelings a cheaper draw


def generator(seed: int, *names: object) -> np.random.Generator:
    """Random numbers that belong to a named group and to nothing else.

    Parameters
    ----------
    seed : int
        The caller's seed, 0 or more.
    *names : object
        What names the group, by its text. A speaker's numbers stay the same whoever else is in
        the table, because they come from the name and not from a shared stream.
    """
    parts = [str(name).encode() for name in names]
    text = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    words = np.frombuffer(hashlib.sha256(text).digest(), dtype=">u4")
    return np.random.default_rng([seed, *words.tolist()])


def bootstrap_sums(clusters: Array, *, resamples: int, rng: np.random.Generator) -> Array:
    """Sum the columns of clusters drawn with replacement, as many as there are.

    Parameters
    ----------
    clusters : array of shape (clusters, columns)
        A row of sums each, in an order that does not depend on that of the input.
    resamples : int
        How many times to draw.
    rng : Generator
        From `generator`.

    Returns
    -------
    array of shape (resamples, columns)
    """
    count, width = clusters.shape
    columns = [np.ascontiguousarray(clusters[:, c]) for c in range(width)]
    sums = np.empty((resamples, width))
    for rows in _blocks(resamples, count):
        drawn = rng.integers(0, count, size=(rows.stop - rows.start, count))
        for c, column in enumerate(columns):
            sums[rows, c] = column[drawn].sum(axis=1)
    return sums


def bootstrap_counts(count: int, *, resamples: int, rng: np.random.Generator) -> Iterator[Array]:
    """How often each cluster is in each resample of `bootstrap_sums`, in blocks.

    Parameters
    ----------
    count : int
        Clusters.
    resamples, rng
        See `bootstrap_sums`, whose draws they are.

    Yields
    ------
    array of shape (resamples in the block, count)
    """
    for rows in _blocks(resamples, count):
        drawn = rng.integers(0, count, size=(rows.stop - rows.start, count))
        drawn += np.arange(len(drawn))[:, None] * count
        counts = np.bincount(drawn.ravel(), minlength=drawn.size)
        yield counts.reshape(drawn.shape).astype(float)


def expanded_interval(
    draws: Array, *, level: float, df: float, widen: float
) -> tuple[float, float]:
    """Percentile interval of bootstrap draws, expanded for the small number of clusters.

    Parameters
    ----------
    draws : array of shape (resamples,)
        Bootstrap estimates; NaN (an estimate that a resample does not define) is left out.
    level : float
        Confidence, such as 0.95.
    df : float
        Degrees of freedom of the spread between clusters.
    widen : float
        How much too small the bootstrap's spread is; sqrt(k / (k - 1)) for k clusters.

    Notes
    -----
    The plain percentile interval is too narrow by sqrt((k - 1) / k) and takes the normal where
    Student's t belongs. Hesterberg (2015, "What teachers should know about the bootstrap", The
    American Statistician 69) moves out the two quantiles accordingly.
    """
    tail = float(ndtr(stdtrit(df, (1 - level) / 2) * widen))
    draws = draws[~np.isnan(draws)]
    if draws.size == 0:
        return float("nan"), float("nan")
    low, high = np.quantile(draws, [tail, 1 - tail])
    return float(low), float(high)


def relabelings(count: int, first: int, permutations: int) -> int | None:
    """How many ways there are to relabel, if all are to be tried; None if they are sampled.

    Parameters
    ----------
    count, first : int
        Clusters in all, and those of the first group.
    permutations : int
        The most that may be tried.
    """
    ways = comb(count, first)
    return ways if ways <= permutations else None


def relabeled_sums(
    clusters: Array, first: int, *, permutations: int, rng: np.random.Generator
) -> Iterator[Array]:
    """Sums of the first group's columns when the clusters' labels are permuted, in blocks.

    All relabelings where there are at most `permutations` (the one observed among them), else
    `permutations` random ones. Parameters are those of `bootstrap_sums` and `relabelings`.

    Yields
    ------
    array of shape (relabelings in the block, columns)
    """
    count = len(clusters)
    if relabelings(count, first, permutations) is not None:
        chosen = np.array(list(combinations(range(count), first)))
        for rows in _blocks(len(chosen), first):
            yield clusters[chosen[rows]].sum(axis=1)
        return
    # Few rows of many clusters at a time: they stay in the processor's cache.
    draw, width = (_subsets, 16 * count) if count > MANY_CLUSTERS else (_subsets_by_keys, count)
    for rows in _blocks(permutations, width):
        yield draw(rows.stop - rows.start, count, first, rng) @ clusters


def _subsets_by_keys(rows: int, count: int, size: int, rng: np.random.Generator) -> Array:
    """Random subsets as rows of zeros and ones: the clusters with the smallest of random keys.

    All rows at once, which is quickest for few clusters; two of 63 random bits are never the same.
    """
    keys = rng.integers(0, 2**63 - 1, size=(rows, count))
    last = np.partition(keys, size - 1, axis=1)[:, size - 1, None]
    return (keys <= last).astype(float)


def _subsets(rows: int, count: int, size: int, rng: np.random.Generator) -> Array:
    """Random subsets as rows of zeros and ones: at a random byte a cluster, quickest for many.

    Clusters are taken for themselves, with nearly the right probability; of the surplus in a row,
    or of what it lacks, every part is then as likely as any other, and so is every subset.
    """
    words = rng.integers(0, 2**64 - 1, size=(rows, -(-count // 8)), dtype=np.uint64, endpoint=True)
    taken = words.view(np.uint8)[:, :count] < round(256 * size / count)
    surpluses = np.count_nonzero(taken, axis=1) - size
    for row, surplus in zip(taken, surpluses, strict=True):
        turned = np.flatnonzero(row == (surplus > 0))
        row[rng.choice(turned, size=abs(surplus), replace=False, shuffle=False)] = surplus < 0
    return taken.astype(float)


def _blocks(rows: int, width: int) -> Iterator[Any]:
    step = max(1, BLOCK_CELLS // max(width, 1))
    for start in range(0, rows, step):
        yield slice(start, min(start + step, rows))
