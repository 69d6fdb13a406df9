"""Are two identifiers one? And is one of them mistyped, as far as it tells itself?"""

from comptrol.kernel.lei import is_lei


def plain(identifier: str) -> str:
    """Return an identifier without what differs between spellings of it."""
    return "".join(letter for letter in identifier.casefold() if letter.isalnum() or letter == ":")


def warning(identifier: str) -> tuple[str, ...]:
    """Return a doubt about an identifier whose own check digits say that it is mistyped."""
    scheme, _, value = identifier.partition(":")
    if scheme.casefold() != "lei" or is_lei(value.strip()):
        return ()
    return (f"{value} is no Legal Entity Identifier: its check digits do not fit (ISO 17442)",)
