"""What is told of an order: lines for a person, the most important first."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from comptrol.domains.caps import CapId, Hold, Unit
from comptrol.domains.gate import (
    Change,
    LicenceFile,
    Order,
    OrderFile,
    RuledOrder,
    Ruling,
    Stage,
    Through,
    reasons,
)
from comptrol.domains.law import Outcome
from comptrol.entrypoints.cli.amounts import amount, hours, moment
from comptrol.entrypoints.cli.counting import counted

OVERRIDE = "override"


def order_page(
    found: OrderFile,
    hold: Hold | None,
    units: Mapping[CapId, Unit],
    licence: LicenceFile | None,
    now: datetime,
) -> Iterator[str]:
    """Yield the page of an order: what it is, how it stands, and all that was said of it."""
    order = found.order
    yield from _asked(order)
    yield from _stands(order, now)
    yield from _section("Rulings", _rulings(found.rulings))
    yield from _section("Changes", _changes(found))
    yield from _section("Answers", _answers(found))
    yield from _section("Override", _override(found))
    yield from _section("Appeals", _appeals(found))
    yield from _section("Caps", _caps(hold, units, now))
    yield from _section("Licence", _licence(order, licence))


def order_lines(found: RuledOrder, now: datetime) -> Iterator[str]:
    """Yield an order among others: what it is, how it stands, and why it may not go."""
    order = found.order
    yield f"{_head(order)}, {order.on}: {_life(order, now)}"
    if order.outcome is not Outcome.ALLOW:
        yield from (f"  {reason}" for reason in found.reasons)


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    told = tuple(lines)
    if told:
        yield f"{title}:"
        yield from (f"  {line}" for line in told)


def _asked(order: Order) -> Iterator[str]:
    """Yield what is asked for."""
    yield _head(order)
    if order.door is Through.SALE:
        again = ", a re-export" if order.reexport else ""
        yield f"  from {order.origin} to {order.destination}{again}, on {order.on}"
    else:
        service = f", as {order.service.value}" if order.service is not None else ""
        yield f"  at {order.site} for {hours(order.length_s or 0)} from {order.on} on{service}"
    yield f"  end use: {order.end_use}"
    for party in order.resellers:
        yield f"  through: {party}"
    if order.end_user is not None:
        yield f"  end user: {order.end_user}"
    elif order.passes_on:
        yield "  the customer passes it on, and does not say to whom"
    if order.under is not None:
        yield f"  under: {order.under}"
    if order.asked_at is not None:
        yield f"  let through at the provider: {moment(order.asked_at)}"


def _head(order: Order) -> str:
    goods = f"{order.chips} {order.model}"
    if order.door is Through.SALE:
        return f"{order.order}: {order.seller} sells {goods} to {order.customer}"
    return f"{order.order}: {order.seller} rents {goods} out to {order.customer}"


def _stands(order: Order, now: datetime) -> Iterator[str]:
    """Yield how it stands."""
    yield f"  made {moment(order.logged_at)} at position {order.position}"
    yield f"  {_life(order, now)}"
    if order.job is not None:
        yield f"  job: {order.job}"
    if order.suspended_by is not None:
        yield f"  suspended by {order.suspended_by}"
    if order.stop:
        yield "  IT MUST STOP: it was let through, and the ruling is another now"
    if order.waiting_since is not None:
        what = "ruling" if order.pending is None else f"change at position {order.pending}"
        yield f"  its {what} waits for a person since {moment(order.waiting_since)}"
    if order.under_chips or order.under_chip_seconds:
        used = (
            f"{counted(order.under_chips, 'chip')}, {hours(order.under_chip_seconds)} of chip time"
        )
        yield f"  orders under it take: {used}, of {hours(order.chip_seconds)}"
    if order.ended_at is not None:
        used = (
            f"{counted(order.shipped_chips, 'chip was', 'chips were')} shipped"
            if order.door is Through.SALE
            else f"{hours(order.used_chip_seconds)} of chip time were used"
        )
        yield f"  over since {moment(order.ended_at)}: {used}"


def _life(order: Order, now: datetime) -> str:
    """Return where an order is: one that was refused is not called open, for it is not."""
    if (
        order.stage is Stage.OPEN
        and order.lapses_s is not None
        and order.lapses_s < now.timestamp()
    ):
        up = moment(datetime.fromtimestamp(order.lapses_s, UTC))
        return f"lapsed: nobody took it up, and its time was up {up}"
    if order.stage is Stage.OPEN and order.outcome is Outcome.REFUSE:
        return "refused"
    if order.stage is Stage.OPEN and order.outcome is Outcome.HOLD:
        return "held: waits for a person"
    ruled = "not ruled on" if order.outcome is None else order.outcome.value
    return f"{order.stage.value}; the ruling in force: {ruled}"


def _rulings(rulings: tuple[Ruling, ...]) -> Iterator[str]:
    for it in rulings:
        of = "" if it.amendment is None else f" of the change at {it.amendment}"
        yield f"{it.position}{of}, because of {it.because}: {it.outcome.value}"
        yield from (f"  {line}" for line in why(it))


def why(ruling: Ruling) -> tuple[str, ...]:
    """Return why a ruling is as it is; where two reviewers had it so, what they said."""
    overridden = (it.detail for it in ruling.decision.policy if it.rule == OVERRIDE)
    said = tuple(f"two reviewers decided: {detail}" for detail in overridden)
    if said or ruling.outcome is Outcome.ALLOW:
        return said
    return reasons(ruling.decision)


def _changes(found: OrderFile) -> Iterator[str]:
    became = {True: "taken", False: "not taken", None: "waits"}
    for it in found.amendments:
        yield f"{it.position}: {became[it.taken]}: {changed(it.change)} ({it.reason})"


def changed(change: Change) -> str:
    """Return what a change would have otherwise."""
    given = {name: getattr(change, name) for name in change.__struct_fields__}
    if change.length_s is not None:
        given = {**given, "length_s": hours(change.length_s)}
    if change.cluster is not None:
        given = {**given, "cluster": "another"}
    names = {"length_s": "length", "on": "day"}
    told = {names.get(it, it): value for it, value in given.items() if value is not None}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in told.items())


def _answers(found: OrderFile) -> Iterator[str]:
    for it in found.answers:
        yield f"{it.position}: {it.question}: {it.answer}, by {it.reviewer} ({it.by})"
        yield f"  {it.reason}"


def _override(found: OrderFile) -> Iterator[str]:
    for it in found.overrides:
        yield f"{it.position}: {it.asker} ({it.by}) asks for: {it.outcome.value}"
        yield f"  {it.reason}"
        if it.open:
            yield "it waits for a second reviewer"
        else:
            yield f"{it.agreed_at}: {it.agreed_by} agrees"
            yield f"  {it.agreed_reason}"


def _appeals(found: OrderFile) -> Iterator[str]:
    for it in found.appeals:
        yield f"{it.position}: by {it.by}, {moment(it.logged_at)}: {it.grounds}"
        if it.decided_at is None:
            yield "  it is open"
        else:
            outcome = "granted" if it.granted else "dismissed"
            yield f"  {outcome} by {it.reviewer} ({it.title}), {moment(it.decided_at)}"
            yield f"  {it.reason}"


def _caps(hold: Hold | None, units: Mapping[CapId, Unit], now: datetime) -> Iterator[str]:
    if hold is None:
        return
    if hold.lapses_at is None:
        yield hold.stage.value
    elif hold.lapses_at < now:
        yield f"time was up {moment(hold.lapses_at)}: free for whoever orders next"
    else:
        yield f"{hold.stage.value}; lapses {moment(hold.lapses_at)}"
    for it in hold.takes:
        unit = units[it.cap]
        yield f"{it.cap}: {amount(it.held, unit)} held, {amount(it.used, unit)} used"
    if hold.overrun:
        yield f"{hours(hold.overrun)} of chip time were used beyond what was held"


def _licence(order: Order, found: LicenceFile | None) -> Iterator[str]:
    if order.licence is None:
        return
    if found is None:
        yield f"{order.licence} is presented, and was not entered here: a person reads it"
        return
    left = (
        "no number is set"
        if found.left is None
        else f"{counted(found.left, 'chip is', 'chips are')} left"
    )
    yield f"{found.licence.licence} ({found.licence.type.value}): {left}"
