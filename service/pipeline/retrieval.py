"""Retrieval: the best passages of one resume, and the record that somebody read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import orjson
from numpy.typing import NDArray

from service.database import Database, Role
from service.errors import Conflict, DetectorUnavailable, InvalidInput, NotFound
from service.pipeline.diversity import diversify
from service.pipeline.embedding import Embedder
from service.pipeline.highlights import Span, highlight
from service.pipeline.lexemes import query_lexemes, readable_lexemes
from service.pipeline.passages import RELEVANCE_FLOOR, Citation, Context, assemble
from service.pipeline.query_embedding import QueryEmbedder, shared
from service.pipeline.ranking import Mode
from service.pipeline.requests import Request, hits_for
from service.pipeline.scope import Scope
from service.pipeline.store import How, ResumeVectorStore
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.ids import validate_resume_id
from service.privacy.masking import Masker
from service.text import MaskedText, RawText

if TYPE_CHECKING:
    from service.pipeline.reranking import Reranker

__all__ = ["Citation", "Context", "Hit", "Mode", "Neighbour", "Retrieval", "SearchResult"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage, with its place in the resume and what each arm thought of it.

    Attributes:
        rank: its place among the hits.
        score: what ranked it: the reranker's score where there is one, else the fused one.
        fused_rank: its rank before reranking and diversity.
        lexemes: the matched ones, where they were asked for.
        highlights: code points ``[start, end)`` of ``text``: the words that those came from.
    """

    text: str
    section: str
    document_id: UUID
    seq: int
    position: int
    rank: int
    score: float
    vector_rank: int | None
    vector_score: float | None
    keyword_rank: int | None
    keyword_score: float | None
    fused_rank: int
    fused_score: float
    rerank_score: float | None
    lexemes: tuple[str, ...]
    highlights: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A passage beside hits of its document; ``hit`` is the rank of the best of them."""

    text: str
    section: str
    document_id: UUID
    seq: int
    position: int
    hit: int


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of a search, best first, and what made them."""

    hits: tuple[Hit, ...]
    mode: Mode
    model_id: str
    neighbours: tuple[Neighbour, ...] = ()


class Retrieval:
    """Answers queries about one resume. Every answer's access event is committed before it leaves."""

    def __init__(
        self,
        database: Database,
        store: ResumeVectorStore,
        embedder: Embedder | QueryEmbedder,
        masker: Masker,
        audit: AuditLog,
        reranker: "Reranker | None" = None,
    ) -> None:
        self._database = database
        self._store = store
        self._queries = shared(embedder)
        self._masker = masker
        self._audit = audit
        self._reranker = reranker

    def search(
        self,
        resume_id: str,
        query: str,
        actor: Actor,
        *,
        top_k: int = 5,
        mode: Mode = Mode.HYBRID,
        sections: Sequence[str] = (),
        explain: bool = False,
        expand: int = 0,
        diversity: float = 0.0,
    ) -> SearchResult:
        """Return the best passages of a resume for a query.

        Args:
            resume_id: whose resume.
            query: what is asked; it is masked before anything else sees it.
            actor: who asks.
            top_k: at most so many hits, 1 to 100.
            mode: which arms.
            sections: only these sections; all if empty.
            explain: name the lexemes that matched, and where their words are.
            expand: also the passages up to so many positions before and after each hit, 0 to 2.
            diversity: 0 to 1: how much a hit counts less that is like the ones before it.

        Raises:
            InvalidInput: the query, a number or a section can't be accepted.
            ResumeNotFound: there is no such resume.
            ModelMismatch: the resume was indexed with another model.
            TooBusy: too many queries wait for the model.
            RerankerUnavailable: the reranking model failed.
        """
        request = Request(
            "resume.search", resume_id, query, top_k, mode, tuple(sections), explain, expand=expand, diversity=diversity
        )
        hits, neighbours = self._read(request, actor)
        return SearchResult(hits, mode, self._queries.model_id, neighbours)

    def context(self, resume_id: str, query: str, actor: Actor, *, max_chars: int = 4_000) -> Context:
        """Return the best passages as one numbered block for a prompt, at most ``max_chars`` long.

        Raises:
            InvalidInput: the query or max_chars can't be accepted.
            ResumeNotFound: there is no such resume.
            ModelMismatch: the resume was indexed with another model.
        """
        request = Request("resume.context", resume_id, query, hits_for(max_chars), max_chars=max_chars)
        hits, _ = self._read(request, actor)
        # A reranker's scores have no zero to measure from.
        return assemble(hits, max_chars, floor=0.0 if self._reranker else RELEVANCE_FLOOR)

    def _read(self, request: Request, actor: Actor) -> "_Found":
        # Before anything is recorded: an id that is personal data must not reach the log.
        validate_resume_id(request.resume_id)
        try:
            request.check()
            return self._answer(request, actor)
        except (InvalidInput, NotFound, Conflict, DetectorUnavailable) as error:
            refusal = Event.of(
                actor,
                request.action,
                resume_id=request.resume_id,
                outcome="refused",
                code=error.code,
                **request.detail(),
            )
            self._audit.record(Role.SEARCH, refusal)
            raise

    def _answer(self, request: Request, actor: Actor) -> "_Found":
        query, vector = self._encode(request)
        lexemes = query_lexemes(query.value) if request.mode is not Mode.VECTOR else []
        reranker = self._reranker if request.mode is Mode.HYBRID else None
        how: How = {
            "mode": request.mode,
            "lexemes": lexemes,
            "vector": vector,
            "top_k": request.candidates(reranked=reranker is not None),
            "explain": request.explain,
        }
        scope = Scope(request.resume_id, request.sections or None)
        event = Event.of(
            actor,
            request.action,
            resume_id=request.resume_id,
            model_id=self._queries.model_id,
            **request.detail(),
        )
        if reranker is None and not request.expand and not request.diversity:
            # One statement searches and writes the event with the number of hits; both are committed when it returns.
            rows = self._store.answer(scope, event, **how)
            return tuple(_hit(row, row.rank, None) for row in rows), ()
        return self._answer_in_steps(request, query, scope, event, reranker, how)

    def _answer_in_steps(
        self, request: Request, query: MaskedText, scope: Scope, event: Event, reranker: "Reranker | None", how: How
    ) -> "_Found":
        """Read candidates, order them without a transaction, then look at them again and record the access."""
        with self._database.scoped(Role.SEARCH, scope.resume_id) as tx:
            rows = self._store.search(tx, scope, **how)
            place = {"resume_id": scope.resume_id, "generation": rows[0].generation if rows else None}
            seqs = [row.seq for row in rows]
            found = tx.all("chunk_vectors", seqs=seqs, **place) if request.diversity else ()
        scores = reranker.score(query.value, [row.text for row in rows]) if reranker else None
        order = _order(rows, scores, found, request)
        with self._database.scoped(Role.SEARCH, scope.resume_id) as tx:
            # What was erased while a model read it is not answered.
            present = {row.seq for row in tx.all("present_chunks", seqs=[seqs[index] for index in order], **place)}
            order = [index for index in order if seqs[index] in present]
            beside: Sequence[Any] = ()
            if request.expand and order:
                beside = tx.all(
                    "neighbouring_chunks",
                    seqs=[seqs[index] for index in order],
                    distance=request.expand,
                    sections=scope.parameters()["sections"],
                    **place,
                )
            self._audit.append(tx, event.with_hits(len(order) + len(beside)))
        hits = tuple(_hit(rows[index], rank, scores[index] if scores else None) for rank, index in enumerate(order, 1))
        return hits, tuple(_neighbour(row, hits, request.expand) for row in beside)

    def _encode(self, request: Request) -> tuple[MaskedText, NDArray[np.float32] | None]:
        """Return the masked query, and its vector where the mode wants one."""
        if request.mode is Mode.KEYWORD:
            return self._masker.mask_query(RawText(request.query)), None
        with self._queries.announced():
            query = self._masker.mask_query(RawText(request.query))
            return query, self._queries.embed_masked(query)


_Found = tuple[tuple[Hit, ...], tuple[Neighbour, ...]]


def _order(rows: Sequence[Any], scores: Sequence[float] | None, found: Sequence[Any], request: Request) -> list[int]:
    """Return which rows are hits, best first: by the reranker's scores, if there are any, then by diversity."""
    order = list(range(len(rows)))
    if scores is not None:
        order.sort(key=lambda index: (-scores[index], index))
    if not request.diversity:
        return order[: request.top_k]
    by_seq = {row.seq: orjson.loads(row.embedding) for row in found}
    # A passage that has just been erased has no vector any more, and is no hit either.
    order = [index for index in order if rows[index].seq in by_seq]
    ranking = [scores[index] if scores else float(rows[index].score) for index in order]
    vectors = np.array([by_seq[rows[index].seq] for index in order], dtype=np.float32)
    return [order[place] for place in diversify(ranking, vectors, request.diversity, request.top_k)]


def _neighbour(row: Any, hits: Sequence[Hit], distance: int) -> Neighbour:
    beside = min(
        hit.rank for hit in hits if hit.document_id == row.document_id and abs(hit.position - row.position) <= distance
    )
    return Neighbour(row.text, row.section, row.document_id, row.seq, row.position, beside)


def _hit(row: Any, rank: int, rerank_score: float | None) -> Hit:
    lexemes = row.lexemes or ()
    return Hit(
        text=row.text,
        section=row.section,
        document_id=row.document_id,
        seq=row.seq,
        position=row.position,
        rank=rank,
        score=row.score if rerank_score is None else rerank_score,
        vector_rank=row.vector_rank,
        vector_score=row.vector_score,
        keyword_rank=row.keyword_rank,
        keyword_score=row.keyword_score,
        fused_rank=row.rank,
        fused_score=row.score,
        rerank_score=rerank_score,
        lexemes=readable_lexemes(lexemes),
        highlights=highlight(row.text, lexemes),
    )
