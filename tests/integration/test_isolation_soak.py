"""The isolation soak inside the database, short: `make soak-isolation` runs ten million probes."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import URL

from service.database import Database, Role
from tests.soaks import database_probes, guards, pool_probes
from tests.soaks.database_probes import Target
from tests.soaks.isolation import count, run_controls, run_database, total_foreign
from tests.soaks.mutations import MUTATIONS, confusable_ids
from tests.statements import run_sql

SEED = "short"


@pytest.fixture
def target(database: Database, superuser_url: URL, database_url: Callable[[str], URL]) -> Target:
    ids = confusable_ids(Random(SEED), 8)
    database_probes.fill(database, superuser_url, ids)
    return Target.of(database, superuser_url, database_url(Role.SEARCH), ids)


def test_twenty_thousand_probes_see_nothing_foreign(target: Target, superuser_url: URL) -> None:
    tally = run_database(target, superuser_url, SEED, 20_000, connections=2)
    assert tally.examples == {}
    assert (total_foreign(tally), tally.missing) == (0, 0)
    assert count(tally) >= 20_000
    assert tally.shown > 1_000
    assert {name for name in tally.probes if name[0] != "~"} >= {*database_probes.CLASSES, *pool_probes.LEFT}


def test_control_with_any_guard_taken_away_each_class_finds_a_leak(target: Target, superuser_url: URL) -> None:
    assert run_controls(target, superuser_url, SEED, 40) == []


def test_control_a_resume_that_sees_nothing_is_missed(target: Target, superuser_url: URL) -> None:
    run_sql(superuser_url, "DELETE FROM veil.chunk")
    for class_ in ("transaction setting", "predicate made true", "named query for it", "parallel workers"):
        tally = database_probes.probe(target, class_, "the id itself", Random(SEED), 10)
        assert tally.missing


def test_a_table_that_is_added_is_probed_too(target: Target, superuser_url: URL) -> None:
    run_sql(
        superuser_url,
        "CREATE TABLE veil.note AS SELECT resume_id FROM veil.resume; GRANT SELECT ON veil.note TO veil_search",
    )
    tables = database_probes.scoped_tables(superuser_url)
    assert set(tables) - set(target.tables) == {"note"}
    tally = database_probes.probe(replace(target, tables=tables), "no scope", "any", Random(SEED), 10)
    assert tally.foreign["no scope"]


def test_every_mutation_has_a_mistake_that_it_would_find() -> None:
    assert set(guards.BY_MUTATION) == set(MUTATIONS)
    assert set(guards.BY_MUTATION.values()) <= set(guards.CARELESS)


def test_parallel_workers_take_part(target: Target, superuser_url: URL) -> None:
    with target.session("parallel workers") as cursor:
        cursor.execute("SELECT set_config('app.resume_id', %s, false)", (target.ids[0],))
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) SELECT count(*) FROM ({target.everything}) AS seen")
        row = cursor.fetchone()
    assert row is not None
    assert '"Workers Launched": 0' not in str(row).replace("'", '"')
    assert "Workers Launched" in str(row)
