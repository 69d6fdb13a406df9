"""Lots: what a party holds, and each with its custody, its serials, and proof of what is in it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from comptrol.domains.registry import ChipId, LotHistory, LotId, Made, Membership, RegistryView
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.entitled import (
    HOLDING,
    is_for,
    party_asked,
    sees_all,
    sees_lot,
)
from comptrol.entrypoints.console.pages.histories import alarms_about, newest
from comptrol.entrypoints.console.pages.lot_acts import ACTS
from comptrol.entrypoints.console.pages.naming import about
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.custody import custody_chart
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.roles import Role

LOTS: Final = 50
RUNS: Final = 100


def held(asking: Asking) -> Mapping[str, Any]:
    """Show the lots that a party holds: one's own, or anybody's for whoever sees all."""
    party = party_asked(asking)
    found = asking.ask(
        "registry", "holding", party=party, after=asking.word("after") or None, limit=LOTS
    )
    return {
        "party": party,
        "found": found,
        "after": found[-1].lot if len(found) == LOTS else None,
        "insider": sees_all(asking),
        "maker": Role.MAKER in asking.visitor.roles,
        "own": party == asking.visitor.party,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a lot: who has it, what was said of it, and which chips it has."""
    name = asking.place["lot"]
    found: LotHistory = about(asking, "registry", "lot", "lot")
    parts = tuple(asking.world[RegistryView].lots.where(parent=LotId(name), limit=RUNS))
    return {
        "lot": found.lot,
        "found": found,
        "runs": found.runs[:RUNS],
        "more_runs": found.more_runs or len(found.runs) > RUNS,
        "parts_of_it": parts,
        "steps": found.steps[::-1][:RUNS],
        "alarms": alarms_about(asking, f"lot:{name}"),
        "insider": sees_all(asking),
        "history": newest(asking, f"lot:{name}"),
        **_then(asking, name),
        **_membership(asking),
    }


def _then(asking: Asking, lot: str) -> Mapping[str, Any]:
    """Answer how the lot was on a day, as it was known at a moment, where that is asked."""
    asked, known_at = "on" in asking.words, asking.word("known_at")
    on, moment = asking.day("on"), _moment(known_at)
    step = asking.ask("registry", "custody", lot=lot, on=on, known_at=moment) if asked else None
    return {"asked": asked, "on": on, "known_at": known_at, "then": step}


def _moment(given: str) -> datetime | None:
    """Read a moment as a browser writes it; without a zone it is in UTC, as the field says."""
    if not given:
        return None
    try:
        read = datetime.fromisoformat(given)
    except ValueError as error:
        what = f"known at {given[:40]!r} is no moment; write it as 2026-01-31T12:00"
        raise UnreadableError(what) from error
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def _membership(asking: Asking) -> Mapping[str, Any]:
    """Answer the proof that the lot was made with a chip, or in words why there is none."""
    chip, proof, why = asking.word("chip"), None, ""
    if chip:
        try:
            proof = asking.ask("registry", "membership", chip=ChipId(chip))
        except NotFoundError as error:
            why = str(error)
        why = why or _elsewhere(asking, proof)
    return {"chip": chip, "proof": None if why else proof, "why": why}


def _elsewhere(asking: Asking, proof: Membership | None) -> str:
    """Say that a chip is of another lot, if the visitor's lot is not among its parts."""
    view, name = asking.world[RegistryView], LotId(asking.place["lot"])
    known = view.lots.get(name)
    while known is not None and known.parent is not None:
        known = view.lots.get(known.parent)
    if proof is None or known is None or proof.lot == known.lot:
        return ""
    return "that chip was not made with this lot"


def _timeline(asking: Asking) -> Chart:
    found: LotHistory = about(asking, "registry", "lot", "lot")
    return custody_chart(found, until=asking.today)


def _makes(asking: Asking) -> bool:
    return Role.MAKER in asking.visitor.roles


def _sees(asking: Asking) -> bool:
    return sees_lot(asking, asking.place["lot"])


PAGES: Final = (
    Page(
        path="/lots",
        title="Lots held",
        template="registry/lots.html",
        audience=HOLDING,
        answer=held,
        about=lambda asking: is_for(asking, *HOLDING),
        acts=(
            Act(
                name="make",
                label="Say that a lot is made",
                statement=Made,
                fields=("lot", "model", "on", "listed", "serials"),
                told='Serials one to a line; or ranges, such as [{"prefix": "H", "first": 1, '
                '"last": 500, "digits": 6}].',
                shown=_makes,
            ),
        ),
        menu="Chips and custody",
    ),
    Page(
        path="/lots/{lot}",
        title="A lot",
        template="registry/lot.html",
        audience=HOLDING,
        answer=one,
        about=_sees,
        charts={"custody": Drawing(title="Who answered for it, and where it was", draw=_timeline)},
        acts=ACTS,
        looks=True,
    ),
)
