"""Nothing is cut off and no two texts stand on each other, however many speakers there are."""

from __future__ import annotations

import chart_tables as tables
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

from analysis import charts

mpl.use("Agg")

SOURCE = "Statements of the corpus, November 2024 to February 2026, from press reports"


def printed(ax: Axes) -> list[Text]:
    texts = [text for text in ax.figure.findobj(Text) if text.get_visible()]
    return [text for text in texts if text.get_text().strip()]


def assert_tidy(ax: Axes) -> None:
    """Every text lies inside the figure and none overlaps another; the legend is off the data."""
    figure = ax.figure
    figure.draw_without_rendering()
    texts = printed(ax)
    boxes = np.array([text.get_window_extent().extents for text in texts])
    low, high = boxes[:, :2], boxes[:, 2:]
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in zip(texts, boxes, strict=True):
        inside = (box >= -0.5).all() and box[2] <= width + 0.5 and box[3] <= height + 0.5
        assert inside, f"{text.get_text()!r} is cut off"
    # Texts that touch by less than a pixel do not overlap for the eye.
    meet = (low[:, None] < high[None] - 1).all(axis=2) & (low[None] < high[:, None] - 1).all(axis=2)
    first, second = np.nonzero(np.triu(meet, k=1))
    pairs = [(texts[i].get_text(), texts[j].get_text()) for i, j in zip(first, second, strict=True)]
    assert not pairs, f"texts overlap: {pairs[:3]}"
    legend = ax.get_legend()
    if legend is not None:
        assert not legend.get_window_extent().overlaps(ax.get_window_extent())


DRAWN = {
    "sentiment": lambda k: charts.plot_sentiment(
        tables.estimates(k), points=tables.statements(k), source=SOURCE
    ),
    "corrected_sentiment": lambda k: charts.plot_sentiment(
        tables.corrected(tables.estimates(k)), source=SOURCE
    ),
    "corrected_positions": lambda k: charts.plot_positions(
        tables.corrected(tables.positions(k)), source=SOURCE
    ),
    "over_time": lambda k: charts.plot_sentiment_over_time(
        tables.monthly(k), events=tables.EVENTS, source=SOURCE
    ),
    "stances": lambda k: charts.plot_stances(tables.positions(k), source=SOURCE),
    "positions": lambda k: charts.plot_positions(tables.positions(k), source=SOURCE),
    "contrasts": lambda k: charts.plot_contrasts(tables.contrasts(k), source=SOURCE),
    "methods": lambda k: charts.plot_methods(tables.method_contrasts(k), source=SOURCE),
    "shares": lambda k: charts.plot_shares(tables.shares(k), source=SOURCE),
    "months": lambda k: charts.plot_coverage(tables.statements(k), source=SOURCE),
    "media": lambda k: charts.plot_coverage(tables.statements(k), by="medium", source=SOURCE),
    "outlets": lambda k: charts.plot_coverage(
        tables.statements(k), by="publisher", top=3, source=SOURCE
    ),
    "validation": lambda k: charts.plot_validation(
        tables.validation("speaker", k), source=SOURCE
    ),
    # Two speakers a chart, whoever they are, and more specifications the more speakers.
    "specifications": lambda k: charts.plot_specifications(
        tables.specifications(k, many=3 * k), source=SOURCE
    ),
    "stance specifications": lambda k: charts.plot_specifications(
        tables.specifications(k, many=k, stances=True), source=SOURCE
    ),
    "calibration": lambda k: charts.plot_calibration(tables.calibrations(k), source=SOURCE),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


# One speaker has nobody to be compared with.
ALONE = [
    (chart, 1) for chart in ("contrasts", "methods", "specifications", "stance specifications")
]
CASES = [(c, k) for c in DRAWN for k in (1, 2, 3, 7, 20) if (c, k) not in ALONE]


@pytest.mark.parametrize(("chart", "speakers"), CASES)
def test_nothing_is_cut_and_no_texts_overlap(chart: str, speakers: int) -> None:
    ax = DRAWN[chart](speakers)
    assert_tidy(ax)
    assert ax.figure.get_size_inches()[0] == pytest.approx(9)
    assert any(SOURCE in text.get_text().replace("\n", " ") for text in ax.figure.texts)


def test_the_check_itself_sees_overlaps_and_cuts() -> None:
    _, ax = plt.subplots()
    ax.text(0.5, 0.5, "one")
    ax.text(0.51, 0.5, "two")
    with pytest.raises(AssertionError, match="overlap"):
        assert_tidy(ax)
    ax.texts[1].set_position((0.95, 0.2))
    ax.texts[1].set_text("runs out of the figure")
    with pytest.raises(AssertionError, match="cut off"):
        assert_tidy(ax)


@pytest.mark.parametrize("many", [1, 5, 17, 40])
def test_labels_of_events_never_collide(many: int) -> None:
    days = pd.date_range("2025-01-20", periods=many, freq="9D")
    events = pd.DataFrame({"date": days, "name": [f"Round {i} of the talks" for i in range(many)]})
    ax = charts.plot_sentiment_over_time(tables.monthly(2), events=events, source=SOURCE)
    assert_tidy(ax)
    everything = " ".join(text.get_text().replace("\n", " ") for text in printed(ax))
    assert all(f"Round {i} of the talks" in everything for i in range(many))


def test_two_events_on_one_day_are_both_named() -> None:
    events = pd.DataFrame({"date": ["2025-03-11"] * 2, "name": ["Jeddah", "Moscow"]})
    ax = charts.plot_sentiment_over_time(tables.monthly(1), events=events)
    assert_tidy(ax)
    assert {"Jeddah", "Moscow"} <= {text.get_text() for text in printed(ax)}


def test_long_titles_and_labels_are_broken_into_lines() -> None:
    labels = {
        issue: f"The proposition that {issue} should go on as before" for issue in tables.ISSUES
    }
    for draw in (charts.plot_stances, charts.plot_positions):
        assert_tidy(draw(tables.positions(3), labels=labels, title="A long title " * 12))
    assert_tidy(charts.plot_stances(tables.positions(12), labels=labels))


def test_a_chart_on_given_axes_stays_in_their_place() -> None:
    figure, axes = plt.subplots(2, 2, figsize=(20, 24))
    places = [ax.get_position() for ax in axes.flat]
    charts.plot_sentiment(tables.estimates(3), ax=axes[0, 0], source=SOURCE)
    charts.plot_positions(tables.positions(3), ax=axes[0, 1], source=SOURCE)
    charts.plot_contrasts(tables.contrasts(3), ax=axes[1, 0], source=SOURCE)
    charts.plot_sentiment_over_time(
        tables.monthly(3), events=tables.EVENTS, ax=axes[1, 1], source=SOURCE
    )
    assert tuple(figure.get_size_inches()) == (20, 24)
    assert_tidy(axes[0, 0])
    for ax, place in zip(axes.flat, places, strict=True):
        assert place.x0 < ax.get_position().x0
        assert ax.get_position().x1 <= place.x1
        assert ax.get_position().y1 < place.y1


def test_a_dollar_in_a_name_is_no_formula() -> None:
    ax = charts.plot_sentiment(tables.estimates(3).replace("Witkoff", "$a_b$ & $c$"))
    ax.figure.draw_without_rendering()
    label = ax.get_yticklabels()[2]
    assert label.get_text() == "$a_b$ & $c$"
    assert label.get_parse_math() is False
