"""Chunks of masked text: sections first, then sentences, for LlamaIndex and for our own store."""

import uuid
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import regex
from llama_index.core.node_parser import NodeParser
from llama_index.core.schema import BaseNode, Document, MetadataMode, NodeRelationship, RelatedNodeInfo, TextNode
from pydantic import Field

from service.pipeline.sections import Section, split_sections
from service.privacy.operators import MARK

CHUNKER_VERSION: Final = "sections-1"
MAX_CHARACTERS: Final = 500
OVERLAP: Final = 50
# Of a source document's metadata only these are carried to its nodes.
CARRIED_METADATA: Final = ("resume_id", "document_id")

_NODE_IDS: Final = uuid.UUID("6f0f8a3e-6a53-5f0b-9a57-0d9a3a4b7c11")
# A sentence ends at a line's end, or at a mark that is not part of a number, initial or short form.
_SENTENCE_END: Final = regex.compile(
    r"\n+|(?<![\d.!?。…])(?<!\b[A-Z])(?<!\b(?:Mr|Ms|Dr|vs|etc|No|St|Inc|Ltd|Co|e\.g|i\.e))[.!?。…]+[\"'”’)\]」』】]*[^\S\n]+"
)
_WORD_END: Final = regex.compile(r"\s+")
# Longer runs of marks are no writing; they are cut where they are.
_LONGEST_CLUSTER: Final = 16
# A mark that belongs to the character before it, or joins two characters.
_JOINER: Final = regex.compile(r"[\p{M}\u200d\ufe0f\u1160-\u11ff]")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A slice of a text in code points; its first ``overlap`` characters are the previous chunk's too."""

    section: str
    start: int
    end: int
    overlap: int


def split_text(text: str, maximum: int = MAX_CHARACTERS, overlap: int = OVERLAP) -> list[Chunk]:
    """Split a text into chunks that together hold all of it but white space.

    Chunks don't cross sections. They end at sentence ends where they can, else between words, and
    never inside a placeholder or a combined character. Overlaps begin at a sentence or a word.
    """
    chunks: list[Chunk] = []
    for section in split_sections(text):
        chunks += _split_section(text, section, maximum, overlap)
    return chunks


def _split_section(text: str, section: Section, maximum: int, overlap: int) -> list[Chunk]:
    start, end = section.start, section.end
    breaks = _Breaks(text, start, end)
    chunks: list[Chunk] = []
    begin = fresh = _skip_space(text, start, end)
    while fresh < end:
        stop = breaks.last(fresh, begin + maximum)
        chunks.append(Chunk(section.id, begin, begin + len(text[begin:stop].rstrip()), fresh - begin))
        fresh = _skip_space(text, stop, end)
        begin = min(fresh, _skip_space(text, breaks.first(fresh - overlap, fresh), end))
    return chunks


class _Breaks:
    """The places of a section where a chunk may end, best kind first."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text = text
        self._end = end
        self._whole = [match.span() for match in MARK.finditer(text, start, end)]
        self._whole_starts = [span[0] for span in self._whole]
        self._sentences = [*(match.end() for match in _SENTENCE_END.finditer(text, start, end)), end]
        self._words = [*(match.end() for match in _WORD_END.finditer(text, start, end)), end]

    def last(self, after: int, limit: int) -> int:
        """Return the last good break after ``after`` and not beyond ``limit``."""
        # White space at the end is not stored, so a break may lie just behind it.
        room = limit
        while room < self._end and self._text[room].isspace():
            room += 1
        for places in (self._sentences, self._words):
            index = bisect_right(places, room) - 1
            if index >= 0 and places[index] > after:
                return places[index]
        return self._cut(after, limit)

    def first(self, earliest: int, before: int) -> int:
        """Return where an overlap of the text before ``before`` begins: a sentence or a word."""
        for places in (self._sentences, self._words):
            index = bisect_left(places, earliest)
            if index < len(places) and places[index] < before:
                return places[index]
        return before

    def _cut(self, after: int, limit: int) -> int:
        """Return a cut inside a word of more than a chunk's length, but never inside a placeholder."""
        cut = min(limit, self._end)
        index = bisect_right(self._whole_starts, cut) - 1
        if index >= 0 and self._whole[index][0] < cut < self._whole[index][1]:
            start, end = self._whole[index]
            return start if start > after else end
        for place in range(cut, max(after, cut - _LONGEST_CLUSTER), -1):
            if place == self._end or not self._joined(place):
                return place
        return cut

    def _joined(self, cut: int) -> bool:
        return bool(_JOINER.match(self._text[cut])) or self._text[cut - 1] == "\u200d"


def _skip_space(text: str, position: int, end: int) -> int:
    while position < end and text[position].isspace():
        position += 1
    return position


def _node_id(position: int, source: BaseNode) -> str:
    return str(uuid.uuid5(_NODE_IDS, f"{source.node_id}/{position}"))


class ResumeNodeParser(NodeParser):  # type: ignore[misc]
    """LlamaIndex node parser for masked resumes.

    A node's text is a verbatim slice of the source's. Its metadata is ``section``, ``position`` and
    what ``CARRIED_METADATA`` names, all kept out of the embedded text and of prompts. Relationships
    hold ids only: LlamaIndex would copy the source's metadata and a hash of its text into each node.
    """

    chunk_size: int = Field(default=MAX_CHARACTERS, ge=100, description="Most characters of a node")
    chunk_overlap: int = Field(default=OVERLAP, ge=0, le=99, description="Most characters shared by two nodes")

    @classmethod
    def class_name(cls) -> str:
        """Return the name under which LlamaIndex serialises this parser."""
        return "ResumeNodeParser"

    @classmethod
    def from_defaults(cls, **options: Any) -> "ResumeNodeParser":
        """Return a parser whose node ids are derived from the source's id and the position."""
        return cls(**{"id_func": _node_id, **options})

    def _parse_nodes(self, nodes: Sequence[BaseNode], show_progress: bool = False, **_: Any) -> list[BaseNode]:
        return [node for source in nodes for node in self._split(source)]

    def _postprocess_parsed_nodes(self, nodes: list[BaseNode], parent_doc_map: dict[str, Document]) -> list[BaseNode]:
        # The base class would merge the source's metadata into each node, and search for offsets.
        return nodes

    def _split(self, source: BaseNode) -> list[BaseNode]:
        text = source.get_content(metadata_mode=MetadataMode.NONE)
        carried = {key: source.metadata[key] for key in CARRIED_METADATA if key in source.metadata}
        origin = RelatedNodeInfo(node_id=source.node_id)
        parts: list[BaseNode] = []
        for position, chunk in enumerate(split_text(text, self.chunk_size, self.chunk_overlap)):
            metadata = {**carried, "section": chunk.section, "position": position}
            parts.append(
                TextNode(
                    id_=self.id_func(position, source),
                    text=text[chunk.start : chunk.end],
                    start_char_idx=chunk.start,
                    end_char_idx=chunk.end,
                    metadata=metadata,
                    excluded_embed_metadata_keys=sorted(metadata),
                    excluded_llm_metadata_keys=sorted(metadata),
                    relationships={NodeRelationship.SOURCE: origin},
                )
            )
        for before, after in pairwise(parts):
            before.relationships[NodeRelationship.NEXT] = RelatedNodeInfo(node_id=after.node_id)
            after.relationships[NodeRelationship.PREVIOUS] = RelatedNodeInfo(node_id=before.node_id)
        return parts
