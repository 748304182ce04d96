"""Checks and joins on long stance tables: one row a position taken."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from pandas.api.types import is_bool_dtype

from analysis.errors import InputError, require_columns

STANCES = ("favor", "against")


def positions_taken(table: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """Rows of a stances or labels table that take a position, with a plain index.

    Parameters
    ----------
    table : DataFrame
        Long, with ``stance``: ``favor``, ``against`` or ``none`` (which is left out, as is NaN).
    where : str
        The function that asks, for messages.

    Raises
    ------
    InputError
        Another stance, or two rows for one statement and issue.
    """
    require_columns(table, ["stance"], where=where)
    unknown = set(table["stance"].dropna().astype(str)) - {*STANCES, "none"}
    if unknown:
        raise InputError(
            f"{where}: stance must be favor, against or none; found {', '.join(sorted(unknown))}"
        )
    kept = table[table["stance"].isin(STANCES)].reset_index(drop=True)
    if {"statement_id", "issue"} <= set(kept):
        twice = kept[kept.duplicated(["statement_id", "issue"])]
        if len(twice):
            first = twice.iloc[0]
            raise InputError(
                f"{where}: statement {first['statement_id']} has two stances on {first['issue']}; "
                "keep one row for a statement and an issue"
            )
    return kept


def conditional_flags(table: pd.DataFrame, *, where: str) -> pd.Series:
    """The ``conditional`` column as booleans; missing is False.

    Raises
    ------
    InputError
        If it is missing or holds anything else: the text "false" would count as true.
    """
    require_columns(table, ["conditional"], where=where)
    found = table["conditional"]
    values = found.astype(object).where(found.notna(), False)
    if not is_bool_dtype(values.infer_objects()) and len(values):
        raise InputError(f"{where}: the column conditional must hold booleans; it is {found.dtype}")
    return values.astype(bool)


def unique_statements(statements: pd.DataFrame, *, where: str) -> pd.DataFrame:
    """Statements with a plain index.

    Raises
    ------
    InputError
        If ``statement_id`` is missing or not unique.
    """
    require_columns(statements, ["statement_id"], where=where)
    rows = statements.reset_index(drop=True)
    twice = rows.loc[rows["statement_id"].duplicated(), "statement_id"]
    if len(twice):
        raise InputError(f"{where}: statement_id {twice.iloc[0]!r} is there twice; keep one")
    return rows


def with_statements(
    table: pd.DataFrame, statements: pd.DataFrame | None, columns: Iterable[str], *, where: str
) -> pd.DataFrame:
    """Rows whose statement is among `statements`, with those of its columns that they lack.

    Without `statements` the table as it is.
    """
    if statements is None:
        return table
    require_columns(table, ["statement_id"], where=where)
    rows = unique_statements(statements, where=where)
    added = [c for c in dict.fromkeys(columns) if c not in table.columns and c in rows.columns]
    return table.merge(rows[["statement_id", *added]], on="statement_id", how="inner")
