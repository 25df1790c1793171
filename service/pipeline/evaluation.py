"""How well search does on labelled questions, by mode and by kind of question, through the real store.

A question's score is that of its ten best passages:

- nDCG@10: gains are the relevances themselves, discounted by log2(1 + rank) (Järvelin and Kekäläinen, 2002);
- recall@k: the share of the relevant passages among the first k;
- MRR@10: 1 / the rank of the first relevant passage, 0 beyond the tenth.
"""

import math
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from llama_index.core.schema import TextNode

from service.database import Database, Role
from service.errors import InvalidInput
from service.pipeline.chart import bar_chart
from service.pipeline.embedding import Embedder
from service.pipeline.labelled import LabelledSet, Passage, Question
from service.pipeline.lexemes import query_lexemes
from service.pipeline.ranking import Mode
from service.pipeline.scope import Scope
from service.pipeline.store import MAX_TOP_K, DocumentNodes, ResumeVectorStore
from service.privacy.masking import Masker
from service.text import RawText

DEPTH = 10
METRICS = ("ndcg@10", "recall@1", "recall@5", "recall@10", "mrr@10")
MODES = (Mode.KEYWORD, Mode.VECTOR, Mode.HYBRID)
_BATCH = 256
_RETENTION = timedelta(days=1)


def ndcg(found: Sequence[str], relevant: Mapping[str, float], depth: int = DEPTH) -> float:
    """Return the discounted gain of a ranking, divided by that of the best one.

    >>> ndcg(["b", "a"], {"a": 1.0}), ndcg(["a"], {"a": 1.0})
    (0.6309297535714575, 1.0)
    """
    gained = _discounted([relevant.get(passage, 0.0) for passage in found[:depth]])
    return gained / _discounted(sorted(relevant.values(), reverse=True)[:depth])


def recall(found: Sequence[str], relevant: Mapping[str, float], depth: int) -> float:
    """Return the share of the relevant passages among the first ``depth``.

    >>> recall(["b", "a", "c"], {"a": 1.0, "d": 2.0}, 2)
    0.5
    """
    return sum(passage in relevant for passage in found[:depth]) / len(relevant)


def reciprocal_rank(found: Sequence[str], relevant: Mapping[str, float], depth: int = DEPTH) -> float:
    """Return 1 / the rank of the first relevant passage, or 0.

    >>> reciprocal_rank(["b", "a"], {"a": 1.0}), reciprocal_rank(["b"], {"a": 1.0})
    (0.5, 0.0)
    """
    return next((1 / rank for rank, passage in enumerate(found[:depth], 1) if passage in relevant), 0.0)


def score(found: Sequence[str], relevant: Mapping[str, float]) -> dict[str, float]:
    """Return every metric of one question."""
    return {
        "ndcg@10": ndcg(found, relevant),
        "recall@1": recall(found, relevant, 1),
        "recall@5": recall(found, relevant, 5),
        "recall@10": recall(found, relevant, 10),
        "mrr@10": reciprocal_rank(found, relevant),
    }


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(1 + rank) for rank, gain in enumerate(gains, 1))


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and the ids of the passages that each mode found for it, best first."""

    question: Question
    found: Mapping[Mode, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came of a labelled set."""

    model_id: str
    passages: int
    resumes: int
    refused: int
    answered: Sequence[Answered]

    @property
    def kinds(self) -> list[str]:
        """The kinds of questions that the set names, in order."""
        return sorted({item.question.kind for item in self.answered if item.question.kind is not None})

    def means(self, mode: Mode, kind: str | None = None) -> dict[str, float]:
        """Return the mean of each metric over the questions, or over those of one kind."""
        own = [item for item in self.answered if kind is None or item.question.kind == kind]
        scores = [score(item.found[mode], item.question.relevant) for item in own]
        return {metric: sum(each[metric] for each in scores) / len(scores) for metric in METRICS}

    def count(self, kind: str | None = None) -> int:
        """Return the number of questions, or of those of one kind."""
        return sum(kind is None or item.question.kind == kind for item in self.answered)

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready results."""
        result: dict[str, object] = {str(mode): self.means(mode) for mode in MODES}
        result |= {"queries": self.count(), "passages": self.passages, "resumes": self.resumes}
        result |= {"refused": self.refused, "model_id": self.model_id}
        if self.kinds:
            result["kinds"] = {
                kind: {str(mode): self.means(mode, kind) for mode in MODES} | {"queries": self.count(kind)}
                for kind in self.kinds
            }
        return result


def evaluate(
    database: Database, store: ResumeVectorStore, embedder: Embedder, data: LabelledSet, masker: Masker | None = None
) -> Evaluation:
    """Store the passages, each as one chunk, ask the questions in every mode, and return what was found.

    Args:
        database: one for nothing else: what is stored has no record of redactions and stays.
        store: its store, for the embedder's vectors.
        embedder: makes the vectors.
        data: passages and questions.
        masker: masks both first; without it they are taken as masked already. A text that it refuses is not
            stored or finds nothing, and counts as refused.
    """
    resumes, order, refused = _store_all(database, store, embedder, data, masker)
    answered = []
    for question in data.questions:
        text = _masked_query(question.text, masker)
        refused += text is None
        rows = {} if text is None else _ask(database, store, embedder, resumes[question.scope], text)
        names = order[question.scope]
        answered.append(Answered(question, {mode: [names[seq] for seq in rows.get(mode, ())] for mode in MODES}))
    return Evaluation(embedder.model_id, sum(map(len, order.values())), len(order), refused, answered)


@dataclass(frozen=True, slots=True)
class Arms:
    """What both arms think of a passage."""

    id: str
    keyword: float
    cosine: float


def scored_arms(
    database: Database, store: ResumeVectorStore, embedder: Embedder, data: LabelledSet
) -> Iterator[tuple[Question, list[Arms]]]:
    """Store the passages as ``evaluate`` does, and yield each question with its passages' scores, at most 1,000."""
    resumes, order, _ = _store_all(database, store, embedder, data, None)
    for question in data.questions:
        resume_id, names = resumes[question.scope], order[question.scope]
        lexemes, vector = query_lexemes(question.text), embedder.embed_query(question.text)
        with database.scoped(Role.SEARCH, resume_id) as tx:
            rows = store.search(tx, Scope(resume_id), mode=Mode.HYBRID, lexemes=lexemes, vector=vector, top_k=MAX_TOP_K)
        arms = [Arms(names[row.seq], row.keyword_score or 0.0, row.vector_score) for row in rows]
        yield question, arms


def _store_all(
    database: Database, store: ResumeVectorStore, embedder: Embedder, data: LabelledSet, masker: Masker | None
) -> tuple[dict[str, str], dict[str, list[str]], int]:
    """Store every scope; return its resume's id, its passages' ids in order, and how many texts were refused."""
    refused = 0
    resumes: dict[str, str] = {}
    order: dict[str, list[str]] = {}
    for number, (scope, passages) in enumerate(data.scopes.items(), 1):
        kept = _masked(passages, masker)
        refused += len(passages) - len(kept)
        resumes[scope] = f"labelled-{number:06}"
        order[scope] = [passage.id for passage in kept]
        _store(database, store, embedder, resumes[scope], kept)
    return resumes, order, refused


def _masked(passages: Sequence[Passage], masker: Masker | None) -> list[Passage]:
    if masker is None:
        return list(passages)
    kept = []
    for passage in passages:
        try:
            kept.append(Passage(passage.id, masker.mask(RawText(passage.text)).text.value))
        except InvalidInput:
            continue
    return kept


def _masked_query(text: str, masker: Masker | None) -> str | None:
    try:
        return masker.mask_query(RawText(text)).value if masker else text
    except InvalidInput:
        return None


def _store(
    database: Database, store: ResumeVectorStore, embedder: Embedder, resume_id: str, passages: Sequence[Passage]
) -> None:
    """Write a resume whose one document has these chunks, in the passages' order."""
    until, document_id, digest = datetime.now(UTC) + _RETENTION, uuid4(), secrets.token_bytes(32)
    versions = {"policy_version": "labelled", "engine_version": "labelled", "retain_until": until}
    with database.scoped(Role.INGEST, resume_id) as tx:
        tx.run("ensure_resume", resume_id=resume_id, **versions)
        tx.run(
            "put_document",
            resume_id=resume_id,
            document_id=document_id,
            digest=digest,
            format="text",
            masked_text="labelled",
            commitment_salt=secrets.token_bytes(32),
            event_id=uuid4(),
            **versions,
        )
    nodes = [
        node for start in range(0, len(passages), _BATCH) for node in _nodes(passages[start : start + _BATCH], embedder)
    ]
    document = DocumentNodes(document_id, digest, nodes)
    rows = store.rows_of(document)
    with database.scoped(Role.WORKER, resume_id) as tx:
        store.write_document(tx, resume_id, document, rows)


def _nodes(passages: Sequence[Passage], embedder: Embedder) -> list[TextNode]:
    vectors = embedder.embed_documents([passage.text for passage in passages])
    return [
        TextNode(text=passage.text, embedding=vector.tolist())
        for passage, vector in zip(passages, vectors, strict=True)
    ]


def _ask(
    database: Database, store: ResumeVectorStore, embedder: Embedder, resume_id: str, text: str
) -> dict[Mode, list[int]]:
    """Return the places of the passages that each mode finds."""
    lexemes, vector = query_lexemes(text), embedder.embed_query(text)
    with database.scoped(Role.SEARCH, resume_id) as tx:
        return {
            mode: [
                row.seq
                for row in store.search(tx, Scope(resume_id), mode=mode, lexemes=lexemes, vector=vector, top_k=DEPTH)
            ]
            for mode in MODES
        }


def chart(evaluation: Evaluation, title: str) -> list[str]:
    """Return the results as pictures (SVG): every metric, and nDCG@10 by kind of question if there are kinds."""

    def column(metric: str, kind: str | None = None) -> dict[str, float]:
        return {str(mode): evaluation.means(mode, kind)[metric] for mode in MODES}

    about = f"{evaluation.count():,} questions, {evaluation.passages:,} passages, {evaluation.model_id}"
    pictures = [bar_chart(title, about, {metric: column(metric) for metric in METRICS})]
    if evaluation.kinds:
        kinds = {f"{kind} ({evaluation.count(kind):,})": column("ndcg@10", kind) for kind in evaluation.kinds}
        pictures.append(bar_chart(f"{title}: nDCG@10 by kind of question", about, kinds))
    return pictures


def table(evaluation: Evaluation) -> str:
    """Return the results for a person."""
    lines = [" " * 24 + "".join(f"{metric:>11}" for metric in METRICS) + f"{'queries':>9}"]
    for kind in (None, *evaluation.kinds):
        for mode in MODES:
            title = str(mode) if kind is None else f"  {kind}: {mode}"
            means = evaluation.means(mode, kind)
            cells = "".join(f"{means[metric]:>11.3f}" for metric in METRICS)
            lines.append(f"{title:24}{cells}{evaluation.count(kind):>9,}")
    lines.append(
        f"{evaluation.passages:,} passages of {evaluation.resumes:,} resumes, {evaluation.model_id}"
        + (f"; {evaluation.refused:,} texts refused by masking" if evaluation.refused else "")
    )
    return "\n".join(lines)
