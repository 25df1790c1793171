"""The store: whole documents replaced in one transaction, one resume at a time, or refused."""

import asyncio
import inspect
import threading
import time
import uuid
from collections.abc import Callable, Sequence

import asyncpg
import pytest
from llama_index.core.schema import NodeRelationship, RelatedNodeInfo, TextNode
from llama_index.core.vector_stores.types import (
    BasePydanticVectorStore,
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)
from llama_index.vector_stores.postgres import PGVectorStore
from sqlalchemy import URL
from sqlalchemy.ext.asyncio import create_async_engine

from service.database import Database, Role
from service.errors import (
    Conflict,
    DocumentNotFound,
    InvalidRequest,
    InvalidResumeId,
    ModelMismatch,
    Quarantined,
    ResumeNotFound,
    ScopeMissing,
    UnsupportedFilter,
    VeilError,
)
from service.pipeline.embedding import HashEmbedder
from service.pipeline.store import DocumentNodes, ResumeVectorStore
from tests.resumes import add_document, nodes_of, open_store, scope_of
from tests.statements import run_sql

TEXTS = ["파이썬과 장고로 결제 시스템을 만들었다", "C++ 게임 서버를 운영했다", "정보처리기사를 취득했다"]


@pytest.fixture
def store(database: Database) -> ResumeVectorStore:
    return open_store(database)


@pytest.fixture
def document_id(database: Database) -> uuid.UUID:
    return add_document(database, "r1", TEXTS)


def texts_of(store: ResumeVectorStore, resume_id: str = "r1") -> list[str]:
    return [node.text for node in store.get_nodes(filters=scope_of(resume_id))]


def test_the_first_document_makes_generation_one_and_makes_it_active(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID, superuser_url: URL
) -> None:
    assert texts_of(store) == []
    store.add(nodes_of("r1", document_id, TEXTS))
    assert run_sql(superuser_url, "SELECT active_generation FROM veil.resume") == [(1,)]
    assert run_sql(superuser_url, "SELECT seq, position, generation FROM veil.chunk ORDER BY seq") == [
        (i, i, 1) for i in range(3)
    ]
    assert texts_of(store) == TEXTS
    assert run_sql(superuser_url, "SELECT state FROM veil.document") == [("searchable",)]


def test_adding_a_document_again_replaces_its_chunks_with_the_same_ids(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID
) -> None:
    first = store.add(nodes_of("r1", document_id, TEXTS))
    assert store.add(nodes_of("r1", document_id, TEXTS)) == first
    assert len(set(first)) == 3
    assert store.add(nodes_of("r1", document_id, TEXTS[:1])) == first[:1]
    assert texts_of(store) == TEXTS[:1]


def test_a_document_is_replaced_without_touching_the_others(database: Database, store: ResumeVectorStore) -> None:
    first, second = add_document(database, "r1", TEXTS), add_document(database, "r1", ["둘째 문서", *TEXTS])
    store.add(nodes_of("r1", first, TEXTS) + nodes_of("r1", second, ["둘째 문서"]))
    store.add(nodes_of("r1", first, TEXTS[:1]))
    assert sorted(texts_of(store)) == sorted(["둘째 문서", TEXTS[0]])


def test_nodes_of_several_resumes_go_to_their_own(database: Database, store: ResumeVectorStore) -> None:
    first, second = add_document(database, "r1", TEXTS), add_document(database, "r2", TEXTS)
    a, b, c = *nodes_of("r1", first, TEXTS[:2]), *nodes_of("r2", second, TEXTS[2:])
    ids = store.add([a, c, b])
    assert texts_of(store, "r1") == TEXTS[:2]
    assert [node.node_id for node in store.get_nodes(filters=scope_of("r2"))] == ids[1:2]


def test_node_ids_differ_between_resumes_with_the_same_content(database: Database, store: ResumeVectorStore) -> None:
    ids = [store.add(nodes_of(r, add_document(database, r, TEXTS), TEXTS)) for r in ("r1", "r2")]
    assert not set(ids[0]) & set(ids[1])


def test_a_failure_in_the_middle_leaves_the_old_chunks(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID, superuser_url: URL
) -> None:
    store.add(nodes_of("r1", document_id, TEXTS))
    run_sql(superuser_url, "ALTER TABLE veil.chunk ADD CONSTRAINT refuse CHECK (section <> 'bad') NOT VALID")
    nodes = nodes_of("r1", document_id, TEXTS)
    nodes[2].metadata["section"] = "bad"
    with pytest.raises(VeilError):
        store.add(nodes)
    assert texts_of(store) == TEXTS


def test_a_chunk_needs_its_document(database: Database, store: ResumeVectorStore, document_id: uuid.UUID) -> None:
    with pytest.raises(DocumentNotFound):
        store.add(nodes_of("r1", uuid.uuid4(), TEXTS))
    with pytest.raises(DocumentNotFound):
        store.add(nodes_of("r2", document_id, TEXTS))


def test_text_that_the_masker_did_not_produce_is_refused(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID
) -> None:
    with pytest.raises(Quarantined):
        store.add(nodes_of("r1", document_id, [*TEXTS, "홍길동 010-1234-5678"]))
    assert texts_of(store) == []
    store.add(nodes_of("r1", document_id, ["파이썬과   장고로\n결제"]))
    assert texts_of(store) == ["파이썬과   장고로\n결제"]


@pytest.mark.parametrize("change", ["model_id", "dimensions", "chunker_version"])
def test_another_model_or_chunker_is_refused_and_named(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID, change: str
) -> None:
    store.add(nodes_of("r1", document_id, TEXTS))
    other = {"model_id": "other", "dimensions": 64, "chunker_version": "c-2"}
    settings = {"model_id": "hash-1+256", "dimensions": 256, "chunker_version": "c-1"} | {change: other[change]}
    changed = ResumeVectorStore.open(database, **settings)
    nodes = nodes_of("r1", document_id, TEXTS, HashEmbedder(settings["dimensions"]))
    with pytest.raises(ModelMismatch) as refusal:
        changed.add(nodes)
    assert refusal.value.ids["model_id"] == "hash-1+256"
    assert texts_of(store) == TEXTS


def rebuild(database: Database, store: ResumeVectorStore, documents: Sequence[DocumentNodes]) -> int:
    with database.scoped(Role.WORKER, "r1") as tx:
        return store.rebuild_generation(tx, "r1", documents)


def test_a_rebuilt_generation_becomes_active_at_once_and_one_older_is_kept(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID, superuser_url: URL
) -> None:
    store.add(nodes_of("r1", document_id, TEXTS))
    for number, dimensions in enumerate((64, 32), 2):
        changed = open_store(database, dimensions)
        nodes = nodes_of("r1", document_id, TEXTS, HashEmbedder(dimensions))
        assert rebuild(database, changed, [DocumentNodes(document_id, b"d" * 32, nodes)]) == 3
        assert run_sql(superuser_url, "SELECT active_generation FROM veil.resume") == [(number,)]
    assert run_sql(superuser_url, "SELECT generation FROM veil.generation ORDER BY 1") == [(2,), (3,)]
    assert texts_of(changed) == TEXTS


def test_a_rebuild_that_would_lose_a_document_is_refused(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID
) -> None:
    second = add_document(database, "r1", ["둘째 문서"])
    store.add(nodes_of("r1", document_id, TEXTS) + nodes_of("r1", second, ["둘째 문서"]))
    nodes = nodes_of("r1", document_id, TEXTS)
    with pytest.raises(Conflict):
        rebuild(database, store, [DocumentNodes(document_id, b"d" * 32, nodes)])
    assert len(texts_of(store)) == 4


def test_two_writers_of_a_resume_wait_for_each_other(database: Database, store: ResumeVectorStore) -> None:
    documents = [add_document(database, "r1", TEXTS) for _ in range(4)]
    with database.scoped(Role.WORKER, "r1") as tx:
        nodes = nodes_of("r1", documents[0], TEXTS)
        store.write_document(tx, "r1", DocumentNodes(documents[0], b"d" * 32, nodes))
        threads = [
            threading.Thread(target=store.add, args=(nodes_of("r1", document, TEXTS),)) for document in documents[1:3]
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        assert all(thread.is_alive() for thread in threads)
    for thread in threads:
        thread.join(10)
    nodes = store.get_nodes(filters=scope_of("r1"))
    assert [node.metadata["seq"] for node in nodes] == list(range(9))


def test_writing_to_an_unknown_resume_is_refused(database: Database, store: ResumeVectorStore) -> None:
    with database.scoped(Role.WORKER, "nobody") as tx, pytest.raises(ResumeNotFound):
        store.write_document(tx, "nobody", DocumentNodes(uuid.uuid4(), b"d" * 32, []))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda node: setattr(node, "embedding", None),
        lambda node: setattr(node, "embedding", [float("nan")] * 256),
        lambda node: node.metadata.pop("resume_id"),
        lambda node: node.metadata.update(resume_id=7),
        lambda node: node.metadata.update(resume_id="r1\0"),
        lambda node: node.relationships.clear(),
    ],
)
def test_a_node_without_scope_source_or_vector_is_refused(
    store: ResumeVectorStore, document_id: uuid.UUID, spoil: Callable[[TextNode], object]
) -> None:
    nodes = nodes_of("r1", document_id, TEXTS)
    spoil(nodes[1])
    with pytest.raises((InvalidRequest, ScopeMissing, InvalidResumeId, UnsupportedFilter)):
        store.add(nodes)
    assert texts_of(store) == []


def test_quotes_and_backslashes_are_stored_as_they_are(database: Database, store: ResumeVectorStore) -> None:
    odd = ['it\'s 100% \\ "quoted" %(x)s -- ; DROP TABLE chunk', "':1 'a' & !b | (c) <-> d:* \\' end"]
    document_id = add_document(database, "r1", odd)
    store.add(nodes_of("r1", document_id, odd))
    assert texts_of(store) == odd


def filled(database: Database, store: ResumeVectorStore) -> uuid.UUID:
    for resume_id in ("r1", "r2"):
        document_id = add_document(database, resume_id, TEXTS)
        store.add(nodes_of(resume_id, document_id, TEXTS))
    return document_id


def test_get_nodes_narrows_the_scope_by_ids_and_never_replaces_it(database: Database, store: ResumeVectorStore) -> None:
    filled(database, store)
    foreign = [node.node_id for node in store.get_nodes(filters=scope_of("r2"))]
    assert store.get_nodes(node_ids=foreign, filters=scope_of("r1")) == []
    assert store.get_nodes(node_ids=[], filters=scope_of("r1")) == []
    assert [n.node_id for n in store.get_nodes(node_ids=foreign[:1], filters=scope_of("r2"))] == foreign[:1]
    with pytest.raises(ScopeMissing):
        store.get_nodes(node_ids=foreign)


def test_deleting_is_scoped_or_refused(database: Database, store: ResumeVectorStore) -> None:
    document_id = filled(database, store)
    foreign = [node.node_id for node in store.get_nodes(filters=scope_of("r2"))]
    for refused in (
        lambda: store.delete(str(document_id)),
        lambda: store.delete_nodes(foreign),
        store.delete_nodes,
        store.clear,
    ):
        with pytest.raises(ScopeMissing):
            refused()
    store.delete(str(document_id), resume_id="r1")
    store.delete_nodes(foreign, scope_of("r1"))
    assert len(texts_of(store, "r2")) == len(texts_of(store, "r1")) == 3
    store.delete_nodes(foreign[:1], scope_of("r2"))
    assert len(texts_of(store, "r2")) == 2
    store.delete(str(document_id), resume_id="r2")
    assert texts_of(store, "r2") == []
    assert len(texts_of(store, "r1")) == 3


def test_a_bound_store_needs_no_filter_and_takes_no_other_resume(database: Database, store: ResumeVectorStore) -> None:
    document_id = filled(database, store)
    bound = store.bound_to("r2")
    assert len(bound.get_nodes(filters=None)) == 3
    with pytest.raises(UnsupportedFilter):
        bound.get_nodes(filters=scope_of("r1"))
    with pytest.raises(UnsupportedFilter):
        bound.add(nodes_of("r1", document_id, TEXTS))
    with pytest.raises(UnsupportedFilter):
        bound.delete(str(document_id), resume_id="r1")
    bound.clear()
    assert texts_of(store, "r2") == []
    assert len(texts_of(store, "r1")) == 3


def test_async_methods_never_open_an_asyncpg_connection(
    database: Database, store: ResumeVectorStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an asyncpg connection was opened")

    monkeypatch.setattr(asyncpg, "connect", refuse)
    document_id = add_document(database, "r1", TEXTS)
    vector = HashEmbedder().embed_query("파이썬").tolist()

    async def use() -> int:
        await store.async_add(nodes_of("r1", document_id, TEXTS))
        found = 0
        for mode in (VectorStoreQueryMode.DEFAULT, VectorStoreQueryMode.SPARSE, VectorStoreQueryMode.HYBRID):
            query = VectorStoreQuery(vector, 5, query_str="파이썬", mode=mode, filters=scope_of("r1"))
            found += len((await store.aquery(query)).nodes or ())
        found += len(await store.aget_nodes(filters=scope_of("r1")))
        await store.adelete_nodes([], scope_of("r1"))
        await store.adelete(str(document_id), resume_id="r1")
        await store.bound_to("r1").aclear()
        await store.close()
        return found

    assert asyncio.run(use()) == 3 + 1 + 3 + 3
    # The guard itself works: the stock class does connect.
    engine = create_async_engine("postgresql+asyncpg://nobody@/nowhere")
    stock = PGVectorStore(table_name="t", engine=database.engine(Role.SEARCH), async_engine=engine, perform_setup=False)
    with pytest.raises(AssertionError, match="asyncpg"):
        asyncio.run(stock.aquery(VectorStoreQuery(vector, 5)))


def test_nothing_public_of_the_base_classes_is_left_that_touches_the_database() -> None:
    allowed = {"from_params", "from_dict", "from_json", "to_dict", "to_json", "validate_table_name"}
    ours = set(vars(ResumeVectorStore))
    for base in (PGVectorStore, BasePydanticVectorStore):
        methods = {name for name, _ in inspect.getmembers(base, inspect.isfunction) if name in vars(base)}
        public = {name for name in methods if not name.startswith("_")}
        assert public - ours <= allowed


@pytest.mark.parametrize("name", ["_query_with_score", "_sparse_query_with_rank", "_hybrid_query"])
def test_inherited_queries_fail_instead_of_running_unscoped(store: ResumeVectorStore, name: str) -> None:
    with pytest.raises(ScopeMissing):
        store._initialize()
    arguments: tuple[object, ...] = ([0.0] * 256,)
    if name == "_sparse_query_with_rank":
        arguments = ("x",)
    elif name == "_hybrid_query":
        arguments = (VectorStoreQuery([0.0] * 256, query_str="x"),)
    with pytest.raises(AttributeError, match="_session"):
        getattr(store, name)(*arguments)


@pytest.mark.parametrize(
    ("filters", "error"),
    [
        (None, ScopeMissing),
        (MetadataFilters(filters=[]), ScopeMissing),
        (scope_of(""), ScopeMissing),
        (MetadataFilters(filters=[MetadataFilter(key="section", value="skill")]), ScopeMissing),
        (MetadataFilters(filters=scope_of("r1").filters, condition=FilterCondition.OR), UnsupportedFilter),
        (MetadataFilters(filters=scope_of("r1").filters, condition=FilterCondition.NOT), UnsupportedFilter),
        (MetadataFilters(filters=[*scope_of("r1").filters, *scope_of("r2").filters]), UnsupportedFilter),
        (MetadataFilters(filters=[MetadataFilter(key="resume_id", value=7)]), UnsupportedFilter),
        (scope_of("r1\0"), InvalidResumeId),
        (scope_of("７"), InvalidResumeId),
        (MetadataFilters(filters=[*scope_of("r1").filters, MetadataFilter(key="x", value="y")]), UnsupportedFilter),
        (
            MetadataFilters(filters=[MetadataFilter(key="resume_id", value=["r1"], operator=FilterOperator.IN)]),
            UnsupportedFilter,
        ),
        (
            MetadataFilters(filters=[MetadataFilter(key="resume_id", value="r", operator=FilterOperator.TEXT_MATCH)]),
            UnsupportedFilter,
        ),
        (
            MetadataFilters(filters=[*scope_of("r1").filters, MetadataFilter(key="document_id", value="x")]),
            UnsupportedFilter,
        ),
    ],
)
def test_a_filter_that_does_not_name_exactly_one_resume_is_refused(
    store: ResumeVectorStore, filters: MetadataFilters | None, error: type[VeilError]
) -> None:
    with pytest.raises(error):
        store.query(VectorStoreQuery([0.0] * 256, 5, filters=filters))
    with pytest.raises(error):
        store.delete_nodes(filters=filters)


@pytest.mark.parametrize(
    "query",
    [
        VectorStoreQuery([0.1] * 256, 5, mode=VectorStoreQueryMode.MMR),
        VectorStoreQuery([0.1] * 256, 5, mode=VectorStoreQueryMode.SEMANTIC_HYBRID),
        VectorStoreQuery([0.1] * 256, 0),
        VectorStoreQuery([0.1] * 256, -1),
        VectorStoreQuery([0.1] * 256, 10**9),
        VectorStoreQuery(None, 5),
        VectorStoreQuery([0.1] * 255, 5),
        VectorStoreQuery([0.1] * 256, 5, mode=VectorStoreQueryMode.HYBRID),
        VectorStoreQuery([0.1] * 256, 5, doc_ids=["x"]),
        VectorStoreQuery([0.1] * 256, 5, node_ids=["x"]),
        VectorStoreQuery([0.1] * 256, 5, query_str="x", mode=VectorStoreQueryMode.HYBRID, alpha=1.5),
    ],
)
def test_a_query_that_can_not_be_answered_is_refused(
    database: Database, store: ResumeVectorStore, document_id: uuid.UUID, query: VectorStoreQuery
) -> None:
    query.filters = scope_of("r1")
    with pytest.raises((InvalidRequest, UnsupportedFilter, ModelMismatch)):
        store.query(query)


def test_relationships_lead_back_to_the_document(database: Database, store: ResumeVectorStore) -> None:
    document_id = filled(database, store)
    node = store.get_nodes(filters=scope_of("r2"))[0]
    assert node.ref_doc_id == str(document_id)
    assert node.relationships[NodeRelationship.SOURCE] == RelatedNodeInfo(node_id=str(document_id))
