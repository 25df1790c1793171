"""How well masking does on labelled texts: what was covered, what leaked, what was masked for nothing.

Each rule that decides a number:

- A gold span is covered when redactions of any types together cover all its characters but white space.
- A redaction is right when it overlaps a gold span of any type; it is right by type when one of its own type.
- A particle behind a gold span (김민수[는]) is no part of it: left visible it is no leak, masked it is no error.
  What the gold span holds must be covered, a particle included.
- What touches only spans of type ``IGNORE``, of types outside the contract, or of types that the policy keeps, is
  neither right nor wrong; gold spans outside the contract are reported apart.
- A refused document counts as one where nothing was found.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import IO, Protocol

from service.errors import DocumentTooLarge, InvalidInput, InvalidRequest
from service.privacy.policy import CAREER_TYPES, ENTITY_TYPES

IGNORE = "IGNORE"
# The residual check's own type is no label of a data set, and careers are no personal data.
CONTRACT_TYPES = ENTITY_TYPES - CAREER_TYPES - {"UNCLASSIFIED_ID"}
OVERALL = "ALL"
MAX_LINE_BYTES = 10_000_000
_TYPE_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,39}")


class Located(Protocol):
    """Anything with a type and a place in code points, such as a redaction."""

    @property
    def entity_type(self) -> str: ...  # noqa: D102
    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Span:
    """A typed stretch of a text, in code points."""

    entity_type: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the personal data that people marked in it."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Tally:
    """Counts of one entity type; their sums over types and documents are counts again."""

    gold: int = 0
    covered: int = 0
    found_by_type: int = 0
    characters: int = 0
    leaked: int = 0
    redactions: int = 0
    right: int = 0
    right_by_type: int = 0

    def add(self, other: "Tally") -> None:
        """Add another tally's counts."""
        for count in fields(self):
            setattr(self, count.name, getattr(self, count.name) + getattr(other, count.name))

    def as_dict(self) -> dict[str, float | int | None]:
        """Return counts and rates; a rate without cases is ``None``."""
        recall, precision = ratio(self.covered, self.gold), ratio(self.right, self.redactions)
        typed_recall = ratio(self.found_by_type, self.gold)
        typed_precision = ratio(self.right_by_type, self.redactions)
        return {
            "gold": self.gold,
            "covered_recall": recall,
            "leak_rate": ratio(self.leaked, self.characters),
            "redactions": self.redactions,
            "precision": precision,
            "f1": f_score(precision, recall, 1),
            "f2": f_score(precision, recall, 2),
            "typed_recall": typed_recall,
            "typed_precision": typed_precision,
            "typed_f1": f_score(typed_precision, typed_recall, 1),
            "typed_f2": f_score(typed_precision, typed_recall, 2),
        }


@dataclass(slots=True)
class Masking:
    """How many blank-separated tokens of texts without personal data were masked, wholly or in part."""

    documents: int = 0
    tokens: int = 0
    masked: int = 0

    def add(self, text: str, redactions: Sequence[Located]) -> None:
        """Count one text."""
        masked, tokens = masked_tokens(text, redactions)
        self.documents, self.tokens, self.masked = self.documents + 1, self.tokens + tokens, self.masked + masked

    def as_dict(self) -> dict[str, float | int | None]:
        """Return counts and the rate."""
        return {
            "documents": self.documents,
            "tokens": self.tokens,
            "masked": self.masked,
            "rate": ratio(self.masked, self.tokens),
        }


def ratio(part: int, whole: int) -> float | None:
    """Return a share, or ``None`` when there is nothing to share.

    >>> ratio(1, 4), ratio(0, 0)
    (0.25, None)
    """
    return part / whole if whole else None


def f_score(precision: float | None, recall: float | None, beta: float) -> float | None:
    """Return the F-measure; ``beta`` 2 weighs recall four times (van Rijsbergen, 1979).

    Without a single redaction precision is undefined and the score is 0.

    >>> f_score(0.5, 1.0, 1), f_score(0.5, 1.0, 2), f_score(None, 0.0, 1), f_score(1.0, None, 1)
    (0.6666666666666666, 0.8333333333333334, 0.0, None)
    """
    if recall is None:
        return None
    weighted = beta * beta * (precision or 0.0) + recall
    return (1 + beta * beta) * (precision or 0.0) * recall / weighted if weighted else 0.0


def overlaps(one: Located, other: Located) -> bool:
    """Whether two spans share a character.

    >>> overlaps(Span("AGE", 0, 3), Span("AGE", 2, 4)), overlaps(Span("AGE", 0, 2), Span("AGE", 2, 4))
    (True, False)
    """
    return one.start < other.end and other.start < one.end


def visible_characters(text: str, span: Located, redactions: Iterable[Located]) -> int:
    """Count the characters of a span, white space apart, that no redaction covers.

    >>> visible_characters("홍길동 님", Span("PERSON", 0, 5), [Span("AGE", 0, 2)])
    2
    """
    covered = {place for redaction in redactions for place in range(redaction.start, redaction.end)}
    return sum(not text[place].isspace() and place not in covered for place in range(span.start, span.end))


def masked_tokens(text: str, redactions: Sequence[Located]) -> tuple[int, int]:
    """Return how many blank-separated tokens hold a masked character, and how many there are.

    >>> masked_tokens("Kafka 3.5 도입", [Span("PERSON", 0, 2)])
    (1, 3)
    """
    tokens = [Span("", *match.span()) for match in re.finditer(r"\S+", text)]
    return sum(any(overlaps(token, redaction) for redaction in redactions) for token in tokens), len(tokens)


def judge(
    document: Labelled, redactions: Sequence[Located], measured: frozenset[str] = CONTRACT_TYPES
) -> dict[str, Tally]:
    """Compare one document's redactions with its gold spans, by entity type.

    >>> gold = Labelled("홍길동은", (Span("PERSON", 0, 3),))
    >>> judge(gold, [Span("PERSON", 0, 4)])["PERSON"].covered, judge(gold, [Span("PERSON", 1, 4)])["PERSON"].leaked
    (1, 1)
    """
    tallies: dict[str, Tally] = {}
    gold = [span for span in document.spans if span.entity_type in measured]
    aside = [span for span in document.spans if span.entity_type not in measured]
    for span in document.spans:
        if span.entity_type == IGNORE:
            continue
        near = [redaction for redaction in redactions if overlaps(redaction, span)]
        leaked = visible_characters(document.text, span, near)
        tally = tallies.setdefault(span.entity_type, Tally())
        tally.gold += 1
        tally.covered += leaked == 0
        tally.found_by_type += any(redaction.entity_type == span.entity_type for redaction in near)
        tally.leaked += leaked
        tally.characters += visible_characters(document.text, span, ())
    for redaction in redactions:
        met = {span.entity_type for span in gold if overlaps(redaction, span)}
        if not met and any(overlaps(redaction, span) for span in aside):
            continue
        tally = tallies.setdefault(redaction.entity_type, Tally())
        tally.redactions += 1
        tally.right += bool(met)
        tally.right_by_type += redaction.entity_type in met
    return tallies


@dataclass
class Evaluation:
    """The sums over a data set."""

    measured: frozenset[str] = CONTRACT_TYPES
    documents: int = 0
    refused: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    unlabelled: Masking = field(default_factory=Masking)
    plain: Masking = field(default_factory=Masking)

    def add(self, document: Labelled, find: Callable[[str], Sequence[Located]]) -> None:
        """Mask and count one labelled document."""
        redactions = self._find(document.text, find)
        self.documents += 1
        for entity_type, tally in judge(document, redactions, self.measured).items():
            self.tallies.setdefault(entity_type, Tally()).add(tally)
        if not document.spans:
            self.unlabelled.add(document.text, redactions)

    def add_plain(self, text: str, find: Callable[[str], Sequence[Located]]) -> None:
        """Mask and count one text that is known to hold no personal data."""
        self.plain.add(text, self._find(text, find))

    def _find(self, text: str, find: Callable[[str], Sequence[Located]]) -> Sequence[Located]:
        try:
            return find(text)
        except InvalidInput:
            self.refused += 1
            return ()

    def as_dict(self) -> dict[str, object]:
        """Return JSON-ready results; types outside the contract and kept ones don't count in ``overall``."""
        overall = Tally()
        types: dict[str, object] = {}
        apart: dict[str, object] = {}
        for entity_type, tally in sorted(self.tallies.items()):
            # A redaction of any type is Veil's doing: it counts, labelled or not.
            counted = entity_type in self.measured or not tally.gold
            (types if counted else apart)[entity_type] = tally.as_dict()
            overall.add(tally if counted else _redactions_only(tally))
        return {
            "documents": self.documents,
            "refused": self.refused,
            "overall": overall.as_dict(),
            "types": types,
            "apart": apart,
            "over_masking": {"unlabelled": self.unlabelled.as_dict(), "plain": self.plain.as_dict()},
        }


def _redactions_only(tally: Tally) -> Tally:
    return Tally(redactions=tally.redactions, right=tally.right, right_by_type=tally.right_by_type)


def read_labelled(source: IO[bytes]) -> Iterator[Labelled]:
    """Read ``{"id","text","spans":[{"start","end","type"}]}`` lines; blank ones are skipped.

    Raises:
        InvalidRequest: a line is not such an object; the message gives its number, never its text.
        DocumentTooLarge: a line is longer than ``MAX_LINE_BYTES``.
    """
    number = 0
    while line := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise DocumentTooLarge(f"Line {number} is longer than {MAX_LINE_BYTES:,} bytes.")
        if line.strip():
            yield _read_line(line, number)


def _read_line(line: bytes, number: int) -> Labelled:
    try:
        entry = json.loads(line)
        text, spans, named = entry["text"], entry["spans"], isinstance(entry["id"], str)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise InvalidRequest(f'Line {number} is not a JSON object with "id", "text" and "spans".') from None
    if not named or not isinstance(text, str) or not isinstance(spans, list):
        raise InvalidRequest(f'Line {number}: "id" and "text" must be strings, and "spans" a list.')
    return Labelled(text, tuple(_read_span(span, len(text), number) for span in spans))


def _read_span(span: object, length: int, number: int) -> Span:
    start, end, entity_type = (
        (span.get(key) for key in ("start", "end", "type")) if isinstance(span, dict) else [None] * 3
    )
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
        raise InvalidRequest(f"Line {number}: a span needs start and end in code points, inside the text.")
    if not isinstance(entity_type, str) or not _TYPE_NAME.fullmatch(entity_type):
        raise InvalidRequest(f"Line {number}: a span's type is a name such as PERSON.")
    return Span(entity_type, start, end)


_COLUMNS = {
    "gold": "gold", "covered_recall": "covered", "leak_rate": "leaked", "redactions": "masked", "precision": "prec.",
    "f1": "F1", "f2": "F2", "typed_recall": "typed R", "typed_precision": "typed P", "typed_f1": "typed F1",
}  # fmt: skip


def table(evaluation: Evaluation) -> str:
    """Return the results for a person."""
    result = evaluation.as_dict()
    types, apart = _rows(result["types"]), _rows(result["apart"])
    lines = [" " * 19 + "".join(f"{title:>9}" for title in _COLUMNS.values())]
    lines += [_row(OVERALL, _rows({OVERALL: result["overall"]})[OVERALL])]
    lines += [_row(name, rates) for name, rates in types.items()]
    if apart:
        lines += ["apart, in no sum:", *(_row(name, rates) for name, rates in apart.items())]
    lines.append(f"documents {evaluation.documents:,}, refused {evaluation.refused:,}")
    for title, masking in (("documents without labels", evaluation.unlabelled), ("plain texts", evaluation.plain)):
        if masking.documents:
            share = f"{masking.masked:,} of {masking.tokens:,} tokens, {_cell(ratio(masking.masked, masking.tokens))}"
            lines.append(f"over-masking, {title} ({masking.documents:,}): {share}")
    return "\n".join(lines)


def _rows(value: object) -> Mapping[str, Mapping[str, float | int | None]]:
    assert isinstance(value, dict)  # noqa: S101 - narrows what as_dict returns
    return value


def _row(name: str, rates: Mapping[str, float | int | None]) -> str:
    return f"{name:19}" + "".join(f"{_cell(rates[key]):>9}" for key in _COLUMNS)


def _cell(value: float | int | None) -> str:
    """Write a count, a rate, or a dash.

    >>> _cell(1234), _cell(0.98765), _cell(None)
    ('1,234', '0.988', '-')
    """
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"
