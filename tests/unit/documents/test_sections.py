"""Headings are recognised in many writings, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.sections import SECTIONS, heading, split_sections


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("학력", "education"), ("학력사항", "education"), ("학 력 사 항", "education"), ("EDUCATION", "education"),
        ("Education:", "education"), ("[경력사항]", "experience"), ("【 경력 】", "experience"),
        ("■ 프로젝트", "project"), ("1. 자기소개", "introduction"), ("Ⅱ. 경력사항", "experience"),
        ("① 학력", "education"), ("## 기술 스택", "skill"), ("● 보유 기술 ●", "skill"), ("<자격증>", "certificate"),
        ("--- 어학 ---", "language"), ("다. 수상경력", "award"), ("WORK EXPERIENCE", "experience"),
        ("경력사항 (총 5년 2개월)", "experience"), ("경력 EXPERIENCE", "experience"),
        ("EXPERIENCE / 경력", "experience"), ("Skills & Tools", "skill"), ("자격증 및 면허", "certificate"),
        ("학력 및 경력", "education"), ("2) 지원동기 및 포부", "introduction"), ("성격의 장·단점", "introduction"),
        ("자 기 소 개 서", "introduction"), ("병역사항", "military"), ("가족사항", "family"),
        ("**프로젝트**", "project"), ("자격증\t취득일\t발급기관", "certificate"),
        ("학력사항\t2010.03 ~ 2014.02\t한국대학교", "education"), ("[기타 사항]", "other"), ("Ⅰ 학력", "education"),
        ("제1장 학력사항", "education"), ("경력ㆍ프로젝트", "experience"),
    ],
)  # fmt: skip
def test_a_heading_is_recognised(line: str, section: str) -> None:
    found = heading(line)
    assert found is not None
    assert found[0] == section


@pytest.mark.parametrize(
    "line",
    [
        "", "경력 5년차 개발자입니다.", "학력: 한국대학교", "기술: Python, Java", "기술\tPython, Java", "경력\t5년",
        "프로젝트 3건을 이끌었습니다", "- 자격증 취득을 도왔다", "성명\t김민수", "2019.03 ~ 2021.05",
        "Experience with Python", "Led the project team", "저의 강점은 끈기입니다.", "내용:", "회사: 경력사항",
        "<PERSON_1>", "교육\t3회",
    ],
)  # fmt: skip
def test_a_line_that_only_mentions_one_is_not_a_heading(line: str) -> None:
    assert heading(line) is None


@given(
    st.lists(st.sampled_from(["학력", "[경력]", "본문입니다.", "", "  ", "\t", "EDUCATION"]) | st.text(max_size=9)).map(
        "\n".join
    )
)
def test_sections_cover_the_text_without_a_gap(text: str) -> None:
    sections = split_sections(text)
    assert "".join(text[section.start : section.end] for section in sections) == text
    assert all(section.id in SECTIONS for section in sections)


def test_what_stands_before_the_first_heading_is_the_profile() -> None:
    assert [section.id for section in split_sections("김민수\n010-1234-5678\n\n학력\n한국대학교")] == [
        "profile",
        "education",
    ]


def test_a_text_without_headings_is_one_other_section() -> None:
    assert [section.id for section in split_sections("저는 개발자입니다.\n반갑습니다.")] == ["other"]


def test_a_heading_without_a_body_joins_the_next_of_its_kind() -> None:
    text = "자격증\n자격증\t취득일\nSQLD\t2019\n자기소개서\n지원동기\n배우고 싶습니다.\n포부\n이루겠습니다."
    assert [section.id for section in split_sections(text)] == ["certificate", "introduction", "introduction"]


def test_a_question_of_the_self_introduction_belongs_to_it() -> None:
    text = "경력\n가온페이\n[기타]\n없음\n자기소개서\n안녕하세요\n[어려움을 이겨 낸 경험]\n있습니다."
    assert [section.id for section in split_sections(text)] == ["experience", "other", "introduction", "introduction"]


def test_the_documents_own_title_opens_the_profile() -> None:
    assert [section.id for section in split_sections("경력기술서\n김민수\n경력\n가온페이")] == ["profile", "experience"]
    assert [section.id for section in split_sections("자기소개서\n저는 개발자입니다.")] == ["introduction"]
