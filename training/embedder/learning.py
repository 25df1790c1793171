"""Trains the vectors: questions find their passages, terms their synonyms, paraphrases each other.

Contrastive losses over cosines, each against what else is in the batch (InfoNCE, van den Oord 2018). The vectors
start as a random projection of TF-IDF, so what is never trained still finds shared words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from training.embedder.examples import Examples

# A similarity that no softmax counts.
_NEVER = -1e4
_SHORT = 4
# Adam's decay of the gradient's mean and of its square, and what keeps it from dividing by zero.
_MEMORY = 0.9
_SQUARE_MEMORY = 0.98
_TINY = 1e-8


@dataclass(frozen=True)
class Plan:
    """How long to train, on how much at once, and how each loss counts."""

    steps: int = 350
    warm_up: int = 30
    rate: float = 1.5e-3
    temperature: float = 0.05
    # How many resumes, concepts and pairs a step sees.
    resumes: int = 16
    concepts: int = 384
    pairs: int = 128
    # Against every passage of the batch, and against those of the same resume only.
    questions: float = 1.0
    scoped: float = 1.0
    synonyms: float = 1.0
    paraphrases: float = 0.5
    # How often a term's partner is a wider or near one rather than a synonym.
    near: float = 0.3
    # How often a text is taken as it was written, and how many of its pieces are left out.
    original: float = 0.4
    dropped: float = 0.1
    threads: int = 1
    seed: int = 20_240_601


class _Asked(NamedTuple):
    """Questions and passages as numbers of texts, each question's passage, and which passages aren't its resume's."""

    questions: list[int]
    passages: list[int]
    answers: list[int]
    foreign: Tensor


class _Sides(NamedTuple):
    """The two sides of pairs as numbers of texts, and which pairs are too near to count as each other's negatives."""

    left: list[int]
    right: list[int]
    related: Tensor


class Trainer:
    """The vectors while they are trained, by Adam (Kingma 2015) over the rows that a step touches (lazy Adam)."""

    def __init__(self, start: NDArray[np.float32], examples: Examples, plan: Plan) -> None:
        torch.set_num_threads(plan.threads)
        torch.use_deterministic_algorithms(True)
        self._examples, self._plan = examples, plan
        self._rng = np.random.default_rng(plan.seed)
        self._vectors = torch.from_numpy(start.copy())
        self._means = torch.zeros_like(self._vectors)
        self._squares = torch.zeros_like(self._vectors)
        self._touched = torch.empty(0)
        self._rows = torch.empty(0, dtype=torch.long)

    def train(self, report: Callable[[int, list[float]], None] = lambda _step, _losses: None) -> NDArray[np.float32]:
        """Run every step and return the vectors, shape (pieces, dimensions)."""
        for step in range(self._plan.steps):
            losses = self.weigh_losses()
            (slope,) = torch.autograd.grad(torch.stack(losses).sum(), self._touched)
            self._move(step, slope)
            report(step + 1, [loss.item() for loss in losses])
        vectors: NDArray[np.float32] = self._vectors.numpy()
        return vectors

    def _move(self, step: int, slope: Tensor) -> None:
        plan, rows = self._plan, self._rows
        rate = plan.rate * min(1.0, (step + 1) / plan.warm_up) * (1 - step / plan.steps)
        means = self._means[rows].lerp_(slope, 1 - _MEMORY)
        squares = self._squares[rows].lerp_(slope.square(), 1 - _SQUARE_MEMORY)
        self._means[rows], self._squares[rows] = means, squares
        spread = (squares / (1 - _SQUARE_MEMORY ** (step + 1))).sqrt_().add_(_TINY)
        self._vectors[rows] = self._touched.detach() - (rate / (1 - _MEMORY ** (step + 1))) * means / spread

    def weigh_losses(self) -> list[Tensor]:
        """Draw a batch and return its losses, each times its weight."""
        plan = self._plan
        asked, named, rephrased = self._draw_resumes(), self._draw_concepts(), self._draw_pairs()
        # All texts at once: every embedding call would write a gradient as large as the model.
        drawn = (asked.questions, asked.passages, named.left, named.right, rephrased.left, rephrased.right)
        texts = [self._thin(number) for number in chain(asked.questions, asked.passages)]
        texts += [self._examples.pieces[number] for number in chain(*drawn[2:])]
        questions, passages, *sides = torch.split(self._embed(texts), [len(numbers) for numbers in drawn])
        scores = questions @ passages.T / plan.temperature
        answers = torch.tensor(asked.answers)
        return [
            plan.questions * functional.cross_entropy(scores, answers),
            plan.scoped * functional.cross_entropy(scores.masked_fill(asked.foreign, _NEVER), answers),
            plan.synonyms * self._contrast(sides[0], sides[1], named.related),
            plan.paraphrases * self._contrast(sides[2], sides[3], rephrased.related),
        ]

    def _draw_resumes(self) -> _Asked:
        passages: list[int] = []
        questions: list[int] = []
        answers, asked_of, parts_of = [], [], []
        resumes = self._examples.resumes
        for place in self._rng.choice(len(resumes), min(self._plan.resumes, len(resumes)), replace=False):
            resume = resumes[place]
            answers += [len(passages) + answer for answer in resume.answers]
            questions += [self._pick(writings) for writings in resume.questions]
            passages += [self._pick(writings) for writings in resume.passages]
            asked_of += [place] * len(resume.questions)
            parts_of += [place] * len(resume.passages)
        return _Asked(questions, passages, answers, torch.tensor(asked_of)[:, None] != torch.tensor(parts_of)[None, :])

    def _draw_concepts(self) -> _Sides:
        rng, concepts = self._rng, self._examples.concepts
        chosen = rng.choice(len(concepts), min(self._plan.concepts, len(concepts)), replace=False)
        terms, others = [], []
        for place in chosen:
            concept = concepts[place]
            term, other = rng.permutation(concept.terms)[:2]
            if concept.near and rng.random() < self._plan.near:
                other = rng.choice(concept.near)
            terms.append(int(term))
            others.append(int(other))
        rows = {int(place): row for row, place in enumerate(chosen)}
        related = torch.zeros(len(chosen), len(chosen), dtype=torch.bool)
        for place, row in rows.items():
            for column in (rows[near] for near in concepts[place].neighbours if near in rows):
                related[row, column] = related[column, row] = True
        return _Sides(terms, others, related)

    def _draw_pairs(self) -> _Sides:
        pairs = self._examples.pairs
        chosen = self._rng.choice(len(pairs), min(self._plan.pairs, len(pairs)), replace=False)
        none = torch.zeros(len(chosen), len(chosen), dtype=torch.bool)
        return _Sides([pairs[place][0] for place in chosen], [pairs[place][1] for place in chosen], none)

    def _contrast(self, one: Tensor, other: Tensor, ignored: Tensor) -> Tensor:
        """Return how badly the sides of pairs find each other."""
        scores = (one @ other.T / self._plan.temperature).masked_fill(ignored, _NEVER)
        targets = torch.arange(len(one))
        return (functional.cross_entropy(scores, targets) + functional.cross_entropy(scores.T, targets)) / 2

    def _pick(self, writings: list[int]) -> int:
        if self._rng.random() < self._plan.original:
            return writings[0]
        return writings[self._rng.integers(1, len(writings))]

    def _thin(self, number: int) -> NDArray[np.int64]:
        """Return a text's pieces, some left out."""
        text = self._examples.pieces[number]
        if len(text) <= _SHORT:
            return text
        kept = text[self._rng.random(len(text)) >= self._plan.dropped]
        return kept if len(kept) else text

    def _embed(self, texts: Sequence[NDArray[np.int64]]) -> Tensor:
        """Return the texts' vectors of length 1."""
        offsets = np.cumsum([0, *(len(text) for text in texts[:-1])])
        rows, places = np.unique(np.concatenate(texts), return_inverse=True)
        self._rows = torch.from_numpy(rows)
        self._touched = self._vectors[self._rows].requires_grad_()
        sums = functional.embedding_bag(torch.from_numpy(places), self._touched, torch.from_numpy(offsets), mode="sum")
        return functional.normalize(sums, dim=1)
