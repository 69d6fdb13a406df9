"""Who owns the parties of an order, and do listed ones own half of any: with the proof."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.parties import (
    HALF_BP,
    Cascade,
    Holding,
    Holdings,
    PartiesView,
    Threshold,
    cascade,
    owners,
    proof,
)
from comptrol.domains.screening import ScreeningView, Verdict, standing_on
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.ownership import ownership_svg
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World

PARTIES_MAX: Final = 60
"""So many owners are looked at for a page; the gate itself looks further."""
_HALF: Final = Threshold(line_bp=HALF_BP)
_VERDICTS: Final = {Verdict.MATCH: "on a list", Verdict.REVIEW: "may be on a list"}


def owning(world: World, party: PartyId, on: date) -> Mapping[str, Any] | None:
    """Return who stands above a party, and the proof where listed parties own half of it."""
    above = owners(world[PartiesView], party, on)
    if not above:
        return None
    found = _cascade(world, party, on)
    return {
        "party": party,
        "owners": [(it, _listed(world, it.owner, on)) for it in above],
        "verdict": found.verdict(party).value,
        "proof": proof(found, party),
    }


def owning_chart(asking: Asking, party: PartyId, on: date) -> Chart:
    """Draw who stands above a party, the deciding path thick."""
    found = _cascade(asking.world, party, on)
    named = {it: _name(asking.world, it) for it in found.holdings.names}
    rows = [
        (it.owner, it.asset, _percent(it.bp_min), _percent(it.bp_max), it.source)
        for number in range(len(found.holdings))
        for it in (found.holdings.holding(number),)
    ]
    verdict = found.verdict(party).value
    if not rows:
        found = cascade(Holdings([_none(party)]), (), rule=_HALF, day=on)
    return Chart(
        name="ownership",
        title=f"Who owns {party}",
        told=f"{len(rows)} shares stand above {party} on {on}. Whether listed parties own half or"
        f" more of it: {verdict}.",
        columns=("Owner", "Of", "At least", "At most", "Source"),
        rows=tuple(rows),
        svg=_sized(ownership_svg(found, party, named)),
    )


def _sized(svg: str) -> str:
    """Return a picture with a width of its own, so that a small one is not drawn large."""
    return re.sub(r'viewBox="0 0 (\d+) (\d+)"', r'width="\1" height="\2" \g<0>', svg, count=1)


def _none(party: str) -> Holding:
    return Holding(owner="nobody that is known", asset=party, bp_min=0, bp_max=0)


def _cascade(world: World, party: PartyId, on: date) -> Cascade:
    holdings, seen, layer = list[Holding](), {party}, [party]
    while layer and len(seen) < PARTIES_MAX:
        one = layer.pop(0)
        for it in owners(world[PartiesView], one, on):
            holdings.append(
                Holding(owner=it.owner, asset=one, bp_min=it.bp_min, bp_max=it.bp_max,
                        source=it.source)
            )  # fmt: skip
            if it.owner not in seen:
                seen.add(it.owner)
                layer.append(it.owner)
    stand = {it: _listed(world, it, on) for it in seen if it != party}
    return cascade(
        Holdings(holdings),
        [it for it, how in stand.items() if how == "on a list"],
        rule=_HALF,
        day=on,
        open_=[it for it, how in stand.items() if how not in {"on a list", "on no list"}],
    )


def _listed(world: World, party: PartyId, on: date) -> str:
    found = standing_on(world[ScreeningView], party, on)
    return "never screened" if found is None else _VERDICTS.get(found.verdict, "on no list")


def _name(world: World, party: str) -> str:
    known = world[PartiesView].parties.get(PartyId(party))
    return known.name or party if known is not None else party


def _percent(basis_points: int) -> str:
    return f"{Decimal(basis_points) / 100} %"
