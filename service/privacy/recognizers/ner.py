"""People and places by a model of one's own: a Hugging Face token classifier, or GLiNER, through Presidio's classes.

Presidio's recognisers report nothing where the model fails, cut off what is too long for it, and drop the wider
of two overlapping claims. Here a failure refuses the document, windows cover every character, and claims are joined.
"""

import re
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import regex
from huggingface_hub import snapshot_download
from presidio_analyzer.nlp_engine import device_detector
from presidio_analyzer.predefined_recognizers.ner import gliner_recognizer
from presidio_analyzer.predefined_recognizers.ner.gliner_recognizer import GLiNERRecognizer
from presidio_analyzer.predefined_recognizers.ner.huggingface_ner_recognizer import HuggingFaceNerRecognizer
from transformers import AutoModelForTokenClassification, AutoTokenizer, pipeline
from transformers.utils import logging

from service.errors import DetectorUnavailable, ModelUnusable
from service.model_files import has_safetensors, label_model, locate_model
from service.privacy.presidio import see_models
from service.privacy.recognizers.base import LANGUAGE, Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.windows import Answers, Windows

GLINER = "gliner:"
_SETTING = "VEIL_NER_MODEL"
_BATCH = 32
# No model is asked to read more tokens at once, whatever it claims: memory grows with the square of them.
_MOST_TOKENS = 512
# GLiNER's question, its labels, takes part of the tokens.
_MOST_GLINER_TOKENS = 320
# What tokenisers take for no limit at all.
_NO_LIMIT = 10**30
# What the model is less sure of is not even considered; above it the policy's minimum decides.
_LEAST = 0.3
_SURE = 0.7
# A country or city alone says little of a person; only a policy that takes weak evidence (strict) masks it.
_BARE_PLACE = 0.3
_TRIAL = "성명: 홍길동, John Smith, 서울특별시 중구 세종대로 110"

# The names that published models give to these, without their B-, I- and the like, and without signs.
_PEOPLE = frozenset(
    "PS PER PERS PERSON PSN PSNAME PSNICKNAME NAME FULLNAME FIRSTNAME MIDDLENAME LASTNAME GIVENNAME SURNAME "
    "PERSONNAME NAMESTUDENT PRIVATEPERSON PATIENT DOCTOR STAFF".split()
)
_ADDRESSES = frozenset(
    "ADDRESS ADD LCADDRESS STREET STREETADDRESS SECONDARYADDRESS SECADDRESS LOCATIONADDRESS LOCADD PRIVATEADDRESS "
    "HOMEADDRESS".split()
)
_PLACES = frozenset("LC LOC LOCATION GPE PLACE LCPLACE CITY COUNTY DISTRICT".split())
_MARK = re.compile(r"(?:(?P<before>[BILUES])[-_])?(?P<kind>.+?)(?:[-_](?P<after>[BILUES]))?")
_GLINER_LABELS: Final = {"person": "PERSON", "address": "ADDRESS"}

# A road, lot or neighbourhood with its number, which is no year, decimal or share.
_NUMBER_BEHIND = regex.compile(
    r"(?<=[로길동리가])[ ]?(?:[0-9]{1,3}|[0-9]{1,2}-[0-9]{1,4})(?![0-9.,년%~])(?:번지|번길)?"
)


class NerRecognizer(VeilRecognizer):
    """PERSON and ADDRESS from a model's claims on the folded text; identifiers are the rules' business.

    Attributes:
        model_id: kind, name and digest of the model (``hf:name@12 digits``), which is part of the engine's version.
        device: where it runs.
    """

    ENTITIES = ("PERSON", "ADDRESS")

    def __init__(self, inner: Any, model_id: str, device: str = "cpu", supported_language: str = LANGUAGE) -> None:
        super().__init__(supported_language)
        self.name = inner.name
        self.model_id = model_id
        self.device = device
        self._inner = inner
        # Tokenisers can't be shared by threads while they run, and one model at a time fits the GPU.
        self._lock = threading.Lock()

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield names and addresses, and every other place where a sure name stands.

        Raises:
            DetectorUnavailable: the model failed. Nothing is let through without it.
        """
        text = analysis.text
        found = [kept for claim in self.claims(text) if (kept := _judge(analysis, claim)) is not None]
        yield from found
        yield from _repeated(text, found)

    def claims(self, text: str) -> list[Found]:
        """Return what the model claims of a text.

        Raises:
            DetectorUnavailable: the model failed, was out of memory, or gave no numbers.
        """
        if not text.strip():
            return []
        try:
            with self._lock:
                results = self._inner.analyze(text, [])
            return [Found(int(r.start), int(r.end), float(r.score), str(r.entity_type)) for r in results]
        except Exception as error:  # noqa: BLE001 - whatever a model raises; its message may quote the text
            raise DetectorUnavailable(part="ner", error=type(error).__name__) from None


class TokenClassifier(HuggingFaceNerRecognizer):  # type: ignore[misc]
    """Presidio's HuggingFaceNerRecognizer on a folder, in batches, without its silence on failures."""

    def __init__(self, folder: Path, device: str) -> None:
        self._folder = folder
        self._torch_device = device
        kinds = ("PERSON", "ADDRESS", "LOCATION")
        super().__init__(
            name="HuggingFaceNerRecognizer",
            supported_language=LANGUAGE,
            model_name=str(folder),
            label_mapping={kind: kind for kind in kinds},
            threshold=_LEAST,
            device="cpu",
        )

    def load(self) -> None:
        """Load the model from its folder: safetensors only, no code of its own, no network."""
        logging.disable_progress_bar()
        options = {"local_files_only": True, "trust_remote_code": False}
        tokenizer = AutoTokenizer.from_pretrained(self._folder, **options)
        model, loading = AutoModelForTokenClassification.from_pretrained(
            self._folder, use_safetensors=True, dtype="float32", output_loading_info=True, **options
        )
        # Transformers makes up what the file does not hold, a whole classifier too.
        if loading["missing_keys"] or loading["mismatched_keys"]:
            raise ModelUnusable("Its weights are not complete. It must be trained for token classification.")
        if not tokenizer.is_fast:
            raise ModelUnusable("The model's tokeniser can't say where a token stands (it is no fast one).")
        config = model.config
        config.id2label = _read_labels(config.id2label)
        model.register_forward_hook(_refuse_nan)
        positions = getattr(config, "max_position_embeddings", None) or _MOST_TOKENS
        # RoBERTa's positions begin behind the padding's.
        positions -= (config.pad_token_id or 0) + 1 if "roberta" in config.model_type else 0
        limit = min(tokenizer.model_max_length, positions, _MOST_TOKENS)
        # With a length of its own the tokeniser would cut texts in silence; ours fit, and one that did not would fail.
        tokenizer.model_max_length = _NO_LIMIT
        batch = _BATCH if tokenizer.pad_token is not None else 1
        opened = pipeline(
            "token-classification",
            model=model,
            tokenizer=tokenizer,
            aggregation_strategy=self.aggregation_strategy,
            device=self._torch_device,
        )
        # Of a list of one, the pipeline returns the one.
        answers = Answers(lambda t: opened(t, batch_size=batch) if len(t) > 1 else [opened(t[0])])
        self.ner_pipeline = answers
        self.text_chunker = Windows(lambda texts: _lengths(tokenizer, texts), limit, answers.prepare)


class GlinerClassifier(GLiNERRecognizer):  # type: ignore[misc]
    """Presidio's GLiNERRecognizer on a folder, in batches."""

    def __init__(self, folder: Path, device: str) -> None:
        self._folder = folder
        super().__init__(
            name="GLiNERRecognizer",
            supported_language=LANGUAGE,
            entity_mapping=dict(_GLINER_LABELS),
            model_name=str(folder),
            threshold=_LEAST,
            map_location=device,
        )

    def load(self) -> None:
        """Load the model from its folder, without the network."""
        if gliner_recognizer.GLiNER is None:
            raise ModelUnusable("GLiNER is not installed: pip install 'veil[gliner]'.")
        model = gliner_recognizer.GLiNER.from_pretrained(
            str(self._folder), map_location=self.map_location, local_files_only=True
        )
        model.model.register_forward_hook(_refuse_nan)
        tokenizer = model.data_processor.transformer_tokenizer
        labels, limit = list(_GLINER_LABELS), min(int(model.config.max_len), _MOST_GLINER_TOKENS)
        answers = Answers(lambda texts: model.inference(texts, labels, threshold=_LEAST, batch_size=_BATCH))
        self.gliner = answers
        self.text_chunker = Windows(lambda texts: _lengths(tokenizer, texts), limit, answers.prepare)


def open_ner(
    name: str, *, device: str = "auto", revision: str | None = None, fetch: Callable[..., str] = snapshot_download
) -> NerRecognizer:
    """Open the model of VEIL_NER_MODEL and try it on a sentence.

    Args:
        name: a folder or a Hugging Face name; ``gliner:`` before it for a GLiNER model.
        device: ``auto`` takes a GPU if there is one.
        revision: branch, tag or commit of a Hugging Face model.
        fetch: downloads a model (or finds it in the cache) and returns its folder, named by commit.

    Raises:
        DetectorUnavailable: there is no such model, it isn't in safetensors, it knows no people, its device is
            missing, or it fails.
    """
    kind, plain = ("gliner", name.removeprefix(GLINER)) if name.startswith(GLINER) else ("hf", name)
    see_models()
    try:
        folder, digest = _locate(plain, revision, fetch)
        chosen = device_detector.get_device() if device == "auto" else device
        inner = (GlinerClassifier if kind == "gliner" else TokenClassifier)(folder, chosen)
    except ModelUnusable as error:
        raise DetectorUnavailable(f"{_SETTING} can't be used. {error.detail}", part="ner") from None
    except Exception as error:  # noqa: BLE001 - whatever a library makes of a damaged model
        finding = f"{_SETTING} could not be loaded ({type(error).__name__}). Check the model's files and its device."
        raise DetectorUnavailable(finding, part="ner") from None
    recognizer = NerRecognizer(inner, f"{kind}:{label_model(plain)}@{digest}", chosen)
    try:
        recognizer.claims(_TRIAL)
    except DetectorUnavailable as error:
        finding = f"{_SETTING} failed on a first sentence ({error.ids['error']}). Check the model and its memory."
        raise DetectorUnavailable(finding, part="ner") from None
    return recognizer


def _locate(name: str, revision: str | None, fetch: Callable[..., str]) -> tuple[Path, str]:
    folder, digest = locate_model(name, revision, fetch, setting=_SETTING)
    if not has_safetensors(folder):
        raise ModelUnusable("It has no weights in the safetensors format. Convert it first.")
    return folder, digest


def _read_labels(labels: dict[int, str]) -> dict[int, str]:
    """Return the labels in one writing (``B-PERSON``); what is neither people nor places becomes ``O``.

    Raises:
        ModelUnusable: none of them means people, so that the model would find nobody and say nothing of it.

    >>> _read_labels({0: "O", 1: "PER-B", 2: "I-ORG", 3: "LC"})
    {0: 'O', 1: 'B-PERSON', 2: 'O', 3: 'I-LOCATION'}
    """
    read = {number: _read_label(str(label)) for number, label in labels.items()}
    if not any(label.endswith("-PERSON") for label in read.values()):
        raise ModelUnusable("None of its labels means people (PER, PS, PERSON, NAME, ...). Rename them in config.json.")
    return read


def _read_label(label: str) -> str:
    parts = _MARK.fullmatch(label.upper())
    if parts is None:
        return "O"
    kind = re.sub(r"[^A-Z]", "", parts["kind"])
    names = (("PERSON", _PEOPLE), ("ADDRESS", _ADDRESSES), ("LOCATION", _PLACES))
    entity_type = next((name for name, known in names if kind in known), None)
    begins = (parts["before"] or parts["after"]) in {"B", "U", "S"}
    return f"{'B' if begins else 'I'}-{entity_type}" if entity_type else "O"


def _refuse_nan(_: Any, __: Any, output: Any) -> None:
    """Fail where the model's numbers are none: every comparison with them would say that nothing was found."""
    if not output.logits.isfinite().all():
        raise FloatingPointError


def _lengths(tokenizer: Any, texts: list[str]) -> list[int]:
    encoded = tokenizer(texts, add_special_tokens=True, truncation=False, verbose=False)
    return [len(ids) for ids in encoded["input_ids"]]


@cache
def _never_people() -> frozenset[str]:
    return words("not_names") | words("titles") | words("not_names_en")


def _judge(analysis: Analysis, claim: Found) -> Found | None:
    """Return a claim as it is to be reported, or ``None`` for what no name or address can be."""
    text = analysis.text
    start, end = claim.start, claim.end
    value = text[start:end].strip()
    if not any(c.isalpha() for c in value):
        return None
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(value)
    if claim.entity_type == "PERSON":
        return None if value.lower() in _never_people() else Found(start, end, claim.score, "PERSON")
    if claim.entity_type == "ADDRESS":
        return Found(start, end, claim.score, "ADDRESS")
    number = _NUMBER_BEHIND.match(text, end)
    labelled = any(label.value <= start <= label.value + 2 for label in analysis.labels.get("ADDRESS", ()))
    if number is not None or labelled or any(c.isdigit() for c in value):
        return Found(start, number.end() if number else end, claim.score, "ADDRESS")
    return Found(start, end, min(claim.score, _BARE_PLACE), "ADDRESS")


def _repeated(text: str, found: list[Found]) -> Iterator[Found]:
    """Yield every other place where a surely found name stands at the beginning of a word."""
    sure = [f for f in found if f.entity_type == "PERSON" and f.score >= _SURE and f.end - f.start > 2]  # noqa: PLR2004 - two syllables are also words
    names = {text[f.start : f.end] for f in sure}
    if not names:
        return
    known = {(f.start, f.end) for f in sure}
    anywhere = regex.compile(r"(?<![가-힣A-Za-z])\L<names>(?![A-Za-z])", names=sorted(names, key=len, reverse=True))
    for match in scan(anywhere, text):
        if match.span() not in known:
            yield Found(*match.span(), _SURE, "PERSON")
