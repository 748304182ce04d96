"""A statement as the stance network reads it: word pieces, their places, the codebook's marks.

The network never sees who speaks: the speaker's name becomes the word "speaker", and only the side
stands before the text ("russia :"), because whose ground "we" would give depends on it. The same
functions prepare the training statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.encoder import plain, tokenize
from analysis.registry import Registry

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

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;\n]+[\"'”’)]*|$)")


@dataclass(frozen=True, slots=True)
class Reading:
    """One window of a statement. All arrays have an entry a piece."""

    ids: np.ndarray
    features: np.ndarray
    fields: np.ndarray
    """Number of the field in `FIELDS`, -1 for marks."""
    starts: np.ndarray
    ends: np.ndarray
    words: np.ndarray
    """Pieces of one word share a number; -1 for marks."""

    def __len__(self) -> int:
        return len(self.ids)

    def without(self, words: Sequence[int]) -> Reading:
        """The reading with some words taken out."""
        kept = ~np.isin(self.words, words)
        parts = (self.ids, self.features, self.fields, self.starts, self.ends, self.words)
        return Reading(*(part[kept] for part in parts))


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
    head = [(x, MARK, -1, 0, 0, -1) for x in prefix[:LONGEST_HEAD]]
    end = (last, MARK, -1, 0, 0, -1)
    windows: list[list[tuple[int, ...]]] = []
    count = 0
    for number, field in enumerate(FIELDS):
        for part in _parts(texts.get(field, ""), number, names, masked, tokenizer, count):
            count = part[-1][-1] + 1
            if not windows or len(windows[-1]) + len(part) + 2 > WINDOW:
                windows.append([*head])
            elif windows[-1][-1][2] not in (number, -1):
                windows[-1].append(end)
            windows[-1] += part
    return [_reading([*window, end]) for window in windows]


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


def _parts(
    text: str, field: int, names: re.Pattern[str] | None, masked: int, tokenizer: Tokenizer,
    count: int,
) -> Iterator[list[tuple[int, ...]]]:  # fmt: skip
    """Sentences of a field as rows of a reading, each at most a window long."""
    tokens = tokenize(text, tokenizer)
    if not len(tokens.ids):
        return
    named = [m.span() for m in names.finditer(text)] if names else []
    rows: list[tuple[int, ...]] = []
    within = -1
    for piece, start, end, word in zip(*(x.tolist() for x in tokens), strict=True):
        hit = next((n for n, (a, b) in enumerate(named) if start < b and end > a), -1)
        if hit >= 0 and hit == within:
            continue
        within = hit
        if hit >= 0:
            piece, (start, end) = masked, named[hit]
        rows.append((piece, TEXT + field, field, start, end, count + word))
    longest = WINDOW - LONGEST_HEAD - 1
    ends = [m.end() for m in _SENTENCE.finditer(text)] or [len(text)]
    part: list[tuple[int, ...]] = []
    border = iter(ends)
    stop = next(border)
    for row in rows:
        while row[3] >= stop:
            if part:
                yield part
            part, stop = [], next(border, len(text) + 1)
        if len(part) == longest:
            # Cut before a word, not within it: a word has fewer pieces than a window.
            cut = next((n for n in range(longest, 0, -1) if part[n - 1][-1] != row[-1]), longest)
            yield part[:cut]
            part = part[cut:]
        part.append(row)
    if part:
        yield part


def _reading(rows: list[tuple[int, ...]]) -> Reading:
    table = np.asarray(rows, dtype=np.int64)
    return Reading(*(np.ascontiguousarray(column) for column in table.T))


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
