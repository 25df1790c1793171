# ruff: noqa: E501 - a pattern reads better on one line
"""Attributes that running text tells by its own words: 서른두 살, 92년생, 부산 출신, ``a 32-year-old``, 지체장애 3급."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.address import DISTRICT, PROVINCE
from service.privacy.recognizers.base import Analysis, Found, Match, VeilRecognizer, scan
from service.privacy.recognizers.births import DATE, MONTH_AND_DAY, YEAR, YEAR_AND_MONTH, is_possible_birth
from service.privacy.recognizers.others import MEASURED, tells_of_averages, tells_of_others
from service.privacy.recognizers.phrase import COUNTRY, COUNTY, NATIONAL, RELIGION, Phrase, compile_phrase
from service.privacy.recognizers.stories import STORIES

_AROUND = 40
_SEX = r"(?:남성|여성|남자|여자|남|여|男|女|male|female|man|woman|[MF])(?![A-Za-z])"
_LIST = r"[ ]{0,2}[,/·|.][ ]{0,2}"
_AGE_END = r"(?![ ]?(?:반[ ]|반을|반의|유아|영아|원아|아동|누리|교실|이상|이하|미만|초과|부터|까지|기|대|트|션|관|면|[~-][ ]?[0-9]))"
# 하나, 둘 ... as they stand before 살, and alone.
_ONES = "한|하나|두|둘|세|셋|네|넷|다섯|여섯|일곱|여덟|아홉"
_TENS = "스물|스무|서른|마흔|쉰|예순|일흔"
_TEENS = "twenty|thirty|forty|fifty|sixty"
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_PLACE = rf"(?:{PROVINCE}(?:[ ](?:{DISTRICT}|{COUNTY})(?:[ ]{DISTRICT})?)?(?:[ ][가-힣]{{1,4}}(?:읍|면|동|리))?|{DISTRICT}(?:[ ][가-힣]{{1,4}}(?:읍|면|동|리))?|{COUNTY}(?=에서|[ ]?출신|[ ]?태생))"
_NAME_OF_PLACE = r"\p{Lu}\p{L}{2,15}(?:-(?:si|do|gun|gu))?(?:,?[ ](?-i:\p{Lu})\p{L}{1,15}){0,2}"
_AGES = (
    Phrase("AGE", ("세", "살"), compile_phrase(rf"(?P<value>만[ ]?[0-9]{{1,3}}[ ]?(?:세|살)){_AGE_END}"), 0.85),
    Phrase(
        "AGE",
        ("세", "살"),
        compile_phrase(
            rf"(?<![0-9~\-.A-Za-z])(?<![A-Za-z][ ])(?P<value>[1-9][0-9]?[ ]?(?:세|살)){_AGE_END}(?![ ]?(?:아이|어린이|유아|아동|고객|사용자|인구|청년|여아용|남아용))(?=[^가-힣]|의|인(?!조)|로|이(?![상하])|입|남|여|에(?!서)|때|쯤|정도|시[니고며지]|[ ]?(?:남|여))"
        ),
        0.6,
    ),
    Phrase("AGE", ("살", "나이"), compile_phrase(rf"(?<![가-힣])(?P<value>(?:열|{_TENS})(?:{_ONES})?[ ]?살)(?!펴|피|리|려|짝)")),
    Phrase("AGE", ("스물", "서른", "마흔", "쉰", "예순", "일흔"), compile_phrase(r"(?<![가-힣])(?P<value>(?:스물|서른|마흔|쉰|예순|일흔)[ ]?(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉))(?![ ]?(?:명|개|번|곳|가지|건|차례|권|시간|편|대|마리|장|분|회|팀|해|페이지))(?=$|[^가-힣]|의|이|에|인|살|입|이에요)"), 0.6),
    Phrase("AGE", ("서른", "마흔", "쉰", "스무"), compile_phrase(r"(?<![가-힣])(?P<value>(?:서른|마흔|쉰|스무[ ]?살))(?=[ ]?(?:살|의[ ]나이|이[ ]?(?:되|넘)|을[ ]?(?:넘|앞)|에[ ]?접어))"), 0.6),
    Phrase("AGE", ("대 ", "대의", "대로", "대입"), compile_phrase(r"(?:저는|나는|본인은)[ ](?:올해[ ])?(?P<value>[2-6]0대(?:[ ]?(?:초반|중반|후반|초|중|후))?)(?=의|인|이|입|로|[ ])"), 0.6),
    Phrase("AGE", ("year",), compile_phrase(rf"(?<![0-9A-Za-z])(?P<value>(?:[1-9][0-9]?|(?:{_TEENS})(?:-(?:{_UNITS}))?)[ -]years?[ -](?:olds?|of[ -]age))(?![A-Za-z])(?![ -](?:codebase|company|firm|system|app|application|monolith|product|project|platform|service|bug|library|brand|startup|start-up|model|machine|building|code|legacy|software|website|repository))"), 0.7),
    Phrase("AGE", ("yo", "y/o", "yrs old"), compile_phrase(r"(?<![0-9A-Za-z])(?P<value>[1-9][0-9][ ]?(?:y/?o|yrs[ ]old))(?![A-Za-z])"), 0.7),
    Phrase("AGE", ("age", "turn", "i am", "i'm", "i’m", "was", "'ll be", "currently"), compile_phrase(r"(?<![A-Za-z])(?:aged|(?<!average |mean |median )age(?:[ ]of|[ ]is|:)?|turn(?:s|ed|ing)?|i[ ]am|i['’]m|(?:when|since)[ ](?:he|she|i)[ ]was|i['’]ll[ ]be|currently)[ ](?P<value>[1-9][0-9])(?=[.,;:)\n!?]|$|[ ](?:and|but|now|this|last|next|in|on|soon|with|,|years?[ ]old|when|as))(?![.,][0-9]|[ ](?:and|with|in)[ ](?:[0-9]|charge))"), 0.55),
    Phrase("AGE", ("in my",), compile_phrase(r"in[ ]my[ ](?P<value>(?:early|mid|late)[ -](?:twenties|thirties|forties|fifties|[2-5]0s))"), 0.6),
    Phrase("AGE", ("(", "남", "여", "m", "f"), compile_phrase(rf"[(][ ]?{_SEX}{_LIST}(?P<value>(?:만[ ]?)?[1-9][0-9]?[ ]?(?:세|살|y(?:/?o)?)?)[ ]?[),/]"), 0.9),
    Phrase("AGE", ("(", "세", "살"), compile_phrase(rf"[(][ ]?(?P<value>(?:만[ ]?)?[1-9][0-9]?[ ]?(?:세|살))[ ]?(?:[),/·]|{_LIST})(?![ ]?(?:이상|이하))"), 0.9),
)  # fmt: skip
_AGE_SIGN = regex.compile(r"만[ ]?[0-9]{1,2}[ ]?(?:세|살)")
_TOGETHER = r"(?:age|나이|연령)[ ]?/[ ]?(?:sex|gender|성별)|(?:sex|gender|성별)[ ]?/[ ]?(?:age|나이|연령)"
_BOTH = (
    Phrase(
        "NATIONALITY",
        ("i am", "i'm", "i’m"),
        compile_phrase(rf"(?<![A-Za-z])i(?:[ ]am|['’]m)[ ][^.\n]{{1,20}},[ ](?P<value>{NATIONAL})(?=[,.]|[ ]and[ ])"),
        0.7,
    ),
    Phrase(
        "DATE_OF_BIRTH",
        ("세", "살"),
        compile_phrase(rf"(?<![0-9.~-])(?<![~-][ ])(?P<value>{DATE}),[ ]?(?=만[ ]?[0-9]{{1,2}}[ ]?(?:세|살))"),
        0.85,
        anchor=_AGE_SIGN,
    ),
    Phrase(
        "AGE",
        ("/",),
        compile_phrase(
            rf"(?:{_TOGETHER})[ :|]{{1,4}}(?:{_SEX}[ ]?[/,][ ]?)?(?P<value>(?:만[ ]?)?[1-9][0-9](?:세|살)?)(?![0-9])"
        ),
        0.9,
    ),
    Phrase(
        "GENDER",
        ("/",),
        compile_phrase(
            rf"(?:{_TOGETHER})[ :|]{{1,4}}(?:(?:만[ ]?)?[1-9][0-9](?:세|살)?[ ]?[/,][ ]?)?(?P<value>{_SEX})"
        ),
        0.9,
    ),
    Phrase("AGE", ("/남", "/여"), compile_phrase(r"(?<![0-9/.])(?P<value>[1-9][0-9])(?=/(?:남|여)(?![가-힣]))"), 0.75),
    Phrase(
        "AGE",
        ("birth", "dob", "생년월일", "생"),
        compile_phrase(
            rf"(?:birth|dob|생년월일)[^\n]{{0,4}}?[ :]{{1,3}}(?:{DATE})[ ]?\([ ]?(?:age[ ]?|만[ ]?)?(?P<value>[1-9][0-9])[ ]?\)"
        ),
        0.85,
    ),
    Phrase(
        "AGE",
        ("at ",),
        compile_phrase(
            r"(?<![A-Za-z])(?:At[ ](?P<value>[1-9][0-9]),?[ ](?:I|he|she)(?![A-Za-z])|(?:moved|emigrated|immigrated|came|left|married|started)[^.\n0-9]{0,30}[ ]at[ ](?P<value>[1-9][0-9]?)(?=[.,;]))"
        ),
        0.65,
    ),
    Phrase(
        "AGE",
        ("환갑", "칠순"),
        compile_phrase(r"(?<![가-힣])(?P<value>환갑|칠순)(?=을[ ](?:앞[두둔뒀]|넘)|이[ ](?:되|넘)|에[ ](?:새로|다시))"),
        0.65,
    ),
    Phrase(
        "DATE_OF_BIRTH",
        ("띠",),
        compile_phrase(
            r"(?<![0-9가-힣])(?P<value>(?:(?:19|20)?[0-9]{2}년[ ]?(?:생[ ]?)?)?(?:쥐|소|호랑이|토끼|용|뱀|말|양|원숭이|닭|개|돼지)띠)(?=[^가-힣]|$|입|이|로|의|라|여|예)"
        ),
        0.75,
    ),
    Phrase(
        "DATE_OF_BIRTH",
        ("born",),
        compile_phrase(rf"(?<![A-Za-z])born[ ]in[ ][\p{{L}} ,-]{{2,30}}[ ]in[ ](?P<value>{YEAR})(?![0-9])"),
        0.85,
    ),
    Phrase(
        "HOMETOWN",
        ("출생", "생년월일"),
        compile_phrase(
            rf"(?:출생|생년월일)[^\n]{{0,3}}:[ ]?(?:{DATE}),?[ ](?P<value>{_PLACE}|{PROVINCE}[ ](?:{DISTRICT}|{COUNTY}))"
        ),
        0.8,
    ),
    Phrase(
        "HOMETOWN",
        ("초중고", "초·중·고", "학창", "유년", "어린 시절"),
        compile_phrase(
            rf"(?<![가-힣A-Za-z])(?P<value>{_PLACE})(?:에서|의)[ ](?:[가-힣]{{1,6}}[ ]){{0,2}}(?:초중고|초·중·고|학창[ ]?시절|유년|어린[ ]시절)"
        ),
        0.75,
    ),
    Phrase(
        "HOMETOWN",
        ("상도", "라도", "청도", "고향"),
        compile_phrase(
            rf"(?<![가-힣])(?:(?P<value>경상도|전라도|충청도|강원도)(?=[ ]?(?:출신|사나이|사람|남자|여자|사투리|토박이))|고향[ ](?P<value>{_PLACE}|{COUNTY})(?=을|를|에|인|이))"
        ),
        0.75,
    ),
    Phrase(
        "NATIONALITY",
        ("동포", "교포", "고려인", "조선족", "에서 온"),
        compile_phrase(
            rf"(?<![가-힣])(?P<value>(?:재[가-힣]{{1,2}}[ ]?(?:동포|교포)|고려인|조선족)(?:[ ]?[1-5]세)?)(?=로|으로|입|이|라|인|출신)|(?<![가-힣])(?P<value>{COUNTRY})에서[ ]온(?=[ ](?:유학생|이주|노동자|결혼|저|사람|학생))"
        ),
        0.75,
    ),
    Phrase(
        "NATIONALITY",
        ("citizenship",),
        compile_phrase(r"(?<![A-Za-z])(?P<value>dual[ ][A-Za-z. ]{2,30}?[ ]?citizenship)"),
        0.8,
    ),
    Phrase(
        "RELIGION",
        ("religion",),
        compile_phrase(rf"(?<![A-Za-z])religion[ ]?[-=][ ]?(?P<value>{RELIGION})(?![A-Za-z])"),
        0.85,
    ),
    Phrase(
        "RELIGION",
        ("family", "household"),
        compile_phrase(rf"(?<![A-Za-z])(?P<value>(?:devout[ ])?(?:{RELIGION}))(?=[ ](?:family|household)(?![A-Za-z]))"),
        0.75,
    ),
    Phrase("RELIGION", ("종교",), compile_phrase(rf"종교[^\n:|]{{0,12}}[ ](?P<value>{RELIGION})(?=입|이|예|라)"), 0.8),
)
_BIRTH_SIGN = regex.compile(r"(?:출생|생)(?<=[0-9일월년.][ ]?\w{1,2})")
_SEX_SIGN = regex.compile(r"(?:남|여)(?:성|자)?(?=[ ]?(?:$|[)\n,/|·.]))")
_NUMBER_SIGN = regex.compile(r"제[ ]?[0-9]")
_BIRTHS = (
    Phrase("DATE_OF_BIRTH", ("생",), compile_phrase(rf"(?<![0-9])(?P<value>(?:{DATE}|{YEAR_AND_MONTH})[ ]?(?:출생|생(?!일|산|성|활|명|애|존|각|태|긴|기|겨|길|방)))"), 0.9, anchor=_BIRTH_SIGN),
    Phrase("DATE_OF_BIRTH", ("생",), compile_phrase(rf"(?<![0-9])(?P<value>(?:{YEAR}|'?[0-9]{{2}})[ ]?년[ ]?(?:출)?생)(?!산|성|활|명|존|각|태|긴|기|겨|길|방|애)"), 0.9, anchor=_BIRTH_SIGN),
    Phrase("DATE_OF_BIRTH", ("출생", "태어"), compile_phrase(rf"(?<![0-9])(?P<value>(?:{DATE}|{YEAR_AND_MONTH}|{YEAR}[ ]?년)(?:생)?)(?:에|,)?[ ](?!이전|이후|부터)(?:[가-힣0-9]{{1,12}}[ ]){{0,5}}(?:[가-힣]{{1,6}}[ ]?)?(?:출생|태어(?!난[ ](?:서비스|제품|회사|기업|브랜드|조직|팀|프로젝트|기술|언어)))"), 0.85),
    Phrase("DATE_OF_BIRTH", ("생일",), compile_phrase(rf"생일[은도이:]?[ ]{{0,2}}(?P<value>{DATE}|{MONTH_AND_DAY})"), 0.85),
    Phrase("DATE_OF_BIRTH", ("6자리", "여섯 자리", "앞자리"), compile_phrase(r"(?:생년월일|주민(?:등록)?번호|생일)[^\n]{0,6}?(?:6|여섯)?[ ]?(?:앞)?자리[^0-9\n]{0,6}(?P<value>[0-9]{6})(?![0-9])"), 0.9),
    Phrase("DATE_OF_BIRTH", ("born", "birthday"), compile_phrase(rf"(?<![A-Za-z])(?:born|birthday)[ :]{{1,2}}(?:is|on|in)?[ ]?(?:the[ ])?(?P<value>{DATE}|(?:{YEAR_AND_MONTH})(?![0-9])|{YEAR}(?![0-9]))"), 0.9),
    Phrase("DATE_OF_BIRTH", ("남", "여", "m", "f"), compile_phrase(rf"(?<![가-힣A-Za-z]){_SEX}(?:{_LIST}|[ ]?\([ ]?)(?P<value>{DATE})"), 0.85),
    Phrase("DATE_OF_BIRTH", ("남", "여", "m", "f"), compile_phrase(rf"(?<![0-9.~-])(?<![~-][ ])(?P<value>{DATE}){_LIST}(?=(?:남|여)(?:성|자)?[ ]?(?:$|[)\n,/|·.]))"), 0.85, anchor=_SEX_SIGN),
)  # fmt: skip
_SEXES = (
    Phrase("GENDER", ("남", "여"), compile_phrase(rf"(?<=(?:[0-9][ ]?(?:세|살)|[ ]살|[0-9][ ]?년[ ]?(?:[0-9]{{1,2}}월)?생|[0-9](?:일|\.)?[ ]?생){_LIST})(?P<value>(?:남|여)(?:성|자|아)?)(?![가-힣]{{2}}|[부동서북화유])"), 0.85),
    Phrase("GENDER", ("남", "여"), compile_phrase(r"(?<=[0-9][ ]?(?:세|살|년생)[ ])(?P<value>남성|여성|남자|여자|남|여)(?=$|[^가-힣]|입|이|로|의|에)"), 0.85),
    Phrase("GENDER", ("남", "여"), compile_phrase(rf"(?<![가-힣])(?P<value>(?:남|여)(?:성|자)?)(?={_LIST}(?:만[ ]?)?(?:[0-9]{{1,2}}[ ]?(?:세|살)|[0-9]{{2,4}}[ ]?[년./-]))"), 0.8),
    Phrase("GENDER", ("남", "여", "m", "f"), compile_phrase(r"[(][ ]?(?P<value>남|여|M|F)(?:성|자)?[ ]?[/,·][ ]?(?:만[ ]?)?[0-9]"), 0.9),
    Phrase("GENDER", ("남", "여", "male"), compile_phrase(r"(?<=[(/,|][ ]?)(?P<value>남성?|여성?|남자|여자|(?:fe)?male)(?=[ ]?[)/,|\n])(?![ ]?[/,|][ ]?(?:남|여|(?:fe)?male))(?<!(?:남성?|여성?|남자|여자|male)[ ]?[/,|][ ]?(?:남성?|여성?|남자|여자|(?:fe)?male))"), 0.55),
    Phrase("GENDER", ("남성", "여성", "남자", "여자"), compile_phrase(r"(?:저는|나는|본인은|제가)[ ](?:[가-힣0-9]{1,8}[ ]){0,2}(?P<value>남성|여성|남자|여자)(?=으로|로|이|입|인|라|이며|[ ])"), 0.8),
    Phrase("GENDER", ("성별",), compile_phrase(r"성별[은이][ ](?P<value>남성|여성|남자|여자|남|여)(?=입|이|이며|으로|[.,\n ]|$)"), 0.85),
    Phrase("GENDER", ("male", "man", "woman", "pronouns"), compile_phrase(r"(?<![A-Za-z])(?:i[ ]am|i['’]m|year-old|years[ ]old,?|identify[ ]as)[ ](?:an?[ ])?(?P<value>(?:fe)?male|(?:wo)?man)(?![A-Za-z]|-)|pronouns:?[ ]\(?(?P<value>(?:she|he)/(?:her|him)(?:/(?:hers|his))?)"), 0.8),
)  # fmt: skip
_ORIGINS = (
    Phrase("NATIONALITY", ("국적", "시민권", "영주권"), compile_phrase(rf"(?<![가-힣A-Za-z])(?P<value>(?:{COUNTRY})[ ]?(?:국적자?|시민권자?|영주권자?))(?![ ]?(?:기업|선박|선사|항공사|회사|데이터|취득[ ]절차))"), 0.9),
    # A cell of a row that goes on with a foreigner's number.
    Phrase("NATIONALITY", ("-5", "-6", "-7", "-8"), compile_phrase(rf"(?<=[ ]{{2}}|\t|[|/,][ ]?)(?P<value>{COUNTRY})(?=[ ]{{2}}|\t|[ ]?[|/,])(?=[^\n]{{1,30}}[0-9]{{6}}[ ]?-[ ]?[5-8])"), 0.8),
    Phrase("NATIONALITY", ("국적",), compile_phrase(rf"국적(?:은|이|:)?[ ]{{0,2}}(?P<value>{COUNTRY})"), 0.9),
    Phrase("NATIONALITY", ("인입니다", "인으로", "인이", "동포", "조선족"), compile_phrase(rf"(?:저는|나는|본인은)[ ](?:[가-힣]{{1,6}}[ ])?(?P<value>(?:{COUNTRY})인|조선족|(?:중국|재외|재미|재일)[ ]?동포)(?=으로|이|입|이며|라)"), 0.8),
    Phrase("NATIONALITY", ("national", "citizen"), compile_phrase(rf"(?<![A-Za-z])(?P<value>(?:{NATIONAL})[ ](?:national(?:ity)?|citizen(?:ship)?))(?![A-Za-z])(?![ ](?:tax|bank|team|university|park|museum|police|hospital|library|assembly|holiday|pension|standard))"), 0.8),
    Phrase("NATIONALITY", ("citizen of", "national of"), compile_phrase(rf"(?<![A-Za-z])(?:citizen|national)s?[ ]of[ ](?:the[ ])?(?P<value>{_NAME_OF_PLACE})"), 0.75),
    Phrase("NATIONALITY", ("i am", "i'm", "i’m"), compile_phrase(rf"(?<![A-Za-z])i(?:[ ]am|['’]m)[ ](?:an?[ ])?(?P<value>{NATIONAL})(?=[.,;!\n]|$|[ ](?:and|but|by|woman|man|living|born|who))"), 0.75),
    Phrase("HOMETOWN", ("태어", "출생", "자라", "자랐", "자란", "나고"), compile_phrase(rf"(?<![가-힣A-Za-z])(?P<value>{_PLACE})(?:에서|의|에)?(?=[^.\n]{{0,40}}?(?:태어(?!난[ ](?:서비스|제품|회사|기업|브랜드|조직|팀|프로젝트|기술|언어))|출생(?!률|아)|나고[ ]자|(?<!모)자라(?!났)|(?<!모)자랐|(?<!모)자란))"), 0.75),
    Phrase("HOMETOWN", ("고향",), compile_phrase(rf"고향(?:은|인|이|:)?[ ]{{0,2}}(?P<value>{_PLACE}|[가-힣]{{2,4}}(?=에서|[ ]?(?:입니다|이며|이고|이라|으로)))|(?<![가-힣])(?P<value>{_PLACE})(?:[이은을가])?[ ]?(?:제[ ])?고향"), 0.8),
    Phrase("HOMETOWN", ("출신", "태생", "토박이"), compile_phrase(rf"(?<![가-힣A-Za-z])(?P<value>(?:{PROVINCE}|{COUNTY})(?:[ ](?:{DISTRICT}|{COUNTY}))?|{DISTRICT})[ ]?(?:출신|태생|토박이)(?![ ]?(?:대학|기업|회사|데이터))"), 0.75),
    Phrase("HOMETOWN", ("born",), compile_phrase(r"(?<![A-Za-z])born(?:[ ]and[ ]raised)?[^.\n]{0,22}?[ ](?:in|at)[ ](?P<value>(?-i:\p{Lu})(?<!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*)\p{L}{2,15}(?:-(?:si|do|gun|gu))?(?:,?[ ](?-i:\p{Lu})\p{L}{1,15}){0,2})(?![ ]?[0-9])"), 0.75),
    Phrase("HOMETOWN", ("raised in", "grew up in", "native of", "hometown", "come from", "am from", "'m from", "’m from", "originally from", " is from", "hail from"), compile_phrase(r"(?<![A-Za-z])(?:(?:(?:was|and|i)[ ]raised|grew[ ]up)[ ](?:\w{1,10}[ ])?in|native[ ]of|hometown(?:[ ](?:is|of))?:?|(?:come|hail|am|['’]m|originally)[ ](?:originally[ ])?from|(?:mother|father|family|parents|wife|husband)[ ](?:is|are)[ ]from)[ ](?:the[ ])?(?P<value>(?-i:\p{Lu})\p{L}{2,15}(?:-(?:si|do|gun|gu))?(?:,?[ ](?-i:\p{Lu})\p{L}{1,15}){0,2})"), 0.75),
    Phrase("HOMETOWN", ("birth",), compile_phrase(rf"birth[^\n]{{0,10}}?:[ ]{{0,4}}(?:{DATE}),[ ](?P<value>(?-i:\p{{Lu}})\p{{L}}{{1,15}}(?:,?[ ](?-i:\p{{Lu}})\p{{L}}{{1,15}}){{0,3}})"), 0.8),
)  # fmt: skip
_CM = r"(?:cm|센티미터|센티)(?![A-Za-z])"
_KG = r"(?:kg|킬로그램|킬로)(?![A-Za-z]|바이트)"
_BODIES = (
    Phrase("HEIGHT", ("키", "신장"), compile_phrase(rf"(?<![가-힣])(?:키|신장)[ ]?(?:는|은|이|가|:)?[ ]?(?P<value>(?:1[3-9]|20)[0-9](?:\.[0-9])?(?:[ ]?{_CM}|(?![0-9.A-Za-z]|[ ]?(?:비트|바이트|개|자|건|종|글자|만))(?=이고|이며|에|정도|입|인|[ ,/]{{1,3}}(?:몸무게|체중|[0-9]{{2}}[ ]?kg)|[.\n]|$)))"), 0.9),
    Phrase("WEIGHT", ("몸무게", "체중"), compile_phrase(rf"(?:몸무게|체중)[ ]?(?:는|은|이|가|:)?[ ]?(?P<value>[0-9]{{2,3}}(?:\.[0-9])?(?:[ ]?{_KG}|(?![0-9.A-Za-z%]|[ ]?(?:%|건|개|명))(?=이고|이며|정도|입|인|[.\n,)]|$)))"), 0.9),
    Phrase("HEIGHT", ("kg",), compile_phrase(rf"(?<![0-9.])(?P<value>(?:1[3-9]|20)[0-9](?:\.[0-9])?[ ]?{_CM})[ ]?(?:에|[/,·|])?[ ]?[0-9]{{2,3}}(?:\.[0-9])?[ ]?{_KG}"), 0.9),
    Phrase("WEIGHT", ("kg",), compile_phrase(rf"(?<![0-9.])(?:1[3-9]|20)[0-9](?:\.[0-9])?[ ]?{_CM}[ ]?(?:에|[/,·|])?[ ]?(?P<value>[0-9]{{2,3}}(?:\.[0-9])?[ ]?{_KG})"), 0.9),
    Phrase("WEIGHT", ("kg까지", "kg에서", "kg 감량", "킬로"), compile_phrase(rf"(?P<value>(?<![0-9.])[3-9][0-9](?:\.[0-9])?[ ]?{_KG})(?=까지[ ](?:빼|찌|감량)|[ ]?감량|에서[ ][0-9]{{2}}[ ]?(?:kg|킬로))"), 0.6),
    Phrase("HEIGHT", ("신체", "체격", "신장", "키", "height"), compile_phrase(rf"(?:신체(?:[ ]?(?:조건|사항|사이즈))?|체격|신장[ ]?[/·][ ]?체중|키[ ]?[/·][ ]?(?:몸무게|체중)|height[ ]?/[ ]?weight)[ ]?[:|\t]?[ |]{{0,3}}(?P<value>1[3-9][0-9](?:\.[0-9])?(?:[ ]?{_CM})?)[ ]?[/,·][ ]?[0-9]{{2,3}}"), 0.9),
    Phrase("WEIGHT", ("신체", "체격", "신장", "키", "height"), compile_phrase(rf"(?:신체(?:[ ]?(?:조건|사항|사이즈))?|체격|신장[ ]?[/·][ ]?체중|키[ ]?[/·][ ]?(?:몸무게|체중)|height[ ]?/[ ]?weight)[ ]?[:|\t]?[ |]{{0,3}}1[3-9][0-9](?:\.[0-9])?(?:[ ]?{_CM})?[ ]?[/,·][ ]?(?P<value>[0-9]{{2,3}}(?:\.[0-9])?(?:[ ]?{_KG})?)"), 0.9),
    Phrase("HEIGHT", ("tall", "feet", " ft", "height"), compile_phrase(r"(?<![0-9A-Za-z.])(?P<value>(?:1[3-9][0-9](?:\.[0-9])?[ ]?cm|[4-7][ ]?(?:'|ft\.?|feet)[ ]?[0-9]{0,2}(?:[ ]?(?:\"|in(?:ch(?:es)?)?\.?))?))[ ](?:tall|in[ ]height)"), 0.85),
    Phrase("WEIGHT", ("weigh",), compile_phrase(r"(?<![A-Za-z])weigh(?:s|ed|ing)?[ ](?:about[ ])?(?P<value>[0-9]{2,3}(?:\.[0-9])?[ ]?(?:kg|lbs?|pounds|kilos?))(?![A-Za-z])"), 0.7),
)  # fmt: skip
_BONDS = (
    Phrase("MARITAL_STATUS", ("기혼", "미혼"), compile_phrase(r"(?<![가-힣])(?P<value>(?:기혼|미혼)(?:자|[ ]?\([^()\n]{1,20}\))?)(?=$|[^가-힣]|이|입|으로|로|인(?!구))(?![ ](?:남녀|여성|가구|직원|고객|사용자|데이터|비율|인구|부부|모|청년))"), 0.7),
    Phrase("MARITAL_STATUS", ("결혼", "신혼", "약혼", "재혼"), compile_phrase(r"(?<![가-힣])(?P<value>(?:결혼|신혼)[ ]?[0-9]{1,2}[ ]?년[ ]?차|결혼한[ ]지[ ][0-9]{1,2}년|결혼(?:했|하였|하여|해서|한[ ]지|을[ ]?하|[ ]?후|[ ]?예정|을[ ]?앞두|생활|과[ ]?동시에)|재혼(?:했|하)|약혼(?:했|자|한))(?![^\n]{0,12}(?:고객|시장|산업|데이터|앱|플랫폼|서비스))"), 0.7),
    Phrase("MARITAL_STATUS", ("이혼", "사별", "돌싱", "싱글맘", "싱글대디", "한부모", "비혼", "별거", "독신"), compile_phrase(r"(?<![가-힣])(?P<value>이혼(?=[ ]?(?:후|했|하였|하고|한[ ](?:뒤|후|상태)|하게))|(?:배우자|남편|아내)(?:와|과)[ ]?(?:사별|이혼|별거)|사별(?=[ ]?(?:후|했|하고))|돌싱|싱글(?:맘|대디)(?=으로|로|이|입)|비혼(?=주의|으로|이|입)|독신(?=으로|이|입)|한부모[ ]?가정(?=에서|으로|이|입))"), 0.7),
    Phrase("MARITAL_STATUS", ("married", "divorce", "widow", "single", "unmarried", "engaged to"), compile_phrase(r"(?<![A-Za-z])(?:(?:i[ ]am|i['’]m|am|she[ ]is|he[ ]is|been|got|recently|happily)[ ](?:happily[ ]|recently[ ]|currently[ ]|still[ ])?(?P<value>married(?:[ ](?:with|to)[ ][^.\n,]{1,25})?|divorced|widowed|engaged[ ]to[^.\n,]{1,20}|unmarried|single(?=[.,;\n]|$|[ ](?:and|with)[ ](?!point|page|sign|source)))|(?<=(?:male|female|[0-9]{4}),[ ])(?P<value>single|married|divorced|widowed)(?![A-Za-z-]|[ ][a-z])|(?P<value>single[ ](?:mother|father|parent|mom|dad)(?=[ ](?:of|to|with)|[.,]))|(?P<value>married[ ]with[ ](?:\w{1,6}[ ])?(?:child|kid|son|daughter)\w{0,3}))"), 0.75),
    Phrase("RELIGION", ("교", "가톨릭", "카톨릭", "이슬람", "무슬림", "크리스천", "증인"), compile_phrase(rf"(?<![가-힣A-Za-z])(?P<value>(?:독실한[ ])?(?:{RELIGION})(?:[ ]?(?:신자|신도|교도|교인|집안|가정|신앙(?:인)?)|인(?=으로|이|입)))(?![ ]?(?:용|대상|커뮤니티|수|통계|데이터))"), 0.85),
    Phrase("RELIGION", ("교를", "교입", "교이", "교로", "톨릭", "교에", "무슬림", "이슬람", "크리스천", "증인"), compile_phrase(rf"(?:저는|나는|종교는|본인은|저희[ ]집은|집안은)[ ](?:[가-힣]{{1,6}}[ ])?(?P<value>{RELIGION})(?=를|을|입|이|로|으로|예요|에요|인)"), 0.85),
    Phrase("RELIGION", ("교회", "성당", "사찰", "모태신앙", "모태 신앙", "주일학교", "청년부", "세례"), compile_phrase(r"(?<![가-힣])(?P<value>(?:교회|성당|절|사찰)(?:에|를|을)[ ](?:열심히[ ]|꾸준히[ ])?(?:다니|다녔|다닙|나가|섬기)|모태[ ]?신앙|(?:교회|성당)[ ](?:주일학교|청년부|성가대|찬양팀|청년회|중고등부)|세례명[ ]?[:은]?[ ]?[가-힣]{2,6})"), 0.7),
    Phrase("RELIGION", ("christian", "catholic", "muslim", "buddhist", "hindu", "jewish", "protestant", "halal", "kosher", "atheist", "mormon", "sikh", "church"), compile_phrase(rf"(?<![A-Za-z])(?:(?:i[ ]am|i['’]m|as|am|being)[ ](?:an?[ ])?(?P<value>(?:(?:devout|practi[sc]ing|observant|lifelong)[ ])?(?:{RELIGION}))(?=[.,;\n]|$|[ ](?:and|who|but|so|family|faith|i[ ]))|(?P<value>(?:devout|practi[sc]ing|observant)[ ](?:{RELIGION}))|(?:keep|keeping|eat|eating)[ ](?:strictly[ ])?(?P<value>halal|kosher))"), 0.8),
)  # fmt: skip
_ACCOUNT = r"(?:카카오톡|카톡|인스타그램|인스타|텔레그램|트위터|페이스북|디스코드|위챗|스카이프|유튜브|틱톡|스레드|라인|instagram|insta|telegram|kakao[ ]?talk|kakao|twitter|discord|wechat|skype|youtube|tiktok|threads|facebook|hackerone|kaggle|slack|line)"
_OTHERS = (
    Phrase("SNS_ID", ("@",), compile_phrase(rf"(?<![A-Za-z가-힣]){_ACCOUNT}[ ]?(?:ID|아이디|계정|채널|handle)?[ ]?(?:은|는|도|이|:|=|\()?[ ]?['\"‘“(]?(?P<value>@[A-Za-z0-9_.]{{3,30}})"), 0.85),
    Phrase("SNS_ID", ("아이디", "id", "계정", "handle", "닉네임"), compile_phrase(rf"(?<![A-Za-z가-힣]){_ACCOUNT}[ ]?(?:ID|아이디|계정|handle|닉네임)[ ]?(?:은|는|도|이|:|=|[(])?[ ]{{0,2}}['\"‘“]?(?P<value>[A-Za-z0-9][A-Za-z0-9_.#-]{{2,30}})(?<![.])"), 0.8),
    Phrase("SNS_ID", ("카톡", "카카오톡", "인스타", "텔레그램", "디스코드", "discord", "telegram", "instagram", "kakao", "hackerone", "라인", "위챗", "wechat"), compile_phrase(rf"(?<![A-Za-z가-힣]){_ACCOUNT}[ ]?(?:은|는|도|:)?[ ]{{0,2}}['\"‘“]?(?P<value>(?:(?=[A-Za-z0-9.]{{0,30}}[0-9_])[A-Za-z][A-Za-z0-9_.]{{3,30}}|[A-Za-z][A-Za-z0-9_.]{{1,30}}\#[0-9]{{4}}))(?![A-Za-z0-9])(?<![.])(?<![ ](?:v|api|sdk|bot)[0-9.]{{0,4}})"), 0.65),
    Phrase("STUDENT_ID", ("학번", "student"), compile_phrase(r"학번[ ]?[:은]?[ ]?(?P<value>[0-9]{4}-?[0-9]{3,6})(?![0-9])|student[ ](?:no|number|id)\.?[ ]?[:#]?[ ]?(?P<value>[A-Z]?[0-9]{5,10})(?![0-9])"), 0.9),
    Phrase("MILITARY_NUMBER", ("군번",), compile_phrase(r"군번[ ]?(?:은|:|이)?[ ]?(?P<value>[0-9]{2}-[0-9]{5,8})(?![0-9])"), 0.95),
    Phrase("VETERAN_NUMBER", ("보훈", "유공자"), compile_phrase(r"보훈(?:관리|대상자)?[ ]?번호[ ]?(?:은|는|:)?[ ]?(?P<value>[0-9]{1,4}-[0-9]{3,8}(?:-[0-9]{1,6})?)(?![0-9])|(?P<value>(?:국가|독립)유공자(?:의)?[ ]?\([가-힣]{1,4}\)|(?:국가|독립)유공자(?:의)?[ ]?(?:본인|자녀|손자녀|유족|후손|배우자|가족)|보훈대상자(?=입|이|로|에[ ]해당)|취업보호대상자(?=입|이|로))"), 0.85),
    Phrase("CERTIFICATE_NUMBER", ("제",), compile_phrase(r"(?:기사|기능사|기술사|관리사|지도사|상담사|간호사|의사|약사|교사|자격|면허|[0-9]급|노무사|회계사|세무사|변호사|중개사)[^\n0-9제]{0,8}[( :]{1,3}(?P<value>제?[ ]?[0-9가-힣][0-9A-Z가-힣-]{4,20}[ ]?호?)(?=[ )]?)(?<=[0-9A-Z][ ]?호?)(?<!년|월|일|급|차|회|점)"), 0.7, anchor=_NUMBER_SIGN),
    Phrase("CERTIFICATE_NUMBER", ("기사", "기능사", "관리사", "면허", "자격"), compile_phrase(r"(?:기사|기능사|기술사|관리사|면허|자격증?)[ ]?\([ ]?(?P<value>[0-9]{8,14}[A-Z]?)[ ]?\)"), 0.85),
    Phrase("CERTIFICATE_NUMBER", ("no.", "#", "license", "licence"), compile_phrase(r"(?<![A-Za-z])(?:(?:PMP|CISSP|CISA|CISM|CPA|CFA|AICPA|CEH|OSCP|SQLD|CCNA|RN|certificat(?:e|ion)|licen[cs]e|credential)[^\n0-9()]{0,20}\(?(?:(?:Lic(?:ense|ence)?|Cert(?:ificate)?|PMP)?[ ]?(?:No\.?|#|number|ID)[ ]?[#:]?)[ ]?(?P<value>[A-Z]{0,4}-?[0-9][0-9A-Z-]{4,15}))(?![0-9])"), 0.8),
)  # fmt: skip
_HANDLED = r"@?[A-Za-z0-9_][A-Za-z0-9_.\-]{2,30}"
_NO_WORD = r"(?!(?:bot|api|sdk|app|ads?|channel|feed|story|reels|mini|web|clone|open|login|oauth)(?![a-z]))"
_TOLD = (
    Phrase("RELIGION", ("종교",), compile_phrase(rf"(?<![가-힣])종교[ \t]{{0,2}}(?:는|:|-|\||\()?[ \t|]{{1,6}}(?P<value>{RELIGION})(?=$|[^가-힣A-Za-z]|입|이며|이고)"), 0.85),
    Phrase("RELIGION", ("동아리", "선교", "학생회", "청년회", "합창단", "봉사단", "동호회", "모임"), compile_phrase(rf"(?<![가-힣])(?P<value>(?:{RELIGION})[ ]?(?:학생회|청년회|청년부|동아리|모임|선교회|선교단|선교단체|봉사단|합창단|동호회|대학생회))(?![ ]?(?:관리|앱|플랫폼|홈페이지|웹))"), 0.8),
    Phrase("RELIGION", ("(",), compile_phrase(rf"(?:주일|일요일|금요일|토요일|안식일|예배|미사|법회|신앙|기도)[^\n()]{{0,40}}\((?P<value>{RELIGION})(?:[ ]?신자)?\)"), 0.8),
    Phrase("RELIGION", ("교회", "성당", "미사", "예배", "법회", "세례", "기도", "절에", "사찰", "라마단", "할랄", "모스크"), compile_phrase(r"(?<![가-힣])(?P<value>(?:교회|성당)[ ]?(?:에서[ ])?(?:반주자?|성가대(?:원)?|찬양대(?:원)?|찬양팀|전도사|집사|장로|권사|청년회장|청년부[ ]?회장|주일학교[ ]?교사|교사)(?=로|를|를|에서|에|을|이|입|[ ]?(?:활동|봉사|섬기))|(?:주일[ ]?)?(?:미사|예배|새벽기도|법회|사순절|라마단)(?:에|를|을|에는)[ ](?:꾸준히[ ]|매주[ ]|빠짐없이[ ])?(?:참석|참여|나가|드리|드려|다니|지키|지켜)|세례를[ ]받|(?:교회|성당|모스크|이슬람[ ]?사원)(?:에|를)[ ](?:매주[ ]|오래[ ])?(?:다니|다녀|출석)|할랄[ ]?(?:음식|식단|식)(?=만|을[ ](?:먹|지키|섭취)))"), 0.75),
    Phrase("RELIGION", ("church", "sunday", "mosque", "temple", "synagogue", "parish", "deacon", "mass", "bible", "ramadan"), compile_phrase(r"(?<![A-Za-z])(?P<value>(?:church|parish|gospel)[ ]choir|sunday[ ]school[ ](?:teacher|class)|(?:attend(?:s|ed|ing)?|go(?:es|ing)?[ ]to)[ ](?:mass|church|mosque|temple|synagogue)(?![ ](?:street|road))|(?:volunteer(?:s|ed|ing)?|serve[sd]?|active|deacon|elder|usher|member|organist)[ ](?:at|in|of)[ ](?:my|our|his|her|the[ ]local)[ ](?:church|parish|mosque|temple|synagogue)|bible[ ]study|observ(?:e|es|ing)[ ](?:ramadan|the[ ]sabbath|shabbat|lent)|fast(?:ing)?[ ](?:during|for)[ ]ramadan|(?<=(?:i am|she is|he is|as|i'm|i’m)[ ]an?[ ])(?:deacon|elder|pastor's[ ](?:son|daughter|kid))(?=[ ](?:at|in|of)[ ](?:my|our|his|her)))(?![ ](?:app|website|software|project))"), 0.7),
    Phrase("NATIONALITY", ("태어", "나고", "출생"), compile_phrase(rf"(?<![가-힣])(?P<value>{COUNTRY})(?=(?:[ ][가-힣]{{2,8}})?에서[ ](?:태어(?!난[ ](?:서비스|제품|회사|기업|브랜드|조직|팀|프로젝트|기술|언어))|나고[ ]자|출생))"), 0.75),
    Phrase("HOMETOWN", ("태어", "나고", "출생"), compile_phrase(rf"(?<![가-힣])(?:{COUNTRY})[ ](?P<value>[가-힣]{{2,8}})(?=에서[ ](?:태어(?!난[ ](?:서비스|제품|회사|기업|브랜드|조직|팀|프로젝트|기술|언어))|나고[ ]자|출생))"), 0.75),
    Phrase("NATIONALITY", ("인으로", "인입", "인이", "인인 "), compile_phrase(rf"(?:(?<=(?:저는|남편은|아내는|배우자는|아버지는|어머니는|부모님은|저희[ ]부부는|남편이|아내가|[,.\n][ ]?)[ ]?)|(?<=^)|(?<=[가-힣](?:는|은)[ ]))(?P<value>(?:{COUNTRY})인)(?=으로[ ]|으로서|입니다|이며|이고|이지만|이라|이에요|이다)"), 0.75),
    Phrase("NATIONALITY", ("출신", "태생", "국적", "교포", "동포", "화교"), compile_phrase(rf"(?<![가-힣])(?P<value>(?:{COUNTRY})(?:[ ][가-힣]{{2,6}}(?=[ ](?:출신|태생)))?[ ]?(?:출신|태생|교포|동포|화교))(?=으로|이며|이고|입니다|이지만|이라|[.,)\n]|$|[ ](?:유학생|이주민|결혼이민|이민|지원자))"), 0.75),
    Phrase("NATIONALITY", ("고려인", "조선족", "재일", "재미", "교포"), compile_phrase(r"(?<![가-힣])(?P<value>(?:고려인|조선족|재(?:일|미|중|러)[ ]?(?:교포|동포)|교포)(?:[ ]?[1-5]세)?)(?=입니다|이며|이고|으로|로[ ]|이라|라[ ]|[.,)\n]|$)"), 0.8),
    Phrase("AGE", ("올해", "나이로", "어느덧", "벌써", "이제"), compile_phrase(r"(?<![가-힣])(?:올해|어느덧|벌써|이제|내년이면)[ ](?:만[ ])?(?P<value>(?:스물|서른|마흔|쉰|예순)(?:하나|둘|셋|넷|다섯|여섯|일곱|여덟|아홉)?|[2-6][0-9])(?=입니다(?!만)|이[ ]되|이[ ]됐|이며|이고|인[ ]|이라|이에요|예요)"), 0.7),
    Phrase("NATIONALITY", ("영주권", "귀화"), compile_phrase(r"(?<![가-힣])(?P<value>(?:한국[ ]|미국[ ])?영주권자?|귀화(?:자|인)?)(?=입니다|로서|를[ ](?:취득|가지|보유|소지)|을[ ](?:취득|가지|갖|보유|소지)|이며|하여[ ]|했습|한[ ](?:한국|국민)|이라)"), 0.7),
    Phrase("RELIGION", ("교당", "법당", "절에", "교회", "성당"), compile_phrase(rf"(?<![가-힣])(?P<value>(?:{RELIGION})[ ]?(?:교당|교회|성당|사원|법당|재단의[ ]교회))(?=에[ ](?:다니|다닙|나가|출석))"), 0.8),
    Phrase("HEIGHT", ("키",), compile_phrase(rf"(?<![가-힣])키(?:는|가|도)[^.\n0-9]{{0,14}}[( ](?P<value>1[3-9][0-9](?:\.[0-9])?[ ]?{_CM})"), 0.85),
    Phrase("WEIGHT", ("cm tall", "tall"), compile_phrase(r"(?:cm|[0-9]['\"]|feet|ft)[ ]tall(?:,[ ]?|[ ]and[ ]|,[ ]and[ ])(?:about[ ]|around[ ]|weigh(?:s|ing)?[ ])?(?P<value>[0-9]{2,3}(?:\.[0-9])?[ ]?(?:kg|kgs|lbs?|pounds))(?![A-Za-z])"), 0.85),
    Phrase("WEIGHT", ("허리", "가슴"), compile_phrase(r"(?<![가-힣])(?:허리|가슴|엉덩이)(?:[ ]?(?:둘레|사이즈))?(?:는|은|:)?[ ]{0,2}(?P<value>[2-4][0-9](?:\.[0-9])?[ ]?(?:인치|inch(?:es)?))"), 0.75),
    Phrase("GENDER", ("성별",), compile_phrase(r"(?<![가-힣/])성별[ ]?(?:[/·,&]|및|와)[ ]?(?!남|여)[가-힣]{2,8}(?:[ ]?여부)?[ \t]{0,3}[:|\t][ \t|]{0,4}(?P<value>남성|여성|남자|여자|남|여)(?![가-힣]|[ ]?/[ ]?(?:남|여))|(?<![가-힣])[가-힣]{2,6}[ ]?/[ ]?성별[ \t]{0,3}[:|\t][ \t|]{0,4}[^\n/|]{1,12}[/|][ ]?(?P<value>남성|여성|남자|여자|남|여)(?![가-힣])|(?<![가-힣])성별[ ]?\([ ]?(?P<value>남성|여성|남자|여자|남|여)[ ]?\)"), 0.85),
    Phrase("GENDER", ("성으로서", "자로서", "유일한", "홍일점"), compile_phrase(r"(?<![가-힣])(?P<value>여성|남성|여자|남자)(?=으로서[ ]|로서[ ](?!의))(?!으로서의[ ]권리)|유일한[ ](?P<value>여성|여자|남성|남자)(?=[ ](?:엔지니어|개발자|팀원|직원|관리자|임원|기사|현장|멤버|지원자|합격자|학생|대원|간부))|(?P<value>홍일점|청일점)(?=으로|이|입)"), 0.75),
    Phrase("AGE", ("(", "남", "여"), compile_phrase(r"[(][ ]?(?P<value>[1-9][0-9])[ ]?[,/·][ ]?(?=(?:남|여)(?:성|자)?[ ]?[),/])"), 0.85),
    Phrase("MARITAL_STATUS", ("married", "single", "divorced", "widowed"), compile_phrase(r"(?<=(?:years?[ ]old|[0-9][ ]?y/?o|male|female|resident|citizen|national)(?:,|[.;]|[ ][|·/])[ ])(?P<value>(?-i:[Mm]arried|[Ss]ingle|[Dd]ivorced|[Ww]idowed))(?=[.,;|)\n]|$|[ ](?:[|·/]|with[ ]|and[ ](?!point)))|(?<=[|·/][ ])(?P<value>(?-i:Married|Single|Divorced|Widowed))(?=[ ]?(?:[|·/\n]|$|,[ ](?:one|two|three|no|[0-9])[ ](?:kid|child)))"), 0.8),
    Phrase("VETERAN_NUMBER", ("유공자", "보훈", "참전"), compile_phrase(r"(?<![가-힣])(?P<value>(?:국가|독립|참전|5·18[ ]?민주)유공자|보훈[ ]?대상자?|참전[ ]?용사)(?=입니다|이며|이고|이신|로서|로[ ](?:등록|가점)|이라|에[ ]해당|의[ ](?:자녀|손자|손녀|후손|유족|배우자|아들|딸)|[ ]?\((?:가점|본인|자녀|손|유족|[0-9])|[ ]?[:,/][ ]?(?:[0-9]{1,2}%|가점|본인|자녀))"), 0.8),
    Phrase("ADDRESS", ("집이", "집은", "자택", "집도", "본가", "자취방", "사는 곳", "거주지"), compile_phrase(r"(?<![가-힣])(?:집|자택|본가|자취방|사는[ ]곳|거주지)(?:이|은|는|도|가)[ ](?:바로[ ]|같은[ ])?(?P<value>(?!자동|이동|수동|전동|작동|공동|진동|활동|운동|소동|감동|변동|연동|행동)[가-힣]{2,3}[0-9]?동)(?=이라|이고|이며|입니다|이어서|이니|인데|이에요|이지만|[ ](?:근처|쪽|인근|부근))"), 0.75),
    Phrase("ADDRESS", ("philippines", "vietnam", "indonesia", "malaysia", "thailand", "usa", "u.s.a", "united", "canada", "australia", "india", "singapore", "japan", "china", "nepal", "bangladesh", "germany", "france", "mongolia", "uzbekistan", "korea"), compile_phrase(r"(?<=[ ][0-9]{4,6}(?:-[0-9]{3,4})?,[ ])(?P<value>(?:the[ ])?(?:Philippines|Vietnam|Viet[ ]Nam|Indonesia|Malaysia|Thailand|U\.?S\.?A\.?|United[ ](?:States(?:[ ]of[ ]America)?|Kingdom)|Canada|Australia|India|Singapore|Japan|China|Nepal|Bangladesh|Germany|France|Mongolia|Uzbekistan|(?:South[ ])?Korea|Republic[ ]of[ ]Korea))(?![A-Za-z])"), 0.7),
    Phrase("ADDRESS", ("blk", "block"), compile_phrase(r"(?<![A-Za-z])(?P<value>(?:Blk|Block)\.?[ ][0-9A-Z]{1,5},?[ ](?:Lot|No\.?|Unit)[ ]?[0-9A-Z]{1,5}(?:[, ]{1,2}(?:Phase|Ph\.?)[ ][0-9A-Z]{1,3})?,[ ][^\n;]{4,80}?)(?=,[ ](?:but|and|which|where|my)(?![A-Za-z])|[.;\n]|$)"), 0.85),
    Phrase("KR_DRIVER_LICENSE", ("driver", "driving"), compile_phrase(r"(?<![A-Za-z])(?:driver['’]?s?['’]?|driving)[ ]licen[cs]e[ ]?(?:\([A-Za-z .,]{2,24}\))?[ ]?(?:no|number|id|\#)?\.?[ ]?(?:is)?[:\# ]{1,3}(?P<value>(?=[A-Z0-9 -]{0,18}[0-9][- ]?[0-9][- ]?[0-9])[A-Z0-9]{1,8}(?:[- ][A-Z0-9]{2,8}){0,4})(?![A-Za-z0-9])"), 0.85),
    Phrase("SNS_ID", ("텔레그램", "카톡", "카카오톡", "인스타", "트위터", "라인", "디스코드", "위챗", "telegram", "kakao", "insta", "discord", "twitter", "wechat", "line"), compile_phrase(rf"(?<![A-Za-z가-힣]){_ACCOUNT}[ :]{{1,2}}{_HANDLED}[ ]?[,/|·][ ]{{0,2}}{_ACCOUNT}[ :]{{1,2}}{_NO_WORD}(?P<value>(?-i:@?[a-z][a-z0-9_.]{{3,30}}))(?![A-Za-z0-9가-힣@])"), 0.8),
    Phrase("SNS_ID", ("@",), compile_phrase(r"(?:(?<=[\p{So}\uFE0F][ ]?)|(?<=(?:mastodon|fediverse|bluesky|threads)[ :]{1,2}))(?P<value>@[A-Za-z0-9_]{3,30}(?:[.@][A-Za-z0-9.-]{3,40})?)(?![/(A-Za-z0-9])"), 0.8),
    Phrase("DATE_OF_BIRTH", ("생일", "생신", "태어난 날", "태어났"), compile_phrase(rf"(?:제|내|저의|나의)[ ]생일(?:인|이[ ]있는)[ ](?P<value>{DATE}|{MONTH_AND_DAY})|(?<![0-9])(?P<value>{DATE}|{MONTH_AND_DAY})(?:은|는|이|이면|에|생)?,?[ ](?:바로[ ])?(?:제|저의|제가|내|내가)[ ](?:[0-9]{{1,2}}(?:번째)?[ ])?(?:생일|태어난[ ]날|태어났)"), 0.85),
    Phrase("DATE_OF_BIRTH", ("birthday",), compile_phrase(r"(?<![A-Za-z])birthday[ ](?:is|falls)[ ](?:on[ ])?(?:the[ ])?(?P<value>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?[ ][0-3]?[0-9](?:st|nd|rd|th)?(?:,?[ ](?:19|20)[0-9]{2})?|[0-3]?[0-9](?:st|nd|rd|th)?(?:[ ]of)?[ ](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}(?:,?[ ](?:19|20)[0-9]{2})?)(?![0-9])"), 0.85),
)  # fmt: skip
PHRASES = (*_AGES, *_BOTH, *_BIRTHS, *_SEXES, *_ORIGINS, *_BODIES, *_BONDS, *_OTHERS, *_TOLD, *STORIES)


# Prose that tells it of patients and customers as well.
_PERSONAL = frozenset(STORIES)


# Each need is looked for once, however many phrases have it.
_WITH_NEEDS = tuple((phrase, frozenset(phrase.needs)) for phrase in PHRASES)
_NEEDS = tuple(sorted({need for phrase in PHRASES for need in phrase.needs}))


class AttributePhraseRecognizer(VeilRecognizer):
    """Attributes that carry their own evidence: ``1990년생``, ``만 34세``, ``175cm/70kg``, ``born in Gangneung``."""

    ENTITIES = tuple(sorted({phrase.entity_type for phrase in PHRASES}))

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield each phrase's value."""
        text = analysis.text
        lowered = text.lower()
        held = {need for need in _NEEDS if need in lowered}
        for phrase, needs in _WITH_NEEDS:
            if held.isdisjoint(needs):
                continue
            for match in _matches(phrase, text):
                if phrase in _PERSONAL and tells_of_others(text, *match.span("value")):
                    continue
                if phrase.entity_type in MEASURED and tells_of_averages(text, match.start()):
                    continue
                if phrase.entity_type == "DATE_OF_BIRTH" and not is_possible_birth(match["value"]):
                    continue
                yield Found(*match.span("value"), phrase.score, phrase.entity_type)


def _matches(phrase: Phrase, text: str) -> Iterator[Match]:
    if phrase.anchor is None:
        yield from scan(phrase.pattern, text)
        return
    done = 0
    for anchor in scan(phrase.anchor, text):
        if anchor.start() < done:
            continue
        begin, done = max(done, anchor.start() - _AROUND), anchor.end()
        for match in scan(phrase.pattern, text, begin, anchor.end() + _AROUND):
            done = max(done, match.end())
            yield match
