"""Parties: all of them for those in charge, and the dossier of one, for itself too."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.domains.gate import GateView
from comptrol.domains.parties import PartiesView, group
from comptrol.domains.screening import Match
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.histories import history
from comptrol.entrypoints.console.page import Drawing, Page
from comptrol.entrypoints.console.pages.owning import Owning, ownership, percent
from comptrol.entrypoints.console.pages.party_acts import DOSSIER, ENROL
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role

PARTIES: Final = 50
GROUP: Final = 40
ORDERS: Final = 10
_IN_CHARGE: Final = frozenset({Role.REVIEWER, Role.AUTHORITY})


def every(asking: Asking) -> Mapping[str, Any]:
    """Show parties in the order of their names, a page at a time."""
    after = asking.word("after")
    found = asking.ask("parties", "parties", after=after or None, limit=PARTIES)
    return {
        "found": [(it, screened(asking, it.party)) for it in found],
        "after": found[-1].party if len(found) == PARTIES else None,
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show all that is known of a party, and what follows from it."""
    party = PartyId(asking.place["party"])
    dossier = asking.ask("parties", "party", party=party)
    return {
        **known_of(asking, party),
        "dossier": dossier,
        "party": dossier.party,
        "owning": Owning(asking, party),
        "percent": percent,
        "group": _some(group(asking.world[PartiesView], party)[1:], GROUP),
        "orders": asking.ask("gate", "orders", customer=party, limit=ORDERS),
        "restrained": asking.world[GateView].restrained_parties.get(party),
        "itself": asking.visitor.party == party,
        "history": history(asking, f"party:{party}", asking.word("before")),
    }


def known_of(asking: Asking, party: PartyId) -> Mapping[str, Any]:
    """Return what screening and links say of a party; to itself and the authority, files too."""
    own = asking.visitor.party == party
    files = own or Role.AUTHORITY in asking.visitor.roles
    return {
        "standing": screened(asking, party),
        "relations": asking.ask("structuring", "relations", party=party),
        "files": asking.ask("identification", "file", party=party).files if files else None,
        "open_match": open_match(asking, party),
    }


def open_match(asking: Asking, party: PartyId) -> Match | None:
    """Return the first match about which nobody has decided: what a reviewer has to look at."""
    found = screened(asking, party)
    return found.open[0] if found is not None and found.open else None


def screened(asking: Asking, party: PartyId) -> Any:  # noqa: ANN401
    """Return where a party stands after screening, as of today; nothing where it never was."""
    words = {"party": party, "on": asking.today}
    return or_nothing(lambda: asking.ask("screening", "party-standing", **words))


def or_nothing(ask: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Return an answer, or nothing where there is none."""
    try:
        return ask()
    except NotFoundError:
        return None


def may_look(asking: Asking) -> bool:
    """Tell whether a dossier is this visitor's own, or theirs to judge."""
    own = asking.visitor.party == asking.place["party"]
    return own or not _IN_CHARGE.isdisjoint(asking.visitor.roles)


def _some(names: tuple[PartyId, ...], most: int) -> Mapping[str, Any]:
    return {"names": names[:most], "more": max(0, len(names) - most)}


PAGES: Final = (
    Page(
        path="/parties",
        title="Parties",
        template="parties/every.html",
        audience=frozenset({Audience.REVIEWER, Audience.AUTHORITY}),
        answer=every,
        acts=(ENROL,),
        menu="Parties",
    ),
    Page(
        path="/parties/{party}",
        title="A party",
        template="parties/one.html",
        audience=frozenset({Audience.PARTY}),
        answer=one,
        charts={"ownership": Drawing(title="Who owns it, with the deciding path", draw=ownership)},
        acts=DOSSIER,
        about=may_look,
        looks=True,
    ),
)
