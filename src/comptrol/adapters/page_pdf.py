"""Prints a page as a PDF, with ReportLab (the extra ``report``).

The same page gives the same bytes. The fonts are those that every reader of PDF has, which have
the letters of Windows code page 1252; any other character is written as its number, ``[U+4E2D]``,
so that no letter is lost and none is taken for another. Nothing that is printed is markup.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from io import BytesIO
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from reportlab.platypus.doctemplate import BaseDocTemplate

from comptrol.flow.pages import Page, Rows, Section

MARGIN: Final = 18 * mm
PADDING: Final = 6
"""What ReportLab leaves free within its frame."""
WIDTH: Final = A4[0] - 2 * MARGIN - 2 * PADDING
_INK: Final = colors.HexColor("#1a1a1a")
_PALE: Final = colors.HexColor("#eeeeee")
_LINE: Final = colors.HexColor("#999999")
_WORDS: Final = ParagraphStyle(
    "words", fontName="Helvetica", fontSize=9, leading=12, textColor=_INK, splitLongWords=1
)
_CELL: Final = ParagraphStyle("cell", parent=_WORDS, fontSize=7.5, leading=9.5, wordWrap="CJK")
_HEAD: Final = ParagraphStyle("head", parent=_CELL, fontName="Helvetica-Bold")
_TITLE: Final = ParagraphStyle(
    "title", parent=_WORDS, fontName="Helvetica-Bold", fontSize=17, leading=21
)
_HEADING: Final = ParagraphStyle(
    "heading", parent=_WORDS, fontName="Helvetica-Bold", fontSize=11, leading=14, spaceAfter=3
)
_FACTS: Final = (30, 70)
"""How wide the words of facts are, and the facts."""


def printed(page: Page) -> bytes:
    """Return a page as the bytes of a PDF in A4, on as many sheets as it takes."""
    sheets = BytesIO()
    title = shown(page.title)
    document = SimpleDocTemplate(
        sheets,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=title,
        author="Comptrol",
        invariant=1,  # no day and no random number in it: the same page, the same bytes
        lang="en",
    )
    foot = partial(_foot, shown(page.foot))
    document.build(list(_flow(page)), onFirstPage=foot, onLaterPages=foot)
    return sheets.getvalue()


def shown(text: str) -> str:
    r"""Return text in the letters that the fonts have, every other one as its number.

    >>> shown("Köln 中\u202e")
    'Köln [U+4E2D][U+202E]'
    """
    return "".join(it if _has(it) else f"[U+{ord(it):04X}]" for it in text)


def _has(letter: str) -> bool:
    if not letter.isprintable():
        return letter == "\n"
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _flow(page: Page) -> Iterator[Flowable]:
    yield Paragraph(_words(page.title), _TITLE)
    yield Paragraph(_words(page.subtitle), _WORDS)
    yield Spacer(1, 4 * mm)
    yield _table((), page.facts, _FACTS)
    for section in page.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Flowable]:
    heading = Paragraph(_words(section.heading), _HEADING)
    heading.keepWithNext = 1
    yield Spacer(1, 5 * mm)
    yield heading
    for sentence in section.sentences:
        yield Paragraph(_words(sentence), _WORDS)
    if section.headings:
        yield Spacer(1, 1.5 * mm)
        widths = section.widths or (1,) * len(section.headings)
        yield _table(section.headings, section.rows, widths)


def _table(headings: tuple[str, ...], rows: Rows, widths: Iterable[int]) -> Table:
    shares = tuple(widths)
    cells = [[Paragraph(_words(it), _HEAD) for it in headings]] if headings else []
    cells += [[Paragraph(_words(it), _CELL) for it in row] for row in rows]
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, _LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
    ]
    if headings:
        style.append(("BACKGROUND", (0, 0), (-1, 0), _PALE))
    whole = sum(shares)
    return Table(
        cells,
        colWidths=[WIDTH * it / whole for it in shares],
        repeatRows=1 if headings else 0,
        style=TableStyle(style),
    )


def _words(text: str) -> str:
    """Return text as a paragraph takes it: its own markup is taken for letters."""
    return escape(shown(text), quote=False).replace("\n", "<br/>")


def _foot(text: str, canvas: Canvas, document: BaseDocTemplate) -> None:
    canvas.saveState()
    canvas.setFont("Helvetica", 7)
    canvas.setFillColor(_INK)
    canvas.drawString(MARGIN + PADDING, MARGIN, text)
    canvas.drawRightString(A4[0] - MARGIN - PADDING, MARGIN, f"sheet {document.page}")
    canvas.restoreState()
