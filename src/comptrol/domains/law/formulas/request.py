"""What is asked: access to chips through one of two doors."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from comptrol.domains.chips import Specification
from comptrol.domains.law.formulas.item import Item
from comptrol.domains.law.formulas.letter import Letter
from comptrol.domains.law.formulas.words import Door
from comptrol.domains.screening import Match, Verdict
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import DECIMALS_MAX, Operations, are_operations, is_measure

ONES_MAX = 50
"""So many red flags, letters or things delivered in one request, and no more."""


class Recipient(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """Who would use the chips. Nothing means unknown, which is never the same as no."""

    name: str
    country: CountryCode
    hq_country: CountryCode | None = None
    ultimate_parent_hq: CountryCode | None = None
    rents_out: bool = False
    """It buys the chips to rent out what they compute (C-2)."""
    validated_end_user: bool = False
    """Its site is validated under 15 CFR 748.15 (C-6)."""


class Cluster(
    msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True
):
    """The cluster that is sold or rented, as a whole. Nothing means unknown."""

    network_gbit_per_s: Decimal | None = None
    tera_operations_per_s: Decimal | None = None
    """Theoretical peak for AI training, dense."""
    fp16_tera_flop_per_s: Decimal | None = None
    memory_gb: Decimal | None = None
    """Accelerator memory as marketed."""

    def __post_init__(self) -> None:
        """Refuse numbers that cannot be."""
        for name in self.__struct_fields__:
            number = getattr(self, name)
            if number is not None and not is_measure(number):
                raise ValueError(f"{name} is above zero, below 1e12, with at most 12 decimals")


CHIP_HOURS_BELOW = Decimal(10**19)


def _are_hours(hours: Decimal) -> bool:
    """Tell whether chip-hours can be: so many hours on so many chips, to 12 decimals."""
    exponent = hours.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX and 0 < hours < CHIP_HOURS_BELOW


class Inquiry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    rename={"origin": "from", "destination": "to"},
):
    """A sale or a rental, as somebody asks about it: in the words of the public contract."""

    door: Door
    item: Item
    origin: CountryCode | None = None
    destination: CountryCode | None = None
    site_country: CountryCode | None = None
    """Where the chips stand, or will."""
    place: Literal["vessel", "in-transit", "leased-land", "disputed"] | None = None
    """What is particular about the place, so that its country alone does not settle it."""
    recipient: Recipient
    reexport: bool = False
    end_use: Annotated[str, Meta(max_length=400)] = ""
    answers: dict[str, str] = {}
    chip_hours: Decimal | None = None
    possession_passes: bool | None = None
    """Whether the customer of a rental gets the chips into its hands or its cage."""
    bought_for_customer: bool = False
    """A rental: the provider buys the chips for this customer, who is then their end user."""
    passes_on: bool = False
    """The customer passes the compute, or the chips, on to others."""
    delivers: Annotated[
        tuple[Literal["software", "technology", "weights"], ...], Meta(max_length=3)
    ] = ()
    """A rental: what controlled things are delivered beside the compute."""
    operator_hq: CountryCode | None = None
    operator_parent_hq: CountryCode | None = None
    """A rental: where the provider itself and its ultimate parent have their headquarters."""
    training_operations: Operations | None = None
    """Operations of the training it is for, cumulative, as stated."""
    cluster: Cluster | None = None
    red_flags: Annotated[tuple[str, ...], Meta(max_length=ONES_MAX)] = ()
    """Signs of diversion that were seen, by their names in the rulebook."""
    licence: Annotated[str, Meta(min_length=1, max_length=400, pattern=r"\S")] | None = None
    """The number of a licence, exception or authorisation that the requester presents."""
    letters: Annotated[tuple[Letter, ...], Meta(max_length=ONES_MAX)] = ()
    """Letters of the government that bind the seller."""

    def __post_init__(self) -> None:
        """Refuse quantities that are no measure."""
        hours, operations = self.chip_hours, self.training_operations
        if hours is not None and not _are_hours(hours):
            raise ValueError("chip_hours is above zero, with at most 12 decimals")
        if operations is not None and not are_operations(operations):
            raise ValueError("training_operations is whole, above zero and below 1e40")


class AccessRequest(
    Inquiry,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"origin": "from", "destination": "to"},
):
    """An inquiry with what the platform itself found: never what an asker brings along."""

    specification: Specification | None = None
    """What the chips' model can do, where it was looked up by name."""
    listings: tuple[Match, ...] = ()
    screening_verdict: Verdict | None = None
    screened: bool = True
    """Whether the recipient's name was held against the lists; a pseudonym cannot be."""
    end_user_named: bool = False
    """Whoever uses the compute in the end is named, and judged as a recipient of its own."""
    group_chips: int | None = None
    """Chips at once over all standing orders of the customer and its affiliates, with this one."""
    group_chip_hours: Decimal | None = None
    """Chip-hours that they ordered within the operator's window, with this one."""
    not_known: tuple[str, ...] = ()
    """What the operator's tiers ask to be known of the customer and is not, in sentences."""

    @property
    def chips(self) -> Specification:
        """Return what the chips can do, as far as the request says."""
        if self.specification is not None:
            return self.specification
        return self.item.numbers.specification(self.item.chip or "")

    @property
    def site(self) -> CountryCode | None:
        """Return where the chips stand, or where they go."""
        return self.site_country or self.destination or self.origin


def check_places(request: AccessRequest, countries: Countries) -> None:
    """Raise UnreadableError where a place is missing, or its code does not exist."""
    party, making = request.recipient, request.item.fabrication
    places = {
        "from": request.origin,
        "to": request.destination,
        "site_country": request.site_country,
        "operator_hq": request.operator_hq,
        "operator_parent_hq": request.operator_parent_hq,
        "recipient.country": party.country,
        "recipient.hq_country": party.hq_country,
        "recipient.ultimate_parent_hq": party.ultimate_parent_hq,
        "item.designer_hq": request.item.designer_hq,
    }
    if making is not None:
        for field in ("designer_hq", "designer_country", "designer_parent_hq", "packaged_in"):
            places[f"item.fabrication.{field}"] = getattr(making, field)
    for field, code in places.items():
        if code is not None and code not in countries:
            raise UnreadableError(f"{field}: {code!r} is no country of ISO 3166-1 (two letters)")
    needed = ("from", "to") if request.door == "sale" else ("site_country",)
    for field in needed:
        if places[field] is None:
            raise UnreadableError(f"{field}: a {request.door} needs this country code")
