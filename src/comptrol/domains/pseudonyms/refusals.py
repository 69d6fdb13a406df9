"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class PseudonymsRefusal(Refusal):
    """Refusals, most important first."""

    ONLY_SEALED = Reason(
        "pseudonyms.only-sealed",
        "Rows of usage and names of customers are said under seal, never openly.",
        "Regulation (EU) 2016/679 Article 5(1)(f)",
    )
    UNKNOWN_EPOCH = Reason("pseudonyms.unknown-epoch", "No key of this epoch is announced.")
    EPOCH_EXISTS = Reason(
        "pseudonyms.epoch-exists",
        "An epoch is announced once, and later ones have higher numbers.",
    )
    EPOCH_OVER = Reason(
        "pseudonyms.epoch-over", "Under the key of this epoch nothing is evaluated any more."
    )
    TOO_MANY = Reason(
        "pseudonyms.too-many", "The provider has asked for as many evaluations as a day allows."
    )
    BACKWARDS = Reason(
        "pseudonyms.backwards", "A period, a key or a threshold begins before it ends."
    )
    TOO_LONG = Reason("pseudonyms.too-long", "A period has 366 days at most.")
    NOT_OVER = Reason("pseudonyms.not-over", "Usage is filed and added up of days that are over.")
    OUTSIDE_EPOCH = Reason(
        "pseudonyms.outside-epoch", "The period lies within the days of its epoch."
    )
    UNKNOWN_PART = Reason(
        "pseudonyms.unknown-part", "A filing in parts counts them from one, and knows how many."
    )
    NOT_FILED = Reason(
        "pseudonyms.not-filed",
        "The signer has sealed nothing of this kind under this commitment.",
    )
    ERASED = Reason("pseudonyms.erased", "What this commits to has been erased.")
    COMMITMENT_TAKEN = Reason("pseudonyms.commitment-taken", "What is sealed is filed once.")
    NOTHING_RESTATED = Reason(
        "pseudonyms.nothing-restated",
        "A filing takes the place of the signer's own standing one, of the same period and part.",
    )
    PERIOD_FILED = Reason(
        "pseudonyms.period-filed",
        "The signer has filed usage of these days: a correction names what it takes the place of.",
    )
    WINDOW_UNCLEAR = Reason(
        "pseudonyms.window-unclear",
        "A threshold has a stretch of the calendar or a number of days, and not both.",
    )
    THRESHOLD_EXISTS = Reason(
        "pseudonyms.threshold-exists", "This threshold is set from this day on already."
    )
    UNKNOWN_CROSSING = Reason(
        "pseudonyms.unknown-crossing", "Nobody is named who is not past a threshold."
    )
    NOT_CERTAIN = Reason(
        "pseudonyms.not-certain",
        "Nobody is named who may be past a threshold: first the sum has to be certain.",
    )
    NOT_A_PROVIDER = Reason(
        "pseudonyms.not-a-provider", "Whoever is asked has filed usage of these days."
    )
    ASKED_ALREADY = Reason(
        "pseudonyms.asked-already", "This provider was asked about this crossing already."
    )
    NOT_DUE = Reason("pseudonyms.not-due", "The signer was not asked to name anybody there.")
    NAMED_ALREADY = Reason("pseudonyms.named-already", "This customer was named already.")
