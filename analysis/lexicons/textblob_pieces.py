"""Cut a text into the pieces that TextBlob's tokenizer treats one by one."""

from __future__ import annotations

import re
from collections.abc import Callable

_END_OF_SENTENCE = "END-OF-SENTENCE"
_QUOTE = re.compile("['\"“”‘’]")


def split_pieces(text: str) -> list[str]:
    """Split at white space, with n't and quotation marks set apart as TextBlob sets them apart."""
    if _QUOTE.search(text) is not None:
        if "n't" in text:
            text = text.replace("n't", " n't")
        text = _QUOTE.sub(r" \g<0> ", text)
    return text.split()


def joining_test(faces: list[str]) -> Callable[[str], bool]:
    """Make the test for texts in which TextBlob may join or drop words across spaces.

    It may say yes too often (which costs time) but never too seldom.
    """
    with_letters: list[str] = []
    others: list[str] = []
    for face in faces:
        pattern = r"\s*".join(map(re.escape, face))
        # A face must end where a word ends, or before the n of n't, which is split off.
        pattern += r"(?!(?!n't)[^\W_])" if face[-1].isalnum() else ""
        (with_letters if face[0].isalpha() else others).append(pattern)
    # Two expressions, since the one whose faces begin with a letter has to stop at every such
    # letter; all of its faces hold a capital that few texts hold.
    capitals = {face[-1] for face in faces if face[0].isalpha()}
    lettered = re.compile("|".join(with_letters)).search
    other = re.compile("|".join(others)).search

    def may_join(text: str) -> bool:
        return (
            other(text) is not None
            or (any(map(text.__contains__, capitals)) and lettered(text) is not None)
            or ("!" in text and "(" in text)
            or _END_OF_SENTENCE in text
        )

    return may_join


def locate(text: str, token: str, at: int) -> tuple[int, int]:
    """Find the characters of `token` from `at` on; TextBlob only drops characters in between."""
    start = text.find(token, at)
    if start >= 0 and not text[at:start].strip():
        return start, start + len(token)
    start, end = -1, at
    for character in token:
        found = text.find(character, end)
        if found < 0:  # a token that TextBlob made up itself
            return (end, end) if start < 0 else (start, end)
        start = found if start < 0 else start
        end = found + 1
    return start, end
