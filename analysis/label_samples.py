"""Reads which statements were labeled, as what, and how likely each was to be."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.agreement import TONE_VALUES
from analysis.clusters import numeric
from analysis.errors import InputError, require_columns
from analysis.resampling import Array
from analysis.stance_tables import unique_statements

TONE_SCORES = dict(zip(TONE_VALUES, (-1.0, 0.0, 1.0), strict=True))


def refuse_without_labels(*, where: str, **options: object) -> None:
    """Refuse options that only mean something beside labels: the result would be uncorrected."""
    given = [f"{name}=" for name, option in options.items() if option is not None]
    if given:
        raise InputError(f"{where}: {' and '.join(given)} without labels=; pass the labels too")


def label_values(labels: pd.DataFrame, value: str, *, where: str) -> pd.Series:
    """Labels as numbers, by ``statement_id``; those without a value are left out.

    Parameters
    ----------
    labels : DataFrame
        One row a labeled statement: ``statement_id`` and a column named `value` with numbers or
        booleans, or else ``tone`` with ``negative``, ``neutral`` and ``positive``: -1, 0 and 1.
    value : str
        The column that was scored.
    where : str
        The caller, for messages.

    Raises
    ------
    InputError
        Neither column is there, a statement has two labels, or a tone is unknown.
    """
    where = f"{where}: labels"
    rows = unique_statements(labels, where=where)
    column = value if value in rows else "tone"
    remedy = f"name the column of the labels {value}, or tone if it holds {', '.join(TONE_VALUES)}"
    require_columns(rows, [column], where=where, remedy=remedy)
    found = rows[column]
    if column != value:
        unknown = sorted(set(found.dropna()) - set(TONE_SCORES), key=str)
        if unknown:
            raise InputError(f"{where}: a tone is {', '.join(TONE_VALUES)}; here is {unknown[0]!r}")
        found = found.map(TONE_SCORES)
    values = numeric(found, where=where)
    return pd.Series(values.to_numpy(), index=rows["statement_id"]).dropna()


def label_weights(
    labeled: pd.DataFrame | Iterable[object], probability: str | None, *, where: str
) -> pd.Series:
    """Weight of each labeled statement, by ``statement_id``: one over its labeling probability.

    Parameters
    ----------
    labeled : DataFrame or iterable
        All statements that were labeled: their ids, or a table with ``statement_id``.
    probability : str, optional
        Column of that table with the probability of being drawn; without it all weigh 1.
    where : str
        The caller, for messages.

    Raises
    ------
    InputError
        A statement is there twice, or a probability is missing or not above 0 and at most 1.
    """
    if not isinstance(labeled, pd.DataFrame):
        if isinstance(labeled, str):
            raise InputError(f"{where} must hold statement_ids; it is the text {labeled!r}")
        labeled = pd.DataFrame({"statement_id": list(labeled)})
    rows = unique_statements(labeled, where=where)
    if probability is None:
        return pd.Series(1.0, index=rows["statement_id"])
    require_columns(rows, [probability], where=where)
    chances = numeric(rows[probability], where=where)
    faulty = rows.loc[~((chances > 0) & (chances <= 1)), "statement_id"]
    if len(faulty):
        raise InputError(
            f"{where}: {probability} must be above 0 and at most 1 for each labeled statement; "
            f"that of {faulty.iloc[0]} is {chances[faulty.index[0]]}"
        )
    return pd.Series(1 / chances.to_numpy(), index=rows["statement_id"])


def matched(statement_ids: pd.Series, values: pd.Series, *, where: str) -> Array:
    """Values of these statements, NaN where there is none.

    Raises
    ------
    InputError
        If none has one.
    """
    found = statement_ids.map(values).to_numpy(dtype=float)
    if len(found) and np.isnan(found).all():
        raise InputError(f"{where}: no statement is labeled; compare the statement_ids")
    return found
