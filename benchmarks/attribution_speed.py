"""Time and memory of the attribution rules by length of text: run from the project's root.

The rules run over an engine that proposes nothing, so that every quotation is left for them: their
hardest case. Time per character must stay flat from 1 KB to 5 MB; so must memory. With ``--engine``
the bundled engine proposes, up to 100 KB.
"""

from __future__ import annotations

import argparse
import sys
import time
import tracemalloc
from collections.abc import Callable

from analysis.attribution import attribute

KB = 1000
SIZES = (KB, 10 * KB, 100 * KB, 1000 * KB, 5000 * KB)
PROSE = (
    "President Volodymyr Zelensky said on Monday that Ukraine would not give up land. “Our people "
    "won’t accept that,” he told reporters. “They have paid too much.”\n\n"
    "The Kremlin’s spokesman, Dmitry Peskov, called it “a step back” from what was agreed.\n\n"
    "“We wait.\n\n“We have time,” he added.\n\nQ: How long?\n\nA: As long as it takes.\n\n"
)
# Texts made to provoke backtracking or repeated reading.
TEXTS = {
    "news": PROSE,
    "one unclosed mark a line": "“a b c\n",
    "opening marks only": "“",
    "straight marks": '"a" ',
    "apostrophes": "the workers' 'em ",
    "names without an end": "Mr. John A. Smith of the Bank of ",
    "commas": "“A,” Ann, a b, c d, ",
    "labels": "MR. A: b\n",
    "no line break": "Peskov said that they wait and that ",
    "white space": " \n\t ",
}
# Flat means: at 5 MB no more than this many times the time or memory at 100 KB. Slower caches and
# the collector cost some; reading twice as long for twice the text would cost fifty times.
FLAT = 2.5


def nothing(text: str) -> list:
    return []


def seconds(text: str, run: Callable[[str], object]) -> float:
    best = float("inf")
    for _ in range(5 if len(text) < 500 * KB else 1):
        start = time.perf_counter()
        run(text)
        best = min(best, time.perf_counter() - start)
    return best


def peak(text: str, run: Callable[[str], object]) -> int:
    tracemalloc.start()
    run(text)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--engine", action="store_true", help="with the bundled engine, to 100 KB")
    chosen = parser.parse_args(arguments)
    sizes = SIZES[:3] if chosen.engine else SIZES

    def run(text: str) -> object:
        return attribute(text) if chosen.engine else attribute(text, propose=nothing)

    run(PROSE)  # compiles the patterns, or loads the model
    unit = "microseconds a character" if chosen.engine else "nanoseconds a character"
    scale = 1e6 if chosen.engine else 1e9
    print(f"{unit:26}" + "".join(f"{size // KB:>9,} KB" for size in sizes) + "  peak, bytes/char")
    bent = []
    for name, piece in TEXTS.items():
        rates = []
        for size in sizes:
            text = piece * (size // len(piece))
            rates.append(seconds(text, run) / len(text))
        memory = [
            peak(text, run) / len(text)
            for text in (piece * (k * KB // len(piece)) for k in (100, 400))
        ]
        if rates[-1] > FLAT * rates[2] or memory[1] > FLAT * memory[0]:
            bent.append(name)
        shown = "".join(f"{scale * rate:12.0f}" for rate in rates)
        print(f"{name:26}{shown}  {memory[0]:8.0f} at 100 KB, {memory[1]:.0f} at 400 KB")
    print("flat" if not bent else f"NOT FLAT: {', '.join(bent)}")
    return int(bool(bent))


if __name__ == "__main__":
    sys.exit(main())
