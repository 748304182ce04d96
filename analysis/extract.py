"""From articles to the statements table: one row for each thing somebody is reported to have said.

Brings together who said what (`attribution`), who that is (`resolve`) and when it was said
(`dates`); adds nothing of its own but the layout of the table.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

import pandas as pd

from analysis import attribution
from analysis.attribution import Attribution, Quotation, Span, find_quotations
from analysis.attribution.spans import extent, trim
from analysis.dates import said_on
from analysis.errors import InputError, require_columns
from analysis.registry import Registry
from analysis.resolution import NOBODY, Resolution, resolve
from analysis.speakers import load_speakers

COLUMNS = (
    "statement_id", "speaker", "mention", "cue", "text", "quote", "mode", "kind",
    "attribution_confidence", "said_on", "said_on_precision", "said_in_week", "occasion",
    "publisher", "url", "article_id", "start", "end", "spans", "candidates",
)  # fmt: skip
KINDS = ("speech", "other")
LEFT_OUT = " … "
"""Stands in `text` and `quote` where the article has other words in between. Three dots would end a
sentence for whoever scores the text."""

Attribute = Callable[[str], Sequence[Attribution]]
Track = Callable[[Sequence[Any]], Iterable[Any]]


def extract_statements(
    articles: pd.DataFrame,
    *,
    registry: Registry | None = None,
    kinds: Sequence[str] = ("speech",),
    min_confidence: float = 0.0,
    attribute: Attribute | None = None,
    track: Track = iter,
) -> pd.DataFrame:
    """Find what is reported to have been said in articles, by whom and when.

    Parameters
    ----------
    articles : DataFrame
        As `read_articles` returns it; needed are ``article_id`` (unique) and ``text``. Copies of
        one article (`find_duplicates`) each give their statements: leave them out before.
    registry : Registry, optional
        Who is known by which names; `load_speakers()` by default.
    kinds : sequence of {"speech", "other"}
        ``speech`` is what was said; ``other`` what somebody is reported to want, think or refuse.
    min_confidence : float
        Attributions below it are left out. The engine's own threshold holds in any case.
    attribute : callable, optional
        What finds the attributions of a text, in place of `analysis.attribution.attribute`.
    track : callable, optional
        Wraps the list of articles to show progress.

    Returns
    -------
    DataFrame
        One row a statement, by article and place in it, with a RangeIndex:

        ``statement_id``
            ``article_id:start``; equal between runs.
        ``speaker``
            Name in the registry, else the fullest name or the description that the article prints;
            ``""`` where nobody is named or it stays open who is meant (see ``candidates``).
        ``mention``, ``cue``
            Source and attributing words as printed.
        ``text``
            What was said. In one piece it is exactly ``article[start:end]``; else the pieces are
            joined by " … " and ``spans`` has their places.
        ``quote``
            The words between quotation marks in it; of a transcript, all of it.
        ``mode``, ``kind``, ``attribution_confidence``
            ``direct``, ``indirect`` or ``mixed``; see `kinds`; 0 to 1.
        ``said_on``, ``said_on_precision``, ``said_in_week``
            The day, or the first of the month, and ``day``, ``month`` or ``""``. Where the article
            gives no more than the week, ``said_on`` is NaT and ``said_in_week`` the Monday of that
            week (``2025-08-25``).
        ``occasion``
            Speaker and day; without a day, speaker and article; without a speaker, the article.
        ``publisher``, ``url``, ``article_id``
            Of the article.
        ``start``, ``end``, ``spans``
            Offsets into the article's ``text``; ``spans`` as ``"301-313 324-344"``.
        ``candidates``
            Who may be meant where that is open, separated by ``"; "``.

        No quotation is lost: one that nobody is reported to say has a row with an empty ``speaker``
        and ``mention``; one inside an attribution that `kinds` or `min_confidence` leave out has a
        row with an empty ``speaker``, and ``mention`` and ``kind`` say what was found.

    Raises
    ------
    InputError
        A column is missing, an article_id stands twice, or a kind is unknown.

    Examples
    --------
    >>> statements = extract_statements(read_articles("articles/"))  # doctest: +SKIP
    """
    require_columns(articles, ["article_id", "text"], where="extract_statements")
    if unknown := sorted(set(kinds) - set(KINDS)):
        raise InputError(f"no kind {unknown[0]!r} of statement; there are {', '.join(KINDS)}")
    twice = articles.loc[articles["article_id"].duplicated(), "article_id"]
    if len(twice):
        raise InputError(f"article_id {twice.iloc[0]!r} stands twice; give each article its own")
    known = load_speakers() if registry is None else registry
    find = attribution.attribute if attribute is None else attribute
    rows: list[dict[str, Any]] = []
    for record in track(articles.to_dict("records")):
        article = Article(record, known)
        found = find(article.text)
        kept = [_is_kept(item, kinds, min_confidence) for item in found]
        rows += article.rows(found, kept)
    return _table(rows)


class Article:
    """One article with all that is looked up in it once."""

    def __init__(self, record: dict[str, Any], registry: Registry) -> None:
        self.record = record
        self.text: str = record["text"]
        published = record.get("published")
        self.published: dt.date | None = None if pd.isna(published) else published.date()
        self.registry = registry
        self.quotations = find_quotations(self.text)
        self._ends = [quotation.end for quotation in self.quotations]

    def rows(self, found: Sequence[Attribution], kept: Sequence[bool]) -> list[dict[str, Any]]:
        """Rows of the attributions that are kept and of the quotations in all others."""
        people = _people(self, found)
        ids: dict[str, int] = {}
        rows = []
        order = sorted(range(len(found)), key=lambda i: (extent(found[i].content), i))
        for i in order:
            quoted = self.quoted(found[i].content)
            if not kept[i] and not quoted:
                continue
            row = self._row(found[i], people[i] if kept[i] else NOBODY, quoted)
            count = ids[row["statement_id"]] = ids.get(row["statement_id"], 0) + 1
            if count > 1:
                row["statement_id"] += f"-{count}"
            rows.append(row)
        return rows

    def quoted(self, content: Sequence[Span]) -> list[Span]:
        """Where words between quotation marks stand in a content, marks left out."""
        found = []
        for start, end in content:
            at = bisect_left(self._ends, start + 1)
            while at < len(self.quotations) and self.quotations[at].start < end:
                for first, last in inner_spans(self.text, self.quotations[at]):
                    span = trim(self.text, (max(first, start), min(last, end)))
                    if span[0] < span[1]:
                        found.append(span)
                at += 1
        return found

    def _row(self, item: Attribution, person: Resolution, quoted: list[Span]) -> dict[str, Any]:
        start, end = extent(item.content)
        own = quoted or (item.content if item.mode == "direct" else [])
        when = _when(self, item)
        article_id = self.record["article_id"]
        return {
            "statement_id": f"{article_id}:{start}",
            "speaker": person.name,
            "mention": words(self.text, item.source),
            "cue": words(self.text, item.cue),
            "text": words(self.text, item.content),
            "quote": words(self.text, own).rstrip(","),
            "mode": item.mode,
            "kind": item.kind,
            "attribution_confidence": item.confidence,
            **when,
            "occasion": _occasion(person.name, when["said_on"], when, article_id),
            "publisher": self.record.get("publisher", ""),
            "url": self.record.get("url", ""),
            "article_id": article_id,
            "start": start,
            "end": end,
            "spans": " ".join(f"{first}-{last}" for first, last in item.content),
            "candidates": "; ".join(person.candidates),
        }


def words(text: str, spans: Sequence[Span]) -> str:
    """The words at some places, with " … " where there are others in between.

    Examples
    --------
    >>> words("“Yes,” he said, “now.”", [(0, 6), (16, 22)])
    '“Yes,” … “now.”'
    """
    out = ""
    last = None
    for start, end in spans:
        if last is not None:
            between = text[last:start]
            # Marks alone, as between two paragraphs of one quotation, are no words left out.
            marks = " " if not any(map(str.isalnum, between)) else LEFT_OUT
            out += between if between.isspace() else marks
        out += text[start:end]
        last = end
    return out


def inner_spans(text: str, quotation: Quotation) -> list[Span]:
    """What stands between the marks of a quotation, paragraph by paragraph."""
    spans = []
    for number, (start, end) in enumerate(quotation.parts):
        # Each further paragraph opens with a mark like the first one's.
        width = quotation.inner_start - quotation.start
        mark = text[quotation.start : quotation.inner_start]
        opened = number == 0 or text[start : start + width] == mark
        first = start + width if opened else start
        spans.append((first, min(end, quotation.inner_end)))
    return spans


def _is_kept(item: Attribution, kinds: Sequence[str], min_confidence: float) -> bool:
    return item.kind in kinds and item.confidence >= min_confidence


def _occasion(name: str, day: Any, when: dict[str, Any], article_id: str) -> str:
    if not name:
        return article_id
    slug = "-".join(name.lower().split())
    if when["said_on_precision"] == "day":
        return f"{slug}-{day:%Y-%m-%d}"
    return f"{slug}-{article_id}"


def _table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    kinds = dict.fromkeys(COLUMNS, "str")
    kinds |= {"attribution_confidence": "float64", "start": "int64", "end": "int64"}
    kinds["said_on"] = "datetime64[us]"
    return frame.astype(kinds)


def unattributed(statements: pd.DataFrame) -> pd.DataFrame:
    """Rows of quotations that nobody is reported to have said.

    None where the table lacks ``mention`` or ``cue``: it was not extracted from articles.
    """
    if not {"mention", "cue"} <= set(statements.columns):
        return statements.iloc[:0]
    nobody = (statements[["speaker", "mention", "cue"]] == "").all(axis=1)
    return statements[nobody]


def _people(article: Article, found: Sequence[Attribution]) -> list[Resolution]:
    """Who each source is; asked in reading order, since a pronoun means somebody named before."""
    sources = [item.source[0] if item.source else None for item in found]
    end = len(article.text)
    order = sorted(range(len(found)), key=lambda i: (sources[i] or (end, end), i))
    answers = resolve(
        [sources[i] for i in order],
        article.text,
        registry=article.registry,
        published=article.published,
    )
    return [answer for _, answer in sorted(zip(order, answers, strict=True), key=itemgetter(0))]


def _when(article: Article, item: Attribution) -> dict[str, Any]:
    said = said_on(
        article.text,
        cue=item.cue,
        source=item.source,
        content=item.content,
        published=article.published,
    )
    if said.precision == "week":
        # The schema's days would make the Monday look like the day of saying.
        week = said.date.isoformat() if said.date else ""
        return {"said_on": pd.NaT, "said_on_precision": "", "said_in_week": week}
    day = pd.Timestamp(said.date) if said.date else pd.NaT
    return {"said_on": day, "said_on_precision": said.precision, "said_in_week": ""}
