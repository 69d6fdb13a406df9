"""A vendor of our own: chips that can be asked, its service, and the real sample of an H100."""

import hmac
import json
from base64 import b64encode
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256, sha384
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP384R1,
    EllipticCurvePrivateKey,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA384
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from comptrol.domains.attestation import (
    LABEL,
    Anchor,
    ChallengeId,
    Evidence,
    Nonce,
    PinForm,
    PinName,
    digest_of_text,
    nonce_of,
    packed,
)
from comptrol.kernel.identifiers import Digest
from comptrol.kernel.jws import text_of

SAMPLE: Final = Path(__file__).parent / "vectors/attestation"
SAMPLE_NONCE: Final = Nonce("931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb")
SAMPLE_DIE: Final = "GH100/41431D480FE5E87274"
SAMPLE_LEAF: Final = "leaf/53C22BA15E5D68088282DA074ED9FB37AA585771"
NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
ROOT: Final = Digest("0" * 64)
"""The root that the challenges of tests are made from, of a log of one entry."""
SIZE: Final = 1
ORDER: Final = int(
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
    "581a0db248b0a77aecec196accc52973",
    16,
)
"""The order of P-384 (FIPS 186-5, SP 800-186 §3.2.1.4)."""
ISSUER: Final = "https://service.example"
_FROM, _UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
_DEVICE_ID = x509.ObjectIdentifier("2.23.133.5.4.1")
_NAMES: Final = ("Chips Root CA", "GH100 Identity", "GH100 Provisioner 1")


# The sample.


def sample_report() -> bytes:
    return bytes.fromhex((SAMPLE / "hopperAttestationReport.txt").read_text())


def sample_chain() -> tuple[bytes, ...]:
    pem = (SAMPLE / "hopperCertChain.txt").read_bytes()
    found = x509.load_pem_x509_certificates(pem)
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in found)


# Challenges.


def salt_of(challenge: str) -> Nonce:
    return Nonce(sha256(f"a salt: {challenge}".encode()).hexdigest())


def nonce_for(challenge: str) -> Nonce:
    return nonce_of(LABEL, ROOT, SIZE, salt_of(challenge))


# Chips and their certificates.


@cache
def key_of(name: str) -> EllipticCurvePrivateKey:
    seed = int.from_bytes(sha384(f"a key of the tests: {name}".encode()).digest(), "big")
    return derive_private_key(seed % (ORDER - 1) + 1, SECP384R1())


def signed(name: str, message: bytes) -> bytes:
    """Sign as chips and tokens do: r and s, 48 bytes each, the same in every run."""
    made = key_of(name).sign(message, ECDSA(SHA384(), deterministic_signing=True))
    return b"".join(part.to_bytes(48, "big") for part in decode_dss_signature(made))


def malleated(signature: bytes) -> bytes:
    """Return the other signature that holds over the same message: n - s in place of s."""
    s = int.from_bytes(signature[48:], "big")
    return signature[:48] + (ORDER - s).to_bytes(48, "big")


def certificate(  # noqa: PLR0913  (whatever of a certificate matters)
    subject: str,
    issuer: str,
    serial: int,
    *,
    ca: bool = True,
    key: str = "",
    by: str = "",
    path_length: int | None = None,
    extension: bytes | None = None,
    until: datetime = _UNTIL,
) -> bytes:
    """Return a certificate, DER, with any of what matters changed."""
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, it)]) for it in (subject, issuer)]
    made = (
        x509.CertificateBuilder(named[1], named[0], key_of(key or subject).public_key())
        .serial_number(serial)
        .not_valid_before(_FROM)
        .not_valid_after(until)
        .add_extension(_usage(signs_certificates=ca), critical=True)
    )
    if ca:
        made = made.add_extension(
            x509.BasicConstraints(ca=True, path_length=path_length), critical=True
        )
    if extension is not None:
        made = made.add_extension(
            x509.UnrecognizedExtension(_DEVICE_ID, extension), critical=False
        )
    whole = made.sign(key_of(by or issuer), SHA384(), ecdsa_deterministic=True)
    return whole.public_bytes(Encoding.DER)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def firmware_hash(firmware: int) -> bytes:
    return sha384(f"firmware {firmware}".encode()).digest()


def device_id(die: int, firmware: int) -> bytes:
    """Return what a leaf says of itself: DER, version 1, the key of its boot ROM, its firmware."""
    key = key_of(f"die {die}").public_key()
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    hashed = bytes.fromhex("303d06096086480165030402020430") + firmware_hash(firmware)
    inside = b"\x02\x01\x01" + spki + hashed
    return b"\x30\x81" + bytes([len(inside)]) + inside


@cache
def root() -> bytes:
    return certificate(_NAMES[0], _NAMES[0], 1)


@cache
def chain(die: int = 1, firmware: int = 1) -> tuple[bytes, ...]:
    """Return the certificates of a die, the leaf first."""
    boot_rom = "GH100 A01 GSP BROM"
    return (
        certificate(
            "GH100 A01 GSP FMC LF",
            boot_rom,
            leaf_serial(die, firmware),
            ca=False,
            key=f"leaf {die} {firmware}",
            by=f"die {die}",
            extension=device_id(die, firmware),
        ),
        certificate(boot_rom, _NAMES[2], 0xD1E0 + die, key=f"die {die}"),
        certificate(_NAMES[2], _NAMES[1], 3),
        certificate(_NAMES[1], _NAMES[0], 2),
        root(),
    )


def leaf_serial(die: int, firmware: int) -> int:
    return 0x1EAF_0000 + 0x100 * die + firmware


def opaque(firmware: int) -> bytes:
    parts = {
        6: bytes.fromhex("009f009601000000"),
        14: bytes.fromhex("b1030000"),
        15: b"882\0\0",
        17: b"1010\0",
        18: b"0200\0",
        3: b"550.90.07\0",
        20: firmware_hash(firmware),
    }
    return b"".join(
        kind.to_bytes(2, "little") + len(value).to_bytes(2, "little") + value
        for kind, value in parts.items()
    )


def unsigned_report(nonce: str, firmware: int = 1, added: bytes | None = None) -> bytes:
    """Return a report of two measurements without its signature."""
    blocks = b"".join(
        bytes([number]) + bytes.fromhex("013300013000") + sha384(bytes([number])).digest()
        for number in (1, 2)
    )
    part = opaque(firmware) if added is None else added
    return b"".join(
        (
            bytes.fromhex("11e001ff") + bytes.fromhex(nonce) + b"\0",
            bytes.fromhex("11600000") + b"\x02" + len(blocks).to_bytes(3, "little") + blocks,
            b"\x22" * 32 + len(part).to_bytes(2, "little") + part,
        )
    )


def report(nonce: str, die: int = 1, firmware: int = 1, added: bytes | None = None) -> bytes:
    """Return what a chip answers."""
    said = unsigned_report(nonce, firmware, added)
    return said + signed(f"leaf {die} {firmware}", said)


def evidence(nonce: str, die: int = 1, firmware: int = 1) -> Evidence:
    return packed(report(nonce, die, firmware), chain(die, firmware))


def root_anchor(content: bytes | None = None) -> Anchor:
    der = root() if content is None else content
    lines = b64encode(der).decode()
    pem = f"-----BEGIN CERTIFICATE-----\n{lines}\n-----END CERTIFICATE-----\n"
    return Anchor(
        pin=PinName("chips-root"),
        form=PinForm.ROOT,
        content=pem,
        digest=digest_of_text(pem),
        source="the tests",
    )


# The vendor's service.


def jwk(name: str = "service", **changed: Any) -> dict[str, Any]:
    numbers = key_of(name).public_key().public_numbers()
    x, y = (text_of(part.to_bytes(48, "big")) for part in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-384", "kid": name, "alg": "ES384", "x": x, "y": y} | changed


def key_set(*keys: dict[str, Any]) -> str:
    return json.dumps({"keys": list(keys or (jwk(),))})


def keys_anchor(content: str | None = None, issuer: str = ISSUER) -> Anchor:
    text = key_set() if content is None else content
    return Anchor(
        pin=PinName("chips-service"),
        form=PinForm.JWKS,
        content=text,
        digest=digest_of_text(text),
        issuer=issuer,
        source="the tests",
    )


def jwt(claims: dict[str, Any], *, alg: str = "ES384", kid: str = "service", by: str = "") -> str:
    """Return a token, signed as its header says, or by another key than that."""
    parts = ({"alg": alg, "kid": kid}, claims)
    body = ".".join(text_of(json.dumps(part).encode()) for part in parts)
    if alg.lower() == "none":
        return f"{body}."
    if alg == "HS256":
        return f"{body}.{text_of(_hmac(body.encode()))}"
    return f"{body}.{text_of(signed(by or kid, body.encode()))}"


def _hmac(message: bytes) -> bytes:
    """Sign with the word ``secret``, as nv-attestation-sdk 2.7.3 does."""
    return hmac.digest(b"secret", message, "sha256")


def times() -> dict[str, Any]:
    now = int(NOW.timestamp())
    return {"iat": now, "nbf": now, "exp": now + 3600}


def device_claims(nonce: str, die: int = 1, firmware: int = 1) -> dict[str, Any]:
    """Return the claims of one chip, in the form of NVIDIA's public example of claims 3.0."""
    return {
        "measres": "success",
        "x-nvidia-gpu-arch-check": True,
        "x-nvidia-gpu-driver-version": "570.44",
        "x-nvidia-gpu-vbios-version": "96.00.9F.00.01",
        "x-nvidia-gpu-attestation-report-cert-chain": {
            "x-nvidia-cert-expiration-date": "9999-12-31T23:59:59",
            "x-nvidia-cert-status": "valid",
            "x-nvidia-cert-ocsp-status": "good",
            "x-nvidia-cert-revocation-reason": None,
        },
        "x-nvidia-gpu-attestation-report-signature-verified": True,
        "eat_nonce": nonce,
        "hwmodel": "GH100 A01 GSP BROM",
        "ueid": str(leaf_serial(die, firmware)),
        "oemid": "5703",
        "iss": ISSUER,
        **times(),
        "secboot": True,
        "dbgstat": "disabled",
    }


def bundle(
    nonce: str,
    *,
    die: int = 1,
    firmware: int = 1,
    device: dict[str, Any] | None = None,
    overall: dict[str, Any] | None = None,
    **header: str,
) -> str:
    """Return a detached bundle about one chip, with claims changed in either part."""
    part = jwt(device_claims(nonce, die, firmware) | (device or {}), **header)
    whole = {
        "sub": "NVIDIA-PLATFORM-ATTESTATION",
        "x-nvidia-ver": "3.0",
        "iss": ISSUER,
        "x-nvidia-overall-att-result": True,
        "submods": {"GPU-0": ["DIGEST", ["SHA-256", sha256(part.encode()).hexdigest()]]},
        "eat_nonce": nonce,
        **times(),
    } | (overall or {})
    return json.dumps([["JWT", jwt(whole, **header)], {"GPU-0": part}])


def challenge_words(challenge: str) -> dict[str, Any]:
    """Return what a case of the rules may name of a challenge."""
    nonce = nonce_for(ChallengeId(challenge))
    words: dict[str, Any] = {
        f"the nonce of {challenge}": nonce,
        f"the salt of {challenge}": salt_of(challenge),
        f"a token for {challenge}": bundle(nonce),
        f"a token for {challenge} under the key secret": bundle(nonce, alg="HS256"),
        f"a token for {challenge} that nobody signed": bundle(nonce, alg="none"),
        f"a token for {challenge} of a chip that can be debugged": bundle(
            nonce, device={"dbgstat": "enabled", "secboot": False}
        ),
    }
    for die, firmware in ((1, 1), (1, 2), (2, 1)):
        made = evidence(nonce, die, firmware)
        named = f"the evidence of die {die} with firmware {firmware} for {challenge}"
        words[named] = {"report": made.report, "chain": list(made.chain)}
    return words


def rules_words() -> dict[str, Any]:
    """Return what a case of the rules may name: what is too long to be written out."""
    words = {
        "the label of challenges": LABEL,
        "the root of challenges": ROOT,
        "the root of the vendor": root_anchor().content,
        "the digest of the root": root_anchor().digest,
        "the keys of the service": keys_anchor().content,
        "the digest of the keys": keys_anchor().digest,
        "a token that is too long": "a" * 15_001,
    }
    for challenge in ("c-1", "c-2", "c-3"):
        words |= challenge_words(challenge)
    return words
