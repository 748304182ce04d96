"""The statements table: what a row is, loading, checking and saving."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import Fault
from analysis.labels import load_events, load_labels, load_tone_labels
from analysis.saving import write_table
from analysis.schema import MONTH, Column, check_table, raise_faults
from analysis.tables import Table, data_path, read_table

__all__ = [
    "MEDIA",
    "STATEMENTS",
    "data_path",
    "load_events",
    "load_labels",
    "load_statements",
    "load_tone_labels",
    "save_statements",
]

MEDIA = (
    "briefing", "interview", "speech", "social media", "press conference", "official statement",
    "news report", "other",
)  # fmt: skip
BUNDLED_QUOTE_WORDS = 15
BUNDLED_TEXT_CHARS = 400

STATEMENTS = (
    Column("statement_id", "label", required=True, filled=True, unique=True),
    Column("speaker", "label", required=True),
    Column("said_on", "date"),
    Column("said_on_precision", "label", allowed=("day", "month")),
    Column("text", required=True),
    Column("quote"),
    Column("venue"),
    Column("medium", "label", allowed=MEDIA),
    Column("publisher"),
    Column("url"),
    Column("occasion", "label"),
    Column("confidence", "label", allowed=("high", "medium")),
    Column("note"),
    # What scoring adds, so that a scored table comes back from a CSV with its numbers.
    Column("polarity", "number", added=False),
    Column("subjectivity", "number", added=False),
    Column("unscored", added=False),
    # What extraction adds: places in the article, and how sure the engine was.
    Column("start", "number", added=False),
    Column("end", "number", added=False),
    Column("attribution_confidence", "number", added=False),
)


def load_statements(
    path: str | Path | pd.DataFrame | None = None,
    *,
    encoding: str | None = None,
    max_quote_words: int | None = None,
    max_text_chars: int | None = None,
    today: dt.date | None = None,
) -> pd.DataFrame:
    """Load a table of statements and check every cell that the analysis relies on.

    Parameters
    ----------
    path : path or DataFrame, optional
        CSV, JSON Lines or Parquet by its suffix, or a DataFrame, which is checked in the same way
        and not modified. The bundled corpus where not given.
    encoding : str, optional
        Of a text file that is not UTF-8, such as ``"cp1251"``.
    max_quote_words : int, optional
        Longest quote, in words between spaces. The bundled corpus is held to 15.
    max_text_chars : int, optional
        Longest text, in characters. The bundled corpus is held to 400.
    today : date, optional
        The last day on which a statement can have been made; the machine's date by default.

    Returns
    -------
    DataFrame
        One row a statement in the order of the file, with a RangeIndex. Required are
        ``statement_id``, ``speaker`` and ``text``; the other columns of the statements table are
        added with empty cells where absent (``said_on``: NaT) and any further columns follow as
        they came (from CSV as text). Missing text is ``""``, never NaN. ``said_on`` is a day; of a
        month given as ``2025-04`` it is the first day, and ``said_on_precision`` says ``month``.
        An empty ``occasion`` becomes the speaker and the day (``zelensky-2025-03-18``), or the
        statement's id where one of the two is not known. ``evidence`` written by
        `save_statements` comes back as evidence tuples.

    Raises
    ------
    InputError
        Lists every fault with file, row, column and what to do. An empty text is no fault: it is
        scored as missing, with the reason ``empty``.
    """
    if path is None:
        path = data_path("statements.csv")
        if max_quote_words is None:
            max_quote_words = BUNDLED_QUOTE_WORDS
        if max_text_chars is None:
            max_text_chars = BUNDLED_TEXT_CHARS
    table = read_table(path, encoding=encoding)
    frame, faults = check_table(table, STATEMENTS)
    if {column.name for column in STATEMENTS if column.required} <= set(frame) and len(frame):
        faults += _date_faults(table, frame, today or dt.date.today())
        faults += _length_faults(table, frame, max_quote_words, max_text_chars)
        if "evidence" in frame:
            frame["evidence"], broken = _read_evidence(table, frame["evidence"])
            faults += broken
    raise_faults(table.file, faults)
    frame["said_on_precision"] = _precision(table, frame)
    frame["occasion"] = _occasions(frame)
    return frame


def save_statements(statements: pd.DataFrame, path: str | Path) -> None:
    """Save statements, scored or not, as CSV, JSON Lines or Parquet by the suffix.

    The file is replaced whole or not at all, and `load_statements` reads back the same table.
    In CSV, evidence is JSON, days are ISO, and text cells that a spreadsheet would run as a formula
    stand behind an apostrophe, which loading takes off; numbers are untouched.

    Raises
    ------
    InputError
        Unknown suffix, missing folder, or a column that the format cannot hold.
    """
    write_table(statements, path)


def _date_faults(table: Table, frame: pd.DataFrame, today: dt.date) -> list[Fault]:
    late = np.flatnonzero(frame["said_on"] > pd.Timestamp(today))
    faults = [
        table.fault(p, "said_on", f"{frame['said_on'][p]:%Y-%m-%d} is in the future", "mend it")
        for p in late.tolist()
    ]
    # A month alone cannot be exact to the day.
    for p in np.flatnonzero(_bare_months(table) & (frame["said_on_precision"] == "day")).tolist():
        remedy = "give the day, or the precision 'month'"
        faults.append(table.fault(p, "said_on_precision", "a month is not a day", remedy))
    return faults


def _length_faults(
    table: Table, frame: pd.DataFrame, max_quote_words: int | None, max_text_chars: int | None
) -> list[Fault]:
    faults = []
    if max_quote_words is not None:
        words = frame["quote"].str.split().map(len)
        for p in np.flatnonzero(words > max_quote_words).tolist():
            problem = f"{words[p]} words, at most {max_quote_words} are allowed"
            faults.append(table.fault(p, "quote", problem, "shorten the quote"))
    if max_text_chars is not None:
        length = frame["text"].str.len()
        for p in np.flatnonzero(length > max_text_chars).tolist():
            problem = f"{length[p]} characters, at most {max_text_chars} are allowed"
            faults.append(table.fault(p, "text", problem, "shorten the text"))
    return faults


def _bare_months(table: Table) -> np.ndarray:
    if "said_on" not in table.frame:
        return np.zeros(len(table.frame), dtype=bool)
    cells = table.frame["said_on"]
    return np.array([bool(MONTH.fullmatch(str(c).strip())) for c in cells])


def _precision(table: Table, frame: pd.DataFrame) -> pd.Series:
    given = frame["said_on_precision"]
    found = np.where(frame["said_on"].isna(), "", np.where(_bare_months(table), "month", "day"))
    return given.where(given != "", pd.Series(found, dtype="str"))


def _occasions(frame: pd.DataFrame) -> pd.Series:
    who = frame["speaker"].str.lower().str.split().str.join("-")
    day = frame["said_on"].dt.strftime("%Y-%m-%d").astype("str")
    known = (who != "") & frame["said_on"].notna()
    derived = (who + "-" + day).where(known, frame["statement_id"])
    return frame["occasion"].where(frame["occasion"] != "", derived).astype("str")


def _read_evidence(table: Table, cells: pd.Series) -> tuple[pd.Series, list[Fault]]:
    faults: list[Fault] = []
    lists = []
    for position, cell in enumerate(cells):
        try:
            lists.append(_evidence_list(cell))
        except (ValueError, TypeError, AttributeError):
            problem, remedy = "is not evidence as saved", "leave the column out and score again"
            faults.append(table.fault(position, "evidence", problem, remedy))
            lists.append([])
    return pd.Series(lists, dtype="object", index=cells.index), faults


def _evidence_list(cell: Any) -> list[Any]:
    from analysis.evidence import SentimentEvidence, StanceEvidence

    if isinstance(cell, str):
        cell = json.loads(cell) if cell else []
    if not isinstance(cell, (list, tuple, np.ndarray)):
        cell = []
    rebuilt: list[Any] = []
    for item in cell:
        if isinstance(item, (SentimentEvidence, StanceEvidence)):
            rebuilt.append(item)
        else:
            # Parquet gives every record of a column the same keys, the foreign ones empty.
            fields = {key: value for key, value in item.items() if value is not None}
            if "role" in fields:
                rebuilt.append(StanceEvidence(**fields))
            else:  # VADER's evidence has no subjectivity, and JSON no NaN
                rebuilt.append(SentimentEvidence(**{"subjectivity": np.nan} | fields))
    return rebuilt
