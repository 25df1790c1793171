"""Resumes as plain text, Markdown and structured JSON."""

import json
from collections.abc import Iterator
from typing import Any

from training.resumes.content import Resume, Section


def write_text(resume: Resume) -> bytes:
    """Return a text file in the resume's encoding, with Windows line ends for CP949."""
    lines = [resume.title, "=" * 30, "", *(f"{label}: {value}" for label, value in resume.fields)]
    for number, section in enumerate(resume.sections, 1):
        lines += ["", f"■ {section.heading}" if resume.encoding == "cp949" else f"{number}. {section.heading}"]
        lines += _lines(section, "- ", "\t")
    end = "\r\n" if resume.encoding == "cp949" else "\n"
    return (end.join(lines) + end).encode(resume.encoding)


def write_markdown(resume: Resume) -> bytes:
    """Return a Markdown file with ATX headings and pipe tables."""
    lines = [f"# {resume.title}", "", *(f"- **{label}**: {value}" for label, value in resume.fields)]
    for section in resume.sections:
        lines += ["", f"## {section.heading}", ""]
        if section.header:
            lines += [_pipes(section.header), _pipes(["---"] * len(section.header)), *map(_pipes, section.rows)]
        else:
            lines += _lines(section, "- ", " | ")
    return ("\n".join(lines) + "\n").encode()


def write_json(resume: Resume) -> bytes:
    """Return a structured resume; headings and labels are its keys already."""
    data: dict[str, Any] = dict(resume.fields)
    for section in resume.sections:
        if section.items:
            data[section.heading] = section.items
        elif section.questions:
            data[section.heading] = [
                {"question": question, "answer": "\n".join(answers)} for question, *answers in section.questions
            ]
        else:
            data[section.heading] = [
                dict(entry["fields"]) | ({"achievements": entry["bullets"]} if "bullets" in entry else {})
                for entry in section.entries
            ]
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _pipes(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _lines(section: Section, bullet: str, gap: str) -> Iterator[str]:
    yield from section.paragraphs
    yield from section.lines
    yield from (bullet + text for text in section.bullets)
    for row in ([section.header] if section.header else []) + section.rows:
        yield gap.join(row)
    for index, entry in enumerate(section.entries):
        if index:
            yield ""
        yield from (f"{label}: {value}" for label, value in entry["fields"])
        yield from (bullet + text for text in entry.get("bullets", []))
    for index, (question, *answers) in enumerate(section.questions):
        if index:
            yield ""
        yield f"[{question}]"
        yield from answers
