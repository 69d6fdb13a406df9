"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class ReleasesRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_POLICY = Reason("releases.unknown-policy", "No policy of releases goes by this name.")
    NOT_IN_FORCE = Reason(
        "releases.not-in-force", "A table is released under the policy that was set last."
    )
    UNKNOWN_RELEASE = Reason("releases.unknown-release", "Nothing was released under this name.")
    NAME_TAKEN = Reason("releases.name-taken", "This name stands for something else already.")
    BACKWARDS = Reason("releases.backwards", "A policy is looked at again after it begins.")
    UNKNOWN_FACTORS = Reason(
        "releases.unknown-factors", "No edition of H100-equivalent factors goes by this name."
    )
    NOT_OVER = Reason("releases.not-over", "Only a quarter that is over can be released.")
    NOT_NOW = Reason(
        "releases.not-now", "What stands now can be released as of the last quarter alone."
    )
    RELEASED_ALREADY = Reason(
        "releases.released-already",
        "These numbers were released for this quarter: the difference of two would single out.",
    )
    NOT_DERIVABLE = Reason(
        "releases.not-derivable", "What the table is counted from is not known."
    )
    NOTHING_SAFE = Reason(
        "releases.nothing-safe", "Not even the sum of all may be told: too few stand behind it."
    )
    DIFFERS = Reason(
        "releases.differs", "This is not the table that the policy derives from the log here."
    )
    WITHDRAWN_ALREADY = Reason("releases.withdrawn-already", "It was withdrawn before.")
