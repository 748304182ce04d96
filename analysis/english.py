"""Which parts of a text are English."""

from __future__ import annotations

import re
import sys
from itertools import repeat

from analysis.language import (
    COMMON,
    COMMON_SHARE,
    ELSEWHERE,
    OTHER_SCRIPT,
    SAMPLE,
    is_english,
    language_of,
)
from analysis.scripts import identifier

# One word of another language outweighs all common ones that a text can hold.
_VOTES = (dict.fromkeys(COMMON, 1) | dict.fromkeys(ELSEWHERE, -sys.maxsize)).get
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-z]")
_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
# Each mark is looked for only up to the next opening one, so that the time stays linear.
_QUOTATION = re.compile(
    r'«[^«»\n]*»|“[^“”\n]*”|„[^„“”"\n]*[“”"]|"[^"\n]*"|(?<!\w)‘[^‘’\n]*(?:(?<=\w)’(?=\w)[^‘’\n]*)*’'
)
_SENTENCE_END = re.compile(r"[.!?…。！？؟][.!?…»”’\"')\]]*\s+|[\n。]+")


def english_parts(text: str) -> list[tuple[int, int]]:
    """Find what of a text is English.

    Quotations are judged apart from what stands around them, and both sentence by sentence (a
    line ends a sentence). A sentence too short to tell counts as English, unless the one before it
    (or after it, where it is the first) is foreign and py3langid takes both for the same language.
    A quotation too short to tell, or of a single word, goes with the sentence it stands in.

    Parameters
    ----------
    text : str
        Any text; all of it is looked at, in time that grows with its length.

    Returns
    -------
    list of tuple of int
        Start and end of each part, in order; ``[(0, len(text))]`` if nothing is foreign, empty if
        nothing is English.

    Notes
    -----
    The text is divided only if it may be mixed or foreign: it holds a letter of another script, an
    accent or a function word of another language, or `language_of` refuses it as a whole.
    """
    if not may_be_foreign(text):
        return [(0, len(text))]
    if _LATIN.search(text) is None:  # or accented alone, which is not English either
        return []
    english = bytearray(len(text))
    around = list(text)
    quotations = []
    for found in _QUOTATION.finditer(text):
        start, end = found.span()
        quotations.append((start, end))
        # What ends inside the marks ends the sentence around them too.
        stop = "." if text[end - 2] in ".!?…" else " "
        around[start:end] = [" "] * (end - start - 1) + [stop]
    _paint(english, "".join(around), 0, fallback="en" if is_english(text) else "")
    for start, end in quotations:
        if len(_WORD.findall(text, start, end)) > 1:
            _paint(english, text[start:end], start, fallback="")
    parts = [found.span() for found in re.finditer(b"\x01+", english)]
    return [part for part in parts if part == (0, len(text)) or _WORD.search(text, *part)]


def may_be_foreign(text: str) -> bool:
    """Whether `english_parts` must look at the parts: quick for running English."""
    if not text.isascii() and (_ACCENTED.search(text) or OTHER_SCRIPT.search(text)):
        return True
    words = text.lower().split()
    # The common case ends here, after one look at each word.
    votes = sum(map(_VOTES, words, repeat(0)))
    if votes >= COMMON_SHARE * len(words):
        return False
    return votes < 0 or language_of(text) not in ("en", "")


def _paint(english: bytearray, text: str, at: int, *, fallback: str) -> None:
    """Mark the sentences of `text`, which stands at `at`, as English or not.

    Nothing is marked where no sentence can be told and there is no `fallback`.
    """
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    if not ends or ends[-1] < len(text):
        ends.append(len(text))
    starts = [0, *ends[:-1]]
    codes = [language_of(text[start:end]) for start, end in zip(starts, ends, strict=True)]
    code = next(filter(None, codes), fallback)
    if not code:
        return
    for start, end, own in zip(starts, ends, codes, strict=True):
        code = own or code
        goes_with = code if own or _leans_to(code, text[start : min(end, start + SAMPLE)]) else "en"
        mark = b"\x01" if goes_with == "en" else b"\0"
        english[at + start : at + end] = mark * (end - start)


def _leans_to(code: str, sentence: str) -> bool:
    return (
        code == "en" or _WORD.search(sentence) is None or identifier().classify(sentence)[0] == code
    )
