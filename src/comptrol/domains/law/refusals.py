"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class LawRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_RULEBOOK = Reason("law.unknown-rulebook", "No rulebook of this name is kept here.")
    DIGEST_DIFFERS = Reason(
        "law.digest-differs", "No rulebook of this name that is kept here has this digest."
    )
    NOT_YET = Reason("law.not-yet", "A rulebook is adopted on a day that has come.")
    BEFORE_THE_RULEBOOK = Reason(
        "law.before-the-rulebook", "The rulebook does not reach back to the day of adoption."
    )
    UNKNOWN_LETTER = Reason("law.unknown-letter", "No letter of this name has been entered.")
    LETTER_EXISTS = Reason("law.letter-exists", "A letter of this name has been entered already.")
    UNKNOWN_PARTY = Reason("law.unknown-party", "The letter binds a party that is not enrolled.")
    ANOTHERS_LETTER = Reason(
        "law.anothers-letter", "Only the authority speaks of a letter to somebody else."
    )
    LETTER_SAYS_NOTHING = Reason(
        "law.letter-says-nothing", "A letter names chips, or numbers that they reach."
    )
    IMPOSSIBLE_NUMBER = Reason(
        "law.impossible-number", "What a letter asks of a chip is above zero and below 1e12."
    )
    ENDS_BEFORE_IT_BEGINS = Reason(
        "law.ends-before-it-begins", "A letter ends after the day on which it begins."
    )
