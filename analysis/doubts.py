"""Where a score is to be doubted: what its method is known to miss, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

import pandas as pd

from analysis.english import english_parts
from analysis.errors import require_columns
from analysis.evidence import SentimentEvidence
from analysis.language import language_of
from analysis.sentiment_flags import Flag, flags

COLUMNS = ["kind", "field", "start", "end", "words", "note"]
_WORD = re.compile(r"\w+")


def score_doubts(scored: pd.DataFrame, *, on: str | Sequence[str] = "quote") -> pd.DataFrame:
    """List what the method is known to miss in the statements that it scored.

    Parameters
    ----------
    scored : DataFrame
        As `score_sentiment` returns it.
    on : str or sequence of str, default "quote"
        The columns that were scored.

    Returns
    -------
    DataFrame
        One row a doubt: ``statement_id`` (or ``row``, counted from 0, where the table has none),
        ``kind``, ``field``, ``start``, ``end``, ``words`` (``text[start:end]`` of that field) and
        ``note``. Kinds are those of :func:`analysis.sentiment_flags.flags`, and ``not_english``
        (left out of the score; `note` is the language). The method "news" reads negations and is
        not doubted for them.

    Raises
    ------
    InputError
        If a column is missing.
    """
    fields = [on] if isinstance(on, str) else list(on)
    wanted = [*fields, "evidence", "probability", "unscored"]
    require_columns(scored, wanted, where="score_doubts")
    name = "statement_id" if "statement_id" in scored else "row"
    rows = [
        (record.get("statement_id", number), *_cells(doubt))
        for number, record in enumerate(scored.to_dict("records"))
        for doubt in row_doubts(record, fields)
    ]
    return pd.DataFrame(rows, columns=[name, *COLUMNS])


def row_doubts(record: Mapping[Any, Any], fields: Sequence[str]) -> list[Flag]:
    """The doubts about one scored statement, field by field."""
    found = []
    for field in fields:
        text = record[field]
        if not isinstance(text, str) or not text:
            continue
        found += _foreign(text, field)
        if record["unscored"] in ("", "no_scored_words"):
            found += flags(text, _scored_words(record, text, field), field=field)
    return found


def _scored_words(record: Mapping[Any, Any], text: str, field: str) -> list[SentimentEvidence]:
    if pd.isna(record["probability"]):
        return list(record["evidence"])
    # The network reads every word, and negations with them.
    return [
        SentimentEvidence(field, *found.span(), found[0], 0.0, nan, negation="read")
        for found in _WORD.finditer(text)
    ]


def _foreign(text: str, field: str) -> list[Flag]:
    found, at = [], 0
    for start, end in [*english_parts(text), (len(text), len(text))]:
        gap = text[at:start]
        if gap.strip():
            found.append(Flag("not_english", at, start, gap, field, language_of(gap)))
        at = end
    return found


def _cells(doubt: Flag) -> tuple[Any, ...]:
    return doubt.kind, doubt.field, doubt.start, doubt.end, doubt.words, doubt.note
