"""A structured resume becomes labelled lines; nothing in it is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import DocumentTooLarge, EmptyDocument, InvalidRequest, InvalidText, VeilError
from service.pipeline.parsing import parse_structured
from service.pipeline.sections import split_sections

LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
)


def text_of(data: object) -> str:
    return parse_structured(data).text.reveal()  # type: ignore[arg-type]


def test_an_experience_is_rendered_with_korean_labels() -> None:
    experience = {"company": "가온페이", "position": "백엔드", "startDate": "2021.04", "description": "결제 API\n정산"}
    assert (
        text_of({"experiences": [experience]})
        == "[경력]\n회사: 가온페이\n직무: 백엔드\n기간: 2021.04 ~\n내용:\n결제 API\n정산"
    )


def test_every_section_of_the_issue_becomes_a_section_of_the_text() -> None:
    keys = ["experiences", "educations", "projects", "skills", "certificates", "languages", "awards", "military"]
    text = text_of(
        {"name": "김민수", **{key: [{"name": f"{key} 값"}] for key in keys}, "self_introduction": "안녕하세요"}
    )
    found = {section.id for section in split_sections(text)}
    sections = "profile experience education project skill certificate language award military introduction"
    assert found == set(sections.split())


def test_unknown_keys_keep_their_own_name() -> None:
    text = text_of({"희망연봉": 5000, "hobbies": {"weekend": ["climbing", "Go"]}, "skills": {"backend": ["Kotlin"]}})
    for part in ("희망연봉: 5000", "[hobbies]", "weekend: climbing, Go", "backend: Kotlin"):
        assert part in text


def test_korean_keys_and_json_resume_are_understood() -> None:
    assert text_of({"경력": [{"회사": "가온페이"}]}) == "[경력]\n회사: 가온페이"
    text = text_of({"basics": {"name": "김민수"}, "work": [{"name": "가온페이", "highlights": ["결제"]}]})
    assert text == "[인적사항]\n성명: 김민수\n\n[경력]\n회사: 가온페이\n성과: 결제"


def test_a_project_name_is_not_labelled_as_a_person() -> None:
    assert "성명" not in text_of({"projects": [{"name": "정산"}], "certificates": [{"name": "SQLD"}]})


@pytest.mark.parametrize(
    "data",
    [
        [], "text", {"experiences": "text"}, {"experiences": 3}, {"experiences": {"company": "x"}}, {"educations": [3]},
        {"skills": [["Python"]]}, {"self_introduction": 3}, {"a": object()}, {3: "x"}, {"projects": True},
    ],
)  # fmt: skip
def test_a_wrong_type_is_an_invalid_request(data: object) -> None:
    with pytest.raises(InvalidRequest):
        text_of(data)


@pytest.mark.parametrize("data", [{}, {"experiences": []}, {"name": None}, {"name": " "}, {"a": {"b": [None, ""]}}])
def test_a_resume_without_values_is_empty(data: object) -> None:
    with pytest.raises(EmptyDocument):
        text_of(data)


def test_bounds_on_depth_and_size() -> None:
    deep: object = "x"
    for _ in range(20):
        deep = [deep]
    with pytest.raises(InvalidRequest):
        text_of({"a": deep})
    with pytest.raises(DocumentTooLarge):
        text_of({"a": ["x"] * 100_000})
    with pytest.raises(DocumentTooLarge):
        text_of({"a": "x" * 1_000_000})


@pytest.mark.parametrize("data", [{"name": "김\0"}, {"a\ud800": "x"}])
def test_text_that_cannot_be_stored_is_refused(data: object) -> None:
    with pytest.raises(InvalidText):
        text_of(data)


@given(st.dictionaries(st.text(max_size=9), VALUES, max_size=6))
def test_every_value_is_in_the_text_or_the_resume_is_refused(data: dict[str, object]) -> None:
    try:
        text = text_of(data)
    except VeilError:
        return
    squeezed = "".join(text.split())
    for value in leaves(data):
        if str(value).isalnum():
            assert str(value) in squeezed


def leaves(value: object) -> list[object]:
    if isinstance(value, dict):
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None or isinstance(value, bool) else [value]
