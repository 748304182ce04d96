"""What the fine-tuned encoder finds: sources, cues and contents with a confidence.

The text is read in windows of whole paragraphs, each on its own. One pass of the encoder marks
likely cues; for each of these a small second network tags every piece of the window as the cue's
source, its content or neither, and judges the cue once more. See
``analysis/models/attribution/MODEL_CARD.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.attribution.cues import kind_of_cue
from analysis.attribution.decoding import Cue, Found, Settings, find_cues, resolve
from analysis.attribution.features import (
    OUTSIDE,
    Pieces,
    read_pieces,
    windows,
)
from analysis.attribution.spans import Attribution, Span
from analysis.encoder import Encoder, bundled_encoder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MODEL = "attribution"
BLOCK = 20_000
"""Characters that are read at once, so that memory does not grow with the text."""


def propose(text: str, quotations: Sequence[Span] | None = None) -> list[Attribution]:
    """Find who is said to have said (or thought) what.

    Parameters
    ----------
    text : str
        An article; any string is taken.
    quotations : sequence of Span, optional
        Where quotation marks enclose text, in order. Found by the engine itself if not given.

    Returns
    -------
    list of Attribution
        By position of the cue. Spans are offsets into ``text`` and begin and end at word pieces.
    """
    encoder = bundled_encoder(MODEL)
    settings = read_settings(encoder)
    found: list[Attribution] = []
    for start, end in blocks(text):
        block = text[start:end]
        near = None
        if quotations is not None:
            near = [(a - start, b - start) for a, b in quotations if a < end and b > start]
        pieces = read_pieces(block, encoder.tokenizer, quotations=near)
        for first, last in windows(pieces, encoder.config["window"]):
            for item in read_window(encoder, pieces, first, last, settings):
                found.append(_attribution(block, start, pieces, first, item))
    return found


def read_settings(encoder: Encoder) -> Settings:
    """The thresholds that ship with the model."""
    return Settings(**encoder.config["settings"])


def blocks(text: str) -> Iterator[Span]:
    """Cut a text at line ends (or blanks, or anywhere) into blocks of ``BLOCK`` characters."""
    start = 0
    while len(text) - start > BLOCK:
        limit = start + BLOCK
        end = text.rfind("\n", start + BLOCK // 2, limit) + 1
        end = end or text.rfind(" ", start + BLOCK // 2, limit) + 1 or limit
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def read_window(
    encoder: Encoder, pieces: Pieces, first: int, last: int, settings: Settings
) -> list[Found]:
    """The attributions of one window, in pieces counted from its first."""
    words = pieces.words[first:last]
    cue, hidden = run_window(encoder, pieces, first, last)
    cues = find_cues(cue, words, settings.candidate)
    if not cues:
        return []
    tags, accepted = judge(encoder, cues, hidden)
    return resolve(cues, tags, accepted, words, settings)


def judge(
    encoder: Encoder, cues: Sequence[Cue], hidden: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Tag probabilities (cues x pieces x 3) and acceptance of each cue of a window."""
    # The first piece of the window is the second of the encoder's input.
    means = np.stack([hidden[0, c.first + 1 : c.last + 1].mean(0) for c in cues])
    length = hidden.shape[1]
    buckets = np.stack([distance_buckets(length, c.first + 1, c.last + 1, encoder) for c in cues])
    tags, accepted = encoder.run("pairs", hidden=hidden, cues=means, buckets=buckets)
    return tags[:, 1:-1], accepted[:, 0]


def run_window(
    encoder: Encoder, pieces: Pieces, first: int, last: int
) -> tuple[np.ndarray, np.ndarray]:
    """Cue probabilities of the window's pieces; their hidden states between two end marks'."""
    ids = np.empty(last - first + 2, dtype=np.int64)
    ids[0], ids[-1] = encoder.config["first_id"], encoder.config["last_id"]
    ids[1:-1] = pieces.ids[first:last]
    surface = np.zeros_like(ids)
    surface[1:-1] = pieces.features[first:last]
    cue, hidden = encoder.read(ids, surface)
    return cue[0, 1:-1], hidden


def distance_buckets(length: int, first: int, last: int, encoder: Encoder) -> np.ndarray:
    """Bucket of each position's distance from the cue ``[first, last)``."""
    near, far = encoder.config["near"], encoder.config["far"]
    place = np.arange(length)
    distance = np.where(place < first, place - first, np.maximum(place - last + 1, 0))
    size = np.abs(distance)
    size = np.where(size <= near, size, np.minimum(near + (size - near) // 4, far))
    return np.sign(distance) * size + far


def _attribution(block: str, start: int, pieces: Pieces, first: int, item: Found) -> Attribution:
    def spans(parts: list[tuple[int, int]]) -> list[Span]:
        return [
            (int(pieces.starts[first + a]) + start, int(pieces.ends[first + b - 1]) + start)
            for a, b in parts
        ]

    inside = outside = 0
    for a, b in item.content:
        for i in range(first + a, first + b):
            if block[pieces.starts[i]].isalnum():
                if pieces.states[i] == OUTSIDE:
                    outside += 1
                else:
                    inside += 1
    mode = "indirect" if not inside else "mixed" if outside else "direct"
    cue = spans([item.cue])
    words = block[cue[0][0] - start : cue[0][1] - start]
    return Attribution(
        source=spans(item.source),
        cue=cue,
        content=spans(item.content),
        mode=mode,
        kind=kind_of_cue(words),
        confidence=round(item.confidence, 4),
    )
