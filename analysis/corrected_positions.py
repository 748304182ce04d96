"""Positions, corrected for the coder's error by labels: ``position(labels=...)``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log, log1p

import numpy as np
import pandas as pd

from analysis.clusters import occasion_sums
from analysis.coded_groups import Group, coded_groups
from analysis.errors import InputError
from analysis.proportions import jeffreys_interval
from analysis.rectified import (
    NO_LABELS,
    ONE_OCCASION,
    Rectified,
    few_labels,
    kish_size,
    share_size,
)
from analysis.resampling import Array
from analysis.stance_tables import STANCES

NAN = float("nan")
POSITION = [
    "estimate", "ci_low", "ci_high", "favor", "against", "conditional", "n", "n_occasions",
    "n_labeled", "labeled_favor", "labeled_against", "uncorrected", "note",
]  # fmt: skip
NO_POSITION = "no labeled position"
UNANIMOUS = "unanimous: the outer end rests on the prior"


def corrected_positions(
    stances: pd.DataFrame,
    statements: pd.DataFrame | None,
    labels: pd.DataFrame,
    labeled: pd.DataFrame | Iterable[object] | None,
    *,
    by: Sequence[str],
    cluster: str,
    level: float,
    labeling_probability: str | None,
) -> pd.DataFrame:
    """Positions from the codes of all statements and the labels of some.

    Parameters, result and errors are those of :func:`analysis.position`.
    """
    if statements is None:
        raise InputError("position: labels= needs statements too: all that were coded")
    own = [column for column in by if column != "issue"]
    found = []
    for group in coded_groups(
        stances, statements, labels, labeled, labeling_probability,
        by=own, cluster=cluster, where="position",
    ):  # fmt: skip
        tables = (group.coded, group.labeled)
        named = dict(zip(own, group.key, strict=True))
        if "issue" not in by:
            if len(group.coded) or len(group.labeled):
                found.append((*group.key, *_position(group, *tables, level=level)))
            continue
        for issue in sorted(set(group.coded["issue"]) | set(group.labeled["issue"])):
            parts = (table[table["issue"] == issue] for table in tables)
            key = [({**named, "issue": issue})[column] for column in by]
            found.append((*key, *_position(group, *parts, level=level)))
    table = pd.DataFrame(found, columns=[*by, *POSITION])
    return table.sort_values(list(by), kind="stable", ignore_index=True) if len(by) else table


def _position(
    group: Group, coded: pd.DataFrame, labeled: pd.DataFrame, *, level: float
) -> tuple[float, float, float, int, int, int, int, int, int, int, int, float, str]:
    sides = [[table[table["stance"] == stance] for stance in STANCES] for table in (coded, labeled)]
    counts = [[len(part) for part in side] for side in sides]
    (favor, against), (labeled_favor, labeled_against) = counts
    conditional, n_labeled = int(coded["conditional"].sum()), int((group.weights > 0).sum())
    n_occasions = len(np.unique(group.occasions[coded["place"]]))
    numbers = (favor, against, conditional, len(coded), n_occasions)
    uncorrected = log((favor + 0.5) / (against + 0.5)) if len(coded) else NAN
    rest = (*numbers, n_labeled, labeled_favor, labeled_against, uncorrected)
    if labeled.empty:
        return NAN, NAN, NAN, *rest, NO_POSITION if n_labeled else NO_LABELS
    both = [group.rectified(*parts) for parts in zip(*sides, strict=True)]
    held = occasion_sums(
        group.occasions, group.n_occasions, group.weights * group.per_statement(labeled)
    )
    one_sided = 0 in (labeled_favor, labeled_against)
    logit = _logit(
        both[0], both[1], held, size=len(group.weights), one_sided=one_sided, level=level
    )
    return *logit, *rest, _note(both, held)


def _logit(
    favor: Rectified,
    against: Rectified,
    held: Array,
    *,
    size: int,
    one_sided: bool,
    level: float,
) -> tuple[float, float, float]:
    """Logit of two rectified counts with its interval.

    Parameters
    ----------
    favor, against : Rectified
        Positions that a statement takes on average.
    held : array of shape (occasions,)
        Weight of the labeled positions, one at least.
    size : int
        Statements.
    one_sided : bool
        Whether all labeled positions are on one side.
    level : float
        Confidence.
    """
    n = [size * max(side.estimate, 0.0) for side in (favor, against)]
    estimate = log((n[0] + 0.5) / (n[1] + 0.5))
    labeled = int((held > 0).sum())
    if labeled < 2:
        return estimate, NAN, NAN
    # A share of no count at all tells nothing: half, of a size of next to nothing.
    total = max(sum(n), 1e-9)
    share = n[0] / total if sum(n) else 0.5
    # Delta method: how far each occasion moves the share of favor among the two.
    moved = (1 - share) * favor.influence - share * against.influence
    floor = (1 - share) ** 2 * favor.floor + share**2 * against.floor
    variance = (labeled / (labeled - 1) * float((moved**2).sum()) + floor) * (size / total) ** 2
    sample = share_size(
        share, variance, size=total, voices=kish_size(held), alike=one_sided, df=labeled - 1,
        level=level,
    )  # fmt: skip
    # Both ends from below, so that turning the issue round turns the interval round.
    low, high = (jeffreys_interval(part, sample, level=level)[0] for part in (share, 1 - share))
    ends = log(low) - log1p(-low), log1p(-high) - log(high)
    return estimate, min(ends[0], estimate), max(ends[1], estimate)


def _note(both: list[Rectified], held: Array) -> str:
    labeled = int((held > 0).sum())
    if labeled < 2:
        return ONE_OCCASION
    agreed = UNANIMOUS if min(side.estimate for side in both) <= 0 else ""
    return "; ".join(text for text in (few_labels(labeled), agreed) if text)
