"""Judge what was asked by other law, and see whom it would change."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated

import click
import msgspec
from msgspec import Meta

from comptrol.bootstrap import compare_file, open_platform, today
from comptrol.domains.law import (
    LawView,
    Policy,
    Posture,
    Rulebook,
    Rulebooks,
    Stance,
    adopted,
    adopted_rulebook,
    stance,
)
from comptrol.entrypoints.cli.commands.law.adopt import rulebook_of
from comptrol.entrypoints.cli.counting import counted
from comptrol.entrypoints.cli.options import as_json
from comptrol.entrypoints.cli.output import emit, note, table
from comptrol.entrypoints.cli.statements import read_json
from comptrol.entrypoints.cli.worlds import world_of
from comptrol.flow.lab import Compared, Side, compare, rulings_of
from comptrol.flow.world import RowsWorld
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.quantity import Position, plain
from comptrol.settings import Settings

TOLD_EVERY = 1_000
Name = Annotated[str, Meta(min_length=1)]


class Judging(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one side judges. What is left out is as adopted in the log, or as shipped."""

    rulebook: Name | None = None
    """A shipped one by name, or a folder."""
    posture: Posture | None = None
    policy: Policy | None = None
    small_use_chip_hours: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    small_use_chips: Annotated[int, Meta(ge=0, le=10**12)] | None = None
    known_at: date | None = None


class Replay(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    rename={"start": "from", "end": "to"},
):
    """What is replayed: a stretch of a log, or a file of requests; and by which two sides."""

    log: Name | None = None
    requests: Name | None = None
    start: Position = 0
    end: Position | None = None
    baseline: Judging = Judging()
    against: Judging

    def __post_init__(self) -> None:
        """Refuse both and neither, and a stretch that ends before it begins."""
        if (self.log is None) == (self.requests is None):
            raise ValueError("name a log (a data folder) or requests (a file), one of the two")
        if self.end is not None and self.end <= self.start:
            raise ValueError(f"to ({self.end}) is not after from ({self.start})")


@click.command()
@click.argument("replay", type=click.Path(path_type=Path))
@as_json
@click.pass_obj
def command(settings: Settings, replay: Path, as_json: bool) -> None:
    """Judge a stretch of a log, or a file of requests, by other law (REPLAY, a JSON file).

    {"log": DIR, "from": 0, "to": 500} or {"requests": FILE.csv}, with {"baseline": {},
    "against": {"rulebook", "posture", "policy", "known_at"}}. Lists what flips with both
    explanations, and totals by country, party and chip. Nothing is logged.
    """
    asked = read_json(replay, Replay)
    if asked.log is not None:
        found = _of_log(asked, asked.log, replay)
    else:
        found = _of_file(settings, asked, asked.requests or "", replay)
    if as_json:
        emit(found)
    else:
        _tell(found)


def _of_log(asked: Replay, log: str, replay: Path) -> Compared:
    with closing(open_platform(beside(replay, log))) as platform, platform.world() as world:
        posed = rulings_of(world, start=asked.start, end=asked.end)
        countries = world.reference(Countries)
        return compare(posed, sides_of(asked, world, replay), countries, _progress())


def _of_file(settings: Settings, asked: Replay, requests: str, replay: Path) -> Compared:
    with world_of(settings, None) as world:
        path = beside(replay, requests)
        return compare_file(path, sides_of(asked, world, replay), world, note)


def sides_of(asked: Replay, world: RowsWorld, replay: Path) -> tuple[Side, Side]:
    """Return the two sides that a replay names."""
    return (_side(asked.baseline, world, replay), _side(asked.against, world, replay))


def _side(judging: Judging, world: RowsWorld, replay: Path) -> Side:
    if judging.known_at is not None and judging.known_at > today():
        raise UnreadableError(f"{replay}: known_at {judging.known_at}: nobody knows that yet")
    chosen = stance(adopted(world[LawView]))
    hours, chips = judging.small_use_chip_hours, judging.small_use_chips
    rulebook = _rulebook(judging.rulebook, world, replay)
    if judging.known_at is not None and judging.known_at < rulebook.known_from:
        known = f"{rulebook.name} knows nothing before {rulebook.known_from}"
        raise UnreadableError(f"{replay}: known_at {judging.known_at}: {known}")
    return Side(
        rulebook=rulebook,
        stance=Stance(
            posture=judging.posture or chosen.posture,
            policy=judging.policy or chosen.policy,
            small_use_chip_hours=chosen.small_use_chip_hours if hours is None else hours,
            small_use_chips=chosen.small_use_chips if chips is None else chips,
            chosen="the lab",
        ),
        known_at=judging.known_at,
    )


def _rulebook(name: str | None, world: RowsWorld, replay: Path) -> Rulebook:
    known = world.reference(Rulebooks)
    if name is None:
        return adopted_rulebook(world) or known.default
    return rulebook_of(known, name if known.named(name) else str(beside(replay, name)))


def beside(replay: Path, name: str) -> Path:
    """Return a path as it is written in a replay: from the folder that the replay is in."""
    return replay.parent / name


def _progress() -> Callable[[int], None]:
    def tell(number: int) -> None:
        if number % TOLD_EVERY == 0:
            note(f"{counted(number, 'ruling', shape=',')} judged")

    return tell


def _tell(found: Compared) -> None:
    click.echo(
        f"{counted(found.requests, 'request', shape=',')}, {found.rejected:,} rejected, "
        f"{found.flips:,} flip"
    )
    outcomes = sorted({*found.before, *found.after})
    rows = ((it, found.before.get(it, 0), found.after.get(it, 0)) for it in outcomes)
    table(("outcome", "baseline", "against"), rows)
    table(
        ("by", "name", "from", "to", "requests", "chips", "chip-hours"),
        (
            (
                *(it.by, it.name, it.before.value, it.after.value, it.requests, it.chips),
                plain(it.chip_hours),
            )
            for it in found.totals
        ),
        nothing="No ruling flips.",
    )
    for flip in found.explained:
        click.echo(f"{flip.id}, {flip.as_of}, {flip.chip} for {flip.party} in {flip.country}:")
        for side, decision in (("baseline", flip.before), ("against", flip.after)):
            said = "; ".join(f"{it.rule} {it.effect.value}: {it.detail}" for it in decision.law)
            asks = ", ".join(it.id for it in decision.questions if it.blocking)
            click.echo(
                f"  {side}: {decision.outcome.value}. {said or 'no finding'} asks: {asks or '-'}"
            )
