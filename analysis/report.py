"""The whole chain in one call: articles or statements in, a folder with tables, charts and a page.

The folder is built beside its place and takes it at the end: it is complete or not there at all.
"""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from analysis.compare import contrast, estimate, position
from analysis.errors import InputError
from analysis.extract import Track
from analysis.gather import Gathered, gather_any, without_repeats
from analysis.saving import csv_text
from analysis.sentiment import score_sentiment
from analysis.stance import code_stance

if TYPE_CHECKING:
    from analysis.charts import Chart

MOST = 8
"""Speakers compared and drawn, those with most scored statements: more do not fit in a chart."""

PAGE = "index.html"
TABLES = ("statements", "scored", "stances", "estimates", "contrasts", "positions")
FIGURES = ("sentiment", "stances", "positions")
_MARK = re.compile(r"<meta (?=[^>]*generator)[^>]*Parley")
_ANYWHERE = (".DS_Store", "Thumbs.db")


class Results(NamedTuple):
    """All tables of a report."""

    scored: pd.DataFrame
    stances: pd.DataFrame
    estimates: pd.DataFrame
    contrasts: pd.DataFrame
    positions: pd.DataFrame
    compared: list[str]
    """Speakers drawn and compared, those with most scored statements first."""


class Report(NamedTuple):
    """A finished report."""

    page: Path
    gathered: Gathered
    results: Results


def build_report(
    source: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    published: str | dt.date | None = None,
    errors: str = "report",
    on: str = "quote",
    method: str = "textblob",
    seed: int = 0,
    track: Track = iter,
) -> Report:
    """Extract, score, compare, draw, and write it all into a folder.

    Parameters
    ----------
    source : path or sequence of paths
        Articles, as for `read_articles`; or one table of statements, as for `load_statements`.
    out : path
        Folder of the report. An earlier report there is replaced, anything else refused.
    published, errors
        As for `read_articles`.
    on, method
        As for `score_sentiment`.
    seed : int
        Of the intervals and tests.
    track : callable, optional
        Wraps the list of articles to show progress.

    Returns
    -------
    Report
        In the folder stand ``index.html``, which opens offline; ``statements.csv``, ``scored.csv``,
        ``stances.csv``, ``estimates.csv``, ``contrasts.csv``, ``positions.csv``; and in
        ``figures`` those charts for which there is something to draw, as PNG.

    Raises
    ------
    InputError
        Input that cannot be read, or a folder that holds anything but an earlier report. Nothing
        is written then.
    """
    target = Path(out).resolve()
    require_replaceable(target)
    render, remote_requests = _page_tools()
    paths = [source] if isinstance(source, (str, Path)) else list(source)
    gathered = gather_any(paths, published=published, errors=errors, track=track)
    results = analyze(gathered.statements, on=on, method=method, seed=seed)
    figures = draw(results)
    page = render(gathered, results, figures, on=on, method=method, seed=seed)
    if remote := remote_requests(page):
        raise RuntimeError(f"the page would load {remote[0]}")
    tables = (gathered.statements, *results[:5])
    files = {f"{name}.csv": csv_text(t).encode() for name, t in zip(TABLES, tables, strict=True)}
    files |= {f"figures/{name}.png": chart.png for name, chart in figures.items()}
    files[PAGE] = page.encode()
    _write(target, files)
    return Report(target / PAGE, gathered, results)


def analyze(
    statements: pd.DataFrame, *, on: str = "quote", method: str = "textblob", seed: int = 0
) -> Results:
    """Score statements, code their stances and compare their speakers.

    Parameters
    ----------
    statements : DataFrame
        With the columns of the statements table. Rows without a speaker are scored, and left out
        of every comparison.
    on, method, seed
        As for `build_report`.
    """
    scored = score_sentiment(statements, on=on, method=method)
    named = scored[scored["speaker"] != ""]
    stances = code_stance(without_repeats(named))
    sizes = named.groupby("speaker")["polarity"].agg(["count", "size"]).sort_index()
    sizes = sizes.sort_values(["count", "size"], ascending=False, kind="stable")
    ranked = list(sizes.index[:MOST])
    drawn = named[named["speaker"].isin(sizes.index[sizes["count"] > 0].intersection(ranked))]
    return Results(
        scored,
        stances,
        estimate(named, seed=seed),
        contrast(drawn, seed=seed),
        position(stances, named),
        ranked,
    )


def draw(results: Results) -> dict[str, Chart]:
    """Draw the charts for which there is something to draw."""
    # matplotlib takes half a second to load, and the extraction alone does not need it.
    from analysis import charts
    from analysis.codebook import load_codebook

    shown = results.estimates[results.estimates["speaker"].isin(results.compared)]
    stands = results.positions[results.positions["speaker"].isin(results.compared)]
    labels = {issue.name: issue.label for issue in load_codebook().issues}
    drawn = {}
    shown = shown[shown["estimate"].notna()]
    if len(shown):
        points = results.scored[results.scored["speaker"].isin(results.compared)]
        drawn["sentiment"] = charts.show(charts.plot_sentiment(shown, points=points))
    if len(stands):
        drawn["stances"] = charts.show(charts.plot_stances(stands, labels=labels))
        drawn["positions"] = charts.show(charts.plot_positions(stands, labels=labels))
    return drawn


def require_replaceable(target: Path) -> None:
    """Refuse a place that holds anything but an earlier report of this kind.

    Raises
    ------
    InputError
        Names what is in the way.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise InputError(f"{target}: is a file; name a folder for the report")
    ours = {PAGE, *(f"{name}.csv" for name in TABLES), *(f"figures/{n}.png" for n in FIGURES)}
    for entry in _files(target):
        name = entry.relative_to(target).as_posix()
        if name not in ours and entry.name not in _ANYWHERE:
            raise InputError(
                f"{target}: holds {name}, which is no part of a report; "
                "name another folder, or empty this one"
            )
    present = [entry for entry in _files(target) if entry.name not in _ANYWHERE]
    page = target / PAGE
    if present and not (page.is_file() and _MARK.search(page.read_text("utf-8", "replace"))):
        raise InputError(
            f"{target}: holds {present[0].name}, but no report; name another folder, or empty it"
        )


def _files(folder: Path) -> Iterator[Path]:
    """All that is in a folder but folders with something in them."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.is_symlink() and any(entry.iterdir()):
            yield from _files(entry)
        elif not (entry.is_dir() and entry.name == "figures"):
            yield entry


def _page_tools() -> tuple[Callable[..., str], Callable[[str], list[str]]]:
    """What writes the page and what checks it; asked for before the work, not after it."""
    try:
        from analysis.offline import remote_requests
        from analysis.report_page import render_page
    except ImportError as error:
        raise InputError(
            f"the report needs the package {error.name}; install it: pip install {error.name}"
        ) from None
    return render_page, remote_requests


def _write(target: Path, files: dict[str, bytes]) -> None:
    """Write the files beside the target and put them in its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        fresh, old = Path(scratch, "new"), Path(scratch, "old")
        (fresh / "figures").mkdir(parents=True)
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        replaced = target.exists()
        if replaced:
            target.rename(old)
        try:
            fresh.rename(target)
        except OSError:
            if replaced:
                old.rename(target)
            raise
