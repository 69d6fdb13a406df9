"""Scenarios: what another rule would have changed in the accounts, of a log or a file."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import msgspec

from comptrol.domains.chips import ChipsView, Specification, factor_of, model_named, specification
from comptrol.flow.lab import Side, rulings_of
from comptrol.flow.scenario import Effect, Judged, effects, judged, last_of_each
from comptrol.kernel.countries import Countries
from comptrol.kernel.errors import NotFoundError, UnavailableError
from comptrol.kernel.view import World


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """An effect in H100 equivalents, where the factor set knows the chip."""

    effect: Effect
    h100e_low: Decimal | None
    h100e_high: Decimal | None


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """What changes, and by what it was weighed."""

    requests: int
    rejected: int
    factor_set: str
    rulebook_digests: tuple[str, str]
    changed: tuple[Changed, ...]
    unweighed: tuple[str, ...]
    """Chips that the factor set does not know: unknown is not nought."""


def scenario_of_log(
    world: World, sides: tuple[Side, Side], stretch: tuple[int, int | None], factor_set: str
) -> Scenario:
    """Return what changes of the orders of a stretch of a log, each by its last ruling."""
    posed = last_of_each(rulings_of(world, start=stretch[0], end=stretch[1]))
    found = judged(posed, sides, world.reference(Countries))
    return _scenario(world, sides, effects(found), (len(posed), 0), factor_set)


def scenario_of_file(
    path: Path,
    world: World,
    sides: tuple[Side, Side],
    factor_set: str,
    tell: Callable[[str], None],
) -> Scenario:
    """Return what changes of the requests of a file: judged as columns, told where they flip."""
    try:
        from comptrol.adapters import lab_columns  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise UnavailableError(
            "to judge files of requests: pip install 'comptrol[lab]'"
        ) from error
    table = lab_columns.read_table(path, world.reference(Countries), _chips(world))
    if table.rejected:
        tell(f"{len(table.rejected):,} rows cannot be judged; comptrol lab writes which")
    before, after = (
        lab_columns.judge_columns(table, it.rulebook, it.stance, it.known_at) for it in sides
    )

    def flipped() -> Iterator[Judged]:
        for row in map(int, (before.outcomes != after.outcomes).nonzero()[0]):
            was, becomes = (lab_columns.OUTCOMES[int(it.outcomes[row])] for it in (before, after))
            yield Judged(table.request(row), was, becomes)

    counts = (table.rows, len(table.rejected))
    return _scenario(world, sides, effects(flipped()), counts, factor_set)


def _chips(world: World) -> Callable[[str], Specification]:
    view = world[ChipsView]

    def named(name: str) -> Specification:
        model = model_named(view, name)
        if model is None:
            raise NotFoundError(f"the catalogue has no chip {name!r}; give its numbers")
        return specification(view, model)

    return named


def _scenario(
    world: World,
    sides: tuple[Side, Side],
    found: tuple[Effect, ...],
    counts: tuple[int, int],
    factor_set: str,
) -> Scenario:
    factors = {it.chip: _factor(world, factor_set, it.chip) for it in found}
    return Scenario(
        requests=counts[0],
        rejected=counts[1],
        factor_set=factor_set,
        rulebook_digests=(sides[0].rulebook.digest, sides[1].rulebook.digest),
        changed=tuple(_weighed(it, factors[it.chip]) for it in found),
        unweighed=tuple(sorted(chip for chip, it in factors.items() if it is None)),
    )


def _weighed(effect: Effect, factor: Decimal | None) -> Changed:
    return Changed(
        effect=effect,
        h100e_low=None if factor is None else effect.chips_low * factor,
        h100e_high=None if factor is None else effect.chips_high * factor,
    )


def _factor(world: World, factor_set: str, chip: str) -> Decimal | None:
    try:
        return factor_of(world[ChipsView], factor_set, chip).h100e
    except NotFoundError:
        return None
