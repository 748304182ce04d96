"""Quotation marks of one paragraph, paired into quotations.

A "double" mark is any straight, curly, low or angle one, or two typewriter accents; a "single" mark
may as well be an apostrophe. A mark opens or closes by its shape and by its neighbors; where both
leave it open, it closes what is open. Double marks are paired first; single ones then pair only
inside one quotation in double marks, or only outside all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from analysis.attribution.spans import Span, trim


class Quotation(NamedTuple):
    """One quotation, with its marks."""

    start: int
    """First character: the opening mark."""
    end: int
    """After the last character: after the closing mark, or the end of the paragraph."""
    inner_start: int
    """First character after the opening mark."""
    inner_end: int
    """The closing mark, or ``end`` where there is none."""
    parts: tuple[Span, ...]
    """One span a paragraph; more than one where the quotation was opened again at each."""
    nested: tuple[Span, ...]
    """Quotations inside it, marks included."""
    closed: bool
    """False where the opening or the closing mark is missing."""


# A run of marks has the same neighbors throughout: in `"'No,' he said` both marks open.
_RUN = re.compile(r"[\"“”„‟«»＂‘’‚‛'`]+")
_MARK = re.compile(r"``|''|[\"“”„‟«»＂‘’‚‛'`]")
_DOUBLE = frozenset([*'"“”„‟«»＂', "``", "''"])
_OPENING = frozenset([*"“„‟«‘‚‛`", "``"])
_CLOSING = frozenset("”»")
_BEFORE_OPENING = frozenset("([{<—–―-/…=|*•>:")
_NEVER_OPENED_BEFORE = frozenset(",;:!?)]}")
_AFTER_CLOSING = frozenset(")]}>,.;:!?—–―-/…|*")
_ELISION = re.compile(
    r"(?:\d0s?|\d\ds|\d\d(?=[\s,.])|tis|twas|til|em|cause|n|cos|bout|round)\b", re.IGNORECASE
)
_FEET = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:[½¼¾]|\.\d)?\Z")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s+")
_LETTER = re.compile(r"\w")


class _Mark(NamedTuple):
    start: int
    end: int
    glyph: str
    context: int  # 1 the neighbors show an opening mark, -1 a closing one, 0 either


def quotations_in(text: str, paragraph: Span) -> list[Quotation]:
    """The quotations of one paragraph, in order; what stands inside another is in its ``nested``.

    One without a closing mark ends where the next one opens, else with the paragraph.
    """
    marks = _marks(text, paragraph)
    if not marks:
        return []
    doubles = _pair_doubles(text, [m for m in marks if m.glyph in _DOUBLE], paragraph)
    singles = _pair_singles(text, [m for m in marks if m.glyph not in _DOUBLE], doubles, paragraph)
    return _outermost(text, [*doubles, *singles])


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    low, high = paragraph
    marks: list[_Mark] = []
    for run in _RUN.finditer(text, low, high):
        first, last = run.span()
        before = text[first - 1] if first > low else " "
        after = text[last] if last < high else " "
        if before.isalnum() and after.isalnum() and last - first == 1 and text[first] in "'’‘`":
            continue  # an apostrophe, by far the most frequent
        if _is_ditto(text, first, last, paragraph):
            continue
        free_before = before.isspace() or before in _BEFORE_OPENING
        free_after = after.isspace() or after in _AFTER_CLOSING
        opens = free_before and not after.isspace() and after not in _NEVER_OPENED_BEFORE
        closes = not before.isspace() and free_after
        context = int(opens and not closes) - int(closes and not opens)
        marks.extend(
            _Mark(*m.span(), m.group(), context) for m in _MARK.finditer(text, first, last)
        )
    return marks


def _is_ditto(text: str, first: int, last: int, paragraph: Span) -> bool:
    """Whether a mark stands alone in a column or on a line, for "the same as above"."""
    before, after = text[max(0, first - 2) : first], text[last : last + 2]
    alone_before = first == paragraph[0] or before == "  " or before.endswith("\t")
    alone_after = last == paragraph[1] or after == "  " or after.startswith("\t")
    return alone_before and alone_after


def _pair_doubles(text: str, marks: list[_Mark], paragraph: Span) -> list[Quotation]:
    stack: list[_Mark] = []
    found: list[Quotation] = []
    for mark in marks:
        if mark.glyph == '"' and _FEET.search(text, max(paragraph[0], mark.start - 8), mark.start):
            continue
        turn = _direction(mark, bool(stack))
        if turn > 0:
            stack.append(mark)
        elif stack:
            opened = stack.pop()
            found.append(_quotation(opened.start, mark.end, opened.end, mark.start, closed=True))
        elif not (mark.start and text[mark.start - 1].isdigit() and mark.glyph in '"”'):
            start = _stray_start(text, mark, found, paragraph)
            found.append(_quotation(start, mark.end, start, mark.start, closed=False))
    # What is left open ends where the next quotation opens, or with the paragraph.
    if stack:
        starts = sorted([q.start for q in found] + [mark.start for mark in stack])
        for opened in stack:
            i = bisect_right(starts, opened.start)
            _, end = trim(text, (opened.end, starts[i] if i < len(starts) else paragraph[1]))
            found.append(_quotation(opened.start, end, opened.end, end, closed=False))
    return found


def _direction(mark: _Mark, inside: bool) -> int:
    if mark.glyph in ("„", "‟", "``"):
        return 1
    if mark.glyph in _OPENING:
        return -1 if inside and mark.context < 0 else 1
    if mark.glyph in _CLOSING:
        return 1 if not inside and mark.context > 0 else -1
    return mark.context or (-1 if inside else 1)


def _stray_start(text: str, mark: _Mark, found: list[Quotation], paragraph: Span) -> int:
    """Where a quotation starts whose opening mark is missing."""
    if not found:
        return paragraph[0]
    after = found[-1].end
    sentence = _SENTENCE_END.search(text, max(after - 2, paragraph[0]), mark.start)
    start = sentence.end() if sentence else after
    return trim(text, (start, mark.start))[0]


def _pair_singles(
    text: str, marks: list[_Mark], doubles: list[Quotation], paragraph: Span
) -> list[Quotation]:
    found: list[Quotation] = []
    levels = _levels(marks, doubles)
    for level in levels:
        opened: _Mark | None = None
        doubt: _Mark | None = None  # closes, or is the apostrophe of "workers'"
        for mark in level:
            if _opens(text, mark, paragraph[1]):
                if opened and doubt:
                    found.append(_pair(opened, doubt))
                    opened = None
                if opened is None or mark.glyph in _OPENING:
                    opened, doubt = mark, None
            elif opened and mark.context <= 0 and not text[mark.start - 1].isspace():
                if _possessive(text, mark, paragraph[1]):
                    doubt = doubt or mark
                else:
                    found.append(_pair(opened, mark))
                    opened = doubt = None
        if opened and doubt:
            found.append(_pair(opened, doubt))
        elif opened and opened.start == paragraph[0] and opened.glyph == "‘":
            end = paragraph[1]
            found.append(_quotation(opened.start, end, opened.end, end, closed=False))
    return found


def _levels(marks: list[_Mark], doubles: list[Quotation]) -> list[list[_Mark]]:
    """The marks outside quotations in double marks, and those inside each."""
    if not doubles:
        return [marks]
    outer = sorted(_outer_spans(doubles))
    starts = [start for start, _ in outer]
    levels: list[list[_Mark]] = [[] for _ in range(len(outer) + 1)]
    for mark in marks:
        i = bisect_right(starts, mark.start) - 1
        levels[i if i >= 0 and outer[i][1] > mark.start else -1].append(mark)
    return levels


def _outer_spans(quotations: list[Quotation]) -> list[Span]:
    spans: list[Span] = []
    for q in sorted(quotations, key=lambda q: (q.start, -q.end)):
        if not spans or q.start >= spans[-1][1]:
            spans.append((q.start, q.end))
    return spans


def _opens(text: str, mark: _Mark, high: int) -> bool:
    if mark.glyph == "’" or mark.context <= 0:
        return False
    return mark.end < high and not _ELISION.match(text, mark.end, min(high, mark.end + 8))


def _possessive(text: str, mark: _Mark, high: int) -> bool:
    follows = text[mark.end : min(high, mark.end + 2)]
    return (
        text[mark.start - 1] in "sS"
        and len(follows) == 2
        and follows[0] == " "
        and (follows[1].isalnum())
    )


def _pair(opened: _Mark, mark: _Mark) -> Quotation:
    return _quotation(opened.start, mark.end, opened.end, mark.start, closed=True)


def _quotation(start: int, end: int, inner: int, stop: int, *, closed: bool) -> Quotation:
    return Quotation(start, end, inner, stop, ((start, end),), (), closed)


def _outermost(text: str, quotations: list[Quotation]) -> list[Quotation]:
    """Those not inside another, each with the spans of those inside it."""
    outer: list[Quotation] = []
    nested: list[list[Span]] = []
    for q in sorted(quotations, key=lambda q: (q.start, -q.end)):
        if not _LETTER.search(text, q.inner_start, q.inner_end):
            continue
        if outer and q.end <= outer[-1].end:
            nested[-1].append((q.start, q.end))
        elif not outer or q.start >= outer[-1].end:
            outer.append(q)
            nested.append([])
    return [q._replace(nested=tuple(n)) if n else q for q, n in zip(outer, nested, strict=True)]
