"""Write the words all shipped models share: ``python -m training.words analysis/models/words``.

The base model's word vectors stay frozen in every fit, so one table serves them all: a byte for
each number, with a scale for each word piece.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from training.base import base_folder, base_tokenizer


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    raw = load_file(base_folder() / "model.safetensors")
    names = ("embeddings.word_embeddings.weight", "bert.embeddings.word_embeddings.weight")
    table = next(raw[name] for name in names if name in raw).astype(np.float32)
    scales = np.maximum(np.abs(table).max(1) / 127, 1e-12).astype(np.float32)
    np.save(args.folder / "vectors.npy", np.rint(table / scales[:, None]).astype(np.int8))
    np.save(args.folder / "scales.npy", scales)
    base_tokenizer().save(str(args.folder / "tokenizer.json"), pretty=False)


if __name__ == "__main__":
    main()
