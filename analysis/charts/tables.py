"""Checks and small look-ups on the tables that charts are drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.errors import InputError

# Known names come first, in these orders; all others after them, by name. So the order never
# depends on which row a table happens to begin with.
SPEAKERS = ("Zelensky", "Peskov", "Witkoff")
ISSUES = (
    "talks", "progress", "compromise", "territory", "ceasefire", "guarantees", "pressure",
    "us_role", "russia_good_faith", "ukraine_good_faith",
)  # fmt: skip
INTERVAL = ("estimate", "ci_low", "ci_high")


def checked(
    table: pd.DataFrame, columns: Iterable[str], *, source: str, numeric: Iterable[str] = ()
) -> pd.DataFrame:
    """Return a copy with a plain index, or say in one line why it cannot be drawn.

    Parameters
    ----------
    table : DataFrame
        What the user passed.
    columns : iterable of str
        Columns that the chart needs.
    source : str
        What makes such a table, for the message.
    numeric : iterable of str
        Those among them that hold numbers.
    """
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"Need a table from {source}, got {type(table).__name__}")
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise InputError(f"The table lacks {', '.join(missing)}: pass what {source} returns")
    if table.empty:
        raise InputError(f"The table has no rows to draw: pass what {source} returns")
    copy = table.reset_index(drop=True)
    for column in numeric:
        try:
            copy[column] = pd.to_numeric(copy[column]).astype(float)
        except (ValueError, TypeError) as error:
            raise InputError(f"Column {column} must hold numbers: {error}") from None
    for column in copy.columns.intersection(["speaker", "speaker_a", "speaker_b"]):
        names = copy[column].astype(object)
        copy[column] = names.where(names.notna() & (names != ""), "(not named)").map(str)
    return copy


def one_measure(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Keep the rows of one measure where the table holds several."""
    if "measure" not in table.columns or table["measure"].nunique() < 2:
        return table
    kept = table[table["measure"] == value].reset_index(drop=True)
    if kept.empty:
        held = ", ".join(map(str, table["measure"].unique()))
        raise InputError(f"No rows of measure {value!r}: the table holds {held}")
    return kept


def unique_rows(table: pd.DataFrame, columns: Sequence[str], *, chart: str) -> None:
    """Refuse a table with two estimates for one place in the chart."""
    twice = table.duplicated(subset=list(columns))
    if twice.any():
        first = table.loc[twice, list(columns)].iloc[0]
        where = ", ".join(f"{column} {first[column]}" for column in columns)
        raise InputError(f"{chart} draws one row for each {' and '.join(columns)}: two for {where}")


def order(found: Iterable[str], wanted: Sequence[str] | None, *, what: str) -> list[str]:
    """Names in the order wanted, or the known ones in their order and then the others."""
    names = usual_order(found)
    if wanted is None:
        return names
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise InputError(f"No {what} {', '.join(unknown)} in the table: it has {', '.join(names)}")
    return list(dict.fromkeys(wanted))


def usual_order(found: Iterable[str], first: Iterable[str] | None = None) -> list[str]:
    """Speakers or issues, each once: the known ones in their order, then the others by name.

    `first` names others to begin with, such as the labels of a codebook, which have its order.
    """
    names = set(found)
    known = [name for name in dict.fromkeys((*(first or ()), *SPEAKERS, *ISSUES)) if name in names]
    return known + sorted(names - set(known), key=str)


def rows_of(table: pd.DataFrame) -> list[Any]:
    """The rows, with their columns as attributes; the columns were checked before."""
    return list(table.itertuples())


def label_of(issue: str, labels: Mapping[str, str] | None) -> str:
    """An issue's name for readers: from `labels`, else its id with spaces."""
    return (labels or {}).get(issue, str(issue).replace("_", " "))


def month_number(months: pd.Series) -> pd.Series:
    """Turn months ("2025-03", Period or Timestamp) into months since January 1970."""
    text = months.astype(str).str.slice(0, 7)
    try:
        return pd.Series(pd.PeriodIndex(text, freq="M").asi8, index=months.index)
    except (ValueError, TypeError):
        raise InputError('Column month must hold months like "2025-03"') from None


def month_place(dates: pd.Series) -> pd.Series:
    """Turn dates into months since January 1970, with the day as the fraction."""
    months = dates.dt.year * 12 + dates.dt.month - 1 - 1970 * 12
    return months + (dates.dt.day - 1) / dates.dt.days_in_month
