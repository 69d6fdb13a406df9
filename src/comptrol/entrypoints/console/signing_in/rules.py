"""By which rules do people come in: at which address, for how long, and by whose word?"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from typing_extensions import override

from comptrol.entrypoints.console.signing_in.secret_files import secret_in
from comptrol.flow.addresses import is_loopback, is_number, is_sound
from comptrol.kernel.errors import UnreadableError
from comptrol.settings import Settings

ROOT: Final = "/console"
"""Where the console is mounted."""
IDLE: Final = timedelta(minutes=30)

_HOST: Final = re.compile(r"[a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\]")
_LETTERS_MAX: Final = 2000


class Origin(NamedTuple):
    """A scheme, a host and a port, as a browser names whom it speaks with (RFC 6454)."""

    scheme: str
    host: str
    port: int | None

    @override
    def __str__(self) -> str:
        """Write it as browsers do."""
        return f"{self.scheme}://{self.host}" + ("" if self.port is None else f":{self.port}")

    @property
    def loopback(self) -> bool:
        """Tell whether nobody but this machine can be meant."""
        return is_loopback(self.host)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """Who vouches for people (OpenID Connect), and what it knows this console by."""

    url: str
    client_id: str
    secret: str | None = None

    @override
    def __repr__(self) -> str:
        """Show nothing of the secret, wherever it is shown."""
        return f"Issuer({self.url!r}, {self.client_id!r}, …)"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRules:
    """How people come in."""

    origin: Origin
    lasts: timedelta = timedelta(hours=8)
    idle: timedelta = IDLE
    proxies: int = 0
    issuer: Issuer | None = None

    @property
    def secure(self) -> bool:
        """Tell whether browsers reach us by TLS alone."""
        return self.origin.scheme == "https"

    @property
    def closed(self) -> str:
        """Say why nobody can sign in; nothing where people can.

        A password or a cookie that crosses a network in clear is anybody's.
        """
        if self.secure or self.origin.loopback:
            return ""
        return (
            f"Browsers reach this server at {self.origin}, without TLS, so nobody can sign in. Put"
            " a server with TLS in front, and set COMPTROL_CONSOLE_URL to its https address."
        )

    @property
    def origins(self) -> tuple[str, ...]:
        """Return what a form of ours may come from; loopback has more than one name."""
        if not self.origin.loopback:
            return (str(self.origin),)
        hosts = dict.fromkeys((self.origin.host, "localhost", "127.0.0.1", "[::1]"))
        return tuple(str(self.origin._replace(host=host)) for host in hosts)

    @property
    def passkeys_for(self) -> str:
        """Return the name that passkeys are bound to (WebAuthn §5.1.2): no address may be one."""
        if self.origin.loopback:
            return "localhost"
        return "" if is_number(self.origin.host) else self.origin.host


def rules_of(settings: Settings, port: int | None = None) -> DoorRules:
    """Return the rules that an operator set; a server says on which port it listens."""
    served = settings.port if port is None else port
    host = f"[{settings.host}]" if ":" in settings.host else settings.host.lower()
    url, scheme = settings.console_url, "http" if settings.tls_key_file is None else "https"
    return DoorRules(
        origin=origin_of(url) if url is not None else Origin(scheme, host, served),
        lasts=timedelta(seconds=settings.console_session_s),
        idle=min(IDLE, timedelta(seconds=settings.console_session_s)),
        proxies=settings.console_proxies,
        issuer=_issuer(settings),
    )


def origin_of(url: str) -> Origin:
    """Read where browsers reach the server: a scheme and a host, and a port where it is unusual.

    >>> str(origin_of("https://console.example:443/")), str(origin_of("http://localhost:8420"))
    ('https://console.example', 'http://localhost:8420')
    """
    parts = _split(url, "COMPTROL_CONSOLE_URL")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise UnreadableError("COMPTROL_CONSOLE_URL is scheme, host and port, and no path")
    usual = {"https": 443, "http": 80}[parts.scheme]
    host = parts.hostname or ""
    written = f"[{host}]" if ":" in host else host
    return Origin(parts.scheme, written, None if parts.port in (None, usual) else parts.port)


def _issuer(settings: Settings) -> Issuer | None:
    url, client = settings.console_oidc_issuer, settings.console_oidc_client_id
    file = settings.console_oidc_client_secret_file
    if url is None and client is None and file is None:
        return None
    if url is None or not client:
        raise UnreadableError(
            "COMPTROL_CONSOLE_OIDC_ISSUER and COMPTROL_CONSOLE_OIDC_CLIENT_ID are set together"
        )
    name = "COMPTROL_CONSOLE_OIDC_ISSUER"
    parts = _split(url, name)
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise UnreadableError(f"{name} has no query, fragment or password (OpenID Discovery §2)")
    if not is_sound(url):
        raise UnreadableError(f"{name} begins with https (http on loopback alone)")
    return Issuer(url=url, client_id=client, secret=secret_in(file) if file else None)


class _Split(NamedTuple):
    scheme: str
    netloc: str
    path: str
    query: str
    fragment: str
    hostname: str | None
    port: int | None


def _split(url: str, name: str) -> _Split:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise UnreadableError(f"{name} is no address: {error}") from error
    host = parts.hostname or ""
    written = f"[{host}]" if ":" in host else host
    sound = url.isprintable() and url.isascii() and len(url) <= _LETTERS_MAX
    if parts.scheme not in ("https", "http") or not _HOST.fullmatch(written) or not sound:
        raise UnreadableError(f"{name} is an address such as https://console.example")
    return _Split(*parts, parts.hostname, port)
