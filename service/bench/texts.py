"""Resumes to measure on: the samples that ship, over and over with other values."""

import re
from collections.abc import Iterator
from itertools import cycle, islice
from random import Random

from service.pipeline.parsing import parse_file
from service.samples import sample_files

# A year, a month or a small number stays: what is told about a career keeps its shape.
_LONG_NUMBER = re.compile(r"(?<![0-9])(?!19|20)[0-9]{4,}(?![0-9])")
_HANGUL_NAME = re.compile(
    r"(?<![가-힣])(?:[김이박최정강조윤장임한오서신권황안송류])(?=[가-힣]{2}(?:님|입니다|은|는|의)?(?![가-힣]))"
)
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류"


def resume_texts(count: int, seed: int = 7) -> list[str]:
    """Return resumes of about 1,900 characters, the same ones for the same seed.

    >>> resume_texts(1) == resume_texts(1)
    True
    """
    return list(islice(_variants(Random(seed)), count))  # noqa: S311 - invented values, not secrets


def _variants(random: Random) -> Iterator[str]:
    samples = [parse_file(path.read_bytes(), path.name, None).text.reveal() for path in sample_files()]
    for sample in cycle(samples):
        text = _LONG_NUMBER.sub(lambda number: _digits(random, len(number[0])), sample)
        yield _HANGUL_NAME.sub(lambda _: random.choice(_SURNAMES), text)


def _digits(random: Random, length: int) -> str:
    return str(random.randrange(10 ** (length - 1), 10**length))
