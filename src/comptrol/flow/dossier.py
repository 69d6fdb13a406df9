"""Everything about one case in files that anybody can check: entries as they were signed, proofs.

A dossier has each entry that the case or anything in it cites, byte for byte, with its receipt;
the history of the case, which proves that nothing about it was left out; what was opened of sealed
words, with the salt that shows that they are the ones; and a list of digests. What is sealed and
not opened stays sealed: there is its entry, which has a commitment.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

import msgspec
from typing_extensions import override

from comptrol.domains.cases import CaseFile, CaseId, Weights, case, weights
from comptrol.domains.gate import GateView
from comptrol.domains.parties import PartiesView
from comptrol.domains.privacy import PrivacyView, hiding_under
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.ports import Reading
from comptrol.flow.proving import History, gathered, proven, receipt
from comptrol.flow.publishing import Publisher
from comptrol.flow.turn import read_entry
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.envelope import open_envelope
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind
from comptrol.kernel.view import World

FORMAT: Final = "comptrol/dossier@v1"
ENTRIES_MAX: Final = 2_000
"""More than any case cites: each statement of one names fifty positions at most."""
INDEX: Final = "SHA256SUMS"
CASE: Final = "dossier.json"
HISTORY: Final = "history.json"


class Cited(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a dossier: who said what, when, and in which files it is."""

    position: int
    kind: str
    by: PartyId
    at: str
    sealed: bool
    entry: str
    proof: str


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """Words that were sealed, as they were opened for this dossier, and why."""

    position: int
    looked_at: int
    """Where the log says that somebody looked."""
    purpose: str
    words: str
    salt: str

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Opened(…)"


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """A case as a program reads it; the page says the same in plain words."""

    format: str
    file: CaseFile
    weights: Weights
    parties: dict[str, str]
    """Who is who; a person by the pseudonym alone."""
    entries: tuple[Cited, ...]
    opened: tuple[Opened, ...]
    left_sealed: tuple[int, ...]
    size: int
    """So many entries had the log whose head is in the checkpoint."""


class Opening(NamedTuple):
    """What opens a sealed entry, and the look at it that was logged."""

    position: int
    looked_at: int
    purpose: str
    body: bytes
    salt: bytes

    @override
    def __repr__(self) -> str:
        """Show nothing of it, wherever it is shown."""
        return "Opening(…)"


def dossier(
    publisher: Publisher,
    catalogue: Catalogue,
    references: References,
    name: CaseId,
    openings: tuple[Opening, ...] = (),
) -> tuple[Dossier, dict[str, bytes]]:
    """Return a dossier and its files but for the page; what it cites must be published already."""
    with publisher.store.reading() as reading:
        world = RowsWorld(reading, references)
        file = case(world, case=name)
        found = gathered(reading, catalogue, references, f"case:{name}")
        positions = _positions(world, file, found.history, openings)
        files, entries = _entries(reading, catalogue, positions)
        made = Dossier(
            format=FORMAT,
            file=file,
            weights=weights(world, case=name),
            parties=dict(_who(world, file)),
            entries=tuple(entries),
            opened=tuple(_told(it) for it in openings),
            left_sealed=_left_sealed(world, positions, openings),
            size=publisher.final.head.size if publisher.final is not None else 0,
        )
    for it in entries:
        files[it.proof] = receipt(publisher, it.position)
    files[HISTORY] = msgspec.json.encode(proven(publisher, found)) + b"\n"
    for opening in openings:
        files[f"opened/{opening.position}.json"] = opening.body
        files[f"opened/{opening.position}.salt"] = opening.salt
    files[CASE] = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    return made, files


def cited_by(world: World, name: CaseId) -> frozenset[int]:
    """Return where everything stands that a case has or names, what is under seal too.

    Raises NotFoundError where no such case was opened.
    """
    file, view = case(world, case=name), world[PrivacyView]
    digests = [it.said.digest for it in file.answers] + [it.digest for it in file.evidence]
    hidden = (hiding_under(view, it) for it in digests if it is not None)
    own = {it.position for it in file.steps}
    return frozenset({*own, *_named(file), *(it.position for it in hidden if it is not None)})


def index_of(files: Mapping[str, bytes]) -> bytes:
    """Return the digests of files, as ``sha256sum --check`` reads them."""
    lines = (f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return "".join(lines).encode()


def _entries(
    reading: Reading, catalogue: Catalogue, positions: tuple[int, ...]
) -> tuple[dict[str, bytes], list[Cited]]:
    files, entries = dict[str, bytes](), list[Cited]()
    for position in positions:
        (logged,) = islice(reading.entries(position), 1)
        said, stem = read_entry(catalogue, logged), f"entries/{position}"
        envelope = open_envelope(logged.raw)
        sealed = envelope.claims.subject.startswith("commitment:")
        files[f"{stem}.cose"] = logged.raw
        if not sealed:
            files[f"{stem}.json"] = envelope.payload
        entries.append(
            Cited(
                position=position,
                kind=kind(type(said.statement)),
                by=said.signer,
                at=logged.logged_at.isoformat(),
                sealed=sealed,
                entry=f"{stem}.cose",
                proof=f"{stem}.proof",
            )
        )
    return files, entries


def _positions(
    world: World, file: CaseFile, history: History, openings: tuple[Opening, ...]
) -> tuple[int, ...]:
    """Return where everything stands that a case has, or that anything in it names."""
    own = {it.position for it in history.entries}
    named = {*own, *_named(file), *_rulings(world, file, own)}
    named |= {it.position for it in openings} | {it.looked_at for it in openings}
    if len(named) > ENTRIES_MAX:
        raise UnreadableError(f"the case cites {len(named)} entries, a dossier {ENTRIES_MAX}")
    return tuple(sorted(named))


def _named(file: CaseFile) -> Iterator[int]:
    for alarm in file.alarms:
        yield from (alarm.position, *alarm.evidence)
    acts = [it.said.act for it in file.notices]
    acts += [file.decision.said.act] if file.decision is not None else []
    for act in acts:
        yield from (it for fact in act.facts for it in fact.evidence)
    for answer in file.answers:
        yield from (*answer.said.corrections, *answer.said.evidence)
    for piece in file.evidence:
        yield from piece.positions
    for appeal in file.appeals:
        yield from (*appeal.corrections, *appeal.evidence)
    for taken in file.measures:
        yield from (it for it in (taken.carried_out_at, taken.ended_at) if it is not None)


def _rulings(world: World, file: CaseFile, own: set[int]) -> Iterator[int]:
    """Yield the orders that a case is about, and the rulings on orders that followed from it."""
    view = world[GateView]
    parties = [view.orders.where(customer=it) for it in file.case.parties]
    orders = [it for name in file.case.orders if (it := view.orders.get(name)) is not None]
    yield from (it.position for it in orders)
    for order in dict.fromkeys((*(it.order for it in orders),
                                *(it.order for some in parties for it in some))):  # fmt: skip
        ruled = view.rulings.where(order=order)
        yield from (it.position for it in ruled if it.because in own)


def _who(world: World, file: CaseFile) -> Iterator[tuple[str, str]]:
    named = {*file.case.parties, *(it.by for it in file.steps)}
    for name in sorted(named):
        party = world[PartiesView].parties.get(PartyId(name))
        if party is not None:
            yield name, "a person" if party.person else f"{party.name} ({party.country})"


def _left_sealed(
    world: World, positions: tuple[int, ...], openings: tuple[Opening, ...]
) -> tuple[int, ...]:
    sealed, opened = world[PrivacyView].sealed, {it.position for it in openings}
    return tuple(it for it in positions if it not in opened and sealed.get(it) is not None)


def _told(opening: Opening) -> Opened:
    return Opened(
        position=opening.position,
        looked_at=opening.looked_at,
        purpose=opening.purpose,
        words=f"opened/{opening.position}.json",
        salt=f"opened/{opening.position}.salt",
    )


def as_read(raw: bytes) -> Dossier:
    """Return a dossier as its file has it."""
    try:
        return msgspec.json.decode(raw, type=Dossier)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableError(f"{CASE}: {error}") from error
