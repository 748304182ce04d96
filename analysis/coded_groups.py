"""Groups of statements, some of them labeled, with the positions that machine and labels see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.clusters import named_rows, occasion_codes, require_cluster
from analysis.errors import InputError, require_columns
from analysis.label_samples import label_weights, matched
from analysis.rectified import Rectified, rectify
from analysis.resampling import Array
from analysis.stance_tables import conditional_flags, positions_taken, unique_statements

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


def coded_groups(
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
    """Gather the statements of each group, sorted by the group's name.

    Parameters
    ----------
    stances, statements, labels, labeled, labeling_probability, cluster
        As for :func:`analysis.position`.
    by : sequence of str
        Columns of `statements`.
    where : str
        The caller, for messages.

    Raises
    ------
    InputError
        As for :func:`analysis.position`.
    """
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
