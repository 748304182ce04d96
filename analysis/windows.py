"""Texts cut into windows that an encoder can read, each piece with its place in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;\n]+[\"'”’)]*|$)")


class Piece(NamedTuple):
    """One word piece as an encoder reads it."""

    id: int
    feature: int
    field: int = -1
    """Number of the field that it stands in, -1 for marks."""
    start: int = 0
    end: int = 0
    word: int = -1
    """Pieces of one word share a number; -1 for marks."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One window. All arrays have an entry a piece; see :class:`Piece`."""

    ids: np.ndarray
    features: np.ndarray
    fields: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    words: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, words: Sequence[int]) -> Reading:
        """The reading with some words taken out."""
        kept = ~np.isin(self.words, words)
        parts = (self.ids, self.features, self.fields, self.starts, self.ends, self.words)
        return Reading(*(part[kept] for part in parts))


def pack(
    fields: Iterable[tuple[str, Sequence[Piece]]],
    *,
    head: Sequence[Piece],
    end: Piece,
    longest: int,
) -> list[Reading]:
    """Pack whole sentences into windows; a sentence that is too long is cut before a word.

    Parameters
    ----------
    fields : iterable of (text, pieces)
        The texts in their order, with their pieces.
    head : sequence of Piece
        What stands before every window.
    end : Piece
        What stands between two fields and after every window.
    longest : int
        Most pieces of a window with its marks.
    """
    windows: list[list[Piece]] = []
    for text, pieces in fields:
        for part in _sentences(text, pieces, longest - len(head) - 1):
            if not windows or len(windows[-1]) + len(part) + 2 > longest:
                windows.append([*head])
            elif windows[-1][-1].field not in (part[0].field, -1):
                windows[-1].append(end)
            windows[-1] += part
    return [_reading([*window, end]) for window in windows]


def _sentences(text: str, pieces: Sequence[Piece], longest: int) -> Iterator[list[Piece]]:
    border = iter([m.end() for m in _SENTENCE.finditer(text)] or [len(text)])
    stop = next(border)
    part: list[Piece] = []
    for piece in pieces:
        while piece.start >= stop:
            if part:
                yield part
            part, stop = [], next(border, len(text) + 1)
        if len(part) == longest:
            # Cut before a word, not within it: a word has fewer pieces than a window.
            others = (n for n in range(longest, 0, -1) if part[n - 1].word != piece.word)
            cut = next(others, longest)
            yield part[:cut]
            part = part[cut:]
        part.append(piece)
    if part:
        yield part


def _reading(pieces: Sequence[Piece]) -> Reading:
    table = np.asarray(pieces, dtype=np.int64)
    return Reading(*(np.ascontiguousarray(column) for column in table.T))
