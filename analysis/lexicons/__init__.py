"""Engines that score a text by a lexicon: one module a lexicon.

Each has ``make_scorer(field)``, which gives a function from a text to :class:`Scored`, and
``THRESHOLD``, the size of a score from which it counts as positive or negative (0.0: any other than
zero).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from math import nan
from typing import NamedTuple

from analysis.evidence import SentimentEvidence


class Scored(NamedTuple):
    """What an engine says of one text."""

    polarity: float
    subjectivity: float
    """NaN where the engine has none."""
    evidence: list[SentimentEvidence]
    """Empty where a lexicon knows no word of the text."""
    category: int = -1
    """Number of the class, where the engine names one: 0 negative, 1 neutral, 2 positive."""
    probability: float = nan
    """Of the class."""
    baseline: float = nan
    """Polarity of no words, where the evidence adds up to the rest."""


def joined(
    make_scorer: Callable[[str], Callable[[str], Scored]], fields: Sequence[str]
) -> Callable[[Sequence[str]], Scored]:
    """Make the function that scores the texts of several columns as one text.

    Its evidence says in which column each word stands, and where in that column.
    """
    score = make_scorer(fields[0])
    if len(fields) == 1:
        return lambda texts: score(texts[0])

    def scored(texts: Sequence[str]) -> Scored:
        found = score("\n".join(texts))
        starts = [0, *accumulate(len(text) + 1 for text in texts[:-1])]
        placed = []
        for item in found.evidence:
            number = max(n for n, start in enumerate(starts) if start <= item.start)
            at = starts[number]
            # A phrase may run over the border; what lies in the next column is cut off.
            end = min(item.end - at, len(texts[number]))
            start = item.start - at
            placed.append(
                item._replace(
                    field=fields[number], start=start, end=end, words=texts[number][start:end]
                )
            )
        return found._replace(evidence=placed)

    return scored
