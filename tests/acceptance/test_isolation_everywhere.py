"""One resume never sees another, through each of the four doors, with each guard alone; without guards it would.

Two guards keep a query in its resume: row-level security, and the predicate of each statement. A third, the bound
parameter, keeps an id from being SQL. Each is taken away here in turn.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import quote

import httpx
import psycopg2
import pytest
from click.testing import CliRunner
from llama_index.core.vector_stores.types import (
    FilterCondition,
    MetadataFilter,
    MetadataFilters,
    VectorStoreQuery,
    VectorStoreQueryMode,
)
from sqlalchemy import URL

from service import cli, database, wiring
from service.database import Role, Transaction, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import InvalidInput, NotAllowed, VeilError
from service.pipeline.parsing import parse_text
from service.wiring import Services
from tests.acceptance.inprocess import ACTOR, served, services_on
from tests.statements import run_sql

#: Ids that a careless comparison takes for each other, and a word that only that resume has.
WORDS = {"7": "Terraform", "007": "Ansible", "7.0": "Jenkins", "1e3": "Grafana", "1000": "Prometheus"}
HOSTILE = (
    "x' OR '1'='1", "7' OR '1'='1", "7'--", "７", "００７", "1０00", "07", "7.00", "1E3", "1000.0", "0x7",
    " 7", "7 ", "7\t", "7,007", "%", "_", "*", "7%", "{7,007}", "null", "true",
)  # fmt: skip
NO_FILTER = None
ASKED = (*WORDS, *HOSTILE)
QUERY = "배포 도구를 운영한 경험"
Door = Callable[[str | None], str]


@pytest.fixture(scope="module")
def superuser(server: EmbeddedServer) -> Iterator[URL]:
    """A database with the five resumes."""
    maintenance = parse_url(server.url(SUPERUSER, "postgres"))
    run_sql(maintenance, "CREATE DATABASE veil_isolation TEMPLATE veil_template")
    yield maintenance.set(database="veil_isolation")
    run_sql(maintenance, "DROP DATABASE veil_isolation WITH (FORCE)")


@pytest.fixture(scope="module")
def logins(server: EmbeddedServer, superuser: URL) -> dict[Role, URL]:
    return {role: parse_url(server.url(role, superuser.database)) for role in Role}


@pytest.fixture(scope="module")
def services(logins: dict[Role, URL], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with services_on(logins, tmp_path_factory.mktemp("isolation")) as opened:
        for resume_id, word in WORDS.items():
            text = f"경력\n새벽물류에서 배포 도구 {word}를 3년 동안 운영했습니다."
            opened.ingestion.accept(resume_id, parse_text(text), ACTOR)
        assert opened.runner.run_pending() == len(WORDS)
        yield opened


@pytest.fixture(scope="module")
def client(services: Services) -> Iterator[httpx.Client]:
    with served(services) as opened:
        yield opened


# The doors. Each returns everything that it shows of a resume.


@pytest.fixture
def http(client: httpx.Client) -> Door:
    def ask(resume_id: str | None) -> str:
        path = f"/v1/resumes/{quote(resume_id or '', safe='')}"
        answers = [
            client.post(f"{path}/search", json={"query": QUERY, "mode": mode, "top_k": 50})
            for mode in ("hybrid", "vector", "keyword")
        ]
        answers += [
            client.post(f"{path}/context", json={"query": QUERY}),
            client.get(path),
            client.get(f"{path}/redactions"),
        ]
        if answers[-2].status_code == 200:
            answers += [
                client.get(f"{path}/documents/{line['document_id']}")
                for line in answers[-2].json().get("documents", [])
            ]
        assert {answer.status_code for answer in answers} <= {200, 400, 404}, [answer.text for answer in answers]
        return "".join(answer.text for answer in answers)

    return ask


@pytest.fixture
def command(services: Services, monkeypatch: pytest.MonkeyPatch) -> Door:
    @contextmanager
    def these(_: object) -> Iterator[Services]:
        yield services

    monkeypatch.setattr(wiring, "open_services", these)

    def ask(resume_id: str | None) -> str:
        shown = ""
        for mode in ("hybrid", "vector", "keyword"):
            arguments = ["search", f"--resume-id={resume_id or ''}", "--mode", mode, "--top-k", "50", QUERY]
            result = CliRunner().invoke(cli._veil, arguments)
            assert result.exception is None or isinstance(result.exception, InvalidInput | VeilError), result.exception
            shown += result.output
        return shown

    return ask


@pytest.fixture
def store(services: Services) -> Door:
    modes = (VectorStoreQueryMode.HYBRID, VectorStoreQueryMode.DEFAULT, VectorStoreQueryMode.SPARSE)
    vector = services.embedder.embed_query(QUERY).tolist()

    def ask(resume_id: str | None) -> str:
        filters = (
            MetadataFilters(filters=[MetadataFilter(key="resume_id", value=resume_id)])
            if resume_id is not None
            else None
        )
        shown = ""
        for mode in modes:
            query = VectorStoreQuery(
                query_str=QUERY, query_embedding=vector, mode=mode, similarity_top_k=50, filters=filters
            )
            shown += _texts(lambda query=query: services.store.query(query).nodes)
        return shown + _texts(lambda: services.store.get_nodes(filters=filters))

    return ask


def _texts(read: Callable[[], list]) -> str:
    try:
        return "".join(node.get_content() for node in read())
    except (InvalidInput, NotAllowed):
        return ""


@pytest.fixture
def raw_sql(logins: dict[Role, URL]) -> Door:
    """Statements that forgot their predicate, as veil_search."""

    def ask(resume_id: str | None) -> str:
        connection = psycopg2.connect(
            logins[Role.SEARCH].set(drivername="postgresql").render_as_string(hide_password=False)
        )
        try:
            with connection.cursor() as cursor:
                if resume_id is not None:
                    cursor.execute("SELECT set_config('app.resume_id', %s, true)", (resume_id,))
                cursor.execute("SELECT text FROM veil.chunk UNION ALL SELECT masked_text FROM veil.document")
                return "".join(text for (text,) in cursor.fetchall())
        finally:
            connection.close()

    return ask


DOORS = ("http", "command", "store", "raw_sql")


@pytest.fixture
def door(request: pytest.FixtureRequest) -> Door:
    opened: Door = request.getfixturevalue(request.param)
    return opened


def foreign(door: Door, asked: str | None) -> set[str]:
    """Return the resumes that a door shows to somebody who asked for another."""
    shown = door(asked)
    return {resume_id for resume_id, word in WORDS.items() if word in shown and resume_id != asked}


# Guards, and taking them away.


@pytest.fixture
def without_row_security(superuser: URL) -> Iterator[None]:
    """The policies let everything through."""
    policies = run_sql(
        superuser,
        "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'veil' AND 'veil_search' = ANY (roles)"
        " AND qual <> 'true'",
    )
    assert {table for table, _, _ in policies} >= {"resume", "document", "generation", "chunk"}
    for table, policy, _ in policies:
        run_sql(superuser, f'ALTER POLICY "{policy}" ON veil.{table} USING (true)')
    yield
    for table, policy, condition in policies:
        run_sql(superuser, f'ALTER POLICY "{policy}" ON veil.{table} USING ({condition})')


def rewrite(monkeypatch: pytest.MonkeyPatch, change: Callable[[str], str]) -> None:
    """Change the text of every statement that reads chunks."""
    changed: Mapping[str, str] = {name: change(sql) for name, sql in database.named_queries().items()}
    assert changed != database.named_queries()
    monkeypatch.setattr(database, "named_queries", lambda: changed)


@pytest.fixture
def without_predicate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statements read chunks of any resume."""
    rewrite(monkeypatch, lambda sql: re.sub(r"\bc\.resume_id = %\(resume_id\)s", "true", sql))


@pytest.fixture
def without_binding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The statements read chunks by an id that is pasted into them."""
    run = Transaction.all

    def paste(self: Transaction, query: str, **parameters: object) -> object:
        sql = database.named_queries()[query]
        pasted = sql.replace(
            "c.resume_id = %(resume_id)s", f"(c.resume_id = '{parameters.get('resume_id')}')".replace("%", "%%")
        )
        if pasted == sql:
            return run(self, query, **parameters)
        return self.connection.exec_driver_sql(pasted, parameters).all()

    monkeypatch.setattr(Transaction, "all", paste)


# With all guards.


@pytest.mark.parametrize("door", DOORS, indirect=True)
@pytest.mark.parametrize("asked", ASKED)
def test_no_door_shows_another_resume(door: Door, asked: str) -> None:
    assert foreign(door, asked) == set()


@pytest.mark.parametrize("door", DOORS, indirect=True)
@pytest.mark.parametrize("asked", ["", NO_FILTER])
def test_no_door_shows_anything_to_who_names_nobody(door: Door, asked: str | None) -> None:
    assert foreign(door, asked) == set()


@pytest.mark.parametrize("door", DOORS, indirect=True)
@pytest.mark.parametrize("asked", WORDS)
def test_each_door_shows_the_resume_that_was_asked_for(door: Door, asked: str) -> None:
    """Otherwise a door that shows nothing at all would pass."""
    assert WORDS[asked] in door(asked)


@pytest.mark.parametrize("condition", FilterCondition)
@pytest.mark.parametrize("value", ["007", "x' OR '1'='1", 7, 7.0, ["7", "007"], True])
def test_a_second_filter_never_widens_the_first(services: Services, condition: FilterCondition, value: object) -> None:
    own = MetadataFilter(key="resume_id", value="7")
    filters = MetadataFilters(
        filters=[own, MetadataFilter.model_construct(key="resume_id", value=value)], condition=condition
    )
    query = VectorStoreQuery(query_embedding=[0.0] * services.embedder.dimensions, similarity_top_k=50, filters=filters)
    shown = _texts(lambda: services.store.query(query).nodes) + _texts(
        lambda: services.store.get_nodes(filters=filters)
    )
    assert not [word for resume_id, word in WORDS.items() if resume_id != "7" and word in shown]


# With one guard.


@pytest.mark.usefixtures("without_row_security")
@pytest.mark.parametrize("door", ["http", "command", "store"], indirect=True)
def test_the_predicate_alone_holds(door: Door) -> None:
    assert {asked: seen for asked in (*ASKED, NO_FILTER) if (seen := foreign(door, asked))} == {}


@pytest.mark.usefixtures("without_predicate")
@pytest.mark.parametrize("door", ["http", "command", "store"], indirect=True)
def test_row_security_alone_holds(door: Door) -> None:
    assert {asked: seen for asked in (*ASKED, NO_FILTER) if (seen := foreign(door, asked))} == {}


@pytest.mark.usefixtures("without_binding")
@pytest.mark.parametrize("door", ["http", "command", "store"], indirect=True)
def test_row_security_holds_an_injection(door: Door) -> None:
    """Ids are checked before they get there; the store takes any text and relies on binding and on the policies."""
    assert foreign(door, "x' OR '1'='1") == set()


# Without guards: the negative controls.


@pytest.mark.usefixtures("without_row_security", "without_predicate")
@pytest.mark.parametrize("door", ["http", "command", "store"], indirect=True)
def test_control_without_both_guards_every_id_shows_every_resume(door: Door) -> None:
    for asked in WORDS:
        assert foreign(door, asked) == set(WORDS) - {asked}


@pytest.mark.usefixtures("without_row_security")
@pytest.mark.parametrize("asked", [*ASKED, "", NO_FILTER])
def test_control_raw_sql_has_row_security_only(raw_sql: Door, asked: str | None) -> None:
    assert foreign(raw_sql, asked) == set(WORDS) - {asked}


@pytest.mark.usefixtures("without_row_security", "without_binding")
def test_control_an_injection_works_where_ids_are_pasted_and_no_policy_holds(store: Door) -> None:
    assert foreign(store, "x' OR '1'='1") == set(WORDS)
