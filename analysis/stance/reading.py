"""A statement as the stance network reads it: word pieces, their places, the codebook's marks.

The network never sees who speaks: the speaker's name becomes the word "speaker", and only the side
stands before the text ("russia :"), because whose ground "we" would give depends on it. The same
functions prepare the training statements.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from analysis.encoder import plain, tokenize
from analysis.registry import Registry
from analysis.windows import Piece, Reading, pack

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FIELDS = ("text", "quote")
LONGEST_HEAD = 7
"""Most pieces before the text; a side that a user named at length is cut."""
WINDOW = 160
"""Most pieces of a window with its marks; longer statements are read sentence by sentence."""
MARK, TEXT, QUOTE, ISSUE = range(4)
"""Features of a piece: a mark or the side, the text, the quote, a proposition of the codebook."""
TERM, FAVOR, AGAINST, CONDITION, NEGATION = range(5)
"""What wording of the codebook a piece belongs to."""
N_MARKS = 5
SIDE_WORDS = {"us": "america", "": "other"}


def read_statement(
    texts: Mapping[str, str], side: str, names: re.Pattern[str] | None, tokenizer: Tokenizer
) -> list[Reading]:
    """Windows of one statement; none where it has no words.

    Parameters
    ----------
    texts : mapping
        The fields that the statement has, by name.
    side : str
        Whose side the speaker is on; may be empty.
    names : pattern, optional
        The speaker's names, which are masked.
    tokenizer : tokenizers.Tokenizer
    """
    ids = [tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]", "speaker")]
    first, last, masked = (number or 0 for number in ids)
    prefix = [first, *tokenize(f"{SIDE_WORDS.get(side, side)} :", tokenizer).ids.tolist()]
    head = [Piece(number, MARK) for number in prefix[:LONGEST_HEAD]]
    fields = []
    count = 0
    # Words that stand alone are read as text, be they a quote: a quote backs an account.
    both = all(texts.get(field, "").strip() for field in FIELDS)
    for number, field in enumerate(FIELDS):
        text = texts.get(field, "")
        feature = TEXT + number if both else TEXT
        pieces = _pieces(text, number, feature, names, masked, tokenizer, count)
        count = pieces[-1].word + 1 if pieces else count
        fields.append((text, pieces))
    return pack(fields, head=head, end=Piece(last, MARK), longest=WINDOW)


def name_pattern(speaker: str, registry: Registry | None = None) -> re.Pattern[str] | None:
    """What the speaker may be called in the text: the names in the registry, else the last word.

    None where that is a role or a body and not a name.
    """
    entry = registry.get(speaker) if registry else None
    if entry is not None:
        spellings = entry.spellings if entry.kind == "person" else ()
    else:
        last = speaker.split()[-1] if speaker.strip() else ""
        spellings = (last,) if last[:1].isupper() else ()
    ordered = sorted({s for s in spellings if s}, key=lambda s: (-len(s), s))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)") if ordered else None


def _pieces(
    text: str, field: int, feature: int, names: re.Pattern[str] | None, masked: int,
    tokenizer: Tokenizer, count: int,
) -> list[Piece]:  # fmt: skip
    """Pieces of a field, its names masked, its words counted from `count`."""
    named = [m.span() for m in names.finditer(text)] if names else []
    pieces: list[Piece] = []
    within = -1
    for piece, start, end, word in zip(
        *(x.tolist() for x in tokenize(text, tokenizer)), strict=True
    ):
        hit = next((n for n, (a, b) in enumerate(named) if start < b and end > a), -1)
        if hit >= 0 and hit == within:
            continue
        within = hit
        if hit >= 0:
            piece, (start, end) = masked, named[hit]
        pieces.append(Piece(piece, feature, field, start, end, count + word))
    return pieces


def query_texts(proposition: str, favor_means: str, against_means: str) -> tuple[str, str]:
    """What the network reads for a proposition: its supporters' and its opponents' side."""
    return f"in favor: {proposition} {favor_means}", f"against: {proposition} {against_means}"


def read_proposition(text: str, tokenizer: Tokenizer) -> tuple[np.ndarray, np.ndarray]:
    """Word pieces and features of a proposition, with end marks."""
    first, last = (tokenizer.token_to_id(t) for t in ("[CLS]", "[SEP]"))
    ids = np.array([first, *tokenize(text, tokenizer).ids[: WINDOW - 2].tolist(), last])
    return ids, np.full(len(ids), ISSUE)


def marks(
    reading: Reading,
    texts: Mapping[str, str],
    shared: Mapping[int, re.Pattern[str]],
    own: Sequence[Mapping[int, re.Pattern[str]]],
) -> np.ndarray:
    """Which wording of the codebook each piece belongs to.

    Parameters
    ----------
    reading : Reading
    texts : mapping
        The fields that it was read from.
    shared : mapping
        Patterns of all issues, by mark.
    own : sequence of mapping
        Patterns of each issue, by mark.

    Returns
    -------
    array of shape (issues, pieces, N_MARKS), of 0 and 1
    """
    found = np.zeros((len(own), len(reading), N_MARKS), dtype=np.float32)
    for number, field in enumerate(FIELDS):
        here = reading.fields == number
        if not here.any():
            continue
        text = plain(texts[field])
        low, high = int(reading.starts[here].min()), int(reading.ends[here].max())
        every = slice(None)
        wordings = [(every, *item) for item in shared.items()]
        wordings += [
            (slice(n, n + 1), *item) for n, patterns in enumerate(own) for item in patterns.items()
        ]
        for issues, mark, pattern in wordings:
            for match in pattern.finditer(text, low, high):
                touched = here & (reading.starts < match.end()) & (reading.ends > match.start())
                found[issues, touched, mark] = 1
    return found
