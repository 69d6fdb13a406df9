"""What can be said in a case on its page."""

from typing import Final

from comptrol.domains.cases import (
    Answered,
    AppealDecided,
    Appealed,
    CarriedOut,
    Closed,
    EvidenceAdded,
    Lifted,
    Noticed,
    Renewed,
)
from comptrol.entrypoints.console.act import Act
from comptrol.entrypoints.console.pages.case_deciding import DECIDE
from comptrol.entrypoints.console.pages.case_moments import (
    first_measure,
    in_case,
    in_charge_adds,
    may_answer,
    may_appeal,
    may_carry,
    may_change,
    may_close,
    may_notice,
    may_settle,
    notice_begins,
    notice_given,
    of_case,
    of_subject,
    subject_adds,
)
from comptrol.entrypoints.console.pages.case_opening import OPEN, POLICY, REVIEW
from comptrol.entrypoints.console.pages.case_words import ACT_FIELDS, ACT_LABELS, ACT_NEEDED

NUMBER: Final = {"number": "Number of the measure", "by": "Your title"}

PIECE: Final = ("evidence", "channel", "shows", "supports", "statistical", "positions", "digest")
PIECE_LABELS: Final = {
    "evidence": "A short name for it",
    "shows": "What it shows; it names nobody who told it",
    "supports": "Does it speak for what the case says?",
    "statistical": "Is it an estimate, a pattern or a match?",
    "positions": "Entries of the log in which it stands",
    "digest": "Commitment of sealed words",
    "ratio_ppm": "How many times likelier if the case is right, in millionths",
    "ratio_source": "By which method that was worked out",
}
ANSWER_LABELS: Final = {
    "text": "Your answer",
    "grounds": "Why the decision is wrong",
    "admits": "Are the facts of the notice admitted?",
    "corrections": "Entries in which something wrong was corrected",
    "evidence": "Entries that show it",
    "digest": "Commitment of what is handed in under seal",
}

ACTS: Final = (
    Act(
        name="notice",
        label="Give notice",
        statement=Noticed,
        fields=(*ACT_FIELDS, "withheld"),
        told="Every subject is told what is held against it, by which rule, and how to answer.",
        given=notice_given,
        begins=notice_begins,
        labels={
            **ACT_LABELS,
            "act.deadline": "Last day of an answer",
            "withheld": "Legal ground for not showing some of the evidence, if any",
        },
        needed=ACT_NEEDED,
        shown=in_case(may_notice),
    ),
    Act(
        name="answer",
        label="Answer",
        statement=Answered,
        fields=("text", "admits", "corrections", "evidence", "digest"),
        told="Dispute, explain, correct or admit. Whoever decides has to read it first.",
        given=of_subject,
        labels=ANSWER_LABELS,
        shown=in_case(may_answer),
    ),
    Act(
        name="evidence",
        label="Add evidence",
        statement=EvidenceAdded,
        fields=(*PIECE, "ratio_ppm", "ratio_source"),
        given=of_case,
        labels=PIECE_LABELS,
        shown=in_case(in_charge_adds),
    ),
    Act(
        name="own-evidence",
        label="Add evidence of your own",
        statement=EvidenceAdded,
        fields=PIECE,
        given=of_case,
        labels=PIECE_LABELS,
        shown=in_case(subject_adds),
    ),
    DECIDE,
    Act(
        name="appeal",
        label="Appeal",
        statement=Appealed,
        fields=("grounds", "corrections", "evidence"),
        told="A reviewer who had no part in the case so far decides it. If it is granted, every "
        "measure is undone.",
        given=of_subject,
        labels=ANSWER_LABELS,
        shown=in_case(may_appeal),
    ),
    Act(
        name="settle",
        label="Decide the appeal",
        statement=AppealDecided,
        fields=("granted", "reasons", "citation", "by"),
        told="It is decided by somebody who had no part in the case so far.",
        given=of_case,
        labels={"granted": "Is the appeal granted?", "by": "Your title"},
        shown=in_case(may_settle),
    ),
    Act(
        name="renew",
        label="Let a measure go on",
        statement=Renewed,
        fields=("number", "until", "reasons", "by"),
        told="There is time anew to appeal.",
        given=of_case,
        begins=first_measure,
        labels={**NUMBER, "until": "First day on which it no longer holds"},
        shown=in_case(may_change),
    ),
    Act(
        name="lift",
        label="End a measure",
        statement=Lifted,
        fields=("number", "reasons", "by"),
        given=of_case,
        begins=first_measure,
        labels=NUMBER,
        shown=in_case(may_change),
    ),
    Act(
        name="carried",
        label="Say where a measure was carried out",
        statement=CarriedOut,
        fields=("number", "inspection", "cap", "position"),
        told="Name the inspection that was planned or the cap that was set, and its entry.",
        given=of_case,
        begins=first_measure,
        labels={**NUMBER, "position": "Entry in which it stands"},
        shown=in_case(may_carry),
    ),
    Act(
        name="close",
        label="Close the case",
        statement=Closed,
        fields=("reasons", "by"),
        given=of_case,
        labels={"by": "Your title"},
        shown=in_case(may_close),
    ),
)
OF_ALL: Final = (OPEN, REVIEW, POLICY)
