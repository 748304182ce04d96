"""Write a checkpoint as the shipped model: ``python -m training.stance.export CHECKPOINT FOLDER``.

The folder gets model.onnx (the encoder), propositions.onnx and ask.onnx.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch

from analysis.stance.reading import WINDOW
from training.stance.graph import ask_graph, encoder_graph, propositions_graph


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    state = torch.load(args.checkpoint)
    weights = {name: value.float().numpy() for name, value in state.items()}
    args.folder.mkdir(parents=True, exist_ok=True)
    onnx.save(encoder_graph(weights, positions=WINDOW), args.folder / "model.onnx")
    onnx.save(propositions_graph(weights), args.folder / "propositions.onnx")
    onnx.save(ask_graph(weights), args.folder / "ask.onnx")
    for path in sorted(args.folder.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
