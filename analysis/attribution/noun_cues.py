"""Speech in a noun: "Zelensky's statement that ...", where the sentence is about something else.

The encoder was taught to mark what a sentence is about ("were surprised by"), and misses what the
noun attributes. The wording is sure enough for a rule where the noun phrase follows a preposition
or a verb of reception: then the clause after "that" ends with the sentence, which it does not where
the phrase is the sentence's subject ("his claim that he won is false").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from analysis.attribution.patterns import sentence_end
from analysis.attribution.spans import Attribution, Span, overlap, trim

CONFIDENCE = 0.7
"""As that of the other wordings that name a speaker."""

_NOUN = (
    r"(?:statement|claim|remark|assertion|announcement|comment|insistence|warning|promise|pledge|"
    r"vow|contention|suggestion|argument|allegation|accusation|declaration|admission|assurance|"
    r"complaint|prediction|demand)s?"
)
_BEFORE = (
    r"(?i:about|after|against|amid|at|behind|by|despite|following|for|from|in|of|on|over|to|toward|"
    r"upon|with|(?:accept|back|challeng|cit|contradict|criticiz|denounc|dismiss|disput|echo|"
    r"embrac|follow|ignor|mock|question|rebutt|recall|refut|reject|repeat|ridicul|support|welcom)(?:ed|es|"
    r"s|ing))"
)
_CAP = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w\-]*\.?"
_OWNER = rf"(?:(?:[Tt]he |[Aa]n? )(?:[\w\-]+ ){{0,4}}?[\w\-]+|{_CAP}(?: {_CAP}){{0,4}})"
_PHRASE = re.compile(
    rf"\b{_BEFORE} (?:(?P<owner>{_OWNER})(?:['’]s|(?<=s)['’])|(?P<whose>his|her|their|its)) "
    rf"(?:[\w\-]+ ){{0,2}}?(?P<cue>{_NOUN}) that (?=\w)"
)

_ASIDE = re.compile(r"\s[-–]+\s|\s?—|;|:\s")


def noun_cues(text: str) -> Iterator[Attribution]:
    """Find what nouns of speech attribute, by the wording alone."""
    for match in _PHRASE.finditer(text):
        source = match.span("owner" if match["owner"] else "whose")
        start, end = match.end(), sentence_end(text, match.end())
        aside = _ASIDE.search(text, start, end)
        content = trim(text, (start, aside.start() if aside else end))
        if content[0] < content[1]:
            yield Attribution(
                [source], [match.span("cue")], [content], "indirect", "speech", CONFIDENCE
            )


def with_noun_cues(
    text: str, attributions: Sequence[Attribution], fixed: Sequence[Attribution]
) -> list[Attribution]:
    """Add them where nobody says them, in place of beliefs and deeds that are about them.

    Nothing is added inside what somebody says, nor where the noun is a cue already.
    """
    kept = list(attributions)
    for made in noun_cues(text):
        phrase = (made.source[0][0], made.content[0][1])
        rivals = [a for a in kept if _touches(a, phrase)]
        if any(a.kind == "speech" for a in rivals) or any(_touches(a, phrase) for a in fixed):
            continue
        kept = [a for a in kept if a not in rivals]
        kept.append(made)
    return kept


def _touches(attribution: Attribution, phrase: Span) -> bool:
    spans = [*attribution.source, *attribution.cue, *attribution.content]
    return any(overlap(span, phrase) for span in spans)
