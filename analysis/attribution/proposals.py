"""What the encoder proposes, made to hold: valid spans, whole quotations, nothing twice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from analysis.attribution.patterns import is_withheld
from analysis.attribution.quotes import Quotation
from analysis.attribution.spans import Attribution, Cover, Span, overlap, trim, union


class Parts:
    """The parts of all quotations, one a paragraph, in the order of the text."""

    def __init__(self, quotations: Sequence[Quotation]) -> None:
        self.spans = [part for q in quotations for part in q.parts]
        self.owners = [i for i, q in enumerate(quotations) for _ in q.parts]
        self._starts = [start for start, _ in self.spans]

    def over(self, span: Span) -> Iterable[int]:
        """Numbers of the parts that share a character with ``span``."""
        i = max(0, bisect_right(self._starts, span[0]) - 1)
        while i < len(self.spans) and self.spans[i][0] < span[1]:
            if self.spans[i][1] > span[0]:
                yield i
            i += 1


def accept(
    text: str,
    proposals: Iterable[Attribution],
    quotations: Sequence[Quotation],
    fixed: Sequence[Attribution],
) -> list[Attribution]:
    """Proposals that may stand, with trimmed spans and contents snapped to quotations.

    Dropped are: what has no content, what says that somebody did *not* speak, what stands inside a
    turn of a transcript or another fixed attribution, and what another proposal says already.
    """
    taken = Cover(span for a in fixed for span in a.content)
    named = Cover(span for a in fixed for span in [*a.source, *a.cue])
    parts = Parts(quotations)
    sound: list[Attribution] = []
    for proposal in proposals:
        source, cue = _valid(text, proposal.source), _valid(text, proposal.cue)
        content = [s for s in _valid(text, proposal.content) if not taken.touches(s)]
        if not content or any(taken.touches(s) or named.touches(s) for s in [*source, *cue]):
            continue
        if cue and is_withheld(text, cue[0]):
            continue
        sound.append(proposal._replace(source=source, cue=cue, content=content))
    kept: dict[tuple[Span, ...], Attribution] = {}
    for made in settle_rivals(text, sound, quotations):
        named_here = [*made.source, *made.cue]
        content = union(_snap(text, s, named_here, quotations, parts) for s in made.content)
        rival = kept.get(tuple(content))
        if content and (rival is None or rival.confidence < made.confidence):
            kept[tuple(content)] = made._replace(content=content)
    return list(kept.values())


def settle_rivals(
    text: str, attributions: Sequence[Attribution], quotations: Sequence[Quotation]
) -> list[Attribution]:
    """Give a closed quotation that several proposals share to the one whose cue stands beside it.

    Words between two marks have one speaker. Nothing changes where no proposal, or more than one,
    has its source or cue right after the quotation (whose last mark must not end a sentence) or,
    failing that, right before it.
    """
    parts = Parts(quotations)
    sharers: dict[int, list[int]] = {}
    for number, attribution in enumerate(attributions):
        touched = {i for span in attribution.content for i in parts.over(span)}
        for i in touched:
            if not any(overlap(parts.spans[i], s) for s in [*attribution.source, *attribution.cue]):
                sharers.setdefault(i, []).append(number)
    lost: dict[int, list[Span]] = {}
    won: dict[int, list[Span]] = {}
    for i, numbers in sharers.items():
        q, part = quotations[parts.owners[i]], parts.spans[i]
        if len(numbers) < 2 or not q.closed:
            continue
        for beside in (_right_after, _right_before):
            near = [n for n in numbers if beside(text, q, attributions[n])]
            if len(near) == 1:
                won.setdefault(near[0], []).append(part)
                for number in numbers:
                    if number != near[0]:
                        lost.setdefault(number, []).append(part)
                break
    settled = []
    for number, attribution in enumerate(attributions):
        content = _without(text, attribution.content, lost.get(number, []))
        settled.append(attribution._replace(content=union([*content, *won.get(number, [])])))
    return settled


def _right_after(text: str, q: Quotation, attribution: Attribution) -> bool:
    if text[q.inner_end - 1] == ".":
        return False
    starts = [s for s, _ in [*attribution.source, *attribution.cue] if s >= q.end]
    return bool(starts) and _nothing_between(text, q.end, min(starts))


def _right_before(text: str, q: Quotation, attribution: Attribution) -> bool:
    ends = [e for _, e in [*attribution.source, *attribution.cue] if e <= q.start]
    return bool(ends) and _nothing_between(text, max(ends), q.start)


def _nothing_between(text: str, start: int, end: int) -> bool:
    return end - start <= 4 and not any(char.isalnum() or char in ".!?" for char in text[start:end])


def _without(text: str, content: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """Spans less others, of which each lies within, beside or over a border of one of them."""
    left = list(content)
    for start, end in taken:
        left = [
            trim(text, piece)
            for s, e in left
            for piece in ((s, min(e, start)), (max(s, end), e))
            if piece[0] < piece[1]
        ]
    return [(s, e) for s, e in left if any(char.isalnum() for char in text[s:e])]


def _valid(text: str, spans: Iterable[Span]) -> list[Span]:
    inside = ((max(0, int(s)), min(len(text), int(e))) for s, e in spans)
    return union(trim(text, (s, e)) for s, e in inside if s < e)


def _snap(
    text: str, span: Span, named: list[Span], quotations: Sequence[Quotation], parts: Parts
) -> Span:
    """Extend a span to the borders of closed quotations that it covers by half or more.

    Not where the source or the cue stands inside the quotation: the speaker himself then reports
    what somebody else said. Marks alone at its border are cut off.
    """
    start, end = span
    for i in parts.over(span):
        part, q = parts.spans[i], quotations[parts.owners[i]]
        if not q.closed or any(overlap(part, other) for other in named):
            continue
        shared = (max(part[0], span[0]), min(part[1], span[1]))
        if 2 * (shared[1] - shared[0]) >= part[1] - part[0]:
            start, end = min(start, part[0]), max(end, part[1])
        elif not any(char.isalnum() for char in text[slice(*shared)]):
            if shared[0] == start and shared[1] < end:
                start = shared[1]
            elif shared[1] == end and shared[0] > start:
                end = shared[0]
    return trim(text, (start, end))


def owners(
    attributions: Sequence[Attribution], quotations: Sequence[Quotation]
) -> list[int | None]:
    """For each quotation the attribution whose content holds most of it, if one holds it.

    Held is a quotation if every character between its marks is in some content; one without a
    closing or opening mark, whose extent is a guess, if half of it is.
    """
    parts = Parts(quotations)
    cover = Cover(span for a in attributions for span in a.content)
    best: list[tuple[int, int] | None] = [None] * len(quotations)
    for number, attribution in enumerate(attributions):
        for span in attribution.content:
            for i in parts.over(span):
                shared = overlap(span, parts.spans[i])
                rival = best[parts.owners[i]]
                if rival is None or rival[0] < shared:
                    best[parts.owners[i]] = (shared, number)
    found: list[int | None] = []
    for q, rival in zip(quotations, best, strict=True):
        inner = [(max(s, q.inner_start), min(e, q.inner_end)) for s, e in q.parts]
        size = sum(e - s for s, e in inner)
        held = sum(cover.amount(span) for span in inner)
        whole = held >= size if q.closed else 2 * held >= size
        found.append(rival[1] if rival and whole else None)
    return found


def join_chains(attributions: list[Attribution], quotations: Sequence[Quotation]) -> None:
    """Give all parts of a quotation over paragraphs to whoever holds one of them.

    Parts that somebody else holds stay with him. Changes the list in place.
    """
    chains = [q for q in quotations if len(q.parts) > 1]
    if not chains:
        return
    parts = Parts(chains)
    holder: dict[int, int] = {}
    for number, attribution in enumerate(attributions):
        for span in attribution.content:
            for i in parts.over(span):
                if 2 * overlap(span, parts.spans[i]) >= parts.spans[i][1] - parts.spans[i][0]:
                    holder.setdefault(i, number)
    first: dict[int, int] = {}
    for i in sorted(holder):
        first.setdefault(parts.owners[i], holder[i])
    gained: dict[int, list[Span]] = {}
    for i, part in enumerate(parts.spans):
        if i not in holder and parts.owners[i] in first:
            gained.setdefault(first[parts.owners[i]], []).append(part)
    for number, spans in gained.items():
        old = attributions[number]
        attributions[number] = old._replace(content=union([*old.content, *spans]))
