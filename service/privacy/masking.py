"""Changing what was found: stable placeholders through Presidio's anonymizer, then a last crude look."""

import bisect
import collections
import hmac
import re
import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Protocol

from presidio_anonymizer import AnonymizerEngine, OperatorConfig
from presidio_anonymizer.entities import RecognizerResult
from presidio_anonymizer.operators import Operator, OperatorType

from service.errors import DetectorUnavailable, InvalidText, Quarantined, QueryOnlyPersonalData, VeilError
from service.privacy.detector import Detector, Finding
from service.privacy.normalise import normalise
from service.privacy.policy import ENTITY_TYPES, PRIVATE_TYPES, Policy
from service.privacy.recognizers.labels import label_before
from service.privacy.residual import find_residue
from service.privacy.spans import disjoin, repeats
from service.text import MaskedText, RawText, is_storable

PRIVATE = "<PRIVATE>"
_LOOKALIKE = re.compile(rf"<((?:PRIVATE|{'|'.join(sorted(ENTITY_TYPES, key=len, reverse=True))})(?:_[0-9]+)?)>")
_BETWEEN_PRIVATE = re.compile(r"[\s,;/|·:\-]{0,8}")
_PARTICLES = re.compile(
    r"(?:님|씨)?(?:에게서|에게|한테|께서는|께서|께|이랑|랑|으로|로|에서|에|과|와|은|는|이|가|을|를|의|도|만)?(?![가-힣])"
)
_NUMERIC_TYPES = frozenset(
    "KR_RRN KR_FRN KR_CRN KR_BRN KR_DRIVER_LICENSE CREDIT_CARD BANK_ACCOUNT PHONE_NUMBER POSTAL_CODE".split()
)
_HANGUL_DIGITS = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")


class Fingerprinter(Protocol):
    """Keyed hashes of values: the same value under the same key is known again, and nothing else is."""

    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        """Return 32 bytes."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """One change: where (code points of the raw and of the masked text), what type, by whom; never the value."""

    entity_type: str
    legal_class: str
    operator: str
    placeholder: str
    start: int
    end: int
    masked_start: int
    masked_end: int
    recognizer: str
    score: float
    value_hmac: bytes


@dataclass(frozen=True)
class Findings:
    """What analysis decided about one raw text: disjoint spans, in order, each to be masked."""

    items: tuple[Finding, ...]
    length: int
    kept: tuple[tuple[int, int], ...] = ()
    """Spans that the policy keeps and no other type claims: the residual check leaves them."""


@dataclass(frozen=True)
class MaskedDocument:
    """A masked text and the record of what was changed in it."""

    text: MaskedText
    redactions: tuple[Redaction, ...]
    policy_version: str
    engine_version: str
    notices: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Redactions per entity type."""
        return dict(collections.Counter(redaction.entity_type for redaction in self.redactions))


@dataclass(frozen=True, slots=True)
class _Edit:
    """A stretch of the raw text that one placeholder replaces, with the findings in it."""

    start: int
    end: int
    placeholder: str
    findings: tuple[tuple[Finding, bytes], ...]


class _Placeholder(Operator):  # type: ignore[misc]
    """The anonymizer's operator: the placeholder was chosen before, in reading order."""

    def operate(self, text: str | None = None, params: dict[str, Any] | None = None) -> str:
        """Return the placeholder of this stretch."""
        assert params is not None  # noqa: S101 - the engine always passes them
        return str(params["entity_type"].split(" ", 1)[1])

    def validate(self, params: dict[str, Any] | None = None) -> None:
        """Nothing to validate."""

    def operator_name(self) -> str:
        """Return the name that policies use."""
        return "placeholder"

    def operator_type(self) -> OperatorType:
        """Return Presidio's kind."""
        return OperatorType.Anonymize


class _RandomKey:
    """A key that nobody keeps, for masking without storing."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        return hmac.digest(self._key, f"{entity_type}\x1f{canonical_value}".encode(), "sha256")


class Masker:
    """Masks whole documents by a policy. Everything fails closed: no text comes out of a failure."""

    def __init__(self, detector: Detector, policy: Policy) -> None:
        self._detector = detector
        self.policy = policy
        self._anonymizer = AnonymizerEngine()
        self._anonymizer.add_anonymizer(_Placeholder)

    @property
    def engine_version(self) -> str:
        """The detector's version, which a stored document keeps."""
        return self._detector.version

    def find(self, raw: RawText) -> Findings:
        """Analyse a text: the slow part, without keys or a database.

        Raises:
            InvalidText: NUL or lone surrogates.
            Quarantined: the text can't be analysed safely.
            DetectorUnavailable: the detector failed.
        """
        text = raw.reveal()
        if not is_storable(text):
            raise InvalidText
        try:
            claims = self._detector.find(raw)
        except VeilError:
            raise
        except Exception:  # noqa: BLE001 - a detector's message may quote the text
            raise DetectorUnavailable(part="detector") from None
        lookalikes = [match.span() for match in _LOOKALIKE.finditer(text)]
        claims = [claim for claim in claims if self._counts(claim) and not _inside(claim, lookalikes)]
        masked = [claim for claim in claims if not self._kept(claim.entity_type)]
        items = disjoin([*masked, *self._repeats(masked, text)], text)
        kept = [(c.start, c.end) for c in claims if self._kept(c.entity_type) and not _overlap(c, items)]
        return Findings(tuple(items), len(text), tuple(kept))

    def apply(
        self,
        raw: RawText,
        findings: Findings,
        keys: Fingerprinter,
        known: Mapping[tuple[str, bytes], str] = MappingProxyType({}),
    ) -> MaskedDocument:
        """Replace what was found: the fast part.

        Args:
            raw: the text that ``findings`` came from.
            findings: what :meth:`find` returned for it.
            keys: the resume's key.
            known: the placeholder of each (entity type, fingerprint) already used in this resume.

        Raises:
            Quarantined: something that looks like personal data survived over-masking.
        """
        text = raw.reveal()
        if len(text) != findings.length:
            raise Quarantined(reason="findings_of_another_text")
        masked, edits = self._replace(text, findings.items, keys, known)
        residue = self._residue(masked, edits, findings)
        notices = ["rrn_received"] if any(f.entity_type == "KR_RRN" for f in findings.items) else []
        if residue:
            masked, edits = self._replace(text, disjoin([*findings.items, *residue], text), keys, known)
            notices.append("residual_masked")
            if self._residue(masked, edits, findings):
                raise Quarantined(reason="residual")
        return MaskedDocument(
            MaskedText(masked),
            tuple(self._redactions(edits)),
            self.policy.version,
            self._detector.version,
            tuple(notices),
        )

    def mask(self, raw: RawText) -> MaskedDocument:
        """Mask a text with a random key that is thrown away: nothing links its fingerprints to another run."""
        return self.apply(raw, self.find(raw), _RandomKey())

    def mask_query(self, raw: RawText) -> MaskedText:
        """Mask a search query and drop the placeholders with the particles on them.

        Raises:
            QueryOnlyPersonalData: personal data was dropped and nothing is left to search for.
        """
        document = self.mask(raw)
        masked = document.text.value
        kept: list[str] = []
        done = 0
        for redaction in sorted(document.redactions, key=lambda r: r.masked_start):
            if redaction.masked_start < done:
                continue
            kept.append(masked[done : redaction.masked_start])
            particle = _PARTICLES.match(masked, redaction.masked_end)
            done = redaction.masked_end if particle is None else particle.end()
        kept.append(masked[done:])
        query = re.sub(r"\s+", " ", " ".join(kept)).strip()
        if document.redactions and not any(character.isalnum() for character in query):
            raise QueryOnlyPersonalData
        return MaskedText(query)

    @staticmethod
    def _repeats(claims: list[Finding], text: str) -> list[Finding]:
        try:
            return repeats(disjoin(claims, text), text)
        except TimeoutError:
            raise Quarantined(reason="pattern_timeout") from None

    def _counts(self, finding: Finding) -> bool:
        rule = self.policy.rules.get(finding.entity_type)
        if rule is None:
            raise DetectorUnavailable(part="policy", entity_type=finding.entity_type)
        return finding.score >= rule.minimum_score

    def _kept(self, entity_type: str) -> bool:
        return self.policy.rules[entity_type].operator == "keep"

    def _replace(
        self, text: str, findings: Iterable[Finding], keys: Fingerprinter, known: Mapping[tuple[str, bytes], str]
    ) -> tuple[str, list[tuple[_Edit, int, int]]]:
        """Return the masked text, and each edit with its place in it."""
        # Escaping replaces one code point by one, so offsets stay.
        escaped = _LOOKALIKE.sub(r"‹\1›", text)
        edits = list(_join_private(escaped, _plan(escaped, findings, keys, known)))
        # Presidio picks an operator's parameters by entity type, so the type carries the placeholder.
        results = [
            RecognizerResult(f"{index} {edit.placeholder}", edit.start, edit.end, 1.0)
            for index, edit in enumerate(edits)
        ]
        operator = {"DEFAULT": OperatorConfig("placeholder")}
        try:
            outcome = self._anonymizer.anonymize(escaped, results, operator, merge_entities_with_spaces=False)
        except Exception:  # noqa: BLE001 - a library's message may quote the text
            raise DetectorUnavailable(part="anonymizer") from None
        places = sorted((item.start, item.end) for item in outcome.items)
        if len(places) != len(edits):
            raise DetectorUnavailable(part="anonymizer")
        return outcome.text, [(edit, *place) for edit, place in zip(edits, places, strict=True)]

    def _residue(self, masked: str, edits: list[tuple[_Edit, int, int]], findings: Findings) -> list[Finding]:
        """Return what still looks personal in the masked text, as findings on the raw text."""
        ends = [end for _, _, end in edits]
        found = []
        for residue in find_residue(masked):
            index = bisect.bisect_right(ends, residue.start)
            shift = edits[index - 1][0].end - ends[index - 1] if index else 0
            finding = Finding(residue.entity_type, residue.start + shift, residue.end + shift, 1.0, "residual")
            if not self._kept(finding.entity_type) and not _inside(finding, findings.kept):
                found.append(finding)
        return found

    def _redactions(self, edits: list[tuple[_Edit, int, int]]) -> Iterable[Redaction]:
        for edit, masked_start, masked_end in edits:
            for finding, fingerprint in edit.findings:
                rule = self.policy.rules[finding.entity_type]
                yield Redaction(
                    finding.entity_type, rule.legal_class, rule.operator, edit.placeholder, finding.start, finding.end,
                    masked_start, masked_end, finding.recognizer, finding.score, fingerprint,
                )  # fmt: skip


def _inside(finding: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the sorted spans covers the finding."""
    index = bisect.bisect_right(spans, (finding.start, sys.maxsize)) - 1
    return index >= 0 and finding.end <= spans[index][1]


def _overlap(finding: Finding, items: list[Finding]) -> bool:
    return any(item.start < finding.end and finding.start < item.end for item in items)


def canonical_value(entity_type: str, value: str) -> str:
    """Return the form that all writings of one value share.

    >>> canonical_value("PHONE_NUMBER", "+82 (0)10‑1234‑5678")
    '01012345678'
    """
    folded = normalise(value).text
    if entity_type in _NUMERIC_TYPES:
        if entity_type == "PHONE_NUMBER":
            folded = re.sub(r"^\(?\+?82\)?[\s-]*(?:\(0\)|0)?", "0", folded.translate(_HANGUL_DIGITS))
        return "".join(c for c in folded if c.isalnum() or c == "*")
    if entity_type in {"EMAIL_ADDRESS", "PERSON", "KR_PASSPORT", "VEHICLE_PLATE"}:
        folded = re.sub(r"\s+", "", folded)
    return " ".join(folded.split()).casefold()


def _plan(
    text: str, findings: Iterable[Finding], keys: Fingerprinter, known: Mapping[tuple[str, bytes], str]
) -> Iterable[_Edit]:
    """Choose each finding's placeholder in reading order: an equal value gets the number it has."""
    numbered = dict(known)
    last: collections.Counter[str] = collections.Counter()
    for (entity_type, _), placeholder in known.items():
        number = re.search(r"_([0-9]+)>$", placeholder)
        last[entity_type] = max(last[entity_type], int(number[1]) if number else 0)
    for finding in findings:
        kind = finding.entity_type
        fingerprint = keys.fingerprint(kind, canonical_value(kind, text[finding.start : finding.end]))
        if kind in PRIVATE_TYPES:
            start = label_before(text, finding.start, PRIVATE_TYPES)
            yield _Edit(start, finding.end, PRIVATE, ((finding, fingerprint),))
            continue
        if (kind, fingerprint) not in numbered:
            last[kind] += 1
            numbered[kind, fingerprint] = f"<{kind}_{last[kind]}>"
        yield _Edit(finding.start, finding.end, numbered[kind, fingerprint], ((finding, fingerprint),))


def _join_private(text: str, edits: Iterable[_Edit]) -> Iterable[_Edit]:
    """Collapse private edits with only signs between them into one; a label never reaches into the edit before."""
    previous: _Edit | None = None
    for edit in edits:
        if previous is None:
            previous = edit
            continue
        start = max(edit.start, previous.end)
        both = previous.placeholder == edit.placeholder == PRIVATE
        if both and _BETWEEN_PRIVATE.fullmatch(text, previous.end, start):
            previous = _Edit(previous.start, edit.end, PRIVATE, (*previous.findings, *edit.findings))
        else:
            yield previous
            previous = _Edit(start, edit.end, edit.placeholder, edit.findings)
    if previous is not None:
        yield previous
