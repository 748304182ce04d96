"""The few wordings around a quotation that name its speaker beyond doubt.

They serve where the encoder missed a cue; each is tried once beside a quotation, in a stretch of at
most 200 characters that reaches no other quotation.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from analysis.attribution.spans import Span

REACH = 200
"""Characters read on either side of a quotation."""
LONGEST = 600
"""Characters of a sentence."""

_VERB = (
    r"(?:said|says|told|tells|added|adds|wrote|writes|noted|notes|insisted|insists|explained|explains|"
    r"warned|warns|argued|argues|stated|states|replied|asked|declared|claimed|continued|recalled|"
    r"announced|tweeted|posted|acknowledged|admitted|responded|concluded|stressed|joked|remarked|"
    r"testified|recounted|lamented)\b"
)
_ADVERBS = r"(?:(?:has|have|had|also|later|then|once|reportedly|repeatedly|simply|[a-z]+ly) ){0,2}"
_CAP = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w’'\-]*\.?"
_ROLE = (
    r"(?:of|for|the|and|de|van|von|al|spokesman|spokeswoman|spokesperson|president|minister|envoy|"
    r"leader|chairman|chairwoman|senator|secretary|general|official|ambassador|director|adviser|lawmaker)"
)
_NAME = rf"{_CAP}(?: (?:{_CAP}|{_ROLE})){{0,7}}"
_SOURCE = (
    r"(?:he|she|they|He|She|They|(?:[Tt]he|[Aa]n?|[Oo]ne) (?:[\w’'.\-]+ ){0,5}?[\w’'\-]+"
    rf"|{_NAME})"
)
_ASIDE = r"(?:, [^,;:\n\"“”]{2,100},)?"
_AFTER = (
    re.compile(
        rf"[,.]?\s*(?P<cue>{_VERB}) (?P<who>{_NAME}|(?:the|an?) (?:[\w’'\-]+ ?){{1,3}}?)"
        r"(?=[,.;]|\s*$| (?:on|in|at|during|after|who|of|and)\b)"
    ),
    re.compile(rf"[,.]?\s*(?:[—–-] ?)?(?P<who>{_SOURCE}){_ASIDE} (?P<cue>{_ADVERBS}{_VERB})"),
    re.compile(
        rf"[,.]?\s*(?P<cue>according to) (?P<who>{_NAME}|(?:the|an?) (?:[\w’'\-]+ ?){{1,4}}?)"
        r"(?=[,.;]|\s*$)"
    ),
)
_BEFORE = (
    re.compile(rf"(?P<cue>[Aa]ccording to) (?P<who>{_SOURCE}){_ASIDE}[,:]?\s*\Z"),
    re.compile(
        rf"(?P<who>\b{_SOURCE}){_ASIDE} (?P<cue>{_ADVERBS}{_VERB})"
        r"(?:(?: [^.;:?!\n\"“”]{1,80}?)??(?:[,:]| that)|(?: reporters)?)\s*\Z"
    ),
)
_NAMING = re.compile(rf"(?P<who>{_NAME}|[HS]e|They){_ASIDE} [a-z]")
_SENTENCE = re.compile(
    r"(?<=[\w)][.!?…])[\"”’')]?\s+(?=[A-Z“\"‘])|(?<=[.!?…][\"”’')])\s+(?=[A-Z“\"‘])"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|Lt|Col|Prof|Jan|Feb|Aug|Sept|Oct|Nov|Dec|No|Jr|Sr|Inc"
    r"|Co)|\b[A-Z])\.\Z"
)
# A sentence's first word that looks like a name to a pattern.
_NOT_NAMES = frozenset(
    """
    the a an in on at by for but and so yet it its this that these those there then when while
    what where who why how if as after before during since because although though however
    still even not no many some most all both each his her their our my your we you i asked one
    another according under over with from to of monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october
    november december
    """.split()  # noqa: SIM905 - words are read more easily than a list of strings
)


class Named(NamedTuple):
    """Who said a quotation and by which words."""

    source: Span
    cue: Span


def named_after(text: str, quotation_end: int, stop: int, last: str) -> Named | None:
    """Read ``," X said``, ``," said X`` or ``," according to X``.

    Parameters
    ----------
    quotation_end, stop : int
        The stretch after the quotation.
    last : str
        The quotation's last character; a full stop ends the sentence, so that what follows is not
        about the quotation.
    """
    if last == ".":
        return None
    stop = min(stop, quotation_end + REACH)
    for pattern in _AFTER:
        match = pattern.match(text, quotation_end, stop)
        if match and _is_name(match["who"]):
            return _named(match)
    return None


def named_before(text: str, start: int, quotation_start: int) -> Named | None:
    """Read ``X said:``, ``X told reporters on Monday,`` or ``According to X,`` before it."""
    start = max(start, quotation_start - REACH)
    begin = last_sentence(text, start, quotation_start)
    for pattern in _BEFORE:
        match = pattern.search(text, begin, quotation_start)
        if match and _is_name(match["who"]):
            return _named(match)
    return None


def named_in_sentence(text: str, start: int, end: int) -> Span | None:
    """The person whom a sentence without a cue is about: its subject, a name or "he" or "she"."""
    match = _NAMING.match(text, start, min(end, start + REACH))
    return match.span("who") if match and _is_name(match["who"]) else None


def last_sentence(text: str, start: int, end: int) -> int:
    """Where the last sentence of a stretch starts."""
    found = start
    for gap in _SENTENCE.finditer(text, start, end):
        if gap.end() < end and not _ABBREVIATED.search(
            text, max(start, gap.start() - 6), gap.start()
        ):
            found = gap.end()
    return found


def sentence_end(text: str, start: int) -> int:
    """Where the sentence that goes on at `start` ends, before its last mark; lines end it too.

    No more than ``LONGEST`` characters are read.
    """
    limit = min(len(text), start + LONGEST)
    line = text.find("\n", start, limit)
    stop = limit if line < 0 else line
    for gap in _SENTENCE.finditer(text, start, stop):
        if not _ABBREVIATED.search(text, max(start, gap.start() - 6), gap.start()):
            stop = gap.start()
            break
    while stop > start and text[stop - 1] in ".!?… \t":
        if _ABBREVIATED.search(text, max(start, stop - 6), stop):
            break
        stop -= 1
    return stop


def _is_name(who: str) -> bool:
    first = who.split()[0]
    return first.lower() not in _NOT_NAMES or (
        first.lower() in ("the", "a", "an", "one") and " " in who
    )


def _named(match: re.Match[str]) -> Named:
    who = match["who"].rstrip()
    if who.endswith(".") and not _ABBREVIATED.search(who):
        who = who[:-1]
    start = match.start("who")
    return Named((start, start + len(who)), match.span("cue"))


# What the reporter says about a speaker is not a statement of the speaker's, though the words look
# like reported speech. Kept short: only phrases that deny or withhold speech; the encoder learned
# the rest.
_WITHHELD = re.compile(
    r"(?:(?:has|have|had|also|again|repeatedly|immediately|publicly) )*"
    r"(?:(?:declin|refus)(?:ed|es|e|ing)(?: requests?)? to (?:comment|say|answer|discuss|elaborate|"
    r"specify|reply|respond|be (?:named|identified|interviewed))"
    r"|declined comment"
    r"|(?:did|does|do|would|could)(?: not|n't|n’t) (?:immediately |publicly )?(?:comment|say|"
    r"answer|respond|reply|elaborate|specify)\b(?! that)"
    r"|show(?:ed|s|ing)? no signs?"
    r"|g(?:ave|ives|iving) no (?:sign|indication)"
    r"|stop(?:ped|s|ping)? short of"
    r"|(?:has|have|had) yet to)\b"
)


def is_withheld(text: str, cue: Span) -> bool:
    """Whether the words from the cue on say that something was not said."""
    return _WITHHELD.match(text, cue[0], min(len(text), cue[0] + 80)) is not None
