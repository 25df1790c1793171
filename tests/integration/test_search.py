"""Search: exact within the resume, the same as an oracle in Python, and only for the right model."""

import random
import re
import uuid
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy import URL, Row

from service.database import Database, Role, named_queries
from service.errors import ModelMismatch, ResumeNotFound
from service.pipeline import store as store_module
from service.pipeline.chunks import vector_literal
from service.pipeline.embedding import HashEmbedder
from service.pipeline.lexemes import document_lexemes, query_lexemes, tsvector_literal
from service.pipeline.ranking import Fusion, Mode
from service.pipeline.scope import Scope
from service.pipeline.store import ResumeVectorStore
from service.pipeline.terms import terms_literal
from tests import oracle
from tests.resumes import add_document, nodes_of, open_store
from tests.statements import run_sql

TEXTS = [
    "파이썬과 장고로 결제 시스템을 개발했다",
    "C++ 게임 서버를 운영하고 C# 도구를 만들었다",
    "React/Redux 화면과 node.js 서버, .NET 배치를 맡았다",
    "정보처리기사를 취득했다. 봉사 활동도 꾸준히 했다",
    "<PERSON_1>과 함께 데이터 파이프라인을 구축했다",
]
WORDS = [f"w{i}" for i in range(12)] + ["~가나", "~나다", "it's", "back\\slash", '"q"', "c++", "%"]


@pytest.fixture
def store(database: Database) -> ResumeVectorStore:
    store = open_store(database)
    store.add(nodes_of("r1", add_document(database, "r1", TEXTS), TEXTS))
    return store


def ask(
    database: Database,
    store: ResumeVectorStore,
    query: str,
    mode: Mode = Mode.HYBRID,
    resume_id: str = "r1",
    **how: Any,
) -> Sequence[Row[Any]]:
    vector = HashEmbedder(store.embed_dim).embed_query(query)
    with database.scoped(Role.SEARCH, resume_id) as tx:
        return store.search(tx, Scope(resume_id), mode=mode, lexemes=query_lexemes(query), vector=vector, **how)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("파이썬", 0),
        ("파이썬은 어디에 썼나요", 0),
        ("결제시스템", 0),
        ("c++", 1),
        ("C#", 1),
        (".NET", 2),
        ("Node.js를", 2),
        ("react", 2),
        ("Redux", 2),
        ("React/Redux", 2),
        ("정보처리기사", 3),
        ("ｎｏｄｅ．ｊｓ", 2),
    ],
)
def test_keyword_search_finds_the_word_in_its_passage(
    database: Database, store: ResumeVectorStore, query: str, found: int
) -> None:
    assert ask(database, store, query, Mode.KEYWORD)[0].seq == found


@pytest.mark.parametrize("query", ["C", "java", "<PERSON_1>", "<PRIVATE>", "?!", "🙂", "' OR 1=1 --", "a & !b | (c)"])
def test_what_is_in_no_passage_is_found_by_no_keyword(database: Database, store: ResumeVectorStore, query: str) -> None:
    assert ask(database, store, query, Mode.KEYWORD) == []
    assert len(ask(database, store, query, Mode.HYBRID)) == len(TEXTS)


def test_a_hit_tells_each_arms_rank_and_score_and_on_demand_the_lexemes(
    database: Database, store: ResumeVectorStore
) -> None:
    best, *_, last = ask(database, store, "C++ 서버", explain=True)
    assert (best.seq, best.rank, best.keyword_rank) == (1, 1, 1)
    assert best.score == pytest.approx(best.keyword_score + 0.1 * best.vector_score)
    assert "c++" in best.lexemes
    assert (last.keyword_rank, last.keyword_score, last.lexemes) == (None, None, [])
    assert ask(database, store, "C++ 서버")[0].lexemes is None


def test_a_resume_without_chunks_has_no_hits_and_an_unknown_one_is_not_found(
    database: Database, store: ResumeVectorStore
) -> None:
    add_document(database, "empty", TEXTS)
    for mode in Mode:
        assert ask(database, store, "파이썬", mode, "empty") == []
        with pytest.raises(ResumeNotFound):
            ask(database, store, "파이썬", mode, "unknown")


def test_a_suspended_resume_is_not_searched(database: Database, store: ResumeVectorStore, superuser_url: URL) -> None:
    run_sql(superuser_url, "UPDATE veil.resume SET state = 'suspended'")
    for mode in Mode:
        with pytest.raises(ResumeNotFound):
            ask(database, store, "파이썬", mode)


@pytest.mark.parametrize("dimensions", [64, 512])
def test_another_model_gets_the_active_one_s_name_and_no_scores(
    database: Database, store: ResumeVectorStore, dimensions: int
) -> None:
    other = open_store(database, dimensions)
    for mode in (Mode.HYBRID, Mode.VECTOR):
        with pytest.raises(ModelMismatch) as refusal:
            ask(database, other, "파이썬", mode)
        assert refusal.value.ids["model_id"] == "hash-1+256"
    assert ask(database, other, "파이썬", Mode.KEYWORD)[0].seq == 0


def test_another_tokeniser_is_refused_for_keywords(
    database: Database, store: ResumeVectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "TOKENISER_VERSION", "next")
    for mode in Mode:
        with pytest.raises(ModelMismatch):
            ask(database, store, "파이썬", mode)


def test_an_empty_passage_or_query_scores_zero_not_nan(database: Database, store: ResumeVectorStore) -> None:
    texts = ["!!!", *TEXTS]
    store.add(nodes_of("r2", add_document(database, "r2", texts), texts))
    for row in [*ask(database, store, "...", resume_id="r2"), *ask(database, store, "...", Mode.VECTOR, "r2")]:
        assert (row.score, row.vector_score) == (0, 0)
    ranked = ask(database, store, "파이썬", Mode.VECTOR, "r2")
    assert ranked[0].seq == 1


def insert_chunks(
    url: URL, resume_id: str, passages: Sequence[Sequence[str]], vectors: NDArray[np.float32], sections: Sequence[str]
) -> None:
    """Write chunks with lexemes and vectors of the test's own choice, past the store."""
    for seq, (lexemes, vector, section) in enumerate(zip(passages, vectors, sections, strict=True)):
        run_sql(
            url,
            """INSERT INTO veil.chunk SELECT %s, 1, %s, document_id, %s, %s, %s, 'text', '{}', %s::vector::halfvec,
            %s::tsvector, %s, 'hash-1+8', %s, %s::sparsevec FROM veil.document WHERE resume_id = %s""",
            *(resume_id, seq, uuid.uuid4(), seq, section, vector_literal(vector), tsvector_literal(lexemes)),
            *(len(lexemes), store_module.TOKENISER_VERSION, terms_literal(lexemes), resume_id),
        )


def test_every_mode_returns_what_the_oracle_returns(database: Database, superuser_url: URL) -> None:
    """240 random corpora, queries, fusions and section filters; ids, ranks and scores are identical."""
    dice = random.Random(7)
    numbers = np.random.default_rng(7)
    store = open_store(database, 8)
    modes = set()
    for case in range(12):
        resume_id = f"r{case}"
        size = dice.choice([1, 2, 5, 12, 30])
        passages = [dice.choices(WORDS, k=dice.choice([0, 1, 5, 40, 300])) for _ in range(size)]
        # Coarse vectors and repeated passages make ties, and one passage has no direction.
        vectors = numbers.integers(-2, 3, (size, 8)).astype(np.float32)
        vectors[dice.randrange(size)] = 0
        sections = dice.choices(["skill", "experience", "other"], k=size)
        add_document(database, resume_id, ["text"])
        run_sql(
            superuser_url,
            "INSERT INTO veil.generation VALUES (%s, 1, 'hash-1+8', 8, %s, 'c-1')",
            *(resume_id, store_module.TOKENISER_VERSION),
        )
        run_sql(superuser_url, "UPDATE veil.resume SET active_generation = 1 WHERE resume_id = %s", resume_id)
        insert_chunks(superuser_url, resume_id, passages, vectors, sections)
        for _ in range(20):
            query = dice.choices([*WORDS, "missing"], k=dice.choice([0, 1, 3, 10]))
            vector = numbers.integers(-2, 3, 8).astype(np.float32)
            vector /= np.linalg.norm(vector) or 1
            fusion = Fusion(dice.choice([0.0, 0.1, 1.0]), dice.choice([None, 60.0]), bigram_weight=dice.random())
            mode, top_k = dice.choice(list(Mode)), dice.choice([1, 3, 100])
            wanted = dice.choice([None, ("skill",), ("skill", "other")])
            allowed = None if wanted is None else [section in wanted for section in sections]
            expected = oracle.search(
                passages, vectors, query=query, vector=vector, mode=mode, fusion=fusion, top_k=top_k, allowed=allowed
            )
            with database.scoped(Role.SEARCH, resume_id) as tx:
                scope = Scope(resume_id, wanted)
                rows = store.search(tx, scope, mode=mode, lexemes=query, vector=vector, top_k=top_k, fusion=fusion)
            assert_same(rows, expected)
            modes.add((mode, fusion.rrf_k, bool(expected)))
    assert len(modes) == 12


def assert_same(rows: Sequence[Row[Any]], expected: Sequence[oracle.Scored]) -> None:
    """Ids are equal one by one, but for passages whose scores differ by less than the arithmetic can tell."""
    assert [row.rank for row in rows] == list(range(1, len(expected) + 1))
    for row, scored in zip(rows, expected, strict=True):
        assert row.score == pytest.approx(scored.score, abs=2e-6)
    near = {round(score, 5) for score in _repeated([scored.score for scored in expected])}
    for row, scored in zip(rows, expected, strict=True):
        if round(scored.score, 5) in near:
            continue
        assert row.seq == scored.seq
        for arm in ("vector_score", "keyword_score"):
            mine, theirs = getattr(row, arm), getattr(scored, arm)
            assert mine == (None if theirs is None else pytest.approx(theirs, abs=2e-6))


def _repeated(scores: Sequence[float]) -> list[float]:
    ordered = sorted(scores)
    return [a for a, b in pairwise(ordered) if b - a < 5e-6 for a in (a, b)]


def test_equal_scores_are_ordered_by_place(database: Database, store: ResumeVectorStore) -> None:
    texts = ["같은 문장이다"] * 6
    store.add(nodes_of("same", add_document(database, "same", texts), texts))
    for mode in Mode:
        assert [row.seq for row in ask(database, store, "같은 문장", mode, "same", top_k=4)] == [0, 1, 2, 3]


def test_a_query_of_thousands_of_words_is_answered(database: Database, store: ResumeVectorStore) -> None:
    query = " ".join(f"word{i}" for i in range(5_000)) + " 파이썬"
    assert ask(database, store, query, Mode.KEYWORD)[0].seq == 0
    assert len(ask(database, store, query, Mode.HYBRID)) == len(TEXTS)


# The plan: always through the primary key.

HOSTILE = """
CREATE INDEX hnsw_trap ON veil.chunk USING hnsw ((embedding::halfvec(256)) halfvec_cosine_ops);
CREATE INDEX gin_trap ON veil.chunk USING gin (lexemes);
DELETE FROM pg_statistic;
UPDATE pg_class SET reltuples = 1e9, relpages = 1e7 WHERE oid = 'veil.chunk'::regclass;
"""


def explained(database: Database, sql: str, parameters: dict[str, Any]) -> str:
    with database.scoped(Role.SEARCH, "r1") as tx:
        tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        tx.connection.exec_driver_sql("SET LOCAL enable_sort = off")
        rows = tx.connection.exec_driver_sql(f"EXPLAIN {sql}", parameters).all()
    return "\n".join(row[0] for row in rows)


def parameters_of(store: ResumeVectorStore, monkeypatch: pytest.MonkeyPatch, mode: Mode) -> dict[str, Any]:
    """What the store itself sends."""
    seen: dict[str, Any] = {}

    class Spy:
        def all(self, _: str, **parameters: Any) -> list[Any]:
            seen.update(parameters)
            return []

    vector = HashEmbedder().embed_query("파이썬")
    with pytest.raises(ResumeNotFound):
        store.search(Spy(), Scope("r1"), mode=mode, lexemes=["파이썬", "c++"], vector=vector)  # type: ignore[arg-type]
    return seen


def reads_by_primary_key(plan: str) -> bool:
    """Whether every access to chunk is an index condition on resume_id of the primary key."""
    conditions = re.findall(r" on chunk\b[^\n]*\n\s*([^\n]*)", plan)
    indexes = set(re.findall(r"Scan using (\w+) on chunk\b|Bitmap Index Scan on (\w*chunk\w*|\w+_trap)", plan))
    keyed = all(re.match(r"(Index|Recheck) Cond: \(+resume_id = ", condition) for condition in conditions)
    return bool(conditions) and keyed and {name for pair in indexes for name in pair if name} == {"chunk_pkey"}


@pytest.mark.parametrize("mode", list(Mode))
def test_each_statement_reads_chunks_by_the_primary_key_whatever_else_there_is(
    database: Database, store: ResumeVectorStore, superuser_url: URL, monkeypatch: pytest.MonkeyPatch, mode: Mode
) -> None:
    run_sql(superuser_url, HOSTILE)
    plan = explained(database, named_queries()[f"search_{mode}"], parameters_of(store, monkeypatch, mode))
    assert reads_by_primary_key(plan), plan


def test_a_naive_statement_would_use_the_approximate_index(
    database: Database, store: ResumeVectorStore, superuser_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control of the test above, as the owner of a table without the policy's condition."""
    run_sql(superuser_url, HOSTILE)
    naive = """SELECT seq FROM chunk c ORDER BY c.embedding::halfvec(256) <=> %(embedding)s::halfvec(256) LIMIT 5"""
    parameters = parameters_of(store, monkeypatch, Mode.VECTOR)
    run_sql(superuser_url, "ALTER TABLE veil.chunk DISABLE ROW LEVEL SECURITY")
    plan = explained(database, naive, parameters)
    assert "hnsw_trap" in plan
    assert not reads_by_primary_key(plan)


def test_the_scope_s_policy_holds_when_the_predicate_names_another_resume(
    database: Database, store: ResumeVectorStore, superuser_url: URL
) -> None:
    texts = ["비밀 문장"]
    store.add(nodes_of("r2", add_document(database, "r2", texts), texts))

    def stolen() -> list[Row[Any]]:
        with database.scoped(Role.SEARCH, "r1") as tx:
            return store.search(tx, Scope("r2"), mode=Mode.KEYWORD, lexemes=query_lexemes("비밀"))

    with pytest.raises(ResumeNotFound):
        stolen()
    run_sql(superuser_url, "ALTER TABLE veil.chunk DISABLE ROW LEVEL SECURITY")
    run_sql(superuser_url, "ALTER TABLE veil.resume DISABLE ROW LEVEL SECURITY")
    run_sql(superuser_url, "ALTER TABLE veil.generation DISABLE ROW LEVEL SECURITY")
    assert [row.text for row in stolen()] == texts


def test_lexemes_survive_the_database_whatever_they_hold(database: Database, superuser_url: URL) -> None:
    dice = random.Random(3)
    alphabet = "a가~'\\\": ,&|!()<>*%-\n\t\u00a0é한글c++#.0"
    for _ in range(300):
        lexemes = ["".join(dice.choices(alphabet, k=dice.randint(1, 6))) for _ in range(dice.randint(0, 20))]
        rows = run_sql(
            superuser_url, "SELECT lexeme, cardinality(positions) FROM unnest(%s::tsvector)", tsvector_literal(lexemes)
        )
        assert dict(rows) == {lexeme: lexemes.count(lexeme) for lexeme in lexemes}


def test_the_limits_of_a_tsvector_are_kept(superuser_url: URL) -> None:
    many = ["가"] * 1_000 + ["x" * 3_000, "나" * 3_000] + [str(i) for i in range(20_000)]
    rows = dict(
        run_sql(
            superuser_url, "SELECT lexeme, cardinality(positions) FROM unnest(%s::tsvector)", tsvector_literal(many)
        )
    )
    assert rows["가"] == 255
    assert rows["x" * 2_046] == rows["나" * 682] == rows["19999"] == 1
    with pytest.raises(Exception, match="too long"):
        run_sql(superuser_url, "SELECT %s::tsvector", "'" + "x" * 3_000 + "'")


def test_a_passage_s_own_lexemes_are_what_is_stored(
    database: Database, store: ResumeVectorStore, superuser_url: URL
) -> None:
    rows = run_sql(superuser_url, "SELECT tsvector_to_array(lexemes), lexeme_count FROM veil.chunk ORDER BY seq")
    for (stored, count), text in zip(rows, TEXTS, strict=True):
        assert sorted(stored) == sorted(set(document_lexemes(text)))  # type: ignore[call-overload]
        assert count == len(document_lexemes(text))
