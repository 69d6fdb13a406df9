"""The catalogue of chips: each model with its arithmetic, and its class on a day."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from comptrol.domains.chips import Model
from comptrol.domains.law import Classification
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import ComptrolError

MODELS: Final = 40


def models(asking: Asking) -> Mapping[str, Any]:
    """Show models by name, of one maker where asked, each with its class on a day."""
    on, maker = asking.day("as_of"), asking.word("maker")
    after = asking.word("after")
    found = asking.ask("chips", "models", maker=maker or None, after=after or None, limit=MODELS)
    return {
        "found": [(it, _classified(asking, it)) for it in found],
        "after": found[-1].model if len(found) == MODELS else None,
        "on": on,
        "maker": maker,
        "density": density,
    }


def model(asking: Asking) -> Mapping[str, Any]:
    """Show a model: what its class is on a day and why, its rates, and who said each fact."""
    sheet = asking.ask("chips", "model", name=asking.place["model"])
    return {
        "sheet": sheet,
        "model": sheet.model,
        "on": asking.day("as_of"),
        "found": _classified(asking, sheet.model),
        "factors": list(_factors(asking, sheet.model)),
        "density": density,
    }


def density(value: Decimal | None) -> str:
    """Return a quotient to four decimals, as the steps of a classification write it.

    >>> density(Decimal(15832) / 814)
    '19.4496'
    """
    return "—" if value is None else f"{value:,.4f}".rstrip("0").rstrip(".")


def _classified(asking: Asking, row: Model) -> Classification | str:
    """Return the class of a model, or in words why there is none."""
    try:
        found: Classification = asking.ask(
            "gate", "classification", chip=row.model, as_of=asking.day("as_of")
        )
    except ComptrolError as error:
        return str(error)
    return found


def _factors(asking: Asking, row: Model) -> Any:  # noqa: ANN401
    for it in asking.ask("chips", "factor-sets"):
        try:
            yield (
                it,
                asking.ask("chips", "h100e", factor_set=it.factor_set, chip=row.model, units=1),
            )
        except ComptrolError:
            continue  # an edition need not know every model


PAGES: Final = (
    Page(
        path="/chips-catalogue",
        title="Catalogue of chips",
        template="public/models.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=models,
        menu="For everybody",
    ),
    Page(
        path="/models/{model:path}",
        title="A model of chip",
        template="public/model.html",
        audience=frozenset({Audience.PUBLIC}),
        answer=model,
    ),
)
