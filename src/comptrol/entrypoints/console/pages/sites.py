"""Sites: which there are, what stands there on a day, and what was measured of their places."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.chips import ChipsView, FactorSetId, h100e
from comptrol.domains.location import Borders, Judgement, LocationView
from comptrol.domains.registry import (
    Level,
    LevelReported,
    RegistryView,
    Site,
    SiteCorrected,
    SiteId,
    SiteRegistered,
    levels_on,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.entitled import is_for, runs_site, sees_all
from comptrol.entrypoints.console.pages.histories import alarms_about, newest
from comptrol.entrypoints.console.pages.measured_places import drawn_place, judgements
from comptrol.entrypoints.console.pages.supply_asking import tried
from comptrol.entrypoints.console.visitor import Audience
from comptrol.entrypoints.pictures.chart import Chart
from comptrol.entrypoints.pictures.site_map import site_map
from comptrol.kernel.errors import NotFoundError

SITES: Final = 50
MAPPED: Final = 1_000
LOTS: Final = 50
LOTS_AT_ONCE: Final = 100
"""With more of them a site's chips are added up when somebody asks, and not for everybody."""
PLACE_TOLD: Final = (
    'A place is a circle in which all of the site stands, such as {"lat": "50.1", "lon": "8.7", '
    '"radius_km": "1"}.'
)
ABOUT_SITE: Final = ("name", "country", "source", "operator", "address", "power_mw", "place")


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show sites, of one country where asked."""
    country, wrong = tried(asking.country)
    asked = {"country": country, "after": asking.word("after") or None, "limit": SITES}
    found: Sequence[Site] = () if wrong else asking.ask("registry", "sites", **asked)
    return {
        "found": [(it, _last(asking, it.site)) for it in found],
        "country": country or asking.word("country"),
        "wrong": wrong,
        "after": found[-1].site if len(found) == SITES else None,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show a site: what stands there, by whose count, and whether it can be there."""
    view, name = asking.world[RegistryView], SiteId(asking.place["site"])
    site = view.sites.get(name)
    if site is None:
        raise NotFoundError(f"no site {name!r} is registered")
    on, levels = asking.day("on"), tuple(view.levels.where(site=name))
    sets, inside = asking.ask("chips", "factor-sets"), sees_all(asking) or runs_site(asking, name)
    chosen = asking.word("factor_set") or (sets[-1].factor_set if sets else "")
    _known(asking, chosen)
    standing = list(_counted(asking, tuple(levels_on(levels, on)), chosen))
    return {
        "site": site,
        "on": on,
        "factor_sets": sets,
        "factor_set": chosen,
        "levels": standing,
        "h100e": _sum(standing),
        "planned": [it for it in levels if it.planned],
        "tallies": list(_tallies(view, name)),
        "judged": judgements(asking, site=name),
        "inside": inside,
        "insider": sees_all(asking),
        "lots": _lots(asking, name) if inside else (),
        "after": _lots_after(asking, name) if inside else None,
        "alarms": alarms_about(asking, f"site:{name}") if inside else (),
        "history": newest(asking, f"site:{name}"),
        **_cluster(asking, site, on),
    }


def _cluster(asking: Asking, site: Site, on: date) -> Mapping[str, Any]:
    definitions = asking.ask("registry", "cluster-definitions")
    asked = asking.word("definition")
    if not asked and definitions and not _has_many(asking, site.site):
        asked = definitions[0].definition
    found = (
        asking.ask("registry", "cluster", site=site.site, on=on, definition=asked)
        if asked
        else None
    )
    return {"definitions": definitions, "definition": asked, "cluster": found}


def _has_many(asking: Asking, site: SiteId) -> bool:
    """Tell whether so many lots stand there that they are added up only when asked for."""
    lots = asking.world[RegistryView].lots.where(limit=LOTS_AT_ONCE + 1, site=site)
    return sum(1 for _ in lots) > LOTS_AT_ONCE


def _counted(
    asking: Asking, levels: Sequence[Level], factor_set: str
) -> Iterator[tuple[Level, Decimal | None]]:
    for level in levels:
        weight = None
        if level.units is not None and factor_set:
            with suppress(NotFoundError):  # the edition has no factor for it: unknown is not zero
                weight = h100e(
                    asking.world, factor_set=factor_set, chip=level.chip, units=level.units
                ).h100e
        yield level, weight


def _known(asking: Asking, factor_set: str) -> None:
    if factor_set and asking.world[ChipsView].factor_sets.get(FactorSetId(factor_set)) is None:
        raise NotFoundError(f"no factor set {factor_set!r} is adopted")


def _sum(counted: Sequence[tuple[Level, Decimal | None]]) -> Decimal | None:
    weights = [weight for _, weight in counted if weight is not None]
    return sum(weights, Decimal(0)) if len(weights) == len(counted) else None


def _tallies(view: RegistryView, site: SiteId) -> Iterator[tuple[str, str, int]]:
    for word in ("installed", "delivered"):
        for tally in view.tallies.where(place=f"{word}:{site}"):
            if tally.chips:
                yield word, tally.model, tally.chips


def _lots(asking: Asking, site: SiteId) -> Sequence[Any]:
    after = asking.word("after")
    start = (after,) if after else None
    return tuple(asking.world[RegistryView].lots.where(after=start, limit=LOTS, site=site))


def _lots_after(asking: Asking, site: SiteId) -> str | None:
    found = _lots(asking, site)
    return found[-1].lot if len(found) == LOTS else None


def _last(asking: Asking, site: SiteId) -> Judgement | None:
    last = None
    for last in asking.world[LocationView].judgements.where(site=site, limit=MAPPED):  # noqa: B007
        pass
    return last


def drawn_map(asking: Asking) -> Chart:
    """Draw all sites of the filter, on whatever page of the list: what was measured of them."""
    found = asking.ask("registry", "sites", country=asking.country(), limit=MAPPED)
    last = (_last(asking, it.site) for it in found)
    borders = asking.world.reference(Borders)
    return site_map(found, borders, judgements=[it for it in last if it is not None])


def _place(asking: Asking) -> Chart:
    name = asking.place["site"]
    return drawn_place(asking, judgements(asking, site=name))


def _decides(asking: Asking) -> bool:
    return is_for(asking, Audience.AUTHORITY)


def _provides(asking: Asking) -> bool:
    return is_for(asking, Audience.PROVIDER) and not _decides(asking)


def _is_own(asking: Asking) -> bool:
    own = _provides(asking) and runs_site(asking, asking.place["site"])
    return own or _decides(asking)


def _this(asking: Asking) -> Mapping[str, Any]:
    return {"site": asking.place["site"]}


PAGES: Final = (
    Page(
        path="/sites",
        title="Sites on a map",
        template="registry/sites.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=listed,
        charts={
            "map": Drawing(title="Sites, and what was measured of their places", draw=drawn_map)
        },
        acts=(
            Act(
                name="register",
                label="Register a site",
                statement=SiteRegistered,
                fields=("site", *ABOUT_SITE),
                told=PLACE_TOLD,
                shown=_decides,
            ),
            Act(
                name="register-own",
                label="Register a site of yours",
                statement=SiteRegistered,
                fields=("site", *(it for it in ABOUT_SITE if it != "operator")),
                told=PLACE_TOLD,
                given=lambda asking: {"operator": asking.visitor.party},
                shown=_provides,
            ),
        ),
        menu="For everybody",
    ),
    Page(
        path="/sites/{site}",
        title="A site",
        template="registry/site.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=one,
        charts={"place": Drawing(title="What the delays leave open", draw=_place)},
        acts=(
            Act(
                name="correct",
                label="Say anew what the site is",
                statement=SiteCorrected,
                fields=(*ABOUT_SITE, "reason"),
                told="It takes the place of all that was said of the site before.",
                given=_this,
                shown=_is_own,
            ),
            Act(
                name="level",
                label="Report a level",
                statement=LevelReported,
                fields=("chip", "on", "units", "planned", "source", "note"),
                told="A level is how many stand there on a day; it is never added to another.",
                given=_this,
                shown=_is_own,
            ),
        ),
    ),
)
