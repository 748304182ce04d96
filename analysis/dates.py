"""When something was said: the day, week or month that its own sentence names.

A small grammar of English newswire dates, read against the day of publication. Only a time that
belongs to the act of saying counts, and a day is claimed only where one is given.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Span = tuple[int, int]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
WINDOW = 600
"""Characters looked at on either side of the cue: a sentence is seldom longer."""


class Said(NamedTuple):
    """A time of saying.

    Attributes
    ----------
    date : date or None
        The day; of a week its Monday, of a month its first day.
    precision : str
        ``day``, ``week``, ``month``, or empty where the text gives none.
    span : (int, int) or None
        The words that say so.
    """

    date: dt.date | None
    precision: str
    span: Span | None


NOTHING = Said(None, "", None)

_DAY_NAME = "|".join(WEEKDAYS)
# "Jan.", "Sept.", "June": newswire shortens all but the short ones.
_MONTH_NAME = "|".join(f"{m[:4]}(?:{m[4:]})?\\.?" if m == "september" else
                       f"{m[:3]}(?:{m[3:]})?\\.?" for m in MONTHS)  # fmt: skip
_YEAR = r"(?:,?\s+(?P<year{n}>(?:19|20)\d\d))?"
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_TIMES = re.compile(
    rf"""(?<!\w)(?:
      (?P<iso>(?:19|20)\d\d-\d\d-\d\d)
    | (?:on\s+)?(?:(?:{_DAY_NAME}),?\s+)?(?P<month1>{_MONTH_NAME})\s+(?P<day1>\d\d?)(?:st|nd|rd|th)?
      (?!\d){_YEAR.format(n=1)}
    | (?:on\s+)?(?:(?:{_DAY_NAME}),?\s+)?(?P<day2>\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?
      (?P<month2>{_MONTH_NAME}){_YEAR.format(n=2)}
    | (?P<last>last\s+)?(?:on\s+|late\s+|early\s+|overnight\s+)*(?P<weekday>{_DAY_NAME}){_PART}
      (?P<weekbefore>\s+last\s+week)?
    | (?P<yesterday>yesterday){_PART}
    | (?P<today>today|earlier\s+in\s+the\s+day|this\s+(?:morning|afternoon|evening)|tonight)
    | (?P<week>(?:earlier\s+)?(?:this|last)\s+week)
    | (?P<lastmonth>(?:this|last)\s+month)
    | in\s+(?:(?:early|mid|late)[\s-]+)?(?P<month3>{_MONTH_NAME}){_YEAR.format(n=3)}
      (?P<yearbefore>\s+last\s+year)?
    )(?!\w)(?!['’]s\s)""",
    re.IGNORECASE | re.VERBOSE,
)
# Another event's time ("after Friday's meeting", "the Sunday trip"), or one still to come.
_NOT_SAYING = re.compile(
    r"\b(?:(?:after|before|ahead\s+of|since|until|till|following|scheduled|planned|due)\s+"
    r"(?:\w+\s+){0,2}|(?:by|from|through|for|next|between|to|of|the|an?|this)\s+)$",
    re.IGNORECASE,
)
# What may stand before a time that opens the sentence of the cue ("In an address on Nov. 21 he").
_OPENING = re.compile(
    r"[\W\x00]*(?:(?:in|at|during|speaking|from|via|over|with|to|then|but|and|also|later|earlier)\b"
    r"[^,;:]*)?",
    re.IGNORECASE,
)
# Between a cue and a time these begin something else ("said hours after Russia struck on Friday").
_ELSEWHERE = re.compile(
    r"\b(?:after|before|as|when|while|since|because|and|but|hours|days|about|following|that|who|"
    r"which|where|if|until|ahead)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r",\s+(?:who|whom|whose|which|where|when)\b[^,]*(?:,|$)")
# "KYIV, March 5 (Agency) —" is the day of writing.
_DATELINE = re.compile(r"^[A-Z][A-Z .,/'’-]{2,40},\s[^—–\n]{3,40}[—–-]\s", re.MULTILINE)
_SENTENCE_END = re.compile(r"[.!?][\"”’»)]*\s+(?=[\"“‘«(]?[A-Z])|\n\s*\n")
# Points that end no sentence.
_SHORT = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|St|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec|"
    r"U\.S|U\.N|[A-Z])\.$"
)


def said_on(
    text: str,
    *,
    cue: Sequence[Span],
    source: Iterable[Span] = (),
    content: Iterable[Span] = (),
    published: dt.date | None = None,
) -> Said:
    """Return the day, week or month on which an attributed statement was made.

    Parameters
    ----------
    text : str
        The article.
    cue, source, content : sequences of (start, end)
        The attribution. A time inside the content or the source is not that of saying.
    published : date, optional
        Day of publication. A weekday is the last such day up to it, the day itself included; a
        day of a month without a year is the last one not after it. Without it only dates with a
        year resolve.

    Returns
    -------
    Said
        Of several times the one nearest to the cue. Times after publication are none.

    Examples
    --------
    >>> text = "He said on Saturday that talks would resume on Sunday."
    >>> said_on(text, cue=[(3, 7)], content=[(20, 53)], published=dt.date(2025, 3, 18))[:2]
    (datetime.date(2025, 3, 15), 'day')
    """
    if not cue:
        return NOTHING
    first, last = cue[0][0], cue[-1][1]
    if re.search(r"\b(?:will|would)\b", text[max(0, first - 6) : last]):
        return NOTHING  # yet to be said
    start, end = _sentence(text, first, last, [*content])
    words = _masked(text, start, end, [*content, *source, *cue])
    found = []
    for match in _TIMES.finditer(words):
        at = (start + match.start(), start + match.end())
        if not _is_of_saying(words, match, first - start, last - start):
            continue
        day, precision = _resolve(match, published)
        if day is not None and (published is None or day <= published):
            distance = max(first - at[1], at[0] - last, 0)
            found.append((distance, at, Said(day, precision, at)))
    return min(found)[2] if found else NOTHING


def _is_of_saying(words: str, match: re.Match[str], first: int, last: int) -> bool:
    """Whether a time belongs to the cue at ``words[first:last]`` and not to another event."""
    ahead = words[: match.start()]
    if _NOT_SAYING.search(ahead):
        return False
    if match.start() >= last:
        return not _ELSEWHERE.search(words[last : match.start()])
    between = words[match.end() : first].replace("\x00", " ")
    return (
        bool(_OPENING.fullmatch(ahead))
        and len(between.replace(",", " ").split()) <= 3
        and (not _ELSEWHERE.search(between))
    )


def _sentence(text: str, first: int, last: int, content: list[Span]) -> Span:
    """Where the sentence of a cue begins and ends; ends inside the content do not count."""
    low, high = max(0, first - WINDOW), min(len(text), last + WINDOW)
    inside = sorted(content)
    starts = [a for a, _ in inside]

    def quoted(at: int) -> bool:
        before = bisect_right(starts, at) - 1
        return before >= 0 and at < inside[before][1] - 2

    begin, end = low, high
    for match in _SENTENCE_END.finditer(text, low, high):
        if _SHORT.search(text[max(0, match.start() - 6) : match.start() + 1]):
            continue
        if match.end() <= first and not quoted(match.start()):
            begin = match.end()
        elif match.start() >= last and not quoted(match.start()):
            end = match.start() + 1
            break
    return begin, end


def _masked(text: str, start: int, end: int, spans: list[Span]) -> str:
    """The sentence with the attribution's own words, and asides on other events, blotted out."""
    letters = list(text[start:end])
    for a, b in spans:
        for at in range(max(a, start), min(b, end)):
            letters[at - start] = "\x00"
    words = "".join(letters)
    words = _DATELINE.sub(lambda m: "\x00" * len(m.group()), words)
    return _ASIDE.sub(lambda m: "\x00" * len(m.group()), words)


def _resolve(match: re.Match[str], published: dt.date | None) -> tuple[dt.date | None, str]:
    if match["iso"]:
        return _day(*map(int, match["iso"].split("-"))), "day"
    for n in ("1", "2"):
        if match[f"month{n}"]:
            return _month_day(match[f"month{n}"], match[f"day{n}"], match[f"year{n}"], published)
    if match["month3"]:
        year = match["year3"]
        if match["yearbefore"] and published:
            year = str(published.year - 1)
        return _month(match["month3"], year, published), "month"
    if published is None:
        return None, ""
    if match["weekday"]:
        ahead = WEEKDAYS.index(match["weekday"].lower())
        if match["weekbefore"]:
            return published - dt.timedelta(days=published.weekday() + 7 - ahead), "day"
        back = (published.weekday() - ahead) % 7
        # "last Friday" on a Friday is the one before.
        return published - dt.timedelta(days=back or (7 if match["last"] else 0)), "day"
    if match["yesterday"]:
        return published - dt.timedelta(days=1), "day"
    if match["today"]:
        return published, "day"
    if match["week"]:
        weeks = 1 if match["week"].lower().endswith("last week") else 0
        return published - dt.timedelta(days=published.weekday() + 7 * weeks), "week"
    first = published.replace(day=1)
    if match["lastmonth"].lower().startswith("last"):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return first, "month"


def _month_day(
    month: str, day: str, year: str | None, published: dt.date | None
) -> tuple[dt.date | None, str]:
    if year:
        return _day(int(year), _number(month), int(day)), "day"
    if published is None:
        return None, ""
    this = _day(published.year, _number(month), int(day))
    if this is None or this > published:
        this = _day(published.year - 1, _number(month), int(day))
    return this, "day"


def _month(month: str, year: str | None, published: dt.date | None) -> dt.date | None:
    if year:
        return _day(int(year), _number(month), 1)
    if published is None:
        return None
    back = _number(month) > published.month
    return _day(published.year - back, _number(month), 1)


def _number(month: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.startswith(month.lower()[:3]))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None
