"""Statements shown with the words behind their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

import pandas as pd

from analysis.doubts import row_doubts
from analysis.errors import InputError, require_columns
from analysis.evidence import (
    Evidence,
    SentimentEvidence,
    StanceEvidence,
    highlight,
    label,
    signed,
    spans_in,
)

_CELL = "text-align: left; vertical-align: top; padding: 4px 8px;"
_DEFAULT_COLUMNS = "speaker said_on issue stance conditional sentiment polarity unscored"
_TEXT_FIELDS = ("quote", "text")


def show_evidence(
    statements: pd.DataFrame,
    *,
    evidence: str = "evidence",
    columns: Sequence[str] | None = None,
    limit: int = 10,
    least: float = 0.0,
) -> EvidenceTable:
    """Show statements with the words that were scored.

    Parameters
    ----------
    statements : DataFrame
        Scored statements, or stances joined with the statements that they come from.
    evidence : str, default "evidence"
        The column that holds the lists of evidence.
    columns : sequence of str, optional
        Columns to show beside the texts; by default those of speaker, day, issue, stance,
        sentiment, polarity and reason unscored that the rows shown have values in. Where a score
        is to be doubted (see `score_doubts`), a column says why.
    limit : int, default 10
        Rows shown, from the first; how many are left out is said.
    least : float, default 0.0
        Size of the polarity from which a word is marked. The method "news" gives every word a
        share, most of them next to nothing.

    Returns
    -------
    EvidenceTable
        Drawn by a notebook as a table, by ``print`` as lines of text. Every text is escaped.

    Raises
    ------
    InputError
        If a column is missing or `limit` is negative.
    """
    require_columns(statements, [evidence, *(columns or ())], where="show_evidence")
    if limit < 0:
        raise InputError(f"show_evidence: limit is {limit}; give 0 or more")
    if columns is None:
        present = [name for name in _DEFAULT_COLUMNS.split() if name in statements.columns]
        columns = [name for name in present if any(map(_plain, statements[name].head(limit)))]
    found = {item.field for items in statements[evidence] for item in _items(items)}
    fields = [name for name in statements.columns if name in found]
    fields = fields or [name for name in _TEXT_FIELDS if name in statements.columns][:1]
    records = statements.head(limit).to_dict("records")
    doubts = _doubts(records, fields)
    rows = []
    for record, doubt in zip(records, doubts, strict=True):
        items = _items(record[evidence])
        cells = [(str(name), _plain(record[name])) for name in columns]
        if any(doubts):
            cells.append(("doubts", doubt))
        texts = [
            (str(field), _plain(record[field]), [i for i in items if _counts(i, field, least)])
            for field in fields
        ]
        rows.append(_Row(cells, texts, _web_address(record.get("url"))))
    return EvidenceTable(rows, len(statements) - len(rows))


def _doubts(records: Sequence[Mapping[Any, Any]], fields: Sequence[str]) -> list[str]:
    """What is to be doubted in each score, in words; empty for what is no score."""
    of_tone = records and {"unscored", "probability", "evidence"} <= set(records[0])
    items = (item for record in records for item in _items(record.get("evidence")))
    if not of_tone or any(isinstance(item, StanceEvidence) for item in items):
        return [""] * len(records)
    found = [row_doubts(record, fields) for record in records]
    return [
        "; ".join(f"{doubt.kind.replace('_', ' ')}: {doubt.words.strip()}" for doubt in doubts)
        for doubts in found
    ]


class _Row(NamedTuple):
    cells: list[tuple[str, str]]
    texts: list[tuple[str, str, list[Evidence]]]
    url: str


class EvidenceTable:
    """Statements with marked words; made by :func:`show_evidence`."""

    def __init__(self, rows: list[_Row], hidden: int) -> None:
        self._rows, self._hidden = rows, hidden

    def _repr_html_(self) -> str:
        if not self._rows:
            return f"<p>{escape(self._rest())}</p>"
        first = self._rows[0]
        linked = any(row.url for row in self._rows)
        names = [name for name, _ in first.cells] + [field for field, _, _ in first.texts]
        head = "".join(
            f'<th scope="col" style="{_CELL}">{escape(name.replace("_", " "))}</th>'
            for name in [*names, *(["source"] if linked else [])]
        )
        body = "".join(f"<tr>{self._html_cells(row, linked)}</tr>" for row in self._rows)
        rest = f"<p>{escape(self._rest())}</p>" if self._hidden else ""
        # The classes keep MathJax from reading two sums of dollars as a formula.
        return (
            '<div class="parley-evidence tex2jax_ignore mathjax_ignore">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}</div>"
        )

    @staticmethod
    def _html_cells(row: _Row, linked: bool) -> str:
        # Short values stay on one line, so that days are not broken at their hyphens.
        nowrap = '<span style="white-space: nowrap;">'
        values = [escape(value).replace("$", "<span>$</span>") for _, value in row.cells]
        cells = [f"{nowrap}{value}</span>" for value in values]
        cells += [highlight(text, items) for _, text, items in row.texts]
        if linked:
            link = f'<a href="{escape(row.url)}" rel="noopener noreferrer" target="_blank">link</a>'
            cells.append(link if row.url else "")
        return "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)

    def __repr__(self) -> str:
        lines = []
        for row in self._rows:
            lines.append(" | ".join(value for _, value in row.cells if value))
            for field, text, items in row.texts:
                lines.append(f"    {field}: {_marked_plainly(text, items)}")
            if row.url:
                lines.append(f"    source: {row.url}")
        if self._hidden or not lines:
            lines.append(self._rest())
        return "\n".join(lines)

    def _rest(self) -> str:
        return f"{self._hidden} more not shown" if self._hidden else "no statements"


def _counts(item: Evidence, field: object, least: float) -> bool:
    weak = isinstance(item, SentimentEvidence) and abs(item.polarity) < least
    return item.field == field and not weak


def _items(value: object) -> list[Evidence]:
    # A missing value stands where an outer join found no evidence.
    return list(value) if isinstance(value, list | tuple) else []


def _marked_plainly(text: str, items: list[Evidence]) -> str:
    """Put brackets and label around each span; one that overlaps an earlier one is left out."""
    out, at = [], 0
    for start, end, item in spans_in(text, items):
        if start >= at:
            out += [text[at:start], "[", text[start:end], " ", label(item), "]"]
            at = end
    return "".join([*out, text[at:]])


def _plain(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return signed(value)
    return str(value)


def _web_address(value: object) -> str:
    """Only web addresses become links: a table could hold ``javascript:`` as well."""
    address = _plain(value).strip()
    return address if address.lower().startswith(("http://", "https://")) else ""
