"""Training the voter from the corpus: ``python -m procure.coach.learning`` writes ``data/voter.json.gz``.

One linear model for the kinds (multinomial) and one for each flag (yes or no), fitted with AdaGrad under an even
ridge. Plain Python in a fixed order with rounded weights, so that the same corpus gives the same file, byte for
byte. The four flags of outcomes learn from outcomes alone, the others from all lines that ask for something.

``--held-out`` trains on four fifths of the sectors and writes the rest, unseen, as JSON Lines for
``procure coach evaluate``, with a voter beside it. It changes nothing that is committed.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .features import features
from .flagging import proposed
from .parsing import Parse
from .reading import Code, Kind
from .rules import matching
from .voting import FLAGS, KINDS, SCALE, is_of

HERE = Path(__file__).parent
OUTCOME_FLAGS = frozenset({Code.UNMEASURABLE, Code.NO_TARGET, Code.NO_DATE, Code.NO_BENEFICIARY})
#: A feature seen in fewer lines than this is noise.
SEEN = 4
ROUNDS = 12
#: The weights are the mean of those after each round from this share of the rounds on: no round's chance decides.
_SETTLED = 0.5
STEP = 0.25
RIDGE = 2.5
#: The share of a line's features that is hidden at each visit, so that no weight leans on others being there.
HIDDEN = 0.5
HIDDEN_OF_FLAGS = 0.3
#: A defensible other kind counts for this much of a line.
RIVAL = 0.15
FOLDS = 5
_SEED = 2023


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line of the corpus with its settled answer and its features."""

    id: str
    text: str
    sector: str
    kind: Kind
    rival: Kind | None
    flags: frozenset[Code]
    features: tuple[str, ...]


def lessons(folder: Path = HERE / "corpus", few: int | None = None) -> list[Lesson]:
    """Every settled line of the corpus in its order, or the first few."""
    lines = (folder / "lines.jsonl").read_text(encoding="utf-8").splitlines()[:few]
    settled = (folder / "settled.jsonl").read_text(encoding="utf-8").splitlines()[:few]
    found = []
    for line, answer in zip(map(json.loads, lines), map(json.loads, settled), strict=True):
        parse = Parse(line["text"])
        named = {each.code for each in proposed(parse)}
        found.append(
            Lesson(
                line["id"],
                line["text"],
                line["sector"],
                Kind(answer["kind"]),
                Kind(answer["alt_kind"]) if answer.get("alt_kind") else None,
                frozenset(map(Code, answer["flags"])),
                features(parse, matching(parse), named),
            )
        )
    return found


def fold_of(sector: str) -> int:
    """The fold that a sector's lines are in, all of them, so that near-duplicates never stand on both sides."""
    return sum(sector.encode()) % FOLDS


def train(taught: Sequence[Lesson], rounds: int = ROUNDS) -> dict[str, object]:
    """Weights for every feature seen often enough, as ``voting.Voter`` reads them."""
    seen = Counter(name for lesson in taught for name in lesson.features)
    names = sorted(name for name, times in seen.items() if times >= SEEN)
    at = {name: place for place, name in enumerate(names)}
    rows = [[at[name] for name in lesson.features if name in at] for lesson in taught]
    counts = [seen[name] for name in names]
    columns = _kinds(taught, rows, counts, rounds)
    for code in FLAGS:
        chosen = [
            place
            for place, lesson in enumerate(taught)
            if (lesson.kind is Kind.OUTCOME if code in OUTCOME_FLAGS else lesson.kind is not Kind.OTHER)
        ]
        columns.append(
            _flag(
                [[*rows[place], len(names) + KINDS.index(taught[place].kind)] for place in chosen],
                [code in taught[place].flags for place in chosen],
                len(names) + len(KINDS),
                rounds,
            )
        )
    for column in columns[: len(KINDS)]:
        column[-1:] = [*([0.0] * len(KINDS)), column[-1]]
    names += [is_of(kind) for kind in KINDS]
    whole = [[round(each * SCALE) for each in column] for column in columns]
    weights = {
        name: row for place, name in enumerate(names) if any(row := [column[place] for column in whole])
    }
    return {"bias": [column[-1] for column in whole], "corpus": corpus_digest(), "weights": weights}


def _kinds(
    taught: Sequence[Lesson], rows: Sequence[Sequence[int]], counts: Sequence[int], rounds: int
) -> list[list[float]]:
    size, many = len(counts), len(KINDS)
    ridge = [RIDGE / each for each in counts] + [0.0]
    weights = [[0.0] * many for _ in range(size + 1)]
    squares = [[1e-2] * many for _ in range(size + 1)]
    targets = []
    for lesson in taught:
        target = [0.0] * many
        target[KINDS.index(lesson.kind)] = 1 - RIVAL if lesson.rival else 1.0
        if lesson.rival:
            target[KINDS.index(lesson.rival)] = RIVAL
        targets.append(target)
    span = range(many)
    mean = Mean(rounds, len(rows))
    for place, kept in _visits(rows, rounds, HIDDEN):
        row = [*kept, size]
        scores = [sum(column) / (1 - HIDDEN) for column in zip(*[weights[name] for name in row], strict=True)]
        most = max(scores)
        odds = [math.exp(each - most) for each in scores]
        total = sum(odds)
        slope = [odd / total - wanted for odd, wanted in zip(odds, targets[place], strict=True)]
        for name in row:
            weight, square, pull = weights[name], squares[name], ridge[name]
            for k in span:
                step = slope[k] + pull * weight[k]
                square[k] += step * step
                weight[k] -= STEP * step / math.sqrt(square[k])
        mean.visited(lambda: (weight[k] for k in span for weight in weights))
    return [mean.values[k * (size + 1) : (k + 1) * (size + 1)] for k in span]


def _flag(rows: Sequence[Sequence[int]], answers: Sequence[bool], size: int, rounds: int) -> list[float]:
    counts = Counter(name for row in rows for name in row)
    ridge = [RIDGE / counts[name] if counts[name] else 0.0 for name in range(size)] + [0.0]
    weights = [0.0] * (size + 1)
    squares = [1e-2] * (size + 1)
    mean = Mean(rounds, len(rows))
    for place, kept in _visits(rows, rounds, HIDDEN_OF_FLAGS):
        row = [*kept, size]
        score = sum([weights[name] for name in row]) / (1 - HIDDEN_OF_FLAGS)
        slope = 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - answers[place]
        if abs(slope) >= 0.02:
            for name in row:
                step = slope + ridge[name] * weights[name]
                squares[name] += step * step
                weights[name] -= STEP * step / math.sqrt(squares[name])
        mean.visited(lambda: weights)
    return mean.values


class Mean:
    """The mean of weights over the later rounds, each taken at the end of its round."""

    def __init__(self, rounds: int, lines: int) -> None:
        self._first = int(rounds * _SETTLED)
        self._taken = rounds - self._first
        self._lines = lines
        self._visits = 0
        self.values: list[float] = []

    def visited(self, weights: Callable[[], Iterable[float]]) -> None:
        """Say that a line was visited; at the end of a later round the weights are asked for."""
        self._visits += 1
        rounds, within = divmod(self._visits, self._lines)
        if within or rounds <= self._first:
            return
        values = [each / self._taken for each in weights()]
        self.values = [a + b for a, b in zip(self.values, values, strict=True)] if self.values else values


def _order(size: int, rounds: int) -> Iterable[int]:
    """Every line once a round, each round in another order that is always the same."""
    shuffled = random.Random(_SEED)  # noqa: S311 - for an order, not a secret
    places = list(range(size))
    for _ in range(rounds):
        shuffled.shuffle(places)
        yield from places


def _visits(rows: Sequence[Sequence[int]], rounds: int, hidden: float) -> Iterable[tuple[int, list[int]]]:
    """Every line once a round with the features that are shown of it this time, always the same ones. What is shown
    is scaled up by as much as is hidden, so that all together count as they will in use.
    """
    hiding = random.Random(_SEED + 1)  # noqa: S311 - for training, not a secret
    for place in _order(len(rows), rounds):
        yield place, [name for name in rows[place] if hiding.random() >= hidden]


def corpus_digest(folder: Path = HERE / "corpus") -> str:
    """SHA-256 of the lines and their settled answers, which the file of weights carries."""
    digest = hashlib.sha256()
    for name in ("lines.jsonl", "settled.jsonl"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def packed(trained: dict[str, object]) -> bytes:
    """What is trained as the bytes of its file, the same wherever and whenever it is written."""
    text = json.dumps(trained, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Train, and write what was learnt."""
    parser = argparse.ArgumentParser(prog="python -m procure.coach.learning", description=__doc__)
    parser.add_argument(
        "--held-out", type=Path, metavar="FOLDER", help="train without a fifth of the sectors"
    )
    parser.add_argument("--fold", type=int, default=0, choices=range(FOLDS), help="which fifth (default 0)")
    chosen = parser.parse_args(arguments)
    taught = lessons()
    target = HERE / "data" / "voter.json.gz"
    if chosen.held_out:
        unseen = [lesson for lesson in taught if fold_of(lesson.sector) == chosen.fold]
        taught = [lesson for lesson in taught if fold_of(lesson.sector) != chosen.fold]
        chosen.held_out.mkdir(parents=True, exist_ok=True)
        target = chosen.held_out / "voter.json.gz"
        rows = (
            {
                "id": lesson.id,
                "text": lesson.text,
                "kind": lesson.kind,
                "flags": sorted(lesson.flags, key=list(Code).index),
                "alt_kind": lesson.rival or "",
            }
            for lesson in unseen
        )
        (chosen.held_out / "held_out.jsonl").write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
        )
    target.write_bytes(packed(train(taught)))
    sys.stderr.write(f"{len(taught)} lines learnt from; wrote {target}\n")


if __name__ == "__main__":
    main()
