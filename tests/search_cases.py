"""Random resumes and queries, searched in the database and by the oracle."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import psycopg2
import psycopg2.extras
from numpy.typing import NDArray
from sqlalchemy import URL

from service.database import Database, Role
from service.pipeline.chunks import vector_literal
from service.pipeline.lexemes import TOKENISER_VERSION, tsvector_literal
from service.pipeline.ranking import Fusion, Mode
from service.pipeline.scope import Scope
from service.pipeline.store import ResumeVectorStore
from service.pipeline.terms import terms_literal
from tests import oracle
from tests.resumes import add_document

WORDS = [f"w{i}" for i in range(12)] + ["~가나", "~나다", "it's", "back\\slash", '"q"', "c++", "%", "한글", "a" * 3_000]
DIMENSIONS = 8
# What single precision, in which distances are computed, can't tell apart.
_NEAR = 5e-6
_EXACT = 2e-6

_ADD_CHUNKS = """
INSERT INTO veil.chunk (resume_id, generation, seq, document_id, node_id, position, section, text, embedding, lexemes,
                        terms, lexeme_count, model_id, tokeniser_version)
VALUES %s
"""
_CHUNK = "(%s, 1, %s, %s, %s, %s, %s, 'text', %s::vector::halfvec, %s::tsvector, %s::sparsevec, %s, 'hash-1+8', %s)"


@dataclass(frozen=True)
class Resume:
    """A resume with lexemes and vectors of the test's own choice."""

    resume_id: str
    passages: Sequence[Sequence[str]]
    vectors: NDArray[np.float32]
    sections: Sequence[str]
    corpus: oracle.Corpus


@dataclass(frozen=True)
class Query:
    """A search, and what it is limited to."""

    mode: Mode
    lexemes: Sequence[str]
    mass_weights: Mapping[str, float] | None
    vector: NDArray[np.float32]
    fusion: Fusion
    top_k: int
    sections: tuple[str, ...] | None


def random_resume(dice: random.Random, resume_id: str) -> Resume:
    """Coarse vectors and repeated passages make ties, and one passage has no direction."""
    size = dice.choice([1, 2, 5, 12, 30])
    passages = [dice.choices(WORDS, k=dice.choice([0, 1, 5, 40, 300])) for _ in range(size)]
    if dice.random() < 0.2:
        passages[-1] = [dice.choice(WORDS)] * 400
    numbers = np.random.default_rng(dice.randrange(2**32))
    vectors = numbers.integers(-2, 3, (size, DIMENSIONS)).astype(np.float32)
    vectors[dice.randrange(size)] = 0
    sections = dice.choices(["skill", "experience", "other"], k=size)
    return Resume(resume_id, passages, vectors, sections, oracle.Corpus(passages, vectors))


def random_query(dice: random.Random) -> Query:
    """Any mode, fusion, filter, and subset of lexemes for the IDF mass."""
    lexemes = dice.choices([*WORDS, "missing"], k=dice.choice([0, 1, 3, 10, 22]))
    vector = np.array([dice.randint(-2, 2) for _ in range(DIMENSIONS)], np.float32)
    vector /= np.linalg.norm(vector) or 1
    fusion = Fusion(dice.choice([0.0, 0.1, 1.0]), dice.choice([None, 60.0]), bigram_weight=dice.random())
    masses = {lexeme: dice.choice([0.0, 0.5, 1.0]) for lexeme in lexemes} if dice.random() < 0.3 else None
    wanted = dice.choice([None, ("skill",), ("skill", "other")])
    return Query(dice.choice(list(Mode)), lexemes, masses, vector, fusion, dice.choice([1, 3, 100]), wanted)


def write_resumes(database: Database, url: URL, resumes: Sequence[Resume]) -> None:
    """Write resumes with their generation and chunks, past the store."""
    connection = psycopg2.connect(url.set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        with connection, connection.cursor() as cursor:
            for resume in resumes:
                document_id = add_document(database, resume.resume_id, ["text"])
                cursor.execute(
                    "INSERT INTO veil.generation VALUES (%s, 1, 'hash-1+8', 8, %s, 'c-1')",
                    (resume.resume_id, TOKENISER_VERSION),
                )
                cursor.execute("UPDATE veil.resume SET active_generation = 1 WHERE resume_id = %s", (resume.resume_id,))
                rows = [
                    (
                        *(resume.resume_id, seq, document_id, uuid.uuid4(), seq, section, vector_literal(vector)),
                        *(tsvector_literal(lexemes), terms_literal(lexemes), len(lexemes), TOKENISER_VERSION),
                    )
                    for seq, (lexemes, vector, section) in enumerate(
                        zip(resume.passages, resume.vectors, resume.sections, strict=True)
                    )
                ]
                psycopg2.extras.execute_values(cursor, _ADD_CHUNKS, rows, template=_CHUNK, page_size=1_000)
    finally:
        connection.close()


def search(database: Database, store: ResumeVectorStore, resume: Resume, query: Query, apart: bool) -> list[Any]:
    """Search in a transaction of the caller's, or in one round trip."""
    scope = Scope(resume.resume_id, query.sections)
    how: dict[str, Any] = {
        "mode": query.mode,
        "weights": query.fusion.weigh(query.lexemes),
        "mass_weights": query.mass_weights,
        "vector": query.vector,
        "fusion": query.fusion,
        "top_k": query.top_k,
    }
    if not apart:
        return store.answer(scope, **how)
    with database.scoped(Role.SEARCH, resume.resume_id) as tx:
        return store.search(tx, scope, **how)


def expected_of(resume: Resume, query: Query) -> list[oracle.Scored]:
    """Return all that the oracle finds."""
    return oracle.search(
        resume.corpus,
        weights=query.fusion.weigh(query.lexemes),
        mass_weights=query.mass_weights,
        vector=query.vector,
        mode=query.mode,
        fusion=query.fusion,
        allowed=None if query.sections is None else [section in query.sections for section in resume.sections],
    )


def assert_same(rows: Sequence[Any], expected: Sequence[oracle.Scored], query: Query) -> None:
    """Ids, ranks and scores are equal one by one, but for passages that single precision can't tell apart."""
    assert [row.rank for row in rows] == list(range(1, min(len(expected), query.top_k) + 1))
    of = {scored.seq: scored for scored in expected}
    doubtful = {arm: _near({s.seq: getattr(s, f"{arm}_score") for s in expected}) for arm in ("vector", "keyword")}
    unsure = doubtful["vector"] | doubtful["keyword"] if query.fusion.rrf_k is not None else set()
    near = _near({scored.seq: scored.score for scored in expected})
    for row, place in zip(rows, expected, strict=False):
        mine = of[row.seq]
        if not unsure and place.seq not in near:
            assert row.seq == place.seq
        if row.seq not in unsure:
            assert abs(row.score - mine.score) < _EXACT
        for arm in ("vector", "keyword"):
            score, theirs = getattr(mine, f"{arm}_score"), getattr(row, f"{arm}_score")
            assert (score is None) == (theirs is None)
            assert score is None or abs(theirs - score) < _EXACT
            if row.seq not in doubtful[arm]:
                assert getattr(row, f"{arm}_rank") == getattr(mine, f"{arm}_rank")


def _near(scores: Mapping[int, float | None]) -> set[int]:
    """Return the passages whose score is as good as another's."""
    known = {seq: score for seq, score in scores.items() if score is not None}
    ordered = sorted(known, key=lambda seq: known[seq])
    return {seq for a, b in pairwise(ordered) if known[b] - known[a] < _NEAR for seq in (a, b)}
