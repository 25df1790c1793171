"""The ``veil`` command: verbs that parse, call and print. They decide nothing.

Imports are local to the verbs, so that ``veil --help`` and ``veil keys`` pay for no model.
"""

import json
import re
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.errors import VeilError

if TYPE_CHECKING:
    from service.privacy.audit import Actor
    from service.privacy.masking import Masker
    from service.wiring import Services

_ROLES = ("ingest", "search", "audit", "admin")
_MODES = ("hybrid", "vector", "keyword")


class _Duration(click.ParamType[timedelta]):
    """A duration such as ``90d`` or ``12h``."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        written = re.fullmatch(r"([1-9][0-9]{0,4})([dhm])", str(value))
        if written is None:
            self.fail("write a number up to 99999 and d, h or m, such as 90d", param, ctx)
        unit = {"d": "days", "h": "hours", "m": "minutes"}[written[2]]
        return timedelta(**{unit: int(written[1])})


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="veil", prog_name="veil")
def _veil() -> None:
    """Turn resumes into privacy-safe, searchable context."""


def main() -> None:
    """Run the command. Exit codes: 0 done, 1 refused or failed, 2 wrong usage."""
    try:
        _veil()
    except VeilError as error:
        click.echo(f"veil: {error.detail} ({error.code})", err=True)
        sys.exit(1)
    except OSError as error:
        # Without the path, which may be named after a person.
        click.echo(f"veil: the system refused: {error.strerror or type(error).__name__} (system_error)", err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 - its message and traceback could quote a resume
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        click.echo(
            f"veil: an error that should not happen: {type(error).__name__} at {where} (internal_error)", err=True
        )
        sys.exit(1)


@contextmanager
def _services(overrides: Mapping[str, object] | None = None, *, quiet: bool = True) -> Iterator["Services"]:
    """Open the services; a quiet command logs warnings only, unless more than the default is asked for."""
    from service.logs import configure_logs
    from service.settings import read_settings
    from service.wiring import open_services

    settings = read_settings(**overrides or {})
    configure_logs("warning" if quiet and settings.log_level == "info" else settings.log_level)
    with open_services(settings) as services:
        yield services


@contextmanager
def _scratch_services(overrides: Mapping[str, object]) -> Iterator["Services"]:
    """Open the services on an embedded database of their own, which is removed afterwards."""
    import shutil
    import tempfile

    from service.settings import DATABASE_URLS

    # Not a TemporaryDirectory: the server's system user owns what is below.
    home = Path(tempfile.mkdtemp(prefix="veil-scratch-"))
    try:
        with _services({**dict.fromkeys(DATABASE_URLS), "home": home, **overrides}) as services:
            yield services
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _actor() -> "Actor":
    """Whoever runs the command: the operating system's user number, never a name."""
    import os

    from service.privacy.audit import Actor

    return Actor(subject=f"uid:{os.getuid()}", origin="cli")


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def _json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")(command)


@_veil.command()
def demo() -> None:
    """Do the main job end to end on the sample resumes, on the embedded database."""
    from service import demo as main_job
    from service.settings import DATABASE_URLS

    # Never on a database of one's own: the samples would be among real resumes.
    with _services(dict.fromkeys(DATABASE_URLS)) as services:
        main_job.run(services, _actor())


@_veil.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
def serve(host: str, port: int) -> None:
    """Serve the API."""
    from service.api import server

    with _services(quiet=False) as services:
        server.run(services, _actor(), host, port)


@_veil.command()
@click.option("--print-bootstrap", is_flag=True, help="Print the SQL that an administrator runs once, and stop.")
def migrate(print_bootstrap: bool) -> None:
    """Create roles and extension where it may, then apply sql/ as the owner role."""
    from service import migrations
    from service.database import parse_url
    from service.settings import read_settings
    from service.wiring import embedded_logins

    if print_bootstrap:
        click.echo(migrations.bootstrap_sql())
        return
    settings = read_settings()
    if settings.database_url is None:
        with embedded_logins(settings.home):
            click.echo("The embedded database is up to date.")
        return
    url = parse_url(settings.database_url.get_secret_value())
    for step in migrations.bootstrap(url):
        click.echo(f"to do by an administrator: {step}", err=True)
    applied = migrations.migrate(url)
    click.echo("\n".join(f"applied {name}" for name in applied) or "Nothing to apply.")


@_veil.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--resume-id", help="The resume that all the files belong to.")
@click.option("--policy", help="Policy to mask this run by, instead of VEIL_POLICY; documents and events name it.")
@_json_option
def ingest(paths: tuple[Path, ...], resume_id: str | None, policy: str | None, as_json: bool) -> None:
    """Mask, index and store files or folders of resumes."""
    from service import files

    with _services({"policy": policy} if policy else None) as services:
        results = files.ingest(services, _actor(), paths, resume_id, show_progress=not as_json)
    if as_json:
        _print_json({"documents": [result.as_dict() for result in results]})
    else:
        for result in results:
            click.echo(result.line(), err=result.error is not None)
    if any(result.error for result in results):
        sys.exit(1)


@_veil.command()
@click.option("--resume-id", required=True)
@click.argument("query")
@click.option("--mode", type=click.Choice(_MODES), default="hybrid", show_default=True)
@click.option("--top-k", type=click.IntRange(1, 100), default=5, show_default=True)
@_json_option
def search(resume_id: str, query: str, mode: str, top_k: int, as_json: bool) -> None:
    """Search one resume."""
    from service.demo import print_hits
    from service.pipeline.retrieval import Mode

    with _services() as services:
        result = services.retrieval.search(resume_id, query, _actor(), top_k=top_k, mode=Mode(mode), explain=True)
    if as_json:
        from dataclasses import asdict

        _print_json({"resume_id": resume_id, "mode": mode, "hits": [asdict(hit) for hit in result.hits]})
    else:
        print_hits(result.hits)


@_veil.command()
@click.argument("source", default="-", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--jsonl", is_flag=True, help='Read {"id","text"} lines and write one result a line.')
@click.option("--diff", is_flag=True, help="Print each changed line as it was (-) and as it is masked (+).")
@click.option("--policy", help="Policy to mask by, instead of VEIL_POLICY.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="With --jsonl: how many.")
def mask(source: Any, as_json: bool, jsonl: bool, diff: bool, policy: str | None, processes: int) -> None:
    """Mask a file or standard input. Nothing is stored."""
    if as_json + jsonl + diff > 1:
        raise click.UsageError("Use one of --json, --jsonl and --diff.")
    if processes > 1 and not jsonl:
        raise click.UsageError("--processes goes with --jsonl.")
    from service import files, terminal
    from service.logs import configure_logs
    from service.settings import read_settings
    from service.wiring import open_masker

    settings = read_settings()
    configure_logs("warning")
    if processes > 1:
        from functools import partial

        from service.privacy.pool import MaskingPool

        with MaskingPool(partial(open_masker, settings, policy), processes) as pool:
            for line in files.mask_lines(pool, source):
                click.echo(line)
        return
    masker = open_masker(settings, policy)
    if jsonl:
        for line in files.mask_lines(masker, source):
            click.echo(line)
        return
    content = files.read_at_most(source, settings.max_upload_bytes)
    raw = files.parse_content(content, getattr(source, "name", None))
    masked = masker.mask(raw)
    if as_json:
        _print_json(files.masked_as_dict(masked))
    else:
        terminal.show(masked, raw, diff=diff)


@_veil.command()
@click.option("--resume-id", required=True)
def erase(resume_id: str) -> None:
    """Erase a resume and print the signed receipt."""
    with _services() as services:
        _print_json(services.erasure.erase_resume(resume_id, _actor()).as_dict())


@_veil.group()
def keys() -> None:
    """Create, list and revoke API keys."""


@keys.command("create")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(_ROLES))
@click.option("--subject", required=True, help="An opaque staff or service id, never a name.")
@click.option("--expires-in", type=_Duration(), default="90d", show_default=True)
def create_key(roles: tuple[str, ...], subject: str, expires_in: timedelta) -> None:
    """Create a key; its secret is shown once."""
    with _services() as services:
        secret, _ = services.keys.create(frozenset(roles), subject, expires_in, _actor())
    click.echo(secret)
    click.echo("This is the only time that the key is shown.", err=True)


@keys.command("list")
@_json_option
def list_keys(as_json: bool) -> None:
    """List the keys, without their secrets."""
    with _services() as services:
        found = services.keys.list()
    if as_json:
        _print_json({"keys": [key.as_dict() for key in found]})
        return
    for key in found:
        state = "revoked" if key.revoked_at else "active"
        expires = f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never"
        click.echo(f"{key.key_id}  {state:8} expires {expires:10}  {','.join(sorted(key.roles)):26} {key.subject}")


@keys.command("revoke")
@click.argument("key_id")
def revoke_key(key_id: str) -> None:
    """Revoke a key now."""
    with _services() as services:
        services.keys.revoke(key_id, _actor())
    click.echo(f"revoked {key_id}")


@_veil.command()
def worker() -> None:
    """Run ingest jobs until stopped."""
    import signal
    import threading

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with _services(quiet=False) as services:
        services.runner.start()
        click.echo("worker: running; Ctrl-C stops it after the job in hand", err=True)
        stopped.wait()
        services.runner.stop()


@_veil.group()
def audit() -> None:
    """Verify the access and redaction log."""


@audit.command("verify")
@_json_option
def verify_audit(as_json: bool) -> None:
    """Check the log's hash chain."""
    from service.demo import verification_line

    with _services() as services:
        result = services.audit.verify()
    if as_json:
        from dataclasses import asdict

        _print_json(asdict(result))
    else:
        click.echo(verification_line(result))
    if not result.ok:
        sys.exit(1)


@_veil.group("eval")
def evaluate() -> None:
    """Measure Veil on labelled data."""


@evaluate.command("privacy")
@click.argument("data", type=click.File("rb"))
@click.option("--policy", help="Policy to mask by, instead of VEIL_POLICY.")
@click.option(
    "--plain",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="A file, or a folder of .txt and .md files, without personal data: what is masked there is over-masking.",
)
@click.option(
    "--attack",
    "attacked",
    is_flag=True,
    help='Count whom one who knows {"facts"} of everybody singles out, by each shipped policy or by --policy.',
)
@_json_option
def evaluate_privacy(data: Any, policy: str | None, plain: tuple[Path, ...], attacked: bool, as_json: bool) -> None:
    """Measure masking on {"id","text","spans":[{"start","end","type"}]} lines."""
    from service import files
    from service.logs import configure_logs
    from service.privacy.evaluation import table
    from service.settings import read_settings
    from service.wiring import open_masker

    settings = read_settings()
    configure_logs("warning")
    if attacked:
        _attack(open_masker(settings, policy), data, policy, as_json)
        return
    evaluation = files.evaluate_masking(open_masker(settings, policy), data, plain)
    if as_json:
        _print_json(evaluation.as_dict())
    else:
        click.echo(table(evaluation))


def _attack(masker: "Masker", data: Any, policy: str | None, as_json: bool) -> None:
    """Run the attack and print what came of it."""
    from service import files
    from service.privacy import attack
    from service.privacy.policy import shipped_policies

    outcomes = files.attack_masking(masker, [policy] if policy else shipped_policies(), data)
    if as_json:
        _print_json(attack.as_dict(outcomes))
    else:
        click.echo(attack.table(outcomes))


@evaluate.command("retrieval")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--mask", "masked", is_flag=True, help="Mask the texts and queries; else they are taken as masked.")
@click.option("--queries", type=click.IntRange(1), help="Ask a sample of so many.")
@click.option("--seed", default=0, show_default=True, help="Of the sample.")
@click.option("--model", help="Embedding model, instead of VEIL_EMBEDDING_MODEL.")
@click.option("--chart", type=click.Path(path_type=Path, dir_okay=False), help="Draw the results to a .html or .svg.")
@_json_option
def evaluate_retrieval(
    folder: Path,
    masked: bool,
    queries: int | None,
    seed: int,
    model: str | None,
    chart: Path | None,
    as_json: bool,
) -> None:
    """Measure search on the labelled questions in FOLDER, in a database that is removed afterwards."""
    from service.pipeline import chart as drawing
    from service.pipeline import evaluation as measuring
    from service.pipeline.labelled import read_labelled_set

    if chart and chart.suffix not in {".html", ".svg"}:
        raise click.UsageError("A chart is a .html or .svg file.")
    data = read_labelled_set(folder).sample(queries, seed)
    with _scratch_services({"embedding_model": model} if model else {}) as services:
        masker = services.masker if masked else None
        result = measuring.evaluate(services.database, services.store, services.embedder, data, masker)
    if as_json:
        _print_json(result.as_dict())
    else:
        click.echo(measuring.table(result))
    if chart:
        pictures = measuring.chart(result, folder.resolve().name)
        chart.write_text(drawing.page(folder.resolve().name, pictures) if chart.suffix == ".html" else pictures[0])


@_veil.command("tune")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--model", help="Embedding model, instead of VEIL_EMBEDDING_MODEL.")
@click.option("--dry-run", is_flag=True, help="Keep nothing.")
@_json_option
def tune_fusion(folder: Path, model: str | None, dry_run: bool, as_json: bool) -> None:
    """Fit the weight of the vector arm for the model on the labelled questions in FOLDER, and keep it in VEIL_HOME."""
    from service.pipeline import tuning
    from service.pipeline.labelled import read_labelled_set
    from service.pipeline.ranking import Fusion
    from service.settings import read_settings

    home = read_settings().home
    data = read_labelled_set(folder)
    with _scratch_services({"fusion": "scores"} | ({"embedding_model": model} if model else {})) as services:
        before = tuning.tuned(Fusion(), home, services.embedder.model_id).vector_weight
        result = tuning.tune(services.database, services.store, services.embedder, data, before=before)
    if result.changed and not dry_run:
        tuning.keep(home, result)
    if as_json:
        _print_json(result.as_dict())
    else:
        click.echo(result.report())


@_veil.group()
def bench() -> None:
    """Measure speed and memory beside named peers, in the same run."""


@bench.command("mask")
@click.option("--documents", type=click.IntRange(1, 100_000), default=200, show_default=True, help="How many resumes.")
@click.option("--rounds", type=click.IntRange(1, 1000), default=5, show_default=True, help="Times that each peer runs.")
@_json_option
def bench_mask(documents: int, rounds: int, as_json: bool) -> None:
    """Mask invented resumes with Presidio as shipped, Presidio on Kiwi, and Veil; one core each."""
    from service.bench import mask as masking

    result = masking.run(documents, rounds)
    if as_json:
        _print_json(result.as_dict())
    else:
        click.echo(result.table())


@bench.command("search")
@click.option(
    "--chunks",
    "sizes",
    multiple=True,
    type=click.IntRange(100, 10_000_000),
    default=(30_000, 100_000, 300_000),
    show_default=True,
    help="Passages in the database; repeat it for several databases.",
)
@click.option("--large", is_flag=True, help="Measure 1,000,000 passages too.")
@click.option("--resume-chunks", type=click.IntRange(5, 1000), default=30, show_default=True, help="Of one resume.")
@click.option("--dimensions", type=click.IntRange(8, 3800), default=1024, show_default=True, help="Of a vector.")
@click.option(
    "--queries", type=click.IntRange(20, 100_000), default=200, show_default=True, help="Slow peers get fewer."
)
@click.option("--peers", multiple=True, help="Whom to measure, such as stock; repeat it for several. Default: all.")
@click.option(
    "--plot", type=click.Path(path_type=Path, dir_okay=False), help="Draw p50 by size to a .html, .svg, .png."
)
@_json_option
def bench_search(
    sizes: tuple[int, ...],
    large: bool,
    resume_chunks: int,
    dimensions: int,
    queries: int,
    peers: tuple[str, ...],
    plot: Path | None,
    as_json: bool,
) -> None:
    """Search resumes with LlamaIndex's and LangChain's stores, IVFFlat, HNSW, bare SQL, and Veil."""
    from service.bench import search as searching
    from service.bench import search_plot as plotting
    from service.logs import configure_logs

    configure_logs("warning")
    if plot:
        plotting.check_plot(plot)
    with searching.shown_progress(not as_json) as progress:
        result = searching.run(
            (*sizes, *([1_000_000] if large else [])),
            resume_chunks=resume_chunks,
            dimensions=dimensions,
            queries=queries,
            peers=peers,
            progress=progress,
        )
    if plot:
        plotting.write_plot(plot, result.p50_by_chunks)
    if as_json:
        _print_json(result.as_dict())
    else:
        click.echo(result.table())


@bench.command("api")
@click.option(
    "--clients",
    type=click.IntRange(1, 256),
    multiple=True,
    default=(4, 16),
    show_default=True,
    help="How many ask at once; repeat it for several rounds.",
)
@click.option(
    "--requests", type=click.IntRange(1, 10_000_000), default=2_000, show_default=True, help="Searches of each round."
)
@_json_option
def bench_api(clients: tuple[int, ...], requests: int, as_json: bool) -> None:
    """Search over HTTP on the embedded default, auditing on, with generator and server on the same cores."""
    from service.bench import api

    result = api.run(clients, requests)
    if as_json:
        _print_json(result.as_dict())
    else:
        click.echo(result.table())
    if result.errors:
        sys.exit(1)


@_veil.command()
@_json_option
def doctor(as_json: bool) -> None:
    """Check database, extension, roles, TLS, model and GPU, and say what to do about each finding."""
    from dataclasses import asdict

    from service import doctor as surgery
    from service.settings import read_settings

    checks = surgery.examine(read_settings())
    if as_json:
        _print_json({"checks": [asdict(check) for check in checks]})
    else:
        for check in checks:
            click.echo(f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {check.finding}")
            if not check.ok:
                click.echo(f"      {check.remedy}")
    if not all(check.ok for check in checks):
        sys.exit(1)
