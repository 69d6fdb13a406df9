"""How this domain says no."""

from comptrol.kernel.finding import Reason, Refusal


class IdentificationRefusal(Refusal):
    """Refusals, most important first."""

    ONLY_SEALED = Reason(
        "identification.only-sealed",
        "A file on a customer is said under seal, never openly.",
        "Regulation (EU) 2016/679 Article 5(1)(f)",
    )
    UNKNOWN_PARTY = Reason(
        "identification.unknown-party",
        "Customers, resellers and end users are parties of the log.",
    )
    UNKNOWN_FILE = Reason(
        "identification.unknown-file",
        "The signer has sealed no file on a customer under this commitment.",
    )
    FILE_ERASED = Reason("identification.file-erased", "What this file said has been erased.")
    FILE_TAKEN = Reason(
        "identification.file-taken", "A file is of one customer, and is said to be so once."
    )
    OF_ITSELF = Reason(
        "identification.of-itself", "Nobody identifies itself: whoever deals with it does."
    )
    ITS_OWN_RESELLER = Reason(
        "identification.its-own-reseller", "Nobody comes through itself or resells to itself."
    )
    END_USERS_UNNAMED = Reason(
        "identification.end-users-unnamed",
        "A reseller passes its end users through: they are named parties.",
        "89 FR 5698, proposed 15 CFR 7.300-7.310",
    )
    NAMED_TWICE = Reason(
        "identification.named-twice", "A field or an end user stands there twice."
    )
    NOT_YET = Reason(
        "identification.not-yet", "Nothing has been verified on a day that is still to come."
    )
    RETENTION_OVER = Reason(
        "identification.retention-over",
        "A file that may be kept no longer is not begun.",
        "Regulation (EU) 2016/679 Article 5(1)(e)",
    )
    RETENTION_TOO_LONG = Reason(
        "identification.retention-too-long",
        "A file is begun for ten years at most, the longest that a rule we know of asks for.",
        "31 CFR 501.601",
    )
