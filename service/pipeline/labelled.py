"""Labelled questions for retrieval: a folder with ``corpus.jsonl``, ``queries.jsonl`` and ``qrels.tsv``.

Errors name a file and a line's number, never what the line says.
"""

import json
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from service.errors import DocumentTooLarge, InvalidRequest
from service.text import is_storable

MAX_LINE_BYTES = 10_000_000
MAX_QUERY = 10_000
_CORPUS, _QUERIES, _QRELS = "corpus.jsonl", "queries.jsonl", "qrels.tsv"
_ALONE = "corpus"
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the corpus."""

    id: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Question:
    """One line of the queries. ``relevant`` gives each right passage's relevance, more than 0."""

    id: str
    scope: str
    text: str = field(repr=False)
    kind: str | None
    relevant: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Passages by resume, and questions about one resume each."""

    scopes: Mapping[str, tuple[Passage, ...]]
    questions: tuple[Question, ...]

    def sample(self, size: int | None, seed: int) -> "LabelledSet":
        """Return the same with at most ``size`` questions, drawn by the seed and kept in their order."""
        if size is None or size >= len(self.questions):
            return self
        drawn = sorted(random.Random(seed).sample(range(len(self.questions)), size))  # noqa: S311 - a sample, no secret
        return replace(self, questions=tuple(self.questions[place] for place in drawn))


def read_labelled_set(folder: Path) -> LabelledSet:
    """Read a folder of labelled questions; those without a relevant passage are left out.

    Lines without ``resume_id`` belong to one resume.

    Raises:
        InvalidRequest: a file is missing, a line is not what it should be, or nothing is labelled.
        DocumentTooLarge: a line is longer than ``MAX_LINE_BYTES``.
    """
    if not folder.is_dir():
        raise InvalidRequest("The data is a folder with corpus.jsonl, queries.jsonl and qrels.tsv.")
    scopes: dict[str, list[Passage]] = {}
    homes: dict[str, str] = {}
    for place, line in _objects(folder / _CORPUS):
        if line["id"] in homes:
            raise InvalidRequest(f"{place}: this id occurs twice.")
        homes[line["id"]] = line["resume_id"]
        scopes.setdefault(line["resume_id"], []).append(Passage(line["id"], line["text"]))
    asked: dict[str, dict[str, Any]] = {}
    for place, line in _objects(folder / _QUERIES):
        if line["id"] in asked:
            raise InvalidRequest(f"{place}: this id occurs twice.")
        if line["resume_id"] not in scopes:
            raise InvalidRequest(f"{place}: no passage belongs to this resume_id.")
        if len(line["text"]) > MAX_QUERY:
            raise InvalidRequest(f"{place}: a query has at most {MAX_QUERY} characters.")
        asked[line["id"]] = line
    relevant = _read_relevance(folder / _QRELS, asked, homes)
    questions = tuple(
        Question(name, line["resume_id"], line["text"], line["kind"], relevant[name])
        for name, line in asked.items()
        if name in relevant
    )
    if not questions:
        raise InvalidRequest("No query has a relevant passage.")
    return LabelledSet({scope: tuple(passages) for scope, passages in scopes.items()}, questions)


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a JSONL file's objects, checked, each with its place for messages."""
    found = False
    for place, raw in _lines(path):
        try:
            line = json.loads(raw)
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict) or not all(isinstance(line.get(key), str) for key in ("id", "text")):
            raise InvalidRequest(f'{place} is not a JSON object with "id" and "text".')
        scope, kind = line.get("resume_id", _ALONE), line.get("kind")
        if not isinstance(scope, str):
            raise InvalidRequest(f'{place}: "resume_id" is a string.')
        if not line["id"] or not line["text"].strip() or not is_storable(line["text"]):
            raise InvalidRequest(f"{place}: the id or the text is empty, or can't be stored.")
        found = True
        yield place, line | {"resume_id": scope, "kind": kind if isinstance(kind, str) else None}
    if not found:
        raise InvalidRequest(f"{path.name} is empty.")


def _read_relevance(
    path: Path, asked: Mapping[str, Mapping[str, Any]], homes: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    relevant: dict[str, dict[str, float]] = {}
    judged: set[tuple[str, str]] = set()
    for number, (place, raw) in enumerate(_lines(path)):
        columns = raw.rstrip("\r\n").split("\t")
        value = _number(columns[-1])
        if number == 0 and value is None and len(columns) == _COLUMNS and columns[0] not in asked:
            continue  # the header that BEIR's files have
        if len(columns) != _COLUMNS or value is None:
            raise InvalidRequest(f"{place} is not query_id, doc_id and a relevance of 0 or more, with tabs between.")
        query, passage, _ = columns
        if query not in asked or passage not in homes:
            raise InvalidRequest(f"{place}: there is no such query or passage.")
        if homes[passage] != asked[query]["resume_id"]:
            raise InvalidRequest(f"{place}: the query and the passage belong to different resumes.")
        if (query, passage) in judged:
            raise InvalidRequest(f"{place}: this pair occurs twice.")
        judged.add((query, passage))
        if value > 0:
            relevant.setdefault(query, {})[passage] = value
    return relevant


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Yield a file's lines that are not blank, each with its place for messages."""
    if not path.is_file():
        raise InvalidRequest(f"There is no {path.name} in the folder.")
    with path.open("rb") as source:
        number = 0
        while line := source.readline(MAX_LINE_BYTES + 1):
            number += 1
            place = f"{path.name}, line {number}"
            if len(line) > MAX_LINE_BYTES:
                raise DocumentTooLarge(f"{place} is longer than {MAX_LINE_BYTES:,} bytes.")
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError:
                raise InvalidRequest(f"{place} is not UTF-8.") from None
            if text.strip():
                yield place, text
