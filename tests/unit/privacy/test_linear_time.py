# ruff: noqa: E501 - a table of hostile texts
"""No text makes a recogniser slow: bounded work per character, on a corpus of repetitions made to hurt.

On an idle core each recogniser reads 10,000 characters of any of these in less than 50 ms of processor time
(46 ms at most when it was measured). The limit asserted here leaves room for a slow, busy machine; the growth
test is what tells linear from quadratic.
"""

import time

import pytest

from service.privacy.recognizers import RECOGNIZERS, VeilRecognizer, analyse

LENGTH = 10_000
SLACK = 5
LIMIT_SECONDS = 0.050 * SLACK
# Doubling a text doubles linear work and quadruples quadratic work. Shorter times than this are noise.
LARGEST_GROWTH = 2.5
_NOISE_SECONDS = 0.020
CORPUS = {
    "names": "김민수 ", "names with particles": "김민수는 ", "lists of names": "김민수, 이영희 / ", "families": "부 홍길동 ",
    "titles": "과장 ", "titles without blanks": "홍길동과장님", "hidden names": "김*", "English names": "John Smith, ",
    "one given name": "John ", "one surname": "Kim ", "capitals": "A", "initials": "A. ", "hyphened": "Ab-", "words": "Abc ",
    "digits": "1", "digits and hyphens": "1-", "spaced digits": "0 ", "groups": "123 ", "near telephones": "010-1234-",
    "near cards": "4111 1111 ", "Hangul digits": "일이삼", "near accounts": "국민은행 ", "dates": "2019.03 ~ ",
    "separators": "- . ", "blanks": " ", "line breaks": "\n", "tabs and bars": "\t|", "colons": "::", "stars": "*",
    "open brackets": "(", "open square brackets": "[", "brackets and labels": "(성명", "labels": "성명:", "address labels": "주소: ",
    "districts": "서울 강남구 ", "provinces": "서울특별시 ", "roads": "강남구 테헤란로 ", "roads with numbers": "테헤란로 1 ",
    "units": "1동 ", "flats": "1-1 ", "buildings": "아파트 ", "road endings": "로", "Hangul": "가나다라마바", "Hangul and units": "가나다라 1동 ",
    "near English addresses": "12 Abcd Efgh ", "near streets": "1 Ab St, ", "near boxes": "P.O. Box ", "near flats": "Apt 1, ",
    "romanised roads": "Teheran-ro ", "cities": "Ab, ", "near e-mails": "a@", "local parts": "a.b-c", "near hosts": "aaaa@bbbb.",
    "signs": "@", "near addresses of pages": "http://", "near profiles": "a-", "hexadecimal": "a:b:", "columns": "성명\t전화\t주소\n",
    "labels of numbers": "주민번호 ", "labels without values": "학번: \n", "labels and digits": "계좌 1", "remarks": "전화(", "announced codes": "사번 A-",
    "labels and tags": "연락처</td><td>", "labels and quotes": '"phone": "', "near broken numbers": "계좌 12\n", "broken phones": "010\n",
    "near broken e-mails": "a@b\n", "commas": "학번,", "rows of commas": "학번,a\n1,2\n", "quotes and commas": '학번,"', "near networks": "10.0.", "near handles": "SNS@a.",
    "given names": "민수 님 ", "families and titles": "김부장 ", "senders": "[은솔] [오전 9:12] ", "labelled names": "성명: 김민수\n",
    "two readings": "황보라 선우진 ", "two scripts": "김민수 Minsu Kim\n", "titles and names": "대표이사김민수 ",
    "mixed": "김민수 010-1234 서울 강남구 a@b (성명: 12 Abc ",
    "ages": "32세 ", "births": "92년 3월 ", "years and births": "1992년 생", "born": "born in ", "origins": "부산 ", "towns with lots": "역삼동 1-",
    "romanised numbers": "12-gil, ", "romanised gates": "-gu", "kin": "아버지는 ", "kin at work": "아버지와 어머니는 농사 ", "who they are": "하시는 아버지", "siblings": "2남 ",
    "illness": "당뇨 ", "illness in English": "my asthma ", "diagnoses": "diagnosed with ", "beliefs": "불교 ", "height and weight": "178cm ", "marriages": "i am married with ",
    "nationalities": "I am Korean ", "handles": "인스타 @", "certificates": "기사 제 1", "exemptions": "군 면제 (", "relatives in English": "Father: a\n", "complexes": "1동 1",
    "fates": "아버지를 일찍 사고로 ", "clauses": "아버지가 가나 다라 마바 ", "who do": "하시는 어머니가 당뇨로 ", "lists of illnesses": "당뇨와 ", "words that end as illnesses": "가나다라마바사장애 ",
    "illnesses of patients": "환자의 당뇨 ", "children": "초등학생 두 딸", "houses": "가나다 가나다 집안 ", "churches": "교회 ", "visas": "비자 F-6 (", "licences": "면허 (가) 1급 ", "home towns": "고향은 ", "lunar days": "음력 초",
    "sex and date": "남, 1992.", "broken roads": "서울 강남구 가나\n", "family headings": "가족관계\n부 홍\n", "a whole story": "저는 1992년 3월 부산에서 2남 1녀 중 아버지는 ",
}  # fmt: skip


def _fill(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _seconds(recognizer: VeilRecognizer, text: str) -> float:
    """The recogniser's own processor time: the shared folding, labels and morphemes are made before."""
    best = float("inf")
    for _ in range(3):
        analysis = analyse(text)
        assert analysis.labels is not None
        assert analysis.morphemes is not None
        begun = time.process_time()
        list(recognizer.find(analysis))
        best = min(best, time.process_time() - begun)
        if best < _NOISE_SECONDS:
            break
    return best


@pytest.mark.parametrize("unit", CORPUS.values(), ids=CORPUS)
def test_a_hostile_text_costs_little_and_twice_the_text_twice_as_much(unit: str) -> None:
    for kind in RECOGNIZERS:
        recognizer = kind()
        once = _seconds(recognizer, _fill(unit, LENGTH))
        assert once < LIMIT_SECONDS, recognizer.name
        if once > _NOISE_SECONDS:
            assert _seconds(recognizer, _fill(unit, 2 * LENGTH)) < LARGEST_GROWTH * once, recognizer.name


def test_a_quadratic_recogniser_would_be_seen() -> None:
    """The negative control: one that looks back over the whole text at each word grows fourfold."""

    class _Quadratic(VeilRecognizer):
        def find(self, analysis):  # type: ignore[no-untyped-def]
            for place in range(0, len(analysis.text), 4):
                analysis.text.rfind("없는 말", 0, place)
            return iter(())

    text = _fill("김민수 ", 20 * LENGTH)
    once, twice = (_seconds(_Quadratic(), each) for each in (text, text * 2))
    assert twice > LARGEST_GROWTH * once
