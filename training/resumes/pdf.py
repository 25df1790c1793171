"""Resumes as PDF files: a form with tables, two columns, or a single column.

Nothing is compressed, so that every machine gives the same bytes.
"""

from importlib.metadata import files
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, black, grey
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from training.resumes.content import Resume, Section

FONT = "NanumGothic"
SHADE = Color(0.93, 0.93, 0.93)
WIDTH, HEIGHT = A4
MARGIN = 18 * mm
SIDE = 58 * mm
GUTTER = 8 * mm
HEAD = 26 * mm


def write_pdf(resume: Resume) -> bytes:
    """Return a PDF file in the resume's layout."""
    _register_font()
    buffer = BytesIO()
    document = BaseDocTemplate(buffer, pagesize=A4, invariant=1, pageCompression=0, title="", author="")
    document.addPageTemplates(_templates(resume.layout))
    document.build(_columns(resume) if resume.layout == "columns" else _single(resume))
    return buffer.getvalue()


def _register_font() -> None:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        # The package only carries the font; importing it would start matplotlib.
        path = next(file for file in files("koreanize-matplotlib") or [] if file.name == f"{FONT}.ttf")
        pdfmetrics.registerFont(TTFont(FONT, str(path.locate())))


def _templates(layout: str) -> list[PageTemplate]:
    full = Frame(MARGIN, MARGIN, WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN, id="full")
    if layout != "columns":
        return [PageTemplate("page", [full])]
    top = HEIGHT - MARGIN - HEAD
    head = Frame(MARGIN, top, WIDTH - 2 * MARGIN, HEAD, id="head")
    side = Frame(MARGIN, MARGIN, SIDE, top - MARGIN, id="side")
    left = MARGIN + SIDE + GUTTER
    main = Frame(left, MARGIN, WIDTH - MARGIN - left, top - MARGIN, id="main")
    rest = Frame(left, MARGIN, WIDTH - MARGIN - left, HEIGHT - 2 * MARGIN, id="rest")
    return [PageTemplate("first", [head, side, main]), PageTemplate("later", [rest])]


def _style(size: float = 9.5, **options: object) -> ParagraphStyle:
    return ParagraphStyle(f"s{size}{sorted(options)}", fontName=FONT, fontSize=size, leading=size * 1.5, **options)


BODY = _style(wordWrap="CJK")
HEADING = _style(12, spaceBefore=8, spaceAfter=3)
TITLE = _style(20, alignment=1, spaceAfter=6)
BULLET = _style(wordWrap="CJK", leftIndent=10, bulletIndent=0)
LATIN_OF = {BODY.name: _style(), BULLET.name: _style(leftIndent=10, bulletIndent=0)}


def _text(text: str, style: ParagraphStyle = BODY, bullet: str | None = None) -> Paragraph:
    if text.isascii():
        # Between Latin words a line breaks at spaces only.
        style = LATIN_OF.get(style.name, style)
    return Paragraph(escape(text), style, bulletText=bullet)


def _single(resume: Resume) -> list[Flowable]:
    story: list[Flowable] = [_text(resume.title, TITLE)]
    if resume.subtitle:
        story.append(_text(resume.subtitle, _style(11, alignment=1, spaceAfter=8)))
    if resume.layout == "form":
        cells = [text for pair in resume.fields for text in pair]
        cells += [""] * (-len(cells) % 4)
        rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
        story.append(_table(rows, [22 * mm, 65 * mm, 22 * mm, 65 * mm], labels=(0, 2)))
    else:
        story += [_text(f"{label}: {value}") for label, value in resume.fields]
    for section in resume.sections:
        story += _section(section, resume.layout, WIDTH - 2 * MARGIN)
    return story


def _columns(resume: Resume) -> list[Flowable]:
    story: list[Flowable] = [NextPageTemplate("later"), _text(resume.title, TITLE)]
    story += [_text(resume.subtitle, _style(11, alignment=1)), FrameBreak()]
    for section in resume.sections:
        if section.side:
            story += _section(section, "side", SIDE)
    story.append(FrameBreak())
    for section in resume.sections:
        if not section.side:
            story += _section(section, "plain", WIDTH - 2 * MARGIN - SIDE - GUTTER)
    return story


def _section(section: Section, layout: str, width: float) -> list[Flowable]:
    marked = f"■ {section.heading}" if layout == "form" else section.heading
    story: list[Flowable] = [_text(marked, HEADING)]
    story += [_text(text) for text in [*section.paragraphs, *section.lines]]
    story += [_text(text, BULLET, "•") for text in section.bullets]
    if section.rows:
        count = len(section.header)
        story.append(_table([section.header, *section.rows], [width / count] * count, head=True))
    for entry in section.entries:
        if layout == "form":
            story.append(_table(entry["fields"], [25 * mm, width - 25 * mm], labels=(0,)))
        else:
            story += [_text(f"{label}: {value}") for label, value in entry["fields"]]
        story += [_text(text, BULLET, "•") for text in entry.get("bullets", [])]
        story.append(Spacer(1, 4))
    for question, *answers in section.questions:
        story += [_text(f"[{question}]"), *map(_text, answers)]
    return story


def _table(rows: list[list[str]], widths: list[float], *, head: bool = False, labels: tuple[int, ...] = ()) -> Table:
    table = Table([[_text(text) for text in row] for row in rows], widths)
    shades = [("BACKGROUND", (column, 0), (column, -1), SHADE) for column in labels]
    if head:
        shades.append(("BACKGROUND", (0, 0), (-1, 0), SHADE))
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, grey), ("TEXTCOLOR", (0, 0), (-1, -1), black), *shades]))
    return table
