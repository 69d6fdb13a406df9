"""A meter of the tests' own: what it is told it says, and caps post it down the one path.

It is a domain beside the product's: so every posting is logged, and derived again by a replay.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, ClassVar, Final

from msgspec import Meta
from tests.ordering import Market
from tests.rules.stage import PLATFORM, SHIPPED, WORKERS, Stage, key_of

from comptrol.adapters.store_memory import MemoryStore
from comptrol.domains import DOMAINS
from comptrol.domains.caps import (
    CapId,
    CapsView,
    HoldId,
    Period,
    Posted,
    Stretch,
    correction,
    usage,
)
from comptrol.domains.chips import ModelId
from comptrol.flow.catalogue import Catalogue
from comptrol.flow.intake import Intake
from comptrol.flow.replay import Replayed, replay
from comptrol.flow.world import References
from comptrol.kernel.domain import Domain
from comptrol.kernel.finding import Finding, Reason, Receipt, Refusal
from comptrol.kernel.quantity import Flop
from comptrol.kernel.roles import HOLDERS, Role
from comptrol.kernel.statement import Entry, Statement
from comptrol.kernel.view import Change, View, World

AT: Final = datetime(2026, 11, 30, 20, tzinfo=UTC)
"""Four hours before the end of a month."""
Whole = Annotated[int, Meta(ge=-(2**60), le=2**60)]


class Told(Statement, frozen=True, kw_only=True, tag="meter.told/1"):
    """A provider says what an order used."""

    ABOUT: ClassVar[str] = "order"
    SAID_BY: ClassVar[frozenset[Role]] = HOLDERS

    order: HoldId
    chip_seconds: Whole
    since: datetime
    until: datetime
    flop: Flop | None = None
    corrects: Whole | None = None


class MeterRefusal(Refusal):
    """None is ever given."""

    NEVER = Reason("meter.never", "This is never said.")


class MeterView(View):
    """Nothing is kept."""


def react(entry: Entry[Any], world: World) -> Iterator[Posted]:
    said = entry.statement
    if not isinstance(said, Told):
        return
    ran = Stretch(since=said.since, until=said.until)
    model, because = ModelId("h100"), entry.position
    found = (
        usage(
            world,
            because=because,
            hold=said.order,
            model=model,
            chip_seconds=said.chip_seconds,
            ran=ran,
            flop=said.flop,
        )
        if said.corrects is None
        else correction(
            world,
            because=because,
            hold=said.order,
            model=model,
            corrects=said.corrects,
            chip_seconds=said.chip_seconds,
            ran=ran,
        )
    )
    if found is not None:
        yield found


def check(entry: Entry[Any], world: World) -> Iterator[Finding]:  # noqa: ARG001
    return iter(())


def apply(view: MeterView, entry: Entry[Any]) -> Iterator[Change]:  # noqa: ARG001
    return iter(())


METER = Domain[Any, MeterView](
    name="meter",
    statements=(Told,),
    refusals=MeterRefusal,
    view=MeterView,
    check=check,
    apply=apply,
    react=react,
)
METERED = Catalogue((*DOMAINS, METER))


class MeteredStage(Stage):
    """A log in which a meter has a word too."""

    def carry(self, later: Iterable[str]) -> None:
        super().carry(later)
        self.references = References({kind: lambda it=it: it for kind, it in SHIPPED.items()})
        self.intake = Intake(
            catalogue=METERED,
            store=self.store,
            clock=self.clock,
            voice=key_of(PLATFORM),
            workers=WORKERS,
            references=self.references,
        )

    def rebuilt(self, *, audited: bool = True) -> Replayed:
        voice = key_of(PLATFORM) if audited else None
        return replay(METERED, self.references, self.store, MemoryStore(), audited_by=voice)


class Metered(Market):
    """Orders, and what their meters tell."""

    def __init__(self, at: datetime = AT) -> None:
        super().__init__(at, MeteredStage)

    def used(self, order: str, hours: float, seconds: int, **other: Any) -> Receipt:
        """Tell of so many chip-seconds in so many hours from the beginning."""
        since = other.pop("since", AT)
        body = {
            "kind": "meter.told/1",
            "order": order,
            "chip_seconds": seconds,
            "since": since.isoformat(),
            "until": (since + timedelta(hours=hours)).isoformat(),
            **other,
        }
        answer = self.stage.say("provider", body, subject=f"order:{order}")
        assert isinstance(answer, Receipt), answer
        return answer

    def period(self, cap: str, window: str) -> tuple[int, int]:
        row = self.row(cap, window)
        return int(row.held), int(row.used)

    def row(self, cap: str, window: str) -> Period:
        with self.world() as world:
            found = world[CapsView].periods.get((CapId(cap), window))
        assert found is not None
        return found
