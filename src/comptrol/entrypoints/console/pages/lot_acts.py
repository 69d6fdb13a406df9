"""What the holder of a lot can say of it, and what a witness can."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.domains.federation import Released
from comptrol.domains.registry import (
    Broken,
    Corrected,
    Custody,
    Destroyed,
    Found,
    Installed,
    Lost,
    Lot,
    LotId,
    MoveAnnounced,
    Moved,
    RegistryView,
    Repaired,
    Retired,
    Shipped,
    Split,
    Witnessed,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.pages.entitled import is_for
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.statement import Statement

AT_REST: Final = frozenset({Custody.MADE, Custody.HELD, Custody.INSTALLED})
TERMS: Final = ("maker", "model", "tpp", "chips", "root")
ALL_OR_SOME: Final = "Without any chip named, it is about every chip of the lot."


def _lot(asking: Asking) -> Lot | None:
    return asking.world[RegistryView].lots.get(LotId(asking.place["lot"]))


def _held(asking: Asking, *custody: Custody) -> bool:
    lot = _lot(asking)
    here = lot is not None and lot.holder == asking.visitor.party
    return here and lot is not None and lot.custody in (custody or AT_REST)


def _at_rest(asking: Asking) -> bool:
    return _held(asking)


def _uninstalled(asking: Asking) -> bool:
    return _held(asking, Custody.MADE, Custody.HELD)


def _at_a_site(asking: Asking) -> bool:
    lot = _lot(asking)
    return _held(asking) and lot is not None and lot.stands_at is not None


def _has(field: str) -> Callable[[Asking], bool]:
    def has(asking: Asking) -> bool:
        lot = _lot(asking)
        return _held(asking) and lot is not None and getattr(lot, field) > 0

    return has


def _declared(asking: Asking) -> bool:
    lot = _lot(asking)
    witness = is_for(asking, Audience.INSPECTOR, Audience.AUTHORITY)
    return witness and lot is not None and lot.declared > 0


def _this(asking: Asking) -> Mapping[str, Any]:
    return {"lot": asking.place["lot"]}


def _terms(asking: Asking) -> Mapping[str, Any]:
    terms = asking.ask("federation", "terms", lot=asking.place["lot"])
    return {**_this(asking), **{name: getattr(terms, name) for name in TERMS}}


def _act(
    name: str,
    label: str,
    statement: type[Statement],
    fields: tuple[str, ...],
    shown: Callable[[Asking], bool],
    told: str = "",
) -> Act:
    return Act(
        name=name,
        label=label,
        statement=statement,
        fields=fields,
        told=told,
        given=_this,
        shown=shown,
    )


ACTS: Final = (
    _act(
        "ship",
        "Ship it",
        Shipped,
        ("shipment", "to", "destination", "waybill", "on", "order"),
        _at_rest,
        "You answer for it until the other side has received it.",
    ),
    _act("install", "Say that it is installed", Installed, ("site", "on"), _uninstalled),
    _act(
        "announce", "Announce a move", MoveAnnounced, ("to", "on", "reason"), _at_a_site,
        "A move that was not announced in time raises an alarm.",
    ),
    _act("move", "Say that it has moved", Moved, ("to", "on"), _at_a_site),
    _act(
        "split", "Make some chips a lot of their own", Split,
        ("into", "on", "listed", "serials"), _at_rest,
        "Serials without the maker's name, one to a line.",
    ),
    _act("broken", "Chips are broken", Broken, ("chips", "on", "reason"), _at_rest, ALL_OR_SOME),
    _act(
        "repaired", "Broken chips work again", Repaired, ("chips", "on", "reason"),
        _has("broken"), ALL_OR_SOME,
    ),
    _act(
        "lost", "Chips are lost", Lost, ("chips", "on", "reason"), _at_rest,
        f"You answer for them still. {ALL_OR_SOME}",
    ),
    _act(
        "found", "Lost chips are found", Found, ("chips", "on", "reason"), _has("lost"),
        ALL_OR_SOME,
    ),
    _act(
        "retired", "Chips are taken out of service", Retired, ("chips", "on", "reason"),
        _at_rest, ALL_OR_SOME,
    ),
    _act(
        "destroyed", "Chips were destroyed", Destroyed,
        ("chips", "on", "method", "witness", "certificate"), _at_rest,
        "They count until the witness says so too. The certificate is named by its SHA-256.",
    ),
    _act(
        "witnessed", "Certify the destruction", Witnessed, ("chips", "on", "certificate"),
        _declared, "From then on the chips count no more.",
    ),
    _act(
        "correct", "Take back the last thing said", Corrected, ("wrong", "reason"), _at_rest,
        "Name the entry. Nothing is edited: what was known when stays known.",
    ),
    Act(
        name="release",
        label="Release it to another registry",
        statement=Released,
        fields=("transfer", "to_registry", "to_party", "country", "destination", "on", "waybill",
                "order"),
        told="From then on it counts here no more. The terms are taken from the books.",
        given=_terms,
        shown=_uninstalled,
    ),
)  # fmt: skip
