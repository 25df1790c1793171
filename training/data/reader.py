"""Reading marked-up resumes: passages under their sections, each with the questions that it answers best.

A line ``=== id`` begins a resume, ``[section]`` a passage, ``?k text`` a question on the passage above; every other
line is the passage's text. Empty lines, and lines that start with ``#`` before the first resume, say nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

KINDS = {
    "l": "shares words with its passage",
    "p": "paraphrases its passage",
    "x": "is in the other language than its passage",
    "b": "asks about behaviour",
}

# What the API takes as a resume's id.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_SECTION = re.compile(r"\[([^\[\]]+)\]")
_QUESTION = re.compile(r"\?(\S)\s+(\S.*)")


@dataclass(frozen=True)
class Question:
    """What an interviewer asks, and its kind, a key of ``KINDS``."""

    kind: str
    text: str


@dataclass(frozen=True)
class Passage:
    """A piece of a resume; no other passage of that resume answers its questions as well."""

    section: str
    text: str
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Resume:
    """A masked resume, its passages in their order."""

    id: str
    passages: tuple[Passage, ...]


def read_resumes(path: Path) -> Iterator[Resume]:
    """Yield a file's resumes.

    Raises:
        ValueError: a line that does not fit the markup, told by its number.
    """
    with path.open(encoding="utf-8") as lines:
        yield from _Reader(path.name).read(lines)


@dataclass
class _Reader:
    name: str
    ids: set[str] = field(default_factory=set)
    id: str = ""
    passages: list[Passage] = field(default_factory=list)
    section: str = ""
    text: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    number: int = 0
    begun: int = 0

    def read(self, lines: Iterable[str]) -> Iterator[Resume]:
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if line.startswith("==="):
                if self.id:
                    yield self.close_resume()
                self.number = number
                self.open_resume(line.removeprefix("===").strip())
                continue
            self.number = number
            self.take(line)
        if not self.id:
            raise self.refuse("no resume in the file")
        yield self.close_resume()

    def take(self, line: str) -> None:
        if not line or (not self.id and line.startswith("#")):
            return
        if not self.id:
            raise self.refuse("text before the first resume")
        if found := _SECTION.fullmatch(line):
            self.close_passage()
            self.section, self.begun = found[1].strip(), self.number
        elif not self.section:
            raise self.refuse("text before the resume's first section")
        elif line.startswith("?"):
            self.questions.append(self.read_question(line))
        elif self.questions:
            raise self.refuse("text after the passage's questions")
        else:
            self.text.append(line)

    def read_question(self, line: str) -> Question:
        found = _QUESTION.fullmatch(line)
        if found is None or found[1] not in KINDS:
            raise self.refuse(f"a question starts with one of {', '.join('?' + kind for kind in KINDS)} and a space")
        if not self.text:
            raise self.refuse("a question before the passage's text")
        if any(found[2] == question.text for question in self.questions):
            raise self.refuse("a question that the passage has twice")
        if any(found[2] == question.text for passage in self.passages for question in passage.questions):
            raise self.refuse("a question that another passage of the resume has too")
        return Question(found[1], found[2])

    def open_resume(self, identifier: str) -> None:
        if not _ID.fullmatch(identifier):
            raise self.refuse("a resume's id is 1 to 128 of A-Z a-z 0-9 . _ : -, the first a letter or digit")
        if identifier in self.ids:
            raise self.refuse(f"the id {identifier} occurs twice")
        self.ids.add(identifier)
        self.id, self.begun = identifier, self.number

    def close_passage(self) -> None:
        if self.section:
            if not self.text:
                raise self.refuse("a passage without text", self.begun)
            self.passages.append(Passage(self.section, "\n".join(self.text), tuple(self.questions)))
        self.section, self.text, self.questions = "", [], []

    def close_resume(self) -> Resume:
        self.close_passage()
        if not self.passages:
            raise self.refuse("a resume without passages", self.begun)
        resume = Resume(self.id, tuple(self.passages))
        self.id, self.passages = "", []
        return resume

    def refuse(self, reason: str, number: int | None = None) -> ValueError:
        return ValueError(f"{self.name}, line {number or self.number}: {reason}")
