"""The learned half of the coder: it asks a statement about every proposition of a codebook.

See ``analysis/models/stance/MODEL_CARD.md``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from analysis.codebook import Codebook
from analysis.encoder import bundled_encoder
from analysis.stance.reading import query_texts, read_proposition
from analysis.windows import Reading

MODEL = "stance"


class Answer(NamedTuple):
    """What the network says of one window.

    Attributes
    ----------
    stances : array of shape (issues, 3)
        Logits of none, favor and against.
    conditional : array of shape (issues, 2)
        Logits of a condition, if favor and if against.
    answers : array of shape (issues, 576)
        What these are made from, and the mean of the window's pieces: what examples are learned by.
    looks : array of shape (issues, 2, pieces)
        Where the supporters' and the opponents' reading of the proposition looked; sums to 1.
    """

    stances: np.ndarray
    conditional: np.ndarray
    answers: np.ndarray
    looks: np.ndarray


def ask(
    reading: Reading, marks: np.ndarray, codebook: Codebook, *, only: int | None = None
) -> Answer:
    """Ask one window about each issue, or about one of them.

    Parameters
    ----------
    reading : Reading
    marks : array of shape (issues, pieces, N_MARKS)
        From :func:`analysis.stance.reading.marks`.
    codebook : Codebook
    only : int, optional
        Number of the issue to ask about.
    """
    encoder = bundled_encoder(MODEL)
    (hidden,) = encoder.read(reading.ids, reading.features)
    asked = _propositions(codebook)
    if only is not None:
        marks = marks[only : only + 1]
        asked = _one(asked, only)
    found = encoder.run("ask", hidden=hidden, marks=np.repeat(marks, 2, axis=0), **asked)
    stances, conditional, answers, looks = found
    whole = np.broadcast_to(hidden[0].mean(0), (len(answers), hidden.shape[2]))
    answers = np.concatenate([answers, whole], axis=1)
    return Answer(stances, conditional, answers, looks.reshape(len(marks), 2, -1))


@lru_cache(maxsize=8)
def _propositions(codebook: Codebook) -> dict[str, np.ndarray]:
    """What the network needs of the codebook's propositions."""
    encoder = bundled_encoder(MODEL)
    queries = []
    for issue in codebook.issues:
        for text in query_texts(issue.proposition, issue.favor_means, issue.against_means):
            ids, features = read_proposition(text, encoder.tokenizer)
            (hidden,) = encoder.read(ids, features)
            queries.append(hidden[0].mean(0))
    names = ("wanted", "matches", "pairs", "asked")
    return dict(zip(names, encoder.run("propositions", queries=np.stack(queries)), strict=True))


def _one(asked: dict[str, np.ndarray], issue: int) -> dict[str, np.ndarray]:
    """The propositions' arrays cut down to one issue; an issue has two queries."""
    pair, row = slice(2 * issue, 2 * issue + 2), slice(issue, issue + 1)
    return {
        "wanted": np.ascontiguousarray(asked["wanted"][:, pair]), "matches": asked["matches"][pair],
        "pairs": asked["pairs"][row], "asked": asked["asked"][row],
    }  # fmt: skip
