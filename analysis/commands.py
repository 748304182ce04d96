"""The command line: ``python -m analysis extract | score | report``.

Exit codes: 0 fine; 1 finished, but something was rejected or nothing was found; 2 the command or
its input cannot be used, and nothing was written.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from analysis.errors import InputError

FINE, INCOMPLETE, UNUSABLE, INTERRUPTED = 0, 1, 2, 130

_EXTRACT = """\
examples:
  python -m analysis extract articles/ --out statements.csv
  python -m analysis extract monday.txt tuesday.html --out statements.parquet --published 2025-03-18
  python -m analysis extract export.csv --out statements.csv --errors raise
"""
_SCORE = """\
examples:
  python -m analysis score statements.csv --out scored.csv
  python -m analysis score statements.csv --out scored.csv --on text --method news
  python -m analysis score statements.csv --out scored.csv --stances stances.csv
"""
_REPORT = """\
examples:
  python -m analysis report articles/ --out report/
  python -m analysis report statements.csv --out report/ --on text
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    try:
        args = _parser().parse_args(argv)
        return int(args.run(args))
    except InputError as error:
        print(f"parley: {error}", file=sys.stderr)
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"parley: {place}{error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("parley: interrupted; nothing was written", file=sys.stderr)
        return INTERRUPTED
    return UNUSABLE


def extract(args: argparse.Namespace) -> int:
    """Articles to a table of statements."""
    from analysis.gather import gather, summary
    from analysis.progress import track
    from analysis.statements import save_statements

    _require_table(args.out, args.articles)
    found = gather(
        args.articles,
        published=args.published,
        errors=args.errors,
        track=partial(track, label="Extracting"),
    )
    _list_faults(found.faults, found.foreign)
    save_statements(found.statements, args.out)
    print(f"{summary(found)}: {args.out}")
    return INCOMPLETE if found.incomplete else FINE


def score(args: argparse.Namespace) -> int:
    """Statements to scored statements, and to stances where asked for."""
    from analysis.sentiment import score_sentiment
    from analysis.statements import load_statements, save_statements

    outputs = [args.out] if args.stances is None else [args.out, args.stances]
    if len({path.resolve() for path in outputs}) < len(outputs):
        raise InputError(f"{args.out}: named twice; give the stances a file of their own")
    for path in outputs:
        _require_table(path, [args.statements])
    scored = score_sentiment(load_statements(args.statements), on=args.on, method=args.method)
    done = int((scored["unscored"] == "").sum())
    line = f"{done:,} of {len(scored):,} statements scored on {args.on} by {args.method}"
    if args.stances is not None:
        from analysis.gather import without_repeats
        from analysis.stance import code_stance

        stances = code_stance(without_repeats(scored))
        save_statements(stances, args.stances)
        line += f", {len(stances):,} positions"
    save_statements(scored, args.out)
    print(f"{line}: {', '.join(map(str, outputs))}")
    if not done:
        hint = "; try --on text" if args.on == "quote" else ""
        print(f"parley: nothing could be scored; see the column unscored{hint}", file=sys.stderr)
    return FINE if done else INCOMPLETE


def report(args: argparse.Namespace) -> int:
    """Articles or statements to a folder with tables, charts and a page."""
    from analysis.gather import summary
    from analysis.progress import track
    from analysis.report import build_report

    _require_apart(args.out, args.source)
    made = build_report(
        args.source,
        args.out,
        published=args.published,
        errors=args.errors,
        on=args.on,
        method=args.method,
        track=partial(track, label="Extracting"),
    )
    _list_faults(made.gathered.faults, made.gathered.foreign)
    print(f"{summary(made.gathered)}: {made.page}")
    return INCOMPLETE if made.gathered.incomplete else FINE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m analysis",
        description="Who said what, in what tone, and where each speaker stands.",
        epilog="python -m analysis VERB --help shows each verb's options and examples.\n"
        "exit codes: 0 fine; 1 finished, but something was rejected or nothing found; 2 not usable",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="{extract,score,report}")

    def add(name: str, text: str, examples: str) -> argparse.ArgumentParser:
        return verbs.add_parser(
            name,
            help=text,
            description=text[0].upper() + text[1:] + ".",
            epilog=examples,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    one = add("extract", "find who said what in news articles", _EXTRACT)
    one.add_argument("articles", nargs="+", type=Path, metavar="ARTICLES", help=_KINDS)
    one.add_argument("--out", required=True, type=Path, help="table to write: .csv .jsonl .parquet")
    _add_reading(one)
    one.set_defaults(run=extract)

    two = add("score", "score the tone of statements, and code their stances", _SCORE)
    two.add_argument("statements", type=Path, metavar="STATEMENTS", help="a table of statements")
    two.add_argument("--out", required=True, type=Path, help="table to write: .csv .jsonl .parquet")
    two.add_argument("--stances", type=Path, help="table of stances to write as well")
    _add_scoring(two)
    two.set_defaults(run=score)

    three = add("report", "the whole way: tables, charts and a page that opens offline", _REPORT)
    three.add_argument(
        "source", nargs="+", type=Path, metavar="ARTICLES_or_STATEMENTS",
        help=f"{_KINDS}; or one table of statements",
    )  # fmt: skip
    three.add_argument("--out", type=Path, required=True, help="folder of the report")
    _add_reading(three)
    _add_scoring(three)
    three.set_defaults(run=report)
    return parser


_KINDS = "files or folders: .txt .html .jsonl .csv .parquet"


class _Parser(argparse.ArgumentParser):
    """Reports a wrong command in one line; its usage is a --help away."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; see {self.prog} --help")


def _add_reading(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--published", metavar="DATE",
        help="day of publication of articles that state none: 2025-03-18",
    )  # fmt: skip
    parser.add_argument(
        "--errors", choices=("report", "raise"), default="report",
        help="what cannot be read: list it and go on (default), or stop and write nothing",
    )  # fmt: skip


def _add_scoring(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--on", choices=("quote", "text"), default="quote",
        help="the speaker's own words (default), or all of the reported speech",
    )  # fmt: skip
    parser.add_argument(
        "--method", choices=("textblob", "vader", "news"), default="textblob",
        help="what scores the tone: a lexicon (default: textblob), or the network fitted on news",
    )  # fmt: skip


def _require_table(out: Path, inputs: Sequence[Path]) -> None:
    """Refuse before the work what would fail, or do harm, after it."""
    from analysis.tables import SUFFIXES

    if out.suffix.lower() not in SUFFIXES:
        raise InputError(f"{out}: cannot write this kind; name it .csv, .jsonl or .parquet")
    if not out.parent.is_dir():
        raise InputError(f"{out}: there is no folder {out.parent}; make it first")
    if out.is_dir():
        raise InputError(f"{out}: is a folder; name a file")
    _require_apart(out, inputs)


def _require_apart(out: Path, inputs: Sequence[Path]) -> None:
    """Refuse to write over an input, or into a folder of inputs, to be read there next time."""
    target = out.resolve()
    for path in inputs:
        given = path.resolve()
        if target == given or target in given.parents:
            raise InputError(f"{out}: would replace what is read ({path}); name another place")
        if given.is_dir() and given in target.parents:
            raise InputError(f"{out}: stands in {path}, which is read; name another place")


def _list_faults(faults: Sequence[object], foreign: Sequence[str]) -> None:
    for fault in faults:
        print(f"parley: {fault}", file=sys.stderr)
    if foreign:
        shown = ", ".join(foreign[:5]) + (" ..." if len(foreign) > 5 else "")
        print(
            f"parley: {len(foreign)} not in English, do not rely on what was found there: {shown}",
            file=sys.stderr,
        )
