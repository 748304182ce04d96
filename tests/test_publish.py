"""The report: complete or not replaced, the same every time, nothing from another host."""

from __future__ import annotations

import base64
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis import pages, publish

HOSTILE = "<script>document.title='owned'</script><img src=http://evil.example/x.png>"
PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n-pretend").decode()
CHART = (
    "from IPython.display import display\n"
    f"picture = {{'image/png': '{PIXEL}', 'text/plain': 'chart'}}\n"
    "display(picture, raw=True, metadata={'image/png': {'alt': 'Dots & \"bars\"'}})"
)


def notebook(*cells):
    made = new_notebook(
        cells=[new_markdown_cell(c[3:]) if c.startswith("md:") else new_code_cell(c) for c in cells]
    )
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def write(folder: Path, **notebooks) -> Path:
    folder.mkdir(exist_ok=True)
    for name, made in notebooks.items():
        nbformat.write(made, folder / f"{name}.ipynb")
    return folder


FIRST = notebook(
    "md:# The *first* one\n\nAbout it. [On](01_second.ipynb#Findings), "
    "[out](https://example.org), [elsewhere](absent.ipynb).",
    CHART,
    f"hostile = {HOSTILE!r}\nprint(hostile)",
    "import pandas as pd\npd.DataFrame({'text': [hostile]})",
    "hostile",
    "md:## Findings\n\n- Peskov is **calmer**.\n- Not this.",
)
SECOND = notebook(
    "md:# The second\n\nIts own paragraph.",
    "import os\nsorted({'b', 'a'}), os.path.basename(os.getcwd()), os.environ['MPLBACKEND']",
)
STATEMENTS = pd.DataFrame(
    {
        "speaker": ["Zelensky", "Peskov", "Zelensky", "Nobody"],
        "said_on": pd.to_datetime(["2025-03-01", "2024-11-06", "2026-02-24", None]),
    }
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """One published report: (folder of notebooks, report folder, file contents before)."""
    top = tmp_path_factory.mktemp("it's a report")
    folder = write(top / "notes", **{"00_first": FIRST, "01_second": SECOND})
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    index = publish.publish_notebooks(folder, top / "report", statements=STATEMENTS)
    assert index == (top / "report" / "index.html").resolve()
    return folder, top / "report", before


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def test_one_page_a_notebook_and_nothing_half_written(made):
    folder, report, before = made
    assert {p.name for p in report.iterdir()} == {"index.html", "00_first.html", "01_second.html"}
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert {p.name for p in report.parent.iterdir()} == {"notes", "report"}


def test_index_has_a_card_for_each_notebook(made):
    index = soup(made[1] / "index.html")
    cards = index.select(".card")
    assert [c.h2.get_text() for c in cards] == ["The first one", "The second"]
    assert [c.p.get_text() for c in cards] == ["Peskov is calmer.", "Its own paragraph."]
    assert [c.h2.a["href"] for c in cards] == ["00_first.html", "01_second.html"]
    assert cards[0].img["alt"] == 'Dots & "bars"'
    assert cards[0].img["src"] == f"data:image/png;base64,{PIXEL}"
    assert cards[1].img is None
    foot = "4 statements: Zelensky 2, Nobody 1, Peskov 1; said from 2024-11-06 to 2026-02-24."
    assert index.footer.get_text() == foot
    assert index.html["lang"] == "en"


def test_links_between_notebooks_lead_to_pages(made):
    targets = {a.get_text(): a["href"] for a in soup(made[1] / "00_first.html").main.select("a")}
    assert targets["On"] == "01_second.html#Findings"
    assert targets["out"] == "https://example.org"
    assert targets["elsewhere"] == "absent.ipynb"


def test_picture_is_embedded_with_its_description(made):
    (image,) = soup(made[1] / "00_first.html").main.select("img")
    assert image["src"].startswith("data:image/png;base64,")
    assert image["alt"] == 'Dots & "bars"'


def test_hostile_text_is_shown_not_run(made):
    page = soup(made[1] / "00_first.html")
    assert page.select("script, iframe, object") == []
    shown = [o.get_text() for o in page.select(".output") if "owned" in o.get_text()]
    assert len(shown) == 3  # printed, in a table, as a bare value
    policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_pages_ask_no_other_host(made):
    for path in made[1].iterdir():
        assert pages.remote_requests(path.read_text("utf-8")) == []


def test_executed_in_its_own_folder_with_inline_charts(made):
    text = soup(made[1] / "01_second.html").select_one(".output pre").get_text()
    assert text == "(['a', 'b'], 'notes', 'module://matplotlib_inline.backend_inline')"


def test_second_run_is_the_same_to_the_byte(made):
    folder, report, _ = made
    before = {p.name: p.read_bytes() for p in report.iterdir()}
    publish.publish_notebooks(folder, report, statements=STATEMENTS)
    assert {p.name: p.read_bytes() for p in report.iterdir()} == before


def test_failing_notebook_leaves_the_earlier_report(tmp_path):
    folder = write(tmp_path / "notes", **{"02_bad": notebook("md:# Bad", "1", "x = [\n1]\n1 / 0")})
    report = tmp_path / "report"
    report.mkdir()
    old = '<html><meta name="generator" content="Parley">old'
    (report / "index.html").write_text(old)
    with pytest.raises(publish.PublishError) as caught:
        publish.publish_notebooks(folder, report)
    assert str(caught.value) == (
        "02_bad.ipynb: code cell 2 of 2 (x = [) failed: ZeroDivisionError: division by zero"
    )
    assert (report / "index.html").read_text() == old
    assert {p.name for p in tmp_path.iterdir()} == {"notes", "report"}


@pytest.mark.parametrize("content", ["{", "{}", ""])
def test_broken_file_is_named(tmp_path, content):
    (tmp_path / "00.ipynb").write_text(content)
    with pytest.raises(publish.PublishError, match=r"^00\.ipynb: no readable notebook"):
        publish.publish_notebooks(tmp_path, tmp_path / "report")


def test_no_notebooks_is_one_line(tmp_path):
    with pytest.raises(publish.PublishError, match="no notebooks"):
        publish.publish_notebooks(tmp_path, tmp_path / "report")


@pytest.mark.parametrize("name", ["thesis.docx", "mine.html"])
def test_a_folder_of_something_else_is_never_replaced(tmp_path, name):
    folder = write(tmp_path / "notes", a=notebook("md:# A"))
    mine = tmp_path / "out" / name
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(publish.PublishError, match=re.escape(name)):
        publish.publish_notebooks(folder, mine.parent)
    assert mine.read_text() == "mine"


def test_command_line_reports_in_one_line(tmp_path, capsys, monkeypatch):
    statements = pytest.importorskip("analysis.statements")
    monkeypatch.setattr(statements, "load_statements", lambda: STATEMENTS)
    assert publish.main([str(tmp_path), "--out", str(tmp_path / "report")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("parley: ")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<script src="https://cdn.example/x.js"></script>', ["https://cdn.example/x.js"]),
        ("<img src=//cdn.example/x.png>", ["//cdn.example/x.png"]),
        ('<img srcset="a.png, http://e.example/b.png 2x">', ["http://e.example/b.png 2x"]),
        ('<link rel=stylesheet href="http://e.example/a.css">', ["http://e.example/a.css"]),
        ("<style>@import 'https://e.example/a.css';</style>", ["https://e.example/a.css"]),
        ('<p style="background:url(http://e.example/b)">', ["http://e.example/b"]),
        ('<iframe src="FTP://e.example/"></iframe>', ["FTP://e.example/"]),
        ('<svg><image xlink:href="http://e.example/c"/></svg>', ["http://e.example/c"]),
        ('<a href="https://example.org">http://example.org</a>', []),
        ('<img src="data:image/png;base64,AAAA//8=" alt="http://x.example">', []),
        ("<pre>&lt;img src=http://evil.example/x.png&gt;</pre>", []),
    ],
)
def test_remote_requests(html, expected):
    assert pages.remote_requests(html) == expected


def test_output_that_loads_from_elsewhere_stops_the_report(tmp_path, monkeypatch):
    made = notebook("md:# A", "x")
    made.cells[1].outputs = [
        new_output("display_data", {"text/html": "<img src='https://e.example/a.png'>"})
    ]
    folder = write(tmp_path / "notes", a=made)
    monkeypatch.setattr(publish, "execute", lambda path, **_: nbformat.read(path, as_version=4))
    with pytest.raises(publish.PublishError, match=r"^a\.html: would load https://e\.example"):
        publish.publish_notebooks(folder, tmp_path / "report")
    assert not (tmp_path / "report").exists()


def test_widget_is_shown_as_its_picture_and_loads_nothing(tmp_path):
    kind = "application/vnd.jupyter.widget-state+json"
    shown = notebook(
        "md:# Controls",
        "import ipywidgets\nbox = ipywidgets.Checkbox(description='tick me')",
        CHART.replace("picture = {", "picture = box._repr_mimebundle_() | {"),
    )
    stale = {"model": {"model_name": "M", "model_module": "m", "state": {}}}
    shown.metadata["widgets"] = {kind: {"version_major": 2, "version_minor": 0, "state": stale}}
    executed = publish.execute(write(tmp_path / "notes", shown=shown) / "shown.ipynb")
    assert "widgets" not in executed.metadata
    assert "application/vnd.jupyter.widget-view+json" in executed.cells[2].outputs[0].data
    index = publish.publish_notebooks(tmp_path / "notes", tmp_path / "report")
    page = soup(index.parent / "shown.html")
    assert [image["alt"] for image in page.select("img")] == ['Dots & "bars"']
    assert not page.select("script") and "vnd.jupyter.widget" not in str(page)


def test_title_and_finding_fall_back():
    assert pages.describe(notebook("1"), name="x") == pages.Page("x.html", "x", "", None)
    page = pages.describe(notebook("md:# T\n\n<b>Bold</b>  and\nplain."), name="x")
    assert (page.title, page.finding) == ("T", "Bold and plain.")


def test_counts_do_not_hang_on_row_order():
    line = publish.corpus_line(STATEMENTS)
    assert publish.corpus_line(STATEMENTS.iloc[::-1]) == line
    assert publish.corpus_line(STATEMENTS.iloc[[3]]) == "1 statements: Nobody 1."
