"""Is an address one that a setting may have? Nothing of what is refused is repeated."""

from ipaddress import ip_network
from urllib.parse import unquote, urlsplit


def check_address(name: str, url: str) -> None:
    """Refuse an address of a database that is none, or that has a secret in it; repeat nothing."""
    scheme, _, rest = url.partition("://")
    if scheme not in {"postgresql", "postgres"} or not rest:
        raise ValueError(f"{name} must be written as postgresql://USER@HOST/DATABASE")
    who, at, _ = rest.rpartition("@")
    if (at and ":" in who) or "password=" in unquote(rest).lower():
        raise ValueError(
            f"{name} must have no password in it: keep that in a file, and name it in PGPASSFILE"
        )


def check_collector(name: str, url: str) -> None:
    """Refuse an address of HTTP that is none, or that has a secret in it; repeat nothing."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not url.isprintable() or " " in url:
        raise ValueError(f"{name} must be written as http://HOST:PORT or https://HOST")
    check_bare(name, url)


def check_bare(name: str, url: str) -> None:
    """Refuse an address with a user, a password or a query in it; repeat nothing."""
    if "@" in url or "?" in url or "#" in url:
        raise ValueError(f"{name} must have no user, no password and no query in it")


def check_network(name: str, network: str) -> None:
    """Refuse what is no network in numbers."""
    try:
        ip_network(network)
    except ValueError:
        raise ValueError(f"{name} must be networks such as 10.0.0.0/8 or ::1/128") from None
