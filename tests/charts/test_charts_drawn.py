"""What is drawn equals the table: places, intervals, colors, counts and gaps."""

from __future__ import annotations

import chart_tables as tables
import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D

from analysis import charts
from analysis.charts.specifications import HANGS, RANGE
from analysis.charts.style import FIXED, speaker_looks
from analysis.charts.tables import ISSUES
from analysis.errors import InputError

mpl.use("Agg")

BLUE, VERMILLION, GREEN = "#0072b2", "#d55e00", "#009e73"


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def marks(ax: Axes, label: str = "_estimate") -> list[Line2D]:
    return [line for line in ax.lines if line.get_label() == label]


def spans(ax: Axes, axis: int = 0) -> list[tuple[float, float]]:
    """Ends of the intervals drawn, in the order of drawing."""
    found = [c for c in ax.collections if c.get_label() == "_interval"]
    assert all(isinstance(each, LineCollection) for each in found)
    return [tuple(sorted(path.vertices[:, axis])) for each in found for path in each.get_paths()]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


# Sentiment


def test_sentiment_draws_each_estimate_and_interval_at_its_value() -> None:
    table = tables.estimates(4)
    ax = charts.plot_sentiment(table)
    drawn = {line.get_gid(): line for line in ax.lines if str(line.get_gid()).startswith("est")}
    assert len(drawn) == 4
    for y, row in enumerate(table.itertuples()):
        line = drawn[f"estimate {row.speaker}"]
        assert line.get_xdata()[0] == pytest.approx(row.estimate)
        assert line.get_ydata()[0] == y
        assert to_hex(line.get_color()) == speaker_looks(table.speaker)[row.speaker].color.lower()
    expected = list(zip(table.ci_low, table.ci_high, strict=True))
    assert np.allclose(spans(ax), expected)
    assert [label.get_text() for label in ax.get_yticklabels()][:3] == list(table.speaker[:3])


def test_sentiment_colors_and_markers_of_the_three() -> None:
    ax = charts.plot_sentiment(tables.estimates(3))
    drawn = [(to_hex(line.get_color()), line.get_marker()) for line in ax.lines if line.get_gid()]
    assert drawn == [(BLUE, "o"), (VERMILLION, "s"), (GREEN, "^")]


def test_sentiment_points_are_the_scored_statements() -> None:
    points = tables.statements(3)
    points.loc[points.index % 5 == 1, "polarity"] = np.nan
    ax = charts.plot_sentiment(tables.estimates(3), points=points)
    clouds = [c for c in ax.collections if str(c.get_gid()).startswith("points")]
    assert len(clouds) == 3
    for y, (name, cloud) in enumerate(zip(tables.NAMES, clouds, strict=False)):
        expected = points.loc[points.speaker == name, "polarity"].dropna().sort_values()
        assert np.allclose(cloud.get_offsets()[:, 0], expected)
        assert np.abs(cloud.get_offsets()[:, 1] - y).max() < 0.4
        assert to_hex(cloud.get_facecolor()[0]) == FIXED[name].color.lower()


def test_sentiment_prints_numbers_and_counts() -> None:
    table = tables.estimates(1).assign(estimate=0.12, ci_low=-0.05, ci_high=0.19, n=102)
    table = table.assign(n_occasions=60, n_unscored=21)
    ax = charts.plot_sentiment(table)
    assert "0.12 [−0.05, 0.19]\nn = 102 statements, 60 occasions" in texts(ax)
    assert "21 statements without a score" in ax.figure.texts[1].get_text().replace("\n", " ")


def test_corrected_sentiment_says_so_and_leaves_nothing_out() -> None:
    ax = charts.plot_sentiment(tables.corrected(tables.estimates(3)))
    subtitle = ax.figure.texts[1].get_text().replace("\n", " ")
    assert "corrected by 120 labeled statements" in subtitle and "left out" not in subtitle
    assert len(spans(ax)) == 2
    assert any(text.startswith("no labels\nn = 102 statements") for text in texts(ax))


def test_sentiment_of_one_occasion_has_a_mark_and_no_interval() -> None:
    table = tables.estimates(2)
    table.loc[1, ["ci_low", "ci_high", "n_occasions"]] = [np.nan, np.nan, 1]
    ax = charts.plot_sentiment(table)
    assert len(spans(ax)) == 1
    assert sum(bool(line.get_gid()) for line in ax.lines) == 2
    assert any("(one occasion)" in text and "1 occasion" in text for text in texts(ax))


def test_a_speaker_without_a_score_gets_a_row_and_no_mark() -> None:
    table = tables.estimates(2)
    table.loc[0, ["estimate", "ci_low", "ci_high", "n", "n_occasions"]] = [np.nan] * 3 + [0, 0]
    ax = charts.plot_sentiment(table)
    assert [line.get_gid() for line in ax.lines if line.get_gid()] == ["estimate Peskov"]
    assert any(text.startswith("no score") for text in texts(ax))
    assert "Zelensky: no score" in charts.describe(ax)


def test_speakers_choose_and_order_rows_but_not_colors() -> None:
    ax = charts.plot_sentiment(tables.estimates(5), speakers=["Lavrov", "Zelensky"])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Lavrov", "Zelensky"]
    drawn = [to_hex(line.get_color()) for line in ax.lines if line.get_gid()]
    whole = speaker_looks(tables.NAMES[:5])
    assert drawn == [whole["Lavrov"].color.lower(), BLUE]
    with pytest.raises(InputError, match="No speaker Lavrof in the table"):
        charts.plot_sentiment(tables.estimates(5), speakers=["Lavrof"])


def test_several_measures_need_one_to_be_chosen() -> None:
    table = pd.concat([tables.estimates(2), tables.estimates(2).assign(measure="subjectivity")])
    ax = charts.plot_sentiment(table, value="subjectivity")
    assert len(spans(ax)) == 2
    with pytest.raises(InputError, match="holds polarity, subjectivity"):
        charts.plot_sentiment(table, value="tone")


# Over time


def test_over_time_draws_months_hollow_where_one_occasion() -> None:
    table = tables.monthly(3)
    ax = charts.plot_sentiment_over_time(table.sample(frac=1, random_state=1))
    assert len(ax.child_axes) == 3
    for name, panel in zip(tables.NAMES, ax.child_axes, strict=False):
        rows = table[table.speaker == name]
        months = pd.PeriodIndex(rows.month, freq="M").asi8 + 0.5
        drawn = marks(panel)
        assert [line.get_xdata()[0] for line in drawn] == list(months)
        assert np.allclose([line.get_ydata()[0] for line in drawn], rows.estimate)
        hollow = [to_hex(line.get_markerfacecolor()) == "#ffffff" for line in drawn]
        assert hollow == list(rows.ci_low.isna())
        assert {to_hex(line.get_markeredgecolor()) for line in drawn} == {FIXED[name].color.lower()}
        assert [int(text) for text in texts(panel)] == list(rows.n)
        assert len(spans(panel, axis=1)) == rows.ci_low.notna().sum()


def test_over_time_cuts_only_intervals_many_times_the_rest() -> None:
    table = tables.monthly(1)
    whole = charts.plot_sentiment_over_time(table).child_axes[0]
    known = table[table.ci_low.notna()]
    expected = list(zip(known.ci_low, known.ci_high, strict=True))
    assert np.allclose(spans(whole, axis=1), expected)
    assert not marks(whole, "_cut")

    place = known.index[1]
    table.loc[place, ["ci_low", "ci_high"]] = [-9.0, 9.0]
    ax = charts.plot_sentiment_over_time(table)
    low, high = ax.child_axes[0].get_ylim()
    assert -2 < low < high < 2
    assert {line.get_xdata()[0] for line in marks(ax.child_axes[0], "_cut")} >= {
        pd.Period(table.month[place]).ordinal + 0.5
    }
    assert "arrows" in ax.figure.texts[1].get_text()


def test_over_time_joins_only_months_that_follow_each_other() -> None:
    table = tables.monthly(1).iloc[[0, 1, 5]]
    panel = charts.plot_sentiment_over_time(table).child_axes[0]
    assert sum(len(line.get_xdata()) == 2 and line.get_alpha() == 0.5 for line in panel.lines) == 1


@pytest.mark.parametrize("kind", ["text", "period", "timestamp"])
def test_over_time_takes_months_of_every_kind(kind: str) -> None:
    table = tables.monthly(1)
    periods = pd.PeriodIndex(table.month, freq="M")
    kinds = {"text": table.month, "period": periods, "timestamp": periods.to_timestamp()}
    ax = charts.plot_sentiment_over_time(table.assign(month=kinds[kind]))
    first = marks(ax.child_axes[0])[0]
    assert first.get_xdata()[0] == (2024 - 1970) * 12 + 10 + 0.5


def test_events_stand_at_their_dates_and_rough_dates_are_dotted() -> None:
    ax = charts.plot_sentiment_over_time(tables.monthly(2), events=tables.EVENTS)
    lines = [line for line in ax.lines if line.get_label() == "_event"]
    assert len(lines) == 5
    assert lines[0].get_xdata()[0] == pytest.approx((2025 - 1970) * 12 + 2 + 10 / 31)
    styles = [line.get_linestyle() != lines[0].get_linestyle() for line in lines]
    patterns = [line._unscaled_dash_pattern for line in lines]
    assert [pattern == patterns[3] for pattern in patterns] == [False, False, False, True, False]
    assert not any(styles)
    assert "Berlin on or before 2025-12-14" in charts.describe(ax)
    assert {"Jeddah", "Alaska", "White House", "Berlin"} <= set(texts(ax))


def test_events_outside_the_months_are_drawn_too() -> None:
    events = pd.DataFrame({"date": ["2023-05-05", "2027-01-01"], "name": ["before", "after"]})
    ax = charts.plot_sentiment_over_time(tables.monthly(1), events=events)
    low, high = ax.get_xlim()
    lines = [line.get_xdata()[0] for line in ax.lines if line.get_label() == "_event"]
    assert len(lines) == 2 and all(low <= x <= high for x in lines)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("date", "someday", "cannot be read"), ("date", None, "'Alaska' has no date")],
)
def test_bad_events_are_named(column: str, value: str | None, said: str) -> None:
    events = tables.EVENTS.copy()
    events.loc[1, column] = value
    with pytest.raises(InputError, match=said):
        charts.plot_sentiment_over_time(tables.monthly(1), events=events)


def test_a_month_that_cannot_be_read_is_one_line() -> None:
    with pytest.raises(InputError, match='months like "2025-03"'):
        charts.plot_sentiment_over_time(tables.monthly(1).assign(month="soon"))


# Stances


def test_stances_cells_have_sign_strength_and_counts() -> None:
    table = tables.positions(3)
    ax = charts.plot_stances(table)
    cells = {patch.get_xy(): patch for patch in ax.patches}
    said = {
        tuple(text.get_position()): text
        for text in ax.texts
    }  # fmt: skip
    assert len(cells) == 30
    for x, name in enumerate(tables.NAMES[:3]):
        for y, issue in enumerate(ISSUES):
            rows = table[(table.speaker == name) & (table.issue == issue)]
            text, cell = said[x + 0.5, y + 0.5], cells[x, y]
            if rows.empty:
                assert text.get_text() == "–"
                assert cell.get_hatch() and to_hex(cell.get_facecolor()) == "#ffffff"
                continue
            row = rows.iloc[0]
            number = f"{row.estimate:+.1f}".replace("-", "−")
            clear = row.ci_low > 0 or row.ci_high < 0
            assert (
                text.get_text() == f"{number}{'' if clear else ' ○'}\n{row.favor} : {row.against}"
            )
            assert (text.get_weight() == "bold") == clear
            red, _, blue, _ = cell.get_facecolor()
            assert (red < blue) == (row.estimate > 0)


def test_stances_scale_is_symmetric() -> None:
    ax = charts.plot_stances(tables.positions(2))
    bar = ax.child_axes[0]
    assert bar.get_ylim()[0] == -bar.get_ylim()[1]
    assert bar.get_ylabel() == "against … favor (logit)"


def test_stances_can_show_issues_and_speakers_that_nobody_spoke_of() -> None:
    ax = charts.plot_stances(
        tables.positions(1), issues=["weather", "talks"], speakers=["Zelensky", "Nobody"],
        labels={"talks": "Talks should go on"},
    )  # fmt: skip
    assert [label.get_text() for label in ax.get_yticklabels()] == ["weather", "Talks should go on"]
    assert [patch.get_gid() for patch in ax.patches] == ["empty", "empty", "cell", "empty"]
    assert "weather: nothing said" in charts.describe(ax)


def test_zero_counts_are_an_empty_cell() -> None:
    table = tables.positions(1).iloc[:1].assign(favor=0, against=0, estimate=0.0)
    ax = charts.plot_stances(table)
    assert texts(ax) == ["–"]


# Positions


def test_positions_dots_intervals_and_counts() -> None:
    table = tables.positions(3)
    ax = charts.plot_positions(table)
    ordered = table.assign(
        place=table.issue.map(ISSUES.index), who=table.speaker.map(tables.NAMES.index)
    ).sort_values(["place", "who"])
    drawn = marks(ax)
    assert np.allclose([line.get_xdata()[0] for line in drawn], ordered.estimate)
    assert [to_hex(line.get_markeredgecolor()) for line in drawn] == [
        FIXED[name].color.lower() for name in ordered.speaker
    ]
    ys = [line.get_ydata()[0] for line in drawn]
    assert ys == sorted(ys) and len(set(ys)) == len(ys)
    edge = ax.get_xlim()[1]
    known = ordered[ordered.ci_low.notna()]
    expected = zip(known.ci_low.clip(lower=-edge), known.ci_high.clip(upper=edge), strict=True)
    assert np.allclose(spans(ax), list(expected))
    counts = [text for text in texts(ax) if " : " in text and "favor" not in text]
    assert counts == [f"{row.favor} : {row.against}" for row in ordered.itertuples()]


def test_corrected_positions_say_so_and_count_what_has_no_label() -> None:
    table = tables.corrected(tables.positions(2))
    ax = charts.plot_positions(table)
    assert len(marks(ax)) == len(table) - 1
    subtitle = ax.figure.texts[1].get_text().replace("\n", " ")
    assert "corrected by labels, 1 without any left out" in subtitle
    assert "corrected" not in charts.plot_positions(tables.positions(2)).figure.texts[1].get_text()


def test_positions_mark_what_goes_beyond_the_axis() -> None:
    table = tables.positions(1).iloc[:1].assign(estimate=0.5, ci_low=-5.0, ci_high=1.0)
    arrows = lambda ax: [text for text in ax.texts if getattr(text, "arrow_patch", None)]  # noqa: E731
    ax = charts.plot_positions(table, limit=2)
    assert ax.get_xlim() == (-2, 2)
    assert spans(ax) == [(-2.0, 1.0)]
    assert [arrow.xy[0] for arrow in arrows(ax)] == [-2]
    assert not arrows(charts.plot_positions(table, limit=6))


def test_positions_without_interval_are_hollow() -> None:
    table = tables.positions(1).iloc[:2].copy()
    table.loc[table.index[0], ["ci_low", "ci_high", "n_occasions"]] = [np.nan, np.nan, 1]
    ax = charts.plot_positions(table)
    assert [to_hex(line.get_markerfacecolor()) for line in marks(ax)] == ["#ffffff", BLUE]
    assert len(spans(ax)) == 1
    assert any("(one occasion)" in text for text in texts(ax))
    assert "no interval" in [text.get_text() for text in ax.get_legend().get_texts()]


# Contrasts


def test_contrasts_lie_toward_the_higher_speaker() -> None:
    table = tables.contrasts(3)
    ax = charts.plot_contrasts(table)
    assert np.allclose([line.get_xdata()[0] for line in marks(ax)], table.difference)
    assert np.allclose(spans(ax), list(zip(table.ci_low, table.ci_high, strict=True)))
    # A positive difference is to the right, where speaker_a stands.
    assert [label.get_text() for label in ax.get_yticklabels()] == list(table.speaker_b)
    assert [text for text in texts(ax) if text in tables.NAMES] == list(table.speaker_a)
    assert ax.get_xlim()[0] == -ax.get_xlim()[1]
    assert "name at right\nmore positive ►" in texts(ax)


def test_contrasts_print_adjusted_p_effect_size_and_counts() -> None:
    table = tables.contrasts(2).assign(p_adjusted=0.0304, effect_size=-0.4, n_a=73, n_b=94)
    assert {"p = 0.030, −0.40", "73, 94"} <= set(texts(charts.plot_contrasts(table)))
    tiny = charts.plot_contrasts(table.assign(p_adjusted=0.00001))
    assert "p < 0.001, −0.40" in texts(tiny)


def test_contrasts_say_who_is_higher_only_where_the_interval_leaves_out_zero() -> None:
    table = tables.contrasts(2).assign(difference=0.1, ci_low=-0.1, ci_high=0.3)
    assert "Zelensky more positive" not in charts.describe(charts.plot_contrasts(table))
    clear = charts.plot_contrasts(table.assign(ci_low=0.05))
    assert "Zelensky more positive" in charts.describe(clear)


# Shares


def test_shares_bars_go_right_for_favor_and_left_for_against() -> None:
    table = tables.shares(2)
    ax = charts.plot_shares(table)
    plain = [bar for bar in ax.patches if bar.get_gid() == "bar"]
    hatched = [bar for bar in ax.patches if bar.get_gid() == "conditional bar"]
    for bars, conditional in ((plain, False), (hatched, True)):
        rows = table[(table["count"] > 0) & (table.conditional == conditional)]
        for sign, stance in ((1, "favor"), (-1, "against")):
            drawn = [sign * bar.get_width() for bar in bars if sign * bar.get_width() > 0]
            expected = rows.loc[rows.stance == stance, "estimate"]
            assert np.allclose(sorted(drawn), sorted(expected))
    assert all(bar.get_hatch() for bar in hatched) and not any(bar.get_hatch() for bar in plain)
    assert {to_hex(bar.get_facecolor()) for bar in plain} == {BLUE, VERMILLION}


def test_shares_count_each_bar_and_its_conditional_part() -> None:
    table = tables.shares(1)
    ax = charts.plot_shares(table)
    bars = table.groupby(["issue", "stance"])
    for (_, _), rows in bars:
        whole, given = rows["count"].sum(), rows.loc[rows.conditional, "count"].sum()
        if whole:
            assert (f"{whole} ({given})" if given else f"{whole}") in texts(ax)


def test_shares_intervals_only_where_they_are_the_whole_bars() -> None:
    columns = ["speaker", "issue", "stance", "conditional", "count", "estimate", "ci_low"]
    table = pd.DataFrame(
        [
            ("Zelensky", "talks", "favor", False, 10, 0.1, 0.05, 0.16, 100),
            ("Zelensky", "talks", "favor", True, 2, 0.02, 0.01, 0.05, 100),
            ("Zelensky", "talks", "against", False, 4, 0.04, 0.02, 0.08, 100),
            ("Zelensky", "talks", "against", True, 0, 0.0, 0.0, 0.03, 100),
        ],
        columns=[*columns, "ci_high", "n"],
    )
    assert np.allclose(spans(charts.plot_shares(table)), [(-0.08, -0.02)])
    totals = table[~table.conditional].assign(ci_low=[0.06, 0.02], ci_high=[0.2, 0.09])
    both = spans(charts.plot_shares(table, totals=totals))
    assert np.allclose(both, [(0.06, 0.2), (-0.09, -0.02)])


# Coverage


def test_coverage_by_month_counts_and_says_what_has_no_date() -> None:
    table = tables.statements(2)
    table.loc[[0, 1, 2], "said_on"] = pd.NaT
    ax = charts.plot_coverage(table)
    for name, panel in zip(tables.NAMES, ax.child_axes, strict=False):
        dated = table[(table.speaker == name) & table.said_on.notna()]
        counts = dated.said_on.dt.to_period("M").value_counts().sort_index()
        assert [bar.get_height() for bar in panel.patches] == list(counts)
        assert [text.get_text() for text in panel.texts] == [str(number) for number in counts]
        assert {to_hex(bar.get_facecolor()) for bar in panel.patches} == {FIXED[name].color.lower()}
    assert "3 statements without a date" in charts.describe(ax)


def test_coverage_by_category_counts_all_and_names_what_is_not_drawn() -> None:
    table = tables.statements(3)
    ax = charts.plot_coverage(table, by="medium")
    assert sum(bar.get_width() for bar in ax.patches if bar.get_gid() == "bar") == len(table)
    blank = (table.medium == "").sum()
    assert any(text.replace("\xa0", " ") == f"not stated: {blank}" for text in texts(ax))
    few = charts.plot_coverage(table, by="medium", top=2)
    drawn = sum(bar.get_width() for bar in few.patches if bar.get_gid() == "bar")
    assert f"Not drawn: 2 more with {len(table) - int(drawn)} statements" in charts.describe(few)


def test_coverage_does_not_depend_on_the_order_of_rows() -> None:
    table = tables.statements(4)
    mixed = table.sample(frac=1, random_state=3)
    for by in ("month", "medium", "publisher"):
        texts_of = [charts.describe(charts.plot_coverage(each, by=by)) for each in (table, mixed)]
        assert texts_of[0] == texts_of[1]


# Validation


@pytest.mark.parametrize("by", ["issue", "speaker"])
def test_validation_draws_f1_precision_and_recall(by: str) -> None:
    table = tables.validation(by)
    ax = charts.plot_validation(table)
    for label, column in (("_f1", "f1"), ("_precision", "precision"), ("_recall", "recall")):
        assert np.allclose([line.get_xdata()[0] for line in marks(ax, label)], table[column])
    assert np.allclose(spans(ax), list(zip(table.ci_low, table.ci_high, strict=True)))
    assert f"{table.f1[0]:.2f} [{table.ci_low[0]:.2f}, {table.ci_high[0]:.2f}], n = 12" in texts(ax)
    colors = {to_hex(line.get_markerfacecolor()) for line in marks(ax, "_f1")}
    assert colors == ({BLUE, VERMILLION, GREEN} if by == "speaker" else {"#222222"})


# Calibration


def test_calibration_draws_share_right_against_probability() -> None:
    table = tables.calibrations(5)
    ax = charts.plot_calibration(table.sample(frac=1, random_state=1))
    drawn = [(line.get_xdata()[0], line.get_ydata()[0]) for line in marks(ax)]
    assert np.allclose(drawn, table[["probability", "estimate"]])
    assert np.allclose(spans(ax, axis=1), table[["ci_low", "ci_high"]])
    (equal,) = marks(ax, "_equal")
    assert np.array_equal(equal.get_xdata(), equal.get_ydata())
    assert ax.get_xlim() == ax.get_ylim() and ax.get_xlim()[0] <= table["ci_low"].min()
    counts = [text for text in ax.texts if text.get_text().startswith("n = ")]
    assert [text.get_text() for text in counts] == [f"n = {n}" for n in table["n"]]
    assert [text.xy for text in counts] == drawn
    assert "73 to 74 statements" in ax.figure.texts[1].get_text()
    first = f"{table.probability[0]:.0%} sure, {table.estimate[0]:.0%} right (95% interval "
    assert first + f"{table.ci_low[0]:.0%} to {table.ci_high[0]:.0%}; 73" in charts.describe(ax)


def test_calibration_names_the_sides_of_the_line() -> None:
    ax = charts.plot_calibration(tables.calibrations(5))
    ax.figure.draw_without_rendering()
    for said, above in (("less sure than right", True), ("more sure than right", False)):
        (text,) = [text for text in ax.texts if text.get_text() == said]
        box = text.get_window_extent()
        corner = (box.x1, box.y0) if above else (box.x0, box.y1)
        sure, right = ax.transData.inverted().transform(corner)
        assert (right > sure) == above


def test_calibration_prints_all_counts_or_none() -> None:
    for bins in (3, 5, 12, 40):
        ax = charts.plot_calibration(tables.calibrations(bins))
        printed = sum(text.startswith("n = ") for text in texts(ax))
        assert printed in ((0, bins) if bins > 5 else (bins,))
    assert printed == 0


def test_calibration_without_interval_is_hollow_and_bins_are_unique() -> None:
    table = tables.calibrations(3)
    table.loc[1, ["ci_low", "ci_high"]] = np.nan
    ax = charts.plot_calibration(table)
    hollow = [to_hex(line.get_markerfacecolor()) == "#ffffff" for line in marks(ax)]
    assert hollow == [False, True, False] and len(spans(ax)) == 2
    assert "hollow: no interval" in ax.figure.texts[1].get_text().replace("\n", " ")
    assert "(no interval; 74 statements)" in charts.describe(ax)
    with pytest.raises(InputError, match="one row for each bin"):
        charts.plot_calibration(pd.concat([table, table.iloc[:1]]))


# Methods


def test_methods_draw_each_difference_toward_the_more_positive() -> None:
    table = tables.method_contrasts(2)
    ax = charts.plot_methods(table)
    texts_ = texts(ax)
    # Zelensky comes first in the usual order and stands at the left; the table has a minus b.
    assert f"◄ {table.speaker_a[0]} more positive" in [t.replace("\n", " ") for t in texts_]
    assert np.allclose([line.get_xdata()[0] for line in marks(ax)], -table["effect_size"])
    assert np.allclose(spans(ax), -table[["effect_high", "effect_low"]])
    filled = [to_hex(line.get_markerfacecolor()) != "#ffffff" for line in marks(ax)]
    assert filled == table["apart"].tolist()
    labels = [label.get_text().replace("\n", " ") for label in ax.get_yticklabels()]
    assert labels[:2] == ["TextBlob, own words", "TextBlob, reported text"]
    swapped = table.rename(columns={"speaker_a": "speaker_b", "speaker_b": "speaker_a"})
    signs = ["effect_size", "effect_low", "effect_high"]
    swapped = swapped.assign(**{name: -swapped[name] for name in signs})
    swapped = swapped.rename(columns={"effect_low": "effect_high", "effect_high": "effect_low"})
    again = charts.plot_methods(swapped)
    assert np.allclose(spans(again), spans(ax))


def test_methods_refuse_an_analysis_that_is_there_twice() -> None:
    table = tables.method_contrasts(2)
    with pytest.raises(InputError, match="one row for each"):
        charts.plot_methods(pd.concat([table, table.iloc[:1]]))


# Specifications


def test_specifications_are_sorted_with_their_intervals_and_ranges() -> None:
    table = tables.specifications(2)
    ax = charts.plot_specifications(table.sample(frac=1, random_state=1))
    curve, bars, _ = ax.child_axes
    whole = table[table["without"] == ""].sort_values("effect_size")
    drawn = marks(curve)
    assert np.allclose([line.get_ydata()[0] for line in drawn], whole["effect_size"])
    assert [line.get_xdata()[0] for line in drawn] == [i + 0.5 for i in range(30)]
    assert np.allclose(spans(curve, axis=1), whole[["effect_low", "effect_high"]])
    assert {to_hex(bar.get_facecolor()) for bar in curve.patches} == {RANGE.lower()}
    ends = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in curve.patches]
    shift = np.array([-0.3, 0.2])
    assert np.allclose(ends, whole["effect_size"].to_numpy()[:, None] + shift)
    assert [bar.get_height() for bar in bars.patches] == whole["n"].tolist()
    assert bars.get_yticklabels()[0].get_text() == f"n = {whole['n'].min()} to 200"


def test_specifications_are_filled_by_what_leaving_out_does() -> None:
    table = tables.specifications(2, many=4)
    whole = table["without"] == ""
    low, high = ["effect_low", "ci_low"], ["effect_high", "ci_high"]
    # Clear with and without; clear, but not without TASS; not clear; no interval at all.
    for key, ends in zip(table["words"].unique(), ((0.1, 1), (0.1, 1), (-0.1, 1)), strict=True):
        cells = (table["words"] == key) & (table["method"] == "textblob")
        table.loc[cells, low], table.loc[cells, high] = ends
    cells = (table["words"] == "text") & (table["without"] == "TASS")
    table.loc[cells, low] = -0.1
    table.loc[table["method"] == "vader", [*low, *high]] = np.nan
    ax = charts.plot_specifications(table, pair=("Zelensky", "Peskov"))
    curve, _, matrix = ax.child_axes
    order = table[whole].sort_values("effect_size")
    expected = {
        ("textblob", "quote"): "#222222", ("textblob", "text"): HANGS.lower(),
        ("textblob", "text + quote"): "#ffffff", ("vader", "quote"): "#ffffff",
    }  # fmt: skip
    fills = [to_hex(line.get_markerfacecolor()) for line in marks(curve)]
    cells = list(zip(order["method"], order["words"], strict=True))
    assert fills == [expected[cell] for cell in cells]
    assert len(spans(curve, axis=1)) == 3
    # The choices below: a mark of the same fill at the place of each that made it.
    for method in ("textblob", "vader"):
        dots = marks(matrix, f"_method {method}")
        places = [i for i, cell in enumerate(cells) if cell[0] == method]
        assert [line.get_xdata()[0] for line in dots] == [i + 0.5 for i in places]
        assert [to_hex(line.get_markerfacecolor()) for line in dots] == [fills[i] for i in places]
    assert "2 of 3" in texts(matrix) and "0 of 1" in texts(matrix)
    keys = [text.get_text() for text in ax.get_legend().get_texts()]
    assert "only with every outlet and occasion" in keys


def test_specifications_name_every_choice_that_differs() -> None:
    ax = charts.plot_specifications(tables.specifications(2))
    names = [label.get_text().replace("\n", " ") for label in ax.child_axes[2].get_yticklabels()]
    assert names[:5] == ["Method", "TextBlob", "VADER", "news network", "Words scored"]
    assert "reported text and own words" in names and "all" in names
    stances = charts.plot_specifications(tables.specifications(2, many=6, stances=True))
    names = [label.get_text() for label in stances.child_axes[2].get_yticklabels()]
    assert names[:3] == ["Coder", "cues", "labels"] and "Words scored" not in names
    alone = charts.plot_specifications(tables.specifications(2, many=1))
    assert not alone.child_axes[2].get_yticklabels()


def test_specifications_can_be_turned_round() -> None:
    table = tables.specifications(2)
    ax = charts.plot_specifications(table)
    heads = texts(ax.child_axes[0])
    assert heads == ["▲ Zelensky more positive", "▼ Peskov more positive"]
    turned = charts.plot_specifications(table, pair=("Peskov", "Zelensky"))
    assert texts(turned.child_axes[0]) == ["▲ Peskov more positive", "▼ Zelensky more positive"]
    values = [line.get_ydata()[0] for line in marks(ax.child_axes[0])]
    again = [line.get_ydata()[0] for line in marks(turned.child_axes[0])]
    assert np.allclose(again, [-value for value in reversed(values)])
    assert np.allclose(
        spans(turned.child_axes[0], axis=1),
        [(-high, -low) for low, high in reversed(spans(ax.child_axes[0], axis=1))],
    )


@pytest.mark.parametrize(
    ("gaps", "answer"),
    [
        ((1, 1), "Yes, in all 2 analyses"),
        ((1, 0), "In 1 of 2 analyses"),
        ((0, 0), "Not clear in any of 2 analyses"),
        ((1, -1), "It depends: yes in 1, the reverse in 1 of 2 analyses"),
    ],
)
def test_specifications_answer_in_the_title(gaps: tuple[int, int], answer: str) -> None:
    table = tables.specifications(2, many=2)
    table = table[table["without"] == ""].reset_index(drop=True)
    for name, shift in zip(
        ("effect_size", "effect_low", "effect_high"), (0, -0.5, 0.5), strict=True
    ):
        table[name] = np.array(gaps) + shift
    ax = charts.plot_specifications(table, pair=("Zelensky", "Peskov"))
    asked = "Is Zelensky more positive than Peskov? "
    assert ax.figure.texts[0].get_text().replace("\n", " ") == asked + answer
    assert answer in charts.describe(ax)
    turned = charts.plot_specifications(table, pair=("Peskov", "Zelensky"))
    if gaps == (1, 1):
        assert "The reverse, in all 2 analyses" in charts.describe(turned)


def test_specifications_cut_intervals_out_of_all_proportion() -> None:
    table = tables.specifications(2, many=6, stances=True)
    table["ci_high"] += 30
    curve = charts.plot_specifications(table, pair=("Zelensky", "Peskov")).child_axes[0]
    assert curve.get_ylim()[1] < 5
    assert len([line for line in curve.lines if line.get_label() == "_cut"]) == 6


def test_specifications_ask_which_finding() -> None:
    table = pd.concat([tables.specifications(2), tables.specifications(3)])
    with pytest.raises(InputError, match=r"name its pair= and measure=.*Peskov and Witkoff"):
        charts.plot_specifications(table)
    with pytest.raises(InputError, match="draws one finding"):
        charts.plot_specifications(table, pair=("Zelensky", "Rubio"))
    charts.plot_specifications(table, pair=("Witkoff", "Peskov"))
    with pytest.raises(InputError, match="one row for each"):
        charts.plot_specifications(pd.concat([table, table]), pair=("Witkoff", "Peskov"))
    unknown = tables.specifications(2).assign(difference=np.nan, effect_size=np.nan)
    with pytest.raises(InputError, match="no difference between Zelensky and Peskov is known"):
        charts.plot_specifications(unknown)


# All


def test_looks_are_distinct_fixed_and_independent_of_order() -> None:
    names = tables.NAMES
    looks = speaker_looks(names)
    assert looks == speaker_looks(reversed(names))
    assert len(set(looks.values())) == len(looks)
    assert (looks["Zelensky"].color, looks["Peskov"].color) == ("#0072B2", "#D55E00")
    assert looks["Witkoff"] == ("#009E73", "^")


def test_the_order_of_issues_is_the_codebooks() -> None:
    from analysis.codebook import load_codebook

    assert list(ISSUES) == load_codebook().names


CALLS = [
    (charts.plot_sentiment, tables.estimates, "ci_low"),
    (charts.plot_sentiment_over_time, tables.monthly, "month"),
    (charts.plot_stances, tables.positions, "favor"),
    (charts.plot_positions, tables.positions, "issue"),
    (charts.plot_contrasts, tables.contrasts, "p_adjusted"),
    (charts.plot_shares, tables.shares, "conditional"),
    (charts.plot_coverage, tables.statements, "said_on"),
    (charts.plot_validation, lambda k: tables.validation("issue"), "recall"),
    (charts.plot_calibration, tables.calibrations, "probability"),
    (charts.plot_methods, tables.method_contrasts, "effect_size"),
    (charts.plot_specifications, tables.specifications, "without"),
]


@pytest.mark.parametrize(("draw", "make", "column"), CALLS)
def test_bad_tables_get_one_clear_line(draw, make, column) -> None:
    table = make(2)
    with pytest.raises(InputError, match=rf"lacks {column}: pass what \w+\("):
        draw(table.drop(columns=column))
    with pytest.raises(InputError, match="no rows to draw"):
        draw(table.iloc[:0])
    with pytest.raises(InputError, match="got list"):
        draw([1, 2])


@pytest.mark.parametrize(("draw", "make", "column"), CALLS)
def test_tables_stay_as_they_were_and_the_index_does_not_matter(draw, make, column) -> None:
    table = make(2)
    table.index = [0] * len(table)
    before = table.copy()
    text = charts.describe(draw(table))
    pd.testing.assert_frame_equal(table, before)
    assert text == charts.describe(draw(make(2)))


@pytest.mark.parametrize(
    ("draw", "make"), [(d, m) for d, m, _ in CALLS[:6]], ids=[d.__name__ for d, _, _ in CALLS[:6]]
)
def test_two_rows_for_one_place_are_refused(draw, make) -> None:
    table = make(2)
    with pytest.raises(InputError, match="one row for each"):
        draw(pd.concat([table, table.iloc[:1]]))


def test_numbers_that_are_words_are_refused() -> None:
    with pytest.raises(InputError, match="Column estimate must hold numbers"):
        charts.plot_sentiment(tables.estimates(2).assign(estimate="high"))


def test_the_users_settings_neither_matter_nor_change() -> None:
    plain = charts.show(charts.plot_sentiment(tables.estimates(2)))
    with mpl.rc_context({"axes.facecolor": "black", "font.size": 30, "savefig.bbox": "tight"}):
        same = charts.show(charts.plot_sentiment(tables.estimates(2)))
        assert mpl.rcParams["font.size"] == 30
    assert same.png == plain.png
