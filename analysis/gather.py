"""Statements from whatever a user names: articles in many files, or a table of statements."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from analysis.articles import find_duplicates, scan_articles
from analysis.errors import Fault, InputError
from analysis.extract import LEFT_OUT, Track, extract_statements, unattributed
from analysis.statements import load_statements
from analysis.tables import SUFFIXES, read_table

_STATEMENTS = {"statement_id", "speaker", "text"}


class Gathered(NamedTuple):
    """Statements, and what there is to know about how they were come by."""

    statements: pd.DataFrame
    articles: int | None
    """Articles read, copies left out; None where statements were given."""
    copies: dict[str, str]
    """Articles left out since another has the same text, and that other."""
    faults: list[Fault]
    """What could not be read."""
    foreign: list[str]
    """Articles that are not in English, the language of the engine."""

    @property
    def unattributed(self) -> pd.DataFrame:
        """Quotations that nobody is reported to have said."""
        return unattributed(self.statements)

    @property
    def incomplete(self) -> bool:
        """Whether something was rejected, or nothing found."""
        return bool(self.faults) or self.statements.empty


def gather(
    paths: Sequence[str | Path],
    *,
    published: str | dt.date | None = None,
    errors: str = "report",
    track: Track = iter,
) -> Gathered:
    """Read articles and extract their statements.

    Parameters
    ----------
    paths : sequence of paths
        Files and folders, as for `read_articles`.
    published : date or ISO day, optional
        Day of publication for articles that state none.
    errors : {"report", "raise"}
        Whether what cannot be read is returned in ``faults`` or raised.
    track : callable, optional
        Wraps the list of articles to show progress.

    Returns
    -------
    Gathered

    Raises
    ------
    InputError
        A path that does not exist, nothing that could be read; with ``errors="raise"``, anything
        that could not be.
    """
    if errors not in ("report", "raise"):
        raise InputError(f"errors={errors!r} is unknown; write 'report' or 'raise'")
    # Its column `text` would make every statement an article.
    if tables := [path for path in paths if holds_statements(path)]:
        raise InputError(f"{tables[0]}: holds statements, not articles; score or report it alone")
    articles, faults = scan_articles(list(paths), published=published)
    if faults and (errors == "raise" or not len(articles)):
        counted = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise InputError(f"articles: {counted}, nothing was read", faults)
    if not len(articles):
        named = ", ".join(map(str, paths))
        raise InputError(f"{named}: no articles there; give .txt, .html, .jsonl, .csv or .parquet")
    copies = find_duplicates(articles)
    articles = articles[~articles["article_id"].isin(copies)]
    foreign = articles.loc[~articles["language"].isin(["en", ""]), "article_id"].tolist()
    statements = extract_statements(articles, track=track)
    return Gathered(statements, len(articles), copies, faults, foreign)


def holds_statements(path: str | Path) -> bool:
    """Whether a path is a table of statements rather than articles: its columns tell."""
    file = Path(path)
    if not file.is_file() or file.suffix.lower() not in SUFFIXES:
        return False
    try:
        return set(read_table(file).frame.columns) >= _STATEMENTS
    except InputError:  # whoever reads it as articles says what is wrong with it
        return False


def gather_any(
    paths: Sequence[str | Path],
    *,
    published: str | dt.date | None = None,
    errors: str = "report",
    track: Track = iter,
) -> Gathered:
    """As `gather`, but one table of statements does as well and is taken as it is."""
    if len(paths) == 1 and holds_statements(paths[0]):
        return Gathered(load_statements(paths[0]), None, {}, [], [])
    return gather(paths, published=published, errors=errors, track=track)


def without_repeats(statements: pd.DataFrame) -> pd.DataFrame:
    """Statements with the quote emptied where the text holds the same words.

    The stance coder reads both, and would count those words twice. In a table made by hand the text
    is mostly a paraphrase and the quote stands beside it; in extracted statements it stands within.
    """
    if not {"text", "quote"} <= set(statements.columns):
        return statements
    pairs = zip(statements["text"], statements["quote"], strict=True)
    kept = ["" if _repeats(text, quote) else quote for text, quote in pairs]
    return statements.assign(quote=pd.array(kept, dtype="str"))


def _repeats(text: str, quote: str) -> bool:
    whole = f" {_bare(text)} "
    return all(f" {_bare(piece)} " in whole for piece in quote.split(LEFT_OUT))


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def summary(found: Gathered) -> str:
    """Say in one line what was read and found.

    Examples
    --------
    >>> summary(Gathered(pd.DataFrame({"speaker": ["A", "A", "B"]}), None, {}, [], []))
    '3 statements, 2 speakers'
    """
    statements = found.statements
    who = statements.loc[statements["speaker"] != "", "speaker"].nunique()
    parts = []
    nobody = len(found.unattributed)
    if found.articles is not None:
        parts = [f"{_count(found.articles, 'article')} read", f"{len(found.faults)} rejected"]
        if found.copies:
            parts.append(f"{_count(len(found.copies), 'copy', 'copies')} left out")
    parts.append(_count(len(statements) - nobody, "statement"))
    if found.articles is not None or nobody:
        parts.append(f"{_count(nobody, 'quotation')} unattributed")
    parts.append(_count(who, "speaker"))
    return ", ".join(parts)


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
