"""How a log is opened: who founds it, the shipped facts, and the keys of its heads."""

from collections.abc import Sequence
from pathlib import Path

from comptrol.adapters import reference_files
from comptrol.adapters.screening_list_file import matcher_of, shipped_matcher
from comptrol.bootstrap.platform import AUTHORITY, Platform
from comptrol.domains.ledger import Use, VerifierKeyAdded, VerifierKeyText
from comptrol.domains.parties import Founded
from comptrol.domains.screening import Adopted, Edition, Matcher
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.finding import Refused
from comptrol.kernel.identifiers import CountryCode, PublicKey
from comptrol.kernel.statement import Statement


def site_statements() -> Sequence[Statement]:
    """Return what the authority says of the shipped table of sites."""
    return reference_files.site_statements()


def matcher(lists: Path | None) -> Matcher:
    """Return the index of a list: a file, the one in a folder, or the shipped one."""
    if lists is None:
        return shipped_matcher()
    if not lists.is_dir():
        return matcher_of(lists)
    found = sorted(lists.glob("*.jsonl.xz"))
    if len(found) != 1:
        raise UnreadableError(f"{lists} holds {len(found)} lists (*.jsonl.xz); expected one")
    return matcher_of(found[0])


def found(
    platform: Platform, *, name: str, country: CountryCode, log_keys: Sequence[str] = ()
) -> None:
    """Open the log: the authority founds it, describes the shipped chips and adopts the list."""
    speaker, edition = platform.speaker(AUTHORITY), platform.references.of(Matcher).edition
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
        _adopted(edition),
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


def _adopted(edition: Edition) -> Adopted:
    return Adopted(
        edition=edition.edition,
        title=edition.title,
        published=edition.published,
        digest=edition.digest,
        entities=edition.entities,
        names=edition.names,
        source=edition.source,
    )
