"""Where a model's files are and what identifies them: a folder, or a Hugging Face name at a revision."""

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from service.errors import ModelUnusable

FILES = ("*.json", "*.safetensors", "*.txt", "*.model")
_UNUSED_FOLDERS = ["onnx/*", "openvino/*"]


def locate_model(
    name: str, revision: str | None, fetch: Callable[..., str], *, setting: str, files: Sequence[str] = FILES
) -> tuple[Path, str]:
    """Return a model's folder and what identifies its content, 12 hexadecimal digits.

    Args:
        name: a folder or a Hugging Face name.
        revision: branch, tag or commit of a Hugging Face model.
        fetch: downloads a model (or finds it in the cache) and returns its folder, named by commit.
        setting: the variable that an error names.
        files: which of a repository's files are fetched.

    Raises:
        ModelUnusable: there is no such model.
    """
    local = Path(name)
    if is_folder(local):
        return local, fingerprint(local)
    if not re.fullmatch(r"[\w-][\w.-]{0,95}(/[\w.-]{1,96})?", name):
        raise ModelUnusable(f"There is no model folder for {name!r}. Check {setting}.")
    try:
        folder = Path(fetch(name, revision=revision, allow_patterns=list(files), ignore_patterns=_UNUSED_FOLDERS))
    except Exception as error:  # noqa: BLE001 - the client raises its own, requests' and the OS's errors
        raise ModelUnusable(
            f"The model {name!r} could not be fetched ({type(error).__name__}), nor is it in the cache. "
            f"Download it to a folder and set {setting} to that."
        ) from None
    return folder, folder.name[:12] if re.fullmatch("[0-9a-f]{40}", folder.name) else fingerprint(folder)


def label_model(name: str) -> str:
    """Return a model's name as versions carry it: a folder's last part, in letters that a version may hold.

    >>> label_model("/srv/models/ko ner"), label_model("nlpai-lab/KURE-v1")
    ('komner', 'nlpai-lab/KURE-v1')
    """
    label = Path(name).name if is_folder(Path(name)) or name.startswith(("/", ".")) else name
    return re.sub(r"[^A-Za-z0-9._/-]|^(?=[^A-Za-z])", "m", label)


def is_folder(path: Path) -> bool:
    """Return whether a model's name is a folder; the empty name is not the current one."""
    try:
        return path != Path() and path.is_dir()
    except OSError:
        return False


def fingerprint(folder: Path) -> str:
    """Return 12 hexadecimal digits of a digest of the model's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".safetensors", ".txt", ".model"}:
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


def has_safetensors(folder: Path) -> bool:
    """Return whether the weights come in the one format that can't run code."""
    return any(folder.rglob("*.safetensors"))
