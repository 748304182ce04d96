"""Declares what a table's columns are and checks a table against it, every fault at once.

A dozen columns of five kinds need no framework: each kind is one function that turns cells into
values and reports those that it cannot take, with the remedy in the user's terms.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.errors import Fault, InputError
from analysis.tables import Table

DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?")
MONTH = re.compile(r"\d{4}-\d{2}")


class Column(NamedTuple):
    """One declared column.

    Attributes
    ----------
    name : str
    kind : str
        ``text`` (as printed), ``label`` (text, spaces around it dropped), ``date`` (ISO day or
        month), ``number`` or ``flag`` (true or false).
    required : bool
        The table must have it.
    filled : bool
        No cell may be empty.
    unique : bool
        No value twice.
    allowed : tuple of str
        The vocabulary; empty where any value goes. An empty cell is allowed unless `filled`.
    added : bool
        Added, with empty cells, where the table lacks it.
    """

    name: str
    kind: str = "text"
    required: bool = False
    filled: bool = False
    unique: bool = False
    allowed: tuple[str, ...] = ()
    added: bool = True


class _Report:
    """Faults of one column, at the places where its cells stand."""

    def __init__(self, table: Table, column: str, faults: list[Fault]) -> None:
        self.table, self.column, self.faults = table, column, faults

    def __call__(self, position: int, problem: str, remedy: str) -> None:
        self.faults.append(self.table.fault(position, self.column, problem, remedy))


def check_table(table: Table, columns: Sequence[Column]) -> tuple[pd.DataFrame, list[Fault]]:
    """Convert the declared columns of a table and list all that is wrong with it.

    Parameters
    ----------
    table : Table
    columns : sequence of Column

    Returns
    -------
    frame : DataFrame
        The declared columns in their order, then all others as they were. Faulty cells are empty.
        Without any column where there are no records, or two columns of one name.
    faults : list of Fault
        Those of reading and those found here.
    """
    faults = list(table.faults)
    given = [str(name) for name in table.frame.columns]
    for name in sorted({name for name in given if given.count(name) > 1}):
        faults.append(Fault(table.file, None, name, "the column stands twice", "rename one"))
    if not len(table.frame):
        if not faults:
            faults.append(Fault(table.file, None, "", "no records", "give at least one"))
        return pd.DataFrame(), faults
    if len(set(given)) < len(given):
        return pd.DataFrame(), faults
    frame = table.frame.set_axis(given, axis=1)
    declared: dict[str, pd.Series] = {}
    for column in columns:
        if column.name in given:
            report = _Report(table, column.name, faults)
            declared[column.name] = _checked(frame[column.name], column, report)
        elif column.required:
            faults.append(_missing(table.file, column.name, given))
        elif column.added:
            empty = pd.Series([""] * len(frame), dtype="str")
            declared[column.name] = _KINDS[column.kind](empty, _Report(table, "", []))
    others = {name: frame[name] for name in given if name not in declared}
    checked = pd.DataFrame(declared | others, index=frame.index)
    return checked, faults


def raise_faults(file: str, faults: Sequence[Fault]) -> None:
    """Raise one InputError for all faults in the order of the file, where there are any."""
    if faults:
        faults = sorted(faults, key=lambda fault: (fault.row is not None, fault.row or 0))
        counted = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise InputError(f"{file}: {counted}, nothing was loaded", faults)


def _missing(file: str, name: str, given: list[str]) -> Fault:
    lowered = {other.lower(): other for other in given}
    close = difflib.get_close_matches(name, lowered, n=1)
    remedy = f"rename {lowered[close[0]]!r} to {name!r}" if close else "add it to the header"
    return Fault(file, None, name, "the column is missing", remedy)


def _checked(cells: pd.Series, column: Column, report: _Report) -> pd.Series:
    values = _KINDS[column.kind](cells, report)
    if column.filled:
        for position in np.flatnonzero((values == "") | values.isna()).tolist():
            report(position, "is empty", "fill it in")
    if column.allowed:
        unknown = ~values.isin(["", *column.allowed])
        for position in np.flatnonzero(unknown).tolist():
            report(position, *_unknown_word(values.iloc[position], column.allowed))
    if column.unique:
        first: dict[str, int] = {}
        for position, value in enumerate(values):
            if value and value in first:
                seen = f"{report.table.unit} {report.table.rows[first[value]]}"
                report(position, f"{value[:60]!r} stands already at {seen}", "give each its own")
            first.setdefault(value, position)
    return values


def _unknown_word(word: str, allowed: tuple[str, ...]) -> tuple[str, str]:
    close = difflib.get_close_matches(word.lower(), allowed, n=1)
    remedy = f"did you mean {close[0]!r}?" if close else f"write one of: {', '.join(allowed)}"
    return f"unknown value {word[:60]!r}", remedy


def _is_missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or (cell != cell) is True


def _text(cells: pd.Series, report: _Report) -> pd.Series:
    if isinstance(cells.dtype, pd.StringDtype):
        return cells.fillna("").astype("str")
    texts = []
    for position, cell in enumerate(cells):
        text = "" if isinstance(cell, (list, dict, tuple, set, np.ndarray, bytes)) else None
        if text is not None:
            report(position, f"holds a {type(cell).__name__}, not a text", "write a text")
        elif _is_missing(cell):
            text = ""
        elif isinstance(cell, (float, np.floating)) and float(cell).is_integer():
            # Identifiers read as numbers beside an empty cell become floats: 17 prints as 17.0.
            text = str(int(cell))
        else:
            text = str(cell)
        if not _is_whole(text):
            report(position, "holds half of a character (a lone surrogate)", "write it whole")
            text = ""
        texts.append(text)
    return pd.Series(texts, dtype="str", index=cells.index)


def _is_whole(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _label(cells: pd.Series, report: _Report) -> pd.Series:
    return _text(cells, report).str.strip()


def _date(cells: pd.Series, report: _Report) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        # The day as the clock of the place showed it: a time zone must not move it.
        return cells.dt.tz_localize(None).dt.normalize().astype("datetime64[us]")
    days: list[dt.date | None] = []
    for position, cell in enumerate(cells):
        if isinstance(cell, dt.datetime) and not _is_missing(cell):
            cell = cell.date()
        text = "" if _is_missing(cell) else str(cell).strip()
        day = parse_day(text)
        if day is None and text:
            remedy = "write the day as 2025-03-18, or the month as 2025-03"
            report(position, f"{text[:60]!r} is not a date in ISO form", remedy)
        days.append(day)
    return pd.Series(pd.to_datetime(pd.Series(days, dtype="object")), index=cells.index).astype(
        "datetime64[us]"
    )


def parse_day(text: str) -> dt.date | None:
    """Return the ISO day that a text names (of an ISO month the first), or None."""
    day = DAY.fullmatch(text)
    try:
        if day:
            return dt.date.fromisoformat(day[1])
        return dt.date.fromisoformat(f"{text}-01") if MONTH.fullmatch(text) else None
    except ValueError:
        return None


def _number(cells: pd.Series, report: _Report) -> pd.Series:
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return cells.astype("float64")
    numbers = []
    for position, cell in enumerate(cells):
        text = "" if _is_missing(cell) else str(cell).strip()
        try:
            number = float(text) if text else np.nan
        except ValueError:
            report(position, f"{text[:60]!r} is not a number", "write it as -0.25, or leave empty")
            number = np.nan
        numbers.append(number)
    return pd.Series(numbers, dtype="float64", index=cells.index)


def _flag(cells: pd.Series, report: _Report) -> pd.Series:
    flags = []
    for position, text in enumerate(_label(cells, report).str.lower()):
        if text not in ("true", "false", ""):
            report(position, f"{text[:60]!r} is neither true nor false", "write true or false")
        flags.append(text == "true")
    return pd.Series(flags, dtype="bool", index=cells.index)


_KINDS: Mapping[str, Callable[[pd.Series, _Report], pd.Series]] = {
    "text": _text,
    "label": _label,
    "date": _date,
    "number": _number,
    "flag": _flag,
}
