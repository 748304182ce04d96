"""The explorer's controls: each with a label, in the order in which the Tab key reaches them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import pandas as pd

try:
    import ipywidgets as widgets
except ImportError as error:
    raise ImportError("explore needs ipywidgets: pip install ipywidgets") from error

from analysis.charts.tables import usual_order
from analysis.selection import ORDERS, Selection
from analysis.selection_page import NOT_GIVEN

ORDER_NAMES = (
    "newest first", "oldest first", "positive or in favor first", "negative or against first",
)  # fmt: skip

# JupyterLab takes the keys of a focused list, box or button for its own shortcuts: arrows would
# move the cells, "d d" delete one (jupyter-widgets/ipywidgets issue 3912). It spares an element
# that itself has this attribute, which ipywidgets cannot set; a style sheet's load event can, if
# it holds a rule. These give the statements the room that issues and raised labels would take.
STYLE = """<style onload="
this.closest('.parley-explorer').addEventListener(
  'focusin', event => event.target.setAttribute('data-lm-suppress-shortcuts', 'true'))
">
.parley-explorer img { max-width: 100%; }
.parley-explorer .parley-evidence table { width: 100%; }
.parley-explorer .parley-evidence td { line-height: 1.4; }
.parley-explorer .parley-evidence td:nth-child(n+3) > span { white-space: normal !important; }
.parley-explorer .parley-evidence sup { line-height: 0; }
</style>"""


class Controls:
    """What can be chosen from a table of statements.

    Parameters
    ----------
    rows : DataFrame
        Statements as `load_statements` returns them.
    methods, coders : sequence of str
        Names of the scores and of the codes to choose from.
    issues : dict
        From the name of each issue to its label.
    folder : str
        Where the export goes.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        *,
        methods: Sequence[str],
        coders: Sequence[str],
        issues: dict[str, str],
        folder: str,
    ) -> None:
        wide = {"layout": {"width": "20em"}, "style": {"description_width": "5em"}}
        measures = [(f"Tone by {name}", ("tone", name)) for name in methods]
        measures += [("Positions on issues", ("positions", ""))]
        measures += [("Share of statements taking a side", ("shares", ""))]
        orders = list(zip(ORDER_NAMES, ORDERS, strict=True))
        days = rows["said_on"].dropna().dt.date
        self._extent = (days.min(), days.max()) if len(days) else (None, None)
        self._measure = widgets.Dropdown(options=measures, description="Measure", **wide)
        self._codes = widgets.Dropdown(options=coders, description="Codes by", **wide)
        self._order = widgets.Dropdown(options=orders, description="Order", **wide)
        self._first, self._last = (
            widgets.DatePicker(value=day, description=name, **wide)
            for name, day in zip(("From", "To"), self._extent, strict=True)
        )
        self._speakers = _counted(rows["speaker"].replace("", pd.NA).dropna())
        self._issues = {name: _box(label) for name, label in issues.items()}
        self._media = _counted(rows["medium"])
        self._clear = widgets.Button(description="Clear all choices")
        self._clear.on_click(self._reset)
        self._held = False
        self.folder = widgets.Text(value=folder, description="Folder", **wide)
        self.name = widgets.Text(value="selection", description="File name", **wide)
        self.save = widgets.Button(description="Save as CSV")

    @property
    def method(self) -> str:
        """Whose scores; empty where no tone is asked for."""
        return str(self._measure.value[1])

    @property
    def coder(self) -> str:
        """Whose codes."""
        return str(self._codes.value)

    def rows(self) -> list[widgets.Widget]:
        """The controls in rows; without those that leave nothing to choose."""
        coders = [self._codes] if len(self._codes.options) > 1 else []
        days = [self._first, self._last] if self._extent[0] != self._extent[1] else []
        groups = [_group("Speakers", self._speakers), _group("Issues", self._issues)]
        groups += [_group("Medium", self._media)] if len(self._media) > 1 else []
        return [
            widgets.HTML(STYLE, layout={"height": "0", "margin": "0"}),
            _row([self._measure, *coders, self._order]),
            _row([*days, self._clear]),
            _row(groups),
            _row([self.folder, self.name, self.save]),
        ]

    def selection(self) -> Selection:
        """What is chosen."""
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

    def observe(self, changed: Callable[[], None]) -> None:
        """Call a function after each change of what is chosen."""

        def call(_: Any) -> None:
            if not self._held:
                changed()

        heads = [self._measure, self._codes, self._order, self._first, self._last]
        for control in (*heads, *self._boxes()):
            control.observe(call, "value")
        self._clear.on_click(call)

    def _boxes(self) -> list[widgets.Checkbox]:
        return [*self._speakers.values(), *self._issues.values(), *self._media.values()]

    def _reset(self, _: Any) -> None:
        self._held = True
        for box in self._boxes():
            box.value = False
        self._first.value, self._last.value = self._extent
        self._held = False


def _box(label: str) -> widgets.Checkbox:
    return widgets.Checkbox(description=label, indent=False, layout={"width": "auto"})


def _counted(values: pd.Series) -> dict[str, widgets.Checkbox]:
    """A box for each value that occurs, with how often."""
    counts = values.value_counts()
    names = usual_order(counts.index)
    return {name: _box(f"{name or NOT_GIVEN} ({counts[name]:,})") for name in names}


def _ticked(boxes: dict[str, widgets.Checkbox]) -> tuple[str, ...]:
    return tuple(name for name, box in boxes.items() if box.value)


def _group(title: str, boxes: dict[str, widgets.Checkbox]) -> widgets.VBox:
    heading = widgets.HTML(f"<b>{escape(title)}</b> (none ticked: all)")
    tall = {"max_height": "23em", "overflow": "auto", "display": "block"}
    return widgets.VBox([heading, widgets.VBox(list(boxes.values()), layout=tall)])


def _row(children: Sequence[widgets.Widget]) -> widgets.HBox:
    return widgets.HBox(list(children), layout={"flex_flow": "row wrap", "grid_gap": "0 1.5em"})
