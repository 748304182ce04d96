"""Sentiment methods side by side: what each says of a statement, by which words, how they agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.agreement import alpha_of_counts
from analysis.clusters import occasion_codes, require_cluster, require_options
from analysis.errors import InputError, require_columns
from analysis.evidence import SentimentEvidence, signed
from analysis.proportions import share_interval
from analysis.resampling import Array, generator
from analysis.scoring import LEXICONS, METHODS
from analysis.sentiment import CLASSES, score_sentiment
from analysis.sum_statistics import statistic_interval, sums_by_occasion

EXPLAIN = ("none", "disagreements", "all")
MOST_WORDS = 4
COLUMNS = ["methods", "measure", "estimate", "ci_low", "ci_high", "n", "n_occasions", "note"]
NAN = float("nan")


def compare_methods(
    statements: pd.DataFrame,
    *,
    on: str | Sequence[str] = "quote",
    methods: Sequence[str] = METHODS,
    explain: str = "disagreements",
) -> pd.DataFrame:
    """Set side by side what each sentiment method says of a statement, and the words behind it.

    Parameters
    ----------
    statements : DataFrame
        One row a statement, with ``statement_id``, ``speaker`` and the columns of `on`.
    on : str or sequence of str
        The text scored; several columns are read as one text.
    methods : sequence of str
        Of :func:`analysis.score_sentiment`, in the order of the columns.
    explain : {"disagreements", "none", "all"}
        Where the words of ``"news"`` are looked for: it takes 0.1 to 0.3 seconds a statement. The
        lexicons always tell theirs, save with ``"none"``, which leaves out the columns of words.

    Returns
    -------
    DataFrame
        One row a statement, in the order and with the index of the input: ``statement_id``,
        ``speaker``, ``occasion`` (if there), the text, and

        ``agree``
            ``"all"``: every method that gives a class gives the same; ``"opposed"``: one says
            positive, another negative; ``"some"``: they differ by neutral only; ``"one scored"``
            and ``"none scored"`` where there is nothing to compare.
        for each method, such as ``textblob``
            ``textblob``: the class (ordered; missing where unscored), ``textblob_polarity``: -1 to
            1, and ``textblob_words``: "great +0.80, horrible -1.00", the strongest first, at most
            four. A lexicon's numbers are those of its entries, those of ``"news"`` each word's
            Shapley share: compare them within a method, not across.

    Raises
    ------
    InputError
        A column is missing, a method or a choice of `explain` is unknown, or fewer than two methods
        are named.

    See Also
    --------
    method_agreement : How often they say the same.
    analysis.contrast_by_method : Whether the speakers' order depends on the method.
    """
    fields = [on] if isinstance(on, str) else list(on)
    chosen = require_methods(methods, where="compare_methods")
    if len(chosen) < 2:
        raise InputError(f"compare_methods: only {chosen[0]} is named; give two methods or more")
    if explain not in EXPLAIN:
        raise InputError(f"explain must be one of {', '.join(EXPLAIN)}; it is {explain!r}")
    require_columns(statements, ["statement_id", "speaker", *fields], where="compare_methods")
    kept = dict.fromkeys(["statement_id", "speaker", "occasion", *fields])
    table = statements[[name for name in kept if name in statements]].copy()
    scores = {m: score_sentiment(statements[fields], on=fields, method=m) for m in chosen}
    agree = _agreement(np.column_stack([s["sentiment"].cat.codes for s in scores.values()]))
    table["agree"] = agree
    for method, scored in scores.items():
        table[method] = scored["sentiment"]
        table[f"{method}_polarity"] = scored["polarity"]
        if explain == "none":
            continue
        evidence = list(scored["evidence"])
        if method not in LEXICONS:
            wanted = np.isin(agree, ["some", "opposed"]) | (explain == "all")
            rows = statements.loc[wanted, fields]
            found = score_sentiment(rows, on=fields, method=method, explain=True)["evidence"]
            for place, items in zip(np.flatnonzero(wanted), found, strict=True):
                evidence[place] = items
        table[f"{method}_words"] = pd.array([words_of(items) for items in evidence], dtype="str")
    return table


def method_agreement(
    compared: pd.DataFrame,
    *,
    cluster: str = "occasion",
    level: float = 0.95,
    resamples: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """How often sentiment methods say the same, for each two of them and for all together.

    Parameters
    ----------
    compared : DataFrame
        As `compare_methods` returns it.
    cluster : str
        What was sampled; without that column there are no intervals.
    level : float
        Confidence of the intervals.
    resamples, seed : int
        Of the bootstrap over occasions.

    Returns
    -------
    DataFrame
        ``methods`` ("textblob, vader"), ``measure``, ``estimate``, ``ci_low``, ``ci_high``, ``n``
        (statements to which at least two of them give a class), ``n_occasions`` and ``note``. The
        measures: ``same_class`` (share with one class only), ``opposed`` (share that one calls
        positive and another negative) and ``alpha`` (Krippendorff's, ordinal).

    Raises
    ------
    InputError
        Fewer than two methods are in the table, or a row has no occasion.

    Notes
    -----
    Shares have Jeffreys' interval at the effective sample size (Korn & Graubard 1998), alpha
    expanded percentiles of a bootstrap of whole occasions (Hesterberg 2015). Alpha asks whether
    methods may stand in for each other, not whether one of them is right: for that there is
    :func:`analysis.tone_quality`.
    """
    require_options(level, resamples, seed)
    names = [m for m in METHODS if m in compared and f"{m}_polarity" in compared]
    names.sort(key=list(compared.columns).index)
    if len(names) < 2:
        raise InputError("method_agreement: pass what compare_methods returns for two methods")
    if cluster in compared:
        require_cluster(compared, cluster, where="method_agreement")
    codes = np.column_stack(
        [pd.Categorical(compared[m], categories=CLASSES, ordered=True).codes for m in names]
    )
    groups = [list(pair) for pair in combinations(range(len(names)), 2)]
    if len(names) > 2:
        groups.append(list(range(len(names))))
    rows = []
    for group in groups:
        part = codes[:, group]
        both = (part >= 0).sum(axis=1) > 1
        occasions = compared.loc[both, cluster] if cluster in compared else None
        label = ", ".join(names[g] for g in group)
        rng = generator(seed, "methods", label)
        rows += [(label, *row) for row in _measures(part[both], occasions, level, resamples, rng)]
    return pd.DataFrame(rows, columns=COLUMNS)


def require_methods(methods: Sequence[str], *, where: str) -> list[str]:
    """The methods named, each once; complain of unknown ones and of none."""
    chosen = list(dict.fromkeys([methods] if isinstance(methods, str) else methods))
    unknown = [m for m in chosen if m not in METHODS]
    if unknown or not chosen:
        said = f"no sentiment method {unknown[0]!r}" if unknown else "no method is named"
        raise InputError(f"{where}: {said}; there are {', '.join(METHODS)}")
    return chosen


def words_of(evidence: Iterable[SentimentEvidence], *, most: int = MOST_WORDS) -> str:
    """The words that weigh most, with their numbers: "great +0.80, horrible -1.00"."""
    strongest: dict[str, str] = {}
    for item in sorted(evidence, key=lambda e: (-abs(e.polarity), e.start)):
        number = signed(item.polarity)
        if number != "0.00":
            # The network counts a comma with its word. A word that comes twice is named once, at
            # its strongest.
            words = item.words.strip(".,;:!? ") or item.words
            strongest.setdefault(words.casefold(), f"{words} {number}")
    return ", ".join(list(strongest.values())[:most])


def _agreement(codes: np.ndarray) -> np.ndarray:
    """How the classes of each row, shape (n, methods), -1 where there is none, agree."""
    known = (codes >= 0).sum(axis=1)
    seen = np.stack([(codes == c).any(axis=1) for c in range(len(CLASSES))], axis=1)
    cases = [known == 0, known == 1, seen.sum(axis=1) == 1, seen[:, 0] & seen[:, -1]]
    return np.select(cases, ["none scored", "one scored", "all", "opposed"], default="some")


def _measures(
    codes: np.ndarray, occasions: pd.Series | None, level: float, resamples: int,
    rng: np.random.Generator,
) -> list[tuple[str, float, float, float, int, int, str]]:  # fmt: skip
    n = len(codes)
    if not n:
        note = "no statement has two classes"
        return [(name, NAN, NAN, NAN, 0, 0, note) for name in ("same_class", "opposed", "alpha")]
    agree = _agreement(codes)
    units = np.ones(n, dtype=int)
    numbers, count = (units * 0, 0) if occasions is None else occasion_codes(occasions)
    lacking = "no occasions given: no interval" if count == 0 else "one occasion: no interval"
    sizes = sums_by_occasion(units.astype(float), numbers, max(count, 1))
    rows = []
    for name, kind in (("same_class", "all"), ("opposed", "opposed")):
        hits = sums_by_occasion((agree == kind).astype(float), numbers, max(count, 1))
        ends = share_interval(hits, sizes, level=level) if count > 1 else (NAN, NAN)
        rows.append((name, float(hits.sum() / n), *ends, n, count, "" if count > 1 else lacking))
    pairs = sums_by_occasion(_coincidences(codes), numbers, max(count, 1))
    estimate, low, high, note = statistic_interval(
        pairs, lambda sums: alpha_of_counts(sums, level="ordinal"), level=level,
        resamples=resamples, rng=rng,
    )  # fmt: skip
    if np.isnan(estimate):
        note = "all classes are the same: alpha is not defined"
    rows.append(("alpha", estimate, low, high, n, count, lacking if count == 0 else note))
    return rows


def _coincidences(codes: np.ndarray) -> Array:
    """Coincidence matrix of each statement, each method a coder: shape (n, classes, classes)."""
    marks = np.where(codes[..., None] == np.arange(len(CLASSES)), 1.0, 0.0)
    pairs = np.zeros((len(codes), len(CLASSES), len(CLASSES)))
    for a, b in combinations(range(codes.shape[1]), 2):
        pairs += marks[:, a, :, None] * marks[:, b, None, :]
    # As many pairs as there are coders, whatever their number (Krippendorff 2011).
    return (pairs + pairs.transpose(0, 2, 1)) / (marks.sum(axis=(1, 2)) - 1)[:, None, None]
