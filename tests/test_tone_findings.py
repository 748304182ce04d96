"""What README and notebooks say of tone, held against the numbers."""

from __future__ import annotations

import pandas as pd
import pytest
from documents import assert_says

import analysis as parley

SENTIMENT, VALIDATION = (f"notebooks/{name}.ipynb" for name in ("02_sentiment", "06_validation"))
METHODS = ("textblob", "vader", "news")


def with_interval(row: pd.Series) -> str:
    return f"{row['estimate']:.2f} [{row['ci_low']:.2f}, {row['ci_high']:.2f}]"


@pytest.fixture(scope="module")
def tones() -> pd.DataFrame:
    return parley.load_tone_labels()


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    return parley.load_statements()


@pytest.fixture(scope="module")
def toned() -> dict[str, pd.DataFrame]:
    """Text and quote by each method."""
    statements, both = parley.load_statements(), ["text", "quote"]
    return {m: parley.score_sentiment(statements, on=both, method=m) for m in METHODS}


def test_quality_of_the_methods(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    f1 = {
        name: parley.tone_quality(table, tones, unscored="neutral").set_index("measure").loc[
            "macro_f1"
        ]
        for name, table in toned.items()
    }  # fmt: skip
    textblob, vader = (f"{f1[name]['estimate']:.2f}" for name in ("textblob", "vader"))
    assert_says(
        VALIDATION,
        f"is {with_interval(f1['news'])} for the network, {textblob} for TextBlob and {vader} for "
        "VADER",
    )
    assert_says("README.md", f"F1 {with_interval(f1['news'])}; TextBlob {textblob}, VADER {vader}")


def test_quality_for_each_speaker(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    quality = parley.tone_quality(toned["news"], tones, by="speaker")
    f1 = quality[quality["measure"] == "macro_f1"].set_index("speaker")["estimate"]
    assert f1.idxmin() == "Witkoff"
    table = toned["news"].merge(tones[["statement_id", "tone"]], on="statement_id")
    his = table[table["speaker"] == "Witkoff"]
    assert_says(
        VALIDATION,
        f"It is worst for Witkoff ({f1['Witkoff']:.2f}), of whose {len(his)} statements the coders "
        f"found {(his['tone'] == 'negative').sum()} negative",
    )


def test_confusion_and_calibration(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    counts = parley.tone_confusion(toned["news"], tones)
    assert counts.loc["negative", "positive"] == 0
    turned = counts.loc["positive", "negative"]
    assert_says(
        VALIDATION, f"turned from negative to positive, and {turned} from positive to negative"
    )
    error = parley.calibration_error(toned["news"], tones).set_index("measure")
    over = error.loc["overconfidence"]
    assert over["estimate"] < 0 < over["ci_high"]
    assert_says(VALIDATION, f"too modest than too sure (by {-over['estimate']:.3f} on average")


def test_the_network_hears_witkoff(statements: pd.DataFrame) -> None:
    scored = parley.score_sentiment(statements, method="news")
    means = parley.estimate(scored).set_index("speaker")
    said = {name: with_interval(row) for name, row in means.iterrows()}
    assert_says(
        SENTIMENT,
        f"apart from both: {said['Witkoff']}, where Zelensky has {said['Zelensky']} and Peskov "
        f"{said['Peskov']}",
    )
    doubts = {
        name: parley.score_doubts(parley.score_sentiment(statements, method=name))["kind"]
        for name in ("textblob", "vader")
    }
    missed, unscored = (
        [int((kinds == kind).sum()) for kinds in doubts.values()]
        for kind in ("negation_missed", "negation_unscored")
    )
    assert_says(
        SENTIMENT,
        f"overlooks a negation in {missed[0]} quotes, VADER in {missed[1]}, and in {unscored[0]} "
        f"and {unscored[1]} negated clauses",
    )


def test_conclusions_by_method(statements: pd.DataFrame) -> None:
    contrasts = parley.contrast_by_method(statements)
    found = parley.conclusions(contrasts).set_index(["speaker_a", "speaker_b"])["conclusion"]
    assert found[("Peskov", "Zelensky")] == "never apart"
    zelensky, peskov = (
        found[pair].removeprefix("holds in ")
        for pair in (("Witkoff", "Zelensky"), ("Peskov", "Witkoff"))
    )
    assert_says(
        SENTIMENT,
        f"more positive than Zelensky is found in {zelensky} analyses, than Peskov in {peskov}",
        f"p is adjusted for all {len(contrasts)} analyses",
    )
    apart = contrasts[contrasts["apart"]]
    assert set(apart["direction"]) == {"Witkoff more positive"}
    assert (apart["method"] == "news").sum() == 4
    near = contrasts[(contrasts["speaker_a"] == "Peskov") & (contrasts["speaker_b"] == "Witkoff")]
    own, reported = near.loc[near["method"] == "vader", "p_adjusted"]
    assert_says(SENTIMENT, f"VADER just misses (adjusted p {own:.3f} and {reported:.3f})")
    assert not (apart["method"] == "textblob").any()


def test_agreement_of_the_methods(statements: pd.DataFrame, tones: pd.DataFrame) -> None:
    compared = parley.compare_methods(statements, explain="none")
    found = parley.method_agreement(compared).set_index(["methods", "measure"])
    found = found.loc["textblob, vader, news"]
    opposed, alpha = found.loc["opposed", "estimate"], found.loc["alpha", "estimate"]
    assert_says(
        SENTIMENT,
        f"a third of the quotes ({with_interval(found.loc['same_class'])[:4]} "
        f"{with_interval(found.loc['same_class'])[5:]}), and on {100 * opposed:.0f} in 100 two",
        f"With an alpha of {alpha:.2f} no method",
    )
    opposed = compared[compared["agree"] == "opposed"].merge(tones, on="statement_id")
    right = {m: int((opposed[m].astype(object) == opposed["tone"]).sum()) for m in METHODS}
    assert_says(
        SENTIMENT,
        f"Of the {len(opposed)} they side with the network in {right['news']}, with VADER in "
        f"{right['vader']} and with TextBlob in {right['textblob']}",
    )


def test_whether_a_conclusion_hangs_on_one_choice(statements: pd.DataFrame) -> None:
    many = parley.specifications(statements)
    pairs = ["speaker_a", "speaker_b"]
    told = parley.verdict(many).set_index(pairs)
    peskov, zelensky = told.loc[("Peskov", "Witkoff")], told.loc[("Witkoff", "Zelensky")]
    assert told.loc[("Peskov", "Zelensky"), "verdict"] == "never apart"
    assert peskov["ahead"] == zelensky["ahead"] == "Witkoff"
    assert peskov["n_same_sign"] == zelensky["n_same_sign"] == 30
    assert_says(
        SENTIMENT,
        f"clearly so in {peskov['n_intervals']} against Peskov "
        f"and in {zelensky['n_intervals']} against Zelensky",
        f"costs at most {peskov['n_hanging']} of the {peskov['n_intervals']} intervals, "
        f"and none of the {zelensky['n_intervals']}",
    )
    assert zelensky["n_hanging"] == 0
    by = parley.verdict(many, by="method").set_index(["method", *pairs])["n_intervals"]
    for a, b in (("Peskov", "Witkoff"), ("Witkoff", "Zelensky")):
        assert by["news", a, b] == 12, "02: always by the network"
        assert by["textblob", a, b] <= 2, "02: hardly ever by TextBlob"


def test_what_a_few_labels_mend(toned: dict[str, pd.DataFrame], tones: pd.DataFrame) -> None:
    sample = tones.sample(120, random_state=0)
    alone, some, all_ = (
        parley.estimate(toned["news"], labels=labels).set_index("speaker")
        for labels in (None, sample, tones)
    )
    his = some.loc["Witkoff"]
    assert_says(
        VALIDATION,
        f"hears Witkoff at {alone.loc['Witkoff', 'estimate']:.2f} where the labels are at "
        f"{all_.loc['Witkoff', 'estimate']:.2f}",
        f"With 120 labels, {his['n_labeled']} of them his, he is put at {with_interval(his)}",
    )
    assert alone.loc["Witkoff", "ci_high"] < all_.loc["Witkoff", "estimate"] < his["ci_high"]
    others = ["Peskov", "Zelensky"]
    assert (some["estimate"] - all_["estimate"])[others].abs().max() < 0.02
    assert ((some["ci_high"] - some["ci_low"]) > (alone["ci_high"] - alone["ci_low"])).all()
