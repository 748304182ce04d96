"""TOML files that users edit: read whole, with every fault named by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.errors import Fault, InputError


def read_toml(file: Path, *, what: str) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    InputError
        One line: there is no such file, it is not UTF-8, or it is no valid TOML. `what` names its
        kind.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such {what}; check the path") from None
    except UnicodeDecodeError:
        raise InputError(f"{file}: not UTF-8; save the {what} as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: not valid TOML: {error}") from None


class TomlReader:
    """Reads keys and gathers every fault, so that one run shows a user all there is to mend."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault of a key."""
        self.faults.append(Fault(self.file, None, key, problem, remedy))

    def text(self, raw: Mapping[str, Any], key: str, where: str) -> str:
        """Return a text that must be there; empty, with a fault noted, where it is not."""
        value = raw.get(key)
        if isinstance(value, str) and value.strip():
            return value
        problem = "missing key" if value is None else "not a text, or an empty one"
        self.fault(where, problem, f"add {key} = '...'")
        return ""
