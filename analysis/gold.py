"""How much of what is right in articles the extraction finds."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, require_columns
from analysis.proportions import share_interval
from analysis.tables import data_path

Span = tuple[int, int]
FIELDS = ("content", "speaker", "mode", "kind", "said_on", "said_on_precision")
MEASURES = ("attribution found", "speaker right", "mode right", "time of saying right")


def load_gold(path: str | Path | None = None) -> pd.DataFrame:
    """Load what is right in articles.

    Parameters
    ----------
    path : path, optional
        JSON Lines, an article a line, with ``article_id`` and ``attributions``; the bundled
        ``articles_gold.jsonl`` where not given.

    Returns
    -------
    DataFrame
        One row an attribution: ``article_id``, ``content`` (list of (start, end) offsets into the
        article), ``speaker``, ``mode``, ``kind``, ``said_on`` (ISO, or empty) and
        ``said_on_precision``.

    Raises
    ------
    InputError
        The file is not there, or a line is not of that form.
    """
    file = data_path("articles_gold.jsonl") if path is None else Path(path)
    rows = []
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as UTF-8 text ({error})") from None
    for number, line in enumerate(lines, start=1):
        try:
            article = json.loads(line)
            rows += [
                {"article_id": article["article_id"]} | {field: item[field] for field in FIELDS}
                for item in article["attributions"]
            ]
        except (ValueError, KeyError, TypeError) as error:
            problem = f"no article with its attributions ({error!r})"
            raise InputError(f"{file}, line {number}: {problem}; mend the line") from None
    return pd.DataFrame(rows, columns=["article_id", *FIELDS])


def validate_extraction(
    statements: pd.DataFrame, gold: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """Compare extracted statements with what is right in the same articles.

    An attribution is found if a statement of its article shares more than half of its words with
    it, and it more than half of the statement's. Speaker, mode and time are judged on those found.

    Parameters
    ----------
    statements : DataFrame
        As `extract_statements` returns it, with kinds ``("speech", "other")``.
    gold : DataFrame
        As `load_gold` returns it.
    level : float
        Confidence of the intervals.

    Returns
    -------
    DataFrame
        One row a measure: ``measure``, ``right``, ``n``, ``estimate`` (right / n), ``ci_low``,
        ``ci_high`` (over articles, as for any share of clustered items) and ``n_articles``.

    Raises
    ------
    InputError
        If a column is missing.
    """
    needed = ["article_id", "spans", "speaker", "mode", "said_on", "said_in_week"]
    require_columns(statements, needed, where="validate_extraction")
    require_columns(gold, ["article_id", *FIELDS], where="validate_extraction")
    by_article = {name: list(rows.itertuples()) for name, rows in statements.groupby("article_id")}
    judged: list[tuple[object, ...]] = []
    for item in gold.to_dict("records"):
        match = _match(item["content"], by_article.get(item["article_id"], []))
        if match is None:
            judged.append((item["article_id"], False, np.nan, np.nan, np.nan))
            continue
        said = _said(match) == (item["said_on"] or "")
        same = (match.speaker == item["speaker"], match.mode == item["mode"], said)
        judged.append((item["article_id"], True, *same))
    table = pd.DataFrame(judged, columns=["article_id", *MEASURES])
    rows = []
    for measure in MEASURES:
        known = table[["article_id", measure]].dropna()
        counted = known[measure].astype(float).groupby(known["article_id"]).agg(["sum", "size"])
        hits, sizes = counted["sum"].to_numpy(), counted["size"].to_numpy(dtype=float)
        enough = len(counted) > 1
        ends = share_interval(hits, sizes, level=level) if enough else (np.nan, np.nan)
        hit, n = int(hits.sum()), int(sizes.sum())
        rows.append((measure, hit, n, hit / n if n else np.nan, *ends, len(counted)))
    columns = ["measure", "right", "n", "estimate", "ci_low", "ci_high", "n_articles"]
    return pd.DataFrame(rows, columns=columns)


def _match(content: Iterable[Span], rows: list[Any]) -> Any:
    """The statement that shares the most with a content, if that is more than half of both."""
    wanted = _places(content)
    best, shared = None, 0
    for row in rows:
        pairs = (span.split("-") for span in row.spans.split())
        places = _places((int(start), int(end)) for start, end in pairs)
        common = len(wanted & places)
        if common > shared and 2 * common > max(len(wanted), len(places)):
            best, shared = row, common
    return best


def _places(spans: Iterable[Span]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


def _said(row: Any) -> str:
    return str(row.said_in_week) if pd.isna(row.said_on) else f"{row.said_on:%Y-%m-%d}"
