"""Who said what in one text: sources, cues and contents with their places.

The encoder proposes (``engine``); rules hold what is certain: formats that name the speaker,
quotation marks, and that no quotation is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.attribution.assemble import Assembly, with_modes
from analysis.attribution.formats import introduced_blocks, sign_offs
from analysis.attribution.noun_cues import with_noun_cues
from analysis.attribution.proposals import accept, join_chains, owners
from analysis.attribution.quotes import Quotation, find_quotations
from analysis.attribution.spans import Attribution, Cover, Span, paragraphs
from analysis.attribution.transcripts import transcript_turns

__all__ = ["Attribution", "Quotation", "Span", "attribute", "find_quotations"]


def attribute(
    text: str, *, propose: Callable[[str], Sequence[Attribution]] | None = None
) -> list[Attribution]:
    """Find who said what in a text.

    Parameters
    ----------
    text : str
        One article; any text at all is taken.
    propose : callable, optional
        What proposes attributions for a text, in place of the bundled encoder.

    Returns
    -------
    list of Attribution
        In the order of their contents. Spans are offsets into ``text``. Every quotation of the text
        (:func:`find_quotations`) lies in the content of one, or is returned as unattributed: empty
        source and cue, confidence 0.0.

    Notes
    -----
    Turns of transcripts, sign-offs and "From X:" stand before all else. Of a turn with a mark
    before the speaker's name, the quotation is what follows the name. A content that covers half of
    a closed quotation or more is extended to its marks; the marks and the comma before the closing
    one belong to the content. A quotation that no proposal covers goes, in this order,

    1. to the cue beside it in its sentence (``"A," she said, "B."`` is one attribution with two
       contents), proposed or read from the wording (``X said``, ``said X``, ``according to X``);
    2. if it is a whole sentence without a cue of its own, to whoever speaks in the sentence before
       it in its paragraph; at the start of a paragraph, to whoever is introduced there by a colon
       or said the last quotation of the paragraph before, unless somebody else is cited after that;
    3. to the person whom the sentence before it is about, with no cue (confidence 0.5);
    4. to nobody: unattributed.
    """
    quotations = find_quotations(text)
    places = paragraphs(text)
    fixed = transcript_turns(text, places)
    for more in (
        introduced_blocks(text, places, quotations),
        sign_offs(text, places, quotations),
    ):
        taken = Cover(span for a in fixed for span in a.content)
        fixed += [a for a in more if not any(taken.touches(span) for span in a.content)]
    if propose is None:
        from analysis.attribution.engine import propose as bundled

        propose = bundled
    attributions = accept(text, propose(text), quotations, fixed)
    attributions = with_noun_cues(text, attributions, fixed)
    join_chains(attributions, quotations)
    attributions = [*fixed, *attributions]
    held = owners(attributions, quotations)
    attributions = Assembly(text, places, quotations, attributions, held).finish()
    # The layout says that turns and signed words are the speaker's own, with marks or without.
    rest = with_modes(text, attributions[len(fixed) :], quotations)
    return sorted([*attributions[: len(fixed)], *rest], key=lambda a: (a.content, a.source, a.cue))
