"""Honest codes from what was withheld: ``python -m training.stance.tune FOLDER TABLES``.

TABLES are those that ``training.stance.refine --withhold`` wrote. The temperature that makes the
probabilities of the first honest (least log loss) goes to ``FOLDER/config.json``; positions are
taken from a probability of one half on, which was not tuned. Writes ``data/stances_withheld.csv``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import labeled_stances, load_codebook, load_labels, load_statements
from analysis.tables import data_path

TEMPERATURES = [1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0]
STANCES = ("none", "favor", "against")


def chances(table: pd.DataFrame, temperature: float) -> np.ndarray:
    """Probabilities of none, favor and against of each row."""
    scores = table[list(STANCES)].to_numpy(dtype=float) / temperature
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return np.asarray(powers / powers.sum(1, keepdims=True))


def decided(table: pd.DataFrame, temperature: float) -> pd.DataFrame:
    """Rows with a position, in the form of the stances table."""
    found = chances(table, temperature)
    best = found[:, 1:].argmax(1)
    row = np.arange(len(table))
    flags = table[["favor_if", "against_if"]].to_numpy(dtype=float)[row, best]
    out = table[["withheld", "statement_id", "issue"]].assign(
        stance=np.array(STANCES[1:])[best],
        conditional=flags > 0,
        score=found[row, best + 1].round(4),
    )
    return out[1 - found[:, 0] >= 0.5]


def log_loss(table: pd.DataFrame, gold: dict[tuple[str, str], str], temperature: float) -> float:
    """Mean negative log-probability of the label."""
    found = chances(table, temperature)
    keys = zip(table["statement_id"], table["issue"], strict=True)
    true = [STANCES.index(gold.get(key, "none")) for key in keys]
    return float(-np.log(found[np.arange(len(found)), true]).mean())


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("tables", type=Path, nargs="+")
    args = parser.parse_args()
    labels = labeled_stances(load_labels(), load_statements())
    gold = {(row.statement_id, row.issue): row.stance for row in labels.itertuples()}
    whole = pd.concat([pd.read_csv(path) for path in args.tables])
    first = whole[whole["withheld"] == whole["withheld"].iloc[0]]
    temperature = min(TEMPERATURES, key=lambda t: log_loss(first, gold, t))
    config = {
        "base": "all-MiniLM-L6-v2",
        "fitted": {issue.name: issue.proposition for issue in load_codebook().issues},
        "settings": {"temperature": temperature, "threshold": 0.5, "condition": 0.5},
    }
    (args.folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    found = decided(whole, temperature)
    found = found.sort_values(["withheld", "statement_id", "issue"], ignore_index=True)
    found.to_csv(data_path("stances_withheld.csv"), index=False, lineterminator="\n")
    print(config["settings"], found["withheld"].value_counts().to_dict())


if __name__ == "__main__":
    main()
