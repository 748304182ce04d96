"""Charts for notebooks and files, each with its alt text."""

from __future__ import annotations

import base64
import re
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.charts.style import DPI, styled
from analysis.charts.words import describe
from analysis.errors import InputError


class Chart:
    """A finished chart: picture and alt text.

    In a notebook it shows itself; the alt text stands as the output's plain text and in the
    picture's metadata, from where it reaches the HTML that is made of the notebook. Its numbers
    are those of the chart, so that a changed chart changes the notebook's text.

    Attributes
    ----------
    alt : str
        What the chart shows, in words.
    png : bytes
        The picture, equal to the byte for equal charts.
    """

    def __init__(self, figure: Figure, alt: str) -> None:
        self._figure = figure
        self.alt = alt
        self.png = _render(figure, alt, "png")

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        picture = base64.b64encode(self.png).decode("ascii")
        return {"image/png": picture, "text/plain": self.alt}, {"image/png": {"alt": self.alt}}

    def save(self, path: str | Path) -> Path:
        """Write the chart to a .png or .svg file that carries the alt text.

        Parameters
        ----------
        path : str or Path
            Where to write; the ending chooses the format.

        Returns
        -------
        Path

        Raises
        ------
        InputError
            If the ending is another one.
        """
        target = Path(path)
        kind = target.suffix.lower().lstrip(".")
        if kind not in ("png", "svg"):
            raise InputError(f"Cannot save a chart as {target.name}: use .png or .svg")
        target.write_bytes(self.png if kind == "png" else _render(self._figure, self.alt, "svg"))
        return target


def show(ax: Axes) -> Chart:
    """Finish a chart: for the last line of a notebook's cell, or to save it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        What a `plot_` function returned. With several charts in one figure, any of them.

    Returns
    -------
    Chart
        The whole figure, with the alt texts of all charts in it. The figure itself is closed, so
        that the notebook does not draw it a second time.

    Raises
    ------
    InputError
        If no `plot_` function drew on these axes.
    """
    describe(ax)
    figure: Any = ax.get_figure(root=True)
    texts = []
    for each in figure.axes:
        try:
            texts.append(describe(each))
        except InputError:  # a color bar, or what the user drew beside the chart
            continue
    plt.close(figure)
    return Chart(figure, "\n".join(texts))


@styled
def _render(figure: Figure, alt: str, kind: str) -> bytes:
    """Draw to bytes without date or version, which would change from run to run."""
    buffer = BytesIO()
    if kind == "png":
        about: dict[str, Any] = {"Software": None, "Description": alt}
        figure.savefig(buffer, format="png", dpi=DPI, metadata=about)
        return buffer.getvalue()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    kind_of_chart = escape(alt.split(". ")[0])
    names = f'<title id="title">{kind_of_chart}</title><desc id="desc">{escape(alt)}</desc>'
    start = re.compile(r"<svg\b([^>]*)>")
    labelled = r'<svg role="img" aria-labelledby="title desc"\1>'
    text = buffer.getvalue().decode("utf-8")
    found = start.search(text)
    if found is None:  # pragma: no cover - matplotlib always writes one
        raise RuntimeError("matplotlib wrote no svg element")
    head = found.expand(labelled) + names
    return (text[: found.start()] + head + text[found.end() :]).encode("utf-8")
