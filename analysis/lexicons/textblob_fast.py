"""TextBlob's polarity and subjectivity, the very same numbers, several times faster.

`TextBlob(text).sentiment` builds a new class in every call, reads its lexicon through a lazy
wrapper and runs its tokenizer over each word anew. Here every *piece* of text (what stands between
two spaces) is put through TextBlob's own tokenizer and lexicon once and remembered; a text is then
a walk over remembered pieces. Nothing of TextBlob is changed or copied: its lexicon, negations,
modifiers, tokenizer and emoticons are read from its own objects.

Why the pieces may be tokenized one by one
------------------------------------------
TextBlob's tokenizer sets quotation marks apart (and ``n't`` from its verb), splits at white space,
and strips punctuation from each piece by rules that look at that piece alone. Only three of its
steps look further, and a text that they could touch is tokenized whole, by TextBlob, instead:

* emoticons are put together again across spaces (``: )``, but also ``8 )`` in "(June 8)");
* ``( ! )`` becomes the mark of sarcasm;
* blank lines become the word END-OF-SENTENCE, which is taken out again (so that a blank line is no
  more than white space, but the literal word in a text would vanish).

Its division into sentences has no other effect, for it joins the sentences again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from analysis.evidence import SentimentEvidence
from analysis.lexicons import Scored
from analysis.lexicons.textblob_pieces import joining_test, locate, split_pieces
from analysis.lexicons.textblob_walk import Act, Chunk, Word, assess, digest

VERIFIED = ("0.18.0.post0", "0.19.0", "0.20.0", "0.20.1")
"""Versions of TextBlob with which the equality was tested; others are asked themselves."""

CACHE_LIMIT = 20_000
"""Pieces remembered before the memory is emptied."""
LONGEST_CACHED = 40
"""Longer pieces (addresses, noise) are not remembered, which bounds the memory in bytes."""

SHORT = 300
"""Pieces of a text up to which a word is sought in the whole of it."""

THRESHOLD = 0.0
"""Any polarity other than 0 is positive or negative."""


class Engine(dict[str, Act]):
    """TextBlob's scorer over remembered pieces; the mapping itself is the memory.

    Parameters
    ----------
    lexicon : textblob.en.Sentiment
        TextBlob's own scorer.
    """

    def __init__(self, lexicon: Any) -> None:
        super().__init__()
        from textblob._text import EMOTICONS, PUNCTUATION

        self.lexicon = lexicon
        self.snapshot = _snapshot(lexicon)
        self.entries: dict[str, Any] = dict(dict.items(lexicon))
        self.punctuation = PUNCTUATION
        self.moods: dict[str, float] = {}
        for (_, polarity), faces in EMOTICONS.items():
            for face in faces:
                self.moods.setdefault(face.lower(), polarity)
        self.may_join = joining_test([face for faces in EMOTICONS.values() for face in faces])

    def __missing__(self, piece: str) -> Act:
        act = digest(self.words(piece))
        if len(piece) <= LONGEST_CACHED:
            if len(self) >= CACHE_LIMIT:
                self.clear()
            self[piece] = act
        return act

    def words(self, text: str) -> list[Word]:
        """Tokenize by TextBlob's own tokenizer and find each token's place."""
        words, at = [], 0
        for token in " ".join(self.lexicon.tokenizer(text)).split():
            start, at = locate(text, token, at)
            words.append(self.word(token.lower(), start, at))
        return words

    def word(self, w: str, start: int, end: int) -> Word:
        """Look a token up in all of TextBlob's lists."""
        entry = self.entries.get(w, {})
        known = None in entry
        face = not w.isalpha() and len(w) <= 5 and w not in self.punctuation
        return Word(
            text=w,
            start=start,
            end=end,
            score=tuple(entry[None]) if known else None,
            modifies=known and any(tag in entry for tag in self.lexicon.modifiers),
            adverb=bool(self.lexicon.modifier(w)),
            negates=w in self.lexicon.negations,
            ends_negation=len(w.strip("'")) > 1,
            ends_modifier=len(w) > 2,
            emoticon=self.moods.get(w) if face else None,
            mark=w if w in ("!", "(!)") else "",
        )

    def score(self, text: str, field: str = "") -> Scored:
        """Polarity, subjectivity and evidence of one text."""
        starts: Mapping[int, int] | None = None
        if self.may_join(text):
            # Each token is a piece of its own, with its place in the text for that in its piece.
            pieces: list[str] = []
            words = self.words(text)
            acts: list[Act] = [[word] for word in words]
            starts = dict.fromkeys(range(len(words)), 0)
        else:
            pieces = split_pieces(text)
            acts = list(map(self.__getitem__, pieces))
        chunks = assess(acts)
        if not chunks:
            return Scored(0.0, 0.0, [])
        # Added up one by one, as TextBlob does: from Python 3.12 on sum() rounds otherwise.
        polarity = subjectivity = 0.0
        for chunk in chunks:
            polarity += chunk.p
            subjectivity += chunk.s
        if starts is None:
            starts = _piece_starts(text, pieces, chunks)
        evidence = [_evidence(text, field, chunk, starts) for chunk in chunks]
        return Scored(polarity / len(chunks), subjectivity / len(chunks), evidence)


def _piece_starts(text: str, pieces: list[str], chunks: list[Chunk]) -> Mapping[int, int]:
    """Where the pieces of the scored words start, by their numbers."""
    needed = {part[0] for c in chunks for part in (*c.words, *c.negations, *c.marks)}
    starts = {}
    if len(pieces) <= SHORT:
        for at in needed:
            starts[at] = start = text.find(pieces[at])
            if start != text.rfind(pieces[at]):
                break  # it occurs twice, and only counting tells which it is
        else:
            return starts
    # Between two pieces there is nothing but white space, so that the next place where a piece is
    # found is its place. Pieces after the last scored word need none.
    end = 0
    for at, piece in enumerate(pieces[: max(needed) + 1]):
        starts[at] = start = text.index(piece, end)
        end = start + len(piece)
    return starts


def _evidence(text: str, field: str, chunk: Chunk, starts: Mapping[int, int]) -> SentimentEvidence:
    at, word = chunk.words[0]
    start, end = starts[at] + word.start, starts[at] + word.end
    negation = intensifier = ""
    if chunk.negations or len(chunk.words) > 1:
        for at, word in (*chunk.words, *chunk.negations):
            start = min(start, starts[at] + word.start)
            end = max(end, starts[at] + word.end)
        negation = " ".join(word.text for _, word in chunk.negations)
        intensifier = " ".join(word.text for _, word in chunk.words[:-1])
    if chunk.marks:
        # TextBlob boosts the last word it knows however far back it stands; the span takes in
        # only the marks that directly follow.
        intensifier = f"{intensifier} {'!' * len(chunk.marks)}".strip()
        for at, word in chunk.marks:
            end += starts[at] + word.start == end
    fields = (field, start, end, text[start:end], chunk.p, chunk.s, negation, intensifier)
    return tuple.__new__(SentimentEvidence, fields)  # spares the call of a NamedTuple's own


def _snapshot(lexicon: Any) -> Any:
    entries = {word: dict(entry) for word, entry in dict.items(lexicon)}
    return entries, lexicon.negations, lexicon.modifiers, lexicon.modifier, lexicon.tokenizer


@lru_cache(maxsize=1)
def _installed() -> str:
    return version("textblob")


_engine: list[Engine] = []


def make_scorer(field: str) -> Callable[[str], Scored]:
    """Make the function that scores texts; `field` is written into their evidence.

    Parameters
    ----------
    field : str
        The column that the texts come from.

    Returns
    -------
    callable
        From a text to ``(polarity, subjectivity, evidence)``, polarity in -1 to 1 and subjectivity
        in 0 to 1, equal to ``TextBlob(text).sentiment``.
    """
    if _installed() not in VERIFIED:
        from analysis.lexicons.textblob_plain import score

        return lambda text: score(text, field)
    from textblob.en import sentiment

    # Words that a user has added to TextBlob's lexicon since the last call must count.
    len(sentiment)  # it loads itself on first use
    if not _engine or _engine[0].snapshot != _snapshot(sentiment):
        _engine[:] = [Engine(sentiment)]
    engine = _engine[0]
    return lambda text: engine.score(text, field)
