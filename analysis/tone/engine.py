"""The method "news" of `score_sentiment`: texts to polarity, class, probability and evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import nan

from analysis.attribution.spans import Span
from analysis.encoder import bundled_encoder, plain
from analysis.evidence import SentimentEvidence
from analysis.lexicons import Scored
from analysis.registry import Registry
from analysis.tone.explain import shares
from analysis.tone.network import MODEL, polarity, tone
from analysis.tone.reading import read

DIGITS = 4
"""Digits of a polarity: more would differ between processors."""


def score(
    texts: Sequence[str],
    fields: Sequence[str],
    *,
    targets: Sequence[Sequence[Span]] = (),
    explain: bool = False,
) -> Scored:
    """Score one text.

    Parameters
    ----------
    texts : sequence of str
        What belongs together: one text, or reported speech and the words quoted from it.
    fields : sequence of str
        The columns that they come from.
    targets : sequence of sequences of (start, end), optional
        Where the target is named in each; without it the tone of the whole is scored.
    explain : bool
        Whether to find each word's share, which takes some hundred times as long.

    Returns
    -------
    Scored
        Subjectivity NaN; polarity NaN where there is no letter to read. The evidence is empty
        without `explain`.
    """
    readings = read(texts, bundled_encoder(MODEL).tokenizer, targets=targets)
    if not readings or not any(map(str.isalpha, "".join(texts))):
        return Scored(nan, nan, [])
    found = tone(readings)
    number = int(found.argmax())
    evidence: list[SentimentEvidence] = []
    baseline = nan
    if explain:
        baseline, parts = shares(readings)
        for part in parts:
            words = texts[part.field][part.start : part.end]
            evidence.append(
                SentimentEvidence(
                    fields[part.field], part.start, part.end, words, round(part.polarity, DIGITS),
                    nan,
                )
            )  # fmt: skip
    return Scored(
        round(polarity(found), DIGITS), nan, evidence, number, round(float(found[number]), DIGITS),
        round(baseline, DIGITS),
    )  # fmt: skip


def mentions(text: str, target: str, registry: Registry) -> list[Span]:
    """Where a target is named: by its names in the registry, else as it is written.

    Of a name that the registry lacks, the last word counts too where it is capitalized ("Merz" for
    "Friedrich Merz").
    """
    target = target.strip()
    if not target:
        return []
    entry = registry.get(target)
    spellings = {target, *(entry.spellings if entry else ())}
    last = target.split()[-1]
    if entry is None and last[:1].isupper():
        spellings.add(last)
    ordered = sorted({plain(s) for s in spellings if s}, key=lambda s: (-len(s), s))
    # Whole words: no word goes on where the name begins or ends with one.
    pattern = rf"(?:(?<!\w)|(?!\w))(?:{'|'.join(map(re.escape, ordered))})(?:(?<!\w)|(?!\w))"
    return [m.span() for m in re.finditer(pattern, plain(text))]
