"""Who takes part in a soak of caps: providers, customers in three levels, and random caps."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random  # noqa: TID251  (seeded: every run asks the same)
from threading import Event, Lock
from typing import Final

from benches.workload import SITE
from comptrol.bootstrap import AUTHORITY, Platform
from comptrol.domains.caps import Bearer, CapId, CapSet, Every, Unit, Window
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

CUSTOMERS: Final = 24
FLOP_PER_S: Final = 1979 * 10**12
"""Of one H100 at its best dense precision: so caps on operations bite as others do."""
WINDOWS: Final = (None, None, Window(every=Every.DAY), Window(every=Every.MONTH), Window(days=7))


@dataclass
class Soak:
    """What is asked, and what was acknowledged."""

    folder: Path
    writers: int
    orders: int
    kill_after: tuple[int, int]
    """The server is killed after so many more were asked for: the fewest, and the most."""
    kills_max: int = 1_000
    seed: int = 11
    port: int = 0
    kills: int = 0
    asked: int = 0
    held: dict[str, int] = field(default_factory=dict)
    """Of each order whose hold was acknowledged, where that is posted."""
    lock: Lock = field(default_factory=Lock)
    over: Event = field(default_factory=Event)
    failed: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """Return the data folder of the server."""
        return self.folder / "data"


def people(opened: Platform, soak: Soak) -> None:
    """Enrol providers and customers in three levels, and set random caps that bind them."""
    chance = Random(soak.seed)  # noqa: S311
    _admitted(opened, list(_parties(opened, soak)))
    _admitted(opened, list(_caps(opened, chance, soak)))


def _parties(opened: Platform, soak: Soak) -> Iterator[Statement]:
    on, country = opened.today(), CountryCode("BR")
    for at in range(soak.writers):
        name = provider(at)
        key = PublicKey(opened.keyring.create(name).key.hex())
        yield Enrolled(party=name, name=name, country=country, roles=(Role.PROVIDER,), key=key)
    for at in range(CUSTOMERS):
        party, parent = PartyId(f"c-{at}"), PartyId(f"c-{at // 3 if at else 0}")
        yield Enrolled(party=party, name=f"Orchard {at}", country=country, roles=(Role.CUSTOMER,))
        yield HeadquartersDeclared(party=party, country=country, on=on, source="register")
        yield ParentDeclared(party=party, parent=parent, on=on, source="register")


def _caps(opened: Platform, chance: Random, soak: Soak) -> Iterator[Statement]:
    today = opened.today()
    bearers = [(Bearer.WORLD, None), (Bearer.COUNTRY, "MY"), (Bearer.CLUSTER, SITE)]
    bearers += [(Bearer.PARTY, f"c-{at}") for at in range(CUSTOMERS)]
    bearers += [(Bearer.PROVIDER, provider(at)) for at in range(soak.writers)]
    for number, (bearer, whose) in enumerate(bearers):
        unit = chance.choice((Unit.CHIP_SECONDS, Unit.CHIP_SECONDS, Unit.CHIPS, Unit.FLOP))
        window = None if unit is Unit.CHIPS else chance.choice(WINDOWS)
        orders = soak.orders * chance.uniform(0.2, 1.2) / _sharing(bearer, whose, soak)
        whole = 8 + int(orders * (2 if unit is Unit.CHIPS else 40_000))
        exact = unit is Unit.FLOP
        yield CapSet(
            cap=CapId(f"cap-{number}"),
            bearer=bearer,
            whose=whose,
            unit=unit,
            ceiling=None if exact else whole,
            limit=Decimal(whole * FLOP_PER_S) if exact else None,
            window=window,
            notices=chance.choice(((), (80, 95))),
            source="A soak's agreement",
            since=today,
        )


def _sharing(bearer: Bearer, whose: str | None, soak: Soak) -> int:
    """Return among how many those orders are shared of which one cap binds its part."""
    if bearer is Bearer.PROVIDER:
        return soak.writers
    if bearer is not Bearer.PARTY or whose == "c-0":  # above all others
        return 1
    return 4 if whose in {"c-1", "c-2"} else 12


def _admitted(opened: Platform, said: list[Statement]) -> None:
    answers = opened.speaker(AUTHORITY).say_all(said)
    refused = [it for it in answers if not isinstance(it, Receipt)]
    if refused:
        raise SystemExit(f"the scenery was refused: {refused[0]}")


def provider(at: int) -> PartyId:
    """Return the name of a provider: each writer is one."""
    return PartyId(f"p-{at}")
