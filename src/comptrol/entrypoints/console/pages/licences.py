"""Licences and exceptions: what each covers, what is drawn of it, and what it hangs on."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any, Final, NamedTuple

from comptrol.domains.gate import (
    GateView,
    LicenceEnded,
    LicenceFile,
    LicenceId,
    LicenceRecorded,
    Order,
    VolumeReported,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.whose import is_authority, looks_after, orders_of
from comptrol.entrypoints.console.visitor import Audience

ON_A_PAGE: Final = 50


class Presented(NamedTuple):
    """An order that presents a licence, and from when it may ship where a notice comes first."""

    order: Order
    noticed_on: date | None
    noticed_at: int | None
    ships_from: date | None


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show licences by name: all of them to those who look after the gate, a holder its own."""
    everything = looks_after(asking.visitor)
    found = asking.ask(
        "gate",
        "licences",
        holder=None if everything else asking.visitor.party,
        after=asking.word("after") or None,
        limit=ON_A_PAGE + 1,
    )
    return {
        "found": found[:ON_A_PAGE],
        "after": found[ON_A_PAGE - 1].licence if len(found) > ON_A_PAGE else None,
        "everything": everything,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a licence, its counters, its conditions, and the orders that draw on it."""
    file: LicenceFile = asking.ask("gate", "licence", licence=asking.place["licence"])
    it = file.licence
    ended = it.ended_on is not None and it.ended_on <= asking.today
    over = it.until is not None and it.until <= asking.today
    return {
        "file": file,
        "licence": it,
        "days_left": (it.until - asking.today).days if it.until is not None else None,
        "good": it.since <= asking.today and not ended and not over,
        "drawing": list(islice(_drawing(asking, file), ON_A_PAGE)),
        "volumes": _volumes(file),
    }


def _drawing(asking: Asking, file: LicenceFile) -> Iterator[Presented]:
    """Yield the holder's orders that present a licence, by name, as far as one page looks."""
    view, licence = asking.world[GateView], file.licence
    for order in orders_of(asking.world, licence.holder, None):
        if order.licence_id != licence.licence:
            continue
        notice = view.notices.get((order.order, licence.licence))
        wait = licence.notice_days
        clock = notice.on + timedelta(wait) if notice is not None and wait is not None else None
        yield Presented(
            order,
            notice.on if notice is not None else None,
            notice.position if notice is not None else None,
            clock,
        )


def _volumes(file: LicenceFile) -> list[Mapping[str, Any]]:
    """Return of each model what went where the condition counts, and what that lets through."""
    if file.licence.volume is None:
        return []
    drawn = {it.model: it.chips for it in file.drawn}
    latest = {it.model: it for it in file.volumes}
    share = file.licence.volume.share_percent
    return [
        {
            "model": model,
            "told": latest.get(model),
            "drawn": drawn.get(model, 0),
            "most": latest[model].chips * share // 100 if model in latest else 0,
        }
        for model in file.licence.models
    ]


def sees_licence(asking: Asking) -> bool:
    """Tell whether a licence is for this visitor: its holder, a consignee, or those who look."""
    found = asking.world[GateView].licences.get(LicenceId(asking.place["licence"]))
    party = asking.visitor.party
    if found is None or party is None:
        return False
    return looks_after(asking.visitor) or party in {found.holder, *found.consignees}


def _named(asking: Asking) -> Mapping[str, Any]:
    return {"licence": asking.place["licence"]}


def _may_report(asking: Asking) -> bool:
    found = asking.world[GateView].licences.get(LicenceId(asking.place["licence"]))
    own = found is not None and found.holder == asking.visitor.party
    return own and found is not None and found.volume is not None


def _may_end(asking: Asking) -> bool:
    found = asking.world[GateView].licences.get(LicenceId(asking.place["licence"]))
    return is_authority(asking.visitor) and found is not None and found.ended_on is None


PAGES: Final = (
    Page(
        path="/licences",
        title="Licences",
        template="gate/licences.html",
        audience=frozenset({Audience.PARTY}),
        answer=listed,
        acts=(
            Act(
                name="enter",
                label="Enter a licence",
                statement=LicenceRecorded,
                fields=("licence", "type", "holder", "consignees", "destinations", "models",
                        "chips", "since", "until", "notice_days", "source"),
                told="One that you have seen. Orders that present it draw it down.",
                shown=lambda asking: is_authority(asking.visitor),
            ),
        ),
        menu="The gate",
    ),
    Page(
        path="/licences/{licence}",
        title="A licence",
        template="gate/licence.html",
        audience=frozenset({Audience.PARTY}),
        answer=one,
        acts=(
            Act(
                name="volume",
                label="Report the volume",
                statement=VolumeReported,
                fields=("model", "chips", "on", "source"),
                told="All chips that went to the country that the condition counts, up to a day.",
                given=_named,
                shown=_may_report,
            ),
            Act(
                name="end",
                label="End the licence",
                statement=LicenceEnded,
                fields=("on", "reason"),
                told="Nothing new is let through under it from that day.",
                given=_named,
                shown=_may_end,
            ),
        ),
        about=sees_licence,
        looks=True,
    ),
)  # fmt: skip
