"""Who is in charge of people's affairs, and how a page looks something up by its name."""

from typing import Any, Final

from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.visitor import Audience, Visitor, may_see
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.roles import Role

IN_CHARGE: Final = frozenset({Audience.AUTHORITY, Audience.REVIEWER, Audience.INSPECTOR})
"""Whoever decides, inspects, or answers for those who do."""
HEADING: Final = "Cases and oversight"
PAGE: Final = 50


def in_charge(visitor: Visitor) -> bool:
    """Tell whether a visitor may read what is about others."""
    return any(may_see(visitor, it) for it in IN_CHARGE)


def has(asking: Asking, *roles: Role) -> bool:
    """Tell whether a visitor acts in one of these roles."""
    return bool(asking.visitor.roles & {*roles})


def named(asking: Asking, domain: str, question: str, /, **given: object) -> Any:  # noqa: ANN401
    """Ask for one thing by its name. What cannot be a name is not there either."""
    try:
        return asking.ask(domain, question, **given)
    except UnreadableError as error:
        name = next(iter(given.values()), "")
        raise NotFoundError(f"there is nothing of the name {str(name)[:80]!r}") from error


def or_none(asking: Asking, domain: str, question: str, /, **given: object) -> Any:  # noqa: ANN401
    """Ask for something that need not be there yet."""
    try:
        return asking.ask(domain, question, **given)
    except NotFoundError:
        return None


def one_of(asking: Asking, name: str, known: tuple[str, ...]) -> str | None:
    """Return a word that was given after the path, if it is one of those there are."""
    given = asking.word(name)
    if given and given not in known:
        raise UnreadableError(f"{name}: {given[:40]!r} is none of {', '.join(known)}")
    return given or None
