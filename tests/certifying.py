"""How a test gets certificates: an authority of its own, and what that gives."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)
AUTHORITY = "an authority"


class Certified:
    """A certificate authority, and certificates of it, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.ca = folder / "ca.crt"
        now = datetime.now(UTC)  # noqa: TID251  (a certificate is of its day)
        self.made = self._signed(AUTHORITY, self.key, now - 2 * DAY, now + DAY)
        self.ca.write_bytes(self.made.public_bytes(serialization.Encoding.PEM))

    def give(self, name: str, *, until: timedelta = DAY) -> tuple[Path, Path]:
        """Make a key and a certificate for loopback; over those that were there before."""
        now = datetime.now(UTC)  # noqa: TID251  (a certificate is of its day)
        return self.lasting(name, now - 2 * DAY, now + until)

    def lasting(self, name: str, begins: datetime, ends: datetime) -> tuple[Path, Path]:
        """Make them for loopback, to hold from one moment to another."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._signed(name, key, begins, ends)
        paths = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        pem = serialization.Encoding.PEM
        paths[0].write_bytes(certificate.public_bytes(pem))
        form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        paths[1].write_bytes(key.private_bytes(pem, form, bare))
        paths[1].chmod(0o600)
        return paths

    def _signed(
        self, name: str, key: ec.EllipticCurvePrivateKey, begins: datetime, ends: datetime
    ) -> x509.Certificate:
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY)])
        loopback = x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))
        identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
        of_issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        constraints = x509.BasicConstraints(ca=name == AUTHORITY, path_length=None)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begins)
            .not_valid_after(ends)
            .add_extension(constraints, critical=True)
            .add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
            .add_extension(identifier, critical=False)
            .add_extension(of_issuer, critical=False)
            .sign(self.key, hashes.SHA256())
        )
