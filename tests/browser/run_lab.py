"""Every notebook in a real JupyterLab in a real Chromium: opened, cleared, Run All, looked at.

Started by `make browser-test`; not part of the ordinary test run. Works on a copy of the notebooks,
because JupyterLab saves what it opens. Pictures of what a reader sees stay in the output folder.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from drive_explorer import drive
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Scripts in a statement's text must be shown, never run: each sets this if it runs.
HOSTILE = "<script>window.__ran=1</script><img src=x onerror=window.__ran=1> A good and fair deal"
EXPLORER = "07_explorer"
CLEAR = "jupyterapp.commands.execute('notebook:clear-all-cell-outputs')"
# The model, not the page: JupyterLab draws only the cells in view.
STATE = """() => {
  const widget = window.jupyterapp?.shell.currentWidget;
  const kernel = widget?.sessionContext?.session?.kernel;
  if (!kernel || !widget.context?.model) return null;
  return {status: kernel.status, notebook: widget.context.model.toJSON()};
}"""


class Outcome(NamedTuple):
    """What became of one notebook; `problem` is empty where all is well."""

    name: str
    cells: int
    figures: int
    expected: int
    seconds: float
    problem: str


def find_chromium() -> str:
    """Path of an installed Chromium; installs Debian's where allowed, else ends with one line."""
    named = os.environ.get("CHROMIUM")
    if named:
        if path := shutil.which(named):
            return path
        sys.exit(f"browser-test: CHROMIUM={named} is no program that can be run")
    if path := next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None):
        return path
    allowed = os.environ.get("CI") == "true" or os.environ.get("INSTALL") == "1"
    if allowed and shutil.which("apt-get") and os.geteuid() == 0:
        print("browser-test: installing Debian's chromium ...", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], check=True, **quiet)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(install, check=True, **quiet)
        if path := shutil.which("chromium"):
            return path
    sys.exit(
        "browser-test: no Chromium found; install one (Debian: apt-get install chromium) "
        "or name one with CHROMIUM=/path/to/chromium"
    )


@contextmanager
def jupyterlab(folder: Path) -> Iterator[tuple[str, str]]:
    """Serve a folder with JupyterLab under settings of its own; yields (address, token)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}"
    home = folder.parent / "home"
    places = {
        name: str(home / name.lower())
        for name in (
            "JUPYTER_CONFIG_DIR",
            "JUPYTER_DATA_DIR",
            "JUPYTER_RUNTIME_DIR",
            "IPYTHONDIR",
            "JUPYTERLAB_SETTINGS_DIR",
            "JUPYTERLAB_WORKSPACES_DIR",
        )
    }
    news = Path(places["JUPYTERLAB_SETTINGS_DIR"], "@jupyterlab/apputils-extension")
    news.mkdir(parents=True)
    (news / "notification.jupyterlab-settings").write_text(
        '{"fetchNews": "false", "checkForUpdates": false}'
    )
    command = [
        sys.executable,
        *("-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1"),
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={folder}",
        "--LabApp.expose_app_in_browser=True",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = home / "jupyterlab.log"
    with log.open("w") as sink:
        server = subprocess.Popen(
            command, stdout=sink, stderr=sink, stdin=subprocess.DEVNULL, env=os.environ | places
        )
        try:
            _wait_for_server(server, f"{address}/api/status?token={token}", log)
            yield address, token
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for_server(server: subprocess.Popen[bytes], status: str, log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(status, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    raise RuntimeError(f"JupyterLab did not start:\n{tail}")


def run_notebook(page: Page, address: str, token: str, name: str, timeout: float) -> Any:
    """Open a notebook, clear it, Run All, wait; returns the notebook as the browser holds it."""
    page.goto(f"{address}/lab/tree/{name}?token={token}&reset", timeout=60_000)
    page.wait_for_selector("#jupyterlab-splash", state="detached", timeout=60_000)
    shown = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell"
    page.wait_for_selector(f".jp-Dialog, {shown}", timeout=60_000)
    if page.locator(".jp-Dialog").count():
        raise RuntimeError(f"JupyterLab says: {page.locator('.jp-Dialog').inner_text()[:200]}")
    _wait_until(page, lambda s: s["status"] == "idle", 60, "kernel not ready")
    # Stored outputs would pass for fresh ones.
    page.evaluate(CLEAR)
    _wait_until(page, lambda s: not any(map(_ran, _code(s))), 10, "outputs were not cleared")
    page.click(".lm-MenuBar-item:has-text('Run')")
    page.click(".lm-Menu-item[data-command='runmenu:run-all']")
    state = _wait_until(page, _finished, timeout, "not finished")
    notebook = nbformat.from_dict(state["notebook"])
    for cell in notebook.cells:
        if cell.get("attachments", ...) is None:  # as JupyterLab says "none"; the format does not
            del cell["attachments"]
    return notebook


def _code(state: Any) -> list[Any]:
    cells = state["notebook"]["cells"]
    return [c for c in cells if c["cell_type"] == "code" and "".join(c["source"]).strip()]


def _ran(cell: Any) -> bool:
    return bool(cell["execution_count"] or cell["outputs"])


def _finished(state: Any) -> bool:
    """Idle with every cell executed; Run All stops at the first error."""
    code = _code(state)
    failed = any(o["output_type"] == "error" for c in code for o in c["outputs"])
    return state["status"] == "idle" and (failed or all(c["execution_count"] for c in code))


def _wait_until(page: Page, condition: Any, seconds: float, complaint: str) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        state = page.evaluate(STATE)
        if state and condition(state):
            return state
        time.sleep(0.15)
    raise RuntimeError(f"{complaint} after {seconds:.0f} s")


def figures(notebook: Any) -> int:
    """Count the pictures in a notebook's outputs."""
    return sum(
        "image/png" in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def judge(notebook: Any, expected: int) -> str:
    """Say what is wrong with an executed notebook, or nothing."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                return f"{output['ename']}: {output['evalue']}"[:120]
    drawn = figures(notebook)
    return f"{drawn} figures drawn, {expected} expected" if drawn < expected else ""


def picture(page: Page, notebook: Any, name: str, out: Path) -> None:
    """Keep one full-length picture of the executed notebook."""
    from analysis import pages

    about = pages.describe(notebook, name=name)
    html = pages.render(notebook, page=about, pages=[about], footer="", folder=out)
    source = out / f"{name}.html"
    source.write_text(html, encoding="utf-8")
    page.goto(source.as_uri())
    page.screenshot(path=out / f"{name}.png", full_page=True)
    source.unlink()


def check_notebook(
    browser: Any, lab: tuple[str, str], folder: Path, name: str, out: Path, timeout: float
) -> Outcome:
    """Run one notebook in a fresh browser window and judge what came of it."""
    stored = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    expected, start = figures(stored), time.monotonic()
    cells = sum(c.cell_type == "code" for c in stored.cells)
    page = browser.new_page(viewport={"width": 1300, "height": 1000})
    drawn = 0
    try:
        executed = run_notebook(page, *lab, f"{name}.ipynb", timeout)
        seconds = time.monotonic() - start
        problem, drawn = judge(executed, expected), figures(executed)
        page.wait_for_timeout(300)  # the last picture is still being laid out
        if page.evaluate("() => window.__ran !== undefined"):
            problem = problem or "a script inside a statement's text ran"
        page.screenshot(path=out / f"{name}-lab.png")
        if name == EXPLORER and not problem:
            drive(page, folder, out)
        picture(page, executed, name, out)
    except (BrowserError, RuntimeError) as error:
        seconds = time.monotonic() - start
        problem = str(error).splitlines()[0][:200]
        page.screenshot(path=out / f"{name}-failed.png")
    finally:
        page.close()
    return Outcome(name, cells, drawn, expected, seconds, problem)


def check_report(browser: Any, index: Path, out: Path) -> Outcome:
    """Open every page of the report from the disk; nothing but its own files may be asked for."""
    start, asked, complaints = time.monotonic(), [], []
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    sources = [index, *sorted(p for p in index.parent.glob("*.html") if p != index)]
    for source in sources:
        page.goto(source.as_uri())
        broken = page.evaluate(
            "() => [...document.images].filter(i => !i.complete || !i.naturalWidth).length"
        )
        if broken:
            complaints.append(f"{source.name}: {broken} broken pictures")
        page.screenshot(path=out / f"report-{source.stem}.png", full_page=True)
    page.close()
    complaints += [f"asks for {url}" for url in asked if not url.startswith(("file:", "data:"))]
    problem = "; ".join(complaints)[:200]
    name = f"report ({len(sources)} pages)"
    return Outcome(name, 0, 0, 0, time.monotonic() - start, problem)


def hostile_notebook() -> Any:
    """Show a statement that holds scripts in the ways that the notebooks show statements."""
    row = {"statement_id": "h1", "speaker": "Zelensky", "text": HOSTILE, "quote": HOSTILE}
    return new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
        cells=[
            new_markdown_cell("# A statement that holds scripts"),
            new_code_cell(f"import pandas as pd\ntable = pd.DataFrame([{row!r}])\ntable"),
            new_code_cell("from analysis import score_sentiment, show_evidence"),
            new_code_cell("scored = score_sentiment(table)\nscored"),
            new_code_cell("show_evidence(scored)"),
            new_code_cell(
                "from analysis import explore\n"
                "explore(table.assign(speaker=table['text'], occasion=table['text']))"
            ),
        ],
    )


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notebooks", type=Path, default=ROOT / "notebooks")
    parser.add_argument("--report", type=Path, default=ROOT / "report" / "index.html")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "browser")
    parser.add_argument("--timeout", type=float, default=120, help="seconds a notebook may take")
    args = parser.parse_args(argv)
    chromium = find_chromium()
    names = [p.stem for p in sorted(args.notebooks.glob("*.ipynb"))]
    if not names:
        sys.exit(f"browser-test: {args.notebooks} holds no notebooks")
    out = args.out.resolve()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="parley-lab-", ignore_cleanup_errors=True) as scratch:
        folder = Path(scratch, "project", "notebooks")
        kept_out = shutil.ignore_patterns(".*")
        shutil.copytree(args.notebooks, folder, ignore=kept_out)
        shutil.copytree(ROOT / "data", folder.parent / "data", ignore=kept_out)
        nbformat.write(hostile_notebook(), folder / "hostile.ipynb")
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium, args=CHROMIUM_OPTIONS)
            with jupyterlab(folder) as lab:
                for name in [*names, "hostile"]:
                    outcomes.append(check_notebook(browser, lab, folder, name, out, args.timeout))
                    _tell(outcomes[-1])
            if args.report.exists():
                outcomes.append(check_report(browser, args.report.resolve(), out))
                _tell(outcomes[-1])
            else:
                print("report: not looked at (make report writes it)")
            browser.close()
    failed = sum(bool(o.problem) for o in outcomes)
    print(f"Pictures: {out}")
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _tell(outcome: Outcome) -> None:
    drawn = f"{outcome.figures} of {outcome.expected} figures"
    line = f"{outcome.name:<22} {outcome.cells:>3} cells  {drawn:<18} {outcome.seconds:6.1f} s  "
    print(line + (f"FAILED: {outcome.problem}" if outcome.problem else "ok"), flush=True)


if __name__ == "__main__":
    sys.exit(main())
