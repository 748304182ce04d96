"""A text as the tone network reads it: word pieces, those of the target marked.

The training statements are prepared by the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analysis.encoder import tokenize
from analysis.windows import Piece, Reading, pack

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from analysis.attribution.spans import Span

WINDOW = 128
"""Most pieces of a window with its marks; longer texts are read sentence by sentence."""
MARK, PLAIN, TARGET = range(3)
"""Features of a piece: an end mark, a word, a word of the target."""
N_FEATURES = 3


def read(
    fields: Sequence[str], tokenizer: Tokenizer, *, targets: Sequence[Sequence[Span]] = ()
) -> list[Reading]:
    """Windows of one text; none where it has no words.

    Parameters
    ----------
    fields : sequence of str
        What belongs together: one text, or reported speech and the words quoted from it.
    tokenizer : tokenizers.Tokenizer
    targets : sequence of sequences of (start, end), optional
        Where the target is named in each field.
    """
    first, last = (tokenizer.token_to_id(token) or 0 for token in ("[CLS]", "[SEP]"))
    packed, count = [], 0
    for number, text in enumerate(fields):
        spans = targets[number] if targets else ()
        pieces = []
        for piece, start, end, word in zip(
            *(x.tolist() for x in tokenize(text, tokenizer)), strict=True
        ):
            named = any(start < b and end > a for a, b in spans)
            feature = TARGET if named else PLAIN
            pieces.append(Piece(piece, feature, number, start, end, count + word))
        count = pieces[-1].word + 1 if pieces else count
        packed.append((text, pieces))
    return pack(packed, head=[Piece(first, MARK)], end=Piece(last, MARK), longest=WINDOW)
