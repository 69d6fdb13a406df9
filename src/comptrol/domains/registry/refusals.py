"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class RegistryRefusal(Refusal):
    """Refusals, most important first."""

    SITE_EXISTS = Reason("registry.site-exists", "A site of this name is registered already.")
    UNKNOWN_SITE = Reason("registry.unknown-site", "No site of this name is registered.")
    UNKNOWN_COUNTRY = Reason(
        "registry.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    NOT_OPERATOR = Reason(
        "registry.not-operator", "Only the authority or its operator speaks for a site."
    )
    REPORTED_BY_ANOTHER = Reason(
        "registry.reported-by-another",
        "What another has reported, only they or the authority report anew.",
    )
    UNKNOWN_PARTY = Reason("registry.unknown-party", "No party of this name is enrolled.")
    UNKNOWN_MODEL = Reason("registry.unknown-model", "The catalogue has no chip of this name.")
    ANOTHER_MAKERS_MODEL = Reason(
        "registry.another-makers-model", "The maker that described a model makes it."
    )
    LOT_EXISTS = Reason("registry.lot-exists", "A lot of this name exists already.")
    SERIALS_REVERSED = Reason(
        "registry.serials-reversed",
        "A range of serials ends before it begins, or runs out of digits.",
    )
    SERIAL_TAKEN = Reason(
        "registry.serial-taken", "A serial stands twice, here or in another lot."
    )
    LOT_TOO_LARGE = Reason("registry.lot-too-large", "No lot has so many chips.")
    UNKNOWN_LOT = Reason("registry.unknown-lot", "No lot of this name has been made.")
    NOT_HOLDER = Reason("registry.not-holder", "Only the holder of a lot may say this.")
    IN_TRANSIT = Reason("registry.in-transit", "The lot is on its way to another party.")
    SHIPMENT_EXISTS = Reason("registry.shipment-exists", "A shipment has this name already.")
    SHIPPED_TO_ITSELF = Reason("registry.shipped-to-itself", "A hand-over has two parties.")
    CANNOT_RECEIVE = Reason(
        "registry.cannot-receive", "The party has no role in which it could say that it arrived."
    )
    UNKNOWN_SHIPMENT = Reason(
        "registry.unknown-shipment", "Nothing was shipped under this name: no receipt without it."
    )
    NOT_ADDRESSEE = Reason("registry.not-addressee", "The shipment was for another party.")
    ALREADY_RECEIVED = Reason("registry.already-received", "The shipment has arrived already.")
    BACK_IN_TIME = Reason("registry.back-in-time", "It cannot happen before what led to it.")
    NOT_YET = Reason("registry.not-yet", "A day that is still to come cannot have happened.")
    IMPOSSIBLE_POWER = Reason("registry.impossible-power", "No site has such a power.")
