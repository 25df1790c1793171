# ruff: noqa: E501 - a pattern reads better on one line
"""How a person is reached: telephone, e-mail, web addresses, network addresses."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.identifiers import digits

_GAP = r"(?:[ \t]{0,3}(?:--|\.\.\.|[-.·~/_)])[ \t]{0,3}\n?[ \t]{0,4}|[ \t]{0,3})"
_D = "[0-9공영일이삼사오육륙칠팔구]"
_HIDDEN = "[0-9*xX●○•#□■×※]"
_MOBILE = regex.compile(
    rf"(?<![0-9])(?<![0-9][-.])(?:\(?(?:00|\+)?[ ]?\(?82\)?{_GAP}\(?0?\)?{_GAP}|\(?0)1[016789]\)?{_GAP}[0-9]{{3,4}}{_GAP}[0-9]{{4}}(?![0-9])"
    rf"|(?<![0-9])[공영0](?:일[공영일육륙칠팔구]|1[016789]){_GAP}{_D}{{3,4}}{_GAP}{_D}{{4}}(?![0-9])"
    # A tail that the writer hid is still most of a number.
    rf"|(?<![0-9])01[016789]{_GAP}{_HIDDEN}{{3,4}}-{_HIDDEN}{{4}}(?![0-9])|(?<![0-9])01[016789]\*[0-9]{{3,4}}\*[0-9]{{4}}(?![0-9])"
    # Read by a machine from a picture, or meant for people only: O1O-1234-5678.
    rf"|(?<![0-9A-Za-z])[0Oo][1lI][016789Oo]{_GAP}[0-9OolI]{{3,4}}{_GAP}[0-9OolI]{{4}}(?![0-9A-Za-z])"
)
_AREA = r"(?:2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[2-8]?)"
_LANDLINE = regex.compile(
    rf"(?<![0-9])(?<![0-9][-.])(?:(?:\+[ ]?|00)?82\)?{_GAP}\(?0?\)?|\(?0){_AREA}\)?(?P<gap>{_GAP})[0-9]{{3,4}}(?P<gap2>{_GAP})[0-9]{{4}}(?![0-9])"
    r"(?:[ ]?~[ ]?[0-9]{1,4}(?![0-9]))?"
)
_SERVICE = regex.compile(
    r"(?<![0-9])(?<![0-9][-.])(?:15(?:22|33|44|66|77|88|99)|16(?:00|11|22|33|44|55|61|66|68|70|77|88)|18(?:00|11|33|44|55|66|77|99))"
    r"[ ]?-[ ]?[0-9]{4}(?![0-9])"
)
_INTERNATIONAL = regex.compile(
    r"(?<![0-9A-Za-z])\+[ ]?[1-9](?:[-. ()/]{0,3}[0-9]){6,14}(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{1,5})?(?![0-9])"
)
# Any grouping counts where a word of calling stands right before or behind: call me at 0494 92 82 32, 416 60 039 office.
_CALLED = regex.compile(
    r"(?i)(?<![a-z])(?:call|reach|text|ring|phone|dial|fax)(?:ed|ing)?[ ](?:(?:me|us|him|her|them)[ ])?(?:back[ ])?(?:at|on)[ ](?P<value>\(?[0-9](?:[-. ()/]{0,2}[0-9]){6,12})(?![0-9])"
    r"|(?<![a-z])(?:answering|messages|calls|texts)[ ](?:at|to|from|on)[ ](?P<value>\(?[0-9](?:[-. ()/]{0,2}[0-9]){6,12})(?![0-9])"
    r"|(?<![0-9a-z][-., ]?)(?P<value>\(?[0-9]{2,5}\)?[-. ](?:[0-9]{2,4}[-. ]){1,4}[0-9]{2,4}|[0-9]{3}[ -][0-9]{4})(?=(?:[ ]|-)(?:office|fax|mobile|cell|desk|home|work)(?![a-z]))"
)
_AMERICAN = regex.compile(
    r"(?<![0-9A-Za-z])(?<![0-9][-.])(?:(?:\+?1|001)[-. ]{0,2})?(?:\([0-9]{3}\)[ ]?|[0-9]{3}[-.])[0-9]{3}[-.][0-9]{4}(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{2,5})?(?![0-9])"
)
# As somebody reads it out: 010에 1234에 5678, 02-123국에 4567, 010 다시 1234; and as a list of words.
_SAID = r"(?:[ ]{0,2}(?:에|의|국에?|번에|다시|대시|하이픈|dash|hyphen|그리고)(?![가-힣a-z])[ ,]{0,2}-?[ ]?|[ ]?\.{2,4}[ ]?|[ ]?,[ ]?)"
_WORD = r"(?:공|영|하나|둘|셋|삼|넷|사|다섯|오|여섯|육|륙|일곱|칠|여덟|팔|아홉|구|일|이)"
_READ_OUT = regex.compile(
    rf"(?:(?<![0-9가-힣]){_D}{{2,4}}|(?<![0-9])0[0-9]{{1,3}}){_SAID}{_D}{{3,4}}(?:{_SAID}|[-.][ ]?|[ ]){_D}{{4}}(?![0-9])"
    rf"|(?:(?<![0-9가-힣])[공영]{_D}{{1,3}}|(?<![0-9])0[0-9]{{1,3}})(?:[-.)][ ]?|[ ]){_D}{{3,4}}국(?:에|[ ]?-)[ ]?{_D}{{4}}(?![0-9])"
    rf"|(?<![가-힣])(?:{_WORD}(?:[ ]{{0,2}}|[ ]?(?:,|-|에|다시)[ ]{{1,2}}|-)){{8,13}}{_WORD}"
    r"|(?i)(?<![a-z])(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)(?:[ ,.\-]{0,3}(?:에[ ]|다시[ ]|dash[ ]|hyphen[ ])?|에[ ])){8,14}"
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)(?![a-z])"
)
_ANY = regex.compile(r"[(+]{0,2}[0-9](?:[-. ()/]{0,2}[0-9]){6,14}(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{1,5})?(?![0-9])")
_LINE_WORD = regex.compile(
    r"전화|연락|휴대|핸드폰|팩스|모바일|직통|내선|tel|phone|mobile|cell|fax|contact|call|number", regex.IGNORECASE
)


class PhoneRecognizer(VeilRecognizer):
    """PHONE_NUMBER: Korean mobile, landline, internet and service numbers; foreign ones with + or a label."""

    ENTITIES = ("PHONE_NUMBER",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield telephone numbers."""
        text = analysis.text
        for match in scan(_MOBILE, text):
            yield Found(match.start(), match.end(), 0.95, "PHONE_NUMBER")
        for match in scan(_LANDLINE, text):
            separated = match["gap"].strip() and (match["gap2"].strip() or match["gap2"] == " ")
            separated = separated or match["gap"] == match["gap2"] == " "
            if separated or match[0].startswith("+") or analysis.before(match.start(), _LINE_WORD):
                yield Found(match.start(), match.end(), 0.9, "PHONE_NUMBER")
        for match in scan(_SERVICE, text):
            yield Found(match.start(), match.end(), 0.8, "PHONE_NUMBER")
        for match in scan(_INTERNATIONAL, text):
            if 8 <= len(digits(match[0])) <= 15:  # noqa: PLR2004 - ITU-T E.164
                yield Found(match.start(), match.end(), 0.8, "PHONE_NUMBER")
        for match in scan(_READ_OUT, text):
            yield Found(match.start(), match.end(), 0.85, "PHONE_NUMBER")
        for match in scan(_CALLED, text):
            yield Found(*match.span("value"), 0.75, "PHONE_NUMBER")
        for match in scan(_AMERICAN, text):
            yield Found(match.start(), match.end(), 0.6, "PHONE_NUMBER")
        for label in analysis.labels.get("PHONE_NUMBER", ()):
            number = _ANY.match(text, label.value, timeout=1.0)
            if number is not None:
                yield Found(number.start(), number.end(), 0.85, "PHONE_NUMBER")


_AT = r"(?:[ ]?@[ ]?|[ ]?[\[({][ ]?(?:at|@|골뱅이)[ ]?[\])}][ ]?|[ ]?골뱅이[ ]?|(?<=(?<![A-Za-z0-9])[A-Za-z][A-Za-z]{0,30}[0-9._+\-][A-Za-z0-9._+\-]{0,30})[ ]at[ ])"
_DOT = r"(?:\.|[ ]?[\[({][ ]?(?:dot|\.|점)[ ]?[\])}][ ]?)"
_EMAIL = regex.compile(
    rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_][A-Za-z0-9._%+\-]{{0,63}}{_AT}[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}"
    rf"(?:{_DOT}[A-Za-z0-9][A-Za-z0-9\-]{{0,62}}){{0,4}}{_DOT}(?:[A-Za-z]{{2,24}}|한국)(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9._%+\-*])[A-Za-z0-9._%+\-*]{1,64}@[A-Za-z0-9][A-Za-z0-9.\-]{0,80}\.[A-Za-z]{2,24}(?![A-Za-z0-9])"
    r"|(?<![가-힣A-Za-z0-9])[가-힣][가-힣0-9._\-]{0,30}@[가-힣A-Za-z0-9.\-]{1,40}\.(?:한국|com|net|kr)(?![A-Za-z0-9])",
    regex.IGNORECASE,
)


_HOST_END = r"(?:com|net|org|edu|kr|io|ai|dev|me|jp|cn|info|biz)(?![A-Za-z0-9])"
# Broken over lines at the sign, inside the host's first part, or at a dot.
_BROKEN_EMAIL = regex.compile(
    rf"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_][A-Za-z0-9._%+\-]{{0,63}}(?:\n[ \t]{{0,4}}@|@[A-Za-z0-9\-]{{0,40}}\n[ \t]{{0,4}}|@[A-Za-z0-9\-.]{{1,60}}\.\n[ \t]{{0,4}})"
    rf"(?:[A-Za-z0-9\-]{{1,40}}\.){{0,3}}{_HOST_END}",
    regex.IGNORECASE,
)


class EmailRecognizer(VeilRecognizer):
    """EMAIL_ADDRESS, with particles attached, blanks around the sign, or the sign spelled out."""

    ENTITIES = ("EMAIL_ADDRESS",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield e-mail addresses."""
        for match in scan(_EMAIL, analysis.text):
            yield Found(match.start(), match.end(), 1.0, "EMAIL_ADDRESS")
        for match in scan(_BROKEN_EMAIL, analysis.text):
            yield Found(match.start(), match.end(), 0.9, "EMAIL_ADDRESS")


_PATH = r"[A-Za-z0-9._~:/?#\[\]@!$&'*+,;=%\-]"
_URL = regex.compile(
    rf"(?<![A-Za-z0-9])(?:https?://|www\.){_PATH}{{1,300}}"
    # An account's name behind a sign, or behind the folder of people, on any host.
    rf"|(?<![A-Za-z0-9@.\-])(?:[a-z0-9\-]{{1,40}}\.){{1,3}}[a-z]{{2,6}}/(?:@|~|(?:in|u|user|users|profile|profiles|people|id|channel)/){_PATH}{{1,200}}"
    r"|(?<![A-Za-z0-9@.\-])(?:(?:[a-z]{1,12}\.)?(?:linkedin\.com/(?:in|pub)|github\.com|kakao\.com|gitlab\.com|bitbucket\.org|instagram\.com|facebook\.com"
    r"|fb\.com|x\.com|twitter\.com|t\.me|open\.kakao\.com|blog\.naver\.com|m\.blog\.naver\.com|cafe\.naver\.com|velog\.io|brunch\.co\.kr|youtube\.com|behance\.net"
    r"|dribbble\.com|medium\.com|notion\.so|huggingface\.co|kaggle\.com|stackoverflow\.com/users|leetcode\.com|solved\.ac|acmicpc\.net/user|wakatime\.com|linktr\.ee|rocketpunch\.com|wanted\.co\.kr|threads\.net|threads\.com|tiktok\.com|twitch\.tv|pinterest\.com|soundcloud\.com|vimeo\.com|flickr\.com|codeforces\.com|hackerrank\.com|orcid\.org|researchgate\.net|dev\.to|bento\.me|litt\.ly|about\.me|post\.naver\.com|in\.naver\.com|calendly\.com))"
    rf"/{_PATH}{{1,200}}"
    rf"|(?<![A-Za-z0-9@.\-])[A-Za-z0-9\-]{{1,63}}\.(?:tistory\.com|github\.io|gitlab\.io|notion\.site|blogspot\.com|wordpress\.com|vercel\.app|netlify\.app|medium\.com|oopy\.io|velog\.io|blog\.me|substack\.com|hashnode\.dev|imweb\.me|modoo\.at|myportfolio\.com|pages\.dev|web\.app|carrd\.co|wixsite\.com|gitbook\.io|github\.dev|framer\.website)(?![A-Za-z0-9\-])(?:/{_PATH}{{0,200}})?",
    regex.IGNORECASE,
)


class UrlRecognizer(VeilRecognizer):
    """URL with a scheme, ``www.`` or the host of a personal profile; bare company domains stay."""

    ENTITIES = ("URL",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield web addresses without the punctuation that follows them."""
        for match in scan(_URL, analysis.text):
            end = match.start() + len(match[0].rstrip(".,;:!?'*]["))
            if analysis.ends_before(match.start(), _IMAGE, 80):
                continue
            yield Found(match.start(), end, 0.9, "URL")
        for match in scan(_OWN_PAGE, analysis.text):
            yield Found(
                match.start("value"), match.start("value") + len(match["value"].rstrip(".,;:!?'*][)")), 0.8, "URL"
            )


# A picture in Markdown, such as a badge; what tells whose page it is, before any host with a path.
_IMAGE = regex.compile(r"(?r)!\[[^\]\n]{0,60}\]\(")
_OWN_PAGE = regex.compile(
    r"(?:깃허브|깃헙|블로그|포트폴리오|비핸스|링크드인|노션|인스타그램|유튜브|github|blog|portfolio|behance|linkedin|notion)[ ]{0,3}[:|(-]?[ ]{0,3}"
    rf"(?P<value>(?:[a-z0-9\-]{{1,40}}\.){{1,4}}[a-z]{{2,12}}/{_PATH}{{1,120}})",
    regex.IGNORECASE,
)
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IP = regex.compile(
    rf"(?:(?<![0-9A-Za-z])|(?<=(?i:(?<![A-Za-z])ip|ipv4|addr|address)))(?<![0-9]\.)(?<![vV]\.?[ ]?)(?:{_OCTET}\.){{3}}{_OCTET}(?![0-9])(?!\.[0-9])"
    r"|(?<![0-9A-Fa-f])(?<![0-9A-Fa-f:]:)(?:[0-9A-Fa-f]{1,4}:){7}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])"
    r"|(?<![0-9A-Fa-f])(?<![0-9A-Fa-f:]:)(?:fe80|f[cd][0-9a-f]{2}|2[0-9a-f]{3})(?::[0-9A-Fa-f]{1,4}){0,3}::(?:[0-9A-Fa-f]{1,4}:){0,6}[0-9A-Fa-f]{1,4}(?![0-9A-Fa-f:])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{1,4}:){2,6}(?::[0-9A-Fa-f]{1,4}){1,5}(?![0-9A-Fa-f:])"
)
_VERSION_WORD = regex.compile(r"(?:버전|version|release|ver\.?|v)[ ]?$", regex.IGNORECASE)


# Loopback, unspecified, masks, multicast, and resolvers that everybody uses; a prefix length names a network.
_NOBODYS = regex.compile(
    r"(?:127|0|255|22[4-9]|23[0-9])\.|(?:8\.8\.(?:8\.8|4\.4)|1\.1\.1\.1|1\.0\.0\.1|9\.9\.9\.9|168\.126\.63\.[12])$|(?:[0-9]{1,3}\.){3}0$"
)
_PRIVATE_RANGE = regex.compile(r"10\.|192\.168\.|172\.(?:1[6-9]|2[0-9]|3[01])\.")
# Where a private address belongs to a network's plan rather than to somebody's computer.
_NETWORK_WORD = regex.compile(
    r"게이트웨이|서브넷|넷마스크|브로드캐스트|dhcp|dns|gateway|subnet|netmask|vlan|vpc|포트[ ]?포워딩|로드[ ]?밸런서|클러스터|공유기 설정|nginx|kubernetes|docker|localhost|bind|listen",
    regex.IGNORECASE,
)
_PREFIX_LENGTH = regex.compile(r"/[0-9]{1,2}(?![0-9])")


class IpRecognizer(VeilRecognizer):
    """IP_ADDRESS, versions 4 and 6; four numbers after the word version are not one."""

    ENTITIES = ("IP_ADDRESS",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield network addresses."""
        for match in scan(_IP, analysis.text):
            if _NOBODYS.match(match[0]) or analysis.before(match.start(), _VERSION_WORD, 9):
                continue
            line = analysis.text.rfind("\n", 0, match.start()) + 1
            if _PRIVATE_RANGE.match(match[0]) and analysis.before(
                match.start(), _NETWORK_WORD, min(40, match.start() - line)
            ):
                continue
            if not _PREFIX_LENGTH.match(analysis.text, match.end()):
                yield Found(match.start(), match.end(), 0.85, "IP_ADDRESS")
