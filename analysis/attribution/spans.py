"""Spans of characters and what an attribution is made of."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

Span = tuple[int, int]
"""Offsets ``(start, end)`` of characters in a text, half open: ``text[start:end]``."""


class Attribution(NamedTuple):
    """One thing that somebody is reported to have said.

    An unattributed quotation has an empty source and cue, mode ``"direct"`` and confidence 0.0.
    """

    source: list[Span]
    """Who said it, as printed; empty where the text names nobody."""
    cue: list[Span]
    """The words (or the mark) that attribute: "said", "according to", ":"."""
    content: list[Span]
    """What was said, in the order of the text; quotation marks belong to it."""
    mode: str
    """``"direct"`` (all of it the speaker's own words), ``"indirect"`` (none) or ``"mixed"``."""
    kind: str
    """``"speech"``, or ``"other"`` for beliefs and intentions."""
    confidence: float
    """0.0 to 1.0."""


_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WRAPPED = range(60, 101)
"""Characters of a line that counts as wrapped by hand if it does not end a sentence."""
_ENDS = frozenset(".!?:;…\"”’'»)]")


def trim(text: str, span: Span) -> Span:
    """The span without white space at its borders; may become empty."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def paragraphs(text: str) -> list[Span]:
    """Paragraphs of a text, trimmed, without empty ones.

    Every line is a paragraph, as newswire text has it, except that a single line break inside a
    sentence does not end one: the next line starts with a small letter, or a long line stops
    without a mark that ends anything (text wrapped by hand).
    """
    found: list[Span] = []
    last = 0
    for line in _LINE.finditer(text):
        start, end = trim(text, line.span())
        if start == end:
            continue
        if found and _continues(text, found[-1], last, line.start(), start):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        last = line.start()
    return found


def _continues(text: str, before: Span, line: int, begin: int, start: int) -> bool:
    between = text[before[1] : begin].strip(" \t")
    if between not in ("\n", "\r\n"):
        return False
    if text[start].islower():
        return True
    if text[start] in '"“”„«‘-–—―•*':
        return False
    return before[1] - line in _WRAPPED and text[before[1] - 1] not in _ENDS


def union(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, overlapping ones made one; empty ones dropped."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


class Cover:
    """Answers, for a fixed set of spans, how much of another span they cover.

    Parameters
    ----------
    spans : iterable of Span
        In any order; they may overlap.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = union(spans)
        self._starts = [start for start, _ in self._spans]

    def amount(self, span: Span) -> int:
        """Number of characters of ``span`` that lie in the set."""
        start, end = span
        total = 0
        i = max(0, bisect_right(self._starts, start) - 1)
        while i < len(self._spans) and self._spans[i][0] < end:
            total += max(0, min(end, self._spans[i][1]) - max(start, self._spans[i][0]))
            i += 1
        return total

    def touches(self, span: Span) -> bool:
        """Whether any character of ``span`` lies in the set."""
        i = bisect_right(self._starts, span[1] - 1) - 1
        return i >= 0 and self._spans[i][1] > span[0]


def overlap(one: Span, other: Span) -> int:
    """Number of characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def extent(spans: Sequence[Span]) -> Span:
    """From the first start to the last end of some spans, of which there must be one."""
    return min(start for start, _ in spans), max(end for _, end in spans)
