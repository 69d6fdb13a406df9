"""What is known about attestation: challenges, what answers proved, and which die is in a chip."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import assert_never

import msgspec

from comptrol.domains.attestation.statements import (
    AttestationStatement,
    Attested,
    Challenged,
    ChallengeId,
    DieId,
    Grade,
    IdentityId,
    Judged,
    KeysPinned,
    LeafId,
    Nonce,
    PinForm,
    PinName,
    Verdict,
)
from comptrol.domains.registry import ChipId
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change, Key, Table, View

PROVEN = frozenset({Grade.A, Grade.B})
"""The grades that show that a chip works. The operator's word shows nothing."""


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """One challenge, and whether it was answered: once, whatever the answer proved."""

    challenge: ChallengeId
    to: PartyId
    chip: ChipId | None
    nonce: Nonce
    label: str
    root: Digest
    size: int
    salt: Nonce
    by: PartyId
    asked_at: datetime
    expires_at: datetime
    position: int
    answered_at: datetime | None = None
    answered_by: int | None = None
    """Where the answer stands."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What one answer proved of a chip."""

    chip: ChipId
    position: int
    challenge: ChallengeId
    by: PartyId
    """Who brought it."""
    at: datetime
    grade: Grade
    die: DieId | None
    verdict: Verdict
    because: int


class Binding(msgspec.Struct, frozen=True, kw_only=True):
    """A die, or a firmware layer, that was shown to be in a chip: from when, and last when.

    What shows it is the chip's signature; that it is *this* chip is the word of who brought it,
    the first time. Whatever else is shown later is held against the first.
    """

    identity: IdentityId
    chip: ChipId
    by: PartyId
    first_at: datetime
    first_position: int
    last_at: datetime
    last_position: int


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """A firmware layer of a die: a name that the die goes by, from when, and last when."""

    leaf: LeafId
    die: DieId
    key: Digest
    first_at: datetime
    last_at: datetime
    position: int


class Pin(msgspec.Struct, frozen=True, kw_only=True):
    """What was last pinned under a name."""

    pin: PinName
    form: PinForm
    content: str
    digest: Digest
    issuer: str | None
    source: str
    position: int


class AttestationView(View):
    """Challenges, judgements, which die is in which chip, and whose keys are believed."""

    challenges: Table[ChallengeId, Challenge] = Table.of(
        "attestation_challenges", Challenge, key="challenge", indexes=("nonce", "to")
    )
    judgements: Table[Key, Judgement] = Table.of(
        "attestation_judgements", Judgement, key="chip position", indexes=("die",)
    )
    bindings: Table[Key, Binding] = Table.of(
        "attestation_bindings", Binding, key="identity chip", indexes=("chip",)
    )
    leaves: Table[LeafId, Leaf] = Table.of(
        "attestation_leaves", Leaf, key="leaf", indexes=("die",)
    )
    pins: Table[PinName, Pin] = Table.of("attestation_pins", Pin, key="pin")


def apply(view: AttestationView, entry: Entry[AttestationStatement]) -> Iterator[Change]:
    """Fold one accepted statement into the view."""
    match entry.statement:
        case Challenged() as said:
            yield view.challenges.put(_challenge(said, entry))
        case Attested(challenge=name):
            asked = view.challenges.get(name)
            assert asked is not None, "an admitted answer names a known challenge"
            answered = {"answered_at": entry.logged_at, "answered_by": entry.position}
            yield view.challenges.put(msgspec.structs.replace(asked, **answered))
        case KeysPinned() as said:
            fields = msgspec.structs.asdict(said)
            yield view.pins.put(Pin(**fields, position=entry.position))
        case Judged() as said:
            yield from _judged(view, said, entry)
        case never:
            assert_never(never)


def _challenge(said: Challenged, entry: Entry[AttestationStatement]) -> Challenge:
    return Challenge(
        challenge=said.challenge,
        to=said.to,
        chip=said.chip,
        nonce=said.nonce,
        label=said.label,
        root=said.root,
        size=said.size,
        salt=said.salt,
        by=entry.signer,
        asked_at=entry.logged_at,
        expires_at=entry.logged_at + timedelta(minutes=said.minutes),
        position=entry.position,
    )


def _judged(
    view: AttestationView, said: Judged, entry: Entry[AttestationStatement]
) -> Iterator[Change]:
    """Keep a judgement; where it proves something, also of which die and firmware layer."""
    asked = view.challenges.get(said.challenge)
    assert asked is not None, "what was judged was asked"
    verdict = said.verdict
    yield view.judgements.put(
        Judgement(
            chip=said.chip,
            position=entry.position,
            challenge=said.challenge,
            by=asked.to,
            at=entry.logged_at,
            grade=verdict.grade,
            die=said.die,
            verdict=verdict,
            because=said.because,
        )
    )
    if verdict.grade not in PROVEN:
        return
    for identity in (verdict.die, verdict.leaf):
        if identity is not None:
            yield view.bindings.put(_bound(view, IdentityId(identity), said, asked.to, entry))
    if verdict.die is not None and verdict.leaf is not None and verdict.leaf_key is not None:
        yield view.leaves.put(_leaf(view, verdict.die, verdict.leaf, verdict.leaf_key, entry))


def _bound(
    view: AttestationView,
    identity: IdentityId,
    said: Judged,
    by: PartyId,
    entry: Entry[AttestationStatement],
) -> Binding:
    at, position = entry.logged_at, entry.position
    known = view.bindings.get((identity, said.chip))
    if known is not None:
        return msgspec.structs.replace(known, last_at=at, last_position=position)
    return Binding(
        identity=identity,
        chip=said.chip,
        by=by,
        first_at=at,
        first_position=position,
        last_at=at,
        last_position=position,
    )


def _leaf(
    view: AttestationView,
    die: DieId,
    leaf: LeafId,
    key: Digest,
    entry: Entry[AttestationStatement],
) -> Leaf:
    at, known = entry.logged_at, view.leaves.get(leaf)
    first = at if known is None else known.first_at
    return Leaf(leaf=leaf, die=die, key=key, first_at=first, last_at=at, position=entry.position)
