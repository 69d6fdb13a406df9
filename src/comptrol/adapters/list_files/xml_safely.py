"""Reads XML from outside: no document type, hence no entities, and no nesting without end.

``xml.etree`` alone expands entities that a document declares for itself. Here a document that
declares a type is refused before anything of it is used, so there is nothing to expand or fetch.
"""

from typing import Final, NoReturn
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from comptrol.kernel.errors import UnreadableError

DEPTH_MAX: Final = 64


def tree(content: bytes) -> Element:
    """Return the root of a document, or say why it is not read."""
    try:
        return _Document().root(content)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableError(f"this is not well-formed XML: {error}") from error


class _Document:
    """One pass of the parser."""

    def __init__(self) -> None:
        self._depth, self._builder = 0, TreeBuilder()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        self._parser = parser

    def root(self, content: bytes) -> Element:
        self._parser.Parse(content, True)  # noqa: FBT003  (expat's own: this is all of it)
        return self._builder.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise UnreadableError(f"the XML is nested more than {DEPTH_MAX} deep")
        self._builder.start(tag, attributes)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(tag)

    def _refuse(self, *_: object) -> NoReturn:
        raise UnreadableError("the XML declares a document type or entities; lists have none")
