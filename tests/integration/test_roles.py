"""What each database role may do, compared with what is declared here; and the shape of every table."""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import URL

from service.database import OWNER, Role
from tests.statements import run_sql

# S: SELECT, I: INSERT, U: UPDATE, D: DELETE on the whole table. Whatever is not here is refused.
TABLES = {
    "resume": {"ingest": "SIUD", "worker": "S", "search": "S", "keeper": "S"},
    "resume_key": {"ingest": "SID"},
    "document": {"ingest": "SIUD", "worker": "S"},
    "redaction": {"ingest": "SID"},
    "redaction_record": {"ingest": "S", "audit": "S"},
    "generation": {"ingest": "S", "worker": "SID", "search": "S"},
    "chunk": {"ingest": "SD", "worker": "SID", "search": "S"},
    "ingest_job": {"ingest": "SID", "worker": "SU"},
    "api_key": {"auth": "SI"},
    "audit_event": {"ingest": "I", "search": "I", "auth": "I", "worker": "I", "audit": "SI", "keeper": "SI"},
    "audit_seal": {"keeper": "SI", "audit": "S"},
    "audit_pending": {"keeper": "SD", "audit": "S"},
    "migration": {},
}
RECORD = (
    "resume_id document_id seq entity_type legal_class operator placeholder start_offset end_offset masked_start "
    "masked_end recognizer score policy_version"
)
COLUMNS = {
    ("resume", "worker", "UPDATE"): "active_generation updated_at",
    ("document", "worker", "UPDATE"): "state",
    ("document", "search", "SELECT"): (
        "resume_id document_id format masked_text policy_version engine_version state retain_until created_at"
    ),
    ("redaction", "audit", "SELECT"): RECORD,
    ("api_key", "auth", "UPDATE"): "revoked_at",
}
PRIVILEGES = {"SELECT": "S", "INSERT": "I", "UPDATE": "U", "DELETE": "D"}
NEVER = ("TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")

# Content, or what links to it: the planner's statistics must not keep samples of it.
CONTENT = {
    "resume_key": "wrapped_key",
    "document": "masked_text digest commitment_salt",
    "redaction": "value_hmac",
    "chunk": "text metadata_ embedding lexemes terms",
    "api_key": "secret_hash",
}
SCOPE = "(resume_id = ( SELECT NULLIF(current_setting('app.resume_id'::text, true), ''::text) AS \"nullif\"))"
# Tables of ids and states, which some roles may enumerate. None holds text.
ENUMERATED = {"resume": {"veil_ingest", "veil_worker", "veil_keeper"}}


def tables(url: URL) -> set[str]:
    rows = run_sql(
        url,
        "SELECT relname FROM pg_class WHERE relnamespace = 'veil'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')",
    )
    return {str(name) for (name,) in rows}


def granted(url: URL, kinds: tuple[str, ...]) -> set[tuple[str, str, str]]:
    rows = run_sql(
        url,
        "SELECT c.relname, r.rolname, p.kind FROM pg_class c, pg_roles r, unnest(%s) p(kind)"
        " WHERE c.relnamespace = 'veil'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')"
        " AND r.rolname = ANY(%s) AND has_table_privilege(r.oid, c.oid, p.kind)",
        list(kinds),
        [str(role) for role in Role],
    )
    return {(str(table), str(role), str(kind)) for table, role, kind in rows}


def column_grants(url: URL) -> dict[tuple[str, str, str], set[str]]:
    found: dict[tuple[str, str, str], set[str]] = {}
    rows = run_sql(
        url,
        "SELECT c.relname, a.grantee::regrole::text, a.privilege_type, t.attname"
        " FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid, aclexplode(t.attacl) a"
        " WHERE c.relnamespace = 'veil'::regnamespace",
    )
    for table, role, kind, column in rows:
        found.setdefault((str(table), str(role), str(kind)), set()).add(str(column))
    return found


def test_the_declaration_covers_every_table(superuser_url: URL) -> None:
    assert tables(superuser_url) == set(TABLES)


def test_each_role_may_do_to_each_table_what_is_declared_and_no_more(superuser_url: URL) -> None:
    declared = {
        (table, f"veil_{role}", kind)
        for table, role, kind in product(TABLES, (role.removeprefix("veil_") for role in Role), PRIVILEGES)
        if PRIVILEGES[kind] in TABLES[table].get(role, "")
    }
    assert granted(superuser_url, tuple(PRIVILEGES)) == declared
    assert granted(superuser_url, NEVER) == set()


def test_column_by_column_grants_are_those_declared(superuser_url: URL) -> None:
    declared = {(table, f"veil_{role}", kind): set(names.split()) for (table, role, kind), names in COLUMNS.items()}
    assert column_grants(superuser_url) == declared


def test_nothing_is_granted_to_everybody(superuser_url: URL) -> None:
    everybody = run_sql(
        superuser_url,
        "SELECT relname FROM pg_class, aclexplode(relacl) WHERE relnamespace = 'veil'::regnamespace AND grantee = 0"
        " UNION ALL SELECT nspname FROM pg_namespace, aclexplode(nspacl) WHERE nspname = 'veil' AND grantee = 0",
    )
    assert everybody == []


@pytest.mark.parametrize(
    "sql",
    [
        "GRANT TRUNCATE ON veil.chunk TO veil_worker",
        "GRANT SELECT ON veil.chunk TO veil_audit",
        "GRANT SELECT ON veil.api_key TO PUBLIC",
        "REVOKE SELECT ON veil.chunk FROM veil_search",
    ],
)
def test_control_the_matrix_sees_one_grant_too_many_or_too_few(superuser_url: URL, sql: str) -> None:
    before = granted(superuser_url, (*PRIVILEGES, *NEVER))
    run_sql(superuser_url, sql)
    assert granted(superuser_url, (*PRIVILEGES, *NEVER)) != before


def test_no_role_owns_anything_or_may_rise(superuser_url: URL) -> None:
    roles = [str(role) for role in Role]
    attributes = (
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)"
        " AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)"
    )
    assert run_sql(superuser_url, attributes, [*roles, OWNER]) == []
    owned = "SELECT objid FROM pg_shdepend WHERE deptype = 'o' AND refobjid = ANY(%s::regrole[])"
    assert run_sql(superuser_url, owned, roles) == []
    memberships = "SELECT roleid::regrole FROM pg_auth_members WHERE member = ANY(%s::regrole[])"
    assert run_sql(superuser_url, memberships, [*roles, OWNER]) == []
    create = "SELECT r FROM unnest(%s) r WHERE has_schema_privilege(r, 'veil', 'CREATE')"
    assert run_sql(superuser_url, create, roles) == []


def test_control_an_owned_table_is_seen(superuser_url: URL) -> None:
    run_sql(superuser_url, "ALTER TABLE veil.chunk OWNER TO veil_search")
    with pytest.raises(AssertionError):
        test_no_role_owns_anything_or_may_rise(superuser_url)


def test_row_level_security_is_forced_on_every_table(superuser_url: URL) -> None:
    unforced = (
        "SELECT relname FROM pg_class WHERE relnamespace = 'veil'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    # The record of migrations has no grants at all, and is the owner's own.
    assert run_sql(superuser_url, unforced) == [("migration",)]


def test_tables_with_a_resume_in_their_key_are_scoped_for_reads_and_writes(superuser_url: URL) -> None:
    keyed = {
        str(name)
        for (name,) in run_sql(
            superuser_url,
            "SELECT conrelid::regclass::text FROM pg_constraint JOIN pg_attribute a"
            " ON a.attrelid = conrelid AND a.attnum = ANY(conkey)"
            " WHERE contype = 'p' AND connamespace = 'veil'::regnamespace AND attname = 'resume_id'",
        )
    }
    keyed = {name.removeprefix("veil.") for name in keyed}
    assert keyed == {"resume", "resume_key", "document", "redaction", "generation", "chunk"}
    policies = run_sql(
        superuser_url,
        "SELECT tablename, roles::text[], cmd, permissive, qual, with_check FROM pg_policies WHERE tablename = ANY(%s)",
        list(keyed),
    )
    for table, roles, command, permissive, using, check in policies:
        assert isinstance(roles, list)
        enumerates = set(roles) <= ENUMERATED.get(str(table), set())
        assert permissive == "PERMISSIVE"
        if not enumerates:
            assert using == SCOPE, table
            assert check == (None if command == "SELECT" else SCOPE), table
    assert keyed == {str(table) for table, *_ in policies}


def test_every_resume_id_is_compared_byte_for_byte_and_never_empty(superuser_url: URL) -> None:
    columns = run_sql(
        superuser_url,
        "SELECT c.relname, l.collname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
        " JOIN pg_collation l ON l.oid = attcollation"
        " WHERE relnamespace = 'veil'::regnamespace AND attname = 'resume_id' AND relkind = 'r'",
    )
    assert {collation for _, collation in columns} == {"C"}
    for table in ("resume", "resume_key", "document", "redaction", "generation", "chunk", "ingest_job"):
        checks = run_sql(
            superuser_url,
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass",
            f"veil.{table}",
        )
        assert any("resume_id" in str(text) for (text,) in checks), table


def test_views_run_with_the_rights_of_who_reads_them(superuser_url: URL) -> None:
    views = run_sql(
        superuser_url,
        "SELECT relname, reloptions::text FROM pg_class"
        " WHERE relnamespace = 'veil'::regnamespace AND relkind IN ('v', 'm')",
    )
    assert views == [("redaction_record", "{security_invoker=true}")]


def test_functions_with_the_owners_rights_are_known_and_closed(superuser_url: URL) -> None:
    found = run_sql(
        superuser_url,
        "SELECT proname, proconfig::text, has_function_privilege('public', oid, 'EXECUTE') FROM pg_proc"
        " WHERE pronamespace = 'veil'::regnamespace AND prosecdef",
    )
    # Temporary tables last: a caller's own table must not stand in for ours.
    assert found == [("queue_for_sealing", '{"search_path=veil, pg_temp"}', False)]


def test_planner_statistics_never_keep_content(superuser_url: URL, database_url: Callable[[str], URL]) -> None:
    targets = run_sql(
        superuser_url,
        "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid"
        " WHERE relnamespace = 'veil'::regnamespace AND relkind = 'r' AND attstattarget = 0",
    )
    assert set(targets) == {(table, column) for table, names in CONTENT.items() for column in names.split()}


def test_embeddings_are_kept_in_line(superuser_url: URL) -> None:
    storage = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'veil.chunk'::regclass AND attname = 'embedding'"
    assert run_sql(superuser_url, storage) == [("p",)]
