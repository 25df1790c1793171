"""A resume's content, read from ``content/*.yaml`` and filled with an invented person.

Texts name the person's data as ``{field}``. Which fields were used is remembered, because the gold
spans are exactly their values.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from training.resumes.identity import Identity, make_identity

FOLDER = Path(__file__).parent / "content"


@dataclass
class Section:
    """One section; each kind of content is optional and they are rendered in this order."""

    heading: str
    side: bool = False
    paragraphs: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bullets: list[str] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    questions: list[list[str]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)


@dataclass
class Resume:
    """A filled resume, with the (field, label before it) pairs that it shows."""

    id: str
    format: str
    layout: str
    encoding: str
    title: str
    subtitle: str
    header: str
    fields: list[list[str]]
    sections: list[Section]
    identity: Identity
    shown: list[tuple[str, str]]

    @property
    def file_name(self) -> str:
        """Name of the file that it becomes."""
        return f"{self.id}.{self.format}"


class _Filler(dict[str, str]):
    """Remembers which fields a text asked for."""

    def __init__(self, identity: Identity) -> None:
        super().__init__(identity.fields)
        self.asked: list[tuple[str, str]] = []
        self.label = ""

    def __getitem__(self, key: str) -> str:
        self.asked.append((key, self.label))
        return super().__getitem__(key)

    def fill(self, value: Any) -> Any:
        """Return the value with every text in it filled."""
        if isinstance(value, str):
            return value.format_map(self)
        if isinstance(value, dict):
            return {key: self.fill(item) for key, item in value.items()}
        return [self.fill(item) for item in value]

    def fill_fields(self, pairs: list[list[str]]) -> list[list[str]]:
        """Return (label, value) pairs with the values filled."""
        filled = []
        for label, value in pairs:
            self.label = label
            filled.append([label, self.fill(value)])
        self.label = ""
        return filled


def load_resumes(seed: str) -> list[Resume]:
    """Return every resume of ``content/``, in the order of its name."""
    return [load_resume(path, seed) for path in sorted(FOLDER.glob("*.yaml"))]


def load_resume(path: Path, seed: str) -> Resume:
    """Read one resume and fill it with the person that ``seed`` and its name give."""
    # Every scalar is a text: 2020.10 must not become a number.
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    person = data["person"]
    identity = make_identity(
        f"{seed}/{path.stem}", person["gender"], int(person["born"]), person.get("date_style", "{0}.{1:02}.{2:02}")
    )
    filler = _Filler(identity)
    sections = []
    for section in data["sections"]:
        family = section.pop("family", None)
        if family is not None:
            section["header"] = family
            section["rows"] = [[f"{{family{index}}}"] for index in (1, 2, 3)]
        filled = filler.fill(section)
        if family is not None:
            filled["rows"] = [row[0].split("\t") for row in filled["rows"]]
        sections.append(Section(**{**filled, "side": "side" in filled}))
    return Resume(
        id=path.stem,
        format=data["format"],
        layout=data.get("layout", "plain"),
        encoding=data.get("encoding", "utf-8"),
        title=filler.fill(data.get("title", "")),
        subtitle=filler.fill(data.get("subtitle", "")),
        header=data.get("header", ""),
        fields=filler.fill_fields(data.get("fields", [])),
        sections=sections,
        identity=identity,
        shown=filler.asked,
    )
