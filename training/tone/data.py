"""News sentences with a target, and our own statements without one, as the network reads them.

Needs no torch.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.sentiment import CLASSES
from analysis.tone.reading import read
from analysis.windows import Reading
from training.stance.data import own_statements, topic_statements

if TYPE_CHECKING:
    from tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class Example:
    """One window with its label; ``part`` says where it comes from."""

    reading: Reading
    label: int
    part: str


def news_examples(path: Path, tokenizer: Tokenizer) -> list[Example]:
    """One record a line: ``text``, ``from`` and ``to`` of the target, ``label``, ``split``."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        span = (record["from"], record["to"])
        windows = read([record["text"]], tokenizer, targets=[[span]])
        # The window that names the target, should a sentence be longer than one.
        window = next((w for w in windows if _names(w, *span)), windows[0])
        found.append(Example(window, CLASSES.index(record["label"]), record["split"]))
    return found


def _names(window: Reading, start: int, end: int) -> bool:
    return bool(((window.starts < end) & (window.ends > start)).any())


def statement_examples(
    tokenizer: Tokenizer, *, rng: random.Random, alone: float = 0.3
) -> list[Example]:
    """Our own statements, whose tone was labeled as they were written.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
    rng : random.Random
    alone : float
        Share of those with both reported speech and quote that are read by one of them only.
    """
    found = []
    for one in [*own_statements(), *topic_statements()[0]]:
        fields = [one.texts[name] for name in ("text", "quote") if one.texts[name]]
        if len(fields) > 1 and rng.random() < alone:
            fields = [rng.choice(fields)]
        found.append(Example(read(fields, tokenizer)[0], one.tone, "statements"))
    return found


def batches(examples: Iterable[Example], *, pieces: int, rng: random.Random) -> list[list[Example]]:
    """Batches of about ``pieces`` pieces, windows of like length together, in random order."""
    order = list(examples)
    rng.shuffle(order)
    out: list[list[Example]] = []
    for i in range(0, len(order), 1600):
        batch: list[Example] = []
        for example in _by_length(order[i : i + 1600]):
            if batch and len(example.reading) * (len(batch) + 1) > pieces:
                out.append(batch)
                batch = []
            batch.append(example)
        out.append(batch)
    rng.shuffle(out)
    return out


def _by_length(examples: Sequence[Example]) -> list[Example]:
    return sorted(examples, key=lambda e: len(e.reading))
