"""What README and notebooks say, to be held against the numbers."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[1]


def words(name: str) -> str:
    """All text of the README or of a notebook's file, in one line."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return " ".join(text.replace("\\n", " ").replace('",', "").replace('"', "").split())


def assert_says(name: str, *sentences: str) -> None:
    """Hold a file to sentences with numbers; a failure shows how they must read now."""
    found = words(name)
    missing = [sentence for sentence in sentences if sentence not in found]
    assert not missing, f"{name} must say: {missing}"


def with_interval(row: pd.Series) -> str:
    return f"{row['f1']:.2f} [{row['ci_low']:.2f}, {row['ci_high']:.2f}]"
