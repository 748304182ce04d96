"""Who said the quotations that are in no attribution yet, and what holds for all attributions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from analysis.attribution.patterns import (
    Named,
    last_sentence,
    named_after,
    named_before,
    named_in_sentence,
)
from analysis.attribution.proposals import Parts
from analysis.attribution.quotes import Quotation
from analysis.attribution.spans import Attribution, Span, union

PATTERN = 0.7
NAMING = 0.5
"""Confidence of a wording around the quotation, and of a sentence before it that only names
somebody."""

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*|[$%]")
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]]*\s*\Z")
_NEAR = 120
"""Characters between two quotations of one sentence or of two that belong together."""


class Assembly:
    """Attributions of one text, to which its leftover quotations are added one by one.

    Parameters
    ----------
    text : str
        The text.
    paragraphs : sequence of Span
        Its paragraphs.
    quotations : sequence of Quotation
        All its quotations.
    attributions : list of Attribution
        What is known so far.
    owners : list of int or None
        For each quotation the number of the attribution that holds it.
    """

    def __init__(
        self,
        text: str,
        paragraphs: Sequence[Span],
        quotations: Sequence[Quotation],
        attributions: list[Attribution],
        owners: list[int | None],
    ) -> None:
        self.text = text
        self.quotations = quotations
        self.attributions = attributions
        self.owners = owners
        self._paragraphs = paragraphs
        self._starts = [start for start, _ in paragraphs]
        self._cues = sorted((a.cue[0][0], i) for i, a in enumerate(attributions) if a.cue)
        self._more: list[tuple[int, int]] = []  # cues added here; they come in the text's order
        self._added: dict[int, list[Span]] = {}

    def finish(self) -> list[Attribution]:
        """Settle every quotation that has no owner, and return all attributions."""
        for number, owner in enumerate(self.owners):
            if owner is None:
                self._settle(number)
        for number, spans in self._added.items():
            old = self.attributions[number]
            self.attributions[number] = old._replace(content=union([*old.content, *spans]))
        return self.attributions

    def _settle(self, number: int) -> None:
        q = self.quotations[number]
        owner = self._by_own_cue(number)
        if owner is None and self._is_sentence(q):
            owner = self._by_neighbor(number)
        if owner is None:
            self._new(number, Attribution([], [], [*q.parts], "direct", "speech", 0.0))
        else:
            self.owners[number] = owner
            self._added.setdefault(owner, []).extend(q.parts)

    def _new(self, number: int, attribution: Attribution) -> int:
        self.attributions.append(attribution)
        made = len(self.attributions) - 1
        self.owners[number] = made
        if attribution.cue:
            self._more.append((attribution.cue[0][0], made))
        return made

    def _by_own_cue(self, number: int) -> int | None:
        """By the words beside the quotation in its own sentence."""
        q, text = self.quotations[number], self.text
        low, high = self._gap_before(number)[0], self._gap_after(number)[1]
        last = text[q.inner_end - 1]
        if last != ".":
            after = self._cue_in(q.end, min(high, q.end + _NEAR))
            if after is not None and self._follows(q.end, after):
                return after
        named = named_after(text, q.end, high, last)
        before = text[low : q.start].rstrip()[-1:]
        if named is None and before and before not in ".!?":
            begin = last_sentence(text, max(low, q.start - _NEAR), q.start)
            held = self._cue_in(begin, q.start, latest=True)
            if held is not None and before in ",:" and self._speaks(held):
                return held
            named = named_before(text, low, q.start)
        return self._pattern(number, named)

    def _pattern(self, number: int, named: Named | None) -> int | None:
        if named is None:
            return None
        parts = [*self.quotations[number].parts]
        made = Attribution([named.source], [named.cue], parts, "direct", "speech", PATTERN)
        return self._new(number, made)

    def _by_neighbor(self, number: int) -> int | None:
        """For a quotation of whole sentences without a cue: whoever spoke just before."""
        q, text = self.quotations[number], self.text
        low, high = self._gap_before(number)
        paragraph = self._paragraph(q.start)
        if q.start > self._paragraphs[paragraph][0]:
            if not (low == high or text[low:high].isspace() or self._ends(low, high)):
                return None
            begin = last_sentence(text, max(low, high - 400), high)
            held = self._cue_in(begin, high, latest=True)
            if held is not None:
                return held if self._speaks(held) else None
            if self._same_paragraph(number) and high - low <= _NEAR:
                owner = self.owners[number - 1]
                if owner is not None and text[low:high].strip(" —–-") == "" and self._speaks(owner):
                    return owner
            who = named_in_sentence(text, begin, high)
            if who is None:
                return None
            found = Attribution([who], [], [*q.parts], "direct", "speech", NAMING)
            return self._new(number, found)
        return self._by_paragraph_before(number, paragraph)

    def _by_paragraph_before(self, number: int, paragraph: int) -> int | None:
        q, text = self.quotations[number], self.text
        if paragraph == 0 or self._cue_in(q.end, self._gap_after(number)[1]) is not None:
            return None
        start, end = self._paragraphs[paragraph - 1]
        begin = last_sentence(text, max(start, end - 400), end)
        if text[end - 1] == ":":
            held = self._cue_in(begin, end, latest=True)
            if held is not None and self._speaks(held):
                return held
            return self._pattern(number, named_before(text, start, end))
        if (
            number == 0
            or self._paragraph(self.quotations[number - 1].parts[-1][0]) != paragraph - 1
        ):
            return None
        owner = self.owners[number - 1]
        if owner is None or not self._speaks(owner):
            return None
        # Somebody else who speaks after the last quotation may as well go on here.
        later = self._cue_in(self.quotations[number - 1].end, end, latest=True)
        return owner if later is None or later == owner else None

    def _speaks(self, number: int) -> bool:
        a = self.attributions[number]
        return bool(a.source) and a.kind == "speech" and a.confidence > 0

    def _follows(self, at: int, number: int) -> bool:
        """Whether source and cue of an attribution come at once after a quotation."""
        a = self.attributions[number]
        first = min([s for s, _ in [*a.source, *a.cue] if s >= at], default=at + _NEAR)
        return not any(char.isalnum() for char in self.text[at:first])

    def _is_sentence(self, q: Quotation) -> bool:
        letters = self.text[q.inner_start : q.inner_start + 4].lstrip("\"“‘'[( …")
        ending = self.text[max(q.inner_start, q.inner_end - 3) : q.inner_end].rstrip("\"”’') ")
        return letters[:1].isupper() and (ending[-1:] in ".!?…" or not q.closed)

    def _ends(self, low: int, high: int) -> bool:
        return _SENTENCE_END.search(self.text, max(low - 2, high - 8, 0), high) is not None

    def _cue_in(self, low: int, high: int, *, latest: bool = False) -> int | None:
        """The attribution with the first (or latest) cue that starts in a stretch."""
        i, j = bisect_left(self._cues, (low, -1)), bisect_left(self._cues, (high, -1))
        found = [self._cues[j - 1 if latest else i]] if i < j else []
        found += [cue for cue in self._more[-3:] if low <= cue[0] < high]
        return (max(found) if latest else min(found))[1] if found else None

    def _paragraph(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)

    def _same_paragraph(self, number: int) -> bool:
        if number == 0:
            return False
        last = self.quotations[number - 1].parts[-1][0]
        return self._paragraph(last) == self._paragraph(self.quotations[number].start)

    def _gap_before(self, number: int) -> Span:
        q = self.quotations[number]
        low = self._paragraphs[self._paragraph(q.start)][0]
        return (max(low, self.quotations[number - 1].end) if number else low), q.start

    def _gap_after(self, number: int) -> Span:
        q = self.quotations[number]
        high = self._paragraphs[self._paragraph(q.parts[-1][0])][1]
        if number + 1 < len(self.quotations):
            high = min(high, self.quotations[number + 1].start)
        return q.end, max(q.end, high)


def with_modes(
    text: str, attributions: Sequence[Attribution], quotations: Sequence[Quotation]
) -> list[Attribution]:
    """Set each mode by the words of the content that stand inside quotation marks."""
    parts = Parts(quotations)
    return [a._replace(mode=_mode(text, a.content, parts)) for a in attributions]


def _mode(text: str, content: Sequence[Span], parts: Parts) -> str:
    inside = outside = False
    for span in content:
        at = span[0]
        for i in [*parts.over(span), -1]:
            # Words before this quotation (or, at the end, after the last one), then those in it.
            stop = max(at, parts.spans[i][0]) if i >= 0 else span[1]
            outside = outside or _WORD.search(text, at, stop) is not None
            if i >= 0:
                at = min(span[1], parts.spans[i][1])
                inside = inside or _WORD.search(text, stop, at) is not None
        if inside and outside:
            return "mixed"
    return "direct" if inside else "indirect"
