"""Formats that name the speaker by their layout: transcripts, sign-offs, "From X:".

What is found here is certain and takes precedence over what the encoder proposes.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from analysis.attribution.quotes import Quotation
from analysis.attribution.spans import Attribution, Span, trim

TRANSCRIPT = 0.98
SIGN_OFF = 0.95
"""Confidence of what the layout alone attributes."""

_CAP = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’\-]*"
_CAPS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\-]*"
_PARTICLE = r"(?:de|del|der|den|da|di|la|le|van|von|bin|al|el|of|the|and|for)"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Amb|Prof|Rev|President|Vice President|Prime Minister|"
    r"Minister|"
    r"Secretary|Senator|Congressman|Congresswoman|Representative|Governor|General|Ambassador|Chairman|"
    r"Chairwoman|Chair|Speaker|Judge|Justice|Mayor|Envoy|Spokesman|Spokeswoman|Director|Chancellor)"
)
_ROLES = (
    "Q|A|QUESTION|ANSWER|REPORTER|REPORTERS|INTERVIEWER|MODERATOR|HOST|JOURNALIST|CORRESPONDENT|"
    "Question|Answer|Reporter|Interviewer|Moderator|Host|Journalist|Correspondent"
)
_LABEL = re.compile(
    rf"(?P<name>(?P<role>(?:{_ROLES})(?: \d)?)"
    rf"|(?P<caps>{_CAPS}(?: {_CAPS}){{0,5}})"
    rf"|(?P<name3>{_CAP}(?: (?:{_CAP}|{_PARTICLE})){{0,4}}))"
    r"(?P<aside> ?[(\[][^()\[\]:\n]{2,40}[)\]])?\s?(?P<colon>:)(?=\s|$|[\"“„«‘'])"
)
_QA = re.compile(r"(?P<name>[QA])(?P<colon>\.(?=\s)|(?=\s{2,}|\t))")
_TITLED = re.compile(rf"{_TITLE}\.? ", re.IGNORECASE)
# Words that stand before a colon without naming anybody who speaks.
_NOT_SPEAKERS = frozenset(
    """
    update updated updates note editor's editor’s editors correction clarification photo photos
    image images video watch read related source sources warning breaking exclusive analysis
    opinion live also see contact tags tag category categories topic topics subject date time
    location to cc re who what when where why how which more key fact facts claim verdict truth
    myth pros cons summary background context example examples result results score step option
    part chapter section figure table day week month year price address phone email tel website
    published posted filed copyright credit caption listen advertisement ps nb tip tips bottom
    headline title deadline dateline embargoed recap highlights reading listen latest
    developing alert
    """.split()  # noqa: SIM905 - words are read more easily than a list of strings
)
_DIRECTION = re.compile(r"\s*(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\])\s*\Z")
_NARRATIVE = re.compile(r"\b(?:said|told|says|according to|added|wrote)\b")
_NAME = rf"{_CAP}(?: (?:{_CAP}|{_PARTICLE})){{0,6}}"
_SIGN_OFF = re.compile(
    rf"(?P<dash>[-–—―]{{1,2}})\s*(?P<who>(?:the )?{_NAME}"
    r"(?:, [^\n\"“”:;]{2,100}?|\s?\([^()\n]{2,60}\))?)\s*[.)\]]?"
)
_INITIAL = re.compile(r"\b(?:Jr|Sr|[A-Z])\.\Z")
_VERBAL = re.compile(r"\b(?:is|was|were|are|has|had|will|said|says|told)\b")
_FROM = re.compile(rf"(?P<cue>From) (?P<who>(?:the )?{_NAME}(?:, [^\n\"“”:]{{2,80}})?)(?P<colon>:)")
_BULLET = 5
"""Characters of a list's bullet before a signed quotation, at most."""
_LONGEST_GAP = 12
"""Paragraphs of one turn between two names, at most; more is prose between two transcripts."""


class _Turn(NamedTuple):
    paragraph: int
    name: Span
    cue: Span
    start: int  # of the words
    label: str
    sure: bool  # the shape alone names a speaker
    titled: bool


def transcript_turns(text: str, paragraphs: Sequence[Span]) -> list[Attribution]:
    """Turns of block transcripts, ``NAME: words``.

    A turn runs over paragraphs to the next name. Names in capitals, ``Q`` and ``A`` and roles
    ("REPORTER") count where a text has at least two turns; names with a title ("MR. PESKOV") or a
    remark ("(through interpreter)") count alone; names in ordinary letters count where they come at
    least twice, and beside such turns. The words are the speaker's own though no marks stand around
    them, so that the mode is ``"direct"``.
    """
    turns = _confirmed(_labels(text, paragraphs))
    found = []
    for i, turn in enumerate(turns):
        following = turns[i + 1].paragraph if i + 1 < len(turns) else None
        content = _turn_content(text, paragraphs, turn, following)
        if content:
            found.append(
                Attribution([turn.name], [turn.cue], content, "direct", "speech", TRANSCRIPT)
            )
    return found


def _labels(text: str, paragraphs: Sequence[Span]) -> list[_Turn]:
    turns = []
    for number, (start, end) in enumerate(paragraphs):
        match = _LABEL.match(text, start, min(end, start + 120)) or _QA.match(text, start, end)
        if not match:
            continue
        name = match.span("name")
        label = text[slice(*name)]
        if {w.strip(".").lower() for w in label.split()} & _NOT_SPEAKERS:
            continue
        groups = match.groupdict()
        aside = bool(groups.get("aside"))
        shaped = bool(groups.get("role") or groups.get("caps")) or match.re is _QA
        shaped = shaped or aside
        titled = aside or (shaped and bool(_TITLED.match(label)))
        cue = match.span("colon") if match["colon"] else name
        turns.append(_Turn(number, name, cue, match.end(), label, shaped, titled))
    return turns


def _confirmed(turns: list[_Turn]) -> list[_Turn]:
    counts = Counter(turn.label for turn in turns)
    sure = [t.sure or counts[t.label] > 1 for t in turns]
    if sum(sure) == 1:  # one turn alone must say more of itself
        sure = [t.titled for t in turns]
    elif not any(n > 1 for n in counts.values()):
        # Each name once: an exchange only where the turns follow each other.
        near = {t.paragraph for t, ok in zip(turns, sure, strict=True) if ok}
        sure = [
            ok and (t.titled or any(t.paragraph + k in near for k in (-3, -2, -1, 1, 2, 3)))
            for t, ok in zip(turns, sure, strict=True)
        ]
    kept = {t.paragraph for t, ok in zip(turns, sure, strict=True) if ok}
    return [
        t
        for t, ok in zip(turns, sure, strict=True)
        if ok or {t.paragraph - 1, t.paragraph + 1} <= kept
    ]


def _turn_content(
    text: str, paragraphs: Sequence[Span], turn: _Turn, following: int | None
) -> list[Span]:
    spans = [trim(text, (turn.start, paragraphs[turn.paragraph][1]))]
    last = turn.paragraph + 1
    if following is not None and following - last <= _LONGEST_GAP:
        last = following
    elif spans[0][0] == spans[0][1]:  # the name stands on a line of its own
        last = min(turn.paragraph + 2, len(paragraphs))
    for i in range(turn.paragraph + 1, last):
        start, end = paragraphs[i]
        # Prose between two turns reports, with marks around what it quotes.
        if _NARRATIVE.search(text, start, end) and re.search('["“”«]', text[start:end]):
            break
        spans.append((start, end))
    return [
        (start, end)
        for start, end in spans
        if start < end and not _DIRECTION.match(text, start, end)
    ]


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
        elif _TITLED.match(named["who"]):
            content = [block]
        else:
            continue
        cue = [named.span("cue"), named.span("colon")]
        who = [named.span("who")]
        found.append(Attribution(who, cue, content, "direct", "speech", SIGN_OFF))
    return found
