"""Transcripts: turns that begin with the speaker's name and a colon.

Some sites set every turn as a quotation, so that a mark stands before the name. The pairing of
marks over paragraphs (``quotes``) asks here which paragraphs are such turns; this module reads no
more of the marks than their pairs inside one paragraph (``marks``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from analysis.attribution.marks import Quotation, quotations_in
from analysis.attribution.spans import Attribution, Span, trim

TRANSCRIPT = 0.98
"""Confidence of what the layout alone attributes."""

CAP = r"[A-ZÀ-ÖØ-ÞĀ-Ž][\w.'’\-]*"
_CAPS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’\-]*"
PARTICLE = r"(?:de|del|der|den|da|di|la|le|van|von|bin|al|el|of|the|and|for)"
_TITLE = (
    r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Amb|Prof|Rev|President|Vice President|Prime Minister|"
    r"Minister|"
    r"Secretary|Senator|Congressman|Congresswoman|Representative|Governor|General|Ambassador|Chairman|"
    r"Chairwoman|Chair|Speaker|Judge|Justice|Mayor|Envoy|Spokesman|Spokeswoman|Director|Chancellor)"
)
_ROLES = (
    "Q|A|QUESTION|ANSWER|REPORTER|REPORTERS|INTERVIEWER|MODERATOR|HOST|JOURNALIST|CORRESPONDENT|"
    "Question|Answer|Reporter|Interviewer|Moderator|Host|Journalist|Correspondent"
)
_LABEL = re.compile(
    rf"(?P<name>(?P<role>(?:{_ROLES})(?: \d)?)"
    rf"|(?P<caps>{_CAPS}(?: {_CAPS}){{0,5}})"
    rf"|(?P<name3>{CAP}(?: (?:{CAP}|{PARTICLE})){{0,4}}))"
    r"(?P<aside> ?[(\[][^()\[\]:\n]{2,40}[)\]])?\s?(?P<colon>:)(?=\s|$|[\"“„«‘'])"
)
_QA = re.compile(r"(?P<name>[QA])(?P<colon>\.(?=\s)|(?=\s{2,}|\t))")
TITLED = re.compile(rf"{_TITLE}\.? ", re.IGNORECASE)
# Words that stand before a colon without naming anybody who speaks.
_NOT_SPEAKERS = frozenset(
    """
    update updated updates note editor's editor’s editors correction clarification photo photos
    image images video watch read related source sources warning breaking exclusive analysis
    opinion live also see contact tags tag category categories topic topics subject date time
    location to cc re who what when where why how which more key fact facts claim verdict truth
    myth pros cons summary background context example examples result results score step option
    part chapter section figure table day week month year price address phone email tel website
    published posted filed copyright credit caption listen advertisement ps nb tip tips bottom
    headline title deadline dateline embargoed recap highlights reading listen latest
    developing alert
    """.split()  # noqa: SIM905 - words are read more easily than a list of strings
)
_OPENING = re.compile(r"(?:``|''|[\"“”„‟«»＂‘’‚‛'`])\s?")
_ASIDE = r"(?:\([^()]{1,60}\)|\[[^\[\]]{1,60}\])"
_DIRECTION = re.compile(rf"\s*{_ASIDE}\s*\Z")
_QUOTED_DIRECTION = re.compile(
    rf"(?:{_OPENING.pattern})?(?P<inner>{_ASIDE})[.!?…]?\s?(?:''|[\"“”«»＂‘’'])?\Z"
)
_NARRATIVE = re.compile(r"\b(?:said|told|says|according to|added|wrote)\b")
_LONGEST_GAP = 12
"""Paragraphs of one turn between two names, at most; more is prose between two transcripts."""


class _Label(NamedTuple):
    paragraph: int
    name: Span
    cue: Span
    words: Span  # of its paragraph, without the marks around them; may be empty
    label: str
    sure: bool  # the shape alone names a speaker
    titled: bool
    quoted: bool  # an opening mark stands before the name
    opened: bool  # which no mark in the paragraph closes


class Turn(NamedTuple):
    """One turn of a transcript."""

    name: Span
    cue: Span
    content: list[Span]
    """The words, one span a paragraph; stage directions are left out."""
    quoted: bool
    """Whether an opening mark stands before the name."""
    paragraphs: range
    """Numbers of its paragraphs, among them those of stage directions."""


def transcript_turns(text: str, paragraphs: Sequence[Span]) -> list[Attribution]:
    """Turns of block transcripts (`find_turns`) as attributions.

    The words are the speaker's own though no marks stand around them, so that the mode is
    ``"direct"``.
    """
    return [
        Attribution([turn.name], [turn.cue], turn.content, "direct", "speech", TRANSCRIPT)
        for turn in find_turns(text, paragraphs)
        if turn.content
    ]


def find_turns(text: str, paragraphs: Sequence[Span]) -> list[Turn]:
    """Turns of block transcripts, ``NAME: words`` or ``"NAME: words``.

    A turn runs over paragraphs to the next name. Names in capitals, ``Q`` and ``A`` and roles
    ("REPORTER") count where a text has at least two turns; names with a title ("MR. PESKOV") or a
    remark ("(through interpreter)") count alone; names in ordinary letters count where they come at
    least twice, and beside such turns.

    Behind an opening mark of any kind a name counts only where two names do ("Remember: we won" may
    be what somebody said), and not where the mark is closed before the end of its paragraph. Such a
    turn goes on over paragraphs that open with a mark again; the last one as long as nothing closes
    it. The marks around ``"NAME: words"`` do not belong to the words.
    """
    labels = _labels(text, paragraphs)
    if not _exchange(labels):
        labels = [label for label in labels if not label.quoted]
    labels = _confirmed(labels)
    turns = []
    for i, label in enumerate(labels):
        following = labels[i + 1].paragraph if i + 1 < len(labels) else None
        extent = _quoted_extent if label.quoted else _extent
        last = extent(text, paragraphs, label, following)
        spans = [label.words, *paragraphs[label.paragraph + 1 : last]]
        content = [s for s in spans if s[0] < s[1] and not _is_direction(text, s, label.quoted)]
        numbers = range(label.paragraph, last)
        turns.append(Turn(label.name, label.cue, content, label.quoted, numbers))
    return turns


def quoted_turns(text: str, paragraphs: Sequence[Span]) -> dict[int, list[Quotation]]:
    """The quotations in each paragraph of the turns that open with a mark before the name.

    The words after the name are one, each paragraph opened again is one, stage directions are none.
    Each lies in one of the contents that `find_turns` gives.
    """
    found: dict[int, list[Quotation]] = {}
    for turn in find_turns(text, paragraphs):
        if not turn.quoted:
            continue
        found.update((number, []) for number in turn.paragraphs)
        content = iter(turn.content)
        span = next(content, None)
        for number in turn.paragraphs:
            if span is None or span[0] >= paragraphs[number][1]:
                continue  # a stage direction, or a name on a line of its own
            inner = quotations_in(text, span)
            if number > turn.paragraphs[0]:
                found[number] = inner
            elif any(map(str.isalnum, text[slice(*span)])):
                nested = tuple((q.start, q.end) for q in inner)
                found[number] = [Quotation(*span, *span, (span,), nested, closed=False)]
            span = next(content, None)
    return found


def _labels(text: str, paragraphs: Sequence[Span]) -> list[_Label]:
    found = []
    for number, (start, end) in enumerate(paragraphs):
        mark = _OPENING.match(text, start, end)
        begin = mark.end() if mark else start
        match = _LABEL.match(text, begin, min(end, begin + 120)) or _QA.match(text, begin, end)
        if not match:
            continue
        name = match.span("name")
        label = text[slice(*name)]
        if {w.strip(".").lower() for w in label.split()} & _NOT_SPEAKERS:
            continue
        stop, opened = end, mark is not None
        if mark:
            around = _opened_at(text, (start, end))
            if around and around.closed:
                stop, opened = around.inner_end, False
            # What is closed before the end stands in prose; what is quoted in a name stays so.
            prose = around is not None and around.closed and around.end < end
            if prose or stop < match.end() or quotations_in(text, (begin, match.end())):
                continue
        groups = match.groupdict()
        aside = bool(groups.get("aside"))
        shaped = bool(groups.get("role") or groups.get("caps")) or match.re is _QA
        shaped = shaped or aside
        titled = aside or (shaped and bool(TITLED.match(label)))
        cue = match.span("colon") if match["colon"] else name
        words = trim(text, (match.end(), stop))
        found.append(
            _Label(number, name, cue, words, label, shaped, titled, mark is not None, opened)
        )
    return found


def _opened_at(text: str, paragraph: Span) -> Quotation | None:
    """The quotation that the mark at the start of a paragraph opens, if it opens one."""
    here = quotations_in(text, paragraph)
    return here[0] if here and here[0].start == paragraph[0] < here[0].inner_start else None


def _exchange(labels: Sequence[_Label]) -> bool:
    """Whether labels behind marks name two who speak by themselves."""
    quoted = [label for label in labels if label.quoted]
    counts = Counter(label.label for label in quoted)
    return len({t.label for t in quoted if t.sure or counts[t.label] > 1}) > 1


def _confirmed(labels: list[_Label]) -> list[_Label]:
    counts = Counter(label.label for label in labels)
    sure = [t.sure or counts[t.label] > 1 for t in labels]
    if sum(sure) == 1:  # one turn alone must say more of itself
        sure = [t.titled for t in labels]
    elif not any(n > 1 for n in counts.values()):
        # Each name once: an exchange only where the turns follow each other.
        near = {t.paragraph for t, ok in zip(labels, sure, strict=True) if ok}
        sure = [
            ok and (t.titled or any(t.paragraph + k in near for k in (-3, -2, -1, 1, 2, 3)))
            for t, ok in zip(labels, sure, strict=True)
        ]
    kept = {t.paragraph for t, ok in zip(labels, sure, strict=True) if ok}
    return [
        t
        for t, ok in zip(labels, sure, strict=True)
        if ok or {t.paragraph - 1, t.paragraph + 1} <= kept
    ]


def _extent(text: str, paragraphs: Sequence[Span], label: _Label, following: int | None) -> int:
    """The number after that of a turn's last paragraph."""
    first = last = label.paragraph + 1
    if following is not None and following - first <= _LONGEST_GAP:
        last = following
    elif label.words[0] == label.words[1]:  # the name stands on a line of its own
        last = min(first + 1, len(paragraphs))
    for number in range(first, last):
        start, end = paragraphs[number]
        # Prose between two turns reports, with marks around what it quotes.
        if _NARRATIVE.search(text, start, end) and re.search('["“”«]', text[start:end]):
            return number
    return last


def _quoted_extent(
    text: str, paragraphs: Sequence[Span], label: _Label, following: int | None
) -> int:
    """The number after that of a turn's last paragraph, where a mark stands before the name."""
    first = label.paragraph + 1
    stop = len(paragraphs) if following is None else following
    between = following is not None and stop - first <= _LONGEST_GAP
    opened: bool | None = label.opened
    for number in range(first, stop):
        if not (opened or between):
            return number
        if _is_direction(text, paragraphs[number], quoted=True):
            continue
        opened = _still_open(text, paragraphs[number], bool(opened))
        if opened is None:
            # Words that stand below a name on a line of its own may do without marks.
            below = number == first and label.words[0] == label.words[1]
            if not below or _OPENING.match(text, *paragraphs[number]):
                return number
    return stop


def _still_open(text: str, paragraph: Span, opened: bool) -> bool | None:
    """Whether marks are open at the end of a paragraph; None if it has words outside of them."""
    here = quotations_in(text, paragraph)
    if not here or here[0].start > paragraph[0]:
        # A single straight mark that nothing closes makes no quotation of its own.
        return True if _OPENING.match(text, *paragraph) else None
    around = here[0]
    if around.start == around.inner_start:  # closed here, opened before or not at all
        return False if opened and around.end == paragraph[1] else None
    if not around.closed:
        return True
    return False if around.end == paragraph[1] else None


def _is_direction(text: str, span: Span, quoted: bool) -> bool:
    if not quoted:
        return _DIRECTION.match(text, *span) is not None
    match = _QUOTED_DIRECTION.match(text, *span)
    return match is not None and not quotations_in(text, match.span("inner"))
