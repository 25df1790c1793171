# ruff: noqa: E501 - a pattern reads better on one line
"""Addresses outside Korea by their usual shapes: number and street, street and number, boxes, city and code."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Found, scan
from service.privacy.recognizers.streams import Searched

_LATIN = regex.compile(r"[0-9][ ,]{1,2}\p{Lu}|\p{L}\.?[ ,]{1,2}[0-9]|corner of|section of")

# Between two parts: blanks, a comma, or a line's end; an empty line and signs of quotation may stand there, too.
_B = r"(?:[ ]{1,2}|[ ]?,[ ]?|[ ]?,?[ \t]{0,4}\n(?:[ \t>]{0,4}\n)?[ \t>?*|]{0,6}(?:,[ ])?)"
# Most places in a text fail here.
_BEGIN = r"(?<![\p{L}0-9])(?=[0-9]|[\p{Lu}u])"
_STREET = r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Way|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Highway|Hwy|Parkway|Pkwy|Circle|Cir|Close|Crescent|Row|Walk|Trail|Trl|Grove|Mews|Loop|Alley|Turnpike|Expressway|Quay)"
_WORD = r"[\p{L}0-9][\p{L}0-9.'’-]{0,20}"
_UPPER = r"(?:\p{Lu}[\p{L}.'’-]{0,20}|[0-9]{1,4}(?:st|nd|rd|th)?)"
_SMALL = r"(?:de|del|della|dei|des|di|do|da|dos|du|van|von|der|den|la|le|el|al|of|the)"
_WORDS = rf"{_UPPER}(?:[ ](?:{_SMALL}[ ])?{_UPPER}){{0,3}}"
_CODE = r"(?:[A-Z]{2}[ ])?[0-9]{3,6}(?:[- ][0-9]{2,4})?(?![0-9A-Za-z])|[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}(?![0-9A-Za-z])|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9](?![0-9A-Za-z])"
_PLACE = r"(?:[\p{Lu}∆][\p{L}.'’∆-]{1,20}(?:[ ](?:(?:de|la|del|los|am|upon|do|da|dos|das|di|nad|pod|sur|le|les|an der|ob|pri|na|of|the|on|en|in|der|van|von|y|el)[ ])?[\p{Lu}∆][\p{L}.'’∆-]{0,20}){0,2})(?:[ ]\(\p{Lu}\p{L}{2,12}\))?"
# City, state or country and code: kept only where a code or a state ends it.
_TOWN = rf"(?:(?:{_B}(?:{_PLACE}|nan|[A-Z]{{1,2}}(?!\p{{L}})|[0-9]{{2}}(?![0-9]))){{0,3}}{_B}(?:{_CODE})|{_B}{_PLACE},[ ][A-Z]{{2}}(?!\p{{L}}))"
_FLAT = rf"(?:{_B}(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|Rm|#)\.?[ ]?#?[0-9A-Z-]{{1,6}}(?![0-9A-Za-z]))"
# Behind a flat a town needs no code.
_FLAT_TOWN = rf"{_FLAT}{{1,2}}(?:{_TOWN}|(?:{_B}(?:{_PLACE}|nan(?!\p{{L}}))){{1,2}})?"
_NUMBER = r"(?<![\p{L}0-9])(?<![0-9][.,:/-])[0-9]{1,6}(?:-[0-9]{1,4})?[A-Z]?"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
# How streets end or begin in other languages.
_ENDS_JOINED = r"straße|strasse|str\.|gasse|weg|platz|allee|allé|damm|ufer|stieg|steig|straat|laan|plein|hof|hove|dreef|singel|steeg|gracht|kade|kaai|vej|gade|gårdsvej|stræde|torv|plads|bakken|toften|parken|vænget|stien|gata|gatan|vägen|veien|vegen|gränd|torg|torget|backen|stigen|stræti|braut|gerði|vegur|vogur|holt|gate|katu|kuja|tie|polku|kaari|raitti|tänav|puiestee|iela|gatvė"
_ENDS_APART = r"u\.|út|útja|utca|utcája|tér|tere|kapu|körút|krt\.|köz|sétány|fasor|dűlő|[Ss]tr\.?|gate|gata|vei|vej|väg|ulica|rkp\.|[Cc]esta"
_FOREIGN_STREET = rf"(?:\p{{Lu}}\p{{Ll}}{{1,20}}(?:{_ENDS_JOINED})|(?:\p{{Lu}}[\p{{L}}.’'-]{{1,20}}[ ]){{1,2}}(?:\p{{Ll}}{{3,12}}[ ])?(?:{_ENDS_APART}))"
_FOREIGN_BEGINNINGS = "Rue|Via|Viale|Rua|Calle|Avenida|Avenue|Av.|Strada|Piazza|Plaza|Paseo|Chemin|Boulevard|ul.|Ulica|Praça|Carrer|Corso|Λεωφόρος"
_FOREIGN_BEGIN = f"(?:{_FOREIGN_BEGINNINGS.replace('.', chr(92) + '.')})"
_SIDE = r"(?:(?:the )?(?:north|south|east|west)(?:ern)? side of |the corner of )?"
_TOLD = r"(?:lives? (?:at|in|on)|lived (?:at|in)|resid(?:e|es|ed|ing) at|[Aa]ddress(?:es)?(?: of [\p{L} ]{1,30})? is|[Aa]ddress with|[Aa]ddress:|[Ll]ocated at|[Mm]eet (?:me|you|us) at|sent? (?:it )?to|[Dd]eliver(?:ed)? to|[Rr]eturn to|[Ss]hip(?:ped)? to|[Mm]ail(?:ed)? to|arrived at|you off at|stop at|arrive at|live (?:at|in|on)|living (?:at|on)|moved to|(?:office|station|store|shop|house|restaurant|building|hotel|clinic|school|bar|caf[eé]|venue|party|home)s? (?:is|are) (?:located )?(?:at|on|in))"

_ADDRESS = regex.compile(
    # Number, street, suffix.
    rf"{_BEGIN}(?:{_NUMBER},?[ ]{_WORDS}[ ]{_STREET}(?!\p{{L}})\.?(?:[ ][0-9]{{1,4}}(?![0-9]))?(?:{_FLAT_TOWN}|{_TOWN}|(?:,[ ]{_PLACE}){{1,3}})?"
    rf"|(?<![\p{{L}}0-9])(?:[0-9]{{1,6}}[ ])?P\.?[ ]?O\.?[ ]Box[ ][0-9]{{1,8}}(?:{_FLAT_TOWN}|{_TOWN})?"
    rf"|(?<!\p{{L}})(?i:USNS|USNV|USS|USCGC|USAV|HMS)[ ]\p{{L}}{{2,20}}(?:[ ]\p{{L}}{{2,20}})?{_B}(?i:[AFD]PO[ ]A[AEP])(?:[ ][0-9]{{5}})?"
    rf"|(?<![\p{{L}}])(?i:PSC|Unit|CMR)[ ][0-9]{{1,5}},?[ ](?i:Box)[ ][0-9]{{1,5}}(?:{_B}(?i:[AFD]PO)[ ](?i:A[AEP])(?:[ ][0-9]{{5}})?)?"
    rf"|(?<![\p{{L}}])(?:Apt|Apartment|Suite|Flat)\.?[ ]#?[0-9]{{1,5}}[A-Z]?(?![A-Za-z0-9])(?:[ ][0-9]{{1,6}}[ ]{_WORDS}(?:[ ][0-9]{{1,4}}(?![0-9]))?{_TOWN}?)?)"
)
# A number, words and a flat: read backwards from the flat.
_FLAT_WORD = regex.compile(r"(?<!\p{L})(?:Apt|Apartment|Suite|Flat)\b")
_BEFORE_FLAT = regex.compile(
    rf"(?r)(?:(?:{_UPPER}[ ]){{0,2}}{_NUMBER},?[ ]{_WORD}(?:[ ]{_WORD}){{0,5}}|{_UPPER}(?:[ ]{_WORD}){{0,4}}[ ][0-9]{{1,4}}\.?){_B}"
)
_FLAT_ON = regex.compile(_FLAT_TOWN.replace(_B, "", 1))
# A street of a crossing: Main Street, 12 Elm, Csabai kapu 39.
_CROSSED = rf"(?:[0-9]{{1,6}}[ ])?{_WORDS}(?:[ ]\p{{Ll}}{{1,8}}\.?(?=[ ](?:and|&|[0-9])))?(?:[ ][0-9]{{1,4}}(?![0-9])\.?)?(?:[ ](?:{_STREET})(?!\p{{L}})\.?)?"
_ABROAD = regex.compile(
    rf"{_BEGIN}(?:(?:{_NUMBER}[ ])?(?<!\p{{L}})(?:{_FOREIGN_STREET}[ ][0-9]{{1,4}}[A-Za-z]?|{_FOREIGN_BEGIN}(?:[ ](?:{_SMALL}[ ]){{0,2}}\p{{Lu}}[\p{{L}}.'’-]{{1,20}}){{1,4}}(?:,?[ ][0-9]{{1,4}}))(?![0-9])\.?(?:{_FLAT_TOWN}|{_TOWN}|(?:,[ ]{_PLACE}){{1,3}})?"
    # Number, a name and a number: 20789 Allika 46.
    rf"|(?<![\p{{L}}0-9.,:/-][ ]?)[0-9]{{3,6}}[ ](?:\p{{Lu}}[\p{{L}}.’'-]{{2,20}}[ ]){{1,3}}[0-9]{{1,4}}(?![0-9.,%:/-]*[0-9])(?:{_FLAT_TOWN}|{_TOWN})"
    # The same behind a word, where city and code follow.
    rf"|(?<![\p{{L}}0-9.,:/-])[0-9]{{3,6}}[ ](?:\p{{Lu}}[\p{{L}}.’'-]{{2,20}}[ ]){{1,3}}[0-9]{{1,4}}(?![0-9.,%:/-]*[0-9]){_TOWN})"
)
_BY_TELLING = regex.compile(
    rf"(?<!\p{{L}})(?=[a-zALMDRS]){_TOLD}[ \n]{{1,2}}{_SIDE}(?P<value>(?:[0-9]{{1,6}}[ ]{_WORDS}|(?:{_UPPER}(?:[ ]{_UPPER})?[ ]and[ ])?{_WORDS}[ ][0-9]{{1,4}}(?![0-9]))(?:{_FLAT_TOWN}|{_TOWN}|(?:,[ ]{_PLACE}){{1,3}})?)"
)
_CROSSING = regex.compile(
    rf"(?<!\p{{L}})(?:(?:the )?(?:corner|intersection|junction) of {_CROSSED}[ ](?:and|&)[ ]{_CROSSED}"
    rf"|(?:{_UPPER}(?:[ ]{_UPPER})?[ ](?:and|&)[ ](?:{_FOREIGN_STREET}|{_FOREIGN_BEGIN}[ ]{_WORDS})[ ][0-9]{{1,4}}(?![0-9])))"
)
# Texts without capitals: only the long words for streets, and flats.
_LONG_STREET = "street|avenue|road|boulevard|lane|drive|highway|parkway|terrace|crescent|square"
_LOWER_FLAT = r"(?:apt|apartment|suite|ste|unit|flat|room)\.?[ ]#?[0-9]{1,5}[a-z]?(?![\p{L}0-9])"
_LOWER_TOWN = r"(?:,?[ \n]{1,2}(?![0-9])[\p{Ll}'-]{2,20}(?:[ ][\p{Ll}'-]{2,20}){0,2}(?:,[ ][a-z]{2}(?!\p{L}))?(?:[ ,\n]{1,3}[0-9]{4,6}(?![0-9]))?)"
_LOWER_WORDS = r"(?:[\p{Ll}'.-]{2,20}[ ]){1,3}"
_WITHOUT_CAPITALS = regex.compile(
    rf"(?<![\p{{L}}0-9.,:/-])[0-9]{{1,6}}[ ](?:[0-9]{{1,5}}[ ])?{_LOWER_WORDS}(?:(?:{_LONG_STREET})(?=[ ]?[,.;!?\n]|$|[ ]{_LOWER_FLAT})(?:,?[ \n]{_LOWER_FLAT})?{_LOWER_TOWN}{{0,2}}"
    rf"|(?:[0-9]{{1,4}}\.?)?[ \n,]{{0,2}}{_LOWER_FLAT}{_LOWER_TOWN}{{0,2}})"
    rf"|(?<!\p{{L}})(?=[almdrsiy]){_TOLD}[ \n](?P<value>[0-9]{{1,6}}[ ](?:[0-9]{{1,5}}[ ])?(?:[\p{{Ll}}'.-]{{3,20}}[ ]?){{1,3}}(?:(?<=[ ])[0-9]{{1,4}})?(?:,[ ][\p{{Ll}} '-]{{2,30}}){{0,2}})"
    rf"|(?<!\p{{L}})(?P<value>the corner of (?=[^\n.]{{0,60}}[0-9])(?:[\p{{Ll}}0-9'.-]{{1,20}}[ ]){{1,4}}and[ ](?:[\p{{Ll}}0-9'.-]{{1,20}}[ ]?){{1,3}})"
)
_CITY = regex.compile(
    rf"(?<![\p{{L}}])\p{{Lu}}[\p{{L}}.'’-]{{1,20}}(?:[ ]\p{{Lu}}[\p{{L}}.'’-]{{1,20}}){{0,2}},[ ](?:{_STATES})[ ][0-9]{{5}}(?:-[0-9]{{4}})?(?![0-9])"
)

# What each pattern can't do without, found sooner than the pattern fails.
_NUMBERED = regex.compile(rf"[0-9][A-Z]?,?[ ]{_UPPER}(?:[ ](?:{_SMALL}[ ])?{_UPPER}){{0,3}}[ ]{_STREET}(?!\p{{L}})")
_BOX_OR_FLAT = ("box ", "po a", "apt", "apartment", "suite", "flat")
_FOREIGN_END = regex.compile(rf"[ ](?=[0-9])(?<=[\p{{Ll}}.][ ])(?<=(?:{_ENDS_JOINED}|{_ENDS_APART})[ ])")
_FOREIGN_WORDS = tuple(f"{word} " for word in _FOREIGN_BEGINNINGS.split("|"))
_NUMBERS_AROUND = regex.compile(r"[0-9]{3}[ ](?:\p{Lu}[\p{L}.’'-]{2,20}[ ]){1,3}[0-9]")
_TOLD_PLACE = regex.compile(
    rf"(?:at|in|on|is|to|with|ddress:)[ \n]{{1,2}}{_SIDE}(?:[0-9]{{1,6}}[ ]{_UPPER}|(?:{_UPPER}(?:[ ]{_UPPER})?[ ]and[ ])?{_WORDS}[ ][0-9])"
)
_CORNERS = ("corner of ", "intersection of ", "junction of ")
_CAPITAL = regex.compile(r"\p{Lu}")
_BEFORE = 100


def _hopeful(text: str) -> Iterator[tuple[regex.Pattern[str], float]]:
    """Yield the patterns that may find something in the text, and their scores."""
    small = text.small if isinstance(text, Searched) else text.lower()
    if _found(_NUMBERED, text) or any(word in small for word in _BOX_OR_FLAT):
        yield _ADDRESS, 0.8
    foreign = any(word in text for word in _FOREIGN_WORDS) or _found(_FOREIGN_END, text)
    if foreign or _found(_NUMBERS_AROUND, text):
        yield _ABROAD, 0.7
    if _found(_TOLD_PLACE, text):
        yield _BY_TELLING, 0.7
    yield _CITY, 0.75
    if foreign or any(words in small for words in _CORNERS):
        yield _CROSSING, 0.85


def _found(pattern: regex.Pattern[str], text: str) -> bool:
    return next(scan(pattern, text), None) is not None


def find_english_addresses(text: str) -> Iterator[Found]:
    """Yield addresses of English-speaking and European countries in a folded text."""
    if _LATIN.search(text) is None:
        return
    for pattern, score in _hopeful(text):
        for match in scan(pattern, text):
            yield Found(*match.span("value" if "value" in pattern.groupindex else 0), score, "ADDRESS")
    if _CAPITAL.search(text) is None:
        spans = (m.span("value" if m["value"] else 0) for m in scan(_WITHOUT_CAPITALS, text))
        yield from (Found(*span, 0.7, "ADDRESS") for span in spans)
    done = 0
    for flat in scan(_FLAT_WORD, text):
        if flat.start() < done:
            continue
        head = _BEFORE_FLAT.match(text, max(0, flat.start() - _BEFORE), flat.start(), timeout=1.0)
        tail = _FLAT_ON.match(text, flat.start(), timeout=1.0)
        if head is not None and tail is not None:
            done = tail.end()
            yield Found(head.start(), tail.end(), 0.75, "ADDRESS")
