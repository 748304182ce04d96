"""Training records as word pieces with labels. Needs no torch."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.attribution.features import Pieces, read_pieces, windows

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HELD_OUT = 40
"""Training articles kept out of the fit; the thresholds are chosen on them."""


@dataclass(frozen=True, slots=True)
class Labels:
    """One attribution as numbers of word pieces."""

    cue: np.ndarray
    source: np.ndarray
    content: np.ndarray


@dataclass(frozen=True, slots=True)
class Document:
    """One article, ready for training."""

    record: dict[str, Any]
    pieces: Pieces
    cues: np.ndarray
    """0 outside, 1 first piece of a cue, 2 further pieces."""
    roles: np.ndarray
    """pieces x 2: part of any source, part of any content."""
    attributions: list[Labels]


@dataclass(frozen=True, slots=True)
class Example:
    """One window of a document with the attributions whose cue begins in it."""

    document: Document
    first: int
    last: int
    attributions: list[Labels]

    def __len__(self) -> int:
        return self.last - self.first + 2


def read_records(path: Path) -> list[dict[str, Any]]:
    """One record a line: ``doc_id``, ``text``, ``attributions`` (source, cue, content spans)."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def split(
    records: list[dict[str, Any]], *, held_out: int = HELD_OUT, seed: int = 7
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The records to fit and those held out, the same for every run."""
    order = sorted(records, key=lambda r: r["doc_id"])
    random.Random(seed).shuffle(order)
    return order[held_out:], order[:held_out]


def prepare(record: dict[str, Any], tokenizer: Tokenizer) -> Document:
    """Label the word pieces of one record."""
    pieces = read_pieces(record["text"], tokenizer)
    cues = np.zeros(len(pieces), dtype=np.int64)
    roles = np.zeros((len(pieces), 2), dtype=np.float32)
    attributions = []
    for item in record["attributions"]:
        labels = Labels(*(_inside(pieces, item[role]) for role in ("cue", "source", "content")))
        if not len(labels.cue):
            continue  # one of 20,000 has no cue
        cues[labels.cue] = 2
        cues[labels.cue[0]] = 1
        roles[labels.source, 0] = 1
        roles[labels.content, 1] = 1
        attributions.append(labels)
    return Document(record, pieces, cues, roles, attributions)


def _inside(pieces: Pieces, spans: list[list[int]]) -> np.ndarray:
    found = [
        np.arange(
            np.searchsorted(pieces.ends, start, side="right"),
            np.searchsorted(pieces.starts, end, side="left"),
        )
        for start, end in spans
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def examples(document: Document, size: int) -> list[Example]:
    """The windows of a document as training examples."""
    return [
        Example(document, a, b, [x for x in document.attributions if a <= x.cue[0] < b])
        for a, b in windows(document.pieces, size)
    ]


def batches(found: list[Example], *, pieces: int, rng: random.Random) -> list[list[Example]]:
    """Batches of about ``pieces`` pieces, windows of like length together, in random order."""
    found = found[:]
    rng.shuffle(found)
    out: list[list[Example]] = []
    for i in range(0, len(found), 800):
        batch: list[Example] = []
        for example in sorted(found[i : i + 800], key=len):
            if batch and len(example) * (len(batch) + 1) > pieces:
                out.append(batch)
                batch = []
            batch.append(example)
        out.append(batch)
    rng.shuffle(out)
    return out
