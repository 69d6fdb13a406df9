"""How this domain says no. A cap that has no room refuses nothing here: the gate rules so."""

from comptrol.kernel.finding import Reason, Refusal


class CapsRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_CAP = Reason("caps.unknown-cap", "No cap of this name has been set.")
    OTHER_CAP = Reason(
        "caps.other-cap", "A cap of this name binds something else: give the new one a new name."
    )
    GRANTED = Reason(
        "caps.granted",
        "A cap of such a name comes with an award: what is said of the award changes it.",
    )
    NOBODY = Reason("caps.nobody", "The cap does not say whom it binds, or says it of the world.")
    UNKNOWN_PARTY = Reason("caps.unknown-party", "The party that it would bind is not enrolled.")
    UNKNOWN_COUNTRY = Reason(
        "caps.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    UNKNOWN_CLUSTER = Reason("caps.unknown-cluster", "No site of this name is registered.")
    UNKNOWN_RUN = Reason("caps.unknown-run", "No training run of this name has been declared.")
    UNKNOWN_FACTORS = Reason(
        "caps.unknown-factors", "No set of H100 factors of this name is adopted."
    )
    OTHER_TERMS = Reason(
        "caps.other-terms", "What it says does not go with the unit that it counts in."
    )
    TURNED_ROUND = Reason("caps.turned-round", "It would end before it begins.")
    TOO_MANY = Reason(
        "caps.too-many", "More caps would bind one order than a posting can name: join some."
    )
