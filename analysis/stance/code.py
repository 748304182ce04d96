"""The face of the stance coding: any coder behind it, the bundled one by default."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analysis.codebook import Codebook, load_codebook
from analysis.errors import InputError, require_columns
from analysis.evidence import StanceEvidence
from analysis.language import is_english
from analysis.sides import load_sides
from analysis.speakers import load_speakers
from analysis.stance import cues
from analysis.stance.decide import NONE, STANCE_NAMES, Finding, Read, findings, read
from analysis.stance.reading import FIELDS
from analysis.stance.reasons import deciding_words, mentions
from analysis.stance_tables import conditional_flags, positions_taken, unique_statements

COLUMNS = [*cues.COLUMNS, "decisive"]
KINDS: dict[str, Any] = {"conditional": bool, "score": float, "decisive": "boolean"}
NEAR = 0.2
"""Least probability of a position for an abstention to be worth a reason."""

Record = dict[str, Any]


class Coder(Protocol):
    """Codes the stance of statements: a model, a language model behind a function, or people."""

    def __call__(self, statements: pd.DataFrame, *, codebook: Codebook) -> pd.DataFrame:
        """Return the stances found: ``statement_id``, ``issue``, ``stance``, and more if known."""


def code_stance(
    statements: pd.DataFrame,
    *,
    codebook: Codebook | None = None,
    coder: Coder | None = None,
    track: Callable[[list[Record]], Iterable[Record]] = iter,
) -> pd.DataFrame:
    """Code the stance of each statement on each issue of a codebook.

    Parameters
    ----------
    statements : DataFrame
        One row a statement, with ``statement_id``, ``speaker`` and at least one of ``text`` and
        ``quote``; both are read where both are there.
    codebook : Codebook, optional
        As :func:`analysis.load_codebook` returns it; the bundled one by default.
    coder : callable, optional
        Takes the statements and ``codebook=`` and returns the stances that it found. By default a
        small network that reads the statement beside the codebook's propositions.
    track : callable, optional
        Wraps the list of statements to show progress; for the bundled coder.

    Returns
    -------
    DataFrame
        The long stances table, one row for each (statement, issue) on which a position was found,
        in the order of the statements and of the codebook: ``statement_id``, ``speaker``,
        ``issue``, ``stance`` (``favor`` or ``against``), ``conditional`` (bool), ``score`` (of the
        bundled coder the probability of the stance, 0 to 1; NaN where a coder gives none) and
        ``evidence`` (a list of :class:`~analysis.evidence.StanceEvidence` with offsets into the
        named field: the words that the network looked at most, six at most) and ``decisive``
        (whether the decision is another one without these words; missing where a coder does not
        tell).

    Raises
    ------
    InputError
        A needed column is missing, a statement_id stands twice, or a coder returned a statement,
        an issue or a stance that there is not.

    Notes
    -----
    Stances are those of SemEval-2016 Task 6 (Mohammad et al. 2016), toward propositions. The
    bundled coder never sees who speaks, only the side (of ``data/speakers.toml``, or of a column
    ``side``). Issues that an analyst added to the codebook are coded by its cues and examples. Its
    quality is shown in ``notebooks/06_validation.ipynb`` and in the model card; read them before
    resting a conclusion on these codes. It was fitted on made-up statements alone: it has seen no
    statement of the bundled corpus.

    See Also
    --------
    analysis.explain_abstentions : where no position was found though one might be expected.
    analysis.validate, analysis.coder_quality : hold a coder to labels.
    """
    require_columns(statements, ["statement_id", "speaker"], where="code_stance")
    rows = unique_statements(statements, where="code_stance")
    codebook = codebook or load_codebook()
    if coder is not None:
        return _checked(coder(statements.copy(), codebook=codebook), rows, codebook)
    found = []
    for record, texts, answers in _read_all(rows, codebook, track):
        for number, finding in enumerate(findings(answers, codebook)):
            if finding.stance == NONE:
                continue
            evidence, decisive = deciding_words(answers, finding, number, texts, codebook)
            found.append(
                (
                    record["statement_id"],
                    record["speaker"],
                    codebook.names[number],
                    STANCE_NAMES[finding.stance],
                    finding.conditional,
                    round(float(finding.probabilities[finding.stance]), 4),
                    evidence,
                    decisive,
                )
            )
    return pd.DataFrame(found, columns=COLUMNS).astype(KINDS)


def explain_abstentions(
    statements: pd.DataFrame, *, codebook: Codebook | None = None
) -> pd.DataFrame:
    """Say why the bundled coder found no position where one might be expected.

    Parameters
    ----------
    statements, codebook
        As for `code_stance`.

    Returns
    -------
    DataFrame
        One row an abstention: ``statement_id``, ``speaker``, ``issue`` (``""`` where the statement
        as a whole could not be read), ``reason``, ``score`` (probability of a position; NaN where
        nothing was read) and ``evidence`` (where the issue is mentioned). Reasons: ``"no words"``,
        ``"not English"``, ``"issue mentioned, no position found"``, and ``"too unsure: ..."`` with
        the probabilities of no position and of the likelier stance.

    Raises
    ------
    InputError
        As for `code_stance`.
    """
    require_columns(statements, ["statement_id", "speaker"], where="explain_abstentions")
    rows = unique_statements(statements, where="explain_abstentions")
    codebook = codebook or load_codebook()
    found: list[tuple[Any, ...]] = []
    for record, texts, answers in _read_all(rows, codebook, iter, unread=found):
        for number, finding in enumerate(findings(answers, codebook)):
            reason, evidence = _abstention(answers, finding, number, texts)
            if reason:
                who = (record["statement_id"], record["speaker"], codebook.names[number])
                score = round(float(1 - finding.probabilities[NONE]), 4)
                found.append((*who, reason, score, evidence))
    names = ["statement_id", "speaker", "issue", "reason", "score", "evidence"]
    return pd.DataFrame(found, columns=names).astype({"score": float})


def _abstention(
    answers: Read, finding: Finding, number: int, texts: Mapping[str, str]
) -> tuple[str, list[StanceEvidence]]:
    chance = finding.probabilities
    if finding.stance != NONE:
        return "", []
    evidence = mentions(answers, number, texts)
    if 1 - chance[NONE] >= NEAR:
        likelier = int(chance[1:].argmax()) + 1
        shown = (f"{STANCE_NAMES[s]} {chance[s]:.2f}" for s in (NONE, likelier))
        return f"too unsure: {', '.join(shown)}", evidence
    return ("issue mentioned, no position found" if evidence else ""), evidence


def _read_all(
    rows: pd.DataFrame,
    codebook: Codebook,
    track: Callable[[list[Record]], Iterable[Record]],
    unread: list[tuple[Any, ...]] | None = None,
) -> Iterator[tuple[Record, dict[str, str], Read]]:
    """Read the statements that have English words; note the others in `unread`."""
    fields = [field for field in FIELDS if field in rows]
    if not fields:
        where = "code_stance" if unread is None else "explain_abstentions"
        require_columns(rows, ["text"], where=where)
    sides, registry = load_sides(), load_speakers()
    records = [{str(key): x for key, x in row.items()} for row in rows.to_dict("records")]
    for record in track(records):
        texts = {f: record[f] if isinstance(record[f], str) else "" for f in fields}
        whole = " ".join(texts.values())
        reason = "" if is_english(whole) else "not English"
        if not any(map(str.isalnum, whole)):
            reason = "no words"
        if reason:
            if unread is not None:
                who = (record["statement_id"], record["speaker"], "")
                unread.append((*who, reason, float("nan"), []))
            continue
        side = record.get("side")
        side = side if isinstance(side, str) and side else sides.side_of(record["speaker"])
        speaker = record["speaker"] if isinstance(record["speaker"], str) else ""
        yield record, texts, read(texts, speaker, side, codebook=codebook, registry=registry)


def _checked(found: pd.DataFrame, rows: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """What another coder returned, in the form of the stances table."""
    where = "code_stance: the coder's table"
    require_columns(found, ["statement_id", "issue", "stance"], where=where)
    taken = positions_taken(found, where=where)
    speakers = rows.set_index("statement_id")["speaker"]
    for column, known in (("statement_id", speakers.index), ("issue", codebook.names)):
        unknown = taken.loc[~taken[column].isin(known), column]
        if len(unknown):
            raise InputError(f"{where}: there is no {column} {unknown.iloc[0]!r}")
    flags = conditional_flags(taken, where=where) if "conditional" in taken else False
    score = taken.get("score", np.nan)
    nothing: list[list[StanceEvidence]] = [[] for _ in range(len(taken))]
    evidence = taken.get("evidence", pd.Series(nothing, index=taken.index, dtype=object))
    table = taken[["statement_id", "issue", "stance"]].assign(
        speaker=taken["statement_id"].map(speakers),
        conditional=flags, score=score, evidence=evidence, decisive=taken.get("decisive"),
    )  # fmt: skip
    places = {key: number for number, key in enumerate(speakers.index)}
    order = [table["statement_id"].map(places), table["issue"].map(codebook.names.index)]
    ordered = table.iloc[np.lexsort(order[::-1])]
    return ordered[COLUMNS].reset_index(drop=True).astype(KINDS)
