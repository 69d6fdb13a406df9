"""A provider's customers as the gate's benches know them: screened, capped, and tiered."""

from collections.abc import Iterator
from datetime import date
from random import Random  # noqa: TID251  (seeded: every run is the same)

from benches.workload import H100, SITE, platform
from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.domains.caps import Bearer, CapId, CapSet, Unit
from comptrol.domains.gate import Known, Ordered, OrderId, Service, Through, Tier, TiersSet
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

CUSTOMERS, PROVIDERS = 200, 10
FIRST = (
    "Rio",
    "Utrecht",
    "Tampere",
    "Osaka",
    "Kigali",
    "Lisbon",
    "Quito",
    "Hanoi",
    "Perth",
    "Oslo",
)
SECOND = ("Analytics", "Herbarium", "Robotics", "Forecasts", "Genomics", "Optics", "Grids")
USES = ("crop forecasts", "protein folding", "video search", "model training", "weather research")
MINUTES = (1, 5, 15, 30, 60, 120, 240, 480, 1440)
AMPLE = 10**14

__all__ = ["customers", "order", "people", "platform", "provider"]


def provider(number: int) -> PartyId:
    """Return the name of a provider."""
    return PartyId(f"provider-{number}")


def people(opened: Platform, seed: int = 7) -> None:
    """Enrol providers and customers, who are screened; set caps on everybody, and tiers."""
    for said in (list(_providers(opened)), list(customers(seed)), list(_limits(opened))):
        answers = opened.speaker(AUTHORITY).say_all(said)
        assert all(isinstance(answer, Receipt) for answer in answers), answers  # noqa: S101


def _providers(opened: Platform) -> Iterator[Statement]:
    for number in range(PROVIDERS):
        name = provider(number)
        yield Enrolled(
            party=name,
            name=f"Provider {number}",
            country=CountryCode("BR"),
            roles=(Role.PROVIDER,),
            key=PublicKey(opened.keyring.create(name).key.hex()),
        )


def customers(seed: int) -> Iterator[Statement]:
    """Yield who rents: names that no list knows, seats, and for one in ten a parent."""
    chance, on = Random(seed), date(2026, 11, 1)  # noqa: S311  (a bench, not a secret)
    for number in range(CUSTOMERS):
        party = PartyId(f"customer-{number}")
        name = f"{chance.choice(FIRST)} {chance.choice(SECOND)} {number}"
        country = CountryCode(chance.choice(("BR", "NL", "FI", "JP", "PT")))
        yield Enrolled(party=party, name=name, country=country, roles=(Role.CUSTOMER,))
        yield HeadquartersDeclared(party=party, country=country, on=on, source="register")
        parent = PartyId(f"customer-{number - number % 10}")
        yield ParentDeclared(party=party, parent=parent, on=on, source="register")


def _limits(opened: Platform) -> Iterator[Statement]:
    today = opened.today()
    words = {"source": "A bench's agreement", "since": today, "ceiling": AMPLE}
    yield CapSet(cap=CapId("world"), bearer=Bearer.WORLD, unit=Unit.CHIP_SECONDS, **words)
    yield CapSet(cap=CapId("brazil"), bearer=Bearer.COUNTRY, whose="BR", unit=Unit.CHIPS, **words)
    for number in range(PROVIDERS):
        name = provider(number)
        yield CapSet(
            cap=CapId(name), bearer=Bearer.PROVIDER, whose=name, unit=Unit.CHIP_SECONDS, **words
        )
    for number in range(CUSTOMERS):
        name = f"customer-{number}"
        yield CapSet(
            cap=CapId(name), bearer=Bearer.PARTY, whose=name, unit=Unit.CHIP_SECONDS, **words
        )
    known = Known(screened=True, headquarters=True, ultimate_parent=True)
    tiers = (
        Tier(name="some", chips=10_000, chip_hours=10**6, known=Known(screened=True)),
        Tier(name="any", known=known),
    )
    yield TiersSet(policy="bench", window_days=30, tiers=tiers, source="a bench", by="the bench")


def order(chance: Random, name: str, on: date) -> Ordered:
    """Return one job of one customer, as a scheduler orders it."""
    return Ordered(
        order=OrderId(name),
        door=Through.RENTAL,
        customer=PartyId(f"customer-{chance.randrange(CUSTOMERS)}"),
        model=H100,
        chips=chance.choice((1, 1, 1, 2, 4, 8, 8, 16, 64)),
        on=on,
        end_use=f"{chance.choice(USES)}, run {chance.randrange(10**6)}",
        service=Service.MANAGED_JOB,
        site=SITE,
        length_s=60 * chance.choice(MINUTES),
        possession_passes=False,
        confirm_within_s=120,
    )
