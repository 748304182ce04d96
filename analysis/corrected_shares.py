"""Shares of stances, corrected for the coder's error by labels: ``shares(labels=...)``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis.coded_groups import CELL, coded_groups
from analysis.rectified import share_interval
from analysis.stance_tables import STANCES

SHARES = [
    "issue", "stance", "conditional", "count", "estimate", "ci_low", "ci_high", "n", "n_occasions",
    "n_labeled", "labeled_count", "uncorrected", "note",
]  # fmt: skip


def corrected_shares(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    labels: pd.DataFrame,
    labeled: pd.DataFrame | Iterable[object] | None,
    *,
    by: Sequence[str],
    cluster: str,
    level: float,
    labeling_probability: str | None,
) -> pd.DataFrame:
    """Shares from the codes of all statements and the labels of some.

    Parameters, result and errors are those of :func:`analysis.shares`.
    """
    groups = list(
        coded_groups(
            stances, statements, labels, labeled, labeling_probability,
            by=by, cluster=cluster, where="shares",
        )
    )  # fmt: skip
    seen = {
        pair
        for group in groups
        for table in (group.coded, group.labeled)
        for pair in zip(table["issue"], table["stance"], strict=True)
    }
    issues = sorted({issue for issue, _ in seen})
    cells = [
        (*pair, conditional)
        for pair in product(issues, STANCES)
        if pair in seen
        for conditional in (False, True)
    ]
    found = []
    for group in groups:
        n, n_labeled = len(group.weights), int((group.weights > 0).sum())
        for cell in cells:
            parts = [
                table[(table[CELL] == list(cell)).all(axis=1)]
                for table in (group.coded, group.labeled)
            ]
            share = group.rectified(*parts)
            estimate = float(np.clip(share.estimate, 0, 1))
            *ends, note = share_interval(share, size=n, level=level)
            counts = (n, group.n_occasions, n_labeled, len(parts[1]))
            count = len(parts[0])
            found.append((*group.key, *cell, count, estimate, *ends, *counts, count / n, note))
    return pd.DataFrame(found, columns=[*by, *SHARES])
