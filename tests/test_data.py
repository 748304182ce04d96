"""The bundled data: what must hold of every row, and that the data card says what the files say."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from analysis.codebook import load_codebook
from analysis.statements import (
    data_path,
    load_events,
    load_labels,
    load_statements,
    load_tone_labels,
)

SPEAKERS = ["Zelensky", "Peskov", "Witkoff"]


@pytest.fixture(scope="module")
def statements():
    return load_statements()


@pytest.fixture(scope="module")
def labels(statements):
    return load_labels(statements=statements)


@pytest.fixture(scope="module")
def tones(statements):
    return load_tone_labels(statements=statements)


@pytest.fixture(scope="module")
def events():
    return load_events()


@pytest.fixture(scope="module")
def card():
    return data_path("README.md").read_text(encoding="utf-8")


def card_table(card: str, first: str) -> pd.DataFrame:
    """Return the card's table whose first header cell is `first`."""
    block = re.search(rf"^\| {first} \|.*\n\| ---.*\n((?:\|.*\n)+)", card, re.MULTILINE)
    assert block, f"the card has no table of {first}"
    lines = [block[0].splitlines()[0], *block[1].splitlines()]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    table = pd.DataFrame(rows[1:], columns=rows[0]).set_index(first)
    return table


def counted(statements: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    counts = pd.crosstab(by, statements["speaker"]).reindex(columns=SPEAKERS)
    return counts.assign(All=counts.sum(axis=1))


def assert_says(table: pd.DataFrame, counts: pd.DataFrame) -> None:
    said = table.astype(int)
    assert said.index.is_unique and set(said.index) <= set(counts.index)
    assert said.values.tolist() == counts.loc[said.index, said.columns].values.tolist()


def test_counts(statements):
    assert len(statements) == 365
    assert statements["speaker"].value_counts().to_dict() == {
        "Zelensky": 123, "Peskov": 122, "Witkoff": 120,
    }  # fmt: skip
    occasions = statements.groupby("speaker")["occasion"].nunique().to_dict()
    assert occasions == {"Zelensky": 66, "Peskov": 69, "Witkoff": 24}
    assert statements["said_on"].min() == pd.Timestamp("2024-11-06")
    assert statements["said_on"].max() == pd.Timestamp("2026-02-24")


def test_order_ids_and_occasions(statements):
    assert statements["statement_id"].is_unique
    in_order = statements.sort_values(["said_on", "statement_id"], ignore_index=True)
    assert statements["statement_id"].equals(in_order["statement_id"])
    who = statements["speaker"].str.lower()
    assert (statements["statement_id"].str.replace(r"-\d{3}$", "", regex=True) == who).all()
    day = statements["said_on"].dt.strftime("%Y-%m-%d").astype("str")
    assert (statements["occasion"] == who + "-" + day).all()


def test_texts(statements):
    assert statements["quote"].str.split().map(len).max() <= 15
    assert statements["text"].str.len().between(20, 400).all()
    for column in ("text", "quote", "venue", "publisher", "note"):
        assert not statements[column].str.contains(r"</?[A-Za-z!]|&\w+;|[\r\n\ufffd]").any()
        assert (statements[column] == statements[column].str.strip()).all()
    assert statements["url"].str.fullmatch(r"(?:https?://\S+)?").all()
    assert (statements[["venue", "medium", "publisher", "confidence"]] != "").all(axis=None)


def test_files_are_utf8_with_line_feeds():
    for name in ("statements.csv", "labels.csv", "tone_labels.csv", "events.csv", "README.md"):
        raw = data_path(name).read_bytes()
        assert raw.decode("utf-8") and b"\r" not in raw and raw.endswith(b"\n")
        assert not raw.startswith(b"\xef\xbb\xbf")


def test_labels_are_of_known_issues_in_the_codebooks_order(statements, labels):
    issues = load_codebook().names
    assert len(issues) == 10 and set(labels["issue"]) == set(issues)
    rank = labels["statement_id"].map(
        dict(zip(statements["statement_id"], statements.index, strict=True))
    ) * len(issues) + labels["issue"].map(issues.index)
    assert rank.is_monotonic_increasing and rank.is_unique


def test_labels_and_coders_hold_together(labels, tones):
    stances = labels[["stance", "coder_a", "coder_b"]]
    assert stances.isin(["favor", "against"]).any(axis=1).all()
    for stance, conditional in (
        ("stance", "conditional"),
        ("coder_a", "coder_a_conditional"),
        ("coder_b", "coder_b_conditional"),
    ):
        assert not labels.loc[~labels[stance].isin(["favor", "against"]), conditional].any()
    assert ((labels["coder_a"] == "") == (labels["coder_b"] == "")).all()
    once = set(tones.loc[tones["coder_a"] == "", "statement_id"])
    assert once == set(tones.loc[tones["coder_b"] == "", "statement_id"]) and len(once) == 5
    assert set(labels.loc[labels["coder_a"] == "", "statement_id"]) <= once


def test_what_both_coders_found_is_the_label(labels, tones):
    for table, label in ((labels, "stance"), (tones, "tone")):
        agreed = table[(table["coder_a"] == table["coder_b"]) & (table["coder_a"] != "")]
        assert len(agreed) > 300 and (agreed[label] == agreed["coder_a"]).all()


def test_every_statement_has_a_tone(statements, tones):
    assert tones["statement_id"].tolist() == statements["statement_id"].tolist()


def test_events_rest_on_statements_near_them(statements, events):
    said_on = statements.set_index("statement_id")["said_on"]
    assert events["name"].is_unique and 10 <= len(events) <= 20
    assert events["name"].str.len().max() <= 14
    assert (events[["description", "date_precision", "date_basis"]] != "").all(axis=None)
    for event in events.itertuples():
        ids = event.statement_ids.split()
        assert ids and len(ids) == len(set(ids)) and set(ids) <= set(said_on.index)
        days = (said_on[ids] - event.date).dt.days
        assert days.abs().min() <= 2 and days.abs().max() <= 31
        if event.date_precision != "day":
            # A bound is the day of a statement, and a statement stands on its other side or on it.
            assert (days == 0).any()


def test_events_known_to_the_day_are_enclosed(statements, events):
    said_on = statements.set_index("statement_id")["said_on"]
    for event in events[events["date_precision"] == "day"].itertuples():
        days = said_on[event.statement_ids.split()]
        last = event.date if pd.isna(event.end_date) else event.end_date
        on_the_day = days.between(event.date, last).any()
        noted = statements.set_index("statement_id").loc[days.index, "note"]
        before_and_after = (days < event.date).any() and (days > last).any()
        dated_by_note = noted.str.contains(f"{event.date.day} {event.date:%b}").any()
        assert on_the_day or before_and_after or dated_by_note, event.name


def test_card_counts_rows(card, statements, labels, tones, events):
    rows = card_table(card, "File").iloc[:, -1].astype(int).to_dict()
    assert rows == {
        "`statements.csv`": len(statements),
        "`labels.csv`": len(labels),
        "`tone_labels.csv`": len(tones),
        "`events.csv`": len(events),
    }


def test_card_counts_speakers(card, statements):
    by = statements.groupby("speaker")
    counts = pd.DataFrame(
        {
            "Statements": by.size(),
            "Occasions": by["occasion"].nunique(),
            "Without a quote": by["quote"].agg(lambda q: (q == "").sum()),
            "Known to the month only": by["said_on_precision"].agg(lambda p: (p == "month").sum()),
            "Confidence medium": by["confidence"].agg(lambda c: (c == "medium").sum()),
        }
    )
    counts.loc["All"] = counts.sum()
    table = card_table(card, "Speaker")
    assert table.index.tolist() == [*SPEAKERS, "All"]
    assert_says(table, counts)


def test_card_counts_months_media_and_outlets(card, statements):
    months = statements["said_on"].dt.strftime("%Y-%m")
    for first, by in (("Month", months), ("Medium", statements["medium"])):
        table, counts = card_table(card, first), counted(statements, by)
        assert set(table.index) == set(counts.index)
        assert_says(table, counts)
    missing = (statements["url"] == "").sum()
    assert f"Empty in {missing} rows" in card
    outlets = counted(statements, statements["publisher"])
    table = card_table(card, "Outlet")
    assert set(table.index) == set(outlets.index[outlets["All"] >= 5])
    assert_says(table, outlets)
    single = (outlets["All"] == 1).sum()
    assert f"{len(outlets)} outlets; {single} of them stand behind one row only" in card


def test_card_counts_labels(card, statements, labels, tones):
    counts = pd.crosstab(labels["issue"], labels["stance"])[["favor", "against"]]
    counts.columns = ["Favor", "Against"]
    conditional = labels[labels["conditional"]].groupby("issue").size()
    counts["Of these conditional"] = conditional.reindex(counts.index, fill_value=0)
    counts.loc["All"] = counts.sum()
    table = card_table(card, "Issue")
    assert table.index.tolist() == [*load_codebook().names, "All"]
    assert_says(table, counts)
    assert_says(card_table(card, "Tone"), counted(statements, tones["tone"]))


def test_card_counts_disagreements(card, labels, tones):
    double = labels[labels["coder_a"] != ""]
    positions = double[["coder_a", "coder_b"]].isin(["favor", "against"])
    taken = double[positions.any(axis=1)]
    same = (taken["coder_a"] == taken["coder_b"]).sum()
    words = f"On the {len(taken)} units where at least one found a position, they gave the same"
    assert f"{words} stance on {same}." in " ".join(card.split())
    differing = set(double.loc[double["coder_a"] != double["coder_b"], "statement_id"])
    either = double["coder_a_conditional"] != double["coder_b_conditional"]
    differing |= set(double.loc[either, "statement_id"])
    differing |= set(tones.loc[tones["coder_a"] != tones["coder_b"], "statement_id"])
    assert f"of the 522 statements; {len(differing)} of" in card


def alpha(pairs: pd.DataFrame, values: list[str], *, ordinal: bool = False) -> float:
    """Krippendorff's alpha of two coders who coded every unit, straight from its definition."""
    codes = pairs.apply(lambda coder: coder.map(values.index)).to_numpy()
    n = np.bincount(codes.ravel(), minlength=len(values))

    def distance(a: int, b: int) -> float:
        between = n[min(a, b) : max(a, b) + 1].sum() - (n[a] + n[b]) / 2
        return between**2 if ordinal else float(a != b)

    kinds = range(len(values))
    observed = np.mean([distance(a, b) for a, b in codes])
    expected = sum(n[a] * n[b] * distance(a, b) for a in kinds for b in kinds)
    return 1 - observed / (expected / (n.sum() * (n.sum() - 1)))


def test_card_states_agreement(card, labels, tones):
    coders = ["coder_a", "coder_b"]
    coded = tones[tones["coder_a"] != ""]
    units = pd.MultiIndex.from_product([coded["statement_id"], load_codebook().names])
    stances = labels.set_index(["statement_id", "issue"])[coders].reindex(units, fill_value="none")
    stance = alpha(stances, ["favor", "against", "none"])
    tone = alpha(coded[coders], ["negative", "neutral", "positive"], ordinal=True)
    assert f"| Bundled here | {len(coded)} | {stance:.2f} | {tone:.2f} |" in card


def test_card_describes_every_column(card):
    for name in ("statements", "labels", "tone_labels", "events"):
        header = data_path(f"{name}.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
        section = card.split(f"### Columns of `{name}.csv`")[1].split("\n#")[0]
        described = re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\| (.+?) \|", section, re.M)))
        assert len(described) == len(header) and set(described) == set(header)
