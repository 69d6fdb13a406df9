"""A page in print says what the page says, whatever it says, and looks like what it is."""

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from comptrol.adapters.page_pdf import printed, shown
from comptrol.bootstrap.printing import pdf_of
from comptrol.flow.pages import Page, Section

HOSTILE = (
    "<b>bold</b> & <font size=99>huge</font>",
    "<img src='file:///etc/passwd'/>",
    "</para><para>",
    "&amp; &#x41; &nosuch;",
    "<a href='javascript:x'>click</a>",
    "%%EOF endobj (unbalanced \\",
)


def page(*sentences: str, **other: object) -> Page:
    words = {"title": "A report", "subtitle": "of nothing", "facts": (("Provider", "Acme"),)}
    section = Section(heading="Words", sentences=sentences)
    return Page(**{**words, "sections": (section,), "foot": "position 7", **other})  # type: ignore[arg-type]


def read_back(raw: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in PdfReader(BytesIO(raw)).pages)


def test_every_part_of_a_page_can_be_read_back():
    table = Section(heading="Figures", headings=("figure", "value"), rows=(("flop", "9" * 30),))
    text = read_back(printed(page("One sentence.", sections=(table,))))
    for words in ("A report", "of nothing", "Provider", "Acme", "Figures", "flop", "position 7"):
        assert words in text
    assert "9" * 30 in text.replace("\n", "")
    assert "sheet 1" in text


@pytest.mark.parametrize("words", HOSTILE)
def test_markup_is_printed_as_the_letters_that_it_is(words: str):
    raw = printed(page(words, title=words, facts=((words, words),), foot=words))
    text = read_back(raw)
    assert text.count(words) >= 4
    assert b"/URI" not in raw
    assert b"/JavaScript" not in raw


def test_a_letter_that_no_font_has_is_written_as_its_number():
    assert shown("Köln – €5") == "Köln – €5"
    assert shown("中") == "[U+4E2D]"
    assert shown("a\u202eb\u200b\x00\x1b") == "a[U+202E]b[U+200B][U+0000][U+001B]"
    assert shown("\U0001f600") == "[U+1F600]"
    assert "[U+4E2D]" in read_back(printed(page("中")))


def test_the_same_page_gives_the_same_bytes():
    assert printed(page("words")) == pdf_of(page("words"))
    assert printed(page("words")) != printed(page("other words"))


def test_a_long_table_goes_over_several_sheets_with_its_headings():
    rows = tuple((f"row {number}", "1") for number in range(120))
    table = Section(heading="Figures", headings=("figure of it", "value"), rows=rows)
    sheets = PdfReader(BytesIO(printed(page(sections=(table,))))).pages
    assert len(sheets) > 1
    assert all("figure of it" in sheet.extract_text() for sheet in sheets)
    assert "row 119" in sheets[-1].extract_text()


def test_a_row_has_a_cell_to_every_column():
    with pytest.raises(ValueError, match="expected 2 cells to a row"):
        Section(heading="Figures", headings=("a", "b"), rows=(("1",),))
    with pytest.raises(ValueError, match="expected 1 cells"):
        Section(heading="Figures", headings=("a",), widths=(1, 2))


@settings(max_examples=10, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_printed(text: str):
    raw = printed(page(text, facts=((text, text),), title=text or "t", foot=text))
    assert raw.startswith(b"%PDF-")
    assert PdfReader(BytesIO(raw)).pages
