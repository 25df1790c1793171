"""A policy is data: every type is named, protected ones can't be softened, and the version is the content's."""

import copy
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
import yaml

from service.errors import InvalidPolicy
from service.privacy.detector import Finding, KiwiDetector
from service.privacy.masking import Masker
from service.privacy.policy import (
    CAREER_TYPES,
    ENTITY_TYPES,
    OPERATORS,
    STATUTORY,
    build_policy,
    load_policy,
    shipped_policies,
)
from service.privacy.recognizers import RECOGNIZERS
from service.settings import Settings
from service.text import RawText
from service.wiring import Services


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


def test_the_strict_policy_takes_weaker_evidence() -> None:
    class _Doubtful:
        version = "doubtful"

        def find(self, text: RawText, career_types: Collection[str] = ()) -> list[Finding]:
            return [Finding("PERSON", 0, 3, 0.4, "a guess")]

    text = RawText("류병권 검토")
    assert Masker(_Doubtful(), load_policy("default")).mask(text).redactions == ()
    assert Masker(_Doubtful(), load_policy("strict")).mask(text).counts == {"PERSON": 1}


def test_an_api_caller_names_shipped_policies_and_the_configured_one_only(
    detector: KiwiDetector, tmp_path: Path
) -> None:
    path = _file(tmp_path, {"name": "mine", "extends": "strict", "rules": {}})
    services = Services(Settings(policy=str(path), _env_file=None), None)  # type: ignore[call-arg, arg-type]
    services.masker = Masker(detector, load_policy(str(path)))
    assert services.masker_under(None) is services.masker_under("mine") is services.masker
    assert services.masker_under("interview").policy == load_policy("interview")
    for name in (str(path), "nobodys", "../interview"):
        with pytest.raises(InvalidPolicy):
            services.masker_under(name)


def _file(folder: Path, document: dict[str, Any]) -> Path:
    path = folder / "policy.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    return path


def test_a_policy_can_extend_a_shipped_one_and_lists_what_differs() -> None:
    policy = build_policy({"name": "mine", "extends": "strict", "rules": {"EMAIL_ADDRESS": {"operator": "hash"}}})
    strict = load_policy("strict").rules
    assert {kind for kind, rule in policy.rules.items() if rule != strict[kind]} == {"EMAIL_ADDRESS"}
    assert policy.rules["EMAIL_ADDRESS"].minimum_score == strict["EMAIL_ADDRESS"].minimum_score


def test_the_version_names_what_is_extended_too() -> None:
    versions = {build_policy({"name": "mine", "extends": base, "rules": {}}).version for base in shipped_policies()}
    assert len(versions) == len(shipped_policies())


def test_a_score_of_the_whole_policy_yields_to_a_rules_own() -> None:
    document = {"name": "mine", "extends": "default", "minimum_score": 0.2, "rules": {"URL": {"minimum_score": 0.7}}}
    rules = build_policy(document).rules
    assert (rules["URL"].minimum_score, rules["PERSON"].minimum_score) == (0.7, 0.2)


@pytest.mark.parametrize("extends", ["nobodys", "/etc/passwd", 1, ["default"]])
def test_only_a_shipped_policy_can_be_extended(extends: object) -> None:
    with pytest.raises(InvalidPolicy):
        build_policy({"name": "mine", "extends": extends, "rules": {}})


@pytest.mark.parametrize("operator", sorted(OPERATORS))
@pytest.mark.parametrize("entity_type", sorted(ENTITY_TYPES))
def test_an_operator_is_accepted_for_the_types_that_it_is_defined_for(entity_type: str, operator: str) -> None:
    document = {"name": "mine", "extends": "default", "rules": {entity_type: {"operator": operator}}}
    if entity_type in OPERATORS[operator]:
        assert build_policy(document).rules[entity_type].operator == operator
    else:
        with pytest.raises(InvalidPolicy, match=entity_type):
            build_policy(document)


@pytest.mark.parametrize("operator", sorted(OPERATORS.keys() - {"placeholder"}))
@pytest.mark.parametrize("entity_type", sorted(STATUTORY))
def test_protected_types_have_a_placeholder_and_no_other_operator(entity_type: str, operator: str) -> None:
    with pytest.raises(InvalidPolicy, match="placeholder"):
        build_policy({"name": "mine", "extends": "default", "rules": {entity_type: {"operator": operator}}})


def test_an_account_may_not_stay_where_addresses_of_the_web_are_coarsened() -> None:
    rules = {"URL": {"operator": "coarsen"}, "SNS_ID": {"operator": "keep"}}
    with pytest.raises(InvalidPolicy, match="SNS_ID"):
        build_policy({"name": "mine", "extends": "default", "rules": rules})


def test_a_key_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("name: mine\nextends: default\nrules:\n  URL: {operator: keep}\n  URL: {operator: hash}\n", "utf-8")
    with pytest.raises(InvalidPolicy):
        load_policy(str(path))


def test_a_file_may_not_take_a_shipped_policys_name(tmp_path: Path) -> None:
    with pytest.raises(InvalidPolicy):
        load_policy(str(_file(tmp_path, {"name": "default", "extends": "interview", "rules": {}})))
