"""May anybody read along on the way to an address? Not by TLS, and not within this machine."""

from ipaddress import ip_address
from urllib.parse import urlsplit


def is_sound(url: str) -> bool:
    """Tell whether what is sent to an address is read by nobody on the way.

    >>> is_sound("https://id.example"), is_sound("http://id.example"), is_sound("http://[::1]:9")
    (True, False, True)
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine.

    >>> is_loopback("localhost"), is_loopback("[::1]"), is_loopback("127.0.0.1.example")
    (True, True, False)
    """
    plain = host.strip("[]")
    return plain == "localhost" or (is_number(plain) and ip_address(plain).is_loopback)


def is_number(host: str) -> bool:
    """Tell whether a host is an address in numbers, and no name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
