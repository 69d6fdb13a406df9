"""What a request comes down to once it is read under the law of a day."""

from typing import Final

import msgspec

from comptrol.domains.chips import Specification
from comptrol.domains.law.formulas.answer import Classification
from comptrol.domains.law.formulas.as_of import HOME, LawAsOf
from comptrol.domains.law.formulas.classification import classify
from comptrol.domains.law.formulas.entries import entered, gravest
from comptrol.domains.law.formulas.foundry import presumed
from comptrol.domains.law.formulas.item import Item
from comptrol.domains.law.formulas.memory import classify_memory
from comptrol.domains.law.formulas.request import AccessRequest
from comptrol.domains.law.formulas.weights import classify_weights
from comptrol.domains.law.formulas.words import ItemClass
from comptrol.domains.law.statements import Policy, Posture
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode

NO_CLASS: Final = Classification(
    chip="", tpp=None, performance_density=None, item_class="indeterminate"
)
_CLASSES: Final[dict[str, ItemClass]] = {
    name: name for name in ("3A090", "3A090.a", "3A090.b", "3A090.c", "none")
}


class Stance(msgspec.Struct, frozen=True, kw_only=True):
    """How the operator has chosen to judge: posture, policy, and who is exempt from policy."""

    posture: Posture = Posture.ENFORCED
    policy: Policy = Policy.STATUTE_ONLY
    small_use_chips: int | None = None
    small_use_chip_hours: int | None = None
    chosen: str = ""
    """Who chose the posture, and when."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """A request under the law of a day. ``places`` is where the chips go or stand."""

    request: AccessRequest
    law: LawAsOf
    stance: Stance
    chips: Specification
    item: Classification
    places: tuple[CountryCode, ...]
    headquarters: bool | None
    """Whether the recipient has its headquarters in D:5 or Macau; nothing: unknown."""
    parent: bool | None
    """The same of its ultimate parent."""

    @property
    def domestic(self) -> bool:
        """Tell whether the chips stay in the country whose export law this is."""
        return all(place == HOME for place in self.places)

    @property
    def from_home(self) -> bool:
        """Tell whether this is an export from the United States and not a re-export."""
        return self.request.origin == HOME and not self.request.reexport

    @property
    def within(self) -> bool:
        """Tell whether the chips stay within one country abroad: an in-country transfer."""
        origin = self.request.origin
        if origin is None or origin == HOME:
            return False
        return all(place == self.law.place(origin) for place in self.places)

    @property
    def worldwide(self) -> bool:
        """Tell whether the worldwide text of January 2025 binds, by the posture or for all."""
        return self.binds_worldwide(self.stance.posture)

    def binds_worldwide(self, posture: Posture) -> bool:
        """Tell whether the worldwide text binds under a posture."""
        law, since = self.law, self.law.rule("US-5").compliance_from
        due = since is not None and law.day >= since
        codified = posture is Posture.CODIFIED and due and law.codified("US-5")
        return codified or law.enforced("US-5")

    def answer(self, question: str) -> str | None:
        """Return what a person answered, or nothing."""
        return self.request.answers.get(question)

    @property
    def headquarters_limb(self) -> bool | None:
        """Tell whether the recipient or its ultimate parent answers to D:5 or Macau.

        One is enough. Nothing means that it is unknown, which is never "no".
        """
        found = (self.headquarters, self.parent)
        return True if True in found else None if None in found else False

    @property
    def unknown_seats(self) -> tuple[str, ...]:
        """Return the questions that would settle the headquarters limb."""
        found = {"party.headquarters": self.headquarters, "party.ultimate-parent": self.parent}
        return tuple(question for question, restricted in found.items() if restricted is None)


def facts_of(request: AccessRequest, law: LawAsOf, stance: Stance) -> Facts:
    """Read a request under the law of a day, with the facts that people have answered."""
    party, chips = request.recipient, _answered(request.chips, request)
    sold_to = request.destination if request.door == "sale" else None
    places = (sold_to, request.site_country)
    return Facts(
        request=request,
        law=law,
        stance=stance,
        chips=chips,
        item=_item(request, chips, law),
        places=tuple(dict.fromkeys(law.place(place) for place in places if place is not None)),
        headquarters=_restricted(request, law, "party.headquarters", party.hq_country),
        parent=_restricted(request, law, "party.ultimate-parent", party.ultimate_parent_hq),
    )


def _restricted(
    request: AccessRequest, law: LawAsOf, question: str, code: CountryCode | None
) -> bool | None:
    """Tell whether a seat is in D:5 or Macau: by its country, or as a person answered."""
    if code is not None:
        return law.is_restricted(law.place(code))
    answered = request.answers.get(question)
    return None if answered is None else answered == "restricted"


def _answered(chips: Specification, request: AccessRequest) -> Specification:
    answer = request.answers.get("item.datacenter")
    if chips.datacenter is not None or answer is None:
        return chips
    return msgspec.structs.replace(chips, datacenter=answer == "yes")


def _item(request: AccessRequest, chips: Specification, law: LawAsOf) -> Classification:
    """Classify by the numbers; where they do not suffice, by the class that a person found."""
    item = _by_numbers(request.item, chips, law)
    given = _CLASSES.get(request.answers.get("item.class", ""))
    if item.item_class != "indeterminate" or given is None:
        return item
    modern = law.enforced("US-2")
    if given != "none" and modern == (given == "3A090"):
        raise UnreadableError(f"answers.item.class: there was no {given} on {law.day}")
    step = f"A person found the class: {given}."
    return msgspec.structs.replace(item, item_class=given, needs=(), steps=(*item.steps, step))


def _by_numbers(item: Item, chips: Specification, law: LawAsOf) -> Classification:
    """Classify weights, memory sold as such, or the gravest of the circuits in the item."""
    numbers, making = item.numbers, item.fabrication
    if item.weights is not None:
        return classify_weights(item.chip or "", item.weights, law)
    if numbers.hbm_gb_per_s is not None:
        return classify_memory(chips.name, numbers.hbm_gb_per_s, numbers.hbm_mm2, law)
    circuits = (chips, *(it.specification(chips.name) for it in item.contains))
    found = gravest(classify(it, law.day, law.rulebook, law.known_at) for it in circuits)
    if making is not None:
        found = presumed(found, chips, making, law)
    return entered(found, item)
