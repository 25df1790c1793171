"""``python -m training.privacy.soak`` masks a great many variants and counts those that are missed.

A variant is missed when Veil's recognisers leave any letter, digit or star of its value uncovered. The residual
check, which would cover most of them after all, is left out: it is what must not be needed.

Misses of variants with a frozen part are counted, and shown only with ``--show-frozen``: who has seen them can't
tune without them any more.
"""

import argparse
import functools
import itertools
import multiprocessing
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from service.privacy.detector import Detector, PatternDetector
from service.privacy.policy import load_policy
from service.privacy.recognizers import (
    AnnouncedNumberRecognizer,
    BankAccountRecognizer,
    CreditCardRecognizer,
    EmailRecognizer,
    HealthInsuranceRecognizer,
    IpRecognizer,
    KrBrnRecognizer,
    KrDriverLicenseRecognizer,
    KrPassportRecognizer,
    KrRegistrationRecognizer,
    PhoneRecognizer,
    TableColumnRecognizer,
    UrlRecognizer,
    VehiclePlateRecognizer,
)
from service.text import RawText
from training.privacy.variants import Variant, make_variants
from training.privacy.wordings import FROZEN, names

SEED = "veil-2"
CHECKED = (
    KrRegistrationRecognizer,
    KrBrnRecognizer,
    KrPassportRecognizer,
    KrDriverLicenseRecognizer,
    HealthInsuranceRecognizer,
    VehiclePlateRecognizer,
    CreditCardRecognizer,
    BankAccountRecognizer,
    PhoneRecognizer,
    EmailRecognizer,
    UrlRecognizer,
    IpRecognizer,
    AnnouncedNumberRecognizer,
    TableColumnRecognizer,
)
_PORTION = 2_500
_SHOWN = 40


@dataclass
class Outcome:
    """Counts of a soak; ``frozen`` and ``frozen_missed`` count by the group of the frozen part."""

    checked: int = 0
    missed: int = 0
    with_frozen: int = 0
    with_frozen_missed: int = 0
    frozen: Counter[str] = field(default_factory=Counter)
    frozen_missed: Counter[str] = field(default_factory=Counter)
    mistyped: Counter[str] = field(default_factory=Counter)
    where: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Outcome") -> None:
        """Add another outcome's counts."""
        self.checked += other.checked
        self.missed += other.missed
        self.with_frozen += other.with_frozen
        self.with_frozen_missed += other.with_frozen_missed
        self.frozen += other.frozen
        self.frozen_missed += other.frozen_missed
        self.mistyped += other.mistyped
        self.where += other.where
        self.examples = other.examples | self.examples

    def closing_lines(self, seconds: float) -> str:
        """Return the counts: all, those with a frozen part, and each group of frozen parts apart."""
        groups = "; ".join(
            f"{group} {count:,}, {self.frozen_missed[group]:,} missed" for group, count in sorted(self.frozen.items())
        )
        share = self.with_frozen / self.checked if self.checked else 0.0
        return (
            f"frozen part ({len(FROZEN)} of {len(names())} names are frozen): {self.with_frozen:,} variants "
            f"({share:.0%}), {self.with_frozen_missed:,} missed; by part: {groups}\n"
            f"soak-privacy: {self.checked:,} variants, {self.missed:,} missed; "
            f"found under another type: {self.mistyped.total():,}; {seconds:.0f} s"
        )


def check(variants: Iterable[Variant], detector: Detector, *, show_frozen: bool = False) -> Outcome:
    """Look for each variant's value and count."""
    outcome = Outcome()
    for variant in variants:
        spans = masked_spans(variant, detector)
        outcome.checked += 1
        outcome.with_frozen += bool(variant.frozen)
        outcome.frozen.update(variant.frozen)
        if leaks(variant, spans):
            outcome.missed += 1
            outcome.with_frozen_missed += bool(variant.frozen)
            outcome.frozen_missed.update(variant.frozen)
            place = f"{variant.kind} | (frozen)" if variant.frozen and not show_frozen else variant.recipe
            outcome.where[place] += 1
            if show_frozen or not variant.frozen:
                outcome.examples.setdefault(place, variant.text)
        elif not any(s < variant.end and variant.start < e and k == variant.entity_type for s, e, k in spans):
            outcome.mistyped[variant.kind] += 1
    return outcome


def missed(variants: Iterable[Variant], detector: Detector) -> Iterator[Variant]:
    """Yield the variants whose value is not covered."""
    for variant in variants:
        if leaks(variant, masked_spans(variant, detector)):
            yield variant


def masked_spans(variant: Variant, detector: Detector) -> list[tuple[int, int, str]]:
    """Return what the default policy masks; what claims overlap is masked whoever wins."""
    scores = _minimum_scores()
    found = detector.find(RawText(variant.text))
    return [(f.start, f.end, f.entity_type) for f in found if f.score >= scores[f.entity_type]]


def leaks(variant: Variant, spans: Iterable[tuple[int, int, str]]) -> bool:
    """Whether a letter, digit or star of the value is outside all the spans."""
    done = variant.start
    for start, end, _ in sorted(spans):
        if start > done and _holds_something(variant.text[done : min(start, variant.end)]):
            return True
        done = max(done, end)
    return _holds_something(variant.text[done : variant.end])


def _holds_something(text: str) -> bool:
    return any(character.isalnum() or character in "*●○" for character in text)


@functools.cache
def _minimum_scores() -> dict[str, float]:
    return {entity_type: rule.minimum_score for entity_type, rule in load_policy("default").rules.items()}


@functools.cache
def detector() -> PatternDetector:
    """Return the pattern recognisers without those of words: no name or address may cover a number by chance."""
    found = PatternDetector()
    found._recognizers = [kind() for kind in CHECKED]  # noqa: SLF001 - the same engine, fewer recognisers
    return found


def _check_portion(portion: tuple[str, int, int, bool]) -> Outcome:
    seed, start, stop, show_frozen = portion
    return check(make_variants(seed, start, stop), detector(), show_frozen=show_frozen)


def soak(seed: str, numbers: range, processes: int, *, show_frozen: bool = False) -> Outcome:
    """Check the variants of a seed with these numbers in several processes."""
    starts = range(numbers.start, numbers.stop, _PORTION)
    portions = [(seed, start, min(start + _PORTION, numbers.stop), show_frozen) for start in starts]
    outcome = Outcome()
    detector()  # The children inherit it.
    context = multiprocessing.get_context("fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn")
    with context.Pool(processes) as pool:
        for number, part in enumerate(pool.imap_unordered(_check_portion, portions), 1):
            outcome.add(part)
            if number % 40 == 0:
                print(f"{outcome.checked:,} checked, {outcome.missed:,} missed", file=sys.stderr)
    return outcome


def main() -> None:
    """Run a soak; exit with 1 when anything was missed."""
    parser = argparse.ArgumentParser(prog="python -m training.privacy.soak", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--first", type=int, default=0, help="the number of the first variant")
    parser.add_argument("--seed", default=SEED)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--show-frozen", action="store_true", help="show missed variants with a frozen part too")
    options = parser.parse_args()
    begun = time.monotonic()
    numbers = range(options.first, options.first + options.count)
    outcome = soak(options.seed, numbers, options.processes, show_frozen=options.show_frozen)
    for place, count in itertools.islice(outcome.where.most_common(), _SHOWN):
        print(f"{count:>8,}  {place}  {outcome.examples.get(place, '')!r}")
    if outcome.mistyped:
        print("under another type:", ", ".join(f"{kind} {count:,}" for kind, count in outcome.mistyped.most_common()))
    print(outcome.closing_lines(time.monotonic() - begun))
    sys.exit(1 if outcome.missed else 0)


if __name__ == "__main__":
    main()
