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
    OFF_THE_GLOBE = Reason("registry.off-the-globe", "There is no such place on the globe.")
    JOINED_TO_ITSELF = Reason("registry.joined-to-itself", "A link has two sites.")
    JOINS_NOTHING = Reason(
        "registry.joins-nothing", "A link has a bandwidth, or is between sites that work together."
    )
    ENDS_BEFORE_IT_BEGINS = Reason(
        "registry.ends-before-it-begins", "It cannot end before it begins."
    )
    UNKNOWN_PARTY = Reason("registry.unknown-party", "No party of this name is enrolled.")
    UNKNOWN_MODEL = Reason("registry.unknown-model", "The catalogue has no chip of this name.")
    ANOTHER_MAKERS_MODEL = Reason(
        "registry.another-makers-model", "The maker that described a model makes it."
    )
    LOT_EXISTS = Reason("registry.lot-exists", "A lot of this name exists already.")
    NO_SERIALS = Reason("registry.no-serials", "A lot has at least one chip.")
    SERIALS_REVERSED = Reason(
        "registry.serials-reversed",
        "A range of serials ends before it begins, or runs out of digits.",
    )
    SERIALS_UNCLEAR = Reason(
        "registry.serials-unclear",
        "A prefix that ends in a digit goes with twelve digits: the number is all at the end.",
    )
    SERIAL_TAKEN = Reason(
        "registry.serial-taken", "A serial stands twice, here or in another lot of this maker."
    )
    LOT_TOO_LARGE = Reason("registry.lot-too-large", "No lot has so many chips.")
    ROOT_DIFFERS = Reason(
        "registry.root-differs", "The root that was given is not that of these serials."
    )
    UNKNOWN_LOT = Reason("registry.unknown-lot", "No lot of this name has been made.")
    DEPARTED = Reason("registry.departed", "The lot counts in another registry.")
    NOT_HOLDER = Reason("registry.not-holder", "Only the holder of a lot may say this.")
    NOT_MAKER = Reason("registry.not-maker", "Only the maker of a chip gives it a serial.")
    IN_TRANSIT = Reason("registry.in-transit", "The lot is on its way to another party.")
    UNKNOWN_CHIP = Reason("registry.unknown-chip", "The lot has no chip of this serial.")
    NAMED_TWICE = Reason("registry.named-twice", "A chip or a lot is named twice.")
    WHOLE_LOT = Reason("registry.whole-lot", "What is split off is a part of the lot.")
    WRONG_CONDITION = Reason(
        "registry.wrong-condition", "This cannot become of a chip in its present condition."
    )
    UNKNOWN_REPLACEMENT = Reason(
        "registry.unknown-replacement",
        "A chip is replaced by another one that is registered, works, and has replaced none.",
    )
    OWN_WITNESS = Reason(
        "registry.own-witness", "Nobody witnesses the destruction of their own chips."
    )
    CANNOT_WITNESS = Reason(
        "registry.cannot-witness", "The witness is an inspector or the authority."
    )
    UNKNOWN_CERTIFICATE = Reason(
        "registry.unknown-certificate",
        "The holder has stated no destruction under this certificate before this witness.",
    )
    SHIPMENT_EXISTS = Reason("registry.shipment-exists", "A shipment has this name already.")
    SHIPPED_TO_ITSELF = Reason("registry.shipped-to-itself", "A hand-over has two parties.")
    CANNOT_RECEIVE = Reason(
        "registry.cannot-receive", "The party has no role in which it could say that it arrived."
    )
    UNKNOWN_SHIPMENT = Reason(
        "registry.unknown-shipment", "Nothing was shipped under this name: no receipt without it."
    )
    NOT_ADDRESSEE = Reason("registry.not-addressee", "The shipment was for another party.")
    NOT_CONCERNED = Reason(
        "registry.not-concerned", "Only sender, addressee or an inspector says how it travels."
    )
    ALREADY_RECEIVED = Reason("registry.already-received", "The shipment has arrived already.")
    SHIPMENT_ENDED = Reason(
        "registry.shipment-ended", "The shipment was declined, or taken back by its sender."
    )
    MISSING_WITHOUT_LOT = Reason(
        "registry.missing-without-lot", "Missing chips go into a lot of their own, and only they."
    )
    INSTALLED_ELSEWHERE = Reason(
        "registry.installed-elsewhere", "The lot stands at another site: it has to be moved first."
    )
    ALREADY_THERE = Reason("registry.already-there", "The lot stands at this site already.")
    NOT_THE_LAST = Reason(
        "registry.not-the-last",
        "Only the last statement about where a lot is can be taken back, by who made it.",
    )
    TOO_LATE = Reason(
        "registry.too-late", "A receipt ends what the sender answers for: now it stands."
    )
    BACK_IN_TIME = Reason("registry.back-in-time", "It cannot happen before what led to it.")
    NOT_YET = Reason("registry.not-yet", "A day that is still to come cannot have happened.")
    IMPOSSIBLE_POWER = Reason("registry.impossible-power", "No site has such a power.")
    IMPOSSIBLE_VALUE = Reason("registry.impossible-value", "A value of policy is out of bounds.")
    NO_POLICY = Reason(
        "registry.no-policy",
        "Nothing is overdue before the authority adopts how long it may take.",
    )
