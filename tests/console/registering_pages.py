"""A small registry over a platform in memory, for the tests of its pages: real keys, real law."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec

from comptrol.bootstrap import Platform, in_memory
from comptrol.bootstrap.platform import PLATFORM
from comptrol.domains.parties import Enrolled, Founded
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role

NOW: Final = datetime(2026, 11, 1, 12, tzinfo=UTC)
TODAY: Final = NOW.date()
MADE: Final = date(2026, 10, 1)
MODEL: Final = "nvidia-h100-sxm5-80gb"
CAST: Final = {
    "maker": Role.MAKER,
    "holder": Role.HOLDER,
    "exporter": Role.EXPORTER,
    "provider": Role.PROVIDER,
    "inspector": Role.INSPECTOR,
    "reviewer": Role.REVIEWER,
    "customer": Role.CUSTOMER,
}
HOSTILE: Final = '<script>alert(1)</script>\u202e\U0001f4a9 "&' + "x" * 300


class Clock:
    """A clock that moves when it is told to."""

    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


class Registry:
    """A log in which whatever is told has to be admitted."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.platform: Platform = in_memory(clock=self.clock)
        self._founded()
        for party, role in CAST.items():
            self.enrol(party, role)
        self.said("authority", "registry.policy-adopted/1", **POLICY)
        self.said("maker", "chips.described/1", model=MODEL, name="H100", maker="A", facts=FACTS)

    def _founded(self) -> None:
        keyring = self.platform.keyring
        said = Founded(
            party=PartyId("authority"),
            name="Bureau",
            country=CountryCode("US"),
            key=PublicKey(keyring.of(PartyId("authority")).key.hex()),
            platform_key=PublicKey(keyring.of(PLATFORM).key.hex()),
        )
        self._admitted(self.platform.speaker(PartyId("authority")).say(said))

    def enrol(self, party: str, role: Role, name: str = "") -> None:
        key = PublicKey(self.platform.keyring.of(PartyId(party)).key.hex())
        said = Enrolled(
            party=PartyId(party),
            name=name or party.title(),
            country=CountryCode("US"),
            roles=frozenset({role}),
            key=key,
        )
        self._admitted(self.platform.speaker(PartyId("authority")).say(said))

    def said(self, speaker: str, kind: str, **body: Any) -> Receipt:
        raw = msgspec.json.encode({"kind": kind, **body})
        statement = self.platform.catalogue.decode(raw)
        return self._admitted(self.platform.speaker(PartyId(speaker)).say(statement))

    def site(self, name: str = "frankfurt", **other: Any) -> None:
        body = {"site": name, "name": name.title(), "country": "DE", "source": "own records"}
        self.said("provider", "registry.site/1", **{**body, "operator": "provider", **other})

    def made(self, lot: str = "lot-1", prefix: str = "H", chips: int = 8) -> None:
        serials = [{"prefix": prefix, "first": 1, "last": chips, "digits": 6}]
        self.said("maker", "registry.made/1", lot=lot, model=MODEL, on=MADE, serials=serials)

    def shipped(self, lot: str = "lot-1", to: str = "holder", **other: Any) -> None:
        body = {"shipment": f"s-{lot}", "lot": lot, "to": to, "destination": "frankfurt",
                "waybill": "w-1", "on": TODAY}  # fmt: skip
        self.said("maker", "registry.shipped/1", **{**body, **other})

    def received(self, lot: str = "lot-1", by: str = "holder") -> None:
        self.said(by, "registry.received/1", shipment=f"s-{lot}", lot=lot, on=TODAY)

    def installed(self, lot: str = "lot-1", by: str = "holder") -> None:
        self.said(by, "registry.installed/1", lot=lot, site="frankfurt", on=TODAY)

    @staticmethod
    def _admitted(answer: Answer) -> Receipt:
        assert isinstance(answer, Receipt), answer
        return answer


_SOURCE: Final = {"source": "datasheet", "retrieved": "2026-10-01", "quality": "seen"}
FACTS: Final = (
    {"property": "rate", "value": "989.4", "unit": "tera-ops/s", "precision": "FP16-tensor",
     "basis": "dense", **_SOURCE},
    {"property": "memory", "value": "80", "unit": "GB", **_SOURCE},
)  # fmt: skip
POLICY: Final = {
    "policy": "a policy",
    "countersign_days": 14,
    "transit_days_max": 30,
    "notice_days": 14,
    "silence_days": 90,
    "silent_share_max": Decimal("0.1"),
    "small_holder_tpp": Decimal(0),
    "speed_km_per_hour": Decimal(900),
    "failures_per_year_max": Decimal("0.09"),
    "source": "a test",
}
