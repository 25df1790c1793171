# ruff: noqa: E501 - a pattern reads better on one line
"""People's names in Hangul: a trained model over candidates, and rules for what forms do to names."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, Match, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.linear import LinearModel
from service.privacy.recognizers.person_bounds import MorphemeBound
from service.privacy.recognizers.person_candidates import (
    GIVEN_NAMES,
    LAST,
    LISTED,
    PARTICLES,
    SURNAMES,
    Candidate,
    find_candidates,
    find_families,
    is_title,
    surname_length,
)
from service.privacy.recognizers.person_features import Context, Features, Shape
from service.privacy.recognizers.person_frames import find_framed

__all__ = ["KoreanPersonRecognizer", "is_title", "other_writing"]

_FIRST = words("given_first")
# What a given name alone, a sender, or a name in brackets is not.
_NOT_NAMES = LISTED - (words("given_words") - words("not_names"))
# Technologies, majors, organisations: never people, whatever stands beside them.
_NEVER = words("never_names")
# Where no label says otherwise: 「백남준 이후의 화면」.
_PUBLIC = words("public_figures")
# Strict policies take .3, the others .5: what the model gives less is not reported.
_THRESHOLD = 0.3
_SURE = 0.7
_FORM = 0.7
_CELL_END = regex.compile(r"[ \t]{0,4}(?:\n|$|[|/,\t(]|[ ]{2})")
_WORD = regex.compile(r"[가-힣]{2,6}(?![가-힣])")
_FOREIGN = regex.compile(
    r"[가-힣]{1,7}(?:[ ][가-힣]{1,7}){1,3}(?=[ ]?(?:[(\n,/|]|$))|[가-힣]{5,8}(?=[ ]?(?:[(\n,/|]|$))"
)
_SURNAME = "|".join(sorted(SURNAMES, key=len, reverse=True))
_HIDDEN = regex.compile(
    rf"(?<![가-힣A-Za-z0-9])(?:{_SURNAME})(?:[*○●][가-힣]|[가-힣][*○●]|[*○●OX]{{1,2}})(?![A-Za-z0-9*○●])"
)
_SPREAD = regex.compile(r"[가-힣][ \t]{1,6}[가-힣](?:[ \t]{1,6}[가-힣])?(?![가-힣])")
# Who sent a message, as messengers export it: [은솔] [오전 9:12], 오후 3:21, 은솔 :
_SENDER = regex.compile(
    r"(?m)^[ \t]{0,4}(?:\[(?:[가-힣]{2,6}[ ])?(?P<first>[가-힣]{2,5})\][ ]?\[?(?:오전|오후)|(?:오전|오후)[ ][0-9]{1,2}:[0-9]{2},[ ](?P<second>[가-힣]{2,5})[ ]:)"
)


class KoreanPersonRecognizer(VeilRecognizer):
    """PERSON in Korean text.

    Each reading of a word as a name is scored by a logistic model; its probability is the score, so that a policy's .5
    asks for more evidence for than against, and .3 accepts doubt. Names found surely are then found everywhere in the
    document.
    """

    ENTITIES = ("PERSON",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield names."""
        found = [*_find_labelled(analysis), *_find_scored(analysis)]
        found.extend(Found(*m.span(), 0.7, "PERSON") for m in scan(_HIDDEN, analysis.text))
        found.extend(_find_senders(analysis.text))
        found.extend(find_framed(analysis))
        found.extend(other_writing(analysis.text, found))
        yield from found
        yield from _find_repeated(analysis, found)


def _find_scored(analysis: Analysis) -> Iterator[Found]:
    """Yield the likeliest reading of each word, where it is likely enough."""
    model, bound = LinearModel.load("korean"), MorphemeBound.load("korean")
    groups = list(find_candidates(analysis))
    families = list(find_families(analysis))
    features = Features(analysis, [reading for readings in groups for reading in readings] + families)
    labelled = {label.value for label in analysis.labels.get("PERSON", ())}
    forms = {label.value for label in analysis.labels.get("PERSON", ()) if label.marked}
    # Lists repeat names and what stands around them; the features of a window are one list, kept with the document.
    plain_weights: dict[int, int] = {}
    probabilities: dict[tuple[int, Shape], float] = {}

    def weigh(one: Context) -> int:
        weight = plain_weights.get(id(one.plain))
        if weight is None:
            weight = plain_weights[id(one.plain)] = model.weigh(one.plain)
        return weight

    def judge(one: Context) -> float:
        key = id(one.plain), features.shape(one.candidate)
        probability = probabilities.get(key)
        if probability is None:
            probability = probabilities[key] = model.probability(features.complete(one))
        return probability

    for readings in (*groups, *([family] for family in families)):
        seen = [features.around(one) for one in readings if one.name not in _NEVER]
        plain = [weigh(one) for one in seen]
        # Most words are hopeless whatever the tokeniser would say, and it takes longer than all the rest.
        most = max((weight + bound.most(*one.key) for weight, one in zip(plain, seen, strict=True)), default=None)
        hopeless = most is None or model.probability_of(most) < _THRESHOLD
        if hopeless and (not seen or not any(one.start in forms for one in readings)):
            continue
        scored = [(judge(one), one.candidate.end, one.candidate) for one in seen]
        probability, _, best = max(scored, key=_rank)
        if best.name in _PUBLIC and best.start not in labelled and not best.title:
            continue
        if best.start in forms:
            best = max(readings, key=lambda one: one.end)
            probability = max(probability, _in_form(analysis, best))
        if probability >= _THRESHOLD:
            yield Found(best.start, best.end, probability, "PERSON")


def _in_form(analysis: Analysis, candidate: Candidate) -> float:
    """What a name alone in a form's cell is worth where the model doubts it: 성명: 김정도."""
    whole = len(candidate.given) > 1 and not candidate.particle and candidate.name not in LISTED
    if not whole or _CELL_END.match(analysis.text, candidate.end) is None:
        return 0.0
    return 0.0 if _is_word(analysis, candidate) else _FORM


def _is_word(analysis: Analysis, candidate: Candidate) -> bool:
    morpheme = analysis.morpheme_at.get(candidate.start)
    return morpheme is not None and morpheme.known and morpheme.tag == "NNG" and morpheme.end >= candidate.end


def _rank(scored: tuple[float, int, Candidate]) -> tuple[float, int]:
    """Order readings of one word; of two that are about as likely, the longer one hides more."""
    return round(scored[0], 1), scored[1]


def _find_labelled(analysis: Analysis) -> Iterator[Found]:
    """Yield what only a label tells: spread syllables, foreign names, given names without a family name."""
    text = analysis.text
    for label in analysis.labels.get("PERSON", ()):
        spread = _SPREAD.match(text, label.value)
        if spread is not None and _is_spread_name(spread[0].split()) and label.end < label.value:
            yield Found(*spread.span(), 0.9, "PERSON")
            continue
        if not label.marked or not any(sign not in " \n" for sign in text[label.end : label.value]):
            continue
        word = _WORD.match(text, label.value)
        if word is not None and _is_given(analysis, word):
            yield Found(*word.span(), 0.6, "PERSON")
        foreign = _FOREIGN.match(text, label.value)
        if foreign is not None and _is_opaque(analysis, foreign.start(), foreign.end()):
            yield Found(*foreign.span(), 0.8, "PERSON")


def _is_spread_name(syllables: list[str]) -> bool:
    """Whether a family name and a given name stand apart, and not 한 분 한 분."""
    surname, *given = syllables
    return surname in SURNAMES and given[-1] in LAST and (len(given) == 1 or given[0] in _FIRST)


def _find_senders(text: str) -> Iterator[Found]:
    """Yield who sent the messages of a chat, also by a given name alone."""
    for match in scan(_SENDER, text):
        name = "first" if match["first"] else "second"
        if match[name] not in _NOT_NAMES and not is_title(match[name]):
            yield Found(*match.span(name), 0.8, "PERSON")


def _is_given(analysis: Analysis, word: Match) -> bool:
    """Whether a whole cell behind a label is a given name alone: a common one, or no word that the tokeniser knows."""
    value = word[0]
    if value in _NOT_NAMES or value in _NEVER or is_title(value) or surname_length(value):
        return False
    if value in GIVEN_NAMES:
        return True
    split = value[1:] in PARTICLES or value[0] not in _FIRST
    return not split and _is_opaque(analysis, *word.span())


def _is_opaque(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a stretch has no particle, ending or longer word that the tokeniser knows: a foreign name."""
    inside = analysis.morpheme_at.between(start, end)
    grammar = any(m.tag[0] in "JEV" and m.tag != "VCP" for m in inside)
    return not grammar and not any(m.known and m.tag == "NNG" and m.end - m.start > 1 for m in inside)


def _find_repeated(analysis: Analysis, found: list[Found]) -> Iterator[Found]:
    """Yield every other place where a surely found name stands at the beginning of a word."""
    names = {analysis.text[f.start : f.end] for f in found if f.score >= _SURE}
    sure = sorted((n for n in names if len(n) > 2 and n.isalpha()), key=len, reverse=True)  # noqa: PLR2004 - two syllables are also words
    if sure:
        anywhere = regex.compile(r"(?<![가-힣])\L<names>", names=sure)
        known = {(f.start, f.end) for f in found if f.score >= 0.8}  # noqa: PLR2004 - as sure as a repetition
        spans = (match.span() for match in scan(anywhere, analysis.text))
        yield from (Found(*span, 0.8, "PERSON") for span in spans if span not in known)


# The same name in the other script, in brackets behind it.
_OTHER_WRITING = regex.compile(
    r"[ ]?\([ ]?(?:한글|영문|영어|漢字|한자)?[ :]{0,2}(?P<value>[A-Z][A-Za-z'’ ,-]{3,40}[A-Za-z]|[가-힣]{1,7}(?:[ ][가-힣]{1,7}){1,3}|[가-힣]{3,8}|[\u4e00-\u9fff]{2,4})[ ]?\)"
)


def other_writing(text: str, found: list[Found]) -> list[Found]:
    """Return the names in brackets behind sure names: 이재훈 (LEE JAEHOON), Nguyen Thi Lan (응웬티란)."""
    sure = {f.end for f in found if f.score >= _SURE}
    matches = (_OTHER_WRITING.match(text, end) for end in sure)
    return [
        Found(*m.span("value"), 0.75, "PERSON")
        for m in matches
        if m and _is_other_script(text, m) and m["value"] not in _NOT_NAMES and not is_title(m["value"])
    ]


def _is_other_script(text: str, match: Match) -> bool:
    """Whether a name in Hangul stands in brackets behind another script, and only there: 김도윤(영상편집) holds a role."""
    return not ("가" <= match["value"][0] <= "힣" and "가" <= text[match.start() - 1] <= "힣")
