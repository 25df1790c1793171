# ruff: noqa: E501 - a pattern reads better on one line
"""Illnesses in Korean prose: what they are called, and what stands behind one that somebody has.

A name is on the list (``lexicon/diseases.txt``), is one of the spaced ones, or ends as illnesses do (폐쇄공포증). It
counts where a verb of having it, a consequence or a treatment follows (``으로 휴학``, ``이 있어``, ``진단을 받``).
"""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import scan
from service.privacy.recognizers.lexicon import by_first_letter, words
from service.privacy.recognizers.others import tells_of_others

_SPACED = (
    r"(?:허리|목)[ ]디스크|ADHD|PTSD|HIV|갑상선[ ]?(?:기능[ ]?)?(?:저하|항진)증|(?:땅콩|갑각류|꽃가루|약물|음식|견과류|우유|계란|복숭아|새우|먼지|동물|고양이|햇빛|금속|라텍스)[ ]?(?:알레르기|알러지)|십자인대[ ]파열|인대[ ]파열|선천성[ ][가-힣]{1,8}(?:질환|장애|기형)"
    r"|(?:심장|신장|간|폐|위|장|갑상선|갑상샘|피부|혈액|희귀|난치|만성|자가면역|신경계|척추|관절)[ ]?(?:질환|질병)|(?:청력|시력|감각|근력|기억력)[ ]?(?:저하|손실|상실|마비)|공황(?=[ ]증)|(?:색각|성장|발달|섭식|수면|공황|불안|청각|시각|언어|지체|뇌병변|지적|자폐[ ]?스펙트럼|양극성|강박|틱)[ ]?(?:이상|장애)|과민성[ ]대장[ ]?증후군|제?[ ]?[12]형[ ]당뇨(?:병)?"
    r"|[ABC]형[ ]?간염|류마티스[ ]?관절염|강직성[ ]척추염|(?:알코올|약물|도박|니코틴)[ ]?(?:의존증|중독)|코로나(?:19)?[ ]?후유증|교통사고[ ]?후유증|만성[ ]?(?:신장병|신부전|피로|콩팥병)|심방[ ]세동|다운[ ]?증후군|고도[ ]?(?:근시|난시|비만)|평발"
)
_LISTED = by_first_letter(word for word in words("diseases") if not word.isascii())
_MANNER = r"(?:급성|만성|선천성|습관성|재발성|퇴행성|중증|경증|경미한|가벼운|심한|좌측|우측|왼쪽|오른쪽|양측|초기|말기|반월상|성인|소아|산후)"
# 대장암 2기, 우울증 3급
NAME = rf"(?:{_MANNER}[ ])?(?:{_SPACED}|{_LISTED})(?:[ ]?[0-9][ ]?기)?"
_KNOWN = regex.compile(rf"(?<![가-힣])(?P<value>{NAME})")
_ENDING = regex.compile(
    "(?:"
    + by_first_letter(
        "공포증 의존증 결핍증 저하증 항진증 과다증 무력증 건조증 측만증 협착증 탈출증 분리증 형성증 중독증 우울증 불면증 다한증 무호흡증 심부전 신부전 증후군 간염 장염 위염 폐렴 비염"
        " 골염 근막염 관절염 피부염 결막염 중이염 기관지염 방광염 건초염 신경염 척추염 인대염 뇌염 골절 탈구 염좌 결석 궤양 종양 결핵 경화증 난청 색약 색맹 근시 약시 녹내장 백내장 뇌전증 편두통"
        " 심근경색 뇌경색 뇌출혈 동맥류 백혈병 림프종 육종 구개열 기형 파열 디스크 결절 장애 위암 간암 폐암 장암 선암 방암 궁암 도암 막암 부암 담암 소암".split()
    )
    + ")"
)
_WORD_BEFORE = regex.compile(
    rf"(?r)(?<![가-힣A-Za-z0-9])(?:{_MANNER}[ ])?(?:(?:어깨|무릎|발목|손목|허리|목|척추|팔꿈치|고관절|갈비뼈|쇄골|연골|아킬레스건|반월상|연골판|십자인대|기분|조현|인격|충동|양극성|신체)[ ]?)?[가-힣]{{0,8}}"
)
# 암기, 서비스 장애, 폐기 위암: what only ends so.
_NO_ILLNESS = regex.compile(
    r"(?:디스크|.{0,8}(?:서비스|시스템|서버|네트워크|통신|전력|설비|접속|결제|전산|배포|장비|기능|성능|운영|보안|언어|동작|업무|하드)[ ]?장애|장애|디스크|.{0,4}하드[ ]?디스크|기형|파열|.{0,6}(?:배관|동파|관로|타이어|탱크|밸브)[ ]?파열|.{0,4}(?:무장애|발육))"
)
_TIME = r"(?:[0-9가-힣]{1,4}[ ]?(?:년|달|개월|주|학기|일|차례|번)(?:간|을|[ ]동안|[ ]정도)?[ ]|오래[ ]|오랫동안[ ]|심하게[ ]|크게[ ]|잠시[ ]|한동안[ ]|갑자기[ ]|꾸준히[ ]|모두[ ]|이미[ ]|현재[ ]|지금은?[ ]|약[ ]|[0-9]차[ ])"
_CONSEQUENCE = r"(?:쉬|쉰|그만|포기|중단|고생|힘들|힘든|어려|상담|진료|치료|통원|수술|시술|입원|퇴사|퇴직|휴직|휴학|휴무|은퇴|공백|재활|병가|병원|약[을으]|복용|전역|제대|면제|판정|보충역|사회복무|공익|4급|5급|6급|재검|귀가|탈락|먼저|일찍|떠나|돌아가|별세|세상|잃|장시간|무리|결근|결석|조퇴|등록|고통|병역|군[ ]|학교를|회사를|일을|운동을|선수|한쪽|양쪽|오른|왼|손가락|다리|걷|쓰러|체력|항암|투병|투석)"
# 는 환자 and the like are others' (others.py).
_HAD = regex.compile(
    rf"(?:[ ]?(?:증상|증세|후유증|기운|소견|합병증))?(?:"
    rf"[ ]?\([^()\n]{{1,16}}\)?(?=[ ]?(?:진단|판정|있|수술|으로|로)))?(?:"
    # 을 앓, 을 진단받
    rf"(?:을|를|도)[ ](?:{_TIME}){{0,2}}(?:[가-힣]{{1,5}}(?:에|으로|로|에서)[ ])?(?:앓|겪|안고|이겨|극복|견디|진단|판정받|확진|치료받|치료하느라|관리하(?:며|고|느라)[ ]|가지고|갖고|지니|얻(?!은[ ]고객)|딛고|완치|가진[ ](?:저|제|나|동생|아들|딸|어머니|아버지|형|언니|누나|오빠))"
    # 으로 휴학, 로 한 달 쉬
    rf"|(?:으로|로)[ ](?:인해[ ]|인한[ ]|인하여[ ])?(?:{_TIME}|[가-힣]{{1,5}}(?:을|를|에서|에|의)[ ]){{0,3}}{_CONSEQUENCE}"
    rf"|(?:으로|로)[ ](?:인해|인한|인하여|말미암아)[ ]|(?:으로|로)[ ](?:주[ ])?[0-9]{{1,2}}[ ]?(?:회|번|차례)[ ](?:투석|치료|병원|통원)|(?:으로|로)[ ](?:보청기|의족|의수|휠체어|목발|지팡이|인슐린|산소)|(?:으로|로)[ ]?[^.\n]{{0,10}}?(?:판정|수술|입원|치료|휴직|휴학|퇴사|면제|재활|그만두)"
    # 이 있어, 가 심해
    rf"|[이가은는도](?:[ ]조금|[ ]약간|[ ]다소|[ ]좀)?[ ](?:있(?!는[ ]?(?:지|가)(?![가-힣]))|심해|심하|심한[ ]편|생겨|생긴|생겼|재발|악화|와서|왔|오면|오고|찾아|발병|나아|낫|의심|발견)"
    rf"|에[ ](?:걸려|걸린|걸렸|걸리(?!지))|(?:이|가)?(?:지만|라서|라[ ](?!는|고|도|면))|[ ]?(?:간병|투병)(?!인|[ ]?(?:비|보험|서비스|매칭|플랫폼))"
    r"|[ ]?(?:진단(?:을?[ ]?받|을[ ]|서)|판정(?:을?[ ]?받|을[ ]|(?=[ ]*(?:$|[.,)\n])))|확진(?:을?[ ]?받)|완치|완쾌|병력|환자(?:로서|입니다|이라|라|이며|이지)|보균자|보유자|후유증|(?<!디스크)[ ]때문(?:에|이|입|인)|약[을]?[ ](?:매일[ ]|하루[ ]|아침마다[ ]|아침에[ ]|저녁에[ ]|꾸준히[ ]|[한두0-9][ ]?알(?:씩)?[ ]){0,3}(?:먹|복용|처방)|약으로|복용|입원(?!실|환|[ ]?병동)|휴직|휴학|퇴사|고생|쓰러|돌아가|별세|세상을|관리[ ]?중)"
    r"|[ ](?:있음|있습니다|있으|있어|있다|보유(?!한)|재발|의심|관찰[ ]중|치료[ ]?중|투약[ ]?중)|(?:을|를)?[ ]?치료(?:를[ ]?(?:받|마|위해|병행)|차|[ ]?받|[ ]중|로[ ]|하느라)|[ ]?(?:수술|시술)(?:을[ ]?받|받|했|하(?:여|고|느라|신)|[ ]?(?:후|뒤|이력|경력|때문|로[ ]|으로[ ]|중)|[ ]?\(?(?:19|20)[0-9]{2})|[ ]?[,(][ ]?[^\n,.]{0,8}(?:요양|입원|수술|치료|재활|진단|완치)|이?었?지만|[ ]?경력이[ ]있|(?<!디스크|장애)입니다"
    r")"
)
# 지병: 천식; 사유는 기흉
_ANNOUNCED = regex.compile(
    r"(?r)(?:지병|병명|진단명|병력|사유|알레르기|알러지|특이체질|건강[ ]?상태|질병|장애|휴직|휴학|퇴사|면제|투병|특이사항|복용|(?:아버지|어머니|할머니|할아버지|아들|딸|남편|아내|동생|부모님|장모님|시어머니)(?:님)?의)[은는이:]?[ ]{0,2}[:(]?[ ]{0,2}"
)
_ANNOUNCED_END = regex.compile(r"(?:[ ](?:수술|시술|치료|약[ ]복용[ ]?중?))?(?![가-힣]{2})")
_TREATED = regex.compile(r"[ ](?:수술|시술)")
# 서비스, 모델: an illness as the subject of work.
_SUBJECT = regex.compile(
    r"[ ]?(?:환자(?!로서|입니다|이|라)|예측|분류|데이터|모델|연구|서비스|앱|플랫폼|검사|센터|병원|치료제|신약|전문|클리닉|예방|검진|진단[ ]?(?:키트|보조|기기|시약|알고리즘|솔루션|모델|시스템)|수술[ ]?(?:로봇|실|방|환자|보조|[0-9]|참관))|[ ](?:있는[ ](?:반려|동물))"
)
# 고혈압과 당뇨가: the first has what the last has.
_ALSO = regex.compile(r"(?:와|과|이나|나|,|·|/|[ ]및|하고|랑|이랑)[ ]?")

_LONGEST_LIST = 8


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Yield what may be an illness's name, in no order."""
    for match in scan(_KNOWN, text):
        yield match.span("value")
    for ending in scan(_ENDING, text):
        before = _WORD_BEFORE.match(text, max(0, ending.start() - 24), ending.start())
        if before is not None and _NO_ILLNESS.fullmatch(text, before.start(), ending.end()) is None:
            yield before.start(), ending.end()


def find_illnesses(text: str) -> Iterator[tuple[int, int]]:
    """Yield the illnesses that somebody is said to have."""
    waiting: list[tuple[int, int]] = []
    for start, end in sorted(set(_names(text))):
        linked = bool(waiting) and _ALSO.fullmatch(text, waiting[-1][1], start) is not None
        had = _HAD.match(text, end) is not None
        if not had and _ANNOUNCED.match(text, max(0, start - 20), start) is None:
            waiting = [*waiting[-_LONGEST_LIST:], (start, end)] if linked else [(start, end)]
            continue
        if _SUBJECT.match(text, end) is None and not tells_of_others(text, start, end):
            closing = _TREATED.match(text, end) if had else _ANNOUNCED_END.match(text, end)
            if had and linked:
                yield from waiting
            if had or closing is not None:
                yield start, end if closing is None else closing.end()
        waiting = []
