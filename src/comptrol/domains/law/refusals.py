"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class LawRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_RULEBOOK = Reason("law.unknown-rulebook", "No rulebook of this name is loaded here.")
    DIGEST_DIFFERS = Reason(
        "law.digest-differs", "The rulebook loaded here is not the one that is adopted."
    )
    NOT_YET = Reason("law.not-yet", "A rulebook is adopted on a day that has come.")
    BEFORE_THE_RULEBOOK = Reason(
        "law.before-the-rulebook", "The rulebook does not reach back to the day of adoption."
    )
