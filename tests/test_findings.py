"""What README and notebooks say in words, held against the numbers."""

from __future__ import annotations

import importlib.util

import pandas as pd
import pytest
from documents import ROOT, assert_says, with_interval, words
from PIL import Image

import analysis as parley

STANCE, COMPARISON, VALIDATION = (
    f"notebooks/{name}.ipynb" for name in ("03_stance", "04_comparison", "06_validation")
)
TONE = {"negative": -1, "neutral": 0, "positive": 1}


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    return parley.load_statements()


@pytest.fixture(scope="module")
def scored(statements: pd.DataFrame) -> pd.DataFrame:
    return parley.score_sentiment(statements)


@pytest.fixture(scope="module")
def coded(statements: pd.DataFrame) -> pd.DataFrame:
    return parley.code_stance(statements)


@pytest.fixture(scope="module")
def positions(statements: pd.DataFrame, coded: pd.DataFrame) -> dict[str, pd.DataFrame]:
    labeled = parley.labeled_stances(parley.load_labels(), statements)
    coders = {"labels": labeled, "machine": coded}
    return {
        name: parley.position(stances, statements).set_index(["issue", "speaker"])
        for name, stances in coders.items()
    }


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
    same = f"in {(both['labels'] * both['machine'] > 0).sum()} of {len(both)} cells"
    assert_says(STANCE, f"on the same side {same}", f"{same.capitalize()} the side is the same")
    assert_says(COMPARISON, f"{same.capitalize()} the machine puts the speaker on the side")
    weaker = both["machine"].abs() < both["labels"].abs()
    assert weaker.mean() > 0.5, "03: in most the strength is weaker"


@pytest.fixture(scope="module")
def labels() -> pd.DataFrame:
    return parley.load_labels()


def test_quality_of_the_coding(
    statements: pd.DataFrame, labels: pd.DataFrame, coded: pd.DataFrame
) -> None:
    row = parley.validate(coded, labels, statements).iloc[0]
    right, found = (f"{100 * row[name]:.0f}" for name in ("precision", "recall"))
    quality = parley.coder_quality(coded, labels, statements).set_index("measure")
    quality = quality.rename(columns={"estimate": "f1"})
    f1 = quality.loc["f1"]
    assert_says(
        "README.md",
        f"F1 {with_interval(f1)}, precision {row['precision']:.2f}, recall {row['recall']:.2f}; "
        f"{row['n']} labels",
    )
    assert_says(STANCE, f"right in {right} of 100 cases; it finds {found} of 100 labeled positions")
    assert_says(
        VALIDATION,
        f"known only as F1 {with_interval(quality.loc['conditional_f1'])}",
        f"an F1 of {with_interval(f1)}: of its codes {right} in 100 are those of the labels",
        f"it finds {found} in 100",
    )
    coders = parley.label_agreement(labels, parley.load_tone_labels(), statements).iloc[0]
    assert_says(
        VALIDATION,
        f"{coders['estimate']:.2f} between the label coders, "
        f"{quality.loc['alpha', 'f1']:.2f} between machine and label",
        f"{coders['n'] // labels['issue'].nunique()} statements are those that both have read",
    )
    cues = parley.validate(parley.code_by_cues(statements), labels, statements).iloc[0]
    assert_says("README.md", f"{with_interval(cues)} on all |")


def test_errors_of_the_coding(
    statements: pd.DataFrame, labels: pd.DataFrame, coded: pd.DataFrame
) -> None:
    errors = parley.disagreements(coded, labels, statements)["error"].value_counts()
    positions = int((labels["stance"] != "none").sum())
    turned = f"{errors['turned']} of {positions}"
    assert_says("README.md", f"| {turned} labels | it misses or adds positions more often")
    assert_says(STANCE, f"favor for against or the reverse in {turned} cases")
    assert_says(
        VALIDATION,
        f"{turned} labeled positions are turned round, {errors['missed']} are missed, "
        f"and {errors['added']} are seen",
    )
    assert errors["turned"] < min(errors["missed"], errors["added"])


def test_quality_by_issue_and_speaker(
    statements: pd.DataFrame, labels: pd.DataFrame, coded: pd.DataFrame
) -> None:
    names = parley.load_codebook().labels
    by_issue = parley.validate(coded, labels, statements, by="issue")
    by_issue = by_issue.set_index("issue")["f1"]
    best, worst = by_issue.idxmax(), by_issue.idxmin()
    assert_says(
        VALIDATION,
        f"Best is *{names[best]}* (F1 {by_issue[best]:.2f}), "
        f"worst *{names[worst]}* (F1 {by_issue[worst]:.2f})",
    )
    by_speaker = parley.validate(coded, labels, statements, by="speaker").set_index("speaker")
    low, high = by_speaker["f1"].idxmin(), by_speaker["f1"].idxmax()
    assert_says(
        VALIDATION,
        f"F1 is between {by_speaker['f1'][low]:.2f} ({low}) "
        f"and {by_speaker['f1'][high]:.2f} ({high}), and the intervals overlap",
    )
    assert by_speaker["ci_low"].max() < by_speaker["ci_high"].min()


def test_quality_without_the_side_and_in_the_latest_months(
    statements: pd.DataFrame, labels: pd.DataFrame, coded: pd.DataFrame
) -> None:
    unsided = parley.code_stance(statements.assign(side="other"))
    late = statements[statements["said_on"] >= "2025-12"]
    asked = ((unsided, statements), (coded, late))
    without, latest = (
        f"{parley.validate(codes, labels, rows)['f1'].iloc[0]:.2f}" for codes, rows in asked
    )
    assert_says(VALIDATION, f"Without the side F1 is {without}, from December 2025 on {latest}.")
    assert_says("README.md", f"without the speaker's side | F1 {without} |")


def test_quality_of_the_cues(statements: pd.DataFrame, labels: pd.DataFrame) -> None:
    unseen = (ROOT / "benchmarks/stance_unseen.txt").read_text(encoding="utf-8").split()
    rows = statements[statements["statement_id"].isin(unseen)]
    f1 = parley.coder_quality(parley.code_by_cues(rows), labels, rows).iloc[0]
    figure = f"{f1['estimate']:.2f} [{f1['ci_low']:.2f}, {f1['ci_high']:.2f}]"
    assert_says("README.md", f"F1 {figure} on the {len(rows)} statements not looked at")
    assert_says(VALIDATION, f"F1 is {figure} for the ten issues, on the {len(rows)} statements")


def test_abstentions(statements: pd.DataFrame) -> None:
    reasons = parley.explain_abstentions(statements)["reason"].str.split(":").str[0]
    mentioned = (reasons == "issue mentioned, no position found").sum()
    assert_says(VALIDATION, f"In {mentioned} of {len(reasons)} cases the issue is mentioned")


def test_labels_needed(statements: pd.DataFrame, labels: pd.DataFrame, coded: pd.DataFrame) -> None:
    width = parley.labels_needed(coded, labels, statements).set_index("statements")["width"]
    assert_says(
        VALIDATION,
        f"100 labeled statements leave an interval {width[100]:.2f} wide, "
        f"400 one of {width[400]:.2f}. Four times the labels halve it",
    )
    assert width[100] / width[400] == pytest.approx(2, abs=0.2)


def test_order_of_the_speakers(positions: dict[str, pd.DataFrame]) -> None:
    tables = (positions[name].reset_index() for name in ("labels", "machine"))
    order = parley.same_order(*tables)
    apart = order[order["apart"]]
    assert_says(
        VALIDATION,
        f"in the same order in {apart['same'].sum()} of {len(apart)} pairs",
        f"The order is the same in {order['same'].sum()} of {len(order)} pairs, "
        f"and in {apart['same'].sum()} of the {len(apart)} that the labels keep apart",
    )
    assert apart["same"].mean() > 0.8, "06: a clear order may be reported"


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
    assert (right["attribution found"], right["speaker right"]) == (73, 71)
    assert "73 of 79 attributions and names the right speaker for 71" in notebook
