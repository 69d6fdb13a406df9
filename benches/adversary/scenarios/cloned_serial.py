"""Cloned serial: one identity in two places, or a counterfeit under a real serial.

Attack (Shavit arXiv:2303.11341 s3.1; Wasil et al. arXiv:2408.16074): the serials of real chips
are printed on others, which stand elsewhere. An inspector reads serials at both sites; or both
answer a challenge, each by a key of its own; or the real ones are no more; or the host of the
copies alone says what it has. A copy that nobody reads, and that never answers, leaves nothing to
be seen. Twin: a lot that was moved between two readings, with notice; a return with its
replacement linked; a destruction that was certified.
"""

from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.answering import answered
from benches.adversary.cast import INSPECTOR, PROVIDER
from benches.adversary.goods import (
    Lot,
    counted,
    hall,
    inspected_seldom,
    owner,
    place,
    read,
    stands,
)
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.registry import (
    Counted,
    Destroyed,
    MoveAnnounced,
    Moved,
    Replaced,
    SiteId,
    Witnessed,
)
from comptrol.kernel.identifiers import Digest

ID: Final = "cloned-serial"
STRENGTHS: Final = (
    "a lot, on one day",
    "eight, a day later",
    "one, a day later",
    "one, after weeks",
    "under another key",
    "of chips that are no more",
    "told by a host alone",
)
"""How many serials are read at the other site, and how much later; or how else there are two."""
SEEN_BY: Final = SeenBy(
    alarms=(
        "registry.cloned",
        "registry.elsewhere",
        "registry.seen-after-its-end",
        "registry.told-of",
        "attestation.cloned",
    )
)
_HOW: Final = dict(zip(STRENGTHS, ((64, 0), (8, 1), (1, 1), (1, 45)), strict=False))
ADDED: Final = 20
READ: Final = 40
CERTIFICATE: Final = Digest("c" * 64)


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Let copies of the chips of a lot answer, or be read, where the lot is not."""
    lot, far = yield from _begun(stage)
    if strength in _HOW:
        chips, later = _HOW[strength]
        some = stage.chance.sample(lot.chips, chips)
        yield from read(stage, READ, lot.site, some)
        yield from read(stage, READ + later, far, some, deed=True)
    elif strength == STRENGTHS[4]:
        yield from answered(stage, READ, lot, die=1)
        yield from answered(stage, READ + ADDED, lot, die=2, deed=True)
    elif strength == STRENGTHS[5]:
        yield from _ended(stage, lot)
        yield from read(stage, READ, lot.site, lot.chips[:2], deed=True)
    else:
        some = tuple(stage.chance.sample(lot.chips, 8))
        said = Counted(site=far, on=stage.day(READ), strangers=some)
        yield stage.does(READ, PROVIDER, said)


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Move the lot with notice, or exchange chips under a return, and say so."""
    lot, far = yield from _begun(stage)
    if strength in _HOW:
        chips, later = _HOW[strength]
        some = stage.chance.sample(lot.chips, chips)
        on, reason = stage.day(READ), "the hall is full"
        said = MoveAnnounced(lot=lot.lot, to=far, on=on, reason=reason)
        yield stage.says(READ - ADDED, lot.holder, said)
        yield from read(stage, READ - 1, lot.site, some)
        yield stage.says(READ, lot.holder, Moved(lot=lot.lot, to=far, on=on))
        yield from read(stage, READ + 1 + later, far, some)
    elif strength == STRENGTHS[5]:
        yield from _ended(stage, lot)
        yield from read(stage, READ, lot.site, lot.chips[2:10])
    else:
        yield from answered(stage, READ, lot, die=1)
        yield from _exchanged(stage, lot)


def _begun(stage: Stage) -> Acts[tuple[Lot, SiteId]]:
    holder = yield from owner(stage, 0)
    near = yield from hall(stage, 0, "near", where=place(50.11, 8.68))
    far = yield from hall(
        stage, 0, "far", country="SG", where=place(1.35, 103.82, 25), operator=PROVIDER
    )
    yield from inspected_seldom(stage, 0, near)
    yield from inspected_seldom(stage, 0, far)
    lot = yield from stands(stage, 1, "main", 64, holder=holder, site=near)
    yield from counted(stage, 5, near, [lot.lot])
    return lot, far


def _ended(stage: Stage, lot: Lot) -> Acts[None]:
    """Let two chips be destroyed before the inspector."""
    chips, on = lot.chips[:2], stage.day(ADDED)
    said = Destroyed(
        lot=lot.lot,
        chips=chips,
        on=on,
        method="shredded",
        witness=INSPECTOR,
        certificate=CERTIFICATE,
    )
    yield stage.says(ADDED, lot.holder, said)
    seen = Witnessed(lot=lot.lot, chips=chips, on=on, certificate=CERTIFICATE)
    yield stage.says(ADDED, INSPECTOR, seen)


def _exchanged(stage: Stage, lot: Lot) -> Acts[None]:
    """Send the chip that answered back, and let its replacement answer by a key of its own."""
    spares = yield from stands(stage, READ + 1, "spare", 4, holder=lot.holder, site=lot.site)
    said = Replaced(
        lot=lot.lot,
        chip=lot.chips[0],
        by=spares.chips[0],
        rma=stage.name("return"),
        on=stage.day(READ + 2),
    )
    yield stage.says(READ + 2, lot.holder, said)
    yield from answered(stage, READ + ADDED, spares, die=2)
    yield from counted(stage, READ + ADDED + 1, lot.site, [spares.lot])
