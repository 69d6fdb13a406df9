"""How a lot takes a step: its row as it is now, and the same kept for ever."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from comptrol.domains.registry.statements import LotId
from comptrol.domains.registry.view.rows import Custody, Lot, Step
from comptrol.domains.registry.view.tables import RegistryView
from comptrol.domains.registry.view.tallies import placed
from comptrol.kernel.statement import Entry, kind
from comptrol.kernel.view import Change


def known(view: RegistryView, lot: LotId) -> Lot:
    """Return a lot that an admitted statement names."""
    found = view.lots.get(lot)
    assert found is not None, "an admitted statement names a known lot"
    return found


def stepped(
    view: RegistryView, lot: Lot, entry: Entry[Any], on: date, before: int | None = None
) -> Iterator[Change]:
    """Yield a lot as it is after a statement, and the step it has taken."""
    yield from placed(view, lot)
    yield view.steps.put(
        Step(
            lot=lot.lot,
            position=entry.position,
            kind=kind(type(entry.statement)),
            on=on,
            logged_at=entry.logged_at,
            signer=entry.signer,
            holder=lot.holder,
            custody=lot.custody,
            site=lot.site,
            delivered_to=lot.delivered_to,
            since=lot.since,
            chips=lot.chips,
            destroyed=lot.destroyed,
            before=before,
        )
    )


def passed(
    view: RegistryView,
    lot: Lot,
    entry: Entry[Any],
    on: date,
    custody: Custody,
    **changes: Any,  # noqa: ANN401  (fields of a lot)
) -> Iterator[Change]:
    """Yield a lot whose custody a statement has changed: a step that can be taken back."""
    fields = {"site": None, "since": on, "step": entry.position, **changes}
    now = msgspec.structs.replace(lot, custody=custody, **fields)
    return stepped(view, now, entry, on, before=lot.step)
