"""The messages of the console for translators: what templates mark, and what pages are called."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from comptrol.entrypoints.console import pages, wording
from comptrol.entrypoints.console.fields import fields_of
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.everybody import KEYS
from comptrol.entrypoints.console.pages.waiting import TOLD

TEMPLATES = Path(wording.__file__).parent / "templates"
OPTIONS = {"**.html": {"extensions": "jinja2.ext.do", "silent": "false"}}


def messages() -> str:
    """Return every message as a template of translations (POT), in the order of the words."""
    catalog = Catalog(project="comptrol", fuzzy=False)
    found = extract_from_dir(
        TEMPLATES, method_map=[("**.html", "jinja2")], options_map=OPTIONS, keywords={"_": None}
    )
    for file, _, message, _, _ in found:
        catalog.add(message, locations=[(file, 1)])
    for message, where in _of_pages():
        catalog.add(message, locations=[(where, 1)])
    written = BytesIO()
    write_po(written, catalog, sort_output=True, omit_header=True, include_lineno=False, width=95)
    return written.getvalue().decode()


def _of_pages() -> Iterator[tuple[str, str]]:
    for page in pages.PAGES:
        yield from ((text, page.path) for text in _texts(page) if text)
    yield from ((what, "/keyboard") for _, what in KEYS)
    yield from ((what, "/") for what in TOLD)


def _texts(page: Page) -> Iterator[str]:
    yield page.title
    yield page.menu
    yield from (drawing.title for drawing in page.charts.values())
    for act in page.acts:
        yield act.label
        yield act.told
        yield from (field.label for field in fields_of(act.statement, act.fields, {}))
