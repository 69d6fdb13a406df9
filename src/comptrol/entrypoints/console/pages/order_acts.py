"""What can be said of an order on its pages: by its seller, its customer, and reviewers."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.gate import (
    Amended,
    Answered,
    AppealDecided,
    Appealed,
    Confirmed,
    Ended,
    GateView,
    LicenceId,
    Notified,
    OrderId,
    OverrideAgreed,
    OverrideAsked,
    Resumed,
    Stage,
    Suspended,
    Through,
)
from comptrol.domains.law import Outcome
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.forms import is_number
from comptrol.entrypoints.console.pages.whose import concerns, looks_after, order_of
from comptrol.kernel.roles import Role

OVER: Final = frozenset({Stage.ENDED, Stage.LAPSED})
CHANGES: Final = (
    ("chips", "Chips at once", "number"),
    ("length_s", "Length on every chip, seconds", "number"),
    ("on", "Day on which it begins", "date"),
    ("end_use", "End use", "text"),
    ("end_user", "End user, by the name of the party", "text"),
    ("training_operations", "Operations of the training, in all", "text"),
)
"""What can be changed by a form; a cluster is changed by a statement from elsewhere."""
_NUMBERS: Final = frozenset({"chips", "length_s"})
ANSWER: Final = "answer-"
"""Before the name of a question that an appeal has answered anew."""


def _order(asking: Asking) -> Mapping[str, Any]:
    return {"order": asking.place["order"]}


def is_seller(asking: Asking) -> bool:
    """Tell whether the visitor sells the order."""
    return asking.visitor.party == order_of(asking).seller


def is_reviewer(asking: Asking) -> bool:
    """Tell whether the visitor reviews, and the order is not its own."""
    visitor = asking.visitor
    return Role.REVIEWER in visitor.roles and not concerns(visitor, order_of(asking))


def had_a_part(asking: Asking) -> bool:
    """Tell whether the visitor answered, overrode or decided something of this order before."""
    order, party = asking.place["order"], asking.visitor.party
    return party is not None and asking.world[GateView].parts.get((order, party)) is not None


def _may_amend(asking: Asking) -> bool:
    order = order_of(asking)
    return is_seller(asking) and order.stage not in OVER and order.outcome is not None


def _may_confirm(asking: Asking) -> bool:
    order = order_of(asking)
    allowed = order.outcome is Outcome.ALLOW and order.stage is Stage.OPEN
    return is_seller(asking) and allowed and order.job is None


def _may_suspend(asking: Asking) -> bool:
    order = order_of(asking)
    mine = is_seller(asking) or looks_after(asking.visitor)
    return mine and order.standing and order.stage in {Stage.OPEN, Stage.CONFIRMED}


def _may_resume(asking: Asking) -> bool:
    order = order_of(asking)
    own = is_seller(asking) and order.suspended_by == order.seller
    return order.stage is Stage.SUSPENDED and (own or looks_after(asking.visitor))


def _may_end(asking: Asking, door: Through) -> bool:
    order = order_of(asking)
    return is_seller(asking) and order.door is door and order.stage not in OVER


def _may_notify(asking: Asking) -> bool:
    order, view = order_of(asking), asking.world[GateView]
    licence = view.licences.get(LicenceId(order.licence_id)) if order.licence else None
    asked = licence is not None and licence.notice_days is not None
    given = view.notices.get((order.order, order.licence_id)) if asked else None
    return is_seller(asking) and asked and given is None and order.stage not in OVER


def _may_appeal(asking: Asking) -> bool:
    order = order_of(asking)
    if not concerns(asking.visitor, order) or order.ruled_at is None:
        return False
    before = tuple(asking.world[GateView].appeals.where(order=order.order))
    stands = order.outcome is Outcome.ALLOW and order.pending is None
    return not stands and not any(it.open or it.ruling == order.ruled_at for it in before)


def _may_answer(asking: Asking) -> bool:
    return is_reviewer(asking) and order_of(asking).ruled_at is not None


def _open_override(asking: Asking) -> Any:  # noqa: ANN401
    view, name = asking.world[GateView], asking.place["order"]
    return next(view.overrides.where(order=OrderId(name), open=True), None)


def _may_ask_override(asking: Asking) -> bool:
    order, waits = order_of(asking), _open_override(asking)
    fresh = waits is None or waits.ruling != order.ruled_at
    return is_reviewer(asking) and order.stage not in OVER and fresh


def _may_agree(asking: Asking) -> bool:
    waits = _open_override(asking)
    return is_reviewer(asking) and waits is not None and waits.asker != asking.visitor.party


def _may_decide(asking: Asking) -> bool:
    view, name = asking.world[GateView], asking.place["order"]
    waits = next(view.appeals.where(order=OrderId(name), open=True), None)
    return waits is not None and is_reviewer(asking) and not had_a_part(asking)


def _change(form: Mapping[str, str]) -> Mapping[str, Any]:
    given = {name: form.get(name, "").strip() for name, _, _ in CHANGES}
    return {
        "change": {
            name: int(value) if name in _NUMBERS and is_number(value) else value
            for name, value in given.items()
            if value
        }
    }


def _answers(form: Mapping[str, str]) -> Mapping[str, Any]:
    return {
        "answers": [
            {"question": name.removeprefix(ANSWER), "answer": value}
            for name, value in form.items()
            if name.startswith(ANSWER) and value
        ]
    }


def _licence(asking: Asking) -> Mapping[str, Any]:
    return {**_order(asking), "licence": order_of(asking).licence_id}


ACTS: Final = (
    Act(
        name="appeal",
        label="Appeal",
        statement=Appealed,
        fields=("grounds",),
        told="A reviewer who had no part in the ruling decides. Say what is wrong, and why.",
        given=_order,
        shown=_may_appeal,
    ),
    Act(
        name="answer",
        label="Answer",
        statement=Answered,
        fields=("question", "answer", "reason", "by"),
        given=_order,
        shown=_may_answer,
    ),
    Act(
        name="decide-appeal",
        label="Decide the appeal",
        statement=AppealDecided,
        fields=("granted", "reason", "by"),
        told="Granted, the order is ruled anew, with the answers that you give in the place of"
        " those that were given. Without an answer to what is open it comes out as before.",
        given=_order,
        parts=_answers,
        shown=_may_decide,
    ),
    Act(
        name="override",
        label="Ask for an override",
        statement=OverrideAsked,
        fields=("outcome", "reason", "by"),
        told="Against policy, a cap or what is open; never against law. A second reviewer has to"
        " agree.",
        given=_order,
        shown=_may_ask_override,
    ),
    Act(
        name="agree",
        label="Agree to the override",
        statement=OverrideAgreed,
        fields=("reason", "by"),
        told="You are the second of two: the order is ruled so at once.",
        given=_order,
        shown=_may_agree,
    ),
    Act(
        name="amend",
        label="Change the order",
        statement=Amended,
        fields=("reason",),
        told="What you leave empty stays. What grows is ruled before it counts.",
        given=_order,
        parts=_change,
        shown=_may_amend,
    ),
    Act(
        name="confirm",
        label="Confirm",
        statement=Confirmed,
        fields=("job",),
        told="You take the order up, under the name that your scheduler gives it.",
        given=_order,
        shown=_may_confirm,
    ),
    Act(
        name="notify",
        label="Enter the notice",
        statement=Notified,
        fields=("on", "reference"),
        told="The licence asks for a notice before anything ships.",
        given=_licence,
        shown=_may_notify,
    ),
    Act(
        name="suspend",
        label="Suspend",
        statement=Suspended,
        fields=("reason",),
        told="It must stop for now.",
        given=_order,
        shown=_may_suspend,
    ),
    Act(
        name="resume",
        label="Resume",
        statement=Resumed,
        fields=("reason",),
        told="It is ruled anew, and goes on if it is still allowed.",
        given=_order,
        shown=_may_resume,
    ),
    Act(
        name="end",
        label="End",
        statement=Ended,
        fields=("at", "used_chip_seconds", "reason"),
        told="All runs together, in chip-seconds. What was held beyond that is free again.",
        given=_order,
        shown=lambda asking: _may_end(asking, Through.RENTAL),
    ),
    Act(
        name="end-sale",
        label="End the sale",
        statement=Ended,
        fields=("at", "shipped_chips", "reason"),
        told="How many chips went under it. The rest of a licence is free again.",
        given=_order,
        shown=lambda asking: _may_end(asking, Through.SALE),
    ),
)
"""The same acts stand on the page of an order and on those of its rulings."""
