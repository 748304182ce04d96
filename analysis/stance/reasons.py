"""Which words decided: those whose removal changes the decision.

The network tells where it looked. The words of content that it looked at most are the evidence;
the statement is read once more without them, to see whether the decision hangs on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import numpy as np

from analysis.codebook import Codebook
from analysis.evidence import StanceEvidence
from analysis.language import COMMON
from analysis.stance.decide import NONE, STANCE_NAMES, Finding, Read, chance, decide, unfitted
from analysis.stance.network import ask
from analysis.stance.reading import CONDITION, FIELDS, NEGATION, TERM
from analysis.windows import Reading

WORDS = 6
"""How many words are taken out. More would be no reason but the whole statement."""


def deciding_words(
    found: Read, finding: Finding, issue: int, texts: Mapping[str, str], codebook: Codebook
) -> tuple[list[StanceEvidence], bool]:
    """Words behind a position, in the order of the text.

    Returns
    -------
    list of StanceEvidence
        Neighbors of the same role together. Roles are those of the codebook's wording (``issue``,
        ``negation``, ``condition``), else the stance.
    bool
        Whether the decision changes without them. False where more of the statement says the same.
        On an issue that the network was not fitted on, the cues' own words.
    """
    decision = found.votes.get(issue)
    agreed = decision is not None and decision.stance == STANCE_NAMES[finding.stance]
    if decision and agreed and issue in unfitted(codebook):
        return decision.evidence, True
    reading, marked = found.readings[finding.window], found.marks[finding.window]
    look = found.answers[finding.window].looks[issue, finding.stance - 1]
    ranked = _by_look(reading, look, texts)
    conditions = _words(reading, marked[issue], CONDITION) if finding.conditional else set()
    chosen = conditions | set(ranked[:WORDS])
    kept = ~np.isin(reading.words, [*chosen])
    answer = ask(reading.without([*chosen]), marked[:, kept], codebook, only=issue)
    said = (answer.stances[0], answer.answers[0])
    chances = chance(found, finding.window, *said, issue, codebook)
    changed = decide(chances) != finding.stance
    return _spans(reading, marked[issue], chosen, finding, texts), changed


def mentions(found: Read, issue: int, texts: Mapping[str, str]) -> list[StanceEvidence]:
    """Where a statement without a position mentions the issue's terms."""
    for reading, marked in zip(found.readings, found.marks, strict=True):
        words = _words(reading, marked[issue], TERM)
        if words:
            nothing = Finding(NONE, np.zeros(3), False, 0)
            return _spans(reading, marked[issue], words, nothing, texts)
    return []


def _words(reading: Reading, marked: np.ndarray, mark: int) -> set[int]:
    return set(reading.words[marked[:, mark] > 0].tolist())


def _by_look(reading: Reading, look: np.ndarray, texts: Mapping[str, str]) -> list[int]:
    """Words by how much was looked at them, ties by position; words of no content come last."""
    sums: dict[int, float] = {}
    printed: dict[int, str] = {}
    for word, field, start, end, part in zip(
        reading.words, reading.fields, reading.starts, reading.ends, look, strict=True
    ):
        if word >= 0:
            sums[int(word)] = sums.get(int(word), 0.0) + float(part)
            piece = texts[FIELDS[field]][start:end].lower()
            printed[int(word)] = printed.get(int(word), "") + piece
    empty = {n for n, whole in printed.items() if whole in COMMON or not whole[:1].isalnum()}
    return sorted(sums, key=lambda word: (word in empty, -round(sums[word], 6), word))


def _spans(
    reading: Reading,
    marked: np.ndarray,
    words: set[int],
    finding: Finding,
    texts: Mapping[str, str],
) -> list[StanceEvidence]:
    rows = []
    for word in sorted(words):
        at = np.flatnonzero(reading.words == word)
        role = _role(marked[at], finding)
        start, end = int(reading.starts[at].min()), int(reading.ends[at].max())
        rows.append((int(reading.fields[at[0]]), role, word, start, end))
    return [_joined(list(group), texts) for _, group in groupby(rows, _chain(rows))]


def _role(marked: np.ndarray, finding: Finding) -> str:
    here = marked.max(0) > 0
    if here[CONDITION] and finding.conditional:
        return "condition"
    if here[NEGATION]:
        return "negation"
    if here[TERM]:
        return "issue"
    return STANCE_NAMES[finding.stance] if finding.stance else "issue"


def _chain(
    rows: Sequence[tuple[int, str, int, int, int]],
) -> Callable[[tuple[int, str, int, int, int]], int]:
    """Key that changes where the field or the role does, or a word is left out between."""
    number, keys = 0, dict[tuple[int, str, int, int, int], int]()
    for before, row in zip([None, *rows], rows, strict=False):
        if before is None or row[:2] != before[:2] or row[2] != before[2] + 1:
            number += 1
        keys[row] = number
    return keys.__getitem__


def _joined(rows: list[tuple[int, str, int, int, int]], texts: Mapping[str, str]) -> StanceEvidence:
    field, role = FIELDS[rows[0][0]], rows[0][1]
    start, end = rows[0][3], rows[-1][4]
    return StanceEvidence(field, start, end, texts[field][start:end], role)
