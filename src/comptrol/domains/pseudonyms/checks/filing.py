"""May this key be announced, this evaluation be asked for, this usage be filed?"""

from collections.abc import Iterator
from datetime import date

from comptrol.domains.privacy import PrivacyView, SealedEntry, hiding_under
from comptrol.domains.pseudonyms.queries import (
    epoch_key,
    evaluations_on,
    filing_under,
    latest_epoch,
    standing_of,
)
from comptrol.domains.pseudonyms.refusals import PseudonymsRefusal
from comptrol.domains.pseudonyms.statements import (
    PERIOD_DAYS_MAX,
    EvaluationAsked,
    KeyAnnounced,
    Usage,
    UsageFiled,
)
from comptrol.domains.pseudonyms.view import Filing, PseudonymsView
from comptrol.kernel.finding import Finding
from comptrol.kernel.identifiers import Digest, PartyId
from comptrol.kernel.statement import kind
from comptrol.kernel.view import World


def check_key(said: KeyAnnounced, view: PseudonymsView) -> Iterator[Finding]:
    """Refuse an epoch that is there already, or whose days are turned round."""
    latest = latest_epoch(view)
    if said.epoch <= latest:
        yield Finding.of(PseudonymsRefusal.EPOCH_EXISTS, f"the last one is {latest}")
    if not said.since < said.until <= said.evaluates_until:
        detail = f"{said.since}, {said.until}, evaluates until {said.evaluates_until}"
        yield Finding.of(PseudonymsRefusal.BACKWARDS, detail)


def check_evaluation(
    said: EvaluationAsked, signer: PartyId, today: date, view: PseudonymsView
) -> Iterator[Finding]:
    """Refuse what is asked of no key, of one that is destroyed, or beyond what a day allows."""
    key = epoch_key(view, said.epoch)
    if key is None:
        yield Finding.of(PseudonymsRefusal.UNKNOWN_EPOCH, f"epoch {said.epoch}")
        return
    if today >= key.evaluates_until:
        detail = f"epoch {said.epoch} evaluated until {key.evaluates_until}"
        yield Finding.of(PseudonymsRefusal.EPOCH_OVER, detail)
    before = evaluations_on(view, said.epoch, signer, today)
    if before + said.many > key.evaluations_per_day:
        detail = f"{before} today and {said.many} more; a day has {key.evaluations_per_day}"
        yield Finding.of(PseudonymsRefusal.TOO_MANY, detail)


def check_filing(
    said: UsageFiled, signer: PartyId, today: date, world: World
) -> Iterator[Finding]:
    """Refuse a filing of other days than those it can be of, or of what is filed already."""
    view = world[PseudonymsView]
    key = epoch_key(view, said.epoch)
    if key is None:
        yield Finding.of(PseudonymsRefusal.UNKNOWN_EPOCH, f"epoch {said.epoch}")
    yield from period_faults(said.since, said.until, today)
    if key is not None and not (key.since <= said.since and said.until <= key.until):
        detail = f"epoch {said.epoch} has the days {key.since} to {key.until}"
        yield Finding.of(PseudonymsRefusal.OUTSIDE_EPOCH, detail)
    if said.part > said.parts:
        yield Finding.of(PseudonymsRefusal.UNKNOWN_PART, f"part {said.part} of {said.parts}")
    yield from sealed_faults(said.commitment, kind(Usage), signer, world)
    known = filing_under(view, said.commitment)
    if known is not None:
        yield Finding.of(PseudonymsRefusal.COMMITMENT_TAKEN, f"at position {known.position}")
    yield from _check_place(said, signer, view)


def period_faults(since: date, until: date, today: date) -> Iterator[Finding]:
    """Yield what is wrong with a period that has to be over."""
    if not since < until:
        yield Finding.of(PseudonymsRefusal.BACKWARDS, f"{since} to {until}")
    elif (until - since).days > PERIOD_DAYS_MAX:
        yield Finding.of(PseudonymsRefusal.TOO_LONG, f"{(until - since).days} days")
    if until > today:
        yield Finding.of(PseudonymsRefusal.NOT_OVER, f"{until} is after {today}")


def sealed_faults(
    commitment: Digest, of_kind: str, signer: PartyId, world: World
) -> Iterator[Finding]:
    """Yield why the signer did not seal something of a kind under a commitment."""
    sealed = hiding_under(world[PrivacyView], commitment)
    if not isinstance(sealed, SealedEntry) or (sealed.kind, sealed.by) != (of_kind, signer):
        detail = f"{signer} has sealed no {of_kind} under {commitment}"
        yield Finding.of(PseudonymsRefusal.NOT_FILED, detail)
    elif sealed.erased_at is not None:
        yield Finding.of(PseudonymsRefusal.ERASED, f"at position {sealed.erased_at}")


def _check_place(said: UsageFiled, signer: PartyId, view: PseudonymsView) -> Iterator[Finding]:
    """Refuse to count days twice: a correction takes the place of what it corrects."""
    restated = view.filings.get(said.restates) if said.restates is not None else None
    if said.restates is not None and not _can_restate(said, signer, restated):
        yield Finding.of(PseudonymsRefusal.NOTHING_RESTATED, f"position {said.restates}")
    for filing in standing_of(view, signer, said.epoch):
        if filing.position != said.restates and _counts_twice(said, filing):
            detail = f"{filing.since} to {filing.until}, at position {filing.position}"
            yield Finding.of(PseudonymsRefusal.PERIOD_FILED, detail)
            return


def _can_restate(said: UsageFiled, signer: PartyId, known: Filing | None) -> bool:
    if known is None or known.provider != signer or known.restated_by is not None:
        return False
    return _place(known) == _place(said)


def _place(filed: Filing | UsageFiled) -> tuple[object, ...]:
    return filed.epoch, filed.since, filed.until, filed.part, filed.parts


def _counts_twice(said: UsageFiled, filing: Filing) -> bool:
    if not (filing.since < said.until and said.since < filing.until):
        return False
    same = (filing.since, filing.until, filing.parts) == (said.since, said.until, said.parts)
    return not same or filing.part == said.part
