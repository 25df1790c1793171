# ruff: noqa: E501 - a pattern reads better on one line
"""Cards and bank accounts."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.announced import ACCOUNT_LAYOUTS, announce
from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.identifiers import digits, luhn_holds
from service.privacy.recognizers.labels import Label

_M = "[0-9*xX●○•#□■×※]"
# Between the groups of a card, where nothing announces it.
_GAP = r"(?:[ \t]{0,2}(?:--|[-./·_~])[ \t]{0,2}\n?[ \t]{0,4}|[ ]{1,3}|\t)"
_CARD = regex.compile(
    rf"(?<![0-9])(?<![0-9][-.])(?:(?P<groups>[0-9]{{4}}(?:{_GAP}{_M}{{4}}){{2}}{_GAP}{_M}{{3,4}})"
    rf"|(?P<amex>3[47][0-9]{{2}}{_GAP}{_M}{{6}}{_GAP}{_M}{{4,5}})|(?P<run>[0-9]{{12,19}}))(?![0-9])(?!-[0-9])"
)
_YEARS = regex.compile(r"(?:(?:19|20)[0-9]{2}[-./· \t\n]{0,6}){4}")
_CARD_WORD = regex.compile(r"카드|신용|체크|card|visa|master|amex|credit|debit", regex.IGNORECASE)


class CreditCardRecognizer(VeilRecognizer):
    """CREDIT_CARD: Luhn is required of a bare run; four groups of four are a card by shape."""

    ENTITIES = ("CREDIT_CARD",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield card numbers, hidden middles included."""
        for match in scan(_CARD, analysis.text):
            number = digits(match[0])
            named = analysis.before(match.start(), _CARD_WORD)
            if _YEARS.fullmatch(match[0]) and not luhn_holds(number):
                continue
            if match["run"] is None:
                yield Found(match.start(), match.end(), 0.9 if named or luhn_holds(number) else 0.65, "CREDIT_CARD")
            elif luhn_holds(number) and (named or len(number) > 13):  # noqa: PLR2004 - 13 digits are mostly other numbers
                yield Found(match.start(), match.end(), 0.9 if named else 0.7, "CREDIT_CARD")
            elif named:
                yield Found(match.start(), match.end(), 0.7, "CREDIT_CARD")


_BANKS = (
    "국민|신한|우리은행|우리|하나|농협|기업|카카오뱅크|카카오|토스|케이뱅크|우체국|새마을|수협|신협|산업은행|제일|씨티|대구은행|부산은행|경남은행|광주은행|전북은행|제주은행|"
    "대구|부산|경남|광주|전북|은행|뱅크|bank|kb|nh|ibk|ibk기업|sc|아이엠|im"
)
_ACCOUNT_WORD = regex.compile(rf"계좌|입금|예금|통장|송금|이체|환불|납부|급여|{_BANKS}|account", regex.IGNORECASE)
_BANK_NAMES = "국민 신한 우리 하나 농협 기업 카카오 토스 케이 산업 제일 씨티 대구 부산 경남 광주 전북 제주 수협 신협 우체국 새마을금고 미래에셋 한국투자 키움 삼성증권".split()
_BANK_BEFORE = regex.compile(
    r"(?<![가-힣A-Za-z])(?:(?:KB|NH|IBK|SC|BNK|DGB|iM)?(?:국민|신한|우리|하나|농협|기업|카카오|토스|케이|산업|제일|씨티|대구|부산|경남|광주|전북|제주|수협|신협|우체국|새마을금고|미래에셋|한국투자|키움|삼성)(?:은행|뱅크|중앙회|증권)?|[A-Z]{2,3}은행|[A-Za-z]{2,10}[ ]?[Bb]ank)"
    r"[ ]?[:)]?[ ]?$"
)
_OTHER_WORD = regex.compile(
    r"주문|송장|운송장|사업자|카드|특허|출원|접수|문서|관리번호|일련번호|청구번호|사건|조제|처방|교부|식별번호|증권[ ]?번호|전자납부|납부자|승인|예약|등기|order|tracking|invoice|patent|isbn|doi",
    regex.IGNORECASE,
)
_ACCOUNT = regex.compile(
    r"(?<![0-9A-Za-z+])(?<![0-9A-Za-z]-)(?<![0-9]\.)(?P<grouped>[0-9]{2,6}(?:[ ]?[-·][ ]?[0-9]{1,7}){1,3})(?![0-9])(?![-][0-9])"
    r"|(?<![0-9A-Za-z+])(?<![0-9A-Za-z]-)(?<![0-9]\.)(?P<spaced>[0-9]{2,6}(?:[ ][0-9]{2,7}){1,3})(?![0-9])|(?<![0-9A-Za-z])(?<![0-9A-Za-z]-)(?<![0-9]\.)(?P<run>[0-9]{10,14})(?![0-9])"
)
# A day, or months of a job at a bank: 2015-03 - 2019-02.
_DATE = regex.compile(
    r"(?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])|(?:19|20)[0-9]{2}[-. ](?:1[0-2]|0?[1-9])[ ]?-[ ]?(?:19|20)[0-9]{2}(?![0-9])"
    r"|(?:19|20)[0-9]{2}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])[ ]?-[ ]?(?:19|20)[0-9]{6}(?![0-9])"
)
_IN_NAME = "(?:[ _]{0,2}|\n)"
# A bank announces an account as a label does; its name may be spread.
BANK = regex.compile(
    rf"(?<![가-힣A-Za-z])(?:(?:KB|NH|IBK|SC|BNK|DGB|iM)[ _]?)?(?:(?:{'|'.join(_IN_NAME.join(name) for name in _BANK_NAMES)})(?:[ _]{{0,2}}은[ _]{{0,2}}행|\n은행|[ _]{{0,2}}뱅[ _]{{0,2}}크|\n뱅크|[ ]?중앙회|[ ]?증권)?|(?:iM|아이엠|K|KB|NH)[ ]?뱅크)(?![ ]?(?:카드|생명|화재|보험|캐피탈))"
)


class BankAccountRecognizer(VeilRecognizer):
    """BANK_ACCOUNT: 10 to 14 digits beside a bank's name or an account word, or in a bank's layout."""

    ENTITIES = ("BANK_ACCOUNT",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield account numbers; order, case and patent numbers are vetoed by their labels."""
        for match in scan(_ACCOUNT, analysis.text):
            number = digits(match[0])
            if not 9 < len(number) < 17 or _DATE.match(match[0]):  # noqa: PLR2004 - Korean accounts have 10 to 16 digits
                continue
            named = analysis.around(match.start(), match.end(), _ACCOUNT_WORD, after=8)
            vetoed = analysis.before(match.start(), _OTHER_WORD, 14)
            layout = tuple(len(digits(group)) for group in regex.split(r"[-· ]+", match[0]))
            if named and not vetoed:
                # The bank's name goes with the number, as it does in how people write it.
                bank = _BANK_BEFORE.search(analysis.text, max(0, match.start() - 14), match.start())
                yield Found(bank.start() if bank else match.start(), match.end(), 0.9, "BANK_ACCOUNT")
            elif layout in ACCOUNT_LAYOUTS and not match["spaced"] and not vetoed:
                yield Found(match.start(), match.end(), 0.6, "BANK_ACCOUNT")
        for bank in scan(BANK, analysis.text):
            label = Label("BANK_ACCOUNT", bank.start(), bank.end(), bank.end(), marked=False)
            account = announce("BANK_ACCOUNT", analysis.text, label)
            if account is not None:
                yield Found(account.start, account.end, 0.9, "BANK_ACCOUNT")
