"""The composition root: settings become services."""

import pytest

from service.database import Database
from service.pipeline.embedding import Embedder
from service.pipeline.parsing import parse_text
from service.pipeline.ranking import Fusion
from service.privacy.audit import Actor
from service.privacy.masking import Masker
from service.settings import Settings
from service.wiring import Services

TEXT = "경력\n카카오 백엔드 개발자. 파이썬과 카프카로 주문 시스템을 만들었습니다.\n자격증\n정보처리기사\n"


@pytest.mark.parametrize("fusion", ["scores", "rrf"])
def test_the_fusion_setting_decides_how_hybrid_scores_come_about(services: Services, actor: Actor, fusion: str) -> None:
    services.settings = services.settings.model_copy(update={"fusion": fusion})
    services.ingestion.accept("r-1", parse_text(TEXT), actor)
    services.runner.run_pending()
    (hit, *_) = services.retrieval.search("r-1", "파이썬", actor).hits

    assert hit.keyword_score is not None
    assert hit.vector_score is not None
    assert (hit.keyword_rank, hit.vector_rank) == (1, 1)
    expected = 2 / 61 if fusion == "rrf" else hit.keyword_score + Fusion().vector_weight * hit.vector_score
    assert hit.score == pytest.approx(expected)


def test_services_share_one_masker_and_one_model(database: Database, masker: Masker, embedder: Embedder) -> None:
    services = Services(Settings(_env_file=None), database)  # type: ignore[call-arg]
    services.masker, services.embedder = masker, embedder
    assert services.ingestion is services.ingestion
    assert services.store is services.store
