"""PDF text comes in reading order, whatever the layout, and bad files are refused by name."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import files
from io import BytesIO

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from service.errors import DocumentTooLarge, EncryptedDocument, MalformedDocument, NoTextLayer, VeilError
from service.pipeline.parsing import MAX_PAGES, parse_file

Placed = Sequence[tuple[float, float, str]]
LEFT = [f"왼쪽 열의 {n}번째 줄은 결제 시스템을 다루며 여기서 끝" for n in range(6)]
RIGHT = [f"오른쪽 열의 {n}번째 줄은 추천 모델을 다루며 거기서 끝" for n in range(6)]


def make_pdf(*pages: Placed, **options: object) -> bytes:
    """Draw texts at (x, y) in the given order."""
    path = next(file for file in files("koreanize-matplotlib") or [] if file.name == "NanumGothic.ttf")
    pdfmetrics.registerFont(TTFont("NanumGothic", str(path.locate())))
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1, **options)
    for page in pages:
        canvas.setFont("NanumGothic", 10)
        for x, y, text in page:
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def text_of(*pages: Placed) -> str:
    return parse_file(make_pdf(*pages)).text.reveal()


def columns(*, interleaved: bool) -> Placed:
    left = [(50.0, 700.0 - 14 * n, text) for n, text in enumerate(LEFT)]
    right = [(320.0, 700.0 - 14 * n, text) for n, text in enumerate(RIGHT)]
    return [cell for row in zip(left, right, strict=True) for cell in row] if interleaved else left + right


@pytest.mark.parametrize("interleaved", [False, True])
def test_two_columns_of_prose_are_read_one_after_the_other(interleaved: bool) -> None:
    text = text_of(columns(interleaved=interleaved))
    places = [text.index(word) for word in ("왼쪽 열의 0", "왼쪽 열의 5", "오른쪽 열의 0", "오른쪽 열의 5")]
    assert places == sorted(places)


def test_a_table_is_read_row_by_row_with_label_and_value_adjacent() -> None:
    rows = [("성명", "김민수", "연락처", "010-1234-5678"), ("주소", "서울특별시", "성별", "남")]
    page = [
        (x, 700.0 - 20 * n, text)
        for n, row in enumerate(rows)
        for x, text in zip((50, 120, 300, 380), row, strict=True)
    ]
    assert text_of(page) == "성명\t김민수\t연락처\t010-1234-5678\n주소\t서울특별시\t성별\t남"


def test_a_label_beside_a_cell_of_two_lines_stays_beside_it() -> None:
    page = [
        (50.0, 693.0, "주소"),
        (120.0, 700.0, "서울특별시 마포구 가람로 12,"),
        (120.0, 686.0, "101동 1203호"),
        (320.0, 693.0, "연락처"),
    ]
    assert text_of(page) == "주소\t서울특별시 마포구 가람로 12, 101동 1203호\t연락처"


def test_text_drawn_out_of_order_is_sorted_by_position() -> None:
    lines = [(50.0, 700.0 - 20 * n, f"{n}번 줄") for n in range(12)]
    assert text_of(lines[::-1]).splitlines() == [f"{n}번 줄" for n in range(12)]


def test_a_wrapped_line_is_joined_so_that_no_word_is_cut() -> None:
    wrapped = "저는 결제 시스템과 정산 시스템을 오 년 동안 개발하고 운영하며 장애를 줄였고 성능을 크게 개"
    text = text_of([(50.0, 700.0, wrapped), (50.0, 686.0, "선하였습니다."), (50.0, 660.0, "다음 문단입니다.")])
    assert text.splitlines()[0].endswith("크게 개선하였습니다.")
    assert "다음 문단입니다." in text.splitlines()


def test_short_lines_of_a_list_are_not_joined() -> None:
    words = ["Python", "Kubernetes", "Go"]
    assert text_of([(50.0, 700.0 - 14 * n, word) for n, word in enumerate(words)]).splitlines() == words


def test_pages_are_counted_and_kept_in_order() -> None:
    document = parse_file(make_pdf([(50.0, 700.0, "첫째 쪽")], [(50.0, 700.0, "둘째 쪽")]))
    assert (document.format, document.pages, document.text.reveal()) == ("pdf", 2, "첫째 쪽\n\n둘째 쪽")


def test_metadata_is_not_part_of_the_text() -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.setAuthor("Secret Author")
    canvas.setTitle("Secret Title")
    canvas.drawString(50, 700, "hello")
    canvas.save()
    assert parse_file(buffer.getvalue()).text.reveal() == "hello"


def test_an_encrypted_pdf_says_so() -> None:
    content = make_pdf([(50.0, 700.0, "비밀")], encrypt=StandardEncryption("secret", canPrint=0))
    with pytest.raises(EncryptedDocument):
        parse_file(content)


def test_a_pdf_without_a_user_password_opens() -> None:
    content = make_pdf([(50.0, 700.0, "공개")], encrypt=StandardEncryption("", ownerPassword="owner"))
    assert parse_file(content).text.reveal() == "공개"


def test_a_scan_has_no_text_layer() -> None:
    with pytest.raises(NoTextLayer):
        parse_file(make_pdf([]))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_pdf_is_refused_rather_than_read_in_part(share: float) -> None:
    content = make_pdf(*[[(50.0, 700.0, f"{n}쪽")] for n in range(9)])
    with pytest.raises(MalformedDocument):
        parse_file(content[: int(len(content) * share)])


def test_bytes_that_only_begin_like_a_pdf_are_malformed() -> None:
    with pytest.raises(MalformedDocument):
        parse_file(b"%PDF-1.7\n" + bytes(range(256)) * 40 + b"%%EOF")


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        parse_file(make_pdf(*[[(50.0, 700.0, "x")]] * (MAX_PAGES + 1)))


def test_threads_may_parse_at_once() -> None:
    contents = [make_pdf([(50.0, 700.0, f"{n}번 이력서")]) for n in range(4)] * 8
    with ThreadPoolExecutor(8) as pool:
        texts = [document.text.reveal() for document in pool.map(parse_file, contents)]
    assert texts == [f"{n}번 이력서" for n in range(4)] * 8


def test_damaged_bytes_end_in_a_veil_error_or_a_text() -> None:
    content = make_pdf([(50.0, 700.0, "이력서")])
    for position in range(0, len(content), 997):
        damaged = content[:position] + b"\xff\x00<<" + content[position + 4 :]
        try:
            parse_file(damaged)
        except VeilError:
            continue


def test_the_end_mark_is_what_refuses_a_truncated_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    content = make_pdf(*[[(50.0, 700.0, f"{n}쪽")] for n in range(9)])
    monkeypatch.setattr("service.pipeline.parsing.pdf._END_MARKS", (b"",))
    cut = content[: content.rindex(b"startxref")]
    assert parse_file(cut).text.reveal().startswith("0쪽")
    monkeypatch.undo()
    with pytest.raises(MalformedDocument):
        parse_file(cut)


def test_the_page_bound_is_what_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.pipeline.parsing.pdf.MAX_PAGES", MAX_PAGES + 1)
    assert parse_file(make_pdf(*[[(50.0, 700.0, "x")]] * (MAX_PAGES + 1))).pages == MAX_PAGES + 1
