"""The words behind a number, and statements shown with those words marked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from analysis.errors import InputError, require_columns


class SentimentEvidence(NamedTuple):
    """A word or phrase that a sentiment method scored.

    Attributes
    ----------
    field : str
        The column that holds the text.
    start, end, words : int, int, str
        Where it stands and how it is printed: ``text[start:end] == words``.
    polarity, subjectivity : float
        What it adds, negation and intensifier counted in; subjectivity NaN where the lexicon has
        none.
    negation, intensifier : str
        The words that turned or scaled it, in lower case, else empty.
    """

    field: str
    start: int
    end: int
    words: str
    polarity: float
    subjectivity: float
    negation: str = ""
    intensifier: str = ""


class StanceEvidence(NamedTuple):
    """A word or phrase that decided a stance.

    Attributes
    ----------
    field : str
        The column that holds the text.
    start, end, words : int, int, str
        Where it stands and how it is printed: ``text[start:end] == words``.
    role : str
        ``issue``, ``favor``, ``against``, ``negation``, ``condition`` or ``side``.
    """

    field: str
    start: int
    end: int
    words: str
    role: str


Evidence = SentimentEvidence | StanceEvidence

# Dark words on a light ground that is always set with them, so that both themes of JupyterLab show
# them; each kind has a line of its own below the words and a label, for those who see no colors.
# Inline styles, because JupyterLab takes <style> out of the outputs of untrusted notebooks.
_LOOKS = {
    "positive": ("#cfe6f5", "2px solid #0072B2"),
    "negative": ("#fbdcc8", "2px dashed #D55E00"),
    "neutral": ("#e6e6e6", "2px dotted #595959"),
    "favor": ("#cfe6f5", "2px solid #0072B2"),
    "against": ("#fbdcc8", "2px dashed #D55E00"),
    "issue": ("#e6e6e6", "1px solid #595959"),
    "negation": ("#f3d9e8", "4px double #8f3f6f"),
    "condition": ("#fdf3c4", "2px dotted #7a6200"),
    "side": ("#d3efe5", "1px dashed #00664b"),
}
_CELL = "text-align: left; vertical-align: top; padding: 4px 8px;"
_DEFAULT_COLUMNS = "speaker said_on issue stance conditional sentiment polarity unscored"
_TEXT_FIELDS = ("quote", "text")


def highlight(text: str, evidence: Iterable[Evidence]) -> str:
    """Mark the words of `evidence` in `text`.

    Parameters
    ----------
    text : str
        The text that the offsets belong to. Everything in it is escaped.
    evidence : iterable of SentimentEvidence or StanceEvidence
        In any order. Where spans overlap, the text is cut at their ends and each part is marked
        with all that cover it, in the look of the shortest. What lies outside the text is cut off.

    Returns
    -------
    str
        HTML with ``<mark>`` around the words, the number in its `title`, and raised behind the
        words the polarity or the role.
    """
    spans = _spans(text, evidence)
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    html = []
    ahead, over = deque(spans), list[tuple[int, int, Evidence]]()
    for start, end in pairwise(cuts):
        while ahead and ahead[0][0] <= start:
            over.append(ahead.popleft())
        over = [span for span in over if span[1] > start]
        part = escape(text[start:end]).replace("$", "<span>$</span>")  # keep it from being math
        if not over:
            html.append(part)
            continue
        kind = _kind(min(over, key=lambda span: span[1] - span[0])[2])
        ground, line = _LOOKS.get(kind, _LOOKS["neutral"])
        style = f"background-color: {ground}; color: #000000; border-bottom: {line};"
        title = escape("; ".join(dict.fromkeys(_describe(item) for _, _, item in over)))
        named = f'class="parley-{escape(kind)}" style="{style}" title="{title}"'
        html.append(f"<mark {named}>{part}</mark>")
        labels = dict.fromkeys(_label(item) for _, stop, item in over if stop == end)
        if labels:
            html.append(f"<sup>{escape(' '.join(labels))}</sup>")
    return "".join(html)


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
        sentiment, polarity and reason unscored that the rows shown have values in.
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
    rows = []
    for record in statements.head(limit).to_dict("records"):
        items = _items(record[evidence])
        cells = [(str(name), _plain(record[name])) for name in columns]
        texts = [
            (str(field), _plain(record[field]), [i for i in items if _counts(i, field, least)])
            for field in fields
        ]
        rows.append(_Row(cells, texts, _web_address(record.get("url"))))
    return EvidenceTable(rows, len(statements) - len(rows))


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


def _spans(text: str, evidence: Iterable[Evidence]) -> list[tuple[int, int, Evidence]]:
    spans = [(max(0, item.start), min(len(text), item.end), item) for item in evidence]
    return sorted((span for span in spans if span[0] < span[1]), key=lambda span: span[:2])


def _kind(item: Evidence) -> str:
    if isinstance(item, StanceEvidence):
        return item.role
    if item.polarity > 0:
        return "positive"
    return "negative" if item.polarity < 0 else "neutral"


def _label(item: Evidence) -> str:
    if isinstance(item, StanceEvidence):
        return item.role
    return _signed(item.polarity)


def _signed(value: float) -> str:
    return f"{value:+.2f}" if round(value, 2) else "0.00"


def _describe(item: Evidence) -> str:
    if isinstance(item, StanceEvidence):
        return f"{item.role}: {item.words}"
    parts = [f"polarity {_label(item)}"]
    if item.subjectivity == item.subjectivity:  # not NaN
        parts.append(f"subjectivity {item.subjectivity:.2f}")
    if item.negation:
        parts.append(f"negated by {item.negation}")
    if item.intensifier:
        parts.append(f"scaled by {item.intensifier}")
    return ", ".join(parts)


def _marked_plainly(text: str, items: list[Evidence]) -> str:
    """Put brackets and label around each span; one that overlaps an earlier one is left out."""
    out, at = [], 0
    for start, end, item in _spans(text, items):
        if start >= at:
            out += [text[at:start], "[", text[start:end], " ", _label(item), "]"]
            at = end
    return "".join([*out, text[at:]])


def _plain(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    if isinstance(value, pd.Timestamp):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return _signed(value)
    return str(value)


def _web_address(value: object) -> str:
    """Only web addresses become links: a table could hold ``javascript:`` as well."""
    address = _plain(value).strip()
    return address if address.lower().startswith(("http://", "https://")) else ""
