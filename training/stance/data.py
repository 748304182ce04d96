"""Training statements with their labels, as the network reads them. Needs no torch.

``statements/*.tsv``: side, speaker, register, text, quote, tone and stances on the codebook's
issues. ``topics/*.tsv``: the same on other propositions, which stand before them in lines that
begin with ``#``: topic, name, proposition, what favor and what against means, terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analysis.codebook import Codebook
from analysis.stance.reading import (
    AGAINST,
    CONDITION,
    FAVOR,
    NEGATION,
    TERM,
    Reading,
    marks,
    name_pattern,
    read_statement,
)

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FOLDER = Path(__file__).parent
BASE = "codebook"
TONES = "-0+"
_STANCE = re.compile(r"(\w+)([+-])(\??)")


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a statement is asked about."""

    name: str
    proposition: str
    favor_means: str
    against_means: str
    patterns: Mapping[int, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Labeled:
    """One statement; ``stances`` from issue to (1 favor or 2 against, conditional)."""

    name: str
    topic: str
    side: str
    speaker: str
    texts: Mapping[str, str]
    tone: int
    stances: Mapping[str, tuple[int, bool]]


@dataclass(frozen=True, slots=True)
class Example:
    """One statement ready for the network, with a label for each issue of its topic."""

    labeled: Labeled
    reading: Reading
    marks: np.ndarray
    stances: np.ndarray
    conditional: np.ndarray
    """-1 where no position is taken."""


def own_statements(folder: Path = FOLDER / "statements") -> list[Labeled]:
    """The statements on the codebook's issues."""
    found = []
    for path in sorted(folder.glob("*.tsv")):
        for number, (side, speaker, _, text, quote, tone, stances) in _rows(path):
            texts = {"text": text, "quote": quote}
            found.append(
                Labeled(
                    f"{path.stem}:{number}", BASE, side, speaker, texts, TONES.index(tone),
                    read_stances(stances),
                )
            )  # fmt: skip
    return found


def topic_statements(
    folder: Path = FOLDER / "topics",
) -> tuple[list[Labeled], dict[str, list[Proposition]]]:
    """The statements on other propositions, and these by topic."""
    found: list[Labeled] = []
    topics: dict[str, list[Proposition]] = {}
    for path in sorted(folder.glob("*.tsv")):
        for number, cells in _rows(path):
            if cells[0] == "#":
                _, topic, name, proposition, favor, against, terms = cells
                words = "|".join(re.escape(t.strip()) for t in terms.split(";") if t.strip())
                pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
                entry = Proposition(name, proposition, favor, against, {TERM: pattern})
                topics.setdefault(topic, []).append(entry)
                continue
            topic, side, _, text, quote, tone, stances = cells
            texts = {"text": text, "quote": quote}
            found.append(
                Labeled(
                    f"{path.stem}:{number}", topic, side, "", texts, TONES.index(tone),
                    read_stances(stances),
                )
            )  # fmt: skip
    return found, topics


def read_stances(cell: str) -> dict[str, tuple[int, bool]]:
    """Read ``"talks+ ceasefire-?"``: favor of talks, against ceasefire under a condition."""
    if cell == "none":
        return {}
    return {
        name: (1 if sign == "+" else 2, bool(condition))
        for name, sign, condition in _STANCE.findall(cell)
    }


def propositions(codebook: Codebook) -> list[Proposition]:
    """The codebook's issues."""
    return [
        Proposition(
            issue.name, issue.proposition, issue.favor_means, issue.against_means,
            {TERM: issue.terms, FAVOR: issue.favor, AGAINST: issue.against},
        )
        for issue in codebook.issues
    ]  # fmt: skip


def prepare(
    labeled: Iterable[Labeled],
    topics: Mapping[str, Sequence[Proposition]],
    codebook: Codebook,
    tokenizer: Tokenizer,
) -> list[Example]:
    """Read the statements; of one that takes several windows the first."""
    shared = {CONDITION: codebook.conditions, NEGATION: codebook.negation_near}
    found = []
    for one in labeled:
        issues = topics[one.topic]
        reading = read_statement(one.texts, one.side, name_pattern(one.speaker), tokenizer)[0]
        cells = [one.stances.get(issue.name) for issue in issues]
        found.append(
            Example(
                one,
                reading,
                marks(reading, one.texts, shared, [issue.patterns for issue in issues]),
                np.array([cell[0] if cell else 0 for cell in cells]),
                np.array([int(cell[1]) if cell else -1 for cell in cells]),
            )
        )
    return found


def without(examples: Iterable[Example], issues: Sequence[str], order: Sequence[str]) -> list[Any]:
    """The examples with the labels of some issues of the codebook taken out."""
    kept = [i for i, name in enumerate(order) if name not in issues]
    return [
        replace(e, marks=e.marks[kept], stances=e.stances[kept], conditional=e.conditional[kept])
        if e.labeled.topic == BASE
        else e
        for e in examples
    ]


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 7:
                raise ValueError(f"{path.name}, line {number}: {len(cells)} cells, not 7")
            yield number, cells
