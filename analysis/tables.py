"""Reads CSV, JSON Lines and Parquet into one kind of table, with each record's place in its file.

Nothing is guessed here: every cell of a CSV stays the text that the file prints, so that an
identifier such as ``007`` is not turned into a number. What a column means is `schema`'s business.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.errors import Fault, InputError

SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
SEPARATORS = (",", ";", "\t")
# A cell that a spreadsheet would run is saved behind an apostrophe, and so is one that already
# stands behind apostrophes: taking one off again therefore gives back exactly what was saved.
GUARDED = re.compile(r"'+[=+\-@\t\r]")
_LONGEST_CELL = 2**31 - 1


@dataclass
class Table:
    """Records as read, before anything is known of their meaning.

    Attributes
    ----------
    frame : DataFrame
        One row a record, RangeIndex. From CSV every cell is text.
    rows : list of int
        For each record, where it stands in the file.
    file : str
        The file's name for messages; ``"table"`` for a DataFrame.
    unit : str
        What `rows` counts: ``"line"`` (a record's first line) or ``"record"``.
    faults : list of Fault
        Records that could not be read and are not in `frame`.
    """

    frame: pd.DataFrame
    rows: list[int]
    file: str
    unit: str = "line"
    faults: list[Fault] = field(default_factory=list)

    def fault(self, position: int, column: str, problem: str, remedy: str) -> Fault:
        """Return a fault of the record at a position of `frame`, with its place in the file."""
        return Fault(self.file, self.rows[position], column, problem, remedy, self.unit)


def data_path(name: str) -> Path:
    """Return where a bundled data file stands: in the installed package, else in the repository."""
    installed = Path(__file__).parent / "_data" / name
    return installed if installed.exists() else Path(__file__).parent.parent / "data" / name


def read_table(source: str | Path | pd.DataFrame, *, encoding: str | None = None) -> Table:
    """Read a file by its suffix, or take a DataFrame.

    Parameters
    ----------
    source : path or DataFrame
        ``.csv`` or ``.tsv`` (comma, semicolon or tab, found from the header), ``.jsonl`` or
        ``.ndjson`` (one object a line), ``.parquet``. A DataFrame is copied; its index is dropped.
    encoding : str, optional
        Of a text file; UTF-8, with or without a byte order mark, where not given.

    Raises
    ------
    InputError
        Where the file cannot be read at all. Faults of single records are left in ``faults``.
    """
    if isinstance(source, pd.DataFrame):
        frame = source.reset_index(drop=True)
        return Table(frame, list(range(1, len(frame) + 1)), "table", "record")
    path = Path(source)
    kind = SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise InputError(_unknown_suffix(path))
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise InputError(_missing_file(path)) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}; name a file") from None
    if not raw:
        raise InputError(f"{path}: the file is empty; give one with a header and records")
    if kind == "parquet":
        return _read_parquet(raw, path)
    text = _decode(raw, str(path), encoding)
    if not text.strip():
        raise InputError(f"{path}: the file is empty; give one with a header and records")
    return _read_csv(text, str(path)) if kind == "csv" else _read_jsonl(text, str(path))


def _unknown_suffix(path: Path) -> str:
    advice = {
        ".xlsx": "save the sheet as CSV UTF-8",
        ".xls": "save the sheet as CSV UTF-8",
        ".json": "write one JSON object a line and name the file .jsonl",
    }.get(path.suffix.lower(), "give a .csv, .jsonl or .parquet file")
    return f"{path}: cannot read files of the kind {path.suffix or '(no suffix)'!r}; {advice}"


def _missing_file(path: Path) -> str:
    siblings = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    close = difflib.get_close_matches(path.name, siblings, n=1)
    hint = f"did you mean {close[0]!r}?" if close else "check the path"
    return f"{path}: there is no such file; {hint}"


def _decode(raw: bytes, file: str, encoding: str | None) -> str:
    try:
        text = raw.decode(encoding or "utf-8")
    except LookupError:
        raise InputError(f"{file}: unknown encoding {encoding!r}; try encoding='utf-8'") from None
    except UnicodeDecodeError as error:
        problem, remedy = f"not {encoding}", "leave encoding out, or name the right one"
        if encoding is None:
            problem, remedy = _why_not_utf8(raw)
        fault = Fault(file, raw.count(b"\n", 0, error.start) + 1, "", problem, remedy)
        raise InputError(f"{file}: {problem}: {remedy}", [fault]) from None
    # UTF-16 without a mark is valid UTF-8 with a zero after every ASCII character.
    if encoding is None and len(text) > 8 and not text[1:20:2].strip("\0"):
        raise InputError(f"{file}: looks like UTF-16: save as UTF-8 or pass encoding='utf-16-le'")
    return text.removeprefix("\ufeff")


def _why_not_utf8(raw: bytes) -> tuple[str, str]:
    readable = raw.decode("utf-8", errors="replace")
    damaged = readable.count("\ufffd")
    if sum(not char.isascii() for char in readable) > 2 * damaged:
        return "UTF-8 with damaged bytes", "mend the line below and save as UTF-8"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        guess = "utf-16"
    else:
        # Cyrillic words are runs of high bytes; in Western European text accents stand alone.
        high = len(re.findall(rb"[\x80-\xff]", raw))
        in_runs = sum(len(run) for run in re.findall(rb"[\xa8-\xff]{3,}", raw))
        guess = "cp1251" if in_runs * 2 > high else "cp1252"
    return f"not UTF-8, looks like {guess}", f"save as UTF-8 or pass encoding={guess!r}"


@contextmanager
def _long_cells() -> Iterator[None]:
    """Let csv take cells over its 131,072 characters; the limit is the process's, so restore it."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _read_csv(text: str, file: str) -> Table:
    with _long_cells():
        separator = max(SEPARATORS, key=lambda s: len(_first_record(text, s)))
        (_, header), *records = _csv_records(text, separator, file)
    if isinstance(header, Fault):
        raise InputError(f"{file}: the header cannot be read", [header])
    header = [unguard(name.strip()) for name in header]
    if faults := _header_faults(header, file):
        raise InputError(f"{file}: the header cannot be used", faults)
    cells: list[list[str]] = []
    rows: list[int] = []
    for line, record in records:
        if isinstance(record, Fault):
            faults.append(record)
        elif len(record) == len(header):
            cells.append([unguard(cell) for cell in record])
            rows.append(line)
        else:
            problem = f"has {len(record)} cells, the header has {len(header)}"
            remedy = f"put cells that hold {separator!r} in quotes, or mend the row"
            faults.append(Fault(file, line, "", problem, remedy))
    return Table(pd.DataFrame(cells, columns=header, dtype="str"), rows, file, faults=faults)


def _csv_records(text: str, separator: str, file: str) -> Iterator[tuple[int, list[str] | Fault]]:
    """Yield every record that is not blank with its first line; a broken one as its fault."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader, None)
        except csv.Error as error:
            remedy = "put a cell that holds quotes in quotes and double the inner ones"
            yield line, Fault(file, line, "", f"broken quoting ({error})", remedy)
            continue
        if record is None:
            return
        if record:
            yield line, record


def _first_record(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return []


def _header_faults(header: list[str], file: str) -> list[Fault]:
    faults = []
    for number, name in enumerate(header, start=1):
        if not name:
            remedy = "name it or take it out (pandas: to_csv(index=False))"
            faults.append(Fault(file, 1, "", f"column number {number} has no name", remedy))
        elif name in header[: number - 1]:
            faults.append(Fault(file, 1, name, "the column stands twice", "rename one of them"))
    return faults


def unguard(cell: str) -> str:
    """Take off the apostrophe that saving put before a cell which a spreadsheet would run."""
    return cell[1:] if cell[:1] == "'" and GUARDED.match(cell) else cell


def _read_jsonl(text: str, file: str) -> Table:
    records: list[dict[str, object]] = []
    rows: list[int] = []
    faults: list[Fault] = []
    # Only a line feed ends a line: splitlines() would also cut at U+2028 inside a JSON text.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if "\\u" in line:
                json.dumps(record, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError:
            problem = "holds half of a character (a lone surrogate)"
            faults.append(Fault(file, number, "", problem, "write the whole character"))
            continue
        except (json.JSONDecodeError, RecursionError) as error:
            remedy = "write one whole JSON object a line"
            faults.append(Fault(file, number, "", f"not JSON ({_reason(error)})", remedy))
            continue
        if isinstance(record, dict):
            records.append(record)
            rows.append(number)
        else:
            remedy = 'write {"statement_id": ..., "text": ...}'
            faults.append(Fault(file, number, "", "not a JSON object", remedy))
    return Table(pd.DataFrame.from_records(records), rows, file, faults=faults)


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, character {error.colno}"
    return "nested too deeply"


def _read_parquet(raw: bytes, path: Path) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        frame = pq.read_table(io.BytesIO(raw)).to_pandas().reset_index(drop=True)
    except (pa.ArrowException, OSError):
        raise InputError(f"{path}: not a Parquet file, or a damaged one; save it again") from None
    return Table(frame, list(range(1, len(frame) + 1)), str(path), "record")
