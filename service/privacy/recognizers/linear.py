"""A trained linear model: named features with whole-number weights, read from a file that ships.

The file is text. Its first line is a JSON header (``scale``, ``bias``, the number of features, SHA-256 of the rest);
each further line is a weight and the features that have it, by blanks. ``training/names/learn.py`` writes it.
"""

import functools
import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from importlib.resources import files

from service.errors import DetectorUnavailable


class LinearModel:
    """A logistic model over sets of features.

    >>> model = LinearModel({"title": 64, "suffix=시": -32}, bias=-16, scale=32)
    >>> model.score(["title", "never seen"])
    1.5
    >>> model.probability([])
    0.38
    """

    def __init__(self, weights: Mapping[str, int], *, bias: int, scale: int) -> None:
        self.weights = dict(weights)
        self._weight = self.weights.get
        self._bias = bias
        self._scale = scale

    @classmethod
    def load(cls, name: str) -> "LinearModel":
        """Return a shipped model, read once per process.

        Raises:
            DetectorUnavailable: the file is missing, damaged or of another format.
        """
        return _load(name)

    def weigh(self, features: Iterable[str]) -> int:
        """Return what the features weigh together with the bias; unknown features weigh nothing."""
        weight = self._weight
        return sum([weight(feature, 0) for feature in features], self._bias)

    def score(self, features: Iterable[str]) -> float:
        """Return the log-odds that the features speak for."""
        return self.weigh(features) / self._scale

    def probability(self, features: Iterable[str]) -> float:
        """Return the score as a probability on the training set's mixture, to two decimals."""
        return self.probability_of(self.weigh(features))

    def probability_of(self, weight: int) -> float:
        """Return the probability that a weight stands for, to two decimals; more weight never gives less."""
        return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, weight / self._scale)))), 2)


@functools.cache
def _load(name: str) -> LinearModel:
    try:
        return parse((files(__package__) / "weights" / f"{name}.txt").read_bytes())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise DetectorUnavailable(part="weights", model=name) from None


def parse(content: bytes) -> LinearModel:
    """Return the model of a file's content.

    Raises:
        ValueError: the content is damaged or of another format.
    """
    first, _, body = content.partition(b"\n")
    header = json.loads(first)
    if header["format"] != 1 or hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise ValueError("damaged")
    weights: dict[str, int] = {}
    for line in body.decode("utf-8").splitlines():
        weight, *features = line.split(" ")
        weights.update(dict.fromkeys(features, int(weight)))
    if len(weights) != header["features"] or header["scale"] <= 0:
        raise ValueError("damaged")
    return LinearModel(weights, bias=int(header["bias"]), scale=int(header["scale"]))
