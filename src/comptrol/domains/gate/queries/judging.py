"""How a request would be ruled on, outside any log: what a chip is, who a name may be."""

from datetime import date

import msgspec

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
from comptrol.domains.screening import Match, Matcher, Verdict
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.view import World


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


def screen(world: World, *, name: str, country: CountryCode | None = None) -> Screening:
    """Return which listed entities a name may be, best first, and what each listing does."""
    matcher = world.reference(Matcher)
    matches = matcher.search((name,), country=country)
    return Screening(
        name=name,
        verdict=matcher.verdict(matches),
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
    matcher = world.reference(Matcher)
    matches = matcher.search((request.recipient.name,), country=request.recipient.country)
    return msgspec.structs.replace(
        request, listings=matches, screening_verdict=matcher.verdict(matches)
    )
