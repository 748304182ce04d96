"""Choose the thresholds: ``python -m training.attribution.tune FOLDER DATA``.

DATA is the file that the network was fitted on; only the articles that ``data.split`` keeps out of
the fit are read. The weights of the confidence are fitted by logistic regression (is the cue a gold
cue), the thresholds by coordinate search for the best F1 of full attribution. Writes
``FOLDER/config.json``.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from analysis.attribution import engine
from analysis.attribution.decoding import Found, Settings, features, find_cues, resolve
from analysis.attribution.features import Pieces, read_pieces, windows
from analysis.encoder import Encoder
from benchmarks.attribution_score import count, rates, total
from training.attribution.data import read_records, split

WINDOW = 126
"""Pieces of a window at run time: no worse than the larger ones of the fit, and faster."""
NEAR, FAR = 32, 56
FIRST_GUESS = Settings(0.5, 0.5, 0.4, 0.5, (0.0, 0.5, 0.5, 0.0), 2)
GRID = {
    "accept": [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7],
    "source": [0.2, 0.3, 0.4, 0.5, 0.6],
    "content": [0.35, 0.4, 0.45, 0.5, 0.55, 0.6],
    "gap": [1, 2, 3, 5],
}


class Raw:
    """What the network says about one article, before any threshold but the candidates'."""

    def __init__(self, record: dict[str, Any], encoder: Encoder, least: float) -> None:
        self.record = record
        self.pieces: Pieces = read_pieces(record["text"], encoder.tokenizer)
        self.windows = []
        for first, last in windows(self.pieces, WINDOW):
            words = self.pieces.words[first:last]
            cue, hidden = engine.run_window(encoder, self.pieces, first, last)
            cues = find_cues(cue, words, least)
            if not cues:
                continue
            tags, accepted = engine.judge(encoder, cues, hidden)
            self.windows.append((first, cues, tags, accepted, words))

    def attributions(self, settings: Settings) -> list[dict[str, Any]]:
        """Character spans under these settings."""
        return [
            {role: self._spans(first, parts) for role, parts in _roles(item)}
            for first, cues, tags, accepted, words in self.windows
            for item in resolve(cues, tags, accepted, words, settings)
        ]

    def _spans(self, first: int, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        starts, ends = self.pieces.starts, self.pieces.ends
        return [(int(starts[first + a]), int(ends[first + b - 1])) for a, b in parts]

    def judged(self) -> list[tuple[np.ndarray, bool]]:
        """Features of each candidate, and whether it touches a gold cue."""
        gold = [s for a in self.record["attributions"] for s in a["cue"]]
        found = []
        for first, cues, tags, accepted, _ in self.windows:
            for cue, tag, own in zip(cues, tags, accepted, strict=True):
                ((a, b),) = self._spans(first, [(cue.first, cue.last)])
                found.append((features(cue, tag, own), any(a < y and b > x for x, y in gold)))
        return found


def _roles(item: Found) -> list[tuple[str, list[tuple[int, int]]]]:
    return [("source", item.source), ("cue", [item.cue]), ("content", item.content)]


def fit_confidence(raws: list[Raw], *, ridge: float = 1.0) -> tuple[float, ...]:
    """Logistic regression by Newton's method, drawn towards nothing by a small ridge."""
    found = [x for raw in raws for x in raw.judged()]
    x, y = np.array([f for f, _ in found]), np.array([g for _, g in found], dtype=float)
    weights = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (y - p) - ridge * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + ridge * np.eye(x.shape[1])
        weights = weights + np.linalg.solve(curve, slope)
    return tuple(round(float(w), 4) for w in weights)


def f1(raws: list[Raw], settings: Settings) -> float:
    """Full attribution plus a little of content partial, which breaks ties."""
    counts = [
        count(r.record["text"], r.record["attributions"], r.attributions(settings)) for r in raws
    ]
    c = total(counts)
    return rates(c, "full attribution")[2] + 0.3 * rates(c, "content partial")[2]


def search(raws: list[Raw], settings: Settings) -> Settings:
    """One value at a time, twice around; a value counts together with its neighbors on the grid."""
    for _ in range(2):
        for name, values in GRID.items():
            scores = [f1(raws, settings._replace(**{name: value})) for value in values]
            padded = np.array([scores[0], *scores, scores[-1]])
            smooth = 0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]
            settings = settings._replace(**{name: values[int(smooth.argmax())]})
    return settings


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("data", type=Path)
    args = parser.parse_args()
    config = {
        "base": "all-MiniLM-L6-v2", "window": WINDOW, "first_id": 101, "last_id": 102,
        "near": NEAR, "far": FAR, "settings": FIRST_GUESS._asdict(),
    }  # fmt: skip
    path = args.folder / "config.json"
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    encoder = Encoder(args.folder)
    _, held = split(read_records(args.data))
    raws = [Raw(record, encoder, FIRST_GUESS.candidate) for record in held]
    settings = FIRST_GUESS._replace(weights=fit_confidence(raws))  # type: ignore[arg-type]
    settings = search(raws, settings)
    config["settings"] = settings._asdict()
    path.write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    print(settings, f"{f1(raws, settings):.2f}")


if __name__ == "__main__":
    main()
