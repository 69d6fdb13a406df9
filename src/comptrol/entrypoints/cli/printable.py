"""What may be written to a terminal? It stands alone, so that an error is told at once."""


def printable(text: str) -> str:
    """Return text that no terminal takes for a command."""
    return "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in text)
