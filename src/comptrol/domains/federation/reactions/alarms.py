"""What looks wrong at a border: gone and never come, come and never gone, another chip than said.

An alarm is a signal for a person, with what may be innocent about it, and never a verdict.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from comptrol.domains.alarms import Raised, Strength
from comptrol.domains.chips import ChipsView
from comptrol.domains.federation.queries import OpenRelease, open_releases
from comptrol.domains.federation.reactions.settling import release_in
from comptrol.domains.federation.statements import Accepted, ArrivalClaimed
from comptrol.domains.registry import RegistryView, chip_of, runs_meeting, serial_at, spans_said
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import World

NEVER_ACCEPTED: Final = "federation.never-accepted"
NEVER_RELEASED: Final = "federation.accepted-never-released"
ANOTHER_MODEL: Final = "federation.model-differs"
VERSION: Final = 1
_LOTS_MAX: Final = 50


def never_accepted_alarms(on: date, because: int, world: World) -> Iterator[Raised]:
    """Yield an alarm for every release that should have been confirmed: what smuggling looks like.

    A lot that is released counts in no registry. Who lets one go and lets nobody take it over has
    chips that nobody asks after (facts on federation: released but never accepted).
    """
    for it in open_releases(world, on=on):
        if it.overdue:
            yield _never_accepted(it, because)


def _never_accepted(it: OpenRelease, because: int) -> Raised:
    release = it.release
    return Raised(
        because=because,
        alarm=f"{NEVER_ACCEPTED}/transfer:{release.transfer}",
        detector=NEVER_ACCEPTED,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Transfer {release.transfer} of lot {release.lot} ({release.chips} chips) was "
            f"released by {release.holder} to {release.to_registry} on {release.on}; nobody has "
            f"shown for {it.days} days, of {it.accept_days} agreed, that it was accepted there. "
            "It counts in no registry."
        ),
        benign=(
            "it was accepted there, and the confirmation was not brought here yet",
            "the chips are still under way, or held at the border",
        ),
        evidence=(release.position,),
        parties=(release.holder,),
        lots=(release.lot,),
    )


def never_released_alarms(
    said: ArrivalClaimed, entry: Entry[Any], world: World
) -> Iterator[Raised]:
    """Yield an alarm for chips from abroad without proof: what forged papers look like."""
    spans = spans_said(said.serials, said.listed)
    view, here = world[RegistryView], dict[str, None]()
    for span in spans:
        here.update((run.lot, None) for run in runs_meeting(view, said.maker, span))
    first = chip_of(said.maker, serial_at(spans[0].prefix, spans[0].digits, spans[0].first))
    known = f" Some are in the books here already, in {len(here)} lots." if here else ""
    yield Raised(
        because=entry.position,
        alarm=f"{NEVER_RELEASED}/claim:{said.claim}",
        detector=NEVER_RELEASED,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"{entry.signer} has {sum(it.chips for it in spans)} chips ({first} first) at "
            f"{said.site} since {said.on}, and no proof that {said.from_registry} has released "
            f"them. They are in no lot because of this.{known}"
        ),
        benign=(
            "they were released, and the proof has not come through yet",
            "whoever sent them forgot to release them",
            "they are from before the two registries dealt with each other",
        ),
        evidence=(entry.position,),
        parties=(entry.signer,),
        sites=(said.site,),
        lots=tuple(here)[:_LOTS_MAX],
    )


def model_alarms(said: Accepted, entry: Entry[Any], world: World) -> Iterator[Raised]:
    """Yield an alarm where chips become another model at the border: limits are of models."""
    released = release_in(said)
    model = world[ChipsView].models.get(said.model)
    assert model is not None, "what is admitted names a described model"
    if (model.model, model.tpp) == (released.model, released.tpp):
        return
    yield Raised(
        because=entry.position,
        alarm=f"{ANOTHER_MODEL}/transfer:{said.from_registry}/{said.transfer}",
        detector=ANOTHER_MODEL,
        version=VERSION,
        strength=Strength.FACT,
        explanation=(
            f"Lot {said.lot} was released as {released.model} with a TPP of {released.tpp}, and "
            f"{entry.signer} accepts it as {model.model} with a TPP of {model.tpp}."
        ),
        benign=(
            "the two catalogues have different names for one model",
            "one of the catalogues has a newer datasheet",
        ),
        evidence=(entry.position, model.described_at),
        parties=(entry.signer,),
        lots=(said.lot,),
    )
