"""The bundled corpus as coded by networks that had not seen it: what honest figures rest on.

The shipped network was fitted on the corpus's labels as well, so that its codes of these 365
statements are better than those of new text. ``data/stances_withheld.csv`` holds how each statement
was coded when its part of the corpus had been left out of the fit.
"""

from __future__ import annotations

import pandas as pd

from analysis.errors import InputError, require_columns
from analysis.tables import data_path

KINDS = {
    "occasion": "its occasion (with a fifth of all occasions)",
    "identity": "its occasion, and the network is not told the speaker's side",
    "speaker": "all statements of its speaker",
    "months": "all statements from December 2025 on, to which these rows belong",
}
"""What had been left out of the fit, by the name that stands in the column ``withheld``."""


def load_withheld_stances(
    statements: pd.DataFrame | None = None, *, withheld: str = "occasion"
) -> pd.DataFrame:
    """Load the stances of the bundled statements, coded by networks that had not seen them.

    Parameters
    ----------
    statements : DataFrame, optional
        Tells who speaks (``statement_id``, ``speaker``); those of other statements are left out.
        The bundled ones where not given.
    withheld : {"occasion", "identity", "speaker", "months"}
        What had been left out of the fit.

    Returns
    -------
    DataFrame
        ``statement_id``, ``speaker``, ``issue``, ``stance``, ``conditional`` and ``score``, as
        :func:`analysis.code_stance` returns them, without evidence.

    Raises
    ------
    InputError
        Unknown value of `withheld`, or a needed column is missing.
    """
    if withheld not in KINDS:
        raise InputError(f"withheld must be one of {', '.join(KINDS)}; it is {withheld!r}")
    if statements is None:
        from analysis.statements import load_statements

        statements = load_statements()
    require_columns(statements, ["statement_id", "speaker"], where="load_withheld_stances")
    table = pd.read_csv(data_path("stances_withheld.csv"), dtype={"conditional": bool})
    rows = table[table["withheld"] == withheld].drop(columns="withheld")
    if rows.empty:
        raise InputError(
            f"stances_withheld.csv holds no rows withheld by {withheld}; fetch it anew"
        )
    rows = rows.merge(statements[["statement_id", "speaker"]], on="statement_id")
    columns = ["statement_id", "speaker", "issue", "stance", "conditional", "score"]
    return rows[columns].reset_index(drop=True)
