"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class PartiesRefusal(Refusal):
    """Refusals, most important first."""

    ALREADY_FOUNDED = Reason("parties.already-founded", "The log has been opened already.")
    WEAK_KEY = Reason(
        "parties.weak-key",
        "Anyone could sign under this key, or it is no Ed25519 key.",
        "RFC 8032 §5.1.7",
    )
    KEY_TAKEN = Reason("parties.key-taken", "This key belongs to a party already.")
    ALREADY_ENROLLED = Reason("parties.already-enrolled", "This party is already enrolled.")
    UNKNOWN_PARTY = Reason("parties.unknown-party", "No party of this name is enrolled.")
    UNKNOWN_COUNTRY = Reason(
        "parties.unknown-country", "There is no country of this code.", "ISO 3166-1"
    )
    PERSON_NAMED = Reason(
        "parties.person-named", "A person is enrolled under a pseudonym, never by name."
    )
    NAMELESS = Reason("parties.nameless", "An organisation is enrolled by its name.")
    NOT_YOURS = Reason(
        "parties.not-yours", "Only the party itself or the authority may change its keys."
    )
    ROLE_NOT_YOURS_TO_GIVE = Reason(
        "parties.role-not-yours-to-give",
        "Only the authority gives a role other than customer, or a key to another's party.",
    )
    UNKNOWN_KEY = Reason("parties.unknown-key", "The party has no such key in force.")
    LOCKED_OUT = Reason(
        "parties.locked-out", "After this nobody could speak for the authority, or the platform."
    )
    DECLARED_BY_ANOTHER = Reason(
        "parties.declared-by-another",
        "What another has declared, only they or the authority may declare anew.",
    )
    OF_ITSELF = Reason(
        "parties.of-itself", "Nobody but the authority declares its own seat, parent or owners."
    )
    NOT_YET = Reason("parties.not-yet", "A day that is still to come cannot be declared.")
    SHARES_REVERSED = Reason(
        "parties.shares-reversed", "A share's lower bound is above its upper bound."
    )
    DATES_REVERSED = Reason("parties.dates-reversed", "An interval ends before it begins.")
    OWNS_ITSELF = Reason("parties.owns-itself", "A party cannot own a share of itself.")
