"""With which certificate does a server speak TLS, whose must a client show, and when is it read?

The files are read when the server begins and whenever it is told to (SIGHUP), all or nothing: what
does not fit, or has expired, leaves the one before in use. With such files no server begins, since
nobody who checks would speak with it, and the reason would be looked for elsewhere.
"""

import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

from cryptography import x509

from comptrol.kernel.errors import UnavailableError

MISFIT: Final = "KEY_VALUES_MISMATCH"


class Certificate:
    """A certificate with its key, and the context of every connection that is made with it."""

    def __init__(
        self, chain: Path, key: Path, authorities: Path | None, now: Callable[[], datetime]
    ) -> None:
        self._chain, self._key, self._authorities, self._now = chain, key, authorities, now
        self.context, self.until = self._read()

    def renew(self) -> None:
        """Read certificate and key again; connections that are open go on with what they have.

        Whose certificates are asked of clients is not read again: that takes a new server.
        """
        _, until = self._read()  # all of it holds, or nothing is changed
        self.context.load_cert_chain(self._chain, self._key, _no_password)
        self.until = until

    def _read(self) -> tuple[ssl.SSLContext, datetime]:
        self._check_files()
        until = self._within_its_time()
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self._chain, self._key, _no_password)
        except (OSError, ssl.SSLError) as error:
            raise UnavailableError(self._why(error)) from error
        if self._authorities is not None:
            try:
                context.load_verify_locations(self._authorities)
            except (OSError, ssl.SSLError) as error:
                what = f"{self._authorities} has no certificates of authorities: {error}"
                raise UnavailableError(what) from error
            context.verify_mode = ssl.CERT_REQUIRED
        return context, until

    def _check_files(self) -> None:
        """Refuse what a server that reads it would wait for, and answer nobody meanwhile."""
        for path in (self._chain, self._key, self._authorities):
            if path is not None and path.exists() and not path.is_file():
                raise UnavailableError(f"{path} is no file")

    def _why(self, error: OSError) -> str:
        if not self._key.is_file():
            return f"{self._key} does not exist: it is to be the key of {self._chain}"
        if isinstance(error, ssl.SSLError) and error.reason == MISFIT:
            return f"{self._key} is not the key of {self._chain}"
        return f"{self._key} cannot be used as the key of {self._chain}: {error}"

    def _within_its_time(self) -> datetime:
        """Return until when the certificate holds."""
        try:
            first = x509.load_pem_x509_certificates(self._chain.read_bytes())[0]
        except (OSError, ValueError) as error:
            told = error.strerror if isinstance(error, OSError) else "it has none in PEM"
            raise UnavailableError(
                f"{self._chain} cannot be read as certificates: {told}"
            ) from error
        now, until = self._now(), first.not_valid_after_utc
        if now > until:
            raise UnavailableError(f"{self._chain} expired on {until}: have it renewed")
        if now < first.not_valid_before_utc:
            begins = first.not_valid_before_utc
            raise UnavailableError(f"{self._chain} is valid from {begins} on: is the clock right?")
        return until


def subject_of(certificate: bytes) -> str:
    """Return whom a certificate (DER) names, as a distinguished name (RFC 4514)."""
    return x509.load_der_x509_certificate(certificate).subject.rfc4514_string()


def _no_password() -> NoReturn:
    raise OSError("it is locked with a password; a server needs one without")
