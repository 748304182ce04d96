"""Where a speaker stands on each issue of the codebook, and the words that say so.

A transparent dictionary coder. For each statement and each issue it gathers *votes*:

1. wording of the issue itself that takes a position (``favor`` and ``against`` of the codebook);
2. a shared cue of approval or refusal beside one of the issue's ``terms`` in the same clause;
3. where the issue is *about* a side, only wording whose nearest mentioned side is that one;
4. a negation before the wording, or a verb of denial over the sentence, turns the vote.

The side with more votes decides; a tie is no position. A condition in the same sentence as a
deciding vote makes the stance conditional.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from analysis.codebook import Codebook, Issue, load_codebook
from analysis.errors import require_columns
from analysis.evidence import StanceEvidence
from analysis.sides import Sides, load_sides
from analysis.stance.reading import FIELDS

COLUMNS = ["statement_id", "speaker", "issue", "stance", "conditional", "score", "evidence"]
NEAR_WORDS = 4  # how far before a cue a negation still belongs to it
CUE_WORDS = 7  # how far apart a shared cue and a term of the issue may stand

_SENTENCE = re.compile(r"[^.!?;]+(?:[.!?;]+|$)")
_CLAUSE_BREAK = re.compile(
    r"[,:()–—]|\b(?:but|while|whereas|although|though|yet|however|despite)\b", re.IGNORECASE
)


# Sign of a wording, its match, and the term of the issue that a shared cue stands beside.
Hit = tuple[int, re.Match[str], tuple[re.Match[str], ...]]


class Vote(NamedTuple):
    """One piece of wording for (+1) or against (-1) a proposition."""

    sign: int
    evidence: tuple[StanceEvidence, ...]
    conditional: bool


class Decision(NamedTuple):
    """What the votes of a statement come to on one issue."""

    stance: str
    conditional: bool
    score: float
    evidence: list[StanceEvidence]


class Sentence(NamedTuple):
    """A sentence of one field: where it starts, as it is matched, and as it is printed."""

    field: str
    start: int
    words: str
    printed: str


def code_by_cues(statements: pd.DataFrame, *, codebook: Codebook | None = None) -> pd.DataFrame:
    """Code the stance of each statement on each issue of a codebook.

    Parameters
    ----------
    statements : DataFrame
        One row a statement, with ``statement_id``, ``speaker`` and at least one of ``text`` and
        ``quote``; both are read where both are there.
    codebook : Codebook, optional
        As :func:`analysis.load_codebook` returns it; the bundled one by default.

    Returns
    -------
    DataFrame
        The long stances table, one row for each (statement, issue) on which a position was found:
        ``statement_id``, ``speaker``, ``issue``, ``stance`` (``favor`` or ``against``),
        ``conditional`` (bool), ``score`` (0.5 to 1: the smoothed share of the deciding side among
        the votes, (wins + 0.5) / (votes + 1)) and ``evidence`` (a list of
        :class:`~analysis.evidence.StanceEvidence`, offsets into the named field).

    Raises
    ------
    InputError
        If a needed column is missing.

    Notes
    -----
    Stances are those of SemEval-2016 Task 6 (Mohammad et al. 2016), toward propositions. Every vote
    can be read in the codebook, at the price of quality: see ``python -m benchmarks.stance``.
    """
    require_columns(statements, ["statement_id", "speaker"], where="code_by_cues")
    fields = [field for field in FIELDS if field in statements]
    if not fields:
        require_columns(statements, ["text"], where="code_by_cues")
    codebook = codebook or load_codebook()
    sides = load_sides()
    rows = []
    for row in statements[["statement_id", "speaker", *fields]].to_dict("records"):
        texts = {field: row[field] for field in fields}
        found = vote(texts, sides.side_of(row["speaker"]), codebook, sides=sides)
        for number, decision in found.items():
            issue = codebook.issues[number].name
            rows.append((row["statement_id"], row["speaker"], issue, *decision))
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"conditional": bool, "score": float})


def vote(
    texts: Mapping[str, object], own: str, codebook: Codebook, *, sides: Sides
) -> dict[int, Decision]:
    """What the cues decide for one statement, by the number of the issue."""
    sentences = [s for field, words in texts.items() for s in _sentences(field, words)]
    mentioned = {side for s in sentences for side in sides.mentioned(s.words, own=own)}
    found = {}
    for number, issue in enumerate(codebook.issues):
        if issue.reach == "statement" and issue.about not in mentioned:
            continue
        votes = [v for s in sentences for v in _votes(s, issue, codebook, sides, own)]
        if (decision := _decide(votes)) is not None:
            found[number] = decision
    return found


def _sentences(field: str, words: object) -> Iterator[Sentence]:
    if not isinstance(words, str):
        return
    for match in _SENTENCE.finditer(words):
        printed = match.group()
        # A curly apostrophe is as long as a straight one: offsets stay true.
        yield Sentence(field, match.start(), printed.replace("’", "'"), printed)


def _votes(
    sentence: Sentence, issue: Issue, codebook: Codebook, sides: Sides, own: str
) -> Iterator[Vote]:
    """Votes of one sentence on one issue."""
    hits: list[Hit] = [(+1, m, ()) for m in issue.favor.finditer(sentence.words)]
    hits += [(-1, m, ()) for m in issue.against.finditer(sentence.words)]
    if issue.general:
        hits += list(_shared_cues(sentence.words, issue, codebook, sides, own))
    hits = _drop_contained(hits)
    for sign, match, term in hits:
        if not _is_about(sentence.words, (*term, match)[0], issue, sides, own):
            continue
        negations = _negations(sentence.words, match, codebook, wide=sign > 0)
        turned = -sign if len(negations) % 2 else sign
        role = "favor" if sign > 0 else "against"
        found = [_evidence(sentence, match, role)]
        found += [_evidence(sentence, t, "issue") for t in term]
        found += [_evidence(sentence, n, "negation") for n in negations]
        condition = codebook.conditions.search(sentence.words)
        found += [_evidence(sentence, condition, "condition")] if condition else []
        yield Vote(turned, tuple(found), condition is not None)


def _shared_cues(
    words: str, issue: Issue, codebook: Codebook, sides: Sides, own: str
) -> Iterator[Hit]:
    """Shared cues of the speaker's with one of the issue's terms nearby in the same clause."""
    terms = list(issue.terms.finditer(words))
    if not terms:
        return
    for sign, pattern in ((+1, codebook.favor), (-1, codebook.against)):
        for cue in pattern.finditer(words):
            near = [t for t in terms if _apart(words, cue, t) <= CUE_WORDS]
            if near and _holder(words, cue, sides, own) in ("", own):
                yield sign, cue, (min(near, key=lambda t: _apart(words, cue, t)),)


def _apart(words: str, one: re.Match[str], other: re.Match[str]) -> int:
    """Words between two matches; many where they overlap or a clause ends between them."""
    first, last = sorted((one, other), key=lambda m: m.start())
    between = words[first.end() : last.start()]
    if first.end() > last.start() or _CLAUSE_BREAK.search(between):
        return len(words)
    return len(between.split())


def _drop_contained(hits: list[Hit]) -> list[Hit]:
    """Leave out a hit whose words lie inside those of another: the longer wording knows more."""
    spans = [(m.start(), m.end()) for _, m, _ in hits]
    kept = []
    for number, hit in enumerate(hits):
        start, end = spans[number]
        inside = any(
            s <= start and end <= e and ((s, e) != (start, end) or other < number)
            for other, (s, e) in enumerate(spans)
            if other != number
        )
        if not inside:
            kept.append(hit)
    return kept


def _holder(words: str, cue: re.Match[str], sides: Sides, own: str) -> str:
    """Whose approval or refusal it is: the last side named before the cue in its clause."""
    clause = _CLAUSE_BREAK.split(words[: cue.start()])[-1]
    named = sides.mentioned(clause, own=own)
    return named[-1] if named else ""


def _is_about(words: str, match: re.Match[str], issue: Issue, sides: Sides, own: str) -> bool:
    """Whether the side that is mentioned nearest to the wording is the one that is asked for."""
    if not issue.about or issue.reach == "statement":
        return True
    nearest = sides.nearest(words, match.start(), match.end(), own=own)
    if issue.about == "own":
        # A mediator has no ground of its own to give: for it, any party's concession counts.
        return nearest in ("", own) or own not in ("ukraine", "russia")
    return nearest == issue.about


def _negations(
    words: str, match: re.Match[str], codebook: Codebook, *, wide: bool
) -> list[re.Match[str]]:
    """Negations that govern a wording: near before it in its clause, and a denial anywhere before.

    Two of them cancel each other ("peace cannot last without guarantees").
    """
    before = codebook.negation_near.finditer(words, 0, match.start())
    found = [n for n in before if _apart(words, n, match) < NEAR_WORDS]
    denial = codebook.negation_wide.search(words, 0, match.start()) if wide else None
    return [*found, denial] if denial else found


def _evidence(sentence: Sentence, match: re.Match[str], role: str) -> StanceEvidence:
    start, end = match.span()
    offset = sentence.start
    printed = sentence.printed[start:end]
    return StanceEvidence(sentence.field, offset + start, offset + end, printed, role)


def _decide(votes: list[Vote]) -> Decision | None:
    """Stance, conditional, score and evidence; None where the votes are tied or there are none."""
    total = sum(vote.sign for vote in votes)
    if total == 0:
        return None
    deciding = [vote for vote in votes if (vote.sign > 0) == (total > 0)]
    score = (len(deciding) + 0.5) / (len(votes) + 1)
    evidence = sorted({e for vote in votes for e in vote.evidence})
    conditional = any(vote.conditional for vote in deciding)
    return Decision("favor" if total > 0 else "against", conditional, score, evidence)
