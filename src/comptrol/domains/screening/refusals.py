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
