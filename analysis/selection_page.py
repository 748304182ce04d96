"""A view of a selection as chart, numbers and statements for a page, and as CSV files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from itertools import count
from pathlib import Path

import pandas as pd

from analysis import charts
from analysis.charts.tables import label_of
from analysis.charts.words import listing
from analysis.errors import InputError
from analysis.evidence_table import show_evidence
from analysis.saving import write_table
from analysis.selection import Selection, View

PAGE = 20
"""Statements shown at a time."""

NAMED = 6
"""Speakers, issues or media named in a source line before it sums up."""

NOT_GIVEN = "(not given)"

_NAME = re.compile(r"[\w-][\w .-]*")


def draw_view(
    view: View,
    *,
    by: str = "",
    labels: Mapping[str, str] | None = None,
    source: str | None = None,
) -> charts.Chart | None:
    """Draw what a selection measures.

    Parameters
    ----------
    view : View
    by : str
        Whose scores or codes these are, for the title.
    labels : mapping, optional
        Names of the issues for readers.
    source : str, optional
        What the source line names; the choices follow it.

    Returns
    -------
    Chart or None
        None where there is nothing to draw; ``view.summary`` says why.
    """
    if view.numbers.empty:
        return None
    foot = "; ".join(part for part in (source, in_words(view.selection, labels=labels)) if part)
    if view.selection.measure == "tone":
        title = f"Mean polarity of each speaker's statements{f', by {by}' if by else ''}"
        drawn = charts.plot_sentiment(
            view.numbers, points=view.statements, title=title, source=foot
        )
    elif view.selection.measure == "positions":
        title = f"Where each speaker stands on each issue{f', by {by}' if by else ''}"
        drawn = charts.plot_positions(view.numbers, labels=labels, title=title, source=foot)
    else:
        title = "Share of each speaker's statements for and against each issue"
        title += f", by {by}" if by else ""
        drawn = charts.plot_shares(
            view.parts,
            totals=view.numbers,
            labels=labels,
            title=title,
            source=foot,
        )
    return charts.show(drawn)


def in_words(selection: Selection, *, labels: Mapping[str, str] | None = None) -> str:
    """Say what a selection keeps, such as ``chosen: Peskov; briefing; from 2025-06-01``.

    Empty where it keeps all.
    """
    groups = (
        selection.speakers,
        [label_of(issue, labels) for issue in selection.issues],
        [medium or NOT_GIVEN for medium in selection.media],
    )
    parts = [
        listing(names, limit=NAMED).rstrip(".").replace("; ", ", ") for names in groups if names
    ]
    days = (("from", selection.first), ("to", selection.last))
    when = " ".join(f"{word} {day}" for word, day in days if day is not None)
    parts += [when] if when else []
    return f"chosen: {'; '.join(parts)}" if parts else ""


def statements_html(
    view: View, *, page: int = 1, size: int = PAGE, labels: Mapping[str, str] | None = None
) -> str:
    """Statements of a view as HTML, the words behind their numbers marked, all text escaped.

    Parameters
    ----------
    view : View
    page : int
        Which of the pages, from 1; beyond the last, the last.
    size : int
        Statements on a page.
    labels : mapping, optional
        Names of the issues for readers.

    Returns
    -------
    str
        A line that says which of how many are shown, then the table.
    """
    total = len(view.statements)
    if not total:
        return "<p>No statements to show.</p>"
    start = (min(max(page, 1), pages_of(view, size=size)) - 1) * size
    rows = view.statements.iloc[start : start + size]
    found = rows["evidence"] if "evidence" in rows else [None] * len(rows)
    # Scores and codes of one's own may have words for some statements only, or for none.
    lists = [item if isinstance(item, list) else [] for item in found]
    rows = rows.assign(evidence=pd.Series(lists, index=rows.index, dtype=object))
    if "issue" in rows:
        rows = rows.assign(issue=[label_of(issue, labels) for issue in rows["issue"]])
    if "quote" in rows and (rows["quote"].fillna("") == "").all():
        rows = rows.drop(columns="quote")  # else an empty column stands where the text should
    what = "Statements and positions" if "issue" in rows else "Statements"
    line = f"{what} {start + 1} to {start + len(rows)} of {total:,}, {view.selection.order}. "
    line += f"Marked: {view.marked}." if view.marked else "These come without words to mark."
    return f"<p>{escape(line)}</p>{show_evidence(rows, limit=size)._repr_html_()}"


def pages_of(view: View, *, size: int = PAGE) -> int:
    """How many pages its statements fill, at least one."""
    return max(1, -(-len(view.statements) // size))


def numbers_html(view: View) -> str:
    """The numbers behind the chart as an HTML table, all text escaped."""
    shown = view.numbers.to_html(index=False, border=0, na_rep="", float_format="{:.3f}".format)
    return str(shown)


def export_view(
    view: View, folder: str | Path, name: str = "selection", *, by: str = ""
) -> list[Path]:
    """Write a view to CSV: its statements, its numbers, and the choices that made them.

    Parameters
    ----------
    view : View
    folder : path
        Made where it does not exist.
    name : str
        How the files begin. Where one of them exists, all take the next free number
        (``selection-2``): nothing is overwritten.
    by : str
        Whose scores or codes these are; stands among the choices.

    Returns
    -------
    list of Path
        ``NAME_statements.csv``, ``NAME_numbers.csv`` and ``NAME_choices.csv``.

    Raises
    ------
    InputError
        If `name` is no plain name, or the folder cannot be made or written to.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r} is no name for files; use letters, digits, - and _")
    target = Path(folder).expanduser()
    choices = pd.DataFrame(
        [("selection", str(view.selection)), ("by", by), ("summary", view.summary)],
        columns=["choice", "value"],
    )
    tables = {"statements": view.statements, "numbers": view.numbers, "choices": choices}
    for number in count(1):
        stem = name if number == 1 else f"{name}-{number}"
        paths = [target / f"{stem}_{what}.csv" for what in tables]
        if not any(path.exists() for path in paths):
            break
    try:
        target.mkdir(parents=True, exist_ok=True)
        for path, table in zip(paths, tables.values(), strict=True):
            write_table(table, path)
    except OSError as error:
        raise InputError(f"{target}: cannot be written to ({error.strerror or error})") from None
    return paths
