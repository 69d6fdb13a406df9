"""What does a vendor's service say of a chip, and may it be believed?

The service that is known is NVIDIA's (NRAS). Its claims mean what RFC 9711 says (``eat_nonce``,
``ueid``, ``hwmodel``, ``dbgstat``, ``submods``) and NVIDIA's guide to GPU claims, version 3.0. A
part of a bundle belongs to the whole if the whole names SHA-256 of its text.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from comptrol.domains.attestation.formulas.anchors import ALGORITHM, Believed, KeySet
from comptrol.domains.attestation.formulas.curve import holds
from comptrol.domains.attestation.formulas.telling import told
from comptrol.domains.attestation.formulas.token import Bundle, Jwt
from comptrol.domains.attestation.statements import Cause, Nonce, Reason, Status

LEEWAY: Final = timedelta(seconds=60)
"""How far the service's clock may be before the log's: for ``nbf`` and ``iat``, never for ``exp``
(RFC 7519 §4.1.5 lets a little be allowed)."""
UNPROVEN: Final = frozenset({Cause.SHARED_KEY, Cause.ALGORITHM, Cause.UNKNOWN_KEY})
"""Who signed is not known: then what the token says is the operator's word."""

_HASHES: Final = frozenset({"SHA-256", "SHA256"})
_REPORT_CHAIN: Final = "x-nvidia-gpu-attestation-report-cert-chain"
_RESULT: Final = "x-nvidia-overall-att-result"
_WARNING: Final = "x-nvidia-attestation-warning"
_ENABLED: Final = "enabled"
_DISABLED: Final = frozenset(
    {
        "disabled",
        "disabled-since-boot",
        "disabled-permanently",
        "disabled-fully-and-permanently",
    }
)
"""``dbgstat`` in JSON (RFC 9711 §4.2.9); in CBOR the same are numbers."""


def part_meant(bundle: Bundle, device: str | None) -> tuple[str, Jwt] | None:
    """Return the part about the chip that is meant; nothing where that is left open."""
    if not bundle.devices:
        return None if device is not None else ("the token", bundle.overall)
    if device is not None:
        found = bundle.devices.get(device)
        return None if found is None else (device, found)
    return next(iter(bundle.devices.items())) if len(bundle.devices) == 1 else None


def token_reasons(
    bundle: Bundle, device: str | None, asked: Nonce | None, known: Believed, at: datetime
) -> Iterator[Reason]:
    """Yield every reason why an answer proves less than grade B."""
    whole = tuple(_token_reasons(bundle.overall, "the token", asked, known, at))
    yield from whole
    if bundle.overall.claims.get(_RESULT) is not True:
        detail = "the service does not say that the chip passed"
        yield Reason(cause=Cause.RESULT, detail=detail)
    meant = part_meant(bundle, device)
    if meant is None:
        names = told(", ".join(sorted(bundle.devices)) or "none")
        yield Reason(cause=Cause.BINDING, detail=f"which chip is meant is open; parts: {names}")
        return
    name, part = meant
    if part is not bundle.overall:
        yield from _token_reasons(part, told(name), asked, known, at)
        by_service = UNPROVEN.isdisjoint(reason.cause for reason in whole)
        if by_service and not _belongs(bundle.overall, name, part):
            detail = f"the token does not name SHA-256 of its part {told(name)}"
            yield Reason(cause=Cause.BINDING, detail=detail)
    yield from _claim_reasons(part.claims)


def is_unsigned(bundle: Bundle) -> bool:
    """Tell whether a token or any part of it is not signed at all."""
    return any(map(_is_unsigned, (bundle.overall, *bundle.devices.values())))


def debug_of(claims: Mapping[str, Any]) -> bool | None:
    """Return whether debugging is enabled; nothing where the claims do not say."""
    said = claims.get("dbgstat")
    if said == _ENABLED:
        return True
    return False if isinstance(said, str) and said in _DISABLED else None


def secure_boot_of(claims: Mapping[str, Any]) -> bool | None:
    """Return whether the chip booted securely; nothing where the claims do not say."""
    said = claims.get("secboot")
    return said if isinstance(said, bool) else None


def revocation_of(claims: Mapping[str, Any]) -> Status:
    """Return what the service found on the chip's certificates."""
    chain = claims.get(_REPORT_CHAIN)
    if not isinstance(chain, dict):
        return Status.UNKNOWN
    return Status.GOOD if _is_good(chain) else Status.BAD


def measurements_of(claims: Mapping[str, Any]) -> Status:
    """Return whether the service found the vendor's published measurements on the chip."""
    said = claims.get("measres")
    if not isinstance(said, str):
        return Status.UNKNOWN
    return Status.GOOD if said.lower() == "success" else Status.BAD


def _token_reasons(
    jwt: Jwt, name: str, asked: Nonce | None, known: Believed, at: datetime
) -> Iterator[Reason]:
    yield from _key_reasons(jwt, name, known)
    nonce = jwt.claims.get("eat_nonce")
    if asked is None or not isinstance(nonce, str) or nonce.lower() != asked:
        detail = f"{name} answers {told(nonce)}" + (", and nothing was asked" * (asked is None))
        yield Reason(cause=Cause.NONCE, detail=detail)
    yield from _time_reasons(jwt.claims, name, at)


def _key_reasons(jwt: Jwt, name: str, known: Believed) -> Iterator[Reason]:
    """Yield why a token's signature shows less than that a pinned service made it."""
    algorithm = jwt.header.get("alg")
    signed = f"{name} is signed by {told(algorithm)}"
    if _is_unsigned(jwt):
        yield Reason(cause=Cause.UNSIGNED, detail=f"{name} is not signed")
    elif isinstance(algorithm, str) and algorithm.startswith("HS"):
        detail = f"{signed}: whoever checks it could have made it, and so could the operator"
        yield Reason(cause=Cause.SHARED_KEY, detail=detail)
    elif algorithm != ALGORITHM or "crit" in jwt.header:
        yield Reason(cause=Cause.ALGORITHM, detail=f"{signed}, and only plain {ALGORITHM} is read")
    else:
        yield from _signature_reasons(jwt, name, known)


def _is_unsigned(jwt: Jwt) -> bool:
    """Tell whether a token has no signature, or says that it needs none (RFC 7518 §3.6)."""
    algorithm = jwt.header.get("alg")
    return not jwt.signature or (isinstance(algorithm, str) and algorithm.lower() == "none")


def _signature_reasons(jwt: Jwt, name: str, known: Believed) -> Iterator[Reason]:
    kid, issuer = jwt.header.get("kid"), jwt.claims.get("iss")
    having = [it for it in known.services if isinstance(kid, str) and kid in it.keys]
    if not having:
        detail = f"{name} is signed under {told(kid)}, which is in no pinned key set"
        yield Reason(cause=Cause.UNKNOWN_KEY, detail=detail)
        return
    by: KeySet = next((it for it in having if it.issuer == issuer), having[0])
    if not holds(by.keys[str(kid)], jwt.signature, jwt.signed):
        yield Reason(cause=Cause.SIGNATURE, detail=f"the signature of {name} does not hold")
    if issuer != by.issuer:
        detail = f"{name} is said by {told(issuer)} under a key of {told(by.issuer)}"
        yield Reason(cause=Cause.ISSUER, detail=detail)


def _time_reasons(claims: Mapping[str, Any], name: str, at: datetime) -> Iterator[Reason]:
    """Yield what of ``exp``, ``nbf`` and ``iat`` does not fit the log's time."""
    now, early = at.timestamp(), (at + LEEWAY).timestamp()
    end = claims.get("exp")
    if type(end) is not int or end <= now:
        yield Reason(cause=Cause.TIME, detail=f"{name} counted until {told(end)} (exp)")
    for field in ("nbf", "iat"):
        start = claims.get(field)
        if start is not None and (type(start) is not int or start > early):
            detail = f"{name} counts from {told(start)} on ({field})"
            yield Reason(cause=Cause.TIME, detail=detail)


def _belongs(overall: Jwt, name: str, part: Jwt) -> bool:
    submods = overall.claims.get("submods")
    match submods.get(name) if isinstance(submods, dict) else None:
        case ["DIGEST", [str() as algorithm, str() as digest]]:
            found = sha256(part.text.encode()).hexdigest()
            return algorithm in _HASHES and digest.lower() == found
        case _:
            return False


def _claim_reasons(claims: Mapping[str, Any]) -> Iterator[Reason]:
    """Yield what the service says of the chip that lowers the grade, though it passed."""
    if measurements_of(claims) is not Status.GOOD:
        detail = f"measres is {told(claims.get('measres'))}"
        yield Reason(cause=Cause.MEASUREMENTS, detail=detail)
    if debug_of(claims):
        yield Reason(cause=Cause.DEBUG, detail="dbgstat is enabled")
    if secure_boot_of(claims) is False:
        yield Reason(cause=Cause.SECURE_BOOT, detail="secboot is false")
    warning = claims.get(_WARNING)
    if warning:
        yield Reason(cause=Cause.WARNING, detail=f"the service warns: {told(warning)}")
    for field, said in claims.items():
        if isinstance(said, dict) and field.endswith("-cert-chain") and not _is_good(said):
            detail = f"{told(field)}: {told(said.get('x-nvidia-cert-ocsp-status'))}"
            yield Reason(cause=Cause.REVOCATION, detail=detail)
        elif said is False and field.startswith("x-nvidia-gpu-"):
            yield Reason(cause=Cause.CLAIM, detail=f"{told(field)} is false")


def _is_good(chain: Mapping[str, Any]) -> bool:
    status = chain.get("x-nvidia-cert-status"), chain.get("x-nvidia-cert-ocsp-status")
    return status == ("valid", "good")
