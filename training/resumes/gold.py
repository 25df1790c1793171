"""Gold spans: where a resume's personal data stands in the text that its file is parsed to."""

import json
from dataclasses import dataclass

import regex

from training.resumes.content import Resume
from training.resumes.identity import ENTITY_TYPES, LABELLED


@dataclass(frozen=True, order=True)
class Span:
    """An entity in a text; offsets are code points, ``value`` is the text between them."""

    start: int
    end: int
    type: str
    value: str


def find_spans(resume: Resume, text: str) -> list[Span]:
    """Return every place where a value that the resume shows stands in ``text``.

    Values are compared without white space, because a layout may wrap them.

    Raises:
        LookupError: a value that the resume shows is not in the text.
    """
    spans: set[Span] = set()
    for name, label in dict.fromkeys(resume.shown):
        entity = ENTITY_TYPES.get(name)
        if entity is None:
            continue
        shown_label = {"gender": "성별", "nationality": "국적"}.get(label, label) if entity in LABELLED else ""
        found = _find(text, resume.identity.fields[name], shown_label)
        if not found:
            raise LookupError(f"{resume.id}: {name}")
        spans |= {Span(start, end, entity, text[start:end]) for start, end in found}
    return sorted(spans)


def gold_line(resume: Resume, text: str) -> str:
    """Return one JSON line: id, file, text and spans."""
    spans = [{"start": s.start, "end": s.end, "type": s.type, "value": s.value} for s in find_spans(resume, text)]
    return json.dumps({"id": resume.id, "file": resume.file_name, "text": text, "spans": spans}, ensure_ascii=False)


def _find(text: str, value: str, label: str) -> list[tuple[int, int]]:
    body = r"\s*".join(map(regex.escape, "".join(value.split())))
    before = r"\s*".join(map(regex.escape, "".join(label.split()))) + r"[\s:：]*" if label else r"(?<![0-9A-Za-z])"
    return [match.span("value") for match in regex.finditer(rf"{before}(?P<value>{body})(?![0-9A-Za-z])", text)]
