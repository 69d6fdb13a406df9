"""How evidence is read from files, in whichever of its forms it is found.

- the JSON that NVIDIA's nvattest collects: ``{"evidences": [{"evidence": …, "certificate": …}]}``,
  or one of its parts, each in base64, the certificates as PEM;
- evidence as it is stated: ``{"report": …, "chain": […]}`` or ``{"token": …}``;
- a token of the vendor's service: a JWT, or a bundle of them as a JSON list;
- a bare report, as bytes or in hexadecimal, with its certificates in a PEM file of their own.
"""

import re
from base64 import b64decode
from pathlib import Path
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates

from comptrol.domains.attestation import Evidence, packed
from comptrol.kernel.errors import EnvelopeError, UnreadableError
from comptrol.kernel.signature import check_names

FILE_BYTES_MAX: Final = 1024 * 1024
_HEX: Final = re.compile(rb"\s*(?:[0-9a-fA-F]{2})+\s*")
_PART: Final = re.compile(r"GPU-([0-9]{1,3})")


def read_evidence(path: Path, chain: Path | None, device: str | None) -> Evidence:
    """Read evidence from a file; of several chips, that of the one that is named."""
    raw, below = read_file(path), None if chain is None else read_file(chain)
    try:
        return _evidence(raw, below, device)
    except (ValueError, UnreadableError) as error:
        raise UnreadableError(f"{path}: {error}") from error


def read_file(path: Path, *, bytes_max: int = FILE_BYTES_MAX) -> bytes:
    """Read a file of a sensible size, or say what is wrong with it."""
    try:
        with path.open("rb") as file:
            raw = file.read(bytes_max + 1)
    except OSError as error:
        raise UnreadableError(f"{path}: {error.strerror}") from error
    if len(raw) > bytes_max:
        raise UnreadableError(f"{path}: more than {bytes_max} bytes")
    return raw


def read_text(path: Path) -> str:
    """Read a file as text, as it stands."""
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        raise UnreadableError(f"{path}: this is not UTF-8") from error


def _evidence(raw: bytes, chain: bytes | None, device: str | None) -> Evidence:
    """Tell the forms apart by how they begin."""
    if chain is not None:
        return packed(_report(raw), _certificates(chain))
    start = raw.lstrip()[:1]
    if start == b"{":
        return _object(_json(raw), device)
    if start == b"[" or raw.count(b".") == 2:  # noqa: PLR2004  (as a JWT has)
        return Evidence(token=raw.decode().strip(), device=device)
    raise UnreadableError("expected JSON, a token, or with --chain a report")


def _json(raw: bytes) -> Any:  # noqa: ANN401
    check_names(raw)
    try:
        return msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise EnvelopeError(str(error)) from error


def _object(found: dict[str, Any], device: str | None) -> Evidence:
    """Return evidence out of an object: collected, or as it is stated."""
    if "evidences" in found:
        return _collected(_one_of(found["evidences"], device))
    if "evidence" in found:
        return _collected(found)
    expected = "expected evidence and certificate, or report and chain, or token"
    try:
        stated = msgspec.convert(found, Evidence)
    except msgspec.ValidationError as error:
        raise UnreadableError(f"{error}; {expected}") from error
    if (stated.report is None) is (stated.token is None):
        raise UnreadableError(f"there is neither, or both: {expected}")
    return stated if device is None else msgspec.structs.replace(stated, device=device)


def _one_of(listed: object, device: str | None) -> object:
    """Return the part that is meant: the only one, or the one that is named by its place."""
    if not isinstance(listed, list) or not listed:
        raise UnreadableError("evidences is a list of one or more")
    if device is None:
        if len(listed) > 1:
            raise UnreadableError(f"evidences of {len(listed)} chips: name one with --device")
        return listed[0]
    place = _PART.fullmatch(device)
    if place is None or int(place[1]) >= len(listed):
        raise UnreadableError(f"--device goes from GPU-0 to GPU-{len(listed) - 1} here")
    return listed[int(place[1])]


def _collected(part: object) -> Evidence:
    fields = part if isinstance(part, dict) else {}
    report, certificate = fields.get("evidence"), fields.get("certificate")
    if not isinstance(report, str) or not isinstance(certificate, str):
        raise UnreadableError("expected evidence and certificate, each in base64")
    return packed(
        b64decode(report, validate=True), _certificates(b64decode(certificate, validate=True))
    )


def _report(raw: bytes) -> bytes:
    return bytes.fromhex(raw.decode()) if _HEX.fullmatch(raw) else raw


def _certificates(pem: bytes) -> tuple[bytes, ...]:
    try:
        found = load_pem_x509_certificates(pem)
    except ValueError as error:
        raise UnreadableError("its certificates are not in PEM") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)
