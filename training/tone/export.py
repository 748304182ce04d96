"""Write a checkpoint as the shipped model: ``python -m training.tone.export CHECKPOINT FOLDER``.

The folder gets model.onnx; ``training.tone.tune`` writes its config.json.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import onnx
import torch

from analysis.tone.reading import WINDOW
from training.tone.graph import tone_graph


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    state = torch.load(args.checkpoint)
    weights = {name: value.float().numpy() for name, value in state.items()}
    args.folder.mkdir(parents=True, exist_ok=True)
    path = args.folder / "model.onnx"
    onnx.save(tone_graph(weights, positions=WINDOW), path)
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
