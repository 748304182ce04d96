"""The language of a text; asked before a method made for English is believed."""

from __future__ import annotations

import re

from analysis.scripts import by_script, identifier

SAMPLE = 2_000
"""Characters looked at, from the start of a text or sentence: a bound on the time of one look."""

# Function words of English that other languages in Latin script seldom use as everyday words.
# Shared ones ("in", "an", "was", "so", "no", "on", "all", "will") are left out.
_COMMON = """
    the of and to that is it with are be this have from they you not which their our has
    been would there for at by his but what who can does if because into about than should
    could when how these those were my your its i'm it's don't we're that's very wants
    more as only between after before said says she them other it, it. through why where
    while without any such just every never must need there's we've i've it’s i’m don’t we’re
    that’s there’s
"""
COMMON = frozenset(_COMMON.split())

# Function words of other languages in Latin script that are neither English words nor parts of
# well-known names ("von der", "de la"). They name nothing: they say where to look closer.
_ELSEWHERE = """
    und ist nicht wir sind das ein eine einen mit für werden haben wird auch aber wenn noch ich sie
    dass les des est nous vous une pour dans avec pas que sur elle ont sont cette mais sans c'est
    los las para una por pero está están muy nuestro como más che gli sono della questo anche più
    siamo nostro não uma são nie jest się że dla jak czy są oraz przez het een niet zijn voor maar
    wij ook bir ve için bu değil çok není jsou jsme och att är inte det hogy nem az egy és este
    sunt să și pentru ovo nije ale ei ja
"""
ELSEWHERE = frozenset(_ELSEWHERE.split())

# One word in eight is enough, for common words are a third to a half of running English.
COMMON_SHARE = 0.125

# The trained identifier is asked only about texts long enough, or with two words of ELSEWHERE, and
# believed only when it is sure.
TRUSTED_WORDS = 4
TRUSTED_LETTERS = 20
TRUSTED_PROBABILITY = 0.7

_ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")

# Each mark is looked for only up to the next opening one, so that the time stays linear.


def language_of(text: str) -> str:
    """Name the language of a text.

    Conservative: another language than English is named only on good grounds, since a text that
    is refused is lost.

    1. More than half of the letters belong to another script than Latin: a language of that
       script. Among those in Cyrillic the alphabets decide (only Ukrainian has ї, only Russian
       and Belarusian have ы), together with frequent words that the others lack; where both are
       silent, py3langid.
    2. At least one word in eight is a common English function word, and there are as many of
       these as of other languages' function words and words with accents: English.
    3. At least 4 words and 20 letters, or two function words of other languages, and py3langid
       names another language with a probability of 0.7 or more: that one.

    Parameters
    ----------
    text : str
        Any text. Only its first 2,000 characters are looked at.

    Returns
    -------
    str
        ISO 639-1 code (639-3 for languages that have none); ``"und"`` for another script whose
        language cannot be named; empty where there is too little to tell, as with names alone,
        which may pass as English.

    Notes
    -----
    The identifier (Lui & Baldwin 2012, "langid.py"; trained model of py3langid) is loaded on the
    first doubtful text, which takes about half a second.
    """
    sample = text[:SAMPLE]
    if not sample.isascii():
        others = len(OTHER_SCRIPT.findall(sample))
        if others:
            if 2 * others > len(_LETTER.findall(sample)):
                return by_script(sample.lower())
            # The rest is judged by its Latin part: a Cyrillic name does not make it foreign.
            sample = OTHER_SCRIPT.sub(" ", sample)
    words = sample.lower().split()
    common = sum(map(COMMON.__contains__, words))
    elsewhere = sum(map(ELSEWHERE.__contains__, words))
    accented = 0 if sample.isascii() else sum(_ACCENTED.search(w) is not None for w in words)
    if common >= max(1, COMMON_SHARE * len(words), elsewhere + accented):
        return "en"
    return _by_identifier(sample, elsewhere)


def is_english(text: str) -> bool:
    """Say whether a text may be scored as English: its language is English or cannot be told."""
    return language_of(text) in ("en", "")


def _by_identifier(sample: str, elsewhere: int) -> str:
    words = _WORD.findall(sample)
    if elsewhere < 2 and (len(words) < TRUSTED_WORDS or sum(map(len, words)) < TRUSTED_LETTERS):
        return ""
    code, probability = identifier().classify(sample)
    return str(code) if float(probability) >= TRUSTED_PROBABILITY and code != "zxx" else ""
