"""Writes tables to CSV, JSON Lines and Parquet: whole or not at all, and safe in a spreadsheet."""

from __future__ import annotations

import io
import json
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.tables import SUFFIXES

_RUNS = re.compile(r"'*[=+\-@\t\r]")
_NEEDS_QUOTES = re.compile(r'[",;\r\n\t]|^\s|\s$')


def write_table(frame: pd.DataFrame, path: str | Path) -> None:
    """Write a table as CSV, JSON Lines or Parquet, by the suffix.

    CSV is UTF-8 with commas and line feeds, quoted by RFC 4180. A text cell that a spreadsheet
    would take for a formula (it starts with ``=``, ``+``, ``-``, ``@``, tab or carriage return,
    or with apostrophes before one of these) gets one apostrophe before it, which
    `tables.read_table` takes off again; numbers are left as they are. Lists are written as JSON.
    The index is not written.

    Raises
    ------
    InputError
        Unknown suffix, missing folder, or a column that the format cannot hold.
    """
    target = Path(path)
    kind = SUFFIXES.get(target.suffix.lower())
    if kind is None:
        raise InputError(f"{target}: cannot write this kind; name it .csv, .jsonl or .parquet")
    if not target.parent.is_dir():
        raise InputError(f"{target}: there is no folder {target.parent}; make it first")
    if kind == "parquet":
        content = _parquet(frame, target)
    else:
        separator = "\t" if target.suffix.lower() == ".tsv" else ","
        try:
            text = csv_text(frame, separator=separator) if kind == "csv" else _jsonl_text(frame)
            content = text.encode("utf-8")
        except ValueError as error:
            # Half of a surrogate pair, or an infinity, which JSON does not know.
            raise InputError(f"{target}: a cell cannot be written ({error}); mend it") from None
    write_atomically(target, content)


def write_atomically(path: Path, content: bytes) -> None:
    """Write beside the target and move into place, so that no reader meets half a file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def csv_text(frame: pd.DataFrame, *, separator: str = ",") -> str:
    """Return a table as the text of a CSV file, guarded as `write_table` says."""
    columns = [[_csv_cell(value) for value in frame.iloc[:, i]] for i in range(frame.shape[1])]
    lines = [separator.join(_csv_cell(str(name)) for name in frame.columns)]
    # Quotes, since a record of one empty cell would otherwise be a blank line.
    lines += [separator.join(cells) or '""' for cells in zip(*columns, strict=True)]
    return "\n".join(lines) + "\n"


def guard(cell: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula."""
    return "'" + cell if _RUNS.match(cell) else cell


def _csv_cell(value: object) -> str:
    # The csv module of Python before 3.13 leaves a lone carriage return unquoted, which breaks
    # the row in two on reading; hence the two lines of quoting here.
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, (list, dict)):
        plain = json.dumps(plain, ensure_ascii=False)
    text = guard(plain) if isinstance(plain, str) else str(plain)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def plain_value(value: object) -> object:
    """Return a cell as what JSON knows: None, bool, int, float, str, list or dict.

    Missing values are None; a named tuple becomes a dict, a date its ISO day.
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, (bool, int)):
        return value
    if isinstance(value, pd.Timestamp):
        midnight = value == value.normalize() and value.tz is None
        return value.date().isoformat() if midnight else value.isoformat()
    if hasattr(value, "_asdict"):
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): plain_value(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain_value(inner) for inner in value]
    return str(value)


def _jsonl_text(frame: pd.DataFrame) -> str:
    names = [str(name) for name in frame.columns]
    columns = [[plain_value(value) for value in frame.iloc[:, i]] for i in range(len(names))]
    records = (dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True))
    return "".join(json.dumps(r, ensure_ascii=False, allow_nan=False) + "\n" for r in records)


def _parquet(frame: pd.DataFrame, target: Path) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = []
    for name, column in frame.items():
        nested = column.map(lambda v: isinstance(v, (list, tuple, dict, np.ndarray))).any()
        values = [plain_value(value) for value in column] if nested else column
        try:
            arrays.append(pa.array(values, from_pandas=True))
        except pa.ArrowException as error:
            reason = str(error).splitlines()[0]
            raise InputError(
                f"{target}: Parquet cannot hold column {str(name)!r}: {reason}; make it one kind"
            ) from None
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays, names=[str(name) for name in frame.columns]), buffer)
    return buffer.getvalue()
