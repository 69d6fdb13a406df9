"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class FederationRefusal(Refusal):
    """Refusals, most important first."""

    OWN_REGISTRY = Reason("federation.own-registry", "This is the registry's own log.")
    POLICY_UNREADABLE = Reason(
        "federation.policy-unreadable", "This is no policy.", "C2SP tlog-policy"
    )
    POLICY_OF_ANOTHER_LOG = Reason(
        "federation.policy-of-another-log",
        "A policy names the keys of the registry's own log, and of no other.",
        "C2SP tlog-policy",
    )
    NO_QUORUM = Reason(
        "federation.no-quorum",
        "A log that nobody witnesses can show everybody something else: a quorum is asked for.",
        "C2SP tlog-policy",
    )
    NO_ORIGIN = Reason(
        "federation.no-origin", "This log has no origin yet: nobody abroad could check it."
    )
    UNKNOWN_REGISTRY = Reason(
        "federation.unknown-registry", "The authority has named no such registry."
    )
    TRANSFER_EXISTS = Reason(
        "federation.transfer-exists", "A transfer of this name was released already."
    )
    UNKNOWN_TRANSFER = Reason(
        "federation.unknown-transfer", "No transfer of this name was released here."
    )
    ALREADY_CONFIRMED = Reason(
        "federation.already-confirmed", "It was shown already that the other registry has it."
    )
    ALREADY_RECALLED = Reason(
        "federation.already-recalled", "The transfer was recalled, and counts here again."
    )
    ALREADY_ACCEPTED = Reason(
        "federation.already-accepted", "The transfer was accepted here already: once is all."
    )
    ALREADY_DECLINED = Reason(
        "federation.already-declined", "The transfer was declined here, which is for good."
    )
    PROOF_UNREADABLE = Reason(
        "federation.proof-unreadable", "This is no proof of a log.", "C2SP tlog-proof"
    )
    ANOTHER_LOG = Reason("federation.another-log", "The proof is of another log.")
    HEAD_NOT_BELIEVED = Reason(
        "federation.head-not-believed",
        "The policy of the registry does not believe this head of its log.",
        "C2SP tlog-policy",
    )
    NOT_IN_LOG = Reason(
        "federation.not-in-log",
        "The proof does not lead from these bytes to the head.",
        "RFC 9162 §2.1.3.2",
    )
    ENTRY_UNREADABLE = Reason(
        "federation.entry-unreadable", "The entry is no signed statement that holds."
    )
    ANOTHER_STATEMENT = Reason(
        "federation.another-statement", "The entry is not what has to be shown."
    )
    ANOTHER_REGISTRY = Reason("federation.another-registry", "It is not for this registry.")
    ANOTHER_TRANSFER = Reason("federation.another-transfer", "It is about another transfer.")
    ANOTHER_OUTCOME = Reason(
        "federation.another-outcome", "That is not what became of it in the other registry."
    )
    NOT_ADDRESSEE = Reason("federation.not-addressee", "It was released to another party.")
    UNKNOWN_LOT = Reason("federation.unknown-lot", "No lot of this name has been made.")
    DEPARTED = Reason("federation.departed", "The lot counts in another registry.")
    NOT_HOLDER = Reason("federation.not-holder", "Only the holder lets a lot go, or has it back.")
    IN_TRANSIT = Reason("federation.in-transit", "The lot is on its way to another party.")
    NOT_ALL_THERE = Reason(
        "federation.not-all-there",
        "What is lost, or said to be destroyed, crosses no border: split off what goes.",
    )
    LOT_DIFFERS = Reason("federation.lot-differs", "The lot is not as the terms say.")
    ROOT_DIFFERS = Reason("federation.root-differs", "These are not the serials of this root.")
    LOT_TOO_SCATTERED = Reason(
        "federation.lot-too-scattered",
        "Serials of so many runs do not fit into one statement there: split the lot.",
    )
    LOT_EXISTS = Reason("federation.lot-exists", "A lot of this name exists already.")
    SERIALS_WRONG = Reason("federation.serials-wrong", "Serials cannot be written so.")
    SERIAL_TAKEN = Reason(
        "federation.serial-taken", "One of these chips is in the books here already."
    )
    UNKNOWN_MODEL = Reason("federation.unknown-model", "The catalogue has no chip of this name.")
    UNKNOWN_MAKER = Reason(
        "federation.unknown-maker",
        "The maker has to be enrolled here as a maker, under the same name: a chip keeps its own.",
    )
    UNKNOWN_SITE = Reason("federation.unknown-site", "No site of this name is registered.")
    UNKNOWN_COUNTRY = Reason(
        "federation.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    CLAIM_EXISTS = Reason("federation.claim-exists", "A claim of this name was made already.")
    BACK_IN_TIME = Reason("federation.back-in-time", "It cannot happen before what led to it.")
    NOT_YET = Reason("federation.not-yet", "A day that is still to come cannot have happened.")
