# ruff: noqa: E501 - a pattern reads better on one line
"""People's names in Latin letters: labels, titles, given and family names, and the places where names stand."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, Match, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.person import other_writing

_KOREAN_SURNAMES = words("surnames_en")
_GIVEN = words("given_names_en")
_SURNAMES = words("surnames_western")
_NOT_NAMES = words("not_names_en")
_NOT_BESIDE = words("not_beside_en") | _NOT_NAMES
_NOT_PEOPLE = frozenset(phrase.replace("_", " ") for phrase in words("not_people_en"))
# Given names that are also months, virtues, places or tools: alone they say nothing.
_AMBIGUOUS = frozenset(
    "April Austin Chelsea Charlotte Dale Dean Dawn Daisy Faith Florence Gene Georgia Ginger Grace Guy Hazel Holly Iris Ivy Jasmine Jay Jordan Joy June Kent Lance Mark Max Melody Mercedes Milan Milton Norman Opal Paige Paris Pat Pearl Penny Per Preston Robin Rosa Rose Ruby Sandy San Santiago Sofia Sue Victoria Vera Violet Virginia Viola Jan Ana Ole Madison Logan Mason Lincoln Spencer Stanley Warren Chester Lewis Nelson Will Rich Bill Art Frank Christian Raj Ali Noor Ming Wei Sam Chad Trinity Lily Alma Eva Kay Mae Ada Julia Claude Elif Don Dolores Leon Jana Cora Tara Celeste Angelo Kim Ken Ben Tony Oscar Felix Delia Gail Kara Rob Rick Penelope Aurora Ines Petra Roman Eli".split()
)
_CAPITAL = r"\p{Lu}(?:[’']\p{Lu})?[\p{Ll}\p{M}’'A-Z]{1,20}"
_INITIAL = r"[ ]\p{Lu}\.?(?!\p{L})"
_MORE = rf"(?:[- ](?:(?:van|von|de|der|den|da|di|du|la|ten|bin|al)[ ]){{0,2}}{_CAPITAL}|{_INITIAL})"
_NAME = rf"{_CAPITAL}{_MORE}{{1,3}}"
_BEGIN = r"(?<![\p{L}0-9@._/-])"
_STOP = r"(?![\p{L}0-9@_])"
_LABELLED = regex.compile(
    rf"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?[ ])?(?P<value>{_NAME}|{_CAPITAL}(?:,[ ]{_CAPITAL}(?:-[A-Za-z]+)?)?|[A-Z]{{2,15}}(?:[, ]{{1,2}}[A-Z]{{2,15}}(?:-[A-Z]+)?){{1,2}})(?![A-Za-z])"
)
_TITLED = regex.compile(
    rf"(?<![\p{{L}}])(?:[Mm]y name is|(?i:mr|ms|mrs|dr)\.?|[Mm]y name['’]s|[Ii] am|I['’]m|[Tt]his is|Miss|Prof\.?|Professor|Sincerely,|[Rr]egards,|Dear|(?:Sincerely|Regards|Best wishes|Cheers|Thanks|Thank you|Best|Yours|truly|faithfully),[ ]?\n?)[ \n](?P<value>{_CAPITAL}{_MORE}{{0,3}})"
)
_LOWER_CASE = regex.compile(
    r"(?<![\p{L}])my name is (?P<value>\p{Ll}{2,15}(?: \p{Ll}\.?)? \p{Ll}{2,15})(?=[ ]?(?:[.,!;\n]|$))"
)
# What a name follows where two capitalised words follow it.
_INTRODUCED = regex.compile(
    r"(?<![\p{L}])(?:named|called|calls? me|call me|known as|under|name\?|name (?:is|to|was)|change it to|[Dd]irected [Bb]y|[Ww]ritten by|[Aa]uthored by|[Ss]ung by|"
    r"[Pp]repared by|[Rr]eviewed by|[Ss]igned by|[Ii]nterviewed by|[Mm]entored by|[Ss]upervised by|[Aa]pproved by|[Aa]rranged by|[Rr]eport(?:ed|ing|s)? to|assistant to|[Ff]ollow up with|[Ss]poke (?:to|with)|[Mm]arried to|[Tt]ribute to|"
    r"[Pp]roducer|[Ss]ongwriter|[Ss]inger|[Aa]uthor|[Ff]ounder|colleague|friend|wife|husband|son|daughter|brother|sister|mentor|supervisor|recruiter|beneficiary|referee|"
    r"(?:User|Customer|Client|Caller|Patient|Candidate|Employee|Contact|Applicant|Author|Attn|Attention|From|To|Cc|CC|Referee|Reference|Supervisor|Manager|Interviewer|Mentor|Advisor|Adviser|Recruiter|Signed|Signature|Assigned to|Guardian|Parent|Spouse|Emergency contact|Billing address|Shipping address|By|by|add):?|says|said)"
    rf"[ \t]{{1,4}}(?P<value>{_NAME}){_STOP}"
)
# What only a person does, behind two capitalised words.
_ACTING = regex.compile(
    rf"{_BEGIN}(?P<value>{_NAME})(?=['’]s (?:killer|wife|husband|address|mother|father|resume|CV|phone|email|account|birthday)|[ ](?:lives?|lived|resides?|says|said|told|asked|replied|shouted|flew|was born|is born|grew up|graduated|married|moved to|had given|spent|explained|wrote to|will be (?:talking|speaking|joining)|speaks|studied|joined|is (?:a|an|my) (?:\p{{Ll}}+[ ])?(?:man|woman|friend|colleague|engineer|developer|manager|nurse|teacher|student|person|candidate|keynote|\d)|is the keynote)(?!\p{{L}}))"
)
_GIVEN_FIRST = regex.compile(
    rf"{_BEGIN}(?:\L<given>)(?:-{_CAPITAL})?{_MORE}{{1,3}}{_STOP}",
    given=sorted(_GIVEN),
)
_GIVEN_ALONE = regex.compile(
    rf"{_BEGIN}(?<!\p{{Lu}}[\p{{L}}.&'’]{{0,20}}[ ])(?:\L<given>){_STOP}(?![ ](?:&[ ])?\p{{Lu}}|\.\p{{L}}|-\p{{L}}|[ ]?[(/])",
    given=sorted(_GIVEN - _AMBIGUOUS),
)
_WITH_INITIAL = regex.compile(rf"{_BEGIN}{_CAPITAL}{_INITIAL}[ ]{_CAPITAL}(?:-{_CAPITAL})?{_STOP}")
_FAMILY_LAST = regex.compile(
    rf"{_BEGIN}{_CAPITAL}(?:{_INITIAL})?[ ](?:\L<surnames>)(?:-{_CAPITAL})?{_STOP}", surnames=sorted(_SURNAMES)
)
# How family names end that hardly another word does.
_ENDING = r"(?:ová|ova|sson|dóttir|dottir|dottír|ović|ević|ovic|evic|enko|wski|wska|ński|ska|cka|cký|ský|shvili|idze|adze|nen|mann|stein|escu|opoulos|oglu|oğlu|yan|czyk|czak|ov|ev|eva|vich|ich|strøm|ström|quist|gaard|gård|berg|sen)"
_BY_ENDING = regex.compile(
    rf"{_BEGIN}{_CAPITAL}(?:{_INITIAL})?[ ](?:(?:O['’]|Mc|Mac|Fitz)\p{{Lu}}\p{{Ll}}{{2,15}}|\p{{Lu}}[\p{{Ll}}]{{2,15}}(?<={_ENDING})){_STOP}"
)
_SURNAME_FIRST = regex.compile(
    rf"{_BEGIN}(?:\L<surnames>),?[ ][A-Z][a-z]{{1,9}}(?:[- ]?[a-z]{{2,9}}|[- ][A-Z][a-z]{{1,9}})?(?![A-Za-z])",
    surnames=sorted(_KOREAN_SURNAMES),
)
_SURNAME_LAST = regex.compile(
    rf"{_BEGIN}[A-Z][a-z]{{1,9}}(?:-[A-Za-z][a-z]{{1,9}}|[ ][A-Z][a-z]{{1,9}})?[ ](?:\L<surnames>)(?![A-Za-z])",
    surnames=sorted(_KOREAN_SURNAMES),
)
_HEADER = regex.compile(
    rf"[\s>]{{0,20}}(?:(?:R[eé]sum[eé]|RESUME|Curriculum Vitae|CV)\s{{1,10}})?(?P<value>{_CAPITAL}(?:{_INITIAL})?(?:[ -]{_CAPITAL}){{1,2}}|[A-Z]{{2,15}}(?:[ ][A-Z]\.?)?(?:[ -][A-Z]{{2,15}}){{1,2}})[ \t]{{0,4}}(?=\n|[|,·/]|$)"
)
_NEXT_WORD = regex.compile(rf"(?:[ ]|,[ ])(?P<word>{_CAPITAL}|Inc|LLC|Ltd)")
_PARTS = regex.compile(r"[\s-]+")
# Each pattern with its score; the words of a find must not be of the list.
_PATTERNS = (
    (_TITLED, 0.75, _NOT_NAMES),
    (_LOWER_CASE, 0.7, _NOT_BESIDE),
    (_INTRODUCED, 0.65, _NOT_BESIDE),
    (_ACTING, 0.65, _NOT_BESIDE),
    (_GIVEN_FIRST, 0.75, _NOT_BESIDE),
    (_GIVEN_ALONE, 0.55, _NOT_BESIDE),
    (_WITH_INITIAL, 0.6, _NOT_BESIDE),
    (_FAMILY_LAST, 0.6, _NOT_BESIDE),
    (_BY_ENDING, 0.6, _NOT_BESIDE),
    (_SURNAME_FIRST, 0.55, _NOT_NAMES),
    (_SURNAME_LAST, 0.6, _NOT_NAMES),
)


def _is_name(value: str, not_names: frozenset[str] = _NOT_NAMES) -> bool:
    if value in _NOT_PEOPLE:
        return False
    return not any(part.strip(".,").lower() in not_names for part in _PARTS.split(value))


def _heads_an_organisation(text: str, end: int) -> bool:
    """Whether the next capitalised word makes the words before it an organisation or a place: University, Inc."""
    following = _NEXT_WORD.match(text, end)
    return following is not None and following["word"].lower() in _NOT_BESIDE


class EnglishPersonRecognizer(VeilRecognizer):
    """PERSON in Latin letters: labels, introductions, titles, given and family names, the header line."""

    ENTITIES = ("PERSON",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield names, then their other mentions."""
        found = [
            Found(*m.span("value" if "value" in m.groupdict() else 0), score, "PERSON")
            for m, score in self._matches(analysis)
        ]
        found.extend(other_writing(analysis.text, found))
        yield from found
        yield from self._repeated(analysis.text, found)

    @staticmethod
    def _matches(analysis: Analysis) -> Iterator[tuple[Match, float]]:
        text = analysis.text
        for label in analysis.labels.get("PERSON", ()):
            korean = "가" <= text[label.start] <= "힣"
            match = _LABELLED.match(text, label.value, timeout=1.0) if label.marked or korean else None
            if match is not None and _is_name(match["value"]):
                yield match, 0.9
        header = _HEADER.match(text, timeout=1.0)
        if header is not None and _is_name(header["value"], _NOT_BESIDE):
            yield header, 0.75
        for pattern, score, not_names in _PATTERNS:
            for match in scan(pattern, text):
                value = match["value"] if "value" in pattern.groupindex else match[0]
                if _is_name(value, not_names) and not _heads_an_organisation(text, match.end()):
                    yield match, score

    @staticmethod
    def _repeated(text: str, found: list[Found]) -> Iterator[Found]:
        """Yield the full names' other mentions and, alone, their parts (Kim of Minsu Kim stays out: too common)."""
        parts = {
            part
            for f in found
            if f.score >= 0.6  # noqa: PLR2004 - sure enough to follow
            for part in [text[f.start : f.end], *text[f.start : f.end].split()]
            if len(part) > 3 and part[0].isupper() and _is_name(part, _NOT_BESIDE)  # noqa: PLR2004 - short parts are common words
        }
        if parts:
            mention = regex.compile(r"(?<![A-Za-z0-9@._-])\L<parts>(?![A-Za-z0-9@_-])", parts=sorted(parts))
            yield from (Found(*match.span(), 0.6, "PERSON") for match in scan(mention, text))
