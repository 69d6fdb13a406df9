"""What a person can do on a page: say a statement, signed with the key of the party it acts for.

There is no other way to change anything from the console: an act goes down the one write path,
and is refused there as anybody's statement would be.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from comptrol.bootstrap import Platform
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.fields import read_form
from comptrol.flow.sayable import sayable
from comptrol.flow.speech import Speaker
from comptrol.kernel.errors import UnavailableError
from comptrol.kernel.finding import Answer, Refused
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Statement

TRIES_MAX: Final = 5
"""Two of the same party may speak at once: whoever comes second takes the next number."""

Submit = Callable[[bytes], Awaitable[Answer]]


def _always(_: Asking) -> bool:
    return True


def _nothing(_: Asking) -> Mapping[str, Any]:
    return {}


def _as_typed(_: Asking, form: Mapping[str, str]) -> Mapping[str, str]:
    return form


def _no_parts(_: Mapping[str, str]) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that can be said on a page."""

    name: str
    label: str
    """What stands on the button, such as ``Appeal``."""
    statement: type[Statement]
    fields: tuple[str, ...]
    """What a person fills in, in this order; everything else is ``given``."""
    told: str = ""
    """What follows from it, in a sentence, before the form."""
    given: Callable[[Asking], Mapping[str, Any]] = _nothing
    parts: Callable[[Mapping[str, str]], Mapping[str, Any]] = _no_parts
    """What is made of fields that the page itself asks for, such as the parts of a change."""
    begins: Callable[[Asking], Mapping[str, str]] = _nothing
    """What stands in the form at first, to be changed."""
    understood: Callable[[Asking, Mapping[str, str]], Mapping[str, str]] = _as_typed
    """What was typed, with names as people know them put as the log has them."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What a field is called here, where its own name is too short to be understood."""
    needed: tuple[str, ...] = ()
    """What may be left out by its type, and is refused where it is."""
    shown: Callable[[Asking], bool] = _always
    """Whether it makes sense here and now. What law or state refuse is refused when it is said."""


def built(act: Act, asking: Asking, form: Mapping[str, str]) -> Statement:
    """Return the statement that a form makes; UnreadableError names the field that is wrong."""
    meant = act.understood(asking, form)
    given = {**act.parts(meant), **act.given(asking)}
    return sayable(read_form(act.statement, act.fields, meant, given))


def has_key(platform: Platform, party: PartyId | None) -> bool:
    """Tell whether the key of a party is kept on this server, so that it can sign here."""
    return party is not None and platform.keyring.has(party)


async def said(
    platform: Platform, submit: Submit, party: PartyId | None, statement: Statement
) -> Answer:
    """Sign a statement as a party and send it down the one path."""
    if party is None or not platform.keyring.has(party):
        raise UnavailableError(
            f"the key of {party or 'nobody'} is not kept here: sign with comptrol say"
        )
    speaker = Speaker(platform.intake, platform.keyring.of(party))
    answer = await submit(speaker.next_envelope(statement))
    for _ in range(TRIES_MAX):
        if not came_second(answer):
            break
        answer = await submit(speaker.next_envelope(statement))
    return answer


def came_second(answer: Answer) -> bool:
    """Tell whether a statement was refused for its number alone."""
    return isinstance(answer, Refused) and all(
        finding.code in {"flow.sequence-gap", "flow.sequence-reused"}
        for finding in answer.findings
    )
