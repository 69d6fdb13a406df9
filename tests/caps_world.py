"""A world of caps alone: what is in its tables is put there, and statements are folded into it."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from comptrol.adapters.store_memory import MemoryStore
from comptrol.domains.caps import Bearer, Cap, CapId, CapsView, Hold, HoldId, HoldStage, Unit
from comptrol.domains.caps.view import apply
from comptrol.domains.chips import ChipsView, ModelId, Rate
from comptrol.domains.chips.view import Model
from comptrol.flow.world import References, RowsWorld
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change

AT = datetime(2026, 11, 29, 13, tzinfo=UTC)
MODEL = ModelId("h100")
LOW, HIGH = 989 * 10**12, 1979 * 10**12
"""What a chip of the model does in a second, at 16 bits and at the most."""


def cap(name: str = "total", unit: Unit = Unit.CHIP_SECONDS, **other: Any) -> Cap:
    fixed = {"bearer": Bearer.PARTY, "whose": "customer", "ceiling": None, "source": "a test"}
    span = {"since": date(2026, 1, 1), "until": None, "position": 1}
    return Cap(cap=CapId(name), unit=unit, **{**fixed, **span, **other})


def held(name: str = "order", **other: Any) -> Hold:
    fixed = {"stage": HoldStage.CONFIRMED, "takes": (), "lapses_at": None, "position": 5}
    return Hold(hold=HoldId(name), **{**fixed, **other})


def chips() -> Model:
    rates = (
        Rate(dense_tera_ops=Decimal(989), bits=16, precision="FP16-tensor"),
        Rate(dense_tera_ops=Decimal(1979), bits=8, precision="FP8"),
    )
    known = {"name": "H100", "maker": "Acme", "datacenter": True, "non_planar": True}
    return Model(
        model=MODEL,
        rates=rates,
        tpp=Decimal(15832),
        tpp_precision="FP8",
        released=None,
        described_by=PartyId("maker"),
        described_at=0,
        **known,
    )


class Known:
    """A world that may be told more."""

    def __init__(self, *caps: Cap, holds: Iterable[Hold] = ()) -> None:
        self.store = MemoryStore()
        changes = [Change(CapsView.caps.layout, it) for it in caps]
        changes += [Change(CapsView.holds.layout, it) for it in holds]
        self.put(*changes, Change(ChipsView.models.layout, chips()))

    @property
    def world(self) -> RowsWorld:
        return RowsWorld(self.store.rows, References({}))

    @property
    def view(self) -> CapsView:
        return self.world[CapsView]

    def put(self, *changes: Change) -> None:
        with self.store.writing(AT) as step:
            for change in changes:
                step.store(change)

    def fold(self, said: Statement, position: int = 7) -> None:
        """Fold a statement as if it stood in the log."""
        entry = Entry(position=position, logged_at=AT, signer=PartyId("platform"), statement=said)
        with self.store.writing(AT) as step:
            for change in apply(CapsView(step.rows), entry):
                step.store(change)
