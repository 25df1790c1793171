"""The log: appended by everybody, read by one role, sealed by another, changed by nobody."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import URL

from service.database import Database, Role, Transaction
from service.errors import AuditUnavailable, DatabaseRefused, InvalidCursor, InvalidRequest
from service.privacy import audit
from service.privacy.audit import Actor, AuditLog, Event
from tests.statements import run_sql

ACTOR = Actor("staff-7", "203.0.113.9", "abcdefghijkl")


ADD_RESUME = "INSERT INTO resume (resume_id, policy_version, engine_version, retain_until) VALUES (%s, 'p', 'e', now())"


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(database)


def event(number: int = 0, **fields: object) -> Event:
    return Event.of(ACTOR, "resume.search", resume_id=f"r-{number}", mode="hybrid", hits=number, **fields)


def fill(log: AuditLog, database: Database, count: int) -> list[Event]:
    events = [event(number) for number in range(count)]
    with database.unscoped(Role.SEARCH) as tx:
        for one in events:
            log.append(tx, one)
    return events


def sql(tx: Transaction, statement: str) -> None:
    tx.connection.exec_driver_sql(statement)


# Appending


@pytest.mark.parametrize("role", list(Role))
def test_every_role_appends_and_what_is_read_is_what_was_written(log, role):
    written = event(3, model_id="nlpai-lab/KURE-v1", sections=["profile"], counts={"PERSON": 2}, explain=True)
    log.record(role, written)
    assert log.events().events == [written]
    assert log.events().events[0].canonical() == written.canonical()


def test_an_event_shares_the_fate_of_its_transaction(log, database):
    def fail_after_appending() -> None:
        with database.unscoped(Role.INGEST) as tx:
            log.append(tx, event())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_appending()
    assert log.events().events == []
    assert log.verify().unsealed == 0


def test_an_event_that_cannot_be_written_is_an_error_and_takes_its_transaction_along(log, database, superuser_url):
    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_ingest")
    with pytest.raises(AuditUnavailable) as caught:
        log.record(Role.INGEST, event())
    assert caught.value.ids == {"sqlstate": "42501"}

    def store_and_append() -> None:
        with database.unscoped(Role.INGEST) as tx:
            sql(tx, ADD_RESUME % ("'r-1'",))
            log.append(tx, event())

    with pytest.raises(AuditUnavailable):
        store_and_append()
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.resume") == [(0,)]
    log.record(Role.SEARCH, event())


def test_no_connection_means_no_event_and_says_so(database_url):
    gone = database_url(Role.SEARCH).set(database="no_such_database")
    with pytest.raises(AuditUnavailable):
        AuditLog(Database({Role.SEARCH: gone}, 1)).record(Role.SEARCH, event())


# Who may do what

TABLES = ["audit_event", "audit_seal", "audit_pending"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", list(Role))
def test_no_role_changes_the_log_and_two_read_it(log, database, role, table):
    fill(log, database, 2)
    log.seal()
    column = "leaf_hash = leaf_hash" if table == "audit_seal" else "event_id = event_id"
    refused = [f"UPDATE {table} SET {column}", f"TRUNCATE {table}"]
    keeper_empties_queue = role is Role.KEEPER and table == "audit_pending"
    if not keeper_empties_queue:
        refused.append(f"DELETE FROM {table}")
    if role not in {Role.AUDIT, Role.KEEPER}:
        refused.append(f"SELECT event_id FROM {table}")
    if table == "audit_pending":
        refused.append("INSERT INTO audit_pending VALUES (gen_random_uuid())")
    if table == "audit_seal" and role is not Role.KEEPER:
        refused.append("INSERT INTO audit_seal SELECT 9, gen_random_uuid(), NULL, NULL")
    for statement in refused:
        with pytest.raises(DatabaseRefused) as caught, database.unscoped(role) as tx:
            sql(tx, statement)
        assert caught.value.ids == {"sqlstate": "42501"}, statement


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
def test_a_trigger_stops_even_a_superuser_until_it_is_disabled(log, database, superuser_url, table):
    fill(log, database, 2)
    log.seal()
    for statement in (
        f"UPDATE veil.{table} SET event_id = event_id",
        f"DELETE FROM veil.{table}",
        f"TRUNCATE veil.{table} CASCADE",
    ):
        with pytest.raises(Exception, match="append-only"):
            run_sql(superuser_url, statement)
    run_sql(superuser_url, f"SET session_replication_role = replica; DELETE FROM veil.{table}")
    assert run_sql(superuser_url, f"SELECT count(*) FROM veil.{table}") == [(0,)]


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "홍길동"},
        {"origin": "my home"},
        {"resume_id": "x' OR '1'='1"},
        {"action": "Said: hello"},
        {"outcome": "fine"},
        {"occurred_at": datetime(1999, 1, 1, tzinfo=UTC)},
        {"detail": {"text": "가" * 9000}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_database_refuses_text_even_from_a_writer_that_skips_the_check(log, change):
    log.record(Role.SEARCH, event())
    with pytest.raises(AuditUnavailable) as caught:
        log.record(Role.SEARCH, replace(event(), **change))
    assert caught.value.ids == {"sqlstate": "23514"}


# Reading


def test_pages_are_newest_first_and_show_each_event_once_also_at_equal_times(log, database):
    at = datetime.now(UTC)
    events = [replace(event(number), occurred_at=at - timedelta(microseconds=number // 5)) for number in range(23)]
    with database.unscoped(Role.SEARCH) as tx:
        for one in events:
            log.append(tx, one)
    seen, cursor = [], None
    while True:
        page = log.events(limit=4, cursor=cursor)
        seen += page.events
        log.record(Role.SEARCH, replace(event(), occurred_at=at + timedelta(seconds=len(seen))))
        if (cursor := page.next_cursor) is None:
            break
    assert seen == sorted(events, key=lambda one: (one.occurred_at, one.event_id), reverse=True)


def test_a_last_page_that_is_just_full_has_no_next_one(log, database):
    fill(log, database, 4)
    assert log.events(limit=4).next_cursor is None
    assert log.events(limit=3).next_cursor is not None


def test_filters_narrow_and_hold_across_pages(log, database):
    fill(log, database, 3)
    log.record(Role.AUTH, Event.of(Actor("svc-1", "cli"), "key.create", outcome="refused", code="unknown_role"))
    assert [one.detail["hits"] for one in log.events(resume_id="r-1").events] == [1]
    assert len(log.events(action="resume.search", actor="staff-7", outcome="ok").events) == 3
    assert [one.actor for one in log.events(outcome="refused").events] == ["svc-1"]
    first = log.events(actor="staff-7", limit=2)
    assert len(log.events(actor="staff-7", limit=2, cursor=first.next_cursor).events) == 1


def test_a_time_range_includes_its_start_and_not_its_end(log):
    at = datetime(2026, 5, 1, tzinfo=UTC)
    for seconds in (-1, 0, 1):
        log.record(Role.SEARCH, replace(event(), occurred_at=at + timedelta(seconds=seconds)))
    seoul = at.astimezone(timezone(timedelta(hours=9)))
    assert len(log.events(since=seoul).events) == 2
    assert len(log.events(until=seoul).events) == 1
    assert len(log.events(since=datetime.min.replace(tzinfo=UTC), until=datetime.max.replace(tzinfo=UTC)).events) == 3


@pytest.mark.parametrize("name", ["resume_id", "actor", "action", "outcome"])
@pytest.mark.parametrize(
    "value", ["x' OR '1'='1", "%", "_", "r-1'; DROP TABLE audit_event; --", "%(limit)s", "", "R-1"]
)
def test_a_filter_is_a_value_and_never_sql(log, database, name, value):
    fill(log, database, 2)
    assert log.events(**{name: value}).events == []
    assert len(log.events().events) == 2


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_a_filter_that_no_event_can_match_is_refused(log, value):
    with pytest.raises(InvalidRequest):
        log.events(actor=value)


def test_a_cursor_that_was_changed_or_made_up_is_refused(log, database):
    fill(log, database, 3)
    cursor = log.events(limit=1).next_cursor
    assert len(log.events(cursor=cursor).events) == 2
    flipped = [f"{cursor[:at]}{'A' if cursor[at] != 'A' else 'B'}{cursor[at + 1 :]}" for at in range(len(cursor) - 1)]
    for wrong in [*flipped, "", "A", cursor[:-4], cursor + "AAAA", "' OR 1=1", "가", "A" * 10_000, cursor + "="]:
        with pytest.raises(InvalidCursor):
            log.events(cursor=wrong)


def test_a_cursor_belongs_to_its_filters(log, database):
    fill(log, database, 3)
    cursor = log.events(actor="staff-7", limit=1).next_cursor
    assert log.events(actor="staff-7", cursor=cursor).events
    for other in ({}, {"actor": "staff-8"}, {"resume_id": "staff-7"}, {"actor": "staff-7", "until": datetime.now(UTC)}):
        with pytest.raises(InvalidCursor):
            log.events(cursor=cursor, **other)


@pytest.mark.parametrize("limit", [0, -1, 1_001])
def test_a_page_has_a_size(log, limit):
    with pytest.raises(InvalidRequest):
        log.events(limit=limit)


@pytest.mark.parametrize("at", [datetime(2026, 1, 1), datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))])  # noqa: DTZ001
def test_a_time_that_is_no_instant_is_refused(log, at):
    for read in (log.events, log.summary):
        with pytest.raises(InvalidRequest):
            read(since=at)


def test_the_summary_counts_events_by_action_and_outcome_and_redactions_by_type(log, database):
    fill(log, database, 2)
    for counts in ({"PERSON": 2, "PHONE_NUMBER": 1}, {"PERSON": 3}):
        log.record(Role.INGEST, Event.of(ACTOR, "document.mask", resume_id="r-1", commitment="0" * 64, counts=counts))
    log.record(Role.INGEST, Event.of(ACTOR, "resume.erase", resume_id="r-1", counts={"documents": 1}))
    log.record(Role.INGEST, Event.of(ACTOR, "document.mask", resume_id="r-1", outcome="refused", code="quarantined"))
    assert log.summary() == {
        "events": {
            "document.mask": {"ok": 2, "refused": 1},
            "resume.erase": {"ok": 1},
            "resume.search": {"ok": 2},
        },
        "redactions": {"PERSON": 5, "PHONE_NUMBER": 1},
    }
    assert log.summary(until=datetime(2020, 1, 1, tzinfo=UTC)) == {"events": {}, "redactions": {}}


def test_the_summary_survives_counts_that_are_none(log, database):
    log.record(Role.INGEST, replace(event(), detail={"commitment": "x", "counts": [1]}))
    with database.unscoped(Role.INGEST) as tx:
        sql(tx, RAW_EVENT.replace("DETAIL", '{"commitment": "x", "counts": {"PERSON": "many", "AGE": 1.5, "B": -1}}'))
    assert log.summary()["redactions"] == {}


# Sealing

RAW_EVENT = (
    "INSERT INTO audit_event (event_id, occurred_at, actor, origin, action, outcome, detail) "
    "VALUES (gen_random_uuid(), now(), 'a', 'b', 'c', 'ok', 'DETAIL')"
)


def test_sealing_chains_each_event_once(log, database):
    events = fill(log, database, 5)
    before = log.verify()
    assert (before.sealed, before.unsealed, before.ok, before.head) == (0, 5, True, None)
    assert log.seal() == 5
    assert log.seal() == 0
    after = log.verify()
    assert (after.sealed, after.unsealed, after.ok, after.problem, after.anchored) == (5, 0, True, None, False)
    log.record(Role.SEARCH, event())
    grown = log.verify()
    assert (grown.sealed, grown.unsealed, grown.ok, grown.head) == (5, 1, True, after.head)
    with database.unscoped(Role.AUDIT) as tx:
        rows = tx.all("sealed_events", after=0, limit=10)
    assert [row.event_id for row in rows] == [str(one.event_id) for one in events]
    assert [audit._canonical(row) for row in rows] == [one.canonical() for one in events]


def test_an_empty_log_verifies_and_says_that_nothing_anchors_it(log):
    result = log.verify()
    assert (result.sealed, result.unsealed, result.ok, result.head, result.anchored) == (0, 0, True, None, False)


def test_batches_join_into_one_chain(log, database, monkeypatch):
    events = fill(log, database, 11)
    monkeypatch.setattr(audit, "_BATCH", 3)
    assert log.seal() == 11
    small = log.verify()
    monkeypatch.setattr(audit, "_BATCH", 1_000)
    assert small == log.verify()
    assert (small.sealed, small.ok) == (len(events), True)


def test_keepers_and_writers_at_once_make_one_chain(log, database, monkeypatch):
    monkeypatch.setattr(audit, "_BATCH", 20)
    writing = threading.Event()
    writing.set()

    def keep() -> int:
        sealed = 0
        while writing.is_set():
            sealed += log.seal()
        return sealed + log.seal()

    with ThreadPoolExecutor(5) as pool:
        keepers = [pool.submit(keep) for _ in range(3)]
        writers = [pool.submit(lambda: [log.record(Role.SEARCH, event(n)) for n in range(150)]) for _ in range(2)]
        for writer in writers:
            writer.result()
        writing.clear()
        sealed = [keeper.result() for keeper in keepers]
    result = log.verify()
    assert (result.sealed, result.unsealed, result.ok) == (300, 0, True), result
    assert sum(sealed) == 300


@pytest.mark.parametrize("locking", [True, False])
def test_a_keeper_waits_for_the_one_that_holds_the_chain(log, database, monkeypatch, locking):
    """The negative control: without the lock it would not wait."""
    fill(log, database, 3)
    run = Transaction.run
    with ThreadPoolExecutor(1) as pool, database.unscoped(Role.KEEPER) as tx:
        tx.run("lock_chain")
        if not locking:
            monkeypatch.setattr(
                Transaction, "run", lambda tx, query, **kw: query != "lock_chain" and run(tx, query, **kw)
            )
        sealing = pool.submit(log.seal)
        assert wait([sealing], timeout=0.5 if locking else 20).not_done == ({sealing} if locking else set())
        tx.connection.rollback()
        assert sealing.result(timeout=20) == 3


def test_a_clock_that_goes_backwards_breaks_nothing(log):
    now = datetime.now(UTC)
    for hours in (0, -2, 5, -30_000, 1):
        log.record(Role.SEARCH, replace(event(), occurred_at=now + timedelta(hours=hours)))
        assert log.seal() == 1
    assert log.verify().ok
    assert len(log.events().events) == 5


DEEP = '{"a": ' + "[" * 1_500 + "]" * 1_500 + "}"


@pytest.mark.parametrize(
    "detail", ['{"a": 1.5}', '{"a": 1e400}', '{"a": 99999999999999999999}', DEEP, '{"a": "가 \\u0001"}']
)
def test_a_stray_event_can_not_stop_the_keeper(log, database, superuser_url, detail):
    with database.unscoped(Role.SEARCH) as tx:
        tx.connection.exec_driver_sql(RAW_EVENT.replace("'DETAIL'", "%s::jsonb"), (detail,))
    log.record(Role.SEARCH, event())
    assert log.seal() == 2
    assert log.verify().ok
    change = "UPDATE veil.audit_event SET detail = detail || '{\"b\": 1}' WHERE action = 'c'"
    run_sql(superuser_url, f"SET session_replication_role = replica; {change}")
    assert "event_altered" in log.verify().problem


def test_a_superuser_is_what_the_tests_say(superuser_url: URL, database_url: Callable[[str], URL]):
    """The negative control of the privilege tests: the same statement passes under another login."""
    assert run_sql(superuser_url, "SELECT count(*) FROM veil.audit_event") == [(0,)]
    with pytest.raises(Exception, match="permission denied"):
        run_sql(database_url(Role.SEARCH), "SELECT count(*) FROM veil.audit_event")
