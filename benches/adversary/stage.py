"""Where one instance of a scenario plays: its names, its days, its chance, and whom it enrols."""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from random import Random  # noqa: TID251  (seeded: every run is the same)

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typing_extensions import override

from benches.adversary.acts import Acts, Said
from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.keyring_memory import MemoryKeyring
from comptrol.bootstrap import AUTHORITY
from comptrol.domains.parties import Enrolled, HeadquartersDeclared, ParentDeclared
from comptrol.domains.registry import Place, SiteId, SiteRegistered
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

FIRST = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel", "Juniper", "Larch", "Maple", "Rowan")
SECOND = ("Analytics", "Forecasts", "Genomics", "Grids", "Herbarium", "Optics", "Robotics")


class SeededKeyring(MemoryKeyring):
    """Keys that are the same in every run: what is measured must not depend on them."""

    @override
    def of(self, party: PartyId) -> PartyKey:
        """Return a party's key."""
        if party not in self._keys:
            seed = sha256(f"a key of the bench: {party}".encode()).digest()
            self._keys[party] = PartyKey(party, Ed25519PrivateKey.from_private_bytes(seed))
        return self._keys[party]


KEYRING = SeededKeyring()


def public_key(party: PartyId) -> PublicKey:
    """Return a party's public key, as statements name it."""
    return PublicKey(KEYRING.of(party).key.hex())


class Stage:
    """One instance. Everything that it makes begins with its own name."""

    def __init__(self, instance: str, begins: date, chance: Random) -> None:
        self.instance, self.begins, self.chance = instance, begins, chance

    def day(self, number: int) -> date:
        """Return the date of a day of the instance, from 0 on."""
        return self.begins + timedelta(days=number)

    def at(self, number: int, hour: float = 0) -> datetime:
        """Return an hour of a day, UTC. What is logged on that day is logged at noon or later."""
        return datetime.combine(self.day(number), time(), UTC) + timedelta(hours=hour)

    def name(self, label: str) -> str:
        """Return a name of the instance's own, for a party, lot, site, order and so on."""
        return f"{self.instance}-{label}"

    def prefix(self, label: str) -> str:
        """Return how serials of the instance begin."""
        return f"{self.instance}-{label}-"

    def says(self, number: int, speaker: str, statement: Statement) -> Said:
        """Say something innocent on a day."""
        return Said(self.day(number), PartyId(speaker), statement)

    def does(self, number: int, speaker: str, statement: Statement) -> Said:
        """Say something that is part of the deed: days to an alarm count from the first."""
        return Said(self.day(number), PartyId(speaker), statement, deed=True)

    def party(  # noqa: PLR0913  (who somebody is has as many parts)
        self,
        number: int,
        label: str,
        country: str,
        role: Role,
        *,
        seat: str | None = None,
        parent: str | None = None,
        by: PartyId = AUTHORITY,
    ) -> Acts[PartyId]:
        """Enrol somebody with a key, a seat and an ultimate parent: itself, if none is named."""
        party = PartyId(self.name(label))
        country_, on = CountryCode(country), self.day(number)
        title = f"{self.chance.choice(FIRST)} {self.chance.choice(SECOND)} {party}"
        key = public_key(party)
        enrolled = Enrolled(party=party, name=title, country=country_, roles=(role,), key=key)
        yield self.says(number, by, enrolled)
        where, above = CountryCode(seat or country), PartyId(parent or party)
        seated = HeadquartersDeclared(party=party, country=where, on=on, source="register")
        yield self.says(number, AUTHORITY, seated)
        under = ParentDeclared(party=party, parent=above, on=on, source="register")
        yield self.says(number, AUTHORITY, under)
        return party

    def customer(
        self, number: int, label: str, country: str, *, parent: str | None = None
    ) -> Acts[PartyId]:
        """Enrol a customer."""
        return (yield from self.party(number, label, country, Role.CUSTOMER, parent=parent))

    def site(
        self,
        number: int,
        label: str,
        country: str,
        *,
        operator: str | None = None,
        place: Place | None = None,
    ) -> Acts[SiteId]:
        """Register a site of the instance's own."""
        site = SiteId(self.name(label))
        said = SiteRegistered(
            site=site,
            name=f"Site {site}",
            country=CountryCode(country),
            source="the operator's notice",
            operator=None if operator is None else PartyId(operator),
            place=place,
        )
        yield self.says(number, AUTHORITY, said)
        return site
