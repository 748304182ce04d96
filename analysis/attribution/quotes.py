"""Quotations of a text: those of its paragraphs (``marks``), joined where one goes on in the next.

The text is read once, paragraph by paragraph: the time is linear in its length.
"""

from __future__ import annotations

from analysis.attribution.marks import Quotation, quotations_in
from analysis.attribution.spans import Span, paragraphs
from analysis.attribution.transcripts import quoted_turns

__all__ = ["Quotation", "find_quotations"]


def find_quotations(text: str) -> list[Quotation]:
    """Find all quotations of a text.

    Parameters
    ----------
    text : str
        Any text at all; nothing raises.

    Returns
    -------
    list of Quotation
        In the order of the text, not overlapping; what stands inside another is in its ``nested``.
        One word in marks is a quotation too. Marks of feet and inches, ditto marks, apostrophes and
        marks with no letter or digit between them are not.

    Notes
    -----
    A quotation without a closing mark ends where the next one in its paragraph opens, else with the
    paragraph. If the next paragraph opens with a mark of the same kind, the quotation goes on there
    (``parts``); if it does not, but closes one that it never opened, the quotation goes on to that
    mark. Any other closing mark that nothing opened ends a quotation that starts with the
    paragraph, or with the first sentence after the quotation before. A single opening mark without
    a closing one counts only at the start of a paragraph, and only if its shape says that it opens.

    Marks around the turns of a transcript (`find_turns`) are its layout. The words of each turn
    after the speaker's name are a quotation of their own, without those marks and not ``closed``; a
    stage direction in them is none.
    """
    chains: list[list[Quotation]] = []
    carried = False  # the last quotation is still open at the end of the paragraph before
    places = paragraphs(text)
    turns = quoted_turns(text, places)
    for number, paragraph in enumerate(places):
        if number in turns:
            chains.extend([q] for q in turns[number])
            carried = False  # whatever opens the next paragraph has its own mark
            continue
        here = quotations_in(text, paragraph)
        if carried and here and _goes_on(text, chains[-1][0], here[0], paragraph):
            chains[-1].append(here.pop(0))
        chains.extend([q] for q in here)
        carried = bool(chains) and chains[-1][-1].inner_end == paragraph[1]
    return [chain[0] if len(chain) == 1 else _joined(chain) for chain in chains]


def _goes_on(text: str, chain: Quotation, first: Quotation, paragraph: Span) -> bool:
    if first.start != paragraph[0]:
        return False
    if first.inner_start == first.start:  # closed in this paragraph, opened before it
        return True
    return (text[chain.start] in "‘'`‚‛") == (text[first.start] in "‘'`‚‛")


def _joined(chain: list[Quotation]) -> Quotation:
    first, last = chain[0], chain[-1]
    return Quotation(
        first.start,
        last.end,
        first.inner_start,
        last.inner_end,
        tuple(part for q in chain for part in q.parts),
        tuple(span for q in chain for span in q.nested),
        first.inner_start > first.start and last.inner_end < last.end,
    )
