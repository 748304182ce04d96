"""The network: MiniLM-L6 with surface features, a cue head and a pair head (torch)."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from analysis.attribution.features import N_FEATURES
from training.transformer import WIDE, WIDTH, Norm, Shape, Transformer

PAIR_WIDTH = 160
NEAR, FAR = 32, 56
"""Distances from the cue up to NEAR have their own bucket each, then four share one, up to FAR."""


def distance_buckets(length: int, first: int, last: int) -> torch.Tensor:
    """Bucket of each position's distance from the cue ``[first, last)``: 0 to ``2 * FAR``."""
    place = torch.arange(length)
    distance = torch.where(
        place < first, place - first, torch.where(place >= last, place - last + 1, 0)
    )
    size = distance.abs()
    size = torch.where(size <= NEAR, size, (NEAR + (size - NEAR) // 4).clamp(max=FAR))
    return distance.sign() * size + FAR


class Network(Transformer):
    """One pass over a window; then, for each cue, a tag of every piece."""

    def __init__(self, *, dropout: float = 0.1, shape: Shape = WIDE) -> None:
        super().__init__(N_FEATURES, dropout=dropout, shape=shape)
        self.cue = nn.Linear(WIDTH, 3)
        self.roles = nn.Linear(WIDTH, 2)  # auxiliary: is a source, is content, of any cue
        self.token = nn.Linear(WIDTH, PAIR_WIDTH)
        self.match = nn.Linear(WIDTH, PAIR_WIDTH)
        self.anchor = nn.Linear(WIDTH, 2 * PAIR_WIDTH)
        self.distance = nn.Embedding(2 * FAR + 1, PAIR_WIDTH)
        self.mix = nn.ModuleList(
            nn.Conv1d(PAIR_WIDTH, PAIR_WIDTH, 3, padding=d, dilation=d) for d in (1, 2, 4)
        )
        self.pair_norm = Norm(PAIR_WIDTH)
        self.tag = nn.Linear(PAIR_WIDTH, 3)
        self.accept = nn.Linear(PAIR_WIDTH, 1)
        nn.init.normal_(self.distance.weight, std=0.02)

    def pair(
        self,
        token: torch.Tensor,
        match: torch.Tensor,
        anchor: torch.Tensor,
        buckets: torch.Tensor,
        mask: torch.Tensor | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Tag scores (cues x length x 3: none, source, content) and acceptance score (cues)."""
        add, times = anchor.unsqueeze(1).chunk(2, -1)
        z = F.gelu(token + add + match * times + self.distance(buckets)).transpose(1, 2)
        for conv in self.mix:
            z = z + F.gelu(conv(z))
        z = self.pair_norm(z.transpose(1, 2))
        best = z if mask is None else z.masked_fill(~mask[..., None], -1e4)
        return self.tag(z), self.accept(best.amax(1)).squeeze(-1)
