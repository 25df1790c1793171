"""Somebody with every right in the database changes the log: what verification sees, and what it can't."""

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from sqlalchemy import URL

from service.database import Database, Role
from service.privacy import audit
from service.privacy.audit import Actor, AuditLog, Event
from service.privacy.record import GENESIS, chain_hash
from tests.statements import run_sql

ACTOR = Actor("staff-7", "203.0.113.9", "abcdefghijkl")
SEALED = 12
FIFTH = "(SELECT event_id FROM audit_seal WHERE seq = 5)"

# What each column of an event can be changed to, and its CHECK is dropped first.
EDITS = {
    "event_id": "event_id = gen_random_uuid()",
    "a microsecond": "occurred_at = occurred_at + interval '1 microsecond'",
    "to before Christ": "occurred_at = to_timestamp(to_char(occurred_at, 'YYYY-MM-DD HH24:MI:SS.US') || ' BC', "
    "'YYYY-MM-DD HH24:MI:SS.US BC')",
    "to infinity": "occurred_at = 'infinity'",
    "actor": "actor = 'staff-8'",
    "origin": "origin = '203.0.113.8'",
    "resume_id": "resume_id = 'r-99'",
    "resume_id to null": "resume_id = NULL",
    "resume_id to nothing": "resume_id = ''",
    "action": "action = 'resume.read'",
    "outcome": "outcome = 'failed'",
    "a count": "detail = detail || '{\"hits\": 99}'",
    "a count's type": "detail = detail || '{\"hits\": 4.0}'",
    "a count to text": 'detail = detail || \'{"hits": "4"}\'',
    "a field more": "detail = detail || '{\"top_k\": 1}'",
    "a field less": "detail = detail - 'key_id'",
    "detail to its own text": "detail = to_jsonb(detail::text)",
}

# Each statement, and the code that verification answers with.
CHANGES = {
    "delete an event": (f"DELETE FROM audit_event WHERE event_id = {FIFTH}", "event_missing at seq 5"),
    "delete the last event": (
        f"DELETE FROM audit_event WHERE event_id = (SELECT event_id FROM audit_seal WHERE seq = {SEALED})",
        f"event_missing at seq {SEALED}",
    ),
    "delete an event and its seal": (
        f"DELETE FROM audit_event WHERE event_id = {FIFTH}; DELETE FROM audit_seal WHERE seq = 5",
        "seal_missing at seq 5",
    ),
    "and close the gap": (
        (
            f"DELETE FROM audit_event WHERE event_id = {FIFTH}; DELETE FROM audit_seal WHERE seq = 5; "
            "UPDATE audit_seal SET seq = -seq WHERE seq > 5; UPDATE audit_seal SET seq = -seq - 1 WHERE seq < 0"
        ),
        "chain_broken at seq 5",
    ),
    "delete the first event and its seal": (
        (
            "DELETE FROM audit_event WHERE event_id = (SELECT event_id FROM audit_seal WHERE seq = 1); "
            "DELETE FROM audit_seal WHERE seq = 1"
        ),
        "seal_missing at seq 1",
    ),
    "edit a leaf": ("UPDATE audit_seal SET leaf_hash = sha256('x') WHERE seq = 5", "event_altered at seq 5"),
    "edit a link": ("UPDATE audit_seal SET chain_hash = sha256('x') WHERE seq = 5", "chain_broken at seq 5"),
    "edit the last link": (
        f"UPDATE audit_seal SET chain_hash = sha256('x') WHERE seq = {SEALED}",
        f"chain_broken at seq {SEALED}",
    ),
    "swap two seals": (
        (
            "UPDATE audit_seal SET seq = -1 WHERE seq = 5; UPDATE audit_seal SET seq = 5 WHERE seq = 6; "
            "UPDATE audit_seal SET seq = 6 WHERE seq = -1"
        ),
        "chain_broken at seq 5",
    ),
    "swap two events": (
        (
            "ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_event_id_key; "
            "UPDATE audit_seal AS a SET event_id = b.event_id FROM audit_seal AS b WHERE a.seq + b.seq = 11 "
            "AND a.seq IN (5, 6)"
        ),
        "event_altered at seq 5",
    ),
    "swap two events' contents": (
        (
            "UPDATE audit_event AS a SET detail = b.detail, occurred_at = b.occurred_at, resume_id = b.resume_id "
            "FROM audit_event AS b, audit_seal AS s, audit_seal AS t WHERE a.event_id = s.event_id AND "
            "b.event_id = t.event_id AND s.seq + t.seq = 11 AND s.seq IN (5, 6)"
        ),
        "event_altered at seq 5",
    ),
    "push a seal in": (
        (
            "UPDATE audit_seal SET seq = -seq WHERE seq > 5; UPDATE audit_seal SET seq = -seq + 1 WHERE seq < 0; "
            "INSERT INTO audit_seal SELECT 6, gen_random_uuid(), leaf_hash, chain_hash FROM audit_seal WHERE seq = 5"
        ),
        "event_missing at seq 6",
    ),
    "insert an event": (
        (
            "INSERT INTO audit_event SELECT gen_random_uuid(), occurred_at, actor, origin, resume_id, action, outcome, "
            f"detail FROM audit_event WHERE event_id = {FIFTH}"
        ),
        "event_unqueued",
    ),
    "cut the seals' tail": ("DELETE FROM audit_seal WHERE seq > 8", "event_unqueued"),
    "drop every seal": ("TRUNCATE audit_seal", "event_unqueued"),
}


@pytest.fixture
def log(database: Database) -> AuditLog:
    """A log with 12 sealed events."""
    log = AuditLog(database)
    append(log, SEALED)
    assert log.seal() == SEALED
    assert log.verify().ok
    return log


@pytest.fixture
def tamper(superuser_url: URL) -> Callable[[str], None]:
    """Run statements as a superuser with every trigger, foreign key and check out of the way."""
    checks = run_sql(
        superuser_url,
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid IN ('veil.audit_event'::regclass, 'veil.audit_seal'::regclass)",
    )

    def run(statements: str) -> None:
        drops = "; ".join(str(drop) for (drop,) in checks)
        run_sql(superuser_url, f"SET search_path = veil, public; {drops}")
        checks.clear()
        run_sql(superuser_url, f"SET search_path = veil, public; SET session_replication_role = replica; {statements}")

    return run


def append(log: AuditLog, count: int) -> None:
    for hits in range(count):
        log.record(Role.SEARCH, Event.of(ACTOR, "resume.search", resume_id=f"r-{hits}", hits=hits))


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_an_edit_of_a_sealed_event_is_seen(log, tamper, edit):
    tamper(f"UPDATE audit_event SET {edit} WHERE event_id = {FIFTH}")
    result = log.verify()
    assert not result.ok
    expected = "event_missing at seq 5" if edit.startswith("event_id") else "event_altered at seq 5"
    assert (result.problem, result.sealed) == (expected, 4)


@pytest.mark.parametrize(("change", "problem"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_the_log_is_seen(log, tamper, change, problem):
    tamper(change)
    result = log.verify()
    assert not result.ok
    assert result.problem == problem


def random_change(rng: random.Random) -> str:
    """Return a statement that changes one or two random rows; none of them rewrites the tail as a whole."""
    one, two = rng.sample(range(1, SEALED), 2)
    at = f"event_id = (SELECT event_id FROM audit_seal WHERE seq = {one})"
    bit = rng.randrange(256)
    move, copy = "UPDATE audit_seal SET seq =", f"FROM audit_seal AS b WHERE a.seq = {one} AND b.seq = {two}"
    columns = "occurred_at, actor, origin, resume_id, action, outcome, detail"
    return rng.choice(
        [
            *(f"UPDATE audit_event SET {edit} WHERE {at}" for edit in EDITS.values()),
            *(
                f"UPDATE audit_seal SET {name} = set_bit({name}, {bit}, 1 - get_bit({name}, {bit})) WHERE seq = {one}"
                for name in ("leaf_hash", "chain_hash")
            ),
            f"UPDATE audit_seal AS a SET leaf_hash = b.leaf_hash {copy}",
            f"UPDATE audit_seal AS a SET chain_hash = b.chain_hash {copy}",
            f"DELETE FROM audit_event WHERE {at}",
            f"DELETE FROM audit_seal WHERE seq >= {one}",
            f"DELETE FROM audit_seal WHERE seq = {one}",
            f"{move} {SEALED + 1} WHERE seq = {one}",
            f"{move} -1 WHERE seq = {one}; {move} {one} WHERE seq = {two}; {move} {two} WHERE seq = -1",
            f"INSERT INTO audit_event SELECT gen_random_uuid(), {columns} FROM audit_event WHERE {at}",
        ]
    )


def test_two_hundred_random_changes_are_all_seen(log, tamper):
    rng = random.Random(20260701)
    tamper("CREATE TABLE kept_event AS TABLE audit_event; CREATE TABLE kept_seal AS TABLE audit_seal")
    for _ in range(200):
        change = random_change(rng)
        tamper(change)
        assert not log.verify().ok, change
        tamper(
            "DELETE FROM audit_event; DELETE FROM audit_seal; INSERT INTO audit_event TABLE kept_event; "
            "INSERT INTO audit_seal TABLE kept_seal"
        )
        assert log.verify().ok, "the log was not put back"


def test_writing_the_same_again_is_no_problem(log, tamper):
    """The negative control: what is seen is the change, not that somebody was there."""
    tamper("UPDATE audit_event SET actor = actor, detail = detail; UPDATE audit_seal SET chain_hash = chain_hash")
    assert log.verify().ok


def test_every_position_is_checked_across_batches(log, tamper, monkeypatch):
    monkeypatch.setattr(audit, "_BATCH", 5)
    for seq in range(1, SEALED + 1):
        where = f"WHERE event_id = (SELECT event_id FROM audit_seal WHERE seq = {seq})"
        tamper(f"UPDATE audit_event SET actor = 'staff-8' {where}")
        assert log.verify().problem == f"event_altered at seq {seq}"
        tamper(f"UPDATE audit_event SET actor = 'staff-7' {where}")
    assert log.verify().ok


def test_an_event_that_vanishes_before_it_is_sealed_is_seen(log, tamper):
    append(log, 2)
    tamper("DELETE FROM audit_event WHERE event_id = (SELECT max(event_id::text)::uuid FROM audit_pending)")
    assert log.verify().problem == "event_lost"
    assert log.seal() == 1
    assert log.verify().problem == "event_lost"


def test_an_event_that_is_taken_out_of_the_queue_is_seen(log, tamper):
    append(log, 1)
    tamper("DELETE FROM audit_pending")
    assert log.seal() == 0
    assert log.verify().problem == "event_unqueued"


def test_an_event_that_is_sealed_twice_is_seen(log, tamper, superuser_url):
    ((leaf, link),) = run_sql(
        superuser_url,
        "SELECT s.leaf_hash, t.chain_hash FROM veil.audit_seal s, veil.audit_seal t WHERE s.seq = 5 AND t.seq = %s",
        SEALED,
    )
    tamper(
        "ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_event_id_key; INSERT INTO audit_seal "
        f"SELECT {SEALED + 1}, event_id, leaf_hash, '\\x{chain_hash(bytes(link), bytes(leaf)).hex()}' FROM audit_seal "
        "WHERE seq = 5"
    )
    assert log.verify().problem == "event_sealed_twice"


# What no check inside the database can see. Whoever kept the head elsewhere sees it.


def test_cutting_the_tail_with_its_events_shows_in_the_head_alone(log, tamper):
    before = log.verify()
    tamper(
        "DELETE FROM audit_event WHERE event_id IN (SELECT event_id FROM audit_seal WHERE seq > 8); "
        "DELETE FROM audit_seal WHERE seq > 8"
    )
    after = log.verify()
    assert (after.ok, after.sealed, after.anchored) == (True, 8, False)
    assert after.head != before.head


def test_rewriting_the_whole_log_shows_in_the_head_alone(log, tamper):
    before = log.verify()
    tamper(
        f"UPDATE audit_event SET actor = 'staff-8' WHERE event_id = {FIFTH}; TRUNCATE audit_seal; "
        "INSERT INTO audit_pending SELECT event_id FROM audit_event"
    )
    assert log.seal() == SEALED
    after = log.verify()
    assert (after.ok, after.sealed, after.anchored) == (True, SEALED, False)
    assert after.head != before.head


def test_emptying_the_log_shows_in_the_head_alone(log, tamper):
    tamper("TRUNCATE audit_event CASCADE; DELETE FROM audit_pending")
    assert (log.verify().ok, log.verify().sealed, log.verify().head) == (True, 0, None)


def test_an_edit_before_sealing_is_not_seen(log, tamper):
    append(log, 1)
    tamper("UPDATE audit_event SET actor = 'staff-8' WHERE event_id IN (TABLE audit_pending)")
    assert log.verify().unsealed == 1
    assert log.seal() == 1
    assert log.verify().ok


def test_a_sealing_time_is_not_covered(log, tamper):
    tamper("UPDATE audit_seal SET sealed_at = sealed_at - interval '1 year'")
    assert log.verify().ok


def test_the_chain_is_what_the_guide_says(log, superuser_url):
    rows = run_sql(superuser_url, "SELECT leaf_hash, chain_hash FROM veil.audit_seal ORDER BY seq")
    links = [GENESIS, *(bytes(link) for _, link in rows)]
    for (leaf, _), (previous, link) in zip(rows, pairwise(links), strict=True):
        assert chain_hash(previous, bytes(leaf)) == link
    assert log.verify().head == links[-1].hex()
