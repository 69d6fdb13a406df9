"""Who said what a case rests on, as far as rows tell: they do not decide it."""

from collections.abc import Iterator
from typing import Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.cases.statements import Channel
from comptrol.domains.cases.view import Case, CasesView
from comptrol.domains.gate import GateView
from comptrol.domains.inspection import InspectionView
from comptrol.domains.privacy import PrivacyView, hiding_at, hiding_under
from comptrol.domains.registry import ChipId
from comptrol.domains.structuring import StructuringView
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

LOOKED_AT_MAX: Final = 1000
"""So many orders of a subject, and looks for structuring, are gone through."""


def said_cited(world: World, case: Case) -> set[PartyId]:
    """Return who said what the alarms and the evidence of a case stand on, as far as rows tell."""
    raised = world[AlarmsView].alarms
    alarms = [it for name in case.alarms if (it := raised.get(name)) is not None]
    pieces = tuple(world[CasesView].evidence.where(case=case.case))
    cited = {place for it in alarms for place in (it.because, *it.evidence)}
    cited |= {place for it in pieces for place in it.positions}
    chips = {ChipId(chip) for it in alarms for chip in it.chips}
    return {
        *_sealed(world, case, cited),
        *_signalled(world, case, cited),
        *_inspected(world, chips, cited),
    }


def _sealed(world: World, case: Case, cited: set[int]) -> Iterator[PartyId]:
    view = world[PrivacyView]
    yield from (it.by for place in cited if (it := hiding_at(view, place)) is not None)
    for piece in world[CasesView].evidence.where(case=case.case):
        if piece.digest is not None and piece.channel is not Channel.WHISTLE_BLOWER:
            found = hiding_under(view, piece.digest)
            if found is not None:
                yield found.by


def _signalled(world: World, case: Case, cited: set[int]) -> Iterator[PartyId]:
    """Yield who told what an order looks like, and who looked for orders that belong together."""
    orders, view = world[GateView].orders, world[StructuringView]
    bought = (it for name in case.parties
              for it in orders.where(customer=name, limit=LOOKED_AT_MAX))  # fmt: skip
    for order in dict.fromkeys((*case.orders, *(it.order for it in bought))):
        signals = view.signals.where(order=order)
        yield from (it.signalled_by for it in signals if it.position in cited)
    looks = view.looks.where(limit=LOOKED_AT_MAX)
    yield from (it.looked_by for it in looks if it.position in cited)


def _inspected(world: World, chips: set[ChipId], cited: set[int]) -> Iterator[PartyId]:
    results = world[InspectionView].results
    for chip in sorted(chips):
        yield from (it.inspector for it in results.where(chip=chip) if it.position in cited)
