"""Terms: a lexeme's place never changes, and a probe tells three frequencies at once."""

import json
import random
from collections import Counter

import pytest

from service.errors import DocumentTooLarge
from service.pipeline import terms
from service.pipeline.terms import MAX_TERMS, SPACE, Probes, term_of, terms_literal


def values(literal: str) -> dict[int, int]:
    """Read a sparse vector's text form."""
    body, _, size = literal.partition("}/")
    assert int(size) == SPACE
    pairs = [pair.split(":") for pair in body.removeprefix("{").split(",") if pair]
    return {int(place): int(value) for place, value in pairs}


def test_a_lexeme_s_place_is_frozen() -> None:
    """Stored rows and the migration hold these numbers."""
    words = ["파이썬", "~이썬", "c++", "node.js", "a", "x" * 5_000, "가" * 700]
    places = [637778609, 78808971, 106998488, 666194132, 917363134, 691543233, 315422428]
    assert [term_of(word) for word in words] == places


def test_places_are_spread_over_the_whole_space() -> None:
    places = [term_of(str(number)) for number in range(20_000)]
    assert 1 <= min(places) < SPACE / 1_000
    assert SPACE * 0.999 < max(places) <= SPACE
    assert len(places) - len(set(places)) <= 2


def test_frequencies_stop_at_what_a_probe_can_tell() -> None:
    literal = terms_literal(["a"] * 1_000 + ["b"] * 3 + ["", "c\0"])
    assert values(literal) == {term_of("a"): 255, term_of("b"): 3}
    assert terms_literal([]) == f"{{}}/{SPACE}"


def test_more_different_lexemes_than_a_sparse_vector_holds_are_refused() -> None:
    words = [str(number) for number in range(MAX_TERMS)]
    assert len(values(terms_literal(words))) == MAX_TERMS
    with pytest.raises(DocumentTooLarge):
        terms_literal([*words, "one more"])


def test_each_frequency_can_be_read_off_the_probes_products() -> None:
    dice = random.Random(5)
    for _ in range(200):
        passage = dice.choices("abcdefghij", k=dice.choice([0, 3, 100, 3_000]))
        weights = {word: dice.random() for word in dice.sample("abcdefghijklmnop", dice.randint(0, 16))}
        stored, probes = values(terms_literal(passage)), Probes.of(weights)
        products = [sum(v * stored.get(place, 0) for place, v in values(p).items()) for p in probes.vectors]
        assert all(product < 1 << 24 for product in products), "exact in single precision"
        found = [product >> shift & 255 for product in products for shift in (0, 8, 16)][: len(weights)]
        counts = Counter(passage)
        by_weight = {weight: min(counts[word], 255) for word, weight in weights.items()}
        assert dict(zip(probes.weights, found, strict=True)) == by_weight


def test_masses_follow_their_lexemes() -> None:
    weights = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0}
    assert Probes.of(weights).mass_weights == Probes.of(weights).weights
    masses = Probes.of(weights, {"a": 10.0, "d": 40.0, "stranger": 1.0})
    assert {w: m for w, m in zip(masses.weights, masses.mass_weights, strict=True) if m} == {1.0: 10.0, 4.0: 40.0}


def test_lexemes_that_share_a_place_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terms, "term_of", lambda lexeme: 7 if lexeme in {"a", "b"} else 9)
    assert values(terms_literal(["a", "b", "b", "c"])) == {7: 3, 9: 1}
    probes = Probes.of({"a": 1.0, "b": 0.5, "c": 2.0}, {"b": 1.0})
    assert [values(vector) for vector in probes.vectors] == [{7: 1, 9: 256}]
    assert (probes.weights, probes.mass_weights) == ([1.5, 2.0], [1.0, 0.0])


def test_literals_are_arrays_of_what_was_weighed() -> None:
    sent = Probes.of({"a": 0.1, "b": 1e-9}).parameters()
    assert sorted(json.loads("[" + sent["weights"][1:-1] + "]")) == [1e-9, 0.1]
    assert Probes.of({}).parameters() == {"probes": "{}", "weights": "{}", "mass_weights": "{}"}
