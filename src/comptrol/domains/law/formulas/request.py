"""What is asked: access to chips through one of two doors."""

from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from comptrol.domains.chips import Rate, Specification
from comptrol.domains.law.formulas.words import Door
from comptrol.domains.screening import Match, Verdict
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import CountryCode
from comptrol.kernel.quantity import DECIMALS_MAX, Count, is_measure

BITS_MAX = 128


class Specs(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={
        "dense_tera_ops": "dense_Tops",
        "io_bidirectional_gb_per_s": "io_bidir_GBps",
        "dram_gb_per_s": "dram_GBps",
        "hbm_gb_per_s": "hbm_GBps",
    },
):
    """A chip by its numbers, in the words of the public contract. Nothing means unknown."""

    dense_tera_ops: Decimal | None = None
    bits: int | None = None
    tpp: Decimal | None = None
    die_mm2: Decimal | None = None
    performance_density: Decimal | None = None
    market: str | None = None
    """``dc`` where designed or marketed for datacenters, ``consumer`` where not."""
    nonplanar: bool | Literal[0, 1] | None = None
    io_bidirectional_gb_per_s: Decimal | None = None
    dram_gb_per_s: Decimal | None = None
    hbm_gb_per_s: Decimal | None = None
    """The bandwidth of a high-bandwidth memory sold as such, and its area beside it."""
    hbm_mm2: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a market that the contract does not know, and numbers that cannot be."""
        if self.market not in {None, "dc", "consumer"}:
            raise ValueError(f"market is dc or consumer, not {self.market!r}")
        numbers = (
            self.dense_tera_ops,
            self.bits,
            self.tpp,
            self.die_mm2,
            self.performance_density,
            self.io_bidirectional_gb_per_s,
            self.dram_gb_per_s,
            self.hbm_gb_per_s,
            self.hbm_mm2,
        )
        if any(number is not None and not is_measure(number) for number in numbers):
            raise ValueError("numbers are above zero, below 1e12, with at most 12 decimals")
        if self.bits is not None and self.bits > BITS_MAX:
            raise ValueError(f"a multiply takes at most {BITS_MAX} bits")

    def specification(self, name: str = "") -> Specification:
        """Return the numbers as the law asks for them."""
        rates: tuple[Rate, ...] = ()
        if self.dense_tera_ops is not None and self.bits is not None:
            rates = (Rate(dense_tera_ops=self.dense_tera_ops, bits=self.bits),)
        return Specification(
            name=name,
            rates=rates,
            tpp_stated=self.tpp,
            die_area_mm2=self.die_mm2,
            performance_density_stated=self.performance_density,
            non_planar=None if self.nonplanar is None else bool(self.nonplanar),
            datacenter=None if self.market is None else self.market == "dc",
            io_bidirectional_gb_per_s=self.io_bidirectional_gb_per_s,
            dram_gb_per_s=self.dram_gb_per_s,
        )


class Item(Specs, frozen=True, kw_only=True):
    """What is sold or rented out: a chip by name or by its numbers, and how many."""

    chip: str | None = None
    specs: Specs | None = None
    quantity: Count = 1

    @property
    def numbers(self) -> Specs:
        """Return the numbers, wherever they were written."""
        return self.specs if self.specs is not None else self


class Recipient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who would use the chips. Nothing means unknown, which is never the same as no."""

    name: str
    country: CountryCode
    hq_country: CountryCode | None = None
    ultimate_parent_hq: CountryCode | None = None


CHIP_HOURS_BELOW = Decimal(10**19)


def _are_hours(hours: Decimal) -> bool:
    """Tell whether chip-hours can be: so many hours on so many chips, to 12 decimals."""
    exponent = hours.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMALS_MAX and 0 < hours < CHIP_HOURS_BELOW


class Inquiry(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
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
    recipient: Recipient
    reexport: bool = False
    end_use: Annotated[str, Meta(max_length=400)] = ""
    answers: dict[str, str] = {}
    chip_hours: Decimal | None = None
    possession_passes: bool | None = None
    """Whether the customer of a rental gets the chips into its hands or its cage."""
    licence: Annotated[str, Meta(max_length=400)] | None = None
    """The number of a licence, exception or authorisation that the requester presents."""

    def __post_init__(self) -> None:
        """Refuse chip-hours that are no measure: of so many chips, for so many hours."""
        hours = self.chip_hours
        if hours is not None and not _are_hours(hours):
            raise ValueError("chip_hours is above zero, with at most 12 decimals")


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
    party = request.recipient
    places = {
        "from": request.origin,
        "to": request.destination,
        "site_country": request.site_country,
        "recipient.country": party.country,
        "recipient.hq_country": party.hq_country,
        "recipient.ultimate_parent_hq": party.ultimate_parent_hq,
    }
    for field, code in places.items():
        if code is not None and code not in countries:
            raise UnreadableError(f"{field}: {code!r} is no country of ISO 3166-1 (two letters)")
    needed = ("from", "to") if request.door == "sale" else ("site_country",)
    for field in needed:
        if places[field] is None:
            raise UnreadableError(f"{field}: a {request.door} needs this country code")
