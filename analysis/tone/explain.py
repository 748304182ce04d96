"""Which words made the tone: Shapley values by taking words out.

A word's share is what taking it out changes, averaged over orders in which the words are taken out
one after the other until none is left (Castro et al. 2009; Strumbelj & Kononenko 2014). Whatever
the orders, the shares add up to the score less that of a text without words. Six orders, three and
their reverses, are a rough average, but always the same one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from analysis.tone.network import polarity, tone
from analysis.tone.reading import TARGET
from analysis.windows import Reading

ORDERS = 3
"""Orders that are averaged, each with its reverse; the first is that of the text."""


class Share(NamedTuple):
    """What one word adds to the polarity; it stands at [start, end) of its field."""

    field: int
    start: int
    end: int
    polarity: float


def shares(readings: Sequence[Reading]) -> tuple[float, list[Share]]:
    """Split a text's polarity among its words.

    Parameters
    ----------
    readings : sequence of Reading
        The windows of one text.

    Returns
    -------
    tuple
        The baseline (polarity when all words are gone but those of the target) and each other
        word's share. They add up to the polarity of the text.
    """
    words = _words(readings)
    rng = random.Random(0)
    ways: list[list[int]] = []
    for number in range(ORDERS if len(words) > 1 else 1):
        way = list(range(len(words)))
        if number:
            rng.shuffle(way)
        ways += [way, way[::-1]]
    whole = polarity(tone(readings))
    baseline = _without(readings, [n for numbers, _ in words for n in numbers])
    sums = np.zeros(len(words))
    for way in ways:
        before, gone = whole, list[int]()
        for number in way:
            gone += words[number][0]
            after = baseline if number == way[-1] else _without(readings, gone)
            sums[number] += before - after
            before = after
    found = [
        share._replace(polarity=float(total / len(ways)))
        for (_, share), total in zip(words, sums, strict=True)
    ]
    return baseline, found


def _without(readings: Sequence[Reading], gone: Sequence[int]) -> float:
    return polarity(tone([r.without(gone) for r in readings]))


def _words(readings: Sequence[Reading]) -> list[tuple[list[int], Share]]:
    """What stands between blanks, with its numbers of words; the target's own words are left out.

    "isn't" and "over." are one each: taken apart, they would be misspellings to the network.
    """
    found: list[tuple[list[int], Share]] = []
    for r in readings:
        rows = zip(r.words.tolist(), r.features.tolist(), r.fields.tolist(), r.starts.tolist(),
                   r.ends.tolist(), strict=True)  # fmt: skip
        for word, feature, field, start, end in rows:
            if word < 0 or feature == TARGET:
                continue
            numbers, last = found[-1] if found else ([], Share(-1, 0, 0, 0.0))
            if last.field == field and start <= last.end:
                numbers.append(word)
                found[-1] = (numbers, last._replace(end=end))
            else:
                found.append(([word], Share(field, start, end, 0.0)))
    return found
