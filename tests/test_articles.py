from __future__ import annotations

import datetime as dt
import json
import warnings
from pathlib import Path

import pandas as pd
import pytest

from analysis.articles import (
    COLUMNS,
    ArticleWarning,
    find_duplicates,
    read_articles,
    scan_articles,
)
from analysis.errors import InputError

BODY = "The delegations met on Sunday. “We are close,” the envoy said of the talks."
LINES = [f"{BODY} Round {n} is over." for n in range(6)]
PAGE = f"""<html><head><title>Page | The Paper</title>
<meta property="og:title" content="Page"><meta property="og:site_name" content="The Paper">
<meta property="article:published_time" content="2025-03-19T10:00:00Z"></head>
<body><article><h1>Page</h1><p>{"</p><p>".join(LINES)}</p><p>Advertisement</p></article>
</body></html>"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    files = {
        "b.txt": f"A headline of ours\n\nPublished: 2025-03-18\n\nBy John Smith\n\n{BODY}\n",
        "sub/a.txt": f"{BODY}\n",
        "page.html": PAGE,
        "two.jsonl": json.dumps({"headline": "One", "body": BODY, "date": "2025-03-20"})
        + "\n"
        + json.dumps({"headline": "Two", "body": f"{BODY} More.", "source": "The Paper"})
        + "\n",
        "table.csv": f'id,date,text,topic\nx-1,2025-03-21,"{BODY}",talks\n',
        ".hidden/c.txt": BODY,
        ".draft.txt": BODY,
        "notes.md": "Not an article.",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pd.DataFrame(
        {"content": [BODY], "published_at": [pd.Timestamp("2025-03-22T23:00Z")]}
    ).to_parquet(tmp_path / "wire.parquet")
    return tmp_path


def rows(frame):
    return frame.set_index("article_id")


def test_a_folder(folder):
    articles = read_articles(folder, errors="raise")
    assert tuple(articles.columns[: len(COLUMNS)]) == COLUMNS
    assert articles["article_id"].tolist() == [
        "b.txt", "page.html", "sub/a.txt", "x-1", "two.jsonl#1", "two.jsonl#2", "wire.parquet#1",
    ]  # fmt: skip
    assert articles["published"].dtype == "datetime64[us]"
    days = articles["published"].dt.strftime("%m-%d").fillna("").tolist()
    assert days == ["03-18", "03-19", "", "03-21", "03-20", "", "03-22"]
    assert rows(articles)["title"].to_dict() == {
        "b.txt": "A headline of ours", "page.html": "Page", "sub/a.txt": "", "x-1": "",
        "two.jsonl#1": "One", "two.jsonl#2": "Two", "wire.parquet#1": "",
    }  # fmt: skip
    assert rows(articles).loc["b.txt", "text"] == BODY
    assert rows(articles).loc["page.html", "text"] == "\n\n".join(LINES)
    assert rows(articles).loc["two.jsonl#2", "publisher"] == "The Paper"
    assert set(articles["language"]) == {"en"}
    assert isinstance(articles.index, pd.RangeIndex)
    assert rows(articles).loc["x-1", "topic"] == "talks"


def test_the_same_again_and_from_elsewhere(folder, monkeypatch):
    first = read_articles(folder)
    pd.testing.assert_frame_equal(first, read_articles(str(folder)))
    monkeypatch.chdir(folder.parent)
    pd.testing.assert_frame_equal(first, read_articles(folder.name))
    pd.testing.assert_frame_equal(first, read_articles(f"./{folder.name}/"))
    pd.testing.assert_frame_equal(first, read_articles([folder]))


def test_a_copy_of_the_folder_gives_the_same_table(folder, tmp_path_factory):
    import shutil

    copy = tmp_path_factory.mktemp("elsewhere") / "copy"
    shutil.copytree(folder, copy)
    pd.testing.assert_frame_equal(read_articles(folder), read_articles(copy))


def test_a_list_of_files_and_folders(folder):
    articles = read_articles([folder / "sub", folder / "b.txt", folder / "b.txt"])
    assert articles["article_id"].tolist() == ["sub/a.txt", "b.txt"]
    assert read_articles(folder / "b.txt")["article_id"].tolist() == ["b.txt"]
    assert read_articles(path for path in [folder / "b.txt"])["article_id"].tolist() == ["b.txt"]


def test_published_for_those_without(folder):
    articles = rows(read_articles(folder, published="2025-04-01"))
    assert articles.loc["sub/a.txt", "published"] == pd.Timestamp("2025-04-01")
    assert articles.loc["b.txt", "published"] == pd.Timestamp("2025-03-18")
    for day in (dt.date(2025, 4, 1), dt.datetime(2025, 4, 1, 12), pd.Timestamp("2025-04-01")):
        same = rows(read_articles(folder, published=day))
        assert same.loc["sub/a.txt", "published"] == pd.Timestamp("2025-04-01")
    with pytest.raises(InputError, match="'soon' is not a day"):
        read_articles(folder, published="soon")


BROKEN = {
    "empty.txt": (b"", "is empty"),
    "blank.txt": (b" \n\n ", "is empty"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "binary"),
    "cut.txt": ("Песков заявил, что".encode()[:-1], "damaged"),
    "only.txt": (b"Advertisement\n\nShare on Facebook\n", "no text beside"),
    "empty.html": (b"<html><body></body></html>", "no article text"),
    "cut.parquet": (b"PAR1 and no more", "damaged"),
    "not.jsonl": (b"{'text': 1}\n", "not JSON"),
    "no_text.csv": (b"title,when\na,b\n", "the column is missing"),
    "list.json": (b"[]", "cannot read this kind"),
    "paper.pdf": (b"%PDF-1.7", "cannot read this kind"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_reported_and_the_rest_goes_on(folder, name):
    raw, reason = BROKEN[name]
    whole = read_articles(folder)
    (folder / name).write_bytes(raw)
    with pytest.warns(ArticleWarning) as caught:
        articles = read_articles(folder)
    assert len(caught) == 1
    assert str(folder / name) in str(caught[0].message)
    assert reason in str(caught[0].message)
    assert caught[0].filename == __file__
    pd.testing.assert_frame_equal(articles, whole)
    with pytest.raises(InputError, match=reason) as raised:
        read_articles(folder, errors="raise")
    assert [fault.file for fault in raised.value.faults] == [str(folder / name)]
    scan = scan_articles(folder)
    pd.testing.assert_frame_equal(scan.articles, whole)
    assert [fault.file for fault in scan.faults] == [str(folder / name)]
    assert reason in str(scan.faults[0])


def test_all_broken_files_in_one_warning(folder):
    for number in range(30):
        (folder / f"empty{number:02}.txt").write_bytes(b"")
    with pytest.warns(ArticleWarning, match=r"\.\.\. and 10 more") as caught:
        read_articles(folder)
    assert len(caught) == 1
    assert len(scan_articles(folder).faults) == 30


def test_a_file_that_vanishes(folder, monkeypatch):
    read_bytes = Path.read_bytes

    def vanish(path):
        if path.name in ("b.txt", "two.jsonl"):
            raise OSError(5, "Input/output error")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", vanish)
    articles, faults = scan_articles(folder)
    assert [Path(fault.file).name for fault in faults] == ["b.txt", "two.jsonl"]
    assert all("Input/output error" in fault.problem for fault in faults)
    assert len(articles) == 4


def test_a_bad_record_leaves_the_others(tmp_path):
    file = tmp_path / "a.jsonl"
    lines = [{"id": "a", "text": BODY}, {"id": "b", "text": ""}, {"id": "a", "text": "Once more."}]
    text = "\n".join(map(json.dumps, lines)) + "\n{not json}\n" + json.dumps({"text": "Last."})
    file.write_text(text, encoding="utf-8")
    articles, faults = scan_articles(file)
    assert articles["article_id"].tolist() == ["a", "a.jsonl#4"]
    problems = {fault.row: fault.problem for fault in faults}
    assert problems[2] == "has no text"
    assert "stands already" in problems[3]
    assert "not JSON" in problems[4]


def test_a_day_that_is_not_certain_is_reported_and_not_guessed(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text(f"A headline\n\nDate: 03/04/2025\n\n{BODY}", encoding="utf-8")
    articles, faults = scan_articles(file, published="2025-05-01")
    assert articles["published"].isna().all()
    assert articles["text"].tolist() == [BODY]
    assert "not one certain day" in str(faults[0])


def test_nothing_to_read(tmp_path):
    with pytest.raises(InputError, match="no articles there"):
        read_articles(tmp_path)
    assert len(scan_articles(tmp_path).articles) == 0
    assert tuple(scan_articles(tmp_path).articles.columns) == COLUMNS
    with pytest.raises(InputError, match="check the path"):
        read_articles(tmp_path / "none")
    (tmp_path / "a.docx").write_bytes(b"PK")
    with pytest.raises(InputError, match=r"save it as plain text"):
        read_articles(tmp_path / "a.docx")
    (tmp_path / "a.txt").write_bytes(b"")
    with pytest.raises(InputError, match="is empty"):
        read_articles(tmp_path)
    with pytest.raises(InputError, match="'ignore' is unknown"):
        read_articles(tmp_path, errors="ignore")


def test_articles_read_back(folder):
    articles = read_articles(folder)
    again = read_articles(articles)
    pd.testing.assert_frame_equal(again[list(COLUMNS)], articles[list(COLUMNS)])


def test_duplicates(tmp_path):
    frame = pd.DataFrame(
        {"article_id": ["a", "b", "c"], "text": ["One two.", "Other.", "One\n\ntwo."]}
    )
    assert find_duplicates(frame) == {"c": "a"}


def test_clean_reading_warns_of_nothing(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read_articles(folder)
