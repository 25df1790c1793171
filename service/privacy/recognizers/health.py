# ruff: noqa: E501 - a pattern reads better on one line
"""Health told in running text: an illness beside a verb of having it; disabilities; blood. Never 서비스 장애."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import by_first_letter, words

_ENTRIES = words("diseases")
# 허리 디스크 and 허리디스크 alike.
_KOREAN_NAMES = by_first_letter(word for word in _ENTRIES if not word.isascii())
_SPACED = r"(?:허리|목)[ ]디스크|ADHD|PTSD|HIV|갑상선[ ]?기능[ ]?(?:저하|항진)증|(?:땅콩|갑각류|꽃가루|약물|음식|견과류|우유|계란|복숭아|새우|먼지|동물|고양이|햇빛)[ ]?(?:알레르기|알러지)|십자인대[ ]파열|인대[ ]파열|선천성[ ][가-힣]{1,8}(?:질환|장애|기형)|(?:심장|신장|간|폐|위|장|갑상선|갑상샘|피부|혈액|희귀|난치|만성|자가면역|신경계|척추|관절)[ ]?(?:질환|질병)|(?:청력|시력)[ ]?(?:저하|손실|상실)|(?:색각|성장|발달|섭식|수면|공황|불안|청각|시각|언어|지체|뇌병변)[ ]?(?:이상|장애)|과민성[ ]대장[ ]?증후군|제?[ ]?[12]형[ ]당뇨(?:병)?"
_BODY = (
    "(?:무릎|허리|어깨|발목|손목|목|척추|팔꿈치|심장|눈|다리|팔|맹장|갑상선|고관절|십자인대|디스크|탈장|치질|라식|편도)"
)
_DISEASE = rf"(?:(?:급성|만성|선천성|중증|경증|경미한|가벼운|심한|좌측|우측|왼쪽|오른쪽|초기|말기)[ ])?(?:{_SPACED}|{_KOREAN_NAMES})(?:[ ]?[0-9][ ]?기)?"
_HAVING = (
    r"(?:을|를|이|가|은|는|으로|로|도|의)?[ ]?(?:오래|오랫동안|심하게|크게|잠시|갑자기|꾸준히|모두|이미)?[ ]?(?:진단을?[ ]받|판정을?[ ]받|확진을?[ ]받|앓|투병|걸렸|걸려|완치|완쾌|극복|이겨|쓰러|고생|수술|시술|치료(?:를|차|[ ]?받|[ ]?중|로|하느라|했)"
    r"|약(?:을)?[ ]?(?:먹|복용)|복용|관리[ ]?중|입원|휴직|휴학|퇴사|돌아가|별세|세상을|있(?:다고|는데|어|습니다|지만|으나|음|는[ ]편|는[ ]저|으신|으셔)|체력이|병역[ ]?면제|군[ ]?면제|면제|때문에|경력이[ ]있|환자(?:로서|입니다|이|라)|라서?[ ](?!는)|(?<=로)[ ][^.\n]{0,10}?(?:판정|수술|입원|치료|휴직|휴학|퇴사|면제|재활|그만두))"
)
_TOLD = regex.compile(
    rf"(?<![가-힣])(?P<value>{_DISEASE}(?:[ ](?:수술|시술))?)(?:(?<=수술|시술)|(?={_HAVING}))(?![ ]?(?:환자(?!로서|입니다|이|라)|예측|분류|데이터|모델|연구|서비스|앱|플랫폼|검사|센터|병원|치료제|신약))"
    rf"|(?<=(?:지병|병명|진단명|병력|사유|알레르기|알러지|특이체질|건강[ ]?상태|질병|장애|휴직|휴학|퇴사|면제|투병|특이사항|복용)[은는이:]?[ ]{{0,2}}[:(]?[ ]{{0,2}})(?P<value>{_DISEASE}(?:[ ](?:수술|시술|치료|약[ ]복용[ ]?중?))?)(?![가-힣]{{2}})"
    rf"|(?<![가-힣])(?P<value>{_BODY}[ ]?(?:연골|인대|관절|힘줄)?[ ]?(?:파열|손상|골절|탈구|부상|염증)(?:[ ]수술)?)(?=(?:으로|로)[ ][^.\n]{{0,10}}?(?:수술|입원|치료|휴|퇴|면제|재활|쉬|판정|그만)|을[ ](?:입|당|겪)|를[ ](?:입|당|겪))|(?<![가-힣])(?P<value>{_BODY}[ ]?(?:디스크[ ]?)?(?:수술|시술|골절|부상|통증))(?=을[ ]?받|를[ ]?받|[ ]?(?:후|로|으로|이력|때문)[ ]?(?:휴|퇴|쉬|재활|회복|인해|입원|복귀|있)|[ ]이력)"
)
_EXEMPT = regex.compile(
    r"(?:병역|군복무|군필|군대|군)[^\n()]{0,10}(?:면제|보충역|사회복무요원|공익(?:근무)?(?:요원)?|5급|6급|4급)[^\n()]{0,8}\((?:사유[ ]?:?[ ]?)?(?P<value>(?![0-9])(?!소집|만기|해제|복무|전역)[가-힣A-Za-z ]{2,16})\)"
)
_DISABILITY = regex.compile(
    r"(?P<value>(?:지체|시각|청각|언어|지적|신장|심장|호흡기|간|안면|뇌병변|정신|자폐성|발달|뇌전증|장루)[ ]?장애(?:인)?[ ]?\(?(?:[1-6][ ]?급|중증|경증|심한|심하지)(?:[ ]?(?:장애|않은[ ]장애))?"
    r"|(?<!서비스[ ])(?<!시스템[ ])(?<!서버[ ])장애인?(?:[ ]?등급)?[ :]{0,2}[1-6][ ]?급(?![ ]?(?:대응|처리|복구|발생|이슈|이벤트|등급|알림|으로[ ]분류))|(?<![가-힣])(?:중증|경증)[ ]?장애인(?![ ]?(?:고용|복지|을|의|지원|시설|위한|대상|직업))"
    r"|(?:지체|시각|청각|언어|지적|뇌병변|발달|신장|척수)[ ]?장애(?:인)?(?=(?:으로서|로서|이지만|이나|입니다|이라|을[ ]가지고|를[ ]가지고|가[ ]있|이[ ]있|으로[ ]태어|를[ ]안고))"
    r"|장애인[ ]?(?:등록(?:증|번호)?|복지카드|전형)(?=[을를]?[ ]?(?:보유|소지|으로|입|있|지원|대상|자))|(?:시력|청력)을[ ](?:잃|상실)|장애인?[ ]?\([^()\n]{0,8}[1-6][ ]?급\)|보청기(?=를[ ](?:착용|끼|사용))|휠체어(?=를[ ](?:타|사용|이용)))"
)
_BLOOD = regex.compile(
    r"혈액형[ ]?(?:은|이|:)?[ ]?(?P<value>(?:Rh[ ]?[+-]?[ ]?)?(?:AB|A|B|O)(?:[ ]?\(?Rh[+-]\)?)?(?:[ ]?형)?)(?![A-Za-z])|(?<![A-Za-z])blood[ ]type:?[ ](?P<value>(?:AB|A|B|O)[+-]?)(?![A-Za-z])"
)
_ENGLISH_NAMES = by_first_letter(word.replace("_", " ") for word in _ENTRIES if word.isascii())
_ENGLISH = regex.compile(
    rf"(?<![A-Za-z])(?:(?:my|her|his|i[ ]am|i['’]m|i[ ]have|i['’]ve|i[ ]was|have|has|had|having|and|from|with|of|being|am|is|as)[ ](?:an?[ ]|severe[ ]|mild[ ]|chronic[ ]|partial[ ]|congenital[ ]|the[ ]){{0,2}}|(?:user|survivor|patient)[ ]\(?)(?P<value>(?:{_ENGLISH_NAMES})(?:[ ]in[ ](?:one|my|both)[ ]\w{{2,6}})?)(?![A-Za-z])(?![ -](?:patients?|data(?:set)?s?|detection|prediction|classif|research|model|screening|care|app|treatment|stud(?:y|ies)|images?|imaging|center|centre|hospital|drug|therap|trial|risk|awareness|institute|society|foundation|support|accessib|spot|test|review))",
    regex.IGNORECASE,
)
_PERSONAL = regex.compile(
    r"(?<![A-Za-z])(?:i|my|me|her|his|she|he|mother|father|brother|sister|wife|husband)(?![A-Za-z])", regex.IGNORECASE
)
_STRONG = regex.compile(
    r"(?<![A-Za-z])(?:diagnosed[ ]with|allergic[ ]to|suffer(?:s|ed|ing)?[ ]from|recover(?:ed|ing)[ ]from|surviv(?:ed|or[ ]of)|surgery[ ]for|hospitali[sz]ed[ ](?:for|with))[ ](?:an?[ ])?(?P<value>[a-z0-9' -]{3,40}?)(?=[.,;)\n]|$|[ ](?:and|but|in|at|when|which|while|during|so|for|since|last|after)[ ])"
    r"|(?<![A-Za-z])uses?[ ](?:an?[ ])(?P<value>wheelchair|hearing[ ]aids?|white[ ]cane|guide[ ]dog|prosthe(?:sis|tic[ ]\w{{3,4}}))|(?P<value>wheelchair[ ]user|registered[ ]disab(?:led|ility)[^.,\n]{0,20})|(?<=[Ww]heelchair[ ]user[ ]?\()(?P<value>[a-z -]{3,30})",
    regex.IGNORECASE,
)
_NEEDS = tuple(
    "앓 투병 수술 시술 진단을 판정 확진 완치 완쾌 쓰러 알레르기 알러지 장애 색약 색맹 색각 난청 휴직 휴학 면제 보충역 복용 입원 질환 투석 병명 지병 사유 건강 치료 환자 증이 증을 증으로 증은 증도 병이 병을 병으로 염이 염을 염으로 잃 고생 저하 돌아가 별세 암으로 암을 디스크 당뇨 고혈압 우울 천식 급 휠체어 보청기".split()
)


class HealthRecognizer(VeilRecognizer):
    """HEALTH: illnesses that somebody has, disabilities, blood types; told in prose."""

    ENTITIES = ("HEALTH",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield conditions."""
        text = analysis.text
        if any(need in text for need in _NEEDS):
            for pattern, score in ((_TOLD, 0.75), (_EXEMPT, 0.7), (_DISABILITY, 0.8)):
                for match in scan(pattern, text):
                    yield Found(*match.span("value"), score, "HEALTH")
        for pattern, score in ((_BLOOD, 0.85), (_STRONG, 0.75)):
            for match in scan(pattern, text):
                yield Found(*match.span("value"), score, "HEALTH")
        for match in scan(_ENGLISH, text):
            # Somebody must be spoken of: an illness alone is a subject of study.
            if analysis.around(match.start("value"), match.end("value"), _PERSONAL, 60, 12):
                yield Found(*match.span("value"), 0.7, "HEALTH")
