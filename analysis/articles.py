"""The articles table: reads a folder, files or a table into one row an article, without frills.

Boilerplate is dropped (see `boilerplate`), characters are never changed, and nothing is ever
fetched from a network. A file that cannot be read is reported and the rest goes on.
"""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.article_files import Record, list_files, read_file, read_records
from analysis.article_text import join_paragraphs, parse_published, split_paragraphs
from analysis.boilerplate import drop_boilerplate
from analysis.errors import PRINTED_FAULTS, Fault, InputError
from analysis.language import SAMPLE, is_english
from analysis.tables import read_table

COLUMNS = ("article_id", "published", "title", "text", "publisher", "url", "language")

Source = str | Path | pd.DataFrame | Iterable[str | Path]


class ArticleWarning(UserWarning):
    """Some files or records were not read; the message names each with its reason."""


class Scan(NamedTuple):
    """Articles that could be read, and what could not be."""

    articles: pd.DataFrame
    faults: list[Fault]


def read_articles(
    path: Source,
    *,
    published: str | dt.date | None = None,
    errors: str = "report",
) -> pd.DataFrame:
    """Read news articles.

    Parameters
    ----------
    path : path, DataFrame or iterable of paths
        A file, a folder (searched through, in the order of its files' names), several of these, or
        a table. By suffix:

        ``.txt``
            One article a file. The first line is the title where a blank line follows it and it
            does not end as a sentence does. Before or after it header lines may stand, closed by a
            blank line: ``Title:``, ``Published:`` (or ``Date:``), ``Publisher:`` (``Source:``),
            ``URL:`` (``Link:``), ``Language:``.
        ``.html``, ``.htm``, ``.xhtml``
            One article a page; title, day, publisher and address where the page declares them.
        ``.jsonl``, ``.csv``, ``.tsv``, ``.parquet``
            One article a record, in the columns below. Also understood: ``body``, ``content``,
            ``article``, ``full_text`` for `text`; ``date``, ``published_at``, ``pub_date`` and the
            like for `published`; ``headline`` for `title`; ``source``, ``outlet``, ``site`` for
            `publisher`; ``link`` for `url`; ``id`` for `article_id`; ``lang`` for `language`. All
            of them in `article_files.SYNONYMS`. Only `text` is required.

        UTF-8, UTF-16, cp1251 and cp1252 are told apart; HTML may declare others.
    published : date or ISO day, optional
        Day of publication for articles that state none. Where an article states one that cannot be
        read, it stays without a day and is reported.
    errors : {"report", "raise"}
        What to do about files and records that cannot be read: ``report`` reads the others and
        gives one `ArticleWarning` that lists them; ``raise`` raises InputError. To get them as
        data, call `scan_articles`.

    Returns
    -------
    DataFrame
        One row an article, with a RangeIndex: ``article_id`` (unique; the file's path below the
        folder given, with ``#`` and the number of the record where the file holds several, or the
        record's own), ``published`` (datetime64, the day; NaT where not known), ``title``,
        ``text``, ``publisher``, ``url`` and ``language`` (ISO 639-1, ``en`` for English), ``""``
        where not known; then any further columns of a table. In ``text`` each paragraph is one line
        and a blank line parts two; a title that stands above it is not repeated in it.

    Raises
    ------
    InputError
        A path that does not exist, an unreadable `published`, or nothing at all that could be read.

    Examples
    --------
    >>> articles = read_articles("articles/", published="2025-03-18")  # doctest: +SKIP
    """
    if errors not in ("report", "raise"):
        raise InputError(f"errors={errors!r} is unknown; write 'report' or 'raise'")
    articles, faults = scan_articles(path, published=published)
    if faults and (errors == "raise" or not len(articles)):
        counted = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise InputError(f"articles: {counted}, nothing was read", faults)
    if not len(articles):
        raise InputError(f"{path}: no articles there; give .txt, .html, .jsonl, .csv or .parquet")
    if faults:
        lines = [str(fault) for fault in faults[:PRINTED_FAULTS]]
        if len(faults) > PRINTED_FAULTS:
            lines.append(f"... and {len(faults) - PRINTED_FAULTS} more")
        message = "not everything could be read:\n  " + "\n  ".join(lines)
        warnings.warn(message, ArticleWarning, stacklevel=2)
    return articles


def scan_articles(path: Source, *, published: str | dt.date | None = None) -> Scan:
    """Read news articles and return beside them what could not be read.

    Parameters
    ----------
    path, published
        As for `read_articles`.

    Returns
    -------
    Scan
        ``articles``, as `read_articles` returns them, perhaps none; ``faults``, in the order of
        the files: rejected files and records, and days that could not be read (those articles are
        kept, without a day).

    Raises
    ------
    InputError
        A path that does not exist, or an unreadable `published`.
    """
    default = _default_day(published)
    if isinstance(path, pd.DataFrame):
        records, faults = read_records(read_table(path), "table")
    else:
        records = []
        files, faults = list_files([path] if isinstance(path, (str, Path)) else list(path))
        for file in files:
            found, failed = read_file(file)
            records += found
            faults += failed
    seen: dict[str, str] = {}
    rows, extras = [], []
    for record in records:
        row, problems = _article(record, default)
        faults += problems
        if row is not None and (first := seen.get(record.article_id)) is not None:
            problem = f"article_id {record.article_id!r} stands already in {first}"
            faults.append(record.fault._replace(problem=problem, remedy="give each its own"))
        elif row is not None:
            seen[record.article_id] = record.fault.file
            rows.append(row)
            extras.append(record.extra)
    return Scan(_table(rows, extras), faults)


def find_duplicates(articles: pd.DataFrame) -> dict[str, str]:
    """Find articles whose text stands in the table already, as wire copy does.

    Parameters
    ----------
    articles : DataFrame
        With ``article_id`` and ``text``.

    Returns
    -------
    dict
        For each later copy its ``article_id`` and that of the first article with the same text;
        white space does not matter.
    """
    first: dict[str, str] = {}
    copies = {}
    for article_id, text in zip(articles["article_id"], articles["text"], strict=True):
        original = first.setdefault(" ".join(text.split()), article_id)
        if original != article_id:
            copies[article_id] = original
    return copies


def _default_day(published: str | dt.date | None) -> dt.date | None:
    if published is None:
        return None
    if isinstance(published, dt.datetime):
        return published.date()
    day = parse_published(published) if isinstance(published, str) else published
    if day is None:
        raise InputError(f"published={published!r} is not a day; write 2025-03-18")
    return day


def _article(record: Record, default: dt.date | None) -> tuple[dict | None, list[Fault]]:
    faults = []
    fields = {key: value.strip() for key, value in record.fields.items()}
    printed = fields.get("published", "")
    day = parse_published(printed) if printed else default
    if printed and day is None:
        problem = f"{printed[:60]!r} is not one certain day, the article is kept without"
        faults.append(
            record.fault._replace(
                column="published", problem=problem, remedy="write it as 2025-03-18"
            )
        )
    title = fields.get("title", "")
    whole = record.text if isinstance(record.text, list) else split_paragraphs(record.text)
    paragraphs = list(whole)
    if paragraphs and title and paragraphs[0].split() == title.split():
        del paragraphs[0]
    text = join_paragraphs(drop_boilerplate(paragraphs))
    if not text:
        problem = "has no text" if not whole else "has no text beside title and boilerplate"
        return None, [record.fault._replace(problem=problem, remedy="fill it in or take it out")]
    row = {
        "article_id": record.article_id,
        "published": day,
        "title": title,
        "text": text,
        "publisher": fields.get("publisher", ""),
        "url": fields.get("url", ""),
        "language": _language(fields.get("language", ""), text),
    }
    return row, faults


def _language(declared: str, text: str) -> str:
    code = declared.lower().replace("_", "-").split("-")[0]
    if len(code) in (2, 3) and code.isalpha():
        return code
    if is_english(text):
        return "en"
    # Loaded by is_english already where it doubted, so this costs one more look at most.
    import py3langid

    found, _ = py3langid.classify(text[:SAMPLE])
    return found if found != "en" else ""


def _table(rows: list[dict], extras: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    days = pd.to_datetime(pd.Series(frame["published"], dtype="object"))
    texts = {name: frame[name].astype("str") for name in COLUMNS if name != "published"}
    frame = pd.DataFrame({**texts, "published": days.astype("datetime64[us]")})[list(COLUMNS)]
    others = pd.DataFrame(extras, index=frame.index)
    return pd.concat([frame, others], axis=1) if others.shape[1] else frame
