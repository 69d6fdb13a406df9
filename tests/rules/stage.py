"""Where a case is played: the one path, real signatures, a store in memory, a fixed clock."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from tests.attesting import rules_words
from tests.federating import federation_words
from tests.hiding import core_of
from tests.sealing_usage import usage_of_the_rules, usage_words

from comptrol.adapters.borders import borders
from comptrol.adapters.keyring_files import PartyKey
from comptrol.adapters.matching import ListMatcher
from comptrol.adapters.reference_files import (
    anchors,
    cluster_definitions,
    countries,
    nationalities,
)
from comptrol.adapters.rulebook_yaml import read_rulebook
from comptrol.adapters.store_memory import MemoryStore
from comptrol.adapters.workers_processes import ProcessWorkers
from comptrol.domains import DOMAINS
from comptrol.domains.accounts import Nationalities
from comptrol.domains.attestation import Anchors
from comptrol.domains.law import Rulebook, Rulebooks
from comptrol.domains.location import Borders
from comptrol.domains.pseudonyms import SealedUsage
from comptrol.domains.registry import ClusterShelf
from comptrol.domains.screening import (
    Authority,
    Edition,
    EditionId,
    Entity,
    Lists,
    Matcher,
    Subject,
    fingerprint,
)
from comptrol.flow.catalogue import SEALED, Catalogue
from comptrol.flow.intake import Intake
from comptrol.flow.ports import Store
from comptrol.flow.replay import Replayed, replay
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References
from comptrol.kernel.countries import Countries
from comptrol.kernel.envelope import Claims, open_envelope, seal
from comptrol.kernel.errors import EnvelopeError
from comptrol.kernel.finding import Answer, Receipt
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.ledger.note import Algorithm, VerifierKey
from comptrol.kernel.view import EVERY

PRESENT: Final = datetime(2026, 11, 1, tzinfo=UTC)
CATALOGUE: Final = Catalogue(DOMAINS)
EVERYBODY_HEARS: Final = Catalogue([msgspec.structs.replace(it, hears=None) for it in DOMAINS])
"""Every domain is asked about everything: a replay so finds whatever one of them did not hear."""
AUTHORITY: Final = "authority"
PLATFORM: Final = "authority/platform"
LISTED: Final = (
    Entity(entity_id="el-1", name="Dragonwell Circuits Co., Ltd.", list="EL"),
    Entity(
        entity_id="el-2",
        name="Rhine Valley Trading GmbH",
        list="EL",
        aliases=("RVT Handels GmbH",),
    ),
    Entity(
        entity_id="el-3",
        name="Northern Star Computing LLC",
        list="EL",
        countries=(CountryCode("RU"),),
    ),
)
WORKERS: Final = ProcessWorkers(0)


def _matcher(digest: str) -> Matcher:
    names = sum(len(entity.names) for entity in LISTED)
    entity_list = Authority(
        code="EL",
        title="Entity List",
        citation="15 CFR 744.16",
        effect="A licence is required.",
        url="",
        entities=len(LISTED),
    )
    edition = Edition(
        edition=EditionId("list-2026-10"),
        title="Three entities",
        published=date(2026, 10, 1),
        source="https://list.example",
        digest=Digest(digest * 64),
        entities=len(LISTED),
        names=names,
        lists=(entity_list,),
    )
    return ListMatcher(edition, LISTED)


RULEBOOK: Final = read_rulebook()
ANOTHER: Final = msgspec.structs.replace(RULEBOOK, digest=Digest("e" * 64))


def shelf_of(*books: Rulebook) -> Rulebooks:
    """Return a shelf that ships the first of these rulebooks, and keeps the others."""
    shipped, *kept = books
    by_digest = {book.digest: book for book in kept}
    return Rulebooks({shipped.name: lambda: shipped}, default=shipped.name, kept=by_digest.get)


SHIPPED: Final = {
    Rulebooks: shelf_of(RULEBOOK),
    Lists: Lists(lambda: _matcher("1")),
    Countries: countries(),
    Borders: borders(),
    ClusterShelf: cluster_definitions(),
    Nationalities: nationalities(),
    Anchors: anchors(),
    SealedUsage: usage_of_the_rules(),
}
LATER: Final = {
    "another rulebook": {Rulebooks: shelf_of(ANOTHER)},
    "another rulebook, the earlier one kept": {Rulebooks: shelf_of(ANOTHER, RULEBOOK)},
    "another list": {Lists: Lists(lambda: _matcher("2"))},
}
"""What a later version of the product may carry in place of what this one does."""

_VERIFIER_KEY: Final = re.compile(
    r"the (?P<other>other )?(?P<algorithm>Ed25519|cosignature|ML-DSA-44) key of "
    r"(?P<name>[a-z0-9./]+)"
)
_KEY: Final = re.compile(r"key of (?P<name>[a-z0-9/-]+)(?P<broken>, and a line break)?")
_LAST: Final = re.compile("last of (?P<party>[a-z]+)( but (?P<but>[1-9]))?")
WORDS: Final = {
    "digest of the rulebook": RULEBOOK.digest,
    "digest of the list": _matcher("1").edition.digest,
    "digest of another list": _matcher("2").edition.digest,
    "the record of Northern Star in Germany": fingerprint(
        Subject(names=("Northern Star Computing LLC",), country=CountryCode("DE"))
    ),
    "the entry of Northern Star in Russia": fingerprint(LISTED[2]),
    "the record of Rhine Valley Trading": fingerprint(
        Subject(names=("Rhine Valley Trading",), country=CountryCode("DE"))
    ),
    "the entry of Rhine Valley Trading": fingerprint(LISTED[1]),
    **rules_words(),
    **federation_words(),
    **usage_words(),
}


@cache
def key_of(name: str) -> PartyKey:
    """Return a key, the same in every run: that of ``maker``, or its next one, ``maker/2``."""
    seed = sha256(f"a key of the rules: {name}".encode()).digest()
    return PartyKey(
        PartyId(name.split("/", maxsplit=1)[0]), Ed25519PrivateKey.from_private_bytes(seed)
    )


@cache
def verifier_key(name: str, algorithm: str, *, other: bool) -> str:
    """Return a key that heads or witnesses sign with, the same in every run, as it is written."""
    seed = sha256(f"a key of the rules: {name}, {algorithm}, {other}".encode()).digest()
    if algorithm == "ML-DSA-44":
        public, kind = MLDSA44PrivateKey.from_seed_bytes(seed).public_key(), Algorithm.ML_DSA_44
    else:
        public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
        cosigns = algorithm == "cosignature"
        kind = Algorithm.ED25519_COSIGNATURE if cosigns else Algorithm.ED25519
    return VerifierKey(name=name, algorithm=kind, public=public.public_bytes_raw()).text


def in_full(body: Any) -> Any:
    """Write out what a case only names: ``key of maker``, ``digest of the rulebook``."""
    if isinstance(body, Mapping):
        written = {field: in_full(value) for field, value in body.items()}
        return core(**written) if "issued by" in written else written
    if isinstance(body, list):
        return [in_full(value) for value in body]
    if not isinstance(body, str):
        return body
    if named := _KEY.fullmatch(body):
        return key_of(named["name"]).key.hex() + ("\n" if named["broken"] else "")
    if named := _VERIFIER_KEY.fullmatch(body):
        return verifier_key(named["name"], named["algorithm"], other=bool(named["other"]))
    return WORDS.get(body, body)


def core(*, shown: bool = False, **changed: Any) -> str:
    """Return the core ``{issued by: maker}``, with what else is named changed in it."""
    issued = core_of(key_of(changed.pop("issued by")), **changed)
    return f"{issued}~" if shown else issued


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the moment it stands at."""
        return self.at


class Stage:
    """One log, and everyone who may speak into it."""

    def __init__(self, at: datetime = PRESENT, store: Store | None = None) -> None:
        self.store, self.clock = MemoryStore() if store is None else store, Clock(at)
        self.carry(())

    def carry(self, later: Iterable[str]) -> None:
        """Run another version of the product over the same log."""
        things: dict[type[Any], object] = dict(SHIPPED)
        for name in later:
            things |= LATER[name]
        self.references = References({kind: lambda it=it: it for kind, it in things.items()})
        self.intake = Intake(
            catalogue=CATALOGUE,
            store=self.store,
            clock=self.clock,
            voice=key_of(PLATFORM),
            workers=WORKERS,
            references=self.references,
        )

    def say(
        self,
        speaker: str,
        body: Any,
        *,
        under: str | None = None,
        **tamper: Any,
    ) -> Answer:
        """Sign one statement as the speaker, with claims changed where a case tampers."""
        key, said = key_of(under or speaker), in_full(body)
        said = {field: self._placed(value) for field, value in said.items()}
        payload, sealed = msgspec.json.encode(said), said.get("kind") == SEALED
        if sealed:
            payload = bytes.fromhex(said["commitment"])
        claims = {
            "issuer": speaker,
            "subject": f"commitment:{said['commitment']}" if sealed else _subject(payload),
            "said_at": int(self.clock.now().timestamp()),
            "sequence": self.store.sequence(key.key) + 1,
        }
        whole = Claims(key=key.key, **{**claims, **tamper})
        preimage_kind = said["preimage_kind"] if sealed else None
        return self.intake.submit(seal(whole, payload, key.sign, preimage_kind=preimage_kind))

    def _placed(self, value: Any) -> Any:
        """Write out the place in the log that a case only names: ``last of maker but 1``."""
        last = _LAST.fullmatch(value) if isinstance(value, str) else None
        return self.last(last["party"], int(last["but"] or 0)) if last else value

    def last(self, party: str, but: int = 0) -> int:
        """Return the position of the last entry that a party said, or of one before it."""
        said = [
            logged.position
            for logged in self.store.entries()
            if open_envelope(logged.raw).claims.issuer == party
        ]
        return said[-1 - but]

    def enter(self, cast: Iterable[Mapping[str, Any]]) -> None:
        """Open the log and let the authority enrol everyone else, each with a key."""
        founder, *others = cast
        sentences = [{"kind": "parties.founded/1", **founder}]
        sentences += [{"kind": "parties.enrolled/1", **other} for other in others]
        for said in sentences:
            answer = self.say(AUTHORITY, {**said, "key": f"key of {said['party']}"})
            assert isinstance(answer, Receipt), answer

    def said(self, start: int) -> list[dict[str, Any]]:
        """Return what the log says from a position on, as it reads outside."""
        log = self.store.entries(start)
        return [outside(read_entry(CATALOGUE, logged).statement) for logged in log]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table as they read outside."""
        (layout,) = (layout for layout in CATALOGUE.layouts if layout.name == table)
        with self.store.reading() as rows:
            return [outside(row) for row in rows.find(layout, {}, after=None, limit=EVERY)]

    def rebuilt(self, *, audited: bool = True) -> Replayed:
        """Fold the log anew beside the live views, every row and every reaction compared.

        An audit checks every signature too, and whether each statement might have been said.
        """
        voice = key_of(PLATFORM) if audited else None
        return replay(
            EVERYBODY_HEARS, self.references, self.store, MemoryStore(), audited_by=voice
        )


def _subject(payload: bytes) -> str:
    try:
        return CATALOGUE.decode(payload).subject
    except EnvelopeError:
        return "nothing that can be read"


def outside(thing: msgspec.Struct) -> dict[str, Any]:
    """Return a row or a statement as it reads in JSON."""
    read: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(thing))
    return read


def found(within: Any, path: str) -> Any:
    """Return what stands at a dotted path; of a list, what stands there in each member."""
    for step in path.split("."):
        within = [it[step] for it in within] if isinstance(within, list) else within[step]
    return within


def shows(row: Mapping[str, Any], expected: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a row what a case expects to see, to be compared with it."""
    return {path: found(row, path) for path in expected}
