"""Result tables in the shape that the comparison returns, for any number of speakers."""

from __future__ import annotations

import numpy as np
import pandas as pd

NAMES = [
    "Zelensky", "Peskov", "Witkoff", "Lavrov", "Institute for the Study of War", "Rubio",
    "von der Leyen and the European Commission", "O'Brien & $ons <x>",
    *(f"Speaker number {i}" for i in range(12)),
]  # fmt: skip
ISSUES = [
    "talks", "progress", "compromise", "territory", "ceasefire", "guarantees", "pressure",
    "us_role", "russia_good_faith", "ukraine_good_faith",
]  # fmt: skip
EVENTS = pd.DataFrame(
    [
        ("2025-03-11", None, "Jeddah", "day"),
        ("2025-08-15", None, "Alaska", "day"),
        ("2025-08-18", None, "White House", "day"),
        ("2025-12-14", "2025-12-15", "Berlin", "on or before"),
        ("2026-02-17", None, "Geneva with a long name", ""),
    ],
    columns=["date", "end_date", "name", "date_precision"],
)


def statements(speakers: int, *, each: int = 40) -> pd.DataFrame:
    random = np.random.default_rng(0)
    table = pd.DataFrame({"speaker": np.repeat(NAMES[:speakers], each)})
    size = len(table)
    table["polarity"] = np.clip(random.normal(0.1, 0.3, size), -1, 1).round(2)
    table.loc[table.index % 3 == 0, "polarity"] = 0.0
    days = pd.to_timedelta(random.integers(0, 470, size), unit="D")
    table["said_on"] = pd.Timestamp("2024-11-06") + days
    table["medium"] = random.choice(["briefing", "interview", "social media", ""], size)
    table["publisher"] = random.choice([f"The {i} Herald of the Republic" for i in range(15)], size)
    return table


def estimates(speakers: int) -> pd.DataFrame:
    rows = []
    for place, name in enumerate(NAMES[:speakers]):
        mean = 0.3 * np.sin(place + 1)
        low, high = mean - 0.05 - 0.01 * place, mean + 0.09
        rows.append((name, "polarity", mean, low, high, 100 + place, 50 + place, 7, ""))
    columns = ["speaker", "measure", "estimate", "ci_low", "ci_high", "n", "n_occasions"]
    return pd.DataFrame(rows, columns=[*columns, "n_unscored", "note"])


def monthly(speakers: int, *, months: int = 16) -> pd.DataFrame:
    rows = []
    for place, name in enumerate(NAMES[:speakers]):
        for month in range(months):
            if (month + place) % 7 == 3:
                continue
            when = str(pd.Period("2024-11", freq="M") + month)
            mean, half = 0.3 * np.sin(month + place), 0.1 + 0.02 * month
            single = (month + place) % 5 == 0
            ends = (np.nan, np.nan) if single else (mean - half, mean + half)
            rows.append((name, when, mean, *ends, 3 + month, 1 if single else 4))
    return pd.DataFrame(
        rows, columns=["speaker", "month", "estimate", "ci_low", "ci_high", "n", "n_occasions"]
    )


def positions(speakers: int) -> pd.DataFrame:
    random = np.random.default_rng(5)
    rows = []
    for name in NAMES[:speakers]:
        # Many speakers are many rows: fewer issues keep the tests quick.
        for place, issue in enumerate(ISSUES if speakers < 10 else ISSUES[:4]):
            favor, against = int(random.integers(0, 40)), int(random.integers(0, 15))
            if place and random.random() < 0.2:
                continue
            favor += not favor + against
            mean = np.log((favor + 0.5) / (against + 0.5))
            half = 2 * np.sqrt(1 / (favor + 0.5) + 1 / (against + 0.5))
            ends = (mean - half, mean + half) if favor + against > 3 else (np.nan, np.nan)
            many = 9 if favor + against > 3 else 1
            rows.append((name, issue, mean, *ends, favor, against, 1, favor + against, many, ""))
    columns = ["speaker", "issue", "estimate", "ci_low", "ci_high", "favor", "against"]
    return pd.DataFrame(rows, columns=[*columns, "conditional", "n", "n_occasions", "note"])


def corrected(table: pd.DataFrame) -> pd.DataFrame:
    """Estimates or positions as corrected by labels, the last of several without one."""
    bare = table["ci_low"].isna()
    table = table.assign(n_labeled=40, uncorrected=table["estimate"], n_occasions=30)
    table["note"] = table["note"].mask(bare, "one labeled occasion")
    if len(table) > 1:
        last, unknown = table.index[-1], ["estimate", "ci_low", "ci_high"]
        table.loc[last, unknown] = np.nan
        table.loc[last, "note"] = "no labels"
    return table


def contrasts(speakers: int) -> pd.DataFrame:
    means = estimates(speakers).set_index("speaker")
    rows = []
    for place, a in enumerate(NAMES[:speakers]):
        for b in NAMES[place + 1 : speakers]:
            gap = means["estimate"][a] - means["estimate"][b]
            p = min(1.0, 0.0004 * (place + 1) ** 3)
            counts = (means["n"][a], means["n"][b])
            rows.append((a, b, "polarity", gap, gap - 0.07, gap + 0.1, p, p, gap / 0.3, *counts))
    columns = ["speaker_a", "speaker_b", "measure", "difference", "ci_low", "ci_high", "p"]
    return pd.DataFrame(rows, columns=[*columns, "p_adjusted", "effect_size", "n_a", "n_b"])


def method_contrasts(speakers: int) -> pd.DataFrame:
    tables = []
    # Many speakers are very many pairs: fewer of them, and one method, keep the tests quick.
    speakers = min(speakers, 9)
    for place, method in enumerate(("textblob", "vader", "news")[: 3 if speakers < 7 else 1]):
        for on in ("quote", "text")[: 2 if speakers < 7 else 1]:
            table = contrasts(speakers).drop(columns=["measure"])
            shift = 0.1 * place * (1 if on == "quote" else -1)
            effect = table["effect_size"] + shift
            half = 0.3 + 0.05 * place
            table = table.assign(on=on, method=method, effect_size=effect)
            table = table.assign(effect_low=effect - half, effect_high=effect + half)
            clear = (table["effect_low"] > 0) | (table["effect_high"] < 0)
            tables.append(table.assign(apart=clear & (table["p_adjusted"] < 0.05)))
    return pd.concat(tables, ignore_index=True)


def specifications(speakers: int, *, many: int = 30, stances: bool = False) -> pd.DataFrame:
    """The first two of `speakers` names under `many` specifications, two units left out in each."""
    names = NAMES[speakers - 2 : speakers]
    methods = ["labels", "cues"] if stances else ["textblob", "vader", "news"]
    words = [""] if stances else ["quote", "text", "text + quote"]
    selections = ["all", "high confidence", "only what was said in a briefing or on television"]
    selections += [f"selection number {i}" for i in range(many)]
    keys = [(m, w, r) for r in selections for m in methods for w in words][:many]
    rows = []
    for place, key in enumerate(keys):
        gap, half = 0.5 * np.sin(place + 0.5) + 0.3, 0.2 + 0.01 * place
        for unit, shift in (("", 0.0), ("The Herald", 0.1), ("TASS", -0.15)):
            kind = "publisher" if unit else ""
            ends = (gap + shift - half, gap + shift + half)
            rows.append((*key, kind, unit, gap + shift, *ends, 200 - 3 * place - bool(unit)))
    columns = ["method", "words", "rows", "left_out", "without", "difference", "ci_low", "ci_high"]
    table = pd.DataFrame(rows, columns=[*columns, "n"])
    table = table.assign(speaker_a=names[0], speaker_b=names[1])
    table["measure"] = "ukraine_good_faith" if stances else "polarity"
    for effect, source in zip(
        ("effect_size", "effect_low", "effect_high"), columns[-3:], strict=True
    ):
        table[effect] = np.nan if stances else 2 * table[source]
    return table


def shares(speakers: int) -> pd.DataFrame:
    rows = []
    for row in positions(speakers).itertuples():
        for stance, amount in (("favor", row.favor), ("against", row.against)):
            given = amount // 4
            for conditional, part in ((False, amount - given), (True, given)):
                share = part / 122
                ends = (max(0.0, share - 0.02), share + 0.03)
                rows.append((row.speaker, row.issue, stance, conditional, part, share, *ends, 122))
    columns = ["speaker", "issue", "stance", "conditional", "count", "estimate", "ci_low"]
    return pd.DataFrame(rows, columns=[*columns, "ci_high", "n"])


def validation(by: str, speakers: int = 3) -> pd.DataFrame:
    rows = []
    for place, name in enumerate(ISSUES if by == "issue" else NAMES[:speakers]):
        precision, recall = 0.5 + 0.04 * place % 0.5, 0.9 - 0.05 * place % 0.5
        f1 = 2 * precision * recall / (precision + recall)
        rows.append((name, precision, recall, f1, f1 - 0.1, min(1.0, f1 + 0.08), 12 + place))
    columns = ["precision", "recall", "f1", "ci_low", "ci_high", "n"]
    return pd.DataFrame(rows, columns=[by, *columns])


def calibrations(bins: int) -> pd.DataFrame:
    rows = []
    for place in range(bins):
        sure = 0.4 + 0.59 * (place + 1) / bins
        right = min(1.0, sure - 0.15 * np.sin(place + 1))
        low, high = max(0.0, right - 0.12), min(1.0, right + 0.1)
        rows.append((place + 1, sure, right, low, high, 73 + place % 2, 60, ""))
    columns = ["bin", "probability", "estimate", "ci_low", "ci_high", "n", "n_occasions", "note"]
    return pd.DataFrame(rows, columns=columns)
