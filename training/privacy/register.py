"""An invented register of people with careers that overlap: ``python -m training.privacy.register``.

Employers and schools are drawn by Zipf's law, and newcomers start in cohorts (spring, autumn) in the same few
positions, so that some people share every fact with others. Real registers are larger and more varied. No person,
company or school is real.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PERSONS = 300
SEED = "register-1"
TARGET = Path(__file__).parent / "register.jsonl"

_FAMILY = "김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍 전 고 문 양 손 배 백 허 남궁 제갈".split()
_FIRST = "서 지 민 도 하 준 유 태 은 수 재 현 다 가 나 예 시 채 성 동".split()
_LAST = "윤 호 린 아 영 우 진 경 솔 빈 훈 연 람 희 원 율 민 석 나 주".split()
_EMPLOYERS = (
    "가온페이 누리커머스 도담전자 라온테크 마루물산 새솔은행 한결소재 다온정보기술 푸른바이오 온새미로 "
    "하람건설 늘봄식품 미르반도체 아라해운 가람회계법인 솔빛병원 물결에너지 단비손해보험 이음소프트 해든디자인"
).split()
_SCHOOLS = (
    "한빛대학교 새길대학교 라온대학교 가람대학교 누리대학교 동해국립대학교 미래과학기술대학교 푸른여자대학교 "
    "온빛대학교 해솔대학교 산들대학교 나래폴리텍대학"
).split()
_TITLES = (
    "백엔드 개발자|데이터 분석가|품질관리 사원|영업관리 사원|회계 담당자|인사 담당자|마케팅 매니저|생산기술 엔지니어|"
    "구매 담당자|서비스 기획자|연구원|디자이너"
).split("|")
_MAJORS = "컴퓨터공학과 경영학과 통계학과 기계공학과 화학공학과 전자공학과 시각디자인학과 국제통상학과".split()
_DEEDS = (
    "월간 보고 체계를 다시 짜고 마감 시간을 이틀 줄임|신규 시스템 도입을 맡아 오류를 37% 낮춤|"
    "협력사 12곳과 납기 개선 활동을 함께함|사내 교육 과정을 만들어 세 차례 운영|비용 절감 과제로 연 2억 원을 아낌|"
    "고객 불만 처리 절차를 정리하여 응답을 반나절로 줄임|"
    "자동화 도구를 만들어 반복 업무를 없앰|신제품 출시 준비를 조율하고 일정 안에 마침"
).split("|")
_COHORTS = (3, 3, 3, 9)
_LATEST = 2026


@dataclass(frozen=True, slots=True)
class Job:
    """A position; months count from year 0, and the last job has no end."""

    employer: str
    title: str
    start: int
    end: int | None


@dataclass(frozen=True, slots=True)
class Career:
    """What a resume says about a person and a register knows."""

    name: str
    school: str
    major: str
    entry: int
    graduation: int
    jobs: tuple[Job, ...]


def generate(count: int = PERSONS, seed: str = SEED) -> Iterator[dict[str, object]]:
    """Yield ``veil eval privacy --attack`` lines."""
    rng = random.Random(seed)
    for number in range(count):
        career = _draw(rng)
        facts = {
            "employer": [job.employer for job in career.jobs],
            "title": [job.title for job in career.jobs],
            "school": [career.school],
            "dates": [_iso(month) for month in _months(career)],
        }
        yield {"id": f"person-{number:03}", "text": _write(career, rng), "facts": facts}


def _draw(rng: random.Random) -> Career:
    name = rng.choice(_FAMILY) + rng.choice(_FIRST) + rng.choice(_LAST)
    graduation = rng.randint(2018, 2023) * 12 + 1  # February
    entry = graduation - 12 * rng.choice((4, 4, 4, 5)) + 1
    jobs: list[Job] = []
    month = graduation + 1
    for place in range(rng.choice((1, 1, 1, 1, 2, 3))):
        start = _cohort(month, rng)
        if place and start > _LATEST * 12 - 6:
            break
        if jobs:
            jobs[-1] = Job(jobs[-1].employer, jobs[-1].title, jobs[-1].start, start - 1)
        jobs.append(Job(_zipf(_EMPLOYERS, rng), _zipf(_TITLES, rng), start, None))
        month = start + 12 * rng.randint(2, 3)
    return Career(name, _zipf(_SCHOOLS, rng), rng.choice(_MAJORS), entry, graduation, tuple(jobs))


def _cohort(month: int, rng: random.Random) -> int:
    """Return the month in which the next cohort starts."""
    start = month // 12 * 12 + rng.choice(_COHORTS) - 1
    return start if start >= month else start + 12


def _zipf(values: Sequence[str], rng: random.Random) -> str:
    return rng.choices(values, [1 / rank for rank in range(1, len(values) + 1)])[0]


def _months(career: Career) -> list[int]:
    ends = [month for job in career.jobs for month in (job.start, job.end) if month is not None]
    return [career.entry, career.graduation, *ends]


def _iso(month: int) -> str:
    return f"{month // 12}-{month % 12 + 1:02}"


def _write(career: Career, rng: random.Random) -> str:
    """Write a resume in one of three layouts."""
    digits = f"{rng.randrange(10**8):08}"
    phone = f"010-{digits[:4]}-{digits[4:]}"
    mail = f"p{rng.randrange(10**6):06}@example.kr"
    born = f"{career.graduation // 12 - 25}.{rng.randint(1, 12):02}.{rng.randint(1, 28):02}"
    layout = rng.choice((_form, _table, _letter))
    deeds = rng.sample(_DEEDS, len(career.jobs))
    return layout(career, deeds, (phone, mail, born))


def _form(career: Career, deeds: Sequence[str], contact: tuple[str, str, str]) -> str:
    phone, mail, born = contact
    jobs = "\n".join(
        f"회사: {job.employer}\n직무: {job.title}\n기간: {_span(job)}\n- {deed}"
        for job, deed in zip(career.jobs, deeds, strict=True)
    )
    study = f"{career.school} {career.major}\n{_dot(career.entry)} ~ {_dot(career.graduation)}"
    return (
        f"이력서\n\n성명: {career.name}\n연락처: {phone}\n이메일: {mail}\n생년월일: {born}\n\n"
        f"학력\n{study}\n\n경력\n{jobs}"
    )


def _table(career: Career, deeds: Sequence[str], contact: tuple[str, str, str]) -> str:
    phone, mail, born = contact
    rows = "\n".join(
        f"| {_span(job)} | {job.employer} | {job.title} | {deed} |"
        for job, deed in zip(career.jobs, deeds, strict=True)
    )
    study = f"| {_dot(career.entry)} ~ {_dot(career.graduation)} | {career.school} | {career.major} |"
    return (
        f"| 성명 | {career.name} | 생년월일 | {born} |\n| 휴대전화 | {phone} | 이메일 | {mail} |\n\n"
        f"| 기간 | 학교 | 전공 |\n{study}\n\n| 기간 | 회사 | 직무 | 한 일 |\n{rows}"
    )


def _letter(career: Career, deeds: Sequence[str], contact: tuple[str, str, str]) -> str:
    phone, mail, _ = contact
    jobs = " ".join(
        f"{_said(job.start)}부터 {'지금' if job.end is None else _said(job.end)}까지 "
        f"{job.employer}에서 {job.title}로 일했습니다. 여기에서 한 일을 한 줄로 적으면 이렇습니다: {deed}."
        for job, deed in zip(career.jobs, deeds, strict=True)
    )
    study = (
        f"{_said(career.entry)}에 {career.school} {career.major}에 들어가 {_said(career.graduation)}에 졸업하였습니다."
    )
    return (
        f"안녕하십니까, 지원자 {career.name}입니다.\n\n저는 {study} {jobs}\n\n"
        f"연락처는 {phone}, 이메일은 {mail}입니다.\n{career.name} 드림"
    )


def _span(job: Job) -> str:
    return f"{_dot(job.start)} ~ {'재직 중' if job.end is None else _dot(job.end)}"


def _dot(month: int) -> str:
    return _iso(month).replace("-", ".")


def _said(month: int) -> str:
    return f"{month // 12}년 {month % 12 + 1}월"


if __name__ == "__main__":
    TARGET.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in generate()), "utf-8")
    print(f"{PERSONS} persons in {TARGET.name}", file=sys.stderr)
