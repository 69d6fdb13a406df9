"""What was brought? Bytes out of base64, and the digest by which evidence is kept in the views."""

from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Final, NamedTuple

from comptrol.domains.attestation.statements import Evidence
from comptrol.kernel.errors import UnreadableError
from comptrol.kernel.identifiers import Digest

EVIDENCE_CHARACTERS_MAX: Final = 15_000
"""What leaves room for the rest of a statement in an envelope of 16 KiB. The H100 sample takes
9,976: a report of 4,117 bytes and five certificates of 3,360."""


class Raw(NamedTuple):
    """A report and its certificates as bytes."""

    report: bytes
    chain: tuple[bytes, ...]


def raw_of(evidence: Evidence) -> Raw:
    """Return a report and its certificates out of base64, which is written in one way only."""
    assert evidence.report is not None, "a token has no report"
    report = _bytes_of(evidence.report, "the report")
    chain = [
        _bytes_of(text, f"certificate {number}")
        for number, text in enumerate(evidence.chain, start=1)
    ]
    return Raw(report, tuple(chain))


def packed(report: bytes, chain: tuple[bytes, ...]) -> Evidence:
    """Return a report and its certificates as evidence that can be stated."""
    return Evidence(
        report=b64encode(report).decode(),
        chain=tuple(b64encode(certificate).decode() for certificate in chain),
    )


def characters(evidence: Evidence) -> int:
    """Return how long evidence is, as it is stated."""
    return sum(map(len, (evidence.report or "", evidence.token or "", *evidence.chain)))


def is_of_one_form(evidence: Evidence) -> bool:
    """Tell whether evidence is a report with certificates, or a token, and not both."""
    if evidence.token is not None:
        return evidence.report is None and not evidence.chain
    return evidence.report is not None and evidence.device is None


def digest_of(found: Raw | str) -> Digest:
    """Return SHA-256 of a report and the certificates after it, or of a token."""
    whole = found.encode() if isinstance(found, str) else found.report + b"".join(found.chain)
    return Digest(sha256(whole).hexdigest())


def _bytes_of(text: str, what: str) -> bytes:
    try:
        raw = b64decode(text, validate=True)
    except ValueError as error:
        raise UnreadableError(f"{what} is not base64") from error
    if b64encode(raw).decode() != text:
        raise UnreadableError(f"{what}: base64 has one way to write these bytes, this is another")
    return raw
