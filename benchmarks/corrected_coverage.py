"""Do corrected intervals hold what they promise? ``python -m benchmarks.corrected_coverage``.

Seven minutes on one core; ``--simulations 300`` takes one.

Simulated corpora: occasions of uneven size (1 to 30 statements, 3.5 on average), whose statements
are alike (intraclass correlation 0.2), and a machine whose errors (20 in 100) all lean one way and
come more in some occasions than in others. Some statements are labeled: drawn one by one, by whole
occasions, or with three times the probability where the machine hears a negative tone.

Each line counts in how many of the simulations the 95 % interval holds the truth of the population
that the occasions are drawn from, and how wide it is on average (positions: the median, in logits):
for the machine alone (*uncorrected*), for the labels alone, and for both (*corrected*). *none*: in
how many of 100 the corrected estimate has no interval, since fewer than two occasions have labels
that tell something. The machine's polarity is graded, the label one of -1, 0 and 1. A statement in
ten is "rare"; one in five takes a position, seven of ten of these in favor.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from scipy.special import ndtr

from analysis import estimate, position

SIMULATIONS = 2000
ICC = 0.2
ERRORS = 0.2
NEGATIVE, POSITIVE = -0.4, 0.8  # where the latent tone becomes negative, positive
RARE, PREVALENCE, FAVOR = 0.1, 0.2, 0.7
TRUTH = {
    "mean": ndtr(-POSITIVE) - ndtr(NEGATIVE),
    "share": RARE,
    "position": np.log(FAVOR / (1 - FAVOR)),
}
KINDS = ("statements", "occasions", "more negative")
SETTINGS = {  # numbers of occasions
    ("mean", "statements"): (20, 50, 150),
    ("mean", "occasions"): (20, 50, 150),
    ("mean", "more negative"): (50, 150),
    ("share", "statements"): (50, 150),
    ("share", "occasions"): (50, 150),
    ("position", "statements"): (50, 150, 400),
    ("position", "occasions"): (150, 400),
}
BATCH = 100


def alike(rng: np.random.Generator, share: float, occasion: np.ndarray) -> np.ndarray:
    """Yes or no with this probability on average, alike within an occasion."""
    odds = (1 - ICC) / ICC
    chances = rng.beta(share * odds, (1 - share) * odds, size=occasion.max() + 1)
    return rng.random(len(occasion)) < chances[occasion]


def corpus(rng: np.random.Generator, occasions: int, kind: str, share: float) -> pd.DataFrame:
    """Statements with the truth, the machine's codes, and who was labeled."""
    sizes = np.minimum(1 + rng.negative_binomial(1, 1 / 3.5, size=occasions), 30)
    occasion = np.repeat(np.arange(occasions), sizes)
    n = len(occasion)
    latent = np.sqrt(ICC) * rng.normal(size=occasions)[occasion]
    latent += np.sqrt(1 - ICC) * rng.normal(size=n)
    tone = np.where(latent < NEGATIVE, -1.0, np.where(latent < POSITIVE, 0.0, 1.0))
    wrong = alike(rng, ERRORS, occasion)
    heard = np.where(wrong, -1.0, tone) * rng.uniform(0.5, 1, size=n)
    rare = alike(rng, RARE, occasion)
    takes, favor = alike(rng, PREVALENCE, occasion), alike(rng, FAVOR, occasion)
    stance = np.where(takes, np.where(favor, "favor", "against"), "none")
    # Of what is against, the machine hears a part as favor, and it misses a part of all.
    coded = np.where(wrong & (rng.random(n) < 0.5), "none", stance)
    coded = np.where(wrong & (coded == "against"), "favor", coded)
    coded = np.where((stance == "none") & alike(rng, 0.04, occasion), "favor", coded)
    chance = np.full(n, share)
    if kind == "more negative":
        chance = np.where(heard < -0.25, 3.0, 1.0) * share / 2
    drawn = rng.random(n) < chance
    if kind == "occasions":
        drawn = (rng.random(occasions) < share)[occasion]
    return pd.DataFrame(
        {
            "occasion": occasion, "tone": tone, "heard": heard, "rare": rare,
            "marked": rare & ~(wrong & (rng.random(n) < 0.5)) | alike(rng, 0.04, occasion),
            "stance": stance, "coded": coded, "drawn": drawn, "chance": chance,
        }
    )  # fmt: skip


def intervals(rows: pd.DataFrame, measure: str) -> dict[str, pd.DataFrame]:
    """Uncorrected, by labels alone, corrected: one row a simulation each."""
    drawn = rows[rows["drawn"]]
    if measure == "position":
        flat = {"issue": "talks", "conditional": False}
        coded = rows.assign(stance=rows["coded"], **flat)
        labels = drawn.assign(**flat)
        options = {"labels": labels, "labeled": drawn, "labeling_probability": "chance"}
        return {
            "uncorrected": position(coded),
            "labels alone": position(labels),
            "corrected": position(coded, rows, **options),
        }
    value, label = {"mean": ("heard", "tone"), "share": ("marked", "rare")}[measure]
    labels = drawn[["statement_id", "chance"]].assign(**{value: drawn[label]})
    options = {"labels": labels, "labeling_probability": "chance"}
    return {
        "uncorrected": estimate(rows, value, resamples=500),
        "labels alone": estimate(drawn, label, resamples=500),
        "corrected": estimate(rows, value, **options),
    }


def line(
    measure: str, kind: str, occasions: int, share: float, *, simulations: int
) -> dict[str, str]:
    """Coverage and width in one setting."""
    rng = np.random.default_rng([2026, occasions, round(100 * share), KINDS.index(kind)])
    found: dict[str, list[pd.DataFrame]] = {}
    labeled: list[float] = []
    for start in range(0, simulations, BATCH):
        parts = {
            f"{i:06}": corpus(rng, occasions, kind, share)
            for i in range(start, min(start + BATCH, simulations))
        }
        rows = pd.concat(parts, names=["speaker", None]).reset_index("speaker", names="speaker")
        rows = rows.reset_index(drop=True)
        rows["statement_id"] = [f"{start}-{i:06}" for i in range(len(rows))]
        counted = rows["drawn"] & (rows["stance"] != "none" if measure == "position" else True)
        labeled.append(float(counted.sum()) / len(parts))
        for name, table in intervals(rows, measure).items():
            found.setdefault(name, []).append(table)
    result = {
        "measure": measure, "labeled by": kind, "occasions": str(occasions),
        "share": f"{share:.0%}", "labels": f"{np.mean(labeled):.0f}",
    }  # fmt: skip
    for name, tables in found.items():
        table = pd.concat(tables)
        held = table.dropna(subset=["ci_low", "ci_high"])
        truth = TRUTH[measure]
        covered = 100 * ((held["ci_low"] <= truth) & (truth <= held["ci_high"])).mean()
        width = held["ci_high"] - held["ci_low"]
        typical = width.median() if measure == "position" else width.mean()
        biased = kind == "more negative" and name == "labels alone"
        result[name] = "-" if biased else f"{covered:.1f} / {typical:.2f}"
    without = 100 * (1 - len(held) / simulations)
    return {**result, "none": f"{without:.1f}"}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulations", type=int, default=SIMULATIONS)
    args = parser.parse_args()
    lines = [
        line(measure, kind, occasions, share, simulations=args.simulations)
        for (measure, kind), numbers in SETTINGS.items()
        for occasions in numbers
        for share in (0.1, 0.3)
    ]
    print("coverage in 100 / width, nominal 95")
    print(pd.DataFrame(lines).to_string(index=False))


if __name__ == "__main__":
    main()
