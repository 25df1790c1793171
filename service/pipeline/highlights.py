"""Highlights: where in a hit the words are that its matched lexemes came from.

Only the hits that are returned are read again. What the keyword arm lower-cases, composes or reduces to
a stem is led back to the code points of the text as it is stored.
"""

import bisect
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import regex

from service.pipeline.lexemes import BIGRAM_PREFIX, stem
from service.privacy.morphemes import Morpheme, morphemes
from service.privacy.operators import MARK

Span = tuple[int, int]

# A word of the keyword arm, or a number as it is written in thousands.
_WORD = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[a-z0-9]+(?:\+\+|#)?")
_NOUNS = ("NNG", "NNP", "XPN", "XSN", "XR")
_HANGUL = re.compile(r"[가-힣]{2,}")
_CLUSTER = regex.compile(r"\X")
_LONGEST_COMPOUND = 12


def highlight(text: str, lexemes: Collection[str]) -> tuple[Span, ...]:
    """Return the disjoint spans ``[start, end)``, in order, of the words that the lexemes came from.

    Offsets are code points of ``text``. Placeholders are never highlighted. A bigram counts only outside
    of words that are highlighted already.

    >>> text = "파이썬과 Node.js로 Pipelines를 개발했다"
    >>> [text[start:end] for start, end in highlight(text, ["파이썬", "node.js", "pipelin", "~발했"])]
    ['파이썬', 'Node.js', 'Pipelines', '발했']
    """
    wanted = {lexeme for lexeme in lexemes if not lexeme.startswith(BIGRAM_PREFIX)}
    bigrams = {lexeme.removeprefix(BIGRAM_PREFIX) for lexeme in lexemes if lexeme.startswith(BIGRAM_PREFIX)}
    if not text or not (wanted or bigrams):
        return ()
    normal = _Normal.of(text)
    # Marks of the same length that no lexeme has: what they stand for is nobody's word.
    plain = MARK.sub(lambda mark: "\0" * len(mark[0]), normal.text)
    low = _lower(plain)
    spans = [*_latin(low, {lexeme for lexeme in wanted if lexeme.isascii()})]
    if korean := {lexeme for lexeme in wanted if not lexeme.isascii()}:
        spans += _korean(plain, korean)
    words = _merged(spans)
    pairs = [pair for pair in _bigrams(low, bigrams) if not any(s <= pair[0] and pair[1] <= e for s, e in words)]
    return _merged(normal.original(span) for span in _merged([*words, *pairs]))


def _latin(low: str, wanted: Collection[str]) -> Iterator[Span]:
    """Yield technical tokens as they are written, and words whose stem is wanted."""
    for lexeme in wanted:
        if not _WORD.fullmatch(lexeme):
            yield from _occurrences(low, lexeme)
    for word in _WORD.finditer(low):
        plain = word[0].replace(",", "")
        if stem(plain) in wanted or plain in wanted:
            yield word.span()


def _occurrences(low: str, lexeme: str) -> Iterator[Span]:
    """Yield where a token stands by itself, not within a longer word."""
    after = r"(?![a-z0-9])" if lexeme[-1].isalnum() else ""
    for match in re.finditer(r"(?<![a-z0-9])" + re.escape(lexeme) + after, low):
        yield match.span()


def _korean(plain: str, wanted: Collection[str]) -> Iterator[Span]:
    """Yield the morphemes that are wanted, and runs of adjoining nouns whose compound is."""
    found: list[Morpheme] = morphemes(plain.replace("\0", "X"))
    for index, first in enumerate(found):
        if first.form in wanted:
            yield first.start, first.end
        if not first.tag.startswith(_NOUNS):
            continue
        compound = first.form
        for before, after in zip(found[index:], found[index + 1 : index + _LONGEST_COMPOUND], strict=False):
            if after.start != before.end or not after.tag.startswith(_NOUNS):
                break
            compound += after.form
            if compound in wanted:
                yield first.start, after.end


def _bigrams(low: str, wanted: Collection[str]) -> Iterator[Span]:
    for run in _HANGUL.finditer(low):
        for start in range(run.start(), run.end() - 1):
            if low[start : start + 2] in wanted:
                yield start, start + 2


def _merged(spans: Collection[Span] | Iterator[Span]) -> tuple[Span, ...]:
    """Return the union of spans: disjoint, in order.

    >>> _merged([(4, 6), (0, 2), (1, 3), (3, 4)])
    ((0, 3), (3, 4), (4, 6))
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _lower(text: str) -> str:
    """Return the text in lower case with each character in its place: İ would become two."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(each if len(each) == 1 else character for character in text for each in [character.lower()])


@dataclass(frozen=True, slots=True)
class _Normal:
    """A text in NFKC, as the keyword arm reads it, and the way back to the text as it was."""

    text: str
    starts: tuple[int, ...] | None
    origins: tuple[Span, ...] = ()

    @classmethod
    def of(cls, text: str) -> "_Normal":
        if unicodedata.is_normalized("NFKC", text):
            return cls(text, None)
        pieces: list[str] = []
        starts: list[int] = []
        origins: list[Span] = []
        length = 0
        # By what reads as one character: nothing composes beyond.
        for cluster in _CLUSTER.finditer(text):
            piece = unicodedata.normalize("NFKC", cluster[0])
            if piece:
                starts.append(length)
                origins.append(cluster.span())
                pieces.append(piece)
                length += len(piece)
        return cls("".join(pieces), tuple(starts), tuple(origins))

    def original(self, span: Span) -> Span:
        """Return the span in the text as it was, whole characters of it."""
        if self.starts is None:
            return span
        first = bisect.bisect_right(self.starts, span[0]) - 1
        last = bisect.bisect_left(self.starts, span[1]) - 1
        return self.origins[first][0], self.origins[last][1]
