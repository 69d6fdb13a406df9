"""Over-ordering and skimming: more is bought than is needed, and the surplus leaks.

Attack (the Korea case, 53,000 chips in 144 trips, in the press): four lots are delivered to a site
and said to be installed, and some of their chips are nowhere. What is there is heard of every
month, but for a few; every other month the inspector counts one of the lots, drawn by chance. Or
the chips are written off: as destroyed, before a witness who never says so; or as lost, one
every month. Twin: the surplus lies in a warehouse, where it is counted and heard of; or what
failed is certified.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from benches.adversary.acts import Acts
from benches.adversary.cast import INSPECTOR
from benches.adversary.goods import (
    HEARD_EVERY_DAYS,
    Lot,
    counted,
    days_left,
    hall,
    owner,
    read,
    stands,
)
from benches.adversary.scenario import SeenBy
from benches.adversary.stage import Stage
from comptrol.domains.registry import ChipId, Destroyed, Lost, SiteId, Witnessed
from comptrol.kernel.identifiers import Digest, PartyId

ID: Final = "overorder-skim"
STRENGTHS: Final = (
    "half, beyond the power",
    "a fifth",
    "one in twelve",
    "one in twenty",
    "one in fifty",
    "said to be destroyed",
    "lost, one every month",
)
"""How many of the chips that were delivered are not there; or how they are written off."""
SEEN_BY: Final = SeenBy(
    alarms=(
        "registry.power",
        "registry.silent",
        "registry.quiet",
        "registry.missing",
        "registry.failing",
        "registry.unwitnessed",
        "registry.losing",
    )
)
_SHARE: Final = dict(zip(STRENGTHS, (0.5, 0.2, 1 / 12, 0.05, 0.02), strict=False))
LOTS, CHIPS, WATTS = 4, 40, 700
HEARD: Final = 0.97
"""How likely a chip that is there is heard of in a month."""
COUNTED_EVERY_DAYS: Final = 60
ROOM: Final = Decimal("1.3")
"""How much more power a hall has than what stands in it is designed to draw."""
CERTIFICATE: Final = Digest("e" * 64)


def attack(stage: Stage, strength: str) -> Acts[None]:
    """Let chips of a delivery vanish, and say that all are installed, or that some failed."""
    gone = round(LOTS * CHIPS * _SHARE.get(strength, 0))
    holder, site = yield from _begun(stage, LOTS * CHIPS - gone)
    lots = yield from _lots(stage, holder, site, LOTS, deed=True)
    if strength == STRENGTHS[5]:
        some = lots[0].chips[: stage.chance.randint(5, 20)]
        yield stage.does(20, holder, _destroyed(stage, lots[0], some))
        yield from _heard(stage, [(lots, set(some))])
    elif strength == STRENGTHS[6]:
        yield from _heard(stage, [(lots, set())], loses=1)
    else:
        missing = set[ChipId]()
        for lot in lots:
            missing |= set(lot.chips[: max(0, min(CHIPS, gone - len(missing)))])
        yield from _heard(stage, [(lots, missing)])


def twin(stage: Stage, strength: str) -> Acts[None]:
    """Keep a buffer in a warehouse, or write off what failed, before a witness who says so."""
    holder, site = yield from _begun(stage, LOTS * CHIPS)
    if strength in STRENGTHS[5:]:
        lots = yield from _lots(stage, holder, site, LOTS)
        some = lots[0].chips[: stage.chance.randint(1, 8)]
        yield stage.says(20, holder, _destroyed(stage, lots[0], some))
        on = stage.day(25)
        seen = Witnessed(lot=lots[0].lot, chips=some, on=on, certificate=CERTIFICATE)
        yield stage.says(25, INSPECTOR, seen)
        yield from _heard(stage, [(lots, set(some))])
        return
    kept = 2 if strength == STRENGTHS[0] else 1
    lots = yield from _lots(stage, holder, site, LOTS - kept)
    store = yield from hall(stage, 2, "store")
    spare = yield from _lots(stage, holder, store, kept, label="spare")
    yield from _heard(stage, [(lots, set()), (spare, set())])


def _begun(stage: Stage, chips: int) -> Acts[tuple[PartyId, SiteId]]:
    """Register an owner, and a hall with the power for so many chips and some more."""
    holder = yield from owner(stage, 0)
    power = round(chips * WATTS * ROOM / 10**6, 4)
    site = yield from hall(stage, 0, "hall", power_mw=power)
    return holder, site


def _lots(
    stage: Stage,
    holder: PartyId,
    site: SiteId,
    many: int,
    *,
    label: str = "main",
    deed: bool = False,
) -> Acts[list[Lot]]:
    found = []
    for number in range(many):
        name = f"{label}{number}"
        lot = yield from stands(stage, 2, name, CHIPS, holder=holder, site=site, deed=deed)
        found.append(lot)
    return found


def _destroyed(stage: Stage, lot: Lot, chips: Sequence[ChipId]) -> Destroyed:
    return Destroyed(
        lot=lot.lot,
        chips=tuple(chips),
        on=stage.day(20),
        method="shredded",
        witness=INSPECTOR,
        certificate=CERTIFICATE,
    )


def _heard(
    stage: Stage, places: Sequence[tuple[list[Lot], set[ChipId]]], *, loses: int = 0
) -> Acts[None]:
    """Hear of what is there every month, and count one lot of each place every other month."""
    for day in range(30, days_left(stage), HEARD_EVERY_DAYS):
        for lots, gone in places:
            there = [it for lot in lots for it in lot.chips if it not in gone]
            answering = [it for it in there if stage.chance.random() < HEARD]
            yield from read(stage, day, lots[0].site, answering)
            drawn = stage.chance.choice(lots)
            if day % COUNTED_EVERY_DAYS < HEARD_EVERY_DAYS:
                away = [it for it in drawn.chips if it in gone]
                yield from counted(stage, day, drawn.site, [drawn.lot], away)
            if loses:
                some = tuple(stage.chance.sample(sorted(set(lots[0].chips) - gone), loses))
                said = Lost(lot=lots[0].lot, chips=some, on=stage.day(day), reason="not found")
                yield stage.does(day, lots[0].holder, said)
                gone.update(some)
