"""One text's score: what is not English is left out, then the method is asked."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from math import nan
from typing import Any, NamedTuple

from analysis.english import english_parts, may_be_foreign
from analysis.language import language_of
from analysis.lexicons import Scored, joined
from analysis.scripts import UNNAMED

EMPTY, NOT_ENGLISH = "empty", "not_english"
NO_SCORED_WORDS, NO_TARGET = "no_scored_words", "no_target"

LEXICONS = {
    "textblob": "analysis.lexicons.textblob_fast",
    "vader": "analysis.lexicons.vader",
}
"""Modules with `make_scorer(field)` and `THRESHOLD`, where the neutral band ends."""
METHODS = (*LEXICONS, "news")

Score = Callable[[list[str], str | None], Scored | None]
"""From the texts of one row and its target to its score; None where the target is not named."""


class English(NamedTuple):
    """The texts of one row with what is not English blanked out."""

    texts: list[str]
    language: str
    unscored: str = ""
    """Why nothing is left to score."""


class Row(NamedTuple):
    """What is known of one row."""

    scored: Scored
    language: str
    unscored: str = ""


_NOTHING = Scored(nan, nan, [])


def english(texts: list[str]) -> English:
    """What can be scored of the texts of one row."""
    whole = texts[0] if len(texts) == 1 else "\n".join(texts)
    if not whole or whole.isspace():
        return English(texts, "", EMPTY)
    if not may_be_foreign(whole):
        return English(texts, "en")
    texts, others = _english_only(texts)
    if not any(text and not text.isspace() for text in texts):
        return English(texts, "+".join(others), NOT_ENGLISH)
    return English(texts, "+".join(["en", *others]))


def score_row(row: English, aim: str | None, score: Score) -> Row:
    """Score the texts of one row, the tone toward `aim` if there is one."""
    if row.unscored:
        return Row(_NOTHING, row.language, row.unscored)
    scored = score(row.texts, aim)
    if scored is None:
        return Row(_NOTHING, row.language, NO_TARGET)
    if scored.polarity != scored.polarity:
        return Row(_NOTHING, row.language, NO_SCORED_WORDS)
    return Row(scored, row.language)


def make_score(names: list[str], method: str, *, explain: bool) -> Score:
    """The function that scores the texts of columns `names`."""
    return _by_network(names, explain) if method == "news" else _by_lexicon(names, method)


def threshold(method: str) -> float:
    """Size of a polarity from which a lexicon's class is not neutral."""
    return float(import_module(LEXICONS[method]).THRESHOLD)


def _by_lexicon(names: list[str], method: str) -> Score:
    engine = import_module(LEXICONS[method])  # only now, for engines are slow to load
    score = joined(engine.make_scorer, names)

    def scored(texts: list[str], aim: str | None) -> Scored:
        found = score(texts)
        return found if found.evidence else _NOTHING

    return scored


def _by_network(names: list[str], explain: bool) -> Score:
    from analysis.speakers import load_speakers
    from analysis.tone import engine

    registry = load_speakers()

    def scored(texts: list[str], aim: str | None) -> Scored | None:
        spans: list[Any] = []
        if aim is not None:
            spans = [engine.mentions(text, aim, registry) for text in texts]
            if not any(spans):
                return None
        return engine.score(texts, names, targets=spans, explain=explain)

    return scored


def _english_only(texts: list[str]) -> tuple[list[str], list[str]]:
    """The texts with what is not English blanked out, so that offsets stay true; its languages."""
    kept: list[str] = []
    others: dict[str, None] = {}
    for text in texts:
        pieces, at = [], 0
        for start, end in [*english_parts(text), (len(text), len(text))]:
            gap = text[at:start]
            if gap.strip():
                others[language_of(gap) or UNNAMED] = None
            pieces.append(" " * len(gap) + text[start:end])
            at = end
        kept.append("".join(pieces))
    return kept, list(others)
