"""Calibrate: ``python -m training.tone.tune FOLDER DEV`` writes ``FOLDER/config.json``.

DEV is a file of news sentences that the network was not fitted on. The temperature is that which
makes their labels most likely (Guo et al. 2017); a search over one number.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from analysis.encoder import Encoder
from analysis.tone import network
from training.base import base_tokenizer
from training.tone.data import news_examples

GRID = np.round(np.arange(0.5, 3.01, 0.05), 2)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("dev", type=Path)
    args = parser.parse_args()
    path = args.folder / "config.json"
    config = {"base": "all-MiniLM-L6-v2", "temperature": 1.0}
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    encoder = Encoder(args.folder)
    examples = news_examples(args.dev, base_tokenizer())
    logits = np.stack([network.logits(e.reading, encoder) for e in examples])
    labels = np.array([e.label for e in examples])
    losses = [loss(logits / temperature, labels) for temperature in GRID]
    config["temperature"] = float(GRID[int(np.argmin(losses))])
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    before, after = loss(logits, labels), min(losses)
    print(f"temperature {config['temperature']}: loss {before:.4f} before, {after:.4f} after")


def loss(logits: np.ndarray, labels: np.ndarray) -> float:
    """Mean negative log-likelihood."""
    most = logits.max(1, keepdims=True)
    norm = most[:, 0] + np.log(np.exp(logits - most).sum(1))
    return float((norm - logits[np.arange(len(labels)), labels]).mean())


if __name__ == "__main__":
    main()
