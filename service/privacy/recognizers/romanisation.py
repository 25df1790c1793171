"""How Korean names are spelt in Latin letters: Revised Romanization and what people use besides."""

import functools
import itertools

from service.privacy.recognizers.lexicon import entries

_INITIALS = "g,k|kk,gg|n|d,t|tt|r,l|m|b,p|pp,bb|s|ss||j,ch|jj|ch|k|t|p|h".split("|")
_MEDIALS = (
    "a,ah|ae,ai,e|ya|yae|eo,u,o,eu|e|yeo,you,yu,yo|ye,yea,e|o,oh|wa,hwa|wae|oe,oi|yo,yoh|u,oo,ou|wo,weo,o|we|wi|yu,yoo,you|eu,u|ui,ee,eui,i,hee|i,ee,y,ie"
).split("|")
_FINALS = ",|k,g|k|k|n|n|n|t|l,r,ll|k|m|l|l|l|p|l|m|p,b|p|t,s|t|ng|t|t|k|t|p|t".split("|")
_HANGUL = range(0xAC00, 0xD7A4)
_SILENT = 11
_WITH_W = {13: ("woo", "wu"), 18: (), 5: ()}
_SIBILANT, _I = 9, 20


@functools.cache
def spell_syllable(syllable: str) -> tuple[str, ...]:
    """Return the spellings of a syllable in lower case, the official one first.

    >>> spell_syllable("민"), spell_syllable("현")[:3], "woo" in spell_syllable("우"), "young" in spell_syllable("영")
    (('min', 'meen', 'myn', 'mien'), ('hyeon', 'hyoun', 'hyun'), True, True)
    """
    code = ord(syllable) - _HANGUL.start
    initial, medial, final = code // 588, code // 28 % 21, code % 28
    initials, medials = _INITIALS[initial].split(","), _MEDIALS[medial].split(",")
    if initial == _SILENT:
        medials = [*medials, *_WITH_W.get(medial, ())]
    if initial == _SIBILANT and medial == _I:
        initials = [*initials, "sh"]
    parts = itertools.product(initials, medials, _FINALS[final].split(",") if final else ("",))
    return tuple(dict.fromkeys("".join(part) for part in parts))


@functools.cache
def _surnames() -> dict[str, tuple[str, ...]]:
    return {name: tuple(spellings) for name, *spellings in entries("romanised_surnames")}


def spell_surname(surname: str) -> tuple[str, ...]:
    """Return the spellings of a family name in lower case; none of one that the table lacks.

    >>> spell_surname("이")[:3]
    ('i', 'lee', 'yi')
    """
    return _surnames().get(surname, ())


def spell_given(given: str) -> frozenset[str]:
    """Return the spellings of a given name in lower case, without hyphen or blank.

    >>> {"minsu", "minsoo"} <= spell_given("민수"), "jihyun" in spell_given("지현")
    (True, True)
    """
    return frozenset("".join(parts) for parts in itertools.product(*map(spell_syllable, given)))


@functools.cache
def surnames_of(spelling: str) -> tuple[str, ...]:
    """Return the family names that a lower-case spelling may stand for.

    >>> surnames_of("yoo")
    ('유', '류')
    """
    return tuple(name for name, spellings in _surnames().items() if spelling in spellings)
