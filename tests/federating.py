"""Another registry for tests: its log, its witness, and whatever stands in it, true or not.

Its log and its proofs are made by ``tests/ledger_making.py``: other code than what checks them.
"""

from base64 import b64encode
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledger_making import Signer, checkpoint, leaf_hash, signer, tree_path, tree_root
from tests.speaking import signed

from comptrol.adapters.keyring_files import PartyKey
from comptrol.domains.chips import ModelId
from comptrol.domains.federation import (
    Origin,
    Outcome,
    Released,
    Settled,
    TransferId,
)
from comptrol.domains.registry import LotId
from comptrol.kernel.envelope import Claims, seal
from comptrol.kernel.identifiers import CountryCode, Digest, PartyId
from comptrol.kernel.statement import Statement

HOME: Final = "comptrol.example/home"
ABROAD: Final = "comptrol.example/abroad"
ELSEWHERE: Final = "comptrol.example/elsewhere"
LOG, LOG_POST_QUANTUM = signer(ABROAD, 1), signer(ABROAD, 6)
WITNESS, WITNESS_POST_QUANTUM = signer("witness.example/w", 4), signer("witness.example/q", 6)
ON: Final = date(2026, 10, 5)
TPP: Final = Decimal(1979 * 8)


def policy(*logs: Signer, witness: Signer = WITNESS, quorum: str = "w") -> str:
    """Return whom the tests believe: the log abroad, if its witness has cosigned."""
    lines = [f"log {log.vkey}" for log in logs or (LOG, LOG_POST_QUANTUM)]
    return "\n".join([*lines, f"witness w {witness.vkey}", f"quorum {quorum}", ""])


def key_of(party: str) -> PartyKey:
    seed = sha256(f"a key abroad: {party}".encode()).digest()
    return PartyKey(PartyId(party), Ed25519PrivateKey.from_private_bytes(seed))


def root_of(*runs: str) -> Digest:
    """Return the root over runs, each as its leaf has it: ``H|6|1|8``."""
    return Digest(tree_root([leaf_hash(run.encode()) for run in runs]).hex())


def release(transfer: str, **changed: Any) -> Released:
    """Return a release of four chips from abroad to a holder at home."""
    terms: dict[str, Any] = {
        "transfer": TransferId(transfer),
        "lot": LotId("theirs-1"),
        "to_registry": Origin(HOME),
        "to_party": PartyId("holder"),
        "country": CountryCode("DE"),
        "destination": "Frankfurt One",
        "on": ON,
        "waybill": "LH-8400",
        "maker": PartyId("maker"),
        "model": ModelId("h100"),
        "tpp": TPP,
        "chips": 4,
        "root": root_of("H|6|101|104"),
    }
    return Released(**terms | changed)


def settlement(transfer: str, outcome: Outcome, **changed: Any) -> Settled:
    """Return what is said abroad of the eight chips of ``lot-1`` that were released at home."""
    terms: dict[str, Any] = {
        "because": 3,
        "transfer": TransferId(transfer),
        "from_registry": Origin(HOME),
        "party": PartyId("importer"),
        "outcome": outcome,
        "release": Digest("5" * 64),
        "released_at": 12,
        "root": root_of("H|6|1|8"),
        "chips": 8,
        "on": date(2026, 10, 20),
    }
    return Settled(**terms | changed)


class Abroad:
    """The other registry's log: entries, and proofs of them as it, or a forger, makes them."""

    def __init__(self, origin: str = ABROAD) -> None:
        self.origin = origin
        self.entries: list[bytes] = []

    def log(self, raw: bytes) -> int:
        """Append any bytes; return where they stand."""
        self.entries.append(raw)
        return len(self.entries) - 1

    def say(self, said: Statement, by: str = "exporter-abroad") -> int:
        """Append a statement of somebody there."""
        return self.log(signed(said, key_of(by), len(self.entries) + 1))

    def head(self, *by: Signer) -> str:
        """Return the head of the log as it stands, signed by those whom one says."""
        return checkpoint(self.leaves, self.origin, by or (LOG, WITNESS))

    def proof(self, index: int, *by: Signer) -> str:
        """Return the proof of an entry under a head with these signatures."""
        path = "".join(f"{b64encode(it).decode()}\n" for it in tree_path(index, self.leaves))
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n{path}\n{self.head(*by)}"

    @property
    def leaves(self) -> list[bytes]:
        """Return the hash of every entry."""
        return [leaf_hash(entry) for entry in self.entries]


def sealed(said: Statement) -> bytes:
    """Return a commitment to a statement: what it says is not shown."""
    by, commitment = key_of("exporter-abroad"), sha256(b"salt and body").digest()
    claims = Claims(
        issuer=by.party,
        subject=f"commitment:{commitment.hex()}",
        said_at=1_790_000_000,
        sequence=1,
        key=by.key,
    )
    tag = said.__struct_config__.tag
    return seal(claims, commitment, by.sign, preimage_kind=str(tag))


STANDING: Final[dict[str, Statement]] = {
    "the release": release("t-1"),
    "the release to elsewhere": release("t-1", to_registry=Origin(ELSEWHERE)),
    "the release to the exporter": release("t-1", to_party=PartyId("exporter")),
    "the release of a stranger's chips": release("t-1", maker=PartyId("nobody")),
    "the release of chips of the provider": release("t-1", maker=PartyId("provider")),
    "the release of impossible chips": release("t-1", tpp=Decimal("sNaN")),
    "the release of weaker chips": release("t-1", tpp=Decimal(4000)),
    "the release of four of our chips": release("t-1", root=root_of("H|6|1|4")),
    "the release of our chips": release("t-1", chips=8, root=root_of("H|6|1|8")),
    "the next release": release("t-2", root=root_of("H|6|105|108")),
    "the acceptance": settlement("t-9", Outcome.ACCEPTED),
    "the refusal": settlement("t-9", Outcome.DECLINED),
    "the acceptance of what elsewhere released": settlement(
        "t-9", Outcome.ACCEPTED, from_registry=Origin(ELSEWHERE)
    ),
    "the acceptance of another transfer": settlement("t-8", Outcome.ACCEPTED),
    "the acceptance of other chips": settlement("t-9", Outcome.ACCEPTED, root=root_of("H|6|1|7")),
}
"""What a case may name: its entry and its proof."""


def written() -> tuple[Abroad, dict[str, int]]:
    """Return the log abroad with everything that a case may name, and where it stands."""
    abroad = Abroad()
    at = {name: abroad.say(said) for name, said in STANDING.items()}
    at["the release under seal"] = abroad.log(sealed(STANDING["the release"]))
    at["the release that nobody signed"] = abroad.log(abroad.entries[0][:-1] + b"\0")
    return abroad, at


def base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def federation_words() -> dict[str, Any]:
    """Return what a case of the rules may name: what is too long to be written out."""
    abroad, at = written()
    first = at["the release"]
    other = Abroad(ELSEWHERE)
    other.log(abroad.entries[first])
    stranger = signer(ABROAD, 1)._replace(name=ABROAD, line=signer("stranger", 1).line)
    words: dict[str, Any] = {
        "the policy for abroad": policy(),
        "the policy for abroad with another witness": policy(
            witness=signer("witness.example/v", 4)
        ),
        "a policy for abroad of one key": policy(LOG),
        "a policy for elsewhere": policy(signer(ELSEWHERE, 1)),
        "a policy of no log": f"witness w {WITNESS.vkey}\nquorum w\n",
        "a policy that asks for nobody": policy(quorum="none"),
        "a proof that no witness has seen": abroad.proof(first, LOG),
        "a proof that a stranger signed": abroad.proof(first, stranger, WITNESS),
        "a proof of elsewhere": other.proof(0, signer(ELSEWHERE, 1), WITNESS),
        "an entry that was changed": base64(abroad.entries[first].replace(b"LH-8400", b"LH-8401")),
        "the root of lot-1": root_of("H|6|1|8"),
        "the root of six": root_of("H|6|1|6"),
        "the root of all but one": root_of("H|6|1|3", "H|6|5|8"),
        "scattered serials": [f"S-{number:04d}" for number in range(1, 1600, 2)],
        "the root of the scattered": root_of(
            *(f"S-|4|{number}|{number}" for number in range(1, 1600, 2))
        ),
    }
    for name, index in at.items():
        words[name] = base64(abroad.entries[index])
        words[f"the proof of {name}"] = abroad.proof(index)
    return words
