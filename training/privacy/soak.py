"""``python -m training.privacy.soak`` masks a great many variants and counts those that are missed.

A variant is missed when Veil's recognisers leave any letter, digit or star of its value uncovered. The residual
check, which would cover most of them after all, is left out: it is what must not be needed.
"""

import argparse
import itertools
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from service.privacy.detector import Detector, PatternDetector
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.text import RawText
from training.privacy.variants import Variant, make_variants

SEED = "veil-1"
_PORTION = 5_000
_SHOWN = 40


@dataclass
class Outcome:
    """Counts of a soak; ``True`` keys are the frozen share's."""

    checked: Counter[bool] = field(default_factory=Counter)
    missed: Counter[bool] = field(default_factory=Counter)
    mistyped: int = 0
    where: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Outcome") -> None:
        """Add another outcome's counts."""
        self.checked += other.checked
        self.missed += other.missed
        self.mistyped += other.mistyped
        self.where += other.where
        self.examples = other.examples | self.examples

    @property
    def all_missed(self) -> int:
        """Missed variants, frozen ones included."""
        return self.missed.total()

    def closing_line(self, seconds: float) -> str:
        """Return the counts in one line."""
        return (
            f"soak-privacy: {self.checked.total():,} variants, {self.all_missed:,} missed; "
            f"frozen share: {self.checked[True]:,}, {self.missed[True]:,} missed; "
            f"found under another type: {self.mistyped:,}; {seconds:.0f} s"
        )


def check(variants: Iterable[Variant], detector: Detector) -> Outcome:
    """Look for each variant's value and count."""
    masker = Masker(detector, load_policy("default"))
    outcome = Outcome()
    for variant in variants:
        items = masker.find(RawText(variant.text)).items
        outcome.checked[variant.frozen] += 1
        if leaks(variant, [(item.start, item.end) for item in items]):
            outcome.missed[variant.frozen] += 1
            place = gap_of(variant)
            outcome.where[place] += 1
            outcome.examples.setdefault(place, variant.text)
        elif not any(
            item.entity_type == variant.entity_type and item.start < variant.end and variant.start < item.end
            for item in items
        ):
            outcome.mistyped += 1
    return outcome


def gap_of(variant: Variant) -> str:
    """Return the class of writings that a missed variant belongs to."""
    shape = variant.template.split(":")[0]
    return f"{variant.kind} | {variant.separator} | {variant.writing} | {shape}"


def missed(variants: Iterable[Variant], detector: Detector) -> Iterator[Variant]:
    """Yield the variants whose value is not covered."""
    masker = Masker(detector, load_policy("default"))
    for variant in variants:
        if leaks(variant, [(item.start, item.end) for item in masker.find(RawText(variant.text)).items]):
            yield variant


def leaks(variant: Variant, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a letter, digit or star of the value is outside all the spans."""
    return any(
        (character.isalnum() or character == "*") and not any(start <= place < end for start, end in spans)
        for place, character in enumerate(variant.text[variant.start : variant.end], variant.start)
    )


def _check_portion(portion: tuple[str, int, int]) -> Outcome:
    return check(make_variants(*portion), _detector())


def _detector() -> Detector:
    # The classes are patterns: the tokeniser would only cost time.
    return PatternDetector()


def soak(seed: str, count: int, processes: int) -> Outcome:
    """Check ``count`` variants of a seed in several processes."""
    portions = [(seed, start, min(start + _PORTION, count)) for start in range(0, count, _PORTION)]
    outcome = Outcome()
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for number, part in enumerate(pool.imap_unordered(_check_portion, portions), 1):
            outcome.add(part)
            if number % 20 == 0:
                print(f"{outcome.checked.total():,} checked, {outcome.all_missed:,} missed", file=sys.stderr)
    return outcome


def main() -> None:
    """Run a soak; exit with 1 when anything was missed."""
    parser = argparse.ArgumentParser(prog="python -m training.privacy.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", default=SEED)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    begun = time.monotonic()
    outcome = soak(options.seed, options.count, options.processes)
    for place, count in itertools.islice(outcome.where.most_common(), _SHOWN):
        print(f"{count:>8,}  {place}  {outcome.examples[place]!r}")
    print(outcome.closing_line(time.monotonic() - begun))
    sys.exit(1 if outcome.all_missed else 0)


if __name__ == "__main__":
    main()
