"""Finds the files that hold articles and reads each into raw records, or says why it cannot."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

import pandas as pd

from analysis.article_html import parse_html
from analysis.article_text import decode, detect_encoding, parse_text
from analysis.errors import Fault, InputError
from analysis.schema import Column, check_table
from analysis.tables import SUFFIXES, Table, read_table

TEXT_SUFFIXES = (".txt", ".text")
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
READABLE = (*TEXT_SUFFIXES, *PAGE_SUFFIXES, *SUFFIXES)

# What may well be an article, but in a kind of file that is not read; anything else in a folder
# (images, notes, code) is passed over without a word.
_OTHER_DOCUMENTS = {
    ".pdf": "save its text as .txt",
    ".doc": "save it as plain text (.txt)",
    ".docx": "save it as plain text (.txt)",
    ".odt": "save it as plain text (.txt)",
    ".rtf": "save it as plain text (.txt)",
    ".epub": "save its text as .txt",
    ".mhtml": "save the page as .html",
    ".json": "write one JSON object a line and name the file .jsonl",
    ".xlsx": "save the sheet as CSV UTF-8",
    ".xls": "save the sheet as CSV UTF-8",
}

SYNONYMS = {
    "article_id": ("id", "doc_id", "document_id", "uid"),
    "published": ("date", "published_at", "publishedat", "published_on", "publish_date",
                  "published_date", "date_published", "datepublished", "publication_date",
                  "pub_date", "pubdate"),
    "title": ("headline",),
    "text": ("body", "content", "article", "article_text", "full_text", "fulltext", "maintext"),
    "publisher": ("source", "outlet", "site", "sitename", "site_name", "source_name"),
    "url": ("link", "source_url", "web_url"),
    "language": ("lang",),
}  # fmt: skip
"""Other names of the columns; upper case, spaces and hyphens do not matter."""

_COLUMNS = (
    Column("article_id", "label"),
    Column("published", "label"),
    Column("title", "label"),
    Column("text", required=True),
    Column("publisher", "label"),
    Column("url", "label"),
    Column("language", "label"),
)


class ArticleFile(NamedTuple):
    """A file to read: where it is, how the caller named it and its stable name for identifiers."""

    path: Path
    shown: str
    name: str


class Record(NamedTuple):
    """One article as read, nothing checked: `fields` as printed, paragraphs not yet cleaned."""

    article_id: str
    own_id: bool
    fields: dict[str, str]
    text: str | list[str]
    extra: dict[str, object]
    fault: Fault
    """The place in the file, for messages about this record."""


def list_files(paths: Sequence[str | Path]) -> tuple[list[ArticleFile], list[Fault]]:
    """List the files to read below some paths, in a fixed order, each once.

    Folders are searched through, in the order of the names of their files; names that begin with a
    dot are skipped. An article's identifier comes from the file's path below the one folder that
    is given, or below the nearest folder that holds all that is given, with forward slashes.

    Raises
    ------
    InputError
        A path that does not exist, or a file of a kind that is not read.
    """
    # Not resolve(): an article behind a link keeps the name that the user gave it.
    roots = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    homes = [root if root.is_dir() else root.parent for root in roots]
    if len({home.anchor for home in homes}) > 1:
        raise InputError("the paths are on different drives; read them one by one")
    base = Path(os.path.commonpath(homes)) if homes else Path()
    files: dict[Path, ArticleFile] = {}
    faults = []
    for given, root in zip(paths, roots, strict=True):
        if not root.exists():
            raise InputError(f"{given}: there is no such file or folder; check the path")
        if root.is_dir():
            found = [(path, str(Path(given) / path.relative_to(root))) for path in _below(root)]
        else:
            if root.suffix.lower() not in READABLE:
                remedy = _OTHER_DOCUMENTS.get(root.suffix.lower(), f"give {_kinds()}")
                raise InputError(f"{given}: cannot read this kind of file; {remedy}")
            found = [(root, str(given))]
        for path, shown in found:
            suffix = path.suffix.lower()
            if suffix in READABLE:
                name = PurePath(os.path.relpath(path, base)).as_posix()
                files.setdefault(path, ArticleFile(path, shown, name))
            elif suffix in _OTHER_DOCUMENTS:
                problem = "cannot read this kind of file"
                faults.append(Fault(shown, None, "", problem, _OTHER_DOCUMENTS[suffix]))
    return list(files.values()), faults


def _kinds() -> str:
    return f"{', '.join(READABLE[:-1])} or {READABLE[-1]}"


def _below(folder: Path) -> Iterator[Path]:
    found = [path for path in folder.rglob("*") if path.is_file()]
    visible = [p for p in found if not any(x.startswith(".") for x in p.relative_to(folder).parts)]
    return iter(sorted(visible, key=lambda path: path.relative_to(folder).as_posix()))


def read_file(file: ArticleFile) -> tuple[list[Record], list[Fault]]:
    """Read one file into its records; what cannot be read is a fault instead."""
    if file.path.suffix.lower() in SUFFIXES:
        try:
            encoding = None
            if SUFFIXES[file.path.suffix.lower()] != "parquet":
                raw = file.path.read_bytes()
                if not raw.strip():
                    return [], [Fault(file.shown, None, "", "is empty", "fill it or take it away")]
                encoding = detect_encoding(raw)
            table = read_table(file.path, encoding=encoding)
        except InputError as error:
            problem = error.message.removeprefix(f"{file.path}: ")
            named = [fault._replace(file=file.shown) for fault in error.faults]
            return [], named or [Fault(file.shown, None, "", problem, "")]
        except OSError as error:
            return [], [_unreadable(file, error)]
        except ValueError as error:
            return [], [Fault(file.shown, None, "", str(error), "save it again as UTF-8")]
        table.file = file.shown
        table.faults = [fault._replace(file=file.shown) for fault in table.faults]
        return read_records(table, file.name)
    is_page = file.path.suffix.lower() in PAGE_SUFFIXES
    try:
        raw = file.path.read_bytes()
        if not raw.strip():
            return [], [Fault(file.shown, None, "", "is empty", "fill it or take it away")]
        parsed = parse_html(raw) if is_page else parse_text(decode(raw))
    except OSError as error:
        return [], [_unreadable(file, error)]
    except ValueError as error:
        remedy = "save the page's text as .txt" if is_page else "save it again as UTF-8 text"
        return [], [Fault(file.shown, None, "", str(error), remedy)]
    place = Fault(file.shown, None, "", "", "")
    return [Record(file.name, False, parsed.fields, parsed.paragraphs, {}, place)], []


def _unreadable(file: ArticleFile, error: OSError) -> Fault:
    return Fault(file.shown, None, "", f"cannot be read: {error.strerror}", "check it")


def read_records(table: Table, name: str) -> tuple[list[Record], list[Fault]]:
    """Turn a table into records under the columns' own names; other columns go along.

    A record without an identifier of its own gets ``name#3``, where 3 counts the file's records.
    """
    renamed = _rename(table.frame)
    frame, faults = check_table(
        Table(renamed, table.rows, table.file, table.unit, table.faults), _COLUMNS
    )
    if "text" not in frame:
        return [], faults
    known = [column.name for column in _COLUMNS]
    extras = [str(column) for column in frame if column not in known]
    records = []
    for position, row in enumerate(frame.to_dict("records")):
        own = row["article_id"]
        fields = {key: row[key] for key in known if key not in ("article_id", "text")}
        extra = {key: row[key] for key in extras}
        place = table.fault(position, "", "", "")
        identity = own or f"{name}#{position + 1}"
        records.append(Record(identity, bool(own), fields, row["text"], extra, place))
    return records, faults


def _rename(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the columns their names here, and take the name out of a publisher that is a record."""
    folded = {str(c).strip().lower().replace(" ", "_").replace("-", "_"): c for c in frame.columns}
    names = {}
    for wanted, others in SYNONYMS.items():
        found = next((folded[name] for name in (wanted, *others) if name in folded), None)
        if found is not None:
            names[found] = wanted
    renamed = frame.rename(columns=names)
    if "publisher" in renamed and renamed["publisher"].map(lambda v: isinstance(v, dict)).any():
        printed = [v.get("name") if isinstance(v, dict) else v for v in renamed["publisher"]]
        renamed = renamed.assign(publisher=pd.Series(printed, index=renamed.index, dtype="object"))
    if "published" in renamed and pd.api.types.is_datetime64_any_dtype(renamed["published"].dtype):
        # The day as the clock of the place showed it: a time zone must not move it.
        days = renamed["published"].dt.tz_localize(None).dt.strftime("%Y-%m-%d")
        renamed = renamed.assign(published=days)
    return renamed
