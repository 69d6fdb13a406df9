"""Caps: how much is allowed, held and used, and when each would be used up."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.caps import (
    Bearer,
    Cap,
    CapId,
    CapSet,
    CapsView,
    Reviewed,
    grant_of,
)
from comptrol.domains.registry import RegistryView, SiteId
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.whose import is_authority, looks_after
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.burn_down import burn_down
from comptrol.entrypoints.pictures.chart import Chart

ON_A_PAGE: Final = 50
_KEPT: Final = ("bearer", "whose", "unit")
_TERMS: Final = ("window", "basis", "factors", "notices")


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show caps by name: all of them to those who look after the gate, a party those on it."""
    if looks_after(asking.visitor):
        after = asking.word("after") or None
        found = asking.ask("caps", "balances", after=after, limit=ON_A_PAGE + 1)
        more = found[ON_A_PAGE - 1].cap if len(found) > ON_A_PAGE else None
    else:
        found, more = _on(asking), None
    return {"found": found[:ON_A_PAGE], "after": more, "everything": looks_after(asking.visitor)}


def _on(asking: Asking) -> tuple[Cap, ...]:
    """Return the caps that bind a party as customer or as provider, on whatever day."""
    view, party = asking.world[CapsView], asking.visitor.party
    bound = (view.bound.get(f"{it.value} {party}") for it in (Bearer.PARTY, Bearer.PROVIDER))
    names = sorted({cap for it in bound if it is not None for cap in it.caps})
    known = (view.caps.get(it) for it in names)
    return tuple(it for it in known if it is not None)


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a cap, its windows, and the interval of days in which it would be used up."""
    name, after = asking.place["cap"], asking.word("after") or None
    cap: Cap = asking.ask("caps", "balance", cap=name)
    periods = asking.ask("caps", "periods", cap=name, after=after, limit=ON_A_PAGE + 1)
    return {
        "cap": cap,
        "periods": periods[:ON_A_PAGE],
        "after": periods[ON_A_PAGE - 1].window if len(periods) > ON_A_PAGE else None,
        "projection": asking.ask("caps", "projection", cap=name, on=asking.day("on")),
        "review": asking.world[CapsView].reviews.get(CapId(name)),
        "allotted": asking.ask("caps", "allotments", cap=name, limit=ON_A_PAGE),
    }


def sees_cap(asking: Asking) -> bool:
    """Tell whether a cap is for this visitor: it binds that party, its site, or its award."""
    cap = asking.world[CapsView].caps.get(CapId(asking.place["cap"]))
    party = asking.visitor.party
    if cap is None or party is None:
        return False
    if looks_after(asking.visitor):
        return True
    match cap.bearer:
        case Bearer.PARTY | Bearer.PROVIDER:
            return cap.whose == party
        case Bearer.CLUSTER:
            site = asking.world[RegistryView].sites.get(SiteId(cap.whose))
            return site is not None and site.operator == party
        case Bearer.PROGRAMME:
            grant = grant_of(asking.world, cap.whose)
            return grant is not None and grant.holder == party
        case _:
            return False


def burning(asking: Asking) -> Chart:
    """Draw what is left of a cap, and the band of days in which it would be used up."""
    name = asking.place["cap"]
    cap: Cap = asking.ask("caps", "balance", cap=name)
    projection = asking.ask("caps", "projection", cap=name, on=asking.day("on"))
    return burn_down(cap, projection, asking.ask("caps", "periods", cap=name, limit=ON_A_PAGE))


def _named(asking: Asking) -> Mapping[str, Any]:
    return {"cap": asking.place["cap"]}


def _as_it_is(asking: Asking) -> Mapping[str, Any]:
    """Return what stays when a cap is set anew: whom it binds, what it counts, and how."""
    cap: Cap = asking.ask("caps", "balance", cap=asking.place["cap"])
    terms = {it: getattr(cap.terms, it) for it in _TERMS} if cap.terms is not None else {}
    kept = {**{it: getattr(cap, it) for it in _KEPT}, **terms}
    return {"cap": cap.cap, **{name: value for name, value in kept.items() if value}}


def _authority(asking: Asking) -> bool:
    return is_authority(asking.visitor)


PAGES: Final = (
    Page(
        path="/caps",
        title="Caps",
        template="gate/caps.html",
        audience=frozenset({Audience.PARTY}),
        answer=listed,
        acts=(
            Act(
                name="set",
                label="Set a cap",
                statement=CapSet,
                fields=("cap", "bearer", "whose", "unit", "ceiling", "limit", "source", "since",
                        "until", "review_on"),
                told="A ceiling of chips or chip-seconds, or a limit of operations, H100"
                " equivalents or memory. Windows are set with comptrol say.",
                shown=_authority,
            ),
        ),
        menu="The gate",
    ),
    Page(
        path="/caps/{cap}",
        title="A cap",
        template="gate/cap.html",
        audience=frozenset({Audience.PARTY}),
        answer=one,
        charts={"burn-down": Drawing(title="What is left, and until when", draw=burning)},
        acts=(
            Act(
                name="review",
                label="Leave it as it is",
                statement=Reviewed,
                fields=("on", "by", "reason", "review_on"),
                told="You have reviewed it, and say why it stays.",
                given=_named,
                shown=_authority,
            ),
            Act(
                name="set",
                label="Set it anew",
                statement=CapSet,
                fields=("ceiling", "limit", "source", "since", "until", "review_on"),
                told="Whom it binds, what it counts and its windows stay. What is held and used"
                " stays too: cut below that, nothing new is let through.",
                given=_as_it_is,
                shown=_authority,
            ),
        ),
        about=sees_cap,
        looks=True,
    ),
)  # fmt: skip
