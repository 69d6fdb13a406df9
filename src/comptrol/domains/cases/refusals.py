"""How this domain says no."""

from typing import Final

from comptrol.kernel.finding import Reason, Refusal

_ACTS: Final = "Due-process guardrail 1: an act that lacks any of this cannot be issued"
_SIGNALS: Final = "Due-process guardrail 2: what rests on a signal is decided by another person"
_GRADED: Final = "Due-process guardrail 3: the mildest step that protects; holds expire"
_APPEALS: Final = "Due-process guardrail 5: appeal to someone independent of the first decision"
_TOLD: Final = "Due-process guardrail 11: whistle-blower identity stays outside the case file"


class CasesRefusal(Refusal):
    """Refusals, most important first."""

    NO_POLICY = Reason("cases.no-policy", "No policy says how long people have to answer.")
    NAME_TAKEN = Reason("cases.name-taken", "This name stands for something else already.")
    UNKNOWN_CASE = Reason("cases.unknown-case", "No case of this name has been opened.")
    WRONG_STAGE = Reason(
        "cases.wrong-stage", "At the stage that the case is at this cannot be said."
    )
    UNKNOWN_SUBJECT = Reason("cases.unknown-subject", "What the case is about is not known here.")
    UNKNOWN_ALARM = Reason("cases.unknown-alarm", "No alarm of this name was raised.")
    ALARM_OF_OTHERS = Reason(
        "cases.alarm-of-others", "The alarm is about none of the subjects of the case."
    )
    NO_GROUND = Reason(
        "cases.no-ground", "A case rests on a rule that is cited, with its version.", _ACTS
    )
    OWN_CASE = Reason(
        "cases.own-case", "Nobody opens or decides a case of their own, or of their group."
    )
    INCOMPLETE_ACT = Reason(
        "cases.incomplete-act", "An act against somebody lacks what it has to say.", _ACTS
    )
    NOT_ALL_TOLD = Reason(
        "cases.not-all-told",
        "A notice goes to every subject of the case, and to nobody else.",
        _ACTS,
    )
    OTHER_DAY = Reason("cases.other-day", "An act is dated on the day on which it is logged.")
    TOO_SOON = Reason("cases.too-soon", "The deadline leaves less time than the policy gives.")
    TOO_FAR = Reason("cases.too-far", "The deadline is later than any that a policy can give.")
    NOT_LOGGED = Reason("cases.not-logged", "Nothing stands there in the log yet.")
    NOT_YOURS = Reason(
        "cases.not-yours", "This is for the subject to say; for its seller where it has no key."
    )
    TOO_LATE = Reason("cases.too-late", "The deadline for this has passed.")
    NOTHING_SHOWN = Reason(
        "cases.nothing-shown", "Evidence is somewhere: in the log, or under a commitment."
    )
    WHO_TOLD = Reason(
        "cases.who-told", "Who told it is never in a case: a commitment alone, no position.", _TOLD
    )
    RATIO_WITHOUT_SOURCE = Reason(
        "cases.ratio-without-source", "What a signal weighs is said with how it was worked out."
    )
    NOT_HEARD = Reason(
        "cases.not-heard", "A case is decided after its answer, or after the time for it.", _ACTS
    )
    SAME_PERSON = Reason(
        "cases.same-person",
        "It needs a reviewer of no house that had a part in the case so far.",
        _SIGNALS,
    )
    RESTS_ON_NOTHING = Reason(
        "cases.rests-on-nothing", "What a decision rests on is not in the case."
    )
    SIGNAL_ALONE = Reason(
        "cases.signal-alone",
        "A statistical signal alone never proves anything: no more than a question or a look.",
        _SIGNALS,
    )
    MEASURE_WITHOUT_GROUND = Reason(
        "cases.measure-without-ground", "Only what is upheld has measures.", _GRADED
    )
    UNBOUNDED_MEASURE = Reason(
        "cases.unbounded-measure",
        "A measure says whom it is about, why nothing milder protects, and until when.",
        _GRADED,
    )
    MEASURE_OF_OTHERS = Reason(
        "cases.measure-of-others", "A measure reaches the subjects of its case alone."
    )
    UNKNOWN_MEASURE = Reason("cases.unknown-measure", "The case has no such measure in force.")
    NOT_CARRIED_OUT = Reason(
        "cases.not-carried-out", "Nothing stands there that carries this measure out."
    )
    CARRIED_OUT_BEFORE = Reason(
        "cases.carried-out-before", "The measure has been carried out already."
    )
    APPEAL_MADE = Reason("cases.appeal-made", "This subject has appealed already.", _APPEALS)
    APPEAL_OPEN = Reason("cases.appeal-open", "An appeal of this case is open.", _APPEALS)
    NO_APPEAL = Reason("cases.no-appeal", "No appeal of this case is open.")
    STILL_BINDS = Reason(
        "cases.still-binds", "A measure of it is in force, or the time of its appeal runs."
    )
    OTHER_REVIEW_DAY = Reason(
        "cases.other-review-day", "A review is of today, or of a day before."
    )
