"""The bundled corpus as the network reads it: for figures and the temperature, not for the fit."""

from __future__ import annotations

from analysis import labeled_stances, load_labels, load_statements, load_tone_labels
from analysis.sides import load_sides
from analysis.stance.reading import FIELDS
from training.stance.data import BASE, Labeled


def corpus_statements() -> list[Labeled]:
    """The labeled statements."""
    statements = load_statements()
    tones = load_tone_labels().set_index("statement_id")["tone"]
    sides = load_sides()
    labels: dict[str, dict[str, tuple[int, bool]]] = {}
    for row in labeled_stances(load_labels(), statements).itertuples():
        stance = 1 if row.stance == "favor" else 2
        labels.setdefault(row.statement_id, {})[row.issue] = (stance, bool(row.conditional))
    names = ("negative", "neutral", "positive")
    return [
        Labeled(
            row["statement_id"], BASE, sides.side_of(row["speaker"]), row["speaker"],
            {field: row[field] for field in FIELDS}, names.index(tones[row["statement_id"]]),
            labels.get(row["statement_id"], {}),
        )
        for row in statements.to_dict("records")
    ]  # fmt: skip
