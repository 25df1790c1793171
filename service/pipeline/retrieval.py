"""Retrieval: the best passages of one resume, and the record that somebody read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from service.database import Database, Role
from service.errors import Conflict, DetectorUnavailable, InvalidInput, InvalidRequest, NotFound, UnknownSection
from service.pipeline.embedding import Embedder
from service.pipeline.lexemes import query_lexemes, readable_lexemes
from service.pipeline.passages import Citation, Context, assemble
from service.pipeline.query_embedding import QueryEmbedder, shared
from service.pipeline.ranking import Mode
from service.pipeline.scope import Scope
from service.pipeline.sections import SECTIONS
from service.pipeline.store import ResumeVectorStore
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.ids import validate_resume_id
from service.privacy.masking import Masker
from service.text import MaskedText, RawText

__all__ = ["Citation", "Context", "Hit", "Mode", "Retrieval", "SearchResult"]

MAX_TOP_K = 100
MAX_QUERY = 10_000
MAX_CONTEXT = 100_000
_CONTEXT_HITS = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """One passage, with its place in the resume and what each arm thought of it."""

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
    lexemes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The hits of a search, best first, and what made them."""

    hits: tuple[Hit, ...]
    mode: Mode
    model_id: str


class Retrieval:
    """Answers queries about one resume. Every answer's access event is committed before it leaves."""

    def __init__(
        self,
        database: Database,
        store: ResumeVectorStore,
        embedder: Embedder | QueryEmbedder,
        masker: Masker,
        audit: AuditLog,
    ) -> None:
        self._database = database
        self._store = store
        self._queries = shared(embedder)
        self._masker = masker
        self._audit = audit

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
    ) -> SearchResult:
        """Return the best passages of a resume for a query.

        Args:
            resume_id: whose resume.
            query: what is asked; it is masked before anything else sees it.
            actor: who asks.
            top_k: at most so many hits, 1 to 100.
            mode: which arms.
            sections: only these sections; all if empty.
            explain: name the lexemes that matched.

        Raises:
            InvalidInput: the query, top_k or a section can't be accepted.
            ResumeNotFound: there is no such resume.
            ModelMismatch: the resume was indexed with another model.
        """
        request = _Request("resume.search", resume_id, query, top_k, mode, tuple(sections), explain)
        return SearchResult(self._read(request, actor), mode, self._queries.model_id)

    def context(self, resume_id: str, query: str, actor: Actor, *, max_chars: int = 4_000) -> Context:
        """Return the best passages as one numbered block for a prompt, at most ``max_chars`` long.

        Raises:
            InvalidInput: the query or max_chars can't be accepted.
            ResumeNotFound: there is no such resume.
            ModelMismatch: the resume was indexed with another model.
        """
        request = _Request("resume.context", resume_id, query, _CONTEXT_HITS, max_chars=max_chars)
        return assemble(self._read(request, actor), max_chars)

    def _read(self, request: "_Request", actor: Actor) -> tuple[Hit, ...]:
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

    def _answer(self, request: "_Request", actor: Actor) -> tuple[Hit, ...]:
        query, vector = self._encode(request)
        lexemes = query_lexemes(query.value) if request.mode is not Mode.VECTOR else []
        scope = Scope(request.resume_id, request.sections or None)
        event = Event.of(
            actor,
            request.action,
            resume_id=request.resume_id,
            model_id=self._queries.model_id,
            **request.detail(),
        )
        # One statement searches and writes the event with the number of hits; both are committed when it returns.
        rows = self._store.answer(
            scope,
            event,
            mode=request.mode,
            lexemes=lexemes,
            vector=vector,
            top_k=request.top_k,
            explain=request.explain,
        )
        return tuple(_hit(row) for row in rows)

    def _encode(self, request: "_Request") -> tuple[MaskedText, NDArray[np.float32] | None]:
        """Return the masked query, and its vector where the mode wants one."""
        if request.mode is Mode.KEYWORD:
            return self._masker.mask_query(RawText(request.query)), None
        with self._queries.announced():
            query = self._masker.mask_query(RawText(request.query))
            return query, self._queries.embed_masked(query)


@dataclass(frozen=True, slots=True)
class _Request:
    action: str
    resume_id: str
    query: str
    top_k: int
    mode: Mode = Mode.HYBRID
    sections: tuple[str, ...] = ()
    explain: bool = False
    max_chars: int | None = None

    def check(self) -> None:
        """Refuse what can't be answered."""
        if not self.query.strip() or len(self.query) > MAX_QUERY:
            raise InvalidRequest(f"A query has between 1 and {MAX_QUERY} characters.")
        if not 1 <= self.top_k <= MAX_TOP_K:
            raise InvalidRequest(f"top_k is between 1 and {MAX_TOP_K}.")
        if self.max_chars is not None and not 1 <= self.max_chars <= MAX_CONTEXT:
            raise InvalidRequest(f"max_chars is between 1 and {MAX_CONTEXT}.")
        if not set(self.sections) <= set(SECTIONS):
            raise UnknownSection

    def detail(self) -> dict[str, Any]:
        """Return what the access event tells: counts and codes, never the query."""
        known = sorted(set(self.sections) & set(SECTIONS))
        return {
            "mode": str(self.mode),
            "top_k": max(self.top_k, 0),
            "sections": known or None,
            "explain": self.explain,
            "max_chars": None if self.max_chars is None else max(self.max_chars, 0),
        }


def _hit(row: Any) -> Hit:
    return Hit(
        text=row.text,
        section=row.section,
        document_id=row.document_id,
        seq=row.seq,
        position=row.position,
        rank=row.rank,
        score=row.score,
        vector_rank=row.vector_rank,
        vector_score=row.vector_score,
        keyword_rank=row.keyword_rank,
        keyword_score=row.keyword_score,
        lexemes=readable_lexemes(row.lexemes or ()),
    )
