"""From the bytes of a text file to an article: encoding, paragraphs, header lines, dates.

Characters are never changed: what another stage counts as an offset is counted in the very
characters that the file holds. Only line ends, blanks around paragraphs and the breaks of
hard-wrapped lines are made alike, so that a paragraph is one line and a blank line parts two.
"""

from __future__ import annotations

import codecs
import datetime as dt
import re
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

LONGEST_TITLE = 150
# Lines that an editor or a mail program wrapped: none longer than 90 characters, all but the last
# at least 45, and at least one of them broken off inside a sentence.
WRAPPED_MAX, WRAPPED_MIN = 90, 45

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CYRILLIC_1251 = re.compile(rb"[\xa8\xaa\xaf\xb2\xb3\xb4\xb8\xba\xbf-\xff]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SENTENCE_END = re.compile(r"""[.!?:;…]["'”’»)\]]*$""")
_TRANSCRIPT = re.compile(r"[A-Z][A-Z .,'’()-]+:\s")
_HEADER = re.compile(r"([A-Za-z]{3,12})\s*:\s*(\S.*)")
_HEADER_KEYS = {
    "title": "title", "headline": "title", "published": "published", "date": "published",
    "publisher": "publisher", "source": "publisher", "url": "url", "link": "url",
    "language": "language",
}  # fmt: skip


class Parsed(NamedTuple):
    """A text file taken apart: what its first lines say of it, and the paragraphs."""

    fields: dict[str, str]
    paragraphs: list[str]


def detect_encoding(raw: bytes) -> str:
    """Name the encoding of a text.

    A byte order mark decides; else UTF-8 where the bytes are valid UTF-8; UTF-16 without a mark
    by its zero bytes; else a Windows code page: cp1251 where more than half of the letters beyond
    ASCII stand in runs of three and more, as in Cyrillic words, and cp1252 where they stand alone
    as accents and curly quotation marks do.

    Raises
    ------
    ValueError
        Says why the bytes are no text: binary, or UTF-8 with damaged bytes.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    if b"\0" in raw[:4096]:
        sample = raw[: min(len(raw), 4096) // 2 * 2]
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        # ASCII in UTF-16 is a letter and a zero by turns; in binary data zeros stand anywhere.
        if max(even, odd) > 0.4 * len(sample) / 2 and min(even, odd) < 0.02 * len(sample) / 2:
            return "utf-16-le" if odd > even else "utf-16-be"
        raise ValueError("holds binary data, not text")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    readable = raw.decode("utf-8", errors="replace")
    damaged = readable.count("\ufffd")
    if sum(not char.isascii() for char in readable) > 2 * damaged:
        raise ValueError("is UTF-8 with damaged bytes, perhaps cut off")
    runs = [len(run) for run in _CYRILLIC_1251.findall(raw)]
    in_words = sum(length for length in runs if length >= 3)
    return "cp1251" if in_words * 2 > sum(runs) else "cp1252"


def decode(raw: bytes, encoding: str | None = None) -> str:
    """Decode bytes by the encoding that is given or found, without a byte order mark.

    Raises
    ------
    ValueError
        Says why the bytes are no text.
    """
    encoding = encoding or detect_encoding(raw)
    try:
        text = raw.decode(encoding)
    except UnicodeError:
        raise ValueError(f"is not a text: neither UTF-8 nor {encoding}") from None
    if len(_CONTROLS.findall(text[:4096])) > 0.01 * min(len(text), 4096):
        raise ValueError("holds binary data, not text")
    return text.removeprefix("\ufeff")


def split_paragraphs(text: str) -> list[str]:
    """Split a text into paragraphs, each one line.

    Blank lines part paragraphs. Lines that follow each other without a blank line are each a
    paragraph, unless they look hard-wrapped; then they are joined by a space.
    """
    paragraphs: list[str] = []
    block: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line := line.strip():
            block.append(line)
        elif block:
            paragraphs += [" ".join(block)] if _is_wrapped(block) else block
            block = []
    return paragraphs


def join_paragraphs(paragraphs: list[str]) -> str:
    """Return the text of an article: its paragraphs with a blank line between them."""
    return "\n\n".join(paragraphs)


def _is_wrapped(block: list[str]) -> bool:
    *rest, _ = block
    if not rest or any(_TRANSCRIPT.match(line) for line in block):
        return False
    return (
        max(map(len, block)) <= WRAPPED_MAX
        and min(map(len, rest)) >= WRAPPED_MIN
        and any(not _SENTENCE_END.search(line) for line in rest)
    )


def parse_text(text: str) -> Parsed:
    """Take a text file apart.

    The first line is the title where a blank line follows it, it is no longer than 150 characters
    and neither ends as a sentence does nor begins as a transcript (``NAME: words``). Before or
    after it may stand header lines, closed by a blank line: ``Title:`` (or ``Headline:``),
    ``Published:`` (``Date:``), ``Publisher:`` (``Source:``), ``URL:`` (``Link:``), ``Language:``.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    fields, start = _header(lines, 0)
    position = _next_filled(lines, start)
    if "title" not in fields and _is_title(lines, position):
        fields["title"] = lines[position].strip()
        more, start = _header(lines, position + 1)
        fields = more | fields
    return Parsed(fields, split_paragraphs("\n".join(lines[start:])))


def _next_filled(lines: list[str], start: int) -> int:
    while start < len(lines) and not lines[start].strip():
        start += 1
    return start


def _header(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """Read header lines; without any, or without the blank line after them, nothing is taken."""
    fields: dict[str, str] = {}
    position = _next_filled(lines, start)
    while position < len(lines) and (line := lines[position].strip()):
        found = _HEADER.fullmatch(line)
        key = _HEADER_KEYS.get(found[1].lower()) if found else None
        if found is None or key is None or key in fields:
            return {}, start
        fields[key] = found[2]
        position += 1
    return fields, position if fields else start


def _is_title(lines: list[str], position: int) -> bool:
    follows = _next_filled(lines, position + 1)
    if follows >= len(lines) or follows == position + 1:
        return False
    line = lines[position].strip()
    return (
        len(line) <= LONGEST_TITLE
        and not re.search(r"""[.!:;,…]["'”’»)\]]*$""", line)
        and not _TRANSCRIPT.match(line)
    )


_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?\d{4,6}Z?)?")
_NUMBERS = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})\b.*")
_MONTH_WORD = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY_FIRST = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?[\s-]+{_MONTH_WORD},?[\s-]+(\d{{4}})\b", re.I
)
_MONTH_FIRST = re.compile(rf"\b{_MONTH_WORD}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.I)


def parse_published(text: str) -> dt.date | None:
    """Return the one day that a printed date names, or None.

    Understood are ISO 8601 (a time of day and its zone are left aside: the day is the printed
    one), ``2025/03/18``, ``20250318``, ``18.03.2025``, and English dates with the month in words.
    ``03/04/2025`` can be two days and is therefore none; ``18/03/2025`` can be one only.
    """
    text = text.strip()
    if len(text) > 80:
        return None
    if iso := _ISO.fullmatch(text):
        return _day(iso[1], iso[3], iso[4])
    if compact := _COMPACT.fullmatch(text):
        return _day(*compact.groups())
    if numbers := _NUMBERS.fullmatch(text):
        first, mark, second, year = numbers.groups()
        day_first, month_first = _day(year, second, first), _day(year, first, second)
        if mark == "." or month_first in (None, day_first):
            return day_first
        return month_first if day_first is None else None
    named = {_day(y, _month(m), d) for d, m, y in _DAY_FIRST.findall(text)}
    named |= {_day(y, _month(m), d) for m, d, y in _MONTH_FIRST.findall(text)}
    return named.pop() if len(named) == 1 else None


def _month(word: str) -> int:
    return MONTHS.index(word.lower()) + 1


def _day(year: str, month: str | int, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
