"""The page of a report: findings first, then charts, the words behind them, and what is missing."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis.codebook import load_codebook
from analysis.evidence_table import show_evidence
from analysis.gather import Gathered, summary

if TYPE_CHECKING:
    from analysis.charts import Chart
    from analysis.report import Results

SHOWN = 100
"""Rows of each table on the page; the CSV files hold all."""
SURE = 0.05
_TEMPLATES = Path(__file__).parent / "templates"
_ENGINES = {
    "textblob": "TextBlob's polarity, from -1 (negative) to 1 (positive)",
    "vader": "VADER's compound score, from -1 (negative) to 1 (positive)",
    "news": "the news network's probability of positive less that of negative, from -1 to 1",
}
_FIELDS = {"quote": "the speaker's own words between quotation marks"}


class Picture(NamedTuple):
    """A chart as a data address, and in words."""

    source: str
    alt: str


class Listing(NamedTuple):
    """A table as it is printed, and how many rows more there are."""

    columns: list[str]
    rows: list[list[str]]
    hidden: int


def render_page(
    gathered: Gathered,
    results: Results,
    figures: dict[str, Chart],
    *,
    on: str,
    method: str,
    seed: int,
) -> str:
    """Write the page of a report; everything from the articles is escaped.

    Parameters
    ----------
    gathered : Gathered
        The statements and what was rejected.
    results : Results
        All tables.
    figures : dict of Chart
        By name: ``sentiment``, ``stances``, ``positions``, those that could be drawn.
    on, method, seed
        How the statements were scored, for the text on method.
    """
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    template = environment.get_template("articles.html.j2")
    nobody = gathered.unattributed
    page = template.render(
        css=(_TEMPLATES / "report.css").read_text(encoding="utf-8"),
        summary=summary(gathered),
        period=_period(gathered.statements),
        findings=findings(results),
        pictures={name: _picture(chart) for name, chart in figures.items()},
        estimates=_listing(_ranked(results.estimates), _ESTIMATE),
        silent=int((results.estimates["n"] == 0).sum()),
        contrasts=_listing(results.contrasts[results.contrasts["p"].notna()], _CONTRAST),
        untested=int(results.contrasts["p"].isna().sum()),
        positions=_listing(results.positions.assign(issue=_labels(results.positions)), _POSITION),
        tone=_tone_evidence(results),
        stances=_stance_evidence(results),
        nobody=_listing(nobody, ["article_id", "start", "text"] if len(nobody) else []),
        unresolved=_listing(_unresolved(gathered, nobody), _UNRESOLVED),
        faults=[str(fault) for fault in gathered.faults],
        copies=gathered.copies,
        foreign=gathered.foreign,
        from_articles=gathered.articles is not None,
        extracted=set(_UNRESOLVED) <= set(gathered.statements.columns),
        reasons=_reasons(results.scored),
        compared=len(results.compared),
        speakers=int(results.scored.loc[results.scored["speaker"] != "", "speaker"].nunique()),
        field=_FIELDS.get(on, f"the column {on}"),
        engine=_ENGINES.get(method, method),
        seed=seed,
    )
    return str(page).rstrip() + "\n"


_ESTIMATE = ["speaker", "estimate", "ci_low", "ci_high", "n", "n_occasions", "n_unscored", "note"]
_CONTRAST = [
    "speaker_a", "speaker_b", "difference", "ci_low", "ci_high", "p_adjusted", "effect_size",
    "n_a", "n_b", "note",
]  # fmt: skip
_POSITION = [
    "speaker", "issue", "estimate", "ci_low", "ci_high", "favor", "against", "conditional",
    "n_occasions", "note",
]  # fmt: skip
_UNRESOLVED = ["article_id", "start", "mention", "kind", "candidates", "text"]


def findings(results: Results) -> list[str]:
    """Say what the tables show, and no more than they show.

    Returns
    -------
    list of str
        Plain sentences: on tone, on differences in tone, on positions.
    """
    lines = []
    scored = _ranked(results.estimates)
    if scored.empty:
        lines.append("Tone: no statement of a named speaker could be scored.")
    else:
        for row in scored.head(3).to_dict("records"):
            interval = f" [{row['ci_low']:+.2f}, {row['ci_high']:+.2f}]"
            known = interval if row["ci_low"] == row["ci_low"] else " (no interval)"
            lines.append(
                f"{row['speaker']}: mean polarity {row['estimate']:+.2f}{known}, "
                f"n = {row['n']} of {row['n'] + row['n_unscored']} statements "
                f"from {row['n_occasions']} occasions."
            )
    clear = results.contrasts[results.contrasts["p_adjusted"] < SURE]
    for row in clear.to_dict("records"):
        higher, lower = row["speaker_a"], row["speaker_b"]
        if row["difference"] < 0:
            higher, lower = lower, higher
        lines.append(
            f"{higher} is more positive than {lower}: difference {abs(row['difference']):.2f}, "
            f"adjusted p = {row['p_adjusted']:.3f}."
        )
    if results.contrasts["p"].notna().any() and clear.empty:
        lines.append(
            f"No difference in tone between two speakers is clear (adjusted p below {SURE})."
        )
    if len(scored) == 1:
        lines.append("One speaker alone is scored: there is nobody to compare with.")
    issues = results.positions["issue"].nunique()
    if issues:
        taken = int(results.positions["n"].sum())
        who = results.positions["speaker"].nunique()
        lines.append(
            f"Positions: {taken} taken by {who} {'speaker' if who == 1 else 'speakers'} "
            f"on {issues} {'issue' if issues == 1 else 'issues'} of the codebook."
        )
    else:
        lines.append("Positions: none found on the issues of the codebook.")
    return lines


def _ranked(estimates: pd.DataFrame) -> pd.DataFrame:
    """Estimates of those who were scored, most statements first."""
    return estimates[estimates["n"] > 0].sort_values(["n", "speaker"], ascending=[False, True])


def _picture(chart: Chart) -> Picture:
    data = base64.b64encode(chart.png).decode("ascii")
    return Picture(f"data:image/png;base64,{data}", chart.alt)


def _period(statements: pd.DataFrame) -> str:
    days = statements.loc[statements["said_on_precision"] == "day", "said_on"].dropna()
    if days.empty:
        return "No statement has a day."
    undated = len(statements) - len(days)
    rest = f"; {undated} without a day" if undated else ""
    return f"Said from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}{rest}."


def _labels(table: pd.DataFrame) -> pd.Series:
    labels = {issue.name: issue.label for issue in load_codebook().issues}
    return table["issue"].map(lambda name: labels.get(name, name))


def _tone_evidence(results: Results) -> str:
    scored = results.scored
    rows = scored[(scored["speaker"] != "") & (scored["unscored"] == "")]
    return _evidence(rows, ["speaker", "polarity", "article_id", "said_on"])


def _stance_evidence(results: Results) -> str:
    stances = results.stances
    texts = results.scored.drop(columns=["speaker", "evidence"])
    rows = stances.merge(texts, on="statement_id").assign(issue=_labels(stances))
    outright = ~rows["conditional"].astype(bool)
    rows["stance"] = rows["stance"].where(outright, rows["stance"] + ", on condition")
    return _evidence(rows, ["speaker", "issue", "stance", "said_on"])


def _evidence(rows: pd.DataFrame, wanted: list[str]) -> str:
    if rows.empty:
        return ""
    columns = [name for name in wanted if name in rows and rows[name].notna().any()]
    shown = rows.assign(said_on=_days(rows))
    return show_evidence(shown, columns=columns, limit=SHOWN)._repr_html_()


def _days(rows: pd.DataFrame) -> pd.Series:
    """Days as far as they are known: the first of a month must not pass for a day."""
    days = rows["said_on"].dt.strftime("%Y-%m-%d")
    return days.where(rows["said_on_precision"] != "month", days.str[:7]).fillna("")


def _unresolved(gathered: Gathered, nobody: pd.DataFrame) -> pd.DataFrame:
    """Statements of somebody whom the article does not make known, or of another kind."""
    statements = gathered.statements
    if not set(_UNRESOLVED) <= set(statements.columns):
        return pd.DataFrame(columns=_UNRESOLVED)
    return statements[(statements["speaker"] == "") & ~statements.index.isin(nobody.index)]


def _reasons(scored: pd.DataFrame) -> dict[str, int]:
    left = scored.loc[(scored["unscored"] != "") & (scored["speaker"] != ""), "unscored"]
    return {str(k): int(v) for k, v in left.value_counts().sort_index().items()}


def _listing(table: pd.DataFrame, columns: list[str]) -> Listing:
    records = table[columns].head(SHOWN).to_dict("records")
    rows = [[_cell(record[name]) for name in columns] for record in records]
    return Listing([name.replace("_", " ") for name in columns], rows, len(table) - len(rows))


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:.2f}"
    return "" if value is None or value is pd.NaT else str(value)
