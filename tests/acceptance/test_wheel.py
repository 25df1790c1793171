"""The wheel runs by itself: built, installed into a fresh environment, used outside the repository."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.acceptance.process import REPOSITORY, postgres_processes


def _run(command: list[str | Path], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder]
    _run([sys.executable, "-m", "pip", "wheel", *options, REPOSITORY], folder)
    [built] = folder.glob("veil-*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel. The dependencies are taken from this one; Veil itself is not.

    A folder that a .pth file names has its own .pth files ignored, and Veil is here through one only.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=True)
    site = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    options = ["--quiet", "--no-deps", "--no-index", "--prefix", folder]
    _run([sys.executable, "-m", "pip", "install", "--ignore-installed", *options, wheel], folder)
    return folder / "bin" / "python"


def test_it_carries_everything_that_runs_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (REPOSITORY / "sql").rglob("*.sql"):
        assert f"service/_sql/{path.relative_to(REPOSITORY / 'sql')}" in names
    for path in (REPOSITORY / "service").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert str(path.relative_to(REPOSITORY)) in names
    assert not [name for name in names if not name.startswith(("service/", "veil-"))]


def test_the_command_is_the_wheel_s(python: Path, tmp_path: Path) -> None:
    code = "import service, service.database; print(service.__file__, service.database.sql_folder())"
    module, statements = _run([python, "-c", code], tmp_path).stdout.split()
    assert Path(module).is_relative_to(python.parent.parent)
    assert Path(statements).is_relative_to(python.parent.parent)
    assert "Usage: veil" in _run([python.with_name("veil"), "--help"], tmp_path).stdout


def test_the_demo_runs_from_an_empty_folder(python: Path, tmp_path: Path) -> None:
    shown = _run([python.with_name("veil"), "demo"], tmp_path).stdout
    assert "<PERSON_1>" in shown
    assert "\naudit: verified" in shown
    assert [path.name for path in tmp_path.iterdir()] == [".veil"]
    assert postgres_processes(tmp_path / ".veil") == []
