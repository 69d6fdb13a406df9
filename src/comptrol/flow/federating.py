"""How one registry shows another what it has logged: papers that carry an entry and its proof.

Papers vouch for nothing: whoever gets them checks everything by the policy of its own log. They
are a derivation of what is committed, so they are made again after a crash, as often as one likes.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final, Literal, TypeVar

import msgspec

from comptrol.domains.federation import (
    FederationView,
    Origin,
    TransferId,
    known_arrival,
    known_release,
    terms,
)
from comptrol.domains.registry import Serial, SerialRange
from comptrol.flow.proving import receipt
from comptrol.flow.publishing import Publisher
from comptrol.flow.world import RowsWorld
from comptrol.kernel.envelope import PAYLOAD_BYTES_MAX, open_envelope
from comptrol.kernel.errors import UnavailableError, UnreadableError
from comptrol.kernel.ledger.checkpoint import Checkpoint, read_checkpoint
from comptrol.kernel.ledger.note import Algorithm, known_lines
from comptrol.kernel.ledger.policy import Policy
from comptrol.kernel.ledger.proof import Proof, read_proof, write_proof
from comptrol.kernel.statement import Statement, kind

S = TypeVar("S", bound=Statement)

PAPERS: Final = "comptrol/papers@v1"


class Papers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a log and its proof; with a release, the serials that it is the root of."""

    format: Literal["comptrol/papers@v1"] = PAPERS
    transfer: TransferId
    entry: bytes
    proof: str
    serials: tuple[SerialRange, ...] = ()
    listed: tuple[Serial, ...] = ()


def release_papers(publisher: Publisher, transfer: TransferId) -> Papers:
    """Return what the other registry needs to accept a release: entry, proof and serials."""
    with publisher.store.reading() as reading:
        world = RowsWorld(reading, publisher.references)
        release = known_release(world[FederationView], transfer)
        crossing = terms(world, lot=release.lot)
    papers = _papers(publisher, transfer, release.position)
    return msgspec.structs.replace(papers, serials=crossing.serials, listed=crossing.listed)


def settlement_papers(publisher: Publisher, registry: Origin, transfer: TransferId) -> Papers:
    """Return what the other registry needs to close its books: what was said here, and proof."""
    with publisher.store.reading() as reading:
        view = RowsWorld(reading, publisher.references)[FederationView]
        arrival = known_arrival(view, registry, transfer)
    assert arrival.settled_at is not None, "the platform speaks in the same step"
    return _papers(publisher, transfer, arrival.settled_at)


def _papers(publisher: Publisher, transfer: TransferId, position: int) -> Papers:
    final = publisher.final
    if final is None or position >= final.head.size:
        head = publisher.publish()
        if not head.final:
            raise UnavailableError(f"the policy is not met: {head.missing}")
    (logged,) = islice(publisher.store.entries(position), 1)
    proof = receipt(publisher, position).decode()
    return Papers(transfer=transfer, entry=logged.raw, proof=proof)


def origin_of(papers: Papers) -> Origin:
    """Return the log that papers say they are from. Nothing is checked here."""
    head = read_checkpoint(read_proof(papers.proof.encode()).checkpoint).head
    return Origin(head.origin)


def statement_in(papers: Papers, wanted: type[S]) -> S:
    """Return what the entry of papers says, or raise UnreadableError. Nothing is checked here."""
    try:
        said: S = msgspec.json.decode(open_envelope(papers.entry).payload, type=wanted)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableError(f"the entry is no {kind(wanted)}: {error}") from error
    return said


def fitting(proof: str, policy: Policy, build: Callable[[str], S]) -> S:
    """Return a statement that embeds a proof and fits into an envelope.

    A head bears a line of every witness, and post-quantum lines have 3.3 kB each. Whatever the
    policy does not know proves nothing and is left out; if that is still too long, so are the
    post-quantum lines, unless the policy needs them. Both are judged as they are then.
    """
    size = 0
    for shorter in _shorter(read_proof(proof.encode()), policy):
        said = build(write_proof(shorter).decode())
        size = len(msgspec.json.encode(said))
        if size <= PAYLOAD_BYTES_MAX:
            return said
    raise UnreadableError(
        f"{size} bytes with the shortest proof, and a statement has at most {PAYLOAD_BYTES_MAX}: "
        "fewer serials to a lot, or a policy of fewer witnesses"
    )


def _shorter(proof: Proof, policy: Policy) -> Iterator[Proof]:
    """Yield a proof with fewer and fewer lines under its head; the caller takes the first fit."""
    head = read_checkpoint(proof.checkpoint)
    keys = [*(log.key for log in policy.logs), *(it.key for it in policy.witnesses)]
    known = known_lines(head.lines, keys)
    if not known:  # nobody will believe it: let the check say so, of the whole
        yield proof
        return
    short = [pair for pair in known if pair[0].algorithm is not Algorithm.ML_DSA_44]
    for pairs in (known, short or known):
        kept = tuple(dict.fromkeys(line for _, line in pairs))
        fewer = Checkpoint(head=head.head, extensions=head.extensions, lines=kept)
        yield Proof(index=proof.index, path=proof.path, checkpoint=fewer.raw)
