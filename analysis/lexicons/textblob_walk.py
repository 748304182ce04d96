"""The walk over a text's words by which TextBlob assesses them, as its `assessments` does it."""

from __future__ import annotations

from typing import NamedTuple

# What a piece does to the state of the walk when none of its words is scored:
_NOTHING = 0  # one character: a negation or modifier before it stays in force
_ENDS_NEGATION = 1  # two characters: ends a negation, leaves a modifier
_ENDS_BOTH = None  # a longer unknown word, by far the most common


class Word(NamedTuple):
    """A token as TextBlob sees it and where it stands in its piece."""

    text: str  # lower case
    start: int
    end: int
    score: tuple[float, float, float] | None  # polarity, subjectivity, intensity; None if unknown
    modifies: bool  # known, and an adverb that scales the next known word
    adverb: bool  # ends as an adverb does, so that a negation after it belongs to it
    negates: bool
    ends_negation: bool
    ends_modifier: bool
    emoticon: float | None  # the polarity of its mood
    mark: str  # "!" boosts the word before it, "(!)" is sarcasm, else empty


Act = list[Word] | int | None


class Chunk:
    """Words that TextBlob assesses together: negation, modifiers, word."""

    __slots__ = ("i", "marks", "negated", "negations", "p", "s", "words")

    def __init__(self, at: int, word: Word, p: float, s: float, i: float) -> None:
        self.words = [(at, word)]
        self.negations: list[tuple[int, Word]] = []
        self.marks: list[tuple[int, Word]] = []
        self.p, self.s, self.i = p, s, i
        self.negated = False


def assess(acts: list[Act]) -> list[Chunk]:
    """Walk over a text as TextBlob's `assessments` does, its peculiarities included.

    Parameters
    ----------
    acts : list
        What each piece does, in the order of the text.

    Returns
    -------
    list of Chunk
        With final polarity and subjectivity; empty where no word is known.
    """
    chunks: list[Chunk] = []
    modifier: Word | None = None
    negation: tuple[int, Word] | None = None
    for at, act in enumerate(acts):
        if act is _ENDS_BOTH:
            modifier = negation = None
            continue
        if act.__class__ is int:
            if act == _ENDS_NEGATION:
                negation = None
            continue
        for word in act:  # type: ignore[union-attr]
            if word.score is not None:
                p, s, i = word.score
                if modifier is None:
                    chunk = Chunk(at, word, p, s, i)
                    chunks.append(chunk)
                else:
                    chunk = chunks[-1]
                    chunk.words.append((at, word))
                    chunk.p = max(-1.0, min(p * chunk.i, +1.0))
                    chunk.s = max(-1.0, min(s * chunk.i, +1.0))
                    chunk.i = i
                if negation is not None:
                    chunk.negations.append(negation)
                    chunk.i = 1.0 / chunk.i
                    chunk.negated = True
                modifier = word if word.modifies else None
                negation = (at, word) if word.negates else None
                continue
            if word.negates:
                negation = (at, word)
            elif word.ends_negation:
                negation = None
            if negation is not None and modifier is not None and modifier.adverb:
                chunks[-1].negations.append(negation)
                chunks[-1].negated = True
                negation = None
            elif word.ends_modifier:
                modifier = None
            if word.mark == "!" and chunks:
                chunks[-1].marks.append((at, word))
                chunks[-1].p = max(-1.0, min(chunks[-1].p * 1.25, +1.0))
            if word.mark == "(!)":
                chunks.append(Chunk(at, word, 0.0, 1.0, 1.0))
            if word.emoticon is not None:
                chunks.append(Chunk(at, word, word.emoticon, 1.0, 1.0))
    for chunk in chunks:
        if chunk.negated:
            chunk.p *= -0.5
    return chunks


def digest(words: list[Word]) -> Act:
    """Shorten a piece in which nothing is scored to what it does to the walk."""
    for w in words:
        if w.score is not None or w.negates or w.mark or w.emoticon is not None:
            return words
        # A modifier is ended only together with a negation; anything else is walked in full.
        if w.ends_modifier and not w.ends_negation:
            return words
    if any(w.ends_modifier for w in words):
        return _ENDS_BOTH
    return _ENDS_NEGATION if any(w.ends_negation for w in words) else _NOTHING
