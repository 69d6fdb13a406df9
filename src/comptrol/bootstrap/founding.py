"""How a log is opened: who founds it, the shipped facts, and the keys of its heads."""

from collections.abc import Sequence

from comptrol.adapters import reference_files
from comptrol.bootstrap.platform import AUTHORITY, Platform, adoption_of
from comptrol.domains.ledger import Use, VerifierKeyAdded, VerifierKeyText
from comptrol.domains.parties import Founded
from comptrol.domains.screening import Lists
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import CountryCode, PublicKey
from comptrol.kernel.statement import Statement


def site_statements() -> Sequence[Statement]:
    """Return what the authority says of the shipped table of sites."""
    return reference_files.site_statements()


def found(
    platform: Platform,
    *,
    name: str,
    country: CountryCode,
    log_keys: Sequence[str] = (),
    lists: bool = True,
) -> None:
    """Open the log: the authority founds it, describes the shipped chips and adopts the list.

    Without ``lists`` none is adopted, and the shipped one is asked where somebody is looked for.
    """
    speaker = platform.speaker(AUTHORITY)
    editions = (platform.references.of(Lists).shipped.edition,) if lists else ()
    said: tuple[Statement, ...] = (
        Founded(
            party=AUTHORITY,
            name=name,
            country=country,
            key=PublicKey(platform.keyring.of(AUTHORITY).key.hex()),
            platform_key=PublicKey(platform.intake.voice.key.hex()),
        ),
        *reference_files.chip_statements(),
        *reference_files.factor_statements(),
        *map(adoption_of, editions),
        *map(log_key_added, log_keys),
    )
    for answer in speaker.say_all(said):
        if isinstance(answer, Refused):
            finding = answer.findings[0]
            raise UnreadableError(f"the log cannot be opened so: {finding.title} {finding.detail}")


def log_key_added(text: str) -> VerifierKeyAdded:
    """Return how the authority names a key of the log's heads."""
    origin = text.partition("+")[0]
    return VerifierKeyAdded(name=origin, key=VerifierKeyText(text), use=Use.LOG)
