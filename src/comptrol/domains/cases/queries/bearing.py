"""Whether an alarm is about the subjects of a case: nobody answers for what others did."""

from collections.abc import Iterator

from comptrol.domains.alarms import Alarm
from comptrol.domains.cases.statements import Opened
from comptrol.domains.cases.view import Case
from comptrol.domains.gate import GateView
from comptrol.domains.registry import ChipId, LotId, RegistryView, SiteId, chip_standing
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def bears_on(world: World, alarm: Alarm, case: Case | Opened) -> bool:
    """Tell whether an alarm names a subject, its site, lot or chip, or an order of the case."""
    subjects = set(case.parties)
    if subjects & set(alarm.parties) or subjects.intersection(_whose(world, alarm)):
        return True
    seen = {alarm.because, *alarm.evidence}
    orders = (world[GateView].orders.get(it) for it in case.orders)
    return any(it is not None and it.position in seen for it in orders)


def _whose(world: World, alarm: Alarm) -> Iterator[PartyId]:
    """Yield who runs the sites of an alarm, and who holds its lots and chips."""
    view = world[RegistryView]
    for name in alarm.sites:
        site = view.sites.get(SiteId(name))
        if site is not None and site.operator is not None:
            yield site.operator
    for name in alarm.lots:
        lot = view.lots.get(LotId(name))
        if lot is not None:
            yield lot.holder
    for name in alarm.chips:
        chip = chip_standing(view, ChipId(name))
        if chip is not None:
            yield chip.holder
