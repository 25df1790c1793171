"""What ``veil bench search`` searches: random unit vectors, texts by Zipf's law, and the exact answers."""

from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

# Nouns of a trade; two make a compound, as Korean writes them.
_NOUNS = (
    "시스템 개발 운영 설계 데이터 분석 서비스 관리 전략 고객 결제 성능 장애 구축 자동화 배포 검증 보안 협업 "
    "품질 매출 기획 영업 마케팅 물류 재고 회계 예산 채용 교육 연구 실험 측정 공정 설비 안전 환경 정책 계약 구매 "
    "생산 부품 회로 신호 영상 음성 번역 검색 추천 광고 캠페인 브랜드 콘텐츠 디자인 화면 사용자 조사 면접 문서 "
    "표준 일정 위험 원가 투자 금융 보험 대출 상담 진료 간호 병원 약품 학습 모델 서버 네트워크 저장소 메시지 "
    "트래픽 캐시 로그 지표"
).split()
_PARTICLES = ("", "", "을", "를", "이", "에서", "으로", "과", "의", "했다")
_TECHNICAL = ("python", "kafka", "redis", "c++", "node.js", "aws", "docker", "sql", "react", "ci/cd", ".net", "spark")
_VOCABULARY = 6_000
_WORDS_OF_A_CHUNK = 29
_WORDS_OF_A_QUESTION = 4
_PROTOTYPES = 2_000


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One search in one resume."""

    number: int
    resume: int
    text: str
    vector: list[float]
    """A unit vector that half precision holds exactly, so that no peer sees another one."""

    @property
    def resume_id(self) -> str:
        """The name that every peer stores the resume under; no number, which the stock store compares as a float."""
        return f"r-{self.resume:06d}"


@dataclass(frozen=True)
class Corpus:
    """Chunks that are computed when they are asked for; the same ones for the same numbers.

    Texts come from a limited number of prototypes, since tokenising is slow; a resume has none twice. Vectors are
    all different.
    """

    chunks: int
    resume_chunks: int = 30
    dimensions: int = 1024
    seed: int = 7

    @property
    def resumes(self) -> int:
        """How many resumes there are. The last one is full too, so that chunks are rounded up."""
        return -(-self.chunks // self.resume_chunks)

    @cached_property
    def texts(self) -> list[str]:
        """The prototypes' texts: about 150 lexemes each."""
        count = max(min(_PROTOTYPES, self.chunks // 4), self.resume_chunks)
        return [self._text(self._random(1, number), _WORDS_OF_A_CHUNK) for number in range(count)]

    def vectors(self, resume: int) -> NDArray[np.float16]:
        """Return a resume's vectors in their order, as they are stored. Shape (chunks, dimensions)."""
        return _halves(self._random(2, resume).standard_normal((self.resume_chunks, self.dimensions), np.float32))

    def prototypes(self, resume: int) -> NDArray[np.int64]:
        """Return which text each of a resume's chunks has."""
        return self._random(3, resume).choice(len(self.texts), self.resume_chunks, replace=False)

    def questions(self, count: int) -> list[Question]:
        """Return questions to resumes at random."""
        random = self._random(4, 0)
        return [
            self._question(number, int(resume))
            for number, resume in enumerate(random.integers(self.resumes, size=count))
        ]

    def nearest(self, question: Question, count: int) -> list[int]:
        """Return NumPy's order of a resume's chunks by cosine, the nearest first."""
        vectors = self.vectors(question.resume).astype(np.float64)
        vector = np.asarray(question.vector)
        cosines = vectors @ vector / np.linalg.norm(vectors, axis=1)
        return [int(seq) for seq in np.argsort(-cosines, kind="stable")[:count]]

    def _question(self, number: int, resume: int) -> Question:
        random = self._random(5, number)
        vector = _halves(random.standard_normal((1, self.dimensions), np.float32))[0]
        return Question(number, resume, self._text(random, _WORDS_OF_A_QUESTION + number % 2), vector.tolist())

    def _text(self, random: np.random.Generator, words: int) -> str:
        ranks = np.searchsorted(self._chances, random.random(words))
        particles = random.integers(len(_PARTICLES), size=words)
        return " ".join(
            word if (word := self._words[rank]).isascii() else word + _PARTICLES[particle]
            for rank, particle in zip(ranks, particles, strict=True)
        )

    @cached_property
    def _words(self) -> list[str]:
        compounds = [first + last for first, last in permutations(_NOUNS, 2)]
        order = self._random(0, 0).permutation(len(compounds))
        # The nouns themselves are the commonest words, as in real texts.
        words = (_NOUNS + [compounds[place] for place in order])[: _VOCABULARY - len(_TECHNICAL)]
        for number, word in enumerate(_TECHNICAL):
            words.insert(number * 12 + 3, word)
        return words

    @cached_property
    def _chances(self) -> NDArray[np.float64]:
        chances = np.cumsum(1 / np.arange(1, len(self._words) + 1))
        return np.asarray(chances / chances[-1])

    def _random(self, kind: int, number: int) -> np.random.Generator:
        return np.random.default_rng((self.seed, kind, number))


def _halves(vectors: NDArray[np.float32]) -> NDArray[np.float16]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit.astype(np.float16)
