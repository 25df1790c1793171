# ruff: noqa: E501 - a template reads better on one line
"""What variants are made of: separators, labels, templates and particles, each with a name.

``frozen.txt`` names the fifth that nobody looks at while recognisers are changed.
"""

from pathlib import Path

FROZEN = frozenset((Path(__file__).parent / "frozen.txt").read_text(encoding="utf-8").splitlines())

# Between the groups of a number.
DASHES = {
    "hyphen": "-", "en dash": "–", "em dash": "—", "U+2010 hyphen": "\u2010", "U+2011 non-breaking hyphen": "\u2011",
    "U+2012 figure dash": "\u2012", "U+2212 minus": "\u2212", "U+2015 bar": "\u2015", "full-width hyphen": "－",
    "small hyphen": "\ufe63", "spaced hyphen": " - ", "spaced en dash": " – ", "hyphen and blank": "- ",
    "hyphen after zero-width space": "\u200b-", "hyphen before word joiner": "-\u2060", "line break after hyphen": "-\n",
}  # fmt: skip
BLANKS = {
    "space": " ", "no-break space": "\u00a0", "thin space": "\u2009", "figure space": "\u2007",
    "ideographic space": "\u3000", "narrow no-break space": "\u202f",
}  # fmt: skip
OTHERS = {"none": "", "dot": ".", "spaced dot": " . ", "full-width dot": "．"}
SEPARATORS = DASHES | BLANKS | OTHERS

# How the characters of a value are written.
INVISIBLE = {
    "zero-width space": "\u200b", "zero-width joiner": "\u200d", "word joiner": "\u2060", "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
}  # fmt: skip
HANGUL = {
    "hangul digits, 공": "공일이삼사오육칠팔구",
    "hangul digits, 영": "영일이삼사오육칠팔구",
    "hangul head": "공일이삼사오육칠팔구",
}
WRITINGS = ("plain", "full-width", "mathematical", "hidden", *INVISIBLE, *HANGUL)

_MOBILE = "휴대폰|휴대전화|핸드폰|전화번호|연락처|전화|휴대폰 번호|비상연락처|Mobile|Phone|Cell|Tel|Contact|Phone Number|H.P|HP"
LABELS = {
    name: tuple(words.split("|"))
    for name, words in {
        "rrn": "주민등록번호|주민번호|주민등록 번호|주민 등록 번호|주민등록번호(13자리)|RRN|Resident Registration Number|"
        "Resident Registration No.|resident number|주 민 등 록 번 호",
        "frn": "외국인등록번호|외국인 등록번호|외국인번호|거소신고번호|국내거소신고번호|Alien Registration Number|"
        "Foreigner Registration Number|ARC No.|FRN|Alien Registration No.",
        "mobile": _MOBILE,
        "landline": "전화|전화번호|자택전화|집전화|연락처|팩스|사무실 전화|직통전화|대표전화|Tel|Telephone|Fax|Office Phone|Phone|Home Phone",
        "international": _MOBILE,
        "email": "이메일|메일|전자우편|E-mail|Email|이메일 주소|e-mail|Email Address|메일주소|Mail",
        "card": "카드번호|신용카드|카드 번호|신용카드번호|체크카드 번호|법인카드|Card Number|Credit Card|card no.|Card",
        "account": "국민은행|신한은행|계좌번호|계좌|급여계좌|입금계좌|우리은행 계좌|농협|카카오뱅크|하나은행 계좌번호|환불 계좌|"
        "Account Number|Bank Account|account no.|기업은행",
        "passport": "여권번호|여권|여권 번호|대한민국 여권번호|Passport|Passport No.|Passport Number|passport no|여 권 번 호|PASSPORT",
        "licence": "운전면허번호|운전면허|면허번호|운전면허증 번호|자동차운전면허|운전면허증|Driver's License|Driver License No.|"
        "Driving Licence|driver's license number",
        "brn": "사업자등록번호|사업자번호|사업자 등록번호|사업자등록 번호|개인사업자번호|Business Registration Number|"
        "Business Registration No.|BRN|business reg. no.|사업자 번호",
        "crn": "법인등록번호|법인번호|법인 등록번호|법인등록 번호|법인 등록 번호|Corporate Registration Number|CRN|"
        "Corporate Registration No.|corporation number|corporate reg. no.",
    }.items()
}

# ␟ stands for the label, ␞ for the value, ␝ for a particle.
LABELLED = {
    "form: colon": "␟: ␞", "form: spaced colon": "␟ : ␞", "form: full-width colon": "␟：␞", "form: blank": "␟ ␞",
    "form: tab": "␟\t␞", "form: equals": "␟ = ␞", "form: brackets": "[␟] ␞", "form: square": "■ ␟ ␞",
    "form: next line": "␟\n␞", "form: parentheses": "␟(␞)", "form: list item": "- ␟: ␞", "form: glued colon": "␟:␞",
    "form: after a date": "2019.03 입사\n␟: ␞", "form: before a date": "␟: ␞\n2019.03 ~ 2021.02 근무",
    "form: two on a line": "성명: 홍길동  ␟: ␞", "form: pipe": "␟ | ␞", "form: arrow": "␟ → ␞",
    "prose: is": "제 ␟는 ␞입니다.", "prose: is, glued": "␟는␞입니다", "prose: particle": "␟ ␞␝ 확인해 주세요.",
    "prose: in parentheses": "서류에 적힌 ␟(␞)␝ 맞습니다.", "prose: sentence before": "안녕하세요. ␟ ␞␝ 적습니다. 감사합니다.",
    "prose: English is": "My ␟ is ␞.", "prose: English for": "Please use ␟ ␞ for verification.",
    "prose: English comma": "Here is my ␟, ␞, as requested.", "prose: comma list": "이력서, ␟ ␞, 자기소개서를 보냅니다.",
    "prose: question": "␟ ␞␝ 맞나요?", "prose: quoted": "␟는 '␞'␝ 적혀 있습니다.",
    "table: pipes": "| ␟ | ␞ |", "table: row": "| 1 | ␟ | ␞ | 없음 |", "table: tabs": "성명\t홍길동\t␟\t␞\t비고",
    "table: heading": "| ␟ | 비고 |\n|---|---|\n| ␞ | 없음 |", "table: csv": "␟,비고\n␞,없음", "table: bars": "│ ␟ │ ␞ │",
    "json: pair": '{"␟": "␞"}', "json: among others": '{"id": 7, "␟": "␞", "ok": true}', "json: tight": '{"␟":"␞"}',
    "json: lines": '{\n  "␟": "␞",\n  "note": null\n}', "json: single quotes": "{'␟': '␞'}", "yaml": "␟: '␞'",
}  # fmt: skip
BARE = {
    "bare: alone": "␞", "bare: particle": "␞␝ 보내 주세요.", "bare: sentence": "아래 ␞␝ 적었습니다.",
    "bare: parentheses": "홍길동(␞)␝ 지원합니다.", "bare: brackets": "[␞]", "bare: quoted": '"␞"',
    "bare: list item": "- ␞", "bare: cell": "| ␞ |", "bare: json": '["␞"]', "bare: line among lines": "경력 3년\n␞\nKafka 도입",
    "bare: comma": "홍길동, ␞, 서울", "bare: slash": "홍길동 / ␞ / 개발자", "bare: English": "You can find ␞ in my file.",
    "bare: before a date": "␞ / 2019년 3월 입사", "bare: tabs": "홍길동\t␞\t개발팀",
}  # fmt: skip
TEMPLATES = LABELLED | BARE
PARTICLES = tuple(
    "은 는 이 가 을 를 로 으로 에 에서 에게 와 과 도 만 의 까지 부터 입니다 이고 이며 라고 번으로".split()
)


def names() -> list[str]:
    """Return the name of every separator, writing, label and template, as ``frozen.txt`` writes them."""
    return [
        *(f"separator/{name}" for name in SEPARATORS),
        *(f"writing/{name}" for name in WRITINGS),
        *(f"label/{kind}/{label}" for kind, labels in LABELS.items() for label in labels),
        *(f"template/{name}" for name in TEMPLATES),
    ]
