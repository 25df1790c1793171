"""A structured resume rendered as text with Korean labels; nothing in it is lost."""

from collections.abc import Iterator, Mapping
from typing import Final

import regex

from service.errors import DocumentTooLarge, InvalidRequest
from service.pipeline.parsing.document import MAX_CHARACTERS, ParsedDocument, finish, refuse_unstorable

MAX_DEPTH: Final = 8
MAX_VALUES: Final = 20_000
# Longer list items go on a line of their own.
_SHORT: Final = 40

# Sections in the order in which they are rendered; other spellings of a key follow it.
_SECTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "profile": ("인적사항", ("basics", "personal", "personal_info", "basic_info", "인적사항", "기본정보")),
    "summary": ("소개", ("headline", "objective", "about")),
    "educations": ("학력", ("education", "학력", "학력사항")),
    "experiences": ("경력", ("experience", "work", "careers", "career", "경력", "경력사항")),
    "projects": ("프로젝트", ("project", "프로젝트")),
    "skills": ("기술", ("skill", "tech_stack", "기술", "기술스택", "보유기술")),
    "certificates": ("자격증", ("certificate", "certifications", "licenses", "자격증", "자격")),
    "languages": ("어학", ("language", "어학")),
    "awards": ("수상", ("award", "수상", "수상경력")),
    "activities": ("활동", ("activity", "volunteer", "volunteers", "대외활동", "활동")),
    "trainings": ("교육", ("training", "courses", "교육", "교육이수")),
    "publications": ("논문", ("publication", "papers", "논문")),
    "patents": ("특허", ("patent", "특허")),
    "military": ("병역", ("military_service", "병역", "병역사항")),
    "family": ("가족사항", ("가족", "가족사항")),
    "references": ("추천인", ("추천인",)),
    "self_introduction": ("자기소개", ("self_introductions", "introduction", "cover_letter", "자기소개", "자기소개서")),
}
_SECTION_OF: Final = {alias: key for key, (_, aliases) in _SECTIONS.items() for alias in (key, *aliases)}

_LABELS: Final[dict[str, str]] = {
    # who
    "name": "성명", "full_name": "성명", "korean_name": "성명", "english_name": "영문 성명", "email": "이메일",
    "phone": "전화번호", "phone_number": "전화번호", "mobile": "휴대전화", "address": "주소",
    "postal_code": "우편번호", "birth_date": "생년월일", "birthday": "생년월일", "date_of_birth": "생년월일",
    "age": "나이", "gender": "성별", "nationality": "국적", "rrn": "주민등록번호",
    "resident_registration_number": "주민등록번호", "passport_number": "여권번호", "driver_license": "운전면허번호",
    "bank_account": "계좌번호", "marital_status": "혼인 여부", "hometown": "출신지", "religion": "종교",
    "height": "신장", "weight": "체중", "veteran": "보훈", "disability": "장애", "github": "GitHub", "blog": "블로그",
    "url": "링크", "link": "링크", "website": "웹사이트", "sns": "SNS",
    # where, when and what
    "company": "회사", "company_name": "회사", "employer": "회사", "position": "직무", "role": "직무", "job": "직무",
    "job_title": "직무", "department": "부서", "rank": "직급", "team": "팀", "period": "기간", "description": "내용",
    "content": "내용", "details": "내용", "summary": "내용", "responsibilities": "담당 업무", "tasks": "담당 업무",
    "achievements": "성과", "highlights": "성과", "results": "성과", "technologies": "기술", "tech_stack": "기술",
    "skills": "기술", "keywords": "키워드", "reason_for_leaving": "퇴사 사유", "salary": "연봉", "location": "근무지",
    "school": "학교", "school_name": "학교", "institution": "학교", "major": "전공", "area": "전공", "minor": "부전공",
    "degree": "학위", "study_type": "학위", "gpa": "학점", "score": "점수", "student_id": "학번", "thesis": "논문",
    "status": "상태", "title": "제목", "project_name": "프로젝트", "client": "고객사", "team_size": "인원",
    "level": "수준", "proficiency": "수준", "fluency": "수준", "issuer": "발급기관", "organization": "기관",
    "authority": "발급기관", "date": "날짜", "acquired_at": "취득일", "issued_at": "취득일", "number": "번호",
    "certificate_number": "자격번호", "language": "언어", "test": "시험", "grade": "등급", "branch": "군별",
    "service": "복무", "discharge": "전역 구분", "military_number": "군번", "relation": "관계", "relationship": "관계",
    "question": "질문", "answer": "답변", "employee_id": "사번", "awarder": "수여기관", "publisher": "발행처",
}  # fmt: skip
_STARTS: Final = ("start_date", "started_at", "start", "from")
_ENDS: Final = ("end_date", "ended_at", "end", "to")
# Within these sections `name` is not a person's.
_NAME_IN: Final = {
    "projects": "프로젝트", "skills": "기술", "certificates": "자격증", "languages": "언어", "awards": "수상명",
    "experiences": "회사", "educations": "학교", "publications": "제목", "patents": "제목", "trainings": "과정",
    "activities": "활동",
}  # fmt: skip
# Sections that may also be a single text or object, not only a list.
_SINGLE: Final = frozenset({"profile", "summary", "military", "self_introduction"})


def parse_structured(data: Mapping[str, object]) -> ParsedDocument:
    """Render a structured resume as text: a heading per section, ``label: value`` lines per entry.

    Keys may be English (snake or camel case; JSON Resume's too) or Korean. Unknown keys keep their
    own name as the label. Top-level single values form the profile.

    Raises:
        InvalidRequest: a section or a value has a wrong type, or the nesting is too deep.
        EmptyDocument: no values.
        DocumentTooLarge: more than ``MAX_VALUES`` values or ``MAX_CHARACTERS`` characters.
    """
    if not isinstance(data, Mapping):
        raise InvalidRequest("A structured resume is one JSON object.")
    _check(data)
    profile: dict[str, object] = {}
    sections: dict[str, list[object]] = {}
    unknown: dict[str, object] = {}
    for key, value in data.items():
        section = _SECTION_OF.get(_snake_case(key))
        if section is not None:
            sections.setdefault(section, []).append(_checked_section(key, section, value))
        elif isinstance(value, Mapping | list):
            unknown[key] = value
        else:
            profile[key] = value
    if profile:
        sections["profile"] = [profile, *sections.get("profile", [])]
    blocks = [
        f"[{_SECTIONS[section][0]}]\n{body}"
        for section in _SECTIONS
        if (body := _join(_render(value, section, 0) for value in sections.get(section, [])))
    ]
    blocks += [f"[{_one_line(key)}]\n{body}" for key, value in unknown.items() if (body := _render(value, "", 0))]
    return finish("\n\n".join(blocks), "structured")


def _check(data: Mapping[str, object]) -> None:
    """Bound depth, number of values and characters before anything is rendered."""
    values = characters = 0
    stack: list[tuple[object, int]] = [(data, 0)]
    while stack:
        value, depth = stack.pop()
        values += 1
        if depth > MAX_DEPTH:
            raise InvalidRequest("The structured resume is nested too deeply.", maximum=MAX_DEPTH)
        if isinstance(value, Mapping):
            if not all(isinstance(key, str) for key in value):
                raise InvalidRequest("The keys of a structured resume are strings.")
            stack += [(item, depth + 1) for pair in value.items() for item in pair]
        elif isinstance(value, list):
            stack += [(item, depth + 1) for item in value]
        elif isinstance(value, str):
            refuse_unstorable(value)
            characters += len(value)
        elif value is not None and not isinstance(value, bool | int | float):
            raise InvalidRequest("A structured resume holds strings, numbers, true, false, null, lists and objects.")
        if values > 2 * MAX_VALUES or characters > MAX_CHARACTERS:
            raise DocumentTooLarge(values=values, characters=characters)


def _checked_section(key: str, section: str, value: object) -> object:
    """Return the value of a known section, or refuse a type that it can't have."""
    if value is None or isinstance(value, list):
        entries = value or []
        if all(entry is None or isinstance(entry, Mapping | str) for entry in entries):
            return entries
    elif (section in _SINGLE and isinstance(value, str | Mapping)) or (
        isinstance(value, Mapping) and section in {"skills", "languages"}
    ):
        return value
    # The key is a known one, so it may be named.
    raise InvalidRequest(f"{_snake_case(key)}: wrong type; it is a list of objects or strings.")


def _render(value: object, section: str, depth: int) -> str:
    """Render a value of any shape; ``depth`` 0 is a section's own value."""
    if isinstance(value, Mapping):
        return "\n".join(_fields(value, section, depth))
    if isinstance(value, list):
        scalars = [_scalar(item) for item in value if not isinstance(item, Mapping | list)]
        nested = [_render(item, section, depth + 1) for item in value if isinstance(item, Mapping | list)]
        short = [item for item in scalars if item]
        joined = ", ".join(short) if all(map(_is_short, short)) else _bullets(short)
        return _join([joined, *nested])
    return _scalar(value)


def _fields(entry: Mapping[str, object], section: str, depth: int) -> Iterator[str]:
    """Yield an entry's ``label: value`` lines, with its two dates as one period."""
    keys = {_snake_case(key): key for key in entry}
    start, end = (next((keys[name] for name in names if name in keys), None) for names in (_STARTS, _ENDS))
    bounds = [_scalar(entry[key]) if key else "" for key in (start, end)]
    periods = all(not isinstance(entry[key], Mapping | list) for key in (start, end) if key)
    for key, value in entry.items():
        if periods and key in (start, end):
            if any(bounds) and key == (start or end):
                yield f"기간: {bounds[0]} ~ {bounds[1]}".rstrip()
            continue
        body = _render(value, "", depth + 1)
        if body:
            label = _label(key, section)
            yield f"{label}:\n{body}" if "\n" in body else f"{label}: {body}"


def _label(key: str, section: str) -> str:
    name = _snake_case(key)
    if name in {"name", "title"} and section in _NAME_IN:
        return _NAME_IN[section] if name == "name" else _LABELS[name]
    if section == "experiences" and name == "name":
        return "회사"
    return _LABELS.get(name) or _one_line(key)


def _scalar(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "예" if value else "아니요"
    return str(value).strip()


def _is_short(item: str) -> bool:
    return len(item) <= _SHORT and "\n" not in item


def _bullets(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _join(blocks: Iterator[str] | list[str]) -> str:
    return "\n\n".join(block for block in blocks if block)


def _one_line(key: str) -> str:
    return " ".join(key.split())


def _snake_case(key: str) -> str:
    """Fold a key's spelling.

    >>> _snake_case("startDate"), _snake_case("Self Introduction")
    ('start_date', 'self_introduction')
    """
    return regex.sub(r"(?<=[a-z])(?=[A-Z])|[\s-]+", "_", key.strip()).lower()
