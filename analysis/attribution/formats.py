"""Formats that name the speaker by their layout: sign-offs and "From X:".

What is found here is certain and takes precedence over what the encoder proposes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from analysis.attribution.marks import Quotation
from analysis.attribution.spans import Attribution, Span, trim
from analysis.attribution.transcripts import CAP, PARTICLE, TITLED

SIGN_OFF = 0.95
"""Confidence of what the layout alone attributes."""

_NAME = rf"{CAP}(?: (?:{CAP}|{PARTICLE})){{0,6}}"
_SIGN_OFF = re.compile(
    rf"(?P<dash>[-–—―]{{1,2}})\s*(?P<who>(?:the )?{_NAME}"
    r"(?:, [^\n\"“”:;]{2,100}?|\s?\([^()\n]{2,60}\))?)\s*[.)\]]?"
)
_INITIAL = re.compile(r"\b(?:Jr|Sr|[A-Z])\.\Z")
_VERBAL = re.compile(r"\b(?:is|was|were|are|has|had|will|said|says|told)\b")
_FROM = re.compile(rf"(?P<cue>From) (?P<who>(?:the )?{_NAME}(?:, [^\n\"“”:]{{2,80}})?)(?P<colon>:)")
_BULLET = 5
"""Characters of a list's bullet before a signed quotation, at most."""


def sign_offs(
    text: str, paragraphs: Sequence[Span], quotations: Sequence[Quotation]
) -> list[Attribution]:
    """Quotations signed by ``- Name`` or ``— Name, title``.

    The quotation opens its paragraph and the signature ends it, or is the whole of the next one.
    """
    found = []
    starts = [start for start, _ in paragraphs]
    for q in quotations:
        if not q.closed:
            continue
        number = bisect_left(starts, q.end) - 1
        start, end = paragraphs[number]
        opening = q.parts[-1][0]
        if opening - start > _BULLET or text[start:opening].strip(" -•*"):
            continue
        signed = trim(text, (q.end, end))
        if signed[0] == signed[1] and number + 1 < len(paragraphs):
            signed = paragraphs[number + 1]
        match = _SIGN_OFF.fullmatch(text, *signed) if signed[1] - signed[0] < 200 else None
        if match and not _VERBAL.search(match["who"]):
            cue, who = match.span("dash"), match.span("who")
            if match["who"].endswith(".") and not _INITIAL.search(match["who"]):
                who = who[0], who[1] - 1
            found.append(Attribution([who], [cue], [*q.parts], "direct", "speech", SIGN_OFF))
    return found


def introduced_blocks(
    text: str, paragraphs: Sequence[Span], quotations: Sequence[Quotation]
) -> list[Attribution]:
    """What follows ``From Chairwoman X:``, in its paragraph or as the next one.

    Without quotation marks only after a name with a title: "From Berlin:" is a place.
    """
    found = []
    quoted = {q.start: q for q in quotations}
    for number, (start, end) in enumerate(paragraphs):
        named = _FROM.match(text, start, min(end, start + 160))
        if not named:
            continue
        block = trim(text, (named.end(), end))
        if block[0] == block[1]:
            if number + 1 == len(paragraphs):
                continue
            block = paragraphs[number + 1]
        if block[0] in quoted:
            content = [*quoted[block[0]].parts]
        elif TITLED.match(named["who"]):
            content = [block]
        else:
            continue
        cue = [named.span("cue"), named.span("colon")]
        who = [named.span("who")]
        found.append(Attribution(who, cue, content, "direct", "speech", SIGN_OFF))
    return found
