"""Charts: one function a figure, each takes a result table and returns matplotlib Axes."""

from analysis.charts.calibration import plot_calibration
from analysis.charts.contrast import plot_contrasts
from analysis.charts.coverage import plot_coverage
from analysis.charts.methods import plot_methods
from analysis.charts.over_time import plot_sentiment_over_time
from analysis.charts.positions import plot_positions
from analysis.charts.sentiment import plot_sentiment
from analysis.charts.shares import plot_shares
from analysis.charts.show import Chart, show
from analysis.charts.specifications import plot_specifications
from analysis.charts.stance import plot_stances
from analysis.charts.validation import plot_validation
from analysis.charts.words import describe

__all__ = [
    "Chart",
    "describe",
    "plot_calibration",
    "plot_contrasts",
    "plot_coverage",
    "plot_methods",
    "plot_positions",
    "plot_sentiment",
    "plot_sentiment_over_time",
    "plot_shares",
    "plot_specifications",
    "plot_stances",
    "plot_validation",
    "show",
]
