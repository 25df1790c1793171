# ruff: noqa: E501 - tables of values and templates
"""What holds for every document: templates filled with invented people, in the ways that people write.

Each document mixes labelled and running text, tables, separators, emoji, direction marks and decomposed Hangul, and
placeholder-like input. The properties are checked under each shipped policy.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from service.errors import Quarantined
from service.privacy import masking
from service.privacy.detector import KiwiDetector
from service.privacy.masking import MaskedDocument, Masker
from service.privacy.normalise import normalise
from service.privacy.operators import LOOKALIKE, PRIVATE
from service.privacy.policy import load_policy, shipped_policies
from service.privacy.residual import find_residue
from service.text import MaskedText, RawText

_digits = st.text("0123456789", min_size=4, max_size=4)
_separator = st.sampled_from(["-", "-", ".", " ", "‑", "–", " - ", ""])
_name = st.builds(
    str.__add__,
    st.sampled_from("김 이 박 최 정 강 조 윤 장 임".split()),
    st.sampled_from("민수 서연 도윤 하은 지훈 유진 영희".split()),
)
_account = st.from_regex(r"[a-z]{4,8}[0-9]{0,3}", fullmatch=True)
_city = st.sampled_from(["서울특별시 강남구", "서울 마포구", "경기도 성남시 분당구", "부산광역시 해운대구", "강남구"])


@st.composite
def _phone(draw: st.DrawFn) -> str:
    first, middle, last, sign = "010", draw(_digits), draw(_digits), draw(_separator)
    return sign.join([first, middle, last])


@st.composite
def _registration(draw: st.DrawFn) -> str:
    year, month, day = draw(st.integers(50, 99)), draw(st.integers(1, 12)), draw(st.integers(1, 28))
    tail = f"{draw(st.sampled_from('1256'))}{draw(_digits)}{draw(st.integers(10, 99))}"
    return f"{year:02}{month:02}{day:02}-{tail}"


_date = st.builds(
    lambda year, month, form: form.format(year, month),
    st.integers(2001, 2024),
    st.integers(1, 12),
    st.sampled_from(["{}.{:02}", "{}년 {}월", "{}-{:02}-15"]),
)
_values = st.fixed_dictionaries(
    {
        "name": _name,
        "phone": _phone(),
        "email": st.builds("{}@example.{}".format, _account, st.sampled_from(["com", "kr"])),
        "rrn": _registration(),
        "card": st.builds("4111-1111-{}-{}".format, _digits, _digits),
        "account": st.builds("110-{}-{}12".format, st.integers(100, 999), _digits),
        "address": st.builds("{} 테헤란로 {}, 101동 {}호".format, _city, st.integers(1, 300), st.integers(101, 999)),
        "url": st.builds(
            "https://{}/{}/{}".format,
            st.sampled_from(["github.com", "gitlab.com", "www.linkedin.com/in", "example.com"]),
            _account,
            st.sampled_from(["veil", "order-service", ""]),
        ),
        "born": st.builds("19{}.{:02}.{:02}".format, st.integers(60, 99), st.integers(1, 12), st.integers(1, 28)),
        "age": st.builds("만 {}세".format, st.integers(20, 60)),
        "from": _date,
        "to": _date,
        "company": st.sampled_from(["도담전자", "(주)한빛소프트", "나라은행", "Acme Inc."]),
        "school": st.sampled_from(["한국대학교", "가온고등학교", "Hanbit University"]),
    }
)
_TEMPLATES = (
    "성명: {name}", "이름 | {name} | 연락처 | {phone}", "{name}\n{phone} / {email}", "연락처: {phone}", "이메일 {email}로 연락",
    "주민등록번호: {rrn}", "주민번호 {rrn}", "카드번호 {card}", "계좌번호: 신한은행 {account}", "주소: {address}", "거주지 {address} 입니다.",
    "생년월일: {born} ({age})", "성별: 남\n나이: {age}\n고향: 서울", "포트폴리오 {url}", "GitHub: {url} / {email}",
    "{from} ~ {to} {company} 백엔드 개발", "{company}에서 {from}부터 {name} 팀장과 일했습니다.", "{school} 컴퓨터공학과 {from} ~ {to}",
    '{{"name": "{name}", "phone": "{phone}", "email": "{email}"}}', "저는 {name}입니다. {phone}으로 연락 주세요.",
    "Kafka와 Redis로 초당 12,000건을 처리했습니다.", "<PERSON_1>과 <PHONE_NUMBER#0123abcd>, <회사_1>, <PRIVATE>", "비상연락처 {phone} (어머니)",
    "학번: 2012{rrn}", "경력\n회사: {company}\n학교: {school}",
)  # fmt: skip
_joint = st.sampled_from(["\n", "\n", "\n\n", " ", " · ", "\t", " 😀 ", "\u200f\n", ", ", " / ", "\r\n"])
_writings: tuple[Callable[[str], str], ...] = (
    str,
    str,
    str,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    lambda text: text.replace(" ", "\u00a0"),
    lambda text: text.replace("-", "-\u200b"),
    lambda text: f"\u202b{text}\u202c",
)


@st.composite
def _documents(draw: st.DrawFn) -> str:
    """One or two people's values in up to eight lines."""
    people = draw(st.lists(_values, min_size=1, max_size=2))
    lines = draw(st.lists(st.sampled_from(_TEMPLATES), min_size=1, max_size=8))
    pieces = []
    for line in lines:
        written = draw(st.sampled_from(_writings))(line.format(**draw(st.sampled_from(people))))
        pieces += [written, draw(_joint)]
    return "".join(pieces)


_MANY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", params=shipped_policies())
def shipped(request: pytest.FixtureRequest, detector: KiwiDetector) -> Masker:
    return Masker(detector, load_policy(request.param))


def _mask(masker: Masker, text: str) -> MaskedDocument:
    try:
        return masker.mask(RawText(text))
    except Quarantined:
        assume(False)
        raise


@_MANY
@given(_documents())
def test_findings_are_disjoint_ordered_and_inside(shipped: Masker, text: str) -> None:
    items = shipped.find(RawText(text)).items
    assert all(0 <= item.start < item.end <= len(text) for item in items)
    assert all(a.end <= b.start for a, b in itertools.pairwise(items))


@_MANY
@given(_documents())
def test_masking_a_masked_text_changes_nothing(shipped: Masker, text: str) -> None:
    once = _mask(shipped, text).text
    assert shipped.mask(once).text.value == once.value


@_MANY
@given(_documents())
def test_offsets_lead_back_exactly(shipped: Masker, text: str) -> None:
    document = _mask(shipped, text)
    masked = document.text.value
    escaped = LOOKALIKE.sub(r"‹\1›", text)
    at = masked_at = 0
    for (begin, end), group in itertools.groupby(document.redactions, lambda r: (r.masked_start, r.masked_end)):
        redactions = list(group)
        assert masked[begin:end] == redactions[0].placeholder
        assert len({r.placeholder for r in redactions}) == 1
        between = escaped[at : redactions[0].start]
        # With a private value goes the label in front of it.
        if redactions[0].placeholder == PRIVATE:
            assert between.startswith(masked[masked_at:begin])
        else:
            assert between == masked[masked_at:begin]
        at, masked_at = redactions[-1].end, end
    assert escaped[at:] == masked[masked_at:]


def _writings_of(value: str) -> set[str]:
    folded = normalise(value).text.lower()
    digits = re.sub(r"[^0-9]", "", folded)
    number = digits if len(digits) >= 9 and not re.search(r"[^\W\d_]", folded) else ""
    return {form for form in (value, folded, number) if len(form) >= 6}


def _survivors(document: MaskedDocument, text: str) -> set[str]:
    """Return values under a placeholder that stand in the masked text, in any writing."""
    masked = document.text.value
    folded = normalise(masked).text.lower()
    shown = {masked, folded, re.sub(r"[^0-9]", "", re.sub(r"<[^<>]*>", "x", folded))}
    hidden = [r for r in document.redactions if r.operator == "placeholder" and r.entity_type != "PERSON"]
    values = {form for r in hidden for form in _writings_of(text[r.start : r.end])}
    return {value for value in values for there in shown if value in there}


@_MANY
@given(_documents())
def test_no_value_under_a_placeholder_survives(shipped: Masker, text: str) -> None:
    assert _survivors(_mask(shipped, text), text) == set()


@_MANY
@given(_values, st.sampled_from(_writings), _documents())
def test_no_planted_identifier_survives(
    shipped: Masker, values: dict[str, str], write: Callable[[str], str], around: str
) -> None:
    lines = "성명: {name}\n연락처: {phone}\n이메일: {email}\n주민등록번호: {rrn}\n카드번호: {card}\n".format(**values)
    text = f"{around}\n{write(lines)}"
    folded = normalise(_mask(shipped, text).text.value).text
    for kind in ("phone", "email", "rrn", "card"):
        assert normalise(values[kind]).text not in folded
    assert find_residue(folded) == []


@_MANY
@given(_documents())
def test_what_coarsening_leaves_is_no_residue_and_no_hidden_value(shipped: Masker, text: str) -> None:
    document = _mask(shipped, text)
    hidden = {text[r.start : r.end] for r in document.redactions if r.operator == "placeholder"}
    for redaction in document.redactions:
        if redaction.operator == "coarsen" and not redaction.placeholder.startswith("<"):
            assert re.fullmatch(r"[가-힣]{2}|[A-Z][a-z]+|(?:19|20)[0-9]{2}년?", redaction.placeholder)
            assert not any(len(value) > 1 and value in redaction.placeholder for value in hidden)
    assert find_residue(document.text.value) == []


def test_a_survivor_would_be_seen(detector: KiwiDetector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without the search for repetitions, a value found by its label survives elsewhere."""
    text = "학번: A2012-3456\n메모 A2012-3456 끝, Ａ２０１２-３４５６"
    masker = Masker(detector, load_policy("default"))
    assert _survivors(masker.mask(RawText(text)), text) == set()
    monkeypatch.setattr(masking, "repeats", lambda *_: [])
    assert _survivors(masker.mask(RawText(text)), text) == {"A2012-3456", "a2012-3456"}


def test_a_masked_text_that_is_taken_for_raw_is_escaped_once(detector: KiwiDetector) -> None:
    """The control of idempotence: only the kind of text tells our marks from a writer's."""
    masker = Masker(detector, load_policy("default"))
    once = masker.mask(RawText("성명: 홍길동")).text.value
    assert masker.mask(MaskedText(once)).text.value == once == "성명: <PERSON_1>"
    assert masker.mask(RawText(once)).text.value == "성명: ‹PERSON_1›"
