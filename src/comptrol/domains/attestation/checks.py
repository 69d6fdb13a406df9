"""What may be said about attestation, given what is known.

What cannot be read proves nothing of anybody and is refused, so that it can be mended. What can be
read and does not hold is logged, and judged to prove nothing: somebody has tried.
"""

from collections.abc import Iterator
from typing import assert_never

from comptrol.domains.attestation.formulas import (
    EVIDENCE_CHARACTERS_MAX,
    characters,
    digest_of_text,
    is_of_one_form,
    is_unsigned,
    keys_of,
    nonce_of,
    raw_of,
    read_chain,
    read_report,
    read_token,
    root_of,
)
from comptrol.domains.attestation.queries import with_nonce
from comptrol.domains.attestation.refusals import AttestationRefusal
from comptrol.domains.attestation.statements import (
    ANSWERING,
    AttestationStatement,
    Attested,
    Challenged,
    Evidence,
    Judged,
    KeysPinned,
    PinForm,
)
from comptrol.domains.attestation.view import AttestationView, Challenge
from comptrol.domains.parties import PartiesView, may
from comptrol.domains.registry import ChipId, RegistryView, chip_standing, known_lot
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Finding
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World


def check(entry: Entry[AttestationStatement], world: World) -> Iterator[Finding]:
    """Yield every reason to refuse, most important first."""
    match entry.statement:
        case Challenged() as said:
            yield from _check_challenged(said, entry, world)
        case Attested() as said:
            yield from _unknown_chip(said.chip, world)
            yield from _check_answer(said, entry, world)
            yield from _check_at_hand(said, entry, world)
            yield from _check_evidence(said.evidence)
        case KeysPinned() as said:
            yield from _check_pinned(said)
        case Judged():
            return  # a consequence: only the platform says it, and intake takes it from nobody
        case never:
            assert_never(never)


def _check_challenged(
    said: Challenged, entry: Entry[AttestationStatement], world: World
) -> Iterator[Finding]:
    """Refuse a challenge that was not made as one is made, or that nobody can answer.

    The views know the size of the log and no root of its tree, so that the root is taken as it is
    said: whether it is one that was published, and how new, is for whoever has the log to see. The
    salt is the challenger's choice.
    """
    view = world[AttestationView]
    if said.chip is not None:
        yield from _unknown_chip(said.chip, world)
    if view.challenges.get(said.challenge) is not None:
        yield Finding.of(AttestationRefusal.CHALLENGE_EXISTS, said.challenge)
    if not may(world[PartiesView], said.to, ANSWERING):
        yield Finding.of(AttestationRefusal.CANNOT_ANSWER, said.to)
    expected = nonce_of(said.label, said.root, said.size, said.salt)
    if said.nonce != expected:
        yield Finding.of(AttestationRefusal.NONCE_MISMADE, f"they make {expected}")
    taken = with_nonce(view, said.nonce)
    if taken is not None:
        yield Finding.of(AttestationRefusal.NONCE_TAKEN, f"{taken.challenge} has it")
    if said.size > entry.position:
        detail = f"{said.size} entries, and the log has {entry.position}"
        yield Finding.of(AttestationRefusal.AHEAD_OF_LOG, detail)


def _unknown_chip(chip: ChipId, world: World) -> Iterator[Finding]:
    if chip_standing(world[RegistryView], chip) is None:
        yield Finding.of(AttestationRefusal.UNKNOWN_CHIP, chip)


def _check_answer(
    said: Attested, entry: Entry[AttestationStatement], world: World
) -> Iterator[Finding]:
    """Refuse an answer to no challenge, by another than was asked, or at another time."""
    asked = world[AttestationView].challenges.get(said.challenge)
    if asked is None:
        yield Finding.of(AttestationRefusal.UNKNOWN_CHALLENGE, said.challenge)
        return
    if asked.to != entry.signer:
        yield Finding.of(AttestationRefusal.NOT_ASKED, f"{asked.to} was asked")
    if asked.chip is not None and asked.chip != said.chip:
        yield Finding.of(AttestationRefusal.ANOTHER_CHIP, f"it is about {asked.chip}")
    yield from _check_time(asked, entry)


def _check_at_hand(
    said: Attested, entry: Entry[AttestationStatement], world: World
) -> Iterator[Finding]:
    """Refuse an answer for a chip that is not the signer's to show.

    Otherwise whoever was asked once might bind a die of their own to the chip of somebody else,
    against which its true die would be held for good.
    """
    view = world[RegistryView]
    standing = chip_standing(view, said.chip)
    if standing is None:
        return
    site = None if standing.site is None else view.sites.get(standing.site)
    at_hand = {standing.holder, known_lot(view, standing.lot).maker}
    if site is not None and site.operator is not None:
        at_hand.add(site.operator)
    if entry.signer not in at_hand:
        yield Finding.of(AttestationRefusal.NOT_AT_HAND, f"{said.chip}: {entry.signer}")


def _check_time(asked: Challenge, entry: Entry[AttestationStatement]) -> Iterator[Finding]:
    if asked.answered_by is not None:
        detail = f"it was answered at position {asked.answered_by}"
        yield Finding.of(AttestationRefusal.CHALLENGE_USED, detail)
    if entry.logged_at >= asked.expires_at:
        detail = f"it was to be answered before {asked.expires_at.isoformat()}"
        yield Finding.of(AttestationRefusal.CHALLENGE_EXPIRED, detail)


def _check_evidence(evidence: Evidence) -> Iterator[Finding]:
    """Refuse what is no evidence at all. Whether it proves something is judged, not checked."""
    if not is_of_one_form(evidence):
        detail = "state report and chain, or token and, of a bundle, device"
        yield Finding.of(AttestationRefusal.EVIDENCE_FORM, detail)
        return
    length = characters(evidence)
    if length > EVIDENCE_CHARACTERS_MAX:
        detail = f"{length} characters, at most {EVIDENCE_CHARACTERS_MAX}"
        yield Finding.of(AttestationRefusal.EVIDENCE_TOO_LARGE, detail)
    elif evidence.token is not None:
        yield from _check_token(evidence.token)
    else:
        yield from _check_report(evidence)


def _check_report(evidence: Evidence) -> Iterator[Finding]:
    try:
        raw = raw_of(evidence)
    except UnreadableError as error:
        yield Finding.of(AttestationRefusal.NOT_BASE64, str(error))
        return
    try:
        read_report(raw.report)
        read_chain(raw.chain)
    except UnreadableError as error:
        yield Finding.of(AttestationRefusal.UNREADABLE, str(error))


def _check_token(token: str) -> Iterator[Finding]:
    try:
        bundle = read_token(token)
    except UnreadableError as error:
        yield Finding.of(AttestationRefusal.UNREADABLE, str(error))
        return
    if is_unsigned(bundle):
        yield Finding.of(AttestationRefusal.UNSIGNED_TOKEN, "alg is none, or a signature is empty")


def _check_pinned(said: KeysPinned) -> Iterator[Finding]:
    """Refuse keys that cannot be read: believing nobody by mistake is a mistake too."""
    found = digest_of_text(said.content)
    if said.digest != found:
        yield Finding.of(AttestationRefusal.PIN_DIGEST, f"it is {found}")
    try:
        (root_of if said.form is PinForm.ROOT else keys_of)(said.content)
    except UnreadableError as error:
        yield Finding.of(AttestationRefusal.PIN_UNREADABLE, str(error))
    if (said.issuer is None) != (said.form is PinForm.ROOT):
        yield Finding.of(AttestationRefusal.PIN_ISSUER, f"issuer is {said.issuer or 'nobody'}")
