"""Chunks hold all of a text, in order and within bounds, and never break a placeholder."""

import regex
from hypothesis import given
from hypothesis import strategies as st
from llama_index.core.schema import Document, MetadataMode, NodeRelationship

from service.pipeline.chunking import Chunk, ResumeNodeParser, split_text

PLACEHOLDER = regex.compile(r"<[A-Z_]+(?:_\d+)?>")
WORDS = st.sampled_from(
    [
        "경력사항",
        "Python",
        "<PERSON_1>",
        "<PRIVATE>",
        "개발했습니다.",
        "3.5",
        "\n",
        "\n\n",
        "■ 프로젝트\n",
        "[학력]\n",
        "한" * 30,
    ]
)
RESUMES = st.lists(WORDS | st.text(max_size=20), max_size=200).map(" ".join)


def without_space(text: str) -> str:
    return "".join(text.split())


@given(RESUMES, st.integers(100, 500), st.integers(0, 60))
def test_chunks_without_their_overlaps_are_the_text_without_white_space(text: str, maximum: int, overlap: int) -> None:
    chunks = split_text(text, maximum, overlap)
    fresh = "".join(text[chunk.start + chunk.overlap : chunk.end] for chunk in chunks)
    assert without_space(fresh) == without_space(text)
    assert all(0 < chunk.end - chunk.start <= maximum for chunk in chunks)
    assert all(0 <= chunk.overlap <= overlap for chunk in chunks)
    assert chunks == split_text(text, maximum, overlap)


@given(RESUMES, st.integers(100, 130))
def test_no_placeholder_is_cut_in_two(text: str, maximum: int) -> None:
    spans = [match.span() for match in PLACEHOLDER.finditer(text)]
    for chunk in split_text(text, maximum):
        assert not any(start < edge < end for start, end in spans for edge in (chunk.start, chunk.end))


def test_a_placeholder_inside_an_endless_word_is_not_cut() -> None:
    text = "가" * 95 + "<PERSON_1>" + "나" * 200
    assert [text[chunk.start : chunk.end] for chunk in split_text(text, 100, 0)][:2] == [
        "가" * 95,
        "<PERSON_1>" + "나" * 90,
    ]


def test_the_placeholder_guard_is_what_keeps_it_whole() -> None:
    text = "가" * 95 + "<person_1>" + "나" * 200
    assert split_text(text, 100, 0)[0].end == 100


def test_chunks_end_at_sentences_in_korean_and_english() -> None:
    text = "자기소개\n" + "저는 결제 시스템을 3.5배 빠르게 만들었습니다. " * 10 + "I cut p99 latency to 1.2 s. " * 12
    pieces = [text[chunk.start : chunk.end] for chunk in split_text(text, 200, 0)]
    assert len(pieces) > 3
    assert all(piece.endswith((".", "자기소개")) and not piece.endswith("3.") for piece in pieces)


def test_an_overlap_begins_at_a_sentence_or_a_word() -> None:
    text = "짧은 문장입니다. " * 60
    chunks = split_text(text, 200, 50)
    assert all(text[chunk.start : chunk.end].startswith("짧은") and chunk.overlap > 0 for chunk in chunks[1:])


def test_chunks_do_not_cross_sections() -> None:
    text = "김민수\n\n[학력]\n한국대학교\n\n[경력]\n회사: 가나다"
    assert [(chunk.section, text[chunk.start : chunk.end]) for chunk in split_text(text)] == [
        ("profile", "김민수"),
        ("education", "[학력]\n한국대학교"),
        ("experience", "[경력]\n회사: 가나다"),
    ]


def test_a_combined_character_is_not_cut() -> None:
    text = "가" * 99 + "👨‍👩‍👧" + "나" * 120
    assert split_text(text, 100, 0)[0] == Chunk("other", 0, 99, 0)


def test_nodes_carry_allow_listed_metadata_only_and_embed_none_of_it() -> None:
    document = Document(
        text="[경력]\n" + "결제 시스템을 만들었습니다. " * 60,
        metadata={"resume_id": "r-1", "document_id": "d-1", "file_name": "김민수_이력서.pdf"},
    )
    nodes = ResumeNodeParser.from_defaults().get_nodes_from_documents([document])
    assert len(nodes) > 1
    for position, node in enumerate(nodes):
        assert node.metadata == {
            "resume_id": "r-1", "document_id": "d-1", "section": "experience", "position": position
        }  # fmt: skip
        assert node.get_content(MetadataMode.EMBED) == node.get_content(MetadataMode.LLM) == node.text
        assert document.text[node.start_char_idx : node.end_char_idx] == node.text
        assert "김민수" not in node.to_json()


def test_relationships_hold_ids_only() -> None:
    document = Document(text="결제 시스템을 만들었습니다. " * 60, metadata={"file_name": "김민수.pdf"})
    first, second, *_ = ResumeNodeParser.from_defaults().get_nodes_from_documents([document])
    source = first.relationships[NodeRelationship.SOURCE]
    assert (source.node_id, source.metadata, source.hash) == (document.node_id, {}, None)
    assert first.relationships[NodeRelationship.NEXT].node_id == second.node_id
    assert second.relationships[NodeRelationship.PREVIOUS].metadata == {}


def test_node_ids_are_the_same_each_time() -> None:
    document = Document(text="결제 시스템을 만들었습니다. " * 60, id_="d-1")
    parser = ResumeNodeParser.from_defaults()
    ids = [node.node_id for node in parser.get_nodes_from_documents([document])]
    assert ids == [node.node_id for node in parser.get_nodes_from_documents([document])]
    assert len(set(ids)) == len(ids)
