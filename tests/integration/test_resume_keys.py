"""Resumes' keys in the database: one per resume, wrapped, in their scope, gone with the resume."""

import os
import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import URL

from service.database import Database, Role
from service.errors import DatabaseRefused, SetupError, WrongMasterKey
from service.privacy.resume_keys import MasterKey, ResumeKey, ResumeKeys
from tests.statements import run_sql

ADD_RESUME = (
    "INSERT INTO veil.resume (resume_id, policy_version, engine_version, retain_until) VALUES (%s, 'p', 'e', now())"
)


@pytest.fixture(autouse=True)
def resumes(superuser_url: URL) -> None:
    for resume_id in ("r-1", "r-2"):
        run_sql(superuser_url, ADD_RESUME, resume_id)


@pytest.fixture
def keys() -> ResumeKeys:
    return ResumeKeys(MasterKey(os.urandom(32)))


def print_of(key: ResumeKey | None) -> bytes:
    assert key is not None
    return key.fingerprint("PERSON", "홍길동")


def create(database: Database, keys: ResumeKeys, resume_id: str) -> bytes:
    with database.scoped(Role.INGEST, resume_id) as tx:
        return print_of(keys.create(tx, resume_id))


def open_key(database: Database, keys: ResumeKeys, resume_id: str) -> ResumeKey | None:
    with database.scoped(Role.INGEST, resume_id) as tx:
        return keys.open(tx, resume_id)


def test_a_resume_has_one_key_and_another_resume_another(database, keys):
    assert open_key(database, keys, "r-1") is None
    made = create(database, keys, "r-1")
    assert print_of(open_key(database, keys, "r-1")) == made
    assert create(database, keys, "r-1") == made
    assert create(database, keys, "r-2") != made


def test_the_database_holds_the_key_wrapped_only(database, superuser_url):
    master, raw = MasterKey(os.urandom(32)), []

    class Spy:
        key_id, unwrap = master.key_id, master.unwrap

        def wrap(self, resume_id: str, key: bytes) -> bytes:
            raw.append(key)
            return master.wrap(resume_id, key)

    keys = ResumeKeys(Spy())
    create(database, keys, "r-1")
    ((stored, key_id),) = run_sql(superuser_url, "SELECT wrapped_key, wrapping_key_id FROM veil.resume_key")
    assert len(raw[0]) == 32
    assert raw[0] not in bytes(stored)
    assert master.unwrap("r-1", bytes(stored)) == raw[0]
    assert key_id == master.key_id


def test_another_master_key_is_refused_and_nothing_is_replaced(database, keys):
    made = create(database, keys, "r-1")
    other = ResumeKeys(MasterKey(os.urandom(32)))
    for use in (open_key, create):
        with pytest.raises(SetupError, match="VEIL_HMAC_KEY") as caught:
            use(database, other, "r-1")
        assert (type(caught.value), caught.value.ids) == (WrongMasterKey, {"resume_id": "r-1"})
    assert create(database, keys, "r-1") == made


def test_a_wrapped_key_under_another_resume_is_refused(database, keys, superuser_url):
    create(database, keys, "r-1")
    create(database, keys, "r-2")
    run_sql(
        superuser_url,
        "UPDATE veil.resume_key SET wrapped_key = (SELECT wrapped_key FROM veil.resume_key WHERE resume_id = 'r-1') "
        "WHERE resume_id = 'r-2'",
    )
    with pytest.raises(WrongMasterKey):
        open_key(database, keys, "r-2")
    assert open_key(database, keys, "r-1")


def test_transactions_that_race_get_the_same_key(database, keys, superuser_url):
    with ThreadPoolExecutor(4) as pool:
        for attempt in range(10):
            resume_id = f"race-{attempt}"
            run_sql(superuser_url, ADD_RESUME, resume_id)
            start = threading.Barrier(4)

            def race(resume_id=resume_id, start=start) -> bytes:
                start.wait()
                return create(database, keys, resume_id)

            assert len({race.result() for race in [pool.submit(race) for _ in range(4)]}) == 1


def test_a_key_whose_maker_gives_up_is_made_by_the_one_who_waits(database, keys):
    waiting = threading.Event()
    lost = []

    def follow() -> bytes:
        waiting.set()
        return create(database, keys, "r-1")

    def give_up(pool: ThreadPoolExecutor) -> None:
        with database.scoped(Role.INGEST, "r-1") as tx:
            lost.append(print_of(keys.create(tx, "r-1")))
            followers.append(pool.submit(follow))
            waiting.wait()
            raise RuntimeError

    followers: list[Future[bytes]] = []
    with ThreadPoolExecutor(1) as pool:
        with pytest.raises(RuntimeError):
            give_up(pool)
        assert followers[0].result() not in lost
    assert open_key(database, keys, "r-1")


def test_a_key_is_seen_in_its_scope_only(database, keys):
    create(database, keys, "r-1")
    with database.scoped(Role.INGEST, "r-2") as tx:
        assert keys.open(tx, "r-1") is None
    with database.unscoped(Role.INGEST) as tx:
        assert keys.open(tx, "r-1") is None
    with pytest.raises(DatabaseRefused), database.scoped(Role.INGEST, "r-1") as tx:
        keys.create(tx, "r-2")


def test_without_row_level_security_the_other_scope_would_see_it(database, keys, superuser_url):
    create(database, keys, "r-1")
    run_sql(superuser_url, "ALTER TABLE veil.resume_key DISABLE ROW LEVEL SECURITY")
    with database.scoped(Role.INGEST, "r-2") as tx:
        assert keys.open(tx, "r-1") is not None


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.INGEST])
def test_no_other_role_sees_keys(database, role, keys):
    create(database, keys, "r-1")
    with pytest.raises(DatabaseRefused), database.scoped(role, "r-1") as tx:
        keys.open(tx, "r-1")


def test_a_key_goes_with_its_resume_and_a_new_one_links_to_nothing(database, keys, superuser_url):
    made = create(database, keys, "r-1")
    run_sql(superuser_url, "DELETE FROM veil.resume WHERE resume_id = 'r-1'")
    assert open_key(database, keys, "r-1") is None
    run_sql(superuser_url, ADD_RESUME, "r-1")
    assert create(database, keys, "r-1") != made
