"""Is a text English? Asked before the English lexicons are believed."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

SAMPLE = 2_000
"""Characters looked at, from the start of a text: a bound on the time of one call."""

# Function words of English that other languages in Latin script seldom use as everyday words.
# Shared ones ("in", "an", "was", "so", "no", "on", "all", "will") are left out.
_COMMON = """
    the of and to that is it with are be this have from they you not which their our has
    been would there for at by his but what who can does if because into about than should
    could when how these those must were my your its i'm it's don't we're that's very wants
    more as only between after before said says she them other it, it. through why where
    while
"""
COMMON = frozenset(_COMMON.split())

# One word in eight is enough, for common words are a third to a half of running English.
COMMON_SHARE = 0.125

# The trained identifier is asked only about texts long enough, and believed only when it is sure.
TRUSTED_WORDS = 4
TRUSTED_LETTERS = 20
TRUSTED_PROBABILITY = 0.7

_LETTER = re.compile(r"[^\W\d_]")
_LATIN_WORD = re.compile(r"[^\W\d_]+")
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff]")


def is_english(text: str) -> bool:
    """Say whether `text` may be scored by a lexicon of English.

    Conservative: a text is refused only on good grounds, since a refusal loses a statement.

    1. More than half of its letters belong to another script than Latin: not English.
    2. At least one word in eight is a common English function word: English.
    3. At least 4 words and 20 letters, and py3langid names another language with a probability of
       0.7 or more: not English. Names alone and short phrases are too little to tell and pass.

    Parameters
    ----------
    text : str
        Any text. Only its first 2,000 characters are looked at.

    Returns
    -------
    bool
        True also where there are no letters at all.

    Notes
    -----
    The identifier of rule 3 (Lui & Baldwin 2012, "langid.py"; trained model of py3langid) is
    loaded on the first doubtful text, which takes about half a second.
    """
    sample = text[:SAMPLE]
    if not sample.isascii():
        others = len(_OTHER_SCRIPT.findall(sample))
        if others:
            if 2 * others > len(_LETTER.findall(sample)):
                return False
            # The rest is judged by its Latin part: a Cyrillic name does not make it foreign.
            sample = _OTHER_SCRIPT.sub(" ", sample)
    words = sample.lower().split()
    if sum(map(COMMON.__contains__, words)) >= COMMON_SHARE * len(words):
        return True
    return not _surely_foreign(sample)


def _surely_foreign(sample: str) -> bool:
    words = _LATIN_WORD.findall(sample)
    if len(words) < TRUSTED_WORDS or sum(map(len, words)) < TRUSTED_LETTERS:
        return False
    language, probability = _identifier().classify(sample)
    return language != "en" and float(probability) >= TRUSTED_PROBABILITY


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported late: the model costs half a second and 100 MB, and most tables never need it.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
