"""Can this be served as it is set, and is what crosses a network kept from others?"""

import stat
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Final

from cryptography import x509

from comptrol.bootstrap.certificates import Certificate
from comptrol.bootstrap.examining.place import Place
from comptrol.bootstrap.examining.seen import Seen, bad, ok, skipped, warning
from comptrol.bootstrap.visiting import ACCOUNTS
from comptrol.flow.addresses import is_loopback, is_sound
from comptrol.kernel.errors import UnavailableError

_SQLITE: Final = b"SQLite format 3\0"
"""How a database of SQLite begins (sqlite.org/fileformat2.html, 1.3.1)."""

RENEW_WITHIN: Final = timedelta(days=30)
"""A choice of ours: time for somebody to notice, and for whoever issues it."""


def certificate(place: Place) -> Iterator[Seen]:
    """Read the certificate to serve with, and hold its key and its end against it."""
    chain, key = place.settings.tls_certificate_file, place.settings.tls_key_file
    if chain is None or key is None:
        yield skipped("certificate", "none is set")
        return
    try:
        until = Certificate(chain, key, None, lambda: place.now).until
    except UnavailableError as error:
        yield bad("certificate", str(error), "serve refuses it: name a chain in PEM, and its key")
        return
    if stat.S_IMODE(key.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP):
        yield bad("certificate key", f"{key} can be read by others", f"chmod 600 {key}")
    yield _how_long("certificate", f"{chain} holds until {until:%Y-%m-%d}", until, place)


def authorities(place: Place) -> Iterator[Seen]:
    """Read whose certificates clients must show."""
    path = place.settings.tls_client_authorities_file
    if path is None:
        yield skipped("client authorities", "none are set: clients need no certificate")
        return
    try:
        found = x509.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no certificates in PEM"
        yield bad("client authorities", f"{path}: {why}", "name a file of certificates in PEM")
        return
    first = _soonest(found)
    begins, until = first.not_valid_before_utc, first.not_valid_after_utc
    seen = f"{first.subject.rfc4514_string() or 'the first'} holds until {until:%Y-%m-%d}"
    if until < place.now:  # both ends are within it (RFC 5280 §4.1.2.5), as serving has it
        yield bad("client authorities", f"{seen}: it has ended", "renew it: no client passes")
    elif begins > place.now:
        yield bad("client authorities", f"{seen}, from {begins:%Y-%m-%d} on", "set the clock")
    else:
        yield _how_long("client authorities", seen, until, place)


def address(place: Place) -> Iterator[Seen]:
    """Tell who can read along between clients and this server."""
    settings = place.settings
    where = f"{settings.host}:{settings.port}"
    if is_loopback(settings.host):
        yield ok("address", f"{where} is this machine alone")
    elif settings.tls_certificate_file is not None:
        yield ok("address", f"{where}, by TLS")
    elif settings.console_proxies:
        yield ok("address", f"{where}, behind {settings.console_proxies} servers that end TLS")
    else:
        seen = f"{where} is served without TLS, and nothing is said of a server in front"
        do = "set tls_certificate_file and tls_key_file, or console_proxies where one ends TLS"
        yield warning("address", seen, do)


def console(place: Place) -> Iterator[Seen]:
    """Tell whether people can sign in: by TLS, or on this machine."""
    settings = place.settings
    url = settings.console_url or f"http://{_bracketed(settings.host)}:{settings.port}"
    if is_sound(url):
        yield ok("console", f"browsers reach it at {url}")
    else:
        seen = f"browsers reach it at {url}, without TLS, so nobody can sign in"
        yield warning("console", seen, "set console_url to an https address that browsers reach")


def accounts(place: Place) -> Iterator[Seen]:
    """Tell whether the file of those who may sign in begins as a database does."""
    path = place.folder / ACCOUNTS
    if not path.is_file():
        yield skipped("accounts", "nobody was let into the console yet")
        return
    try:
        with path.open("rb") as file:
            begins = file.read(len(_SQLITE))
    except OSError as error:
        yield bad("accounts", f"{path}: {error.strerror}", "let the server's user read it")
        return
    if begins == _SQLITE:
        yield ok("accounts", f"{path.name} is there")
    else:
        lost = "nobody can sign in: bring it back from a backup, or move it away and add them anew"
        yield bad("accounts", f"{path} is no database", lost)


def issuer(place: Place) -> Iterator[Seen]:
    """Look at the secret that is shown to whoever vouches for people."""
    path = place.settings.console_oidc_client_secret_file
    if path is None:
        yield skipped("issuer's secret", "none is set")
        return
    try:
        mode = path.stat().st_mode
        with path.open("rb"):
            pass
    except OSError as error:
        yield bad("issuer's secret", f"{path}: {error.strerror}", "name the file that it is in")
        return
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield bad("issuer's secret", f"others can read {path}", f"chmod 600 {path}; ask for a new")
    else:
        yield ok("issuer's secret", f"{path} is its owner's alone")


def watchers(place: Place) -> Iterator[Seen]:
    """Tell who may read the figures of the server, and where traces of requests go."""
    settings = place.settings
    anybody = [it for it in settings.metrics_networks if ip_network(it).prefixlen == 0]
    if anybody:
        seen = f"anybody may read /metrics: {', '.join(anybody)}"
        yield warning("figures", seen, "set metrics_networks to where Prometheus is")
    else:
        yield ok("figures", f"read by {', '.join(settings.metrics_networks) or 'nobody'}")
    if settings.traces_url is not None and not is_sound(settings.traces_url):
        seen = f"traces go to {settings.traces_url} without TLS"
        yield warning("traces", seen, "set traces_url to an https address, or to this machine")


def _how_long(name: str, seen: str, until: datetime, place: Place) -> Seen:
    if until - place.now < RENEW_WITHIN:
        return warning(name, seen, "renew it: a server takes a new one without being stopped")
    return ok(name, seen)


def _soonest(found: Sequence[x509.Certificate]) -> x509.Certificate:
    return min(found, key=lambda it: it.not_valid_after_utc)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
