"""Loads and checks the coded labels of the statements and the events around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import Fault, require_columns
from analysis.schema import Column, check_table, raise_faults
from analysis.tables import Table, data_path, read_table

STANCES = ("favor", "against", "none")
TONES = ("positive", "neutral", "negative")

LABELS = (
    Column("statement_id", "label", required=True, filled=True),
    Column("issue", "label", required=True, filled=True),
    Column("stance", "label", required=True, filled=True, allowed=STANCES),
    Column("conditional", "flag"),
    Column("coder_a", "label", allowed=STANCES),
    Column("coder_a_conditional", "flag"),
    Column("coder_b", "label", allowed=STANCES),
    Column("coder_b_conditional", "flag"),
)
TONE_LABELS = (
    Column("statement_id", "label", required=True, filled=True, unique=True),
    Column("tone", "label", required=True, filled=True, allowed=TONES),
    Column("coder_a", "label", allowed=TONES),
    Column("coder_b", "label", allowed=TONES),
)
EVENTS = (
    Column("date", "date", required=True, filled=True),
    Column("end_date", "date"),
    Column("name", "label", required=True, filled=True),
    Column("description"),
    Column("date_precision", "label", allowed=("day", "on or before", "on or after")),
    Column("date_basis"),
    Column("statement_ids", "label"),
)


def load_labels(
    path: str | Path | pd.DataFrame | None = None,
    *,
    statements: pd.DataFrame | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    """Load the stance labels: one row a (statement, issue), with the label and both coders.

    Parameters
    ----------
    path : path or DataFrame, optional
        The bundled ``labels.csv`` where not given.
    statements : DataFrame, optional
        Where given, a label for a statement that is not in it is a fault.
    encoding : str, optional
        Of a text file that is not UTF-8.

    Returns
    -------
    DataFrame
        ``statement_id``, ``issue``, ``stance`` (``favor``, ``against`` or ``none``),
        ``conditional`` (bool; False where the stance is none), and the same from ``coder_a`` and
        ``coder_b``, whose stance is ``""`` where the statement was not double-coded.

    Raises
    ------
    InputError
        Lists every fault.
    """
    source = data_path("labels.csv") if path is None else path
    table = read_table(source, encoding=encoding)
    frame, faults = check_table(table, LABELS)
    if {"statement_id", "issue"} <= set(frame):
        for position in np.flatnonzero(frame.duplicated(["statement_id", "issue"])).tolist():
            pair = f"{frame['statement_id'][position]} and {frame['issue'][position]}"
            faults.append(table.fault(position, "issue", f"{pair} are labelled twice", "keep one"))
    faults += _unknown_ids(table, frame, statements)
    raise_faults(table.file, faults)
    return frame


def load_tone_labels(
    path: str | Path | pd.DataFrame | None = None,
    *,
    statements: pd.DataFrame | None = None,
    encoding: str | None = None,
) -> pd.DataFrame:
    """Load the tone labels, one row a statement.

    Parameters and errors are those of `load_labels`.

    Returns
    -------
    DataFrame
        ``statement_id``, ``tone`` (``positive``, ``neutral`` or ``negative``), ``coder_a`` and
        ``coder_b``, which are ``""`` where the statement was not double-coded.
    """
    source = data_path("tone_labels.csv") if path is None else path
    table = read_table(source, encoding=encoding)
    frame, faults = check_table(table, TONE_LABELS)
    raise_faults(table.file, faults + _unknown_ids(table, frame, statements))
    return frame


def load_events(
    path: str | Path | pd.DataFrame | None = None, *, encoding: str | None = None
) -> pd.DataFrame:
    """Load dated events for timelines, in the order of their dates.

    Parameters
    ----------
    path : path or DataFrame, optional
        The bundled ``events.csv`` where not given.
    encoding : str, optional
        Of a text file that is not UTF-8.

    Returns
    -------
    DataFrame
        ``date``, ``end_date`` (NaT where the event took a day), ``name``, ``description``,
        ``date_precision`` (``day``, ``on or before`` or ``on or after`` the date), ``date_basis``
        (how the date was fixed) and ``statement_ids`` (those that attest it, between spaces).

    Raises
    ------
    InputError
        Lists every fault.
    """
    source = data_path("events.csv") if path is None else path
    table = read_table(source, encoding=encoding)
    frame, faults = check_table(table, EVENTS)
    if {"date", "end_date"} <= set(frame):
        for position in np.flatnonzero(frame["end_date"] < frame["date"]).tolist():
            remedy = "swap the two dates"
            faults.append(table.fault(position, "end_date", "is before the date", remedy))
    raise_faults(table.file, faults)
    return frame.sort_values(["date", "name"], kind="stable", ignore_index=True)


def _unknown_ids(table: Table, frame: pd.DataFrame, statements: pd.DataFrame | None) -> list[Fault]:
    if statements is None or "statement_id" not in frame:
        return []
    unknown = ~frame["statement_id"].isin(set(statements["statement_id"].astype("str")))
    remedy = "label statements of the table only, or add the statement"
    return [
        table.fault(p, "statement_id", f"no statement {frame['statement_id'][p]!r}", remedy)
        for p in np.flatnonzero(unknown).tolist()
    ]


def labeled_stances(labels: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return the labels in the form of the stances table, as if a coder had returned them.

    Parameters
    ----------
    labels : DataFrame
        As `load_labels` returns them.
    statements : DataFrame
        Tells who speaks (``statement_id``, ``speaker``); labels of other statements are left out.

    Returns
    -------
    DataFrame
        ``statement_id``, ``speaker``, ``issue``, ``stance`` (``favor`` or ``against``) and
        ``conditional``, one row a (statement, issue) on which the label takes a position, in the
        order of `labels`.

    Raises
    ------
    InputError
        If a needed column is missing.
    """
    require_columns(statements, ["statement_id", "speaker"], where="labeled_stances")
    require_columns(
        labels, ["statement_id", "issue", "stance", "conditional"], where="labeled_stances"
    )
    taken = labels.loc[
        labels["stance"] != "none", ["statement_id", "issue", "stance", "conditional"]
    ]
    rows = taken.merge(statements[["statement_id", "speaker"]], on="statement_id")
    return rows[["statement_id", "speaker", "issue", "stance", "conditional"]]
