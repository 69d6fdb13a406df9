"""Who stands above a party and what stands below it, worked out and drawn, within bounds."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from comptrol.domains.parties import (
    HALF_BP,
    Cascade,
    Holding,
    Holdings,
    OwnershipVerdict,
    PartiesView,
    Share,
    Threshold,
    cascade,
    owners,
    proof,
)
from comptrol.domains.screening import ScreeningView, Verdict, standing_on
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.ownership import ownership_svg
from comptrol.entrypoints.pictures.plate import nothing
from comptrol.kernel.identifiers import PartyId

LAYERS: Final = 8
PARTIES: Final = 60
"""So many owners above one another, and so many shares in all: past them a picture is none."""
COLUMNS: Final = ("Owner", "Owns of", "At least (%)", "At most (%)", "From", "To before", "Source",
                  "Decides")  # fmt: skip


class Owning:
    """The owners of a party, layer by layer, who of them is listed, and what follows."""

    def __init__(self, asking: Asking, party: PartyId, on: date | None = None) -> None:
        self._asking, self.party, self._on = asking, party, on or asking.today
        self._view = asking.world[PartiesView]
        self.shares = tuple({(it.owner, it.asset): it for it in self._near()}.values())
        named = {name for it in self.shares for name in (it.owner, it.asset)}
        standing = {name: self._is_listed(name) for name in named}
        self.listed = {name for name, it in standing.items() if it is True}
        self.unsettled = {name for name, it in standing.items() if it is None}
        self._graph = Holdings(_holding(it) for it in self.shares)
        self.cascade = self._settled()

    @property
    def verdict(self) -> OwnershipVerdict:
        """Return whether listed parties own half or more of the party, as far as is known."""
        return self.cascade.verdict(self.party)

    @property
    def above(self) -> tuple[Share, ...]:
        """Return the shares in the party itself."""
        return tuple(it for it in self.shares if it.asset == self.party)

    def standing(self, party: PartyId) -> str:
        """Say in a word where an owner stands to the lists."""
        if party in self.listed:
            return "on a list"
        return "open" if party in self.unsettled else "on no list"

    def steps(self) -> tuple[Mapping[str, Any], ...]:
        """Return the deciding path: which holdings add up to half, and of whom."""
        found = proof(self.cascade, self.party) if self.shares else ()
        return tuple({"of": it.id, "total_bp": it.total_bp, "held": it.holdings} for it in found)

    def _near(self) -> Iterator[Share]:
        """Yield the shares above a party, layer by layer, and those it holds itself."""
        layer, seen, count = [self.party], {self.party}, 0
        for _ in range(LAYERS):
            above: list[PartyId] = []
            for one in layer:
                for share in owners(self._view, one, self._on):
                    count += 1
                    if count > PARTIES:
                        return
                    yield share
                    above.append(share.owner)
            layer = [it for it in dict.fromkeys(above) if it not in seen]
            seen.update(layer)
        for share in self._view.shares.where(owner=self.party, limit=PARTIES - count):
            if share.start <= self._on and (share.until is None or self._on < share.until):
                yield share

    def _is_listed(self, party: PartyId) -> bool | None:
        """Tell whether a party is a listed one; nothing where that is open."""
        found = standing_on(self._asking.world[ScreeningView], party, self._on)
        if found is None or found.verdict is Verdict.REVIEW:
            return None
        return found.verdict is Verdict.MATCH

    def _settled(self) -> Cascade:
        """Run the 50 percent rule; whoever may have owners that nobody named stays open."""
        day, rule = self._on, Threshold(line_bp=HALF_BP)
        named = {it.asset for it in self.shares} | {it.owner for it in self.shares}
        open_ = self.unsettled | {it for it in named if not self._rests(it)}
        return cascade(self._graph, self.listed, rule=rule, day=day, open_=open_)

    def _rests(self, party: PartyId) -> bool:
        """Tell whether all that matters of the owners is known: nobody, or more than half."""
        row = self._view.parties.get(party)
        if row is not None and row.ultimate_parent == party:
            return True
        held = (it.bp_min for it in self.shares if it.asset == party)
        return sum(held) > HALF_BP


def ownership(asking: Asking) -> Chart:
    """Draw who owns the party of a page, with the deciding path."""
    return drawn_owning(asking, PartyId(asking.place["party"]))


def drawn_owning(asking: Asking, party: PartyId, on: date | None = None) -> Chart:
    """Draw who owns a party on a day, with the deciding path."""
    found = Owning(asking, party, on)
    if not found.shares:
        said = "Nobody has said who owns any of it."
        return Chart(
            name="ownership",
            title=f"Who owns {party}",
            told=said,
            columns=COLUMNS,
            rows=(),
            svg=nothing(f"Who owns {party}", said),
        )
    view = asking.world[PartiesView].parties
    names = {it: row.name for it in found.cascade.holdings.names if (row := view.get(PartyId(it)))}
    deciding = {(it.owner, it.asset) for step in found.steps() for it in step["held"]}
    return Chart(
        name="ownership",
        title=f"Who owns {party}",
        told=_told(found, party),
        columns=COLUMNS,
        rows=tuple(_row(it, (it.owner, it.asset) in deciding) for it in found.shares),
        svg=ownership_svg(found.cascade, party, names),
    )


def _told(found: Owning, party: PartyId) -> str:
    said = {
        OwnershipVerdict.BLOCKED: "listed parties own half of it or more, together.",
        OwnershipVerdict.CLEAR: "listed parties own less than half of it.",
        OwnershipVerdict.UNRESOLVED: "it is open whether listed parties own half of it or more.",
    }[found.verdict]
    lines = [f"As far as the log settles it, {said}" if party not in found.listed
             else "It is a listed party itself."]  # fmt: skip
    for step in found.steps():
        held = " and ".join(f"{it.owner} holds at least {percent(it.bp_min)} %"
                            for it in step["held"])  # fmt: skip
        lines.append(f"Of {step['of']}, {held}.")
    return " ".join(lines)


def _row(share: Share, decides: bool) -> tuple[str, ...]:  # noqa: FBT001
    return (
        share.owner,
        share.asset,
        percent(share.bp_min),
        percent(share.bp_max),
        share.start.isoformat(),
        "" if share.until is None else share.until.isoformat(),
        share.source,
        "yes" if decides else "no",
    )


def percent(basis_points: int) -> str:
    """Return basis points as percent, exactly.

    >>> percent(5000), percent(3333)
    ('50.00', '33.33')
    """
    return f"{basis_points // 100}.{basis_points % 100:02}"


def _holding(share: Share) -> Holding:
    return Holding(
        owner=share.owner,
        asset=share.asset,
        bp_min=share.bp_min,
        bp_max=share.bp_max,
        start=share.start,
        until=share.until,
    )
