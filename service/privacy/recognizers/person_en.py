# ruff: noqa: E501 - a pattern reads better on one line
"""People's names in Latin letters: what labels and titles announce, and what a trained model tells from its neighbours."""

import functools
from collections.abc import Callable, Iterable, Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.linear import LinearModel
from service.privacy.recognizers.names_en import (
    PARTICLES,
    Page,
    before_features,
    behind_features,
    between_features,
    flag_features,
    line_features,
    own_features,
)
from service.privacy.recognizers.nobody_en import names_a_thing
from service.privacy.recognizers.person import other_writing
from service.privacy.recognizers.words_en import ORDINARY, Word, fold, is_korean_given, kinds_of, tokenise

MODEL = "english_names"
_NOT_NAMES = words("not_names_en")
_NOT_PEOPLE = frozenset(phrase.replace("_", " ") for phrase in words("not_people_en"))
_FAMOUS = frozenset(phrase.replace("_", " ") for phrase in words("public_figures_en"))
_LATIN = regex.compile(r"[A-Za-z]{2}")
_CAPITAL = r"\p{Lu}(?:[’']\p{Lu})?[\p{Ll}\p{M}’'A-Z]{1,20}(?:-\p{Ll}{1,10})?"
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
_KIN = regex.compile(
    rf"(?<!\p{{L}})(?:(?P<kin>Grandma|Grandpa|Grandmother|Grandfather|Uncle|Aunt|Auntie|Aunty)|Chef|Coach|Captain|Capt\.|Reverend|Rev\.|Pastor|Sgt\.|Lt\.|Nurse|Officer|Attorney)[ ](?P<value>{_CAPITAL}{_MORE}{{0,3}})"
)
_NICKNAME = regex.compile(r"[ ](?:[\"“'‘]\p{L}[\p{L}-]{0,20}[\"”'’]|\(\p{L}[\p{L}-]{0,20}\))[ ]")
# Authors of a reference: Y. Song, J. Bae, and K. Lee.
_MARK = "[*†‡§¹²³]{0,3}"
_INITIALS = r"(?:\p{Lu}\.[ -]?){1,2}"
_AUTHOR = rf"{_INITIALS}\p{{Lu}}\p{{Ll}}{{1,15}}(?:-\p{{Lu}}\p{{Ll}}{{1,12}})?"
_AUTHORS = regex.compile(
    rf"(?<![\p{{L}}.])(?P<value>{_AUTHOR}){_MARK}(?:(?:,[ ](?:and[ ]|&[ ])?|[ ](?:and|&)[ ])(?P<value>{_AUTHOR}){_MARK}){{1,12}}(?!\p{{L}})"
)
# The same with the family name first: Bin AR, Yuk KY; Kim, T. B., Eo, J.; Myeong J., Okafor C.
_FAMILY = r"(?:(?:van|von|de|der|den|da|di|el|al)[ ]){0,2}\p{Lu}[\p{Ll}’']{1,14}(?:-\p{Lu}\p{Ll}{1,12})?"
_INVERTED = rf"{_FAMILY}(?:,?[ ](?:\p{{Lu}}\.(?:[ -](?=\p{{Lu}}\.))?){{1,4}}|[ ]\p{{Lu}}{{1,3}}(?!\p{{L}}))"
_INVERTED_AUTHORS = regex.compile(
    rf"(?<![\p{{L}}.-])(?P<value>{_INVERTED}){_MARK}(?:(?:[ ]?[,;][ ](?:and[ ]|&[ ])?|[ ](?:and|&)[ ])(?P<value>{_INVERTED}){_MARK}){{1,12}}(?!\p{{L}})"
)
_FIRST_WORD = regex.compile(r"(?:\p{Ll}{2,3}[ ]){0,2}(?P<word>\p{Lu}[\p{Ll}’']+)")
# A name that is the whole top line: # Seungmin Oh, Kwon, Sae-rom.
_TOP = regex.compile(
    r"\s{0,10}#{0,2}[ ]?(?P<value>(?P<family>\p{Lu}\p{Ll}{1,9}), (?P<given>\p{Lu}\p{Ll}{1,9}(?:-\p{Ll}{1,9})?)|(?P<given>\p{Lu}\p{Ll}{1,9}(?:-\p{Ll}{1,9})?) (?P<family>\p{Lu}\p{Ll}{1,9}))[ \t]{0,4}(?:\n|$)"
)
# Whose text it is: the top line, below a closing formula, before 드림.
_WHOLE = r"(?P<value>\p{Lu}\p{L}+(?:[ ]\p{L}{2,12}){1,3}?)"
_LINE_END = r"(?=[ ]?(?:[\n|,·•(–-]|$))"
_AUTHOR_LINES = tuple(
    map(
        regex.compile,
        (
            rf"\A\s{{0,10}}#{{0,2}}[ ]?(?:(?i:resume|curriculum vitae|cv|cover letter|이력서|자기소개서)(?:[ ](?i:of|for))?[ ]?[:|–-]?[ ])?{_WHOLE}(?:{_LINE_END}|(?=[ ](?i:resume|cv|이력서|자기소개서)))",
            rf"(?i:sincerely|regards|faithfully|truly|respectfully|best|thank you|thanks|cheers)[^\n]{{0,12}}\n\s{{0,4}}{_WHOLE}{_LINE_END}",
            rf"(?<![\p{{L}}]){_WHOLE}(?=[ ](?:드림|올림|배상)(?![가-힣]))",
        ),
    )
)
_KOREAN_FAMILIES = frozenset(word.lower() for word in words("surnames_en"))
_GREETING = regex.compile(r"[ \t>*]{0,6}(?:(?:Hi|Hello|Hey|Dear|Thanks|Thank you|Good morning|Morning),?[ ])?")
_PARTS = regex.compile(r"[\s-]+")
_PARTICLE = regex.compile(r"[ ]\p{Ll}{1,5}[ ]\p{Lu}")
# Log-odds: a word is a name from here on; beside a sure one a weaker word belongs to it.
_NAMED, _SURE, _CERTAIN, _BESIDE, _GIVEN_BESIDE, _UNKNOWN_BESIDE, _DOUBTED = 0.0, 1.0, 3.0, -1.5, -3.0, -2.0, -1.2
# Hangul around a Latin word: most are tools and companies.
_THING = frozenset("tcp")
_AMONG_HANGUL, _GIVEN_AMONG_HANGUL, _ACRONYM, _LISTED_THING = 2.0, 0.7, 1.5, 1.0
_REPEATED, _FOLLOWED, _SHORTEST_PART = -5.0, 0.62, 3
_LONGEST_LINK = 3
_LONGEST_ACRONYM = 4


def _is_name(value: str, *, announced: bool = False) -> bool:
    """Whether no list speaks against it; who is famous may be a namesake where a form asks for the name."""
    if value in _NOT_PEOPLE or (value in _FAMOUS and not announced):
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
        told = [one for one in _joined(text, list(_told_by_the_model(page, scores))) if not names_a_thing(page, one)]
        found = [*_announced(analysis), *_listed(text), *told]
        found.extend(one for one in other_writing(text, found) if not _is_ordinary(text[one.start : one.end]))
        yield from found
        yield from _repeated(page, scores, found)


def _announced(analysis: Analysis) -> Iterator[Found]:
    """Yield what a label or a title announces: surer than any neighbour."""
    text = analysis.text
    for label in analysis.labels.get("PERSON", ()):
        korean = "가" <= text[label.start] <= "힣"
        match = _LABELLED.match(text, label.value, timeout=1.0) if label.marked or korean else None
        if match is None or not _is_name(match["value"], announced=True):
            continue
        # In prose a firm may stand where somebody could: 임차인은 HUG 전세보증에.
        if (label.marked or not _is_short_acronym(match["value"])) and (korean or not _is_ordinary(match["value"])):
            yield Found(*match.span("value"), 0.9, "PERSON")
    for pattern, score in ((_TITLED, 0.75), (_CONTACT, 0.75), (_LOWER_CASE, 0.7)):
        for match in scan(pattern, text):
            if _is_name(match["value"], announced="name" in match[0][:8].lower()):
                yield Found(*match.span("value"), score, "PERSON")
    for pattern in _AUTHOR_LINES:
        for match in scan(pattern, text):
            if match["value"] in _FAMOUS:
                yield Found(*match.span("value"), 0.9, "PERSON")
    for match in scan(_KIN, text):
        kinds = kinds_of(fold(_PARTS.split(match["value"])[0]))
        listed = "g" in kinds or "f" in kinds
        if (listed or (match["kin"] and ORDINARY.isdisjoint(kinds))) and _is_name(match["value"]):
            yield Found(*match.span("value"), 0.75, "PERSON")


def _is_short_acronym(value: str) -> bool:
    return len(value) <= _LONGEST_ACRONYM and value.isupper() and not {"g", "f"} & set(kinds_of(fold(value)))


def _is_ordinary(value: str) -> bool:
    """Whether it is one word that lists know, and not as a name: usage, none, installed."""
    kinds = kinds_of(fold(value))
    return bool(kinds) and " " not in value and not {"g", "f"} & set(kinds)


def _listed(text: str) -> Iterator[Found]:
    """Yield the authors of references, and a Korean name on the top line."""
    for match in scan(_AUTHORS, text):
        yield from (Found(*span, 0.7, "PERSON") for span in match.spans("value"))
    for match in scan(_INVERTED_AUTHORS, text):
        if _are_families(match.captures("value")):
            yield from (Found(*span, 0.75, "PERSON") for span in match.spans("value"))
    top = _TOP.match(text)
    if top is None or not _is_name(top["value"]):
        return
    given = top["given"].lower()
    if top["family"].lower() in _KOREAN_FAMILIES and ("-" in given or ORDINARY.isdisjoint(kinds_of(given))):
        yield Found(*top.span("value"), 0.8, "PERSON")


def _are_families(values: list[str]) -> bool:
    """Whether family names stand before the initials: some listed or unknown, none a tool or a place (Windows NT)."""
    firsts = [_FIRST_WORD.match(value) for value in values]
    kinds = [kinds_of(fold(first["word"])) for first in firsts if first is not None]
    return all("f" in one or set("tcpor").isdisjoint(one) for one in kinds) and any(
        "f" in one or not one for one in kinds
    )


# What a listed word weighs by itself.
_own: dict[tuple[Word, bool], float] = {}
_MOST_OWN = 50_000


def _weigh(page: Page) -> dict[int, float]:
    """Return each candidate's log-odds; equal words and equal surroundings are weighed once per text."""
    model = LinearModel.load(MODEL)
    bias = model.score(())

    def weigh(features: Callable[..., list[str]]) -> Callable[..., float]:
        return functools.cache(lambda *key: model.score(features(*key)) - bias)

    alone, before, behind = weigh(own_features), weigh(before_features), weigh(behind_features)
    between, line, flagged = weigh(between_features), weigh(line_features), weigh(flag_features)
    scores: dict[int, float] = {}
    for place in page.candidates():
        word = page.words[place]
        marks = not page.string(place, place).isascii()
        own = _own.get((word, marks))
        if own is None:
            own = alone(word, marks)
            if word.kinds and len(_own) < _MOST_OWN:
                _own[word, marks] = own
        mode, sure, p1, p2, n1, n2, p3, flags, look, run = page.around(place)
        score = bias + own + before(mode, sure, p1, p2) + behind(mode, sure, n1, n2) + between(mode, sure, p1, n1)
        score += line(mode, sure, look, run) + (flagged(mode, sure, p3, flags) if p3 or flags else 0.0)
        if "h" in page.shapes[max(0, place - 2) : place + 3]:
            score -= _GIVEN_AMONG_HANGUL if word.kinds in {"g", "fg"} else _AMONG_HANGUL
        if word.shape == "u" and not page.in_capitals(place):
            score -= _ACRONYM
        if word.kinds and _THING.issuperset(word.kinds):
            score -= _LISTED_THING
        scores[place] = score
    return scores


def _told_by_the_model(page: Page, scores: dict[int, float]) -> Iterator[Found]:
    """Yield the spans of neighbouring names, with the initials and particles between and before them."""
    named = {place for place, score in scores.items() if score > _DOUBTED}
    for place, score in scores.items():
        if score <= _NAMED:
            continue
        for other in (_linked(page, place, -1), _linked(page, place, 1)):
            least = _BESIDE if score > _SURE else _NAMED
            if other >= 0 and "g" in page.words[other].kinds:
                least = _GIVEN_BESIDE
            elif other >= 0 and score > _CERTAIN and not page.words[other].kinds:
                least = _UNKNOWN_BESIDE
            if scores.get(other, _REPEATED) > least:
                named.add(other)
    for place in tuple(named):
        named.update(_korean_name(page, scores, place))
    named.update(
        place
        for place, score in scores.items()
        if _REPEATED / 2 < score <= _DOUBTED
        and {_linked(page, place, -1), _linked(page, place, 1)} <= named
        and all({"g", "f"} & set(page.words[other].kinds) for other in (place - 1, place + 1))
    )
    done = -1
    for place in sorted(named):
        if place <= done:
            continue
        last, best = place, scores[place]
        while (following := _linked(page, last, 1)) in named:
            last, best = following, max(best, scores[following])
        done = last
        if best <= _DOUBTED or page.string(place, last) in _NOT_PEOPLE or _is_famous(page, place, last):
            continue
        first, last = _with_initials(page, place, -1), _with_initials(page, last, 1)
        yield Found(page.starts[first], page.ends[last], _confidence(best), "PERSON")


def _is_famous(page: Page, first: int, last: int) -> bool:
    """Whether the words, or they and the next one, are somebody whom everybody knows."""
    ends = range(last, min(last + 2, len(page.words)))
    return any(page.string(first, end) in _FAMOUS for end in ends)


def _korean_name(page: Page, scores: dict[int, float], place: int) -> Iterable[int]:
    """Return the three words of a Korean name written apart, where one of them is told: Ryu Da In, Da In Ryu."""
    for first in range(max(0, place - 2), place + 1):
        three = range(first, first + 3)
        if page.shapes[first : first + 3] != "ccc" or _linked(page, first, 1) != first + 1:
            continue
        if _linked(page, first + 1, 1) != first + 2 or any(
            scores.get(other, _REPEATED) <= _REPEATED for other in three
        ):
            continue
        one, two, last = (page.words[other].key for other in three)
        if (one in _KOREAN_FAMILIES and is_korean_given(f"{two}-{last}")) or (
            last in _KOREAN_FAMILIES and is_korean_given(f"{one}-{two}")
        ):
            return three
    return ()


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
    for _ in range(_LONGEST_LINK):
        other = place + step
        if not 0 <= other < len(page.words):
            return -1
        left, right = (place, other) if step > 0 else (other, place)
        if left in page.possessive or page.starts[right] - page.ends[left] > 1:
            return -1
        if page.text[page.ends[left] : page.starts[right]].strip(" "):
            return -1
        shape = page.shapes[other]
        if shape in "cu" or (shape == "l" and page.words[other].key not in PARTICLES):
            return other
        if shape not in "il":
            return -1
        place = other
    return -1


def _with_initials(page: Page, place: int, step: int) -> int:
    """Return the outermost initial that stands beside a name."""
    while 0 <= place + step < len(page.words) and page.shapes[place + step] == "i":
        left, right = sorted((place, place + step))
        if page.starts[right] - page.ends[left] > 1 or place in page.possessive:
            break
        place += step
    return place


def _confidence(score: float) -> float:
    """Return a score of 0.5 and more for a name; below, for what a stricter policy masks."""
    return round(0.5 + min(0.25, score * 0.05), 2) if score > _NAMED else round(0.5 + score * 0.15, 2)


def _repeated(page: Page, scores: dict[int, float], found: list[Found]) -> Iterator[Found]:
    """Yield other mentions of the parts of sure names (Kim of Minsu Kim stays out: too common)."""
    parts: set[str] = set()
    called: set[str] = set()
    for word in tokenise(page.text, page.hidden, {(f.start, f.end) for f in found if f.score > _FOLLOWED}).words:
        if word.shape in "cul" and len(word.key) > _SHORTEST_PART and ORDINARY.isdisjoint(word.kinds):
            parts.add(word.key)
        elif word.shape == "c" and "g" in word.kinds:
            called.add(word.key)
    yield from _whole(page.text, found)
    for place, score in scores.items():
        if page.words[place].key in parts and _REPEATED < score <= _SURE:
            yield Found(page.starts[place], page.ends[place], 0.6, "PERSON")
        elif page.words[place].key in called and score <= _SURE and _is_called(page, place):
            yield Found(page.starts[place], page.ends[place], 0.7, "PERSON")


def _is_called(page: Page, place: int) -> bool:
    """Whether somebody is spoken to: a line begins with the name and a comma, or a greeting stands before it."""
    begin = page.text.rfind("\n", 0, page.starts[place]) + 1
    return (
        page.text[page.ends[place] : page.ends[place] + 2] == ", "
        and _GREETING.fullmatch(page.text, begin, page.starts[place]) is not None
    )


def _whole(text: str, found: list[Found]) -> Iterator[Found]:
    """Yield every other place of a famous name or one with a particle in it, and of two of three words: Bee Hoon."""
    names = {text[f.start : f.end] for f in found if f.score > _FOLLOWED}
    wanted = {name for name in names if _PARTICLE.search(name) or name in _FAMOUS}
    for name in names:
        parts = name.split(" ")
        if len(parts) == 3 and all(part[:1].isupper() and part[1:].islower() for part in parts):  # noqa: PLR2004 - a family name and two of a given one
            wanted.update(" ".join(pair) for pair in (parts[:2], parts[1:]))
    if wanted:
        pattern = regex.compile(r"(?<!\p{L})\L<names>(?!\p{L})", names=sorted(wanted, key=len, reverse=True))
        yield from (Found(*match.span(), 0.75, "PERSON") for match in scan(pattern, text))
