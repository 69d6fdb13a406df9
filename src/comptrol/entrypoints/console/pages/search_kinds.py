"""What has a name of its own, where it is kept under that name, and which page it has."""

from collections.abc import Iterator
from typing import Any, Final

from comptrol.domains.alarms import AlarmsView
from comptrol.domains.allocation import AllocationView
from comptrol.domains.awards import AwardsView
from comptrol.domains.caps import CapsView
from comptrol.domains.cases import CasesView
from comptrol.domains.disclosure import DisclosureView
from comptrol.domains.gate import GateView
from comptrol.domains.identification import IdentificationView
from comptrol.domains.inspection import InspectionView
from comptrol.domains.parties import PartiesView, Party
from comptrol.domains.privacy import PrivacyView
from comptrol.domains.registry import ChipId, RegistryView, chip_standing
from comptrol.domains.releases import ReleasesView
from comptrol.domains.supply import SupplyView
from comptrol.domains.training import TrainingView
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.seeking import EACH, Doorways, Found, Kind
from comptrol.flow.world import RowsWorld
from comptrol.kernel.identifiers import PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.view import EVERY, named

MAKERS: Final = 64
"""So many makers are asked for a serial that does not say whose it is."""
PARTIES: Final = 1000
"""So many are searched by words of their names; further ones by their name in the log."""
DIGEST_LETTERS: Final = 64
HIGHEST: Final = chr(0x10FFFF)
_IN_CHARGE: Final = frozenset({Role.REVIEWER, Role.AUTHORITY})


def _nothing(_: Any) -> str:  # noqa: ANN401
    return ""


def _kind(heading: str, table: Any, *pages: str, told: Any = _nothing) -> Kind:  # noqa: ANN401
    return Kind(heading=heading, table=table, pages=pages, told=told)


KINDS: Final = (
    _kind("Parties", lambda it: it[PartiesView].parties, "parties",
          told=lambda it: "" if it.person else it.name),
    _kind("Orders", lambda it: it[GateView].orders, "orders", "mine/orders",
          told=lambda it: f"{it.chips} {it.model} for {it.customer}"),
    _kind("Lots", lambda it: it[RegistryView].lots, "lots",
          told=lambda it: f"{it.chips} {it.model}"),
    _kind("Sites", lambda it: it[RegistryView].sites, "sites", told=lambda it: it.country),
    _kind("Licences", lambda it: it[GateView].licences, "licences"),
    _kind("Caps", lambda it: it[CapsView].caps, "caps"),
    _kind("Cases", lambda it: it[CasesView].cases, "cases", "mine/cases"),
    _kind("Alarms", lambda it: it[AlarmsView].alarms, "alarms", told=lambda it: it.explanation),
    _kind("Inspections", lambda it: it[InspectionView].inspections, "inspections"),
    _kind("Filings", lambda it: it[DisclosureView].filings, "filings"),
    _kind("Calls", lambda it: it[AllocationView].calls, "calls"),
    _kind("Proposals", lambda it: it[AllocationView].proposals, "proposals"),
    _kind("Awards", lambda it: it[AwardsView].awards, "awards"),
    _kind("Training runs", lambda it: it[TrainingView].runs, "runs"),
    _kind("Released tables", lambda it: it[ReleasesView].releases, "releases"),
    _kind("Inputs of the supply of chips", lambda it: it[SupplyView].inputs, "supply/inputs"),
    _kind("Suppliers", lambda it: it[SupplyView].suppliers, "supply/suppliers"),
    _kind("Programmes", lambda it: it[SupplyView].programmes, "supply/programmes"),
    _kind("Incidents", lambda it: it[SupplyView].incidents, "supply/incidents"),
)  # fmt: skip


def chips(asking: Asking, doorways: Doorways, asked: str) -> Iterator[Found]:
    """Yield the chips that have a serial: of the maker that is named, or of every maker."""
    view = asking.world[RegistryView]
    names = [asked] if "/" in asked else [f"{it}/{asked}" for it in _makers(view)]
    for name in names:
        found = chip_standing(view, ChipId(name))
        path = doorways.first(asking, ("chips",), name) if found is not None else ""
        if found is not None and path:
            yield Found("Chips", name, path, f"{found.model}, lot {found.lot}")


def _makers(view: RegistryView) -> Iterator[str]:
    """Yield who has made chips, by stepping in the index over all that one maker made."""
    at: tuple[str, str, int, int] | None = None
    for _ in range(MAKERS):
        run = next(iter(view.runs.where(after=at, limit=1)), None)
        if run is None:
            return
        yield run.maker
        at = (run.maker, HIGHEST, EVERY, EVERY)


def party_names(asking: Asking, doorways: Doorways, asked: str) -> Iterator[Found]:
    """Yield parties by words of their own names, for those who may read about any party."""
    words = asked.casefold().split()
    if _IN_CHARGE.isdisjoint(asking.visitor.roles) or not words:
        return
    for name, told in _names(asking.world):
        if all(word in name for word in words):
            path = doorways.first(asking, ("parties",), told.party)
            if path:
                exact = asked.casefold() in {it.casefold() for it in (told.name, *told.aliases)}
                yield Found("Parties", told.party, path, told.name, exact)


_RESTS_ON: Final = named(PartiesView.parties)


def _names(world: RowsWorld) -> list[tuple[str, Party]]:
    """Return the names of parties in small letters; kept while nothing about parties changes."""
    table = world[PartiesView].parties
    return world.settled(
        _RESTS_ON,
        ("the console's names",),
        lambda: [
            (" ".join((it.party, it.name, *it.aliases)).casefold(), it)
            for it in table.where(limit=PARTIES)
            if not it.person
        ],
    )


def commitments(asking: Asking, doorways: Doorways, asked: str) -> Iterator[Found]:
    """Yield what a digest of 64 hexadecimal digits is: a sealed entry, a key, a file, a filing."""
    digest = asked.lower()
    if len(digest) != DIGEST_LETTERS or not set(digest) <= set("0123456789abcdef"):
        return
    world = asking.world
    for it in world[PrivacyView].sealed.where(commitment=digest, limit=EACH):
        yield Found("Sealed entries", str(it.position), f"/entries/{it.position}", it.kind)
    key = world[PartiesView].keys.get(PublicKey(digest))
    if key is not None:
        yield Found("Keys", f"key of {key.party}", f"/entries/{key.added_at}")
    for filing in world[DisclosureView].filings.where(customers=digest, limit=EACH):
        path = doorways.first(asking, ("filings",), filing.filing)
        if path:
            yield Found("Filings", filing.filing, path, "its sealed customers")
    for file in world[IdentificationView].files.where(commitment=digest, limit=EACH):
        yield Found("Files on customers", str(file.position), f"/entries/{file.position}")
