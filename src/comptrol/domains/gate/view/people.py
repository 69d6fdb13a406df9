"""How answers, overrides, appeals and licences are folded."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from comptrol.domains.gate.formulas import grounds
from comptrol.domains.gate.statements import (
    Answered,
    AppealDecided,
    Appealed,
    LicenceEnded,
    LicenceRecorded,
    Notified,
    OverrideAgreed,
    OverrideAsked,
    TiersSet,
    VolumeReported,
)
from comptrol.domains.gate.view.permissions import Licence, Notice, Tiers, Volume
from comptrol.domains.gate.view.rows import Appeal, GivenAnswer, Override, Part, Wait
from comptrol.domains.gate.view.rulings import ruling_at
from comptrol.domains.gate.view.tables import IN_FORCE, GateView
from comptrol.kernel.statement import Entry
from comptrol.kernel.view import Change


def answered(view: GateView, said: Answered, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an answer: the last one to a question counts."""
    yield view.parts.put(Part(order=said.order, party=entry.signer))
    yield view.answers.put(
        GivenAnswer(
            order=said.order,
            question=said.question,
            answer=said.answer,
            reason=said.reason,
            by=said.by,
            reviewer=entry.signer,
            position=entry.position,
        )
    )


def override_asked(view: GateView, said: OverrideAsked, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the first half of an override, and what it is about."""
    order = view.orders.get(said.order)
    ruling = None if order is None else ruling_at(view, said.order, order.ruled_at)
    assert order is not None, "an override is of a known order"
    assert ruling is not None, "an override is of a ruling"
    yield view.parts.put(Part(order=said.order, party=entry.signer))
    for waits in tuple(view.overrides.where(order=said.order, open=True)):
        yield view.overrides.put(replace(waits, open=False))  # overtaken by another ruling
    yield view.overrides.put(
        Override(
            order=said.order,
            outcome=said.outcome,
            reason=said.reason,
            by=said.by,
            asker=entry.signer,
            position=entry.position,
            logged_at=entry.logged_at,
            open=True,
            ruling=ruling.position,
            grounds=tuple(sorted(grounds(ruling.decision))),
            chips=order.chips,
            length_s=order.length_s,
            parties=order.parties,
        )
    )


def override_agreed(view: GateView, said: OverrideAgreed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the second half of an override."""
    asked = next(view.overrides.where(order=said.order, open=True), None)
    assert asked is not None, "an override is agreed to after it was asked for"
    agreed = replace(
        asked,
        open=False,
        agreed_by=entry.signer,
        agreed_reason=said.reason,
        agreed_at=entry.position,
    )
    yield view.parts.put(Part(order=said.order, party=entry.signer))
    yield view.overrides.put(agreed)


def appealed(view: GateView, said: Appealed, entry: Entry[Any]) -> Iterator[Change]:
    """Fold an appeal."""
    order = view.orders.get(said.order)
    assert order is not None, "an appeal is against a ruling"
    assert order.ruled_at is not None, "an appeal is against a ruling"
    yield view.appeals.put(
        Appeal(
            order=said.order,
            position=entry.position,
            by=entry.signer,
            ruling=order.ruled_at,
            grounds=said.grounds,
            logged_at=entry.logged_at,
            open=True,
        )
    )


def appeal_decided(view: GateView, said: AppealDecided, entry: Entry[Any]) -> Iterator[Change]:
    """Fold the decision of an appeal, and the answers that it puts in the place of others."""
    appeal = next(view.appeals.where(order=said.order, open=True), None)
    assert appeal is not None, "what is decided was open"
    yield view.parts.put(Part(order=said.order, party=entry.signer))
    yield view.appeals.put(
        replace(
            appeal,
            open=False,
            granted=said.granted,
            reason=said.reason,
            title=said.by,
            reviewer=entry.signer,
            decided_at=entry.logged_at,
        )
    )
    yield view.waits.put(
        Wait(
            day=entry.logged_at.date(),
            order=said.order,
            position=entry.position,
            seconds=int((entry.logged_at - appeal.logged_at).total_seconds()),
            appeal=True,
        )
    )
    for given in said.answers:
        yield view.answers.put(
            GivenAnswer(
                order=said.order,
                question=given.question,
                answer=given.answer,
                reason=said.reason,
                by=said.by,
                reviewer=entry.signer,
                position=entry.position,
            )
        )


def tiers_set(view: GateView, said: TiersSet, entry: Entry[Any]) -> Iterator[Change]:
    """Fold what must be known before how much."""
    yield view.tiers.put(
        Tiers(
            name=IN_FORCE,
            policy=said.policy,
            window_days=said.window_days,
            tiers=said.tiers,
            source=said.source,
            by=said.by,
            position=entry.position,
        )
    )


def licence_recorded(view: GateView, said: LicenceRecorded, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a licence."""
    fields = {it: getattr(said, it) for it in LicenceRecorded.__struct_fields__}
    yield view.licences.put(Licence(**fields, position=entry.position))


def licence_ended(view: GateView, said: LicenceEnded) -> Iterator[Change]:
    """Fold that a licence is no longer good."""
    known = view.licences.get(said.licence)
    assert known is not None, "an admitted statement names a known licence"
    yield view.licences.put(replace(known, ended_on=said.on))


def volume_reported(view: GateView, said: VolumeReported, entry: Entry[Any]) -> Iterator[Change]:
    """Fold how many chips went elsewhere, by a day."""
    fields = {it: getattr(said, it) for it in VolumeReported.__struct_fields__}
    yield view.volumes.put(Volume(**fields, position=entry.position))


def notified(view: GateView, said: Notified, entry: Entry[Any]) -> Iterator[Change]:
    """Fold a notice."""
    fields = {it: getattr(said, it) for it in Notified.__struct_fields__}
    yield view.notices.put(Notice(**fields, position=entry.position))
