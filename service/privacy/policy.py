"""Which types are masked, how, and why: a policy is data, versioned by its content."""

import functools
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from service.errors import InvalidPolicy

LEGAL_CLASSES = frozenset({"unique_identifier", "sensitive", "hiring_prohibited", "financial", "contact", "other"})
OPERATORS = frozenset({"placeholder", "keep"})

# Statutory classes that no policy may change, and that admit no operator but a placeholder:
# 고유식별정보 (개인정보 보호법 §24, 시행령 §19), 민감정보 (§23), and payment data.
STATUTORY: Mapping[str, str] = MappingProxyType(
    {
        "KR_RRN": "unique_identifier",
        "KR_FRN": "unique_identifier",
        "KR_PASSPORT": "unique_identifier",
        "KR_DRIVER_LICENSE": "unique_identifier",
        # Digits that only the residual check found: they may be any of the above.
        "UNCLASSIFIED_ID": "unique_identifier",
        "HEALTH": "sensitive",
        "RELIGION": "sensitive",
        "CREDIT_CARD": "financial",
        "BANK_ACCOUNT": "financial",
    }
)
PROTECTED_CLASSES = frozenset(STATUTORY.values())
# A policy that asks for more certainty than this of a protected type would keep it after all.
_HIGHEST_PROTECTED_SCORE = 0.5

ENTITY_TYPES: frozenset[str] = frozenset(
    "PERSON EMAIL_ADDRESS PHONE_NUMBER CREDIT_CARD IP_ADDRESS URL KR_RRN KR_FRN KR_PASSPORT KR_DRIVER_LICENSE KR_BRN "
    "KR_CRN ADDRESS POSTAL_CODE BANK_ACCOUNT VEHICLE_PLATE DATE_OF_BIRTH AGE GENDER NATIONALITY HEIGHT WEIGHT "
    "MARITAL_STATUS HOMETOWN FAMILY RELIGION HEALTH MILITARY_NUMBER VETERAN_NUMBER HEALTH_INSURANCE STUDENT_ID "
    "EMPLOYEE_ID "
    "CERTIFICATE_NUMBER SNS_ID UNCLASSIFIED_ID".split()
)
# Their mere presence tells a protected attribute; stored text shows all of them as <PRIVATE>.
PRIVATE_TYPES: frozenset[str] = frozenset(
    "KR_FRN NATIONALITY GENDER AGE DATE_OF_BIRTH HEIGHT WEIGHT MARITAL_STATUS HOMETOWN FAMILY RELIGION HEALTH "
    "MILITARY_NUMBER VETERAN_NUMBER".split()
)


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to one entity type."""

    operator: str
    legal_class: str
    minimum_score: float


@dataclass(frozen=True)
class Policy:
    """A rule for every entity type; the version names the content."""

    name: str
    version: str
    rules: Mapping[str, Rule]


def shipped_policies() -> list[str]:
    """Return the names of the policies that come with Veil."""
    return sorted(
        Path(entry.name).stem for entry in files("service.privacy.policies").iterdir() if entry.name.endswith(".yaml")
    )


@functools.lru_cache(maxsize=32)
def load_policy(name_or_path: str) -> Policy:
    """Load a shipped policy by name, or a file.

    Raises:
        InvalidPolicy: it can't be read, leaves a type out, or softens a protected type.
    """
    try:
        if name_or_path in shipped_policies():
            content = (files("service.privacy.policies") / f"{name_or_path}.yaml").read_text(encoding="utf-8")
        else:
            content = Path(name_or_path).read_text(encoding="utf-8")
        document = yaml.safe_load(content)
    except (OSError, ValueError, yaml.YAMLError):
        raise InvalidPolicy("The masking policy can't be read: name a shipped one, or a YAML file.") from None
    return build_policy(document)


def build_policy(document: Any) -> Policy:
    """Validate a policy document and give it its version.

    Raises:
        InvalidPolicy: with what is wrong, by entity type.
    """
    if not isinstance(document, dict) or not {"name", "rules"} <= document.keys() <= {"name", "description", "rules"}:
        raise InvalidPolicy("A masking policy holds name, description and rules, and nothing else.")
    name, entries = document["name"], document["rules"]
    if not isinstance(name, str) or not name.isidentifier() or not isinstance(entries, dict):
        raise InvalidPolicy("A masking policy needs a name of letters, digits and underscores, and a table of rules.")
    missing, unknown = sorted(ENTITY_TYPES - entries.keys()), sorted(str(key) for key in entries.keys() - ENTITY_TYPES)
    if missing or unknown:
        raise InvalidPolicy(f"The policy must name every entity type once. Missing: {missing}; unknown: {unknown}.")
    rules = {entity_type: _build_rule(entity_type, entries[entity_type]) for entity_type in sorted(entries)}
    canonical = json.dumps(
        {
            "name": name,
            "rules": {key: [r.operator, r.legal_class, f"{r.minimum_score:.4f}"] for key, r in rules.items()},
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return Policy(name, f"{name}@{digest[:12]}", MappingProxyType(rules))


def _build_rule(entity_type: str, entry: Any) -> Rule:
    if not isinstance(entry, dict) or entry.keys() != {"operator", "legal_class", "minimum_score"}:
        raise InvalidPolicy(f"{entity_type}: a rule holds operator, legal_class and minimum_score.")
    operator, legal_class, score = entry["operator"], entry["legal_class"], entry["minimum_score"]
    if operator not in OPERATORS:
        raise InvalidPolicy(f"{entity_type}: the operator must be one of {sorted(OPERATORS)}.")
    if legal_class not in LEGAL_CLASSES or legal_class != STATUTORY.get(entity_type, legal_class):
        raise InvalidPolicy(f"{entity_type}: the legal class is not one that the statute gives it.")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise InvalidPolicy(f"{entity_type}: minimum_score is a number from 0 to 1.")
    if legal_class in PROTECTED_CLASSES and (operator != "placeholder" or score > _HIGHEST_PROTECTED_SCORE):
        raise InvalidPolicy(
            f"{entity_type}: {legal_class} data must be replaced by a placeholder, at a score of 0.5 or less."
        )
    return Rule(operator, legal_class, float(score))
