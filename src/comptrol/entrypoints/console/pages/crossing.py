"""Chips that cross between registries: what is open, and what became of one transfer."""

from collections.abc import Mapping
from typing import Any, Final

from comptrol.domains.federation import (
    Accepted,
    ArrivalClaimed,
    Confirmed,
    Declined,
    FederationView,
    Progress,
    Recalled,
    Release,
    TransferId,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.forms import is_number
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.entitled import HOLDING, is_for, sees_all
from comptrol.entrypoints.console.pages.histories import newest
from comptrol.entrypoints.console.pages.naming import about
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.roles import HOLDERS

SHOWN: Final = 100
PROVEN: Final = "Entry and proof are given in base64 and as text, as the other log has them."


def open_ones(asking: Asking) -> Mapping[str, Any]:
    """Show what was released and not shown to be accepted, the oldest first."""
    found = asking.ask("federation", "open-releases", on=asking.today)
    mine = [it for it in found if _sees(asking, it.release)]
    start = int(asking.word("start")) if is_number(asking.word("start")) else 0
    claims = asking.ask("federation", "unmatched-acceptances")
    party = asking.visitor.party
    return {
        "found": mine[start : start + SHOWN],
        "next": start + SHOWN if len(mine) > start + SHOWN else None,
        "registries": asking.ask("federation", "registries"),
        "claims": [it for it in claims if sees_all(asking) or it.claim.party == party][:SHOWN],
    }


def one(asking: Asking) -> Mapping[str, Any]:
    """Show what is known here under the name of a transfer."""
    name = asking.place["transfer"]
    found = about(asking, "federation", "transfer", "transfer")
    return {"found": found, "name": name, "history": newest(asking, f"transfer:{name}")}


def _sees(asking: Asking, release: Release) -> bool:
    return sees_all(asking) or asking.visitor.party == release.holder


def _release(asking: Asking) -> Release | None:
    return asking.world[FederationView].releases.get(TransferId(asking.place["transfer"]))


def _concerns(asking: Asking) -> bool:
    if sees_all(asking):
        return True
    release, party = _release(asking), asking.visitor.party
    arrivals = asking.world[FederationView].arrivals.where(
        transfer=TransferId(asking.place["transfer"])
    )
    return party is not None and (
        (release is not None and release.holder == party)
        or any(it.party == party for it in arrivals)
    )


def _may_end(asking: Asking) -> bool:
    release = _release(asking)
    open_ = release is not None and release.progress is Progress.OPEN
    own = release is not None and release.holder == asking.visitor.party
    return open_ and (own or is_for(asking, Audience.AUTHORITY))


def _may_recall(asking: Asking) -> bool:
    release = _release(asking)
    return _may_end(asking) and release is not None and release.holder == asking.visitor.party


def _holds(asking: Asking) -> bool:
    return bool(HOLDERS & asking.visitor.roles)


def _holds_or_decides(asking: Asking) -> bool:
    return _holds(asking) or is_for(asking, Audience.AUTHORITY)


def _this(asking: Asking) -> Mapping[str, Any]:
    return {"transfer": asking.place["transfer"]}


_ACTS: Final = (
    Act(
        name="accept",
        label="Accept what another registry released",
        statement=Accepted,
        fields=("transfer", "from_registry", "entry", "proof", "lot", "destination", "model",
                "on", "serials", "listed"),
        told=PROVEN,
        shown=_holds,
    ),
    Act(
        name="decline",
        label="Decline what another registry released",
        statement=Declined,
        fields=("transfer", "from_registry", "entry", "proof", "reason", "on"),
        told=f"Then nobody can accept it any more. {PROVEN}",
        shown=_holds_or_decides,
    ),
    Act(
        name="claim",
        label="Say that you have chips from abroad without proof",
        statement=ArrivalClaimed,
        fields=("claim", "from_registry", "maker", "model", "site", "on", "reason", "listed",
                "serials"),
        told="Nothing counts yet; it says where they are while the proof is looked for.",
        shown=_holds,
    ),
)  # fmt: skip

PAGES: Final = (
    Page(
        path="/open-releases",
        title="Releases to other registries",
        template="registry/open_releases.html",
        audience=HOLDING,
        answer=open_ones,
        acts=_ACTS,
        menu="Chips and custody",
    ),
    Page(
        path="/transfers/{transfer}",
        title="A transfer between registries",
        template="registry/transfer.html",
        audience=HOLDING,
        answer=one,
        about=_concerns,
        acts=(
            Act(
                name="confirm",
                label="Confirm it by the other log's proof",
                statement=Confirmed,
                fields=("entry", "proof"),
                told=f"The books close. {PROVEN}",
                given=_this,
                shown=_may_end,
            ),
            Act(
                name="recall",
                label="Take it back by the proof that it was declined",
                statement=Recalled,
                fields=("entry", "proof", "lot", "site", "on", "reason"),
                told=f"It comes back as a lot of another name. {PROVEN}",
                given=_this,
                shown=_may_recall,
            ),
        ),
    ),
)
