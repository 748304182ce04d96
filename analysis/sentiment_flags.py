"""What a sentiment method is known to miss in a text: flagged, not mended."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.evidence import SentimentEvidence

NEGATION_MISSED, NEGATION_UNSCORED = "negation_missed", "negation_unscored"
THIRD_PARTY, SARCASM = "third_party", "sarcasm"

REPORTED = "text"
"""The column of reported speech, in which quotation marks hold the speaker's own words."""


class Flag(NamedTuple):
    """A place where the score of a text is to be doubted.

    Attributes
    ----------
    kind : str
        ``negation_missed``, ``negation_unscored``, ``third_party`` or ``sarcasm`` (and
        ``not_english``, set by `score_sentiment`).
    start, end, words : int, int, str
        Where it stands and how it is printed: ``text[start:end] == words``.
    field : str
        The column that holds the text.
    note : str
        The scored word concerned, or the language of a part that is not English.
    """

    kind: str
    start: int
    end: int
    words: str
    field: str = ""
    note: str = ""


# In lower case; a text in which none of these occurs has no flag. Short ones are looked for among
# the words between blanks, for as parts of others they stand in every second text.
_SHORT = [
    before + word + after
    for word in ("no", "not", "nor", "none", "isnt", "dont", "didnt", "doesnt", "wont", "cant")
    for before in ("", '"', "“", "'", "‘", "(", "—", "-")
    for after in ("", ",", ".", "!", "?", ";", ":", "—", "-", "…", '"', "”", "'", "’", ")")
]
_NEGATIVE = frozenset(_SHORT)
_CUES = (
    *("n't", "n’t", "never", "without", "neither", "nothing", "nobody", "nowhere", "cannot"),
    *("hardly", "scarcely", "barely", "fail", "lack"),
)
_MARKS = (
    *('"', "“", "«", "„", "'", "‘", "so-called", "?!", "!?", "(!)", "surprise", "nothing"),
    *("oh", "yeah", "wow", "how ", "nice"),
)

_NEGATION = re.compile(
    r"""\b(?:
        \w+n['’]t
      | isnt | dont | didnt | doesnt | wont | cant
      | cannot | never | nobody | none | nothing | nowhere | neither | nor
      | not (?!\s+(?:only|just|merely|simply|least)\b)
      | no (?!\s+(?:doubt|matter|wonder)\b)
      | without (?!\s+doubt\b)
      | hardly | scarcely | barely
      | fail(?:s|ed|ing)?\s+to | failure\s+to | lack(?:s|ed|ing)?
    )\b""",
    re.VERBOSE,
)
# Where the scope of a negation ends at the latest. A comma alone ends none ("never, in my life,").
_CLAUSE_END = re.compile(
    r"""[.!?…:;]+(?=[\s"'”’»)\]]|$) | \n | [–—] | \s-\s
      | ,\s*(?:and|or|so|nor|which|who)\b
      | \b(?:but|although|though|however|yet|because|while|whereas|unless|except)\b""",
    re.VERBOSE,
)
# Each mark is looked for only up to the next opening one, so that the time stays linear.
_QUOTATION = re.compile(
    r"""«[^«»\n]*» | “[^“”\n]*” | „[^„“”\n]*[“”] | "[^"\n]*"
      | (?<!\w)‘(?=\w)[^‘’\n]*(?:(?<=\w)’(?=\w)[^‘’\n]*)*’(?!\w)
      | (?<!\w)'(?=\w)[^'\n]*(?:(?<=\w)'(?=\w)[^'\n]*)*'(?!\w)""",
    re.VERBOSE,
)
_SAYING = (
    r"(?:call|describ|dubb|brand|label|denounc|claim|insist|accus|argu|declar|warn|prais)\w*"
    r"|said|says|say|told|tells|wrote|writes|spoke|speaks|puts?|according"
)
_ATTRIBUTED_BEFORE = re.compile(rf"\b(?P<own>(?:i|we)\b(?:['’]\w+)?(?:\s\w+)?\s)?(?:{_SAYING})\b")
_ATTRIBUTED_AFTER = re.compile(
    rf"[\s,]*(?:(?:{_SAYING})\s+(?!i\b|we\b)\w+|(?!i\b|we\b)\w+(?:\s\w+)?\s(?:{_SAYING})\b"
    r"|as\s(?!i\b|we\b)\w+\s(?:put|call)\w*)"
)
_SENTENCE = re.compile(r"[.!?]\s")
BEFORE, AFTER = 100, 40
"""Characters around a quotation in which the words that attribute it are looked for."""

SCARE_WORDS = 3
"""Words in a quotation up to which it may be scare quotes."""

# Turns of phrase that dictionaries and papers on sarcasm name as set ones.
_IRONY = re.compile(
    r"""\bso-called\b
      | \b(?:oh|yeah|wow)\b[,!\s]+(?:great|good|right|sure|wonderful|brilliant|lovely|perfect)\b
      | \bwhat\sa\s(?:\w+\s)?surprise\b | \bbig\ssurprise\b
      | \bthanks?\s(?:you\s)?(?:so\smuch\s|very\smuch\s)?for\snothing\b
      | \bhow\s(?:very\s)?(?:nice|kind|generous|noble|thoughtful)\sof\b | \bnice\stry\b
      | \b(?:brilliant|genius|wonderful|fantastic|great|amazing|perfect|bravo)\b[^.!?\n]{0,60}
        (?:\?!|!\?)
      | \(!\)""",
    re.VERBOSE,
)


def flags(text: str, evidence: Sequence[SentimentEvidence], *, field: str = "") -> list[Flag]:
    """Find what a lexicon is known to miss in a text.

    ``negation_missed``
        A negation in whose clause, after it, stands a word that was scored as if it were not
        negated: most contractions, and negations at a distance. `note` is that word.
    ``negation_unscored``
        From the first negation of a clause to its end no word was scored ("not a productive
        meeting", where "productive" is unknown).
    ``third_party``
        A quotation inside the text that words beside it attribute to somebody, though not to "I"
        or "we", with a scored word in it: the tone is that of the quoted. Quotation marks around
        the whole text are the speaker's own. Not looked for in the column ``"text"``, where all
        quotation marks are.
    ``sarcasm``
        A surface sign that sarcasm is possible: scare quotes on or before a word scored as
        positive, "so-called", set turns ("oh, great"), praise with "?!". Most sarcasm shows no
        sign; it is out of reach of every method here and goes unseen.

    Parameters
    ----------
    text : str
        Any text.
    evidence : sequence of SentimentEvidence
        What a lexicon scored in it.
    field : str, optional
        The column that the text comes from; evidence of other columns is left aside.

    Returns
    -------
    list of Flag
        In the order of the text. Takes time that grows with the length of the text.
    """
    low = text.lower()
    negated = not _NEGATIVE.isdisjoint(low.split()) or any(map(low.__contains__, _CUES))
    marked = any(map(low.__contains__, _MARKS))
    if not negated and not marked:
        return []
    if len(low) != len(text):  # a letter whose small form is longer: keep the offsets true
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    own = (item for item in evidence if not field or item.field == field)
    scored = sorted(own, key=lambda item: item.start)
    found: list[Flag] = []
    if negated:
        found += _negations(text, low, scored, field)
    if marked:
        found += _quotations(text, low, scored, field)
        for sign in _IRONY.finditer(low):
            found.append(Flag(SARCASM, *sign.span(), text[slice(*sign.span())], field))
    return sorted(found, key=lambda flag: (flag.start, flag.end, flag.kind))


def _negations(text: str, low: str, scored: list[SentimentEvidence], field: str) -> Iterator[Flag]:
    missed = [item for item in scored if not item.negation]
    clause = scope = -1
    for negation in _NEGATION.finditer(low):
        start, end = negation.span()
        if end > scope:
            border = _CLAUSE_END.search(low, end)
            scope = border.start() if border else len(low)
        at = bisect_left(missed, end, key=lambda item: item.start)
        if at < len(missed) and missed[at].start < scope:
            yield Flag(NEGATION_MISSED, start, end, text[start:end], field, missed[at].words)
        elif scope != clause and not _within(scored, start, scope):
            stop = start + len(text[start:scope].rstrip())
            yield Flag(NEGATION_UNSCORED, start, stop, text[start:stop], field)
        clause = scope


def _quotations(text: str, low: str, scored: list[SentimentEvidence], field: str) -> Iterator[Flag]:
    first, last = len(low) - len(low.lstrip()), len(low.rstrip())
    whole = _QUOTATION.match(low, first)
    if whole is not None and whole.end() == last:
        first, last = first + 1, last - 1
    for quotation in _QUOTATION.finditer(low, first, last):
        start, end = quotation.span()
        inside = _within(scored, start, end)
        if inside and field != REPORTED and _of_another(low, start, end):
            yield Flag(THIRD_PARTY, start, end, text[start:end], field, inside[0].words)
        elif end - start <= AFTER and len(text[start:end].split()) <= SCARE_WORDS:
            # The word after it too: a "peace" plan, "clean" victory.
            near = inside or _within(scored, end, end + 2)
            if near and near[0].polarity > 0:
                yield Flag(SARCASM, start, end, text[start:end], field, near[0].words)


def _of_another(low: str, start: int, end: int) -> bool:
    before = _SENTENCE.split(low[max(0, start - BEFORE) : start])[-1]
    sayings = list(_ATTRIBUTED_BEFORE.finditer(before))
    if sayings:
        return sayings[-1]["own"] is None
    return _ATTRIBUTED_AFTER.match(low[end : end + AFTER]) is not None


def _within(scored: list[SentimentEvidence], start: int, end: int) -> list[SentimentEvidence]:
    """The first piece of evidence, if any, that begins within a span."""
    at = bisect_left(scored, start, key=lambda item: item.start)
    return [item for item in scored[at : at + 1] if item.start < end]
