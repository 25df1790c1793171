"""LlamaIndex's own classes on the store, and the stock store's leaks, red there and green here."""

import asyncio
import uuid
from collections.abc import Iterator

import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.ingestion import DocstoreStrategy, IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import Document, TextNode
from llama_index.core.storage.docstore import SimpleDocumentStore
from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)
from llama_index.vector_stores.postgres import PGVectorStore
from sqlalchemy import URL, create_engine, exc
from sqlalchemy.ext.asyncio import create_async_engine

from service.database import Database
from service.errors import InvalidResumeId, ScopeMissing, UnsupportedFilter, VeilError
from service.pipeline.embedding import HashEmbedder
from service.pipeline.store import ResumeVectorStore
from tests.resumes import add_document, nodes_of, open_store, scope_of
from tests.statements import run_sql

TEXTS = ["파이썬과 장고로 결제 시스템을 개발했다.", "C++ 게임 서버를 운영했다.", "정보처리기사를 취득했다."]
EMBEDDING = HashEmbedder().as_llama_index()


@pytest.fixture
def store(database: Database) -> ResumeVectorStore:
    return open_store(database)


def masked(resume_id: str, document_id: uuid.UUID, text: str) -> Document:
    return Document(
        text=text,
        id_=str(document_id),
        metadata={"resume_id": resume_id},
        excluded_embed_metadata_keys=["resume_id"],
        excluded_llm_metadata_keys=["resume_id"],
    )


@pytest.mark.parametrize("mode", ["default", "hybrid", "sparse", "text_search"])
def test_an_index_and_its_retriever_find_the_passage_of_one_resume(
    database: Database, store: ResumeVectorStore, mode: str
) -> None:
    for resume_id in ("r1", "r2"):
        store.add(nodes_of(resume_id, add_document(database, resume_id, TEXTS), TEXTS))
    index = VectorStoreIndex.from_vector_store(store, embed_model=EMBEDDING)
    retriever = index.as_retriever(vector_store_query_mode=mode, similarity_top_k=2, filters=scope_of("r2"))
    found = retriever.retrieve("파이썬은 어디에 썼나요")
    assert found[0].node.get_content() == TEXTS[0]
    assert {node.metadata["resume_id"] for node in found} == {"r2"}
    assert found == sorted(found, key=lambda node: -(node.score or 0))


def test_async_retrieval_gives_the_same(database: Database, store: ResumeVectorStore) -> None:
    store.add(nodes_of("r1", add_document(database, "r1", TEXTS), TEXTS))
    index = VectorStoreIndex.from_vector_store(store, embed_model=EMBEDDING)
    retriever = index.as_retriever(vector_store_query_mode="hybrid", filters=scope_of("r1"))
    assert [n.node_id for n in asyncio.run(retriever.aretrieve("게임"))] == [
        n.node_id for n in retriever.retrieve("게임")
    ]


def test_a_retriever_without_a_filter_is_refused(database: Database, store: ResumeVectorStore) -> None:
    index = VectorStoreIndex.from_vector_store(store, embed_model=EMBEDDING)
    with pytest.raises(ScopeMissing):
        index.as_retriever(vector_store_query_mode="hybrid").retrieve("파이썬")


def test_section_and_document_filters_narrow_the_scope(database: Database, store: ResumeVectorStore) -> None:
    first, second = add_document(database, "r1", TEXTS), add_document(database, "r1", TEXTS)
    nodes = nodes_of("r1", first, TEXTS)
    nodes[1].metadata["section"] = "project"
    store.add(nodes + nodes_of("r1", second, TEXTS))
    index = VectorStoreIndex.from_vector_store(store, embed_model=EMBEDDING)

    def texts(*extra: MetadataFilter) -> list[str]:
        filters = MetadataFilters(filters=[*scope_of("r1").filters, *extra])
        retriever = index.as_retriever(similarity_top_k=10, vector_store_query_mode="hybrid", filters=filters)
        return sorted(node.text for node in retriever.retrieve("서버"))

    assert texts(MetadataFilter(key="section", value="project")) == [TEXTS[1]]
    both = MetadataFilter(key="section", value=["project", "experience"], operator=FilterOperator.IN)
    assert len(texts(both)) == 6
    assert texts(MetadataFilter(key="document_id", value=str(second))) == sorted(TEXTS)
    assert texts(MetadataFilter(key="document_id", value=str(uuid.uuid4()))) == []


def test_alpha_moves_the_weight_between_the_arms(database: Database, store: ResumeVectorStore) -> None:
    store.add(nodes_of("r1", add_document(database, "r1", TEXTS), TEXTS))
    vector = HashEmbedder().embed_query(TEXTS[2]).tolist()

    def best(alpha: float) -> str:
        query = VectorStoreQuery(vector, 1, query_str="게임", mode=VectorStoreQueryMode.HYBRID, alpha=alpha)
        query.filters = scope_of("r1")
        return str((store.query(query).nodes or [])[0].get_content())

    assert [best(alpha) for alpha in (0.0, 0.9, 1.0)] == [TEXTS[1], TEXTS[2], TEXTS[2]]


def test_an_ingestion_pipeline_stores_and_replaces_a_document(database: Database, store: ResumeVectorStore) -> None:
    document_id = add_document(database, "r1", TEXTS)
    splitter = SentenceSplitter(chunk_size=40, chunk_overlap=0)
    pipeline = IngestionPipeline(transformations=[splitter, EMBEDDING], vector_store=store, disable_cache=True)
    for _ in range(2):
        pipeline.run(documents=[masked("r1", document_id, " ".join(TEXTS))])
    nodes = store.get_nodes(filters=scope_of("r1"))
    assert len(nodes) > 1
    assert "".join("".join(node.text.split()) for node in nodes) == "".join("".join(TEXTS).split())


def test_a_pipeline_with_a_docstore_upserts_into_a_bound_store(
    database: Database, store: ResumeVectorStore, superuser_url: URL
) -> None:
    document_id = add_document(database, "r1", TEXTS)
    pipeline = IngestionPipeline(
        transformations=[SentenceSplitter(), EMBEDDING],
        vector_store=store.bound_to("r1"),
        docstore=SimpleDocumentStore(),
        docstore_strategy=DocstoreStrategy.UPSERTS,
        disable_cache=True,
    )
    pipeline.run(documents=[masked("r1", document_id, " ".join(TEXTS))])
    run_sql(superuser_url, "UPDATE veil.document SET masked_text = %s", TEXTS[0])
    pipeline.run(documents=[masked("r1", document_id, TEXTS[0])])
    assert [node.text for node in store.get_nodes(filters=scope_of("r1"))] == [TEXTS[0]]


def test_an_index_inserts_and_deletes_documents(database: Database, store: ResumeVectorStore) -> None:
    document_id = add_document(database, "r1", TEXTS)
    bound = store.bound_to("r1")
    index = VectorStoreIndex.from_vector_store(bound, embed_model=EMBEDDING)
    index.insert(masked("r1", document_id, " ".join(TEXTS)))
    assert index.as_retriever().retrieve("파이썬")[0].node.ref_doc_id == str(document_id)
    index.delete_ref_doc(str(document_id))
    assert index.as_retriever().retrieve("파이썬") == []


# The stock store's behaviour with hostile or merely numeric resume ids, and ours.


@pytest.fixture
def stock(superuser_url: URL) -> Iterator[PGVectorStore]:
    """The stock store as a user would set it up, in its own table."""
    engine = create_engine(superuser_url)
    store = PGVectorStore(
        table_name="stock",
        hybrid_search=True,
        text_search_config="simple",
        embed_dim=256,
        engine=engine,
        async_engine=create_async_engine(superuser_url.set(drivername="postgresql+asyncpg")),
    )
    yield store
    engine.dispose()


def fill(store: PGVectorStore, database: Database, resume_ids: list[str]) -> None:
    for resume_id in resume_ids:
        document_id = add_document(database, resume_id, TEXTS)
        store.add(nodes_of(resume_id, document_id, TEXTS))


def owners(store: PGVectorStore, filters: MetadataFilters | None) -> set[str]:
    """Whose passages a query returns."""
    vector = HashEmbedder().embed_query("파이썬").tolist()
    result = store.query(VectorStoreQuery(vector, 50, filters=filters))
    return {str(node.metadata["resume_id"]) for node in result.nodes or ()}


def only(resume_id: object, operator: FilterOperator = FilterOperator.EQ) -> MetadataFilters:
    return MetadataFilters(filters=[MetadataFilter(key="resume_id", value=resume_id, operator=operator)])


LEAKS = [
    pytest.param(only("x' OR '1'='1"), "", id="an injected equality"),
    pytest.param(only(["x') OR ('1'='1"], FilterOperator.IN), "", id="an injected list"),
    pytest.param(None, "", id="no filter"),
    pytest.param(MetadataFilters(filters=[]), "", id="empty filters"),
    pytest.param(
        MetadataFilters(
            filters=[*only("7").filters, MetadataFilter(key="section", value="experience")],
            condition=FilterCondition.OR,
        ),
        "7",
        id="a filter that is OR-ed away",
    ),
    pytest.param(only("7"), "7", id="7 is not 007"),
    pytest.param(only("1e3"), "", id="1e3 is not 1000"),
    pytest.param(only("1_000"), "", id="1_000 is not 1000"),
    pytest.param(only("７"), "", id="full-width digits are not 7"),
    pytest.param(only("9007199254740993"), "", id="2^53 + 1 is not 2^53"),
]
NUMERIC = ["7", "007", "7.0", "1000", "9007199254740992"]


@pytest.mark.filterwarnings("ignore:Invoking and_:sqlalchemy.exc.SADeprecationWarning")
@pytest.mark.parametrize(("filters", "own"), LEAKS)
def test_what_the_stock_store_leaks_this_one_does_not(
    database: Database, store: ResumeVectorStore, stock: PGVectorStore, filters: MetadataFilters | None, own: str
) -> None:
    fill(stock, database, NUMERIC)
    fill(store, database, NUMERIC)
    assert owners(stock, filters) - {own}, "the control: the stock store returns foreign passages"
    try:
        found = owners(store, filters)
    except (ScopeMissing, UnsupportedFilter, InvalidResumeId):
        found = set()
    assert found <= {own}


@pytest.mark.parametrize("resume_id", ["o'brien", "alice-:b", "nan"])
def test_an_odd_resume_id_breaks_the_stock_store_and_is_only_text_here(
    database: Database, store: ResumeVectorStore, stock: PGVectorStore, resume_id: str
) -> None:
    fill(stock, database, ["alice"])
    fill(store, database, ["alice"])
    with pytest.raises((exc.SQLAlchemyError, exc.StatementError)):
        owners(stock, only(resume_id))
    assert owners(store, only(resume_id)) == set()


def test_each_numeric_looking_resume_finds_itself(database: Database, store: ResumeVectorStore) -> None:
    fill(store, database, NUMERIC)
    for resume_id in NUMERIC:
        assert owners(store, only(resume_id)) == {resume_id}


def test_stock_hybrid_misses_an_inflected_word_that_this_one_ranks_first(
    database: Database, store: ResumeVectorStore, stock: PGVectorStore
) -> None:
    fill(stock, database, ["r1"])
    fill(store, database, ["r1"])
    query = VectorStoreQuery(None, 5, query_str="파이썬", mode=VectorStoreQueryMode.SPARSE, filters=only("r1"))
    assert list(stock.query(query).nodes or ()) == []
    assert isinstance((store.query(query).nodes or [])[0], TextNode)


def test_get_nodes_with_an_empty_list_returns_everybody_s_in_the_stock_store_only(
    database: Database, store: ResumeVectorStore, stock: PGVectorStore
) -> None:
    fill(stock, database, ["r1", "r2"])
    fill(store, database, ["r1", "r2"])
    assert len(stock.get_nodes(node_ids=[])) == 6
    with pytest.raises(VeilError):
        store.get_nodes(node_ids=[])
    assert store.get_nodes(node_ids=[], filters=only("r1")) == []
