# ruff: noqa: E501 - a template reads better on one line
"""What variants are made of: separators, labels, templates and particles, each with a name.

``frozen.txt`` names the fifth that nobody looks at while recognisers are changed.
"""

from collections.abc import Callable
from pathlib import Path

_LINES = (Path(__file__).parent / "frozen.txt").read_text(encoding="utf-8").splitlines()
FROZEN = frozenset(line for line in _LINES if line and not line.startswith("#"))

# Between the groups of a number.
DASHES = {
    "hyphen": "-", "en dash": "–", "em dash": "—", "U+2010 hyphen": "\u2010", "U+2011 non-breaking hyphen": "\u2011",
    "U+2012 figure dash": "\u2012", "U+2212 minus": "\u2212", "U+2015 bar": "\u2015", "full-width hyphen": "－",
    "small hyphen": "\ufe63", "spaced hyphen": " - ", "spaced en dash": " – ", "hyphen and blank": "- ",
    "hyphen after zero-width space": "\u200b-", "hyphen before word joiner": "-\u2060",
}  # fmt: skip
BLANKS = {
    "space": " ", "no-break space": "\u00a0", "thin space": "\u2009", "figure space": "\u2007",
    "ideographic space": "\u3000", "narrow no-break space": "\u202f",
}  # fmt: skip
OTHERS = {"none": "", "dot": ".", "spaced dot": " . ", "full-width dot": "．"}
# One place where a line is broken: what stands between the other groups, and what there.
BREAKS = {
    "line break after hyphen": ("-", "-\n"), "line break after hyphen, indented": ("-", "-\n    "),
    "line break after hyphen, CRLF": ("-", "-\r\n"), "line break for a hyphen": ("-", "\n"),
    "line break for a blank": (" ", "\n"), "line break for a hyphen, indented": ("-", "\n  "), "line breaks only": ("\n", "\n"),
}  # fmt: skip
OTHERS |= {"slash": "/", "spaced slash": " / ", "underscore": "_", "middle dot": "·", "tilde": "~", "two blanks": "  "}
DASHES |= {"no-break space and hyphen": "\u00a0-\u00a0", "wave dash of Hangul": "ㅡ"}
SEPARATORS = DASHES | BLANKS | OTHERS | {name: broken for name, (_, broken) in BREAKS.items()}

# How the characters of a value are written.
INVISIBLE = {
    "zero-width space": "\u200b", "zero-width joiner": "\u200d", "word joiner": "\u2060", "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad", "zero-width non-joiner": "\u200c", "left-to-right mark": "\u200e",
}  # fmt: skip
HANGUL = {
    "hangul digits, 공": "공일이삼사오육칠팔구",
    "hangul digits, 영": "영일이삼사오육칠팔구",
    "hangul head": "공일이삼사오육칠팔구",
    "hangul digits, 륙": "공일이삼사오륙칠팔구",
}
# The sign that hides a digit, and what it hides.
HIDDEN = {
    "hidden": ("*", "middle"), "hidden tail": ("*", "tail"), "hidden by x": ("x", "middle"), "hidden by X": ("X", "tail"),
    "hidden by black circles": ("●", "middle"), "hidden by white circles": ("○", "tail"),
}  # fmt: skip
WRITINGS = ("plain", "full-width", "mathematical", *HIDDEN, *INVISIBLE, *HANGUL)
LABEL_WRITINGS: dict[str, Callable[[str], str]] = {
    "plain": str, "decomposed": str, "spread by blanks": " ".join, "lower case": str.lower, "upper case": str.upper,
    "full-width label": lambda label: "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in label),
}  # fmt: skip

_MOBILE = "휴대폰번호|휴대전화번호|휴대폰(본인)|연락처 1|M.P.|Mobile No.|Cell Phone|Mobile Phone|휴대폰|휴대전화|핸드폰|전화번호|연락처|전화|휴대폰 번호|비상연락처|Mobile|Phone|Cell|Tel|Contact|Phone Number|H.P|HP"
LABELS = {
    name: tuple(words.split("|"))
    for name, words in {
        "rrn": "주민번호(뒷자리 포함)|주민등록번호 (필수)|Korean RRN|National ID|주민등록번호|주민번호|주민등록 번호|주민 등록 번호|주민등록번호(13자리)|RRN|Resident Registration Number|"
        "Resident Registration No.|resident number|주 민 등 록 번 호",
        "frn": "외국인등록번호|외국인 등록번호|외국인번호|거소신고번호|국내거소신고번호|Alien Registration Number|"
        "Foreigner Registration Number|ARC No.|FRN|Alien Registration No.",
        "mobile": _MOBILE,
        "landline": "유선전화|전화(자택)|TEL.|직장 전화|전화|전화번호|자택전화|집전화|연락처|팩스|사무실 전화|직통전화|대표전화|Tel|Telephone|Fax|Office Phone|Phone|Home Phone",
        "international": _MOBILE,
        "email": "E-Mail(개인)|이메일주소|E메일|이메일|메일|전자우편|E-mail|Email|이메일 주소|e-mail|Email Address|메일주소|Mail",
        "card": "결제카드|카드 정보|Credit Card Number|Debit Card|카드번호|신용카드|카드 번호|신용카드번호|체크카드 번호|법인카드|Card Number|Credit Card|card no.|Card",
        "account": "통장번호|은행 계좌|계좌 번호|Bank Account Number|Acct No.|IBK기업은행|토스뱅크|국민은행|신한은행|계좌번호|계좌|급여계좌|입금계좌|우리은행 계좌|농협|카카오뱅크|하나은행 계좌번호|환불 계좌|"
        "Account Number|Bank Account|account no.|기업은행",
        "passport": "여권번호(전자)|Passport ID|여권 No.|여권번호|여권|여권 번호|대한민국 여권번호|Passport|Passport No.|Passport Number|passport no|여 권 번 호|PASSPORT",
        "licence": "운전면허 번호|자동차운전면허번호|면허 번호|Driver Licence Number|운전면허번호|운전면허|면허번호|운전면허증 번호|자동차운전면허|운전면허증|Driver's License|Driver License No.|"
        "Driving Licence|driver's license number",
        "brn": "사업자등록번호|사업자번호|사업자 등록번호|사업자등록 번호|개인사업자번호|Business Registration Number|"
        "Business Registration No.|BRN|business reg. no.|사업자 번호",
        "crn": "법인등록번호|법인번호|법인 등록번호|법인등록 번호|법인 등록 번호|Corporate Registration Number|CRN|"
        "Corporate Registration No.|corporation number|corporate reg. no.",
        "ip": "IP|IP 주소|IP address|접속 IP|아이피|접속지 IP|Client IP|로그인 IP|IPv4|아이피 주소",
        "plate": "차량번호|차량 번호|차번호|차량등록번호|자동차등록번호|번호판|Plate Number|License Plate|Vehicle Number|Plate No.",
        "postal": "우편번호|우편 번호|우|Postal Code|Zip Code|ZIP|Zipcode|Postcode|우편물 번호|ZIP/Postal Code",
        "insurance": "건강보험증번호|건강보험번호|보험증번호|건강보험증 번호|의료보험증번호|증번호|Health Insurance Number|"
        "Health Insurance No.|건강보험 증번호|NHIS Number",
        "military": "군번|군 번|복무 군번|본인 군번|Military Number|Service Number|Military Service Number|Military ID|Military No.|군번(예비역)",
        "student": "학번|학 번|수험번호|학생번호|Student ID|Student Number|Student No.|Student ID Number|대학 학번|수험 번호",
        "employee": "사번|사원번호|직원번호|사원 번호|임직원번호|Employee ID|Employee Number|Employee No.|Staff ID|Staff No.",
        "certificate": "자격번호|자격증번호|자격증 번호|합격번호|등록번호|자격등록번호|Certificate Number|Certificate No.|License No.|"
        "Credential ID",
        "handle": "카카오톡 ID|카톡 ID|카카오톡 아이디|인스타그램|텔레그램 ID|라인 ID|KakaoTalk ID|Instagram|Telegram|LINE ID|"
        "트위터|Discord|SNS 계정|카톡 아이디",
        "profile": "GitHub|블로그|포트폴리오|LinkedIn|Blog|홈페이지|깃허브|Portfolio|Website|개인 홈페이지",
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
    "markdown: bold label": "**␟**: ␞", "markdown: bold label and colon": "**␟:** ␞", "markdown: item": "- **␟**: ␞",
    "markdown: star item": "* ␟: ␞", "markdown: code": "␟: `␞`", "markdown: italic": "_␟_: ␞", "markdown: heading": "### ␟\n␞",
    "markdown: bold value": "␟: **␞**", "markdown: quote": "> ␟: ␞",
    "form: bullet": "• ␟: ␞", "form: middle dot": "· ␟: ␞", "form: middle dot, blank": "·␟ ␞", "form: square bullet": "▪ ␟ : ␞",
    "form: number": "1. ␟: ␞", "form: number in a circle": "③ ␟: ␞", "form: bracketed number": "(2) ␟: ␞",
    "form: corner brackets": "【␟】 ␞", "form: angle brackets": "<␟> ␞", "form: leader": "␟ ........ ␞", "form: hyphen": "␟ - ␞",
    "form: en dash": "␟ – ␞", "form: slash": "성명 홍길동 / ␟ ␞ / 서울", "form: no blank": "␟␞", "form: colon and tab": "␟:\t␞",
    "form: two breaks": "␟:\n\n␞", "form: next line, indented": "␟:\n    ␞", "form: ideographic blank": "␟\u3000␞",
    "form: fat arrow": "␟ => ␞", "form: semicolon list": "성명: 홍길동; ␟: ␞; 거주: 서울", "form: remark": "␟ (필수): ␞", "form: star": "␟*: ␞",
    "form: triangle": "▶ ␟ ␞", "form: colon list": "인적사항: ␟ ␞, 서울 거주", "form: dash item": "– ␟: ␞", "form: reference mark": "※ ␟ : ␞",
    "prose: changed": "␟가 ␞␝ 바뀌었습니다.", "prose: told": "␟ 알려 드립니다: ␞", "prose: mine": "제 ␟ ␞인데요, 확인 부탁드려요.",
    "prose: English number is": "The ␟ on file is ␞.", "prose: English colon": "For your records, my ␟: ␞. Thank you.",
    "prose: chat": "홍길동: ␟ 불러 드릴게요 ␞ 이에요", "prose: as follows": "␟는 다음과 같습니다. ␞", "prose: and": "이름과 ␟(␞)를 적어 냈습니다.",
    "table: several rows": "| 번호 | 성명 | ␟ |\n|---|---|---|\n| 1 | 홍길동 | ␞ |\n| 2 | 김하늘 | 없음 |",
    "table: second row": "| 성명 | ␟ |\n|:---|---:|\n| 홍길동 | 없음 |\n| 김하늘 | ␞ |",
    "table: tabs with heading": "성명\t␟\t비고\n홍길동\t␞\t없음", "table: tabs, second row": "성명\t␟\n홍길동\t없음\n김하늘\t␞",
    "table: no outer bars": "성명 | ␟ | 비고\n---|---|---\n홍길동 | ␞ | 없음", "table: box drawing": "│ 성명 │ ␟ │\n│ 홍길동 │ ␞ │",
    "table: grid rule": "+------+------+\n| 성명 | ␟ |\n+======+======+\n| 홍길동 | ␞ |\n+------+------+",
    "table: bold heading": "| **성명** | **␟** |\n|---|---|\n| 홍길동 | ␞ |", "table: one column": "| ␟ |\n|---|\n| ␞ |",
    "csv: several columns": "성명,␟,직급\n홍길동,␞,대리", "csv: quoted": '"성명","␟"\n"홍길동","␞"', "csv: second row": "성명,␟\n홍길동,\n김하늘,␞",
    "csv: semicolons": "성명;␟;직급\n홍길동;␞;대리", "csv: blanks": "성명, ␟, 직급\n홍길동, ␞, 대리",
    "key=value": "␟=␞", "key=value: others": "name=hong;␟=␞;ok=1", "key=value: quoted": 'row ␟="␞" ok=true', "key=value: ampersand": "a=1&␟=␞&b=2",
    "yaml: plain": "person:\n  ␟: ␞\n  team: 개발", "yaml: double quotes": '␟: "␞"', "yaml: item": "- ␟: ␞\n  team: 개발",
    "xml: element": "<␟>␞</␟>", "xml: attribute": '<field name="␟">␞</field>', "xml: value": '<field name="␟" value="␞"/>',
    "html: cells": "<tr><th>␟</th><td>␞</td></tr>", "html: list": "<li><b>␟</b>: ␞</li>", "html: definition": "<dt>␟</dt><dd>␞</dd>",
    "json: nested": '{"profile": {"␟": {"value": "␞"}}}', "json: array": '{"␟": ["␞"]}', "json: escaped": '{\\"␟\\": \\"␞\\"}',
    "signature: block": "홍길동 드림\n예시회사 개발팀\n␟ ␞\nwww.example.com", "signature: bars": "홍길동 | 예시회사 | ␟ ␞",
    "signature: dashes": "-- \n홍길동\n␟: ␞\n서울", "signature: English": "Best regards,\nGildong Hong\n␟: ␞\nExample Inc.",
}  # fmt: skip
BARE = {
    "bare: alone": "␞", "bare: particle": "␞␝ 보내 주세요.", "bare: sentence": "아래 ␞␝ 적었습니다.",
    "bare: parentheses": "홍길동(␞)␝ 지원합니다.", "bare: brackets": "[␞]", "bare: quoted": '"␞"',
    "bare: list item": "- ␞", "bare: cell": "| ␞ |", "bare: json": '["␞"]', "bare: line among lines": "경력 3년\n␞\nKafka 도입",
    "bare: comma": "홍길동, ␞, 서울", "bare: slash": "홍길동 / ␞ / 개발자", "bare: English": "You can find ␞ in my file.",
    "bare: before a date": "␞ / 2019년 3월 입사", "bare: tabs": "홍길동\t␞\t개발팀",
    "bare: bullet": "• ␞", "bare: middle dot": "· ␞", "bare: bold": "**␞**", "bare: code": "`␞`", "bare: xml": "<td>␞</td>", "bare: csv": "홍길동,␞,서울",
    "bare: signature": "홍길동 드림\n␞\n서울", "bare: bars": "홍길동 | ␞ | 서울", "bare: semicolons": "홍길동; ␞; 서울", "bare: number before": "1) ␞",
    "bare: angle brackets": "홍길동 <␞>", "bare: two lines": "홍길동\n서울\n␞", "bare: arrow": "→ ␞", "bare: English sentence": "Reach out: ␞. Thanks!",
    "bare: question": "␞␝ 맞을까요?",
}  # fmt: skip
TEMPLATES = LABELLED | BARE
# Where a value may be broken over lines: nothing that reads a file line by line.
WRAPPED = frozenset(
    name for name in TEMPLATES
    if name.split(":")[0] in {"form", "prose", "markdown", "signature"} or name in {"bare: alone", "bare: sentence", "html: list"}
)  # fmt: skip
PARTICLES = tuple(
    "은 는 이 가 을 를 로 으로 에 에서 에게 와 과 도 만 의 까지 부터 입니다 이고 이며 라고 번으로".split()
)


def names() -> list[str]:
    """Return the name of every separator, writing, label and template, as ``frozen.txt`` writes them."""
    return [
        *(f"separator/{name}" for name in SEPARATORS),
        *(f"writing/{name}" for name in WRITINGS),
        *(f"label writing/{name}" for name in LABEL_WRITINGS),
        *(f"label/{kind}/{label}" for kind, labels in LABELS.items() for label in labels),
        *(f"template/{name}" for name in TEMPLATES),
    ]
