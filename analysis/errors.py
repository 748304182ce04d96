"""The one error that a user meets when what was handed in cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

PRINTED_FAULTS = 20


class Fault(NamedTuple):
    """One thing wrong with an input, where it stands and how to mend it.

    Attributes
    ----------
    file : str
        The file as the caller named it, or ``"table"`` for a DataFrame. May be empty.
    row : int or None
        Where it stands, counted from 1; None where the fault is the whole file's or column's.
    column : str
        The column or key; empty where the fault belongs to no single one.
    problem : str
        What is wrong, in a few words.
    remedy : str
        What to do about it.
    unit : str
        What `row` counts: ``"line"`` as an editor numbers them (text files), or ``"record"``
        (Parquet and DataFrames, which have no lines).
    """

    file: str
    row: int | None
    column: str
    problem: str
    remedy: str
    unit: str = "line"

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"{self.unit} {self.row}")
        if self.column:
            place.append(f"column {self.column!r}")
        where = ", ".join(place)
        said = f"{where}: {self.problem}" if where else self.problem
        return f"{said}; {self.remedy}" if self.remedy else said


class InputError(ValueError):
    """Input that cannot be used; all its faults at once.

    Parameters
    ----------
    message : str
        One clear line.
    faults : iterable of Fault, optional
        Every fault found. ``str(error)`` prints the message and the first twenty of them, a line
        each; all stay in `faults`.

    Examples
    --------
    >>> print(InputError("1 fault", [Fault("a.csv", 3, "text", "is missing", "add it")]))
    1 fault
      a.csv, line 3, column 'text': is missing; add it
    """

    def __init__(self, message: str, faults: Iterable[Fault] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.faults: list[Fault] = list(faults or [])

    def __str__(self) -> str:
        lines = [self.message, *(f"  {fault}" for fault in self.faults[:PRINTED_FAULTS])]
        hidden = len(self.faults) - PRINTED_FAULTS
        if hidden > 0:
            lines.append(f"  ... and {hidden} more")
        return "\n".join(lines)

    def __reduce__(self) -> tuple[type, tuple[str, list[Fault]]]:
        # The default would rebuild the error from its message alone and lose the faults when it
        # crosses a process boundary.
        return type(self), (self.message, self.faults)


def require_columns(table: object, columns: Iterable[str], *, where: str, remedy: str = "") -> None:
    """Raise an :class:`InputError` that names the columns that `table` lacks and those it has.

    Parameters
    ----------
    table : DataFrame
        The table that a caller handed in.
    columns : iterable of str
        Columns that are needed.
    where : str
        The function that needs them, for the message.
    remedy : str, optional
        What to do; by default, to rename or add the columns.

    Raises
    ------
    InputError
        If a column is missing.
    """
    present = [str(column) for column in getattr(table, "columns", [])]
    missing = [column for column in columns if column not in present]
    if missing:
        raise InputError(
            f"{where} needs the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}; "
            f"the table has {', '.join(present) or 'none'}; {remedy or 'rename or add it'}"
        )
