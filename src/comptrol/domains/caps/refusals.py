"""How this domain says no. A cap that has no room refuses nothing here: the gate rules so."""

from comptrol.kernel.finding import Reason, Refusal


class CapsRefusal(Refusal):
    """Refusals, most important first."""

    OTHER_CAP = Reason(
        "caps.other-cap", "A cap of this name binds something else: give the new one a new name."
    )
    NOBODY = Reason("caps.nobody", "The cap does not say whom it binds, or says it of the world.")
    UNKNOWN_PARTY = Reason("caps.unknown-party", "The party that it would bind is not enrolled.")
    UNKNOWN_COUNTRY = Reason(
        "caps.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    TURNED_ROUND = Reason("caps.turned-round", "It would end before it begins.")
    TOO_MANY = Reason(
        "caps.too-many", "More caps would bind one order than a posting can name: join some."
    )
