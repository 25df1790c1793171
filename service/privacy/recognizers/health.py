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
# An illness told by what stands directly behind it: a particle and a verb of having it, a cause, care for a relative.
_ILLNESS = regex.compile(rf"(?<![가-힣])(?P<value>{_DISEASE})")
_OWN = regex.compile(
    r"(?:이|가|은|는|도)[ ](?:있(?!는[ ](?:환자|고객|사용자|분|사람|아동|아이|노인|어르신))|심해|심하|생겨|생긴|생겼|재발|악화|와서|왔)"
    r"|(?:으로|로)[ ](?:인해[ ]|인한[ ]|잠시[ ]|한동안[ ]|[0-9가-힣]{1,3}[ ]?(?:년|달|개월|주|학기)(?:간|을|[ ]동안|[ ]정도)?[ ]){0,2}(?:[가-힣]{1,5}(?:을|를|에서|에|의)[ ])?(?:쉬|쉰|그만|포기|중단|고생|힘들|어려|상담[을]?|진료를|치료|수술|입원|퇴사|휴직|휴학|은퇴|공백|재활|통원|병가|병원|약을|전역|면제|먼저|일찍|떠나|돌아가|별세|세상)"
    r"|(?:이|가)?(?:지만|라서|라[ ](?:업무|운전|식단|정기|현장|야간|무거|색|장시간|오래))|(?:을|를)[ ](?:겪|앓|안고|이겨|극복|견디|진단|치료받|관리하(?:며|고)[ ])"
    r"|[ ]?(?:간병|투병)(?!인|[ ]?(?:비|보험|서비스|매칭|플랫폼))|[ ](?:약을[ ](?:매일[ ]|아침마다[ ]|꾸준히[ ])?(?:먹|복용)|병력|진단[을서]|판정을|수술을[ ]받|완치|때문에|있습니다|있음|환자입니다|보유)"
)
_PREGNANT = regex.compile(
    r"(?<![가-힣])(?P<value>임신[ ]?(?:약[ ]?)?(?:[0-9]{1,2}|[한두세네]|다섯|여섯|일곱|여덟|아홉)[ ]?(?:주|개월|달)(?:[ ]?차)?|임신[ ]?(?:초기|중기|후기|중|말기)?)(?=(?:에[ ](?:접어|들어)|이라|라[ ]|라서|입니다|이며|이고|이어서|인[ ](?:상태|상황|지금)|이지만|으로[ ]인|(?<=임신)(?:을[ ](?:하|준비)|하(?:여|면서|고|게)|해|했|으로[ ](?:퇴|휴|잠|경력)|과[ ]출산(?:으로|을[ ]거)))|(?<!임신)[ ]?(?:[,.)\n]|$))"
    r"|(?P<value>(?:출산|분만)[ ]?예정일?)(?=이[ ]|은[ ]|[:]|입니다|이라)|(?P<value>(?:유산|난임|시험관)(?:[ ]?(?:시술|치료|수술))?)(?=을[ ](?:겪|받|하)|를[ ](?:겪|받|하)|으로[ ](?:휴|퇴|쉬))"
)
_PART = r"(?:(?:오른쪽|왼쪽|양쪽|한쪽)[ ])?(?:무릎|허리|어깨|발목|손목|목|손가락|팔꿈치|다리|팔|손|발|눈|머리|귀|척추|골반|아킬레스건|인대)"
_HURT = regex.compile(
    rf"(?<![가-힣])(?P<value>{_PART}(?:을|를|이|가)[ ](?:크게[ ]|심하게[ ]|잘[ ])?(?:다쳐|다쳤|다친|다치|삐|부러져|부러졌|부러진|불편해|불편하|불편한|안[ ]들|들리지[ ]않|안[ ]보|보이지[ ]않|아파|수술해|수술했|수술한))|(?<![가-힣])(?P<value>(?:말을[ ]더듬|거동이[ ]불편|말더듬|시력이[ ](?:나빠|매우[ ]나))(?:[하어었는]{{0,2}}))(?=이|는|[가-힣 ])"
)
_MEDICINE = regex.compile(
    r"(?<![가-힣])(?P<value>(?:(?:심장|판막|간|신장|췌장|폐|골수|각막|척추|뇌|위|대장|맹장|자궁|난소|유방|갑상선|전립선|눈|코|치질|탈장|편도|디스크|인대|연골|관절|백내장|라식|라섹|판막|이식|절제|제거|교체)[ ]?){1,3}수술)(?=을[ ]받(?!는[ ](?:환자|고객)|은[ ](?:환자|고객))|로[ ](?:휴|입원|쉬|퇴)|[ ]후[ ](?:휴|복직|회복|재활))|(?<![가-힣])(?P<value>제왕절개|코로나(?:19)?[ ]?확진)(?=로[ ]출산|를[ ]하|으로[ ](?:격리|휴))"
    r"|(?<![가-힣])(?P<value>(?:(?:왼|오른|양|한)(?:쪽)?[ ]?)?(?:손|발|팔|다리|손가락|눈|귀|하반신|전신|좌측|우측|사지)(?:을|를|이|가)?[ ]?(?:절단|실명|마비|의족|의수))(?=[ ]?(?:장애|했|하였|되|됐|된|상태|로[ ]|후[ ]|으로|이[ ]있|가[ ]있|을[ ]|를[ ]))"
    r"|(?<![가-힣])(?P<value>(?:혈압|당뇨|갑상선|우울증|정신과|심장|수면|신경안정|항우울|항암|안정|천식|항불안|면역억제|호르몬|뇌전증|간질|고혈압|고지혈증)[ ]?(?:약|제)|인슐린|흡입기|항히스타민제|진통제|스테로이드)(?:을|를)[ ](?:[가-힣]{1,5}[ ])?(?:먹|복용(?!하는[ ](?:환자|고객|사용자))|맞|투여받|써야|쓰고|가지고[ ]다)|(?<![가-힣])(?P<value>(?:정신과|신경과|신경정신과|정신건강의학과|심리|우울증|항암|방사선|재활|난임|통원|투석)[ ]?(?:치료|상담|진료|투석))(?=(?:를|을)?[ ]?(?:꾸준히[ ]|함께[ ])?(?:받|병행하(?:며|고)|다니|이력|경험이[ ]있|중입|중이))"
)
_BY_EXTENT = regex.compile(
    r"(?<![가-힣])(?P<value>(?:장애의[ ]정도가[ ])?심(?:한|하지[ ]?않은)[ ]?장애(?:인)?(?:[ ]?\([가-힣]{2,6}\))?)(?![ ]?(?:대응|복구|상황|고용|의무))|(?<![가-힣])(?P<value>(?:지체|시각|청각|언어|지적|신장|심장|뇌병변|정신|발달|척수|자폐성)[ ]?장애(?:인)?[ ]?\([^()\n]{1,16}\))"
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
    rf"(?<![A-Za-z])(?:(?:manag(?:e|es|ed|ing)|liv(?:e|es|ed|ing)[ ]with|battl(?:e|ed|ing)|fought|beat|overc[ao]me|overcoming|despite|due[ ]to|because[ ]of|treated[ ]for|medication[ ]for|treatment[ ]for|history[ ]of|developed|my|her|his|i[ ]am|i['’]m|i[ ]have|i['’]ve|i[ ]was|have|has|had|having|and|from|with|of|being|am|is|as)[ ](?:an?[ ]|my[ ]|her[ ]|his[ ]|severe[ ]|mild[ ]|chronic[ ]|partial[ ]|congenital[ ]|early[ ]|the[ ]){{0,2}}|(?:user|survivor|patient)[ ]\(?)(?P<value>(?:{_ENGLISH_NAMES})(?:[ ]in[ ](?:one|my|both)[ ](?:left[ ]|right[ ])?\w{{2,6}})?)(?![A-Za-z])(?![ -](?:patients?|data(?:set)?s?|detection|prediction|classif|research|model|screening|care|app|treatment|stud(?:y|ies)|images?|imaging|center|centre|hospital|drug|therap|trial|risk|awareness|institute|society|foundation|support|accessib|spot|test|review))",
    regex.IGNORECASE,
)
_ENGLISH_TOLD = regex.compile(
    r"(?<![A-Za-z])(?P<value>(?:(?:[0-9]{1,2}|two|three|four|five|six|seven|eight)[ -](?:weeks?|months?)[ ]pregnant|(?<=(?:i am|i'm|i’m|currently|is|was|got|became|while|being)[ ])pregnant(?:[ ]with[ ][^.\n,]{1,20})?))(?![A-Za-z])(?![ ](?:women|patients?|mothers|users|people|workers|customers))"
    r"|(?<![A-Za-z])(?:i|she|he|we|my[ ]wife)(?:[ ](?:am|is|are)|['’](?:m|s|re))[ ](?P<value>(?:an?[ ])?(?:[a-z]{3,10}[ ])?cancer[ ]survivor|expecting[ ](?:our|my|her|his|a|the|another)[ ](?:first[ ]|second[ ]|third[ ])?(?:child|baby|son|daughter)|expecting[ ]twins)"
    r"|(?<![A-Za-z])(?:my|her|his|had|have|has|after|undergone|underwent|from|for|a|an|with|needed)[ ](?P<value>(?:(?:knee|back|hip|shoulder|heart|spinal|spine|brain|wrist|ankle|eye|bypass|open-heart|acl|elbow|neck|cancer|hand)[ ](?:surgery|operation|replacement|injury|transplant)|(?:torn|ruptured)[ ](?:acl|achilles|ligament|meniscus|rotator[ ]cuff)|(?:broken|fractured)[ ](?:leg|arm|wrist|ankle|hip|back|foot|hand|collarbone|rib)s?|acl[ ]tear|concussion|(?:kidney|liver|heart|bone[ ]marrow|cornea)[ ]transplant|c-section|mastectomy|hysterectomy|pacemaker|cochlear[ ]implant|stutter|stammer|speech[ ]impediment|prosthetic[ ](?:leg|arm|hand|foot)|hearing[ ]aids?|nervous[ ]breakdown|burnout))(?![A-Za-z])(?![ ](?:robot|device|app|startup|unit|centre|center|ward|research|team|department|product|platform|patients?|data|market|software|system|prevention|implants?))"
    r"|(?<![A-Za-z])(?:i|he|she)[ ](?:had[ ])?(?P<value>lost[ ](?:my|his|her)[ ](?:right[ ]|left[ ])?(?:hearing|sight|eyesight|vision|leg|arm|hand|eye|foot)|(?:tore|broke|fractured|injured|hurt|dislocated)[ ](?:my|his|her)[ ](?:right[ ]|left[ ]|lower[ ])?(?:acl|knee|leg|arm|wrist|ankle|back|shoulder|achilles|hip|hand|neck|spine|foot))(?![A-Za-z])|(?<![A-Za-z])(?:i|he|she)[ ](?:take|takes|took|inject|injects|carry|carries|am[ ]on|is[ ]on)[ ](?:an?[ ])?(?P<value>insulin|antidepressants|blood[ ]pressure[ ]medication|inhaler|epipen|anti-anxiety[ ]medication|lithium|medication(?=[.,;]|[ ]for[ ]my))(?![A-Za-z])",
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


_PROSE = (
    (_TOLD, 0.75),
    (_EXEMPT, 0.7),
    (_DISABILITY, 0.8),
    (_PREGNANT, 0.75),
    (_HURT, 0.7),
    (_MEDICINE, 0.75),
    (_BY_EXTENT, 0.8),
)


class HealthRecognizer(VeilRecognizer):
    """HEALTH: illnesses that somebody has, disabilities, blood types; told in prose."""

    ENTITIES = ("HEALTH",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield conditions."""
        text = analysis.text
        for pattern, score in _PROSE:
            for match in scan(pattern, text):
                yield Found(*match.span("value"), score, "HEALTH")
        for match in scan(_ILLNESS, text):
            if _OWN.match(text, match.end()):
                yield Found(*match.span("value"), 0.75, "HEALTH")
        for pattern, score in ((_BLOOD, 0.85), (_STRONG, 0.75), (_ENGLISH_TOLD, 0.75)):
            for match in scan(pattern, text):
                yield Found(*match.span("value"), score, "HEALTH")
        for match in scan(_ENGLISH, text):
            # Somebody must be spoken of: an illness alone is a subject of study.
            if analysis.around(match.start("value"), match.end("value"), _PERSONAL, 60, 12):
                yield Found(*match.span("value"), 0.7, "HEALTH")
