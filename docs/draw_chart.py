"""Draw the README's chart: python docs/draw_chart.py."""

from pathlib import Path

from analysis import labeled_stances, load_codebook, load_labels, load_statements, position
from analysis.charts import plot_stances, show

CHART = Path(__file__).with_name("positions.png")


def draw():
    """Return the chart of the coded positions."""
    statements = load_statements()
    positions = position(labeled_stances(load_labels(), statements), statements)
    source = "Parley corpus, 365 statements, November 2024 to February 2026"
    return show(plot_stances(positions, labels=load_codebook().labels, source=source))


if __name__ == "__main__":
    draw().save(CHART)
