"""Terms in the database: the migration's are the code's, and a shared place never makes a false explanation."""

import random
import shutil
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL

from service.database import Database, Role, parse_url, sql_folder
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import ModelMismatch
from service.migrations import bootstrap, migrate
from service.pipeline import terms
from service.pipeline.embedding import HashEmbedder
from service.pipeline.lexemes import TOKENISER_VERSION, tsvector_literal
from service.pipeline.ranking import Mode
from service.pipeline.scope import Scope
from service.pipeline.store import ResumeVectorStore
from service.pipeline.terms import terms_literal
from tests.resumes import add_document, nodes_of, open_store
from tests.statements import run_sql

ALPHABET = "a가~'\\\": ,&|!()<>*%-\n\t\u00a0é한글c++#.0"

_OLD_CHUNK = """
INSERT INTO veil.chunk (resume_id, generation, seq, document_id, node_id, position, section, text, embedding, lexemes,
                        lexeme_count, model_id, tokeniser_version)
SELECT %s, 1, %s, document_id, %s, %s, 'other', 'text', ('[1' || repeat(',0', 255) || ']')::halfvec, %s::tsvector, %s,
       'hash-1+256', %s
FROM veil.document WHERE resume_id = %s
"""


@pytest.fixture
def old_database(server: EmbeddedServer, create_database: Callable[..., str], tmp_path: Path) -> URL:
    """A database from before there were terms."""
    name = create_database()
    url = parse_url(server.url(SUPERUSER, name))
    folder = tmp_path / "sql"
    shutil.copytree(
        sql_folder(), folder, ignore=lambda _, names: [n for n in names if n[:3] >= "007" or n == "queries"]
    )
    bootstrap(url)
    migrate(url, folder)
    return url


def add_old_chunks(server: EmbeddedServer, url: URL, resume_id: str, passages: list[list[str]]) -> None:
    database = Database({Role.INGEST: parse_url(server.url(Role.INGEST, str(url.database)))})
    add_document(database, resume_id, ["text"])
    database.close()
    run_sql(
        url, "INSERT INTO veil.generation VALUES (%s, 1, 'hash-1+256', 256, %s, 'c-1')", resume_id, TOKENISER_VERSION
    )
    run_sql(url, "UPDATE veil.resume SET active_generation = 1 WHERE resume_id = %s", resume_id)
    for seq, passage in enumerate(passages):
        values = (resume_id, seq, uuid.uuid4(), seq, tsvector_literal(passage), len(passage), TOKENISER_VERSION)
        run_sql(url, _OLD_CHUNK, *values, resume_id)


def test_rows_of_an_earlier_version_get_the_terms_that_the_code_would_write(
    server: EmbeddedServer, old_database: URL
) -> None:
    dice = random.Random(3)
    passages = [
        ["".join(dice.choices(ALPHABET, k=dice.randint(1, 6))) for _ in range(dice.choice([0, 5, 200]))]
        for _ in range(20)
    ]
    passages += [["가"] * 1_000 + ["x" * 3_000, "나" * 3_000], [str(number) for number in range(16_000)]]
    add_old_chunks(server, old_database, "r1", passages)
    migrate(old_database)
    rows = run_sql(old_database, "SELECT terms::text FROM veil.chunk ORDER BY seq")
    assert [row[0] for row in rows] == [terms_literal(passage) for passage in passages]
    database = Database({Role.SEARCH: parse_url(server.url(Role.SEARCH, str(old_database.database)))})
    found = open_store(database).answer(Scope("r1"), mode=Mode.KEYWORD, weights={"15999": 1.0})
    assert [row.seq for row in found] == [len(passages) - 1]
    database.close()


def test_a_generation_that_terms_can_not_hold_is_refused_until_it_is_made_anew(
    server: EmbeddedServer, old_database: URL
) -> None:
    add_old_chunks(server, old_database, "r1", [["a"], [str(number) for number in range(16_001)]])
    add_old_chunks(server, old_database, "r2", [["a"]])
    migrate(old_database)
    database = Database({Role.SEARCH: parse_url(server.url(Role.SEARCH, str(old_database.database)))})
    store = open_store(database)
    with pytest.raises(ModelMismatch):
        store.answer(Scope("r1"), mode=Mode.KEYWORD, lexemes=["a"])
    assert len(store.answer(Scope("r2"), mode=Mode.KEYWORD, lexemes=["a"])) == 1
    database.close()


def test_a_word_that_shares_its_place_with_another_counts_as_it_and_is_not_named(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terms, "term_of", lambda lexeme: 7 if lexeme in {"kafka", "nurse"} else 9)
    store: ResumeVectorStore = open_store(database)
    texts = ["kafka", "hospital"]
    store.add(nodes_of("r1", add_document(database, "r1", texts), texts))
    [row] = store.answer(Scope("r1"), mode=Mode.KEYWORD, weights={"nurse": 1.0}, explain=True)
    assert (row.text, row.lexemes) == ("kafka", [])
    [row] = store.answer(Scope("r1"), mode=Mode.KEYWORD, weights={"kafka": 1.0}, explain=True)
    assert (row.text, row.lexemes) == ("kafka", ["kafka"])


def test_terms_and_vectors_stay_in_the_row(database: Database, superuser_url: URL) -> None:
    """What a search computes on is neither compressed nor moved out while the row fits a page."""
    store = open_store(database, 1_024)
    texts = [" ".join(f"낱말{number} word{number}" for number in range(60))]
    store.add(nodes_of("r1", add_document(database, "r1", texts), texts, HashEmbedder(1_024)))
    [(terms_bytes, count)] = run_sql(superuser_url, "SELECT pg_column_size(terms), length(lexemes) FROM veil.chunk")
    assert terms_bytes == 16 + 8 * int(str(count))
    assert run_sql(
        superuser_url,
        "SELECT attstorage FROM pg_attribute WHERE attrelid = 'veil.chunk'::regclass AND attname = 'terms'",
    ) == [("e",)]
    assert run_sql(
        superuser_url,
        "SELECT pg_relation_size(reltoastrelid) FROM pg_class WHERE oid = 'veil.chunk'::regclass",
    ) == [(0,)]
