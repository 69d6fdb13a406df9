"""What is said on the pages of parties: who joins, where they sit, who owns them, who they are."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from comptrol.domains import parties, screening
from comptrol.domains.screening import Match
from comptrol.domains.structuring import Split
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement


def may_say(statement: type[Statement], asking: Asking) -> bool:
    """Tell whether a visitor's party has a role that may say this at all."""
    return not statement.SAID_BY.isdisjoint(asking.visitor.roles)


def _party(asking: Asking) -> Mapping[str, Any]:
    return {"party": asking.place["party"]}


def _authority(asking: Asking) -> bool:
    return Role.AUTHORITY in asking.visitor.roles


def _own_keys(asking: Asking) -> bool:
    own = asking.visitor.party == asking.place.get("party", asking.visitor.party)
    return own or _authority(asking)


def _match(asking: Asking) -> Match | None:
    party = PartyId(asking.place["party"])
    try:
        found = asking.ask("screening", "party-standing", party=party, on=asking.today)
    except NotFoundError:
        return None
    return found.open[0] if found.open else None


def _about_match(asking: Asking) -> Mapping[str, Any]:
    party = PartyId(asking.place["party"])
    found = asking.ask("screening", "party-standing", party=party, on=asking.today)
    match: Match = found.open[0]
    record = found.standing.record
    return {"party": party, "entity_id": match.entity_id, "record": record, "entry": match.entry}


def _decides(statement: type[Statement]) -> Callable[[Asking], bool]:
    return lambda asking: may_say(statement, asking) and _match(asking) is not None


def _declared(name: str, label: str, statement: type[Statement], *fields: str) -> Act:
    return Act(
        name=name,
        label=label,
        statement=statement,
        fields=fields,
        given=_party,
        shown=_authority,
        told="It counts from its day on, and every order that it bears on is ruled anew.",
    )


def _of_asset(asking: Asking) -> Mapping[str, Any]:
    return {"asset": asking.place["party"]}


def _splits(asking: Asking) -> bool:
    if not may_say(Split, asking) or "party" not in asking.place:
        return False
    found = asking.ask("structuring", "relations", party=asking.place["party"])
    return bool(found.links)


ENROL: Final = Act(
    name="enrol",
    label="Enrol a party",
    statement=parties.Enrolled,
    fields=("party", "name", "country", "roles", "aliases", "person", "key"),
    told="A person is enrolled under a pseudonym, without a name.",
    shown=_authority,
)
ADD_KEY: Final = Act(
    name="add-key",
    label="Add a key",
    statement=parties.KeyAdded,
    fields=("key",),
    given=lambda asking: {"party": asking.place.get("party", asking.visitor.party)},
    shown=_own_keys,
    told="It may sign from the next entry on.",
)
REVOKE_KEY: Final = Act(
    name="revoke-key",
    label="Revoke a key",
    statement=parties.KeyRevoked,
    fields=("key", "reason"),
    given=lambda asking: {"party": asking.place.get("party", asking.visitor.party)},
    shown=_own_keys,
    told="What it signed before stays said.",
)
DOSSIER: Final = (
    Act(
        name="clear",
        label="Clear: it is not the listed one",
        statement=screening.Cleared,
        fields=("reason", "until"),
        given=_about_match,
        shown=_decides(screening.Cleared),
        told="It holds until that day, and for as long as both sides are what you looked at.",
    ),
    Act(
        name="confirm",
        label="Confirm: it is the listed one",
        statement=screening.Confirmed,
        fields=("reason", "until"),
        given=_about_match,
        shown=_decides(screening.Confirmed),
        told="Every order that the party has a part in is ruled anew.",
    ),
    _declared("seat", "Say where its headquarters are", parties.HeadquartersDeclared,
              "country", "on", "source"),
    _declared("parent", "Say who its ultimate parent is", parties.ParentDeclared,
              "parent", "on", "source"),
    Act(
        name="owner",
        label="Say who owns a share of it",
        statement=parties.OwnershipDeclared,
        fields=("owner", "bp_min", "bp_max", "on", "until", "source"),
        given=_of_asset,
        shown=_authority,
        told="In basis points: 5000 is one half. The two bounds differ where it is not exact.",
    ),
    _declared("roles", "Set its roles", parties.RolesSet, "roles", "reason"),
    Act(
        name="split",
        label="Decide that it does not belong to others",
        statement=Split,
        fields=("split", "others", "reason", "by"),
        given=_party,
        shown=_splits,
        told="What links them no longer counts between them; if nobody is named, none of it does.",
    ),
    ADD_KEY,
    REVOKE_KEY,
)  # fmt: skip
