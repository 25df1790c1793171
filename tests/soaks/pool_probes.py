"""Probes through our own pools and the driver: what one caller leaves on a connection, and what the next one sees."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random

import psycopg2
from llama_index.core.vector_stores.types import VectorStoreQuery, VectorStoreQueryMode
from sqlalchemy import URL, exc

from service.database import Database, Role
from service.errors import DatabaseRefused, DatabaseUnavailable, InvalidResumeId, VeilError
from service.pipeline.embedding import HashEmbedder
from tests.resumes import open_store, scope_of
from tests.soaks.database_probes import QUERY, Tally, Target
from tests.soaks.mutations import MUTATIONS
from tests.statements import run_sql

_MODES = (VectorStoreQueryMode.HYBRID, VectorStoreQueryMode.DEFAULT, VectorStoreQueryMode.SPARSE)
_VECTOR = HashEmbedder().embed_query(QUERY).tolist()
_EVERYTHING = "SELECT resume_id FROM chunk UNION SELECT resume_id FROM document UNION SELECT resume_id FROM resume"

_FORGETTING = ("DISCARD ALL", "RESET ALL", "RESET app.resume_id", "SET app.resume_id TO DEFAULT")


class Pool:
    """A pool of veil_search, the store on it, and what earlier callers do there."""

    def __init__(self, target: Target, superuser: URL, connections: int) -> None:
        self.database = Database({Role.SEARCH: target.login}, pool_size=connections)
        self.store = open_store(self.database)
        self.superuser = superuser

    def shown(self, resume_id: str | None) -> set[str]:
        """Return whose rows a transaction with this scope sees, or with none."""
        database, role = self.database, Role.SEARCH
        with database.unscoped(role) if resume_id is None else database.scoped(role, resume_id) as tx:
            return set(tx.connection.exec_driver_sql(_EVERYTHING).scalars())

    def found(self, resume_id: str, random: Random) -> set[str]:
        """Return whose passages a search of the store finds, by what they say."""
        query = VectorStoreQuery(_VECTOR, 50, query_str=QUERY, mode=random.choice(_MODES), filters=scope_of(resume_id))
        return {node.get_content() for node in self.store.query(query).nodes or ()}

    # What a caller who asks for another resume leaves.

    def read(self, other: str, _: Random) -> None:
        """It reads and ends well."""
        assert self.shown(other) == {other}

    def search(self, other: str, random: Random) -> None:
        """It searches through the store, in one round trip."""
        assert self.found(other, random) == {other}

    def list_nodes(self, other: str, _: Random) -> None:
        """It lists nodes."""
        assert {node.get_content() for node in self.store.get_nodes(filters=scope_of(other))} == {other}

    def fail(self, other: str, random: Random) -> None:
        """Its statement fails, or its code does."""
        with suppress(DatabaseRefused, KeyError), self.database.scoped(Role.SEARCH, other) as tx:
            if random.random() < 0.5:
                raise KeyError
            tx.connection.exec_driver_sql("SELECT 1 / 0")

    def fail_searching(self, other: str, _: Random) -> None:
        """Its search is refused: a vector of another length."""
        with suppress(VeilError):
            self.store.query(VectorStoreQuery([1.0], 5, filters=scope_of(other)))

    def go_on_after_an_error(self, other: str, _: Random) -> None:
        """It goes on in a transaction that has failed, and gets nothing."""
        with suppress(DatabaseRefused), self.database.scoped(Role.SEARCH, other) as tx:
            with suppress(exc.DBAPIError):
                tx.connection.exec_driver_sql("SELECT 1 / 0")
            tx.connection.exec_driver_sql(_EVERYTHING)
            raise AssertionError("a failed transaction has answered")

    def roll_back_to_a_savepoint(self, other: str, _: Random) -> None:
        """It takes savepoints, in one of which the scope changes."""
        with self.database.scoped(Role.SEARCH, other) as tx:
            run = tx.connection.exec_driver_sql
            run("SAVEPOINT one")
            run("SELECT set_config('app.resume_id', '', true)")
            with suppress(exc.DBAPIError):
                run("SELECT 1 / 0")
            run("ROLLBACK TO one")
            assert set(run(_EVERYTHING).scalars()) == {other}

    def be_cancelled(self, other: str, _: Random) -> None:
        """Its statement takes too long."""
        with suppress(DatabaseRefused, DatabaseUnavailable), self.database.scoped(Role.SEARCH, other) as tx:
            tx.connection.exec_driver_sql("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")

    def leave_a_cursor(self, other: str, _: Random) -> None:
        """It leaves a cursor of the server open."""
        with self.database.scoped(Role.SEARCH, other) as tx:
            tx.connection.exec_driver_sql(f"DECLARE left_open CURSOR FOR {_EVERYTHING}")
            tx.connection.exec_driver_sql("FETCH 1 FROM left_open")

    def lose_the_connection(self, other: str, _: Random) -> None:
        """Its connection is cut in the middle."""
        with suppress(DatabaseUnavailable), self.database.scoped(Role.SEARCH, other) as tx:
            pid = tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
            run_sql(self.superuser, "SELECT pg_terminate_backend(%s, 5000)", pid)
            tx.connection.exec_driver_sql(_EVERYTHING)

    def send_a_nul(self, other: str, _: Random) -> None:
        """It asks for an id with a NUL or with bytes that are no UTF-8, which never become a scope."""
        with suppress(ValueError), self.database.scoped(Role.SEARCH, f"{other}\0"):
            raise AssertionError("a NUL was accepted")
        for literal in (b"E'%s\\000'", b"E'%s\\xff'", b"'%s\xc0\xaf'"):
            with suppress(DatabaseRefused), self.database.scoped(Role.SEARCH, other) as tx:
                connection = tx.connection.connection.dbapi_connection
                assert connection is not None
                with connection.cursor() as cursor:
                    cursor.execute(b"SELECT set_config('app.resume_id', " + literal % other.encode() + b", true)")
                    raise AssertionError("broken text was accepted")


#: What the caller before leaves, and how often it is done among all.
LEFT: Mapping[str, tuple[Callable[[Pool, str, Random], None], int]] = {
    "pool: after a read": (Pool.read, 20),
    "pool: after a search": (Pool.search, 20),
    "pool: after get_nodes": (Pool.list_nodes, 10),
    "pool: after a failure": (Pool.fail, 20),
    "pool: after a refused search": (Pool.fail_searching, 10),
    "pool: in a failed transaction": (Pool.go_on_after_an_error, 10),
    "pool: after savepoints": (Pool.roll_back_to_a_savepoint, 10),
    "pool: after a time-out": (Pool.be_cancelled, 4),
    "pool: after a cursor left open": (Pool.leave_a_cursor, 10),
    "pool: after a lost connection": (Pool.lose_the_connection, 1),
    "pool: after a NUL": (Pool.send_a_nul, 5),
}
_SHORT = [name for name in MUTATIONS if name not in {"very long", "empty"}]


def visit(pool: Pool, name: str, target: Target, random: Random) -> Tally:
    """Let one caller leave something; then look without a scope, with one, and by a search of the store."""
    resume_id, other = random.choice(target.ids), random.choice(target.ids)
    scope = MUTATIONS[random.choice(_SHORT)](random, resume_id, other)
    LEFT[name][0](pool, other, random)
    seen = {None: pool.shown(None), scope: pool.shown(scope)}
    with suppress(InvalidResumeId):
        seen[scope] |= pool.found(scope, random)
    tally = Tally()
    foreign = {asked: shown - {asked} for asked, shown in seen.items()}
    leaked = next((f"{asked!r}: {sorted(shown)[:3]}" for asked, shown in foreign.items() if shown), None)
    tally.count([name], 3, sum(map(len, foreign.values())), leaked and f"{name}: {leaked}")
    known = scope in set(target.ids)
    tally.shown, tally.missing = len(seen[scope]), int(known and scope not in seen[scope])
    return tally


def soak_pools(target: Target, superuser: URL, seed: str, visits: int, threads: int = 4) -> Tally:
    """Let callers share a pool of half as many connections as they are, in threads."""
    names = [name for name, (_, share) in LEFT.items() for _ in range(share)]
    pool = Pool(target, superuser, max(threads // 2, 1))
    total, lock = Tally(), threading.Lock()

    def work(number: int) -> None:
        random = Random(f"{seed}/{number}")
        for turn in range(number, visits, threads):
            tally = visit(pool, names[(turn * 7) % len(names)], target, random)
            with lock:
                total.add(tally)

    try:
        with ThreadPoolExecutor(threads) as workers:
            list(workers.map(work, range(threads)))
    finally:
        pool.database.close()
    return total


def soak_sessions(target: Target, seed: str, rounds: int) -> Tally:
    """Throw away what a session holds, by DISCARD ALL and its kin, and look; connect with a scope as an option."""
    random, tally = Random(seed), Tally()
    url = target.login.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg2.connect(url)
    connection.autocommit = True
    looked = _EVERYTHING.replace("FROM ", "FROM veil.")
    with connection.cursor() as cursor:
        for turn in range(rounds):
            other = random.choice(target.ids)
            cursor.execute("SELECT set_config('app.resume_id', %s, false)", (other,))
            cursor.execute(_FORGETTING[turn % len(_FORGETTING)])
            cursor.execute(looked)
            tally.count(["session: after DISCARD and RESET"], 1, cursor.rowcount, None)
    connection.close()
    for _ in range(max(rounds // 100, 1)):
        other = random.choice(target.ids)
        pool = Database({Role.SEARCH: target.login.update_query_dict({"options": f"-c app.resume_id={other}"})}, 1)
        with pool.unscoped(Role.SEARCH) as tx:
            shown = tx.connection.exec_driver_sql(_EVERYTHING).all()
        tally.count(["session: connected with a scope"], 1, len(shown), None)
        pool.close()
    return tally
