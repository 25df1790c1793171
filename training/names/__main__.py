"""``python -m training.names [--check]`` trains the weights that ship, or tells whether they are the current ones."""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from service.privacy.normalise import normalise
from service.privacy.recognizers.base import Analysis
from service.privacy.recognizers.person_candidates import Candidate, find_candidates, find_families
from service.privacy.recognizers.person_features import NAMING, Features
from training.names.korean import Text, make_texts
from training.names.learn import is_current, train, write

SEED = "veil-names-1"
TEXTS = 60_000
EPOCHS = 8
# How often an example shows none of the features that tell its very words.
_UNNAMED = 0.25
_WEIGHTS = Path(str(resources.files("service.privacy.recognizers"))) / "weights"


def make_examples(seed: str, count: int) -> Iterator[tuple[list[str], bool]]:
    """Yield the candidates of the generator's texts: their features, and whether they are people."""
    generator = random.Random(f"{seed}:examples")
    for text in make_texts(seed, count):
        for features, truth in read_examples(text):
            if generator.random() < _UNNAMED:
                yield [feature for feature in features if not feature.startswith(NAMING)], truth
            else:
                yield features, truth


def read_examples(text: Text) -> Iterator[tuple[list[str], bool]]:
    """Yield one text's candidates."""
    analysis = Analysis(normalise(text.text))
    people = set(text.people)
    candidates: list[Candidate] = [reading for readings in find_candidates(analysis) for reading in readings]
    candidates += find_families(analysis)
    features = Features(analysis, candidates)
    for candidate in candidates:
        yield features.of(candidate), (candidate.start, candidate.end) in people


def main() -> int:
    """Train; return 1 when ``--check`` finds other weights than the shipped ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the shipped file instead of writing it")
    parser.add_argument("--texts", type=int, default=TEXTS)
    arguments = parser.parse_args()
    begun = time.monotonic()
    weights = train(make_examples(SEED, arguments.texts), epochs=EPOCHS, seed=1, rate=0.3, decay=0.0002)
    path = _WEIGHTS / "korean.txt"
    print(f"korean: {len(weights.features):,} features, {time.monotonic() - begun:.0f} s")
    if arguments.check:
        same = is_current(path, weights)
        print("the shipped file is current" if same else "the shipped file differs")
        return 0 if same else 1
    write(path, weights)
    return 0


if __name__ == "__main__":
    sys.exit(main())
