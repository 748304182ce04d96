"""From the encoder's probabilities to spans of word pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Run = tuple[int, int]
"""Word pieces ``[first, last)`` of one window."""


class Settings(NamedTuple):
    """Thresholds, chosen on training articles that were held out of the fit."""

    candidate: float
    """Least probability of a cue that the pair head looks at."""
    accept: float
    """Least confidence of an attribution."""
    source: float
    """Least probability of a piece of the source."""
    content: float
    """Least probability of a piece of the content."""
    weights: tuple[float, float, float, float]
    """Of the confidence: bias, log-odds of the cue, of acceptance, of the content's mean."""
    gap: int
    """Pieces between two parts of one content that are filled."""


class Cue(NamedTuple):
    """A likely cue in a window."""

    first: int
    last: int
    probability: float


class Found(NamedTuple):
    """An attribution in word pieces of a window."""

    cue: Run
    source: list[Run]
    content: list[Run]
    confidence: float


def by_word(probabilities: np.ndarray, words: np.ndarray) -> np.ndarray:
    """Each piece takes the mean of its word, along the second last axis."""
    begins = np.flatnonzero(np.diff(words, prepend=-2))
    sizes = np.diff(begins, append=len(words))
    sums = np.add.reduceat(probabilities, begins, axis=-2)
    return np.repeat(sums / sizes[:, None], sizes, axis=-2)


def find_cues(probabilities: np.ndarray, words: np.ndarray, least: float) -> list[Cue]:
    """Runs of pieces that are likelier than ``least`` part of a cue.

    Parameters
    ----------
    probabilities : array, pieces x 3
        Of standing outside, at the start and inside of a cue.
    words : array of int, pieces
        Number of each piece's word.
    """
    means = by_word(probabilities, words)
    inside = means[:, 1] + means[:, 2]
    cues = []
    for first, last in runs(inside >= least):
        begins = [
            i
            for i in range(first + 1, last)
            if means[i, 1] > means[i, 2] and words[i] != words[i - 1]
        ]
        for a, b in zip([first, *begins], [*begins, last], strict=True):
            cues.append(Cue(a, b, float(inside[a:b].mean())))
    return cues


def resolve(
    cues: Sequence[Cue],
    tags: np.ndarray,
    accepted: np.ndarray,
    words: np.ndarray,
    settings: Settings,
) -> list[Found]:
    """Sources and contents of the cues of one window that are good enough.

    Parameters
    ----------
    cues : sequence of Cue
    tags : array, cues x pieces x 3
        Probability of each piece to be neither, source or content of that cue.
    accepted : array, cues
        The pair head's own judgement of the cue.
    """
    tags = by_word(tags, words)
    scores = np.array(
        [confidence(c, t, a, settings) for c, t, a in zip(cues, tags, accepted, strict=True)]
    )
    kept = np.flatnonzero(scores >= settings.accept).tolist()
    if not kept:
        return []
    tags = tags[kept]
    is_cue = np.zeros(tags.shape[1], dtype=bool)
    for k in kept:
        is_cue[cues[k].first : cues[k].last] = True
    owner = tags[:, :, 2].argmax(0)
    found = []
    for row, k in enumerate(kept):
        cue = cues[k]
        own = np.zeros_like(is_cue)
        own[cue.first : cue.last] = True
        source = (tags[row, :, 1] >= settings.source) & ~own
        content = (tags[row, :, 2] >= settings.content) & (owner == row) & ~is_cue
        parts = _main_parts(_joined(content, is_cue | source, settings.gap), tags[row, :, 2])
        if not parts:
            continue
        named = _joined(source, is_cue | content, settings.gap)
        if len(named) > 1:
            named = [max(named, key=lambda r: _strength(tags[row, r[0] : r[1], 1]))]
        found.append(Found((cue.first, cue.last), named, parts, float(scores[k])))
    return found


def confidence(cue: Cue, tags: np.ndarray, accepted: float, settings: Settings) -> float:
    """Probability that the cue attributes, from three judgements of the network."""
    x = features(cue, tags, accepted)
    return float(1 / (1 + np.exp(-np.dot(settings.weights, x))))


def features(cue: Cue, tags: np.ndarray, accepted: float) -> np.ndarray:
    """What the confidence is made of: 1, and three log-odds."""
    content = tags[:, 2]
    likely = content[content >= 0.5]
    mean = float(likely.mean()) if len(likely) else float(content.max())
    p = np.clip([cue.probability, accepted, mean], 0.001, 0.999)
    return np.concatenate([[1.0], np.log(p / (1 - p))])


def runs(mask: np.ndarray) -> list[Run]:
    """Stretches of true entries."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]])))
    return [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]


def _joined(mask: np.ndarray, between: np.ndarray, gap: int) -> list[Run]:
    """Runs of ``mask``, joined over up to ``gap`` pieces that are not ``between``."""
    joined: list[Run] = []
    for first, last in runs(mask):
        if joined:
            end = joined[-1][1]
            if first - end <= gap and not between[end:first].any():
                joined[-1] = (joined[-1][0], last)
                continue
        joined.append((first, last))
    return joined


def _main_parts(parts: list[Run], probabilities: np.ndarray) -> list[Run]:
    """Without crumbs beside a larger part."""
    if not parts:
        return []
    mass = [float(probabilities[a:b].sum()) for a, b in parts]
    least = min(1.5, 0.5 * max(mass))
    return [p for p, m in zip(parts, mass, strict=True) if m >= least]


def _strength(probabilities: np.ndarray) -> tuple[float, float]:
    return float(probabilities.max()), float(probabilities.sum())
