"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class ForensicsRefusal(Refusal):
    """Refusals, most important first."""

    NO_POLICY = Reason("forensics.no-policy", "No policy says what is looked for on this day.")
    UNKNOWN_PARTY = Reason("forensics.unknown-party", "This party is not enrolled.")
    UNKNOWN_DEFINITION = Reason(
        "forensics.unknown-definition", "An estimate counts under a definition of its figure."
    )
    FIGURE_NOT_READ = Reason(
        "forensics.figure-not-read", "A pair is of figures that the policy names."
    )
    NAME_TAKEN = Reason("forensics.name-taken", "This name stands for something else already.")
    NAMED_TWICE = Reason("forensics.named-twice", "The same thing is named twice.")
    TURNED_ROUND = Reason("forensics.turned-round", "It ends before it begins.")
    NOT_OVER = Reason("forensics.not-over", "Only days that are over are measured or looked at.")
    STEPS_DO_NOT_RISE = Reason(
        "forensics.steps-do-not-rise",
        "Levels are named from the lowest to the highest, each once.",
    )
