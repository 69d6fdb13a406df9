"""May a threshold be set, usage be added up, a name be asked for, or given?"""

from collections.abc import Iterator
from datetime import date

from comptrol.domains.pseudonyms.checks.filing import period_faults, sealed_faults
from comptrol.domains.pseudonyms.queries import epoch_key, standing_of
from comptrol.domains.pseudonyms.refusals import PseudonymsRefusal
from comptrol.domains.pseudonyms.statements import (
    Certainty,
    Joined,
    Name,
    Named,
    NamingAsked,
    ThresholdSet,
)
from comptrol.domains.pseudonyms.view import PseudonymsView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.statement import kind
from comptrol.kernel.view import World


def check_threshold(said: ThresholdSet, view: PseudonymsView) -> Iterator[Finding]:
    """Refuse a threshold without a window, or that is set from this day on already."""
    if said.until is not None and not said.since < said.until:
        yield Finding.of(PseudonymsRefusal.BACKWARDS, f"{said.since} to {said.until}")
    if (said.every is None) == (said.days is None):
        yield Finding.of(PseudonymsRefusal.WINDOW_UNCLEAR, f"{said.threshold}")
    known = view.thresholds.get((said.threshold, said.since))
    if known is not None:
        yield Finding.of(PseudonymsRefusal.THRESHOLD_EXISTS, f"at position {known.position}")


def check_joined(said: Joined, today: date, view: PseudonymsView) -> Iterator[Finding]:
    """Refuse to add up what has no key, or days that are not over."""
    if epoch_key(view, said.epoch) is None:
        yield Finding.of(PseudonymsRefusal.UNKNOWN_EPOCH, f"epoch {said.epoch}")
    yield from period_faults(said.since, said.until, today)


def check_asked(said: NamingAsked, view: PseudonymsView) -> Iterator[Finding]:
    """Refuse to ask who is not past a threshold for certain, or whoever filed nothing of it."""
    crossing = view.crossings.get(said.crossing)
    if crossing is None:
        yield Finding.of(PseudonymsRefusal.UNKNOWN_CROSSING, f"position {said.crossing}")
        return
    if crossing.certainty is not Certainty.CERTAIN:
        detail = f"the sum at position {said.crossing} is {crossing.certainty.value}"
        yield Finding.of(PseudonymsRefusal.NOT_CERTAIN, detail)
    filed = standing_of(view, said.provider, crossing.epoch)
    if not any(it.since < crossing.until and crossing.since < it.until for it in filed):
        detail = f"{said.provider} filed nothing of {crossing.since} to {crossing.until}"
        yield Finding.of(PseudonymsRefusal.NOT_A_PROVIDER, detail)
    for ask in view.asks.where(crossing=said.crossing):
        if ask.provider == said.provider:
            yield Finding.of(PseudonymsRefusal.ASKED_ALREADY, f"at position {ask.position}")


def check_named(said: Named, signer: PartyId, world: World) -> Iterator[Finding]:
    """Refuse a name that nobody asked this provider for, or that it gave already."""
    due = world[PseudonymsView].dues.get(said.due)
    if due is None or due.provider != signer:
        yield Finding.of(PseudonymsRefusal.NOT_DUE, f"position {said.due}")
    elif due.named_at is not None:
        yield Finding.of(PseudonymsRefusal.NAMED_ALREADY, f"at position {due.named_at}")
    yield from sealed_faults(said.commitment, kind(Name), signer, world)
    for known in world[PseudonymsView].names.where(commitment=said.commitment):
        yield Finding.of(PseudonymsRefusal.COMMITMENT_TAKEN, f"at position {known.position}")
