"""TextBlob itself, for versions with which the fast way was not verified."""

from __future__ import annotations

from analysis.evidence import SentimentEvidence
from analysis.lexicons import Scored


def score(text: str, field: str) -> Scored:
    """Score by ``TextBlob(text).sentiment_assessments`` and find its words in the text.

    TextBlob does not say where its words stand, and so they are sought one after another: the
    span of a chunk runs from the first to the last of its words that is found.
    """
    from textblob import TextBlob

    polarity, subjectivity, assessments = TextBlob(text).sentiment_assessments
    lowered = text.lower() if len(text.lower()) == len(text) else text
    evidence, at = [], 0
    for words, p, s, _ in assessments:
        heads = [word for word in words if word not in ("no", "not", "n't", "never", "!")]
        negations = [word for word in words if word in ("no", "not", "n't", "never")]
        start, end = -1, at
        for word in words:
            found = lowered.find(word, end)
            if found >= 0:
                start = found if start < 0 else start
                end = found + len(word) if word != "!" or found == end else end
        start, at = (end, end) if start < 0 else (start, end)
        boosts = heads[:-1] + ["!" * words.count("!")] * ("!" in words)
        evidence.append(
            SentimentEvidence(
                field, start, end, text[start:end], p, s, " ".join(negations), " ".join(boosts)
            )
        )
    return Scored(polarity, subjectivity, evidence)
