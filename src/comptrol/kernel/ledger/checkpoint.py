"""What is a head of a log? Its origin, size and root, as a signed note (C2SP tlog-checkpoint)."""

from typing import Final

import msgspec

from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.ledger.note import Line, Note, read_note
from comptrol.kernel.ledger.spelling import NUMBER_MAX, base64, number, shown, unbase64
from comptrol.kernel.ledger.tree import HASH_BYTES

_LINES_LEAST: Final = 3


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A log at one size."""

    origin: str
    """The name by which the log is known: the name of its keys."""
    size: int
    root: bytes

    def __post_init__(self) -> None:
        """Refuse what cannot be written as a head and read again."""
        if not self.origin or any(sign < " " for sign in self.origin):
            raise UnreadableError(f"{shown(self.origin)} is no origin of a log")
        if not 0 <= self.size <= NUMBER_MAX or len(self.root) != HASH_BYTES:
            raise UnreadableError(f"no tree has the size {self.size} and such a root")

    @property
    def text(self) -> str:
        """Return the text of the head, without extension lines: we write none."""
        return f"{self.origin}\n{self.size}\n{base64(self.root)}\n"


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """A head in the note that carries it. What is read is not verified yet."""

    head: Head
    extensions: tuple[str, ...] = ()
    """What another log may say below its root: nothing that anybody can check."""
    lines: tuple[Line, ...] = ()

    @property
    def text(self) -> str:
        """Return the text that the signatures are under."""
        return self.head.text + "".join(f"{line}\n" for line in self.extensions)

    @property
    def raw(self) -> bytes:
        """Return the signed note; it can be read again once there is a signature."""
        return Note(text=self.text, lines=self.lines).raw

    def with_lines(self, *lines: Line) -> "Checkpoint":
        """Return the same with more signatures."""
        return msgspec.structs.replace(self, lines=self.lines + lines)


def read_checkpoint(raw: bytes) -> Checkpoint:
    """Read a signed head, or raise UnreadableError; say nothing of who signed it."""
    return checkpoint_in(read_note(raw))


def checkpoint_in(note: Note) -> Checkpoint:
    """Return the head that a note carries, or raise UnreadableError."""
    lines = note.text[:-1].split("\n")
    if len(lines) < _LINES_LEAST or not all(lines):
        raise UnreadableError("a head has three lines or more, and none is empty")
    origin, size, root, *extensions = lines
    head = Head(
        origin=origin,
        size=number(size, "the size of the tree"),
        root=unbase64(root, "the root of the tree", HASH_BYTES),
    )
    return Checkpoint(head=head, extensions=tuple(extensions), lines=note.lines)
