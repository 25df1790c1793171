# ruff: noqa: E501 - a pattern reads better on one line
"""Family: the rows of a form's table, brothers and sisters, and what relatives do (채용절차법 §4-3 forbids asking)."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import TIMEOUT_SECONDS, Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.kin import find_relatives, find_signs, may_tell, whole_clause
from service.privacy.recognizers.lexicon import by_first_letter, words
from service.privacy.recognizers.others import tells_of_others

_ROW_KIN = "조부|조모|외조부|외조모|할아버지|할머니|아버지|어머니|부친|모친|부|모|父|母|형|누나|오빠|언니|남동생|여동생|동생|배우자|남편|아내|처|夫|妻|자녀|아들|딸|장남|차남|장녀|차녀|자|녀|子|女|제|매|兄|弟|妹|형제|자매|시부|시모|장인|장모|며느리|사위|손자|손녀"
_KIN = "할아버지|할머니|외할아버지|외할머니|조부|조모|아버지|어머니|아버님|어머님|부친|모친|아빠|엄마|부모님|형|큰형|작은형|누나|큰누나|오빠|언니|남동생|여동생|동생|막냇동생|배우자|남편|아내|와이프|처|신랑|아들|큰아들|작은아들|딸|큰딸|작은딸|장남|차남|장녀|차녀|장인|장모|시아버지|시어머니|삼촌|이모|고모|작은아버지|큰아버지"
_FAMILY_HEADING = regex.compile(r"(?m)^[ \t#■□●○◆▶*\-\[【<0-9.]{0,6}가족[ ]?(?:관계|사항|상황)[ \t\]】>:]{0,4}$")
_FAMILY_ROW = regex.compile(rf"(?m)^[ \t|·\-*]{{0,4}}(?P<value>(?:{_ROW_KIN})[ \t]{{0,3}}[|:(/, \t][^\n]{{1,100}})$")
_ROWS_REACH = 800
# Without a heading a row needs an age or an occupation.
_OCCUPATION = by_first_letter(word.replace("_", " ") for word in words("occupations") if not word.isascii())
_LONE_ROW = regex.compile(
    rf"(?m)^[ \t|·\-*]{{0,4}}(?P<value>(?:{_ROW_KIN})[ \t]{{0,3}}[|:(/\t ][ ]{{0,3}}[가-힣]{{2,4}}[ \t]{{0,3}}[|(/,\t ][^\n]{{0,30}}?(?:[0-9]{{2}}[ ]?세?|(?:19|20)[0-9]{{2}}[^\n]{{0,8}})[ \t]{{0,3}}[|/,)\t ][ ]{{0,3}}(?:{_OCCUPATION})[^\n]{{0,20}})$"
)
_SIBLINGS = regex.compile(
    r"(?<![0-9가-힣])(?<!혼[ ]?\()(?P<value>[0-9]{1,2}[ ]?남[ ]?[0-9]{1,2}[ ]?녀(?:(?:[ ]?(?:중|가운데|의))?[ ]?(?:첫째|둘째|셋째|넷째|다섯째|장남|장녀|차남|차녀|막내(?:아들|딸)?|외아들|외동딸|맏이|맏딸|맏아들))?"
    r"|[0-9]{1,2}[남녀](?:의|[ ]?중)[ ]?(?:첫째|둘째|셋째|넷째|장남|장녀|차남|차녀|막내(?:아들|딸)?|맏이)"
    r"|(?:(?:두|세|네|삼|사|오)[ ]?(?:남매|자매|형제)|삼남매|형제|자매|남매|[0-9]남매)(?:의|[ ]?(?:중|가운데))[ ]?(?:첫째|둘째|셋째|넷째|장남|장녀|차남|차녀|막내(?:아들|딸)?|맏이|맏딸|맏아들)"
    r"|(?:두|세|네|다섯|삼|사|오)[ ]?(?:남매|자매|형제)(?=를|의[ ]|가[ ]|입니다|로[ ]|는[ ])|외동(?:아들|딸)(?![가-힣]{2})|무녀독남|무남독녀|외동(?=으로[ ]|이라|입니다|이며)|(?:장남|장녀|차남|차녀|막내(?:아들|딸)?|맏이|맏딸|맏아들)(?=(?:으)?로[ ](?:태어|자라|자랐|동생|가정|책임)|[ ]?(?:이자|입니다))"
    r"|(?:아이|자녀|아들|딸|애)[ ]?(?:하나|둘|셋|넷|[0-9][ ]?명)(?=을|를|이|[ ]?(?:혼자|키우|있|둔|의|와|과))|(?:한|두|세|네)[ ]?(?:아이|딸|아들|자녀)(?:의|를|을)[ ]?(?:엄마|아빠|어머니|아버지|부모|둔|키우|가장)|슬하에[ ](?:[0-9가-힣 ]{1,12}?(?:남|녀|명|하나|둘|셋|딸|아들|자녀))(?=을|를|이|가)"
    r"|쌍둥이[ ](?:아빠|엄마|남매|자매|형제|동생)|(?:한|두|세|네|다섯)[ ]살[ ](?:터울|위|아래|차이)[^.\n]{0,6}?(?:형|누나|오빠|언니|남동생|여동생|동생)|(?:한|두|세|네|다섯|여섯|일곱|[0-9]{1,2})[ ]?살(?:배기|짜리)?[ ](?:아들|딸|아이)(?=을|를|이|가|의|과|와)|(?:쌍둥이|늦둥이|세[ ]살|네[ ]살|[0-9]{1,2}[ ]?(?:살|개월)(?:[ ]된)?)[ ](?:아들|딸|아이|아기)(?=을|를|이|가|의|과|와)|(?:와이프|아내)가?[ ]임신[ ]?중|(?:육아|출산)[ ]?휴직(?=[ ]?(?:중|후[ ]복직|으로)))"
)
_NAMED = r"(?:[ ][가-힣]{2,6}(?:[ ][가-힣]{2,6})?(?:[ ]?\([^()\n]{1,12}\))?)?"
_OCCUPIED = rf"(?:[가-힣A-Za-z0-9]{{1,12}}[ ]){{0,2}}?[가-힣]{{0,5}}?(?:{_OCCUPATION})"
_WORKS = regex.compile(
    # 아버지는 목수로 일하셨고, 형은 해양경찰입니다, 배우자가 치과의사라
    rf"(?<![가-힣])(?:저희[ ])?(?:{_KIN}){_NAMED}(?:께서는|께서|님은|님께서는|은|는|이|가|도|이는|이가)[ ](?:[가-힣]{{1,8}}에서[ ]|[가-힣]{{2,8}}인으로[ ]|현재[ ]|평생[ ]|오랫동안[ ]|[0-9가-힣]{{1,5}}[ ]?(?:년째|년간|년)[ ]|지금[ ]|작은[ ]|시골에서[ ])*"
    rf"(?:(?P<value>[가-힣]{{1,8}}(?:[ ][가-힣]{{1,8}}){{0,2}}(?:을|를)[ ]?(?:운영|경영)(?=하|해))|(?P<value>{_OCCUPIED}(?:을|를)?)(?=(?:으로|로)[ ]?(?:일|근무|재직|계|지내|활동|퇴직|은퇴|정년|봉직|종사|살)|이시|이셨|입니다|이며|이고|이었|였|라[ ]|라서|셨|시고|시며|세요|예요|이에요|에[ ]?(?:다니|근무|재직|종사|계)|에서[ ]?(?:일|근무)|[ ]?(?:하시|하셨|하며|하고|하십|지으|지어|짓|운영|경영)|(?:이)?십니다|[.,]|$))"
)
_WHO = regex.compile(
    # 전복 양식을 하시는 아버지와
    rf"(?r)(?<![가-힣])(?P<value>(?:[가-힣]{{1,8}}에서[ ])?(?:[가-힣A-Za-z0-9]{{0,11}}[^은는이가와과도,.\s][ ])?[가-힣]{{0,5}}(?:{_OCCUPATION})(?:을|를|로|으로|에|이|에서)?[ ]?(?:하시는|하시던|하신|하는|하던|지내신|지낸|다니시는|다니는|다니시던|운영하시는|운영하시던|운영하는|지으시는|지으시던|짓는|계신|계시는|일하시는|일하시던|근무하시는|근무하시던|근무하신|이신|이셨던|이시던|인))[ ]"
)
_NEXT = regex.compile(
    rf"(?:{_KIN})(?:는|은|이는|가|이가)?[ ](?:[가-힣]{{1,8}}에서[ ])?(?P<value>{_OCCUPIED}에[ ]다니(?:고|며|시고|시며)|대학(?:교|원)?[ ][1-4]학년|(?:초등학교|중학교|고등학교|초등학생|중학생|고등학생|대학생|유치원생)(?:[ ]?[1-6]학년)?)"
)
_BRACKETED = regex.compile(
    rf"(?<![가-힣])(?:{_KIN}|부|모)[ ]?[가-힣]{{0,4}}[ ]?\((?:[가-힣]{{2,4}}(?:[ ]옹|[ ]여사)?[,/·][ ]?)?(?P<value>[^()\n]{{0,20}}(?:{_OCCUPATION})[^()\n]{{0,12}})\)"
)
_FOUND_FAMILY = regex.compile(
    # 자녀 1남, 부양가족 3명, 두 딸과 함께, 쌍둥이를 낳으면서, 편모 가정, 해군 복무 중 behind a relative's age
    r"(?<=(?:자녀|부양가족|슬하|가족)[ \t]{0,2}[:|]?[ \t]{0,2})(?P<value>[0-9]{1,2}[ ]?남(?:[ ]?[0-9]{1,2}[ ]?녀)?|[0-9]{1,2}[ ]?녀|[0-9][ ]?(?:명|인)|(?:아들|딸)[ ]?(?:하나|둘|셋|[0-9]명?)(?:[ ,]{1,2}(?:아들|딸)[ ]?(?:하나|둘|셋|[0-9]명?))?|하나|둘|셋)(?=[ ]*(?:$|[,./)\n|(]|있|입|을[ ]|를[ ]))"
    r"|(?<![가-힣])(?P<value>(?:(?:어린|다[ ]큰|중학생|초등학생|사춘기)[ ])?(?:두|세|네)[ ](?:딸|아들|아이|자녀|남매|자매|형제))(?=과[ ]|와[ ]|이[ ]|은[ ]|을[ ]|를[ ]|가[ ]|는[ ]|도[ ]|의[ ]|에게|입니다)"
    r"|(?<![가-힣])(?P<value>(?:(?:[한두세네]|다섯|여섯|일곱|여덟|아홉|열|[0-9]{1,2})[ ]?살[ ]?(?:된[ ])?)?(?:쌍둥이|늦둥이|세[ ]?쌍둥이|연년생)(?:[ ]?(?:남매|자매|형제|아들|딸))?)(?=(?:를|을)[ ](?:낳|출산|임신|키우|키워|돌보|둔|둘|양육|기르)|의[ ](?:엄마|아빠|부모|어머니|아버지)|(?:가|이)[ ](?:태어|생겨|생긴|있|초등|중학|유치|어린이집)|[ ](?:엄마|아빠|육아))"
    r"|(?<![가-힣])(?P<value>(?:홀|편)(?:어머니|아버지)(?=[ ](?:밑|슬하|아래|손)|와|과|를|를|께|가|의)|(?:편모|편부|조손|다문화|한부모|다둥이)[ ]?(?:가정|가족|슬하)(?=에서[ ](?:자|태|성)|이|의[ ](?:첫|둘|막|장|자|아|엄)|입|으로)|(?:할머니|할아버지|조부모(?:님)?|외할머니|이모|고모|삼촌)[ ]손에(?:서)?(?=[ ](?:자|컸|큰|길)))"
)
_AGED = regex.compile(
    rf"(?<![가-힣])(?:{_KIN})[ ]?[가-힣]{{0,4}}[ ]?\([ ]?(?:만[ ]?)?[0-9]{{1,2}}[ ]?(?:세|살)?[ ]?[,/·][ ]?(?P<value>[^()\n,/]{{2,20}})(?=[),/])"
)
_DOES = regex.compile(
    # 형은 무역 회사에 다니고, 누나는 미국에서 유학 중, 부모님은 농사를 지으시고: what one says of relatives only
    rf"(?<![가-힣])(?:{_KIN}|부모님|양친){_NAMED}(?:께서는|께서|님은|은|는|이|가|도)[ ](?:현재[ ]|지금[ ]|평생[ ])?(?P<value>(?:[가-힣A-Za-z0-9]{{1,10}}[ ])?[가-힣A-Za-z0-9]{{1,12}}(?:에[ ]다니(?=[고며시십셨])|에서[ ](?:유학|근무|직장[ ]?생활|대학원?[을를]?[ ]다니|공부|군[ ]?복무|장사를?[ ]?하|일하)(?=[고며시십셨는 ]|[ ]?중|하)|에[ ](?:재학|재직|근무)(?=[ ]?중|하)|(?:을|를)[ ](?:짓|지으|하시|운전하|(?<=(?:소|돼지|닭|벌|오리|버섯|딸기|사과|화초)[를을][ ]?)(?:키우시|기르시))(?=[고며시십셨]|는))|(?:군|해군|육군|공군|해병대)?[ ]?(?:군[ ]?)?복무(?=[ ]?중)|유학(?=[ ]?중)|취업[ ]?준비(?=[ ]?중)|재수(?=[ ]?중)|투병(?=[ ]?중))"
    r"|(?<![가-힣])아이(?:는|가)[ ](?P<value>하나|둘|셋|넷|[1-4]명)(?=입|이|있|[.,\n]|$)"
)
_RUNS = regex.compile(
    # 서예 학원을 운영하시는 어머니: what is run need not be on the list.
    rf"(?<![가-힣])(?P<value>(?:(?!아버지|어머니)[가-힣]{{1,8}}(?<![은는이가와과도고며][ ]?)[ ])?[가-힣]{{1,8}}(?:을|를)[ ]?(?:운영|경영)하(?:시는|시던|던|는|셨던))[ ](?=(?:{_KIN})(?:와|과|의|께|은|는|이|가|를|을|에게|님|[ ]?밑|[ ](?:아래|슬하|손)))"
)
_ENGLISH_KIN = "father|mother|dad|mom|mum|parents?|husband|wife|spouse|brother|sister|son|daughter|grandfather|grandmother|fiancée?|partner|elder brother|older brother|younger brother|elder sister|older sister|younger sister"
_ENGLISH_OCCUPATION = by_first_letter(word.replace("_", " ") for word in words("occupations") if word.isascii())
_ENGLISH = regex.compile(
    rf"(?<![A-Za-z])(?:my|her|his|our|the[ ]applicant's)[ ](?P<value>(?:{_ENGLISH_KIN})(?:,[ ]\p{{Lu}}\p{{L}}{{1,15}},|[ ]\p{{Lu}}\p{{L}}{{1,15}})?(?:,|[ ](?:is|was|are|were|works?(?:ed)?[ ]as|work(?:s|ed)[ ]for|runs?|ran|owns?))[ ](?:(?:(?<=runs[ ]|ran[ ]|owns[ ]|owned[ ])an?[ ][a-z][a-z -]{{2,25}}(?=[.,]|[ ]and[ ]|[ ]in[ ]))|(?:both[ ])?(?:an?[ ])?(?:(?:retired|former|registered|primary|high|elementary|middle|school|public|small|local|self-employed|truck|bus|taxi|tricycle|university|government|bank|rice|civil|veterinary|dental)[ ]){{0,3}}(?:{_ENGLISH_OCCUPATION})s?(?![A-Za-z]))(?:[ ](?:in|at|of)[ ]\p{{Lu}}\p{{L}}{{1,15}})?)"
    rf"|(?<![A-Za-z])(?P<value>(?:only[ ]child|(?:eldest|oldest|youngest|middle|second|third|first)[ ](?:child[ ]|son[ ]|daughter[ ])?of[ ](?:two|three|four|five|six|[2-9])(?:[ ](?:children|siblings|brothers|sisters|kids))?|(?:eldest|oldest|youngest|only|second)[ ](?:son|daughter|child)(?![ ]of)|(?:mother|father|mom|dad|parent)[ ]of[ ](?:an?|one|two|three|four|[1-5])(?![A-Za-z])(?:[ ](?:children|kids|boys|girls|sons|daughters|child|son|daughter))?|(?:i[ ]have[ ])(?:one|two|three|four|[1-5]|an?|no)[ ](?:young[ ]|small[ ]|little[ ]|older[ ]|younger[ ]|elder[ ]|school-age[ ])?(?:children|kids|sons?|daughters?|child|brothers?|sisters?|siblings)(?:[ ]and[ ](?:one|two|three|an?)[ ]\w{{2,9}})?))(?![A-Za-z])",
    regex.IGNORECASE,
)
_ENGLISH_CHILDREN = regex.compile(
    r"(?<![A-Za-z])(?P<value>(?:my|our|his|her|their)[ ](?:(?:\w{3,6}|[0-9]{1,2})-(?:year|month)-old[ ](?:son|daughter|boy|girl|child|baby|twins)|raised[ ]by)|raised[ ]by[ ](?:my[ ](?:grand\w{4,7}|aunt|uncle|mother|father)|a[ ]single[ ](?:mother|father|parent)))(?![A-Za-z])|(?<![A-Za-z])(?P<value>(?:my|our|his|her)[ ](?:one|two|three|four|[1-5]|twin|young|little)[ ](?:young[ ]|small[ ]|little[ ]|teenage[ ]|school-age[ ])?(?:sons?|daughters?|kids?|children|boys|girls))(?![A-Za-z])"
    r"|(?<![A-Za-z])(?:(?:husband|wife|spouse|partner|family|parents)(?:,)?[ ](?:and|with|plus)(?:[ ]i[ ]have)?|we[ ]have|we['’]ve[ ]got|i['’]ve[ ]got|(?:she|he|and|i)[ ]ha(?:s|ve)|raising|raise[ds]?|have)[ ](?P<value>(?:an?|one|two|three|four|[1-5])[ ](?:young[ ]|small[ ]|little[ ]|teenage[ ]|grown[ ]|adult[ ]|school-age[ ])?(?:sons?|daughters?|kids?|children|twins|boys|girls|toddlers?)(?:[ ]in[ ](?:primary|elementary|middle|high)[ ]school)?)(?![A-Za-z])(?![ ](?:in[ ]the[ ](?:study|dataset)|per[ ]))"
    r"|(?<![A-Za-z])my[ ](?:parents|father|mother|husband|wife|brother|sister|family|in-laws)[ ](?P<value>(?:runs?|owns?|ran|owned|operates?)[ ](?:an?|our)[ ](?:[a-z-]{2,14}[ ]){0,2}[a-z-]{3,14})(?=[.,;\n]|$|[ ](?:and|in|near|where|for|since)[ ])"
    r"|(?<![A-Za-z])(?P<value>(?:mother|father|mom|mum|dad|parent)[ ](?:of|to)[ ](?:\w{3,5}[ ])?(?:twins|triplets|(?:young|small)[ ]children))(?![A-Za-z])",
    regex.IGNORECASE,
)
_ENGLISH_ROW = regex.compile(
    rf"(?im)(?<![A-Za-z])(?:children|kids|dependents?)[ ]?[:.|\t][ .:|\t]{{0,12}}(?P<value>(?:one|two|three|four|[1-5])[ ](?:sons?|daughters?|boys?|girls?|children|kids?)(?:[ ]?\([^()\n]{{1,14}}\))?)|^[ \t|·\-*•]{{0,6}}(?P<value>(?:{_ENGLISH_KIN})(?:['’]s?[ ](?:name|occupation|job|age))?[ ]{{0,3}}[:|\t][ ]{{0,3}}[^\n]{{2,100}})$"
)
_SIBLING_NEEDS = tuple(
    "남매 자매 형제 외동 막내 장남 장녀 차남 차녀 맏 녀 슬하 아이 아들 딸 자녀 애 독남 쌍둥이 늦둥이 터울 살배기 짜리 살 임신 휴직".split()
)
_KIN_SIGN = regex.compile(rf"(?<![가-힣])(?:{_KIN}|부모님|양친|아이)(?=[^\n]{{0,40}}?(?:께서|은|는|이|가|도)[ ])")
# 하시는 아버지: only what stands before such a pair is read.
_WHO_SIGN = regex.compile(rf"(?<=[는신던인][ ])(?:{_KIN})(?=와|과|의|께|은|는|이|가|를|을|에게|[ ]?밑|아래|[ ]슬하|님)")
_BEFORE = 50
_ENGLISH_GATE = regex.compile(
    r"father|mother|parent|husband|wife|spouse|brother|sister|son|daughter|child|partner|eldest|oldest|youngest|sibling|fianc|mom|dad|kids|twin",
    regex.IGNORECASE,
)


class FamilyRecognizer(VeilRecognizer):
    """FAMILY: the rows of a family table, brothers and sisters, children, and what relatives do."""

    ENTITIES = ("FAMILY",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield rows below a family heading, and phrases of prose."""
        text = analysis.text
        done = 0
        for heading in scan(_FAMILY_HEADING, text):
            begin, done = max(done, heading.end()), heading.end() + _ROWS_REACH
            for row in scan(_FAMILY_ROW, text, begin, max(begin, done)):
                yield Found(*row.span("value"), 0.9, "FAMILY")
        known: list[tuple[int, int]] = []
        for opening, value in _phrases(text):
            if not tells_of_others(text, *value):
                known.append(whole_clause(text, opening, *value))
        known += list(find_relatives(text, known))
        for start, end in _merge(known):
            yield Found(start, end, 0.75, "FAMILY")


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join spans that overlap: one clause is found by several of its words."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _phrases(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield where a clause about a relative may begin, what tells."""
    yield from ((match.start("value"), match.span("value")) for match in scan(_LONE_ROW, text))
    relatives = list(scan(_KIN_SIGN, text))
    signs = find_signs(text, [kin.end() for kin in relatives])
    for kin in relatives:
        if may_tell(signs, kin.end()):
            for pattern in (_WORKS, _DOES):
                match = pattern.match(text, kin.start(), timeout=TIMEOUT_SECONDS)
                if match is not None:
                    yield match.start(), match.span("value")
    for kin in scan(_WHO_SIGN, text):
        who = _WHO.match(text, max(0, kin.start() - _BEFORE), kin.start(), timeout=TIMEOUT_SECONDS)
        if who is not None:
            yield who.start("value"), who.span("value")
    patterns = [_NEXT, _BRACKETED, _FOUND_FAMILY, _AGED, _RUNS]
    if any(need in text for need in _SIBLING_NEEDS):
        patterns.append(_SIBLINGS)
    for pattern in patterns:
        for match in scan(pattern, text):
            yield match.start("value"), match.span("value")
    if _ENGLISH_GATE.search(text) is not None:
        for pattern in (_ENGLISH, _ENGLISH_ROW, _ENGLISH_CHILDREN):
            yield from ((match.start("value"), match.span("value")) for match in scan(pattern, text))
