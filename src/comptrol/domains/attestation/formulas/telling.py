"""How are words of others repeated? Short, and so that no terminal takes them for a command."""

from typing import Final

TOLD_MAX: Final = 80
"""Characters. A verdict repeats some words of the evidence, and must fit an envelope."""


def told(said: object) -> str:
    """Return a foreign value as a sentence can repeat it.

    >>> told(None), told(chr(10)) == chr(0xFFFD), told("x" * 100)[-3:]
    ('nothing', True, 'xx…')
    """
    if said is None:
        return "nothing"
    text = str(said)
    short = text if len(text) <= TOLD_MAX else f"{text[: TOLD_MAX - 1]}…"
    return "".join(c if c.isprintable() else "\ufffd" for c in short)
