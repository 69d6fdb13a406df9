"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class AccountsRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_ESTIMATE = Reason("accounts.unknown-estimate", "No estimate goes by this name.")
    NAME_TAKEN = Reason("accounts.name-taken", "This name stands for something else already.")
    WITHDRAWN_ALREADY = Reason("accounts.withdrawn-already", "It was withdrawn before.")
    UNKNOWN_COUNTRY = Reason("accounts.unknown-country", "No country has this code.")
    UNKNOWN_FACTORS = Reason(
        "accounts.unknown-factors", "No edition of H100-equivalent factors goes by this name."
    )
    IMPOSSIBLE_NUMBER = Reason(
        "accounts.impossible-number", "An amount is a number from nothing up, of sensible length."
    )
    HALF_AN_INTERVAL = Reason(
        "accounts.half-an-interval",
        "An interval has two ends; where one is unknown, both are left out.",
    )
    TURNED_ROUND = Reason(
        "accounts.turned-round", "The median lies between the ends of its interval."
    )
    AHEAD_OF_TIME = Reason(
        "accounts.ahead-of-time", "What is to come is a plan, and no estimate of what there is."
    )
