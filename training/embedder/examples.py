"""Texts as the trainer meets them: encoded once, each with writings in which terms are replaced by synonyms."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import ahocorasick
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.data.reader import Resume
from training.embedder.pairs import Concept

VARIANTS = 4
REPLACED = 0.5
SHORTEST_TERM = 2
MOST_PIECES = 128
# Answers of small talk share no words with what they answer; short commands are plenty.
MOST_PAIRS = {"chatbot": 0, "sae4k": 4_000}
_LATIN = re.compile("[a-z0-9]")


class Rewriter:
    """Puts other terms of the same concept in a text, in either language: 카프카 for Kafka, 메시지 브로커 for MQ."""

    def __init__(self, concepts: Sequence[Concept], random_: random.Random) -> None:
        self._random = random_
        self._others: dict[str, list[Concept]] = defaultdict(list)
        for concept in concepts:
            for term in concept.terms:
                if len(term) >= SHORTEST_TERM:
                    self._others[term.lower()].append(concept)
        self._automaton = ahocorasick.Automaton()
        for term in self._others:
            self._automaton.add_word(term, term)
        self._automaton.make_automaton()

    def rewrite(self, text: str) -> str:
        """Return the text with some of its terms replaced; longest terms first, Latin ones whole words only."""
        lower = text.lower()
        if len(lower) != len(text):
            return text
        parts, done = [], 0
        for end, term in self._automaton.iter_long(lower):
            start, after = end - len(term) + 1, end + 1
            if not _stands_alone(lower, start, after) or self._random.random() > REPLACED:
                continue
            concept = self._random.choice(self._others[term])
            others = [other for other in concept.terms if other.lower() != term]
            if others:
                parts += [text[done:start], self._random.choice(others)]
                done = after
        return "".join([*parts, text[done:]])


def _stands_alone(text: str, start: int, after: int) -> bool:
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    behind = after < len(text) and _LATIN.match(text[after - 1]) and _LATIN.match(text[after])
    return not before and not behind


@dataclass
class ResumeExample:
    """A resume's passages and questions as numbers of texts: first as written, then its other writings."""

    passages: list[list[int]] = field(default_factory=list)
    questions: list[list[int]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@dataclass
class ConceptExample:
    """A concept's terms and those of its neighbours as numbers of texts, and the neighbouring concepts' places."""

    terms: list[int]
    near: list[int]
    neighbours: set[int]


@dataclass
class Examples:
    """Everything that is learned from; texts are numbered, and ``pieces`` holds what each is made of."""

    texts: list[str] = field(default_factory=list)
    pieces: list[NDArray[np.int64]] = field(default_factory=list)
    resumes: list[ResumeExample] = field(default_factory=list)
    concepts: list[ConceptExample] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)

    def add(self, text: str) -> int:
        """Number a text."""
        self.texts.append(text)
        return len(self.texts) - 1

    def encode(self, tokenizer: Tokenizer) -> None:
        """Cut every text into pieces; an empty one becomes the unknown piece, which has no vector."""
        self.pieces = [
            np.array(encoding.ids[:MOST_PIECES] or [0], dtype=np.int64)
            for encoding in tokenizer.encode_batch(self.texts, add_special_tokens=False)
        ]


def gather(
    resumes: Sequence[Resume], concepts: Sequence[Concept], public: Mapping[str, Sequence[tuple[str, str]]], seed: int
) -> Examples:
    """Return the examples of our resumes and concepts and of the public sets, the same for the same seed."""
    random_ = random.Random(seed)
    rewriter = Rewriter(concepts, random_)
    examples = Examples()

    def add_variants(text: str) -> list[int]:
        return [examples.add(text), *(examples.add(rewriter.rewrite(text)) for _ in range(VARIANTS))]

    for resume in resumes:
        example = ResumeExample()
        for place, passage in enumerate(resume.passages):
            example.passages.append(add_variants(passage.text))
            for question in passage.questions:
                example.questions.append(add_variants(question.text))
                example.answers.append(place)
        if example.questions:
            examples.resumes.append(example)
    _add_concepts(examples, concepts)
    for name, pairs in public.items():
        chosen = random_.sample(pairs, min(len(pairs), MOST_PAIRS.get(name, len(pairs))))
        examples.pairs += [(examples.add(one), examples.add(other)) for one, other in chosen]
    return examples


def _add_concepts(examples: Examples, concepts: Sequence[Concept]) -> None:
    concepts = [concept for concept in concepts if len(concept.terms) > 1]
    places: dict[str, int] = {}
    for place, concept in enumerate(concepts):
        for term in concept.terms:
            places.setdefault(term.lower(), place)
    for place, concept in enumerate(concepts):
        near = [*concept.broader, *concept.related]
        neighbours = {places[term.lower()] for term in near if term.lower() in places} - {place}
        terms = [examples.add(term) for term in concept.terms]
        examples.concepts.append(ConceptExample(terms, [examples.add(term) for term in near], neighbours))
