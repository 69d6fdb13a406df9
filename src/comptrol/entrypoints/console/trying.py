"""Other law, tried on what was asked: two sides from a form, what flips, what that changes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final

import msgspec

from comptrol.domains.chips import ChipsView, FactorSetId, factor_of
from comptrol.domains.gate import GateView
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
from comptrol.entrypoints.console.remembering import Remembered
from comptrol.flow.lab import Compared, Posed, Side, compare, posed_by
from comptrol.flow.scenario import Effect, effects, judged, last_of_each
from comptrol.kernel.countries import Countries
from comptrol.kernel.days import day_in
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.view import World

LOOKED_MAX: Final = 2_000
TRIED_MAX: Final = 60
"""So many rulings are judged while a page waits; the whole stretch is long work."""
NUMBER_DIGITS: Final = 13
SIDES: Final = ("baseline", "against")
RESULTS: Final = Remembered()
"""What long runs came to, until there are many newer ones."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What another rule changes in the accounts, and how many H100s that is."""

    effect: Effect
    h100e_low: Decimal | None
    h100e_high: Decimal | None


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of trying."""

    compared: Compared
    changes: tuple[Change, ...]
    sides: tuple[str, str]
    whole: bool
    """Not: it was tried on the first rulings alone."""


def sides_of(world: World, form: Mapping[str, str], today: date) -> tuple[Side, Side]:
    """Return the two sides that a form names; what it leaves out is as adopted."""
    one, other = (_side(world, form, name, today) for name in SIDES)
    return one, other


def stretch_of(form: Mapping[str, str]) -> tuple[int, int | None]:
    """Return from which position, and before which, rulings are judged."""
    start, end = _number(form, "from") or 0, _number(form, "to")
    if end is not None and end <= start:
        raise UnreadableError(f"to {end}: it has to be after from {start}")
    return start, end


def first_posed(world: World, stretch: tuple[int, int | None]) -> tuple[tuple[Posed, ...], bool]:
    """Return the first rulings of a stretch, and whether there are no others."""
    looked = list(islice(world[GateView].rulings.where(limit=LOOKED_MAX + 1), LOOKED_MAX + 1))
    start, end = stretch
    posed = [
        posed_by(it)
        for it in looked[:LOOKED_MAX]
        if start <= it.position and (end is None or it.position < end)
    ]
    whole = len(looked) <= LOOKED_MAX and len(posed) <= TRIED_MAX
    return tuple(posed[:TRIED_MAX]), whole


def tried(
    world: World,
    posed: Iterable[Posed],
    sides: tuple[Side, Side],
    factors: FactorSetId | None,
    *,
    whole: bool,
    tell: Callable[[int], None] = lambda _: None,
) -> Tried:
    """Judge every request by both sides, and tell what flips and what that changes."""
    rows, countries = tuple(posed), world.reference(Countries)
    compared = compare(rows, sides, countries, tell)
    found = effects(judged(last_of_each(rows), sides, countries)) if compared.flips else ()
    return Tried(
        compared=compared,
        changes=tuple(_changes(world, found, factors)),
        sides=(_called(sides[0]), _called(sides[1])),
        whole=whole,
    )


def _changes(
    world: World, found: Iterable[Effect], factors: FactorSetId | None
) -> Iterator[Change]:
    for it in found:
        factor = _factor(world, factors, it.chip)
        yield Change(
            effect=it,
            h100e_low=None if factor is None else it.chips_low * factor,
            h100e_high=None if factor is None else it.chips_high * factor,
        )


def _factor(world: World, factors: FactorSetId | None, chip: str) -> Decimal | None:
    if factors is None:
        return None
    try:
        return factor_of(world[ChipsView], factors, chip).h100e
    except NotFoundError:
        return None


def _called(side: Side) -> str:
    known = "each by what was known then" if side.known_at is None else f"known {side.known_at}"
    chosen = side.stance
    return f"{side.rulebook.name}, {chosen.posture.value}, {chosen.policy.value}, {known}"


def _side(world: World, form: Mapping[str, str], name: str, today: date) -> Side:
    chosen, book = stance(adopted(world[LawView])), _rulebook(world, form.get(name, "").strip())
    known_at = _known_at(form, name, book, today)
    hours = _number(form, f"{name}_hours")
    chips = _number(form, f"{name}_chips")
    return Side(
        rulebook=book,
        stance=Stance(
            posture=_one_of(Posture, form, f"{name}_posture", chosen.posture),
            policy=_one_of(Policy, form, f"{name}_policy", chosen.policy),
            small_use_chip_hours=chosen.small_use_chip_hours if hours is None else hours,
            small_use_chips=chosen.small_use_chips if chips is None else chips,
            chosen="the lab",
        ),
        known_at=known_at,
    )


def _known_at(form: Mapping[str, str], name: str, book: Rulebook, today: date) -> date | None:
    given = form.get(f"{name}_known", "").strip()
    if not given:
        return None
    try:
        found = day_in(given)
    except ValueError as error:
        raise UnreadableError(f"known at {given[:40]!r} is not a day") from error
    if found > today:
        raise UnreadableError(f"known at {found}: nobody knows that yet")
    if found < book.known_from:
        raise UnreadableError(f"{book.name} knows nothing before {book.known_from}")
    return found


def _rulebook(world: World, name: str) -> Rulebook:
    known = world.reference(Rulebooks)
    if not name:
        return adopted_rulebook(world) or known.default
    found = known.named(name) or (known.of(Digest(name)) if _is_digest(name) else None)
    if found is None:
        shipped = ", ".join(known.names)
        raise NotFoundError(f"{name[:80]!r} is no rulebook that is shipped ({shipped}) or kept")
    return found


def _is_digest(name: str) -> bool:
    return len(name) == len("00") * 32 and set(name) <= set("0123456789abcdef")


def rulebook_choices(world: World) -> list[tuple[str, str]]:
    """Return the rulebooks that a side may have: as adopted, adopted before, and shipped."""
    known = world.reference(Rulebooks)
    rows = {it.digest: it for it in world[LawView].adoptions.where()}
    kept = [(it.digest, f"{it.rulebook}, adopted {it.on}") for it in rows.values()]
    return [
        ("", "as adopted now"),
        *kept[-LOOKED_MAX:],
        *((name, f"{name}, as shipped") for name in known.names),
    ]


def _one_of(kind: Any, form: Mapping[str, str], name: str, otherwise: Any) -> Any:  # noqa: ANN401
    given = form.get(name, "").strip()
    try:
        return kind(given) if given else otherwise
    except ValueError as error:
        known = ", ".join(it.value for it in kind)
        raise UnreadableError(f"{given[:40]!r} is none of {known}") from error


def _number(form: Mapping[str, str], name: str) -> int | None:
    given = form.get(name, "").strip()
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < NUMBER_DIGITS):
        raise UnreadableError(f"{name}: {given[:40]!r} is no whole number")
    return int(given)
