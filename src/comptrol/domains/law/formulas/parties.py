"""What do the place and the party stand under, before any look at the chips?"""

from comptrol.domains.law.formulas.answer import Asked, Condition, Parts, finding
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.bearing import Bearing, Embargo, ListEffect, Reach
from comptrol.domains.law.formulas.facts import Facts
from comptrol.domains.law.formulas.words import Effect
from comptrol.domains.screening import Match, Verdict
from comptrol.kernel.dated import Source
from comptrol.kernel.identifiers import CountryCode

_SIGNS_OF_OWNERS = frozenset({"listed-owner", "control-without-ownership"})
_UKRAINE = CountryCode("UA")
_FOOTNOTES = {1: "734.9(e)(1)", 3: "734.9(g)", 4: "734.9(e)(2)", 5: "734.9(e)(3)"}


def embargo(facts: Facts) -> Parts:
    """Stop at an embargoed place (15 CFR part 746), before any chip logic."""
    party = facts.law.place(facts.request.recipient.country)
    for place in dict.fromkeys((*facts.places, party)):
        for record in _embargoes(facts.law, place):
            bearing = record.sale if facts.request.door == "sale" else record.rental
            yield from _bearing(facts.law, "US-20", bearing, place, record.source)
        if place == _UKRAINE:
            yield Asked(question="destination.occupied-region", why="A place is in Ukraine.")


def seats_under_embargo(facts: Facts) -> Parts:
    """Ask of a rental to someone who answers to an embargoed place: a service may reach it."""
    party = facts.request.recipient
    for seat in dict.fromkeys((party.hq_country, party.ultimate_parent_hq)):
        if seat is not None and seat != party.country and _embargoes(facts.law, seat):
            yield Asked(
                question="embargo.services", why=f"The headquarters or parent is in {seat}."
            )


def _embargoes(law: LawAsOf, place: CountryCode) -> tuple[Embargo, ...]:
    return tuple(
        record
        for record in law.rulebook.embargoes.get(place, ())
        if record.start <= law.day and (record.until is None or law.day < record.until)
    )


def affiliates(facts: Facts) -> Parts:
    """Ask for listed owners while the Affiliates Rule binds, or nobody knows whether it does.

    It fails closed (law sheet, 8 and 15.1): of the two branches the stricter counts, under which
    a seller must determine the percentage first. A rental moves no item, so it only asks.
    """
    state = facts.law.status("E-1")
    if not facts.domestic and state in {"enforced", "unknown"} and _begun(facts.law):
        why = f"The Affiliates Rule (50 %) is {state} on {facts.law.day}."
        sale = facts.request.door == "sale"
        yield Asked(question="party.listed-owners", why=why, blocking=sale)


def blocked_owners(facts: Facts) -> Parts:
    """Ask whether blocked persons own half or more: then any dealing stops (E-4, OFAC).

    It is always on, for both doors. Absent a red flag there is no duty to go behind what a
    customer says (15 CFR 732 Supp. 3), so it is asked where there is one, or where it is known
    already.
    """
    if not facts.law.enforced("E-4"):
        return
    signs = _SIGNS_OF_OWNERS.intersection(facts.request.red_flags)
    if signs or facts.answer("party.blocked-owners") is not None:
        why = "What blocked persons own by half or more, together, is blocked (OFAC)."
        yield Asked(question="party.blocked-owners", why=why)


def special_place(facts: Facts) -> Parts:
    """Ask about a place whose country alone does not settle what it is."""
    place = facts.request.place
    if place is not None:
        yield Asked(question="destination.place", why=f"The place is particular: {place}.")


def _begun(law: LawAsOf) -> bool:
    return law.enforcement("E-1") is not None


def listings(facts: Facts) -> Parts:
    """Say what being on a list does here; a match that is only possible is a question first."""
    request = facts.request
    if not request.screened:
        yield Asked(question="listing.unscreened", why="No name could be held against the lists.")
    elif not request.listings and request.screening_verdict is None:
        yield Condition(text="No screening result was given: screen the recipient first.")
    for match in request.listings:
        same = _same(facts, match)
        if same:
            yield from _listed(facts, match)
        why = f"{request.recipient.name} may be {match.name} ({match.list}): {match.why}"
        blocking = not same and _binds(facts, match)
        yield Asked(question="listing.same", why=why, blocking=blocking)


def listed(facts: Facts) -> tuple[ListEffect, ...]:
    """Return the effects of every list that the recipient is known to be on."""
    known = facts.law.rulebook.listings
    return tuple(
        known[match.list]
        for match in facts.request.listings
        if match.list in known and _same(facts, match) and _binds(facts, match)
    )


def _same(facts: Facts, match: Match) -> bool:
    """Tell whether the recipient is a listed one: as a person said, or by the verdict on it."""
    answer = facts.answer("listing.same")
    if answer is not None:
        return answer == "same"
    if match.verdict is not None:
        return match.verdict is Verdict.MATCH
    return facts.request.screening_verdict not in {Verdict.REVIEW, Verdict.CLEAR}


def _binds(facts: Facts, match: Match) -> bool:
    """Tell whether a list reaches this transaction: one of China binds what leaves China."""
    effect = facts.law.rulebook.listings.get(match.list)
    if effect is None or not effect.leaving:
        return True
    request = facts.request
    return (request.origin or request.site_country) in effect.leaving


def _listed(facts: Facts, match: Match) -> Parts:
    effect = facts.law.rulebook.listings.get(match.list)
    who = f"{match.name} on {match.list}"
    if effect is None:
        yield Asked(question="listing.effect", why=f"{who}: this list's effect is not known here.")
        return
    if not _binds(facts, match):
        yield Condition(text=f"{who} ({effect.title}): {effect.sale.detail}; not from here.")
        return
    bearing = effect.sale if facts.request.door == "sale" else effect.rental
    yield from _bearing(facts.law, "US-21", bearing, who, effect.source)
    yield from _footnotes(match, who)


def _footnotes(match: Match, who: str) -> Parts:
    """Say which foreign-made chips an Entity List entry reaches too (15 CFR 734.9(e) and (g))."""
    for number in match.footnotes:
        section = _FOOTNOTES.get(number)
        if section is None:
            why = f"{who}: the entry quotes 15 CFR 734.9(e) without its paragraph."
            yield Asked(question="listing.footnote", why=why, blocking=False)
        else:
            text = (
                f"{who}, footnote {number}: foreign-made items are reached too (15 CFR {section})."
            )
            yield Condition(text=text)


def _bearing(law: LawAsOf, rule: str, bearing: Bearing, who: str, source: Source) -> Parts:
    """Turn what a place or a list does to a door into a finding, and a question if due."""
    if bearing.effect is not Effect.NONE:
        cited = bearing.source or source
        yield finding(law, rule, bearing.effect, f"{who}: {bearing.detail}", source=cited)
    if bearing.reach is Reach.ASKS:
        yield Asked(question=bearing.question, why=f"{who}: {bearing.detail}")
