"""What does a browser hold, and what follows from it? One secret; of it we keep the digest.

The token of forms follows from that secret by HMAC, so that it is kept nowhere, and whoever reads
a page of ours has nothing to sign in with.
"""

import hashlib
import hmac
import re
import secrets
from typing import Final

from starlette.requests import HTTPConnection
from starlette.responses import Response

from comptrol.entrypoints.console.signing_in.rules import ROOT, DoorRules
from comptrol.kernel.identifiers import Digest

BYTES: Final = 32

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_FORMS: Final = b"comptrol console forms/1"


def new_token() -> str:
    """Return 256 bits that nobody can guess."""
    return secrets.token_urlsafe(BYTES)


def digest_of(token: str) -> Digest:
    """Return what is kept of a token."""
    return Digest(hashlib.sha256(token.encode()).hexdigest())


def form_token(token: str) -> str:
    """Return what forms bring back to whoever holds this token."""
    return hmac.new(token.encode(), _FORMS, hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Tell whether two texts are the same, in a time that says nothing of where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


class Cookie:
    """A secret in a browser, of one name.

    Under TLS its name begins with ``__Host-``: no other host, and nobody without TLS, can set it
    (RFC 6265bis §4.1.3.2). On loopback the port is in the name, for cookies know of no ports.
    """

    def __init__(self, rules: DoorRules, name: str) -> None:
        port = rules.origin.port or 80
        self.name = f"__Host-comptrol-{name}" if rules.secure else f"comptrol-{name}-{port}"
        self._secure, self._path = rules.secure, "/" if rules.secure else ROOT

    def held(self, request: HTTPConnection) -> str | None:
        """Return the secret that a browser sent, if it can be one of ours."""
        found = request.cookies.get(self.name, "")
        return found if _TOKEN.fullmatch(found) else None

    def give(self, response: Response, token: str, seconds: int) -> None:
        """Let a browser keep a secret, which no script there can read."""
        response.set_cookie(
            self.name,
            token,
            max_age=seconds,
            path=self._path,
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

    def take(self, response: Response) -> None:
        """Let a browser forget it."""
        response.delete_cookie(
            self.name, path=self._path, secure=self._secure, httponly=True, samesite="lax"
        )
