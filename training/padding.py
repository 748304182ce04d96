"""Rows of different length as one tensor."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch


def pad(rows: Sequence[np.ndarray]) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of different length as one tensor, and which places are real."""
    length = max(map(len, rows))
    out = np.zeros((len(rows), length), dtype=np.int64)
    mask = np.zeros(out.shape, dtype=bool)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
        mask[i, : len(row)] = True
    return torch.from_numpy(out), torch.from_numpy(mask)
