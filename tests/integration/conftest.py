"""The services on a test's own database, with the real detector and the bundled model."""

from pathlib import Path

import pytest

from service.database import Database
from service.pipeline.embedding import Embedder, open_embedder
from service.privacy.audit import Actor
from service.privacy.masking import Masker
from service.settings import Settings
from service.wiring import Services, open_masker


@pytest.fixture(scope="session")
def masker() -> Masker:
    """The real masker under the default policy; loading Kiwi takes seconds, so once."""
    return open_masker(Settings(_env_file=None))


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The bundled model."""
    return open_embedder("ko-static", device="cpu")


@pytest.fixture
def actor() -> Actor:
    """Whoever acts in a test."""
    return Actor(subject="tester", origin="test")


@pytest.fixture
def services(database: Database, masker: Masker, embedder: Embedder, tmp_path: Path) -> Services:
    """Every service on this test's database."""
    opened = Services(Settings(home=tmp_path, _env_file=None), database)
    opened.masker = masker
    opened.embedder = embedder
    return opened
