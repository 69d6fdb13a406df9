"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class LocationRefusal(Refusal):
    """Refusals, most important first."""

    NO_POLICY = Reason(
        "location.no-policy",
        "Before anything is measured, the authority says how places are judged.",
    )
    IMPOSSIBLE_POLICY = Reason(
        "location.impossible-policy", "No place can be judged by these numbers."
    )
    MEASUREMENT_EXISTS = Reason(
        "location.measurement-exists", "A measurement of this name was said already."
    )
    OF_NOTHING = Reason(
        "location.of-nothing", "A measurement is of a chip, of a site, or of one other landmark."
    )
    UNKNOWN_CHIP = Reason("location.unknown-chip", "No chip of this name has been made.")
    UNKNOWN_SITE = Reason("location.unknown-site", "No site of this name is registered.")
    UNKNOWN_LANDMARK = Reason(
        "location.unknown-landmark", "No landmark of this name is registered, or is any more."
    )
    ANOTHERS_LANDMARK = Reason(
        "location.anothers-landmark",
        "A landmark is changed or withdrawn by whoever registered it, or by the authority.",
    )
    NOT_OPERATOR = Reason(
        "location.not-operator", "A provider measures at the sites that it runs, and nowhere else."
    )
    CHIP_ELSEWHERE = Reason(
        "location.chip-elsewhere",
        "A provider measures the chips that the registry has at its site, and no others.",
    )
    NO_CLAIM = Reason("location.no-claim", "There is no place or country to judge by.")
    TWO_CLAIMS = Reason("location.two-claims", "A place or a country is claimed, never both.")
    UNKNOWN_COUNTRY = Reason(
        "location.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    OFF_THE_GLOBE = Reason(
        "location.off-the-globe", "There is no such place, or no circle of such a size."
    )
    HEARD_TWICE = Reason(
        "location.heard-twice", "A landmark says once in a measurement what it has heard."
    )
    HEARD_ITSELF = Reason("location.heard-itself", "No landmark measures where it is itself.")
    IMPOSSIBLE_DELAY = Reason(
        "location.impossible-delay", "A round trip takes longer than nothing, and no hour."
    )
    NO_KEY = Reason(
        "location.no-key", "Whoever says that replies were signed names the key that signed them."
    )
    NOT_YET = Reason("location.not-yet", "What is still to come has not been measured.")
    LONG_AGO = Reason("location.long-ago", "Nothing was measured before the year 2000.")
