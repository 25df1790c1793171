"""The load on an API: clients in one event loop that each ask the next question when the last one is answered."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import orjson

# Any answer takes milliseconds; one that takes this long counts as an error.
_TIMEOUT_S = 60.0
_TEMPLATES = (
    "{}와 {}을 함께 써 본 경험이 있나요?",
    "{} 때문에 생긴 {} 문제를 어떻게 해결했습니까",
    "{} 관련해서 가장 어려웠던 {} 업무는 무엇인가요?",
    "Tell me about {} and how it affected {}",
    "{} {} 경험",
    "{}을 도입하면서 {}까지 바꾼 사례를 말해 주세요",
    "How did you measure {} before improving {}?",
    "동료에게 {}를 설명하고 {}를 맡긴 적이 있나요",
)
_TOPICS = (
    "파이썬", "카프카", "결제 시스템", "트래픽 급증", "장애 대응", "데이터 파이프라인", "쿠버네티스", "코드 리뷰",
    "신규 직원 교육", "고객 불만", "품질 관리", "원가 절감", "재고 관리", "설비 점검", "중환자실", "감염 관리",
    "투약 오류", "수술실", "환자 안전", "회계 결산", "세무 신고", "예산 편성", "채용 절차", "노사 협의",
    "마케팅 캠페인", "전환율", "검색 광고", "디자인 시스템", "사용자 조사", "접근성", "용접 공정", "금형 설계",
    "공정 자동화", "안전 점검", "건축 도면", "시공 일정", "수업 설계", "학부모 상담", "번역 검수", "계약 협상",
    "C++", "React", "node.js", "CI/CD", "PostgreSQL", "Redis", "SAP", "CAD", "AWS", "Spring",
    "성능 개선", "협업", "갈등 해결", "일정 지연", "문서화", "테스트", "보안 점검", "데이터 분석", "보고서", "발표",
)  # fmt: skip


def questions(seed: int = 7) -> Iterator[str]:
    """Yield questions, no two alike in the first 28,000: what a cache saves is not what is measured."""
    pairs = [(template, *pair) for template in _TEMPLATES for pair in itertools.permutations(_TOPICS, 2)]
    Random(seed).shuffle(pairs)  # noqa: S311 - an order, not a secret
    for template, first, second in itertools.cycle(pairs):
        yield template.format(first, second)


@dataclass
class Load:
    """What came back."""

    seconds: list[float] = field(default_factory=list)
    """Of each answer, from the first byte sent to the last one received."""
    errors: Counter[str] = field(default_factory=Counter)
    wall_s: float = 0.0


def run_load(port: int, key: str, resume_ids: Sequence[str], clients: int, requests: int, seed: int = 7) -> Load:
    """Send searches over as many connections as there are clients, and check each answer."""
    return asyncio.run(_run(port, key, resume_ids, clients, requests, seed))


async def _run(port: int, key: str, resume_ids: Sequence[str], clients: int, requests: int, seed: int) -> Load:
    load = Load()
    work = zip(range(requests), itertools.cycle(resume_ids), questions(seed), strict=False)
    began = time.perf_counter()
    await asyncio.gather(*(_client(port, key, work, load) for _ in range(clients)))
    load.wall_s = time.perf_counter() - began
    return load


async def _client(port: int, key: str, work: Iterator[tuple[int, str, str]], load: Load) -> None:
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    for _, resume_id, question in work:
        request = _request(key, resume_id, question)
        began = time.perf_counter()
        try:
            connection = connection or await asyncio.open_connection("127.0.0.1", port)
            problem = check(*await asyncio.wait_for(_ask(*connection, request), _TIMEOUT_S), resume_id)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            problem = type(error).__name__
        load.seconds.append(time.perf_counter() - began)
        if problem:
            load.errors[problem] += 1
            if connection:
                connection[1].close()
            connection = None
    if connection:
        connection[1].close()
        await connection[1].wait_closed()


def _request(key: str, resume_id: str, question: str) -> bytes:
    body = orjson.dumps({"query": question, "top_k": 5})
    head = (
        f"POST /v1/resumes/{resume_id}/search HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bytes]:
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return int(head.split(b" ", 2)[1]), await reader.readexactly(length)


def check(status: int, body: bytes, resume_id: str) -> str:
    """Return what is wrong with an answer, as a code; nothing is the empty text."""
    if status != 200:  # noqa: PLR2004
        return f"status_{status}"
    answer = orjson.loads(body)
    if answer["resume_id"] != resume_id:
        return "another_resume"
    return "" if answer["hits"] else "no_hits"
