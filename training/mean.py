"""Average checkpoints: ``python -m training.mean A B ... --out CHECKPOINT``.

Fits that go on from one network stay near enough to each other for the mean of their weights to be
a network, and often a better one than each (Wortsman et al. 2022, "Model soups").
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    states = [torch.load(path) for path in args.checkpoints]
    mean = {name: sum(state[name] for state in states) / len(states) for name in states[0]}
    torch.save(mean, args.out)


if __name__ == "__main__":
    main()
