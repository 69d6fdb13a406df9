"""An order is asked for on a page as anywhere: a signed statement, and the ruling follows it."""

from collections.abc import Mapping
from typing import Final

from comptrol.domains.chips import ChipsView, model_named
from comptrol.domains.gate import Ordered, Through
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.kernel.roles import HOLDERS

_WHO: Final = ("order", "customer", "model", "chips", "on", "end_use")
_CHAIN: Final = ("end_user", "resellers", "passes_on", "licence")
_LABELS: Final = {
    "order": "Name of the order, new and lower-case",
    "customer": "Customer (its name in the log)",
    "model": "Model of the chips, by any name that the catalogue has",
    "chips": "Chips at once, at most",
    "on": "First day, or day of shipment",
    "end_use": "What they are for",
    "end_user": "Who uses them in the end, if that is another",
    "resellers": "Resellers between, from you to the customer",
    "passes_on": "The customer passes them on",
    "licence": "Licence or exception",
    "origin": "Country that they leave, in two letters",
    "destination": "Country that they go to, in two letters",
    "reexport": "They had been exported to the country that they leave",
    "site": "Site where the chips stand",
    "length_s": "Length, in seconds (an hour has 3600, a day 86400)",
    "service": "Form of the service",
    "possession_passes": "The customer gets the chips into its hands or its cage",
}
_TOLD: Final = (
    "The order enters the log with the ruling that the platform signs: it is allowed, held until a"
    " person has answered, or refused, with every reason."
)


def _asks(asking: Asking) -> bool:
    return not HOLDERS.isdisjoint(asking.visitor.roles)


def _today(asking: Asking) -> Mapping[str, str]:
    return {"on": asking.today.isoformat()}


def _understood(asking: Asking, form: Mapping[str, str]) -> Mapping[str, str]:
    """Return a form in which a model that was named as people name it goes by its identifier."""
    view, named = asking.world[ChipsView], form.get("model", "").strip()
    model = model_named(view, named)
    return form if model is None else {**form, "model": model}


ACTS: Final = (
    Act(
        name="rent-out",
        label="Ask to rent out chips",
        statement=Ordered,
        fields=(*_WHO, "site", "length_s", "service", "possession_passes", *_CHAIN),
        told=_TOLD,
        given=lambda _: {"door": Through.RENTAL},
        begins=_today,
        understood=_understood,
        labels=_LABELS,
        needed=("site", "length_s"),
        shown=_asks,
    ),
    Act(
        name="sell",
        label="Ask to sell chips",
        statement=Ordered,
        fields=(*_WHO, "origin", "destination", "reexport", *_CHAIN),
        told=_TOLD,
        given=lambda _: {"door": Through.SALE},
        begins=_today,
        understood=_understood,
        labels=_LABELS,
        needed=("origin", "destination"),
        shown=_asks,
    ),
)
