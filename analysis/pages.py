"""Executed notebooks as web pages that ask no other host for anything."""

from __future__ import annotations

import base64
import re
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbconvert import HTMLExporter
from nbconvert.filters import markdown2html
from traitlets.config import Config

from analysis.offline import remote_requests

__all__ = ["Chart", "Page", "describe", "remote_requests", "render", "render_index"]

_TEMPLATES = Path(__file__).parent / "templates"

# Best form first. Scripts and widgets are left out: the pages run no code.
_SHOWN = [
    "text/html",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/markdown",
    "text/latex",
    "text/plain",
]


class Chart(NamedTuple):
    """A picture as a data address, and what it shows in words."""

    source: str
    alt: str


class Page(NamedTuple):
    """What the report's front page says of one notebook."""

    href: str
    title: str
    finding: str
    chart: Chart | None


def describe(notebook: Any, *, name: str) -> Page:
    """Pick title, first finding and first chart of an executed notebook.

    The title is the first heading; the finding is the first paragraph or list item under the
    first heading that says "finding", else the notebook's first paragraph.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed notebook.
    name : str
        Its file name without the extension.
    """
    text = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    soup = BeautifulSoup(str(markdown2html(text)), "html.parser")
    for anchor in soup.select("a.anchor-link"):
        anchor.decompose()
    headings = soup.find_all(["h1", "h2", "h3", "h4"])
    title = headings[0].get_text(" ", strip=True) if headings else name
    about = next((h for h in headings if "finding" in h.get_text().lower()), None)
    first = about.find_next(["p", "li"]) if about is not None else None
    first = first or soup.find("p")
    finding = " ".join(first.get_text().split()) if first is not None else ""
    return Page(f"{name}.html", title, finding, _first_chart(notebook))


def render(notebook: Any, *, page: Page, pages: list[Page], footer: str, folder: Path) -> str:
    """Turn an executed notebook into one self-contained HTML page.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        The executed notebook; not changed.
    page, pages : Page, list of Page
        Its own description and those of all notebooks of the report, for the links between them.
    footer : str
        Plain text for the foot of the page.
    folder : pathlib.Path
        Where the notebook stands: local pictures are read from there and embedded.
    """
    config = Config()
    config.CSSHTMLHeaderPreprocessor.style = "default"
    config.NbConvertBase.display_data_priority = _SHOWN
    exporter = HTMLExporter(
        config=config,
        extra_loaders=[FileSystemLoader(_TEMPLATES)],
        template_file="notebook.html.j2",
        embed_images=True,
        filters={"image_tag": _image_tag},
    )
    links = [{"href": p.href, "title": p.title, "current": p.href == page.href} for p in pages]
    resources = {
        "metadata": {"name": page.title, "path": str(folder)},
        "page": {"title": page.title, "links": links, "css": _css(), "footer": footer},
    }
    html, _ = exporter.from_notebook_node(notebook, resources=resources)
    return _link_pages(html, {p.href for p in pages})


def render_index(pages: list[Page], *, footer: str) -> str:
    """Write the report's front page: one card per notebook."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    template = environment.get_template("index.html.j2")
    return template.render(pages=pages, footer=footer, css=_css()) + "\n"


def _css() -> str:
    return (_TEMPLATES / "report.css").read_text(encoding="utf-8")


def _data_address(data: Any, mime: str) -> str:
    payload = data[mime]
    if mime == "image/svg+xml":
        payload = base64.b64encode(payload.encode("utf-8")).decode("ascii")
    return f"data:{mime};base64,{''.join(payload.split())}"


def _alt(output: Any, mime: str) -> str:
    return str(output.metadata.get(mime, {}).get("alt") or output.metadata.get("alt") or "")


def _image_tag(output: Any, mime: str) -> str:
    width = output.metadata.get(mime, {}).get("width")
    size = f' width="{int(width)}"' if width else ""
    alt = escape(_alt(output, mime))
    return f'<img src="{escape(_data_address(output.data, mime))}" alt="{alt}"{size}>'


def _first_chart(notebook: Any) -> Chart | None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for mime in ("image/png", "image/svg+xml"):
                if mime in output.get("data", {}):
                    return Chart(_data_address(output.data, mime), _alt(output, mime))
    return None


def _link_pages(html: str, published: set[str]) -> str:
    """Point links at another notebook to its page, where the report holds one."""

    def point(match: re.Match[str]) -> str:
        target = f"{match['name']}.html"
        if target not in published:
            return match[0]
        return f'href="{target}{match["anchor"] or ""}"'

    return re.sub(r'href="(?:\./)?(?P<name>[^"/#?:]+)\.ipynb(?P<anchor>#[^"]*)?"', point, html)
