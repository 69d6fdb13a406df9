"""What is a picture together with all that stands for it: its table and its words?"""

import msgspec


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A picture, what it says in sentences, and the table of what it is drawn from."""

    name: str  # of the file, such as "burn-down"
    title: str
    told: str  # what it shows, in sentences: the text alternative
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # the table under it, as text, exact
    svg: str  # a whole document, safe (text escaped), on a ground of its own
