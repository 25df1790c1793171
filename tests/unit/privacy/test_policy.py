"""A policy is data: every type is named, protected ones can't be softened, and the version is the content's."""

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.errors import InvalidPolicy
from service.privacy.detector import KiwiDetector
from service.privacy.masking import Masker
from service.privacy.policy import CAREER_TYPES, ENTITY_TYPES, STATUTORY, build_policy, load_policy, shipped_policies
from service.privacy.recognizers import RECOGNIZERS
from service.text import RawText


def _document(name: str = "default") -> dict[str, Any]:
    path = Path(__file__).parents[3] / "service" / "privacy" / "policies" / f"{name}.yaml"
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


def test_three_policies_ship() -> None:
    assert shipped_policies() == ["default", "interview", "strict"]


def test_the_default_policy_masks_every_type() -> None:
    rules = load_policy("default").rules
    assert {kind for kind, rule in rules.items() if rule.operator != "placeholder"} == CAREER_TYPES
    assert {rules[kind].operator for kind in CAREER_TYPES} == {"keep"}


def test_every_recogniser_finds_only_types_that_policies_know() -> None:
    assert {entity for kind in RECOGNIZERS for entity in kind.ENTITIES} | {"UNCLASSIFIED_ID"} == ENTITY_TYPES


def test_the_version_names_the_content() -> None:
    document = _document()
    assert build_policy(document) == build_policy(copy.deepcopy(document))
    document["rules"]["URL"]["operator"] = "keep"
    changed = build_policy(document)
    assert changed.version != load_policy("default").version
    assert changed.version.startswith("default@")


def test_a_description_does_not_change_the_version() -> None:
    document = _document()
    document["description"] = "other words"
    assert build_policy(document).version == load_policy("default").version


@pytest.mark.parametrize("entity_type", sorted(STATUTORY))
@pytest.mark.parametrize(
    "change",
    [
        {"operator": "keep"},
        {"minimum_score": 0.9},
        {"legal_class": "other"},
        {"operator": "keep", "legal_class": "other"},
    ],
)
def test_a_protected_type_cannot_be_softened(entity_type: str, change: dict[str, Any]) -> None:
    document = _document()
    document["rules"][entity_type].update(change)
    with pytest.raises(InvalidPolicy):
        build_policy(document)


@pytest.mark.parametrize(
    "break_it",
    [
        lambda d: d["rules"].pop("URL"),
        lambda d: d["rules"].update(NEW={"operator": "keep", "legal_class": "other", "minimum_score": 0.5}),
        lambda d: d["rules"]["URL"].update(operator="encrypt"),
        lambda d: d["rules"]["URL"].update(minimum_score=True),
        lambda d: d["rules"]["URL"].update(minimum_score=2),
        lambda d: d["rules"]["URL"].update(extra=1),
        lambda d: d["rules"].update(URL="keep"),
        lambda d: d.pop("name"),
        lambda d: d.update(name="no spaces allowed"),
        lambda d: d.update(rules=[]),
        lambda d: d.update(other=1),
    ],
)
def test_a_malformed_policy_is_refused(break_it: Any) -> None:
    document = _document()
    break_it(document)
    with pytest.raises(InvalidPolicy):
        build_policy(document)


@pytest.mark.parametrize("content", ["", "[]", "a: [", "!!python/object:os.system x", "\x00"])
def test_a_file_that_is_no_policy_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidPolicy):
        load_policy(str(path))


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(InvalidPolicy):
        load_policy("/nowhere/policy.yaml")


def test_keep_keeps_and_minimum_score_decides(detector: KiwiDetector) -> None:
    text = RawText("법인등록번호 110111-1234567, 성명: 홍길동")
    assert "<KR_CRN_1>" in Masker(detector, load_policy("default")).mask(text).text.value
    kept = Masker(detector, load_policy("interview")).mask(text).text.value
    assert "<PERSON_1>" in kept
    assert "110111-1234567" in kept


def test_the_strict_policy_takes_weaker_evidence(detector: KiwiDetector) -> None:
    text = RawText("추천은 류병권 검토")
    assert Masker(detector, load_policy("default")).mask(text).redactions == ()
    assert Masker(detector, load_policy("strict")).mask(text).counts == {"PERSON": 1}
