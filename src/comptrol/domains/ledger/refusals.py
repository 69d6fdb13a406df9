"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class LedgerRefusal(Refusal):
    """Refusals, most important first."""

    KEY_UNREADABLE = Reason(
        "ledger.key-unreadable", "This is no verifier key.", "C2SP signed-note v1.0.0"
    )
    KEY_OF_ANOTHER_USE = Reason(
        "ledger.key-of-another-use",
        "A log signs with Ed25519 (0x01) or ML-DSA-44 (0x06), a witness with 0x04 or 0x06.",
        "C2SP tlog-checkpoint v1.0.0, tlog-cosignature v1.1.0-rc.1",
    )
    NAMED_OTHERWISE = Reason("ledger.named-otherwise", "The key carries another name.")
    KEY_KNOWN = Reason("ledger.key-known", "This key has been named before; a key is used once.")
    ANOTHER_ORIGIN = Reason(
        "ledger.another-origin",
        "A log keeps one origin, and the name of each of its keys is the origin.",
        "C2SP tlog-checkpoint v1.0.0",
    )
    KEY_UNKNOWN = Reason("ledger.key-unknown", "No such key is in force.")
    LAST_KEY = Reason(
        "ledger.last-key",
        "After this nobody could sign the log's heads, or not with this algorithm: name the next "
        "key first.",
    )
