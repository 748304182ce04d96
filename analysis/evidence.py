"""The words behind a number, and a text with those words marked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import NamedTuple


class SentimentEvidence(NamedTuple):
    """A word or phrase that a sentiment method scored.

    Attributes
    ----------
    field : str
        The column that holds the text.
    start, end, words : int, int, str
        Where it stands and how it is printed: ``text[start:end] == words``.
    polarity, subjectivity : float
        What it adds, negation and intensifier counted in; subjectivity NaN where the lexicon has
        none.
    negation, intensifier : str
        The words that turned or scaled it, in lower case, else empty.
    """

    field: str
    start: int
    end: int
    words: str
    polarity: float
    subjectivity: float
    negation: str = ""
    intensifier: str = ""


class StanceEvidence(NamedTuple):
    """A word or phrase that decided a stance.

    Attributes
    ----------
    field : str
        The column that holds the text.
    start, end, words : int, int, str
        Where it stands and how it is printed: ``text[start:end] == words``.
    role : str
        ``issue``, ``favor``, ``against``, ``negation``, ``condition`` or ``side``.
    """

    field: str
    start: int
    end: int
    words: str
    role: str


Evidence = SentimentEvidence | StanceEvidence

# Dark words on a light ground that is always set with them, so that both themes of JupyterLab show
# them; each kind has a line of its own below the words and a label, for those who see no colors.
# Inline styles, because JupyterLab takes <style> out of the outputs of untrusted notebooks.
_LOOKS = {
    "positive": ("#cfe6f5", "2px solid #0072B2"),
    "negative": ("#fbdcc8", "2px dashed #D55E00"),
    "neutral": ("#e6e6e6", "2px dotted #595959"),
    "favor": ("#cfe6f5", "2px solid #0072B2"),
    "against": ("#fbdcc8", "2px dashed #D55E00"),
    "issue": ("#e6e6e6", "1px solid #595959"),
    "negation": ("#f3d9e8", "4px double #8f3f6f"),
    "condition": ("#fdf3c4", "2px dotted #7a6200"),
    "side": ("#d3efe5", "1px dashed #00664b"),
}


def highlight(text: str, evidence: Iterable[Evidence]) -> str:
    """Mark the words of `evidence` in `text`.

    Parameters
    ----------
    text : str
        The text that the offsets belong to. Everything in it is escaped.
    evidence : iterable of SentimentEvidence or StanceEvidence
        In any order. Where spans overlap, the text is cut at their ends and each part is marked
        with all that cover it, in the look of the shortest. What lies outside the text is cut off.

    Returns
    -------
    str
        HTML with ``<mark>`` around the words, the number in its `title`, and raised behind the
        words the polarity or the role.
    """
    spans = spans_in(text, evidence)
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    html = []
    ahead, over = deque(spans), list[tuple[int, int, Evidence]]()
    for start, end in pairwise(cuts):
        while ahead and ahead[0][0] <= start:
            over.append(ahead.popleft())
        over = [span for span in over if span[1] > start]
        part = escape(text[start:end]).replace("$", "<span>$</span>")  # keep it from being math
        if not over:
            html.append(part)
            continue
        kind = _kind(min(over, key=lambda span: span[1] - span[0])[2])
        ground, line = _LOOKS.get(kind, _LOOKS["neutral"])
        style = f"background-color: {ground}; color: #000000; border-bottom: {line};"
        title = escape("; ".join(dict.fromkeys(_describe(item) for _, _, item in over)))
        named = f'class="parley-{escape(kind)}" style="{style}" title="{title}"'
        html.append(f"<mark {named}>{part}</mark>")
        labels = dict.fromkeys(label(item) for _, stop, item in over if stop == end)
        if labels:
            html.append(f"<sup>{escape(' '.join(labels))}</sup>")
    return "".join(html)


def spans_in(text: str, evidence: Iterable[Evidence]) -> list[tuple[int, int, Evidence]]:
    """Start, end and evidence, in order and cut to the text."""
    spans = [(max(0, item.start), min(len(text), item.end), item) for item in evidence]
    return sorted((span for span in spans if span[0] < span[1]), key=lambda span: span[:2])


def _kind(item: Evidence) -> str:
    if isinstance(item, StanceEvidence):
        return item.role
    if item.polarity > 0:
        return "positive"
    return "negative" if item.polarity < 0 else "neutral"


def label(item: Evidence) -> str:
    """The polarity or the role, as it is printed beside the words."""
    if isinstance(item, StanceEvidence):
        return item.role
    return signed(item.polarity)


def signed(value: float) -> str:
    """A number with its sign and two digits."""
    return f"{value:+.2f}" if round(value, 2) else "0.00"


def _describe(item: Evidence) -> str:
    if isinstance(item, StanceEvidence):
        return f"{item.role}: {item.words}"
    parts = [f"polarity {label(item)}"]
    if item.subjectivity == item.subjectivity:  # not NaN
        parts.append(f"subjectivity {item.subjectivity:.2f}")
    if item.negation:
        parts.append(f"negated by {item.negation}")
    if item.intensifier:
        parts.append(f"scaled by {item.intensifier}")
    return ", ".join(parts)
