"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class OversightRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_MATTER = Reason(
        "oversight.unknown-matter", "Nothing of this kind and name is in force."
    )
    RULEBOOK_AWAY = Reason(
        "oversight.rulebook-away", "The adopted rulebook is not at hand, so nobody can ask it."
    )
    NAME_TAKEN = Reason("oversight.name-taken", "This name stands for something else already.")
    DATED_ALREADY = Reason(
        "oversight.dated-already",
        "It has a day already by which it is reviewed: only a review moves that.",
    )
    NOT_LATER = Reason("oversight.not-later", "A review is due on a day that is still to come.")
    NO_NEXT = Reason(
        "oversight.no-next", "What is kept or changed has a day by which it is reviewed again."
    )
    NO_MORE = Reason("oversight.no-more", "What has ended is not reviewed again.")
    NOT_YET = Reason("oversight.not-yet", "Nobody looks at a day that is not here yet.")
    NOT_RISING = Reason("oversight.not-rising", "Size classes rise from one to the next.")
    UNKNOWN_PARTY = Reason("oversight.unknown-party", "This party is not enrolled.")
    NAMED_TWICE = Reason("oversight.named-twice", "The same party is named twice.")
