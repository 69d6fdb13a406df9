"""What is a page made of that a person is to read and to keep, whatever prints it?"""

import msgspec

Rows = tuple[tuple[str, ...], ...]


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A heading, sentences below it, and a table. All of it is text: nothing in it is markup."""

    heading: str
    sentences: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    """Of the columns; none: there is no table."""
    rows: Rows = ()
    widths: tuple[int, ...] = ()
    """How wide the columns are to one another; none: all alike."""

    def __post_init__(self) -> None:
        """Refuse a table whose rows have not one cell to a column."""
        wrong = [row for row in self.rows if len(row) != len(self.headings)]
        if wrong or (self.widths and len(self.widths) != len(self.headings)):
            raise ValueError(f"{self.heading}: expected {len(self.headings)} cells to a row")


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A title, facts with their words, and sections."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    foot: str
    """Stands at the bottom of every sheet: where this is proven."""
