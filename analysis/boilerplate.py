"""Tells what a web page prints around an article from the article itself, paragraph by paragraph.

Only whole paragraphs are dropped, and only by patterns that cover all of them: what is left over
costs a reader a glance, what is wrongly dropped costs a statement. A paragraph that holds a
quotation with a verb of saying is never dropped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 400
"""Characters; a longer paragraph is taken for prose without looking."""

BYLINE_PARAGRAPHS = 4
"""A byline stands among the first or the last so many paragraphs."""

# One clause, as a link's title is: no full stop with more text behind it.
_LINK = r"[^.!?]{0,160}[.!?]?"
_WHEN = (
    r"(?:[\d:.,/+-]+|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?,?|a\.?m\.?,?|p\.?m\.?,?|at|on"
    r"|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*[.,]{0,2}|time|ago|hours?"
    r"|minutes?|days?|gmt|utc|[a-z]{1,2}s?t|kyiv|moscow|eastern)"
)

_PATTERNS = {
    "advertisement": r"(?:advertisement|advertising|ad|sponsored(?: content)?|story continues below"
    r"(?: this)?(?: advertisement| ad)?|article continues (?:below|after)(?: this)?"
    r"(?: advertisement| ad)?|(?:continue|keep) reading(?: below)?)[.:]?",
    "syndication": r"(?!.*\b(?:said|says|saying|which|who|that)\b)(?:this (?:article|story|piece"
    r"|report|post|text) (?:was |is |has been )?(?:originally |first |also )*|the (?:article|story"
    r"|piece|post) (?:was )?(?:originally|first) )(?:published|appeared|posted|republished"
    r"|syndicated|produced)\b(?: (?:in|on|by|at|from|under|with|here|via)\b.{0,160})?"
    rf"|(?:read|see|view) the (?:original|full) (?:article|story|text|post)"
    rf"(?: (?:here|on|at|in)\b{_LINK})?[.]?|originally published (?:by|on|at|in) {_LINK}",
    "copyright": r"(?:copyright|©|\(c\))(?: ?©| ?\(c\))? ?(?:by )?\d{4}\b.{0,160}"
    r"|copyright (?:©|\(c\)) .{0,160}|all rights reserved[.]?",
    "read more": r"(?:read more|read also|also read|see also|read next|related(?: articles?"
    r"| stor(?:y|ies)| topics?| content)?|recommended(?: for you)?|most read|don[’']t miss"
    r"|more on this(?: story| topic)?|more (?:from|on) [\w .’'-]{1,40}|editors?[’']? picks?)"
    rf"(?: ?[:|›»>→] ?{_LINK})?",
    "newsletter": r"(?:sign up|subscribe|register)(?: now| here| today| free)?(?: for| to)\b"
    r"[^.!?]{0,120}(?:newsletters?|briefings?|updates|alerts|inbox|channel|podcast|emails?)"
    rf"\b{_LINK}|get (?:the|our)\b[^.!?]{{0,100}}(?:in|to|straight to) your inbox\b{_LINK}"
    rf"|subscribe(?: now)?[.!]?|join (?:us|our)(?: channel)? on (?:telegram|whatsapp)\b{_LINK}",
    "cookies": r"(?:we|this (?:web)?site|our (?:web)?site|this page) (?:and our partners )?uses? "
    r"(?:\w+ ){0,3}cookies\b.{0,340}|by (?:continuing|using|clicking|closing)\b[^.]{0,160}"
    r"\b(?:cookies?|privacy policy|terms of (?:use|service))\b.{0,160}"
    r"|(?:accept|reject|manage|allow)(?: all)?(?: cookies)(?: settings)?[.]?"
    r"|cookie (?:policy|settings|preferences|notice)[.]?",
    "share bar": r"(?:(?:share|post|tweet|send|save|print|copy(?: link)?|email|e-mail|comments?"
    r"|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|messenger|pinterest|bluesky|threads"
    r"|this|article|story|page|link|on|to|via|by|with|friends|and|or|a|the)(?:[\s,|/·•:&]+|$))+"
    r"|\d+ (?:shares?|comments?)|(?:leave a|post a|add a|view|show) comments?[.]?"
    rf"|follow (?:us|me|@\w+)\b(?: on)?\b{_LINK}|\d+ min(?:ute)?s?(?: read)?"
    r"|listen to (?:this )?(?:article|story)",
    "time stamp": rf"(?:(?:first |last )?(?:published|updated|modified|posted))[ :]+"
    rf"{_WHEN}(?: {_WHEN}){{0,11}}",
}
_RULES = {
    name: re.compile(pattern, re.IGNORECASE | re.DOTALL) for name, pattern in _PATTERNS.items()
}

# Credits and bylines begin in a known way and are names for the rest: any word in lower case that
# is not listed makes them prose ("Reporting by the agency suggests ...").
_NAMED = {
    "agency credit": (
        r"(?:additional |further )?(?:reporting|writing|editing|translation|compiled|edited|written"
        r"|translated|reported) by\b|with (?:files|reporting|material|inputs?) from\b"
        r"|(?:\S+ ){2,8}contributed(?: reporting)?(?: (?:to|from)\b|[.]?$)",
        """additional further reporting writing editing translation compiled edited written
        translated reported by with files material inputs input from contributed to this the report
        story article piece and in for of at""",
    ),
    "credit": (
        r"(?:file )?(?:photo|image|picture|video|photograph|illustration|graphic)s?"
        r"(?: credit| source| courtesy)?(?: ?[:|/]| by| courtesy of| via|, |[.]?$)|credit ?[:|]"
        r"|(?:ap|pool|file|handout) photo\b|getty images\b|handout\b|courtesy of\b",
        """file photo photos image images picture video photograph illustration graphic credit
        source courtesy of by via handout pool for and the""",
    ),
    "byline": (
        r"by:? (?!the\b)",
        """by and with for in at of the to on correspondent correspondents editor reporter reporters
        staff writer writers senior chief special political diplomatic foreign defence defense world
        news bureau updated published contributor columnist""",
    ),
}
_OPENINGS = {
    name: (re.compile(pattern, re.IGNORECASE), frozenset(words.split()))
    for name, (pattern, words) in _NAMED.items()
}
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_NAME_WORD = re.compile(r"[A-ZÀ-ÞĀ-Ž]")
_NO_BYLINE = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august"
    r"|september|october|november|december)\b",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[\"“”„«»]|(?<!\w)['‘]|['’](?!\w)")
_SAYING = re.compile(
    r"\b(?:say|says|said|tell|tells|told|add(?:s|ed)|wr[io]tes?|wrote|ask(?:s|ed)|repl(?:ies|ied)"
    r"|according|insist(?:s|ed)|warn(?:s|ed)|call(?:s|ed)|announced?|declared?|stat(?:es|ed)"
    r"|not(?:es|ed)|stressed|claim(?:s|ed)|argu(?:es|ed)|explained|continued|posted)\b",
    re.IGNORECASE,
)


def boilerplate_rule(paragraph: str) -> str:
    """Name the rule by which a paragraph is boilerplate; ``""`` where it is the article's own.

    Parameters
    ----------
    paragraph : str
        One paragraph, one line.

    Returns
    -------
    str
        ``advertisement``, ``syndication``, ``copyright``, ``read more``, ``newsletter``,
        ``cookies``, ``share bar``, ``time stamp``, ``agency credit``, ``credit`` or ``""``. Bylines
        depend on where they stand: see `drop_boilerplate`.
    """
    if len(paragraph) > LONGEST or _holds_statement(paragraph):
        return ""
    folded = " ".join(paragraph.split()).strip("-–—*_•|▪ ")
    if not folded:
        # A rule between two parts of a page: only dashes, stars or bars.
        return "share bar" if paragraph else ""
    for name, rule in _RULES.items():
        if rule.fullmatch(folded):
            return name
    bare = folded.strip("()[] ")
    return next((name for name in ("agency credit", "credit") if _is_named(bare, name)), "")


def is_byline(paragraph: str) -> bool:
    """Say whether a paragraph is nothing but "By" and the names and offices of reporters."""
    folded = " ".join(paragraph.split())
    if folded.endswith((".", "!", "?", ":")) or _QUOTATION.search(folded):
        return False
    # "By Sunday", "By March 5, 2025": the name is two words at least, and no day.
    words = _WORD.findall(folded.split(",")[0])[1:]
    named = [word for word in words if _NAME_WORD.match(word)]
    if len(named) < 2 or words[:2] != named[:2] or _NO_BYLINE.search(" ".join(words[:2])):
        return False
    return _is_named(folded, "byline")


def drop_boilerplate(paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs that belong to the article, in their order and unchanged.

    Bylines are dropped among the first and the last four paragraphs only. A dateline ("KYIV,
    March 5 (Agency) -") stays: it opens a paragraph of the article, and its place and day help to
    date what was said.
    """
    last = len(paragraphs) - BYLINE_PARAGRAPHS
    return [
        paragraph
        for number, paragraph in enumerate(paragraphs)
        if not boilerplate_rule(paragraph)
        and not ((number < BYLINE_PARAGRAPHS or number >= last) and is_byline(paragraph))
    ]


def _holds_statement(paragraph: str) -> bool:
    return bool(_QUOTATION.search(paragraph) and _SAYING.search(paragraph))


def _is_named(folded: str, name: str) -> bool:
    """Say whether a paragraph opens as the rule says and holds but names and its few words."""
    opening, allowed = _OPENINGS[name]
    if not opening.match(folded):
        return False
    words = _WORD.findall(folded)[1:]
    return all(_NAME_WORD.match(word) or word in allowed for word in words)
