"""Word pieces of an article with the surface features that the encoder reads.

Training and run time share this module, so that both see the same pieces. Everything here is linear
in the length of the text: no pattern is tried twice at one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from analysis.encoder import plain, tokenize

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tokenizers import Tokenizer

    from analysis.attribution.spans import Span

N_FEATURES = 32
"""4 letter cases x 4 quotation states x (first piece of a paragraph or not)."""

OUTSIDE, CLOSED, UNCLOSED, SINGLE = range(4)
"""Where a character stands: outside, in a closed quotation, in one left open, in single marks."""

_OPENING = "“„«‟"
_CLOSING = "”»"
_SINGLE = "‘'’"
_BRACKETS = "([{—–-/"
_MARK = re.compile(r"``|''|[\"“”„‟«»‘’']")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Word pieces of one stretch of text; all arrays have one entry a piece."""

    ids: np.ndarray
    """Vocabulary numbers."""
    starts: np.ndarray
    """First character in the whole text."""
    ends: np.ndarray
    """Character after the last."""
    words: np.ndarray
    """Number of the word that the piece belongs to."""
    features: np.ndarray
    """Surface features, 0 to ``N_FEATURES - 1``."""
    paragraphs: np.ndarray
    """Number of the paragraph."""
    together: np.ndarray
    """True at the first piece of a paragraph that continues the quotation (or colon) before it."""
    stops: np.ndarray
    """True where a sentence may end after the piece."""
    states: np.ndarray
    """Where the piece stands: ``OUTSIDE`` quotation marks, ``CLOSED``, ``UNCLOSED``, ``SINGLE``."""

    def __len__(self) -> int:
        return len(self.ids)


def quotation_states(text: str) -> np.ndarray:
    """For each character, whether it stands inside quotation marks (marks included).

    Works line by line, as news does: a quotation that goes on in the next paragraph is opened there
    again. A typewriter mark opens or closes by its neighbors; a mark that opens inside an open
    quotation shows that the first was never closed.
    """
    states = np.zeros(len(text), dtype=np.uint8)
    start = 0
    for line in text.splitlines(keepends=True):
        _mark_line(line, start, states)
        start += len(line)
    return states


def _mark_line(line: str, base: int, states: np.ndarray) -> None:
    opened = -1
    single = -1
    size = len(line.rstrip())
    for match in _MARK.finditer(line, 0, size):
        i, mark = match.start(), match.group()
        before = line[i - 1] if i else " "
        after = line[match.end()] if match.end() < size else " "
        if mark not in _SINGLE:
            if _opens(mark, before, after, opened >= 0):
                if opened >= 0:
                    states[base + opened : base + i] = UNCLOSED
                opened = i
            elif opened >= 0:
                states[base + opened : base + match.end()] = CLOSED
                opened = -1
            single = -1
        elif opened >= 0:
            continue
        elif mark != "’" and (before.isspace() or before in _BRACKETS) and not after.isspace():
            single = i
        elif (
            single >= 0
            and not (after.isalnum() or before.isspace())
            # "players' union" does not close: after an s the mark may be an apostrophe.
            and (before != "s" or line[single] == "‘")
        ):
            states[base + single : base + i + 1] = SINGLE
            single = -1
    if opened >= 0:
        states[base + opened : base + size] = UNCLOSED


def _opens(mark: str, before: str, after: str, inside: bool) -> bool:
    """Whether a double mark opens a quotation, by its form and its neighbors."""
    if mark in _CLOSING:
        return False
    if mark == "``" or (mark in _OPENING and not (mark == "“" and inside and after.isspace())):
        return True
    opens = (before.isspace() or before in _BRACKETS) and not after.isspace()
    closes = not before.isspace() and not after.isalnum()
    return opens if opens != closes else not inside


def read_pieces(
    text: str, tokenizer: Tokenizer, *, base: int = 0, quotations: Sequence[Span] | None = None
) -> Pieces:
    """Word pieces of ``text`` with their features; offsets are moved by ``base``."""
    ids, starts, ends, words = tokenize(text, tokenizer)
    if quotations is None:
        states = quotation_states(text)
    else:
        states = np.zeros(len(text), dtype=np.uint8)
        for first, last in quotations:
            states[max(0, first - base) : max(0, last - base)] = CLOSED
    printed = [text[s:e] for s, e in zip(starts.tolist(), ends.tolist(), strict=True)]
    cases = np.fromiter(map(_case, printed), dtype=np.int64, count=len(ids))
    breaks = np.cumsum(np.frombuffer(plain(text).encode("utf-32-le"), dtype="<u4") == ord("\n"))
    line = breaks[starts] if len(ids) else np.zeros(0, dtype=np.int64)
    begins = np.ones(len(ids), dtype=bool)
    begins[1:] = line[1:] != line[:-1]
    state = states[starts] if len(ids) else np.zeros(0, dtype=np.uint8)
    features = cases + 4 * state.astype(np.int64) + 16 * begins
    together = np.zeros(len(ids), dtype=bool)
    heads = np.flatnonzero(begins)
    for i in heads[heads > 0]:
        together[i] = state[i] != OUTSIDE and (state[i - 1] == UNCLOSED or printed[i - 1] == ":")
    stops = np.fromiter((p in _ENDS for p in printed), dtype=bool, count=len(ids))
    stops[:-1] &= starts[1:] > ends[:-1]
    lines = np.cumsum(begins) - 1
    return Pieces(ids, starts + base, ends + base, words, features, lines, together, stops, state)


_ENDS = frozenset({".", "!", "?", "”", '"', "’"})


def _case(piece: str) -> int:
    """0 lower case, 1 capitalized, 2 all capitals, 3 neither letter nor digit."""
    if not piece[:1].isalnum():
        return 3
    if piece[0].isupper():
        return 2 if len(piece) > 1 and piece.isupper() else 1
    return 0


def windows(pieces: Pieces, size: int) -> list[tuple[int, int]]:
    """Disjoint windows ``[first, last)`` of at most ``size`` pieces.

    Whole paragraphs are packed together; a border falls between two paragraphs of one quotation
    only where they do not fit, and inside a paragraph only where that alone is longer than a
    window, then at the end of a sentence.
    """
    borders = [*np.flatnonzero(np.diff(pieces.paragraphs, prepend=-1)).tolist(), len(pieces)]
    units: list[tuple[int, int]] = []
    for first, last in pairwise(borders):
        if units and pieces.together[first] and last - units[-1][0] <= size:
            units[-1] = (units[-1][0], last)
            continue
        units.extend(_cut(pieces, first, last, size))
    packed: list[tuple[int, int]] = []
    for first, last in units:
        if packed and last - packed[-1][0] <= size:
            packed[-1] = (packed[-1][0], last)
        else:
            packed.append((first, last))
    return packed


def _cut(pieces: Pieces, first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    while last - first > size:
        ends = np.flatnonzero(pieces.stops[first + size // 3 : first + size])
        border = first + size // 3 + int(ends[-1]) + 1 if len(ends) else first + size
        yield first, border
        first = border
    yield first, last
