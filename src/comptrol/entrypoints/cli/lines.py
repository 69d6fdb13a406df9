"""How a sentence of the log is written as one line: what it says can begin no line of its own."""

from comptrol.entrypoints.cli.printable import printable


def one_line(text: str) -> str:
    """Return text that no terminal takes for a command, and no reader for several lines."""
    return printable(text).replace("\n", "\ufffd")
