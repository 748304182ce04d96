"""Positions and shares, corrected for the coder's error by labels: ``position(labels=...)``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import log, log1p
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.clusters import named_rows, occasion_codes, occasion_sums, require_cluster
from analysis.errors import InputError, require_columns
from analysis.label_samples import label_weights, matched
from analysis.rectified import (
    NO_LABELS,
    ONE_OCCASION,
    Rectified,
    few_labels,
    kish_size,
    rectify,
    share_interval,
)
from analysis.resampling import Array
from analysis.stance_tables import STANCES, conditional_flags, positions_taken, unique_statements

NAN = float("nan")
POSITION = [
    "estimate", "ci_low", "ci_high", "favor", "against", "conditional", "n", "n_occasions",
    "n_labeled", "labeled_favor", "labeled_against", "uncorrected", "note",
]  # fmt: skip
SHARES = [
    "issue", "stance", "conditional", "count", "estimate", "ci_low", "ci_high", "n", "n_occasions",
    "n_labeled", "labeled_count", "uncorrected", "note",
]  # fmt: skip
NO_POSITION = "no labeled statement takes a position: no corrected estimate"
UNANIMOUS = "unanimous: the outer end rests on the prior"
CELL = ["issue", "stance", "conditional"]


class Group(NamedTuple):
    """The statements of one group, and the positions that machine and labels see in them.

    Attributes
    ----------
    key : tuple
        The group's values.
    occasions : array of int, shape (n,)
        Occasion of each statement.
    n_occasions : int
        How many these are.
    weights : array of shape (n,)
        As for :func:`analysis.rectified.rectify`; 0 where not labeled.
    coded, labeled : DataFrame
        One row a position: ``place`` (of its statement in the group), ``issue``, ``stance``,
        ``conditional``. The labels are those of the labeled statements only.
    """

    key: tuple[object, ...]
    occasions: np.ndarray
    n_occasions: int
    weights: Array
    coded: pd.DataFrame
    labeled: pd.DataFrame

    def per_statement(self, table: pd.DataFrame) -> Array:
        """Count the rows of `coded`, `labeled` or a part of them in each statement."""
        return np.bincount(table["place"], minlength=len(self.weights)).astype(float)

    def rectified(self, coded: pd.DataFrame, labeled: pd.DataFrame) -> Rectified:
        """Positions a statement holds on average, of the kind in these parts of the tables."""
        codes, labels = self.per_statement(coded), self.per_statement(labeled)
        return rectify(self.occasions, self.n_occasions, codes, labels, self.weights)


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
    for group in _groups(
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
        _groups(
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
                table[(table[CELL] == cell).all(axis=1)] for table in (group.coded, group.labeled)
            ]
            share = group.rectified(*parts)
            estimate = float(np.clip(share.estimate, 0, 1))
            ends, note = (NAN, NAN), few_labels(share.labeled)
            if share.labeled > 1:
                ends = share_interval(
                    estimate, share.variance, size=n, voices=share.voices, labeled=share.labeled,
                    level=level,
                )  # fmt: skip
            else:
                note = ONE_OCCASION if share.labeled else NO_LABELS
            counts = (n, group.n_occasions, n_labeled, len(parts[1]))
            count = len(parts[0])
            found.append((*group.key, *cell, count, estimate, *ends, *counts, count / n, note))
    return pd.DataFrame(found, columns=[*by, *SHARES])


def _groups(
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    labels: pd.DataFrame,
    labeled: pd.DataFrame | Iterable[object] | None,
    labeling_probability: str | None,
    *,
    by: Sequence[str],
    cluster: str,
    where: str,
) -> Iterator[Group]:
    if labeled is None:
        raise InputError(
            f"{where}: labels= needs labeled=: the statement_id of every labeled statement, those "
            "labeled as taking no position too"
        )
    rows = unique_statements(statements, where=where)
    require_columns(rows, by, where=f"{where}: statements")
    require_cluster(rows, cluster, where=where)
    rows = named_rows(rows, by)
    weights = label_weights(labeled, labeling_probability, where=f"{where}: labeled")
    table = pd.DataFrame({i: rows[column] for i, column in enumerate(by)})
    table["occasion"] = rows[cluster].astype(str)
    table["statement_id"] = rows["statement_id"]
    chances = matched(rows["statement_id"], weights, where=f"{where}: labeled")
    table["weight"] = np.nan_to_num(chances)
    # The sum of floats depends on their order.
    table = table.sort_values(
        ["occasion", "statement_id"], key=lambda c: c.astype(str), ignore_index=True
    )
    keys = list(range(len(by)))
    parts = list(table.groupby(keys, sort=True, observed=True)) if keys else [((), table)]
    places = {
        name: (number, place)
        for number, (_, part) in enumerate(parts)
        for place, name in enumerate(part["statement_id"])
    }
    coded = _positions(stances, places, where=where)
    drawn = set(table.loc[table["weight"] > 0, "statement_id"])
    marked = {name: place for name, place in places.items() if name in drawn}
    known = _positions(labels, marked, where=f"{where}: labels")
    for number, (key, part) in enumerate(parts):
        occasions, count = occasion_codes(part["occasion"])
        seen = (side.get(number, side[None]) for side in (coded, known))
        yield Group(tuple(key), occasions, count, part["weight"].to_numpy(), *seen)


def _positions(
    table: pd.DataFrame, places: dict[object, tuple[int, int]], *, where: str
) -> dict[int | None, pd.DataFrame]:
    """Positions taken, by the number of their group; of no group: none."""
    require_columns(table, ["statement_id", "issue"], where=where)
    taken = positions_taken(table, where=where)
    taken = taken.assign(conditional=conditional_flags(taken, where=where))
    found = taken[taken["statement_id"].isin(list(places))].reset_index(drop=True)
    both = [places[name] for name in found["statement_id"]]
    numbers = np.array([number for number, _ in both], dtype=int)
    found = found[CELL].assign(place=np.array([place for _, place in both], dtype=int))
    parts: dict[int | None, pd.DataFrame] = {None: found[:0]}
    return {**parts, **{int(str(key)): part for key, part in found.groupby(numbers)}}


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
    logit = _logit(both[0], both[1], held, size=len(group.weights), level=level)
    return *logit, *rest, _note(both, held)


def _logit(
    favor: Rectified, against: Rectified, held: Array, *, size: int, level: float
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
    low, high = (
        share_interval(
            part, variance, size=total, voices=kish_size(held), labeled=labeled, level=level
        )[0]
        for part in (share, 1 - share)
    )
    ends = log(low) - log1p(-low), log1p(-high) - log(high)
    return estimate, min(ends[0], estimate), max(ends[1], estimate)


def _note(both: list[Rectified], held: Array) -> str:
    labeled = int((held > 0).sum())
    if labeled < 2:
        return ONE_OCCASION
    agreed = UNANIMOUS if min(side.estimate for side in both) <= 0 else ""
    return "; ".join(text for text in (few_labels(labeled), agreed) if text)
