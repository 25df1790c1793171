"""Sections of a resume, recognised by their headings in Korean and English."""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import regex

_TITLES: Final[dict[str, str]] = {
    "profile": (
        "인적사항 기본사항 기본정보 개인정보 개인사항 신상정보 지원자정보 프로필 연락처 profile personalinformation "
        "personaldetails personaldata contact contactinformation contacts basicinformation"
    ),
    "education": (
        "학력 학력사항 최종학력 학력정보 교육배경 학업 education educations academicbackground "
        "educationalbackground academichistory"
    ),
    "experience": (
        "경력 경력사항 경력정보 주요경력 상세경력 경력상세 경력기술서 경력기술 경력소개 업무경험 업무경력 직장경력 "
        "근무경력 근무경험 실무경험 임상경력 교직경력 인턴경험 인턴 experience experiences workexperience "
        "professionalexperience employment employmenthistory workhistory careerhistory career careers internship "
        "internships clinicalexperience"
    ),
    "project": (
        "프로젝트 주요프로젝트 프로젝트경험 프로젝트경력 프로젝트이력 수행프로젝트 개인프로젝트 사이드프로젝트 "
        "팀프로젝트 대표프로젝트 project projects keyprojects selectedprojects sideprojects personalprojects "
        "projectexperience"
    ),
    "introduction": (
        "자기소개 자기소개서 자소서 소개 간단소개 한줄소개 핵심역량 지원동기 지원동기및포부 지원동기및입사후포부 "
        "성장과정 성장배경 성격의장단점 성격및장단점 성격장단점 입사후포부 포부 장래포부 생활신조 직무역량 강점 "
        "aboutme about summary professionalsummary careersummary executivesummary introduction selfintroduction "
        "coverletter objective careerobjective personalstatement"
    ),
    "skill": (
        "기술 기술스택 보유기술 사용기술 핵심기술 주요기술 전문기술 기술역량 역량 보유역량 스킬 능력 컴퓨터활용능력 "
        "oa능력 프로그램활용능력 활용도구 사용도구 툴 skill skills technicalskills coreskills keyskills techstack "
        "techskills technologies tools corecompetencies competencies"
    ),
    "certificate": (
        "자격 자격증 자격사항 자격면허 면허 면허자격 자격증면허 보유자격 보유자격증 자격증및면허 자격및면허 "
        "면허및자격 certificate certificates certification certifications licenses license "
        "licensesandcertifications certificationsandlicenses licensescertifications"
    ),
    "language": "어학 어학능력 어학사항 어학성적 외국어 외국어능력 언어 language languages languageskills",
    "award": (
        "수상 수상경력 수상내역 수상이력 상훈 포상 award awards honors awardsandhonors honorsandawards achievements"
    ),
    "activity": (
        "활동 대외활동 주요활동 봉사활동 사회활동 동아리활동 동아리 학회활동 교내활동 기타활동 경험활동 해외경험 "
        "해외연수 activity activities extracurricularactivities volunteer volunteering volunteerexperience "
        "leadership"
    ),
    "training": (
        "교육 교육사항 교육이수 교육이력 교육수료 이수교육 연수 연수사항 직무교육 교육과정 training trainings "
        "courses coursework professionaldevelopment"
    ),
    "publication": (
        "논문 논문및특허 연구실적 학술활동 저서 특허 출판 publication publications papers patent patents research"
    ),
    "portfolio": "포트폴리오 링크 작품 portfolio links works",
    "military": "병역 병역사항 군경력 병역정보 militaryservice military",
    "family": "가족 가족사항 가족관계 family",
    "reference": "추천인 참고인 reference references referees",
}
SECTIONS: Final = (*_TITLES, "other")

_SECTION_OF: Final = {title: section for section, titles in _TITLES.items() for title in titles.split()}
# Single words that are also labels of a field or a column; in a table row they start no section.
_LABELS: Final = frozenset(
    (
        "소개 강점 포부 기술 역량 능력 스킬 툴 자격 면허 언어 외국어 수상 활동 교육 연수 논문 특허 저서 링크 작품 "
        "경력 인턴 프로젝트 연락처 최종학력 사용기술 활용도구 사용도구 skill skills project tools career contact "
        "about summary achievements research leadership license language languages award training activity "
        "certificate reference family 가족 병역 포상 학업"
    ).split()
)

_EDGE: Final = r"[\s\p{S}\p{P}]"
_NUMBER: Final = regex.compile(
    r"^(?:제?\s?\d{1,2}\s?[장절]?\s?[.):]?(?!\d)|[IVX]{1,4}[.)]|[\u2160-\u217f\u2460-\u2473][.)]?|[가-하][.)])(?=\s*\p{L})"
)
_TAIL: Final = regex.compile(r"\([^()]*\)\s*$|\[[^\[\]]*\]\s*$")
_BRACKETED: Final = regex.compile(r"^(?:\[[^\[\]\n]{1,30}\]|【[^】\n]{1,30}】|#{1,6}\s+\S.{0,60})$")
_PARTS: Final = regex.compile(r"\s*[/|·&,+ㆍ∙()\[\]]\s*|\s+및\s+|\s+and\s+", regex.IGNORECASE)
_BILINGUAL: Final = regex.compile(
    r"^([가-힣\s]+?)\s*([A-Za-z][A-Za-z\s&]*)$|^([A-Za-z][A-Za-z\s&]*?)\s*([가-힣][가-힣\s]*)$"
)
_LONGEST_HEADING: Final = 60
# What a whole document may be called; a name and a phone follow, unless it goes on for longer.
_DOCUMENT_TITLES: Final = frozenset(
    {"경력기술서", "자기소개서", "자소서", "경력소개", "포트폴리오", "portfolio", "coverletter"}
)
_SHORT_PROFILE: Final = 200


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a text, from its heading to the next one; offsets are code points."""

    id: str
    title: str
    start: int
    end: int


def split_sections(text: str) -> list[Section]:
    """Split a text at its headings; the sections cover it without a gap.

    What stands before the first heading is the profile. A text without headings is one section
    ``other``.
    """
    heads: list[tuple[int, str, str]] = []
    position = 0
    for line in text.splitlines(keepends=True):
        found = heading(line)
        if found is not None:
            heads.append((position, *found))
        position += len(line)
    if not heads:
        return [Section("other", "", 0, len(text))] if text else []
    if text[: heads[0][0]].strip():
        heads.insert(0, (0, "profile", ""))
    sections = [
        Section(section, title, start, end)
        for (start, section, title), (end, *_) in pairwise([*heads, (len(text), "", "")])
    ]
    return _settle(text, [replace(sections[0], start=0), *sections[1:]])


def _settle(text: str, sections: list[Section]) -> list[Section]:
    """Correct what only the neighbours show.

    The document's own title opens the profile; an unknown heading inside the self-introduction is one
    of its questions; a heading without a body opens the next section when that is of the same kind.
    """
    settled: list[Section] = []
    for section in sections:
        current = section
        if not settled and len(sections) > 1 and (section.id == "other" or _is_document_title(section)):
            current = replace(section, id="profile")
        elif settled and section.id == "other" and settled[-1].id == "introduction":
            current = replace(section, id="introduction")
        if settled and settled[-1].id == current.id and not _has_body(text, settled[-1]):
            current = replace(current, title=settled[-1].title, start=settled.pop().start)
        settled.append(current)
    return settled


def _is_document_title(section: Section) -> bool:
    return _fold(section.title) in _DOCUMENT_TITLES and section.end - section.start < _SHORT_PROFILE


def _has_body(text: str, section: Section) -> bool:
    return "\n" in text[section.start : section.end].strip()


def heading(line: str) -> tuple[str, str] | None:
    """Return the section id and the title when a line is a heading.

    >>> heading("■ 경력사항 (총 5년)"), heading("EDUCATION"), heading("경력 5년차 개발자입니다.")
    (('experience', '경력사항 (총 5년)'), ('education', 'EDUCATION'), None)
    """
    line = line.strip()
    cell, tab, _ = line.partition("\t")
    if 0 < len(line) <= _LONGEST_HEADING:
        title = _bare(line)
        section = _section_of(title)
        if section is not None:
            return section, title
        if title and not tab and _BRACKETED.match(line):
            return "other", title
    if tab and len(cell) <= _LONGEST_HEADING:
        title = _bare(cell)
        section = _section_of(title)
        if section is not None and _fold(title) not in _LABELS:
            return section, title
    return None


def _bare(line: str) -> str:
    """Strip a heading's ornaments and its number."""
    line = regex.sub(rf"^{_EDGE}+|[\s\-–—_=~*#:：|>\]】》〉」』]+$", "", line)
    return regex.sub(rf"^{_EDGE}+", "", _NUMBER.sub("", line))


def _section_of(title: str) -> str | None:
    folded = _fold(title)
    if folded in _SECTION_OF:
        return _SECTION_OF[folded]
    shorter = _TAIL.sub("", title)
    if shorter and shorter != title:
        return _section_of(shorter)
    if match := _BILINGUAL.match(title):
        parts = [part for part in match.groups() if part]
    else:
        parts = [part for part in _PARTS.split(title) if part]
    sections = [_SECTION_OF.get(_fold(part)) for part in parts]
    return sections[0] if len(sections) > 1 and all(sections) else None


def _fold(title: str) -> str:
    return regex.sub(r"[\s\p{P}\p{S}]+", "", title).lower()
