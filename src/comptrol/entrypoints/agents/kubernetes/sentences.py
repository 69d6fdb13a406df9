"""What does whoever asked a cluster for chips read?

Every sentence says whose side it is on, names the rule and where it stands, and what to do next.
"""

from typing import Final

from comptrol.domains.gate import Ordered
from comptrol.domains.law import Outcome
from comptrol.entrypoints.agents.desk import Told
from comptrol.entrypoints.agents.kubernetes.reviews import UNAVAILABLE, Verdict

NEXT: Final = {
    Outcome.HOLD: (
        "A person must answer first. Put the job into a queue that the gate checks, where it "
        "waits by itself, or ask the operators for a reserved cluster; what is asked for again is "
        "asked anew."
    ),
    Outcome.REFUSE: (
        "Ask for what the reasons leave room for. If they rest on something that is not so, the "
        "operators can have the ruling looked at again: they need the name of the order."
    ),
}


def verdict_of(told: Told, what: str) -> Verdict:
    """Return how an answer of the gate is handed on."""
    audit = (
        ("order", told.order),
        ("outcome", told.outcome.value),
        ("ruled-by", told.ruled_by),
    )
    if told.allowed:
        return Verdict(allowed=True, audit=audit)
    return Verdict(allowed=False, message=refused(told, what), audit=audit)


def refused(told: Told, what: str) -> str:
    """Return why an order is held or refused, and what can be done."""
    held = "held" if told.outcome is Outcome.HOLD else "refused"
    reasons = " ".join(f"- {reason}" for reason in told.reasons) or "- no reason was given"
    return f"Order {told.order} {what}: it is {held}. {reasons} {NEXT[told.outcome]}"


def unavailable(error: object) -> Verdict:
    """Return what is said when nobody answers for the gate: nothing starts."""
    return Verdict(
        allowed=False,
        code=UNAVAILABLE,
        message=(
            "The gate cannot answer now, and without its answer no chips are handed out. Nothing "
            "is wrong with what you asked for: try again in a minute, and if it stays so, tell "
            f"the operators of the cluster. ({error})"
        ),
    )


def unknown_kind(kind: str) -> Verdict:
    """Refuse a kind whose chips nobody here can count."""
    return Verdict(
        allowed=False,
        message=(
            f"The gate refuses this: it asks for chips, and how many a {kind} takes at most is "
            "not known to this gate. Use a Job or a JobSet, put it into a queue of Kueue that the "
            "gate checks, or ask the operators not to send this kind to the webhook: its pods are "
            "then ruled on one by one."
        ),
    )


def not_named() -> Verdict:
    """Refuse what the naming webhook should have named."""
    return Verdict(
        allowed=False,
        message=(
            "The gate refuses this: the webhook that names orders (/mutate) did not see it, or "
            "another changed it afterwards. The operators have to install both webhooks, the "
            "naming one with reinvocationPolicy IfNeeded."
        ),
    )


def not_yours(touched: tuple[str, ...]) -> Verdict:
    """Refuse a change of what only the gate writes."""
    return Verdict(
        allowed=False,
        message=(
            f"The gate refuses this: {', '.join(touched)} may be written by the gate alone. Leave "
            "it as it is, or take it off what you make anew."
        ),
    )


def added_to_order(order: str | None) -> Verdict:
    """Refuse growth of what has no order of its own."""
    whose = f"it runs under order {order}" if order else "it began before the gate was here"
    return Verdict(
        allowed=False,
        message=(
            f"The gate refuses this: {whose}, which covers no more. Make it anew with what it "
            "needs, or change what it was made from."
        ),
    )


def dry_run(asked: Ordered | None) -> Verdict:
    """Let a dry run through: nothing is asked, and nothing held."""
    if asked is None:
        return Verdict(allowed=True, warnings=("dry run: the gate was not asked for more",))
    what = f"{asked.chips} chips ({asked.model}), {asked.length_s} s, for {asked.customer}"
    said = f"dry run: the gate was not asked. It would be, for {what}"
    return Verdict(allowed=True, warnings=(said,))
