"""Execute the notebooks and publish them as an HTML report that opens offline.

Run as ``python -m analysis.publish notebooks --out report``. The stored notebooks stay as they
are; a report is either complete or not replaced.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_MARK = re.compile(r"<meta (?=[^>]*generator)[^>]*Parley")


class PublishError(RuntimeError):
    """A report that could not be made; the message is one line for the user."""


def publish_notebooks(
    notebooks: str | Path,
    out: str | Path,
    *,
    statements: pd.DataFrame | None = None,
    timeout: int = 300,
) -> Path:
    """Execute every notebook of a folder and write the pages and their index.

    Parameters
    ----------
    notebooks : path
        Folder of ``.ipynb`` files; executed in the order of their names, each with that folder as
        its working directory. The files are not changed.
    out : path
        Folder of the report. It is built beside this place and takes it at the end, so that a
        failure leaves an earlier report as it was.
    statements : pandas.DataFrame, optional
        The corpus, whose counts and dates stand at the foot of every page.
    timeout : int
        Seconds that one cell may take.

    Returns
    -------
    pathlib.Path
        The report's ``index.html``.

    Raises
    ------
    PublishError
        No notebook found, a cell failed, a page would ask another host for something, or ``out``
        holds files that are no report.
    """
    from analysis import pages as html

    folder, target = Path(notebooks).resolve(), Path(out).resolve()
    sources = sorted(folder.glob("*.ipynb"))
    if not sources:
        raise PublishError(f"{notebooks}: no notebooks (*.ipynb) found there")
    _check_replaceable(target)
    footer = "" if statements is None else corpus_line(statements)
    executed = {source: execute(source, timeout=timeout) for source in sources}
    pages = {s: html.describe(nb, name=s.stem) for s, nb in executed.items()}
    texts = {"index.html": html.render_index(list(pages.values()), footer=footer)}
    for source, notebook in executed.items():
        texts[pages[source].href] = html.render(
            notebook,
            page=pages[source],
            pages=list(pages.values()),
            footer=footer,
            folder=folder,
        )
    for name, text in texts.items():
        if remote := html.remote_requests(text):
            raise PublishError(
                f"{name}: would load {remote[0]}; embed it, so that the report opens offline"
            )
    _replace(target, texts)
    return target / "index.html"


def execute(path: Path, *, timeout: int = 300) -> Any:
    """Run a notebook in its own folder and return it with fresh outputs.

    Parameters
    ----------
    path : pathlib.Path
        The notebook; read, not written.
    timeout : int
        Seconds that one cell may take.

    Raises
    ------
    PublishError
        The file is no notebook, or a cell failed: names file, cell and error.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises several unrelated kinds for a broken file
        raise PublishError(f"{path.name}: no readable notebook ({_one_line(error)})") from error
    notebook.metadata.pop("widgets", None)  # its page would load the widgets' code from the web
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",  # this very environment, whatever kernel the file names
        record_timing=False,
        store_widget_state=False,  # the pages run no code: they show a widget's picture
        # Without this every kernel warns about its transport, which is local.
        extra_arguments=["--Application.log_level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    with tempfile.TemporaryDirectory(prefix="parley-") as home:
        try:
            client.execute(env=_kernel_environment(Path(home)))
        except (CellControlSignal, DeadKernelError, TimeoutError) as error:
            raise PublishError(_failure(path.name, notebook, error)) from error
    return notebook


def corpus_line(statements: pd.DataFrame) -> str:
    """Say in one sentence how many statements there are, by whom and from when.

    Examples
    --------
    >>> import pandas as pd
    >>> corpus_line(
    ...     pd.DataFrame(
    ...         {"speaker": ["A", "B"], "said_on": pd.to_datetime(["2025-01-02", "2025-03-04"])}
    ...     )
    ... )
    '2 statements: A 1, B 1; said from 2025-01-02 to 2025-03-04.'
    """
    counts = statements["speaker"].value_counts().sort_index()
    ordered = counts.sort_values(ascending=False, kind="stable")
    who = ", ".join(f"{speaker} {n}" for speaker, n in ordered.items())
    dates = statements["said_on"].dropna()
    when = f"; said from {dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else ""
    return f"{len(statements)} statements: {who}{when}."


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis.publish",
        description="Execute the notebooks of a folder and write them as an HTML report.",
    )
    parser.add_argument("notebooks", type=Path, help="folder of .ipynb files (they stay unchanged)")
    parser.add_argument("--out", type=Path, default=Path("report"), help="folder of the report")
    parser.add_argument("--timeout", type=int, default=300, help="seconds that one cell may take")
    args = parser.parse_args(argv)
    from analysis.statements import load_statements

    try:
        index = publish_notebooks(
            args.notebooks, args.out, statements=load_statements(), timeout=args.timeout
        )
    except (PublishError, OSError) as error:
        print(f"parley: {error}", file=sys.stderr)
        return 1
    print(f"Report: {index}")
    return 0


def _kernel_environment(home: Path) -> dict[str, str]:
    """Shut out what the user's own settings would change in a notebook's output."""
    environment = {
        **os.environ,
        "IPYTHONDIR": str(home),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONHASHSEED": "0",
    }
    environment.pop("MATPLOTLIBRC", None)
    environment.pop("PYTHONSTARTUP", None)
    return environment


def _failure(name: str, notebook: Any, error: Exception) -> str:
    """Name notebook, cell and error in one line."""
    code = [c for c in notebook.cells if c.cell_type == "code"]
    failed = [
        (number, cell, output)
        for number, cell in enumerate(code, start=1)
        for output in cell.outputs
        if output.output_type == "error"
    ]
    if not failed:  # the kernel died or a cell ran out of time
        return f"{name}: {_one_line(error)}"
    number, cell, output = failed[-1]
    first = cell.source.strip().split("\n")[0]
    what = _one_line(f"{output.ename}: {output.evalue}")
    return f"{name}: code cell {number} of {len(code)} ({first}) failed: {what}"


def _one_line(message: object) -> str:
    lines = str(message).strip().splitlines() or [type(message).__name__]
    return lines[0][:300]


def _check_replaceable(target: Path) -> None:
    """Refuse to replace a folder that holds anything but an earlier report."""
    if not target.exists():
        return
    if not target.is_dir():
        raise PublishError(f"{target}: is a file; name a folder for the report")
    for entry in target.iterdir():
        if entry.name in (".DS_Store", "Thumbs.db"):  # file managers leave these anywhere
            continue
        page = entry.is_file() and entry.suffix == ".html"
        if not page or not _MARK.search(entry.read_text("utf-8", errors="replace")):
            raise PublishError(
                f"{target}: holds {entry.name}, which is no page of a report; "
                "name another folder, or empty this one"
            )


def _replace(target: Path, texts: dict[str, str]) -> None:
    """Write the pages beside the target and put them in its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
        fresh, old = Path(scratch, "new"), Path(scratch, "old")
        fresh.mkdir()
        for name, text in texts.items():
            (fresh / name).write_text(text, encoding="utf-8", newline="\n")
        if target.exists():
            shutil.move(target, old)
        shutil.move(fresh, target)


if __name__ == "__main__":
    sys.exit(main())
