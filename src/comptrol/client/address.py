"""Where is a server, whom is believed to be it, and what is shown to it?"""

import ssl
from pathlib import Path
from typing import NamedTuple, NoReturn
from urllib.parse import urlsplit

from comptrol.kernel.errors import UnreadableError


class ClientCertificate(NamedTuple):
    """What is shown to a server that asks whom it speaks with: certificates and their key."""

    chain: Path
    key: Path


class Address:
    """Where a server is: scheme, host, port and a path before all others."""

    def __init__(
        self,
        url: str,
        ca_file: Path | None = None,
        certificate: ClientCertificate | None = None,
    ) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise UnreadableError(f"{url!r} is no address: {error}") from error
        odd = parts.query or parts.fragment or parts.username or parts.password
        if parts.scheme not in {"http", "https"} or not parts.hostname or odd:
            raise UnreadableError(f"{url!r} is no address of a server: http or https, host, path")
        self.url, self.host = url, parts.hostname
        self.port = port or (443 if parts.scheme == "https" else 80)
        self.prefix, self.named = parts.path.rstrip("/"), parts.netloc
        self.tls: ssl.SSLContext | None = None
        if parts.scheme == "https":
            self.tls = _context(ca_file, certificate)
        elif certificate is not None:
            raise UnreadableError(f"{url} is no https address: no certificate is shown there")


def _context(ca_file: Path | None, certificate: ClientCertificate | None) -> ssl.SSLContext:
    """Return how TLS is spoken: whom is believed, and what is shown to whoever asks."""
    try:
        context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    except OSError as error:
        raise UnreadableError(f"{ca_file} has no certificates of authorities: {error}") from error
    if certificate is not None:
        try:
            context.load_cert_chain(certificate.chain, certificate.key, _no_password)
        except OSError as error:
            what = f"{certificate.chain} and {certificate.key} are no certificate and its key"
            raise UnreadableError(f"{what}: {error}") from error
    return context


def _no_password() -> NoReturn:
    raise OSError("the key is locked with a password")
