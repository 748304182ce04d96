"""Controls for a notebook: choose statements, and chart and evidence follow."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from html import escape
from itertools import count
from typing import Any

import pandas as pd

try:
    import ipywidgets as widgets
except ImportError as error:
    raise ImportError("explore needs ipywidgets: pip install ipywidgets") from error

from analysis.charts import Chart
from analysis.charts.tables import label_of, usual_order
from analysis.codebook import Codebook, load_codebook
from analysis.errors import InputError
from analysis.scoring import METHODS
from analysis.selection import ORDERS, Selection, View, view_selection
from analysis.selection_page import (
    NOT_GIVEN,
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
_ORDER_NAMES = (
    "newest first", "oldest first", "positive or in favor first", "negative or against first",
)  # fmt: skip
# JupyterLab takes the keys of a focused list, box or button for its own shortcuts: arrows would
# move the cells, "d d" delete one (jupyter-widgets/ipywidgets issue 3912). It spares an element
# that itself has this attribute, which ipywidgets cannot set; a style sheet's load event can. The
# rule is there because a style sheet without any has no such event.
_KEEP_KEYS = """<style onload="
this.closest('.parley-explorer').addEventListener(
  'focusin', event => event.target.setAttribute('data-lm-suppress-shortcuts', 'true'))
">.parley-explorer img { max-width: 100%; }</style>"""


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
        self._held = False
        self._make_controls(folder)
        outputs = "status saved picture numbers list"
        self._html = {name: widgets.HTML() for name in outputs.split()}
        # A name that does not change from run to run, unlike the usual random one.
        super().__init__(self._layout(), model_id=f"parley-explorer-{next(_NUMBERS)}")
        self.add_class("parley-explorer")
        for control in self._filters:
            control.observe(self._refresh, "value")
        self._page.observe(self._list_statements, "value")
        self._clear.on_click(self._reset)
        self._save.on_click(self._export)
        self._refresh()

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

    def _make_controls(self, folder: str) -> None:
        wide = {"layout": {"width": "20em"}, "style": {"description_width": "5em"}}
        measures = [(f"Tone by {name}", ("tone", name)) for name in self._scored]
        measures += [("Positions on issues", ("positions", ""))]
        measures += [("Share of statements taking a side", ("shares", ""))]
        self._measure = widgets.Dropdown(options=measures, description="Measure", **wide)
        self._codes = widgets.Dropdown(options=list(self._stances), description="Codes by", **wide)
        orders = list(zip(_ORDER_NAMES, ORDERS, strict=True))
        self._order = widgets.Dropdown(options=orders, description="Order", **wide)
        days = self._rows["said_on"].dropna().dt.date
        self._extent = (days.min(), days.max()) if len(days) else (None, None)
        self._first, self._last = (
            widgets.DatePicker(value=day, description=name, **wide)
            for name, day in zip(("From", "To"), self._extent, strict=True)
        )
        labels = self._codebook.labels
        self._speakers = _ticks(self._rows["speaker"].replace("", pd.NA).dropna())
        self._issues = [_tick(label_of(name, labels), name) for name in self._issue_names()]
        self._media = _ticks(self._rows["medium"])
        self._clear = widgets.Button(description="Clear all choices")
        self._folder = widgets.Text(value=folder, description="Folder", **wide)
        self._name = widgets.Text(value="selection", description="File name", **wide)
        self._save = widgets.Button(description="Save as CSV")
        self._page = widgets.BoundedIntText(1, min=1, max=1, description="Page")
        self._filters = [
            self._measure, self._codes, self._order, self._first, self._last,
            *self._speakers, *self._issues, *self._media,
        ]  # fmt: skip

    def _issue_names(self) -> list[str]:
        if not all(self._stances.ready(name) for name in self._stances):
            return self._codebook.names
        found = {str(issue) for name in self._stances for issue in self._stances.get(name)["issue"]}
        return usual_order(found, self._codebook.names)

    def _layout(self) -> list[widgets.Widget]:
        """All controls in the order of the Tab key; none where there is nothing to choose."""
        coders = [self._codes] if len(self._codes.options) > 1 else []
        days = [self._first, self._last] if self._extent[0] != self._extent[1] else []
        groups = [_group("Speakers", self._speakers), _group("Issues", self._issues)]
        groups += [_group("Medium", self._media)] if len(self._media) > 1 else []
        return [
            widgets.HTML(_KEEP_KEYS, layout={"height": "0", "margin": "0"}),
            _row([self._measure, *coders, self._order]),
            _row([*days, self._clear]),
            _row(groups),
            _row([self._folder, self._name, self._save]),
            self._html["saved"],
            self._html["status"],
            self._html["picture"],
            self._html["numbers"],
            self._page,
            self._html["list"],
        ]

    def _selection(self) -> Selection:
        first, last = self._first.value, self._last.value
        earliest, latest = self._extent
        return Selection(
            measure=self._measure.value[0],
            speakers=_ticked(self._speakers),
            issues=_ticked(self._issues),
            media=_ticked(self._media),
            # The whole extent is no choice: it would leave out what has no day.
            first=first if first and first != earliest else None,
            last=last if last and last != latest else None,
            order=self._order.value,
        )

    def _refresh(self, *_: Any) -> None:
        if self._held:
            return
        selection = self._selection()
        method, coder = self._measure.value[1], self._codes.value
        tone = selection.measure == "tone"
        try:
            scored = self._get(self._scored, method) if tone else None
            coded = not tone or selection.issues
            stances = self._get(self._stances, coder) if coded else None
            self.view = view_selection(
                self._rows, selection, scored=scored, stances=stances, codebook=self._codebook
            )
        except InputError as error:
            self._say("status", str(error))
            return
        labels = self._codebook.labels
        by = method if tone else coder
        self._chart = draw_view(self.view, by=by, labels=labels, source=self._source)
        self._say("status", self.view.summary)
        self._html["picture"].value = _image(self._chart)
        numbers, code = numbers_html(self.view), escape(str(selection))
        self._html["numbers"].value = (
            f"<details><summary>The numbers behind the chart</summary>{numbers}</details>"
            f"<details><summary>These choices in code</summary><code>{code}</code></details>"
        )
        self._page.max = pages_of(self.view)
        self._page.value = 1
        self._list_statements()

    def _get(self, supply: _Supply, name: str) -> pd.DataFrame:
        if not supply.ready(name):
            self._say("status", f"Working out {name} for all statements: some seconds, once ...")
        return supply.get(name)

    def _list_statements(self, *_: Any) -> None:
        page, labels = self._page.value, self._codebook.labels
        self._html["list"].value = statements_html(self.view, page=page, labels=labels)

    def _reset(self, *_: Any) -> None:
        self._held = True
        for box in (*self._speakers, *self._issues, *self._media):
            box.value = False
        self._first.value, self._last.value = self._extent
        self._held = False
        self._refresh()

    def _export(self, *_: Any) -> None:
        try:
            paths = export_view(self.view, self._folder.value, self._name.value)
        except InputError as error:
            self._say("saved", str(error))
            return
        names = ", ".join(path.name for path in paths)
        self._say("saved", f"Saved {names} in {paths[0].parent.resolve()}")

    def _say(self, place: str, words: str) -> None:
        self._html[place].value = f'<p role="status">{escape(words)}</p>'


def _tick(label: str, name: str) -> widgets.Checkbox:
    box = widgets.Checkbox(description=label, indent=False, layout={"width": "auto"})
    box.named = name
    return box


def _ticks(values: pd.Series) -> list[widgets.Checkbox]:
    """A box for each value that occurs, with how often."""
    counts = values.value_counts()
    names = usual_order(counts.index)
    return [_tick(f"{name or NOT_GIVEN} ({counts[name]:,})", name) for name in names]


def _ticked(boxes: Sequence[widgets.Checkbox]) -> tuple[str, ...]:
    return tuple(box.named for box in boxes if box.value)


def _group(title: str, boxes: Sequence[widgets.Checkbox]) -> widgets.VBox:
    heading = widgets.HTML(f"<b>{escape(title)}</b> (none ticked: all)")
    tall = {"max_height": "23em", "overflow": "auto", "display": "block"}
    return widgets.VBox([heading, widgets.VBox(list(boxes), layout=tall)])


def _row(children: Sequence[widgets.Widget]) -> widgets.HBox:
    return widgets.HBox(list(children), layout={"flex_flow": "row wrap", "grid_gap": "0 1.5em"})


def _image(chart: Chart | None) -> str:
    if chart is None:
        return ""
    data = base64.b64encode(chart.png).decode("ascii")
    return f'<img src="data:image/png;base64,{data}" alt="{escape(chart.alt)}">'
