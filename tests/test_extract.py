"""Articles become statements: nothing lost, places true, and the table comes back from a file."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.articles import read_articles
from analysis.attribution import Attribution, find_quotations
from analysis.errors import InputError
from analysis.extract import COLUMNS, extract_statements, unattributed
from analysis.statements import load_statements, save_statements
from analysis.tables import data_path

TEXT = (
    "“The talks,” Dmitry Peskov said on Tuesday, “are useful.” Volodymyr Zelensky insisted that "
    "peace was near. Steve Witkoff wants a “just peace” and an end.\n\n"
    "“Nobody knows.” The sky was gray."
)


def spans(text, *parts):
    return [(text.index(part), text.index(part) + len(part)) for part in parts]


def item(text, source, cue, *content, mode="direct", kind="speech", confidence=0.9):
    where = [spans(text, part) if part else [] for part in (source, cue)]
    return Attribution(*where, spans(text, *content), mode, kind, confidence)


def fake(text):
    found = [
        item(text, "Dmitry Peskov", "said", "“The talks,”", "“are useful.”"),
        item(text, "Volodymyr Zelensky", "insisted", "that peace was near", mode="indirect"),
        item(text, "Steve Witkoff", "wants", "a “just peace” and an end", mode="mixed",
             kind="other", confidence=0.8),
        item(text, "", "", "“Nobody knows.”", confidence=0.0),
    ]  # fmt: skip
    return [found[1], found[3], found[0], found[2]]


def table(*texts, published="2025-03-20", **more):
    count = len(texts)
    return pd.DataFrame(
        {
            "article_id": [f"a{n}" for n in range(count)],
            "published": pd.to_datetime([published] * count),
            "text": list(texts),
            "publisher": "Paper",
            "url": "https://example.org/a",
            **more,
        },
        index=[7] * count,
    )


@pytest.fixture
def statements():
    return extract_statements(table(TEXT), attribute=fake)


@pytest.fixture(scope="module")
def articles():
    return read_articles(data_path("articles"), errors="raise")


@pytest.fixture(scope="module")
def real(articles):
    return extract_statements(articles)


def quotations_without_row(articles, statements):
    for article in articles.itertuples():
        rows = statements[statements["article_id"] == article.article_id]
        pieces = [tuple(map(int, s.split("-"))) for cell in rows["spans"] for s in cell.split()]
        for quotation in find_quotations(article.text):
            for start, end in quotation.parts:
                if not any(a <= start and end <= b for a, b in pieces):
                    yield article.article_id, article.text[start:end]


def test_columns_and_order(statements):
    assert list(statements) == list(COLUMNS)
    assert list(statements.index) == [0, 1, 2, 3]
    assert statements["start"].is_monotonic_increasing
    assert list(statements["speaker"]) == ["Peskov", "Zelensky", "", ""]
    assert statements.attrs == {}
    assert set(statements["publisher"]) == {"Paper"}


def test_split_content_is_joined_and_its_places_kept(statements):
    row = statements.iloc[0]
    assert row["text"] == "“The talks,” … “are useful.”"
    assert row["quote"] == "The talks, … are useful."
    pieces = [TEXT[slice(*map(int, span.split("-")))] for span in row["spans"].split()]
    assert pieces == ["“The talks,”", "“are useful.”"]
    assert (row["start"], row["end"]) == (0, TEXT.index("“are useful.”") + 13)
    assert row["mention"] == "Dmitry Peskov" and row["cue"] == "said"


def test_contiguous_content_is_the_articles_own(statements):
    row = statements.iloc[1]
    assert TEXT[row["start"] : row["end"]] == row["text"] == "that peace was near"
    assert row["quote"] == ""


def test_identifiers_are_stable_and_unique(statements):
    twice = extract_statements(
        table("He said so."),
        attribute=lambda text: [item(text, "He", "said", "so", mode="indirect")] * 2,
    )
    assert list(twice["statement_id"]) == ["a0:8", "a0:8-2"]
    assert statements["statement_id"].iloc[0] == "a0:0"
    other = extract_statements(
        table("Nothing.", TEXT).iloc[::-1],
        attribute=(lambda text: fake(text) if text == TEXT else []),
    )
    assert list(other["statement_id"].str.split(":").str[1]) == list(
        statements["statement_id"].str.split(":").str[1]
    )


def test_a_quotation_in_what_is_left_out_keeps_a_row_without_speaker(statements):
    wish = statements.iloc[2]
    assert (wish["speaker"], wish["mention"], wish["kind"]) == ("", "Steve Witkoff", "other")
    assert wish["quote"] == "just peace"
    everything = extract_statements(table(TEXT), attribute=fake, kinds=("speech", "other"))
    assert everything["speaker"].iloc[2] == "Witkoff"
    sure = extract_statements(table(TEXT), attribute=fake, min_confidence=0.95)
    assert list(sure["speaker"]) == ["", "", ""]
    assert "that peace was near" not in set(sure["text"])


def test_unattributed_are_kept_and_told_apart(statements):
    assert list(unattributed(statements)["text"]) == ["“Nobody knows.”"]
    assert unattributed(statements[["statement_id", "speaker", "text"]]).empty


def test_occasions(statements):
    assert statements["occasion"].iloc[0] == "peskov-2025-03-18"
    assert statements["occasion"].iloc[1] == "zelensky-a0"
    assert statements["occasion"].iloc[3] == "a0"


def test_who_is_meant_may_stay_open_and_pronouns_are_followed():
    text = "The envoy said it was late. Dmitry Peskov said no. He added that he would wait."
    rows = extract_statements(
        table(text),
        attribute=lambda t: [
            item(t, "He", "added", "that he would wait", mode="indirect"),
            item(t, "The envoy", "said", "it was late", mode="indirect"),
            item(t, "Dmitry Peskov", "said", "no", mode="indirect"),
        ],
    )
    assert list(rows["speaker"]) == ["", "Peskov", "Peskov"]
    assert {"Witkoff", "Kellogg"} <= set(rows["candidates"].iloc[0].split("; "))
    assert list(rows["candidates"].iloc[1:]) == ["", ""]
    assert unattributed(rows).empty


def test_a_day_only_where_the_article_gives_one(statements):
    assert statements["said_on"].iloc[0] == pd.Timestamp("2025-03-18")
    assert statements["said_on_precision"].iloc[0] == "day"
    assert pd.isna(statements["said_on"].iloc[1])
    assert statements["said_on_precision"].iloc[1] == ""


def test_a_week_is_no_day():
    text = "Dmitry Peskov said last week that talks went on."
    week = extract_statements(
        table(text),
        attribute=lambda t: [item(t, "Dmitry Peskov", "said", "that talks went on")],
    ).iloc[0]
    assert pd.isna(week["said_on"]) and week["said_on_precision"] == ""
    assert week["said_in_week"] == "2025-03-10"
    assert week["occasion"] == "peskov-a0"


def test_words_of_a_transcript_are_the_speakers_own():
    text = "PESKOV: We wait."
    row = extract_statements(
        table(text), attribute=lambda t: [item(t, "PESKOV", ":", "We wait.")]
    ).iloc[0]
    assert row["quote"] == "We wait." and row["speaker"] == "Peskov"


def test_a_quotation_over_paragraphs_is_in_one_piece():
    text = "He said:\n\n“One two.\n\n“Three four.”"
    content = [(10, 19), (21, 34)]
    row = extract_statements(
        table(text),
        attribute=lambda t: [Attribution([(0, 2)], [(3, 7)], content, "direct", "speech", 0.9)],
    ).iloc[0]
    assert row["text"] == text[row["start"] : row["end"]] == "“One two.\n\n“Three four.”"
    assert "“" not in row["quote"]
    assert row["quote"].split() == ["One", "two.", "Three", "four."]


def test_empty_input_gives_an_empty_table():
    empty = extract_statements(table())
    full = extract_statements(table(TEXT), attribute=fake)
    assert list(empty) == list(COLUMNS) and len(empty) == 0
    assert list(empty.dtypes) == list(full.dtypes)
    nothing = extract_statements(table("Nothing.", TEXT), attribute=lambda text: [])
    assert list(nothing) == list(COLUMNS) and len(nothing) == 0


def test_the_published_day_may_be_missing():
    bare = table(TEXT)[["article_id", "text"]]
    rows = extract_statements(bare, attribute=fake)
    assert len(rows) == 4 and rows["said_on"].isna().all()
    assert len(extract_statements(table(TEXT, published=None), attribute=fake)) == 4


def test_input_is_checked():
    with pytest.raises(InputError, match="article_id"):
        extract_statements(table(TEXT)[["text"]], attribute=fake)
    with pytest.raises(InputError, match="stands twice"):
        extract_statements(pd.concat([table(TEXT), table(TEXT)]), attribute=fake)
    with pytest.raises(InputError, match="no kind 'talk'"):
        extract_statements(table(TEXT), attribute=fake, kinds=("talk",))


def test_input_is_not_changed_and_progress_sees_every_article():
    given = table(TEXT, "Nothing.")
    before = given.copy(deep=True)
    seen = []

    def watch(items):
        for one in items:
            seen.append(one["article_id"])
            yield one

    extract_statements(given, attribute=lambda t: fake(t) if t == TEXT else [], track=watch)
    pd.testing.assert_frame_equal(given, before)
    assert seen == ["a0", "a1"]


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_saved_statements_load(real, tmp_path, suffix):
    path = tmp_path / f"s.{suffix}"
    save_statements(real, path)
    back = load_statements(path)
    for name in ("statement_id", "speaker", "text", "quote", "occasion", "said_in_week", "spans"):
        assert list(back[name]) == list(real[name])
    assert back["said_on"].equals(real["said_on"].astype(back["said_on"].dtype))
    assert list(back["said_on_precision"]) == list(real["said_on_precision"])


def test_engine_no_quotation_is_lost(articles, real):
    assert len(real) > 50
    assert list(quotations_without_row(articles, real)) == []
    strict = extract_statements(articles, kinds=(), min_confidence=1.0)
    assert list(quotations_without_row(articles, strict)) == []
    assert set(strict["speaker"]) == {""}


def test_engine_places_are_true(articles, real):
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    whole = real[~real["spans"].str.contains(" ")]
    assert len(whole) > 50
    for row in whole.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.text
    assert real["statement_id"].is_unique


def test_engine_same_rows_alone_and_among_others(articles, real):
    alone = extract_statements(articles.iloc[[3]])
    rows = real[real["article_id"] == articles["article_id"].iloc[3]].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, rows)
