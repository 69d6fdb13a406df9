"""May an order draw on the programme that it names? An award is for its holder, and its pool."""

from collections.abc import Iterator

from comptrol.domains.caps import Cap, Grant, grant_of
from comptrol.domains.gate.statements import Through
from comptrol.domains.gate.view import Order
from comptrol.domains.law import Effect, RuleFinding
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.view import World


def limit(rule: str, citation: str, detail: str) -> RuleFinding:
    """Return the finding that something has no room, or is not for this order."""
    return RuleFinding(
        rule=rule,
        effect=Effect.LIMIT_REACHED,
        status="enforced",
        citation=citation,
        detail=detail,
    )


def drawn_on(world: World, order: Order, caps: tuple[Cap, ...]) -> tuple[Cap, ...]:
    """Return the caps without accounts of an award that is not for this order.

    Even where two reviewers let it go, it takes nothing of what is another's.
    """
    grant = grant_of(world, order.programme) if order.programme is not None else None
    if grant is None or not (_strangers(order, grant) or order.passes_on):
        return caps
    return tuple(it for it in caps if it.cap not in grant.caps)


def not_awarded(world: World, order: Order, caps: tuple[Cap, ...]) -> Iterator[RuleFinding]:
    """Yield why an order may not draw on its programme: that is another's, or elsewhere.

    A programme that nobody was granted is open to whoever names it, as before. Whose an award is,
    and how much of it is left, is not told to others who guessed its name.
    """
    grant = grant_of(world, order.programme) if order.programme is not None else None
    if grant is None:
        return
    strangers = _strangers(order, grant)
    if strangers:
        detail = f"{order.programme} was not awarded to {', '.join(strangers)}."
    elif order.passes_on:
        detail = f"{order.programme} is for its holder alone: it cannot be passed on to others."
    elif order.door is Through.RENTAL and not any(it.cap in grant.caps for it in caps):
        detail = f"{order.programme} has no award of {order.model} at {order.seller}."
    else:
        return
    citation = f"{grant.source} (position {grant.position})"
    yield limit(f"award:{order.programme}", citation, detail)


def _strangers(order: Order, grant: Grant) -> list[PartyId]:
    return sorted(set(order.parties) - {grant.holder})
