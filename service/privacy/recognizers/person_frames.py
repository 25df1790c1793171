# ruff: noqa: E501 - a pattern reads better on one line
"""People's names in Hangul that only their frame tells: relatives, roles, lists, speakers, and names from abroad."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, Match, scan
from service.privacy.recognizers.lexicon import by_first_letter, words
from service.privacy.recognizers.person_candidates import (
    FIRST,
    GIVEN_NAMES,
    LAST,
    LISTED,
    PARTICLES,
    SURNAMES,
    is_title,
    split_rest,
    surname_length,
)

_NEVER = words("never_names")
_ABROAD = words("foreign_given")
# Given names that are words, too: they need a frame that no word stands in.
_RATHER_NAMES = frozenset(
    "슬기 보라 지혜 가람 나래 나리 소라 예지 예리 성은 성지 성호 성원 영수 유진 정민 주희 지선 지성 지수 지연 지은 한별 한솔 새롬 새봄 아라 샛별 다온 가온 라온 미르 한빛 한길 한울 아리 주리 하람 달래 주아 정화 정인 민지 보경 서정 선주 선미 선정 선율 세라 시온 연희 예원 유미 유라 은비 은서 은지 이안 정주 정하 조은 주영 지나 호연 현수 호은 경수 도연 미정 연지 관우 빛나 초롱 보람 보배 이슬 아름 수지 은혜 은하 현주 혜성 다정 장미 진주 하얀 으뜸".split()
)
_GIVEN = GIVEN_NAMES | _RATHER_NAMES
_WORDS_TOO = words("given_words") | LISTED
AMBIGUOUS = _WORDS_TOO - _RATHER_NAMES
_NO_NAMES = LISTED - words("given_words")
# How one speaks of an elder.
_HONOURED = frozenset(
    "이시고 이시며 이십니다 이셨고 이셨습니다 이셨다 이시다 이신데 이세요 이시고요 이셨던 시고 시며 십니다 셨고 셨습니다 세요".split()
)
# These are words in 우리 언니, 하나님, 친한 형.
_NOT_CALLED = frozenset(
    "우리 서로 모두 하나 공주 나라 영웅 국민 기자 교수 의사 인사 아침 겨울 이사 도사 가수 선수 고객 회원 여자 남자 현지 지인 모아 너나".split()
)
_FULL = 3
_MOST_ITEMS = 8
_KIN = by_first_letter(
    "아버지 어머니 아버님 어머님 부친 모친 아빠 엄마 할아버지 할머니 외할아버지 외할머니 조부 조모 아내 남편 배우자 와이프 오빠 언니 누나 형 형님 동생 남동생 여동생 막냇동생 딸 큰딸 작은딸 막내딸 아들 큰아들 작은아들 막내아들 장남 차남 장녀 차녀 장인 장모 시아버지 시어머니 며느리 사위 손자 손녀 조카 삼촌 이모 고모 외삼촌 약혼자 약혼녀".split()
)
_ROLE = by_first_letter(
    "개발자 디자이너 기획자 마케터 엔지니어 연구원 컨설턴트 라이터 카피라이터 에디터 편집자 작가 감독 피디 매니저 프리셉터 멘토 멘티 튜터 코치 사수 부사수 인턴 동기 동료 동료인 후배 선배 팀원 팀장 파트장 멤버 조원 조장 친구 짝꿍 룸메이트 지인 은사 스승 제자 담임 환자 간호사 의사 교수 강사 통역 통역사 상담사 근로자 노동자 유학생 이주민 박사과정 석사과정 지도교수 참여작가 작가 출연자 지원자 신청자 후보자 추천인 면접관 심사위원 작성자 담당자 담당 예금주 보호자 대표 이사 부장 과장 차장 대리 실장 본부장 리더 리드 파트 막내 신입 직원 사원 알바생 점장 원장 반장 회원 고객 학생 수강생 졸업생 가이드 기사 조교 총무 회장 부회장 쪽 파트너 서버 인프라 프런트 백엔드 영상 촬영 편집".split()
)
_LATIN_ROLE = (
    "QA|PM|PO|PL|TL|CTO|CEO|CFO|COO|CPO|CMO|CISO|AE|AM|PD|MD|HR|UX|UI|BE|FE|BX|DBA|DevOps|SRE|TA|RA|SV|GM|VP|AI|iOS"
)
_FRAME = regex.compile(
    rf"(?<![가-힣A-Za-z])(?:(?P<kin>{_KIN})(?:의[ ](?:성함|이름)은|[ ](?:성함|이름)은|(?:께서)?는|은|이신|인)?|(?P<role>{_ROLE})(?:인|이신|님|로)?|(?P<latin>{_LATIN_ROLE})|(?P<been>[가-힣]{{1,8}}(?:이었던|였던|이던))|(?P<told>본명은|성함은|이름은|제[ ]이름은|저는))(?:[ ]|[ ]?:[ ]?)(?=[가-힣])"
)
_ITEM = regex.compile(r"[가-힣]{2,12}")
_JOIN = regex.compile(
    r"(?:\([^()\n]{1,12}\))?(?:[ ]?[,·/、][ ]?(?:[A-Z][a-z]{1,12},[ ])?|[ ](?:및|그리고)[ ]|(?:이?랑|와|과|하고)[ ])(?=[가-힣]{2})"
)
_LIST = regex.compile(
    r"(?<![가-힣A-Za-z0-9])[가-힣]{2,3}(?:[ ]?[,·/][ ]?[가-힣]{2,3}){1,8}(?=(?:님|씨)?[ ](?:두|세|네|다섯)[ ](?:선생님|간호사|사람|분|친구|명|팀원|개발자|학생))"
)
_CALLED = regex.compile(
    r"(?<![가-힣A-Za-z0-9])(?P<value>[가-힣]{2})(?:이?[ ]?(?:언니|오빠|누나|쌤)|이?[ ]형|[ ]?님|[ ]?씨|[ ](?:이모|삼촌|선배|후배|형님|할머니|할아버지|어머님|아버님|어머니|아버지|아주머니|아저씨|어르신|학생|선생|어린이|셰프|작가))(?P<rest>[가-힣]{0,4})(?![가-힣])"
)
_SIGNED = regex.compile(
    r"(?m)(?:^[ \t]{0,8}|[ ])(?P<value>[가-힣]{2,3})[ ](?:드림|올림|배상)[ \t.]{0,4}$"
    r"|^[ \t]{0,4}(?:[-*•·][ ]{1,3})?(?P<value>[가-힣]{2,3})[ ](?:Q|A|의견|평가|질문|답변|코멘트|메모|총평)[ ]?[0-9]?[:：]"
    r"|^[ \t]{0,4}(?:[0-9]{1,2}[.)][ ]{0,3}|[-*•][ ]{0,3})(?P<value>[가-힣]{2,3})[ ]?\((?:[가-힣]{1,3},[ ]?)?(?:[0-9]{2}|[12][0-9]{3})년생"
    rf"|(?<![가-힣])(?P<value>[가-힣]{{3}})[ ]?\((?:{_LATIN_ROLE})\)"
    r"|\((?P<value>[가-힣]{2,3})[ ](?:담당|주도|제안|작성|집필|진행|총괄)\)"
    r"|(?<![가-힣])(?P<value>[가-힣]{2,3})(?:이?라는|라는)[ ]이름"
    r"|[\"“'‘]우리[ ](?P<value>[가-힣]{2,3})[\"”'’]"
    r"|[\"“'‘](?P<value>[가-힣]{2})[아야][ ,!]"
    # What one goes by: '덕배'라고 부릅니다, 별명은 '토리'.
    r"|[\"“'‘](?P<value>[가-힣]{2})(?:이)?[ ]?(?:쌤|샘|언니|오빠|형|누나)?[\"”'’](?=(?:이?라고|으?로|이라)[ ](?:불[리렸러렀린]|부[르릅른]|통하|하면[ ]다))"
    r"|(?:호출명|별명|애칭|예명|필명|부르는[ ](?:제[ ])?이름)[은는이]?[ ]{0,2}[:：]?[ ]{0,2}[\"“'‘](?P<value>[가-힣]{2,3})(?=[ ]?(?:쌤|샘|언니|오빠|형|누나)?[\"”'’])"
    r"|(?<![가-힣])(?:저를|그를|그녀를|나를)[ ][\"“'‘]?(?P<value>[가-힣]{2})(?=[\"”'’]?이?라고[ ]부)"
)
# The top of a resume: # 이든 (Ethan) 이력서, 진짜루 — Android 개발자입니다.
_TOP = regex.compile(
    r"\s{0,20}#{0,3}[ ]{0,2}(?P<value>[가-힣]{2,4})(?:[ ]?\([A-Za-z][A-Za-z .'-]{1,24}\))?[ ](?:이력서|경력기술서|경력[ ]기술서|자기소개서|포트폴리오|(?P<dash>[—–|-])[ ][^\n]{0,24}?(?:개발자|엔지니어|디자이너|기획자|마케터|연구원|간호사|교사|변호사|작가))"
)
_SPLIT = regex.compile(r"(?P<value>(?P<surname>[가-힣])[ ]?\n[ \t]{0,4}(?P<given>[가-힣]{1,2}))(?=[ \t]{0,4}(?:\n|$))")
_PIECES = regex.compile(
    r"(?<![가-힣])성이[ ](?P<first>[가-힣]{1,2})(?:씨)?(?:,|이고|고)[ ]?(?:제[ ])?이름이[ ](?P<second>[가-힣]{1,3}?)(?=[ ]?(?:입니다|이고|이에요|예요|이라|[.,\n)]))"
    r"|(?<![가-힣])이름이[ ](?P<first>[가-힣]{1,3})(?:,|이고|고)[ ]?성이[ ](?P<second>[가-힣]{1,2}?)(?=[ ]?(?:입니다|이고|이에요|예요|이라|[.,\n)]))"
)
# Behind 성명 and a colon nothing but a name stands.
_STRONG_LABEL = regex.compile(r"(?:성\s{0,6}명|이\s{0,6}름|성함|본명)")
_CELL = regex.compile(r"(?P<value>[가-힣]{2,4})(?=[ \t]{0,2}(?:\n|$|[/(,]|[ ]{2}))")
_SIR = regex.compile(r"[ ]?님(?![가-힣]{3})")
_SPREAD_LABEL = regex.compile(r"성[ \t]{4,12}명[ \t]{0,4}[:|][ \t]{0,4}")
_NO_VALUE = frozenset(
    "성명불상 미상 불상 미정 비공개 생략 없음 본인 동일 한글 영문 한자 국문 해당 무관 성별 연락 주소 부서 직급 직위 소속 생년".split()
)
# Names in Han characters, traditional and simplified.
_HAN = regex.compile(
    r"(?:한자(?:로는|로|명|이름|성명)?|漢字|中文|中文名|姓名|중문(?:명)?|본명(?:은)?|중국어(?:로는)?|성명|이름)[\])）]{0,2}[ ]{0,3}[:：|]?[ ]{0,3}(?P<value>[\u4e00-\u9fff](?:[ ]?[\u4e00-\u9fff]){1,3})(?![\u4e00-\u9fff])"
)
_VIETNAMESE_FAMILY = by_first_letter(
    "응우옌 응웬 구엔 쩐 레 팜 호앙 후인 후잉 판 부이 응오 즈엉 딘 쯔엉 르엉 찐 도안 까오 부 보 당 도 호 리 람 마이 따 하 황 트란 팜 뜨엉".split()
)
_VIETNAMESE_GIVEN = by_first_letter(
    "흐엉 란 화 호아 마이 프엉 풍 뚜언 뚜안 투안 남 중 융 히에우 득 안 아인 링 린 응아 투이 투 짱 장 하이 롱 손 꽝 빈 응옥 번 반 타오 꾸인 냉 냐 티엔 비엣 황 훙 흥 끄엉 즈엉 록 민 빅 히엔 하 항 한 리엔 로안 뉴 늉 녹 꾸옥 꾸언 타인 탄 탕 트엉 쑤언 뚜엣 옌 응언 디엡 김 낌 찌 카이 퐁 푹 썬 떰 탐 타이 쭝 뚱 비 비엔 빙 다오 킴 안 레 럼 응히아 년 난 프억 꾹 우엔 미 미린 투짱 투하 민아인 타오미".split()
)
_VIETNAMESE = regex.compile(
    rf"(?<![가-힣])(?:{_VIETNAMESE_FAMILY})[ ]?(?:티|반|득|쑤언|꾸옥|꽝|응옥|투|밧|홍|후|낌|타인|탄|민|빅|주이|티응옥)[ ]?(?:{_VIETNAMESE_GIVEN})(?:[ ](?:{_VIETNAMESE_GIVEN}))?(?P<rest>[가-힣]{{0,5}})(?![가-힣])"
    rf"|(?<![가-힣])(?:응우옌|응웬|쩐|호앙|후인|쯔엉|즈엉|레티|쩐티|팜티|레)[ ](?:{_VIETNAMESE_GIVEN})(?P<rest>[가-힣]{{0,5}})(?![가-힣])"
)
# Syllables of Chinese names that no Korean name has.
_CHINESE = regex.compile(
    r"(?:왕|리|장|류|천|양|자오|황|저우|우|쉬|쑨|주|마|후|궈|허|가오|린|뤄|정|량|셰|탕|쉬|덩|펑|차오|쩡|샤오|톈|둥|판|위안|차이|장|위|뤼|웨이|쑤|예|청|선|장|쉐)(?=[가-힣]{0,3}(?:메이|링|웨이|샤오|쥔|쉐|팅|옌|쯔|쩌|하오|펑|쥐안|훙|젠|후이|차오|룽|윈|팡|밍|쉬|궈|빙|신위|자이|페이|쉬안|위안|즈))[가-힣]{2,4}"
)
_NAMES_ABROAD = by_first_letter(_ABROAD)
_WESTERN = regex.compile(
    rf"(?<![가-힣A-Za-z])(?P<first>{_NAMES_ABROAD})(?:[ ](?P<second>[가-힣]{{1,7}})|(?P<glued>[가-힣]{{1,8}}))?(?![가-힣])"
)
# Who writes, whatever the words: at the head, behind a label without a sign, as one introduces oneself, signing.
_FROM_ABROAD = rf"(?P<value>(?P<first>{_NAMES_ABROAD})[ ](?P<second>[가-힣]{{2,6}}))"
_AUTHORS = tuple(
    map(
        regex.compile,
        (
            rf"\A\s{{0,10}}#{{0,2}}[ ]?{_FROM_ABROAD}(?=[ ]?(?:[\n|,·•(–-]|$)|[ ](?:이력서|자기소개서|경력기술서|포트폴리오))",
            rf"(?<![가-힣])(?:성명|이름|성함|지원자)(?:은|는)?[ \t]{{1,4}}{_FROM_ABROAD}(?=[ \t]*(?:[\n|,·(]|$)|입니다|이고|이며)",
            rf"(?<![가-힣])(?:저는|나는|저,|이름은|본명은|성함은)[ ]{_FROM_ABROAD}(?=입니다|이고|이며|(?:이)?라고|이에요|예요)",
            rf"(?<![가-힣]){_FROM_ABROAD}(?=[ ](?:드림|올림|배상)(?![가-힣]))",
        ),
    )
)
_MIXED = regex.compile(
    rf"(?<![A-Za-z가-힣])\p{{Lu}}\p{{Ll}}{{1,12}}[ ](?:{'|'.join(sorted(s for s in SURNAMES if len(s) == 1))})(?=[ ]?(?:\([가-힣A-Za-z]|님|씨|,|\n|$))"
)
# Particles of people, and what follows of somebody who does, says or gets something.
_TO_PEOPLE = frozenset("에게 에게서 에게는 에게도 한테 한테서 한테는 께 께서 께서는 이랑 랑".split())
_OF_PEOPLE = regex.compile(
    r"[ ](?:[가-힣]{1,6}[ ]){0,3}(?:말|물[었으]|웃|울[었며]|도와|도왔|가르|알려|보[낸내냈]|[썼쓴]|쓰[던는]|만[든들났난]|함께|같이|선배|후배|친구|동료|조언|추천|소개|입사|퇴사|떠[났난]|맡|이끌|부[르른]|불[러렀]|배[웠운]|감사|고맙|남긴|남겼|건[넨네넸]|덕분|이직|합류|제안|부탁|대답|설명|결혼|딸|아들|어머니|아버지|아내|남편|전화|메일|편지)"
)
_CALLED_BEHIND = regex.compile(r"[ ]?(?:님|씨|선생님|교수|박사|작가|감독|대표|코치|매니저|입니다|\([A-Z])")
# What a family name is never in 전 팀장님, 각 교수님; 이, 한 and 고 are left to the model.
_DETERMINERS = frozenset(
    "이 전 현 각 모 한 구 신 부 본 주 명 고 두 선 제 공 상 시 온 단 옛 우 원 대 소 총 감 형 여 남 사 가 나 간".split()
)
_TITLED_FAMILY = regex.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<value>[{''.join(sorted(s for s in SURNAMES if len(s) == 1 and s not in _DETERMINERS))}](?:[ ]?(?:교수|팀장|부장|과장|차장|대리|실장|본부장|대표|이사|상무|전무|원장|소장|국장|책임|선임|수석|박사|변호사|간호사|작가|감독|피디|주임|매니저|파트장|그룹장|센터장)님|[ ]?(?:{_LATIN_ROLE})님|[ ]?(?:CTO|CEO|CFO|PD|PM)))(?P<rest>[가-힣]{{0,5}})(?![가-힣A-Za-z])"
)


def find_framed(analysis: Analysis) -> Iterator[Found]:
    """Yield names that the model doubts and their frame doesn't."""
    text = analysis.text
    frames = list(scan(_FRAME, text))
    yield from _behind_frames(analysis, frames)
    yield from _lists(analysis)
    for match in scan(_CALLED, text):
        if _is_called(match):
            yield Found(*match.span("value"), 0.75, "PERSON")
    for match in scan(_SIGNED, text):
        if _could_be_name(analysis, match["value"], match.start("value")):
            yield Found(*match.span("value"), 0.75, "PERSON")
    for pattern, score in ((_HAN, 0.8), (_MIXED, 0.75)):
        yield from (Found(*m.span("value" if pattern is _HAN else 0), score, "PERSON") for m in scan(pattern, text))
    for match in scan(_PIECES, text):
        yield Found(*match.span("first"), 0.7, "PERSON")
        yield Found(*match.span("second"), 0.7, "PERSON")
    for match in scan(_TITLED_FAMILY, text):
        if match["rest"] in PARTICLES or not match["rest"]:
            yield Found(*match.span("value"), 0.7, "PERSON")
    yield from _from_abroad(analysis, frames)
    yield from _in_cells(analysis)
    yield from _spread(text)
    top = _TOP.match(text)
    if top is not None and (
        _could_be_name(analysis, top["value"], top.start("value"))
        or (top["dash"] and surname_length(top["value"]) and not _is_listed(top["value"]))
    ):
        yield Found(*top.span("value"), 0.75, "PERSON")


def _behind_frames(analysis: Analysis, frames: list[Match]) -> Iterator[Found]:
    """Yield the names behind a relative or a role, and those that go on the list."""
    text = analysis.text
    for frame in frames:
        place, first = frame.end(), True
        for _ in range(_MOST_ITEMS):
            end = _name_end(
                analysis,
                place,
                sure=bool(frame["kin"] or frame["told"]),
                been=bool(frame["kin"] or frame["been"]),
                latin=bool(frame["latin"]),
                listed=not first,
            )
            if end is None:
                break
            yield Found(place, end, 0.75, "PERSON")
            join = _JOIN.match(text, end)
            if join is None:
                break
            place, first = join.end(), False


def _name_end(analysis: Analysis, place: int, *, sure: bool, been: bool, latin: bool, listed: bool) -> int | None:
    """Return where the name that begins here ends, if it is one."""
    run = _ITEM.match(analysis.text, place)
    if run is None:
        return None
    word = run[0]
    if word[:2] in _GIVEN and word[2:3] == "이" and (word[2:] == "이" or split_rest(word[2:]) is not None):
        return place + 2 if word[:2] not in AMBIGUOUS else None
    surname = surname_length(word)
    called = _SIR.match(analysis.text, run.end()) is not None
    for cut in (surname, 1) if surname > 1 else (surname,) if surname else ():
        for end in (cut + 2, cut + 1) if cut > 1 else (cut + 2,):
            name = word[:end]
            if len(name) < end or not _is_rest(word[end:]) or _is_listed(name) or is_title(word):
                continue
            if not word[end:] and name[-1] in PARTICLES and name[:-1] in LISTED:  # 지금은
                continue
            if (called and end == len(word)) or _is_full(analysis, name, cut, place, sure=sure or listed or latin):
                return place + end
    abroad = next((n for n in range(min(len(word), 6), 1, -1) if word[:n] in _ABROAD and _is_rest(word[n:])), None)
    if abroad is not None:
        return place + abroad
    return _given_end(analysis, place, word, been=been, closed=latin or listed)


def _given_end(analysis: Analysis, place: int, word: str, *, been: bool, closed: bool) -> int | None:
    """Return where a given name alone ends."""
    name, end = word[:2], place + 2
    if not _is_rest(word[2:]) or _is_listed(name) or name in _NOT_CALLED:
        return None
    if name in _GIVEN and name not in AMBIGUOUS:
        return end
    follows = analysis.text[end : end + 2]
    if name in _GIVEN:
        alone = follows[:1] in {"", ",", "(", ")", "\n", "님"} or follows in {" (", "입니"}
        return end if follows == "입니" or follows[:1] in {",", "님"} or (alone and closed) else None
    morpheme = analysis.morpheme_at.get(place)
    word_known = morpheme is None or (morpheme.known and morpheme.end - morpheme.start > 1)
    return end if been and word[2:] and name[0] in FIRST and name[1] in LAST and not word_known else None


def _is_rest(rest: str) -> bool:
    return not rest or rest in _HONOURED or split_rest(rest) is not None


def _is_listed(name: str) -> bool:
    return name in _NO_NAMES or name in _NEVER or is_title(name)


def _is_full(analysis: Analysis, name: str, surname: int, place: int, *, sure: bool) -> bool:
    """Whether family name and given name are ones, and no word that happens to read so."""
    given = name[surname:]
    if name in LISTED or (given in _GIVEN and sure):
        return name not in LISTED
    if given not in _GIVEN and not (given[0] in FIRST and given[-1] in LAST):
        return False
    morpheme = analysis.morpheme_at.get(place)
    if morpheme is None or morpheme.tag not in {"NNP", "NNG", "MM", "NR", "NNB", "XPN", "SN", "VV", "VA"}:
        return False
    long = morpheme.known and morpheme.end - morpheme.start > 1 and morpheme.tag != "NNP"
    if long:
        return sure and morpheme.end - place < len(name) and morpheme.tag == "NNG"
    inside = analysis.morpheme_at.between(place, place + len(name))
    return given in _GIVEN or not any(m.known and m.tag in {"NNG", "VV", "VA"} and m.end - m.start > 1 for m in inside)


def _could_be_name(analysis: Analysis, value: str, place: int) -> bool:
    """Whether a word alone in a strong frame may be a name: given name, or family name and given name."""
    if _is_listed(value) or value in _NOT_CALLED:
        return False
    if value in _GIVEN or value in _ABROAD:
        return True
    return len(value) == _FULL and surname_length(value) > 0 and _is_full(analysis, value, 1, place, sure=True)


def _is_called(match: Match) -> bool:
    value, rest = match["value"], match["rest"]
    if value not in _GIVEN or value in _NOT_CALLED or is_title(value) or value in _NEVER:
        return False
    return (not rest or rest in PARTICLES) and value not in _NO_NAMES


def _lists(analysis: Analysis) -> Iterator[Found]:
    for match in scan(_LIST, analysis.text):
        items = list(_ITEM.finditer(analysis.text, match.start(), match.end()))
        if all(_could_be_name(analysis, item[0], item.start()) for item in items):
            yield from (Found(*item.span(), 0.75, "PERSON") for item in items)


def _from_abroad(analysis: Analysis, frames: list[Match]) -> Iterator[Found]:
    """Yield names of other languages in Hangul."""
    text = analysis.text
    for match in scan(_VIETNAMESE, text):
        if not match["rest"] or split_rest(match["rest"]) is not None:
            yield Found(match.start(), match.start("rest"), 0.8, "PERSON")
    for match in scan(_WESTERN, text):
        end = _foreign_end(analysis, match)
        if end is not None:
            yield Found(match.start(), end, 0.75, "PERSON")
    for pattern in _AUTHORS:
        for match in scan(pattern, text):
            if len(match["first"]) > 1 and not _is_listed(match["second"]):
                yield Found(*match.span("value"), 0.8, "PERSON")
    for frame in frames:
        chinese = _CHINESE.match(text, frame.end())
        if chinese is not None:
            end = _chinese_end(text, frame.end())
            yield Found(frame.end(), end, 0.75, "PERSON")
        morpheme = (
            analysis.morpheme_at.get(frame.end()) if frame["role"] in {"근로자", "노동자", "유학생", "이주민"} else None
        )
        if morpheme is not None and not morpheme.known and morpheme.tag == "NNP" and morpheme.end - morpheme.start > 1:
            yield Found(morpheme.start, morpheme.end, 0.75, "PERSON")


def _chinese_end(text: str, place: int) -> int:
    """Return where a Chinese name of two to five syllables ends, with a particle behind or not."""
    run = _ITEM.match(text, place)
    word = run[0] if run is not None else ""
    for size in range(min(5, len(word)), 1, -1):
        particle = size == len(word) > _FULL and word[-1] in PARTICLES
        if not particle and _is_rest(word[size:]):
            return place + size
    return place + len(word)


_FRAME_ENDS = regex.compile(rf"(?r)(?:{_KIN}|{_ROLE}|{_LATIN_ROLE}|저는|이름은|본명은|[,·][ ]?[가-힣]{{3}},?)[ ]")


def _foreign_end(analysis: Analysis, match: Match) -> int | None:  # noqa: PLR0911 - one return a way to write it
    """Return where a name from abroad ends: two parts, or one in a frame."""
    text, second, glued = analysis.text, match["second"], match["glued"]
    framed = analysis.ends_before(match.start(), _FRAME_ENDS, 12)
    if glued is not None:
        split = split_rest(glued)
        if split is not None:
            known = split[0] or framed or len(match["first"]) > _FULL or split[1] in _TO_PEOPLE
            return match.end("first") if known or _OF_PEOPLE.match(text, match.end()) else None
        return match.end() if framed and _is_unknown(analysis, match.start(), match.end()) else None
    if second is None:
        called = _CALLED_BEHIND.match(text, match.end()) is not None
        return match.end() if framed or (called and len(match["first"]) > 1) else None
    for size in range(len(second), 0, -1):
        if second[:size] in _ABROAD and split_rest(second[size:]) is not None:
            return match.start("second") + size
    if second in SURNAMES and (
        framed or _CALLED_BEHIND.match(text, match.end()) or text[match.end() : match.end() + 2] == " ("
    ):
        return match.end()
    if framed or (match["first"] in _ABROAD and len(second) > 1):
        morpheme = analysis.morpheme_at.get(match.start("second"))
        if morpheme is not None and not morpheme.known and morpheme.tag == "NNP" and morpheme.end - morpheme.start > 1:
            return morpheme.end
    behind = split_rest(second)
    return match.end("first") if framed or (behind is not None and behind[0]) else None


def _is_unknown(analysis: Analysis, start: int, end: int) -> bool:
    inside = analysis.morpheme_at.between(start, end)
    return not any(m.known and m.tag in {"NNG", "VV", "JKS", "JKO", "EC"} and m.end - m.start > 1 for m in inside)


# 옹 순 임 (날인), 지도교수 변 해 솔: spread where somebody signs or a heading ends.
_SPREAD = regex.compile(
    r"(?m)(?:^[ \t]{0,40}|[:：|\t][ \t]{0,4}|[ ]{2}|(?<=[가-힣])[ ])(?P<value>(?P<surname>[가-힣])[ ]{1,4}(?P<first>[가-힣])[ ]{1,4}(?P<last>[가-힣]))(?=[ \t]{0,8}(?P<sign>\((?:인|서명|직인|날인|印|한자))?(?:\(|\t|$|[ ]{2}))"
)


def _spread(text: str) -> Iterator[Found]:
    """Yield names whose syllables stand apart, where they are a common given name or somebody signs."""
    for match in scan(_SPREAD, text):
        given = match["first"] + match["last"]
        name = match["surname"] + given
        if match["surname"] not in SURNAMES or _is_listed(name) or is_title(name):
            continue
        if given in _GIVEN or (match["sign"] and match["first"] in FIRST and match["last"] in LAST):
            yield Found(*match.span("value"), 0.8, "PERSON")


def _in_cells(analysis: Analysis) -> Iterator[Found]:
    """Yield what stands behind a name's label: names that a line's end broke, and names that are words, too."""
    text = analysis.text
    for label in analysis.labels.get("PERSON", ()):
        split = _SPLIT.match(text, label.value)
        if split is not None and split["surname"] in SURNAMES:
            given = split["given"]
            if given in _GIVEN or (given[0] in FIRST and given[-1] in LAST):
                yield Found(*split.span("value"), 0.8, "PERSON")
        strong = label.marked and _STRONG_LABEL.match(text, label.start, label.end) is not None
        if strong and "\n" not in text[label.end : label.value] and ":" in text[label.end : label.value]:
            yield from _cell(text, label.value)
    for match in scan(_SPREAD_LABEL, text):
        yield from _cell(text, match.end())


def _cell(text: str, place: int) -> Iterator[Found]:
    cell = _CELL.match(text, place)
    value = "" if cell is None else cell["value"]
    if cell is not None and surname_length(value) and not _is_listed(value) and value not in _NO_VALUE | LISTED:
        yield Found(*cell.span("value"), 0.8, "PERSON")
