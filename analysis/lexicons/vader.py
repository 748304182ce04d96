"""VADER (Hutto & Gilbert 2014): the compound score and the words that made it.

The numbers are those of vaderSentiment's own methods and lexicon. Three things differ from calling
`polarity_scores`. Curly quotation marks and apostrophes are read as straight ones, for VADER knows
no others: it misses "good" in “good” and the negation in "don’t". The valence of each word is
kept, as evidence. And each word's rules are given only the three words before it and the two after
it, which is all that they read: VADER hands them the whole text, so that its time grows with the
square of the length of a text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SentimentIntensityAnalyzer,
    SentiText,
    normalize,
)

from analysis.evidence import SentimentEvidence
from analysis.lexicons import Scored

THRESHOLD = 0.05
"""Compound scores from here on are positive, and negative likewise: VADER's authors' choice."""

BEFORE, AFTER = 3, 2

STRAIGHT = str.maketrans("‘’“”", "''\"\"")
"""As long as what they replace, so that offsets stay true."""

_NEGATIONS = frozenset([*NEGATE, "no"])


@lru_cache(maxsize=1)
def _analyzer() -> Any:
    return SentimentIntensityAnalyzer()


def make_scorer(field: str) -> Callable[[str], Scored]:
    """Make the function that scores texts; `field` is written into their evidence.

    Parameters
    ----------
    field : str
        The column that the texts come from.

    Returns
    -------
    callable
        From a text to ``(compound, nan, evidence)``. VADER has no subjectivity. The polarity of a
        piece of evidence is its valence after all of VADER's rules (about -5 to 5), brought to -1
        to 1 by VADER's own formula ``v / sqrt(v * v + 15)``: the compound score that a text would
        have if this word alone were in it. These do not average to the text's score, because
        VADER adds valences up before it normalizes, and counts exclamation and question marks.
    """
    analyzer = _analyzer()
    return lambda text: score(text, field, analyzer)


def score(text: str, field: str, analyzer: Any) -> Scored:
    """Score one text; see :func:`make_scorer`."""
    described, origin = _describe_emojis(text.translate(STRAIGHT), analyzer.emojis)
    senti_text = SentiText(described)
    words = senti_text.words_and_emoticons
    valences = _valences(words, senti_text.is_cap_diff, analyzer)
    compound = float(analyzer.score_valence(valences, described)["compound"])
    evidence = []
    places = _places(described, words) if any(valences) else []
    for at, valence in enumerate(valences):
        if valence:
            start, end = places[at]
            start, end = (origin[start], origin[end - 1] + 1) if origin else (start, end)
            negation, intensifier = _before(words, at, analyzer.lexicon)
            evidence.append(
                SentimentEvidence(
                    field,
                    start,
                    end,
                    text[start:end],
                    float(normalize(valence)),
                    float("nan"),
                    negation,
                    intensifier,
                )
            )
    return Scored(compound, float("nan"), evidence)


class _Window:
    """The part of VADER's SentiText that the rules for one word read."""

    __slots__ = ("is_cap_diff", "words_and_emoticons")

    def __init__(self, words: list[str], is_cap_diff: bool) -> None:
        self.words_and_emoticons, self.is_cap_diff = words, is_cap_diff


def _valences(words: list[str], is_cap_diff: bool, analyzer: Any) -> list[float]:
    """Valence of each word after VADER's rules, as `polarity_scores` finds it."""
    valences: list[float] = []
    for at, word in enumerate(words):
        lowered = word.lower()
        kind_of = lowered == "kind" and [w.lower() for w in words[at + 1 : at + 2]] == ["of"]
        if lowered not in analyzer.lexicon or lowered in BOOSTER_DICT or kind_of:
            valences.append(0)
        else:
            first = max(0, at - BEFORE)
            window = _Window(words[first : at + AFTER + 1], is_cap_diff)
            valences += analyzer.sentiment_valence(0, window, word, at - first, [])
    checked: list[float] = analyzer._but_check(words, valences)
    return checked


def _describe_emojis(text: str, emojis: dict[str, str]) -> tuple[str, list[int]]:
    """Put VADER's descriptions in the place of emojis.

    Returns
    -------
    tuple
        The text and, for each of its characters, the place in `text` that it comes from. The
        list is empty where the text holds no emoji and no space around it: places are the same.
    """
    if text.isascii() or not any(map(emojis.__contains__, text)):
        stripped = text.strip()
        ahead = text.index(stripped) if stripped else 0
        return stripped, list(range(ahead, len(text))) if ahead else []
    characters: list[str] = []
    origin: list[int] = []
    after_space = True
    for at, character in enumerate(text):
        added = character
        if character in emojis:
            added = emojis[character] if after_space else " " + emojis[character]
        characters.append(added)
        origin += [at] * len(added)
        # VADER takes the end of a description for no space, so that two emojis are kept apart.
        after_space = character == " "
    described = "".join(characters)
    ahead = len(described) - len(described.lstrip())
    return described.strip(), origin[ahead:]


def _places(described: str, words: list[str]) -> list[tuple[int, int]]:
    # Words are VADER's pieces between white space, some stripped of punctuation at both ends.
    places, at = [], 0
    for piece, word in zip(described.split(), words, strict=True):
        at = described.index(piece, at)
        start = at + piece.index(word)
        places.append((start, start + len(word)))
        at += len(piece)
    return places


def _before(words: list[str], at: int, lexicon: dict[str, float]) -> tuple[str, str]:
    """Negations and boosters among the three words that VADER looks back on, in their order."""
    before = [word.lower() for word in words[max(0, at - BEFORE) : at]]
    negations = [w for w in before if w in _NEGATIONS or "n't" in w]
    boosters = [w for w in before if w in BOOSTER_DICT and w not in lexicon]
    return " ".join(negations), " ".join(boosters)
