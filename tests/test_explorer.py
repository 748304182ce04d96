"""The explorer's controls, without a browser: what they are, and that all else follows them.

tests/browser/drive_explorer.py uses them in JupyterLab by keys and mouse.
"""

from __future__ import annotations

import datetime as dt

import ipywidgets as widgets
import pandas as pd
import pytest
from documents import words

import analysis as parley
from analysis.explorer import Explorer, explore
from analysis.selection import Selection


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    return parley.load_statements()


@pytest.fixture(scope="module")
def labeled(statements) -> pd.DataFrame:
    return parley.labeled_stances(parley.load_labels(), statements)


@pytest.fixture(scope="module")
def scored(statements) -> pd.DataFrame:
    return parley.score_sentiment(statements)


@pytest.fixture
def explorer(statements, labeled, scored) -> Explorer:
    stances = {"labels": labeled, "again": lambda table: labeled}
    return explore(statements, stances=stances, scored={"textblob": scored})


def controls(root) -> list:
    found = [root] if isinstance(root, (widgets.ValueWidget, widgets.Button)) else []
    return found + [each for child in getattr(root, "children", ()) for each in controls(child)]


def control(root, label: str):
    (found,) = [c for c in controls(root) if c.description == label]
    return found


def shown(root) -> str:
    return "\n".join(c.value for c in controls(root) if isinstance(c, widgets.HTML))


def test_every_control_has_a_label(explorer):
    for each in controls(explorer):
        assert isinstance(each, widgets.HTML) or each.description


def test_chart_statements_and_numbers_follow_each_control(explorer):
    assert "365 of 365 statements" in shown(explorer)
    control(explorer, "Peskov (122)").value = True
    assert explorer.view.selection == Selection(speakers=("Peskov",))
    assert set(explorer.view.statements["speaker"]) == {"Peskov"}
    assert "122 of 365" in shown(explorer) and "Zelensky" not in repr(explorer)
    control(explorer, "Measure").value = ("positions", "")
    assert "Where each speaker stands on each issue, by labels" in repr(explorer)
    control(explorer, "Codes by").value = "again"
    assert "each issue, by again" in shown(explorer)
    control(explorer, "Fighting should stop first").value = True
    assert explorer.view.numbers["n"].tolist() == [4]
    control(explorer, "Order").value = "lowest first"
    assert explorer.view.statements["stance"].tolist() == ["against"] * 2 + ["favor"] * 2
    control(explorer, "From").value = dt.date(2025, 12, 1)
    assert explorer.view.statements["statement_id"].tolist() == ["peskov-152"]
    control(explorer, "briefing (124)").value = True
    control(explorer, "To").value = dt.date(2025, 11, 30)
    assert "No statement fits these choices" in shown(explorer) and "<img" not in shown(explorer)
    control(explorer, "Clear all choices").click()
    cleared = Selection("positions", order="lowest first")
    assert explorer.view.selection == cleared and "365 of 365" in shown(explorer)


def test_pages(explorer):
    page = control(explorer, "Page")
    assert page.max == 19 and "Statements 1 to 20 of 365" in shown(explorer)
    page.value = 19
    assert "Statements 361 to 365 of 365" in shown(explorer)
    control(explorer, "Witkoff (120)").value = True
    assert page.value == 1 and page.max == 6


def test_export_names_the_folder_and_what_went_wrong(explorer, tmp_path):
    control(explorer, "Witkoff (120)").value = True
    control(explorer, "Folder").value = str(tmp_path / "out")
    control(explorer, "Save as CSV").click()
    assert str(tmp_path / "out") in shown(explorer)
    saved = parley.load_statements(tmp_path / "out" / "selection_statements.csv")
    assert set(saved["speaker"]) == {"Witkoff"} and len(saved) == 120
    control(explorer, "File name").value = "a/b"
    control(explorer, "Save as CSV").click()
    assert "no name for files" in shown(explorer)


def test_tables_are_made_once_and_only_when_chosen(statements, labeled, scored):
    asked = []

    def score(table):
        asked.append(len(table))
        return scored

    made = explore(statements, stances=labeled, scored={"quick": scored, "slow": score})
    assert asked == []
    for method in ("slow", "quick", "slow"):
        control(made, "Measure").value = ("tone", method)
    assert asked == [365]
    assert "Codes by" not in {c.description for c in controls(made)}


def test_a_page_without_code_shows_the_first_chart(explorer):
    data, about = explorer._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == explorer.model_id
    assert explorer.model_id.startswith("parley-explorer-")
    assert about["image/png"]["alt"] in data["text/plain"]
    assert data["text/plain"].startswith("Explorer: open this notebook in JupyterLab")
    assert data["image/png"]


def test_two_explorers_do_not_share_a_model(explorer, statements, labeled, scored):
    assert explore(statements, stances=labeled, scored=scored).model_id != explorer.model_id


@pytest.mark.parametrize("speakers", [1, 2, 20])
def test_any_table_of_statements(speakers):
    rows = [{"statement_id": n, "speaker": f"S{n % speakers}", "text": "good"} for n in range(40)]
    made = explore(pd.DataFrame(rows))
    labels = {c.description for c in controls(made)}
    assert {"S0 (40)", "S0 (20)", "S0 (2)"} & labels
    assert not {"From", "To", "Codes by"} & labels and "Medium" not in shown(made)
    assert explorer_n(made) == 40 and "<mark" in shown(made)


def explorer_n(made: Explorer) -> int:
    return int(made.view.numbers["n"].sum())


def test_statements_without_a_day_stay_until_days_are_chosen(statements):
    table = statements.head(6).assign(said_on=[pd.NaT, *statements["said_on"].head(6)[1:]])
    made = explore(table)
    assert len(made.view.statements) == 6
    control(made, "To").value = table["said_on"].max().date() - dt.timedelta(days=1)
    assert "1 without a day left out" in made.view.summary


def test_hostile_text_is_escaped_everywhere(tmp_path):
    bad = "<img src=x onerror=alert(1)>"
    row = {"statement_id": bad, "speaker": bad, "text": bad, "quote": f"{bad} good"}
    made = explore(pd.DataFrame([row]), source=bad)
    control(made, "File name").value = bad
    control(made, "Save as CSV").click()
    assert bad not in shown(made) and "&lt;img src=x" in shown(made)


def test_what_cannot_be_shown_is_said_in_a_sentence(statements, labeled, scored):
    methods = {"good": scored, "broken": labeled}
    made = explore(statements, stances=labeled, scored=methods)
    control(made, "Measure").value = ("tone", "broken")
    assert "needs the column polarity" in shown(made) and "<img" not in shown(made)
    control(made, "Measure").value = ("tone", "good")
    assert "365 of 365" in shown(made) and "<img" in shown(made)
    with pytest.raises(parley.InputError, match="needs the column polarity"):
        explore(statements, stances=labeled, scored=labeled)


def test_a_faulty_table_is_refused_at_once():
    with pytest.raises(parley.InputError, match="speaker"):
        explore(pd.DataFrame({"statement_id": ["a"], "text": ["b"]}))


# ---------------------------------------------------------------------- what notebook 07 says


def test_findings_of_the_notebook(statements, labeled):
    choice = Selection("positions", issues=("ceasefire",), order="lowest first")
    view = parley.view_selection(statements, choice, stances=labeled)
    numbers = view.numbers.set_index("speaker")
    sides = {who: (row.favor, row.against) for who, row in numbers.iterrows()}
    assert sides == {"Zelensky": (10, 1), "Witkoff": (7, 3), "Peskov": (2, 2)}
    clear = numbers[(numbers["ci_low"] > 0) | (numbers["ci_high"] < 0)]
    assert list(clear.index) == ["Zelensky"] and clear["ci_low"].item() > 0
    against = view.statements[view.statements["stance"] == "against"]["speaker"].value_counts()
    assert against.sum() == 6 and against["Witkoff"] == 3
    text = words("notebooks/07_explorer.ipynb")
    assert "10 statements in favor, 1 against. Witkoff (7 to 3) and Peskov (2 to 2)" in text
    assert "Of the six statements against, three are Witkoff's" in text
