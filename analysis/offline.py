"""What a web page would ask another host for: nothing, if it is to open offline."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup

_REMOTE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_CSS_REMOTE = re.compile(
    r"(?:url\(|@import)\s*[\"']?\s*((?:[a-z][a-z0-9+.-]*:)?//[^\"')\s]+)", re.IGNORECASE
)
_LOADING_ATTRIBUTES = ("src", "srcset", "data", "poster", "background", "action")


def remote_requests(html: str) -> list[str]:
    """List what a page would load from another host or by a script of its own.

    Links that a reader has to follow are not requests; addresses inside visible text neither.
    """
    soup = BeautifulSoup(html, "html.parser")
    found = []
    for tag in soup.find_all(True):
        attributes = [tag.get(name) for name in _LOADING_ATTRIBUTES]
        if tag.name not in ("a", "area"):
            attributes += [tag.get("href"), tag.get("xlink:href")]
        found += [
            part
            for value in attributes
            if value
            for part in re.split(r",\s+", str(value))
            if _REMOTE.match(part)
        ]
        found += _CSS_REMOTE.findall(str(tag.get("style") or ""))
        if tag.name == "style":
            found += _CSS_REMOTE.findall(tag.get_text())
        if tag.name == "meta" and str(tag.get("http-equiv", "")).lower() == "refresh":
            found.append(str(tag.get("content")))
    return found
