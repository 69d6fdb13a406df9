"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class PrivacyRefusal(Refusal):
    """Refusals, most important first."""

    LOGGED_ALREADY = Reason(
        "privacy.logged-already", "This commitment or core is in the log already."
    )
    NOT_SEALABLE = Reason(
        "privacy.not-sealable", "What is said about the log's own secrets is said openly."
    )
    NOT_SD_JWT = Reason(
        "privacy.not-sd-jwt",
        "The core is no SD-JWT of the form that this log keeps.",
        "RFC 9901 §4",
    )
    SIGNED_OTHERWISE = Reason(
        "privacy.signed-otherwise", "A core is signed with EdDSA over Ed25519.", "RFC 8037 §3.1"
    )
    HASHED_OTHERWISE = Reason(
        "privacy.hashed-otherwise", "The digests of a core are SHA-256.", "RFC 9901 §4.1.1"
    )
    CLAIM_IN_CLEAR = Reason(
        "privacy.claim-in-clear", "A core shows issuer, time and kind, and no other claim."
    )
    NOT_THE_ISSUER = Reason(
        "privacy.not-the-issuer", "A core is logged by the party that issued it, by no other."
    )
    UNKNOWN_KEY = Reason(
        "privacy.unknown-key", "A core is signed under a key that its issuer has in force."
    )
    SIGNATURE_BROKEN = Reason(
        "privacy.signature-broken", "The signature of the core does not hold.", "RFC 9901 §7.1"
    )
    NOTHING_HIDDEN = Reason("privacy.nothing-hidden", "The entry at this position hides nothing.")
    ERASED_ALREADY = Reason(
        "privacy.erased-already", "What this entry hides has been erased already."
    )
    NOT_YOURS = Reason(
        "privacy.not-yours",
        "What others hide is looked at by the authority, a reviewer or an inspector.",
    )
    OFFICE_SAYS_WHY = Reason(
        "privacy.office-says-why", "Whoever holds an office says why it looks, whoever's words."
    )
    NO_REASON = Reason(
        "privacy.no-reason", "A look names the rule that allows it, and the number of the case."
    )
