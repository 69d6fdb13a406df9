"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class AttestationRefusal(Refusal):
    """Refusals, most important first."""

    UNKNOWN_CHIP = Reason("attestation.unknown-chip", "No chip of this name has been made.")
    CHALLENGE_EXISTS = Reason(
        "attestation.challenge-exists", "A challenge of this name was made already."
    )
    CANNOT_ANSWER = Reason(
        "attestation.cannot-answer", "The party has no role in which it could answer."
    )
    NONCE_MISMADE = Reason(
        "attestation.nonce-mismade",
        "The nonce is not SHA-256 of the label, the root, the size and the salt.",
    )
    NONCE_TAKEN = Reason("attestation.nonce-taken", "Every challenge has a nonce of its own.")
    AHEAD_OF_LOG = Reason(
        "attestation.ahead-of-log", "The log has no root of so many entries yet."
    )
    UNKNOWN_CHALLENGE = Reason(
        "attestation.unknown-challenge", "No challenge of this name was made."
    )
    NOT_ASKED = Reason("attestation.not-asked", "Only the party that was asked may answer.")
    ANOTHER_CHIP = Reason("attestation.another-chip", "The challenge is about another chip.")
    NOT_AT_HAND = Reason(
        "attestation.not-at-hand",
        "Only who holds a chip, runs the site where it stands, or made it brings its answer.",
    )
    CHALLENGE_USED = Reason(
        "attestation.challenge-used", "A challenge is answered once: ask for another."
    )
    CHALLENGE_EXPIRED = Reason(
        "attestation.challenge-expired", "The time for an answer is over: ask for another."
    )
    EVIDENCE_FORM = Reason(
        "attestation.evidence-form",
        "Evidence is a report with its certificates, or a token, and not both.",
    )
    EVIDENCE_TOO_LARGE = Reason(
        "attestation.evidence-too-large", "Evidence of this size does not fit a statement."
    )
    NOT_BASE64 = Reason(
        "attestation.not-base64", "A report and its certificates are stated in base64."
    )
    UNREADABLE = Reason(
        "attestation.unreadable", "The evidence is not laid out as what it should be."
    )
    UNSIGNED_TOKEN = Reason(
        "attestation.unsigned-token", "A token that nobody signed is no evidence."
    )
    PIN_DIGEST = Reason("attestation.pin-digest", "The digest is not that of the content.")
    PIN_UNREADABLE = Reason(
        "attestation.pin-unreadable", "The content is not what it is said to be."
    )
    PIN_ISSUER = Reason(
        "attestation.pin-issuer", "A key set speaks for an issuer, and a root for none."
    )
