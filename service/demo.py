"""The main job on the sample resumes, told step by step on standard output."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from service import files
from service.database import Role
from service.errors import VeilError
from service.pipeline.retrieval import Hit, Mode
from service.privacy.audit import Actor, Verification
from service.samples import sample_files

if TYPE_CHECKING:
    from service.wiring import Services

_EXCERPT_LINES = 14
_REDACTIONS_SHOWN = 12
_HIT_CHARACTERS = 160
_PDF = "backend-developer.pdf"
_DOCX = "mechanical-engineer.docx"
_QUERY = "결제 장애를 어떻게 줄였나요?"


def run(services: "Services", actor: Actor) -> None:
    """Ingest the samples, show the masking, search in three modes, list redactions, verify the log."""
    _title("1. Ingest: mask the whole document, then cut, embed and store it")
    results = files.ingest(services, actor, sample_files(), None, show_progress=True)
    for result in results:
        click.echo(f"   {result.path.name:32} {result.line().split(' -> ', 1)[-1]}")
    if failed := [result for result in results if result.error]:
        raise VeilError(f"{len(failed)} of {len(results)} sample resumes could not be ingested.")
    _title("2. What is stored: masked text. The raw text is gone")
    for name in (_PDF, _DOCX):
        _show_masked(services, actor, next(result for result in results if result.path.name == name))
    searched = _PDF.removesuffix(".pdf")
    _show_searches(services, actor, searched)
    _show_redactions(services, searched)
    _title("5. Audit: who did what with whose data, chained so that a change shows")
    services.audit.seal()
    verification = services.audit.verify()
    click.echo(verification_line(verification))
    if not verification.ok:
        raise VeilError("The audit log could not be verified.")


def _title(text: str) -> None:
    click.secho(f"\n{text}", bold=True)


def _show_masked(services: "Services", actor: Actor, result: files.FileResult) -> None:
    assert result.resume_id is not None and result.document_id is not None  # noqa: PT018, S101
    view = services.resumes.document(result.resume_id, result.document_id, actor, Role.INGEST)
    click.secho(f"   {result.path.name}", underline=True)
    for line in [line for line in view.masked_text.splitlines() if line.strip()][:_EXCERPT_LINES]:
        click.echo(f"   {line}")


def _show_searches(services: "Services", actor: Actor, resume_id: str) -> None:
    _title(f"3. Search {resume_id}, and no other resume: {_QUERY}")
    for mode in Mode:
        result = services.retrieval.search(resume_id, _QUERY, actor, top_k=2, mode=mode, explain=True)
        click.secho(f"   {mode}", underline=True)
        print_hits(result.hits, indent="   ")


def print_hits(hits: Sequence[Hit], indent: str = "") -> None:
    """Print hits for a person: rank, score, section, each arm's rank, the passage."""
    if not hits:
        click.echo(f"{indent}no passage found")
    for hit in hits:
        arms = [
            f"{name} #{rank}" for name, rank in (("vector", hit.vector_rank), ("keyword", hit.keyword_rank)) if rank
        ]
        text = " ".join(hit.text.split())
        text = text if len(text) <= _HIT_CHARACTERS else f"{text[:_HIT_CHARACTERS]}…"
        click.echo(f"{indent}{hit.rank}. {hit.score:.3f} [{hit.section}] ({', '.join(arms)}) {text}")


def _show_redactions(services: "Services", resume_id: str) -> None:
    redactions = services.audit.redactions(resume_id)
    _title(f"4. The redaction record of {resume_id}: {len(redactions)} rows, never a value")
    for row in redactions[:_REDACTIONS_SHOWN]:
        span = f"{row.start}-{row.end}"
        click.echo(f"   {row.entity_type:20} {row.placeholder:22} {span:>11}  {row.recognizer} ({row.score:.2f})")
    if len(redactions) > _REDACTIONS_SHOWN:
        click.echo(f"   … and {len(redactions) - _REDACTIONS_SHOWN} more")


def verification_line(result: Verification) -> str:
    """Return the verdict on the log in one line."""
    if not result.ok:
        return f"audit: NOT verified: {result.problem}"
    return (
        f"audit: verified {result.sealed} sealed events, {result.unsealed} not yet sealed; "
        "consistent, not anchored: nothing outside this database vouches for the chain"
    )
