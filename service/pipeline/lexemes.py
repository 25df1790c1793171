"""Lexemes: what the keyword arm matches on, for documents and queries alike.

Three kinds share one index, because together they rank better than any of them alone: content
morphemes (파이썬 in 파이썬과), Hangul bigrams, marked by a prefix (they forgive a wrong analysis), and
Latin or technical tokens, whole and in parts (node.js is node.js, node and js).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version

from service.errors import DocumentTooLarge
from service.privacy.morphemes import Morpheme, morphemes
from service.privacy.operators import MARK

TOKENISER_VERSION = f"ko-lexemes-1+kiwi-{version('kiwipiepy')}-{version('kiwipiepy_model')}"
BIGRAM_PREFIX = "~"

# Limits of the tsvector type: bytes per lexeme, positions per lexeme, bytes altogether.
_LEXEME_BYTES = 2046
_POSITIONS = 255
_TSVECTOR_BYTES = 1 << 20
_TSQUERY_LEXEMES = 256

_HANGUL = re.compile(r"[가-힣]{2,}")
_TECHNICAL = re.compile(r"[a-z0-9.][a-z0-9.+#/_&@-]*")
_WORD = re.compile(r"[a-z0-9]+(?:\+\+|#)?")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_CONTENT_TAGS = frozenset("NNG NNP NR XR VV VA MAG SH W_HASHTAG".split())
_NOUN_TAGS = frozenset("NNG NNP XPN XSN XR".split())
# Verbs and adverbs that carry grammar rather than content.
_STOP_WORDS = frozenset("하 되 있 없 같 않 이 그 대하 위하 통하 따르 관하 의하 및 또 더 잘 못 안".split())
_LONGEST_TOKEN = 64

# How people ask, in place of what they ask about.
_MANNER = frozenset(
    "어떻 어떤 무엇 뭐 무슨 왜 어디 언제 누구 얼마 얼마나 어느 몇 경험 사례 방법 이유 과정 설명 말씀 말하 이야기 얘기 "
    "소개 궁금 질문 답변 답 알리 알려주 주 보 알 가장 본인 지원자 자신 당시 때 것 수 점 경우 구체 들려주 있 없 "
    "a an the and or of to in on at by for from with without as is are was were be been being do does did done have "
    "has had you your yours i me my we our they their it its this that these those what which who whom whose when "
    "where why how can could would should will shall may might must not no any some than then there here about into "
    "over under up down out off so if but tell describe explain give share walk us".split()
)


def document_lexemes(text: str) -> list[str]:
    """Return a passage's lexemes with repetitions: a lexeme's count is its term frequency.

    Placeholders yield none.

    >>> document_lexemes("<PERSON_1>은 C++과 node.js")
    ['c++', 'node.js', 'node', 'js']
    """
    normal = unicodedata.normalize("NFKC", text)
    # Kiwi reads a foreign letter before a particle as a noun, which a blank would not be.
    korean = list(_korean(morphemes(MARK.sub("X", normal))))
    plain = _THOUSANDS.sub("", MARK.sub(" ", normal).lower())
    return korean + list(_bigrams(plain)) + list(_technical(plain))


class Filler(str):
    """A query's lexeme that tells how it is asked rather than what: 어떻게, ~나요, which. It weighs little."""

    __slots__ = ()


def is_filler(lexeme: str) -> bool:
    """Tell whether a word is one of those that only ask.

    >>> is_filler("무엇"), is_filler("which"), is_filler("카프카")
    (True, True, False)
    """
    return lexeme in _MANNER


def query_lexemes(text: str) -> list[str]:
    """Return a query's lexemes: those of ``document_lexemes``, so that both sides always agree.

    Words that only ask are marked as fillers, and so are bigrams that reach out of content morphemes.

    >>> [lexeme for lexeme in query_lexemes("무엇을 구축했나요?") if not isinstance(lexeme, Filler)]
    ['구축', '~구축']
    """
    normal = unicodedata.normalize("NFKC", text)
    spelled = MARK.sub("X", normal)
    found = morphemes(spelled)
    content = bytearray(len(spelled))
    for morpheme in found:
        if _is_content(morpheme) and morpheme.form not in _MANNER:
            content[morpheme.start : morpheme.end] = b"1" * (morpheme.end - morpheme.start)
    plain = _THOUSANDS.sub("", MARK.sub(" ", normal).lower())
    words = list(map(_marked, _korean(found)))
    for run in _HANGUL.finditer(spelled):
        for start in range(run.start(), run.end() - 1):
            bigram = BIGRAM_PREFIX + spelled[start : start + 2]
            words.append(bigram if all(content[start : start + 2]) else Filler(bigram))
    return words + list(map(_marked, _technical(plain)))


def _marked(word: str) -> str:
    return Filler(word) if word in _MANNER else word


def content_lexemes(text: str) -> list[str]:
    """Return a term's content morphemes and Latin tokens, without compounds and bigrams.

    >>> content_lexemes("Spring Boot로 개발")
    ['개발', 'spring', 'boot']
    """
    normal = unicodedata.normalize("NFKC", text)
    korean = [morpheme.form for morpheme in morphemes(normal) if _is_content(morpheme)]
    return korean + list(_technical(_THOUSANDS.sub("", normal.lower())))


def _is_content(morpheme: Morpheme) -> bool:
    tag = morpheme.tag.partition("-")[0]
    return tag in _CONTENT_TAGS and morpheme.form not in _STOP_WORDS and not morpheme.form.isascii()


def _korean(found: Iterable[Morpheme]) -> Iterator[str]:
    """Yield content morphemes, and the compounds that adjoining nouns form."""
    compound: list[str] = []
    end = -1
    for morpheme in found:
        tag = morpheme.tag.partition("-")[0]
        if tag in _NOUN_TAGS and morpheme.start == end:
            compound.append(morpheme.form)
        else:
            yield from _joined(compound)
            compound = [morpheme.form] if tag in _NOUN_TAGS else []
        end = morpheme.end
        if _is_content(morpheme):
            yield morpheme.form
    yield from _joined(compound)


def _joined(nouns: Sequence[str]) -> Iterator[str]:
    if len(nouns) > 1:
        yield "".join(nouns)


def _bigrams(text: str) -> Iterator[str]:
    for run in _HANGUL.findall(text):
        yield from (BIGRAM_PREFIX + run[i : i + 2] for i in range(len(run) - 1))


def _technical(text: str) -> Iterator[str]:
    for match in _TECHNICAL.findall(text):
        # A leading dot is part of .net, a final one ends a sentence.
        token = match.rstrip("./-_&@").lstrip("/-_&@+#")
        token = "." + token.lstrip(".") if re.match(r"\.[a-z]", token) else token.lstrip(".")
        if not token:
            continue
        words = _WORD.findall(token)
        if words != [token]:
            yield token[:_LONGEST_TOKEN]
            yield from _alternatives(token)
        yield from (stem(word)[:_LONGEST_TOKEN] for word in words)


def _alternatives(token: str) -> Iterator[str]:
    """Yield what a slash separates and is itself more than a word: asp.net in asp.net/c#."""
    if "/" in token:
        yield from (part[:_LONGEST_TOKEN] for part in token.split("/") if part and not _WORD.fullmatch(part))


def stem(word: str) -> str:
    """Return an English word without its commonest endings (after Harman's S-stemmer).

    >>> [stem(word) for word in ("pipelines", "pipeline", "developed", "running", "aws", "redis", "c++")]
    ['pipelin', 'pipelin', 'develop', 'run', 'aws', 'redis', 'c++']
    """
    if len(word) < 5 or not word.isalpha():  # noqa: PLR2004 - shorter words are mostly names: aws, ios, go
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) > 2 and re.search("[aeiouy]", root):  # noqa: PLR2004
            undoubled = root[-1] == root[-2] and root[-1] not in "lsz"
            word = root[:-1] if undoubled else root
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word  # noqa: PLR2004


def tsvector_literal(lexemes: Sequence[str]) -> str:
    r"""Return the text form of a tsvector in which a lexeme has as many positions as it occurs.

    Positions count occurrences (1, 2, ...) rather than places, so that the type's highest position
    (16,383) never merges two of them. Past 255 occurrences a term frequency says nothing more.

    Raises:
        DocumentTooLarge: the lexemes exceed what a tsvector holds (1 MB).

    >>> tsvector_literal(["c++", "it's", "c++", "back\\slash"])
    "'c++':1,2 'it''s':1 'back\\\\slash':1"
    """
    counts = Counter(_cut(lexeme) for lexeme in lexemes if lexeme and "\0" not in lexeme)
    size = sum(len(lexeme.encode()) + 8 + 2 * min(count, _POSITIONS) for lexeme, count in counts.items())
    if size >= _TSVECTOR_BYTES:
        raise DocumentTooLarge("A passage has more words than can be indexed. Split it.")
    return " ".join(f"{_quoted(lexeme)}:{_positions(count)}" for lexeme, count in counts.items())


def tsquery_literal(lexemes: Sequence[str]) -> str | None:
    """Return the text form of a tsquery that any of the lexemes satisfies; None beyond a few hundred.

    PostgreSQL walks a query recursively, so a long one could exhaust its stack.

    >>> tsquery_literal(["c++", "it's"])
    "'c++' | 'it''s'"
    """
    if len(lexemes) > _TSQUERY_LEXEMES:
        return None
    return " | ".join(_quoted(_cut(lexeme)) for lexeme in lexemes)


def _cut(lexeme: str) -> str:
    return lexeme.encode()[:_LEXEME_BYTES].decode(errors="ignore")


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def _positions(count: int) -> str:
    return ",".join(map(str, range(1, min(count, _POSITIONS) + 1)))


def readable_lexemes(lexemes: Sequence[str]) -> tuple[str, ...]:
    """Return matched lexemes for people: bigrams only where no other lexeme shows the same.

    >>> readable_lexemes(["~스템", "~시스", "시스템", "~앱을", "c++"])
    ('c++', '시스템', '앱을')
    """
    words = {lexeme for lexeme in lexemes if not lexeme.startswith(BIGRAM_PREFIX)}
    bigrams = {lexeme.removeprefix(BIGRAM_PREFIX) for lexeme in lexemes if lexeme.startswith(BIGRAM_PREFIX)}
    return tuple(sorted(words | {bigram for bigram in bigrams if not any(bigram in word for word in words)}))
