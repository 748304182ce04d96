"""Attribution: quality and speed beside named peers. ``python -m benchmarks.attribution PATH``.

PATH is a folder of JSONL files named ``*.dev.jsonl`` (or one such file): one article a line with
``doc_id``, ``text`` and ``attributions`` (``source``, ``cue``, ``content`` as lists of [start,
end]). The corpora do not come with the project; their articles belong to their publishers.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.attribution_names import names_right
from benchmarks.attribution_score import KINDS, count, interval, rates, total

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.attribution.spans import Attribution

WORDS = 780
"""Words of an article, for articles a second."""

PEERS = [
    # system, set, full F1, content partial F1, recall of direct, speaker accuracy, articles/s
    ("regular expressions", "polnear", "32.9", "48.0", "64", "68", "510"),
    ("textacy 0.13, given parses", "polnear", "-", "28.5", "-", "90", "35 + a parse"),
    ("Gender Gap Tracker, given parses", "polnear", "41.0", "50.9", "62", "81", "142 + a parse"),
    ("conditional random fields", "polnear", "64.1", "70.6", "-", "92", "8"),
    ("one annotator against another", "polnear", "74.5", "79.5", "97", "95", "-"),
    ("regular expressions", "gum", "30.6", "51.8", "-", "-", "510"),
]
"""Figures of others on the same articles, measured once with the same definitions."""

_LOAD = """
import resource, sys, time
start = time.perf_counter()
from analysis.attribution.engine import propose
propose("He said yes.")
load = time.perf_counter() - start
text = open(sys.argv[1], encoding="utf-8").read()
propose(text)
print(load, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def read(path: Path) -> list[dict[str, Any]]:
    """Articles of one file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def predict(
    records: list[dict[str, Any]], attribute: Callable[[str], list[Attribution]]
) -> tuple[list[list[dict[str, Any]]], float]:
    """Attributions of each article and processor seconds for a thousand words."""
    attribute(records[0]["text"])
    start = time.process_time()
    found = [attribute(r["text"]) for r in records]
    seconds = time.process_time() - start
    words = sum(len(r["text"].split()) for r in records)
    # What nobody is said to have said (an unattributed quotation) is not an attribution.
    plain = [
        [
            {"source": a.source, "cue": a.cue, "content": a.content}
            for a in each
            if a.cue or a.source
        ]
        for each in found
    ]
    return plain, 1000 * seconds / words


def load_and_memory(text: str) -> tuple[float, float]:
    """Seconds from import to the first answer and peak megabytes, in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(text, encoding="utf-8")
        out = subprocess.run(
            [sys.executable, "-c", _LOAD, str(path)], capture_output=True, text=True, check=True
        )
    load, peak = map(float, out.stdout.split())
    return load, peak


def show_scale(attribute: Callable[[str], list[Attribution]], text: str, largest: int) -> None:
    """Time a character from 1 KB up."""
    print("\ncharacters   seconds   microseconds a character")
    size = 1000
    while size <= largest:
        long = (text * (size // len(text) + 1))[:size]
        start = time.process_time()
        attribute(long)
        seconds = time.process_time() - start
        print(f"{size:10,d} {seconds:9.2f} {1e6 * seconds / size:9.1f}", flush=True)
        size *= 5 if str(size).startswith("1") else 2


def show(path: Path, attribute: Callable[[str], list[Attribution]], kinds: bool) -> None:
    """Quality and speed on one file, beside the peers."""
    records = read(path)
    found, seconds = predict(records, attribute)
    counts = [count(r["text"], r["attributions"], f) for r, f in zip(records, found, strict=True)]
    c = total(counts)
    head = ("system", "full F1", "content F1", "direct R", "speaker", "articles/s")
    print(f"\n{path.name}: {len(records)} articles, {c['full + cue', 'all', 'gold']} attributions")
    print(f"{head[0]:36}{head[1]:>18}{head[2]:>18}{head[3]:>18}{head[4]:>18}{head[5]:>16}")
    cells = []
    for measure, kind, part in (
        ("full attribution", "all", 2), ("content partial", "all", 2),
        ("full attribution", "direct", 1), ("speaker accuracy", "all", 0),
    ):  # fmt: skip
        value = rates(c, measure, kind)[part]
        low, high = interval(counts, measure, kind=kind, part=part)
        cells.append(f"{value:.1f} ({low:.1f}-{high:.1f})")
    speed = 1000 / (seconds * WORDS)
    print(f"{'this engine':36}" + "".join(f"{x:>18}" for x in cells) + f"{speed:>16.1f}")
    for name, where, *figures, pace in PEERS:
        if path.name.startswith(where):
            print(f"{name:36}" + "".join(f"{x:>18}" for x in figures) + f"{pace:>16}")
    named = names_right(records, found)
    if named.named:
        print(
            f"    canonical speaker right: {named.right} of {named.found} named speakers whose "
            f"content was found (by the gold name alone {named.strict}); {named.named} are named"
        )
    if kinds:
        for kind in KINDS:
            p, r, f = rates(c, "full attribution", kind)
            print(f"    full, {kind:10} P {p:.1f}  R {r:.1f}  F1 {f:.1f}")
        for role in ("strict source", "strict cue", "strict content", "content exact"):
            p, r, f = rates(c, role)
            print(f"    {role:16} P {p:.1f}  R {r:.1f}  F1 {f:.1f}")
        p, r, _ = rates(c, "full attribution")
        print(f"    at the default threshold: precision {p:.1f}, recall {r:.1f}")


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument(
        "--engine", action="store_true", help="the encoder alone, without the rules"
    )
    parser.add_argument(
        "--scale", type=int, default=0, metavar="N", help="time texts up to N letters"
    )
    args = parser.parse_args()
    attribute: Callable[[str], list[Attribution]]
    if args.engine:
        from analysis.attribution.engine import propose

        attribute = propose
    else:
        from analysis import attribution

        attribute = attribution.attribute
    files = sorted(args.path.glob("*.dev.jsonl")) if args.path.is_dir() else [args.path]
    if not files:
        print(f"{args.path}: no *.dev.jsonl there", file=sys.stderr)
        return 2
    for path in files:
        show(path, attribute, kinds=True)
    text = read(files[-1])[0]["text"]
    load, peak = load_and_memory(text)
    print(f"\nimport and first answer {load:.2f} s, peak memory {peak:.0f} MB")
    if args.scale:
        show_scale(attribute, text, args.scale)
    return 0


if __name__ == "__main__":
    sys.exit(main())
