"""From what the network and the cues say of a statement to one decision an issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from analysis.codebook import Codebook, Example
from analysis.encoder import bundled_encoder
from analysis.registry import Registry
from analysis.sides import load_sides
from analysis.stance.cues import Decision, vote
from analysis.stance.examples import clues, fit_examples, softmax, start
from analysis.stance.network import MODEL, Answer, ask
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

Patterns = dict[int, re.Pattern[str]]

NONE, FAVORS, OPPOSES = range(3)
STANCE_NAMES = ("none", "favor", "against")


class Settings(NamedTuple):
    """Fitted with the model.

    Attributes
    ----------
    temperature : float
        Divides the logits, so that probabilities are honest.
    condition : float
        Least probability of a condition.
    """

    temperature: float = 1.0
    condition: float = 0.5


class Finding(NamedTuple):
    """What was found for one statement and issue.

    Attributes
    ----------
    stance : int
        `NONE`, `FAVORS` or `OPPOSES`.
    probabilities : array of shape (3,)
    conditional : bool
    window : int
        Number of the window that decided.
    """

    stance: int
    probabilities: np.ndarray
    conditional: bool
    window: int


class Read(NamedTuple):
    """A statement's windows, the codebook's marks in them, the network's answers.

    Attributes
    ----------
    votes : dict
        What the cues decide on issues that the network was not fitted on, by their number.
    """

    readings: list[Reading]
    marks: list[np.ndarray]
    answers: list[Answer]
    votes: dict[int, Decision]


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings that ship with the model."""
    return Settings(**bundled_encoder(MODEL).config["settings"])


@lru_cache(maxsize=8)
def unfitted(codebook: Codebook) -> frozenset[int]:
    """Numbers of the issues that the network was not fitted on, by name and proposition."""
    fitted = bundled_encoder(MODEL).config["fitted"]
    issues = enumerate(codebook.issues)
    return frozenset(n for n, issue in issues if fitted.get(issue.name) != issue.proposition)


def read(
    texts: Mapping[str, str], speaker: str, side: str, *, codebook: Codebook, registry: Registry
) -> Read:
    """Read one statement and ask about every issue; no windows where it has no words."""
    tokenizer = bundled_encoder(MODEL).tokenizer
    readings = read_statement(texts, side, name_pattern(speaker, registry), tokenizer)
    marked = [marks(r, texts, *patterns(codebook)) for r in readings]
    answers = [ask(r, m, codebook) for r, m in zip(readings, marked, strict=True)]
    votes = vote(texts, side, codebook, sides=load_sides()) if unfitted(codebook) else {}
    return Read(readings, marked, answers, votes)


def findings(found: Read, codebook: Codebook) -> Iterator[Finding]:
    """One decision an issue: that of the window that is surest of a position."""
    for issue in range(len(codebook.issues)):
        chances = [
            chance(found, window, answer.stances[issue], answer.answers[issue], issue, codebook)
            for window, answer in enumerate(found.answers)
        ]
        window = int(np.argmin([c[NONE] for c in chances]))
        stance = decide(chances[window])
        flag = found.answers[window].conditional[issue, max(stance - 1, 0)]
        conditional = stance != NONE and 1 / (1 + np.exp(-flag)) >= settings().condition
        yield Finding(stance, chances[window], bool(conditional), window)


def decide(chances: np.ndarray) -> int:
    """The likeliest of none, favor and against; none where they tie."""
    return int(chances.argmax())


def chance(
    found: Read, window: int, logits: np.ndarray, answer: np.ndarray, issue: int, codebook: Codebook
) -> np.ndarray:
    """Probabilities of none, favor and against: the network's, or those of all clues together."""
    own = softmax(logits.astype(np.float64) / settings().temperature)
    if issue not in unfitted(codebook):
        return own
    decision = found.votes.get(issue)
    mentioned = bool(found.marks[window][issue, :, TERM].any())
    row = clues(decision.stance if decision else "", mentioned, own, answer)
    weights = learned(codebook).get(issue)
    return softmax(row @ (start(len(row)) if weights is None else weights))


@lru_cache(maxsize=8)
def patterns(codebook: Codebook) -> tuple[Patterns, list[Patterns]]:
    """The codebook's wording by mark: that of all issues, and that of each."""
    shared = {CONDITION: codebook.conditions, NEGATION: codebook.negation_near}
    own = [{TERM: i.terms, FAVOR: i.favor, AGAINST: i.against} for i in codebook.issues]
    return shared, own


@lru_cache(maxsize=8)
def learned(codebook: Codebook) -> dict[int, np.ndarray]:
    """Weights of the unfitted issues that have examples, by the issue's number."""
    return {
        number: _from_examples(number, codebook.issues[number].examples, codebook)
        for number in sorted(unfitted(codebook))
        if codebook.issues[number].examples
    }


def _from_examples(number: int, examples: Sequence[Example], codebook: Codebook) -> np.ndarray:
    tokenizer, sides = bundled_encoder(MODEL).tokenizer, load_sides()
    rows = []
    for example in examples:
        texts = {"text": example.text}
        reading = read_statement(texts, example.side, None, tokenizer)[0]
        marked = marks(reading, texts, *patterns(codebook))
        answer = ask(reading, marked, codebook, only=number)
        decision = vote(texts, example.side, codebook, sides=sides).get(number)
        own = softmax(answer.stances[0].astype(np.float64) / settings().temperature)
        stance = decision.stance if decision else ""
        rows.append(clues(stance, bool(marked[number, :, TERM].any()), own, answer.answers[0]))
    stances = [STANCE_NAMES.index(example.stance) for example in examples]
    return fit_examples(np.stack(rows), stances)
