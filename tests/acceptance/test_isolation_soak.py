"""The isolation soak over HTTP, short: `make soak-isolation` sends 100,000 requests to a `veil serve`."""

from collections.abc import Callable, Iterator
from random import Random
from urllib.parse import urlsplit

import pytest
from sqlalchemy import URL

from service import database
from service.database import Role, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.errors import Conflict, ResumeNotFound
from service.pipeline.retrieval import Retrieval
from service.privacy.api_keys import Principal
from service.wiring import Services
from tests.acceptance.inprocess import ACTOR, served, services_on
from tests.soaks.database_probes import without_predicates
from tests.soaks.guards import break_policies
from tests.soaks.http_probes import KEYS, ROUTES, World, make_request, named, soak
from tests.statements import run_sql

SEED = "short"


@pytest.fixture(scope="module")
def superuser(server: EmbeddedServer) -> Iterator[URL]:
    maintenance = parse_url(server.url(SUPERUSER, "postgres"))
    run_sql(maintenance, "CREATE DATABASE veil_http_soak TEMPLATE veil_template")
    yield maintenance.set(database="veil_http_soak")
    run_sql(maintenance, "DROP DATABASE veil_http_soak WITH (FORCE)")


@pytest.fixture(scope="module")
def services(server: EmbeddedServer, superuser: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    logins = {role: parse_url(server.url(role, superuser.database)) for role in Role}
    with services_on(logins, tmp_path_factory.mktemp("soak")) as opened:
        yield opened


@pytest.fixture(scope="module")
def world(services: Services) -> Iterator[World]:
    secrets = {"a wrong": f"veil_{'a' * 12}_{'x' * 43}"}
    for name, roles in KEYS.items():
        if roles:
            secrets[name], _ = services.keys.create(set(roles), "soak", None, ACTOR)
    with served(services) as client:
        address = urlsplit(str(client.base_url))
        opened = World(str(address.hostname), int(address.port or 0), secrets)
        opened.fill(Random(SEED), 8)
        yield opened


def leaks(world: World, requests: int = 250, seed: str = SEED) -> set[str]:
    """Soak, and return the first words of what was found."""
    tally = soak(world, seed, requests, threads=4)
    assert tally.shown, "some requests are answered"
    return {example.partition(":")[0].partition(" from ")[0] for example in tally.examples.values()}


def test_five_hundred_requests_with_mutated_ids_show_nothing_foreign_and_tell_nobody_apart(world: World) -> None:
    tally = soak(world, SEED, 500, threads=4)
    assert tally.examples == {}
    assert tally.missing == 0
    assert tally.shown > 10
    assert sum(number for name, number in tally.probes.items() if name[0] != "~") >= 500


def test_a_recipe_makes_the_same_request_of_a_phantom(world: World) -> None:
    base = next(iter(world.resumes))
    for encoding in ("a slash behind", "percent-encoded all over"):
        recipe = (0.5, "longer", encoding)
        mine, twin = (make_request(world, ROUTES["read"], base, recipe, phantom=phantom) for phantom in (False, True))
        assert mine.asked not in {None, base, twin.asked}
        assert len(mine.target) == len(twin.target)
    assert named(b"/v1/resumes/%2572/x") == "%72"


# The controls: with a guard taken away, the same requests find it.


def asking_for(change: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let searches and contexts change the id that is asked for, as somebody helpful might."""
    for name in ("search", "context"):
        method = getattr(Retrieval, name)

        def changed(self: Retrieval, resume_id: str, *rest: object, _of: Callable = method, **named: object) -> object:
            return _of(self, change(resume_id), *rest, **named)

        monkeypatch.setattr(Retrieval, name, changed)


def test_control_an_id_that_is_completed_shows_another_resume(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def complete(resume_id: str) -> str:
        return next((known for known in world.resumes if known[:2].lower() == resume_id[:2].lower()), resume_id)

    asking_for(complete, monkeypatch)
    assert {"FOREIGN DATA", "NOBODY ANSWERED"} & leaks(world, 1_500)


def test_control_a_hint_at_a_near_id_tells_that_it_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    search = Retrieval.search

    def hinting(self: Retrieval, resume_id: str, *rest: object, **named: object) -> object:
        try:
            return search(self, resume_id, *rest, **named)
        except ResumeNotFound:
            if any(resume_id.startswith(known) or known.startswith(resume_id) for known in world.resumes):
                raise Conflict from None
            raise

    monkeypatch.setattr(Retrieval, "search", hinting)
    assert "TELLS APART" in leaks(world, 600)


def test_control_a_key_that_may_do_everything_is_noticed(
    world: World, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = Principal("aaaaaaaaaaaa", "soak", frozenset({"ingest", "search", "audit", "admin"}))
    monkeypatch.setattr(services.keys, "authenticate", lambda _: everything)
    assert "A ROLE TOO MUCH" in leaks(world)


# Last: without guards its requests also erase what the other controls look for.
def test_control_without_policies_and_predicates_foreign_data_is_found(
    world: World, superuser: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = {name: without_predicates(sql) for name, sql in database.named_queries().items()}
    monkeypatch.setattr(database, "named_queries", lambda: changed)
    policies = run_sql(
        superuser,
        "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'veil' AND 'veil_search' = ANY (roles)"
        " AND cmd IN ('ALL', 'SELECT')",
    )
    break_policies(superuser, "everything")
    found = leaks(world)
    for table, policy, condition in policies:
        run_sql(superuser, f'ALTER POLICY "{policy}" ON veil.{table} USING ({condition})')
    assert "FOREIGN DATA" in found
