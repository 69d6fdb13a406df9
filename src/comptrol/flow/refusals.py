"""How the path itself says no, before any domain is asked."""

from comptrol.kernel.finding import Reason, Refusal


class FlowRefusal(Refusal):
    """Refusals, most important first."""

    NOT_FOUNDED = Reason("flow.not-founded", "The authority has not opened this log yet.")
    UNKNOWN_KEY = Reason("flow.unknown-key", "No party signs under this key.")
    NOT_THE_ISSUER = Reason("flow.not-the-issuer", "The key belongs to another party.")
    ONLY_THE_PLATFORM = Reason(
        "flow.only-the-platform", "Only the platform itself says this, as a consequence."
    )
    ROLE_MISSING = Reason("flow.role-missing", "The party has no role that may say this.")
    SEQUENCE_REUSED = Reason(
        "flow.sequence-reused",
        "The signer has said something else under this sequence number.",
    )
    SEQUENCE_GAP = Reason(
        "flow.sequence-gap", "A signer's sequence numbers rise by one, without a gap."
    )
    NOT_ABOUT_THIS = Reason(
        "flow.not-about-this", "The envelope's subject is not what the statement is about."
    )
    FROM_THE_FUTURE = Reason(
        "flow.from-the-future", "The statement was said later than the log's own time."
    )
