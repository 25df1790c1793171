# ruff: noqa: E501 - a pattern reads better on one line
"""People's names in Latin letters: what labels and titles announce, and what a trained model tells from its neighbours."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.linear import LinearModel
from service.privacy.recognizers.names_en import PARTICLES, Page, Token, fold, kinds_of
from service.privacy.recognizers.person import other_writing

MODEL = "english_names"
_NOT_NAMES = words("not_names_en")
_NOT_PEOPLE = frozenset(phrase.replace("_", " ") for phrase in words("not_people_en"))
_LATIN = regex.compile(r"[A-Za-z]{2}")
_CAPITAL = r"\p{Lu}(?:[’']\p{Lu})?[\p{Ll}\p{M}’'A-Z]{1,20}"
_INITIAL = r"[ ]\p{Lu}\.?(?!\p{L})"
_MORE = rf"(?:[- ](?:(?:van|von|de|der|den|da|di|du|la|del|dela|delos|dos|das|ten|ter|bin|bint|binti|ibn|abu|al|el|e|y)[ ]){{0,2}}{_CAPITAL}|{_INITIAL})"
_NAME = rf"{_CAPITAL}{_MORE}{{1,3}}"
_LABELLED = regex.compile(
    rf"(?:(?:Mr|Ms|Mrs|Dr|Prof)\.?[ ])?(?P<value>{_NAME}|{_CAPITAL}(?:,[ ]{_CAPITAL}(?:-[A-Za-z]+)?)?|[A-Z]{{2,15}}(?:[, ]{{1,2}}[A-Z]{{2,15}}(?:-[A-Z]+)?){{1,2}})(?![A-Za-z])"
)
_TITLED = regex.compile(
    rf"(?<![\p{{L}}])(?:[Mm]y name is|(?i:mr|ms|mrs|dr)\.?|[Mm]y name['’]s|Miss|Prof\.?|Professor)[ \n](?P<value>{_CAPITAL}{_MORE}{{0,3}})"
)
_CONTACT = regex.compile(
    rf"(?i:emergency contact|next of kin|guardian|spouse|father|mother)(?:'s name)?[ ]?[:|][ ]?(?P<value>{_NAME}(?:-\p{{Ll}}{{2,8}})?)"
)
_LOWER_CASE = regex.compile(
    r"(?<![\p{L}])my name is (?P<value>\p{Ll}{2,15}(?: \p{Ll}\.?)? \p{Ll}{2,15})(?=[ ]?(?:[.,!;\n]|$))"
)
_NICKNAME = regex.compile(r"[ ](?:[\"“'‘]\p{L}[\p{L}-]{0,20}[\"”'’]|\(\p{L}[\p{L}-]{0,20}\))[ ]")
# Authors of a reference: Y. Song, J. Bae, and K. Lee.
_INITIALS = r"(?:\p{Lu}\.[ -]?){1,2}"
_AUTHOR = rf"{_INITIALS}\p{{Lu}}\p{{Ll}}{{1,15}}(?:-\p{{Lu}}\p{{Ll}}{{1,12}})?"
_AUTHORS = regex.compile(
    rf"(?<![\p{{L}}.])(?P<value>{_AUTHOR})(?:(?:,[ ](?:and[ ]|&[ ])?|[ ](?:and|&)[ ])(?P<value>{_AUTHOR})){{1,12}}(?!\p{{L}})"
)
# A name that is the whole top line: # Seungmin Oh, Kwon, Sae-rom.
_TOP = regex.compile(
    r"\s{0,10}#{0,2}[ ]?(?P<value>(?P<family>\p{Lu}\p{Ll}{1,9}), (?P<given>\p{Lu}\p{Ll}{1,9}(?:-\p{Ll}{1,9})?)|(?P<given>\p{Lu}\p{Ll}{1,9}(?:-\p{Ll}{1,9})?) (?P<family>\p{Lu}\p{Ll}{1,9}))[ \t]{0,4}(?:\n|$)"
)
_KOREAN_FAMILIES = frozenset(word.lower() for word in words("surnames_en"))
_EPONYMS = words("eponyms")
# What a word of a town, school or firm stands behind: San Agustin, University of Santo Tomas.
_PLACE_BEFORE = regex.compile(
    r"(?r)(?<!\p{L})(?:San|Santo|Santa|São|Saint|St\.?|Los|Las|Puerto|Fort|Port|Mount|Lake|(?:University|College|Institute|School|Bank|City|Republic) of)[ ]"
)
_FIRM_BEHIND = regex.compile(
    r"[ ](?:Shipbuilding|Shipyards?|Semiconductors?|Logistics|Electronics|Engineering|Industries|Holdings|Pharma\w{0,9}|Hospital|University|College|Motors|Chemicals?|Steel|Corp|Corporation|Inc|Ltd|GmbH|LLC|Technologies|Systems|Labs?|Shipping|Airlines?|Insurance|Securities|Automotive|Robotics|Biotech|Energy|Foods|Heavy)(?!\p{L})"
)
_METHOD_BEHIND = regex.compile(
    r"(?:[-–]\p{Lu}\p{L}{1,15})?(?:의)?[ ]?(?:정리|방정식|분포|변환|모델|모형|필터|법칙|부등식|과정|급수|이론|논문|공식|알고리즘|검정)|(?:['’]s)?[ ](?:model|theorem|equation|distribution|transform|filter|law|process|series|method|test|algorithm|number|effect|reaction|inequality|lemma)s?(?!\p{L})"
)
_JOURNAL_BEHIND = regex.compile(r"\.?[ ,]{0,2}[0-9]{1,4}[ ]?(?:\(|,)")
_PARTS = regex.compile(r"[\s-]+")
_PARTICLE = regex.compile(r"[ ]\p{Ll}{1,5}[ ]\p{Lu}")
# Log-odds: a word is a name from here on; beside a sure one a weaker word belongs to it.
_NAMED, _SURE, _BESIDE, _DOUBTED = 0.0, 1.0, -1.5, -1.2
# Hangul around a Latin word: most are tools and companies.
_AMONG_HANGUL, _GIVEN_AMONG_HANGUL, _ACRONYM = 2.0, 0.7, 1.5
_REPEATED, _FOLLOWED, _SHORTEST_PART = -5.0, 0.62, 3
_LONGEST_LINK = 3


def _is_name(value: str) -> bool:
    if value in _NOT_PEOPLE:
        return False
    return not any(part.strip(".,").lower() in _NOT_NAMES for part in _PARTS.split(value))


class EnglishPersonRecognizer(VeilRecognizer):
    """PERSON in Latin letters: labels, titles, and a linear model over each capitalised word and its neighbours."""

    ENTITIES = ("PERSON",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield names, then their other mentions."""
        text = analysis.text
        if _LATIN.search(text) is None:
            return
        page = Page(text)
        scores = _weigh(page)
        told = [one for one in _joined(text, list(_told_by_the_model(page, scores))) if not _names_a_thing(page, one)]
        found = [*_announced(analysis), *_listed(text), *told]
        found.extend(other_writing(text, found))
        yield from found
        yield from _repeated(page, scores, found)


def _announced(analysis: Analysis) -> Iterator[Found]:
    """Yield what a label or a title announces: surer than any neighbour."""
    text = analysis.text
    for label in analysis.labels.get("PERSON", ()):
        korean = "가" <= text[label.start] <= "힣"
        match = _LABELLED.match(text, label.value, timeout=1.0) if label.marked or korean else None
        if match is not None and _is_name(match["value"]):
            yield Found(*match.span("value"), 0.9, "PERSON")
    for pattern, score in ((_TITLED, 0.75), (_CONTACT, 0.75), (_LOWER_CASE, 0.7)):
        for match in scan(pattern, text):
            if _is_name(match["value"]):
                yield Found(*match.span("value"), score, "PERSON")


def _listed(text: str) -> Iterator[Found]:
    """Yield the authors of references, and a Korean name on the top line."""
    for match in scan(_AUTHORS, text):
        yield from (Found(*span, 0.7, "PERSON") for span in match.spans("value"))
    top = _TOP.match(text)
    if top is None or not _is_name(top["value"]):
        return
    given = top["given"].lower()
    if top["family"].lower() in _KOREAN_FAMILIES and ("-" in given or not set("wvtcpdor") & set(kinds_of(given))):
        yield Found(*top.span("value"), 0.8, "PERSON")


def _names_a_thing(page: Page, found: Found) -> bool:
    """Whether what the model took for a person is part of a place or a firm, a method, or a journal."""
    text = page.text
    if _PLACE_BEFORE.match(text, max(0, found.start - 16), found.start) is not None:
        return True
    if _FIRM_BEHIND.match(text, found.end) is not None or _METHOD_BEHIND.match(text, found.end) is not None:
        return True
    parts = [fold(part) for part in _PARTS.split(text[found.start : found.end])]
    if all(part in _EPONYMS for part in parts) and (len(parts) == 1 or "linus" in parts):
        return True
    return text[found.start + 1 : found.start + 2] == "." and _JOURNAL_BEHIND.match(text, found.end) is not None


def _weigh(page: Page) -> dict[int, float]:
    """Return each candidate's log-odds; equal words in equal surroundings are weighed once per text."""
    model = LinearModel.load(MODEL)
    bias = model.score(())
    own: dict[tuple[str, str], float] = {}
    around: dict[tuple[str, ...], float] = {}
    scores: dict[int, float] = {}
    for place in page.candidates():
        token = page.tokens[place]
        word = (page.text[token.start : token.end], token.shape)
        if word not in own:
            own[word] = model.score(page.own(token)) - bias
        neighbours = page.around(place)
        if neighbours not in around:
            around[neighbours] = model.score(page.context(neighbours))
        scores[place] = own[word] + around[neighbours]
        if _stands_in_hangul(page.tokens, place):
            scores[place] -= (
                _GIVEN_AMONG_HANGUL if set(token.kinds) <= {"g", "f"} and "g" in token.kinds else _AMONG_HANGUL
            )
        if token.shape == "u" and not page.in_capitals(place):
            scores[place] -= _ACRONYM
    return scores


def _stands_in_hangul(tokens: list[Token], place: int) -> bool:
    return any(
        0 <= other < len(tokens) and tokens[other].shape == "h"
        for other in (place - 2, place - 1, place + 1, place + 2)
    )


def _told_by_the_model(page: Page, scores: dict[int, float]) -> Iterator[Found]:
    """Yield the spans of neighbouring names, with the initials and particles between and before them."""
    tokens = page.tokens
    named = {place for place, score in scores.items() if score > _DOUBTED}
    for place, score in scores.items():
        if score > _SURE:
            named.update(
                other
                for other in (_linked(page, place, -1), _linked(page, place, 1))
                if scores.get(other, _REPEATED) > _BESIDE
            )
    done = -1
    for place in sorted(named):
        if place <= done:
            continue
        last, best = place, scores[place]
        while (following := _linked(page, last, 1)) in named:
            last, best = following, max(best, scores[following])
        done = last
        if best <= _DOUBTED or page.text[tokens[place].start : tokens[last].end] in _NOT_PEOPLE:
            continue
        first, last = _with_initials(page, place, -1), _with_initials(page, last, 1)
        yield Found(tokens[first].start, tokens[last].end, _confidence(best), "PERSON")


def _joined(text: str, found: list[Found]) -> Iterator[Found]:
    """Yield the names, with a nickname in quotes or brackets and a family name before a comma as parts of one."""
    place = 0
    while place < len(found):
        first = found[place]
        second, third = (found[n] if n < len(found) else None for n in (place + 1, place + 2))
        if second is not None and third is not None and _NICKNAME.fullmatch(text, first.end, third.start) is not None:
            yield Found(first.start, third.end, max(first.score, third.score), "PERSON")
            place += 3
        elif second is not None and _inverted(text, first, second):
            yield Found(first.start, second.end, max(first.score, second.score), "PERSON")
            place += 2
        else:
            yield first
            place += 1


def _inverted(text: str, first: Found, second: Found) -> bool:
    """Whether two names are one on a line of its own: Kwon, Sae-rom."""
    alone = text[first.start - 1 : first.start] in {"", "\n"} and text[second.end : second.end + 1] in {"", "\n"}
    return alone and text[first.end : second.start] == ", "


def _linked(page: Page, place: int, step: int) -> int:
    """Return the next candidate over blanks, initials and particles in this direction, or -1."""
    tokens = page.tokens
    for _ in range(_LONGEST_LINK):
        other = place + step
        if not 0 <= other < len(tokens):
            return -1
        left, right = (tokens[place], tokens[other]) if step > 0 else (tokens[other], tokens[place])
        if left.possessive or right.start - left.end > 1 or page.text[left.end : right.start].strip(" "):
            return -1
        token = tokens[other]
        if token.shape in "cu" or (token.shape == "l" and token.key not in PARTICLES):
            return other
        if token.shape not in "il":
            return -1
        place = other
    return -1


def _with_initials(page: Page, place: int, step: int) -> int:
    """Return the outermost initial that stands beside a name."""
    tokens = page.tokens
    while 0 <= place + step < len(tokens) and tokens[place + step].shape == "i":
        near = (
            tokens[place + step].start - tokens[place].end
            if step > 0
            else tokens[place].start - tokens[place + step].end
        )
        if near > 1 or tokens[place].possessive:
            break
        place += step
    return place


def _confidence(score: float) -> float:
    """Return a score of 0.5 and more for a name; below, for what a stricter policy masks."""
    return round(0.5 + min(0.25, score * 0.05), 2) if score > _NAMED else round(0.5 + score * 0.15, 2)


def _repeated(page: Page, scores: dict[int, float], found: list[Found]) -> Iterator[Found]:
    """Yield other mentions of the parts of sure names (Kim of Minsu Kim stays out: too common)."""
    sure = sorted((f.start, f.end) for f in found if f.score > _FOLLOWED)
    parts: set[str] = set()
    spans = iter(sure)
    span = next(spans, None)
    for token in page.tokens:
        while span is not None and span[1] <= token.start:
            span = next(spans, None)
        if span is None:
            break
        ordinary = any(letter in "wvtcpdor" for letter in token.kinds)
        if span[0] <= token.start and token.shape in "cul" and len(token.key) > _SHORTEST_PART and not ordinary:
            parts.add(token.key)
    yield from _whole(page.text, found)
    for place, score in scores.items():
        if page.tokens[place].key in parts and _REPEATED < score <= _SURE:
            yield Found(page.tokens[place].start, page.tokens[place].end, 0.6, "PERSON")


def _whole(text: str, found: list[Found]) -> Iterator[Found]:
    """Yield every other place of a whole name with a particle in it: Rafael dela Cruz."""
    names = {text[f.start : f.end] for f in found if f.score > _FOLLOWED}
    linked = sorted((name for name in names if _PARTICLE.search(name)), key=len, reverse=True)
    if linked:
        pattern = regex.compile(r"(?<!\p{L})\L<names>(?!\p{L})", names=linked)
        yield from (Found(*match.span(), 0.75, "PERSON") for match in scan(pattern, text))
