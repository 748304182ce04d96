"""The report: complete or not there, everything escaped, nothing from another host."""

from __future__ import annotations

import socket
import sys
from html import unescape

import pandas as pd
import pytest

from analysis import report as module
from analysis.errors import InputError
from analysis.gather import without_repeats
from analysis.pages import remote_requests
from analysis.report import FIGURES, TABLES, analyze, build_report
from analysis.statements import load_statements
from analysis.tables import data_path

HOSTILE = "<script>alert('owned')</script><img src=http://evil.example/x.png>"


def statements(**columns):
    base = {
        "statement_id": ["s1", "s2", "s3", "s4"],
        "speaker": ["Zelensky", "Zelensky", "Peskov", "Peskov"],
        "said_on": ["2025-03-01", "2025-03-02", "2025-03-01", "2025-03-05"],
        "text": ["We want a ceasefire.", "Good talks.", "A ceasefire is bad.", "No progress."],
        "quote": ["We want a great ceasefire.", "Good talks.", "A terrible idea.", "Bad news."],
    }
    return pd.DataFrame(base | columns)


def save(frame, path):
    frame.to_csv(path, index=False)
    return path


def names(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a report opens no socket")

    monkeypatch.setattr(socket, "socket", refuse)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return build_report(data_path("articles"), tmp_path_factory.mktemp("made") / "report")


def test_all_files_of_a_full_report(made):
    folder = made.page.parent
    expected = [f"{t}.csv" for t in TABLES] + [f"figures/{f}.png" for f in FIGURES]
    assert names(folder) == sorted([*expected, "index.html"])
    for figure in FIGURES:
        assert (folder / "figures" / f"{figure}.png").read_bytes().startswith(b"\x89PNG")
    assert len(load_statements(folder / "statements.csv")) == len(made.gathered.statements)
    assert len(load_statements(folder / "scored.csv")) == len(made.results.scored)
    assert sorted(p.name for p in folder.parent.iterdir()) == ["report"]


def test_the_page_says_what_was_found(made):
    page = made.page.read_text("utf-8")
    assert "8 articles read, 0 rejected" in page
    assert page.index("<h2>Findings") < page.index("<h2>Tone") < page.index("<h2>Method")
    assert page.count("data:image/png;base64,") == len(FIGURES)
    assert "Zelensky: mean polarity" in page
    assert remote_requests(page) == []
    for quotation in made.gathered.unattributed["text"]:
        assert quotation in unescape(page)


def test_same_input_same_bytes(made, tmp_path):
    again = build_report(data_path("articles"), tmp_path / "other").page.parent
    for name in names(again):
        assert (again / name).read_bytes() == (made.page.parent / name).read_bytes(), name


def test_texts_are_escaped(tmp_path):
    article = tmp_path / "a.csv"
    text = f"“{HOSTILE} is great,” Volodymyr Zelensky said. “{HOSTILE}.”"
    frame = pd.DataFrame({"article_id": [HOSTILE], "text": [text], "published": ["2025-03-01"]})
    save(frame, article)
    page = build_report(article, tmp_path / "out").page.read_text("utf-8")
    assert "&lt;script&gt;" in page
    assert "<script" not in page.lower() and "<img src=http" not in page
    assert remote_requests(page) == []


def test_hostile_speakers_and_rejected_files(tmp_path):
    table = save(statements(speaker=[HOSTILE, HOSTILE, "B", "B"]), tmp_path / "s.csv")
    page = build_report(table, tmp_path / "one").page.read_text("utf-8")
    assert "<script" not in page.lower() and "&lt;script&gt;" in page
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "good.txt").write_text("“It is good,” Dmitry Peskov said.", "utf-8")
    (articles / "<b>empty.txt").write_text("", "utf-8")
    made = build_report(articles, tmp_path / "two", published="2025-03-01")
    page = made.page.read_text("utf-8")
    assert "&lt;b&gt;empty.txt" in page and "<b>empty" not in page
    assert len(made.gathered.faults) == 1 and made.gathered.incomplete
    with pytest.raises(InputError):
        build_report(articles, tmp_path / "three", errors="raise")
    assert not (tmp_path / "three").exists()


def test_one_speaker_and_nothing_scored_still_make_a_report(tmp_path):
    one = save(statements(speaker="Zelensky"), tmp_path / "one.csv")
    made = build_report(one, tmp_path / "one")
    page = made.page.read_text("utf-8")
    assert "there is nobody to compare with" in page and "no difference to test" in page
    assert "figures/sentiment.png" in names(made.page.parent)

    none = save(statements(quote="", text="The table."), tmp_path / "none.csv")
    made = build_report(none, tmp_path / "none")
    page = made.page.read_text("utf-8")
    assert "no statement of a named speaker could be scored" in page
    assert "no statement takes a position" in page
    assert names(made.page.parent) == sorted(["index.html", *(f"{t}.csv" for t in TABLES)])


def test_articles_without_statements_still_make_a_report(tmp_path):
    (tmp_path / "a.txt").write_text("The sky was gray all day.\n", "utf-8")
    made = build_report(tmp_path / "a.txt", tmp_path / "out")
    assert made.gathered.statements.empty and made.gathered.incomplete
    page = made.page.read_text("utf-8")
    assert "1 article read, 0 rejected, 0 statements, 0 quotations unattributed" in page
    assert (made.page.parent / "statements.csv").read_text("utf-8").startswith("statement_id,")


def test_rows_without_speaker_are_in_no_comparison():
    results = analyze(load_statements(statements(speaker=["", "A", "B", "B"])))
    assert list(results.estimates["speaker"]) == ["A", "B"]
    assert "" not in set(results.stances["speaker"])
    assert len(results.scored) == 4


def test_a_month_is_not_shown_as_a_day(tmp_path):
    table = save(statements(said_on=["2025-03", "2025-03-02", "", ""]), tmp_path / "s.csv")
    page = build_report(table, tmp_path / "out").page.read_text("utf-8")
    assert ">2025-03</span>" in page and "2025-03-01" not in page
    assert "Said from 2025-03-02 to 2025-03-02; 3 without a day." in page


def test_words_in_text_and_quote_count_once():
    table = load_statements(
        statements(
            text=["He wants “a ceasefire”.", "“One,\n\n“two.” … end", "A paraphrase.", "x"],
            quote=["a ceasefire", "One, two. … end", "His words.", ""],
        )
    )
    assert list(without_repeats(table)["quote"]) == ["", "", "His words.", ""]
    assert table["quote"].iloc[0] == "a ceasefire"
    fields = {item.field for items in analyze(table).stances["evidence"] for item in items}
    assert fields == {"text"}


def test_few_speakers_are_compared_of_many():
    many = pd.concat([statements(speaker=f"P{n:02}") for n in range(12)], ignore_index=True)
    many["statement_id"] = [f"s{n}" for n in range(len(many))]
    results = analyze(load_statements(many))
    assert results.compared == [f"P{n:02}" for n in range(module.MOST)]
    assert len(results.estimates) == 12
    assert set(results.contrasts["speaker_a"]) <= set(results.compared)


def test_an_earlier_report_is_replaced_and_nothing_else(tmp_path):
    table = save(statements(), tmp_path / "s.csv")
    out = tmp_path / "out"
    first = build_report(table, out)
    before = first.page.read_bytes()
    (out / "figures" / "positions.png").unlink()
    assert build_report(table, out).page.read_bytes() == before
    assert "figures/positions.png" in names(out)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match=r"notes\.txt"):
        build_report(table, out)
    assert (out / "notes.txt").read_text() == "mine"

    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "index.html").write_text("<h1>My own page</h1>")
    with pytest.raises(InputError, match="no report"):
        build_report(table, foreign)
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="is a file"):
        build_report(table, tmp_path / "file")


def test_a_failure_leaves_the_earlier_report_as_it_was(tmp_path, monkeypatch):
    table = save(statements(), tmp_path / "s.csv")
    out = tmp_path / "out"
    build_report(table, out)
    before = {name: (out / name).read_bytes() for name in names(out)}
    monkeypatch.setattr(module, "draw", lambda results: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build_report(table, out)
    assert {name: (out / name).read_bytes() for name in names(out)} == before
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".out")]


def test_copies_are_left_out_and_named(tmp_path):
    text = "“It is good,” Dmitry Peskov said."
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(text, "utf-8")
    made = build_report([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "out")
    assert len(made.gathered.statements) == 1
    assert "b.txt has the same text as a.txt" in made.page.read_text("utf-8")


def test_a_missing_package_is_one_line_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "analysis.report_page", None)
    monkeypatch.setattr(module, "gather_any", lambda *args, **kwargs: pytest.fail("began to work"))
    with pytest.raises(InputError, match="pip install"):
        build_report(save(statements(), tmp_path / "s.csv"), tmp_path / "out")
