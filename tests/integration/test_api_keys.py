"""API keys: shown once, kept as a hash, equal answers for every kind of wrong one, each change in the log."""

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import URL

from service.database import Database, Role
from service.errors import (
    AuditUnavailable,
    DatabaseRefused,
    InvalidRequest,
    InvalidSubject,
    KeyNotFound,
    Unauthenticated,
    UnknownRole,
)
from service.privacy import api_keys
from service.privacy.api_keys import ROLES, ApiKeys, KeyInfo, Principal
from service.privacy.audit import Actor, AuditLog
from tests.statements import run_sql

ACTOR = Actor("uid:1000", "cli")
DAY = timedelta(days=1)


@pytest.fixture
def log(database: Database) -> AuditLog:
    return AuditLog(database)


@pytest.fixture
def keys(database: Database, log: AuditLog) -> ApiKeys:
    return ApiKeys(database, log)


def test_a_key_lets_its_holder_in_with_its_roles(keys):
    assert not keys.any_exist()
    secret, info = keys.create({"search", "ingest"}, "svc-interview", 90 * DAY, ACTOR)
    assert re.fullmatch(r"veil_[a-z0-9]{12}_[A-Za-z0-9_-]{43}", secret)
    assert keys.authenticate(secret) == Principal(info.key_id, "svc-interview", frozenset({"ingest", "search"}))
    assert info.expires_at - info.created_at == 90 * DAY
    assert keys.list() == [info]
    assert keys.any_exist()


def test_the_database_holds_a_hash_and_no_part_of_the_secret(keys, superuser_url):
    secret, info = keys.create(ROLES, "svc-1", None, ACTOR)
    ((row,),) = run_sql(superuser_url, "SELECT api_key::text FROM veil.api_key")
    assert hashlib.sha256(secret.encode()).hexdigest() in str(row)
    tail = secret.rpartition(info.key_id)[2]
    assert not any(tail[at : at + 6] in str(row) for at in range(len(tail) - 5))
    assert info.expires_at is None


def test_secrets_do_not_repeat(keys):
    secrets = [keys.create({"search"}, "svc-1", DAY, ACTOR)[0] for _ in range(20)]
    assert len({secret[18:] for secret in secrets}) == len({secret[:18] for secret in secrets}) == 20


def test_a_changed_secret_is_refused_at_every_character(keys):
    secret, _ = keys.create({"search"}, "svc-1", DAY, ACTOR)
    for at in range(len(secret)):
        wrong = f"{secret[:at]}{'a' if secret[at] != 'a' else 'b'}{secret[at + 1 :]}"
        with pytest.raises(Unauthenticated):
            keys.authenticate(wrong)
    assert keys.authenticate(secret)


@pytest.mark.parametrize(
    "secret", ["", "veil_", "veil_abcdefghijkl_" + "A" * 43, "Bearer x", "x' OR '1'='1", "가" * 60, "A" * 100_000, "\0"]
)
def test_what_is_no_key_is_refused(keys, secret):
    keys.create({"search"}, "svc-1", DAY, ACTOR)
    with pytest.raises(Unauthenticated) as caught:
        keys.authenticate(secret)
    assert caught.value.ids == {}
    for around in (f" {secret}", f"{secret}\n"):
        with pytest.raises(Unauthenticated):
            keys.authenticate(around)


def test_a_secret_under_another_keys_id_is_refused(keys):
    one, two = (keys.create({"search"}, "svc-1", DAY, ACTOR)[0] for _ in range(2))
    with pytest.raises(Unauthenticated):
        keys.authenticate(one[:18] + two[18:])


def test_every_kind_of_wrong_key_takes_the_same_steps(keys, superuser_url, monkeypatch):
    """One statement and one comparison of 32 bytes each, in constant time."""
    live, wrong, revoked, expired = (keys.create({"search"}, "svc-1", DAY, ACTOR) for _ in range(4))
    keys.revoke(revoked[1].key_id, ACTOR)
    run_sql(superuser_url, "UPDATE veil.api_key SET expires_at = now() WHERE key_id = %s", expired[1].key_id)
    unknown = "veil_000000000000_" + "A" * 43
    steps: list[tuple[str, int, int]] = []

    class CountingHmac:
        @staticmethod
        def compare_digest(mine: bytes, theirs: bytes) -> bool:
            steps.append(("compare", len(mine), len(theirs)))
            return hmac.compare_digest(mine, theirs)

    monkeypatch.setattr(api_keys, "hmac", CountingHmac)
    keys.authenticate(live[0])
    for secret in (wrong[0][:-2] + "zz", revoked[0], expired[0], unknown):
        with pytest.raises(Unauthenticated):
            keys.authenticate(secret)
    assert steps == [("compare", 32, 32)] * 5


def test_an_unknown_key_is_refused_even_if_its_hash_is_the_placeholder(keys, monkeypatch):
    monkeypatch.setattr(api_keys, "_hash", lambda secret: bytes(32))
    with pytest.raises(Unauthenticated):
        keys.authenticate("veil_000000000000_" + "A" * 43)


def test_a_revoked_key_is_refused_at_once_and_stays_listed(keys):
    secret, info = keys.create({"search"}, "svc-1", DAY, ACTOR)
    other, _ = keys.create({"search"}, "svc-1", DAY, ACTOR)
    revoked = keys.revoke(info.key_id, ACTOR)
    assert revoked.revoked_at is not None
    with pytest.raises(Unauthenticated):
        keys.authenticate(secret)
    assert keys.authenticate(other)
    assert [key.revoked_at is None for key in keys.list()] == [False, True]


def test_revoking_again_changes_nothing_and_logs_nothing(keys, log):
    _, info = keys.create({"search"}, "svc-1", DAY, ACTOR)
    assert keys.revoke(info.key_id, ACTOR) == keys.revoke(info.key_id, ACTOR)
    assert len(log.events(action="key.revoke").events) == 1


@pytest.mark.parametrize("key_id", ["000000000000", "", "x' OR '1'='1", "가", "a" * 13, "000000000000\n"])
def test_revoking_what_is_not_there_is_an_error_and_logs_nothing(keys, log, key_id):
    keys.create({"search"}, "svc-1", DAY, ACTOR)
    with pytest.raises(KeyNotFound):
        keys.revoke(key_id, ACTOR)
    assert log.events(action="key.revoke").events == []
    assert keys.list()[0].revoked_at is None


def test_a_key_expires_by_the_databases_clock(keys, superuser_url):
    secret, info = keys.create({"search"}, "svc-1", DAY, ACTOR)
    for left, lives in ((timedelta(minutes=1), True), (timedelta(0), False), (-DAY, False)):
        run_sql(superuser_url, "UPDATE veil.api_key SET expires_at = now() + %s WHERE key_id = %s", left, info.key_id)
        if lives:
            assert keys.authenticate(secret)
        else:
            with pytest.raises(Unauthenticated):
                keys.authenticate(secret)


@pytest.mark.parametrize("roles", [[], ["root"], ["search", "Admin"], "admin", [""], ["search "], ["veil_audit"]])
def test_an_unknown_role_is_refused(keys, roles):
    with pytest.raises(UnknownRole):
        keys.create(roles, "svc-1", DAY, ACTOR)
    assert not keys.any_exist()


@pytest.mark.parametrize(
    "subject",
    ["", "홍길동", "kim@example.com", "a b", "-a", "a" * 129, "a\n", "x'--", "０１", "010-1234-5678", "900101-1234568"],
)
def test_a_subject_that_is_no_opaque_id_is_refused_and_not_repeated(keys, subject):
    with pytest.raises(InvalidSubject) as caught:
        keys.create({"search"}, subject, DAY, ACTOR)
    assert len(subject) < 3 or subject not in str(caught.value)
    assert not keys.any_exist()


@pytest.mark.parametrize("subject", ["uid:1000", "svc-interview", "9f1c2e34-446b-4f00-a716-446655440000", "E.2024-1"])
def test_a_subject_that_is_an_opaque_id_is_accepted(keys, subject):
    assert keys.create({"search"}, subject, DAY, ACTOR)[1].subject == subject


@pytest.mark.parametrize("life", [timedelta(0), -DAY, 3661 * DAY, timedelta.max])
def test_a_life_of_nothing_or_for_ages_is_refused(keys, life):
    with pytest.raises(InvalidRequest):
        keys.create({"search"}, "svc-1", life, ACTOR)


def test_each_change_writes_its_event(keys, log):
    _, info = keys.create({"search", "audit"}, "svc-1", DAY, ACTOR)
    keys.revoke(info.key_id, Actor("staff-2", "203.0.113.9", "abcdefghijkl"))
    revoked, created = log.events().events
    assert (created.action, created.actor, created.origin, created.resume_id) == ("key.create", "uid:1000", "cli", None)
    assert created.detail == {
        "target_key_id": info.key_id,
        "target_subject": "svc-1",
        "roles": ["audit", "search"],
        "expires_at": info.expires_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    assert (revoked.action, revoked.actor) == ("key.revoke", "staff-2")
    assert (revoked.detail["target_key_id"], revoked.detail["key_id"]) == (info.key_id, "abcdefghijkl")
    assert created.occurred_at - datetime.now(UTC) < timedelta(minutes=1)


def test_a_change_that_can_not_be_logged_does_not_happen(keys, superuser_url):
    secret, info = keys.create({"search"}, "svc-1", DAY, ACTOR)
    run_sql(superuser_url, "REVOKE INSERT ON veil.audit_event FROM veil_auth")
    with pytest.raises(AuditUnavailable):
        keys.create({"admin"}, "svc-2", DAY, ACTOR)
    with pytest.raises(AuditUnavailable):
        keys.revoke(info.key_id, ACTOR)
    assert keys.list() == [info]
    assert keys.authenticate(secret)


def test_keys_are_listed_oldest_first_and_as_json_ready_data(keys):
    for number in range(3):
        keys.create({"search"}, f"svc-{number}", DAY, ACTOR)
    listed = keys.list()
    assert [key.subject for key in listed] == ["svc-0", "svc-1", "svc-2"]
    assert all(one.created_at <= two.created_at for one, two in pairwise(listed))
    assert set(listed[0].as_dict()) == {"key_id", "subject", "roles", "created_at", "expires_at", "revoked_at"}
    assert listed[0].as_dict()["roles"] == ["search"]
    assert isinstance(listed[0], KeyInfo)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUTH])
def test_no_other_role_sees_keys(keys, database, role):
    keys.create({"search"}, "svc-1", DAY, ACTOR)
    with pytest.raises(DatabaseRefused), database.unscoped(role) as tx:
        tx.connection.exec_driver_sql("SELECT key_id FROM api_key")


@pytest.mark.parametrize(
    "statement", ["DELETE FROM api_key", "UPDATE api_key SET roles = '{admin}'", "SELECT * FROM resume"]
)
def test_the_auth_role_changes_nothing_else(keys, database, statement):
    keys.create({"search"}, "svc-1", DAY, ACTOR)
    with pytest.raises(DatabaseRefused), database.unscoped(Role.AUTH) as tx:
        tx.connection.exec_driver_sql(statement)


def test_the_database_refuses_roles_and_subjects_that_skip_the_check(keys, superuser_url: URL):
    _, info = keys.create({"search"}, "svc-1", DAY, ACTOR)
    for change in ("roles = '{root}'", "roles = '{}'", "subject = '홍길동'", "secret_hash = ''"):
        with pytest.raises(Exception, match="check constraint"):
            run_sql(superuser_url, f"UPDATE veil.api_key SET {change} WHERE key_id = %s", info.key_id)
