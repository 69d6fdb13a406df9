"""What followed the alarms of the year: two cases, with notice, answer, decision and appeal."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from comptrol.bootstrap import AUTHORITY
from comptrol.domains.alarms import Raised
from comptrol.domains.cases import (
    Act,
    Answered,
    AppealDecided,
    Appealed,
    CaseId,
    Closed,
    Decided,
    Fact,
    Lifted,
    Measure,
    MeasureKind,
    Noticed,
    Opened,
    Outcome,
    PolicyId,
    PolicySet,
    Rule,
)
from comptrol.domains.parties import Enrolled
from comptrol.entrypoints.demo.filings.calendar import BY, SOURCE
from comptrol.entrypoints.demo.filings.restating import restatements
from comptrol.entrypoints.demo.filings.year import DELTA, HARBOUR, LOWLAND, Year
from comptrol.entrypoints.demo.scene import Scene
from comptrol.entrypoints.demo.stage import Stage, codes
from comptrol.kernel.finding import Receipt
from comptrol.kernel.identifiers import CountryCode, PartyId, PublicKey
from comptrol.kernel.roles import Role
from comptrol.kernel.statement import Statement

FIRST: Final = PartyId("first-reviewer")
SECOND: Final = PartyId("second-reviewer")
OF_DELTA: Final = CaseId("delta-2025")
OF_LOWLAND: Final = CaseId("lowland-2025")
ANSWER_DAYS: Final = 14
APPEAL_DAYS: Final = 30
RULE: Final = Rule(rule="reports.honest", version="2025-01", citation=f"{SOURCE}, article 4")
REMEDY: Final = "You may answer until that day, and appeal against what is decided."


@dataclass
class Hearing:
    """Who is heard of what, and what was refused on the way."""

    year: Year
    refused: list[str] = field(default_factory=list)

    def begin(self, stage: Stage) -> Scene:
        """Enrol two reviewers, open a case on each of the named, and tell them."""
        for name in (FIRST, SECOND):
            key = PublicKey(stage.platform.keyring.create(name).key.hex())
            country = CountryCode("NL")
            self._say(
                stage,
                AUTHORITY,
                Enrolled(party=name, name=name, country=country, roles=(Role.REVIEWER,), key=key),
            )
        self._say(stage, AUTHORITY, _policy())
        lines: list[str] = []
        for case, party in ((OF_DELTA, DELTA), (OF_LOWLAND, LOWLAND)):
            alarms = self._alarms(party)
            self._say(stage, AUTHORITY, _opened(case, party, alarms))
            act = self._act(party, ANSWER_DAYS, "Head of reporting")
            self._say(stage, AUTHORITY, Noticed(case=case, to=(party,), act=act))
            lines.append(f"{case}: {party} is told of {len(alarms)} alarms, and has until "
                         f"{self._today() + timedelta(ANSWER_DAYS)} to answer")  # fmt: skip
        return self._scene(lines)

    def answer(self, stage: Stage) -> Scene:
        """Let both answer: one admits, the other disputes; nobody is decided about before."""
        early = stage.says(FIRST, self._decided(OF_LOWLAND, LOWLAND, ()))
        told = codes(early)
        self._forward(5)
        self._say(
            stage,
            DELTA,
            Answered(
                case=OF_DELTA,
                party=DELTA,
                text="We counted operations as before the definition changed, and filed late.",
                admits=True,
            ),
        )
        self._say(
            stage,
            LOWLAND,
            Answered(
                case=OF_LOWLAND,
                party=LOWLAND,
                text="Our meters read low; the estimates of others are no better.",
            ),
        )
        return self._scene(
            [
                f"a decision before the answer is refused: {', '.join(told)}",
                f"{DELTA} admits the facts; {LOWLAND} disputes them",
            ],
            held=bool(told),
        )

    def decide(self, stage: Stage) -> Scene:
        """Decide both; on statistics alone nobody is suspended."""
        self._forward(2)
        until = self._today() + timedelta(90)
        suspend = Measure(
            measure=MeasureKind.SUSPEND,
            parties=(LOWLAND,),
            what="no rentals",
            milder="none was tried",
            until=until,
        )
        told = codes(stage.says(FIRST, self._decided(OF_LOWLAND, LOWLAND, (suspend,))))
        inspect = Measure(
            measure=MeasureKind.INSPECT,
            parties=(LOWLAND,),
            what="weeks drawn by a public seed are audited, unannounced",
            milder="a question has been answered without figures",
            until=until,
        )
        ask = Measure(
            measure=MeasureKind.ASK,
            parties=(DELTA,),
            what="every period since the eighth is restated under the definition in force",
            milder="there is nothing milder than to ask",
            until=until,
        )
        self._say(stage, FIRST, self._decided(OF_LOWLAND, LOWLAND, (inspect,)))
        self._say(stage, FIRST, self._decided(OF_DELTA, DELTA, (ask,), admission=True))
        return self._scene(
            [
                f"to suspend {LOWLAND} on statistics alone is refused: {', '.join(told)}",
                f"{OF_LOWLAND}: upheld; audits are drawn. {OF_DELTA}: upheld; it restates",
            ],
            held=bool(told),
        )

    def end(self, stage: Stage) -> Scene:
        """Hear an appeal, by somebody else; end what is over."""
        self._forward(10)
        self._say(
            stage,
            LOWLAND,
            Appealed(
                case=OF_LOWLAND, party=LOWLAND, grounds="An audit costs us more than it can find."
            ),
        )
        told = codes(stage.says(FIRST, _appeal_decided()))
        self._say(stage, SECOND, _appeal_decided())
        self._forward(APPEAL_DAYS)
        restated = restatements(stage, DELTA, f"Decided in {OF_DELTA}.")
        for it in restated:
            self._say(stage, DELTA, it)
        self._say(
            stage,
            FIRST,
            Lifted(
                case=OF_DELTA,
                number=1,
                reasons=f"It has restated {len(restated)} filings.",
                by="Reviewing officer",
            ),
        )
        self._say(
            stage,
            AUTHORITY,
            Closed(case=OF_DELTA, reasons="Nothing binds any more.", by="Head of reporting"),
        )
        return self._scene(
            [
                f"whoever decided may not decide the appeal: {', '.join(told)}",
                f"the appeal of {LOWLAND} is dismissed by {SECOND}; {OF_DELTA} is closed",
                f"nothing was ever opened about {HARBOUR}",
            ],
            held=bool(told) and bool(restated),
        )

    def _alarms(self, party: PartyId) -> list[Raised]:
        found: dict[str, Raised] = {}
        for _, alarm in self.year.raised:
            if party in alarm.parties:
                found.setdefault(alarm.detector, alarm)
        return list(found.values())

    def _act(self, party: PartyId, days: int, responsible: str) -> Act:
        alarms = self._alarms(party)
        facts = tuple(Fact(text=it.explanation[:300], evidence=it.evidence[:10]) for it in alarms)
        return Act(
            rule=RULE,
            facts=facts,
            method=", ".join(f"{it.detector}/{it.version}" for it in alarms),
            inputs="the filings of the year, and estimates of others",
            reasons="The figures do not agree with what others measured. That may be innocent.",
            on=self._today(),
            deadline=self._today() + timedelta(days),
            remedy=REMEDY,
            responsible=responsible,
        )

    def _decided(
        self,
        case: CaseId,
        party: PartyId,
        measures: tuple[Measure, ...],
        *,
        admission: bool = False,
    ) -> Decided:
        return Decided(
            case=case,
            outcome=Outcome.UPHELD,
            act=self._act(party, APPEAL_DAYS, "Reviewing officer"),
            alarms=tuple(it.alarm for it in self._alarms(party)),
            admission=admission,
            measures=measures,
        )

    def _say(self, stage: Stage, party: PartyId, said: Statement) -> None:
        answer = stage.says(party, said)
        if not isinstance(answer, Receipt):
            self.refused += [f"{party}: {it}" for it in codes(answer)]

    def _today(self) -> date:
        return self.year.clock.now().date()

    def _forward(self, days: int) -> None:
        self.year.clock.on(self._today() + timedelta(days))

    def _scene(self, lines: list[str], *, held: bool = True) -> Scene:
        return Scene(held=held and not self.refused, lines=(*lines, *self.refused))


def _policy() -> PolicySet:
    return PolicySet(
        policy=PolicyId("hearings-2025"),
        answer_days=ANSWER_DAYS,
        appeal_days=APPEAL_DAYS,
        notice_days=7,
        decide_days=30,
        measure_days_max=180,
        source=SOURCE,
        by=BY,
    )


def _opened(case: CaseId, party: PartyId, alarms: list[Raised]) -> Opened:
    return Opened(
        case=case,
        parties=(party,),
        alarms=tuple(it.alarm for it in alarms),
        rule=RULE,
        grounds=f"{len(alarms)} detectors named its reports.",
        by="Head of reporting",
    )


def _appeal_decided() -> AppealDecided:
    return AppealDecided(
        case=OF_LOWLAND,
        granted=False,
        reasons="The measure is the mildest that settles what is disputed.",
        citation=f"{SOURCE}, article 9",
        by="Reviewing officer",
    )
