"""Search: exact within the resume, the same as an oracle in Python, and only for the right model."""

import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import URL, Row

from service import database as database_module
from service.database import Database, Role, _Prepared, named_queries
from service.errors import AuditUnavailable, ModelMismatch, ResumeNotFound
from service.pipeline import store as store_module
from service.pipeline.embedding import HashEmbedder
from service.pipeline.lexemes import document_lexemes, query_lexemes, tsvector_literal
from service.pipeline.ranking import Fusion, Mode
from service.pipeline.scope import Scope
from service.pipeline.store import ResumeVectorStore
from service.privacy.audit import Actor, Event
from tests import search_cases
from tests.resumes import add_document, nodes_of, open_store
from tests.statements import run_sql

TEXTS = [
    "파이썬과 장고로 결제 시스템을 개발했다",
    "C++ 게임 서버를 운영하고 C# 도구를 만들었다",
    "React/Redux 화면과 node.js 서버, .NET 배치를 맡았다",
    "정보처리기사를 취득했다. 봉사 활동도 꾸준히 했다",
    "<PERSON_1>과 함께 데이터 파이프라인을 구축했다",
]


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


@pytest.mark.parametrize("query", ["C", "qwerty", "<PERSON_1>", "<PRIVATE>", "?!", "🙂", "' OR 1=1 --", "a & !b | (c)"])
def test_what_is_in_no_passage_is_found_by_no_keyword(database: Database, store: ResumeVectorStore, query: str) -> None:
    assert ask(database, store, query, Mode.KEYWORD) == []
    assert len(ask(database, store, query, Mode.HYBRID)) == len(TEXTS)


def test_a_hit_tells_each_arms_rank_and_score_and_on_demand_the_lexemes(
    database: Database, store: ResumeVectorStore
) -> None:
    best, *_, last = ask(database, store, "C++ 서버", explain=True)
    assert (best.seq, best.rank, best.keyword_rank) == (1, 1, 1)
    assert best.score == pytest.approx(best.keyword_score + Fusion().vector_weight * best.vector_score)
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


def test_every_mode_returns_what_the_oracle_returns(database: Database, superuser_url: URL) -> None:
    """2,000 random corpora, queries, fusions and filters; ids, ranks and scores are identical."""
    dice = random.Random(7)
    store = open_store(database, search_cases.DIMENSIONS)
    resumes = [search_cases.random_resume(dice, f"r{number}") for number in range(100)]
    search_cases.write_resumes(database, superuser_url, resumes)
    kinds = set()
    for case in range(2_000):
        resume, query = resumes[case % 100], search_cases.random_query(dice)
        rows = search_cases.search(database, store, resume, query, apart=case % 10 == 0)
        expected = search_cases.expected_of(resume, query)
        search_cases.assert_same(rows, expected, query)
        kinds.add((query.mode, query.fusion.rrf_k, bool(expected), query.mass_weights is None))
    assert len(kinds) == 24


@pytest.mark.parametrize(
    ("change", "to"),
    [
        ("lexeme_count", "lexeme_count + 1"),
        ("terms", "'{1:1}/1000000000'"),
        ("embedding", "('[1' || repeat(',0', 7) || ']')::halfvec"),
    ],
)
def test_the_oracle_notices_any_other_number(database: Database, superuser_url: URL, change: str, to: str) -> None:
    dice = random.Random(11)
    store = open_store(database, search_cases.DIMENSIONS)
    resumes = [search_cases.random_resume(dice, f"r{number}") for number in range(5)]
    search_cases.write_resumes(database, superuser_url, resumes)
    run_sql(superuser_url, f"UPDATE veil.chunk SET {change} = {to} WHERE seq = 0")

    def compare() -> None:
        for case in range(100):
            query = search_cases.random_query(dice)
            rows = search_cases.search(database, store, resumes[case % 5], query, apart=False)
            search_cases.assert_same(rows, search_cases.expected_of(resumes[case % 5], query), query)

    with pytest.raises(AssertionError):
        compare()


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


# As a full disk would: reads go on, writes fail.
DISK_FULL = """
CREATE FUNCTION veil.disk_full() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER disk_full BEFORE INSERT ON veil.audit_event FOR EACH ROW EXECUTE FUNCTION veil.disk_full();
"""


def explained(database: Database, sql: str, parameters: dict[str, Any]) -> str:
    with database.scoped(Role.SEARCH, "r1") as tx:
        tx.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        tx.connection.exec_driver_sql("SET LOCAL enable_sort = off")
        *before, last = sql.split(";\n")
        for statement in before:
            tx.connection.exec_driver_sql(statement)
        rows = tx.connection.exec_driver_sql(f"EXPLAIN {last}", parameters).all()
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


def prepared(query: str, around: str | None) -> str:
    """The statement as the fast path sends it: prepared, with a plan that knows no values."""
    statement = _Prepared.of(query, around)
    return f"{statement.prepare};\n{statement.execute.partition('; ')[2]}"


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("way", ["apart", "prepared", "recorded"])
def test_each_statement_reads_chunks_by_the_primary_key_whatever_else_there_is(
    database: Database,
    store: ResumeVectorStore,
    superuser_url: URL,
    actor: Actor,
    monkeypatch: pytest.MonkeyPatch,
    mode: Mode,
    way: str,
) -> None:
    parameters = parameters_of(store, monkeypatch, mode)
    parameters |= Event.of(actor, "resume.search", resume_id="r1").parameters()
    sql = named_queries()[f"search_{mode}"]
    if way != "apart":
        sql = prepared(f"search_{mode}", "record_search" if way == "recorded" else None)
    run_sql(superuser_url, HOSTILE)
    plan = explained(database, sql, parameters)
    assert reads_by_primary_key(plan), plan
    # No value is in a generic plan.
    assert ("'r1'" in plan) == (way == "apart")


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

    def stolen() -> list[Any]:
        with database.scoped(Role.SEARCH, "r1") as tx:
            return store.search(tx, Scope("r2"), mode=Mode.KEYWORD, lexemes=query_lexemes("비밀"))

    with pytest.raises(ResumeNotFound):
        stolen()
    run_sql(superuser_url, "ALTER TABLE veil.chunk DISABLE ROW LEVEL SECURITY")
    run_sql(superuser_url, "ALTER TABLE veil.resume DISABLE ROW LEVEL SECURITY")
    run_sql(superuser_url, "ALTER TABLE veil.generation DISABLE ROW LEVEL SECURITY")
    assert [row.text for row in stolen()] == texts


def test_the_predicate_and_the_policy_each_keep_an_answer_in_its_scope(
    database: Database, store: ResumeVectorStore, superuser_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["비밀 문장"]
    store.add(nodes_of("r2", add_document(database, "r2", texts), texts))

    def answer() -> list[str]:
        return [row.text for row in store.answer(Scope("r1"), mode=Mode.KEYWORD, lexemes=["비밀"])]

    assert answer() == []
    # As if the trip set the scope for one resume, and the statement asked for another.
    sql = database_module._SCOPE.replace("%(resume_id)s", "'r2'")
    monkeypatch.setattr(database_module, "_SCOPE", sql)
    database_module._Prepared._of.cache_clear()
    with pytest.raises(ResumeNotFound):
        answer()
    database_module._Prepared._of.cache_clear()


@pytest.mark.parametrize("mode", list(Mode))
def test_an_answer_and_its_event_are_one_transaction(
    database: Database, store: ResumeVectorStore, superuser_url: URL, actor: Actor, mode: Mode
) -> None:
    vector = HashEmbedder().embed_query("파이썬")

    def answer(resume_id: str = "r1", asked: ResumeVectorStore = store) -> int:
        event = Event.of(actor, "resume.search", resume_id=resume_id, top_k=2)
        return len(asked.answer(Scope(resume_id), event, mode=mode, weights={"파이썬": 1.0}, vector=vector, top_k=2))

    def recorded() -> list[tuple[object, ...]]:
        return run_sql(superuser_url, "SELECT resume_id, detail FROM veil.audit_event ORDER BY event_id")

    hits = answer()
    assert recorded() == [("r1", {"top_k": 2, "hits": hits})]
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.audit_pending") == [(1,)]
    add_document(database, "empty", TEXTS)
    assert answer("empty") == 0
    assert recorded()[1:] == [("empty", {"top_k": 2, "hits": 0})]
    # A refusal is recorded by whoever refuses; no event says that somebody read something.
    with pytest.raises(ResumeNotFound):
        answer("unknown")
    run_sql(superuser_url, "UPDATE veil.generation SET tokeniser_version = 'older'")
    with pytest.raises(ModelMismatch):
        answer()
    assert len(recorded()) == 2
    run_sql(superuser_url, "UPDATE veil.generation SET tokeniser_version = %s", store_module.TOKENISER_VERSION)
    for broken, mended in (
        ("REVOKE INSERT ON veil.audit_event FROM veil_search", "GRANT INSERT ON veil.audit_event TO veil_search"),
        (
            "ALTER TABLE veil.audit_event ADD CONSTRAINT closed CHECK (actor = '') NOT VALID",
            "ALTER TABLE veil.audit_event DROP CONSTRAINT closed",
        ),
        (DISK_FULL, "DROP TRIGGER disk_full ON veil.audit_event"),
    ):
        run_sql(superuser_url, broken)
        with pytest.raises(AuditUnavailable):
            answer()
        run_sql(superuser_url, mended)
    assert len(recorded()) == 2
    assert answer() == hits
    assert len(recorded()) == 3


def test_an_event_of_another_resume_never_moves_the_scope(
    database: Database, store: ResumeVectorStore, superuser_url: URL, actor: Actor
) -> None:
    texts = ["파이썬 비밀"]
    store.add(nodes_of("r2", add_document(database, "r2", texts), texts))
    event = Event.of(actor, "resume.search", resume_id="r2")
    rows = store.answer(Scope("r1"), event, mode=Mode.KEYWORD, weights={"파이썬": 1.0})
    assert [row.text for row in rows] == TEXTS[:1]
    assert run_sql(superuser_url, "SELECT resume_id FROM veil.audit_event") == [("r1",)]


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
