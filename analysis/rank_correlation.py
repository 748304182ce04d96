"""Spearman's rank correlation of statements that count more than once, or not at all."""

from __future__ import annotations

import numpy as np

from analysis.resampling import Array
from analysis.sum_statistics import ratio


def weighted_spearman(weights: Array, first: Array, second: Array) -> Array:
    """Spearman's rho, with ties, where each pair of values counts so many times.

    Parameters
    ----------
    weights : array of shape (..., n)
        How often each pair was drawn.
    first, second : array of shape (n,)
        Values to be ranked.

    Returns
    -------
    array of shape (...)
        Pearson's correlation of the middle ranks, which are those among the pairs drawn; NaN where
        one side is all ties.
    """
    total = weights.sum(axis=-1, keepdims=True)
    ranks = [_middle_ranks(weights, values) for values in (first, second)]
    off = [r - ratio((weights * r).sum(-1, keepdims=True), total) for r in ranks]
    # Middle ranks are multiples of a half: of ties only, the spread is 0 without any rounding.
    spreads = [(weights * o**2).sum(-1) for o in off]
    return ratio((weights * off[0] * off[1]).sum(-1), np.sqrt(spreads[0] * spreads[1]))


def _middle_ranks(weights: Array, values: Array) -> Array:
    order = np.argsort(values, kind="stable")
    _, starts, place = np.unique(values[order], return_index=True, return_inverse=True)
    sizes = np.add.reduceat(weights[..., order], starts, axis=-1)
    middles = np.cumsum(sizes, axis=-1) - sizes / 2
    ranks = np.empty(weights.shape)
    ranks[..., order] = middles[..., place]
    return ranks
