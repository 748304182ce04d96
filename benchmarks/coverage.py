"""Do the intervals hold? `python -m benchmarks.coverage`, from the project's folder; 3 minutes.

Corpora are simulated from speakers whose true mean, share, position or difference is known, and
given to the library's own functions. Counted is how often a 95 % interval holds the truth, and how
often `contrast` finds a difference (p < 0.05) where there is none: it should be 93 to 97 and 4 to 6
in 100. With 2,000 simulations a figure is itself uncertain by one point either way.

Occasions have the sizes of the bundled corpus's (1 to 12 statements, most of them 1 or 2) or, where
it says "uneven", 1 to 30. Statements of one occasion are alike: intraclass correlation 0.2 of the
normal variable that a score is made of. The simulations of a row are the groups of one table, so
that one call of the public function serves them all; with 999 resamples in place of 2,000, and 399
permutations in place of 9,999, at which p < 0.05 is as likely. `shares` has the interval that
`estimate` has for yes or no. Of 55 statements 5 % are two or three: with counts as small as that,
coverage cannot be had to the point.

Beside it what is usually done, each statement an observation of its own: for a mean the percentile
bootstrap of rows (the error bars of seaborn, here by `scipy.stats.bootstrap`, 300 simulations), for
a difference Welch's t-test (`scipy.stats.ttest_ind_from_stats`), for a position Jeffreys' interval.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import ndtr

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.contrasts import contrast
from analysis.estimates import estimate
from analysis.positions import position
from analysis.proportions import jeffreys_interval

ALIKE = 0.2  # intraclass correlation
SHIFT = 0.4  # of the speaker who differs, in standard deviations of the normal variable
RESAMPLES, PERMUTATIONS, ROW_WISE = 999, 399, 300
SIZES = np.repeat([1, 2, 3, 4, 5, 6, 7, 8, 9, 12], [69, 40, 23, 10, 8, 4, 2, 1, 1, 1])
GRID = (np.arange(100_000) + 0.5) / 100_000

Scores = Callable[[np.ndarray], np.ndarray]  # from places in the distribution, 0 to 1


class Row(NamedTuple):
    what: str
    measure: str
    occasions: str
    statements: int
    covered: float
    below: float
    above: float
    row_wise: float


def polarity(zeros: float, negative: float) -> Scores:
    """Scores like TextBlob's: many are 0, the others lie skewed between -1 and 1."""

    def scores(place: np.ndarray) -> np.ndarray:
        below, above = negative - place, place - zeros - negative
        low = -stats.beta.ppf(np.clip(below / max(negative, 1e-9), 0, 1), 1.2, 3)
        high = stats.beta.ppf(np.clip(above / (1 - zeros - negative), 0, 1), 1.3, 3)
        return np.where(below > 0, low, np.where(above > 0, high, 0.0))

    return scores


def steps(*, negative: float, positive: float) -> Scores:
    """-1, 0 or 1: labeled tone, or with none of -1 what is or is not so."""
    return lambda place: (place > 1 - positive) - (place < negative) * 1.0


MEASURES: dict[str, Scores] = {
    "polarity": polarity(0.35, 0.2),
    "polarity, uneven": polarity(0.35, 0.2),
    "polarity, 60 % zeros": polarity(0.6, 0.08),
    "polarity, 90 % zeros": polarity(0.9, 0.0),
    "tone -1, 0, 1": steps(negative=0.25, positive=0.3),
    "yes or no, 30 %": steps(negative=0, positive=0.3),
    "yes or no, 5 %": steps(negative=0, positive=0.05),
}


def simulated(
    measure: str, occasions: int, simulations: int, *, shift: float = 0.0, seed: object = 0
) -> tuple[pd.DataFrame, float]:
    """One table of all simulations, a group each, and the true mean."""
    rng = np.random.default_rng([*f"{measure} {occasions} {shift} {seed}".encode()])
    shape = simulations * occasions
    if measure.endswith("uneven"):
        sizes = np.minimum(1 + rng.negative_binomial(0.5, 0.12, size=shape), 30)
    else:
        sizes = rng.choice(SIZES, size=shape)
    occasion = np.repeat(np.arange(shape), sizes)
    shared, own = rng.normal(size=shape)[occasion], rng.normal(size=len(occasion))
    place = ndtr(ALIKE**0.5 * shared + (1 - ALIKE) ** 0.5 * own + shift)
    scores = MEASURES[measure](GRID)
    truth = MEASURES[measure](ndtr(stats.norm.ppf(GRID) + shift)).mean()
    found = scores[(place * len(GRID)).astype(int).clip(0, len(GRID) - 1)]
    table = pd.DataFrame({"simulation": occasion // occasions, "occasion": occasion})
    table["value"] = found == 1 if measure.startswith("yes") else found
    return table, float(truth)


def counted(
    what: str, measure: str, occasions: object, n: int, ends: np.ndarray, truth: float, peer: float
) -> Row:
    """Coverage of intervals, shape (simulations, 2), in per cent."""
    low, high = ends.T
    too_low, too_high = 100 * (high < truth).mean(), 100 * (low > truth).mean()
    covered = 100 * ((low <= truth) & (truth <= high)).mean()
    return Row(what, measure, str(occasions), n, covered, too_low, too_high, peer)


def of_means(simulations: int) -> Iterator[Row]:
    for measure in MEASURES:
        for occasions in (8, 24, 66, 150):
            data, truth = simulated(measure, occasions, simulations)
            found = estimate(data, "value", by="simulation", resamples=RESAMPLES)
            held = []
            for _, part in data[data["simulation"] < ROW_WISE].groupby("simulation"):
                values = part["value"].to_numpy(dtype=float)
                interval = stats.bootstrap(
                    (values,), np.mean, n_resamples=499, method="percentile", rng=1
                ).confidence_interval
                held.append(interval.low <= truth <= interval.high)
            ends = found[["ci_low", "ci_high"]].to_numpy()
            n = round(len(data) / simulations)
            yield counted("estimate", measure, occasions, n, ends, truth, 100 * np.mean(held))


def of_positions(simulations: int) -> Iterator[Row]:
    for occasions in (8, 24, 66, 150):
        data, share = simulated("yes or no, 30 %", occasions, simulations)
        data["stance"] = np.where(data["value"], "favor", "against")
        table = data.assign(statement_id=np.arange(len(data)), issue="talks", conditional=False)
        found = position(table, by="simulation")
        truth = np.log(share / (1 - share))
        counts = zip(found["favor"], found["n"], strict=True)
        alone = np.array([jeffreys_interval(f / n, n, level=0.95) for f, n in counts])
        peer = 100 * ((alone[:, 0] <= share) & (share <= alone[:, 1])).mean()
        ends = found[["ci_low", "ci_high"]].to_numpy()
        n = round(len(data) / simulations)
        yield counted("position", "30 % in favor", occasions, n, ends, truth, peer)


def of_differences(simulations: int) -> Iterator[Row]:
    for measure in MEASURES:
        for pair in ((24, 24), (24, 66), (66, 150)):
            one, mean = simulated(measure, pair[0], simulations, seed="a")
            for shift in (SHIFT, 0.0):
                two, other = simulated(measure, pair[1], simulations, shift=shift, seed="b")
                yield difference(measure, pair, one, two, mean - other)


def difference(
    measure: str, pair: tuple[int, int], one: pd.DataFrame, two: pd.DataFrame, truth: float
) -> Row:
    """Coverage where there is a difference; where there is none, how often one is found."""
    simulations = int(one["simulation"].max()) + 1
    data = pd.concat([one, two.assign(simulation=two["simulation"] + simulations)])
    pairs = [(i, i + simulations) for i in range(simulations)]
    only_p = {"resamples": 1, "permutations": PERMUTATIONS}
    options = {"resamples": RESAMPLES, "permutations": 1} if truth else only_p
    found = contrast(data, "value", by="simulation", pairs=pairs, **options)
    moments = data["value"].astype(float).groupby(data["simulation"]).agg(["mean", "std", "size"])
    sides = moments.to_numpy().T.reshape(3, 2, simulations)
    means, spreads, sizes = sides[0], sides[1], sides[2]
    with np.errstate(invalid="ignore"):  # of two groups that are all zeros
        usual = stats.ttest_ind_from_stats(
            means[0], spreads[0], sizes[0], means[1], spreads[1], sizes[1], equal_var=False
        )
    what = f"{pair[0]} and {pair[1]}"
    n = round(len(data) / simulations)
    if not truth:
        false = 100 * (found["p"].to_numpy() < 0.05 + 1e-9).mean()
        peer = 100 * (usual.pvalue < 0.05).mean()
        return Row("no difference", measure, what, n, false, np.nan, np.nan, peer)
    variances = spreads**2 / sizes
    df = variances.sum(axis=0) ** 2 / (variances**2 / (sizes - 1)).sum(axis=0)
    reach = stats.t.ppf(0.975, df) * variances.sum(axis=0) ** 0.5
    peer = 100 * (np.abs(means[0] - means[1] - truth) <= reach).mean()
    ends = found[["ci_low", "ci_high"]].to_numpy()
    return counted("contrast", measure, what, n, ends, truth, float(peer))


def judged(table: pd.DataFrame) -> pd.DataFrame:
    """Whether each row is where it should be, which nothing promises with eight occasions."""
    least = np.where(table["what"] == "no difference", 4, 93)
    greatest = np.where(table["what"] == "no difference", 6, 97)
    inside = [table[name].between(least, greatest) for name in ("per_cent", "row_wise")]
    few = table["occasions"] == "8"
    return table.assign(
        holds=np.where(inside[0], "yes", np.where(few, "few", "NO")),
        peer_holds=np.where(inside[1], "yes", "NO"),
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--simulations", type=int, default=2000)
    asked = parser.parse_args()
    start = time.perf_counter()
    parts = (of_means, of_positions, of_differences)
    rows = [row for part in parts for row in part(asked.simulations)]
    table = judged(pd.DataFrame(rows).rename(columns={"covered": "per_cent"}))
    print(
        f"{asked.simulations:,} simulations a row; per_cent: of intervals that hold the truth, or"
    )
    print("tests that find a difference where there is none; below, above: intervals that miss the")
    print(
        "truth, and lie below or above it; row_wise: statements as independent, see the docstring"
    )
    print(table.round(1).to_string(index=False, na_rep=""))
    enough = table[table["occasions"] != "8"]
    for name, who in (("holds", "ours"), ("peer_holds", "statements as independent")):
        held = (enough[name] == "yes").sum()
        print(f"{who}: {held} of {len(enough)} rows with 24 occasions or more where they should be")
    print(f"{time.perf_counter() - start:.0f} seconds")
