"""Orders: which there are, and the life of one, with everything that was said of it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from comptrol.domains.caps import CapsView, ExactTake, Hold, HoldId, Take
from comptrol.domains.gate import GateView, LicenceId, Order, OrderFile, OrderId
from comptrol.domains.law import Outcome
from comptrol.domains.parties import PartiesView
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages import ordering
from comptrol.entrypoints.console.pages.order_acts import ACTS, CHANGES, had_a_part
from comptrol.entrypoints.console.pages.whose import (
    LOOKED_AT_MAX,
    looks_after,
    orders_of,
    orders_under,
    sees_order,
)
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError, UnreadableError
from comptrol.kernel.identifiers import PartyId

ON_A_PAGE: Final = 50
WITHOUT_A_FILTER: Final = 4 * ON_A_PAGE
"""So many are read for a page where all of them fit: one may be there in several ways."""
UNDER_SHOWN: Final = 20


class Event(NamedTuple):
    """Something that was said of an order, in the order of the log."""

    position: int
    at: datetime | None
    what: str
    """In words, translated where it is shown."""
    detail: str
    by: str
    ruling: bool = False


def listed(asking: Asking) -> Mapping[str, Any]:
    """Show orders by name: a party its own, those who look after the gate all of them."""
    after, outcome = asking.word("after"), _outcome(asking)
    customer = asking.word("customer")
    unknown = looks_after(asking.visitor) and _nobody(asking, customer)
    listing = _every if looks_after(asking.visitor) else _own
    found, more = ([], None) if unknown else listing(asking, after, outcome, customer)
    return {
        "unknown": unknown,
        "customer": customer,
        "found": found[:ON_A_PAGE],
        "after": more,
        "outcomes": [it.value for it in Outcome],
        "everything": looks_after(asking.visitor),
    }


def _nobody(asking: Asking, customer: str) -> bool:
    """Tell whether a customer was asked for whom nobody knows: then no list is the answer."""
    return bool(customer) and asking.world[PartiesView].parties.get(PartyId(customer)) is None


def _every(
    asking: Asking, after: str, outcome: Outcome | None, customer: str
) -> tuple[list[Order], OrderId | None]:
    """Return a page of all orders, and where the next begins."""
    found: list[Order] = list(
        asking.ask(
            "gate",
            "orders",
            customer=customer or None,
            outcome=outcome.value if outcome else None,
            after=after or None,
            limit=ON_A_PAGE + 1,
        )
    )
    return found, found[ON_A_PAGE - 1].order if len(found) > ON_A_PAGE else None


def _own(
    asking: Asking, after: str, outcome: Outcome | None, customer: str
) -> tuple[list[Order], OrderId | None]:
    """Return a page of a party's own orders, and where the next begins.

    Where no index leads to what is asked, so many are looked through, and the next page goes on.
    """
    party, found, last, looked = asking.visitor.party, list[Order](), None, 0
    assert party is not None, "only who acts for a party has orders"  # noqa: S101
    most = LOOKED_AT_MAX if outcome is not None or customer else WITHOUT_A_FILTER
    for order in orders_of(asking.world, party, OrderId(after) if after else None, most):
        looked += 1
        if (outcome is None or order.outcome is outcome) and customer in {"", order.customer}:
            if len(found) == ON_A_PAGE:
                return found, last
            found.append(order)
        last = order.order
    return found, last if looked >= most else None


def _outcome(asking: Asking) -> Outcome | None:
    given = asking.word("outcome")
    try:
        return Outcome(given) if given else None
    except ValueError as error:
        few = ", ".join(it.value for it in Outcome)
        raise UnreadableError(f"outcome: {given[:40]!r} is none of {few}") from error


def one(asking: Asking) -> Mapping[str, Any]:
    """Show an order: what was asked, how it was ruled, and everything that was said of it."""
    file: OrderFile = asking.ask("gate", "order", order=asking.place["order"])
    order, view = file.order, asking.world[GateView]
    under = orders_under(asking.world, order, UNDER_SHOWN + 1)
    restrained = view.restrained_orders.get(order.order)
    hold = asking.world[CapsView].holds.get(HoldId(order.order))
    return {
        "order": order,
        "file": file,
        "life": sorted(_life(file, names=looks_after(asking.visitor)), key=lambda it: it.position),
        "hold": hold,
        "holds": list(_holds(asking, hold)),
        "usage": _usage(asking),
        "under": under[:UNDER_SHOWN],
        "more_under": len(under) > UNDER_SHOWN,
        "licence": view.licences.get(LicenceId(order.licence_id)) if order.licence else None,
        "given_notice": view.notices.get((order.order, order.licence_id)),
        "measures": restrained.measures if restrained is not None else (),
        "notice": _notice(asking),
        **acting(asking, file),
    }


def acting(asking: Asking, file: OrderFile) -> Mapping[str, Any]:
    """Return what the forms of an order's acts need beside their fields."""
    order = file.order
    ruling = next((it for it in file.rulings if it.position == order.ruled_at), None)
    return {
        "changes": CHANGES,
        "open_appeal": next((it for it in file.appeals if it.open), None),
        "open_override": next((it for it in file.overrides if it.open), None),
        "had_a_part": had_a_part(asking),
        "reviews": looks_after(asking.visitor),
        "to_answer": ruling.decision.questions if ruling is not None else (),
        "answered": file.answers,
        "party": asking.visitor.party,
    }


def _notice(asking: Asking) -> Any:  # noqa: ANN401
    try:
        return asking.ask("gate", "notice", order=asking.place["order"])
    except NotFoundError:
        return None


def _holds(asking: Asking, hold: Hold | None) -> Iterator[tuple[Take | ExactTake, str]]:
    """Yield what is held of each cap, with the unit that it counts in."""
    if hold is None:
        return
    taken: tuple[Take | ExactTake, ...] = (*hold.takes, *(hold.exact or ()))
    for it in taken:
        cap = asking.world[CapsView].caps.get(it.cap)
        yield it, cap.unit.value if cap is not None else ""


def _usage(asking: Asking) -> Any:  # noqa: ANN401
    found = asking.ask("metering", "order-usage", order=asking.place["order"])
    return found if found.meters or found.counted_chip_seconds else None


def _life(file: OrderFile, *, names: bool) -> Iterator[Event]:
    """Yield what was said. Who reviewed is named to reviewers alone; others read the title."""
    order = file.order
    yield Event(order.position, order.logged_at, "Ordered", order.end_use, order.seller)
    for it in file.rulings:
        what = "Ruled" if it.amendment is None else "Ruled on a change"
        yield Event(it.position, it.logged_at, what, it.outcome.value, "", ruling=True)
    for change in file.amendments:
        taken = {True: "Change taken", False: "Change not taken", None: "Change asked for"}
        yield Event(change.position, None, taken[change.taken], change.reason, order.seller)
    for answer in file.answers:
        said = f"{answer.question}: {answer.answer}. {answer.reason}"
        yield Event(
            answer.position, None, "Answered", said, _who(answer.by, answer.reviewer, names)
        )
    yield from _against(file, names=names)
    if order.confirmed_at is not None:
        yield Event(order.confirmed_at, None, "Confirmed", order.job or "", order.seller)


def _against(file: OrderFile, *, names: bool) -> Iterator[Event]:
    """Yield what was said against a ruling: overrides by two, and appeals."""
    for it in file.overrides:
        who = _who(it.by, it.asker, names)
        yield Event(it.position, it.logged_at, "Override asked for", it.reason, who)
        if it.agreed_at is not None:
            second = it.agreed_by if names and it.agreed_by else "a second reviewer"
            yield Event(it.agreed_at, None, "Override agreed", it.agreed_reason or "", second)
    for appeal in file.appeals:
        yield Event(appeal.position, appeal.logged_at, "Appealed", appeal.grounds, appeal.by)


def _who(title: str, reviewer: PartyId | None, names: bool) -> str:  # noqa: FBT001
    return f"{title} ({reviewer})" if names and reviewer else title


PAGES: Final = (
    Page(
        path="/orders",
        title="Orders",
        template="gate/orders.html",
        audience=frozenset({Audience.PARTY}),
        answer=listed,
        acts=ordering.ACTS,
        menu="The gate",
    ),
    Page(
        path="/orders/{order}",
        title="An order",
        template="gate/order.html",
        audience=frozenset({Audience.PARTY}),
        answer=one,
        acts=ACTS,
        about=sees_order,
        looks=True,
    ),
)
