"""Engines that score a text by a lexicon: one module a lexicon.

Each has ``make_scorer(field)``, which gives a function from a text to :data:`Scored`, and
``THRESHOLD``, the size of a score from which it counts as positive or negative (0.0: any other than
zero).
"""

from __future__ import annotations

from analysis.evidence import SentimentEvidence

Scored = tuple[float, float, list[SentimentEvidence]]
"""Polarity, subjectivity and evidence; no evidence where the lexicon knows no word of a text."""
