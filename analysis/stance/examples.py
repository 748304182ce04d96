"""Issues that the network was not fitted on: its answers, the codebook's cues, and examples.

For an issue that it has never met the network alone is a poor judge, and the codebook's wording a
better one. Both are clues of a multinomial logistic regression, which by itself follows the
wording; an issue's labeled examples move it from there, held by a ridge: few move it little.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize

CLUES = 6
"""Cues for, cues against, a term is there, the network's probabilities of both, a constant."""
START = np.array([[0, 4, 0], [0, 0, 4], [0, 0, 0], [0, 0, 0], [0, 0, 0], [3, 0, 0]], dtype=float)
"""Weights without examples, clues x (none, favor, against): what the cues say, else none."""
RIDGE = 1.0
"""Holds the clues' weights to `START`; in examples."""
RIDGE_ANSWERS = 300.0
"""Holds the weights of the network's answers to nothing."""


def clues(vote: str, mentioned: bool, chances: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """Everything that is known of one statement and issue, as one row.

    Parameters
    ----------
    vote : str
        What the cues decide: ``favor``, ``against`` or empty.
    mentioned : bool
        Whether a term of the issue is there.
    chances : array of shape (3,)
        The network's probabilities of none, favor and against.
    answer : array of shape (width,)
        What they are made from.
    """
    first = [vote == "favor", vote == "against", mentioned, chances[1], chances[2], 1.0]
    return np.concatenate([np.asarray(first, dtype=np.float64), answer])


def start(width: int) -> np.ndarray:
    """Weights without examples, for rows of that width."""
    return np.concatenate([START, np.zeros((width - CLUES, 3))])


def fit_examples(rows: np.ndarray, stances: Sequence[int] | np.ndarray) -> np.ndarray:
    """Weights that fit labeled examples.

    Parameters
    ----------
    rows : array of shape (examples, width)
        From `clues`.
    stances : sequence of int
        0 none, 1 favor, 2 against.

    Returns
    -------
    array of shape (width, 3)
        ``rows @ weights`` are logits.
    """
    wanted = np.eye(3)[np.asarray(stances, dtype=int)]
    first = start(rows.shape[1])
    ridge = np.append(np.full(CLUES, RIDGE), np.full(rows.shape[1] - CLUES, RIDGE_ANSWERS))[:, None]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(-1, 3)
        scores = rows @ weights
        scores = scores - scores.max(1, keepdims=True)
        log_chances = scores - np.log(np.exp(scores).sum(1, keepdims=True))
        away = weights - first
        value = -(wanted * log_chances).sum() + 0.5 * (ridge * away**2).sum()
        slope = rows.T @ (np.exp(log_chances) - wanted) + ridge * away
        return float(value), slope.ravel()

    found = minimize(loss, first.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x).reshape(-1, 3)


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities from logits, over the last axis."""
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True))
