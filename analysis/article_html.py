"""Takes the article out of a saved web page, with trafilatura. Nothing is ever fetched."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from analysis.article_text import Parsed, decode, split_paragraphs

# The head of a page names its encoding in its first kilobyte (HTML Living Standard, 13.2.3.2).
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w:.-]{2,30})", re.IGNORECASE)
_TAG = re.compile(r"<[A-Za-z!/]")


def parse_html(raw: bytes) -> Parsed:
    """Take a web page apart: title, day of publication, publisher, address and paragraphs.

    The day is taken from what the page declares (meta elements, JSON-LD, ``<time>``, a dated
    address), never from a search for numbers in its text.

    Raises
    ------
    ValueError
        Says why there is no article.
    """
    text = decode_page(raw)
    if not _TAG.search(text):
        raise ValueError("holds no HTML")
    with _quiet():
        # Imported late: 0.1 s and lxml, which reading plain text never needs.
        from trafilatura import bare_extraction

        try:
            page: Any = bare_extraction(
                text,
                include_comments=False,
                with_metadata=True,
                # The latest day allowed would otherwise be the machine's: not the same tomorrow.
                date_extraction_params={
                    "extensive_search": False,
                    "original_date": True,
                    "max_date": "2100-01-01",
                },
            )
        except Exception as error:  # whatever a parser of two million kinds of pages may raise
            raise ValueError(f"cannot be parsed ({type(error).__name__})") from None
    text = (page.text or "") if page else ""
    if not text.strip():
        raise ValueError("holds no article text")
    fields = {
        "title": page.title or "",
        "published": page.date or "",
        "publisher": page.sitename or "",
        "url": page.url or "",
    }
    return Parsed(fields, split_paragraphs(text.replace("\n", "\n\n")))


def decode_page(raw: bytes) -> str:
    """Decode a page: by its byte order mark, as UTF-8, by what it declares, else as detected."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _CHARSET.search(raw[:1024])
        name = declared[1].decode("ascii") if declared else ""
        if name.lower() not in ("", "utf-8", "utf8", "utf-16"):
            try:
                # ISO 8859-1 means cp1252 on the web (Encoding Standard, section 4.2).
                return raw.decode("cp1252" if name.lower() == "iso-8859-1" else name)
            except (LookupError, UnicodeError):
                pass
        return decode(raw)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the extractor's own warnings off the screen: its failures are reported as faults."""
    loggers = [logging.getLogger(name) for name in ("trafilatura", "htmldate", "courlan")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
