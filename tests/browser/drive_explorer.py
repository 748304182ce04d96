"""The explorer as a reader uses it in JupyterLab: by keys, by mouse, to the files on the disk."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

# What is typed at a control must not reach the notebook: "d d" would delete its cells.
CELLS = """() => {
  const notebook = window.jupyterapp.shell.currentWidget.content;
  return [notebook.model.cells.length, notebook.activeCellIndex];
}"""
FOCUSED = """() => {
  const at = document.activeElement;
  const label = at.labels?.length ? at.labels[0].innerText : at.innerText;
  const inside = !!at.closest('.parley-explorer');
  return inside ? (label || '(no label)').trim() : '';
}"""
PAGE_SIZE = 20


class Explorer:
    """The explorer on a page, and what it shows."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator(".parley-explorer")
        self.root.wait_for(timeout=30_000)
        self.root.locator("img").wait_for(timeout=30_000)

    def box(self, label: str) -> Locator:
        return self.root.locator(".widget-checkbox", has_text=label).locator("input")

    def status(self) -> str:
        said = self.root.locator("p[role=status]").all_inner_texts()
        return said[-1] if said else ""

    def chart(self) -> str:
        image = self.root.locator("img")
        return str(image.get_attribute("alt")) if image.count() else ""

    def list(self) -> str:
        return self.root.locator(".parley-evidence").inner_text()

    def speakers(self) -> set[str]:
        rows = self.root.locator(".parley-evidence tbody tr td:first-child")
        return set(rows.all_inner_texts())

    def until(self, condition: Callable[[], bool], complaint: str, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if condition():
                return
            time.sleep(0.1)
        raise RuntimeError(f"explorer: {complaint} (it says: {self.status()})")


def drive(page: Page, folder: Path, out: Path) -> None:
    """Use every control of the explorer of notebook 07; raises RuntimeError where one fails."""
    explorer = Explorer(page)
    explorer.root.scroll_into_view_if_needed()
    explorer.root.locator("select").first.focus()  # makes its cell the active one
    cells = page.evaluate(CELLS)
    _by_tab(explorer)
    _by_keys(explorer)
    if page.evaluate(CELLS) != cells:
        raise RuntimeError("explorer: keys typed at a control changed the notebook")
    page.screenshot(path=out / "07_explorer-keys.png")
    _by_mouse(explorer)
    page.screenshot(path=out / "07_explorer-mouse.png")
    _export(explorer, folder)
    explorer.root.get_by_label("Page", exact=True).scroll_into_view_if_needed()
    explorer.root.locator("mark").nth(9).scroll_into_view_if_needed()
    page.screenshot(path=out / "07_explorer-statements.png")


def _by_tab(explorer: Explorer) -> None:
    """Tab reaches all controls, each with a label, in the order in which they stand."""
    page, reached = explorer.page, list[str]()
    for _ in range(60):
        label = page.evaluate(FOCUSED)
        if not label:
            break
        if not reached or reached[-1] != label:  # a date has three fields under one label
            reached.append(label)
        if label == "Page":
            break
        page.keyboard.press("Tab")
    firsts = ["Measure", "Codes by", "Order", "From", "To", "Clear all choices"]
    lasts = ["Folder", "File name", "Save as CSV", "The numbers behind the chart"]
    lasts += ["These choices in code", "Page"]
    if reached[:6] != firsts or reached[-6:] != lasts or "(no label)" in reached:
        raise RuntimeError(f"explorer: Tab goes through {reached}")
    if not {"Zelensky (123)", "Fighting should stop first", "interview (122)"} <= set(reached):
        raise RuntimeError(f"explorer: Tab misses boxes: {reached}")


def _by_keys(explorer: Explorer) -> None:
    """Speaker, measure, issue and day by keys alone."""
    press = explorer.page.keyboard.press
    before = explorer.chart()
    explorer.box("Peskov (122)").focus()
    press("Space")
    explorer.until(lambda: explorer.status().startswith("122 of 365"), "Space ticks no speaker")
    explorer.until(lambda: explorer.speakers() == {"Peskov"}, "the statements do not follow")
    if explorer.chart() == before or "Zelensky" in explorer.chart():
        raise RuntimeError("explorer: the chart does not follow the speaker")
    for key in "ddab":  # the notebook's keys for deleting and inserting cells
        press(key)
    measure = explorer.root.locator("select").first
    measure.focus()
    press("P")
    explorer.until(lambda: "logits" in explorer.chart(), "a letter does not choose the measure")
    press("ArrowDown")
    explorer.until(lambda: "Diverging bars" in explorer.chart(), "ArrowDown chooses no measure")
    press("ArrowUp")
    explorer.until(lambda: "logits" in explorer.chart(), "ArrowUp chooses no measure")
    explorer.box("Fighting should stop first").focus()
    press("Space")
    explorer.until(lambda: "4 positions in 4 " in explorer.status(), "Space ticks no issue")
    shown = "the list does not show the issue's statements"
    explorer.until(lambda: explorer.list().count("Fighting should stop first") == 4, shown)
    button = explorer.root.get_by_role("button", name="Clear all choices")
    button.focus()
    press("Enter")
    explorer.until(lambda: "364 positions" in explorer.status(), "Enter does not clear")
    first = explorer.root.get_by_label("From", exact=True)
    first.focus()
    for key in "01012026":
        press(key)
    explorer.until(lambda: "364 positions" not in explorer.status(), "a typed day changes nothing")
    button.focus()
    press("Space")
    explorer.until(lambda: "364 positions" in explorer.status(), "Space does not clear")


def _by_mouse(explorer: Explorer) -> None:
    """The same by mouse; then the methods that take seconds, pages, and a choice that is empty."""
    measure = explorer.root.locator("select").first
    measure.select_option("Tone by news")
    explorer.until(lambda: "by news" in explorer.chart(), "news changes nothing", 60)
    explorer.box("Witkoff (120)").click()
    explorer.until(lambda: explorer.speakers() == {"Witkoff"}, "a click ticks no speaker")
    explorer.box("interview (122)").click()
    explorer.until(lambda: explorer.status().startswith("73 of 365"), "a click ticks no medium")
    first = explorer.list()
    page = explorer.root.get_by_label("Page", exact=True)
    page.fill("2")
    page.press("Tab")
    explorer.until(lambda: explorer.list() != first, "there is no second page")
    explorer.root.get_by_label("From", exact=True).fill("2026-02-17")
    explorer.root.get_by_label("To", exact=True).fill("2026-02-16")
    explorer.until(lambda: explorer.status().startswith("No statement fits"), "no word on nothing")
    if explorer.chart():
        raise RuntimeError("explorer: the chart of another choice stands over an empty one")
    explorer.root.get_by_role("button", name="Clear all choices").click()
    explorer.until(lambda: explorer.status().startswith("365 of 365"), "a click does not clear")
    measure.select_option("Positions on issues")
    explorer.root.locator("select").nth(1).select_option("machine")
    explorer.until(lambda: "by machine" in explorer.chart(), "the machine's codes do not come", 90)
    explorer.box("Zelensky (123)").click()
    explorer.until(lambda: explorer.speakers() == {"Zelensky"}, "a click ticks no speaker")
    if not explorer.root.locator("mark").count():
        raise RuntimeError("explorer: no words are marked")


def _export(explorer: Explorer, folder: Path) -> None:
    """Saved twice, there are two sets of files, and they hold what is shown."""
    explorer.root.get_by_label("Folder", exact=True).fill("taken along/spring")
    save = explorer.root.get_by_role("button", name="Save as CSV")
    target = folder / "taken along" / "spring"
    for name in ("selection", "selection-2"):
        save.click()
        file = target / f"{name}_choices.csv"
        explorer.until(file.exists, f"{file.name} was not written")
    explorer.until(lambda: "selection-2" in _said(explorer), "it does not say what it wrote")
    if str(target) not in _said(explorer):
        raise RuntimeError(f"explorer: the folder is not named: {_said(explorer)}")
    rows = _read(target / "selection_statements.csv")
    if {row["speaker"] for row in rows} != {"Zelensky"} or len(rows) < PAGE_SIZE:
        raise RuntimeError("explorer: the CSV holds other statements than those chosen")
    numbers = _read(target / "selection_numbers.csv")
    if not {"estimate", "ci_low", "ci_high", "n", "n_occasions"} <= set(numbers[0]):
        raise RuntimeError(f"explorer: the numbers lack columns: {list(numbers[0])}")


def _said(explorer: Explorer) -> str:
    return explorer.root.locator("p[role=status]").first.inner_text()


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
