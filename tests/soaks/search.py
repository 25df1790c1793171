"""``python -m tests.soaks.search`` compares random searches with the oracle, and prints what it found.

Every search is limited to one resume of a database of thousands: any mode, fusion, section filter and IDF mass, in
one round trip, and every tenth in a transaction of the caller's. Before that, term frequencies are spoiled in a few
resumes, where the comparison must fail. The exit code is 1 when a search differs, or when the spoiled ones do not.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from service.database import Database, Role, parse_url
from service.embedded import SUPERUSER, EmbeddedServer
from service.migrations import bootstrap, migrate
from tests import search_cases
from tests.resumes import open_store
from tests.statements import run_sql

_OPTIONS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}
_QUERIES_EACH = 100


def main() -> int:
    """Run the soak and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20_260_101)
    arguments = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="veil-soak-"))
    try:
        with EmbeddedServer(home, _OPTIONS) as server:
            superuser = parse_url(server.url(SUPERUSER))
            bootstrap(superuser)
            migrate(superuser)
            database = Database({role: parse_url(server.url(role)) for role in Role})
            dice = random.Random(arguments.seed)
            controls = [search_cases.random_resume(dice, f"control-{number}") for number in range(20)]
            resumes = [
                search_cases.random_resume(dice, f"r-{number}")
                for number in range(max(arguments.queries // _QUERIES_EACH, 1))
            ]
            search_cases.write_resumes(database, superuser, [*controls, *resumes])
            run_sql(superuser, "UPDATE veil.chunk SET terms = '{1:1}/1000000000' WHERE resume_id LIKE 'control-%'")
            noticed, _ = compare(database, controls, dice, 400, quiet=True)
            different, kinds = compare(database, resumes, dice, arguments.queries)
            database.close()
    finally:
        shutil.rmtree(home)
    for kind, number in sorted(kinds.items()):
        print(f"{number:8,} {kind}")
    print(f"{different:8,} of {arguments.queries:,} searches differ from the oracle (seed {arguments.seed})")
    print(f"{noticed:8,} of 400 differ where term frequencies were spoiled")
    return int(bool(different) or not noticed)


def compare(
    database: Database, resumes: list[search_cases.Resume], dice: random.Random, queries: int, quiet: bool = False
) -> tuple[int, Counter[str]]:
    """Return how many searches differ from the oracle's, and how many there were of each kind."""
    store = open_store(database, search_cases.DIMENSIONS)
    different = 0
    kinds: Counter[str] = Counter()
    began = time.monotonic()
    for number in range(queries):
        resume, query = resumes[number % len(resumes)], search_cases.random_query(dice)
        rows = search_cases.search(database, store, resume, query, apart=number % 10 == 0)
        expected = search_cases.expected_of(resume, query)
        try:
            search_cases.assert_same(rows, expected, query)
        except AssertionError:
            different += 1
            if not quiet:
                print(f"search {number} differs: {resume.resume_id} {query}", file=sys.stderr)
        fusion = "by ranks" if query.fusion.rrf_k else "by scores"
        kinds[f"{query.mode}, {fusion}, {'with' if expected else 'without'} hits"] += 1
        if (number + 1) % 10_000 == 0:
            print(f"{number + 1:,} searches, {time.monotonic() - began:.0f} s", file=sys.stderr)
    return different, kinds


if __name__ == "__main__":
    sys.exit(main())
