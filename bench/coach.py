"""How long the coach takes over a line and over 1,000 lines, on one core.

    python -m bench.coach [--runs 5]

The lines are those of our own corpus. Beside the coach, in the same run, stands the least that any reader of
words could do: splitting each line into words and looking every pair of them up in the same learned weights,
with no parse, no rules and no places of findings. Times are of the processor. The bars: under 10 ms a line, and
1,000 lines under 5 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from itertools import pairwise
from pathlib import Path

import procure.coach
from procure.coach import read
from procure.coach.voting import voter

CORPUS = Path(procure.coach.__file__).parent / "corpus" / "lines.jsonl"
LINES = 1_000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    texts = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()[:LINES]]
    first = timed(lambda: read(texts[0]))
    loaded = timed(voter.__wrapped__)
    each: list[float] = []
    whole: list[float] = []
    least: list[float] = []
    for _ in range(runs):
        taken = [timed(lambda text=text: read(text)) for text in texts]
        each += taken
        whole.append(sum(taken))
        least.append(timed(lambda: [looked_up(text) for text in texts]))
    middle, slow = statistics.median(each) * 1000, statistics.quantiles(each, n=20)[-1] * 1000
    thousand, bare = min(whole), min(least)
    print("| what | time | bar |")
    print("| --- | ---: | --- |")
    print(f"| a line, median | {middle:.2f} ms | 10 ms: {told(middle, 10)} |")
    print(f"| a line, 95th percentile | {slow:.2f} ms | 10 ms: {told(slow, 10)} |")
    print(f"| 1,000 lines, best of {runs} | {thousand:.2f} s | 5 s: {told(thousand, 5)} |")
    print(f"| 1,000 lines, words looked up and no more | {bare:.3f} s | none |")
    print(f"| ratio of the two | {thousand / bare:.0f} | none |")
    print(f"| the first line, all lists read for it | {first:.2f} s | none |")
    print(f"| the learned voter alone, read | {loaded:.2f} s | 0.3 s: {told(loaded, 0.3)} |")


def timed(work: object) -> float:
    """Seconds of processor."""
    begun = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - begun


def told(value: float, bar: float) -> str:
    return "met" if value < bar else "missed"


def looked_up(text: str) -> None:
    words = text.lower().split()
    voter().votes([*(f"word:{word}" for word in words), *(f"pair:{a} {b}" for a, b in pairwise(words))])


if __name__ == "__main__":
    main()
