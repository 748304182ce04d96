"""Specifications: every choice by itself is what the plain functions say of its rows."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from made_specifications import scored, stances

from analysis import (
    compare_specifications,
    contrast,
    contrast_by_method,
    contrast_positions,
    robustness,
    row_choices,
    score_sentiment,
    specifications,
    stance_specifications,
    verdict,
)
from analysis.errors import InputError
from analysis.specified import CHOICES, COLUMNS, FINDING

LEXICONS = ("textblob", "vader")
QUICK = {"resamples": 200, "permutations": 99}
WORDS = ["good day", "bad day", "great success", "horrible war", "a hall", "happy and sad"]


def statements() -> pd.DataFrame:
    table = scored().drop(columns="polarity")
    picks = np.random.default_rng(1).integers(len(WORDS), size=(2, len(table)))
    table["quote"] = [WORDS[i] for i in picks[0]]
    table["text"] = [f"he spoke of a {WORDS[i]}" for i in picks[1]]
    table["confidence"] = np.where(table.index % 3 == 0, "medium", "high")
    table["said_on_precision"] = "day"
    return table


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    return specifications(statements(), methods=LEXICONS, **QUICK)


def test_one_row_for_each_finding_and_specification(found: pd.DataFrame) -> None:
    assert list(found.columns) == COLUMNS
    whole = found[found["left_out"] == ""]
    # Three pairs, two methods, three texts, two selections: all are known to the day.
    assert len(whole) == 3 * 2 * 3 * 2
    assert not found.duplicated([*FINDING, *CHOICES, "left_out", "without"]).any()
    assert set(whole["words"]) == {"quote", "text", "text + quote"}
    assert set(whole["rows"]) == {"all", "high confidence"}
    assert set(found["left_out"]) == {"", "publisher", "occasion"}
    assert (found["left_out"] == "").equals(found["without"] == "")
    assert found.loc[found["without"] != "", "p"].isna().all()


@pytest.mark.parametrize(
    ("words", "method", "rows"),
    [("quote", "vader", "all"), ("text + quote", "textblob", "high confidence")],
)
def test_a_specification_is_a_contrast_of_its_rows(
    found: pd.DataFrame, words: str, method: str, rows: str
) -> None:
    table = statements()
    data = score_sentiment(table, on=words.split(" + "), method=method)
    plain = contrast(data if rows == "all" else data[data["confidence"] == "high"], **QUICK)
    made = found[(found["words"] == words) & (found["method"] == method) & (found["rows"] == rows)]
    made = made[made["left_out"] == ""]
    for name in ("difference", "ci_low", "ci_high", "p", "p_adjusted", "effect_size", "n_a"):
        assert made[name].tolist() == plain[name].tolist()
    unit = plain["effect_size"] / plain["difference"]
    assert np.allclose(made["effect_low"], plain["ci_low"] * unit)


def test_each_method_scores_each_text_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def scoring(table: pd.DataFrame, **options):
        asked.append((tuple(options["on"]), options["method"]))
        return score_sentiment(table, **options)

    monkeypatch.setattr(robustness, "score_sentiment", scoring)
    specifications(statements(), methods=LEXICONS, **QUICK)
    assert len(asked) == len(set(asked)) == 6


def test_effect_sizes_without_something_keep_the_standard_deviation(found: pd.DataFrame) -> None:
    keys = [*FINDING, *CHOICES]
    unit = found["effect_size"] / found["difference"]
    known = found.assign(unit=unit).groupby(keys)["unit"].agg(lambda u: u.max() - u.min())
    assert known.max() < 1e-9 * unit.max()


def test_the_probable_rows_of_the_network() -> None:
    table = statements().groupby("speaker").head(8)
    found = specifications(
        table, on=["quote"], methods=["vader", "news"], rows={}, probable=0.8, leave_out=(), **QUICK
    )
    assert found.groupby("method")["rows"].unique().map(list).to_dict() == {
        "vader": ["all"],
        "news": ["all", "probability from 0.8"],
    }
    data = score_sentiment(table, method="news")
    kept = contrast(data[data["probability"] >= 0.8], **QUICK)
    sure = found[found["rows"] == "probability from 0.8"]
    assert sure["difference"].tolist() == kept["difference"].tolist()
    assert sure["n"].max() < found["n"].max()


def test_row_choices_leave_out_what_is_no_choice() -> None:
    table = statements()
    assert list(row_choices(table)) == ["high confidence"]
    table.loc[0, "said_on_precision"] = np.nan
    chosen = row_choices(table)
    assert list(chosen) == ["high confidence", "known to the day"]
    assert chosen["known to the day"].sum() == len(table) - 1
    assert row_choices(table[["speaker"]]) == {}


def test_own_selections_and_what_is_left_out() -> None:
    table = statements()
    kept = table["publisher"] != "Outlet 1"
    found = specifications(
        table, on="quote", methods="vader", rows={"elsewhere": kept}, leave_out="publisher", **QUICK
    )
    assert set(found["rows"]) == {"all", "elsewhere"} and set(found["left_out"]) == {
        "",
        "publisher",
    }
    one = found[(found["rows"] == "all") & (found["without"] == "Outlet 1")]
    other = found[(found["rows"] == "elsewhere") & (found["without"] == "")]
    assert one["difference"].tolist() == pytest.approx(other["difference"].tolist())


def test_the_order_of_rows_does_not_matter(found: pd.DataFrame) -> None:
    mixed = specifications(statements().sample(frac=1, random_state=3), methods=LEXICONS, **QUICK)
    pd.testing.assert_frame_equal(mixed, found, check_exact=True)


def test_methods_side_by_side_are_a_special_case(found: pd.DataFrame) -> None:
    table = contrast_by_method(statements(), methods=LEXICONS, **QUICK)
    same = found[(found["left_out"] == "") & (found["rows"] == "all")]
    same = same[same["words"].isin(["quote", "text"])]
    for name in ("difference", "ci_low", "ci_high", "p", "effect_low", "effect_high", "n"):
        assert table[name].tolist() == same[name].tolist()
    assert table["p_adjusted"].max() > same["p_adjusted"].max() or table["p_adjusted"].max() == 1


def test_stances_by_coder_and_selection() -> None:
    labels, table = stances()
    table["confidence"] = np.where(table.index % 3 == 0, "medium", "high")
    other = stances(seed=1)[0]
    found = stance_specifications({"labels": labels, "other": other}, table, permutations=99)
    assert list(found.columns) == COLUMNS
    whole = found[found["without"] == ""]
    assert len(whole) == 3 * 2 * 2 * 2
    assert set(whole["measure"]) == {"talks", "territory"} and set(whole["words"]) == {""}
    assert whole["effect_size"].isna().all()
    for coder, taken in (("labels", labels), ("other", other)):
        plain = contrast_positions(taken, table[table["confidence"] == "high"], permutations=99)
        plain = plain.set_index(["issue", "speaker_a", "speaker_b"])
        made = whole[(whole["method"] == coder) & (whole["rows"] == "high confidence")]
        for row in made.itertuples():
            one = plain.loc[(row.measure, row.speaker_a, row.speaker_b)]
            assert (row.difference, row.ci_low, row.p) == (
                one["difference"],
                one["ci_low"],
                one["p"],
            )
            assert (row.n, row.n_occasions) == (one["n"], one["n_occasions"])
    only = stance_specifications(
        {"labels": labels}, table, issues=["talks"], rows={}, leave_out=(), permutations=99
    )
    assert len(only) == 3 and set(only["measure"]) == {"talks"}


def test_tables_of_ones_own() -> None:
    tables = {"mine": scored(), "theirs": scored(seed=1)}
    found = compare_specifications(tables, leave_out=(), **QUICK)
    assert found[CHOICES].drop_duplicates().values.tolist() == [
        ["mine", "", "all"],
        ["theirs", "", "all"],
    ]
    plain = contrast(scored(seed=1), **QUICK)
    theirs = found[found["method"] == "theirs"]
    assert theirs["difference"].tolist() == plain["difference"].tolist()
    assert set(found["measure"]) == {"polarity"}


def test_a_selection_may_lack_a_speaker() -> None:
    tables = {"all": scored(), "two": scored().query("speaker != 'C'")}
    found = compare_specifications(tables, pairs=[("C", "A"), ("A", "B")], leave_out=(), **QUICK)
    assert found[["speaker_a", "speaker_b", "method"]].values.tolist() == [
        ["C", "A", "all"],
        ["A", "B", "all"],
        ["A", "B", "two"],
    ]


def test_bad_input_gets_one_clear_line() -> None:
    table, (labels, spoken) = statements(), stances()
    quick = {"methods": LEXICONS, "on": ["quote"], **QUICK}
    for call, message in (
        (lambda: specifications(table, **{**quick, "methods": ["afinn"]}), "no sentiment method"),
        (lambda: specifications(table, **{**quick, "on": []}), "names no column"),
        (lambda: specifications(table, **{**quick, "on": ["words"]}), "words"),
        (lambda: specifications(table, rows={"x": [1, 2]}, **quick), "'x' must hold a boolean"),
        (lambda: specifications(table, leave_out=["paper"], **quick), "paper"),
        (lambda: specifications(table, pairs=[("A", "Z")], **quick), "no statements of 'Z'"),
        (lambda: specifications(table, level=95, **quick), "level must lie"),
        (lambda: compare_specifications([table]), "tables by name"),
        (lambda: compare_specifications({"mine": table}), "polarity"),
        (lambda: stance_specifications({}, spoken), "tables by name"),
        (lambda: stance_specifications({"l": labels}, spoken, pairs=[("A", "Z")]), "'Z'"),
    ):
        with pytest.raises(InputError, match=message):
            call()


def test_tables_with_little_in_them() -> None:
    table = scored()
    for rows in (table.iloc[:0], table[table["speaker"] == "A"]):
        found = compare_specifications({"mine": rows}, **QUICK)
        assert found.empty and list(found.columns) == COLUMNS
        assert verdict(found).empty
    single = table[(table["speaker"] == "B") | (table["occasion"] == "A00")]
    found = compare_specifications({"mine": single.drop(columns="publisher")}, **QUICK)
    assert found["ci_low"].isna().all() and set(found["left_out"]) == {"", "occasion"}
    assert verdict(found)["verdict"].tolist() == ["not tested"]
    unscored = table.assign(polarity=table["polarity"].where(table["speaker"] != "A"))
    found = compare_specifications({"mine": unscored}, pairs=[("A", "B")], **QUICK)
    assert found["difference"].isna().all() and len(found) == 1
