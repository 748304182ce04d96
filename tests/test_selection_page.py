"""A view as chart, as HTML and as files."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

import analysis as parley
from analysis.selection import Selection, View, view_selection
from analysis.selection_page import (
    draw_view,
    export_view,
    in_words,
    numbers_html,
    pages_of,
    statements_html,
)

HOSTILE = "<img src=x onerror=alert(1)> & good"


def made(count: int = 45, *, measure: str = "tone", speakers: int = 3) -> View:
    table = pd.DataFrame({"statement_id": [f"s{n:02d}" for n in range(count)]})
    table["speaker"] = [f"Speaker {n % speakers}" for n in range(count)]
    table["said_on"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(range(count), unit="D")
    statements = parley.load_statements(table.assign(text=HOSTILE))
    stances = table[["statement_id"]].assign(issue="talks", stance="favor", conditional=False)
    stances.loc[stances.index % 2 == 0, "stance"] = "against"
    scored = parley.score_sentiment(statements, on="text")
    return view_selection(statements, Selection(measure), scored=scored, stances=stances)


@pytest.mark.parametrize(
    ("measure", "kind"),
    [("tone", "Dot plot"), ("positions", "Dot plot"), ("shares", "Diverging bars")],
)
@pytest.mark.parametrize("speakers", [2, 20])
def test_chart_follows_the_measure_and_says_whose_scores(measure, kind, speakers):
    view = made(60, measure=measure, speakers=speakers)
    chart = draw_view(view, by="hand", source="Test")
    assert chart.alt.startswith(kind) and ", by hand" in chart.alt
    assert chart.png.startswith(b"\x89PNG")


def test_there_is_no_chart_of_nothing():
    view = made()
    empty = View(view.selection, view.statements[:0], view.numbers[:0], view.parts, "", "nothing")
    assert draw_view(empty) is None
    assert statements_html(empty) == "<p>No statements to show.</p>"


def test_choices_in_words():
    names = {"talks": "Talks should go on"}
    choice = Selection(
        speakers=("Ann", "Bob"), issues=("talks",), media=("speech", ""), last="2025-03-01"
    )
    assert in_words(choice, labels=names) == (
        "chosen: Ann, Bob; Talks should go on; speech, (not given); to 2025-03-01"
    )
    assert in_words(Selection("shares", order="oldest first")) == ""
    assert "and 2 more" in in_words(Selection(speakers=tuple("abcdefgh")))


def days(html: str) -> list[str]:
    cells = BeautifulSoup(html, "html.parser").select("tbody tr td:nth-child(2)")
    return [cell.get_text() for cell in cells]


def test_pages_hold_all_statements_once():
    view = made(45)
    assert pages_of(view) == 3
    pages = [statements_html(view, page=page) for page in (1, 2, 3)]
    shown = [day for page in pages for day in days(page)]
    assert [len(days(page)) for page in pages] == [20, 20, 5]
    assert shown == sorted(set(shown), reverse=True)
    assert "Statements 41 to 45 of 45, newest first." in pages[2]
    assert statements_html(view, page=99) == pages[2]
    assert statements_html(view, page=0) == pages[0]


def test_words_are_marked_and_text_is_escaped():
    view = made(3)
    html = statements_html(view)
    soup = BeautifulSoup(html, "html.parser")
    assert [mark.get_text() for mark in soup.select("mark")] == ["good"] * 3
    assert not soup.select("img") and HOSTILE in soup.get_text().replace("+0.70", "")
    assert "Marked: the words that were scored." in html
    bare = View(
        view.selection, view.statements.drop(columns="evidence"), view.numbers, view.parts, "", ""
    )
    assert "These come without words to mark." in statements_html(bare)


def test_issues_stand_with_their_names():
    html = statements_html(made(2, measure="positions"), labels={"talks": "Talks <should> go on"})
    assert "Talks &lt;should&gt; go on" in html
    assert "Statements and positions 1 to 2 of 2" in html


def test_numbers_are_escaped_and_complete():
    view = made(6)
    numbers = view.numbers.assign(speaker=HOSTILE)
    other = View(view.selection, view.statements, numbers, view.parts, "", "")
    soup = BeautifulSoup(numbers_html(other), "html.parser")
    heads = [head.get_text() for head in soup.select("th")]
    assert heads == list(numbers.columns) and not soup.select("img")
    assert len(soup.select("tbody tr")) == 3


def test_export_holds_the_selection_and_never_overwrites(tmp_path):
    view = made(45)
    folder = tmp_path / "new" / "folder"
    first = export_view(view, folder, by="hand")
    assert [path.name for path in first] == [
        f"selection_{what}.csv" for what in ("statements", "numbers", "choices")
    ]
    before = [path.read_bytes() for path in first]
    (folder / "selection-2_numbers.csv").write_text("mine")
    third = export_view(made(6), folder)
    assert [path.name.split("_")[0] for path in third] == ["selection-3"] * 3
    assert [path.read_bytes() for path in first] == before
    assert (folder / "selection-2_numbers.csv").read_text() == "mine"
    back = parley.load_statements(first[0])
    assert back["statement_id"].tolist() == view.statements["statement_id"].tolist()
    assert back["polarity"].tolist() == view.statements["polarity"].tolist()
    numbers = pd.read_csv(first[1], keep_default_na=False)
    assert numbers["n"].tolist() == [15, 15, 15]
    assert pd.read_csv(first[2])["value"].tolist() == [
        str(view.selection), "hand", view.summary,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a\nb"])
def test_export_refuses_names_that_lead_elsewhere(tmp_path, name):
    with pytest.raises(parley.InputError, match="no name for files"):
        export_view(made(3), tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_export_says_where_it_cannot_write(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(parley.InputError, match="cannot be written to"):
        export_view(made(3), tmp_path / "file")
