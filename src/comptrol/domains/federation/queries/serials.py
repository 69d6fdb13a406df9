"""Which chips of a lot cross, which are here already, and which are here at all?"""

from collections.abc import Iterator, Sequence
from typing import Final

from comptrol.domains.federation.view import FederationView, Progress
from comptrol.domains.registry import (
    Condition,
    Custody,
    LotId,
    RegistryView,
    Run,
    Span,
    chip_of,
    runs_meeting,
    runs_of,
    serial_at,
    serials_in,
)
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

_GONE: Final = frozenset({Condition.DESTROYED, Condition.RENAMED})
"""No chip stands for such a serial any more: it crosses no border, and comes from nowhere."""


def crossing_runs(view: RegistryView, lot: LotId) -> list[Span]:
    """Return the serials of a lot that stand for a chip, as the fewest runs there are."""
    found = [
        Span(run.prefix, run.digits, run.first, run.last)
        for run in view.runs.where(lot=lot)
        if run.condition not in _GONE
    ]
    return runs_of(sorted(found))


def who_has(
    world: World, maker: PartyId, runs: Sequence[Span], back: LotId | None = None
) -> Iterator[str]:
    """Yield why some serials cannot be taken into the books: the lots that have one of them.

    Chips that left come back only once the other registry has shown that it had them, or in
    the lot that is being recalled, ``back``: till then that registry could still accept them.
    """
    view = world[RegistryView]
    for span in runs:
        for run in runs_meeting(view, maker, span):
            if state := _not_away(world, run, back):
                serial = serial_at(run.prefix, run.digits, max(run.first, span.first))
                yield f"{chip_of(maker, serial)} is in lot {run.lot} ({state})"


def _not_away(world: World, run: Run, back: LotId | None) -> str:
    """Return in what state chips are that cannot come from abroad; nothing where they can."""
    lot = world[RegistryView].lots.get(run.lot)
    if lot is None or lot.custody is not Custody.DEPARTED or run.condition in _GONE:
        return run.condition.value
    open_ = [
        it
        for it in world[FederationView].releases.where(lot=run.lot)
        if it.progress is Progress.OPEN
    ]
    return "released, and not confirmed" if open_ and run.lot != back else ""


def present_chips(world: World) -> Iterator[str]:
    """Yield the name of every chip that counts here, lost and broken ones too."""
    for run in serials_in(world[RegistryView]):
        name = f"{run.maker}/{run.prefix}"
        if not run.digits:
            yield name
            continue
        for number in range(run.first, run.last + 1):
            yield f"{name}{number:0{run.digits}d}"
