"""``python -m tests.soaks.isolation`` asks for resumes in millions of wrong ways, and counts what it should not see.

In the database, as veil_search: scopes of every kind of mutated id, set and left in every way. Over HTTP, against a
real ``veil serve``: mutated paths with keys of each role. Before either, each guard is taken away in a throw-away
database, where the same probes must find a leak. The exit code is 1 when a probe shows a foreign row, when an
answer tells whether another resume exists, when a resume does not see its own, or when a control finds nothing.
"""

import argparse
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from sqlalchemy import URL

from service.database import Database, Role, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.migrations import bootstrap, migrate
from tests.soaks import database_probes, guards, http_probes, pool_probes
from tests.soaks.database_probes import Tally, Target
from tests.soaks.mutations import confusable_ids
from tests.statements import run_sql

_OPTIONS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


@contextmanager
def filled_database(random: Random, groups: int) -> Iterator[tuple[EmbeddedServer, URL, Target]]:
    """Start a server of its own with a database of confusable resumes."""
    home = Path(tempfile.mkdtemp(prefix="veil-soak-"))
    try:
        with EmbeddedServer(home, _OPTIONS) as server:
            superuser = parse_url(server.url(SUPERUSER, "veil_soak"))
            run_sql(superuser.set(database="postgres"), "CREATE DATABASE veil_soak")
            bootstrap(superuser)
            migrate(superuser)
            database = Database({role: parse_url(server.url(role, "veil_soak")) for role in Role})
            ids = confusable_ids(random, groups)
            database_probes.fill(database, superuser, ids)
            target = Target.of(database, superuser, parse_url(server.url(Role.SEARCH, "veil_soak")), ids)
            database.close()
            yield server, superuser, target
    finally:
        shutil.rmtree(home)


def run_controls(target: Target, superuser: URL, seed: str, number: int = 60) -> list[str]:
    """Take each guard away in turn, and return the classes that find no leak then: there should be none.

    The database is of no use afterwards.
    """
    blind = []
    for class_, mutation, mistake in guards.controls():
        guards.break_policies(superuser, mistake)
        opened = replace(target, with_predicates=class_ not in guards.WITHOUT_PREDICATES)
        tally = database_probes.probe(opened, class_, mutation, Random(f"{seed}/{mutation}"), number)
        if not tally.foreign[class_]:
            blind.append(f"{class_}, {mutation}: {mistake}")
    guards.break_policies(superuser, "unset means all")
    visits = 2 * sum(share for _, share in pool_probes.LEFT.values())
    tally = pool_probes.soak_pools(target, superuser, seed, visits)
    tally.add(pool_probes.soak_sessions(target, seed, 40))
    blind += [name for name in tally.probes if not tally.foreign[name]]
    blind += [name for name in pool_probes.LEFT if not tally.probes[name]]
    return blind


def run_database(target: Target, superuser: URL, seed: str, probes: int, connections: int) -> Tally:
    """Run the probes inside the database and, a small part of them, through the pools and the driver."""
    total, begun, shown = Tally(), time.monotonic(), 0.0
    visits, parts = max(probes // 600, 130), max(probes // 600_000, 1)
    for part in range(parts):
        name, number = f"{seed}/{part}", visits // parts
        total.add(pool_probes.soak_pools(target, superuser, name, number, max(connections, 2)))
        total.add(pool_probes.soak_sessions(target, name, number // 5))
        _progress(f"{count(total):,} probes through pools and sessions, {total_foreign(total):,} foreign rows")
    for tally in database_probes.soak(target, seed, probes - count(total), connections):
        total.add(tally)
        if time.monotonic() - shown > 5:
            shown = time.monotonic()
            done = count(total)
            _progress(f"{done:,} probes, {total_foreign(total):,} foreign rows, {done / (shown - begun):,.0f}/s")
    return total


def count(tally: Tally) -> int:
    """Return the number of probes: each counts once by its class, and again by its mutation."""
    return sum(number for name, number in tally.probes.items() if not name.startswith("~"))


def total_foreign(tally: Tally) -> int:
    """Return the number of foreign rows."""
    return sum(number for name, number in tally.foreign.items() if not name.startswith("~"))


def _progress(line: str) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    print(f"{line}   ", end=end, file=sys.stderr, flush=True)


def _report(title: str, tally: Tally, seconds: float) -> None:
    print(f"\n{title}: {count(tally):,} in {seconds:,.0f} s")
    for name, number in sorted(tally.probes.items(), key=lambda item: (item[0].startswith("~"), -item[1])):
        print(f"{number:>12,}  {tally.foreign[name]:>6,} foreign  {name}")
    for example in list(tally.examples.values())[:20]:
        print(f"  LEAK {example}")
    if tally.missing:
        print(f"  MISSING {tally.missing:,} rows of resumes' own")


def main() -> None:
    """Run the soak; exit with 1 unless everything holds."""
    parser = argparse.ArgumentParser(prog="python -m tests.soaks.isolation", description=__doc__)
    parser.add_argument("--probes", type=int, default=10_000_000, help="in the database; 0 leaves them out")
    parser.add_argument("--requests", type=int, default=100_000, help="over HTTP; 0 leaves them out")
    parser.add_argument("--seed", default=secrets.token_hex(4))
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--groups", type=int, default=60, help="of confusable resumes, 16 each")
    options = parser.parse_args()
    print(f"soak-isolation: seed {options.seed}", flush=True)
    bad = False
    if options.probes:
        with filled_database(Random(options.seed), options.groups) as (server, superuser, target):
            scratch = superuser.set(database="veil_broken")
            run_sql(superuser.set(database="postgres"), "CREATE DATABASE veil_broken TEMPLATE veil_soak")
            broken = replace(target, login=parse_url(server.url(Role.SEARCH, "veil_broken")))
            blind = run_controls(broken, scratch, options.seed)
            number = len(guards.controls()) + len(pool_probes.LEFT) + 2
            print(f"controls in the database: {number}, blind: {blind or 0}", flush=True)
            begun = time.monotonic()
            tally = run_database(target, superuser, options.seed, options.probes, options.connections)
            _report("probes in the database", tally, time.monotonic() - begun)
            bad |= bool(blind or total_foreign(tally) or tally.missing)
    if options.requests:
        begun = time.monotonic()
        outcome = http_probes.soak_served(options.seed, options.requests, options.connections, _progress)
        _report("requests over HTTP", outcome, time.monotonic() - begun)
        bad |= bool(total_foreign(outcome) or outcome.missing)
    print(f"\nsoak-isolation: {'LEAKS' if bad else 'nothing foreign'}; seed {options.seed}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
