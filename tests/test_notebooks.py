"""The stored notebooks: executed, error-free, short, described, and every one of them tested.

nbval passes a notebook that was stripped of its outputs; these checks do not.
"""

from __future__ import annotations

import ast
import copy
import re
import shlex
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("**/[!.]*.ipynb"))
LONGEST_CELL = 10

DEFINITION = re.compile(r"^\s*(?:async\s+)?(?:def|class)\s", re.MULTILINE)
# A path from the root with two folders or more, or a Windows drive; no address, date or tag.
MACHINE_PATH = re.compile(r"(?<![\w.:/<~-])/(?:[\w.-]+/){2,}|\b[A-Z]:\\\\?\w")
VARYING = re.compile(r"\b0x[0-9a-fA-F]{6,}|\bid=\"T_[0-9a-f]{5}\"|\bT_[0-9a-f]{5}_")


def problems(notebook) -> list[str]:
    """List what keeps a notebook from being stored as it is."""
    found = _format_problems(notebook)
    code = [c for c in notebook.cells if c.cell_type == "code"]
    if not code:
        found.append("holds no code cell")
    counts = [c.execution_count for c in code]
    if counts != list(range(1, len(code) + 1)):
        found.append(f"execution counts {counts}: run all cells in order from a fresh kernel")
    for number, cell in enumerate(code, start=1):
        found += [f"code cell {number}: {p}" for p in _cell_problems(cell)]
    return found


def _format_problems(notebook) -> list[str]:
    found = []
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        found.append(f"no valid notebook: {error.message}")
    if notebook.metadata.get("kernelspec", {}).get("name") != "python3":
        found.append("its kernel is not python3")
    first = notebook.cells[0] if notebook.cells else None
    if first is None or first.cell_type != "markdown" or not first.source.startswith("# "):
        found.append("does not start with a text cell and its title (# ...)")
    return found


def _cell_problems(cell) -> list[str]:
    found = []
    source = cell.source.strip()
    if not source:
        found.append("is empty")
    if len(source.splitlines()) > LONGEST_CELL:
        found.append(f"longer than {LONGEST_CELL} lines: move the work into analysis/")
    if DEFINITION.search(source):
        found.append("defines a function or class: it belongs in analysis/")
    if _shows_something(source) and not cell.outputs:
        found.append("shows something, but no output is stored")
    for output in cell.outputs:
        found += _output_problems(output)
    return found


def _shows_something(source: str) -> bool:
    """Tell whether the last statement is a bare expression, whose value Jupyter shows."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a magic command: nothing to say of it
        return False
    return bool(body) and isinstance(body[-1], ast.Expr)


def _output_problems(output) -> list[str]:
    if output.output_type == "error":
        return [f"stored error {output.ename}"]
    if output.output_type == "stream" and output.name == "stderr":
        return [f"stored warning: {output.text.strip()[:80]}"]
    found = []
    data = output.get("data", {"text/plain": output.get("text", "")})
    for mime in ("image/png", "image/jpeg", "image/svg+xml"):
        if mime in data and not output.metadata.get(mime, {}).get("alt", "").strip():
            found.append(f"{mime} without an alternative text")
    for mime in ("text/plain", "text/html", "text/markdown"):
        text = data.get(mime, "")
        if match := MACHINE_PATH.search(text):
            found.append(f"names a path of one machine: {match[0]}")
        if match := VARYING.search(text):
            found.append(f"holds what changes from run to run: {match[0]}")
    return found


def notebooks_in_make_test(makefile: str, root: Path) -> set[Path]:
    """List the notebooks that `make test` hands to nbval."""
    joined = makefile.replace("\\\n", " ")
    (command,) = [line for line in joined.splitlines() if "--nbval " in line]
    words = shlex.split(command.replace("$", "").strip().lstrip("@"))
    left_out = [w for w in words if re.match(r"-k$|--ignore|--deselect|--nbval-lax", w)]
    assert not left_out, f"make test leaves notebooks out: {left_out}"
    found: set[Path] = set()
    for path in [p for w in words if not w.startswith("-") for p in root.glob(w)]:
        found |= set(path.glob("**/*.ipynb")) if path.is_dir() else {path}
    return found


# ---------------------------------------------------------------------- the project's notebooks


def test_there_are_notebooks():
    assert NOTEBOOKS, "notebooks/ holds none"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_is_fit_to_be_stored(path):
    assert problems(nbformat.read(path, as_version=4)) == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_notebook_is_in_the_test_run(path):
    assert path in notebooks_in_make_test((ROOT / "Makefile").read_text("utf-8"), ROOT)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.name)
def test_links_to_other_notebooks_hold(path):
    text = "\n".join(c.source for c in nbformat.read(path, as_version=4).cells)
    for target in re.findall(r"\]\((?!\w+:)([^)#\s]+)", text):
        assert (path.parent / target).exists(), f"{path.name} links {target}, which is not there"


# ---------------------------------------------------------------------- the checks themselves


def sound():
    chart = new_output(
        "display_data",
        {"image/png": "AAAA", "text/plain": "<Figure size 640x480>"},
        metadata={"image/png": {"alt": "Two dots"}},
    )
    html = {"text/html": "<b>7</b> https://example.org/a/b/c/ on 05/06/07", "text/plain": "7"}
    table = new_output("execute_result", html, execution_count=2)
    made = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            new_markdown_cell("# Title"),
            new_code_cell("import x", execution_count=1),
            new_code_cell("x.y", execution_count=2, outputs=[table]),
            new_code_cell("ax = x.plot()", execution_count=3, outputs=[chart]),
        ],
    )
    return made


def test_sound_notebook_has_no_problems():
    assert problems(sound()) == []


def _strip(made):
    for cell in made.cells[1:]:
        cell.outputs, cell.execution_count = [], None


def _add(output):
    def add(made):
        made.cells[1].outputs = [output]

    return add


def _source(text):
    def put(made):
        made.cells[1].source = text

    return put


BAD = {
    "execution counts": _strip,
    "execution counts [1, 7, 3]": lambda nb: nb.cells[2].update(execution_count=7),
    "no output is stored": lambda nb: nb.cells[2].update(outputs=[]),
    "without an alternative text": lambda nb: nb.cells[3].outputs[0].update(metadata={}),
    "stored error ValueError": _add(
        new_output("error", ename="ValueError", evalue="", traceback=[])
    ),
    "stored warning: careful": _add(new_output("stream", name="stderr", text="careful\n")),
    "path of one machine: /home/me/": _add(new_output("stream", text="in /home/me/x.csv")),
    "path of one machine: C:\\U": _add(new_output("stream", text="in C:\\Users")),
    "from run to run: 0x7f12ab34cd": _add(new_output("stream", text="<X at 0x7f12ab34cd>")),
    'run to run: id="T_3fa9c"': _add(
        new_output("display_data", {"text/html": '<table id="T_3fa9c">'})
    ),
    "longer than 10 lines": _source("x = 1\n" * 11),
    "defines a function or class": _source("if True:\n    def f():\n        pass"),
    "is empty": _source("  \n"),
    "its kernel is not python3": lambda nb: nb.metadata.kernelspec.update(name="conda-env"),
    "does not start with a text cell": lambda nb: nb.cells.pop(0),
    "no valid notebook": lambda nb: nb.cells[0].update(surplus=1),
    "holds no code cell": lambda nb: nb.update(cells=nb.cells[:1]),
}


@pytest.mark.parametrize("expected", BAD)
def test_bad_notebook_is_found_out(expected):
    made = copy.deepcopy(sound())
    BAD[expected](made)
    found = problems(made)
    assert any(expected in p for p in found), found


def test_notebook_outside_the_test_run_is_found_out(tmp_path):
    for name in ("a/1.ipynb", "a/deep/2.ipynb", "b/3.ipynb"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    line = "test:\n\t@$(PY) -m pytest --nbval --nbval-current-env \\\n\t  {}\n"

    def names(arguments):
        return {p.name for p in notebooks_in_make_test(line.format(arguments), tmp_path)}

    assert names("a") == {"1.ipynb", "2.ipynb"}
    assert names("a/1.ipynb b/*.ipynb") == {"1.ipynb", "3.ipynb"}
    with pytest.raises(AssertionError, match="leaves notebooks out"):
        names("a --ignore=a/1.ipynb")
