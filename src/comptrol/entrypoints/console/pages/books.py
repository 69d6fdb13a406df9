"""The books: balances over a period, what chips count for, landmarks, and what takes long."""

from collections.abc import Mapping
from itertools import islice
from typing import Any, Final

from comptrol.domains.location import LandmarkRegistered, LandmarkWithdrawn
from comptrol.domains.registry import BalanceBy, RegistryView
from comptrol.entrypoints.console.act import Act, has_key
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.entitled import INSIDERS, is_for
from comptrol.entrypoints.console.pages.measured_places import judgements
from comptrol.entrypoints.console.uploads import BYTES_MAX
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.console.works import balancing, importing
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.roles import Role

LOTS_AT_ONCE: Final = 500
"""So many lots are balanced while a page is waited for; more are balanced in the background."""
LINES: Final = 100
LANDMARKS: Final = 50


def balance(asking: Asking) -> Mapping[str, Any]:
    """Show a balance where it is soon worked out, and offer the work where it is not."""
    by, start, until = balancing.asked(asking.words, asking.today)
    lots = asking.world[RegistryView].lots.where(limit=LOTS_AT_ONCE + 1)
    large = sum(1 for _ in lots) > LOTS_AT_ONCE
    lines: tuple[Any, ...] = ()
    if not large:
        key = asking.word("key") or None
        lines = asking.ask("registry", "balance", by=by.value, start=start, until=until, key=key)
    after = asking.word("after")
    shown = list(islice((it for it in lines if not after or it.key > after), LINES + 1))
    return {
        "by": by,
        "ways": tuple(BalanceBy),
        "start": start,
        "until": until,
        "key": asking.word("key"),
        "large": large,
        "lines": shown[:LINES],
        "after": shown[LINES - 1].key if len(shown) > LINES else None,
        "missing": sum(it.muf for it in lines),
    }


def factor_sets(asking: Asking) -> Mapping[str, Any]:
    """Show the editions of factors, and what some chips count for by one of them."""
    sets = asking.ask("chips", "factor-sets")
    chosen = asking.word("factor_set") or (sets[-1].factor_set if sets else "")
    chip, units, found, why = asking.word("chip"), asking.word("units", "1"), None, ""
    if chip:
        try:
            found = asking.ask("chips", "h100e", factor_set=chosen, chip=chip, units=units)
        except NotFoundError as error:
            why = str(error)
    return {
        "sets": sets[::-1],
        "factor_set": chosen,
        "chip": chip,
        "units": units,
        "found": found,
        "why": why,
    }


def landmarks(asking: Asking) -> Mapping[str, Any]:
    """Show the landmarks, and by which policy places are judged."""
    found = asking.ask(
        "location", "landmarks", after=asking.word("after") or None, limit=LANDMARKS
    )
    try:
        policy = asking.ask("location", "location-policy")
    except NotFoundError:
        policy = None
    last = {
        it.landmark: next(iter(judgements(asking, landmark=it.landmark)), None) for it in found
    }
    return {
        "found": found,
        "last": last,
        "policy": policy,
        "after": found[-1].landmark if len(found) == LANDMARKS else None,
    }


def table(asking: Asking) -> Mapping[str, Any]:
    """Show how a table of chips is written, and take one."""
    return {
        "columns": importing.HEADINGS[1:-1],
        "field": importing.TABLE,
        "signs_here": has_key(asking.platform, asking.visitor.party),
        "mebibytes": BYTES_MAX // (1024 * 1024),
    }


def upkeep(asking: Asking) -> Mapping[str, Any]:
    """Show what can be begun to look everything through."""
    return {
        "size": asking.platform.store.size(),
        "authority": is_for(asking, Audience.AUTHORITY),
    }


def _is_maker(asking: Asking) -> bool:
    return Role.MAKER in asking.visitor.roles


def _measures(asking: Asking) -> bool:
    return is_for(asking, Audience.INSPECTOR, Audience.AUTHORITY)


PAGES: Final = (
    Page(
        path="/balance",
        title="Balance of the books",
        template="registry/balance.html",
        audience=INSIDERS | {Audience.ANALYST},
        answer=balance,
        menu="Chips and custody",
    ),
    Page(
        path="/factor-sets",
        title="What chips count for",
        template="registry/factor_sets.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=factor_sets,
        menu="For everybody",
    ),
    Page(
        path="/landmarks",
        title="Landmarks",
        template="registry/landmarks.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=landmarks,
        acts=(
            Act(
                name="register",
                label="Register a landmark",
                statement=LandmarkRegistered,
                fields=("landmark", "group", "lat", "lon", "key", "source"),
                told="Landmarks that may be wrong together are of one group.",
                shown=_measures,
            ),
            Act(
                name="withdraw",
                label="Withdraw a landmark",
                statement=LandmarkWithdrawn,
                fields=("landmark", "reason"),
                told="What it heard before stays said; it is heard no more.",
                shown=_measures,
            ),
        ),
        menu="For everybody",
    ),
    Page(
        path="/chip-tables",
        title="Register a table of chips",
        template="registry/chip_tables.html",
        audience=frozenset({Audience.PARTY}),
        about=_is_maker,
        answer=table,
    ),
    Page(
        path="/upkeep",
        title="Look everything through",
        template="registry/upkeep.html",
        audience=frozenset({Audience.AUTHORITY, Audience.REVIEWER}),
        answer=upkeep,
        menu="Chips and custody",
    ),
)
