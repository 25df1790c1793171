"""Files and lines on the command line's side: ingesting folders, masking without storing."""

import json
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING
from uuid import UUID

from service.errors import Conflict, DocumentTooLarge, InvalidRequest, InvalidResumeId, VeilError
from service.pipeline.parsing import ParsedDocument, parse_file
from service.privacy import attack
from service.privacy.audit import Actor
from service.privacy.evaluation import CONTRACT_TYPES, Evaluation, read_labelled
from service.privacy.ids import validate_resume_id
from service.privacy.masking import MaskedDocument, Masker, Redaction
from service.privacy.policy import load_policy
from service.privacy.pool import MaskingPool, is_lost, lost, mask_many
from service.text import RawText, is_storable

if TYPE_CHECKING:
    from service.wiring import Services

_SUFFIXES = frozenset({".pdf", ".docx", ".txt", ".md", ".json"})
MAX_LINE_BYTES = 10_000_000
_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one file."""

    path: Path
    resume_id: str | None = None
    document_id: UUID | None = None
    format: str = ""
    redactions: int = 0
    chunks_ready: bool = False
    duplicate: bool = False
    notices: tuple[str, ...] = ()
    error: VeilError | None = None

    def line(self) -> str:
        """Return one line for a person."""
        if self.error:
            return f"{self.path}: {self.error.detail} ({self.error.code})"
        state = "already stored" if self.duplicate else "searchable" if self.chunks_ready else "queued"
        notices = f" [{', '.join(self.notices)}]" if self.notices else ""
        return f"{self.path} -> {self.resume_id}: {self.redactions} redactions, {state}{notices}"

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready data."""
        return {
            "path": str(self.path),
            "resume_id": self.resume_id,
            "document_id": str(self.document_id) if self.document_id else None,
            "format": self.format,
            "redactions": self.redactions,
            "searchable": self.chunks_ready,
            "duplicate": self.duplicate,
            "notices": list(self.notices),
            "error": self.error.code if self.error else None,
        }


def ingest(
    services: "Services", actor: Actor, paths: Sequence[Path], resume_id: str | None, *, show_progress: bool
) -> list[FileResult]:
    """Ingest files and the resumes in folders, one after the other; a bad file doesn't stop the others."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    if odd := [path for path in paths if not path.is_file() and not path.is_dir()]:
        raise InvalidRequest(f"{odd[0]} is neither a file nor a folder.")
    found = list(_find(paths, services.settings.home.resolve()))
    if not found:
        raise InvalidRequest("There is no PDF, DOCX, TXT, Markdown or JSON file there.")
    if resume_id is not None:
        validate_resume_id(resume_id)
    console = Console(stderr=True)
    columns = ("ingesting", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    names = _Names(services, [path for _, path in found], resume_id)
    results = []
    with Progress(*columns, console=console, disable=not (show_progress and console.is_terminal)) as progress:
        for root, path in progress.track(found):
            results.append(_ingest_one(services, actor, names, root, path))
    return results


def _find(paths: Iterable[Path], home: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each file with the folder that its relative path starts from.

    In a folder, hidden files, Veil's own and whatever a link leads out to are left alone.
    """
    for path in paths:
        if path.is_file():
            yield path.parent, path
        for file in sorted(path.rglob("*")) if path.is_dir() else ():
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            wanted = file.suffix.lower() in _SUFFIXES and file.is_file() and not hidden
            inside = file.resolve().is_relative_to(path.resolve()) and not file.resolve().is_relative_to(home)
            if wanted and inside:
                yield path, file


def _ingest_one(services: "Services", actor: Actor, names: "_Names", root: Path, path: Path) -> FileResult:
    resume_id = None
    try:
        document = _parse(path, services.settings.max_upload_bytes)
        resume_id = names.name(root, path)
        accepted = services.ingestion.accept(resume_id, document, actor)
        services.runner.run_pending()
        job = services.jobs.get(accepted.job_id)
        if job.state == "running":  # by another process
            job = services.jobs.wait(accepted.job_id, _WAIT_S)
    except VeilError as error:
        return FileResult(path, resume_id, error=error)
    return FileResult(
        path,
        resume_id,
        accepted.document_id,
        document.format,
        sum(accepted.counts.values()),
        job.state == "done",
        accepted.duplicate,
        accepted.notices,
    )


def _parse(path: Path, limit: int) -> ParsedDocument:
    try:
        with path.open("rb") as file:
            return parse_file(read_at_most(file, limit), path.name, None)
    except OSError as error:
        raise InvalidRequest(f"The file can't be read: {os.strerror(error.errno or 0)}.") from None


def read_at_most(file: IO[bytes], limit: int) -> bytes:
    """Return a file's content.

    Raises:
        DocumentTooLarge: it has more bytes than the limit.
    """
    content = file.read(limit + 1)
    if len(content) > limit:
        raise DocumentTooLarge
    return content


class _Names:
    """Names the resumes of one run, so that no two people's files end up in one.

    Files in different folders may be called alike (``a/resume.pdf``, ``b/resume.pdf``): then each is named by its
    relative path. Beside each other, ``hong.pdf`` and ``hong.docx`` are one resume.
    """

    def __init__(self, services: "Services", paths: Sequence[Path], given: str | None) -> None:
        self._services = services
        self._given = given
        places = {path.resolve().with_suffix("") for path in paths}
        self._shared = {stem for stem, count in Counter(place.name for place in places).items() if count > 1}
        self._taken: dict[str, Path] = {}

    def name(self, root: Path, path: Path) -> str:
        """Return a file's resume_id: the given one, or its own.

        Raises:
            Conflict: another file of this run has it already.
        """
        if self._given is not None:
            return self._given
        place = path.resolve().with_suffix("")
        resume_id = resume_id_of(self._services, root, path, by_path=place.name in self._shared)
        if self._taken.setdefault(resume_id, place) != place:
            raise Conflict("Another file of this run is called alike. Ingest the folder above both.")
        return resume_id


def resume_id_of(services: "Services", root: Path, path: Path, *, by_path: bool = False) -> str:
    """Return the file's stem where that is an id without personal data, else a keyed pseudonym of its path."""
    stem = "" if by_path else path.stem
    try:
        validate_resume_id(stem)
    except InvalidResumeId:
        pass
    except VeilError:
        stem = ""
    else:
        if services.masker.mask(RawText(stem)).text.value == stem:
            return stem
    return f"r-{services.master_key.pseudonym(str(path.relative_to(root)))}"


def parse_content(content: bytes, name: str | None) -> RawText:
    """Return the text of a file's content."""
    return parse_file(content, name, None).text


def mask_file(masker: Masker, content: bytes, name: str | None) -> MaskedDocument:
    """Parse and mask a file's content."""
    return masker.mask(parse_content(content, name))


def masked_as_dict(masked: MaskedDocument) -> dict[str, object]:
    """Return a masked text and its redactions as JSON-ready data; offsets are code points of the input."""
    return {
        "text": masked.text.value,
        "policy_version": masked.policy_version,
        "engine_version": masked.engine_version,
        "notices": list(masked.notices),
        "redactions": [
            {
                "entity_type": redaction.entity_type,
                "start": redaction.start,
                "end": redaction.end,
                "placeholder": redaction.placeholder,
                "recognizer": redaction.recognizer,
                "score": round(redaction.score, 3),
            }
            for redaction in masked.redactions
        ],
    }


def mask_lines(masker: Masker | MaskingPool, source: IO[bytes]) -> Iterator[str]:
    """Mask ``{"id","text"}`` lines, each on its own, in their order.

    Raises:
        InvalidRequest: a line is not such an object; the message gives its number.
        VeilError: a text was refused; the lines before it are out.
        DetectorUnavailable: at the end; a process died, and its document's line has an "error" in place of the text.
    """
    ids: deque[str] = deque()

    def texts() -> Iterator[RawText]:
        number = 0
        while line := source.readline(MAX_LINE_BYTES + 1):
            number += 1
            if line.strip():
                text_id, text = _read_line(line, number)
                ids.append(text_id)
                yield RawText(text)

    answers = masker.mask_many(texts()) if isinstance(masker, MaskingPool) else mask_many(masker, texts())
    missing = 0
    for answer in answers:
        text_id = ids.popleft()
        if isinstance(answer, VeilError):
            if not is_lost(answer):
                raise answer
            missing += 1
            yield json.dumps({"id": text_id, "error": answer.code}, ensure_ascii=False)
            continue
        result = masked_as_dict(answer)
        yield json.dumps(
            {"id": text_id, "text": result["text"], "redactions": result["redactions"]}, ensure_ascii=False
        )
    if missing:
        raise lost(missing)


def _read_line(line: bytes, number: int) -> tuple[str, str]:
    if len(line) > MAX_LINE_BYTES:
        raise DocumentTooLarge(f"Line {number} is longer than {MAX_LINE_BYTES:,} bytes.")
    try:
        entry = json.loads(line)
        text_id, text = entry["id"], entry["text"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidRequest(f'Line {number} is not a JSON object with "id" and "text".') from None
    if not isinstance(text_id, str) or not isinstance(text, str) or not is_storable(text_id):
        raise InvalidRequest(f'Line {number}: "id" and "text" must be strings.')
    return text_id, text


def evaluate_masking(masker: Masker, source: IO[bytes], plain: Iterable[Path] = ()) -> Evaluation:
    """Mask labelled lines, and files without personal data, and count what was right.

    Raises:
        InvalidRequest: a line is not a labelled text, or there is none; the message gives the line's number.
    """
    kept = {entity_type for entity_type, rule in masker.policy.rules.items() if rule.operator == "keep"}
    evaluation = Evaluation(CONTRACT_TYPES - kept)

    def find(text: str) -> Sequence[Redaction]:
        return masker.mask(RawText(text)).redactions

    for document in read_labelled(source):
        evaluation.add(document, find)
    if not evaluation.documents:
        raise InvalidRequest("There is no labelled text in the data.")
    for path in _plain_files(plain):
        evaluation.add_plain(_read_plain(path), find)
    return evaluation


def attack_masking(masker: Masker, policies: Sequence[str], source: IO[bytes]) -> list[attack.Outcome]:
    """Mask people's documents by each policy, and count whom an attacker who knows everybody's facts singles out.

    The first outcome is that of the documents as they are.

    Raises:
        InvalidRequest: a line is not a text with its person's facts; the message gives the line's number.
    """
    persons = attack.read_persons(source)
    masked = (attack.attack(persons, name, _masking(masker.under(load_policy(name)))) for name in policies)
    return [attack.attack(persons, attack.UNMASKED, str), *masked]


def _masking(masker: Masker) -> Callable[[str], str]:
    return lambda text: masker.mask(RawText(text)).text.value


def _plain_files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_file():
            yield path
        else:
            yield from sorted(file for file in path.rglob("*") if file.suffix in {".txt", ".md"} and file.is_file())


def _read_plain(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise InvalidRequest("A plain file can't be read as UTF-8 text.") from None
