"""Records of every kind of file: encodings, columns, identifiers, characters."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.article_files import list_files
from analysis.articles import ArticleWarning, read_articles, scan_articles

BODY = "The delegations met on Sunday. “We are close,” the envoy said of the talks."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("suffix", ["txt", "csv", "jsonl"])
def test_encodings(tmp_path, encoding, suffix):
    text = "It’s the café, “Chez Zoë”, he said."
    content = {"txt": text, "csv": f'text\n"{text}"\n', "jsonl": f'{{"text": "{text}"}}'}[suffix]
    (tmp_path / f"a.{suffix}").write_bytes(content.encode(encoding))
    assert read_articles(tmp_path)["text"].tolist() == [text]


def test_cyrillic_code_page_and_language(tmp_path):
    text = "Песков заявил, что Москва готова к переговорам и ждёт ответа из Вашингтона."
    (tmp_path / "a.txt").write_bytes(text.encode("cp1251"))
    articles = read_articles(tmp_path)
    assert articles["text"].tolist() == [text]
    assert articles["language"].tolist() == ["ru"]


def test_a_declared_language_is_kept():
    frame = pd.DataFrame({"text": [BODY, BODY], "lang": ["en-US", ""]})
    assert read_articles(frame)["language"].tolist() == ["en", "en"]


def test_characters_are_not_changed(tmp_path):
    text = "“Cafe\u0301”\u00a0he said \u2014 ﬁne\u2028and ‘more’."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    assert read_articles(tmp_path)["text"].tolist() == [text]


def test_line_ends_are_made_alike(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"One.  \r\n\r\nTwo.\r\rThree.\n \nFour.\r\n")
    assert read_articles(tmp_path)["text"].tolist() == ["One.\n\nTwo.\n\nThree.\n\nFour."]


def test_the_title_is_not_repeated(tmp_path):
    (tmp_path / "a.jsonl").write_text(
        json.dumps({"title": "Talks  go on", "text": f"Talks go on\n\n{BODY}"}), encoding="utf-8"
    )
    assert read_articles(tmp_path)["text"].tolist() == [BODY]


def test_a_data_frame_is_read_and_left_alone():
    frame = pd.DataFrame(
        {
            "Body": [BODY, f"{BODY} More.", None],
            "publishedAt": ["2025-03-18T10:00:00Z", None, "2025-03-19"],
            "source": [{"id": None, "name": "The Paper"}, None, None],
            "topic": ["a", "b", "c"],
        },
        index=[7, 7, 7],
    )
    before = frame.copy(deep=True)
    with pytest.warns(ArticleWarning, match="record 3: has no text"):
        articles = read_articles(frame)
    pd.testing.assert_frame_equal(frame, before)
    assert articles["article_id"].tolist() == ["table#1", "table#2"]
    assert articles["publisher"].tolist() == ["The Paper", ""]
    assert articles["published"].isna().tolist() == [False, True]
    assert articles["topic"].tolist() == ["a", "b"]


def test_days_of_a_parquet_file_do_not_move_with_the_zone(tmp_path):
    day = pd.Timestamp("2025-03-18 23:30", tz="America/New_York")
    pd.DataFrame({"text": [BODY], "date": [day]}).to_parquet(tmp_path / "a.parquet")
    assert read_articles(tmp_path)["published"].tolist() == [pd.Timestamp("2025-03-18")]


def test_identifiers_are_unique_over_files(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(f"id,text\n1,Text of {name}.\n", encoding="utf-8")
    articles, faults = scan_articles(tmp_path)
    assert articles["article_id"].tolist() == ["1"]
    assert str(tmp_path / "b.csv") in str(faults[0])
    assert "a.csv" in str(faults[0])


def test_links_keep_their_names(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text(BODY, encoding="utf-8")
    (tmp_path / "link").mkdir()
    try:
        (tmp_path / "link" / "b.txt").symlink_to(tmp_path / "real" / "a.txt")
    except OSError:
        pytest.skip("links are not allowed here")
    files, _ = list_files([tmp_path / "link"])
    assert [file.name for file in files] == ["b.txt"]


def test_extra_columns_of_several_tables(tmp_path):
    (tmp_path / "a.csv").write_text("text,topic\nOne here.,x\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Two here.", encoding="utf-8")
    articles = read_articles(tmp_path)
    assert articles["topic"].iloc[0] == "x"
    assert pd.isna(articles["topic"].iloc[1])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "text": st.one_of(st.none(), st.text(max_size=80), st.just(BODY)),
                "date": st.one_of(st.none(), st.dates().map(str), st.text(max_size=12)),
                "id": st.one_of(st.none(), st.sampled_from(["a", "b"])),
            }
        ),
        min_size=1,
        max_size=6,
    )
)
def test_every_record_is_read_or_reported(records):
    articles, faults = scan_articles(pd.DataFrame(records, index=[0] * len(records)))
    rejected = [fault for fault in faults if "kept without" not in fault.problem]
    assert len(articles) + len({fault.row for fault in rejected}) == len(records)
    assert articles["article_id"].is_unique
    assert articles["text"].str.strip().ne("").all()
