"""How a request would be ruled on, outside any log: what a chip is, who a name may be."""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from comptrol.domains.chips import ChipsView, Specification, model_named, specification
from comptrol.domains.law import (
    AccessRequest,
    Classification,
    Decision,
    Inquiry,
    LawView,
    Policy,
    Posture,
    RulebookName,
    adopted,
    classify,
    decide,
    rulebook_named,
    stance,
)
from comptrol.domains.screening import (
    Match,
    Subject,
    Verdict,
    matcher_in_force,
    verdict_on,
)
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World

ASKED_LETTERS_MAX: Final = 400
BIRTH: Final = r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$(?!\n)"
"""A year, a month or a day."""
IDENTIFIER: Final = r"^[A-Za-z][A-Za-z ]*:.*[A-Za-z0-9]"
"""A scheme, a colon, a value."""


class Screening(msgspec.Struct, frozen=True, kw_only=True):
    """What screening one name against the list in use finds."""

    name: str
    verdict: Verdict
    matches: tuple[Match, ...]
    edition: str
    matcher: str


def judge(
    world: World,
    *,
    request: Inquiry,
    as_of: date,
    known_at: date,
    posture: Posture | None = None,
    policy: Policy | None = None,
    rulebook: RulebookName | None = None,
) -> Decision:
    """Say how a request would be ruled on, by the law of one day as known on another.

    Nothing is logged. A chip given by name is looked up in the catalogue, the recipient is
    screened by its name. Rulebook, posture and policy are the adopted ones where not given.
    """
    chosen = stance(adopted(world[LawView]))
    if posture is not None:
        chosen = msgspec.structs.replace(chosen, posture=posture, chosen="whoever asks")
    if policy is not None:
        chosen = msgspec.structs.replace(chosen, policy=policy)
    return decide(
        _screened(_specified(request, world), world),
        rulebook_named(world, rulebook),
        world.reference(Countries),
        as_of=as_of,
        known_at=known_at,
        stance=chosen,
    )


def classification(world: World, *, chip: str, as_of: date) -> Classification:
    """Return the class of a chip of the catalogue on a day, with the arithmetic."""
    return classify(_named(chip, world), as_of, rulebook_named(world, None))


def screen(
    world: World,
    *,
    name: Annotated[str, Meta(max_length=ASKED_LETTERS_MAX)],
    country: CountryCode | None = None,
    address: Annotated[str, Meta(max_length=ASKED_LETTERS_MAX)] | None = None,
    identifier: Annotated[str, Meta(max_length=100, pattern=IDENTIFIER)] | None = None,
    birth: Annotated[str, Meta(pattern=BIRTH)] | None = None,
    person: bool = False,
) -> Screening:
    """Return which listed entities a party may be, best first, why, and what each listing does.

    An identifier is a scheme, a colon and a value: ``LEI:5493001KJTIIGC8Y1R12``.
    """
    matcher = matcher_in_force(world)
    if not matcher.reads(name):
        raise UnreadableError("name: there is nothing in it that could be compared")
    if country is not None and country not in world.reference(Countries):
        raise UnreadableError(f"country: {country!r} is no ISO 3166-1 code of two letters")
    matches = matcher.search(
        Subject(
            names=(name,),
            country=country,
            addresses=() if address is None else (address,),
            identifiers=() if identifier is None else (identifier,),
            births=() if birth is None else (birth,),
            person=person,
        )
    )
    return Screening(
        name=name,
        verdict=verdict_on(matches),
        matches=matches,
        edition=matcher.edition.edition,
        matcher=matcher.version,
    )


def _specified(asked: Inquiry, world: World) -> AccessRequest:
    chip = asked.item.chip
    if chip is not None and (asked.item.specs is not None or asked.item.has_numbers):
        raise UnreadableError("item: a chip by its name or by its numbers, not by both")
    given = {name: getattr(asked, name) for name in Inquiry.__struct_fields__}
    specification = _named(chip, world) if chip is not None else None
    return AccessRequest(**given, specification=specification)


def _named(chip: str, world: World) -> Specification:
    view = world[ChipsView]
    model = model_named(view, chip)
    if model is None:
        raise NotFoundError(f"the catalogue has no chip {chip!r}; give its numbers instead")
    return specification(view, model)


def _screened(request: AccessRequest, world: World) -> AccessRequest:
    """Hold the recipient's name against the lists, if there is anything in it to hold."""
    matcher, name = matcher_in_force(world), request.recipient.name
    if not matcher.reads(name):
        return msgspec.structs.replace(request, screened=False)
    matches = matcher.search(Subject(names=(name,), country=request.recipient.country))
    return msgspec.structs.replace(
        request, listings=matches, screening_verdict=verdict_on(matches)
    )
