"""Who speaks in the tests, and into what: real keys, a clock that stands still, a small world."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from typing_extensions import override

from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.domains import ledger, parties
from comptrol.domains.parties import Enrolled, Founded
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Store
from comptrol.flow.speech import Speaker
from comptrol.flow.world import References
from comptrol.kernel.countries import Countries, Country
from comptrol.kernel.domain import Domain
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX, Claims, seal
from comptrol.kernel.finding import Answer, Finding, Reason, Receipt, Refusal, Refused
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import ANYONE, Role
from comptrol.kernel.statement import Consequence, Entry, Statement
from comptrol.kernel.view import Change, Table, View, World

START = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
AUTHORITY, ACME, BETA = PartyId("authority"), PartyId("acme"), PartyId("beta")
NL = CountryCode("NL")
PLATFORM = 99
"""The number of the authority's key under which the platform itself speaks."""

COUNTRIES = Countries(
    Country(alpha2=CountryCode(two), alpha3=three, numeric=number, name=name)
    for two, three, number, name in (
        ("NL", "NLD", "528", "Netherlands"),
        ("US", "USA", "840", "United States"),
    )
)
REFERENCES = References({Countries: lambda: COUNTRIES})


class FixedClock:
    """A clock that moves only when it is set."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


BUG = "bug"
"""A word that the platform fails over when it has echoed it to the end."""


LOUD = "loud"
"""A word that the platform repeats for longer than an entry may be."""


class Asked(Statement, frozen=True, kw_only=True, tag="echo.asked/1"):
    """Anyone asks for a word to be echoed some times."""

    ABOUT: ClassVar[str] = "word"
    SAID_BY: ClassVar[frozenset[Role]] = ANYONE

    word: str
    times: int = 1


class Echoed(Consequence, frozen=True, kw_only=True, omit_defaults=True, tag="echo.echoed/1"):
    """The platform echoes a word, once less each time."""

    ABOUT: ClassVar[str] = "word"

    word: str
    times: int
    louder: str = ""

    @override
    def shorter(self) -> "Iterator[Echoed]":
        yield msgspec.structs.replace(self, louder=self.louder[:100])


class EchoRefusal(Refusal):
    SILENCE = Reason("echo.silence", "Nothing was said.")


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    word: str
    position: int


class EchoView(View):
    heard: Table[int, Heard] = Table.of("echo_heard", Heard, key="position", indexes=("word",))


def check(entry: Entry[Any], world: World) -> Iterator[Finding]:  # noqa: ARG001
    if not entry.statement.word:
        yield Finding.of(EchoRefusal.SILENCE, "say something")


def apply(view: EchoView, entry: Entry[Any]) -> Iterator[Change]:
    yield view.heard.put(Heard(word=entry.statement.word, position=entry.position))


def react(entry: Entry[Any], world: World) -> Iterator[Echoed]:  # noqa: ARG001
    said = entry.statement
    assert said != Echoed(because=entry.position - 1, word=BUG, times=0), "what cannot be"
    if isinstance(said, Asked | Echoed) and said.times > 0:
        louder = PAYLOAD_BYTES_MAX * "!" if said.word == LOUD else ""
        yield Echoed(because=entry.position, word=said.word, times=said.times - 1, louder=louder)


ECHO: Domain[Any, EchoView] = Domain(
    name="echo",
    statements=(Asked, Echoed),
    refusals=EchoRefusal,
    view=EchoView,
    check=check,
    apply=apply,
    react=react,
)
CATALOGUE = Catalogue((parties.DOMAIN, ledger.DOMAIN, ECHO))


def voice(party: str, key: int = 0) -> PartyKey:
    """Return a party's key: the same at every call, another for every number."""
    seed = sha256(f"{party}/{key}".encode()).digest()
    return PartyKey(PartyId(party), Ed25519PrivateKey.from_private_bytes(seed))


def public(party: str, key: int = 0) -> PublicKey:
    """Return a party's public key as statements name it."""
    return PublicKey(voice(party, key).key.hex())


def intake_into(store: Store, clock: FixedClock) -> Intake:
    """Return the real path into a store."""
    return Intake(
        catalogue=CATALOGUE,
        store=store,
        clock=clock,
        voice=voice(AUTHORITY, PLATFORM),
        workers=ProcessWorkers(0),
        references=REFERENCES,
    )


def founded() -> Founded:
    """Return how the log is opened."""
    return Founded(
        party=AUTHORITY,
        name="The authority",
        country=NL,
        key=public(AUTHORITY),
        platform_key=public(AUTHORITY, PLATFORM),
    )


def enrolled(party: str, *roles: Role, **other: Any) -> Enrolled:
    """Return how a party with a key of its own joins."""
    said = {"name": party.title(), "country": NL, "key": public(party), **other}
    return Enrolled(party=PartyId(party), roles=roles or (Role.CUSTOMER,), **said)


def signed(said: Statement, by: PartyKey, sequence: int, **claimed: Any) -> bytes:
    """Return a statement in an envelope whose claims are true but for those given."""
    claims = Claims(
        issuer=by.party,
        subject=said.subject,
        said_at=int(START.timestamp()),
        sequence=sequence,
        key=by.key,
    )
    claims = msgspec.structs.replace(claims, **claimed)
    return seal(claims, msgspec.json.encode(said), by.sign)


def codes(answer: Answer) -> list[str]:
    """Return the codes of a refusal; none where the answer is a receipt."""
    return [f.code for f in answer.findings] if isinstance(answer, Refused) else []


def accepted(answer: Answer) -> Receipt:
    """Return the receipt, or fail with what was found."""
    assert isinstance(answer, Receipt), answer
    return answer


Speakers = Callable[..., Speaker]
