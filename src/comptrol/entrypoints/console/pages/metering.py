"""What a provider's meters told of a period: how much, of whose orders, and what none saw."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from comptrol.domains.metering import ProviderUsage
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.whose import looks_after
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import ComptrolError
from comptrol.kernel.identifiers import PartyId

ON_A_PAGE: Final = 50
DAYS: Final = 28


def provider_of(asking: Asking) -> PartyId | None:
    """Return whose things are asked for: a provider's own, or whoever the authority names."""
    given = asking.word("provider")
    if looks_after(asking.visitor):
        return PartyId(given) if given else None
    return asking.visitor.party


def meters(asking: Asking) -> Mapping[str, Any]:
    """Show what was told of the chips of a provider from one day to before another."""
    provider = provider_of(asking)
    until = asking.day("until") if asking.word("until") else asking.today + timedelta(1)
    since = asking.day("since") if asking.word("since") else until - timedelta(DAYS)
    shown = {
        "provider": provider,
        "everything": looks_after(asking.visitor),
        "since": since,
        "until": until,
        "usage": None,
        "wrong": "",
        "batches": (),
        "after": None,
    }
    if provider is None:
        return shown
    try:
        return {**shown, **_told(asking, provider, since, until)}
    except ComptrolError as error:
        return {**shown, "wrong": str(error)}


def _told(asking: Asking, provider: PartyId, since: date, until: date) -> Mapping[str, Any]:
    usage: ProviderUsage = asking.ask(
        "metering", "provider-usage", provider=provider, since=since, until=until
    )
    after = asking.word("after") or None
    batches = asking.ask(
        "metering", "batches", provider=provider, after=after, limit=ON_A_PAGE + 1
    )
    return {
        "usage": usage,
        "batches": batches[:ON_A_PAGE],
        "after": batches[ON_A_PAGE - 1].batch if len(batches) > ON_A_PAGE else None,
    }


PAGES: Final = (
    Page(
        path="/meters",
        title="Meters",
        template="metering/meters.html",
        audience=frozenset({Audience.PROVIDER, Audience.REVIEWER, Audience.AUTHORITY}),
        answer=meters,
        menu="Reports",
    ),
)
