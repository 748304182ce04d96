"""The stance network: MiniLM-L6, and a head that asks a statement about a proposition (torch).

A proposition is read by the same layers as the statement, once as what its supporters say and once
as what its opponents say. Each reading is a query: it looks over the statement's pieces, and what
it gathers there decides how well the statement answers it. Nothing in the network belongs to a
single issue, so one that was added to the codebook yesterday can be asked about.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn
from torch.nn import functional as F

from analysis.stance.reading import N_MARKS
from training.transformer import WIDE, WIDTH, Shape, Transformer

LOOKS = 6
"""Places that a query can look at independently of each other."""
LOOK_WIDTH = WIDTH // LOOKS
ANSWER_WIDTH = 192
N_FEATURES = 4


class Answers(NamedTuple):
    """What each query finds.

    Attributes
    ----------
    stances : tensor of shape (batch, issues, 3)
        Logits of none, favor and against.
    conditional : tensor of shape (batch, issues, 2)
        Logits of a condition, if favor and if against.
    answers : tensor of shape (batch, issues, ANSWER_WIDTH)
        What these are made from.
    pooled : tensor of shape (batch, WIDTH)
        Mean of the statement's pieces.
    """

    stances: torch.Tensor
    conditional: torch.Tensor
    answers: torch.Tensor
    pooled: torch.Tensor


class StanceNetwork(Transformer):
    """Encoder, query head, and a head for the tone, which only helps the fit."""

    def __init__(self, *, dropout: float = 0.1, shape: Shape = WIDE) -> None:
        super().__init__(N_FEATURES, dropout=dropout, shape=shape)
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.mark_key = nn.Parameter(torch.zeros(N_MARKS, LOOKS))
        self.mark_value = nn.Parameter(torch.zeros(N_MARKS, WIDTH))
        self.match = nn.Linear(WIDTH, WIDTH)
        self.answer = nn.Linear(7 * WIDTH, ANSWER_WIDTH)
        self.asked = nn.Linear(2 * WIDTH, ANSWER_WIDTH)
        self.answer_norm = nn.LayerNorm(ANSWER_WIDTH)
        self.score = nn.Linear(ANSWER_WIDTH, 5)
        self.tone = nn.Linear(WIDTH, 3)

    def pool(self, ids: torch.Tensor, features: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Mean hidden state of each row: the queries, from propositions."""
        return mean(self.encode(ids, features, mask), mask)

    def ask(
        self, hidden: torch.Tensor, mask: torch.Tensor, queries: torch.Tensor, marks: torch.Tensor
    ) -> Answers:
        """Ask every statement about every proposition.

        Parameters
        ----------
        hidden : (batch, pieces, WIDTH)
        mask : (batch, pieces)
            True at real pieces.
        queries : (queries, WIDTH) or (batch, queries, WIDTH)
            In pairs: the supporters' and the opponents' reading of one proposition.
        marks : (batch, queries, pieces, N_MARKS)
        """
        batch, length, _ = hidden.shape
        queries = queries.expand(batch, -1, -1)
        keys = self.key(hidden).view(batch, length, LOOKS, LOOK_WIDTH)
        values = self.value(hidden).view(batch, length, LOOKS, LOOK_WIDTH)
        wanted = self.query(queries).unflatten(2, (LOOKS, LOOK_WIDTH))
        looks = torch.einsum("bqnd,blnd->bqnl", wanted, keys).float() / LOOK_WIDTH**0.5
        looks = looks + torch.einsum("bqlf,fn->bqnl", marks, self.mark_key)
        looks = looks.masked_fill(~mask[:, None, None, :], -1e4).softmax(-1)
        seen = torch.einsum("bqnl,blnd->bqnd", looks.to(values.dtype), values)
        marked = torch.einsum("bqnl,bqlf->bqnf", looks, marks)
        extra = torch.einsum("bqnf,fnd->bqnd", marked, self.mark_value.view(N_MARKS, LOOKS, -1))
        seen = (seen + extra.to(seen.dtype)).flatten(2)
        seen = torch.cat([seen, seen * self.match(queries)], -1)
        seen = seen.unflatten(1, (-1, 2)).flatten(2)
        asked = queries.unflatten(1, (-1, 2)).flatten(2)
        pooled = mean(hidden, mask)
        whole = pooled[:, None].expand(-1, asked.shape[1], -1)
        parts = [seen, whole, whole.repeat(1, 1, 2) * asked]
        answers = self.answer(torch.cat(parts, -1)) + self.asked(asked)
        answers = self.answer_norm(F.gelu(answers.float()))
        scores = self.score(F.dropout(answers, 0.1, self.training))
        scores = scores.float()
        return Answers(scores[..., :3], scores[..., 3:], answers, pooled)


def mean(hidden: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Mean over the real pieces."""
    kept = mask[..., None].to(hidden.dtype)
    return (hidden * kept).sum(1) / kept.sum(1)
