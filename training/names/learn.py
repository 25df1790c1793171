"""Learning a linear model so that every machine writes the same bytes.

Logistic regression by averaged stochastic gradient descent. Floats are added and multiplied one by one in a fixed
order (IEEE 754 fixes the result), the logistic function is made of them, too, and nothing depends on hashing: what
the C library, a BLAS or the processor would round differently is not used.
"""

import hashlib
import json
import random
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# Weights are kept as multiples of 1/32: finer differences are noise.
SCALE = 32
_SQUARINGS = 10


@dataclass(frozen=True)
class Weights:
    """A trained model: whole multiples of ``1/scale``, features in code-point order."""

    features: dict[str, int]
    bias: int
    scale: int = SCALE

    def to_bytes(self) -> bytes:
        """Return the file that ``service.privacy.recognizers.linear`` reads."""
        by_weight: dict[int, list[str]] = {}
        for feature in sorted(self.features):
            by_weight.setdefault(self.features[feature], []).append(feature)
        body = "".join(f"{weight} {' '.join(by_weight[weight])}\n" for weight in sorted(by_weight)).encode()
        header = {
            "format": 1,
            "scale": self.scale,
            "bias": self.bias,
            "features": len(self.features),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
        return json.dumps(header).encode() + b"\n" + body


def train(
    examples: Iterable[tuple[list[str], bool]],
    *,
    epochs: int,
    seed: int,
    minimum_count: int = 3,
    rate: float = 0.1,
    decay: float = 0.0005,
) -> Weights:
    """Fit weights to examples, given as their features and whether they are of the class.

    Args:
        examples: in an order that is the same each time; a feature has no white space.
        epochs: passes over the examples, each in another order.
        seed: of the orders.
        minimum_count: features of fewer examples are left out.
        rate: the first step's size; it falls to its half, third, ... with each pass.
        decay: how much a weight shrinks each time that its feature is seen (L2).
    """
    rows, truths, names = _index(examples, minimum_count)
    size = len(names) + 1
    weights, sums = array("d", bytes(8 * size)), array("d", bytes(8 * size))
    generator = random.Random(seed)
    order = list(range(len(rows)))
    step = 0
    for epoch in range(epochs):
        _shuffle(order, generator)
        size_now = rate / (1.0 + epoch)
        for index in order:
            row = rows[index]
            total = 0.0
            for feature in row:
                total += weights[feature]
            error = (1.0 if truths[index] else 0.0) - logistic(total)
            for feature in row:
                change = size_now * (error - decay * weights[feature])
                weights[feature] += change
                sums[feature] += step * change
            step += 1
    averaged = [weights[i] - sums[i] / max(step, 1) for i in range(size)]
    quantised = {name: _quantise(averaged[i]) for i, name in enumerate(names, 1)}
    return Weights({name: quantised[name] for name in sorted(names) if quantised[name]}, _quantise(averaged[0]))


def write(path: Path, weights: Weights) -> None:
    """Write the model's file."""
    path.write_bytes(weights.to_bytes())


def is_current(path: Path, weights: Weights) -> bool:
    """Whether the file holds just these weights, byte for byte."""
    return path.exists() and path.read_bytes() == weights.to_bytes()


def logistic(value: float) -> float:
    """Return about ``1 / (1 + exp(-value))`` from products alone: ``exp(x)`` is ``(1 + x/1024) ** 1024``.

    >>> logistic(0.0), round(logistic(2.0), 2), round(logistic(-2.0), 2), logistic(99.0) > 0.999
    (0.5, 0.88, 0.12, True)
    """
    power = 1.0 - max(-30.0, min(30.0, value)) / (1 << _SQUARINGS)
    for _ in range(_SQUARINGS):
        power *= power
    return 1.0 / (1.0 + power)


def _index(
    examples: Iterable[tuple[list[str], bool]], minimum_count: int
) -> tuple[list["array[int]"], list[bool], list[str]]:
    """Return rows of feature numbers (0 is the bias, in each), the classes, and the names behind numbers from 1."""
    numbers: dict[str, int] = {}
    counts: Counter[int] = Counter()
    rows, truths = [], []
    for features, truth in examples:
        # A dict keeps the order in which the features came; a set's would differ from run to run.
        row = [numbers.setdefault(feature, len(numbers)) for feature in dict.fromkeys(features)]
        counts.update(row)
        rows.append(array("i", row))
        truths.append(truth)
    if any(len(name.split()) != 1 or name != name.strip() for name in numbers):
        raise ValueError("a feature has white space")
    kept = [(name, number) for name, number in numbers.items() if counts[number] >= minimum_count]
    renumbered = {number: place for place, (_, number) in enumerate(kept, 1)}
    rows = [array("i", [0, *(renumbered[n] for n in row if n in renumbered)]) for row in rows]
    return rows, truths, [name for name, _ in kept]


def _shuffle(order: list[int], generator: random.Random) -> None:
    """Shuffle by ``random()`` alone: its sequence is what Python promises to keep between versions."""
    for last in range(len(order) - 1, 0, -1):
        other = int(generator.random() * (last + 1))
        order[last], order[other] = order[other], order[last]


def _quantise(weight: float) -> int:
    return int((weight * SCALE + 0.5) // 1)
