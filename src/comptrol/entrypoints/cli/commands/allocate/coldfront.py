"""Take projects and allocations over from ColdFront."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final, NamedTuple

import click

from comptrol.entrypoints.cli.call_files import FILE, write_table
from comptrol.entrypoints.cli.call_tables import (
    POOLS,
    PROPOSALS,
    above_in,
    name_in,
    whole_in,
)
from comptrol.entrypoints.cli.coldfront import HOURS, Held, Taken, read_coldfront
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import answer, note
from comptrol.entrypoints.cli.tables import rows
from comptrol.kernel.errors import UnavailableError, UnreadableError

MAPPED: Final = ("resource", "pool", "speed_h100e", "chip_hours_per_month")
MONTHS_MAX: Final = 120
_MONTHS: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\.\.([0-9]{4})-(0[1-9]|1[0-2])")
_HOURS: Final = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_HAS_NOT: Final = (
    "scores and reviews: ColdFront has none; fill in the column score",
    "the least useful fraction: fill in the column least_fraction (1: all or nothing)",
    "countries, ceilings and floors: give groups.csv and floors.csv where there are any",
    "users and principal investigators: persons are enrolled, never copied",
    "usage: ColdFront keeps one number for each attribute, which is overwritten",
)


class _Pool(NamedTuple):
    pool: str
    speed: Decimal
    hours: int


class _Left(NamedTuple):
    what: str
    id: str
    why: str


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--resources", type=FILE, required=True, help=f"CSV: {','.join(MAPPED)}.")
@click.option("--months", required=True, metavar="FIRST..LAST", help="As 2027-01..2027-12.")
@click.option("--folder", type=FILE, required=True, help="Where the tables go.")
@click.option("--hours", default=HOURS, show_default=True, help="The attribute of chip-hours.")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    default=("New", "Renewal Requested"),
    show_default=True,
    help="Allocations that ask for something; may be repeated.",
)
@as_json
def command(
    files: tuple[Path, ...],
    resources: Path,
    months: str,
    folder: Path,
    hours: str,
    statuses: tuple[str, ...],
    as_json: bool,
) -> None:
    """Write tables for `comptrol allocate tables` from what ColdFront 1.1.7 writes out.

    FILES are what `coldfront dumpdata --natural-foreign` wrote (.json), or tables with the names
    of its REST answers (.csv). An allocation becomes a proposal. What could not be taken over
    stands in left-out.csv, and names.csv says which proposal is which project.
    """
    span = months_of(months)
    taken = read_coldfront(files, lambda text: note(f"note: {text}"))
    pools = dict(_pools(resources))
    lines: list[tuple[object, ...]] = []
    names: list[tuple[str, str]] = []
    left: list[_Left] = [
        _Left(model, "", f"{counted(many, 'record is', 'records are')} not read")
        for model, many in taken.unread.items()
    ]
    for held in taken.allocations:
        made = _proposal(held, pools, span, hours, statuses)
        if isinstance(made, str):
            left.append(_Left("allocation", held.id, made))
        else:
            lines.append(made)
            names.append((f"cf-{held.id}", held.title))
            left += _in_part(held, pools, hours)
    left += [_Left("every proposal", "", text) for text in _HAS_NOT]
    _write(folder, pools, span, lines, names, left)
    answer(_told(taken, lines, left), _page(taken, lines, left, folder), as_json=as_json)


def months_of(text: str) -> tuple[str, ...]:
    """Return the months from one to another.

    >>> months_of("2027-11..2028-01")
    ('2027-11', '2027-12', '2028-01')
    """
    found = _MONTHS.fullmatch(text)
    if found is None:
        raise UnreadableError(f"--months: is {text[:40]!r}; 2027-01..2027-12 was expected")
    numbers = [int(it) for it in found.groups()]
    first, last = numbers[0] * 12 + numbers[1] - 1, numbers[2] * 12 + numbers[3] - 1
    if not first <= last < first + MONTHS_MAX:
        raise UnreadableError(f"--months: 1 to {MONTHS_MAX} months in order were expected")
    return tuple(f"{it // 12:04}-{it % 12 + 1:02}" for it in range(first, last + 1))


def _pools(path: Path) -> Iterator[tuple[str, _Pool]]:
    """Yield pools by the resource of ColdFront that they are."""
    seen: set[str] = set()
    for row in rows(path, MAPPED, tell=lambda text: note(f"note: {text}")):
        resource = row.needed("resource")
        if resource in seen:
            row.fail("resource", f"{resource!r} stands twice")
        seen.add(resource)
        speed = above_in(row, "speed_h100e")
        yield resource, _Pool(name_in(row, "pool"), speed, whole_in(row, "chip_hours_per_month"))


def _proposal(
    held: Held,
    pools: Mapping[str, _Pool],
    span: tuple[str, ...],
    hours: str,
    statuses: tuple[str, ...],
) -> tuple[object, ...] | str:
    """Return a line for the table of proposals, or why there is none."""
    asked, known = held.attributes.get(hours, ""), [it for it in held.resources if it in pools]
    if held.status not in statuses:
        return f"its status is {held.status or 'not told'}"
    if not known:
        return f"none of its resources is in the table: {', '.join(held.resources) or 'none'}"
    if not _HOURS.fullmatch(asked) or not Decimal(asked):
        return f"its attribute {hours!r} is {asked[:40]!r}; hours above 0 were expected"
    try:
        ends = [date.fromisoformat(it) if it else None for it in (held.start, held.end)]
    except ValueError:
        return f"its dates cannot be read: {held.start[:20]!r} to {held.end[:20]!r}"
    first, last = (it.strftime("%Y-%m") if it is not None else "" for it in ends)
    window = [it for it in span if (not first or it >= first) and (not last or it <= last)]
    if not window:
        return f"it runs from {held.start} to {held.end}, outside the months of the call"
    speed = min(pools[it].speed for it in known)
    told: dict[str, object] = {
        "proposal": f"cf-{held.id}",
        "area": held.area,
        "institution": held.institution,
        "need_h100e_hours": (Decimal(asked) * speed).normalize(),
        "first_month": window[0],
        "last_month": window[-1],
        "pools": " ".join(dict.fromkeys(pools[it].pool for it in known)),
    }
    return tuple(told.get(name, "") for name in PROPOSALS)


def _in_part(held: Held, pools: Mapping[str, _Pool], hours: str) -> Iterator[_Left]:
    """Yield what an allocation says that its proposal does not."""
    speeds = {pools[it].speed for it in held.resources if it in pools}
    if len(speeds) > 1:
        told = f"hours are counted at the speed of its slowest pool, {min(speeds)}"
        yield _Left("allocation", held.id, told)
    out = [it for it in held.resources if it not in pools]
    if out:
        yield _Left("allocation", held.id, f"resources that are in no table: {', '.join(out)}")
    others = sorted(name for name, it in held.attributes.items() if name != hours and it)
    if others:
        yield _Left("allocation", held.id, f"attributes that are not read: {', '.join(others)}")


def _write(
    folder: Path,
    pools: Mapping[str, _Pool],
    span: tuple[str, ...],
    lines: list[tuple[object, ...]],
    names: list[tuple[str, str]],
    left: list[_Left],
) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(f"{folder}: {error.strerror}") from error
    each = {it.pool: it for it in pools.values()}.values()
    offers = [(it.pool, it.speed, month, it.hours) for it in each for month in span]
    write_table(folder / "pools.csv", POOLS, offers)
    write_table(folder / "proposals.csv", PROPOSALS, lines)
    write_table(folder / "names.csv", ("proposal", "project"), names)
    write_table(folder / "left-out.csv", _Left._fields, left)


def _told(taken: Taken, lines: list[tuple[object, ...]], left: list[_Left]) -> dict[str, object]:
    return {
        "read": "ColdFront 1.1.7",
        "projects": taken.projects,
        "allocations": len(taken.allocations),
        "proposals": len(lines),
        "left_out": [it._asdict() for it in left],
    }


def _page(
    taken: Taken, lines: list[tuple[object, ...]], left: list[_Left], folder: Path
) -> Iterator[str]:
    read = (
        f"{counted(taken.projects, 'project')} and {counted(len(taken.allocations), 'allocation')}"
    )
    yield f"{read} were read, as ColdFront 1.1.7 writes them"
    yield (
        f"{counted(len(lines), 'proposal is', 'proposals are')} in {folder / 'proposals.csv'}; "
        "fill in what is empty, then"
    )
    yield f"  comptrol allocate tables {folder} --call NAME --out CALL.json"
    yield (
        f"what was not taken over, and why: {folder / 'left-out.csv'}, "
        f"{counted(len(left), 'line')}"
    )
