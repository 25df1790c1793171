"""Which types are changed, how, and why: a policy is data, versioned by its content."""

import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from service.errors import InvalidPolicy

LEGAL_CLASSES = frozenset({"unique_identifier", "sensitive", "hiring_prohibited", "financial", "contact", "other"})

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

# What a career is made of rather than who the person is: searched for only where a policy changes them.
CAREER_TYPES: frozenset[str] = frozenset({"ORGANIZATION", "SCHOOL", "DATE"})
ENTITY_TYPES: frozenset[str] = CAREER_TYPES | frozenset(
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

_FREE = ENTITY_TYPES - STATUTORY.keys()
#: The types that each operator is defined for. Protected types have a placeholder and nothing else.
OPERATORS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "placeholder": ENTITY_TYPES,
        "keep": _FREE,
        # A hash shows its type, and equal values: neither may be seen of a protected attribute.
        "hash": _FREE - PRIVATE_TYPES - {"DATE"},
        # Values whose separators are a format. A name's or an address's would be a part of it.
        "mask": frozenset(
            "PHONE_NUMBER EMAIL_ADDRESS IP_ADDRESS POSTAL_CODE VEHICLE_PLATE KR_BRN KR_CRN STUDENT_ID EMPLOYEE_ID "
            "CERTIFICATE_NUMBER HEALTH_INSURANCE SNS_ID".split()
        ),
        "coarsen": frozenset({"ADDRESS", "URL", "DATE_OF_BIRTH", "AGE"}) | CAREER_TYPES,
    }
)
# The name begins the version, which events hold only in this form.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_KEYS = frozenset({"name", "description", "extends", "minimum_score", "rules"})
_RULE_KEYS = frozenset({"operator", "legal_class", "minimum_score"})


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
    description: str = ""

    @property
    def career_types(self) -> frozenset[str]:
        """The types that are searched for because this policy changes them."""
        return frozenset(kind for kind in CAREER_TYPES if self.rules[kind].operator != "keep")


def shipped_policies() -> list[str]:
    """Return the names of the policies that come with Veil."""
    return sorted(
        Path(entry.name).stem for entry in files("service.privacy.policies").iterdir() if entry.name.endswith(".yaml")
    )


@functools.lru_cache(maxsize=32)
def load_policy(name_or_path: str) -> Policy:
    """Load a shipped policy by name, or a file.

    Raises:
        InvalidPolicy: it can't be read, leaves a type out, softens a protected type, or has a shipped policy's name.
    """
    try:
        if name_or_path in shipped_policies():
            content = (files("service.privacy.policies") / f"{name_or_path}.yaml").read_text(encoding="utf-8")
        else:
            content = Path(name_or_path).read_text(encoding="utf-8")
        document = yaml.load(content, _Loader)  # noqa: S506 - a SafeLoader that refuses a key given twice
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        raise InvalidPolicy(
            f"The masking policy can't be read. Name a shipped one ({', '.join(shipped_policies())}), "
            f"or a YAML file whose keys occur once each."
        ) from None
    policy = build_policy(document)
    if policy.name in shipped_policies() and policy.name != name_or_path:
        raise InvalidPolicy("A policy of your own needs a name of its own: the version on each event begins with it.")
    return policy


class _Loader(yaml.SafeLoader):
    """YAML where a key that is given twice is an error: the second rule would win unseen."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        found = super().construct_mapping(node, deep)
        if len(found) != len(node.value):
            raise yaml.YAMLError
        return found


def build_policy(document: Any) -> Policy:
    """Validate a policy document, add what it extends, and give it its version.

    Raises:
        InvalidPolicy: with what is wrong, by entity type, and what to do.
    """
    if not isinstance(document, dict) or not {"name", "rules"} <= document.keys() <= _KEYS:
        raise InvalidPolicy(
            "A masking policy holds name and rules; description, extends and minimum_score too where wanted; "
            "and nothing else."
        )
    name, entries = document["name"], document["rules"]
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not isinstance(entries, dict):
        raise InvalidPolicy(
            "A masking policy needs a name (a letter, then letters, digits or underscores: 40 at most) "
            "and a table of rules."
        )
    base = _base(document.get("extends"))
    unknown = sorted(str(key) for key in entries.keys() - ENTITY_TYPES)
    missing = sorted(ENTITY_TYPES - entries.keys() - base.keys())
    if missing or unknown:
        raise InvalidPolicy(
            f"The policy must name every entity type once, or extend a shipped policy. "
            f"Missing: {missing}; unknown: {unknown}."
        )
    own = {} if "minimum_score" not in document else {"minimum_score": document["minimum_score"]}
    rules = {
        entity_type: _build_rule(entity_type, base.get(entity_type, {}) | own, entries.get(entity_type, {}))
        for entity_type in sorted(ENTITY_TYPES)
    }
    if rules["URL"].operator == "coarsen" and rules["SNS_ID"].operator not in {"placeholder", "hash", "mask"}:
        raise InvalidPolicy("URL: coarsen leaves the account to SNS_ID's rule. Give SNS_ID a placeholder or a hash.")
    return Policy(name, _version(name, rules), MappingProxyType(rules), str(document.get("description") or "").strip())


def _base(extends: object) -> dict[str, dict[str, object]]:
    """Return the rules of the shipped policy that is extended."""
    if extends is None:
        return {}
    if extends not in shipped_policies():
        raise InvalidPolicy(f"extends: name a shipped policy ({', '.join(shipped_policies())}), or leave it out.")
    return {
        entity_type: {
            "operator": rule.operator,
            "legal_class": rule.legal_class,
            "minimum_score": rule.minimum_score,
        }
        for entity_type, rule in load_policy(str(extends)).rules.items()
    }


def _version(name: str, rules: Mapping[str, Rule]) -> str:
    """Return the name and a hash of every rule, whether it was written or extended."""
    canonical = json.dumps(
        {
            "name": name,
            "rules": {key: [r.operator, r.legal_class, f"{r.minimum_score:.4f}"] for key, r in rules.items()},
        },
        sort_keys=True,
        separators=(",", ":"),
    )
    return f"{name}@{hashlib.sha256(canonical.encode()).hexdigest()[:12]}"


def _build_rule(entity_type: str, base: dict[str, object], entry: Any) -> Rule:
    if not isinstance(entry, dict) or not entry.keys() <= _RULE_KEYS or (base | entry).keys() != _RULE_KEYS:
        raise InvalidPolicy(f"{entity_type}: a rule holds operator, legal_class and minimum_score.")
    merged: dict[str, Any] = base | entry
    operator, legal_class, score = merged["operator"], merged["legal_class"], merged["minimum_score"]
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise InvalidPolicy(f"{entity_type}: the operator must be one of {sorted(OPERATORS)}.")
    if (
        not isinstance(legal_class, str)
        or legal_class not in LEGAL_CLASSES
        or legal_class != STATUTORY.get(entity_type, legal_class)
    ):
        raise InvalidPolicy(f"{entity_type}: the legal class is not one that the statute gives it.")
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= 1:
        raise InvalidPolicy(f"{entity_type}: minimum_score is a number from 0 to 1.")
    if legal_class in PROTECTED_CLASSES and (operator != "placeholder" or score > _HIGHEST_PROTECTED_SCORE):
        raise InvalidPolicy(
            f"{entity_type}: {legal_class} data must be replaced by a placeholder, at a score of 0.5 or less."
        )
    if entity_type not in OPERATORS[operator]:
        defined = sorted(name for name, types in OPERATORS.items() if entity_type in types)
        raise InvalidPolicy(f"{entity_type}: {operator} is not defined for it. Use one of {defined}.")
    return Rule(operator, legal_class, float(score))
