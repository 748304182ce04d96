"""The explorer of a notebook: choose statements, and chart and evidence follow."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape
from itertools import count
from typing import Any

import pandas as pd

from analysis.charts import Chart
from analysis.charts.tables import label_of, usual_order
from analysis.codebook import Codebook, load_codebook
from analysis.errors import InputError
from analysis.explorer_controls import Controls, widgets
from analysis.scoring import METHODS
from analysis.selection import View, view_selection
from analysis.selection_page import (
    draw_view,
    export_view,
    numbers_html,
    pages_of,
    statements_html,
)
from analysis.sentiment import score_sentiment
from analysis.stance import code_stance
from analysis.statements import load_statements

Maker = Callable[[pd.DataFrame], pd.DataFrame]
Given = pd.DataFrame | Maker | Mapping[str, pd.DataFrame | Maker] | None

STATIC = "Explorer: open this notebook in JupyterLab and run it to choose. As it starts: "
_NUMBERS = count(1)
_SHOWN = ("status", "picture", "numbers")


def explore(
    statements: pd.DataFrame,
    *,
    stances: Given = None,
    scored: Given = None,
    codebook: Codebook | None = None,
    source: str | None = None,
    folder: str = "explorer_export",
) -> Explorer:
    """Choose statements by mouse or keyboard; chart, numbers and statements follow.

    Parameters
    ----------
    statements : DataFrame
        Any table that `load_statements` takes; what it lacks (medium, days, quotes) has no control.
    stances : DataFrame, callable or mapping, optional
        Long stances, or several by name such as ``{"labels": labeled, "machine": code_stance}``. A
        callable is given the statements when it is first chosen. By default `code_stance`.
    scored : DataFrame, callable or mapping, optional
        Scored statements, in the same forms. By default TextBlob, VADER and the news network by
        `score_sentiment`, on the quotes where there are any, else on the text.
    codebook : Codebook, optional
        Of the issues; the bundled one by default.
    source : str, optional
        What the charts' source line names.
    folder : str
        Where the export goes, from the notebook's folder; can be changed there.

    Returns
    -------
    Explorer
        Shown by JupyterLab with its controls; elsewhere as the chart that it starts with.

    Raises
    ------
    InputError
        If the table is faulty: lists every fault.
    """
    rows = load_statements(statements)
    book = codebook or load_codebook()
    on = "quote" if (rows["quote"] != "").any() else "text"
    by_default = {method: partial(score_sentiment, on=on, method=method) for method in METHODS}
    coder = partial(code_stance, codebook=book)
    return Explorer(
        rows,
        scored=_Supply(by_default if scored is None else scored, rows, "given scores"),
        stances=_Supply({"machine": coder} if stances is None else stances, rows, "given codes"),
        codebook=book,
        source=source,
        folder=folder,
    )


class _Supply:
    """Tables by name, each made when it is first asked for."""

    def __init__(self, given: Any, statements: pd.DataFrame, name: str) -> None:
        self._given: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {name: given}
        self._statements = statements

    def __iter__(self) -> Iterator[str]:
        return iter(self._given)

    def ready(self, name: str) -> bool:
        return isinstance(self._given[name], pd.DataFrame)

    def get(self, name: str) -> pd.DataFrame:
        if not self.ready(name):
            self._given[name] = self._given[name](self._statements)
        table = self._given[name]
        return table.assign(statement_id=table["statement_id"].astype(str))


class Explorer(widgets.VBox):
    """Controls, chart and statements; made by `explore`.

    Attributes
    ----------
    view : View
        What is shown: its statements and numbers, for the cells below.
    """

    view: View

    def __init__(
        self,
        rows: pd.DataFrame,
        *,
        scored: _Supply,
        stances: _Supply,
        codebook: Codebook,
        source: str | None,
        folder: str,
    ) -> None:
        self._rows, self._scored, self._stances = rows, scored, stances
        self._codebook, self._source = codebook, source
        self._chart: Chart | None = None
        self._controls = Controls(
            rows,
            methods=list(scored),
            coders=list(stances),
            issues=_issues(stances, codebook),
            folder=folder,
        )
        self._page = widgets.BoundedIntText(1, min=1, max=1, description="Page")
        html = self._html = {name: widgets.HTML() for name in ("saved", *_SHOWN, "list")}
        shown = [html[name] for name in ("saved", *_SHOWN)]
        # A name that does not change from run to run, unlike the usual random one.
        super().__init__(
            [*self._controls.rows(), *shown, self._page, html["list"]],
            model_id=f"parley-explorer-{next(_NUMBERS)}",
        )
        self.add_class("parley-explorer")
        self._show()
        self._controls.observe(self._refresh)
        self._controls.save.on_click(self._export)
        self._page.observe(self._list_statements, "value")

    def __repr__(self) -> str:
        return STATIC + (self._chart.alt if self._chart else self.view.summary)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """The widget for JupyterLab, and the first chart for pages that run no code."""
        data: dict[str, Any] = super()._repr_mimebundle_()
        data["text/plain"] = repr(self)
        if self._chart is None:
            return data, {}
        chart, about = self._chart._repr_mimebundle_()
        return data | {"image/png": chart["image/png"]}, about

    def _refresh(self) -> None:
        try:
            self._show()
        except InputError as error:
            for name in ("picture", "numbers", "list"):
                self._html[name].value = ""
            self._say("status", str(error))

    def _show(self) -> None:
        selection = self._controls.selection()
        tone = selection.measure == "tone"
        scored = self._get(self._scored, self._controls.method) if tone else None
        coded = selection.issues or not tone
        stances = self._get(self._stances, self._controls.coder) if coded else None
        self.view = view_selection(
            self._rows, selection, scored=scored, stances=stances, codebook=self._codebook
        )
        labels = self._codebook.labels
        self._chart = draw_view(self.view, by=self._by(), labels=labels, source=self._source)
        self._html["picture"].value = _image(self._chart)
        numbers, code = numbers_html(self.view), escape(str(selection))
        self._html["numbers"].value = (
            f"<details><summary>The numbers behind the chart</summary>{numbers}</details>"
            f"<details><summary>These choices in code</summary><code>{code}</code></details>"
        )
        self._page.max = pages_of(self.view)
        self._page.value = 1
        self._list_statements()
        self._say("status", self.view.summary)

    def _by(self) -> str:
        """Whose scores or codes are shown."""
        return self._controls.method or self._controls.coder

    def _get(self, supply: _Supply, name: str) -> pd.DataFrame:
        if not supply.ready(name):
            self._say("status", f"Working out {name} for all statements: some seconds, once ...")
        return supply.get(name)

    def _list_statements(self, *_: Any) -> None:
        page, labels = self._page.value, self._codebook.labels
        self._html["list"].value = statements_html(self.view, page=page, labels=labels)

    def _export(self, *_: Any) -> None:
        try:
            folder, name = self._controls.folder.value, self._controls.name.value
            paths = export_view(self.view, folder, name, by=self._by())
        except InputError as error:
            self._say("saved", str(error))
            return
        names = ", ".join(path.name for path in paths)
        self._say("saved", f"Saved {names} in {paths[0].parent.resolve()}")

    def _say(self, place: str, words: str) -> None:
        self._html[place].value = f'<p role="status">{escape(words)}</p>'


def _issues(stances: _Supply, codebook: Codebook) -> dict[str, str]:
    """Issues to choose from, with their labels: those coded, or all where that is to be seen."""
    names = codebook.names
    if all(stances.ready(name) for name in stances):
        found = {str(issue) for name in stances for issue in stances.get(name)["issue"]}
        names = usual_order(found, names)
    return {name: label_of(name, codebook.labels) for name in names}


def _image(chart: Chart | None) -> str:
    if chart is None:
        return ""
    data = base64.b64encode(chart.png).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{escape(chart.alt)}">'
