"""What do tables of sites come to: what stands where, whose it is, and who can use it?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from comptrol.domains.accounts.formulas.account import (
    Account,
    AccountRow,
    AxisAccount,
    Changed,
    Part,
    gathered,
    told,
)
from comptrol.domains.accounts.formulas.axes import Accessible, Designed, Located, Owned, total
from comptrol.domains.accounts.formulas.estimates import exactly, point
from comptrol.domains.accounts.formulas.names import Nationalities
from comptrol.domains.accounts.formulas.sites import (
    UNKNOWN,
    Factors,
    Reach,
    SiteHeld,
    SiteLevel,
    SiteTieOut,
    reaches,
    standing,
    tied_out,
    weakest,
)
from comptrol.domains.registry import Attribution, Confidence
from comptrol.kernel.errors import NotFoundError

SITES: Final = "epoch-sites"
SITES_BY: Final = (
    "Data: Epoch AI, Frontier Data Centers, epoch.ai/data, CC BY 4.0, version {edition}; changes: "
    "levels in force by site and chip, weighed by a factor set, sums by country."
)


class SiteTableHeld(msgspec.Struct, frozen=True, kw_only=True):
    """An edition of a table of sites, factors to weigh it by, and whose the names in it are."""

    edition: date
    sites: tuple[SiteHeld, ...]
    factors: tuple[Factors, ...]
    """The set that counts first, then others that the account is held against."""
    makers: Mapping[str, str]
    """The designer of a chip, by the name that the table has for it."""
    whose: Nationalities


def account_of_sites(table: SiteTableHeld, day: date) -> Account:
    """Return the account of sites on all four axes; plans do not count, quantities are levels."""
    factors = table.factors[0]
    weighed = tuple(_weighed(table.sites, factors, day))
    axes = _axes(table, weighed)
    tie_out = tied_out(table.sites, factors, table.edition)
    return Account(
        method=SITES,
        as_of=day,
        table="sites",
        how="levels in force by site and chip, never added over time; plans left out",
        definition=factors.factor_set,
        stale=day > table.edition,
        rows=(
            *(
                _with_labels(row, table.whose, weighed)
                for axis in axes
                for row in axis.rows(None, rest_counts=False)
            ),
            *accessible(reaches(table.sites, factors, table.whose, day)),
        ),
        unallocated=tuple(it.unallocated() for it in axes),
        sensitivity=tuple(_sensitivity(table, day)),
        spread=(),
        published=(),
        notes=tuple(_notes(table, weighed, tie_out, day)),
        attribution=(SITES_BY.format(edition=table.edition),),
    )


Weighed = tuple[SiteHeld, SiteLevel, Decimal]


def _weighed(sites: Sequence[SiteHeld], factors: Factors, day: date) -> Iterator[Weighed]:
    for site, level in standing(sites, day):
        h100e = factors.h100e(level)
        if h100e is not None:
            yield site, level, h100e


def _axes(
    table: SiteTableHeld, weighed: Sequence[Weighed]
) -> tuple[AxisAccount[Located], AxisAccount[Owned], AxisAccount[Designed]]:
    whose = table.whose
    return (
        gathered(
            Located, ((site.country, Located(h100e=point(size))) for site, _, size in weighed)
        ),
        gathered(
            Owned,
            (
                (whose.of_all(it.name for it in level.owners), Owned(h100e=point(size)))
                for _, level, size in weighed
            ),
        ),
        gathered(
            Designed,
            (
                (whose.of(table.makers.get(level.chip, "")), Designed(h100e=point(size)))
                for _, level, size in weighed
            ),
        ),
    )


def _with_labels(row: AccountRow, whose: Nationalities, weighed: Sequence[Weighed]) -> AccountRow:
    """Return a row of owners with what the source says of each, and how surely at the least."""
    if row.axis is not Owned.AXIS:
        return row
    mine = [
        it for it in weighed if whose.of_all(name.name for name in it[1].owners) == row.country
    ]
    labels = [name.confidence for _, level, _ in mine for name in level.owners]
    parts = (
        Part(
            part=f"{site.name}: {level.chip}",
            h100e=told(point(size)),
            as_of=level.on,
            confidence=_labelled(level.owners),
            source=site.site,
        )
        for site, level, size in mine
    )
    return msgspec.structs.replace(row, confidence=weakest(labels).value, parts=tuple(parts))


def _labelled(names: Sequence[Attribution]) -> str:
    told_of = ", ".join(f"{it.name} #{it.confidence.value}" for it in names)
    return told_of or Confidence.UNSTATED.value


def accessible(found: Iterator[Reach]) -> Iterator[AccountRow]:
    """Yield what each country can use where, one row to each label of confidence."""
    rows: dict[tuple[str, str, Confidence], list[Reach]] = {}
    for reach in found:
        key = (reach.country or UNKNOWN, reach.located, reach.confidence)
        rows.setdefault(key, []).append(reach)
    for (country, located, confidence), parts in sorted(rows.items(), key=lambda it: str(it[0])):
        yield AccountRow(
            country=country,
            axis=Accessible.AXIS,
            h100e=told(total(Accessible, [it.h100e for it in parts]).h100e),
            counted=len(parts),
            located=located,
            confidence=confidence.value,
            parts=tuple(_part(it) for it in parts),
        )


def _part(reach: Reach) -> Part:
    return Part(
        part=f"{reach.name}: {reach.chip}",
        h100e=told(reach.h100e.h100e),
        as_of=reach.on,
        confidence=_labelled(reach.who),
        source=reach.site,
        note="each may have all of it or nothing" if len(reach.who) > 1 else "",
    )


def _sensitivity(table: SiteTableHeld, day: date) -> Iterator[Changed]:
    """Yield the shares by every factor set that knows all chips."""
    for factors in table.factors:
        try:
            weighed = tuple(_weighed(table.sites, factors, day))
        except NotFoundError as error:
            yield Changed(method=str(error), rows=0, sized=0, h100e=None, shares={})
            continue
        located = _axes(table, weighed)[0]
        parts = {name: it.h100e.middle or Decimal(0) for name, it in located.amounts.items()}
        whole = total(Located, [*located.amounts.values(), Located(h100e=exactly(Decimal(0)))])
        size = whole.h100e.middle or Decimal(0)
        yield Changed(
            method=factors.factor_set,
            rows=len(weighed),
            sized=len(weighed),
            h100e=size,
            shares={name: it / size if size else None for name, it in sorted(parts.items())},
        )


def _notes(
    table: SiteTableHeld, weighed: Sequence[Weighed], tie_out: SiteTieOut, day: date
) -> Iterator[str]:
    if tie_out.of:
        yield _tied(tie_out)
    if day > table.edition:
        yield f"STALE: the edition is of {table.edition}; its plans for later do not count."
    own: dict[str, Decimal] = {}
    for site in table.sites:
        if site.published and site.country is not None:
            own[site.country] = own.get(site.country, Decimal(0)) + site.published
    if own:
        told_own = ", ".join(f"{name} {own[name]:,.0f}" for name in sorted(own, key=_falling(own)))
        yield f"The source's own totals of {table.edition}, not those of levels: {told_own}."
    unsized = sorted({it.site for it, level in standing(table.sites, day) if level.units is None})
    if unsized:
        yield f"Without a number of chips, and not counted: {', '.join(unsized)}."
    yield (
        "On the axis of access every name has its source's own label of confidence. Where several "
        "are named, each may have all of it or nothing: rows of it are bounds, and do not add up."
    )
    names = {name.name for _, level, _ in weighed for name in (*level.owners, *level.users)}
    strangers = sorted(it for it in names if table.whose.of(it) is None)
    if strangers:
        yield f"Of no known nationality: {', '.join(strangers)}."
    recalled = table.whose.recalled(names)
    if recalled:
        yield f"Nationalities from memory, to be confirmed: {', '.join(recalled)}."


def _tied(tie_out: SiteTieOut) -> str:
    apart = "".join(f"; {name}: {it:.3f} of it" for name, it in tie_out.apart.items())
    return (
        f"{tie_out.within} of {tie_out.of} sites are within 2 % of the source's own total{apart}."
    )


def _falling(sizes: Mapping[str, Decimal]) -> Callable[[str], tuple[Decimal, str]]:
    return lambda name: (-sizes[name], name)
