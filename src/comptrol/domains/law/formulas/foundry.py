"""What must a front-end fabricator or an OSAT presume of an advanced logic circuit?

Note 1 to 3A090.a (90 FR 5298, 90 FR 9604, 91 FR 17851): that it is 3A090.a and for datacenters,
unless one of three things overcomes it: the datasheet of an approved or authorised designer; the
fabricator's attestation of the transistor count, packaged outside Macau and D:5; the same from an
approved OSAT. The presumption binds the fabricator and the OSAT alone.
"""

from collections.abc import Iterator

import msgspec

from comptrol.domains.chips import Specification
from comptrol.domains.law.formulas.answer import Asked, Classification, Parts
from comptrol.domains.law.formulas.as_of import LawAsOf
from comptrol.domains.law.formulas.item import Fabrication
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import plain

_TAIWAN = CountryCode("TW")
_GROUPS = ("A:1", "A:5")
_UNNAMED_YEAR = 2028
"""Paragraphs b and c name 2027, and 2029 or later."""


def presumed(
    found: Classification, chip: Specification, making: Fabrication, law: LawAsOf
) -> Classification:
    """Return the class that the exporter must presume, or the chip's own."""
    if not (law.enforced("US-6") and _advanced(chip, making, law)):
        return found
    if found.item_class == "3A090.a":
        return found  # by its own numbers: there is nothing to presume, and nothing to overcome
    way = next(_ways(making, law), "")
    cites = (*found.cites, law.section("US-6", "presumption").citation)
    if way:
        step = f"Note 1: the presumption is overcome: {way}."
        return msgspec.structs.replace(found, steps=(*found.steps, step), cites=cites)
    step = "Note 1: presumed 3A090.a and for datacenters; nothing stated overcomes it."
    return msgspec.structs.replace(
        found,
        item_class="3A090.a",
        limbs=("note 1",),
        needs=(),
        note2=False,
        steps=(*found.steps, step),
        cites=cites,
    )


def foundry_questions(making: Fabrication, found: Classification, law: LawAsOf) -> Parts:
    """Ask what the text of Note 1 leaves open."""
    if not law.enforced("US-6"):
        return
    by_designer = making.datasheet_of == "authorised"
    if by_designer and law.day == law.deadline("US-6", "authorised"):
        why = "The text has prior to and after this day; it is judged as after it."
        yield Asked(question="foundry.trigger-day", why=why, blocking=False)
    if making.attested_by is None:
        return
    if law.day.year == _UNNAMED_YEAR:
        why = "The text names 2027 and 2029: 2028 is judged by 30 billion."
        yield Asked(question="foundry.year-2028", why=why, blocking=False)
    if "note 1" in found.limbs:
        why = "Paragraph d says below 30 billion where its logic needs at or above."
        yield Asked(question="foundry.paragraph-d", why=why, blocking=False)


def _advanced(chip: Specification, making: Fabrication, law: LawAsOf) -> bool:
    """Tell whether a circuit is of the 16/14 nm node or below, or of non-planar transistors.

    Where neither is stated it is presumed to be: the exporter made it, and knows.
    """
    if chip.non_planar:
        return True
    return making.node_nm is None or making.node_nm <= law.number("foundry.node-nm-max")


def _ways(making: Fabrication, law: LawAsOf) -> Iterator[str]:
    """Yield what overcomes the presumption: paragraph a, b or c."""
    if making.datasheet_of == "approved":
        yield "a, datasheet of an approved designer (Supplement 6 to part 740)"
    if making.datasheet_of == "authorised" and _authorised(making, law):
        yield "a, datasheet of an authorised designer"
    below = _count_below(making, law)
    if making.attested_by == "fabricator" and below and _outside(making.packaged_in, law):
        yield f"b, the fabricator attests {below}, packaged outside Macau and D:5"
    if making.attested_by == "approved-osat" and below:
        yield f"c, an approved OSAT attests {below}"


def _authorised(making: Fabrication, law: LawAsOf) -> bool:
    """Tell whether a designer is authorised: by its seat and, since the trigger, its application.

    The text has "prior to" and "after" the trigger day; the day itself is judged as after it, and
    asked about.
    """
    seat = making.designer_hq
    if seat is None or not making.designer_reports:
        return False
    in_groups = seat == _TAIWAN or any(law.in_group(seat, group) for group in _GROUPS)
    others = (making.designer_country, making.designer_parent_hq)
    if not in_groups or not all(_outside(it, law) for it in others):
        return False
    if law.day < law.deadline("US-6", "authorised"):
        return True
    applied = making.designer_applied_days_ago
    return applied is not None and applied < law.number("foundry.application-days")


def _outside(place: CountryCode | None, law: LawAsOf) -> bool:
    """Tell whether a place is known and outside Macau and D:5."""
    return place is not None and not law.is_restricted(law.place(place))


def _count_below(making: Fabrication, law: LawAsOf) -> str:
    """Return how the transistor count stays below what the year allows; nothing: it does not."""
    count = making.transistors
    if count is None:
        return ""
    most = law.number("foundry.transistors-below")
    if making.has_hbm is False:
        most = max(most, law.number("foundry.transistors-without-hbm-below"))
    return f"{count:,} transistors < {plain(most)}" if count < most else ""
