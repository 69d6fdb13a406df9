"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class ScreeningRefusal(Refusal):
    """Refusals, most important first."""

    LIST_NOT_HERE = Reason(
        "screening.list-not-here",
        "Only an edition that is loaded here, known by its digest, can be adopted.",
    )
    EDITION_TAKEN = Reason(
        "screening.edition-taken", "This edition was adopted under another digest."
    )
    MISDESCRIBED = Reason(
        "screening.misdescribed", "The edition is not what the statement says of it."
    )
    NOT_MATCHED = Reason(
        "screening.not-matched", "The party was not taken for this entity, or is no more."
    )
    OTHERWISE_NOW = Reason(
        "screening.otherwise-now",
        "The party's record or the list's entry is no more what was looked at.",
    )
    OWN_MATCH = Reason(
        "screening.own-match", "Nobody decides about themselves or about a customer of theirs."
    )
    UNTIL_WHEN = Reason(
        "screening.until-when", "A decision holds from a day to come, for two years at most."
    )
