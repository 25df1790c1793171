# ruff: noqa: E501 - a template reads better on one line
"""What variants are made of: separators, writings, labels, templates and particles, each with a name.

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
DASHES |= {
    "two hyphens": "--", "spaced em dash": " — ", "box drawing line": "─", "long vowel": "ー", "half-width long vowel": "ｰ", "small em dash": "\ufe58",
    "hyphen bullet": "\u2043", "spaced full-width hyphen": " － ", "hyphen between thin spaces": "\u2009-\u2009", "non-breaking hyphen before joiner": "\u2011\u2060",
    "blank before hyphen": " -", "hyphen and tab": "-\t", "hyphens among two blanks": "  -  ",
}  # fmt: skip
BLANKS |= {
    "hair space": "\u200a", "en space": "\u2002", "em space": "\u2003", "quarter em space": "\u2005", "tab": "\t", "three blanks": "   ",
    "mathematical space": "\u205f", "no-break space and blank": "\u00a0 ",
}  # fmt: skip
OTHERS |= {
    "full-width slash": "／",
    "katakana middle dot": "・",
    "bullet operator": "∙",
    "full-width tilde": "～",
    "dot and blank": ". ",
    "one dot leader": "․",
}
# What stands behind the first group, and between the others.
MIXED = {
    "blank, then hyphen": (" ", "-"), "hyphen, then blank": ("-", " "), "dot, then hyphen": (".", "-"), "hyphen, then dot": ("-", "."),
    "slash, then hyphen": ("/", "-"), "spaced hyphen, then hyphen": (" - ", "-"), "hyphen, then en dash": ("-", "–"), "blank, then none": (" ", ""),
    "none, then hyphen": ("", "-"), "hyphen, then none": ("-", ""),
}  # fmt: skip
# Ways that only telephones are grouped in; how somebody reads one out.
DIALLED = {
    "closing parenthesis": (")", "-"), "closing parenthesis and blank": (") ", "-"), "in parentheses": ("(", ")", "-"), "in parentheses, blank": ("(", ") ", "-"),
    "in parentheses, blanks": ("( ", " ) ", " - "), "comma": (",", ","), "comma and blank": (", ", ", "), "read out: 에": ("에 ", "에 "), "read out: 에, glued": ("에", "에"),
    "read out: 다시": (" 다시 ", " 다시 "), "read out: 의": ("의 ", "의 "), "exchange: 국": ("-", "국-"), "read out: 국에": (" ", "국에 "), "read out: dots": ("... ", "... "),
    "read out: dash": (" dash ", " dash "),
}  # fmt: skip
BREAKS |= {
    "line break before hyphen": ("-", "\n-"), "line break after spaced hyphen": (" - ", " -\n"), "line separator after hyphen": ("-", "-\u2028"),
    "line break after hyphen, quoted": ("-", "-\n> "), "line break after dot": (".", ".\n"), "line break after hyphen, tab": ("-", "-\n\t"),
}  # fmt: skip
SEPARATORS = (
    DASHES | BLANKS | OTHERS | {name: broken for name, (_, broken) in BREAKS.items()}
    | {name: "".join(signs) for name, signs in (MIXED | DIALLED).items()}
)  # fmt: skip

# How the characters of a value are written.
INVISIBLE = {
    "zero-width space": "\u200b", "zero-width joiner": "\u200d", "word joiner": "\u2060", "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad", "zero-width non-joiner": "\u200c", "left-to-right mark": "\u200e",
    "right-to-left mark": "\u200f", "invisible separator": "\u2063", "Hangul filler": "\u3164", "combining grapheme joiner": "\u034f",
    "variation selector": "\ufe0e", "Mongolian vowel separator": "\u180e",
}  # fmt: skip
# Signs around a value that a copied contact brings along.
ENCLOSING = {
    "embedding": ("\u202a", "\u202c"), "isolate": ("\u2068", "\u2069"), "left-to-right isolate": ("\u2066", "\u2069"), "zero-width spaces around": ("\u200b", "\u200b"),
}  # fmt: skip
# The code point of the digit zero.
DIGITS = {
    "mathematical": 0x1D7CE,
    "mathematical sans": 0x1D7E2,
    "mathematical bold sans": 0x1D7EC,
    "mathematical monospace": 0x1D7F6,
    "double-struck": 0x1D7D8,
}
HANGUL = {
    "hangul digits, 공": "공일이삼사오육칠팔구",
    "hangul digits, 영": "영일이삼사오육칠팔구",
    "hangul head": "공일이삼사오육칠팔구",
    "hangul digits, 륙": "공일이삼사오륙칠팔구",
    "hangul tail": "공일이삼사오육칠팔구",
    "hangul middle": "영일이삼사오육칠팔구",
}
# Digits as words: how people dictate in Korean and English.
WORDS = {
    "counted": "공 하나 둘 삼 넷 오 여섯 칠 팔 아홉".split(), "apart in Hangul": "공 일 이 삼 사 오 육 칠 팔 구".split(),
    "apart in Hangul, 영": "영 일 이 삼 사 오 육 칠 팔 구".split(), "English words": "zero one two three four five six seven eight nine".split(),
    "English words, oh": "oh one two three four five six seven eight nine".split(),
}  # fmt: skip
# How whole values are written in forms with a box for each digit, or by a reader of pictures.
DRAWN = ("digits apart", "digits in cells", "full-width head", "keycaps", "letter O for zero", "letter o for zero")
# The sign that hides a digit, and what it hides.
HIDDEN = {
    "hidden": ("*", "middle"), "hidden tail": ("*", "tail"), "hidden by x": ("x", "middle"), "hidden by X": ("X", "tail"),
    "hidden by black circles": ("●", "middle"), "hidden by white circles": ("○", "tail"),
    "hidden by full-width stars": ("＊", "middle"), "hidden by hash signs": ("#", "tail"), "hidden by bullets": ("•", "middle"), "hidden by large circles": ("◯", "tail"),
    "hidden by squares": ("□", "middle"), "hidden by black squares": ("■", "tail"), "hidden halves": ("*", "halves"), "hidden halves, x": ("x", "halves"),
    "hidden by crosses": ("×", "tail"), "hidden by reference marks": ("※", "middle"), "hidden by black circles, tail": ("●", "tail"), "hidden by operators": ("∗", "middle"),
}  # fmt: skip
WRITINGS = ("plain", "full-width", *DIGITS, *HIDDEN, *INVISIBLE, *ENCLOSING, *HANGUL, *WORDS, *DRAWN)


def _break_label(label: str) -> str:
    """Break a label as a narrow column does: at a blank, else in the middle."""
    if " " in label:
        return "\n".join(label.rsplit(" ", 1))
    return f"{label[: len(label) // 2]}\n{label[len(label) // 2 :]}"


LABEL_WRITINGS: dict[str, Callable[[str], str]] = {
    "plain": str, "decomposed": str, "spread by blanks": " ".join, "lower case": str.lower, "upper case": str.upper,
    "full-width label": lambda label: "".join(chr(ord(c) + 0xFEE0) if c.isalpha() else c for c in label),
    "snake case": lambda label: label.lower().replace(" ", "_"), "kebab case": lambda label: label.lower().replace(" ", "-"),
    "no blanks": lambda label: label.replace(" ", ""), "spread by two blanks": "  ".join, "spread by ideographic blanks": "\u3000".join,
    "zero-width space inside": lambda label: label[:2] + "\u200b" + label[2:], "no-break space": lambda label: label.replace(" ", "\u00a0"),
    "two blanks": lambda label: label.replace(" ", "  "), "broken over lines": _break_label, "title case": str.title,
    "soft hyphen inside": lambda label: label[:-1] + "\u00ad" + label[-1:], "spread by underscores": "_".join,
}  # fmt: skip

_MOBILE = "본인 휴대폰|휴대폰 No.|휴대폰no|이동전화|이동전화번호|무선전화|핸드폰 번호|HP번호|H/P|C.P.|Cell No.|Mobile number|Phone No.|Tel. No.|Cellphone|Handphone|WhatsApp|연락 가능한 번호|연락처(휴대폰)|전화(휴대)|CP|Contact No.|Contact Number|수신번호|보호자 연락처|휴대폰번호|휴대전화번호|휴대폰(본인)|연락처 1|M.P.|Mobile No.|Cell Phone|Mobile Phone|휴대폰|휴대전화|핸드폰|전화번호|연락처|전화|휴대폰 번호|비상연락처|Mobile|Phone|Cell|Tel|Contact|Phone Number|H.P|HP"
LABELS = {
    name: tuple(words.split("|"))
    for name, words in {
        "rrn": "주민등록번호(앞/뒤)|주민 번호|주민등록 No.|주민등록번호 13자리|주민No|본인 주민번호|Korean ID No.|Resident ID|Resident Reg. No.|National ID No.|Social Security Number|주민등록증 번호|실명번호|신분증번호|주민(법인)등록번호|주민번호(뒷자리 포함)|주민등록번호 (필수)|Korean RRN|National ID|주민등록번호|주민번호|주민등록 번호|주민 등록 번호|주민등록번호(13자리)|RRN|Resident Registration Number|"
        "Resident Registration No.|resident number|주 민 등 록 번 호",
        "frn": "외국인 번호|등록외국인번호|외국인등록증번호|외국인등록증 번호|외국인등록No|ARC Number|Foreign Registration No.|Alien Reg. No.|Residence Card No.|국내거소 신고번호|거소증번호|외국인등록번호|외국인 등록번호|외국인번호|거소신고번호|국내거소신고번호|Alien Registration Number|"
        "Foreigner Registration Number|ARC No.|FRN|Alien Registration No.",
        "mobile": _MOBILE,
        "landline": "자택 전화|회사 전화|사무실|직장전화번호|FAX번호|팩스 번호|Fax No.|Facsimile|Work Phone|Office Tel.|Landline|집 전화번호|전화(직장)|대표 번호|내선|T.|F.|Direct|부서 전화|유선전화|전화(자택)|TEL.|직장 전화|전화|전화번호|자택전화|집전화|연락처|팩스|사무실 전화|직통전화|대표전화|Tel|Telephone|Fax|Office Phone|Phone|Home Phone",
        "international": _MOBILE,
        "email": "이메일(회사)|회신 메일|업무 메일|개인 이메일|이-메일|Email ID|E-mail addr.|메일 주소|Contact Email|Personal Email|E.|이메일 계정|수신 메일|E-Mail(개인)|이메일주소|E메일|이메일|메일|전자우편|E-mail|Email|이메일 주소|e-mail|Email Address|메일주소|Mail",
        "card": "카드 No.|카드NO|신용 카드번호|체크카드|법인 카드번호|Card #|Visa Card|MasterCard|Amex|신한카드|현대카드|삼성카드 번호|CARD NO|결제 카드번호|승인카드|결제카드|카드 정보|Credit Card Number|Debit Card|카드번호|신용카드|카드 번호|신용카드번호|체크카드 번호|법인카드|Card Number|Credit Card|card no.|Card",
        "account": "계좌 No.|계좌번호(본인명의)|급여 계좌번호|입금 계좌번호|환급계좌|환급 계좌번호|자동이체 계좌|새마을금고|우체국|케이뱅크|SC제일은행|iM뱅크|대구은행 계좌|수협은행|신협|부산은행|씨티은행|Bank A/C|A/C No.|Bank Acc. No.|보내실 곳|입금하실 곳|은행명/계좌번호|NH농협은행|정산 계좌|통장번호|은행 계좌|계좌 번호|Bank Account Number|Acct No.|IBK기업은행|토스뱅크|국민은행|신한은행|계좌번호|계좌|급여계좌|입금계좌|우리은행 계좌|농협|카카오뱅크|하나은행 계좌번호|환불 계좌|"
        "Account Number|Bank Account|account no.|기업은행",
        "passport": "여권NO|여권번호/Passport No.|Passport #|본인 여권번호|여권 번호(Passport)|Travel Document No.|여권번호(구)|복수여권번호|Passport Num.|여권번호(전자)|Passport ID|여권 No.|여권번호|여권|여권 번호|대한민국 여권번호|Passport|Passport No.|Passport Number|passport no|여 권 번 호|PASSPORT",
        "licence": "면허증번호|면허No|1종보통 면허번호|운전면허 No.|운전 면허번호|면허증 번호|DL No.|Driver License Number|Driving License No.|Driver's Lic. No.|1종 보통|운전면허 번호|자동차운전면허번호|면허 번호|Driver Licence Number|운전면허번호|운전면허|면허번호|운전면허증 번호|자동차운전면허|운전면허증|Driver's License|Driver License No.|"
        "Driving Licence|driver's license number",
        "brn": "사업자No|사업자등록증 번호|사업자등록증번호|등록번호(사업자)|사업자 등록 번호|Biz. Reg. No.|Business Reg. Number|Business No.|Tax ID|사업자등록No.|공급자 등록번호|사업자등록번호|사업자번호|사업자 등록번호|사업자등록 번호|개인사업자번호|Business Registration Number|"
        "Business Registration No.|BRN|business reg. no.|사업자 번호",
        "crn": "법인 번호|법인등록No|법인등기번호|법인 등기번호|Corp. Reg. No.|Corporate Reg. Number|Corporation No.|Company Registration No.|등기번호(법인)|법인등록번호|법인번호|법인 등록번호|법인등록 번호|법인 등록 번호|Corporate Registration Number|CRN|"
        "Corporate Registration No.|corporation number|corporate reg. no.",
        "ip": "접속IP|IP주소|접속 아이피|클라이언트 IP|Source IP|Remote Address|최근 접속 IP|IP Addr.|발신 IP|등록 IP|IP|IP 주소|IP address|접속 IP|아이피|접속지 IP|Client IP|로그인 IP|IPv4|아이피 주소",
        "plate": "차량 등록번호|자동차 번호|자동차 등록번호|차량No|주차 차량번호|출입차량번호|License Plate No.|Car Number|Car No.|Registration Plate|차량(본인)|차량번호|차량 번호|차번호|차량등록번호|자동차등록번호|번호판|Plate Number|License Plate|Vehicle Number|Plate No.",
        "postal": "우편번호(신)|새우편번호|우편No|배송 우편번호|Postal code No.|Post Code|ZIP CODE|Zip/Postal|우)|우편번호|우편 번호|우|Postal Code|Zip Code|ZIP|Zipcode|Postcode|우편물 번호|ZIP/Postal Code",
        "insurance": "건강보험 번호|건보증번호|건강보험증 No.|의료보험 번호|보험증 번호|국민건강보험 증번호|NHIS No.|Insurance Card No.|건보 번호|건강보험증번호|건강보험번호|보험증번호|건강보험증 번호|의료보험증번호|증번호|Health Insurance Number|"
        "Health Insurance No.|건강보험 증번호|NHIS Number",
        "military": "군번(제대)|병역 군번|군번 (육군)|전역 군번|Mil. Service No.|Military Serial Number|군번/계급|ROTC 군번|군번|군 번|복무 군번|본인 군번|Military Number|Service Number|Military Service Number|Military ID|Military No.|군번(예비역)",
        "student": "학번(학부)|학생 번호|본인 학번|학생증 번호|학생증번호|Student Identification Number|Student Id.|Univ. ID|수험표 번호|응시번호|Examinee No.|접수번호(수험)|학번|학 번|수험번호|학생번호|Student ID|Student Number|Student No.|Student ID Number|대학 학번|수험 번호",
        "employee": "사번(ID)|직원 번호|사원No|행원번호|직원 ID|공무원번호|임직원 번호|Employee No|Emp. No.|Emp ID|Staff Number|Badge No.|Personnel No.|Worker ID|사번|사원번호|직원번호|사원 번호|임직원번호|Employee ID|Employee Number|Employee No.|Staff ID|Staff No.",
        "certificate": "자격증No|자격증 등록번호|면허등록번호|발급번호|확인서번호|관리번호(자격)|수료증번호|인증번호|이수번호|Cert. No.|Certification No.|Certification ID|License Number|Registration No.|Certificate ID|자격번호(국가)|자격번호|자격증번호|자격증 번호|합격번호|등록번호|자격등록번호|Certificate Number|Certificate No.|License No.|"
        "Credential ID",
        "handle": "카톡|카카오톡|인스타 ID|인스타|텔레그램|카톡ID|라인|위챗 ID|WeChat ID|Kakao ID|Insta|Discord ID|Line|SNS 아이디|네이버 아이디|깃허브 아이디|Skype ID|디스코드|페이스북|스레드|카카오톡 ID|카톡 ID|카카오톡 아이디|인스타그램|텔레그램 ID|라인 ID|KakaoTalk ID|Instagram|Telegram|LINE ID|"
        "트위터|Discord|SNS 계정|카톡 아이디",
        "profile": "Github URL|깃헙|개인 블로그|포트폴리오 링크|포트폴리오 URL|링크드인|노션|Notion|유튜브|SNS|Tech Blog|기술 블로그|Behance|참고 링크|URL|웹사이트|GitHub Profile|GitHub|블로그|포트폴리오|LinkedIn|Blog|홈페이지|깃허브|Portfolio|Website|개인 홈페이지",
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
LABELLED |= {
    "form: vertical ellipsis": "␟⋮ ␞", "form: ratio sign": "␟∶ ␞", "form: check box": "☑ ␟ ␞", "form: round brackets around the label": "(␟) ␞", "form: tortoise shell": "〔␟〕 ␞",
    "form: double angle": "《␟》 ␞", "form: corner, half": "「␟」 ␞", "form: letter item": "가. ␟: ␞", "form: letter item, blank": "나) ␟ ␞", "form: Roman item": "Ⅱ. ␟ : ␞",
    "form: circle": "○ ␟ : ␞", "form: double circle": "◎ ␟: ␞", "form: diamond": "◆ ␟ ␞", "form: small circle": "ㅇ ␟ : ␞", "form: finger": "☞ ␟: ␞", "form: emoji": "📞 ␟ ␞",
    "form: remark behind": "␟: ␞ (본인)", "form: remark behind the label": "␟ (본인 명의): ␞", "form: slash between labels": "성명/␟: 홍길동/␞", "form: two labels, two values": "성명, ␟: 홍길동, ␞",
    "form: three on a line": "성명: 홍길동    ␟: ␞    비고: 없음", "form: label behind": "␞ (␟)", "form: underlined blank": "␟: __␞__", "form: brackets around the value": "␟: [␞]", "form: blanks": "␟      ␞",
    "form: tabs": "␟\t\t␞", "form: colon, next line, tab": "␟:\n\t␞", "form: two labels above": "성명\n␟\n홍길동\n␞", "form: heading above": "[인적사항]\n␟ ␞", "form: guillemets": "« ␟ » ␞", "form: dot": "␟. ␞",
    "form: double colon": "␟ :: ␞", "form: long arrow": "␟ ---> ␞", "form: white arrow": "␟ ⇒ ␞", "form: underline below": "␟\n-----\n␞", "form: between others": "이름 홍길동\n␟ ␞\n거주 서울", "form: sentence behind": "␟: ␞ 입니다.",
    "prose: change from": "기존 ␟ ␞␝ 말소해 주세요.", "prose: honorific": "저의 ␟는 ␞이오니 참고하시기 바랍니다.", "prose: whose": "신청인의 ␟(␞)와 성명을 확인하였음.", "prose: called": "␟ ␞ 번입니다.", "prose: here": "␟ 남깁니다. ␞",
    "prose: please to": "문의는 ␟ ␞ 으로 부탁드립니다.", "prose: parenthesis, colon": "담당자(␟: ␞)에게 문의", "prose: parenthesis, several": "홍길동(서울 거주, ␟ ␞)", "prose: dash": "제 ␟ - ␞ - 확인해 주세요.", "prose: name before": "홍길동 씨의 ␟는 ␞이다.",
    "prose: English was": "His ␟ was recorded as ␞ in the file.", "prose: English of": "with ␟ of ␞ and", "prose: English parenthesis": "Please update my contact (␟: ␞) in the system.", "prose: English under": "It is registered under ␟ ␞.",
    "prose: English reply": "Sure! ␟ is ␞, thanks.", "prose: chat answer": "A: ␟ 알려주실래요?\nB: ␞ 요", "prose: chat lines": "[홍길동] [오후 3:12] ␟ ␞", "prose: call": "상담원: ␟ 말씀해 주세요.\n고객: 네, ␞ 입니다.", "prose: short": "␟요? ␞ 이에요.",
    "prose: subject": "Re: ␟ 변경 요청\n␟ ␞ 로 변경 부탁드립니다.", "prose: means": "␟라 함은 ␞␝ 말합니다.", "prose: and so on": "␟ ␞ 등 개인정보를 수집합니다.",
    "table: value above": "| 성명 | ␟ | 비고 |\n| 홍길동 | ␞ | |", "table: pairs": "| 성명 | 홍길동 | ␟ | ␞ |", "table: pairs, several rows": "| 성명 | 홍길동 | 부서 | 개발 |\n| ␟ | ␞ | 비고 | 없음 |", "table: empty cells": "| | ␟ | | ␞ | |",
    "table: wide blanks": "성명        ␟        비고\n홍길동      ␞      없음", "table: aligned rule": "| 성명 | ␟ |\n| --- | :-: |\n| 홍길동 | ␞ |", "table: double bars": "║ ␟ ║ ␞ ║", "table: heavy bars": "┃ ␟ ┃ ␞ ┃", "table: cell with break": "| ␟<br>| ␞ |",
    "table: last of four columns": "| 번호 | 성명 | 부서 | ␟ |\n|---|---|---|---|\n| 1 | 홍길동 | 개발 | ␞ |\n| 2 | 김하늘 | 인사 | |", "table: numbered rows by tabs": "번호\t성명\t␟\n1\t홍길동\t\n2\t김하늘\t␞", "table: vertical": "성명\n홍길동\n␟\n␞\n비고",
    "csv: quoted value only": '성명,␟\n홍길동,"␞"', "csv: single quotes": "'성명';'␟'\n'홍길동';'␞'", "csv: tab quoted": '"성명"\t"␟"\n"홍길동"\t"␞"', "csv: apostrophe": "성명,␟\n홍길동,'␞", "csv: heading of four": "id,name,␟,note\n7,홍길동,␞,",
    "json: null before": '{"note": null, "␟": "␞"}', "json: list of pairs": '[{"key": "␟", "value": "␞"}]', "json: label and text": '{"label": "␟", "text": "␞"}', "json: pretty, deep": '{\n    "person": {\n        "␟" : "␞"\n    }\n}', "json: JavaScript": 'const p = { "␟": \'␞\' };',
    "yaml: list": "␟:\n  - ␞", "yaml: comment": "␟: ␞  # 확인함", "toml": '[person]\n"␟" = "␞"', "ini": "[person]\n␟ = ␞", "python: dict": "{'name': '홍길동', '␟': '␞'}", "log: key and value": '2024-01-02 INFO user ␟="␞" saved', "log: brackets": "INFO [␟: ␞] ok",
    "xml: attribute of a person": '<person ␟="␞"/>', "xml: indented": "<person>\n  <␟>␞</␟>\n</person>", "xml: CDATA": "<␟><![CDATA[␞]]></␟>", "html: label and span": "<label>␟</label><span>␞</span>", "html: paragraph": "<p><strong>␟:</strong> ␞</p>",
    "html: break": "␟<br>␞<br>", "html: cells with class": '<td class="label">␟</td><td class="value">␞</td>', "html: blanks": "␟:&nbsp;␞", "html: heading row": "<tr><th>성명</th><th>␟</th></tr><tr><td>홍길동</td><td>␞</td></tr>", "html: link": '<b>␟</b> <a href="#">␞</a>',
    "markdown: checkbox": "- [x] ␟: ␞", "markdown: numbered": "1. **␟**: ␞", "markdown: code value": "**␟** `␞`", "markdown: dash": "**␟** — ␞", "markdown: definition": "␟\n: ␞", "markdown: table, bold value": "| 항목 | 내용 |\n|---|---|\n| **␟** | **␞** |", "markdown: strong value": "␟: __␞__",
    "markdown: heading with value": "## ␟: ␞", "markdown: line break": "**␟**  \n␞", "markdown: item below": "- ␟\n  - ␞", "latex: command": "\\textbf{␟}: ␞ \\\\",
    "signature: slashes": "홍길동 / 예시회사 / ␟ ␞ / 서울", "signature: middle dots": "홍길동 · 예시회사 · ␟ ␞", "signature: bracket": "홍길동 팀장 [␟ ␞]", "signature: vertical bar English": "Gildong Hong | Example Inc. | ␟: ␞", "signature: several": "홍길동 드림\n␟ ␞ | 서울\n--\n이 메일은 지정된 수신인만을 위한 것입니다.",
    "mail: quoted": "> > ␟: ␞", "mail: forwarded": "---------- 전달된 메일 ----------\n보낸 사람: 홍길동\n\n␟: ␞", "sql": "INSERT INTO p (name, `␟`) VALUES ('홍길동', '␞');", "query string": "https://example.com/?␟=␞", "curl": "curl -d '␟=␞' https://example.com/", "spreadsheet": "A3\t␟\tB3\t␞",
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
BARE |= {
    "bare: check mark": "✔ ␞", "bare: emoji": "📱 ␞", "bare: angle quotes": "「␞」", "bare: full-width parentheses": "홍길동（␞）", "bare: after name, blank": "홍길동 ␞", "bare: after name and title": "홍길동 과장 ␞", "bare: name behind": "␞ 홍길동",
    "bare: cells": "| 홍길동 | ␞ | 서울 |", "bare: xml, nested": "<a><b>␞</b></a>", "bare: json, name before": '["홍길동", "␞"]', "bare: chat": "[홍길동] [오후 3:12] ␞", "bare: chat, short": "홍길동: ␞", "bare: sentence end": "확인 부탁드립니다 ␞.", "bare: please": "␞ 로 부탁드려요~",
    "bare: English parentheses": "Gildong Hong (␞) applied.", "bare: English dash": "Gildong Hong - ␞ - Seoul", "bare: quoted mail": "> ␞", "bare: ellipsis": "네... ␞...", "bare: blanks": "홍길동    ␞    서울", "bare: number and dot": "3. ␞", "bare: underline": "__␞__", "bare: equals": "x = ␞",
    "bare: two lines below": "홍길동\n\n␞\n\n감사합니다.", "bare: after a time": "14:30 ␞ 통화함", "bare: middle dots": "홍길동 · ␞ · 서울",
}  # fmt: skip
TEMPLATES = LABELLED | BARE
# Where a value may be broken over lines: nothing that reads a file line by line.
WRAPPED = frozenset(
    name for name in TEMPLATES
    if name.split(":")[0] in {"form", "prose", "markdown", "signature", "mail"} or name in {"bare: alone", "bare: sentence", "html: list"}
)  # fmt: skip
PARTICLES = tuple(
    "은 는 이 가 을 를 로 으로 에 에서 에게 와 과 도 만 의 까지 부터 입니다 이고 이며 라고 번으로 한테 께 로도 만이 이에요 인데요 였습니다 이랑 조차 보다".split()
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
