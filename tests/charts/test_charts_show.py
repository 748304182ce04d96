"""Charts carry their alt text into the notebook, into files and into HTML."""

from __future__ import annotations

import base64
from pathlib import Path
from xml.etree import ElementTree

import chart_tables as tables
import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
from PIL import Image

from analysis import charts
from analysis.charts.words import count, listing, number, p_value
from analysis.errors import InputError

mpl.use("Agg")


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_alt_text_says_kind_subject_and_each_number() -> None:
    table = tables.estimates(3).assign(estimate=[0.12, -0.4, 0.0], ci_low=-0.5, ci_high=0.5)
    alt = charts.describe(charts.plot_sentiment(table))
    assert alt.startswith("Dot plot with intervals. Mean polarity of each speaker's statements.")
    assert "Zelensky 0.12 (95% interval −0.50 to 0.50; 100 statements, 50 occasions)" in alt
    assert "Peskov −0.40 (" in alt and "Witkoff 0.00 (" in alt


def test_alt_text_changes_with_any_number() -> None:
    table = tables.positions(3)
    for draw in (charts.plot_stances, charts.plot_positions):
        changed = table.copy()
        changed.loc[7, "favor"] += 1
        assert charts.describe(draw(table)) != charts.describe(draw(changed))


def test_alt_text_sums_up_what_is_too_much_to_read() -> None:
    alt = charts.describe(charts.plot_sentiment(tables.estimates(20)))
    assert alt.count("interval ") <= 13
    assert "and 8 speakers not named here" in alt
    for draw, make in (
        (charts.plot_positions, tables.positions),
        (charts.plot_sentiment_over_time, tables.monthly),
        (charts.plot_contrasts, tables.contrasts),
        (charts.plot_shares, tables.shares),
        (charts.plot_coverage, tables.statements),
    ):
        assert len(charts.describe(draw(make(9)))) < 2500


def test_describe_refuses_axes_of_others() -> None:
    _, ax = plt.subplots()
    for use in (charts.describe, charts.show):
        with pytest.raises(InputError, match="no chart of this package"):
            use(ax)


def test_the_notebook_gets_picture_text_and_alt_and_nothing_twice() -> None:
    ax = charts.plot_sentiment(tables.estimates(2))
    alt = charts.describe(ax)
    assert plt.get_fignums()
    chart = charts.show(ax)
    assert not plt.get_fignums()
    data, metadata = chart._repr_mimebundle_(include=None, exclude=None)
    assert base64.b64decode(data["image/png"]) == chart.png
    assert chart.png.startswith(b"\x89PNG")
    assert data["text/plain"] == alt == repr(chart)
    assert metadata == {"image/png": {"alt": alt}}


def test_pictures_are_equal_to_the_byte_and_without_date_or_version(tmp_path: Path) -> None:
    made = [charts.show(charts.plot_stances(tables.positions(2))) for _ in range(2)]
    assert made[0].png == made[1].png
    files = [chart.save(tmp_path / f"{i}.svg").read_bytes() for i, chart in enumerate(made)]
    assert files[0] == files[1]
    assert b"matplotlib.org" not in made[0].png
    assert b"<dc:date>" not in files[0] and b"Matplotlib v" not in files[0]


def test_saved_files_carry_the_alt_text(tmp_path: Path) -> None:
    table = tables.estimates(2).replace("Peskov", "A <b> & B")
    chart = charts.show(charts.plot_sentiment(table))
    with Image.open(chart.save(tmp_path / "chart.png")) as picture:
        assert picture.text["Description"] == chart.alt
        assert "Software" not in picture.text
        assert picture.size[0] == 990
    root = ElementTree.fromstring(chart.save(str(tmp_path / "chart.SVG")).read_bytes())
    svg = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.find(f"{svg}desc").text == chart.alt
    assert root.find(f"{svg}title").text == "Dot plot with intervals"
    with pytest.raises(InputError, match=r"\.png or \.svg"):
        chart.save(tmp_path / "chart.pdf")


def test_a_figure_of_several_charts_says_all_of_them() -> None:
    _, axes = plt.subplots(1, 2, figsize=(18, 6))
    charts.plot_sentiment(tables.estimates(2), ax=axes[0])
    charts.plot_stances(tables.positions(1), ax=axes[1])
    alt = charts.show(axes[0]).alt
    assert alt.startswith("Dot plot") and "\nHeatmap" in alt


def test_html_made_of_a_notebook_has_the_alt_text(tmp_path: Path) -> None:
    nbformat = pytest.importorskip("nbformat")
    pytest.importorskip("nbconvert")
    from bs4 import BeautifulSoup

    from analysis import pages

    chart = charts.show(charts.plot_sentiment(tables.estimates(2)))
    data, metadata = chart._repr_mimebundle_()
    output = nbformat.v4.new_output("execute_result", data=data, metadata=metadata)
    cell = nbformat.v4.new_code_cell("show(ax)", outputs=[output], execution_count=1)
    book = nbformat.v4.new_notebook(cells=[cell])
    page = pages.Page("book.html", "Book", "", None)
    html = pages.render(book, page=page, pages=[page], footer="", folder=tmp_path)
    images = BeautifulSoup(html, "html.parser").find_all("img")
    assert [image["alt"] for image in images] == [chart.alt]


def test_numbers_as_printed() -> None:
    assert [number(x) for x in (0.125, -0.125, -0.001, float("nan"))] == [
        "0.12", "−0.12", "0.00", "n/a",
    ]  # fmt: skip
    assert [number(x, digits=1, sign=True) for x in (2.0, -2.0, 0.01)] == ["+2.0", "−2.0", "0.0"]
    assert number(float("-inf")) == "−∞"
    assert [p_value(p) for p in (0.0001, 0.0123, 1.0, float("nan"))] == [
        "p < 0.001", "p = 0.012", "p > 0.99", "p n/a",
    ]  # fmt: skip
    assert [count(n, "statement") for n in (0, 1, 1204)] == [
        "0 statements", "1 statement", "1,204 statements",
    ]  # fmt: skip
    assert listing(["a", "b", "c"], limit=2, rest="rows") == "a; b; and 1 rows."
