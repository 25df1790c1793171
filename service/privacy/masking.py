"""Changing what was found: stable placeholders through Presidio's anonymizer, then a last crude look."""

import bisect
import collections
import hmac
import re
import secrets
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from presidio_anonymizer import AnonymizerEngine, OperatorConfig
from presidio_anonymizer.entities import RecognizerResult
from presidio_anonymizer.operators import Operator, OperatorType

from service.errors import DetectorUnavailable, InvalidText, Quarantined, QueryOnlyPersonalData
from service.privacy.coarsening import split_url
from service.privacy.detector import Detector, Finding
from service.privacy.operators import LOOKALIKE, MARK
from service.privacy.policy import Policy
from service.privacy.propagation import propagate
from service.privacy.refusals import refusing
from service.privacy.replacement import Edit, Fingerprinter, KnownMark, plan_edits
from service.privacy.residual import find_residue
from service.privacy.spans import disjoin, repeats, without
from service.text import MaskedText, RawText, is_storable

_PARTICLES = re.compile(
    r"(?:님|씨)?(?:에게서|에게|한테|께서는|께서|께|이랑|랑|으로|로|에서|에|과|와|은|는|이|가|을|를|의|도|만)?(?![가-힣])"
)


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


# What may name a person in the name of a project.
_NAMING_TYPES = frozenset({"PERSON", "EMAIL_ADDRESS", "SNS_ID"})
_LATIN_NAME = re.compile(r"[A-Za-z0-9]{3,}")
# A number of ours, of a resume with thousands of values.
_MOST_DIGITS = 4
# Presidio compares each result with every other, and copies the text for each: pieces keep that small.
_TOGETHER = 200


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

    def under(self, policy: Policy) -> "Masker":
        """Return a masker under another policy, with the same detector."""
        return Masker(self._detector, policy)

    @refusing("masking")
    def find(self, raw: RawText | MaskedText) -> Findings:
        """Analyse a text: the slow part, without keys or a database.

        In a masked text (to mask again what is stored, under another policy) Veil's own marks are left alone.

        Raises:
            InvalidText: NUL or lone surrogates.
            Quarantined: the text can't be analysed safely.
            DetectorUnavailable: the detector failed.
        """
        text = _read(raw)
        if not is_storable(text):
            raise InvalidText
        with refusing("detector"):
            claims = self._detect(RawText(text))
        ours = [match.span() for match in (MARK if isinstance(raw, MaskedText) else LOOKALIKE).finditer(text)]
        claims = [claim for claim in claims if self._counts(claim) and not _inside(claim, ours)]
        if isinstance(raw, RawText):
            claims += _numbers_in_lookalikes(text)
        masked = list(self._narrow([claim for claim in claims if not self._kept(claim.entity_type)], text))
        items = disjoin([*masked, *propagate(masked, text), *repeats(disjoin(masked, text), text)], text)
        if isinstance(raw, MaskedText):
            items = without(items, ours, text)
        kept = [(c.start, c.end) for c in claims if self._kept(c.entity_type) and not _overlap(c, items)]
        return Findings(tuple(items), len(text), tuple(kept))

    @refusing("masking")
    def apply(
        self,
        raw: RawText | MaskedText,
        findings: Findings,
        keys: Fingerprinter,
        known: Iterable[KnownMark] = (),
    ) -> MaskedDocument:
        """Replace what was found: the fast part.

        Args:
            raw: the text that ``findings`` came from.
            findings: what :meth:`find` returned for it.
            keys: the resume's key.
            known: the marks already used in this resume.

        Raises:
            Quarantined: something that looks like personal data survived over-masking.
        """
        text = _read(raw)
        if len(text) != findings.length:
            raise Quarantined(reason="findings_of_another_text")
        if isinstance(raw, RawText):
            # Escaping replaces one code point by one, so offsets stay.
            text = LOOKALIKE.sub(r"‹\1›", text)
        known = tuple(known)
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

    def mask(self, raw: RawText | MaskedText) -> MaskedDocument:
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
            if not redaction.placeholder.startswith("<"):
                continue  # coarsened: 서울 can be searched for
            kept.append(masked[done : redaction.masked_start])
            particle = _PARTICLES.match(masked, redaction.masked_end)
            done = redaction.masked_end if particle is None else particle.end()
        kept.append(masked[done:])
        query = re.sub(r"\s+", " ", " ".join(kept)).strip()
        if document.redactions and not any(character.isalnum() for character in query):
            raise QueryOnlyPersonalData
        return MaskedText(query)

    def _detect(self, raw: RawText) -> list[Finding]:
        wanted = self.policy.career_types
        return self._detector.find(raw, wanted) if wanted else self._detector.find(raw)

    def _narrow(self, claims: list[Finding], text: str) -> Iterator[Finding]:
        """Yield the claims, where the policy coarsens addresses of the web only the parts that must not stay."""
        if self.policy.rules["URL"].operator != "coarsen":
            yield from claims
            return
        names = {
            name.lower()
            for claim in claims
            if claim.entity_type in _NAMING_TYPES
            for name in _LATIN_NAME.findall(text[claim.start : claim.end].partition("@")[0])
        }
        for claim in claims:
            parts = split_url(text[claim.start : claim.end], names) if claim.entity_type == "URL" else None
            if parts is None:
                yield claim
            for part in parts or ():
                yield replace(
                    claim, entity_type=part.entity_type, start=claim.start + part.start, end=claim.start + part.end
                )

    def _counts(self, finding: Finding) -> bool:
        rule = self.policy.rules.get(finding.entity_type)
        if rule is None:
            raise DetectorUnavailable(part="policy", entity_type=finding.entity_type)
        return finding.score >= rule.minimum_score

    def _kept(self, entity_type: str) -> bool:
        return self.policy.rules[entity_type].operator == "keep"

    def _replace(
        self, text: str, findings: Iterable[Finding], keys: Fingerprinter, known: Iterable[KnownMark]
    ) -> tuple[str, list[tuple[Edit, int, int]]]:
        """Return the masked text, and each edit with its place in it."""
        edits = plan_edits(text, findings, self.policy, keys, known)
        pieces: list[str] = []
        placed: list[tuple[Edit, int, int]] = []
        done = length = 0
        for first in range(0, len(edits), _TOGETHER):
            some = edits[first : first + _TOGETHER]
            masked, places = self._anonymize(text[done : some[-1].end], done, some)
            placed += [(edit, start + length, end + length) for edit, (start, end) in zip(some, places, strict=True)]
            pieces.append(masked)
            done, length = some[-1].end, length + len(masked)
        return "".join([*pieces, text[done:]]), placed

    @refusing("anonymizer")
    def _anonymize(self, text: str, begin: int, edits: list[Edit]) -> tuple[str, list[tuple[int, int]]]:
        """Replace in a piece of the text that begins at ``begin``; return it, and each mark's place in it."""
        # Presidio picks an operator's parameters by entity type, so the type carries the placeholder.
        results = [
            RecognizerResult(f"{index} {edit.mark}", edit.start - begin, edit.end - begin, 1.0)
            for index, edit in enumerate(edits)
        ]
        operator = {"DEFAULT": OperatorConfig("placeholder")}
        outcome = self._anonymizer.anonymize(text, results, operator, merge_entities_with_spaces=False)
        places = sorted((item.start, item.end) for item in outcome.items)
        if len(places) != len(edits):
            raise DetectorUnavailable(part="anonymizer")
        return outcome.text, places

    def _residue(self, masked: str, edits: list[tuple[Edit, int, int]], findings: Findings) -> list[Finding]:
        """Return what still looks personal in the masked text, as findings on the raw text."""
        places = _Places(edits)
        found = []
        for residue in find_residue(masked):
            start, end = places.raw_start(residue.start), places.raw_end(residue.end)
            finding = Finding(residue.entity_type, start, end, 1.0, "residual")
            if not self._kept(finding.entity_type) and not _inside(finding, findings.kept):
                found.append(finding)
        return found

    def _redactions(self, edits: list[tuple[Edit, int, int]]) -> Iterable[Redaction]:
        for edit, masked_start, masked_end in edits:
            for finding, fingerprint in edit.findings:
                rule = self.policy.rules[finding.entity_type]
                yield Redaction(
                    finding.entity_type, rule.legal_class, edit.operator, edit.mark, finding.start, finding.end,
                    masked_start, masked_end, finding.recognizer, finding.score, fingerprint,
                )  # fmt: skip


class _Places:
    """Leads from the masked text back to the raw one; inside a mark lies the whole of what it replaced."""

    def __init__(self, edits: list[tuple[Edit, int, int]]) -> None:
        self._edits = edits
        self._starts = [start for _, start, _ in edits]

    def raw_start(self, place: int) -> int:
        """Return where in the raw text a stretch begins that begins here in the masked one."""
        index = bisect.bisect_right(self._starts, place) - 1
        if index < 0:
            return place
        edit, _, end = self._edits[index]
        return edit.start if place < end else edit.end + place - end

    def raw_end(self, place: int) -> int:
        """Return where in the raw text a stretch ends that ends here in the masked one."""
        index = bisect.bisect_left(self._starts, place) - 1
        if index < 0:
            return place
        edit, _, end = self._edits[index]
        return edit.end if place <= end else edit.end + place - end


def _read(text: RawText | MaskedText) -> str:
    return text.reveal() if isinstance(text, RawText) else text.value


def _numbers_in_lookalikes(text: str) -> Iterator[Finding]:
    """Yield what an escaped look-alike would otherwise carry past the recognisers: ``<STUDENT_ID#20123456>``."""
    for match in LOOKALIKE.finditer(text):
        for group in ("number", "kind_number", "hash"):
            if match[group] and sum(map(str.isdigit, match[group])) > _MOST_DIGITS:
                yield Finding("UNCLASSIFIED_ID", *match.span(group), 1.0, "lookalike")


def _inside(finding: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the sorted spans covers the finding."""
    index = bisect.bisect_right(spans, (finding.start, sys.maxsize)) - 1
    return index >= 0 and finding.end <= spans[index][1]


def _overlap(finding: Finding, items: list[Finding]) -> bool:
    """Whether one of the sorted, disjoint items overlaps the finding."""
    index = bisect.bisect_right(items, finding.start, key=lambda item: item.end)
    return index < len(items) and items[index].start < finding.end
