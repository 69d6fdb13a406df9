"""Which words a file is written in: a word can name nobody, and a sentence could."""

from enum import Enum


class Field(Enum):
    """What a file on a customer has. Openly a file is known by these words and by no value."""

    NAME = "name"
    ADDRESS = "address"
    COUNTRY = "country"
    PAYMENT = "payment"
    """Means and source of payment."""
    EMAIL = "email"
    TELEPHONE = "telephone"
    IP_ADDRESSES = "ip-addresses"
    """Those used for access and for administration, each with its times."""
    BENEFICIAL_OWNERS = "beneficial-owners"
    """All of the above for every one of them, or that there is none."""
    VERIFICATION = "verification"
    """Method and day, for every field above that the file fills."""
    RESELLER_CHAIN = "reseller-chain"
    HEADQUARTERS = "headquarters"
    ULTIMATE_PARENT = "ultimate-parent"
    END_USE = "end-use"


class Method(Enum):
    """How a field was verified. Only that it was, how and when is kept: no picture of a paper."""

    DOCUMENT = "document"
    """A paper was seen, of identity or of incorporation."""
    REGISTER = "register"
    """A public register says so."""
    DATABASE = "database"
    """A service that sells such answers says so."""
    REPLY = "reply"
    """A message to it, or a call, was answered."""
    PAYMENT = "payment"
    """A payment came from there."""
    OWN_RECORDS = "own-records"
    """Whoever keeps the file observed it."""


class PaymentMeans(Enum):
    """By what means a customer pays."""

    CARD = "card"
    BANK_TRANSFER = "bank-transfer"
    DIRECT_DEBIT = "direct-debit"
    WALLET = "wallet"
    CRYPTO_ASSET = "crypto-asset"
    MARKETPLACE = "marketplace"
    """Another collects the money and passes it on."""
    OTHER = "other"


class AccessUse(Enum):
    """What an IP address was used for."""

    ACCESS = "access"
    ADMINISTRATION = "administration"


class Purpose(Enum):
    """What a customer says that it will use compute for."""

    TRAINING = "training"
    """A model is trained from the beginning."""
    FINE_TUNING = "fine-tuning"
    INFERENCE = "inference"
    SCIENTIFIC_COMPUTING = "scientific-computing"
    RENDERING = "rendering"
    RESALE = "resale"
    OTHER = "other"


class LegalBasis(Enum):
    """On what ground the file may be kept (GDPR Article 6(1))."""

    CONSENT = "consent"
    """Point (a)."""
    CONTRACT = "contract"
    """Point (b)."""
    LEGAL_OBLIGATION = "legal-obligation"
    """Point (c)."""
    PUBLIC_TASK = "public-task"
    """Point (e)."""
    LEGITIMATE_INTERESTS = "legitimate-interests"
    """Point (f)."""
