"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class AwardsRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_AWARD = Reason("awards.unknown-award", "There is no award of this name.")
    UNKNOWN_CALL = Reason("awards.unknown-call", "There is no call of this name.")
    UNKNOWN_PROPOSAL = Reason(
        "awards.unknown-proposal", "No proposal of this name was made in the call."
    )
    UNKNOWN_PARTY = Reason("awards.unknown-party", "Nobody of this name is enrolled.")
    NOT_HOLDER = Reason("awards.not-holder", "Only whoever holds the award may say this of it.")
    NOT_THE_DECIDER = Reason(
        "awards.not-the-decider", "Somebody else was named to decide on this milestone."
    )
    NOT_INDEPENDENT = Reason(
        "awards.not-independent",
        "An appeal is decided by somebody who had no part in what it is against.",
    )
    NOT_ITS_PROVIDER = Reason(
        "awards.not-its-provider",
        "Only the provider of a pool, or an allocator, tells of outages.",
    )
    NO_POLICY = Reason(
        "awards.no-policy", "No policy of awards was in force when this one was opened."
    )
    UNKNOWN_NAME = Reason("awards.unknown-name", "Nothing of this name was said of the award.")
    NAME_TAKEN = Reason("awards.name-taken", "Something of this name was said before.")
    OVER = Reason("awards.over", "The award is over.")
    DECIDED = Reason("awards.decided", "This was decided before.")
    OTHER_TERMS = Reason("awards.other-terms", "What is said does not go together.")
    TOO_EARLY = Reason("awards.too-early", "This can only be said later.")
    TOO_LATE = Reason("awards.too-late", "This could only have been said earlier.")
    TOO_SHORT = Reason(
        "awards.too-short", "The time to answer or to appeal is shorter than the policy says."
    )
    NO_NOTICE = Reason("awards.no-notice", "The holder had no notice of it, or has time yet.")
    REQUEST_OPEN = Reason(
        "awards.request-open",
        "The holder asked for other months, and nobody has decided: silence takes nothing back.",
    )
    FIGURES_DIFFER = Reason(
        "awards.figures-differ", "The figures are not what the accounts and the policy come to."
    )
    NOTHING_DUE = Reason("awards.nothing-due", "By the policy nothing is to be taken back.")
    MET = Reason("awards.met", "By the accounts the milestone is met: it cannot be failed.")
    IN_USE = Reason(
        "awards.in-use", "In a month that has begun more is held or used than would be left."
    )
    BEYOND_AWARD = Reason(
        "awards.beyond-award", "All months together would come to more than is left of the award."
    )
    NO_ROOM = Reason("awards.no-room", "The pool has not so much room in a month.")
