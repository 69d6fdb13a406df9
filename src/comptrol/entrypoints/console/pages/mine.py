"""What is held on me: everything of the party that is signed in, and why it was refused."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from comptrol.domains import cases, gate
from comptrol.domains.alarms import AlarmsView
from comptrol.domains.caps import CapsView, HoldId
from comptrol.domains.cases import Case, Outcome, Stage
from comptrol.domains.gate import OrderFile
from comptrol.domains.identification import FileState
from comptrol.domains.law import rulebook_named
from comptrol.domains.privacy import PrivacyView, looks_at
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.asking import Asking
from comptrol.entrypoints.console.histories import history
from comptrol.entrypoints.console.page import Page
from comptrol.entrypoints.console.pages.cases import withheld
from comptrol.entrypoints.console.pages.parties import known_of, or_nothing, screened
from comptrol.entrypoints.console.pages.party_acts import ADD_KEY, REVOKE_KEY
from comptrol.entrypoints.console.visitor import Audience
from comptrol.kernel.errors import NotFoundError
from comptrol.kernel.identifiers import PartyId

ORDERS: Final = 25
MOST: Final = 20
MENU: Final = "Yours"
"""So much of everything else is shown; what there is more of has pages of its own."""


def mine(asking: Asking) -> Mapping[str, Any]:
    """Show everything that is held on the party of the visitor."""
    party = _own(asking)
    after, known = asking.word("after"), known_of(asking, party)
    orders = asking.ask("gate", "orders", customer=party, after=after or None, limit=ORDERS)
    said = history(asking, f"party:{party}", asking.word("before"))
    return {
        **known,
        "dossier": asking.ask("parties", "party", party=party),
        "orders": [(it, asking.world[CapsView].holds.get(HoldId(it.order))) for it in orders],
        "after": orders[-1].order if len(orders) == ORDERS else None,
        "lots": asking.ask("registry", "holding", party=party, limit=MOST),
        "awards": asking.ask("awards", "awards", holder=party, limit=MOST),
        "licences": asking.ask("gate", "licences", holder=party, limit=MOST),
        "cases": [it for it in _cases(asking, party) if it.noticed_at is not None],
        "filings": asking.ask("disclosure", "filings", provider=party, limit=MOST),
        "usage": or_nothing(lambda: asking.ask("metering", "party-usage", party=party, limit=1)),
        "alarms": list(_alarms(asking, said["found"])),
        "looks": list(_looks(asking, known["files"] or ())),
        "history": said,
        "most": MOST,
    }


def refused(asking: Asking) -> Mapping[str, Any]:
    """Show an order to its customer: how it was ruled, why, by which rule, and how to appeal."""
    order = asking.place["order"]
    found: OrderFile = asking.ask("gate", "order", order=order)
    return {
        "order": found.order,
        "file": found,
        "notice": or_nothing(lambda: asking.ask("gate", "notice", order=order)),
        "questions": _questions(found),
        "rules": rulebook_named(asking.world, None).rules,
        "hold": asking.world[CapsView].holds.get(HoldId(order)),
        "usage": or_nothing(lambda: asking.ask("metering", "order-usage", order=order)),
        "standing": screened(asking, found.order.customer),
    }


def case(asking: Asking) -> Mapping[str, Any]:
    """Show a case to its subject: what it is accused of, by what, by when it may answer.

    What is withheld from it on a stated ground is not shown here either.
    """
    found = asking.ask("cases", "case", case=asking.place["case"])
    alarms = () if withheld(found) else found.alarms
    return {"case": found.case, "file": found, "alarms": alarms, "today": asking.today}


def _cases(asking: Asking, party: PartyId) -> Sequence[Case]:
    found: Sequence[Case] = asking.ask("cases", "cases", party=party, limit=MOST)
    return found


def _questions(found: OrderFile) -> Sequence[Any]:
    """Return what is still open in the ruling in force, with who may answer it."""
    newest = found.rulings[-1] if found.rulings else None
    return () if newest is None else [it for it in newest.decision.questions if it.blocking]


def _own(asking: Asking) -> PartyId:
    party = asking.visitor.party
    assert party is not None, "the page is for whoever acts for a party"  # noqa: S101
    return party


def _alarms(asking: Asking, said: Sequence[Mapping[str, Any]]) -> Iterator[Any]:
    """Yield the alarms among the entries about a party that are on the page."""
    for line in said:
        if line["kind"] == "alarms.raised/1":
            found = asking.world[AlarmsView].alarms.get(line["statement"].alarm)
            if found is not None:
                yield found


def _looks(asking: Asking, files: Sequence[FileState]) -> Iterator[Any]:
    """Yield who looked at the sealed words of the files on a party."""
    for it in files[:MOST]:
        yield from looks_at(asking.world[PrivacyView], it.position)


def _is_customer(asking: Asking) -> bool:
    found = or_nothing(lambda: asking.ask("gate", "order", order=asking.place["order"]))
    return found is not None and found.order.customer == asking.visitor.party


def _is_subject(asking: Asking) -> bool:
    """Tell whether a case is about the visitor, and it was told of it."""
    found = or_nothing(lambda: asking.ask("cases", "case", case=asking.place["case"]))
    told = found is not None and found.case.noticed_at is not None
    return told and asking.visitor.party in found.case.parties


def _may_appeal(asking: Asking) -> bool:
    """Tell whether an appeal makes sense: there is a ruling that it was not made against yet."""
    try:
        found: OrderFile = asking.ask("gate", "order", order=asking.place["order"])
    except NotFoundError:
        return False
    order, before = found.order, found.appeals
    ruled = order.outcome is not None and order.outcome.value != "allow"
    return ruled and not any(_stands_against(it, order.ruled_at) for it in before)


def _stands_against(appeal: Any, ruling: int | None) -> bool:  # noqa: ANN401
    return bool(appeal.open or appeal.ruling == ruling)


def _of_case(asking: Asking) -> Mapping[str, Any]:
    return {"case": asking.place["case"], "party": asking.visitor.party}


APPEAL: Final = Act(
    name="appeal",
    label="Appeal",
    statement=gate.Appealed,
    fields=("grounds",),
    told="Say why the ruling is wrong. A reviewer who had no part in it decides, with reasons.",
    given=lambda asking: {"order": asking.place["order"]},
    shown=_may_appeal,
)
CASE_ACTS: Final = (
    Act(
        name="answer",
        label="Answer the case",
        statement=cases.Answered,
        fields=("text", "admits", "corrections", "evidence"),
        told="Dispute, explain, correct or admit. Corrections and evidence are positions in the "
        "log.",
        given=_of_case,
        shown=lambda asking: _may_answer(_case(asking)),
    ),
    Act(
        name="appeal-case",
        label="Appeal against the decision",
        statement=cases.Appealed,
        fields=("grounds", "corrections", "evidence"),
        told="A reviewer who had no part so far decides; granted, all measures are undone.",
        given=_of_case,
        shown=lambda asking: _may_appeal_case(_case(asking), asking),
    ),
)


def _may_answer(case: Case) -> bool:
    return case.open and case.noticed_at is not None and case.decided_at is None


def _may_appeal_case(case: Case, asking: Asking) -> bool:
    """Tell whether a decision went against its subject, and its days are not over."""
    in_time = case.appeal_due is not None and asking.today <= case.appeal_due
    decided = case.stage in {Stage.DECIDED, Stage.APPEAL_DECIDED} and not case.granted
    return decided and in_time and case.outcome is Outcome.UPHELD


def _case(asking: Asking) -> Any:  # noqa: ANN401
    return asking.ask("cases", "case", case=asking.place["case"]).case


_FOR_PARTIES: Final = frozenset({Audience.PARTY})
PAGES: Final = (
    Page(
        path="/mine",
        title="What is held on you",
        template="parties/mine.html",
        audience=_FOR_PARTIES,
        answer=mine,
        acts=(ADD_KEY, REVOKE_KEY),
        menu=MENU,
    ),
    Page(
        path="/mine/orders/{order}",
        title="Why an order of yours was ruled so",
        template="parties/refused.html",
        audience=_FOR_PARTIES,
        answer=refused,
        acts=(APPEAL,),
        about=_is_customer,
    ),
    Page(
        path="/mine/cases/{case}",
        title="A case about you",
        template="parties/case.html",
        audience=_FOR_PARTIES,
        answer=case,
        acts=CASE_ACTS,
        about=_is_subject,
    ),
)
