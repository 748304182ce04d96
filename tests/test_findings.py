"""What README and notebooks say in words, held against the numbers."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

import analysis as parley

ROOT = Path(__file__).resolve().parents[1]
TONE = {"negative": -1, "neutral": 0, "positive": 1}


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    return parley.load_statements()


@pytest.fixture(scope="module")
def scored(statements: pd.DataFrame) -> pd.DataFrame:
    return parley.score_sentiment(statements)


@pytest.fixture(scope="module")
def positions(statements: pd.DataFrame) -> dict[str, pd.DataFrame]:
    labeled = parley.labeled_stances(parley.load_labels(), statements)
    coders = {"labels": labeled, "machine": parley.code_stance(statements)}
    return {
        name: parley.position(stances, statements).set_index(["issue", "speaker"])
        for name, stances in coders.items()
    }


def words(name: str) -> str:
    """All text of the README or of a notebook's file, in one line."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return " ".join(text.replace("\\n", " ").replace('",', "").replace('"', "").split())


def pair(table: pd.DataFrame, a: str, b: str) -> pd.Series:
    return table.set_index(["speaker_a", "speaker_b"]).loc[(a, b)]


def test_mean_polarities_of_the_quickstart(scored: pd.DataFrame) -> None:
    means = parley.estimate(scored).set_index("speaker")["estimate"].round(2).to_dict()
    assert means == {"Witkoff": 0.16, "Peskov": 0.10, "Zelensky": 0.08}
    assert "(0.16, against 0.10 for Peskov and 0.08 for Zelensky" in words(
        "notebooks/00_quickstart.ipynb"
    )
    assert scored["polarity"].isna().mean() == pytest.approx(1 / 3, abs=0.03)


def test_counts_of_the_corpus(statements: pd.DataFrame) -> None:
    occasions = statements.groupby("speaker")["occasion"].nunique().to_dict()
    assert occasions == {"Peskov": 69, "Zelensky": 66, "Witkoff": 24}
    witkoff = statements[statements["speaker"] == "Witkoff"]["said_on"].dt.strftime("%Y-%m")
    assert (witkoff == "2025-03").sum() == 33
    assert not witkoff.isin(["2025-06", "2025-07", "2025-09", "2025-10"]).any()
    media = statements.value_counts(["speaker", "medium"])
    assert media["Peskov", "briefing"] == 97
    assert media["Witkoff", "interview"] == 73
    assert statements["publisher"].nunique() == 210
    assert statements["publisher"].value_counts().head(2).sum() == 43


def test_textblob_cannot_tell_the_speakers_apart_and_readers_can(
    scored: pd.DataFrame, statements: pd.DataFrame
) -> None:
    assert (parley.contrast(scored)["p_adjusted"] > 0.05).all()
    read = statements.merge(parley.load_tone_labels(), on="statement_id")
    by_reading = parley.contrast(read.assign(tone=read["tone"].map(TONE)), "tone")
    assert pair(by_reading, "Peskov", "Witkoff")["difference"].round(2) == -0.71
    assert pair(by_reading, "Witkoff", "Zelensky")["difference"].round(2) == 0.63
    assert pair(by_reading, "Peskov", "Witkoff")["p_adjusted"] < 0.001
    assert pair(by_reading, "Witkoff", "Zelensky")["p_adjusted"] < 0.001
    assert pair(by_reading, "Peskov", "Zelensky")["p_adjusted"] > 0.05


def test_vader_hears_witkoff_because_of_peace(statements: pd.DataFrame) -> None:
    by_vader = parley.score_sentiment(statements, method="vader")
    table = parley.contrast(by_vader)
    assert pair(table, "Peskov", "Witkoff")["p_adjusted"] < 0.05
    assert pair(table, "Witkoff", "Zelensky")["p_adjusted"] < 0.05
    totals = parley.scored_words(by_vader).set_index(["speaker", "word"])["polarity"]
    assert totals["Witkoff"].idxmax() == "peace"
    assert totals["Zelensky"].idxmin() == "war"


def test_agreement_of_textblob_with_the_labels(scored: pd.DataFrame) -> None:
    read = scored.merge(parley.load_tone_labels(), on="statement_id").dropna(subset="polarity")
    same = (read["sentiment"].astype(str) == read["tone"]).sum()
    assert (same, len(read)) == (110, 236)
    assert (read["polarity"] == 0).mean() == pytest.approx(0.25, abs=0.03)
    assert "same class in 110 of 236 scored quotes" in words("README.md")


def test_sides_of_the_speakers(positions: dict[str, pd.DataFrame]) -> None:
    place = positions["labels"]["estimate"]
    for issue in ("territory", "pressure", "guarantees", "russia_good_faith", "ukraine_good_faith"):
        assert place[issue, "Zelensky"] * place[issue, "Peskov"] < 0
    assert (place["talks"] > 0).all()
    assert place["guarantees", "Witkoff"] > 0
    assert place["russia_good_faith", "Witkoff"] > 0
    assert ("territory", "Witkoff") not in place.index
    assert ("pressure", "Witkoff") not in place.index
    both = pd.concat({k: t["estimate"] for k, t in positions.items()}, axis=1).dropna()
    assert len(both) == 28
    assert (both["labels"] * both["machine"] > 0).sum() == 26


def test_validation_figures(statements: pd.DataFrame) -> None:
    labels, coded = parley.load_labels(), parley.code_stance(statements)
    unseen = (ROOT / "benchmarks/stance_unseen.txt").read_text(encoding="utf-8").split()
    assert len(unseen) == 167
    parts = {
        "README.md": statements[statements["statement_id"].isin(unseen)],
        "notebooks/03_stance.ipynb": statements,
    }
    for name, rows in parts.items():
        row = parley.validate(coded, labels, rows).iloc[0]
        for figure in ("precision", "recall"):
            share = f"{row[figure]:.2f}"
            assert share in words("README.md")
            assert name == "README.md" or f"{100 * row[figure]:.0f} of 100" in words(name)
        shown = f"F1 {row['f1']:.2f} [{row['ci_low']:.2f}, {row['ci_high']:.2f}]"
        assert shown in words("README.md")
    table = parley.confusion(coded, labels, statements)
    assert table.loc["favor", "against"] + table.loc["against", "favor"] == 4


def test_chart_of_the_readme_is_the_present_one() -> None:

    spec = importlib.util.spec_from_file_location("draw_chart", ROOT / "docs/draw_chart.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    with Image.open(module.CHART) as picture:
        assert picture.text["Description"] == module.draw().alt


def test_figures_of_the_extraction() -> None:
    articles = parley.read_articles(ROOT / "data/articles")
    notebook = words("notebooks/05_your_own_articles.ipynb")
    taken = parley.extract_statements(articles)
    assert f"the chain takes {len(taken)} rows" in notebook
    assert (taken["speaker"] == "").sum() == 3
    assert taken.loc[taken["speaker"] != "", "speaker"].nunique() == 3 + 7
    every_kind = parley.extract_statements(articles, kinds=("speech", "other"))
    right = parley.validate_extraction(every_kind, parley.load_gold()).set_index("measure")["right"]
    assert (right["attribution found"], right["speaker right"]) == (75, 74)
    assert "75 of 79 attributions and names the right speaker for 74" in notebook
