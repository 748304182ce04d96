"""Score attributions against gold ones: the definitions.

All measures but the strict ones use word tokens: punctuation and quotation marks never count, so a
content with and without its marks is the same answer. P is over predictions, R over gold, micro
over the corpus.

content exact
    The two contents hold the same word tokens.
content partial
    One-to-one pairs, greedily by Jaccard overlap of word tokens; a pair counts from 0.5 on.
full attribution
    A content pair whose sources match by their head words (each head lies in the other source); a
    gold attribution without a source needs a prediction without one.
full + cue
    The same, and the cues share a word.
strict source, strict cue, strict content
    Every contiguous fragment with the same first and last character (blanks stripped, punctuation
    counts).
speaker accuracy
    Among content pairs whose gold has a source, the share whose sources match.

Kinds by the quotation marks around the content's words: direct (all inside), indirect (none),
mixed. Recall is over gold of that kind, precision over predictions of that kind.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from analysis.attribution.features import quotation_states

KINDS = ("direct", "indirect", "mixed")
MEASURES = ("content exact", "content partial", "full attribution", "full + cue")
ROLES = ("source", "cue", "content")
LEAST = 0.5

_TOKEN = re.compile(r"\w+(?:['’.\-]\w+)*|[$%]")
_BREAK = re.compile(r"[,;:()—–]|\s-\s")
_STOPPING = """
of for from in at on with to by who whom whose which that and or as near about against among
including inside outside under over behind between close familiar speaking named called where
when briefed but
"""
_STOP = frozenset(_STOPPING.split())

Counts = Counter
"""(measure, kind, "hit"|"predicted"|"gold"|"hit gold") -> number."""


class _Item(NamedTuple):
    content: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]
    spans: list[tuple[int, int]]
    head: tuple[int, int] | None
    kind: str


class _Text:
    """A text cut into word tokens, with what stands in quotation marks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [m.span() for m in _TOKEN.finditer(text)]
        self.starts = [a for a, _ in self.tokens]
        self.ends = [b for _, b in self.tokens]
        self.quoted = quotation_states(text) > 0

    def numbers(self, spans: list[Any]) -> frozenset[int]:
        """Tokens that the spans touch; without any, the spans stand for themselves."""
        hit = {
            i
            for a, b in spans
            for i in range(bisect_right(self.ends, a), bisect_left(self.starts, b))
        }
        return frozenset(hit or {-1 - x for a, b in spans for x in range(a, b)})

    def kind(self, numbers: frozenset[int]) -> str:
        inside = {bool(self.quoted[sum(self.tokens[i]) // 2]) for i in numbers if i >= 0}
        if inside == {True}:
            return "direct"
        return "mixed" if len(inside) == 2 else "indirect"

    def head(self, spans: list[Any]) -> tuple[int, int] | None:
        """Last word of the leading noun phrase: "spokesman" in "a spokesman for the agency"."""
        for start, end in sorted(map(tuple, spans)):
            last: tuple[int, int] | None = None
            for match in _TOKEN.finditer(self.text[start:end]):
                a, b = start + match.start(), start + match.end()
                low = match.group().lower()
                if last and (low in _STOP or _BREAK.search(self.text[last[1] : a])):
                    return last
                if not (low == "s" and last):
                    last = (a, b)
            if last:
                return last
        return tuple(spans[0]) if spans else None

    def item(self, attribution: dict[str, Any]) -> _Item:
        parts = [attribution.get(role) or [] for role in ("content", "source", "cue")]
        for a, b in chain.from_iterable(parts):
            if not 0 <= a < b <= len(self.text):
                raise ValueError(f"span {a}-{b} outside a text of {len(self.text)} characters")
        content, source, cue = map(self.numbers, parts)
        return _Item(content, source, cue, parts[1], self.head(parts[1]), self.kind(content))


def _same_speaker(gold: _Item, mine: _Item) -> bool:
    def inside(head: tuple[int, int] | None, spans: list[Any]) -> bool:
        return head is not None and any(a < head[1] and b > head[0] for a, b in spans)

    if not gold.spans:
        return not mine.spans
    return inside(gold.head, mine.spans) and inside(mine.head, gold.spans)


def _jaccard(one: frozenset[int], other: frozenset[int]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def content_pairs(gold: list[_Item], mine: list[_Item]) -> list[tuple[int, int]]:
    """One-to-one pairs of numbers, best overlap first; ties by source and cue, then position."""
    possible = []
    for i, g in enumerate(gold):
        for j, m in enumerate(mine):
            overlap = _jaccard(g.content, m.content)
            if overlap >= LEAST:
                tie = _same_speaker(g, m) + _jaccard(g.source, m.source) + _jaccard(g.cue, m.cue)
                possible.append((-overlap, -tie, i, j))
    left, right, pairs = set(), set(), []
    for _, _, i, j in sorted(possible):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def items(text: str, attributions: list[dict[str, Any]]) -> list[_Item]:
    """Attributions as sets of word tokens, for closer looks at pairs."""
    shape = _Text(text)
    return [shape.item(a) for a in attributions]


def count(text: str, gold: list[dict[str, Any]], mine: list[dict[str, Any]]) -> Counts:
    """Counts of one article."""
    c: Counts = Counter()
    shape = _Text(text)
    ours = [shape.item(a) for a in gold]
    theirs = [p for p in map(shape.item, mine) if p.content or p.source]
    for side, these in (("gold", ours), ("predicted", theirs)):
        for x in these:
            for measure in MEASURES:
                c[measure, "all", side] += 1
                c[measure, x.kind, side] += 1
    free = Counter(p.content for p in theirs)
    for g in ours:
        if free[g.content] > 0:
            free[g.content] -= 1
            _hit(c, "content exact", g, next(p for p in theirs if p.content == g.content))
    for i, j in content_pairs(ours, theirs):
        g, p = ours[i], theirs[j]
        same = _same_speaker(g, p)
        _hit(c, "content partial", g, p)
        if same:
            _hit(c, "full attribution", g, p)
            if g.cue & p.cue or not (g.cue or p.cue):
                _hit(c, "full + cue", g, p)
        if g.spans:
            for kind in ("all", g.kind):
                c["speaker accuracy", kind, "predicted"] += 1
                c["speaker accuracy", kind, "hit"] += same
    for role in ROLES:
        one, other = _fragments(text, gold, role), _fragments(text, mine, role)
        c[f"strict {role}", "all", "gold"] += len(one)
        c[f"strict {role}", "all", "predicted"] += len(other)
        c[f"strict {role}", "all", "hit"] += len(one & other)
        c[f"strict {role}", "all", "hit gold"] += len(one & other)
    return c


def _hit(c: Counts, measure: str, gold: _Item, mine: _Item) -> None:
    c[measure, "all", "hit"] += 1
    c[measure, "all", "hit gold"] += 1
    c[measure, mine.kind, "hit"] += 1
    c[measure, gold.kind, "hit gold"] += 1


def _fragments(text: str, attributions: list[dict[str, Any]], role: str) -> set[tuple[int, int]]:
    found = set()
    for attribution in attributions:
        for a, b in attribution.get(role) or []:
            words = text[a:b]
            a, b = b - len(words.lstrip()), a + len(words.rstrip())
            if a < b:
                found.add((a, b))
    return found


def rates(c: Counts, measure: str, kind: str = "all") -> tuple[float, float, float]:
    """Precision, recall and F1 in percent (for speaker accuracy the first)."""
    hit, hit_gold = c[measure, kind, "hit"], c[measure, kind, "hit gold"]
    predicted, gold = c[measure, kind, "predicted"], c[measure, kind, "gold"]
    p = 100 * hit / predicted if predicted else 0.0
    r = 100 * hit_gold / gold if gold else 0.0
    return p, r, 2 * p * r / (p + r) if p + r else 0.0


def total(counts: list[Counts]) -> Counts:
    """Sum over articles."""
    c: Counts = Counter()
    for each in counts:
        c.update(each)
    return c


def interval(
    counts: list[Counts], measure: str, *, kind: str = "all", part: int = 2, n: int = 1000
) -> tuple[float, float]:
    """95% bootstrap interval over articles of one of :func:`rates`' three numbers."""
    keys = [(measure, kind, k) for k in ("hit", "hit gold", "predicted", "gold")]
    table = np.array([[c[k] for k in keys] for c in counts])
    rng = np.random.default_rng(1)
    values = []
    for _ in range(n):
        sums = table[rng.integers(len(table), size=len(table))].sum(0)
        values.append(rates(Counter(dict(zip(keys, sums, strict=True))), measure, kind)[part])
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
