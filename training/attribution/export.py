"""Write a checkpoint as the shipped model: ``python -m training.attribution.export CHECKPOINT
FOLDER``.

The folder gets model.onnx (the encoder) and pairs.onnx (the pair head).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch

from training.attribution.graph import encoder_graph, pair_graph
from training.transformer import HEAD

POSITIONS = 192
"""Longest window with its two end marks."""


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    state = torch.load(args.checkpoint)
    weights = {name: value.float().numpy() for name, value in state.items()}
    args.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_graph(weights, positions=POSITIONS, head=HEAD), args.folder / "model.onnx")
    onnx.save(pair_graph(weights), args.folder / "pairs.onnx")
    for path in sorted(args.folder.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
