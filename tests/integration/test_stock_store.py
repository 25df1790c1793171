"""LlamaIndex's own PGVectorStore beside ours, on the same passages and the same input: red there, green here.

Each case states what the stock class does in the installed version, so that a version that mends it fails the test
and is noticed. `test_llama_index.py` has more of the kind: injected values of EQ and IN, numbers, lists of no ids.
"""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
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
from sqlalchemy.pool import NullPool

from service.database import Database
from service.errors import InvalidRequest, InvalidResumeId, ResumeNotFound, ScopeMissing, UnsupportedFilter
from service.pipeline.embedding import HashEmbedder
from service.pipeline.store import ResumeVectorStore
from tests.resumes import add_document, nodes_of, open_store, scope_of

TEXTS = ["파이썬과 장고로 결제 시스템을 개발했다.", "C++ 게임 서버를 운영했다."]
IDS = ("7", "007", "100", "101", "102")
VECTOR = HashEmbedder().embed_query("파이썬").tolist()
REFUSED = (ScopeMissing, UnsupportedFilter, InvalidResumeId, InvalidRequest, ResumeNotFound)
pytestmark = pytest.mark.filterwarnings("ignore:Invoking and_:sqlalchemy.exc.SADeprecationWarning")


class Pair:
    """Both stores with the same resumes, and each resume's document and nodes."""

    def __init__(self, stock: PGVectorStore, ours: ResumeVectorStore, database: Database) -> None:
        self.stock, self.ours = stock, ours
        self.documents: dict[str, str] = {}
        self.nodes: dict[str, list[str]] = {}
        self.stock_nodes: dict[str, list[str]] = {}
        for resume_id in IDS:
            document_id = add_document(database, resume_id, TEXTS)
            self.documents[resume_id] = str(document_id)
            self.stock_nodes[resume_id] = stock.add(nodes_of(resume_id, document_id, TEXTS))
            self.nodes[resume_id] = ours.add(nodes_of(resume_id, document_id, TEXTS))

    def kept(self, store: PGVectorStore) -> set[str]:
        """Whose nodes a store still has."""
        return {resume_id for resume_id in IDS if store.get_nodes(filters=scope_of(resume_id))}


@pytest.fixture
def pair(database: Database, superuser_url: URL) -> Iterator[Pair]:
    engine = create_engine(superuser_url)
    stock = PGVectorStore(
        table_name="stock",
        hybrid_search=True,
        text_search_config="simple",
        embed_dim=256,
        engine=engine,
        async_engine=create_async_engine(superuser_url.set(drivername="postgresql+asyncpg"), poolclass=NullPool),
    )
    yield Pair(stock, open_store(database), database)
    engine.dispose()


def where(key: str, value: object, operator: object = FilterOperator.EQ) -> MetadataFilter:
    """One condition, unchecked, as a filter made of an application's input can be."""
    return MetadataFilter.model_construct(key=key, value=value, operator=operator)


def filters(*items: object, condition: object = FilterCondition.AND) -> MetadataFilters:
    return MetadataFilters.model_construct(filters=list(items), condition=condition)


def owners(nodes: Any) -> set[str]:
    return {str(node.metadata["resume_id"]) for node in nodes or ()}


def asked(store: PGVectorStore, asking: MetadataFilters | None, **how: Any) -> set[str]:
    """Whose passages a query returns."""
    return owners(store.query(VectorStoreQuery(VECTOR, 50, query_str="파이썬과", filters=asking, **how)).nodes)


def asked_async(store: PGVectorStore, asking: MetadataFilters | None, **how: Any) -> set[str]:
    query = VectorStoreQuery(VECTOR, 50, query_str="파이썬과", filters=asking, **how)
    return owners(asyncio.run(store.aquery(query)).nodes)


def listed(store: PGVectorStore, asking: MetadataFilters | None) -> set[str]:
    return owners(store.get_nodes(filters=asking, node_ids=None if asking else []))


def listed_async(store: PGVectorStore, asking: MetadataFilters | None) -> set[str]:
    return owners(asyncio.run(store.aget_nodes(filters=asking, node_ids=None if asking else [])))


READS = [asked, asked_async, listed, listed_async]


def or_refused(read: Callable[..., set[str]], *arguments: Any) -> set[str]:
    """What our store returns; a refusal returns nothing."""
    try:
        return read(*arguments)
    except REFUSED:
        return set()


# What a filter is meant to reach, and what it reaches in the stock store.
ALL = set(IDS)
OWN, OTHER = where("resume_id", "101"), where("resume_id", "102")
LEAKS = [
    pytest.param(filters(where("resume_id", "x' OR '1'='1")), set(), ALL, id="SQL in a value"),
    pytest.param(filters(OWN, where("section", "x' OR '1'='1")), {"101"}, ALL, id="SQL in another value"),
    pytest.param(filters(where("x' IS NULL OR metadata_->>'x", "y")), set(), ALL, id="SQL in a key"),
    pytest.param(filters(OWN, where("x' IS NULL OR true OR '", "y")), {"101"}, ALL, id="SQL in another key"),
    pytest.param(
        filters(where("resume_id", ["x') OR ('1'='1"], FilterOperator.IN)), set(), ALL, id="SQL in a list of IN"
    ),
    pytest.param(
        filters(where("resume_id", "%' OR '1' LIKE '", FilterOperator.TEXT_MATCH)), set(), ALL, id="SQL in LIKE"
    ),
    pytest.param(filters(where("resume_id", "10", FilterOperator.TEXT_MATCH)), set(), {"100", "101", "102"}, id="LIKE"),
    pytest.param(filters(where("resume_id", "101", FilterOperator.NE)), set(), ALL - {"101"}, id="not equal"),
    pytest.param(filters(where("resume_id", "101", FilterOperator.GTE)), set(), {"101", "102"}, id="at least"),
    pytest.param(filters(where("resume_id", ["101", "102"], FilterOperator.IN)), set(), {"101", "102"}, id="two by IN"),
    pytest.param(filters(where("resume_id", "x", FilterOperator.NIN)), set(), ALL, id="all but one"),
    pytest.param(filters(where("resume_id", "7")), {"7"}, {"7", "007"}, id="7 matches 007"),
    pytest.param(filters(where("resume_id", "007")), {"007"}, {"7", "007"}, id="007 matches 7"),
    pytest.param(filters(where("resume_id", "1e2")), set(), {"100"}, id="1e2 matches 100"),
    pytest.param(filters(where("resume_id", " 1_00.0 ")), set(), {"100"}, id="1_00.0 in spaces matches 100"),
    pytest.param(filters(where("resume_id", 7)), set(), {"7", "007"}, id="a number"),
    pytest.param(filters(), set(), ALL, id="empty filters"),
    pytest.param(filters(filters()), set(), ALL, id="empty filters in filters"),
    pytest.param(filters(OWN, OTHER, condition=FilterCondition.OR), set(), {"101", "102"}, id="OR"),
    pytest.param(
        filters(filters(OWN), filters(OTHER), condition=FilterCondition.OR), set(), {"101", "102"}, id="nested below OR"
    ),
    pytest.param(filters(filters(OWN, OTHER, condition=FilterCondition.OR)), set(), {"101", "102"}, id="OR, nested"),
]


@pytest.mark.parametrize(("asking", "own", "reached"), LEAKS)
def test_a_filter_that_reaches_others_in_the_stock_store_is_scoped_or_refused_here(
    pair: Pair, asking: MetadataFilters, own: set[str], reached: set[str]
) -> None:
    assert reached - own
    for read in READS:
        assert read(pair.stock, asking) == reached, "the control: what the stock store does"
        assert or_refused(read, pair.ours, asking) <= own


MODES = [
    VectorStoreQueryMode.DEFAULT,
    VectorStoreQueryMode.SPARSE,
    VectorStoreQueryMode.TEXT_SEARCH,
    VectorStoreQueryMode.HYBRID,
    VectorStoreQueryMode.MMR,
]


@pytest.mark.parametrize("mode", MODES)
def test_each_mode_of_the_stock_store_searches_everybody_s_without_a_scope(
    pair: Pair, mode: VectorStoreQueryMode
) -> None:
    for read in (asked, asked_async):
        for asking in (None, filters(), filters(where("resume_id", "x' OR '1'='1"))):
            assert read(pair.stock, asking, mode=mode) == ALL
            assert or_refused(partial(read, mode=mode), pair.ours, asking) == set()


@pytest.mark.parametrize("read", [asked, asked_async])
def test_mmr_is_scoped_by_a_good_filter_in_the_stock_store_and_refused_here(
    pair: Pair, read: Callable[..., set[str]]
) -> None:
    assert read(pair.stock, scope_of("101"), mode=VectorStoreQueryMode.MMR) == {"101"}
    with pytest.raises(InvalidRequest):
        read(pair.ours, scope_of("101"), mode=VectorStoreQueryMode.MMR)


@pytest.mark.parametrize("read", [asked, listed])
def test_a_nested_and_is_right_in_the_stock_store_too(pair: Pair, read: Callable[..., set[str]]) -> None:
    nested = filters(filters(OWN), filters(where("section", "experience")))
    assert read(pair.stock, nested) == read(pair.ours, nested) == {"101"}


@pytest.mark.parametrize("read", [asked, listed])
@pytest.mark.parametrize("operator", [FilterOperator.IN, FilterOperator.NIN])
def test_an_empty_list_is_a_syntax_error_in_the_stock_store_and_refused_here(
    pair: Pair, read: Callable[..., set[str]], operator: FilterOperator
) -> None:
    asking = filters(where("resume_id", [], operator))
    with pytest.raises(exc.ProgrammingError):
        read(pair.stock, asking)
    with pytest.raises(UnsupportedFilter):
        read(pair.ours, asking)


def test_one_id_that_is_no_number_breaks_every_numeric_lookup_of_the_stock_store(
    pair: Pair, database: Database
) -> None:
    document_id = add_document(database, "r-1", TEXTS)
    for store in (pair.stock, pair.ours):
        store.add(nodes_of("r-1", document_id, TEXTS))
    with pytest.raises(exc.DataError):
        asked(pair.stock, scope_of("7"))
    assert asked(pair.ours, scope_of("7")) == {"7"}


@pytest.mark.parametrize("narrowed", [{"node_ids": ["x"]}, {"doc_ids": ["x"]}])
def test_ids_in_a_query_are_ignored_by_the_stock_store_and_refused_here(pair: Pair, narrowed: dict[str, Any]) -> None:
    assert asked(pair.stock, scope_of("101"), **narrowed) == {"101"}
    with pytest.raises(UnsupportedFilter):
        asked(pair.ours, scope_of("101"), **narrowed)


# Nodes by their ids, deleting and clearing: the call, sync or async, to be made on either store.

Call = Callable[..., Any]


def sync(store: PGVectorStore, name: str, *arguments: Any, **named: Any) -> Any:
    return getattr(store, name)(*arguments, **named)


def in_a_loop(store: PGVectorStore, name: str, *arguments: Any, **named: Any) -> Any:
    async def run() -> Any:
        return await getattr(store, f"a{name}")(*arguments, **named)

    return asyncio.run(run())


CALLS = pytest.mark.parametrize("call", [sync, in_a_loop])


@CALLS
def test_nodes_by_id_need_no_scope_in_the_stock_store_and_one_here(pair: Pair, call: Call) -> None:
    assert owners(call(pair.stock, "get_nodes", pair.stock_nodes["102"])) == {"102"}
    with pytest.raises(ScopeMissing):
        call(pair.ours, "get_nodes", pair.nodes["102"])
    assert call(pair.ours, "get_nodes", pair.nodes["102"], scope_of("101")) == []
    assert owners(call(pair.ours, "get_nodes", pair.nodes["102"], scope_of("102"))) == {"102"}


@CALLS
def test_deleting_nodes_by_id_needs_no_scope_in_the_stock_store_and_one_here(pair: Pair, call: Call) -> None:
    call(pair.stock, "delete_nodes", pair.stock_nodes["102"])
    assert pair.kept(pair.stock) == ALL - {"102"}
    with pytest.raises(ScopeMissing):
        call(pair.ours, "delete_nodes", pair.nodes["102"])
    call(pair.ours, "delete_nodes", pair.nodes["102"], scope_of("101"))
    assert pair.kept(pair.ours) == ALL


@CALLS
@pytest.mark.parametrize(
    "asking",
    [filters(), filters(where("resume_id", "x' OR '1'='1")), filters(where("resume_id", "x", FilterOperator.NE))],
    ids=["empty filters", "an injection", "not equal"],
)
def test_deleting_nodes_by_a_bad_filter_empties_the_stock_store_only(
    pair: Pair, call: Call, asking: MetadataFilters
) -> None:
    call(pair.stock, "delete_nodes", None, asking)
    assert pair.kept(pair.stock) == set()
    with contextlib.suppress(*REFUSED):
        call(pair.ours, "delete_nodes", None, asking)
    assert pair.kept(pair.ours) == ALL


@CALLS
def test_deleting_nodes_of_nobody_does_nothing_in_the_stock_store_and_is_refused_here(pair: Pair, call: Call) -> None:
    call(pair.stock, "delete_nodes")
    assert pair.kept(pair.stock) == ALL
    with pytest.raises(ScopeMissing):
        call(pair.ours, "delete_nodes")


@CALLS
def test_deleting_a_document_asks_nobody_s_resume_in_the_stock_store(pair: Pair, call: Call) -> None:
    call(pair.stock, "delete", pair.documents["102"], resume_id="101")
    assert pair.kept(pair.stock) == ALL - {"102"}
    call(pair.ours, "delete", pair.documents["102"], resume_id="101")
    assert pair.kept(pair.ours) == ALL
    with pytest.raises(ScopeMissing):
        call(pair.ours, "delete", pair.documents["102"])
    call(pair.ours, "delete", pair.documents["102"], resume_id="102")
    assert pair.kept(pair.ours) == ALL - {"102"}


@CALLS
def test_clear_removes_everybody_s_in_the_stock_store_and_one_resume_s_here(pair: Pair, call: Call) -> None:
    call(pair.stock, "clear")
    assert pair.kept(pair.stock) == set()
    with pytest.raises(ScopeMissing):
        call(pair.ours, "clear")
    call(pair.ours.bound_to("102"), "clear")
    assert pair.kept(pair.ours) == ALL - {"102"}
