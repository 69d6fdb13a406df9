"""What a page is about: asked by the name in its path, which may be no name at all."""

from typing import Any

from comptrol.entrypoints.console.asking import Asking
from comptrol.kernel.errors import NotFoundError, UnreadableError


def about(asking: Asking, domain: str, question: str, word: str) -> Any:  # noqa: ANN401
    """Answer a question about what the path names. What cannot be a name names nothing."""
    name = asking.place[word]
    try:
        return asking.ask(domain, question, **{word: name})
    except UnreadableError as error:
        raise NotFoundError(f"there is no {word} {name[:80]!r}: no name looks so") from error
