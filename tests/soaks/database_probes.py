"""Probes inside the database, as veil_search: a scope is set in some way, everything is read, and foreign rows count.

The loops run in functions of the session itself, thousands of probes a statement. A row tells whose it is twice, by
its ``resume_id`` and by its content, so that a comparison gone wrong can't hide in a column.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import psycopg2
import psycopg2.extensions
from sqlalchemy import URL, event

from service.database import Database, Role, named_queries, read_queries
from service.pipeline.embedding import HashEmbedder
from service.pipeline.ranking import Mode
from service.pipeline.scope import Scope
from tests.resumes import add_document, nodes_of, open_store, scope_of
from tests.soaks.mutations import MUTATIONS
from tests.statements import run_sql

QUERIES = read_queries(Path(__file__).with_name("probes.sql"))
TEMPLATE_ID = "the-template"
TEXTS = ["파이썬과 장고로 결제 시스템을 만들었다", "결제 시스템의 서버를 운영했다"]
QUERY = "결제 시스템을 만든 경험"
#: What says whose a row is, beside its resume_id. Other tables have the resume_id only.
_SAID = {"chunk": "text", "document": "masked_text", "resume": "policy_version"}
#: The named queries that veil_search runs for one resume, and what says whose their rows are.
NAMED = {
    "search_hybrid": "text = $2",
    "search_vector": "text = $2",
    "search_keyword": "text = $2",
    "active_chunks": "text = $2",
    "get_resume": "resume_id = $2",
    "list_documents": "document_id = md5($2)::uuid",
    "get_document": "masked_text = $2",
    "document_chunks": "text = $2",
}
#: Classes by how a scope comes and goes, with the share of all probes.
CLASSES: Mapping[str, int] = {
    "transaction setting": 400,
    "session setting": 60,
    "transaction over session": 60,
    "predicate made true": 60,
    "after an error": 60,
    "after a savepoint's rollback": 60,
    "after a reset": 60,
    "after a rollback": 60,
    "after a commit": 60,
    "next transaction": 40,
    "session after transaction": 40,
    "no scope": 40,
    "prepared statement": 30,
    "prepared, generic plan": 30,
    "named query for it": 8,
    "named query for another": 8,
    "parallel workers": 1,
}
TRANSACTIONS = {"after a rollback", "after a commit", "next transaction", "session after transaction"}
_PORTION = {"named query for it": 250, "named query for another": 250, "parallel workers": 50}
_SESSION = {
    "prepared, generic plan": "SET plan_cache_mode = force_generic_plan",
    "parallel workers": "SET debug_parallel_query = on; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;"
    "SET min_parallel_table_scan_size = 0; SET min_parallel_index_scan_size = 0",
}


@dataclass
class Tally:
    """What probes found, by class and by mutation."""

    probes: Counter[str] = field(default_factory=Counter)
    foreign: Counter[str] = field(default_factory=Counter)
    shown: int = 0
    missing: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add another tally."""
        self.probes += other.probes
        self.foreign += other.foreign
        self.shown += other.shown
        self.missing += other.missing
        self.examples = other.examples | self.examples

    def count(self, names: Sequence[str], probes: int, foreign: int, example: str | None) -> None:
        """Count probes under each of their names."""
        for name in names:
            self.probes[name] += probes
            self.foreign[name] += foreign
            if example:
                self.examples.setdefault(name, example)


# The database


def fill(database: Database, superuser: URL, ids: Sequence[str]) -> None:
    """Give each id a resume whose every row says whose it is, by copying one that was written through the store."""
    store = open_store(database)
    document_id = add_document(database, TEMPLATE_ID, TEXTS)
    store.add(nodes_of(TEMPLATE_ID, document_id, TEXTS))
    changes = {
        "resume": "'policy_version', id",
        "document": "'document_id', md5(id), 'masked_text', id, 'digest', sha256(convert_to(id, 'UTF8'))",
        "generation": "",
        "chunk": "'document_id', md5(id), 'node_id', md5(id || ':' || seq), 'text', id",
    }
    for table, change in changes.items():
        run_sql(
            superuser,
            f"INSERT INTO veil.{table} SELECT (jsonb_populate_record(NULL::veil.{table}, to_jsonb(t)"
            f" || jsonb_build_object('resume_id', id{', ' + change if change else ''}))).*"
            f" FROM veil.{table} t, unnest(%s) AS id WHERE t.resume_id = %s",
            list(ids),
            TEMPLATE_ID,
        )
    run_sql(superuser, "DELETE FROM veil.resume WHERE resume_id = %s", TEMPLATE_ID)
    run_sql(superuser, "ANALYZE")


def scoped_tables(superuser: URL) -> list[str]:
    """Return every table whose resume_id veil_search may read."""
    rows = run_sql(
        superuser,
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attname = 'resume_id'"
        " WHERE relnamespace = 'veil'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND has_column_privilege(%s, c.oid, a.attnum, 'SELECT') ORDER BY 1",
        str(Role.SEARCH),
    )
    return [str(name) for (name,) in rows]


def search_parameters(database: Database, ids: Sequence[str]) -> dict[str, Any]:
    """Return the parameters with which the store and its neighbours send their statements, the resume left out."""
    sent: dict[str, Any] = {}

    def note(_: object, __: object, ___: str, parameters: object, *____: object) -> None:
        if isinstance(parameters, Mapping):
            sent.update(parameters)

    event.listen(database.engine(Role.SEARCH), "before_cursor_execute", note)
    store, vector = open_store(database), HashEmbedder().embed_query(QUERY)
    with database.scoped(Role.SEARCH, ids[0]) as tx:
        for mode in Mode:
            assert store.search(tx, Scope(ids[0]), mode=mode, lexemes=["결제", "시스템"], vector=vector)
    assert store.get_nodes(filters=scope_of(ids[0]))
    event.remove(database.engine(Role.SEARCH), "before_cursor_execute", note)
    return sent | {"document_id": None}


@dataclass(frozen=True)
class Target:
    """A filled database, and what a session needs to probe it."""

    login: URL
    ids: Sequence[str]
    tables: Sequence[str]
    parameters: Mapping[str, Any]
    rows: int
    with_predicates: bool = True

    @classmethod
    def of(cls, database: Database, superuser: URL, login: URL, ids: Sequence[str]) -> "Target":
        """Look at a filled database."""
        tables = scoped_tables(superuser)
        counted = " + ".join(f"(SELECT count(*) FROM veil.{table} WHERE resume_id = %(id)s)" for table in tables)
        [(rows,)] = run_sql(superuser, f"SELECT {counted}", id=ids[0])
        return cls(login, tuple(ids), tables, search_parameters(database, ids), int(str(rows)))

    @property
    def everything(self) -> str:
        """Every row of every table, with what says whose it is."""
        return " UNION ALL ".join(
            f"SELECT resume_id AS owner, {_SAID.get(table, 'resume_id')} AS said FROM veil.{table}"
            for table in self.tables
        )

    @contextmanager
    def session(self, class_: str) -> "Iterator[psycopg2.extensions.cursor]":
        """Open a session of veil_search with the probes in it."""
        connection = psycopg2.connect(self.login.set(drivername="postgresql").render_as_string(hide_password=False))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET search_path = veil, public, pg_temp")
                for sql in QUERIES.values():
                    cursor.execute(sql.replace("{tables}", self.everything))
                if class_.startswith("named"):
                    for name in NAMED:
                        cursor.execute(self._prepared(cursor, name))
                cursor.execute(_SESSION.get(class_, "SELECT"))
                yield cursor
        finally:
            connection.close()

    def _prepared(self, cursor: "psycopg2.extensions.cursor", name: str) -> str:
        own = psycopg2.extensions.AsIs("$1")
        parameters = dict(self.parameters) | {"resume_id": own}
        if name in {"get_document", "document_chunks"}:
            parameters["document_id"] = psycopg2.extensions.AsIs("md5($1)::uuid")
        sql = named_queries()[name]
        if not self.with_predicates:
            sql = without_predicates(sql)
        sql = cursor.mogrify(sql, parameters).decode()
        return (
            f"PREPARE {name} (text, text) AS SELECT count(*) FILTER (WHERE ({NAMED[name]}) IS NOT TRUE), count(*)"
            f" FROM ({sql}) AS found"
        )


def without_predicates(sql: str) -> str:
    """Return a statement that reads chunks and documents of any resume, as if its predicate had been forgotten."""
    return re.sub(r"(?:\b[cd]\.|(?<![.\w]))resume_id = %\(resume_id\)s", "true", sql)


# Probing


def probe(target: Target, class_: str, mutation: str, random: Random, number: int) -> Tally:
    """Run one portion of a class, in a session of its own, and count."""
    chosen = [random.choice(list(MUTATIONS))] if mutation == "any" else [mutation]
    scopes, others = [], []
    for _ in range(number):
        if mutation == "any":
            chosen[0] = random.choice(_QUICK)
        resume_id, other = random.choice(target.ids), random.choice(target.ids)
        scopes.append(MUTATIONS[chosen[0]](random, resume_id, other))
        others.append(other)
    with target.session(class_) as cursor:
        if class_ == "parallel workers":
            row = _probe_with_workers(target, cursor, scopes)
        elif class_ in TRANSACTIONS:
            sql = "CALL pg_temp.probe_transactions(%s, %s, %s, NULL, NULL, NULL)"
            cursor.execute(sql, (class_, scopes, others))
            row = cursor.fetchone()
        else:
            cursor.execute("SELECT * FROM pg_temp.probe(%s, %s, %s, %s)", (class_, scopes, others, list(NAMED)))
            row = cursor.fetchone()
    assert row is not None
    foreign, shown, leaked = row
    tally = Tally(shown=shown)
    tally.count([class_, f"~ {mutation}"], number, foreign, f"{class_}: {leaked}" if leaked else None)
    tally.missing = max(_due(target, class_, scopes) - shown, 0)
    return tally


def _probe_with_workers(
    target: Target, cursor: "psycopg2.extensions.cursor", scopes: Sequence[str]
) -> tuple[int, int, str | None]:
    """Look with the client's own statements: a function's don't use parallel workers."""
    found, shown, leaked = 0, 0, None
    for scope in scopes:
        cursor.execute("SELECT set_config('app.resume_id', %s, false)", (scope,))
        cursor.execute(
            "SELECT count(*) FILTER (WHERE owner IS DISTINCT FROM %(scope)s OR said IS DISTINCT FROM %(scope)s),"
            f" count(*) FROM ({target.everything}) AS seen",
            {"scope": scope},
        )
        row = cursor.fetchone()
        assert row is not None
        found, shown = found + row[0], shown + row[1]
        leaked = leaked or (f"{scope[:60]!r}: {row[0]} rows" if row[0] else None)
    return found, shown, leaked


#: Whose texts are short: the others have classes of their own.
_QUICK = [name for name in MUTATIONS if name != "very long"]


_SHOWS_SOME = {"named query for it", "predicate made true"}


def _due(target: Target, class_: str, scopes: Sequence[str]) -> int:
    """Return how many rows of its own the probes must have shown, so that seeing nothing at all is no success."""
    if class_ in {"no scope", "after a reset", "after a rollback", "after a commit", "named query for another"}:
        return 0
    known = set(target.ids)
    return sum(scope in known for scope in scopes) * (1 if class_ in _SHOWS_SOME else target.rows)


def portions(total: int, portion: int = 5_000) -> list[tuple[str, str, int]]:
    """Cut so many probes into portions of (class, mutation, number)."""
    cut: list[tuple[str, str, int]] = []
    unit = total / sum(CLASSES.values())
    for class_, share in CLASSES.items():
        names = list(MUTATIONS) if class_ == "transaction setting" else ["any"]
        for name in names:
            left = math.ceil(unit * share / len(names))
            largest = 500 if name == "very long" else _PORTION.get(class_, portion)
            while left > 0:
                cut.append((class_, name, min(left, largest)))
                left -= largest
    return cut


def soak(target: Target, seed: str, total: int, connections: int) -> Iterator[Tally]:
    """Probe on several connections at once; yield the tally of each portion."""
    plan = list(enumerate(portions(total)))
    Random(seed).shuffle(plan)
    with ThreadPoolExecutor(connections) as pool:
        yield from pool.map(lambda item: probe(target, *item[1][:2], Random(f"{seed}/{item[0]}"), item[1][2]), plan)
